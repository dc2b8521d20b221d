package org.ncf4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The lines of a file that cannot be read: left out, counted and told one by one up to a limit, and an error beyond it. */
final class BadLines {
    /** How many of them an error or a warning names. */
    static final int NAMED = 3;

    private final Path file;
    private final int limit;
    private final Consumer<String> listener;
    private final List<String> first = new ArrayList<>();
    private int count;

    BadLines(Path file, int limit, Consumer<String> listener) {
        this.file = file;
        this.limit = limit;
        this.listener = listener;
    }

    /** None: the first one is the error. */
    static BadLines refused(Path file) {
        return new BadLines(file, 0, line -> {});
    }

    /**
     * Leaves lines out.
     *
     * @param line the first of them
     * @param end the last of them: a row can have many, of which each counts, lest a quote that nobody closed take a file away
     * @param reason what is wrong with it
     * @throws InteractionFormatException if these are too many: the reason itself where none is allowed
     */
    void add(long line, long end, InteractionFormatException reason) throws InteractionFormatException {
        if (limit == 0) {
            throw reason;
        }
        add(String.valueOf(reason.getMessage()));
        for (long more = line + 1; more <= end; more++) {
            add(file + ", line " + more + ": belongs to the row of line " + line);
        }
    }

    private void add(String message) throws InteractionFormatException {
        if (first.size() < NAMED) {
            // the file is named once
            String prefix = file + ", ";
            first.add(message.startsWith(prefix) ? message.substring(prefix.length()) : message);
        }
        if (count == limit) {
            throw new InteractionFormatException(file + ": expected at most " + limit + " bad "
                    + (limit == 1 ? "line" : "lines") + ", found more; the first: " + named());
        }
        count++;
        listener.accept(message);
    }

    int count() {
        return count;
    }

    /** The first ones and what is wrong with them. */
    String named() {
        return String.join("; ", first);
    }
}
