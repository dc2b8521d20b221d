package org.ncf4j.examples;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.internal.AtomicFiles;

/** Writes interactions and labelled pairs as tab-separated files with a header, as the reader reads them by itself. */
final class PairFiles {
    private PairFiles() {}

    /** A file and what goes into it. */
    record Part(Path file, Content content) {}

    /** Writes the whole content of a file. */
    @FunctionalInterface
    interface Content {
        void write(Writer out) throws IOException;
    }

    /** The positives, user by user, in their order: oldest first where that is known. */
    static Part part(Path file, Interactions data) {
        return new Part(file, out -> writeRows(out, data, null));
    }

    /**
     * The rows of a history that a part has seen: its positives, and what was rated too low to be one.
     *
     * @param file the file
     * @param part says which rows; no other items are seen in it
     * @param history all rows, with their ratings
     */
    static Part seenPart(Path file, Interactions part, Interactions history) {
        return new Part(file, out -> writeRows(out, history, part));
    }

    /** The pairs, in their order. */
    static Part part(Path file, LabeledPairs data) {
        return new Part(file, out -> {
            out.write("user\titem\tlabel\n");
            for (int row = 0; row < data.size(); row++) {
                writeIds(out, data.users(), data.user(row), data.items(), data.item(row));
                out.write(data.label(row) ? "\t1\n" : "\t0\n");
            }
        });
    }

    /**
     * Writes all the files or none.
     *
     * @throws IOException names the file that could not be written
     */
    static void write(List<Part> parts) throws IOException {
        List<Path> written = new ArrayList<>();
        try {
            write(parts, written);
        } catch (UncheckedIOException e) {
            delete(written);
            throw e.getCause();
        } catch (IOException | RuntimeException e) {
            delete(written);
            throw e;
        }
    }

    private static void delete(List<Path> files) throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    /** Each file takes its name only when those after it have theirs: a failure leaves but the temporary ones, which go. */
    private static void write(List<Part> parts, List<Path> written) throws IOException {
        if (parts.isEmpty()) {
            return;
        }
        Part first = parts.get(0);
        AtomicFiles.write(first.file(), stream -> {
            Writer out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
            first.content().write(out);
            out.flush();
            try {
                write(parts.subList(1, parts.size()), written);
            } catch (IOException e) {
                // unchecked, so that it is not taken for a failure of this file
                throw new UncheckedIOException(e);
            }
        });
        written.add(first.file());
    }

    private static void writeRows(Writer out, Interactions data, @Nullable Interactions filter) throws IOException {
        out.write("user\titem" + (data.hasRatings() ? "\trating" : "") + (data.hasTimes() ? "\ttime" : "") + "\n");
        for (int user = 0; user < data.userCount(); user++) {
            for (int place = data.offset(user); place < data.offset(user + 1); place++) {
                if (filter == null || isSeen(filter, data, user, data.item(place))) {
                    writeIds(out, data.users(), user, data.items(), data.item(place));
                    if (data.hasRatings()) {
                        out.write("\t" + text(data.rating(place)));
                    }
                    if (data.hasTimes()) {
                        out.write("\t" + data.time(place));
                    }
                    out.write('\n');
                }
            }
        }
    }

    private static boolean isSeen(Interactions filter, Interactions data, int user, int item) {
        int filterUser = filter.users().indexOf(data.users().id(user));
        int filterItem = filter.items().indexOf(data.items().id(item));
        return filterUser >= 0 && filterItem >= 0 && filter.isSeen(filterUser, filterItem);
    }

    private static void writeIds(Writer out, IdIndex users, int user, IdIndex items, int item) throws IOException {
        out.write(field(users.id(user)) + "\t" + field(items.id(item)));
    }

    /** A whole number as such: MovieLens' ratings come back as they were. */
    static String text(float rating) {
        return rating == (int) rating ? Integer.toString((int) rating) : Float.toString(rating);
    }

    /** Quoted where it would not be one field otherwise (RFC 4180). */
    static String field(String id) {
        boolean plain = id.chars().noneMatch(c -> c == '\t' || c == '"' || c == '\n' || c == '\r');
        return plain ? id : '"' + id.replace("\"", "\"\"") + '"';
    }
}
