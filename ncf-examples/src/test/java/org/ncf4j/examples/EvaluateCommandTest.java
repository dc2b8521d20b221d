package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.internal.Json;

class EvaluateCommandTest {
    @TempDir
    Path folder;

    private Path model;
    private Path test;
    private Path json;

    @BeforeEach
    void paths() throws IOException {
        model = TinyShop.model(folder.resolve("model.safetensors"));
        // u0 has not seen i1, i3; u1 has seen all that is asked; nobody knows u99 and i99
        test = TinyShop.write(folder.resolve("test.csv"), "user,item\nu0,i3\nu0,i99\nu2,i5\nu99,i1\n");
        json = folder.resolve("result.json");
    }

    private Map<String, Object> result() throws IOException {
        return Json.parseObject(Files.readString(json));
    }

    @Test
    void writesTheFormOfTheEvaluatingCommands() throws IOException {
        Run run = Run.ncf("evaluate", "--model-file", model, "--test", test, "--at", "5,2", "--json", json)
                .succeeds();
        Map<String, Object> result = result();
        assertEquals(
                List.of(
                        "candidates",
                        "users",
                        "users_without_relevant",
                        "unknown_users",
                        "unknown_relevant",
                        "unknown_candidates",
                        "metrics"),
                List.copyOf(result.keySet()));
        assertEquals("all", result.get("candidates"));
        assertEquals(2L, result.get("users"));
        assertEquals(1L, result.get("unknown_users"));
        assertEquals(1L, result.get("unknown_relevant"));
        Map<?, ?> metrics = (Map<?, ?>) result.get("metrics");
        assertEquals(
                List.of(
                        "auc",
                        "precision@5",
                        "recall@5",
                        "hit_rate@5",
                        "ndcg@5",
                        "mrr@5",
                        "map@5",
                        "precision@2",
                        "recall@2",
                        "hit_rate@2",
                        "ndcg@2",
                        "mrr@2",
                        "map@2"),
                List.copyOf(metrics.keySet()));
        assertEquals(List.of("mean", "low", "high"), List.copyOf(((Map<?, ?>) metrics.get("ndcg@5")).keySet()));
        assertTrue(run.out().contains("candidates all; 2 users judged"), run.out());
        assertTrue(run.out().contains("1 unknown users"), run.out());
        assertFalse(run.out().contains("config "), run.out());
        assertTrue(Run.ncf("evaluate", "--verbose", "--model-file", model, "--test", test)
                .out()
                .contains("config {\"model\":{\"type\":\"gmf\""));
    }

    @Test
    void threadsDoNotChangeTheResult() throws IOException {
        Run.ncf("evaluate", "--model-file", model, "--test", test, "--threads", 1, "--json", json)
                .succeeds();
        String one = Files.readString(json);
        Run.ncf("evaluate", "--model-file", model, "--test", test, "--threads", 3, "--json", json)
                .succeeds();
        assertEquals(one, Files.readString(json));
    }

    @Test
    void ranksGivenCandidates() throws IOException {
        Path negatives = TinyShop.write(
                folder.resolve("test.negative"), "(u0,i3)\ti5\ti7\ti98\n(u99,i1)\ti5\ti7\ti8\n(u2,i5)\ti1\ti7\ti9\n");
        Run run = Run.ncf("evaluate", "--model-file", model, "--test", test, "--negatives", negatives, "--json", json)
                .succeeds();
        assertEquals("given-3", result().get("candidates"));
        assertEquals(1L, result().get("unknown_candidates"));
        assertTrue(run.out().contains("1 unknown candidates"), run.out());
    }

    @Test
    void showsPopularityBesideTheModel() throws IOException {
        Path train = TinyShop.write(folder.resolve("train.csv"), TinyShop.csv());
        Run run = Run.ncf("evaluate", "--model-file", model, "--test", test, "--train", train, "--json", json)
                .succeeds();
        assertTrue(run.out().lines().findFirst().orElseThrow().matches("metric +model +popularity"), run.out());
        assertFalse(Files.readString(json).contains("popularity"));
    }

    @Test
    void judgesLabeledPairsPooledToo() throws IOException {
        TinyShop.write(test, "user,item,label\nu0,i3,1\nu0,i5,0\nu2,i5,1\nu2,i7,0\n");
        Path train = TinyShop.write(folder.resolve("train.csv"), TinyShop.labeledCsv());
        Run run = Run.ncf("evaluate", "--model-file", model, "--test", test, "--train", train, "--json", json)
                .succeeds();
        assertTrue(
                ((Map<?, ?>) result().get("metrics")).keySet().containsAll(List.of("auc_pooled", "log_loss", "ece")));
        assertEquals(2L, result().get("users"));
        assertTrue(run.out().contains("auc_pooled"), run.out());
        Run.ncf("evaluate", "--model-file", model, "--test", test, "--core", 2)
                .fails(
                        2,
                        "ncf evaluate: --core has no meaning for " + test
                                + ": labelled pairs are judged as they are (see 'ncf evaluate --help')");
    }

    @Test
    void takesThePresetsMetrics() throws IOException {
        Run run = Run.ncf(
                        "evaluate",
                        "--model-file",
                        model,
                        "--test",
                        test,
                        "--preset",
                        "vae",
                        "--at",
                        "5,2",
                        "--json",
                        json)
                .succeeds();
        assertEquals("vae", result().get("preset"));
        assertEquals(
                List.of("recall@5", "ndcg@5", "recall@2", "ndcg@2"),
                List.copyOf(((Map<?, ?>) result().get("metrics")).keySet()));
        assertTrue(run.out().contains("metrics as vae defines them"), run.out());
        Run.ncf("evaluate", "--model-file", model, "--test", test, "--preset", "x")
                .fails(
                        2,
                        "ncf evaluate: --preset must be one of ncf-2017, trec, recbole, microsoft, vae: 'x'"
                                + " (see 'ncf evaluate --help')");
    }

    @Test
    void showsWhatListsAreMadeOf() throws IOException {
        Path train = TinyShop.write(folder.resolve("train.csv"), TinyShop.csv());
        Run run = Run.ncf(
                        "evaluate",
                        "--model-file",
                        model,
                        "--test",
                        test,
                        "--train",
                        train,
                        "--beyond-accuracy",
                        "--breakdown",
                        "--at",
                        3,
                        "--json",
                        json)
                .succeeds();
        assertTrue(((Map<?, ?>) result().get("metrics"))
                .keySet()
                .containsAll(List.of("coverage@3", "gini@3", "popularity@3", "novelty@3", "diversity@3")));
        assertTrue(run.out().contains("1 users of the test data are not in the training data (u99)"), run.out());
        assertTrue(run.out().contains("history 6"), run.out());
        String see = " (see 'ncf evaluate --help')";
        Run.ncf("evaluate", "--model-file", model, "--test", test, "--beyond-accuracy")
                .fails(2, "ncf evaluate: --beyond-accuracy needs --train" + see);
        Run.ncf("evaluate", "--model-file", model, "--test", test, "--breakdown")
                .fails(2, "ncf evaluate: --breakdown needs --train" + see);
    }
}
