package org.ncf4j.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** A row; lines are numbered from 1. */
    record Row(long line, List<String> cells) {}

    /** That of UTF-8, read as Latin-1. */
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

    /** How fastcsv names the line in which a bad record began. */
    private static final Pattern BEGAN = Pattern.compile("started in line (\\d+)");

    /** How much of the file the separator is guessed from. */
    private static final int HEAD = 1 << 16;

    private final Path file;
    private final BufferedReader reader;
    /** What fastcsv reads through. */
    private final Ending ending;

    private final Separator separator;
    /** Rows by fastcsv, or null where lines are split plainly. */
    private final @Nullable Iterator<CsvRecord> records;

    private final Deque<Row> ahead = new ArrayDeque<>();
    private long line;

    private DelimitedFile(Path file, Charset charset, InputStream bytes, Separator separator) {
        this.file = file;
        reader = new BufferedReader(new InputStreamReader(bytes, charset.newDecoder()), 1 << 16);
        ending = new Ending(reader);
        this.separator = separator;
        records = switch (separator) {
            case COMMA, SEMICOLON, TAB ->
                CsvReader.builder()
                        .fieldSeparator(separator.text.charAt(0))
                        .acceptCharsAfterQuotes(separator == Separator.TAB)
                        .ofCsvRecord(ending)
                        .iterator();
            case DOUBLE_COLON, BAR -> null;
        };
    }

    /** Opens a file of interactions; the separator is guessed from the file's first line and its name. */
    static DelimitedFile open(Path file) throws IOException {
        return open(file, DelimitedFile::guess, false);
    }

    /** Opens a file with a known separator. */
    static DelimitedFile open(Path file, Separator separator) throws IOException {
        return open(file, (name, line, names) -> separator, false);
    }

    /** Opens a file with commas, or with semicolons if its first line has these and no commas. */
    static DelimitedFile openCsv(Path file) throws IOException {
        return open(file, (name, line, names) -> commaOrSemicolon(line), false);
    }

    /** Opens a file of items and their names, which may be one of the older MovieLens files. */
    static DelimitedFile openNames(Path file) throws IOException {
        return open(file, DelimitedFile::guess, true);
    }

    /** Tells the separator of a file by its first line. */
    private interface Choice {
        Separator of(Path file, String firstLine, boolean names) throws InteractionFormatException;
    }

    private static DelimitedFile open(Path file, Choice choice, boolean names) throws IOException {
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
            return new DelimitedFile(file, charset, bytes, separator);
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
            return gzip ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), HEAD) : in;
        } catch (IOException e) {
            in.close();
            throw explained(file, e);
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
        return "'" + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + "'";
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
            return records == null ? readPlain() : readRecord(records);
        } catch (IOException e) {
            throw explained(file, e);
        } catch (UncheckedIOException | CsvParseException e) {
            if (e.getCause() instanceof IOException cause) {
                throw explained(file, cause);
            }
            throw badQuotes(e);
        }
    }

    /** What fastcsv says around the reason is that a record cannot be read, and in which line it began. */
    private InteractionFormatException badQuotes(RuntimeException e) {
        Matcher began = BEGAN.matcher(String.valueOf(e.getMessage()));
        String place = began.find() ? ", line " + began.group(1) : ", after line " + line;
        String reason = String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        return new InteractionFormatException(file + place
                + ": expected cells that are quoted as RFC 4180 has it: "
                + reason.replaceFirst(": (.)$", ": '$1'"));
    }

    private @Nullable Row readRecord(Iterator<CsvRecord> records) throws InteractionFormatException {
        if (!records.hasNext()) {
            return null;
        }
        CsvRecord record = records.next();
        line = record.getStartingLineNumber();
        List<String> cells = record.getFields();
        // fastcsv takes a quote that is never closed for one that is closed by the end of the file
        String last = cells.get(cells.size() - 1);
        if (last.indexOf('\n') >= 0 && !records.hasNext() && !ending.isQuote()) {
            long opened = line;
            for (String cell : cells.subList(0, cells.size() - 1)) {
                opened += cell.chars().filter(c -> c == '\n').count();
            }
            throw new InteractionFormatException(file + ", line " + opened
                    + ": expected a quote that is closed, found one open to the end of the file");
        }
        return new Row(line, cells);
    }

    /** Remembers the last character that passes, line ends apart. */
    private static final class Ending extends FilterReader {
        private char last;

        Ending(Reader in) {
            super(in);
        }

        boolean isQuote() {
            return last == '"';
        }

        @Override
        public int read() throws IOException {
            int c = super.read();
            if (c >= 0) {
                note((char) c);
            }
            return c;
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            for (int i = offset; i < offset + count; i++) {
                note(buffer[i]);
            }
            return count;
        }

        private void note(char c) {
            if (c != '\n' && c != '\r') {
                last = c;
            }
        }
    }

    private @Nullable Row readPlain() throws IOException {
        String text;
        do {
            text = reader.readLine();
            line++;
        } while (text != null && text.isBlank());
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
        return new Row(line, cells);
    }

    /** An error of reading, with the file and what was expected. */
    private static IOException explained(Path file, IOException e) {
        if (e instanceof CharacterCodingException) {
            return new InteractionFormatException(file + ", line " + firstUndecodableLine(file)
                    + ": expected text in UTF-8," + " found bytes that are not");
        }
        if (e instanceof ZipException || e instanceof EOFException) {
            return new InteractionFormatException(file + ": damaged gzip file: " + e.getMessage());
        }
        return e;
    }

    /** Decoders read ahead, so the line is sought anew. */
    private static long firstUndecodableLine(Path file) {
        long line = 1;
        try (InputStream in = new BufferedInputStream(bytes(file))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                bytes.write(b);
                if (b == '\n') {
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
                    bytes.reset();
                    line++;
                }
            }
        } catch (IOException e) {
            // this is the line
            return line;
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
