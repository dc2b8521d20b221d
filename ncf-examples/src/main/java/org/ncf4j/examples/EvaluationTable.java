package org.ncf4j.examples;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import org.ncf4j.eval.Evaluation;

/**
 * Shows evaluations side by side: a row for each metric, a column for each model, each figure with its 95 % interval.
 *
 * @param evaluations by the name of what was judged, in the order of the columns; the metrics are those of the
 *     first
 */
record EvaluationTable(Map<String, Evaluation> evaluations) {
    /** Prints the table. */
    void print(PrintWriter out) {
        String[] cells = new String[1 + evaluations.size()];
        cells[0] = "metric";
        int column = 1;
        for (String name : evaluations.keySet()) {
            cells[column++] = name.replace('_', ' ');
        }
        Table table = new Table("<" + ">".repeat(evaluations.size()), cells);
        for (String key : evaluations.values().iterator().next().metrics().keySet()) {
            cells[0] = key;
            column = 1;
            for (Evaluation evaluation : evaluations.values()) {
                Evaluation.Estimate estimate = evaluation.metrics().get(key);
                cells[column++] = estimate == null ? "-" : cell(estimate);
            }
            table.add(cells);
        }
        table.print(out);
    }

    /** Prints which candidates an evaluation ranked, and whom and what it had to leave out. */
    static void printCounts(PrintWriter out, Evaluation evaluation) {
        out.println(String.format(
                Locale.ROOT,
                "candidates %s; %,d users judged; left out: %,d users without a test item, %,d unknown users, %,d test"
                        + " items seen in training",
                evaluation.candidates(),
                evaluation.users(),
                evaluation.usersWithoutRelevant(),
                evaluation.unknownUsers(),
                evaluation.seenRelevant()));
        out.println(String.format(
                Locale.ROOT,
                "kept as misses: %,d unknown test items; kept as the last: %,d unknown candidates",
                evaluation.unknownRelevant(),
                evaluation.unknownCandidates()));
    }

    /** A mean with its interval. */
    static String cell(Evaluation.Estimate estimate) {
        return String.format(Locale.ROOT, "%.4f (%.4f-%.4f)", estimate.mean(), estimate.low(), estimate.high());
    }
}
