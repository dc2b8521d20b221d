package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users get wrong: each a line that names the thing, the exit code, and no file left. */
class BadInputTest {
    @TempDir
    Path folder;

    /** Asserts one line with all the words, the exit code, and that no file has come or gone meanwhile. */
    private void fails(int exitCode, List<?> words, Object... args) throws IOException {
        List<Path> before = files();
        Run run = Run.ncf(args);
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().startsWith("ncf " + args[0] + ": "), run.err());
        for (Object word : words) {
            assertTrue(run.err().contains(word.toString()), word + " in " + run.err());
        }
        assertEquals(exitCode, run.exitCode(), run.err());
        assertEquals(before, files());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    private void fitFails(String data, String... words) throws IOException {
        Path train = TinyShop.write(folder.resolve("shop.csv"), data);
        fails(
                1,
                Stream.concat(Stream.of(train.getFileName()), Arrays.stream(words))
                        .toList(),
                "fit",
                "--train",
                train,
                "--model",
                "mf",
                "--out",
                folder.resolve("model"));
    }

    @Test
    void missingFiles() throws IOException {
        Path missing = folder.resolve("missing.csv");
        Path model = TinyShop.model(folder.resolve("model"));
        Path out = folder.resolve("out");
        fails(1, List.of(missing, "no such file"), "fit", "--train", missing, "--model", "mf", "--out", out);
        fails(
                1,
                List.of(missing, "no such file"),
                "split",
                "--input",
                missing,
                "--by",
                "last",
                "--out-train",
                out,
                "--out-test",
                folder.resolve("test"));
        fails(1, List.of(missing, "no such file"), "fit", "--config", missing, "--train", missing, "--out", out);
        fails(1, List.of(missing, "no such file"), "evaluate", "--model-file", missing, "--test", missing);
        fails(1, List.of(missing, "no such file"), "evaluate", "--model-file", model, "--test", missing);
        fails(1, List.of(missing, "no such file"), "recommend", "--model-file", missing, "--user", "u0");
        fails(
                1,
                List.of(missing, "no such file"),
                "recommend",
                "--model-file",
                model,
                "--user",
                "u0",
                "--exclude",
                missing);
        fails(1, List.of(missing, "no such file"), "similar", "--model-file", missing, "--item", "i0");
        fails(1, List.of(missing, "no such file"), "analyze", "--model-file", model, "--names", missing, "--out", out);
    }

    @Test
    void emptyFiles() throws IOException {
        fitFails("", "empty");
        fitFails("user,item,rating\n", "shop.csv");
        Path ids = TinyShop.write(folder.resolve("ids.txt"), "\n");
        Path model = TinyShop.model(folder.resolve("model"));
        fails(1, List.of(ids, "holds no item id"), "recommend", "--model-file", model, "--user", "u0", "--only", ids);
    }

    @Test
    void wrongColumns() throws IOException {
        Path train = TinyShop.write(folder.resolve("shop.csv"), TinyShop.csv());
        fails(
                1,
                List.of("shop.csv", "customer"),
                "fit",
                "--train",
                train,
                "--columns",
                "user=customer,item=item",
                "--model",
                "mf",
                "--out",
                folder.resolve("model"));
        fails(
                2,
                List.of("colour"),
                "fit",
                "--train",
                train,
                "--columns",
                "user=user,item=item,colour=3",
                "--model",
                "mf",
                "--out",
                folder.resolve("model"));
    }

    @Test
    void notANumber() throws IOException {
        fitFails("user,item,rating\na,x,4\nb,y,four\n", "line 3", "four");
        fitFails("user,item,rating\na,x,NaN\n", "line 2", "NaN");
        fitFails("user,item,rating,time\na,x,4,yesterday\n", "line 2", "yesterday");
    }

    @Test
    void badLinesMayBeLeftOut() throws IOException {
        Path train = TinyShop.write(folder.resolve("shop.csv"), TinyShop.csv() + "u0\n,i1,3,9\n");
        Path model = folder.resolve("model");
        int lines = (int) TinyShop.csv().lines().count();
        List<String> words = List.of(
                train + ": expected at most 1 bad line, found more; the first: line " + (lines + 1),
                "line " + (lines + 2));
        fails(1, words, "fit", "--train", train, "--model", "mf", "--max-bad-lines", 1, "--out", model);

        Run run =
                Run.ncf("fit", "--train", train, "--model", "mf", "--epochs", 1, "--max-bad-lines", 2, "--out", model);

        assertEquals(0, run.exitCode(), run.err());
        assertEquals(
                List.of(
                        "ncf fit: warning: left out " + train + ", line " + (lines + 1)
                                + ": expected at least 2 columns (column 2 'item', the item), found 1",
                        "ncf fit: warning: left out " + train + ", line " + (lines + 2)
                                + ", column 1 'user', the user: expected an id, found ''"),
                run.err().lines().toList());
        assertTrue(run.out().startsWith("2 bad lines were left out" + System.lineSeparator()), run.out());
    }

    @Test
    void ofBadLinesTheFirstAreShown() throws IOException {
        Path input = TinyShop.write(folder.resolve("shop.csv"), TinyShop.labeledCsv() + "u0,i0,2\n".repeat(9));
        Path train = folder.resolve("train");
        Path test = folder.resolve("test");

        Run run = Run.ncf(
                "split",
                "--input",
                input,
                "--by",
                "random",
                "--max-bad-lines",
                9,
                "--out-train",
                train,
                "--out-test",
                test);

        assertEquals(0, run.exitCode(), run.err());
        assertEquals(6, run.err().lines().count(), run.err());
        assertTrue(run.err().endsWith("ncf split: warning: left out 4 more" + System.lineSeparator()), run.err());
        assertTrue(run.out().startsWith("9 bad lines were left out" + System.lineSeparator()), run.out());

        // what u0 has not seen
        Path bad = TinyShop.write(folder.resolve("bad.csv"), "user,item\nu0,i10\nu0\n");
        Path seen = TinyShop.write(folder.resolve("seen"), Files.readString(train) + "u0\n");
        Path rated = TinyShop.write(folder.resolve("rated.csv"), TinyShop.csv() + "u0,i0,none,9\n");
        Path model = TinyShop.model(folder.resolve("model"));
        run = Run.ncf("evaluate", "--model-file", model, "--test", bad, "--train", seen, "--max-bad-lines", 1);
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().startsWith("2 bad lines were left out" + System.lineSeparator()), run.out());
        run = Run.ncf("compare", "--input", rated, "--split", "last", "--models", "pop", "--max-bad-lines", 1);
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().startsWith("1 bad line was left out" + System.lineSeparator()), run.out());
    }

    @Test
    void aLineTooShort() throws IOException {
        fitFails("user,item,rating\na,x,4\nb\n", "line 3");
    }

    @Test
    void unknownIds() throws IOException {
        Path model = TinyShop.model(folder.resolve("model"));
        fails(1, List.of("unknown user 'nobody'"), "recommend", "--model-file", model, "--user", "nobody");
        fails(1, List.of("unknown user 'nobody'"), "similar", "--model-file", model, "--user", "nobody");
        fails(1, List.of("unknown item 'nothing'"), "similar", "--model-file", model, "--item", "nothing");
        Path test = TinyShop.write(folder.resolve("test.csv"), "user,item\nnobody,i1\n");
        fails(1, List.of("user"), "evaluate", "--model-file", model, "--test", test, "--json", folder.resolve("j"));
    }

    @Test
    void modelFilesThatAreNone() throws IOException {
        byte[] good = Files.readAllBytes(TinyShop.model(folder.resolve("good")));
        Path model = folder.resolve("model");
        Files.write(model, Arrays.copyOf(good, good.length - 1));
        fails(1, List.of(model), "recommend", "--model-file", model, "--user", "u0");
        byte[] altered = good.clone();
        altered[good.length - 1] ^= 1;
        Files.write(model, altered);
        fails(1, List.of(model), "similar", "--model-file", model, "--item", "i0");
        Files.write(model, new byte[0]);
        fails(1, List.of(model), "analyze", "--model-file", model, "--out", folder.resolve("out"));
        Files.writeString(model, TinyShop.csv());
        fails(1, List.of(model), "evaluate", "--model-file", model, "--test", model);
    }

    @Test
    void numbersThatMakeNoSense() throws IOException {
        Path model = TinyShop.model(folder.resolve("model"));
        fails(2, List.of("0"), "recommend", "--model-file", model, "--user", "u0", "-n", 0);
        fails(2, List.of("-n", "0"), "similar", "--model-file", model, "--item", "i0", "-n", 0);
        fails(2, List.of("--at must", "0"), "evaluate", "--model-file", model, "--test", model, "--at", 0);
        fails(2, List.of("--threads", "0"), "evaluate", "--model-file", model, "--test", model, "--threads", 0);
        fails(2, List.of("--clusters", "0"), "analyze", "--model-file", model, "--clusters", 0, "--out", folder);
        fails(
                2,
                List.of("--clusters 13", "12 items", model),
                "analyze",
                "--model-file",
                model,
                "--clusters",
                13,
                "--out",
                folder.resolve("out"));
        fails(2, List.of("--core", "two"), "fit", "--train", model, "--core", "two", "--model", "mf", "--out", model);
    }

    @Test
    void valuesThatTheLibraryRefusesAreCalledByTheirOptions() throws IOException {
        Path train = TinyShop.write(folder.resolve("shop.csv"), TinyShop.csv());
        Object[][] refused = {
            {"--learning-rate must", "--learning-rate", -1},
            {"--batch-size must", "--batch-size", 0},
            {"--epochs must", "--epochs", 0},
            {"--negatives must", "--negatives", -1},
            {"--l2 must", "--l2", -1},
            {"--factors must", "--factors", 0},
            {"--layers: the first width is", "--layers", "5,3"},
            {"--min-rating must", "--min-rating", "NaN"},
            {"--core must", "--core", 0},
            {"--columns must", "--columns", "a=b"},
            {"--max-bad-lines must", "--max-bad-lines", -1},
        };
        for (Object[] row : refused) {
            fails(
                    2,
                    List.of("ncf fit: " + row[0]),
                    "fit",
                    "--train",
                    train,
                    "--model",
                    "neumf",
                    "--out",
                    folder.resolve("m"),
                    row[1],
                    row[2]);
        }
        fails(2, List.of("ncf recommend: -n must"), "recommend", "--model-file", train, "--user", "u0", "-n", 0);
        fails(2, List.of("ncf demo: --users must"), "demo", "--out", folder.resolve("d"), "--users", 0);
        Path unrated = TinyShop.write(folder.resolve("unrated.csv"), "user,item\na,x\n");
        fails(
                1,
                List.of(unrated + ": --min-rating 3.0 needs a column of ratings"),
                "fit",
                "--train",
                unrated,
                "--model",
                "mf",
                "--min-rating",
                3,
                "--out",
                folder.resolve("m"));
        for (String by : List.of("last", "time")) {
            fails(
                    2,
                    List.of("--by " + by + " needs", "--columns ..,time=NAME"),
                    "split",
                    "--input",
                    unrated,
                    "--by",
                    by,
                    "--out-train",
                    folder.resolve("t"),
                    "--out-test",
                    folder.resolve("u"));
        }
        Path config = TinyShop.write(
                folder.resolve("config.json"), "{\"model\":{\"type\":\"mf\"},\"training\":{\"batch_size\":0}}");
        fails(
                1,
                List.of("bad configuration in " + config + ": batch_size must"),
                "fit",
                "--train",
                train,
                "--config",
                config,
                "--out",
                folder.resolve("m"));
    }

    @Test
    void filesThatAreReadAreNotWrittenOver() throws IOException {
        Path model = TinyShop.model(folder.resolve("model"));
        Path train = TinyShop.write(folder.resolve("shop.csv"), TinyShop.csv());
        Path same = folder.resolve(".").resolve("shop.csv");
        List<String> words = List.of("is read, and would be written over");
        fails(2, words, "fit", "--train", train, "--model", "mf", "--out", same);
        fails(2, words, "evaluate", "--model-file", model, "--test", train, "--json", same);
        fails(2, words, "recommend", "--model-file", model, "--user", "u0", "--json", model);
        fails(2, words, "similar", "--model-file", model, "--item", "i0", "--names", train, "--json", same);
        assertEquals(TinyShop.csv(), Files.readString(train));
    }

    @Test
    void foldersThatCannotBeWrittenTo() throws IOException {
        // below a file: not even the superuser may
        Path file = TinyShop.write(folder.resolve("file"), "x");
        Path below = file.resolve("below");
        Path train = TinyShop.write(folder.resolve("shop.csv"), TinyShop.csv());
        Path model = TinyShop.model(folder.resolve("model"));
        Path test = TinyShop.write(folder.resolve("test.csv"), "user,item\nu0,i3\n");
        fails(1, List.of("cannot write " + below), "fit", "--train", train, "--model", "mf", "--out", below);
        fails(1, List.of("cannot write " + folder), "fit", "--train", train, "--model", "mf", "--out", folder);
        fails(
                1,
                List.of("cannot write " + below),
                "split",
                "--input",
                train,
                "--by",
                "random",
                "--out-train",
                folder.resolve("train"),
                "--out-test",
                below);
        fails(1, List.of("cannot write " + below), "evaluate", "--model-file", model, "--test", test, "--json", below);
        fails(1, List.of("cannot write " + below), "recommend", "--model-file", model, "--user", "u0", "--json", below);
        fails(1, List.of("cannot write " + below), "similar", "--model-file", model, "--item", "i0", "--json", below);
        fails(
                1,
                List.of("cannot create the folder " + file + ": there is a file of this name"),
                "analyze",
                "--model-file",
                model,
                "--out",
                file);
        assertFalse(
                Run.ncf("analyze", "--model-file", model, "--out", file).err().endsWith(file + System.lineSeparator()));
        fails(1, List.of("folder " + file), "analyze", "--model-file", model, "--out", file);
        fails(1, List.of("folder " + below), "demo", "--out", below);
    }
}
