package org.ncf4j.examples;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.ncf4j.eval.Comparison;
import org.ncf4j.eval.Difference;
import org.ncf4j.eval.Evaluation;

/** Shows a comparison: a row for each model, then a row for each difference in the deciding metric, then the conclusion. */
record ComparisonTable(Comparison.Result result) {
    void print(PrintWriter out) {
        models().print(out);
        Evaluation first =
                result.models().values().iterator().next().evaluations().get(0);
        out.println();
        EvaluationTable.printCounts(out, first);
        if (!result.differences().isEmpty()) {
            out.println();
            differences().print(out);
        }
        out.println();
        out.println(result.conclusion());
    }

    /** Means of all metrics, the deciding one first and with its interval, and seconds. */
    private Table models() {
        List<String> others = new ArrayList<>(
                result.models().values().iterator().next().metrics().keySet());
        others.remove(result.decidingMetric());
        List<String> header = new ArrayList<>(List.of("model", result.decidingMetric()));
        header.addAll(others);
        header.addAll(List.of("fit s", "score s"));
        Table table = new Table("<" + ">".repeat(header.size() - 1), header.toArray(new String[0]));
        result.models().forEach((name, judged) -> {
            Evaluation.Estimate deciding =
                    Objects.requireNonNull(judged.metrics().get(result.decidingMetric()));
            List<String> cells = new ArrayList<>(List.of(name, EvaluationTable.cell(deciding)));
            for (String key : others) {
                Evaluation.Estimate estimate =
                        Objects.requireNonNull(judged.metrics().get(key));
                cells.add(String.format(Locale.ROOT, "%.4f", estimate.mean()));
            }
            cells.add(String.format(Locale.ROOT, "%.2f", judged.meanFitSeconds()));
            cells.add(String.format(Locale.ROOT, "%.2f", judged.meanScoreSeconds()));
            table.add(cells.toArray(new String[0]));
        });
        return table;
    }

    private Table differences() {
        Table table =
                new Table("<<>>>", "model", "less " + result.decidingMetric() + " of", "difference", "p", "p adjusted");
        for (Difference difference : result.differences()) {
            if (difference.metric().equals(result.decidingMetric())) {
                table.add(
                        difference.model(),
                        difference.reference(),
                        String.format(
                                Locale.ROOT,
                                "%+.4f (%+.4f to %+.4f)",
                                difference.mean(),
                                difference.low(),
                                difference.high()),
                        String.format(Locale.ROOT, "%.4f", difference.p()),
                        String.format(Locale.ROOT, "%.4f", difference.pAdjusted()));
            }
        }
        return table;
    }
}
