package org.ncf4j.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.ncf4j.eval.Comparison;
import org.ncf4j.eval.Difference;
import org.ncf4j.internal.AtomicFiles;
import org.ncf4j.internal.Json;

/** Results that are kept: a JSON object with a row for each model, one value a seed. */
final class ResultsFile {
    private ResultsFile() {}

    /**
     * Adds a row for each model of a comparison, in place of one of the same name, or its values to that one.
     *
     * @param file made if it is missing
     * @param validation what a model's chosen configuration reached on the validation part, where it was chosen
     * @param metric of the differences to the reference that rows hold
     * @param command what made them
     * @param appends whether values join those of a row that is there, as those of another split
     */
    static void add(
            Path file,
            Comparison.Result result,
            Map<String, Double> validation,
            String metric,
            String command,
            boolean appends)
            throws IOException {
        // by name: a file that is made anew in another order is the same file
        Map<String, Object> rows = new TreeMap<>(Files.exists(file) ? read(file) : Map.of());
        result.models().forEach((name, judged) -> {
            Map<String, List<Double>> metrics = new LinkedHashMap<>();
            judged.metrics().keySet().forEach(key -> metrics.put(key, judged.means(key)));
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("seeds", judged.seeds());
            row.put("metrics", metrics);
            row.put("fit_seconds", judged.fitSeconds());
            row.put("candidates", judged.evaluations().get(0).candidates());
            double reached = validation.getOrDefault(name, judged.validation());
            if (!Double.isNaN(reached)) {
                row.put("validation", reached);
            }
            Difference one = result.difference(name, result.reference(), metric);
            if (one != null) {
                row.put("difference", difference(one));
            }
            row.put("config", Json.parseObject(judged.config()));
            row.put("command", command);
            rows.put(name, appends && rows.get(name) instanceof Map<?, ?> old ? joined(old, row) : row);
        });
        // a line for each row, so that a change of one is a change of a line
        StringBuilder text = new StringBuilder("{");
        String separator = "\n";
        for (Map.Entry<String, Object> row : rows.entrySet()) {
            text.append(separator).append(Json.write(row.getKey())).append(": ").append(Json.write(row.getValue()));
            separator = ",\n";
        }
        AtomicFiles.writeString(file, text + "\n}\n");
    }

    /** A row with the values of both; what is of one split alone is left out. */
    private static Map<String, Object> joined(Map<?, ?> old, Map<String, Object> row) {
        Map<String, Object> joined = new LinkedHashMap<>(row);
        joined.remove("validation");
        joined.remove("difference");
        Map<String, Object> metrics = new LinkedHashMap<>();
        if (old.get("metrics") instanceof Map<?, ?> first && row.get("metrics") instanceof Map<?, ?> second) {
            second.forEach((key, values) -> metrics.put((String) key, both(first.get(key), values)));
        }
        joined.put("metrics", metrics);
        for (String key : List.of("seeds", "fit_seconds")) {
            joined.put(key, both(old.get(key), row.get(key)));
        }
        joined.put("command", old.get("command") + "\n" + row.get("command"));
        return joined;
    }

    private static List<Object> both(@Nullable Object first, @Nullable Object second) {
        if (first instanceof List<?> one && second instanceof List<?> other) {
            List<Object> both = new ArrayList<>(one);
            both.addAll(other);
            return both;
        }
        throw new IllegalArgumentException("bad results: expected lists but found " + first + " and " + second);
    }

    /**
     * Refuses, before anything is fitted, what would not join the rows that are there.
     *
     * @param keys of the metrics to come
     * @param configs of the models to come
     * @throws IOException if the file cannot be read, or a row was made by the same command, with other metrics or another
     *     configuration
     */
    static void requireJoins(Path file, Set<String> keys, Map<String, String> configs, String command)
            throws IOException {
        Map<String, Object> rows = Files.exists(file) ? read(file) : Map.of();
        for (Map.Entry<String, String> model : configs.entrySet()) {
            if (rows.get(model.getKey()) instanceof Map<?, ?> row) {
                String what = null;
                if (List.of(String.valueOf(row.get("command")).split("\n")).contains(command)) {
                    what = "has the values of this command";
                } else if (!(row.get("metrics") instanceof Map<?, ?> metrics)
                        || !metrics.keySet().equals(keys)) {
                    what = "has other metrics than " + keys;
                } else if (!Json.parseObject(model.getValue()).equals(row.get("config"))) {
                    what = "has another configuration";
                }
                if (what != null) {
                    throw new IOException("cannot append to " + file + ": its row '" + model.getKey() + "' " + what);
                }
            }
        }
    }

    private static Map<String, Object> difference(Difference one) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("reference", one.reference());
        map.put("metric", one.metric());
        map.put("mean", one.mean());
        map.put("low", one.low());
        map.put("high", one.high());
        map.put("p", one.p());
        map.put("p_adjusted", one.pAdjusted());
        return map;
    }

    static Map<String, Object> read(Path file) throws IOException {
        try {
            return Json.parseObject(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new IOException("bad results in " + file + ": " + e.getMessage(), e);
        }
    }
}
