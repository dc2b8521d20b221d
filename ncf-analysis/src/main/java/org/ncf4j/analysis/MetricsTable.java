package org.ncf4j.analysis;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cells of the metrics table, by model and metric, both in the order in which they came. */
record MetricsTable(List<Cell> cells) {
    private static final Map<String, String> SHOWN = Map.of(
            "auc", "AUC",
            "auc_pooled", "AUC, pooled",
            "precision", "Precision",
            "recall", "Recall",
            "hit_rate", "Hit rate",
            "ndcg", "NDCG",
            "mrr", "MRR",
            "map", "MAP");

    record Cell(String model, String metric, double mean, double low, double high) {}

    List<String> models() {
        return cells.stream().map(Cell::model).distinct().toList();
    }

    List<String> metrics() {
        return cells.stream().map(Cell::metric).distinct().toList();
    }

    @Nullable
    Cell cell(String model, String metric) {
        for (Cell cell : cells) {
            if (cell.model.equals(model) && cell.metric.equals(metric)) {
                return cell;
            }
        }
        return null;
    }

    /** {@code "hit_rate@10"} as people write it; a key that is not known, as it is. */
    static String shownName(String metric) {
        String key = baseKey(metric);
        return SHOWN.getOrDefault(key, key) + metric.substring(key.length());
    }

    /** {@code "hit_rate@10"} without its cut-off. */
    static String baseKey(String metric) {
        int at = metric.indexOf('@');
        return at < 0 ? metric : metric.substring(0, at);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    static String signed(double value) {
        return String.format(Locale.ROOT, "%+.4f", value);
    }
}
