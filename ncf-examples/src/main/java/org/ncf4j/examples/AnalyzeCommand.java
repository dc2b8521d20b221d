package org.ncf4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ncf4j.analysis.DataQuality;
import org.ncf4j.analysis.Drift;
import org.ncf4j.analysis.Report;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.AtomicFiles;
import org.ncf4j.model.NcfModel;
import org.ncf4j.recommend.Recommender;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws a model's items on a plane and groups those that behave alike. */
@Command(
        name = "analyze",
        description = "Draws a model's items on a plane (principal components) and groups those that users treat alike"
                + " (k-means): report.html, pictures, and clusters.csv with a row for each item.")
final class AnalyzeCommand extends Subcommand {
    private static final int MOVED_SHOWN = 5;

    @Option(names = "--model-file", paramLabel = "MODEL", required = true, description = "The model.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path modelFile;

    @Option(
            names = "--clusters",
            paramLabel = "N",
            description = "How many groups (default: of " + ItemMap.LEAST_CLUSTERS + " to " + ItemMap.MOST_CLUSTERS
                    + " the number with the best silhouette).")
    private @Nullable Integer clusters;

    @Option(names = "--names", paramLabel = "FILE", description = NAMES)
    private @Nullable Path names;

    @Option(
            names = "--attributes",
            paramLabel = "FILE",
            description = "Attributes of the items, genres say, to name the groups by: a delimited file of item id and"
                    + " attributes, several of them separated by bars. Adds attributes.csv with every test.")
    private @Nullable Path attributes;

    @Option(
            names = "--against",
            paramLabel = "MODEL",
            description = "A model from before: says how far the items that both know have moved since.")
    private @Nullable Path against;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder for the files; made if it is missing.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Override
    void run() throws IOException {
        if (clusters != null && clusters < 1) {
            throw badUsage("--clusters must be at least 1 but was " + clusters);
        }
        Map<String, String> titles = names(names);
        NcfModel model = NcfModel.load(modelFile);
        IdIndex items = model.items();
        if (clusters != null && clusters > items.size()) {
            throw badUsage("--clusters " + clusters + " is more than the " + items.size() + " items of " + modelFile);
        }
        warnOfUnknownNames(names, titles, items);
        Map<String, Set<String>> attributesOf = attributes(items);
        Drift drift = against == null ? null : drift(NcfModel.load(against), against, model);
        for (String file : List.of("report.html", "clusters.csv", "attributes.csv")) {
            requireOther(out.resolve(file), modelFile, against, names, attributes);
        }
        createFolder(out);
        ItemMap map = ItemMap.of(model, clusters, titles);
        if (!attributesOf.isEmpty()) {
            map = map.withAttributes(attributesOf);
        }
        Report report = map.addTo(Report.titled("Items of " + modelFile.getFileName()));
        report = drift == null ? report : addTo(report, drift, titles);
        if (model.hasHistory()) {
            Interactions histories = Explorer.histories(model);
            Explorer explorer = new Explorer(histories, titles);
            Recommender recommender = Recommender.of(model);
            report = explorer.addUsers(report, model, recommender, null, null)
                    .withPopularityBias("model", explorer.popularityBias(recommender))
                    .withDataQuality(DataQuality.of(histories));
        }
        report.withListing("Configuration of the model", JsonListing.of(model.configJson()))
                .write(out);
        AtomicFiles.writeString(out.resolve("clusters.csv"), map.csv());
        if (!attributesOf.isEmpty()) {
            AtomicFiles.writeString(out.resolve("attributes.csv"), map.attributesCsv());
        }
        map.print(out());
        if (drift != null && against != null) {
            print(against, drift, titles);
        }
        if (isVerbose()) {
            print("config %s", model.configJson());
        }
        print("wrote %s", out.resolve("report.html"));
    }

    /** Attributes of the model's items; none without a file. */
    private Map<String, Set<String>> attributes(IdIndex items) throws IOException {
        if (attributes == null) {
            return Map.of();
        }
        Map<String, Set<String>> all = InteractionReader.readAttributes(attributes);
        Map<String, Set<String>> known = new LinkedHashMap<>(all);
        known.keySet().retainAll(items.ids());
        known.values().removeIf(Set::isEmpty);
        if (known.isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: none of its %,d items is one of the model's %,d items and has an attribute",
                    attributes,
                    all.size(),
                    items.size()));
        }
        long unknown = all.keySet().stream().filter(id -> items.indexOf(id) < 0).count();
        if (unknown > 0) {
            print("%,d of the %,d items in %s are none of the model's", unknown, all.size(), attributes);
        }
        if (known.size() < items.size() / 2) {
            warn("%s has attributes of only %,d of the model's %,d items", attributes, known.size(), items.size());
        }
        return known;
    }

    private static Drift drift(NcfModel before, Path file, NcfModel model) throws IOException {
        try {
            return Drift.between(before, model);
        } catch (IllegalArgumentException e) {
            throw new IOException("cannot compare with " + file + ": " + e.getMessage(), e);
        }
    }

    /** The same as {@link #print} says. */
    private static Report addTo(Report report, Drift drift, Map<String, String> titles) {
        List<List<String>> rows = drift.moved().stream()
                .limit(MOVED_SHOWN)
                .map(m -> List.of(
                        titles.getOrDefault(m.item(), m.item()),
                        String.format(Locale.ROOT, "%.2f", m.distance()),
                        String.format(Locale.ROOT, "%.0f %%", 100 * m.overlap())))
                .toList();
        String text = String.format(
                Locale.ROOT,
                "%,d items are in both models, %,d only in the one before, %,d only in this one. %.1f %% of the variance is"
                        + " left after turning and scaling one onto the other (0 %%: the same, 100 %%: nothing in common)."
                        + " %.1f %% of the %d nearest items are still among them (%.1f %% by chance).%n%nThe items that"
                        + " moved most; 1 is as far as a typical item is from the centre.",
                drift.items(),
                drift.onlyBefore(),
                drift.onlyAfter(),
                100 * drift.residual(),
                100 * drift.overlap(),
                drift.neighbors(),
                100 * drift.chance());
        return report.withTable(
                "What has moved since the model before", text, List.of("Item", "Moved", "Neighbours kept"), rows);
    }

    private void print(Path file, Drift drift, Map<String, String> titles) {
        print(
                "Against %s: %,d items in both, %,d only there, %,d only here",
                file, drift.items(), drift.onlyBefore(), drift.onlyAfter());
        print(
                "  %.1f %% of the variance is left after turning and scaling one onto the other (0 %%: the same, 100 %%:"
                        + " nothing in common)",
                100 * drift.residual());
        print(
                "  %.1f %% of the %d nearest items are still among them (%.1f %% by chance)",
                100 * drift.overlap(), drift.neighbors(), 100 * drift.chance());
        print("  Moved most (1: as far as a typical item is from the centre):");
        RankedList list = new RankedList("item", "moved", titles);
        drift.moved().stream().limit(MOVED_SHOWN).forEach(m -> list.add(m.item(), m.distance()));
        list.print(out());
    }
}
