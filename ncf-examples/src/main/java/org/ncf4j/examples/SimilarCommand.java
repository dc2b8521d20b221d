package org.ncf4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ncf4j.model.ItemItemModel;
import org.ncf4j.model.Model;
import org.ncf4j.recommend.Recommender;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Finds the items most like an item, or the users most like a user. */
@Command(
        name = "similar",
        description = {
            "Finds the items most like an item, or the users most like a user: by the cosine of their embeddings, from 1 for"
                    + " the same direction to -1 for the opposite one.",
            "",
            "A model of item-item weights has no embeddings: it finds the items to which an item has the largest weights, and"
                    + " no users."
        })
final class SimilarCommand extends Subcommand {
    /** To what: one of the two. */
    private static final class To {
        @Option(names = "--item", paramLabel = "ID", required = true, description = "The item to compare with.")
        private @Nullable String item;

        @Option(names = "--user", paramLabel = "ID", required = true, description = "The user to compare with.")
        private @Nullable String user;
    }

    @Option(names = "--model-file", paramLabel = "MODEL", required = true, description = "The model.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path modelFile;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private To to = new To();

    @Option(names = "-n", paramLabel = "N", defaultValue = "10", description = "How many (default: ${DEFAULT-VALUE}).")
    private int n;

    @Option(names = "--names", paramLabel = "FILE", description = NAMES)
    private @Nullable Path names;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the ids and similarities as JSON, too.")
    private @Nullable Path json;

    @Override
    void run() throws IOException {
        if (n < 1) {
            throw badUsage("-n must be at least 1 but was " + n);
        }
        if (to.user != null && names != null) {
            throw badUsage("--names has no meaning for --user: it names items");
        }
        if (json != null) {
            requireOther(json, modelFile, names);
            requireWritable(json);
        }
        Map<String, String> titles = names(names);
        Model model = Model.load(modelFile);
        warnOfUnknownNames(names, titles, model.items());
        if (model instanceof ItemItemModel && to.user != null) {
            throw badUsage("--user has no meaning for " + modelFile
                    + ": a model of item-item weights has no embeddings of users");
        }
        Recommender recommender = Recommender.of(model);
        String kind = to.item == null ? "user" : "item";
        List<Recommender.Neighbor> neighbors = to.item == null
                ? recommender.similarUsers(Objects.requireNonNull(to.user), n)
                : recommender.similarItems(to.item, n);
        RankedList list = new RankedList(kind, model instanceof ItemItemModel ? "weight" : "cosine", titles);
        neighbors.forEach(neighbor -> list.add(neighbor.id(), neighbor.similarity()));
        list.print(out());
        if (json != null) {
            writeJson(json, list.json());
            print("wrote %s", json);
        }
    }
}
