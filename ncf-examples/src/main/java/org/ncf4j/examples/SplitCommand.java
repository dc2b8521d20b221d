package org.ncf4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.data.Split;
import org.ncf4j.data.SplitCheck;
import org.ncf4j.model.TrainingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Splits a file of interactions, or of labelled pairs, into files to train on, to validate with and to test with. */
@Command(
        name = "split",
        description = {
            "Splits a file of interactions into one to train on and one to test with.",
            "",
            "The files are tab-separated, with a header, and a user's rows run from the oldest to the newest where the"
                    + " order is known (without times, read them with --order oldest). Where --min-rating is given, what"
                    + " was rated below it stays in the train file with its rating: read that with the same --min-rating."
        })
final class SplitCommand extends Subcommand {
    /** What decides where an interaction goes. */
    private enum By {
        last,
        one,
        random,
        row,
        item,
        time,
        newest,
        fold,
        users;

        /** The same among those that split rows into three parts at once; null for the others. */
        @Nullable
        SplitBy rows() {
            return this == fold || this == users ? null : SplitBy.valueOf(name());
        }
    }

    @Option(names = "--input", paramLabel = "FILE", required = true, description = "The interactions to split.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path input;

    @Mixin
    private final ReadingOptions reading = new ReadingOptions();

    @Option(
            names = "--by",
            paramLabel = "last|one|random|row|item|time|newest|fold|users",
            required = true,
            description = {
                "What is held out: last: each user's last interaction. one: one of each user's, at random. random: a share"
                        + " of each user's. row: a share of all. item: a share of each item's. time: the newest share of"
                        + " all. newest: the newest share of each user's.",
                "fold: one of --folds equal parts of each user's. users: a share of the users, of whom the test file has"
                        + " --held-out, and the rest goes to --out-history."
            })
    @SuppressWarnings("NullAway.Init") // set by picocli
    private By by;

    @Option(
            names = "--test",
            paramLabel = "X",
            description =
                    "Share of the interactions (of the users with --by users) to test with; not with --by last, one or"
                            + " fold (default: " + DEFAULT_TEST + ").")
    private @Nullable Double test;

    @Option(
            names = "--validation",
            paramLabel = "X",
            defaultValue = "0",
            description = "Share to validate with; with --by last, any number above 0 holds out the last but one"
                    + " (default: ${DEFAULT-VALUE}).")
    private double validation;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the random choice (default: ${bundle:default.seed}).")
    private @Nullable Long seed;

    @Option(
            names = "--round-down",
            description = "With --by random: a user's share is rounded down, as RecBole does, not to the nearest.")
    private boolean roundDown;

    @Option(
            names = "--folds",
            paramLabel = "N",
            description = "Number of parts with --by fold (default: " + DEFAULT_FOLDS + ").")
    private @Nullable Integer folds;

    @Option(
            names = "--fold",
            paramLabel = "I",
            description = "Which part to test with, from 1, with --by fold (default: 1).")
    private @Nullable Integer fold;

    @Option(
            names = "--held-out",
            paramLabel = "X",
            description = "Share of a held-out user's interactions to judge by, with --by users (default: "
                    + DEFAULT_HELD_OUT + ").")
    private @Nullable Double heldOut;

    @Option(
            names = "--out-history",
            paramLabel = "FILE",
            description = "File for what a model may know of the held-out users; needed with --by users.")
    private @Nullable Path outHistory;

    @Option(names = "--out-train", paramLabel = "FILE", required = true, description = "File to train on.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path outTrain;

    @Option(names = "--out-test", paramLabel = "FILE", required = true, description = "File to test with.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path outTest;

    @Option(
            names = "--out-validation",
            paramLabel = "FILE",
            description = "File to validate with; needed if --validation is above 0.")
    private @Nullable Path outValidation;

    private static final double DEFAULT_TEST = .2;
    private static final int DEFAULT_FOLDS = 5;
    private static final double DEFAULT_HELD_OUT = .2;

    @Override
    void run() throws IOException {
        checkOptions();
        InteractionReader reader = fromOptions(reading::reader);
        for (Path file : outputs()) {
            requireWritable(file);
        }
        if (reader.hasLabels(input)) {
            String unfit = reading.unfitForLabels();
            if (unfit != null) {
                throw badUsage(unfit + " has no meaning for " + input + ": labelled pairs are split as they are");
            }
            LabeledPairs pairs = reader.readLabeled(input);
            reading.tellBadLines(this);
            splitLabeled(pairs);
        } else {
            Interactions data = reader.read(input);
            reading.tellBadLines(this);
            split(data);
        }
    }

    private void split(Interactions data) throws IOException {
        SplitBy rows = by.rows();
        String unfit = rows == null ? null : rows.unfit("--by", data);
        if (unfit != null) {
            throw badUsage(unfit);
        }
        Interactions history = null;
        Split parts;
        if (by == By.users) {
            double held = heldOut == null ? DEFAULT_HELD_OUT : heldOut;
            Split.Users users = fromOptions(() -> Split.heldOutUsers(data, test(), validation, held, seed()));
            parts = new Split(
                    users.train(), users.validation().heldOut(), users.test().heldOut());
            history = together(users.validation().history(), users.test().history());
        } else {
            parts = fromOptions(
                    () -> rows == null ? fold(data) : rows.split(data, test(), validation, seed(), rounding()));
        }
        print("%s", FitCommand.counts(data));
        Interactions train = parts.train();
        Interactions seen = null;
        Double minRating = reading.minRating();
        if (minRating != null) {
            // the threshold took the rows below it, with their ratings
            seen = reading.readerOfAllRows().read(input);
        }
        List<PairFiles.Part> files = new ArrayList<>();
        files.add(seen == null ? PairFiles.part(outTrain, train) : PairFiles.seenPart(outTrain, train, seen));
        files.add(PairFiles.part(outTest, parts.test()));
        if (outValidation != null) {
            files.add(PairFiles.part(outValidation, parts.validation()));
        }
        if (outHistory != null && history != null) {
            files.add(
                    seen == null ? PairFiles.part(outHistory, history) : PairFiles.seenPart(outHistory, history, seen));
        }
        PairFiles.write(files);
        report(
                "positives",
                train.size(),
                parts.test().size(),
                parts.validation().size());
        if (data.repeats() > 0) {
            print("%,d repeated events were merged", data.repeats());
        }
        if (by != By.users) {
            // of users held out as wholes it is no news that they are not in train
            for (SplitCheck.Finding finding : SplitCheck.of(train, parts.test()).findings()) {
                print("%s", finding);
            }
        }
        if (data.isOrdered() && !data.hasTimes()) {
            print("read the files with --order oldest");
        }
        if (minRating != null) {
            print(
                    "read %s with --min-rating %s: it keeps what was rated below",
                    outTrain, PairFiles.text(minRating.floatValue()));
        }
    }

    private Split fold(Interactions data) {
        int count = folds == null ? DEFAULT_FOLDS : folds;
        int which = fold == null ? 1 : fold;
        List<Split> splits = Split.kFold(data, count, validation, seed());
        if (which < 1 || which > count) {
            throw new IllegalArgumentException("--fold must be in 1 to " + count + ": " + which);
        }
        return splits.get(which - 1);
    }

    private Split.Rounding rounding() {
        return roundDown ? Split.Rounding.DOWN : Split.Rounding.HALF_UP;
    }

    /** The positives and the seen items of two parts of disjoint users. */
    private static Interactions together(Interactions one, Interactions other) {
        Interactions.Builder builder = Interactions.builder()
                .withUsers(one.users())
                .withItems(one.items())
                .withOrder(one.isOrdered() ? Interactions.Order.OLDEST_FIRST : Interactions.Order.NONE);
        for (Interactions part : List.of(one, other)) {
            for (int user = 0; user < part.userCount(); user++) {
                for (int p = part.offset(user); p < part.offset(user + 1); p++) {
                    builder.add(new Interactions.Event(
                            part.users().id(user),
                            part.items().id(part.item(p)),
                            part.hasRatings() ? (double) part.rating(p) : null,
                            part.hasTimes() ? part.time(p) : null));
                }
            }
        }
        return builder.build();
    }

    private void splitLabeled(LabeledPairs data) throws IOException {
        Split.Labeled parts = fromOptions(() -> splitLabeledBy(data));
        print(
                "%,d users, %,d items, %,d labelled pairs, %,d of them positive",
                data.users().size(), data.items().size(), data.size(), data.positiveCount());
        List<PairFiles.Part> files = new ArrayList<>();
        files.add(PairFiles.part(outTrain, parts.train()));
        files.add(PairFiles.part(outTest, parts.test()));
        if (outValidation != null) {
            files.add(PairFiles.part(outValidation, parts.validation()));
        }
        PairFiles.write(files);
        report(
                "pairs",
                parts.train().size(),
                parts.test().size(),
                parts.validation().size());
    }

    private Split.Labeled splitLabeledBy(LabeledPairs data) {
        return switch (by) {
            case random -> Split.random(data, test(), validation, seed());
            case last ->
                switch (reading.order()) {
                    case OLDEST_FIRST -> Split.leaveLastOut(data, validation > 0);
                    case NEWEST_FIRST -> Split.leaveLastOut(reversed(data), validation > 0);
                    case NONE ->
                        throw new IllegalArgumentException(
                                "--by last needs to know which row of a user is the last: say --order oldest or newest");
                };
            default -> throw new IllegalArgumentException("labelled pairs are split by random or last, not by " + by);
        };
    }

    private static LabeledPairs reversed(LabeledPairs data) {
        int size = data.size();
        int[] users = new int[size];
        int[] items = new int[size];
        boolean[] labels = new boolean[size];
        for (int row = 0; row < size; row++) {
            users[row] = data.user(size - 1 - row);
            items[row] = data.item(size - 1 - row);
            labels[row] = data.label(size - 1 - row);
        }
        return LabeledPairs.of(data.users(), data.items(), users, items, labels);
    }

    private void checkOptions() {
        if (by == By.last && test != null) {
            throw badUsage("--test has no meaning with --by last, which holds out one interaction of each user");
        }
        if ((by == By.one || by == By.fold) && test != null) {
            throw badUsage("--test has no meaning with --by " + by);
        }
        if (roundDown && by != By.random) {
            throw badUsage("--round-down has no meaning with --by " + by);
        }
        if ((folds != null || fold != null) && by != By.fold) {
            throw badUsage("--folds and --fold have no meaning with --by " + by);
        }
        if ((heldOut != null || outHistory != null) && by != By.users) {
            throw badUsage("--held-out and --out-history have no meaning with --by " + by);
        }
        if (by == By.users && outHistory == null) {
            throw badUsage("--by users needs --out-history");
        }
        if (!(validation >= 0)) {
            throw badUsage("--validation must be at least 0 but was " + validation);
        }
        if (validation > 0 && outValidation == null) {
            throw badUsage("--validation " + validation + " needs --out-validation");
        }
        if (!(validation > 0) && outValidation != null) {
            throw badUsage("--out-validation needs --validation above 0");
        }
        Set<Path> distinct = new HashSet<>(Set.of(input.toAbsolutePath().normalize()));
        for (Path file : outputs()) {
            if (!distinct.add(file.toAbsolutePath().normalize())) {
                throw badUsage(file + " is named twice; each file needs a name of its own");
            }
        }
    }

    private List<Path> outputs() {
        return Stream.of(outTrain, outTest, outValidation, outHistory)
                .filter(Objects::nonNull)
                .toList();
    }

    private void report(String what, int train, int test, int validation) {
        Table table = new Table("<><", "part", what, "file");
        table.add("train", String.format(Locale.ROOT, "%,d", train), outTrain.toString());
        table.add("test", String.format(Locale.ROOT, "%,d", test), outTest.toString());
        if (outValidation != null) {
            table.add("validation", String.format(Locale.ROOT, "%,d", validation), outValidation.toString());
        }
        if (outHistory != null) {
            table.add("history", "", outHistory.toString());
        }
        table.print(out());
    }

    private double test() {
        return test == null ? DEFAULT_TEST : test;
    }

    private long seed() {
        return seed == null ? TrainingConfig.defaults().seed() : seed;
    }
}
