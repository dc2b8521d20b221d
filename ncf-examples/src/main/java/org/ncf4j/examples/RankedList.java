package org.ncf4j.examples;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Ids with scores, the best first: as a table to read, and as {@code [{"item": id, "score": x}, ...]}. */
final class RankedList {
    private final String kind;
    private final Map<String, String> names;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final Table table;

    /**
     * Creates an empty list.
     *
     * @param kind what the ids are of: {@code item} or {@code user}
     * @param measure heads the column of the scores
     * @param names shown beside the ids; empty for no such column
     */
    RankedList(String kind, String measure, Map<String, String> names) {
        this.kind = kind;
        this.names = names;
        this.table = names.isEmpty()
                ? new Table("><>", "rank", kind, measure)
                : new Table("><<>", "rank", kind, "name", measure);
    }

    /** Adds the next in rank. */
    void add(String id, double score) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(kind, id);
        row.put("score", score);
        rows.add(row);
        String rank = String.valueOf(rows.size());
        String shown = String.format(Locale.ROOT, "%.4f", score);
        if (names.isEmpty()) {
            table.add(rank, id, shown);
        } else {
            table.add(rank, id, names.getOrDefault(id, ""), shown);
        }
    }

    /** Prints the table, or that there is nothing. */
    void print(PrintWriter out) {
        if (rows.isEmpty()) {
            out.println("no " + kind + " is eligible");
        } else {
            table.print(out);
        }
    }

    /** Adds an explanation to each of the rows, in their order. */
    void explain(List<Map<String, Object>> explanations) {
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i).put("explanation", explanations.get(i));
        }
    }

    /** The rows, for {@link org.ncf4j.internal.Json#write}. */
    List<Map<String, Object>> json() {
        return Collections.unmodifiableList(rows);
    }
}
