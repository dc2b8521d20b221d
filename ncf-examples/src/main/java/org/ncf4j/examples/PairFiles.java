package org.ncf4j.examples;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
        void write(CsvWriter out);
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
            out.writeRecord("user", "item", "label");
            for (int row = 0; row < data.size(); row++) {
                String user = data.users().id(data.user(row));
                String item = data.items().id(data.item(row));
                out.writeRecord(user, item, data.label(row) ? "1" : "0");
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
            CsvWriter out = Csv.tabs(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
            try {
                first.content().write(out);
                out.flush();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            try {
                write(parts.subList(1, parts.size()), written);
            } catch (IOException e) {
                // unchecked, so that it is not taken for a failure of this file
                throw new UncheckedIOException(e);
            }
        });
        written.add(first.file());
    }

    private static void writeRows(CsvWriter out, Interactions data, @Nullable Interactions filter) {
        List<String> fields = new ArrayList<>(List.of("user", "item"));
        if (data.hasRatings()) {
            fields.add("rating");
        }
        if (data.hasTimes()) {
            fields.add("time");
        }
        out.writeRecord(fields);
        for (int user = 0; user < data.userCount(); user++) {
            for (int place = data.offset(user); place < data.offset(user + 1); place++) {
                if (filter == null || isSeen(filter, data, user, data.item(place))) {
                    fields.clear();
                    fields.add(data.users().id(user));
                    fields.add(data.items().id(data.item(place)));
                    if (data.hasRatings()) {
                        fields.add(text(data.rating(place)));
                    }
                    if (data.hasTimes()) {
                        fields.add(String.valueOf(data.time(place)));
                    }
                    out.writeRecord(fields);
                }
            }
        }
    }

    private static boolean isSeen(Interactions filter, Interactions data, int user, int item) {
        int filterUser = filter.users().indexOf(data.users().id(user));
        int filterItem = filter.items().indexOf(data.items().id(item));
        return filterUser >= 0 && filterItem >= 0 && filter.isSeen(filterUser, filterItem);
    }

    /** A whole number as such: MovieLens' ratings come back as they were. */
    static String text(float rating) {
        return rating == (int) rating ? Integer.toString((int) rating) : Float.toString(rating);
    }
}
