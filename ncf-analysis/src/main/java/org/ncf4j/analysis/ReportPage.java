package org.ncf4j.analysis;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ncf4j.analysis.templates.Page;

/** Makes the page of what a report was given. */
final class ReportPage {
    private static final double LEVEL = .05;
    /** More users are shown one at a time. */
    private static final int USERS_SHOWN = 3;

    private static final Map<String, String> MEANINGS = meanings();

    private final Report.Parts parts;
    private final List<Page.Cluster> clusters;

    ReportPage(Report.Parts parts) {
        this.parts = parts;
        this.clusters = parts.clusters.stream().map(ReportPage::cluster).toList();
    }

    /** The page; collects the files beside it. */
    String html(Map<String, byte[]> files) throws IOException {
        Map<String, Page.Picture> drawn = Pictures.draw(plots(), files);
        MetricsTable table = new MetricsTable(parts.metrics);
        Page.Picture metrics = drawn.get("metrics");
        Page.Picture differences = drawn.get("differences");
        Page.Picture popularity = drawn.get("popularity");
        Page.Picture map = drawn.get("products");
        boolean interactive = map != null || parts.users.size() > USERS_SHOWN;
        // the table of metrics is laid out on a phone by the number of its columns
        String style =
                PageFiles.style() + ".metrics { --models: " + table.models().size() + "; }\n";
        String script = interactive ? PageFiles.script() : "";
        Page page = new Page(
                parts.title,
                style,
                script,
                PageFiles.policy(style, script),
                paragraphs(parts.summary),
                metrics == null ? null : metrics(metrics, table),
                differences == null
                        ? null
                        : new Page.Differences(
                                differences,
                                parts.differences.stream().map(ReportPage::row).toList()),
                parts.trainings.stream().map(ReportPage::training).toList(),
                drawn.get("training"),
                map == null || parts.items == null ? null : map(map, parts.items),
                clusters,
                parts.tables,
                parts.users,
                parts.users.size() > USERS_SHOWN,
                popularity == null ? null : new Page.Popularity(popularity, biasTable(), shareTable()),
                parts.findings.stream()
                        .map(f -> new Page.Finding(word(f.severity()), f.subject(), f.text()))
                        .toList(),
                parts.notes);
        StringOutput html = new StringOutput();
        TemplateEngine.createPrecompiled(
                        null, ContentType.Html, Report.class.getClassLoader(), Page.class.getPackageName())
                .render("report.jte", page, html);
        return html.toString();
    }

    /** By the name of their files. */
    private Map<String, Plot> plots() {
        Map<String, Plot> plots = new LinkedHashMap<>();
        if (!parts.metrics.isEmpty()) {
            plots.put("metrics", MetricsPlot.ofMeans(new MetricsTable(parts.metrics)));
        }
        if (!parts.differences.isEmpty()) {
            plots.put("differences", MetricsPlot.ofDifferences(new MetricsTable(Report.cells(parts.differences))));
        }
        if (!parts.trainings.isEmpty()) {
            plots.put("training", new TrainingPlot(parts.trainings));
        }
        if (parts.items != null) {
            plots.put("products", new ItemMap(parts.items, clusterNames(parts.items)));
        }
        if (!parts.biases.isEmpty()) {
            Map<String, PopularityBias> models = new LinkedHashMap<>();
            parts.biases.forEach(b -> models.put(b.model(), b.bias()));
            plots.put("popularity", new PopularityPlot(models));
        }
        return plots;
    }

    /** Their numbers from 1, with their names where they have some. */
    private List<String> clusterNames(ReportItems items) {
        String[] names = new String[items.clustering.clusters()];
        Arrays.setAll(names, c -> String.valueOf(c + 1));
        for (Page.Cluster cluster : clusters) {
            if (cluster.number() <= names.length && !cluster.name().isEmpty()) {
                names[cluster.number() - 1] += " " + cluster.name();
            }
        }
        return List.of(names);
    }

    private Page.ItemMap map(Page.Picture picture, ReportItems items) {
        MapData data = new MapData(items);
        String limit = data.count() == items.ids.size()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "Shown are %,d of %,d items: %s.",
                        data.count(),
                        items.ids.size(),
                        items.buyers == null ? "the first" : "those with the most buyers");
        return new Page.ItemMap(
                picture,
                paragraphs(items.verdict),
                limit,
                String.format(
                        Locale.ROOT,
                        "Across: principal component 1 (%.0f %% of the variance). Up: component 2 (%.0f %%).",
                        100 * items.explainedVarianceRatio[0],
                        100 * items.explainedVarianceRatio[1]),
                items.embeddings != null,
                data.json(clusterNames(items)));
    }

    private static Page.Cluster cluster(Report.Cluster cluster) {
        ClusterProfile profile = cluster.profile();
        Report.ClusterFacts facts = cluster.facts();
        return new Page.Cluster(
                profile.cluster() + 1,
                facts == null ? "" : facts.name(),
                mark(Glyph.of(profile.cluster())),
                profile.size(),
                facts == null || Double.isNaN(facts.purity())
                        ? ""
                        : String.format(Locale.ROOT, "%.0f %%", 100 * facts.purity()),
                facts == null ? List.of() : facts.attributes(),
                names(profile.typicalItems(), cluster.names()),
                names(profile.popularItems(), cluster.names()));
    }

    private static List<String> names(List<String> ids, Map<String, String> names) {
        return ids.stream().map(id -> names.getOrDefault(id, id)).toList();
    }

    private static Page.Mark mark(Glyph glyph) {
        return new Page.Mark(glyph.path(), Glyph.css(glyph.color()), Glyph.css(glyph.edge()));
    }

    /** A table whose columns of numbers are known for such. */
    static Page.Table table(String heading, String text, List<String> header, List<List<String>> rows) {
        List<Page.Column> columns = IntStream.range(0, header.size())
                .mapToObj(c ->
                        new Page.Column(header.get(c), c > 0 && rows.stream().allMatch(row -> isNumber(row.get(c)))))
                .toList();
        return new Page.Table(
                heading,
                paragraphs(text),
                columns,
                rows.stream().map(List::copyOf).toList());
    }

    private static boolean isNumber(String text) {
        return text.matches("[-+\u2212]?[\\d.,]*\\d[\\d.,]*(?: ?%)?|[–-]?");
    }

    private Page.Table biasTable() {
        PopularityBias data = parts.biases.get(0).bias();
        List<String> header = new ArrayList<>(List.of("Measure", "chosen"));
        parts.biases.forEach(b -> header.add("recommended by " + b.model()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(biasRow("Items reached", text("%,d", data.chosenItems()), b -> text("%,d", b.recommendedItems())));
        rows.add(biasRow(
                "Coverage of the catalogue",
                percent((double) data.chosenItems() / data.items()),
                b -> percent(b.coverage())));
        rows.add(biasRow(
                "Gini coefficient", text("%.2f", data.interactionGini()), b -> text("%.2f", b.recommendationGini())));
        rows.add(biasRow(
                "Average popularity (buyers of the item)",
                text("%,.1f", data.averageHistoryPopularity()),
                b -> text("%,.1f", b.averageRecommendationPopularity())));
        rows.add(biasRow(
                "Average popularity rank",
                text("%,.0f", data.averageHistoryRank()),
                b -> text("%,.0f", b.averageRecommendationRank())));
        rows.add(biasRow(
                "Share of the long tail",
                percent(data.tailInteractionShare()),
                b -> percent(b.tailRecommendationShare())));
        return table(
                "",
                text(
                        "Of %,d items. The long tail is all but the %,d most popular ones, which have four fifths of the"
                                + " interactions.",
                        data.items(), data.headItems()),
                header,
                rows);
    }

    private List<String> biasRow(String name, String chosen, Function<PopularityBias, String> value) {
        List<String> row = new ArrayList<>(List.of(name, chosen));
        parts.biases.forEach(b -> row.add(b.bias().recommendedItems() == 0 ? "–" : value.apply(b.bias())));
        return row;
    }

    private Page.Table shareTable() {
        List<String> header = new ArrayList<>(List.of("Group", "interactions"));
        parts.biases.forEach(b -> header.add("recommended by " + b.model()));
        double[] chosen = parts.biases.get(0).bias().interactionShares();
        List<List<String>> rows = IntStream.range(0, chosen.length)
                .mapToObj(g -> biasRow("" + (g + 1), percent(chosen[g]), b -> percent(b.recommendationShares()[g])))
                .toList();
        return table("", "Shares by group of items, the most popular first", header, rows);
    }

    private static String percent(double share) {
        return text("%.1f %%", 100 * share);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String word(DataQuality.Severity severity) {
        return switch (severity) {
            case WARNING -> "Warning";
            case NOTICE -> "Notice";
            case INFO -> "Info";
        };
    }

    private static Page.Metrics metrics(Page.Picture picture, MetricsTable table) {
        return new Page.Metrics(
                picture,
                table.models(),
                table.metrics().stream().map(metric -> row(table, metric)).toList(),
                meaningsOf(table.metrics()));
    }

    private static Page.MetricsRow row(MetricsTable table, String metric) {
        List<Page.MetricsCell> cells = new ArrayList<>();
        for (String model : table.models()) {
            MetricsTable.Cell cell = table.cell(model, metric);
            if (cell == null) {
                cells.add(new Page.MetricsCell("–", ""));
            } else {
                String interval = cell.low() < cell.high()
                        ? MetricsTable.number(cell.low()) + "–" + MetricsTable.number(cell.high())
                        : "";
                cells.add(new Page.MetricsCell(MetricsTable.number(cell.mean()), interval));
            }
        }
        return new Page.MetricsRow(MetricsTable.shownName(metric), cells);
    }

    private static Page.DifferenceRow row(Report.Difference d) {
        return new Page.DifferenceRow(
                d.model(),
                d.reference(),
                MetricsTable.shownName(d.metric()),
                MetricsTable.signed(d.mean()),
                MetricsTable.signed(d.low()) + " to " + MetricsTable.signed(d.high()),
                d.p() < .001 ? "below .001" : String.format(Locale.ROOT, "%.3f", d.p()),
                d.p() < LEVEL ? "hardly luck" : "could be luck");
    }

    private static Page.Training training(Report.Training training) {
        return new Page.Training(
                training.name(),
                training.epochs().stream()
                        .map(e -> new Page.Epoch(
                                e.epoch(),
                                String.format(Locale.ROOT, "%.4f", e.loss()),
                                Double.isFinite(e.auc()) ? String.format(Locale.ROOT, "%.4f", e.auc()) : "–",
                                String.format(Locale.ROOT, "%,d", e.samples()),
                                String.format(Locale.ROOT, "%.2f", e.seconds()),
                                e.seconds() > 0 ? String.format(Locale.ROOT, "%,.0f", e.samplesPerSecond()) : "–"))
                        .toList());
    }

    private static List<Page.Meaning> meaningsOf(List<String> metrics) {
        List<Page.Meaning> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String metric : metrics) {
            String key = MetricsTable.baseKey(metric);
            String meaning = MEANINGS.get(key);
            if (meaning != null && seen.add(key)) {
                found.add(new Page.Meaning(MetricsTable.shownName(key), meaning));
            }
        }
        return found;
    }

    private static Map<String, String> meanings() {
        return Map.of(
                "auc",
                        "how likely a held-out item, which the user did choose, is ranked above one that the user did not choose;"
                                + " 0.5 is chance, 1 is perfect",
                "auc_pooled",
                        "the same over the pairs of all users in one ranking, so that the differences between users"
                                + " count too",
                "precision", "the share of the recommended items that are held-out items of the user",
                "recall", "the share of the user's held-out items that is among the recommended ones",
                "hit_rate", "the share of users with at least one held-out item among the recommended ones",
                "ndcg", "like recall, but items near the top of the list count more",
                "mrr", "one over the rank of the first held-out item; 0 if none is in the list",
                "map", "precision at each held-out item, averaged: rewards them all being near the top");
    }

    static List<String> paragraphs(String text) {
        return Stream.of(text.split("\\R\\s*\\R"))
                .map(String::strip)
                .filter(p -> !p.isEmpty())
                .toList();
    }
}
