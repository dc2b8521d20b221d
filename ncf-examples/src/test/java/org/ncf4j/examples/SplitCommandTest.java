package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitCommandTest {
    @TempDir
    Path folder;

    private Path input;
    private Path train;
    private Path test;
    private Path validation;

    @BeforeEach
    void paths() throws IOException {
        input = TinyShop.write(folder.resolve("shop.csv"), TinyShop.csv());
        train = folder.resolve("train.tsv");
        test = folder.resolve("test.tsv");
        validation = folder.resolve("validation.tsv");
    }

    private Run split(Object... more) {
        List<Object> args =
                new ArrayList<>(List.of("split", "--input", input, "--out-train", train, "--out-test", test));
        args.addAll(List.of(more));
        return Run.ncf(args.toArray());
    }

    /** The rows without the header, columns separated by commas as in the input. */
    private static List<String> rows(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.skip(1).map(line -> line.replace('\t', ',')).toList();
        }
    }

    private static Set<String> inputRows() {
        return new HashSet<>(TinyShop.csv().lines().skip(1).toList());
    }

    @Test
    void holdsOutTheLastByTime() throws IOException {
        split("--by", "last").succeeds();
        assertEquals("user\titem\trating\ttime", Files.readAllLines(test).get(0));
        assertEquals(TinyShop.USERS, rows(test).size());
        // the last day's item is the one of the other half
        assertTrue(rows(test).stream().allMatch(row -> row.endsWith(",1," + (1_000 + 5 * 86_400))), () -> "" + test);
        assertEquals(5 * TinyShop.USERS, rows(train).size());
    }

    @ParameterizedTest
    @CsvSource({"random", "row", "item", "time", "newest"})
    void partsMakeUpTheWhole(String by) throws IOException {
        Run run = split("--by", by, "--test", ".25", "--validation", ".25", "--out-validation", validation)
                .succeeds();
        List<String> all = new ArrayList<>();
        for (Path file : List.of(train, test, validation)) {
            assertFalse(rows(file).isEmpty(), file.toString());
            all.addAll(rows(file));
        }
        assertEquals(inputRows().size(), all.size());
        assertEquals(inputRows(), new HashSet<>(all));
        assertTrue(run.out().contains("validation"), run.out());
    }

    @Test
    void holdsOutOneOfEachAtRandom() throws IOException {
        Run run = split("--by", "one").succeeds();
        assertEquals(TinyShop.USERS, rows(test).size());
        assertEquals(inputRows().size() - TinyShop.USERS, rows(train).size());
        assertFalse(run.out().contains("in the training data, too"), run.out());
    }

    @Test
    void foldsCoverTheWhole() throws IOException {
        Set<String> tested = new HashSet<>();
        for (int fold = 1; fold <= 3; fold++) {
            split("--by", "fold", "--folds", 3, "--fold", fold).succeeds();
            tested.addAll(rows(test));
        }
        assertEquals(inputRows(), tested);
        String see = " (see 'ncf split --help')";
        split("--by", "fold", "--fold", 6).fails(2, "ncf split: --fold must be in 1 to 5: 6" + see);
        split("--by", "random", "--fold", 1)
                .fails(2, "ncf split: --folds and --fold have no meaning with --by random" + see);
        split("--by", "fold", "--test", ".1").fails(2, "ncf split: --test has no meaning with --by fold" + see);
        split("--by", "item", "--round-down").fails(2, "ncf split: --round-down has no meaning with --by item" + see);
    }

    @Test
    void holdsOutUsersWithTheirHistory() throws IOException {
        Path history = folder.resolve("history.tsv");
        split("--by", "users", "--test", ".25", "--held-out", ".5", "--out-history", history)
                .succeeds();
        List<String> all = new ArrayList<>(rows(train));
        all.addAll(rows(test));
        all.addAll(rows(history));
        assertEquals(inputRows().size(), all.size());
        assertEquals(inputRows(), new HashSet<>(all));
        // five of 20 users, half of their six
        assertEquals(15, rows(test).size());
        assertEquals(15, rows(history).size());
        String see = " (see 'ncf split --help')";
        split("--by", "users").fails(2, "ncf split: --by users needs --out-history" + see);
        split("--by", "last", "--out-history", history)
                .fails(2, "ncf split: --held-out and --out-history have no meaning with --by last" + see);
    }

    @Test
    void roundsDownOnRequest() throws IOException {
        // six each: .25 is 1.5
        split("--by", "random", "--test", ".25").succeeds();
        assertEquals(2 * TinyShop.USERS, rows(test).size());
        split("--by", "random", "--test", ".25", "--round-down").succeeds();
        assertEquals(TinyShop.USERS, rows(test).size());
    }

    @Test
    void saysWhatWasMergedAndWhatIsInOnePartOnly() throws IOException {
        TinyShop.write(input, "user,item\na,x\na,x\na,y\nb,z\n");
        Run run = split("--by", "last", "--order", "oldest").succeeds();
        assertTrue(run.out().contains("1 repeated events were merged"), run.out());
        assertTrue(run.out().contains("1 users of the training data are not in the test data (b)"), run.out());
        assertTrue(run.out().contains("1 items of the test data are not in the training data (y)"), run.out());
    }

    @Test
    void theSeedDecides() throws IOException {
        split("--by", "random", "--seed", 1).succeeds();
        String one = Files.readString(test);
        split("--by", "random", "--seed", 2).succeeds();
        String two = Files.readString(test);
        split("--by", "random").succeeds();
        assertFalse(one.equals(two));
        assertEquals(one, Files.readString(test));
    }

    @Test
    void keepsWhatIsBelowTheThresholdInTheTrainFile() throws IOException {
        Run run = split("--by", "last", "--min-rating", "3").succeeds();
        assertEquals(5 * TinyShop.USERS, rows(train).size());
        assertEquals(TinyShop.USERS, rows(test).size());
        assertEquals(
                TinyShop.USERS,
                rows(train).stream()
                        .filter(row -> row.split(",", -1)[2].equals("1"))
                        .count());
        assertTrue(run.out().contains("read " + train + " with --min-rating 3:"), run.out());
        Run fit = Run.ncf(
                        "fit",
                        "--train",
                        train,
                        "--min-rating",
                        3,
                        "--model",
                        "mf",
                        "--factors",
                        2,
                        "--epochs",
                        1,
                        "--out",
                        folder.resolve("m"))
                .succeeds();
        assertTrue(fit.out().contains("20 users, 12 items, 80 positives, 20 seen below the threshold"), fit.out());
    }

    @Test
    void theFilesReadBackAsTheyAre() throws IOException {
        TinyShop.write(input, "user,item\n\"a\tb\",\"say \"\"x\"\"\"\n\"a\tb\",y\nc,y\nc,z\n");
        Run run = split("--by", "last", "--order", "oldest").succeeds();
        assertTrue(run.out().contains("--order oldest"), run.out());
        assertEquals("user\titem\n\"a\tb\"\ty\nc\tz\n", Files.readString(test));
        Path again = folder.resolve("again.tsv");
        Path none = folder.resolve("none.tsv");
        Run.ncf("split", "--input", train, "--by", "random", "--test", "0", "--out-train", again, "--out-test", none)
                .succeeds();
        assertEquals(Files.readString(train), Files.readString(again));
    }

    @Test
    void newestFirstIsTurnedRound() throws IOException {
        TinyShop.write(input, "user,item\na,last\na,middle\na,first\n");
        split("--by", "last", "--order", "newest").succeeds();
        assertEquals("user\titem\na\tlast\n", Files.readString(test));
        assertEquals("user\titem\na\tfirst\na\tmiddle\n", Files.readString(train));
    }

    @Test
    void splitsLabeledPairs() throws IOException {
        TinyShop.write(input, TinyShop.labeledCsv());
        split("--by", "random", "--test", ".2").succeeds();
        Set<String> whole = new HashSet<>(TinyShop.labeledCsv().lines().skip(1).toList());
        assertEquals("user\titem\tlabel", Files.readAllLines(train).get(0));
        Set<String> parts = new HashSet<>(rows(train));
        parts.addAll(rows(test));
        assertEquals(whole, parts);
        assertEquals(whole.size(), rows(train).size() + rows(test).size());
    }

    @Test
    void labeledPairsNeedAnOrderForTheLast() throws IOException {
        TinyShop.write(input, "user,item,label\na,p,1\na,q,1\na,r,1\n");
        split("--by", "last")
                .fails(
                        2,
                        "ncf split: --by last needs to know which row of a user is the last: say --order oldest or newest"
                                + " (see 'ncf split --help')");
        split("--by", "last", "--order", "oldest").succeeds();
        assertEquals("user\titem\tlabel\na\tr\t1\n", Files.readString(test));
        split("--by", "last", "--order", "newest").succeeds();
        assertEquals("user\titem\tlabel\na\tp\t1\n", Files.readString(test));
        split("--by", "last", "--order", "oldest", "--validation", 1, "--out-validation", validation)
                .succeeds();
        assertEquals("user\titem\tlabel\na\tq\t1\n", Files.readString(validation));
        split("--by", "time")
                .fails(
                        2,
                        "ncf split: labelled pairs are split by random or last, not by time (see 'ncf split --help')");
        split("--by", "random", "--min-rating", "3")
                .fails(
                        2,
                        "ncf split: --min-rating has no meaning for " + input
                                + ": labelled pairs are split as they are (see 'ncf split --help')");
    }

    @Test
    void refusesOptionsThatContradict() {
        String see = " (see 'ncf split --help')";
        split("--by", "last", "--test", ".2")
                .fails(
                        2,
                        "ncf split: --test has no meaning with --by last, which holds out one interaction of each user"
                                + see);
        for (String share : List.of("-0.5", "NaN")) {
            split("--by", "last", "--validation", share)
                    .fails(2, "ncf split: --validation must be at least 0 but was " + share + see);
        }
        split("--by", "random", "--validation", ".1")
                .fails(2, "ncf split: --validation 0.1 needs --out-validation" + see);
        split("--by", "random", "--out-validation", validation)
                .fails(2, "ncf split: --out-validation needs --validation above 0" + see);
        Run.ncf("split", "--input", input, "--by", "random", "--out-train", train, "--out-test", train)
                .fails(2, "ncf split: " + train + " is named twice; each file needs a name of its own" + see);
        Run.ncf("split", "--input", input, "--by", "random", "--out-train", train, "--out-test", input)
                .fails(2, "ncf split: " + input + " is named twice; each file needs a name of its own" + see);
    }

    @Test
    void writesAllFilesOrNone() throws IOException {
        Path missing = folder.resolve("missing").resolve("test.tsv");
        Run.ncf("split", "--input", input, "--by", "random", "--out-train", train, "--out-test", missing)
                .fails(1, "ncf split: cannot write " + missing + ": there is no folder " + missing.getParent());
        assertEquals(List.of(input), files());
    }

    @Test
    void aFailureInTheMidstLeavesNothing() throws IOException {
        PairFiles.Part good = new PairFiles.Part(train, out -> out.writeRecord("good"));
        PairFiles.Part bad = new PairFiles.Part(test, out -> {
            out.writeRecord("half");
            throw new UncheckedIOException(new IOException("disk full"));
        });
        IOException first = assertThrows(IOException.class, () -> PairFiles.write(List.of(good, bad)));
        assertEquals("cannot write " + test + ": disk full", first.getMessage());
        assertEquals(List.of(input), files());
        PairFiles.Part badAfterwards = new PairFiles.Part(test, out -> {
            throw new IllegalStateException("no");
        });
        assertThrows(IllegalStateException.class, () -> PairFiles.write(List.of(good, badAfterwards)));
        assertEquals(List.of(input), files());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
