package org.ncf4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.TDistribution;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.AtomicFiles;
import org.ncf4j.internal.Json;

/**
 * Makes the page of results from the files that {@code ncf compare --results} wrote: a table for each file, a row for each
 * model, and the published figures beside them.
 *
 * <p>{@code published.json} in the same folder says what goes with each file, all of it optional, and in which order they
 * come:
 *
 * <pre>{@code
 * {"ml-1m-ncf": {"title": "MovieLens 1M, the NCF paper's protocol", "text": "Each user's last item among 99 sampled ones.",
 *                "metrics": ["hit_rate@10", "ndcg@10"],
 *                "rows": [{"name": "NeuMF, 64 factors", "source": "He et al., 2017",
 *                          "metrics": {"hit_rate@10": 0.730, "ndcg@10": 0.447}}]}}
 * }</pre>
 *
 * <p>Under {@code "page"} it may have a title and a text of the page's own, {@code {"title": "..", "text": "..",
 * "summary": "ndcg@10"}}: with a metric as summary, the page has one table of it, a column for each file, and of each file
 * the commands alone.
 */
public final class ResultsPage {
    private static final String PUBLISHED = "published";
    private static final String PAGE = "page";
    private static final String TITLE = "title";
    private static final String TEXT = "text";
    private static final String EXPLANATION = """

            Made from `docs/results/*.json` by `org.ncf4j.examples.ResultsPage`. A figure is the mean over the seeds, with its
            95 % interval over them (Student's t) where there are several, each on a split of its own where commands say
            so. Seconds are those of one training, mostly beside other work: they tell models apart, not machines. Figures
            of others are as published.

            *Validation* is the deciding metric, the first NDCG unless the command says otherwise, on a validation part, of
            the best configuration where some were tried (`--tune` in the command). *Difference* is that of the same metric
            on the test part to the model named there, user by user: its mean, a 95 % bootstrap interval over users, and
            the p-value of a sign-flip test, corrected after Holm for all differences of the row's command.
            """;
    private static final List<String> DEFAULT_METRICS = List.of("ndcg@10", "precision@10", "recall@10");

    private ResultsPage() {}

    /**
     * Makes the page.
     *
     * @param args the folder of the results and the file to write, by default {@code docs/results} and
     *     {@code docs/results.md}
     * @throws IOException if a file cannot be read or written, or is not as said
     */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "docs/results");
        Path page = Path.of(args.length > 1 ? args[1] : "docs/results.md");
        AtomicFiles.writeString(page, of(folder));
    }

    /** The page of a folder, in Markdown. */
    static String of(Path folder) throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        try (Stream<Path> list = Files.list(folder)) {
            list.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .forEach(file -> files.put(file.getFileName().toString().replaceFirst("\\.json$", ""), file));
        }
        Path words = files.remove(PUBLISHED);
        Map<String, Object> published = words == null ? Map.of() : ResultsFile.read(words);
        Set<String> names = new LinkedHashSet<>(published.keySet());
        names.retainAll(files.keySet());
        names.addAll(files.keySet());
        Map<String, Map<?, ?>> results = new LinkedHashMap<>();
        for (String name : names) {
            results.put(name, ResultsFile.read(Objects.requireNonNull(files.get(name))));
        }
        StringBuilder page = new StringBuilder();
        String at = folder.toString();
        try {
            Map<?, ?> own = object(published.getOrDefault(PAGE, Map.of()));
            String summary = (String) own.get("summary");
            page.append("# ")
                    .append(own.containsKey(TITLE) ? own.get(TITLE) : "Results")
                    .append('\n');
            if (own.containsKey(TEXT)) {
                page.append('\n').append(own.get(TEXT)).append('\n');
            }
            page.append(summary == null ? EXPLANATION : "");
            if (summary != null) {
                appendSummary(page, summary, results);
            }
            for (Map.Entry<String, Map<?, ?>> entry : results.entrySet()) {
                String name = entry.getKey();
                at = String.valueOf(files.get(name));
                Map<?, ?> described = object(published.getOrDefault(name, Map.of()));
                appendTitle(page, name, described);
                if (summary == null) {
                    appendTable(page, entry.getValue(), described);
                }
                appendCommands(page, entry.getValue());
            }
        } catch (ClassCastException | IllegalArgumentException e) {
            throw new IOException(
                    "bad results in " + at + ", or what " + PUBLISHED + ".json has of it: " + e.getMessage(), e);
        }
        return page.toString();
    }

    /** A metric of all files: a row for each model, in the order of the files. */
    private static void appendSummary(StringBuilder page, String metric, Map<String, Map<?, ?>> results) {
        Set<Object> models = new LinkedHashSet<>();
        results.values().forEach(rows -> models.addAll(rows.keySet()));
        page.append("\n| model | ").append(String.join(" | ", results.keySet())).append(" |\n| --- |");
        page.append(" --- |".repeat(results.size())).append('\n');
        for (Object model : models) {
            page.append("| `").append(model).append("` |");
            for (Map<?, ?> rows : results.values()) {
                Object row = rows.get(model);
                boolean known =
                        row != null && object(object(row).get("metrics")).get(metric) instanceof List<?>;
                page.append(known ? String.format(Locale.ROOT, " %.4f |", first(object(row), metric)) : " |");
            }
            page.append('\n');
        }
    }

    private static void appendTitle(StringBuilder page, String name, Map<?, ?> described) {
        page.append("\n## ")
                .append(described.containsKey(TITLE) ? described.get(TITLE) : name)
                .append('\n');
        if (described.containsKey(TEXT)) {
            page.append('\n').append(described.get(TEXT)).append('\n');
        }
    }

    private static void appendTable(StringBuilder page, Map<?, ?> rows, Map<?, ?> described) {
        List<String> metrics = described.get("metrics") instanceof List<?> list
                ? list.stream().map(String.class::cast).toList()
                : metricsOf(rows);
        boolean compared = rows.values().stream().anyMatch(row -> object(row).containsKey("difference"));
        boolean chosen = rows.values().stream().anyMatch(row -> object(row).containsKey("validation"));
        page.append("\n| model | ").append(String.join(" | ", metrics)).append(" | seeds | fit, s |");
        page.append(chosen ? " validation |" : "")
                .append(compared ? " difference |" : "")
                .append("\n| --- |");
        page.append(" --- |".repeat(metrics.size() + 2 + (chosen ? 1 : 0) + (compared ? 1 : 0)))
                .append('\n');
        Comparator<Map.Entry<?, ?>> byFirst =
                Comparator.comparingDouble(row -> first(object(row.getValue()), metrics.get(0)));
        List<Map.Entry<?, ?>> sorted = new ArrayList<>(rows.entrySet());
        sorted.sort(byFirst.reversed());
        for (Map.Entry<?, ?> entry : sorted) {
            Object model = entry.getKey();
            Object row = entry.getValue();
            Map<?, ?> values = object(object(row).get("metrics"));
            page.append("| `").append(model).append("` | ");
            for (String metric : metrics) {
                page.append(values.get(metric) instanceof List<?> list ? figure(numbers(list)) : "")
                        .append(" | ");
            }
            page.append(list(object(row).get("seeds")).size()).append(" | ");
            page.append(String.format(
                    Locale.ROOT, "%.1f", mean(numbers(list(object(row).get("fit_seconds"))))));
            page.append(" |");
            if (chosen) {
                Object value = object(row).get("validation");
                page.append(value == null ? "" : String.format(Locale.ROOT, " %.4f", number(value)))
                        .append(" |");
            }
            page.append(compared ? difference(object(row).get("difference")) + " |" : "")
                    .append('\n');
        }
        if (described.get("rows") instanceof List<?> list) {
            for (Object row : list) {
                Map<?, ?> values = object(object(row).get("metrics"));
                page.append("| ").append(object(row).get("name"));
                Object source = object(row).get("source");
                page.append(source == null ? "" : " (" + source + ")").append(" | ");
                for (String metric : metrics) {
                    page.append(values.get(metric) instanceof Number number ? Json.write(number) : "")
                            .append(" | ");
                }
                Object seconds = object(row).get("fit_seconds");
                page.append("| ").append(seconds == null ? "" : seconds).append(" |");
                page.append(chosen ? " |" : "").append(compared ? " |" : "").append('\n');
            }
        }
    }

    private static void appendCommands(StringBuilder page, Map<?, ?> rows) {
        page.append("\n```sh\n");
        Map<String, Set<Object>> commands = new LinkedHashMap<>();
        rows.forEach((model, row) -> commands.computeIfAbsent(
                        (String) object(row).get("command"), command -> new LinkedHashSet<>())
                .add(model));
        commands.forEach((command, models) -> page.append("# ")
                .append(String.join(", ", models.stream().map(String::valueOf).toList()))
                .append('\n')
                .append(command)
                .append('\n'));
        page.append("```\n");
    }

    /** A row's mean of a metric; the least of all where it has none. */
    private static double first(Map<?, ?> row, String metric) {
        return object(row.get("metrics")).get(metric) instanceof List<?> list
                ? mean(numbers(list))
                : Double.NEGATIVE_INFINITY;
    }

    private static String difference(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        Map<?, ?> one = object(value);
        return String.format(
                Locale.ROOT,
                " to `%s` %+.4f (%+.4f to %+.4f), p %.3f",
                one.get("reference"),
                number(one.get("mean")),
                number(one.get("low")),
                number(one.get("high")),
                number(one.get("p_adjusted")));
    }

    private static double number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("expected a number but found " + value);
    }

    /** The usual ones that there are, or all. */
    private static List<String> metricsOf(Map<?, ?> rows) {
        Set<String> all = new LinkedHashSet<>();
        rows.values().forEach(row -> object(object(row).get("metrics")).keySet().forEach(key -> all.add((String) key)));
        List<String> usual = new ArrayList<>(DEFAULT_METRICS);
        usual.retainAll(all);
        return usual.isEmpty() ? List.copyOf(all) : usual;
    }

    private static String figure(double[] values) {
        double mean = mean(values);
        if (values.length < 2) {
            return String.format(Locale.ROOT, "%.4f", mean);
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double error = StrictMath.sqrt(squares / (values.length - 1) / values.length);
        double half = new TDistribution(values.length - 1).inverseCumulativeProbability(.975) * error;
        return String.format(Locale.ROOT, "%.4f ± %.4f", mean, half);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double[] numbers(List<?> list) {
        return list.stream()
                .mapToDouble(value -> ((Number) value).doubleValue())
                .toArray();
    }

    private static Map<?, ?> object(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("expected an object but found " + value);
    }

    private static List<?> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("expected a list but found " + value);
    }
}
