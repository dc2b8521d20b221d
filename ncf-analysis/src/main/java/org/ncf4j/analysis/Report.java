package org.ncf4j.analysis;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ncf4j.analysis.templates.Page;
import org.ncf4j.internal.AtomicFiles;
import org.ncf4j.model.EpochReport;
import org.ncf4j.recommend.Recommendation;

/**
 * A report for people to look at: one HTML file, and its pictures as PNG and SVG files.
 *
 * <p>{@code report.html} holds everything it shows and asks for nothing from elsewhere, which its content security policy
 * holds it to; it follows the reader's choice of a light or dark page and fits a phone. A script of its own makes the picture
 * of the items a map to explore and lets a user be chosen; whoever reads it without scripts has pictures, tables and lists
 * instead. Whatever the report is given is text: markup in a name is shown, not obeyed.
 *
 * <p>Beside it lie {@code metrics} (each metric of each model with its interval), {@code differences} (differences of models
 * with their intervals), {@code training} (loss and training AUC by epoch), {@code products} (items on two principal
 * components, coloured by cluster) and {@code popularity} (shares of interactions and recommendations by popularity), each
 * as {@code .png} and {@code .svg}, as far as the report was given what they show. The page and the pictures number clusters
 * from 1.
 *
 * <p>The pictures depend on what the report is given and on the fonts of the machine only; the same report written twice
 * gives the same bytes.
 *
 * <p>Immutable: every {@code with} method returns a new report. Safe for use by many threads.
 */
public final class Report {
    private static final int HISTORY_SHOWN = 20;

    private final Parts parts;

    /** The epochs of one model. */
    record Training(String name, List<EpochReport> epochs) {}

    /** How two models differ. */
    record Difference(String model, String reference, String metric, double mean, double low, double high, double p) {
        String pair() {
            return model + " \u2212 " + reference;
        }
    }

    /** A cluster with what is known of it. */
    record Cluster(ClusterProfile profile, @Nullable ClusterFacts facts, Map<String, String> names) {}

    /** How popular what a model recommends is. */
    record Bias(String model, PopularityBias bias) {}

    /**
     * What is known of a cluster beside its items.
     *
     * @param name a name for it, empty if it has none
     * @param purity the share of its items that have its most common attribute, in [0, 1]; NaN if it is not known
     * @param attributes what is more common in it than elsewhere, as it is to be shown, most striking first: for example
     *     {@code "Horror, 5.2 times as often (p < .001)"}
     */
    public record ClusterFacts(String name, double purity, List<String> attributes) {
        /**
         * Checks and copies.
         *
         * @throws IllegalArgumentException if the purity is neither in [0, 1] nor NaN
         */
        public ClusterFacts {
            if (purity < 0 || purity > 1) {
                throw new IllegalArgumentException("purity must be in [0, 1], or NaN: " + purity);
            }
            attributes = List.copyOf(attributes);
        }
    }

    /** All that a report has been given; changed only while it is copied. */
    static final class Parts {
        final String title;
        String summary = "";
        List<Training> trainings = List.of();
        List<MetricsTable.Cell> metrics = List.of();
        List<Difference> differences = List.of();

        @Nullable
        ReportItems items;

        List<Cluster> clusters = List.of();
        List<Page.Table> tables = List.of();
        List<Page.User> users = List.of();
        List<Bias> biases = List.of();
        List<DataQuality.Finding> findings = List.of();
        List<Page.Note> notes = List.of();

        Parts(String title) {
            this.title = title;
        }

        Parts(Parts from) {
            title = from.title;
            summary = from.summary;
            trainings = from.trainings;
            metrics = from.metrics;
            differences = from.differences;
            items = from.items;
            clusters = from.clusters;
            tables = from.tables;
            users = from.users;
            biases = from.biases;
            findings = from.findings;
            notes = from.notes;
        }
    }

    private Report(Parts parts) {
        this.parts = parts;
    }

    private Report changed(Consumer<Parts> change) {
        Parts copy = new Parts(parts);
        change.accept(copy);
        return new Report(copy);
    }

    /**
     * A report with nothing but a title.
     *
     * @param title the page's title
     * @return the report
     */
    public static Report titled(String title) {
        return new Report(new Parts(title));
    }

    /**
     * Says under the title what the report is about; replaces what was said before.
     *
     * @param text a blank line begins a new paragraph
     * @return the report with the text
     */
    public Report withSummary(String text) {
        return changed(p -> p.summary = text);
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
        if (parts.trainings.stream().anyMatch(t -> t.name().equals(name))) {
            throw new IllegalArgumentException("there is a training of '" + name + "' already");
        }
        Training training = new Training(name, List.copyOf(epochs));
        return changed(p -> p.trainings = with(p.trainings, training));
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
        if (new MetricsTable(parts.metrics).cell(model, metric) != null) {
            throw new IllegalArgumentException("there is a value of " + metric + " of '" + model + "' already");
        }
        MetricsTable.Cell cell = new MetricsTable.Cell(model, metric, mean, low, high);
        return changed(p -> p.metrics = with(p.metrics, cell));
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
        if (new MetricsTable(cells(parts.differences)).cell(added.pair(), metric) != null) {
            throw new IllegalArgumentException(
                    "there is a difference of '" + model + "' and '" + reference + "' in " + metric + " already");
        }
        return changed(r -> r.differences = with(r.differences, added));
    }

    static List<MetricsTable.Cell> cells(List<Difference> differences) {
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
        return withItems(ReportItems.ofLabels(labels, points, explainedVarianceRatio, clustering));
    }

    /**
     * Shows the items on a map: as a picture with a table of their clusters; where the page's script runs, as a map that can
     * be moved, searched and coloured, whose items say what they are. Replaces the items shown before. Of more than
     * 5,000 items those with the most buyers can be pointed at; the picture has all.
     *
     * @param items where they lie and what is known of them
     * @return the report with the items
     */
    public Report withItems(ReportItems items) {
        return changed(p -> p.items = items);
    }

    /**
     * Shows the clusters in a table; replaces those shown before.
     *
     * @param profiles one for each cluster
     * @param names the name to show for an item's id; an item that has none is shown by its id
     * @return the report with the table
     */
    public Report withClusters(List<ClusterProfile> profiles, Map<String, String> names) {
        return changed(p -> p.clusters = profiles.stream()
                .map(c -> new Cluster(c, null, Map.copyOf(names)))
                .toList());
    }

    /**
     * Shows the clusters in a table, with what is known of them; replaces those shown before. Their names are shown on the
     * map, too.
     *
     * @param profiles one for each cluster
     * @param facts one for each profile, in the same order
     * @param names the name to show for an item's id; an item that has none is shown by its id
     * @return the report with the table
     * @throws IllegalArgumentException if there are not as many facts as profiles
     */
    public Report withClusters(List<ClusterProfile> profiles, List<ClusterFacts> facts, Map<String, String> names) {
        if (profiles.size() != facts.size()) {
            throw new IllegalArgumentException(
                    "facts must be one for each of the " + profiles.size() + " profiles: " + facts.size());
        }
        return changed(p -> p.clusters = IntStream.range(0, profiles.size())
                .mapToObj(i -> new Cluster(profiles.get(i), facts.get(i), Map.copyOf(names)))
                .toList());
    }

    /**
     * Adds a table of anything, with a heading of its own, behind the clusters. Columns of numbers are set to the right.
     *
     * @param heading the table's heading
     * @param text what the table shows; a blank line begins a new paragraph
     * @param header the names of the columns, at least one
     * @param rows one text for each column, each row's first being its name
     * @return the report with the table
     * @throws IllegalArgumentException if there is no column, or if a row has not as many texts as there are columns
     */
    public Report withTable(String heading, String text, List<String> header, List<List<String>> rows) {
        if (header.isEmpty()) {
            throw new IllegalArgumentException("header must not be empty: table '" + heading + "'");
        }
        for (List<String> row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException(
                        "each row must have " + header.size() + " texts: " + row + " of table '" + heading + "'");
            }
        }
        Page.Table table = ReportPage.table(heading, text, header, rows);
        return changed(p -> p.tables = with(p.tables, table));
    }

    /**
     * Shows how popular what a model recommends is, beside what was chosen, and how much of the catalogue it reaches.
     *
     * @param model the model's name, other than those so far
     * @param bias of what it recommends; of the same interactions as those so far
     * @return the report with the numbers
     * @throws IllegalArgumentException if there is one of that name, or if those so far are of other interactions
     */
    public Report withPopularityBias(String model, PopularityBias bias) {
        for (Bias one : parts.biases) {
            if (one.model().equals(model)) {
                throw new IllegalArgumentException("there is a popularity bias of '" + model + "' already");
            }
            if (!one.bias().hasPopularityOf(bias)) {
                throw new IllegalArgumentException("popularity biases must be of the same interactions: '" + model
                        + "' and '" + one.model() + "'");
            }
        }
        return changed(p -> p.biases = with(p.biases, new Bias(model, bias)));
    }

    /**
     * Shows what was found in the data; replaces what was shown before.
     *
     * @param quality the findings
     * @return the report with the findings
     */
    public Report withDataQuality(DataQuality quality) {
        return changed(p -> p.findings = quality.findings());
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
        return withUser(user, items(history, names), null, Set.of(), recommendations, List.of(), names);
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
                user,
                items(history, names),
                items(heldOut, names),
                Set.copyOf(heldOut),
                recommendations,
                List.of(),
                names);
    }

    /**
     * Adds a user's recommendations with their reasons beside what the user chose before and what was held out.
     *
     * @param user the user's id
     * @param history ids of what the user chose, without what was held out; of many the first are shown
     * @param heldOut ids of what was held out; of many the first are shown; null if nothing was held out
     * @param recommendations best first
     * @param reasons one for each recommendation, in the same order: a sentence; an empty one is not shown
     * @param names the name to show for an item's id; an item that has none is shown by its id
     * @return the report with the user
     * @throws IllegalArgumentException if there are not as many reasons as recommendations
     */
    public Report withUser(
            String user,
            List<String> history,
            @Nullable List<String> heldOut,
            List<Recommendation> recommendations,
            List<String> reasons,
            Map<String, String> names) {
        if (reasons.size() != recommendations.size()) {
            throw new IllegalArgumentException("reasons must be one for each of the " + recommendations.size()
                    + " recommendations of user '" + user + "': " + reasons.size());
        }
        return withUser(
                user,
                items(history, names),
                heldOut == null ? null : items(heldOut, names),
                heldOut == null ? Set.of() : Set.copyOf(heldOut),
                recommendations,
                reasons,
                names);
    }

    private Report withUser(
            String user,
            Page.Items before,
            Page.@Nullable Items later,
            Set<String> hits,
            List<Recommendation> recommendations,
            List<String> reasons,
            Map<String, String> names) {
        List<Page.Recommended> shown = new ArrayList<>();
        for (Recommendation r : recommendations) {
            shown.add(new Page.Recommended(
                    shown.size() + 1,
                    names.getOrDefault(r.item(), r.item()),
                    reasons.isEmpty() ? "" : reasons.get(shown.size()),
                    hits.contains(r.item()),
                    MetricsTable.number(r.score()),
                    (int) Math.round(100 * Math.max(0, Math.min(1, r.score())))));
        }
        Page.User added = new Page.User(user, before, later, List.copyOf(shown));
        return changed(p -> p.users = with(p.users, added));
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
        return with(new Page.Note(heading, ReportPage.paragraphs(text), ""));
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
        return changed(p -> p.notes = with(p.notes, note));
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

    /** The page; collects the files beside it. */
    String html(Map<String, byte[]> pictures) throws IOException {
        return new ReportPage(parts).html(pictures);
    }

    private static <T> List<T> with(List<T> list, T added) {
        return Stream.concat(list.stream(), Stream.of(added)).toList();
    }
}
