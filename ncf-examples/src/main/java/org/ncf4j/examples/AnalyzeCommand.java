package org.ncf4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ncf4j.analysis.Report;
import org.ncf4j.data.IdIndex;
import org.ncf4j.internal.AtomicFiles;
import org.ncf4j.model.NcfModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws a model's items on a plane and groups those that behave alike. */
@Command(
        name = "analyze",
        description = "Draws a model's items on a plane (principal components) and groups those that users treat alike"
                + " (k-means): report.html, pictures, and clusters.csv with a row for each item.")
final class AnalyzeCommand extends Subcommand {
    @Option(names = "--model-file", paramLabel = "MODEL", required = true, description = "The model.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path modelFile;

    @Option(
            names = "--clusters",
            paramLabel = "N",
            description = "How many groups (default: " + ItemMap.DEFAULT_CLUSTERS
                    + ", or one for each item if there are fewer).")
    private @Nullable Integer clusters;

    @Option(names = "--names", paramLabel = "FILE", description = NAMES)
    private @Nullable Path names;

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
        createFolder(out);
        int count = clusters == null ? Math.min(ItemMap.DEFAULT_CLUSTERS, items.size()) : clusters;
        ItemMap map = ItemMap.of(model, count, titles);
        map.addTo(Report.titled("Items of " + modelFile.getFileName()))
                .withListing("Configuration of the model", JsonListing.of(model.configJson()))
                .write(out);
        AtomicFiles.writeString(out.resolve("clusters.csv"), map.csv());
        map.print(out());
        if (isVerbose()) {
            print("config %s", model.configJson());
        }
        print("wrote %s", out.resolve("report.html"));
    }
}
