package org.ncf4j.data;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * A text line by line: each call of {@link #read(char[], int, int)} gives no more than the rest of one line, so that who
 * parses the text knows which line it is in, has never read beyond it, and can begin anew with the next one. Line ends are
 * {@code \n}, {@code \r\n} and {@code \r}. Bounds what a row may have, be it in one line or, with line ends in quotes, in
 * many.
 */
final class TextLines extends Reader {
    /** The longest row in characters, line ends apart: a hundred thousand ids, and a fraction of the least memory of a JVM. */
    static final int MAX_ROW = 1_000_000;

    /** A row is longer than {@link #MAX_ROW}. */
    static final class RowTooLongException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final Reader in;
    private final char[] buffer = new char[1 << 13];
    private int position;
    private int limit;
    /** The line of the next character, from 1. */
    private long line = 1;

    private boolean isAfterReturn;
    /** Whether part of the line has been read, and not its end. */
    private boolean isInLine;

    private long rowLine = 1;
    private int rowLength;
    private char last;

    TextLines(Reader in) {
        this.in = in;
    }

    /** Says that a row begins here. */
    void beginRow() throws IOException {
        if (isAfterReturn && !isAtEnd() && buffer[position] == '\n') {
            position++;
        }
        isAfterReturn = false;
        rowLength = 0;
        rowLine = line;
    }

    /** The line of the first character of the row, or of its beginning as long as there is none; from 1. */
    long rowLine() {
        return rowLine;
    }

    /** The last line of which something has been read. */
    long lastLine() {
        return isInLine ? line : line - 1;
    }

    /** The last character of the row, line ends apart. */
    char last() {
        return last;
    }

    /** Whether there is no more. */
    boolean isAtEnd() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, in.read(buffer, 0, buffer.length));
        }
        return position == limit;
    }

    @Override
    public int read(char[] target, int offset, int count) throws IOException {
        if (isAtEnd()) {
            return -1;
        }
        int start = position;
        scan(Math.min(limit, position + count));
        if (rowLength > MAX_ROW) {
            throw new RowTooLongException();
        }
        System.arraycopy(buffer, start, target, offset, position - start);
        return position - start;
    }

    /** Moves behind the next line end, but not beyond {@code end}. */
    private void scan(int end) {
        int at = position;
        while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
            at++;
        }
        if (at > position) {
            if (rowLength == 0) {
                rowLine = line;
            }
            rowLength += at - position;
            last = buffer[at - 1];
            isAfterReturn = false;
            isInLine = true;
        }
        if (at < end) {
            boolean isSecondHalf = buffer[at] == '\n' && isAfterReturn;
            line += isSecondHalf ? 0 : 1;
            isAfterReturn = buffer[at] == '\r';
            isInLine = false;
            at++;
        }
        position = at;
    }

    /** The rest of the line without its end, or null after the last one. */
    @Nullable
    String readLine() throws IOException {
        if (isAtEnd()) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        do {
            int start = position;
            scan(limit);
            if (rowLength > MAX_ROW) {
                throw new RowTooLongException();
            }
            text.append(buffer, start, position - start);
        } while (isInLine && !isAtEnd());
        int length = text.length();
        text.setLength(isInLine ? length : length - 1);
        isInLine = false;
        return text.toString();
    }

    /** Moves to the beginning of a line, the next one if part of this one has been read. */
    void skipLine() throws IOException {
        while (isInLine && !isAtEnd()) {
            scan(limit);
            rowLength = 0;
        }
        isInLine = false;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
