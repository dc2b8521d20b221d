package org.ncf4j.examples;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;
import org.ncf4j.model.NcfModel;
import org.ncf4j.recommend.RecommendOptions;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Recommends items to a user. */
@Command(
        name = "recommend",
        description = {
            "Recommends items to a user: the best first, with the probability that the model gives them.",
            "",
            "Items that the user has seen in training are left out. --exclude and --only name files with one item id"
                    + " on each line; ids that the model does not know are counted and otherwise ignored."
        })
final class RecommendCommand extends Subcommand {
    @Option(names = "--model-file", paramLabel = "MODEL", required = true, description = "The model.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path modelFile;

    @Option(names = "--user", paramLabel = "ID", required = true, description = "The user.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String user;

    @Option(
            names = "-n",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many items; fewer come if fewer are eligible (default: ${DEFAULT-VALUE}).")
    private int n;

    @Option(names = "--include-seen", description = "Recommend items that the user has seen, too.")
    private boolean includeSeen;

    @Option(names = "--exclude", paramLabel = "FILE", description = "Never recommend the items in this file.")
    private @Nullable Path exclude;

    @Option(names = "--only", paramLabel = "FILE", description = "Recommend items in this file only.")
    private @Nullable Path only;

    @Option(names = "--names", paramLabel = "FILE", description = NAMES)
    private @Nullable Path names;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the items and scores as JSON, too.")
    private @Nullable Path json;

    @Override
    void run() throws IOException {
        RecommendOptions options = fromOptions(() -> RecommendOptions.top(n));
        if (includeSeen) {
            options = options.withSeen();
        }
        if (json != null) {
            requireOther(json, modelFile, exclude, only, names);
            requireWritable(json);
        }
        Map<String, String> titles = names(names);
        NcfModel model = NcfModel.load(modelFile);
        warnOfUnknownNames(names, titles, model.items());
        if (exclude != null) {
            options = options.withDeny(readIds(exclude, model.items()));
        }
        if (only != null) {
            options = options.withAllow(readIds(only, model.items()));
        }
        RankedList list = new RankedList("item", "score", titles);
        for (Recommendation recommendation : Recommender.of(model).recommend(user, options)) {
            list.add(recommendation.item(), recommendation.score());
        }
        list.print(out());
        if (json != null) {
            writeJson(json, list.json());
            print("wrote %s", json);
        }
    }

    /** The ids in a file, one on each line; blank lines, blanks around an id and a byte order mark do not count. */
    private Set<String> readIds(Path file, IdIndex items) throws IOException {
        Set<String> ids = new LinkedHashSet<>();
        try {
            // a byte order mark is no part of the first id
            String text = Files.readString(file, StandardCharsets.UTF_8).replaceFirst("^\uFEFF", "");
            for (String line : text.lines().toList()) {
                String id = line.strip();
                if (!id.isEmpty()) {
                    ids.add(id);
                }
            }
        } catch (MalformedInputException e) {
            throw new IOException(file + " is no UTF-8 text", e);
        }
        if (ids.isEmpty()) {
            throw new IOException(file + " holds no item id");
        }
        long unknown = ids.stream().filter(id -> items.indexOf(id) < 0).count();
        if (unknown > 0) {
            print("%,d of %,d items in %s are unknown to the model", unknown, ids.size(), file);
        }
        return ids;
    }
}
