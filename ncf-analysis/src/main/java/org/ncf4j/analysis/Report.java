package org.ncf4j.analysis;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ncf4j.analysis.templates.Page;
import org.ncf4j.internal.AtomicFiles;
import org.ncf4j.internal.Team;
import org.ncf4j.model.EpochReport;
import org.ncf4j.recommend.Recommendation;

/**
 * A report for people to look at: one HTML file and its pictures as PNG files.
 *
 * <p>{@code report.html} holds everything it shows, asks for nothing from elsewhere and runs no script; it follows the
 * reader's choice of a light or dark page and fits a phone. Whatever the report is given is text: markup in a name is
 * shown, not obeyed. Beside it lie {@code metrics.png} (each metric of each model with its interval),
 * {@code differences.png} (differences of models with their intervals), {@code training.png} (loss and training AUC by epoch) and {@code products.png} (items on two principal components,
 * coloured by cluster), as far as the report was given what they show. The page and the pictures number clusters
 * from 1.
 *
 * <p>The pictures depend on what the report is given and on the fonts of the machine only; the same report written twice
 * gives the same bytes.
 *
 * <p>Immutable: every {@code with} method returns a new report. Safe for use by many threads.
 */
public final class Report {
    private static final int HISTORY_SHOWN = 20;
    private static final double LEVEL = .05;
    /** Of each picture: two widths, each on a light page and on a dark one. */
    private static final int FORMS = 4;

    private static final Map<String, String> MEANINGS = meanings();

    private final String title;
    private final String summary;
    private final List<Training> trainings;
    private final List<MetricsTable.Cell> metrics;
    private final List<Difference> differences;
    private final @Nullable ItemMap map;
    private final List<Page.Cluster> clusters;
    private final List<Page.User> users;
    private final List<Page.Note> notes;

    /** The epochs of one model. */
    record Training(String name, List<EpochReport> epochs) {}

    /** How two models differ. */
    record Difference(String model, String reference, String metric, double mean, double low, double high, double p) {
        String pair() {
            return model + " \u2212 " + reference;
        }
    }

    private Report(
            String title,
            String summary,
            List<Training> trainings,
            List<MetricsTable.Cell> metrics,
            List<Difference> differences,
            @Nullable ItemMap map,
            List<Page.Cluster> clusters,
            List<Page.User> users,
            List<Page.Note> notes) {
        this.title = title;
        this.summary = summary;
        this.trainings = trainings;
        this.metrics = metrics;
        this.differences = differences;
        this.map = map;
        this.clusters = clusters;
        this.users = users;
        this.notes = notes;
    }

    /**
     * A report with nothing but a title.
     *
     * @param title the page's title
     * @return the report
     */
    public static Report titled(String title) {
        return new Report(title, "", List.of(), List.of(), List.of(), null, List.of(), List.of(), List.of());
    }

    /**
     * Says under the title what the report is about; replaces what was said before.
     *
     * @param text a blank line begins a new paragraph
     * @return the report with the text
     */
    public Report withSummary(String text) {
        return new Report(title, text, trainings, metrics, differences, map, clusters, users, notes);
    }

    /**
     * Adds the training curves of a model.
     *
     * @param name the model's name, other than those of the curves so far
     * @param epochs at least one, in order; an AUC that is not a number is left out of the picture
     * @return the report with the curves
     * @throws IllegalArgumentException if there is no epoch, or if there are curves of that name
     */
    public Report withTraining(String name, List<EpochReport> epochs) {
        if (epochs.isEmpty()) {
            throw new IllegalArgumentException("epochs must not be empty: training of '" + name + "'");
        }
        if (trainings.stream().anyMatch(t -> t.name().equals(name))) {
            throw new IllegalArgumentException("there is a training of '" + name + "' already");
        }
        Training training = new Training(name, List.copyOf(epochs));
        return new Report(title, summary, with(trainings, training), metrics, differences, map, clusters, users, notes);
    }

    /**
     * Adds a cell to the table and the picture of the metrics. Metrics are rows and models are columns, both in the order
     * in which they first appear.
     *
     * @param model the model's name
     * @param metric the metric's key, for example {@code "ndcg@10"}
     * @param mean the value
     * @param low the lower end of its 95 % interval; equal to {@code high} if there is none
     * @param high the upper end of its interval
     * @return the report with the cell
     * @throws IllegalArgumentException if a number is not finite, if {@code low} is above {@code high}, or if the cell is
     *     filled already
     */
    public Report withMetric(String model, String metric, double mean, double low, double high) {
        if (!(Double.isFinite(mean) && Double.isFinite(low) && Double.isFinite(high) && low <= high)) {
            throw new IllegalArgumentException("mean, low and high must be finite, low at most high: " + metric
                    + " of '" + model + "' is " + mean + ", from " + low + " to " + high);
        }
        if (new MetricsTable(metrics).cell(model, metric) != null) {
            throw new IllegalArgumentException("there is a value of " + metric + " of '" + model + "' already");
        }
        MetricsTable.Cell cell = new MetricsTable.Cell(model, metric, mean, low, high);
        return new Report(title, summary, trainings, with(metrics, cell), differences, map, clusters, users, notes);
    }

    /**
     * Adds a difference of two models to the table and the picture of the differences, which are paired by user.
     *
     * @param model the model's name
     * @param reference the name of the model that it is compared with
     * @param metric the metric's key, for example {@code "ndcg@10"}
     * @param mean the mean difference, above 0 where the model's values are higher
     * @param low the lower end of its 95 % interval
     * @param high the upper end of its interval
     * @param p the p-value, corrected for the number of differences
     * @return the report with the difference
     * @throws IllegalArgumentException if a number is not finite, if {@code low} is above {@code high}, if the p-value is not
     *     in [0, 1], or if there is a difference of these models in this metric
     */
    public Report withDifference(
            String model, String reference, String metric, double mean, double low, double high, double p) {
        if (!(Double.isFinite(mean) && Double.isFinite(low) && Double.isFinite(high) && low <= high)) {
            throw new IllegalArgumentException("mean, low and high must be finite, low at most high: " + metric
                    + " of '" + model + "' less '" + reference + "' is " + mean + ", from " + low + " to " + high);
        }
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("p must be in [0, 1]: " + p);
        }
        Difference added = new Difference(model, reference, metric, mean, low, high, p);
        if (new MetricsTable(cells(differences)).cell(added.pair(), metric) != null) {
            throw new IllegalArgumentException(
                    "there is a difference of '" + model + "' and '" + reference + "' in " + metric + " already");
        }
        return new Report(title, summary, trainings, metrics, with(differences, added), map, clusters, users, notes);
    }

    private static List<MetricsTable.Cell> cells(List<Difference> differences) {
        return differences.stream()
                .map(d -> new MetricsTable.Cell(d.pair(), d.metric(), d.mean(), d.low(), d.high()))
                .toList();
    }

    /**
     * Shows the items as points; replaces those shown before. One item of each cluster is named as
     * far as there is room: the one nearest to the cluster's centroid, the first of
     * {@link ClusterProfile#typicalItems}.
     *
     * @param points one for each item, at least two numbers each, of which the first two are shown; for example of
     *     {@link Pca#transform}
     * @param explainedVarianceRatio of these two components, for example of {@link Pca#explainedVarianceRatio}
     * @param clustering the clusters of the items
     * @param labels the name of each item
     * @return the report with the points
     * @throws IllegalArgumentException if the arguments differ in the number of items, if there are fewer than two
     *     components, or if a number is not finite
     */
    public Report withItemMap(
            double[][] points, double[] explainedVarianceRatio, Clustering clustering, List<String> labels) {
        if (points.length != clustering.rows() || labels.size() != clustering.rows()) {
            throw new IllegalArgumentException("points and labels must be of the " + clustering.rows()
                    + " items of the clustering: " + points.length + " points, " + labels.size() + " labels");
        }
        double[][] copy = new double[points.length][];
        for (int i = 0; i < points.length; i++) {
            copy[i] = firstTwo("points of item " + i, points[i]);
        }
        ItemMap itemMap = new ItemMap(
                copy, firstTwo("explainedVarianceRatio", explainedVarianceRatio), clustering, List.copyOf(labels));
        return new Report(title, summary, trainings, metrics, differences, itemMap, clusters, users, notes);
    }

    /**
     * Shows the clusters in a table; replaces those shown before.
     *
     * @param profiles one for each cluster
     * @param names the name to show for an item's id; an item that has none is shown by its id
     * @return the report with the table
     */
    public Report withClusters(List<ClusterProfile> profiles, Map<String, String> names) {
        List<Page.Cluster> shown = profiles.stream()
                .map(p -> new Page.Cluster(
                        p.cluster() + 1,
                        mark(Glyph.of(p.cluster())),
                        p.size(),
                        p.typicalItems().stream()
                                .map(id -> names.getOrDefault(id, id))
                                .toList(),
                        p.popularItems().stream()
                                .map(id -> names.getOrDefault(id, id))
                                .toList()))
                .toList();
        return new Report(title, summary, trainings, metrics, differences, map, shown, users, notes);
    }

    /**
     * Adds a user's recommendations beside what the user chose before.
     *
     * @param user the user's id
     * @param history ids of what the user chose; of many the first are shown
     * @param recommendations best first
     * @param names the name to show for an item's id; an item that has none is shown by its id
     * @return the report with the user
     */
    public Report withUser(
            String user, List<String> history, List<Recommendation> recommendations, Map<String, String> names) {
        return withUser(user, items(history, names), null, Set.of(), recommendations, names);
    }

    /**
     * Adds a user's recommendations beside what the user chose before and what was held out, which the model did not see.
     * A recommended item that was held out is marked as a hit.
     *
     * @param user the user's id
     * @param history ids of what the user chose, without what was held out; of many the first are shown
     * @param heldOut ids of what was held out; of many the first are shown
     * @param recommendations best first
     * @param names the name to show for an item's id; an item that has none is shown by its id
     * @return the report with the user
     */
    public Report withUser(
            String user,
            List<String> history,
            List<String> heldOut,
            List<Recommendation> recommendations,
            Map<String, String> names) {
        return withUser(
                user, items(history, names), items(heldOut, names), Set.copyOf(heldOut), recommendations, names);
    }

    private Report withUser(
            String user,
            Page.Items before,
            Page.@Nullable Items later,
            Set<String> hits,
            List<Recommendation> recommendations,
            Map<String, String> names) {
        List<Page.Recommended> shown = new ArrayList<>();
        for (Recommendation r : recommendations) {
            shown.add(new Page.Recommended(
                    shown.size() + 1,
                    names.getOrDefault(r.item(), r.item()),
                    hits.contains(r.item()),
                    MetricsTable.number(r.score()),
                    (int) Math.round(100 * Math.max(0, Math.min(1, r.score())))));
        }
        Page.User added = new Page.User(user, before, later, List.copyOf(shown));
        return new Report(title, summary, trainings, metrics, differences, map, clusters, with(users, added), notes);
    }

    private static Page.Items items(List<String> ids, Map<String, String> names) {
        return new Page.Items(
                ids.size(),
                ids.stream()
                        .limit(HISTORY_SHOWN)
                        .map(id -> names.getOrDefault(id, id))
                        .toList());
    }

    /**
     * Adds a note at the end.
     *
     * @param heading the note's heading
     * @param text a blank line begins a new paragraph
     * @return the report with the note
     */
    public Report withNote(String heading, String text) {
        return with(new Page.Note(heading, paragraphs(text), ""));
    }

    /**
     * Adds a note at the end whose text is shown as it is laid out: a configuration, say.
     *
     * @param heading the note's heading
     * @param text its lines; long ones are broken
     * @return the report with the note
     */
    public Report withListing(String heading, String text) {
        return with(new Page.Note(heading, List.of(), text));
    }

    private Report with(Page.Note note) {
        return new Report(title, summary, trainings, metrics, differences, map, clusters, users, with(notes, note));
    }

    private static Page.Mark mark(Glyph glyph) {
        return new Page.Mark(glyph.path(), Glyph.css(glyph.color()), Glyph.css(glyph.edge()));
    }

    /**
     * Writes {@code report.html} and the pictures. Everything is drawn before the first file is touched, and each file
     * is replaced in one step.
     *
     * @param folder where to write; created if it is missing
     * @throws IOException if the folder cannot be created or written to, or if the machine has no fonts to draw with; the
     *     message names the folder or the file
     */
    public void write(Path folder) throws IOException {
        Map<String, byte[]> pictures = new LinkedHashMap<>();
        String html = html(pictures);
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(
                    "cannot write the report to " + folder + ": " + e.getFile() + " is a file, not a folder", e);
        } catch (IOException e) {
            throw new IOException("cannot write the report to " + folder + ": the folder cannot be created", e);
        }
        for (Map.Entry<String, byte[]> picture : pictures.entrySet()) {
            AtomicFiles.write(folder.resolve(picture.getKey()), out -> out.write(picture.getValue()));
        }
        AtomicFiles.writeString(folder.resolve("report.html"), html);
    }

    /** The page; collects the PNG files beside it. */
    String html(Map<String, byte[]> pictures) throws IOException {
        MetricsTable table = new MetricsTable(metrics);
        Map<String, Plot> plots = new LinkedHashMap<>();
        if (!metrics.isEmpty()) {
            plots.put("metrics.png", MetricsPlot.ofMeans(table));
        }
        if (!differences.isEmpty()) {
            plots.put("differences.png", MetricsPlot.ofDifferences(new MetricsTable(cells(differences))));
        }
        if (!trainings.isEmpty()) {
            plots.put("training.png", new TrainingPlot(trainings));
        }
        if (map != null) {
            plots.put("products.png", map);
        }
        Map<String, Page.Picture> drawn = draw(plots, pictures);
        Page.Picture metricsPicture = drawn.get("metrics.png");
        Page.Picture differencesPicture = drawn.get("differences.png");
        Page page = new Page(
                title,
                paragraphs(summary),
                metricsPicture == null
                        ? null
                        : new Page.Metrics(
                                metricsPicture,
                                table.models(),
                                table.metrics().stream()
                                        .map(metric -> row(table, metric))
                                        .toList(),
                                meaningsOf(table.metrics())),
                differencesPicture == null
                        ? null
                        : new Page.Differences(
                                differencesPicture,
                                differences.stream().map(Report::row).toList()),
                trainings.stream().map(Report::training).toList(),
                drawn.get("training.png"),
                drawn.get("products.png"),
                clusters,
                users,
                notes);
        StringOutput html = new StringOutput();
        TemplateEngine.createPrecompiled(
                        null, ContentType.Html, Report.class.getClassLoader(), Page.class.getPackageName())
                .render("report.jte", page, html);
        return html.toString();
    }

    /**
     * Draws each plot in all its forms, on all cores.
     *
     * @param plots by the name of the file
     * @param files gets the file of each plot's first form
     */
    private static Map<String, Page.Picture> draw(Map<String, Plot> plots, Map<String, byte[]> files)
            throws IOException {
        List<Plot> inOrder = List.copyOf(plots.values());
        int count = FORMS * inOrder.size();
        byte[][] pngs = new byte[count][];
        Page.Image[] images = new Page.Image[count];
        if (count > 0) {
            Canvas.drawing(() -> drawAll(inOrder, pngs, images));
        }
        Map<String, Page.Picture> pictures = new LinkedHashMap<>();
        int first = 0;
        for (Map.Entry<String, Plot> plot : plots.entrySet()) {
            files.put(plot.getKey(), pngs[first]);
            pictures.put(
                    plot.getKey(),
                    new Page.Picture(
                            plot.getValue().description(),
                            images[first],
                            images[first + 1],
                            images[first + 2],
                            images[first + 3]));
            first += FORMS;
        }
        return pictures;
    }

    private static void drawAll(List<Plot> plots, byte[][] pngs, Page.Image[] images) {
        // one thread starts the machinery: two that load Java's graphics at once can wait for each other forever
        new Canvas(1, 1, Theme.LIGHT).textWidth("", Canvas.TEXT);
        AtomicInteger next = new AtomicInteger();
        int threads = Math.min(images.length, Runtime.getRuntime().availableProcessors());
        try (Team team = Team.of(threads, "ncf4j-report")) {
            team.run((member, members, barrier) -> {
                for (int i = next.getAndIncrement(); i < images.length; i = next.getAndIncrement()) {
                    int form = i % FORMS;
                    Canvas canvas = plots.get(i / FORMS)
                            .draw(form < 2 ? Plot.WIDE : Plot.NARROW, form % 2 == 0 ? Theme.LIGHT : Theme.DARK);
                    pngs[i] = canvas.png();
                    String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(pngs[i]);
                    images[i] = new Page.Image(uri, canvas.width, canvas.height);
                }
            });
        }
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

    private static Page.DifferenceRow row(Difference d) {
        return new Page.DifferenceRow(
                d.model(),
                d.reference(),
                MetricsTable.shownName(d.metric()),
                MetricsTable.signed(d.mean()),
                MetricsTable.signed(d.low()) + " to " + MetricsTable.signed(d.high()),
                d.p() < .001 ? "below .001" : String.format(Locale.ROOT, "%.3f", d.p()),
                d.p() < LEVEL ? "hardly luck" : "could be luck");
    }

    private static Page.Training training(Training training) {
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
                        "how likely an item that the user went on to choose is ranked above one that the user did not;"
                                + " 0.5 is chance, 1 is perfect",
                "auc_pooled",
                        "the same over the pairs of all users in one ranking, so that the differences between users"
                                + " count too",
                "precision", "the share of the recommended items that the user went on to choose",
                "recall", "the share of what the user went on to choose that was among the recommended items",
                "hit_rate", "the share of users with at least one item among the recommended ones that they chose",
                "ndcg", "like recall, but items near the top of the list count more",
                "mrr", "one over the rank of the first item that the user chose; 0 if it is not in the list",
                "map", "precision at each item that the user chose, averaged: rewards them all being near the top");
    }

    private static List<String> paragraphs(String text) {
        return Stream.of(text.split("\\R\\s*\\R"))
                .map(String::strip)
                .filter(p -> !p.isEmpty())
                .toList();
    }

    private static double[] firstTwo(String name, double[] values) {
        if (values.length < 2) {
            throw new IllegalArgumentException(name + " must be at least 2 components: " + values.length);
        }
        if (!(Double.isFinite(values[0]) && Double.isFinite(values[1]))) {
            throw new IllegalArgumentException(name + " must be finite: " + values[0] + ", " + values[1]);
        }
        return new double[] {values[0], values[1]};
    }

    private static <T> List<T> with(List<T> list, T added) {
        return Stream.concat(list.stream(), Stream.of(added)).toList();
    }
}
