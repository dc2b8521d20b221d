package org.ncf4j.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a delimited text file, one after the other: commas, semicolons or tabs with quotes as RFC 4180 has them, or the plain
 * separators of the MovieLens files. Unpacks gzip, skips a byte order mark and empty lines, and refuses what is no UTF-8.
 */
final class DelimitedFile implements Closeable {
    /** What stands between two cells. */
    enum Separator {
        COMMA(","),
        SEMICOLON(";"),
        TAB("\t"),
        DOUBLE_COLON("::"),
        BAR("|");

        private final String text;

        Separator(String text) {
            this.text = text;
        }
    }

    /** A row; lines are numbered from 1, and {@code end} is the last one of a row with line ends in quotes. */
    record Row(long line, long end, List<String> cells) {}

    /** That of UTF-8, read as Latin-1. */
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

    /** Limits that {@link TextLines} keeps already. */
    private static final CsvRecordHandler.CsvRecordHandlerBuilder HANDLER =
            CsvRecordHandler.builder().maxFields(TextLines.MAX_ROW + 1);

    /** How many bytes a packed file may unpack to, whatever its own size. */
    private static final long UNPACKED = 10_000_000;

    /** How much more than this a packed file may unpack to, times its size; text of interactions comes to 3 to 20. */
    private static final int RATIO = 200;

    /** How much of the file the separator is guessed from. */
    private static final int HEAD = 1 << 16;

    /**
     * What bytes that are no UTF-8 are decoded to: the second half of a surrogate pair without the first, which nothing else
     * is, so that the line they are in is found when it is its turn.
     */
    private static final char UNDECODABLE = '\uDC80';

    private final Path file;
    private final TextLines lines;
    private final Separator separator;
    private final BadLines bad;
    /** Rows by fastcsv, or null where lines are split plainly. */
    private @Nullable Iterator<CsvRecord> records;

    private final Deque<Row> ahead = new ArrayDeque<>();
    private boolean isBegun;

    private DelimitedFile(Path file, Charset charset, InputStream bytes, Separator separator, BadLines bad) {
        this.file = file;
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .replaceWith(String.valueOf(UNDECODABLE));
        lines = new TextLines(new InputStreamReader(bytes, decoder));
        this.separator = separator;
        this.bad = bad;
        records = records();
    }

    /** Reads from the beginning of a line on. */
    private @Nullable Iterator<CsvRecord> records() {
        return switch (separator) {
            case COMMA, SEMICOLON, TAB ->
                CsvReader.builder()
                        .fieldSeparator(separator.text.charAt(0))
                        .acceptCharsAfterQuotes(separator == Separator.TAB)
                        .build(HANDLER.build(), lines)
                        .iterator();
            case DOUBLE_COLON, BAR -> null;
        };
    }

    /** Opens a file of interactions; the separator is guessed from the file's first line and its name. */
    static DelimitedFile open(Path file, BadLines bad) throws IOException {
        return open(file, DelimitedFile::guess, false, bad);
    }

    /** Opens a file with a known separator. */
    static DelimitedFile open(Path file, Separator separator, BadLines bad) throws IOException {
        return open(file, (name, line, names) -> separator, false, bad);
    }

    /** Opens a file with commas, or with semicolons if its first line has these and no commas. */
    static DelimitedFile openCsv(Path file, BadLines bad) throws IOException {
        return open(file, (name, line, names) -> commaOrSemicolon(line), false, bad);
    }

    /** Opens a file of items and their names, which may be one of the older MovieLens files. */
    static DelimitedFile openNames(Path file) throws IOException {
        return open(file, DelimitedFile::guess, true, BadLines.refused(file));
    }

    /** Tells the separator of a file by its first line. */
    private interface Choice {
        Separator of(Path file, String firstLine, boolean names) throws InteractionFormatException;
    }

    private static DelimitedFile open(Path file, Choice choice, boolean names, BadLines bad) throws IOException {
        InputStream bytes = bytes(file);
        try {
            String head = head(bytes);
            if (head.isBlank()) {
                throw new InteractionFormatException(file + ": the file is empty");
            }
            Separator separator =
                    choice.of(file, head.strip().lines().findFirst().orElse(""), names);
            boolean latin = names && (separator == Separator.BAR || separator == Separator.DOUBLE_COLON);
            Charset charset = latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
            return new DelimitedFile(file, charset, bytes, separator, bad);
        } catch (IOException e) {
            bytes.close();
            throw explained(file, e);
        }
    }

    /** The bytes of a file, unpacked if it is gzip. */
    private static InputStream bytes(Path file) throws IOException {
        if (Files.notExists(file)) {
            throw new NoSuchFileException(file.toString(), null, "no such file");
        }
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a folder, not a file");
        }
        InputStream in = new BufferedInputStream(Files.newInputStream(file), HEAD);
        try {
            in.mark(2);
            boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return gzip ? new BufferedInputStream(new Unpacking(new Counting(in)), HEAD) : in;
        } catch (IOException e) {
            in.close();
            throw explained(file, e);
        }
    }

    /** Counts the bytes that it gives. */
    private static final class Counting extends FilterInputStream {
        long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }

    /** A packed file unpacks to more than it should. */
    private static final class BombException extends IOException {
        private static final long serialVersionUID = 1L;

        BombException(String message) {
            super(message);
        }
    }

    /** Unpacks gzip, but not what comes to hundreds of times its size: no text of interactions does. */
    private static final class Unpacking extends GZIPInputStream {
        private final Counting packed;
        private long unpacked;

        Unpacking(Counting packed) throws IOException {
            super(packed, 1 << 16);
            this.packed = packed;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            unpacked += Math.max(0, read);
            if (unpacked - UNPACKED > RATIO * packed.count) {
                throw new BombException("expected a gzip file that unpacks to at most " + RATIO
                        + " times its size, found " + packed.count + " bytes that unpack to " + unpacked
                        + " and more; if that is meant, unpack it first");
            }
            return read;
        }
    }

    /**
     * The beginning of the file, which is read again afterwards, as far as the separator is concerned: in Latin-1, which
     * decodes anything. Only a byte order mark is skipped for good.
     */
    private static String head(InputStream bytes) throws IOException {
        bytes.mark(HEAD);
        byte[] head = bytes.readNBytes(HEAD);
        bytes.reset();
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.startsWith(BYTE_ORDER_MARK)) {
            bytes.skipNBytes(BYTE_ORDER_MARK.length());
            return text.substring(BYTE_ORDER_MARK.length());
        }
        return text;
    }

    private static Separator guess(Path file, String firstLine, boolean names) throws InteractionFormatException {
        String name =
                String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        boolean semicolons = commaOrSemicolon(firstLine) == Separator.SEMICOLON;
        if (name.endsWith(".csv") && (semicolons || firstLine.contains(","))) {
            return commaOrSemicolon(firstLine);
        }
        if (firstLine.contains("\t")) {
            return Separator.TAB;
        }
        if (firstLine.contains("::")) {
            return Separator.DOUBLE_COLON;
        }
        // titles have commas, and genres are lists with bars: the first to come decides
        int bar = names ? firstLine.indexOf('|') : -1;
        int comma = firstLine.indexOf(',');
        if (bar >= 0 && (comma < 0 || bar < comma)) {
            return Separator.BAR;
        }
        if (comma >= 0) {
            return Separator.COMMA;
        }
        if (semicolons) {
            return Separator.SEMICOLON;
        }
        throw new InteractionFormatException(file
                + ", line 1: expected columns separated by commas, semicolons, tabs or '::', found "
                + quoted(firstLine));
    }

    private static Separator commaOrSemicolon(String firstLine) {
        return firstLine.contains(";") && !firstLine.contains(",") ? Separator.SEMICOLON : Separator.COMMA;
    }

    /** A cell as messages show it. */
    static String quoted(String text) {
        return "'" + shown(text, 40) + "'";
    }

    /** The cells of a row as messages show them. */
    static String listed(List<String> cells) {
        // the rest would be cut off
        return shown(String.join(", ", cells.subList(0, Math.min(cells.size(), 400))), 400);
    }

    /** No more than some characters, and none that does what a terminal is told by it. */
    private static String shown(String text, int length) {
        String start = text.length() > length ? text.substring(0, length) + "..." : text;
        return start.replaceAll("\\p{Cntrl}|[\\u0080-\\u009F]|" + UNDECODABLE, "\uFFFD");
    }

    Path file() {
        return file;
    }

    /** Whether lines are split plainly: files that have no header and no quotes. */
    boolean isPlain() {
        return records == null;
    }

    /** The next row, or null at the end. */
    @Nullable
    Row next() throws IOException {
        return ahead.isEmpty() ? read() : ahead.removeFirst();
    }

    /** The row after the next {@code count} ones, which all stay to be read; null if there are not as many. */
    @Nullable
    Row peek(int count) throws IOException {
        while (ahead.size() <= count) {
            Row row = read();
            if (row == null) {
                return null;
            }
            ahead.addLast(row);
        }
        return new ArrayList<>(ahead).get(count);
    }

    private @Nullable Row read() throws IOException {
        try {
            return readGood();
        } catch (IOException e) {
            throw explained(file, e);
        }
    }

    private @Nullable Row readGood() throws IOException {
        while (true) {
            try {
                lines.beginRow();
                Row row = records == null ? readPlain() : readRecord(records);
                if (row != null) {
                    requireText(row);
                    isBegun = true;
                }
                return row;
            } catch (InteractionFormatException e) {
                leaveOut(e);
            } catch (TextLines.RowTooLongException e) {
                leaveOut(tooLong());
            } catch (UncheckedIOException | CsvParseException e) {
                if (e.getCause() instanceof TextLines.RowTooLongException) {
                    leaveOut(tooLong());
                } else if (e.getCause() instanceof IOException cause) {
                    throw cause;
                } else {
                    leaveOut(badQuotes(e));
                }
            }
        }
    }

    /** Goes on with the next line, if that is allowed. The first row says how the file is to be read: there must be one. */
    private void leaveOut(InteractionFormatException reason) throws IOException {
        if (!isBegun) {
            throw reason;
        }
        bad.add(lines.rowLine(), lines.lastLine(), reason);
        lines.skipLine();
        records = records();
    }

    private InteractionFormatException error(long line, String what) {
        return new InteractionFormatException(file + ", line " + line + ": " + what);
    }

    private InteractionFormatException tooLong() {
        return error(
                lines.rowLine(),
                "expected a row of at most " + TextLines.MAX_ROW + " characters, found a longer one"
                        + (lines.lastLine() > lines.rowLine() ? " (a quote that is not closed?)" : ""));
    }

    /** What fastcsv says around the reason is that a record cannot be read, and in which line it began. */
    private InteractionFormatException badQuotes(RuntimeException e) {
        String reason = String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        return error(
                lines.rowLine(),
                "expected cells that are quoted as RFC 4180 has it: "
                        + shown(reason.replaceFirst("(?s): (.)$", ": '$1'"), 200));
    }

    private void requireText(Row row) throws InteractionFormatException {
        for (String cell : row.cells) {
            if (isUndecodable(cell)) {
                throw error(row.line, "expected text in UTF-8, found bytes that are not");
            }
            if (cell.indexOf('\0') >= 0) {
                throw error(row.line, "expected text, found a NUL character (a file in UTF-16, or a damaged one?)");
            }
        }
    }

    private static boolean isUndecodable(String cell) {
        int at = cell.indexOf(UNDECODABLE);
        while (at > 0 && Character.isHighSurrogate(cell.charAt(at - 1))) {
            at = cell.indexOf(UNDECODABLE, at + 1); // that was half of a pair: U+1F480, say
        }
        return at >= 0;
    }

    private @Nullable Row readRecord(Iterator<CsvRecord> records) throws IOException {
        if (!records.hasNext()) {
            return null;
        }
        List<String> cells = records.next().getFields();
        long line = lines.rowLine();
        // fastcsv takes a quote that is never closed for one that is closed by the end of the file
        String last = cells.get(cells.size() - 1);
        if (last.indexOf('\n') >= 0 && lines.isAtEnd() && lines.last() != '"') {
            long opened = line;
            for (String cell : cells.subList(0, cells.size() - 1)) {
                opened += cell.chars().filter(c -> c == '\n').count();
            }
            throw error(opened, "expected a quote that is closed, found one open to the end of the file");
        }
        return new Row(line, lines.lastLine(), cells);
    }

    private @Nullable Row readPlain() throws IOException {
        String text = lines.readLine();
        while (text != null && text.isBlank()) {
            lines.beginRow();
            text = lines.readLine();
        }
        if (text == null) {
            return null;
        }
        List<String> cells = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf(separator.text); end >= 0; end = text.indexOf(separator.text, start)) {
            cells.add(text.substring(start, end));
            start = end + separator.text.length();
        }
        cells.add(text.substring(start));
        return new Row(lines.rowLine(), lines.rowLine(), cells);
    }

    /** An error of reading, with the file and what was expected. */
    private static IOException explained(Path file, IOException e) {
        if (e instanceof ZipException || e instanceof EOFException) {
            return new InteractionFormatException(file + ": damaged gzip file: " + e.getMessage());
        }
        if (e instanceof BombException) {
            return new InteractionFormatException(file + ": " + e.getMessage());
        }
        return e;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
