package org.ncf4j.examples;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.Writer;

/** How tables are written: fields quoted where they must be (RFC 4180), lines ending in a line feed. */
final class Csv {
    private Csv() {}

    /**
     * A writer with commas.
     *
     * @param out gets all rows once the writer is flushed
     */
    static CsvWriter commas(Writer out) {
        return writer(',', out);
    }

    /**
     * A writer with tabs.
     *
     * @param out gets all rows once the writer is flushed
     */
    static CsvWriter tabs(Writer out) {
        return writer('\t', out);
    }

    private static CsvWriter writer(char separator, Writer out) {
        return CsvWriter.builder()
                .fieldSeparator(separator)
                .lineDelimiter(LineDelimiter.LF)
                .build(out);
    }
}
