package org.ncf4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.data.Split;
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
    @Option(names = "--input", paramLabel = "FILE", required = true, description = "The interactions to split.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path input;

    @Mixin
    private final ReadingOptions reading = new ReadingOptions();

    @Option(
            names = "--by",
            paramLabel = "last|random|item|time",
            required = true,
            description = "What is held out: last: each user's last interaction. random: a share of each user's."
                    + " item: a share of each item's. time: the newest share of all.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private SplitBy by;

    @Option(
            names = "--test",
            paramLabel = "X",
            description = "Share of the interactions to test with; not with --by last (default: " + DEFAULT_TEST + ").")
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
            splitLabeled(reader.readLabeled(input));
        } else {
            split(reader.read(input));
        }
    }

    private void split(Interactions data) throws IOException {
        String unfit = by.unfit("--by", data);
        if (unfit != null) {
            throw badUsage(unfit);
        }
        Split parts = fromOptions(() -> by.split(data, test(), validation, seed()));
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
        PairFiles.write(files);
        report(
                "positives",
                train.size(),
                parts.test().size(),
                parts.validation().size());
        if (data.isOrdered() && !data.hasTimes()) {
            print("read the files with --order oldest");
        }
        if (minRating != null) {
            print(
                    "read %s with --min-rating %s: it keeps what was rated below",
                    outTrain, PairFiles.text(minRating.floatValue()));
        }
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
        if (by == SplitBy.last && test != null) {
            throw badUsage("--test has no meaning with --by last, which holds out one interaction of each user");
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
        return outValidation == null ? List.of(outTrain, outTest) : List.of(outTrain, outTest, outValidation);
    }

    private void report(String what, int train, int test, int validation) {
        Table table = new Table("<><", "part", what, "file");
        table.add("train", String.format(Locale.ROOT, "%,d", train), outTrain.toString());
        table.add("test", String.format(Locale.ROOT, "%,d", test), outTest.toString());
        if (outValidation != null) {
            table.add("validation", String.format(Locale.ROOT, "%,d", validation), outValidation.toString());
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
