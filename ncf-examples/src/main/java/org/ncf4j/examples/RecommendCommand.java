package org.ncf4j.examples;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ncf4j.analysis.Explainer;
import org.ncf4j.analysis.Explanation;
import org.ncf4j.data.IdIndex;
import org.ncf4j.internal.AtomicFiles;
import org.ncf4j.model.Model;
import org.ncf4j.model.NcfModel;
import org.ncf4j.recommend.Newcomer;
import org.ncf4j.recommend.RecommendOptions;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Recommends items to a user, to a newcomer, or to all users into a file. */
@Command(
        name = "recommend",
        description = {
            "Recommends items to a user, to somebody the model has never seen, or to all users into a file: the best"
                    + " first, with the probability that the model gives them; of a model that was not trained on log-odds (item-item"
                    + " weights, least squares) the score means the order alone.",
            "",
            "Items that the user has seen in training are left out. --exclude and --only name files with one item id"
                    + " on each line; ids that the model does not know are counted and otherwise ignored."
        })
final class RecommendCommand extends Subcommand {
    /** To whom: one of the three. */
    private static final class To {
        @Option(names = "--user", paramLabel = "ID", required = true, description = "The user.")
        private @Nullable String user;

        @Option(
                names = "--history",
                paramLabel = "ID,ID,..",
                required = true,
                description =
                        "The items of somebody the model has never seen, separated by commas (ids with commas cannot be given): he"
                                + " is folded in, for this once. Items that the model does not know are named and left out; if none is"
                                + " left, the most popular items are recommended.")
        private @Nullable String history;

        @Option(
                names = "--all-users",
                required = true,
                description = "All users that the model knows: their items go into the file that --out names, as CSV of"
                        + " user, rank, item and score, in the order of the model.")
        private boolean allUsers;
    }

    @Option(names = "--model-file", paramLabel = "MODEL", required = true, description = "The model.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path modelFile;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private To to = new To();

    @Option(
            names = "-n",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many items for a user; fewer come if fewer are eligible (default: ${DEFAULT-VALUE}).")
    private int n;

    @Option(names = "--include-seen", description = "Recommend items that the user has seen, too.")
    private boolean includeSeen;

    @Option(names = "--exclude", paramLabel = "FILE", description = "Never recommend the items in this file.")
    private @Nullable Path exclude;

    @Option(names = "--only", paramLabel = "FILE", description = "Recommend items in this file only.")
    private @Nullable Path only;

    @Option(names = "--names", paramLabel = "FILE", description = NAMES)
    private @Nullable Path names;

    @Option(
            names = "--explain",
            description =
                    "Say why, for each item: in a sentence, what its logit is the sum of, the items of the history that pull it"
                            + " most, and the items most like it.")
    private boolean explain;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the items and scores as JSON, too, with --explain each with its explanation.")
    private @Nullable Path json;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "With --all-users: the CSV file to write. It is written as lists are made, in memory that does not"
                            + " grow, and takes its name when it is complete.")
    private @Nullable Path out;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "With --all-users: threads to work on; the file is the same for any number (default: one a"
                    + " core).")
    private @Nullable Integer threads;

    @Override
    void run() throws IOException {
        checkTogether();
        RecommendOptions options = fromOptions(() -> RecommendOptions.top(n));
        if (includeSeen) {
            options = options.withSeen();
        }
        if (json != null) {
            requireOther(json, modelFile, exclude, only, names);
            requireWritable(json);
        }
        if (out != null) {
            requireOther(out, modelFile, exclude, only);
            requireWritable(out);
        }
        Map<String, String> titles = names(names);
        Model model = Model.load(modelFile);
        warnOfUnknownNames(names, titles, model.items());
        if (exclude != null) {
            options = options.withDeny(readIds(exclude, model.items()));
        }
        if (only != null) {
            options = options.withAllow(readIds(only, model.items()));
        }
        Recommender recommender = Recommender.of(model);
        if (to.history == null && model instanceof NcfModel network && !network.hasHistory()) {
            warn("the model file holds no histories: what a user has is recommended to him, too");
        }
        if (out != null) {
            writeAll(threads == null ? recommender : recommender.withThreads(threads), options, out);
        } else {
            printOne(model, recommender, options, titles);
        }
    }

    private void checkTogether() {
        if (to.allUsers && out == null) {
            throw badUsage("Missing required option: '--out=FILE', for the items of --all-users");
        }
        if (to.allUsers && (json != null || names != null || explain)) {
            String option = json != null ? "--json" : names != null ? "--names" : "--explain";
            throw badUsage(option + " has no meaning for --all-users");
        }
        if (!to.allUsers && (out != null || threads != null)) {
            throw badUsage((out != null ? "--out" : "--threads") + " has no meaning without --all-users");
        }
        if (threads != null && threads < 1) {
            throw badUsage("--threads must be at least 1 but was " + threads);
        }
    }

    private void printOne(Model model, Recommender recommender, RecommendOptions options, Map<String, String> titles)
            throws IOException {
        RankedList list = new RankedList("item", "score", titles);
        List<String> history = to.history == null ? null : ids(to.history);
        List<Recommendation> recommendations = history == null
                ? recommender.recommend(Objects.requireNonNull(to.user), options)
                : newcomer(recommender, history).recommend(options);
        for (Recommendation recommendation : recommendations) {
            list.add(recommendation.item(), recommendation.score());
        }
        list.print(out());
        if (explain && !recommendations.isEmpty()) {
            Explainer explainer = Explainer.of(model);
            List<String> items =
                    recommendations.stream().map(Recommendation::item).toList();
            List<Explanation> explanations = history == null
                    ? explainer.explain(Objects.requireNonNull(to.user), items)
                    : explainer.explainNewcomer(history, items);
            ExplanationText text = new ExplanationText(model, titles);
            text.print(out(), explanations);
            list.explain(explanations.stream().map(text::json).toList());
        }
        if (json != null) {
            writeJson(json, list.json());
            print("wrote %s", json);
        }
    }

    private static List<String> ids(String history) {
        return Arrays.stream(history.split(","))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .distinct()
                .toList();
    }

    private Newcomer newcomer(Recommender recommender, List<String> ids) {
        Newcomer newcomer = recommender.foldIn(ids);
        if (!newcomer.unknownItems().isEmpty()) {
            warn(
                    "%,d of %,d items of the history are unknown to the model: %s",
                    newcomer.unknownItems().size(), ids.size(), abridged(newcomer.unknownItems()));
        }
        if (newcomer.source() != Newcomer.Source.FOLD_IN) {
            warn("the history tells nothing: these are the items for anybody");
        }
        return newcomer;
    }

    private static String abridged(List<String> ids) {
        return String.join(", ", ids.subList(0, Math.min(5, ids.size()))) + (ids.size() > 5 ? ", .." : "");
    }

    private void writeAll(Recommender recommender, RecommendOptions options, Path file) throws IOException {
        UserLists lists = new UserLists();
        AtomicFiles.write(file, stream -> lists.write(stream, recommender, options));
        print("wrote %s: %,d items for %,d users", file, lists.items(), lists.users());
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
