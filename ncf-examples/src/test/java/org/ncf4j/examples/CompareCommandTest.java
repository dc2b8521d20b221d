package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.internal.Json;

class CompareCommandTest {
    @TempDir
    Path folder;

    private Path input;
    private Path json;
    private Path config;

    @BeforeEach
    void paths() throws IOException {
        input = TinyShop.write(folder.resolve("shop.csv"), TinyShop.csv());
        json = folder.resolve("result.json");
        config = TinyShop.write(
                folder.resolve("mf.json"),
                "{\"model\": {\"factors\": 4, \"type\": \"mf\"}, \"training\": {\"epochs\": 2}}");
    }

    private Run compare(Object... more) {
        List<Object> args = new ArrayList<>(List.of("compare"));
        args.addAll(List.of(more));
        return Run.ncf(args.toArray());
    }

    private Map<String, Object> result() throws IOException {
        return Json.parseObject(Files.readString(json));
    }

    private static Map<?, ?> get(Map<?, ?> json, String... path) {
        Map<?, ?> inner = json;
        for (String name : path) {
            Object value = inner.get(name);
            assertTrue(value instanceof Map<?, ?>, name + " in " + inner.keySet());
            inner = (Map<?, ?>) value;
        }
        return inner;
    }

    @Test
    void writesTheFormThatIsDescribed() throws IOException {
        Run run = compare(
                        "--input",
                        input,
                        "--split",
                        "random",
                        "--models",
                        "pop,mf",
                        "--config",
                        "mf=" + config,
                        "--seeds",
                        "1,2",
                        "--json",
                        json)
                .succeeds();
        Map<String, Object> result = result();
        assertEquals(
                List.of("models", "differences", "conclusion"),
                List.copyOf(result.keySet()).subList(0, 3));
        assertEquals(List.of("pop", "mf"), List.copyOf(get(result, "models").keySet()));
        Map<?, ?> mf = get(result, "models", "mf");
        assertEquals(
                List.of("metrics", "fit_seconds", "score_seconds", "config"),
                List.copyOf(mf.keySet()).subList(0, 4));
        assertEquals(
                List.of("mean", "low", "high"),
                List.copyOf(get(mf, "metrics", "ndcg@10").keySet()));
        assertEquals(4L, get(mf, "config", "model").get("factors"));
        assertEquals(2L, get(mf, "config", "training").get("epochs"));
        assertEquals(512L, get(mf, "config", "training").get("batch_size"));
        assertEquals(List.of(1L, 2L), mf.get("seeds"));
        assertEquals(List.of(1L), get(result, "models", "pop").get("seeds"));
        List<?> differences = (List<?>) result.get("differences");
        assertNotNull(differences);
        assertEquals(7, differences.size());
        assertEquals("pop", ((Map<?, ?>) differences.get(0)).get("reference"));
        assertTrue(run.out().contains("20 users, 12 items, 100 positives, 0 seen below the threshold"), run.out());
        assertTrue(
                run.out().contains("a share of 0.2 of each user's is held out; 20 positives to test with"), run.out());
        assertTrue(
                run.out().lines().anyMatch(line -> line.matches("model +ndcg@10 +auc .* fit s +score s")), run.out());
        assertTrue(run.out().lines().anyMatch(line -> line.matches("mf +pop +[+-]0\\.\\d{4} \\(.*")), run.out());
        assertTrue(run.out().contains("\n" + result.get("conclusion") + "\n"), run.out());
    }

    @Test
    void threadsDoNotChangeTheFigures() throws IOException {
        List<String> found = new ArrayList<>();
        for (int threads : new int[] {1, 3}) {
            compare(
                            "--input",
                            input,
                            "--split",
                            "last",
                            "--models",
                            "pop,mf",
                            "--config",
                            "mf=" + config,
                            "--threads",
                            threads,
                            "--json",
                            json)
                    .succeeds();
            found.add(Files.readString(json).replaceAll("_seconds\":[^,]*", ""));
        }
        assertEquals(found.get(0), found.get(1));
    }

    @Test
    void aModelUnderTwoNamesDiffersByNothing() throws IOException {
        Run run = compare(
                        "--input",
                        input,
                        "--split",
                        "time",
                        "--test-share",
                        .3,
                        "--models",
                        "a=pop,b=pop",
                        "--json",
                        json)
                .succeeds();
        List<?> differences = (List<?>) result().get("differences");
        assertNotNull(differences);
        for (Object difference : differences) {
            assertEquals(0L, ((Map<?, ?>) difference).get("mean"));
            assertEquals(1L, ((Map<?, ?>) difference).get("p"));
            assertEquals(1L, ((Map<?, ?>) difference).get("p_adjusted"));
        }
        assertTrue(run.out().contains("Use a or b: their ndcg@10 is the same on average."), run.out());
    }

    @Test
    void takesGivenPartsAndNegatives() throws IOException {
        Path test = TinyShop.write(folder.resolve("test.csv"), "user,item\nu0,i3\nu2,i5\n");
        Path negatives = TinyShop.write(folder.resolve("test.negative"), "(u0,i3)\ti5\ti7\ti9\n(u2,i5)\ti1\ti7\ti9\n");
        Run run = compare(
                        "--train",
                        input,
                        "--test",
                        test,
                        "--negatives",
                        negatives,
                        "--models",
                        "pop,mf",
                        "--config",
                        "mf=" + config,
                        "--tune",
                        2,
                        "--json",
                        json)
                .succeeds();
        assertEquals("given-3", result().get("candidates"));
        assertEquals(2L, get(result(), "models", "pop").get("users"));
        assertTrue(run.out().contains("20 positives of the training part to choose by"), run.out());
    }

    @Test
    void sampledCandidatesAreNamedAndWarnedOf() throws IOException {
        Run run = compare(
                "--input", input, "--split", "random", "--models", "pop", "--candidates", "sampled-3", "--json", json);
        assertEquals(0, run.exitCode());
        assertEquals("sampled-3", result().get("candidates"));
        assertEquals(
                List.of("ncf compare: warning: figures over sampled candidates can put models in another order than"
                        + " figures over all items (Krichene and Rendle, KDD 2020)"),
                run.err().lines().toList());
        assertTrue(run.out().contains("There is nothing to compare pop with."), run.out());
    }

    @Test
    void theBestOnTheValidationPartIsTheReference() throws IOException {
        compare(
                        "--input",
                        input,
                        "--split",
                        "random",
                        "--models",
                        "pop,mf",
                        "--config",
                        "mf=" + config,
                        "--validation",
                        .2,
                        "--json",
                        json)
                .succeeds();
        double pop = ((Number) get(result(), "models", "pop").get("validation")).doubleValue();
        double mf = ((Number) get(result(), "models", "mf").get("validation")).doubleValue();
        assertEquals(mf > pop ? "mf" : "pop", result().get("reference"));
        compare(
                        "--input",
                        input,
                        "--split",
                        "random",
                        "--models",
                        "pop,mf",
                        "--config",
                        "mf=" + config,
                        "--validation",
                        .2,
                        "--reference",
                        "mf",
                        "--metric",
                        "mrr@5",
                        "--at",
                        5,
                        "--json",
                        json)
                .succeeds();
        assertEquals("mf", result().get("reference"));
        assertEquals("mrr@5", result().get("deciding_metric"));
    }

    @Test
    void tunesOnTheTrainingPartAndResumes() throws IOException {
        Path journal = folder.resolve("trials.jsonl");
        Object[] args = {
            "--input",
            input,
            "--split",
            "last",
            "--models",
            "pop,gmf",
            "--tune",
            2,
            "--journal",
            journal,
            "--json",
            json
        };
        Run run = compare(args).succeeds();
        assertTrue(run.out().contains("20 positives of the training part to choose by"), run.out());
        List<String> trials =
                run.out().lines().filter(line -> line.contains(" trial ")).toList();
        assertEquals(3, trials.size());
        assertTrue(trials.get(0).startsWith("pop trial 1: finished, ndcg@10 0."), run.out());
        assertTrue(
                trials.get(1).matches("gmf trial 1: finished, ndcg@10 0\\.\\d{4} after \\d+ epochs, .* s, \\{\\}"),
                run.out());
        assertTrue(trials.get(2).contains("\"training.optimizer.learning_rate\":"), run.out());
        assertEquals(3, Files.readAllLines(journal).size());
        String first = Files.readString(json).replaceAll("_seconds\":[^,]*", "");
        assertEquals(
                trials,
                compare(args)
                        .succeeds()
                        .out()
                        .lines()
                        .filter(line -> line.contains(" trial "))
                        .toList());
        assertEquals(3, Files.readAllLines(journal).size());
        assertEquals(first, Files.readString(json).replaceAll("_seconds\":[^,]*", ""));
    }

    /** What is chosen by is neither learnt from nor a candidate, where it is a file of its own. */
    @Test
    void choosesByAGivenFile() throws IOException {
        Path train = TinyShop.write(folder.resolve("a.csv"), "user,item\nu,a\nu,b\nv,a\nv,c\nw,b\nw,c\nw,d\nv,e\n");
        Path chosen = TinyShop.write(folder.resolve("b.csv"), "user,item\nu,c\nv,b\n");
        Path test = TinyShop.write(folder.resolve("c.csv"), "user,item\nu,d\nw,a\n");
        Path results = folder.resolve("results.json");
        Run run = compare(
                        "--train",
                        train,
                        "--validation",
                        chosen,
                        "--test",
                        test,
                        "--models",
                        "pop,ease",
                        "--tune",
                        3,
                        "--reference",
                        "pop",
                        "--at",
                        1,
                        "--results",
                        results)
                .succeeds();
        assertTrue(run.out().contains("3 users, 5 items, 8 positives"), run.out());
        assertTrue(run.out().contains("2 positives to choose by"), run.out());
        Map<String, Object> rows = Json.parseObject(Files.readString(results));
        // u's candidates are d and e, both of one user's: half a hit; w's are a and e: one
        assertEquals(List.of(0.75), get(rows, "pop", "metrics").get("ndcg@1"));
        assertTrue(get(rows, "ease").get("validation") instanceof Number, run.out());
        assertEquals("pop", get(rows, "ease", "difference").get("reference"));
        assertFalse(get(rows, "pop").containsKey("difference"));

        for (Path part : List.of(train, test)) {
            TinyShop.write(part, "user,item,rating\nu,a,5\nv,b,5\n");
        }
        TinyShop.write(chosen, "user,item,rating\nu,b,1\n");
        compare("--train", train, "--validation", chosen, "--test", test, "--models", "pop", "--min-rating", 2)
                .fails(
                        2,
                        "ncf compare: --validation " + chosen
                                + " holds nothing to choose by (see 'ncf compare --help')");
        compare("--input", input, "--split", "random", "--models", "pop", "--validation", chosen)
                .fails(
                        2,
                        "ncf compare: --validation must be a number, or a file beside --train and --test, but was "
                                + chosen + " (see 'ncf compare --help')");
    }

    @Test
    void resultsAreAddedToAFile() throws IOException {
        Path results = TinyShop.write(folder.resolve("r.json"), "{\"ease\": {\"seeds\": [1]}, \"mf\": {}}\n");
        compare(
                        "--input",
                        input,
                        "--split",
                        "random",
                        "--models",
                        "pop,mf",
                        "--config",
                        "mf=" + config,
                        "--seeds",
                        "3,4",
                        "--results",
                        results)
                .succeeds();
        Map<String, Object> rows = Json.parseObject(Files.readString(results));
        assertEquals(List.of("ease", "mf", "pop"), List.copyOf(rows.keySet()));
        assertEquals(5, Files.readAllLines(results).size());
        Map<?, ?> mf = get(rows, "mf");
        assertEquals(
                List.of("seeds", "metrics", "fit_seconds", "candidates", "difference", "config", "command"),
                List.copyOf(mf.keySet()));
        assertEquals(List.of(3L, 4L), mf.get("seeds"));
        assertEquals(2, ((List<?>) get(mf, "metrics").get("ndcg@10")).size());
        assertEquals(2, ((List<?>) mf.get("fit_seconds")).size());
        assertEquals(
                "ncf compare --input " + input + " --split random --models pop,mf --config mf=" + config
                        + " --seeds 3,4 --results " + results,
                mf.get("command"));

        // another split of the same data has values of its own
        String command = "ncf compare --input " + input + " --split random --models pop --seed 2 --append --results ";
        compare("--input", input, "--split", "random", "--models", "pop", "--seed", 2, "--append", "--results", results)
                .succeeds();
        Map<?, ?> pop = get(Json.parseObject(Files.readString(results)), "pop");
        assertEquals(List.of(3L, 2L), pop.get("seeds"));
        assertEquals(2, ((List<?>) get(pop, "metrics").get("ndcg@10")).size());
        assertEquals(2, ((List<?>) pop.get("fit_seconds")).size());
        assertEquals(get(rows, "pop").get("command") + "\n" + command + results, pop.get("command"));
        compare("--input", input, "--split", "random", "--models", "pop", "--seed", 2, "--append", "--results", results)
                .fails(
                        1,
                        "ncf compare: cannot append to " + results + ": its row 'pop' has the values of this command");
        compare("--input", input, "--split", "random", "--models", "pop", "--at", 3, "--append", "--results", results)
                .fails(
                        1,
                        "ncf compare: cannot append to " + results + ": its row 'pop' has other metrics than "
                                + "[auc, precision@3, recall@3, hit_rate@3, ndcg@3, mrr@3, map@3]");
        compare("--input", input, "--split", "random", "--models", "pop=ease", "--append", "--results", results)
                .fails(1, "ncf compare: cannot append to " + results + ": its row 'pop' has another configuration");
        compare("--input", input, "--split", "random", "--models", "pop", "--append")
                .fails(2, "ncf compare: --append needs --results (see 'ncf compare --help')");
    }

    /** The comparison of the best two comes beside those with the reference, and not in their place. */
    @Test
    void aRowHasTheDifferenceToTheReference() throws IOException {
        Path results = folder.resolve("r.json");
        compare(
                        "--input",
                        input,
                        "--split",
                        "random",
                        "--models",
                        "pop,itemknn,ease,ials",
                        "--reference",
                        "pop",
                        "--results",
                        results)
                .succeeds();
        Map<String, Object> rows = Json.parseObject(Files.readString(results));
        for (String model : List.of("itemknn", "ease", "ials")) {
            assertEquals("pop", get(rows, model, "difference").get("reference"), model);
        }
    }

    @Test
    void writesAPage() throws IOException {
        Path out = folder.resolve("page");
        compare("--input", input, "--split", "random", "--models", "pop,<b>mf</b>=mf", "--out", out)
                .succeeds();
        String html = Files.readString(out.resolve("report.html"));
        assertTrue(html.contains("Which differences are more than luck?"));
        assertTrue(html.contains("Configuration of &lt;b&gt;mf&lt;/b&gt;"));
        assertFalse(html.contains("<b>mf"));
        assertTrue(Files.exists(out.resolve("metrics.png")));
        assertTrue(Files.exists(out.resolve("differences.png")));
    }

    @Test
    void refusesWhatHasNoMeaning() throws IOException {
        String see = " (see 'ncf compare --help')";
        String parts = "ncf compare: expected --input with --split, or --train with --test" + see;
        compare("--models", "pop").fails(2, parts);
        compare("--input", input, "--train", input, "--models", "pop").fails(2, parts);
        compare("--input", input, "--models", "pop")
                .fails(2, "ncf compare: --input needs --split: last, one, random, row, item, time or newest" + see);
        compare("--train", input, "--models", "pop").fails(2, "ncf compare: --train and --test need each other" + see);
        Object[][] wrong = {
            {"--models", "svd", "unknown model 'svd'; expected one of " + String.join(", ", ModelZoo.names())},
            {"--models", "pop,pop", "--models names 'pop' twice"},
            {"--reference", "mf", "--reference names 'mf', which is not among --models pop"},
            {"--config", "mf=x", "--config names 'mf', which is not among --models pop"},
            {"--candidates", "sampled-0", "m must be at least 1: 0"},
            {"--candidates", "few", "--candidates must be all or sampled-N but was few"},
            {"--validation", "NaN", "--validation must be at least 0 and below 1 but was NaN"},
            {"--tune", "0", "--tune must be at least 1 but was 0"},
            {"--journal", "j", "--journal needs --tune"},
            {"--threads", "0", "--threads must be at least 1 but was 0"},
            {"--test-share", "1", "--test-share must be above 0 and below 1 but was 1.0"},
            {"--seeds", "1,1", "--seeds must hold at least one seed, and none twice: [1, 1]"},
            {"--negatives", "n", "--negatives needs --train and --test"},
            {"--json", input, input + " is read, and would be written over"},
            {
                "--metric",
                "ndcg@5",
                "--metric must be one of auc, precision@10, recall@10, hit_rate@10, ndcg@10, mrr@10, map@10 but was"
                        + " ndcg@5"
            },
        };
        for (Object[] one : wrong) {
            List<Object> args = new ArrayList<>(List.of("--input", input, "--split", "random", one[0], one[1]));
            if (!one[0].equals("--models")) {
                args.addAll(List.of("--models", "pop"));
            }
            compare(args.toArray()).fails(2, "ncf compare: " + one[2] + see);
        }
        compare("--input", input, "--split", "last", "--test-share", .1, "--models", "pop")
                .fails(2, "ncf compare: --test-share has no meaning with --split last" + see);
        Path bad = TinyShop.write(folder.resolve("bad.json"), "{\"model\": {\"type\": \"gmf\"}}");
        compare("--input", input, "--split", "last", "--models", "mf", "--config", "mf=" + bad)
                .fails(1, "ncf compare: bad configuration in " + bad + ": it is of model 'gmf', not of 'mf'");
        Path pairs = TinyShop.write(folder.resolve("pairs.csv"), "user,item\na,b\nb,c\n");
        compare("--input", pairs, "--split", "last", "--models", "pop")
                .fails(
                        2,
                        "ncf compare: --split last needs to know which interaction of a user is the last: name a column"
                                + " of times (--columns ..,time=NAME), or say --order oldest or newest" + see);
        assertTrue(Files.notExists(json));
    }
}
