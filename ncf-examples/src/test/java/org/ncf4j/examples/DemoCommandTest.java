package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.internal.Json;
import org.ncf4j.model.NcfModel;

class DemoCommandTest {
    @TempDir
    static Path folder;

    private static Path out;
    private static Run run;

    @BeforeAll
    static void runOnce() {
        out = folder.resolve("demo");
        run = demo(out, 3);
    }

    private static Run demo(Path out, int seed) {
        return Run.ncf(
                "demo",
                "--out",
                out,
                "--seed",
                seed,
                "--users",
                60,
                "--items",
                40,
                "--positives",
                600,
                "--negatives",
                600);
    }

    @Test
    void doesTheMainJob() throws IOException {
        run.succeeds();
        assertTrue(run.out().contains("60 users"), run.out());
        assertTrue(run.out().contains("In AUC the "), run.out());
        assertTrue(run.out().contains("User 42, top recommendations: product, score"), run.out());

        Map<String, Object> metrics = Json.parseObject(Files.readString(out.resolve("metrics.json")));
        assertEquals(List.of("model", "original_way", "popularity", "oracle"), List.copyOf(metrics.keySet()));
        for (Object judged : metrics.values()) {
            Map<?, ?> evaluation = (Map<?, ?>) judged;
            assertEquals("all", evaluation.get("candidates"));
            assertEquals(
                    List.of(
                            "auc",
                            "precision@10",
                            "recall@10",
                            "hit_rate@10",
                            "ndcg@10",
                            "mrr@10",
                            "map@10",
                            "auc_pooled",
                            "precision@10_with_seen",
                            "recall@10_with_seen"),
                    List.copyOf(((Map<?, ?>) evaluation.get("metrics")).keySet()));
        }
        // 480 of 600 purchases, each of which the model has seen
        NcfModel model = NcfModel.load(out.resolve("model.safetensors"));
        int seen = 0;
        for (int user = 0; user < 60; user++) {
            seen += model.seen(user).length;
        }
        assertEquals(480, seen, 30);

        String report = Files.readString(out.resolve("report.html"));
        assertTrue(report.contains("original way"));
        assertTrue(report.contains("Held out ("), report);
        assertTrue(report.contains("<pre>{\n  &#34;model&#34;") || report.contains("<pre>{\n  \"model\": {"), report);
        // 600 purchases of 60 users: ten each
        assertTrue(report.contains("every user of this shop bought exactly 10 products"), report);
        try (Stream<Path> files = Files.list(out)) {
            assertEquals(
                    4, files.filter(file -> file.toString().endsWith(".png")).count());
        }
    }

    @Test
    void theSeedDecides() throws IOException {
        byte[] first = Files.readAllBytes(out.resolve("model.safetensors"));
        demo(folder.resolve("again"), 3).succeeds();
        assertArrayEquals(first, Files.readAllBytes(folder.resolve("again").resolve("model.safetensors")));
        demo(folder.resolve("other"), 4).succeeds();
        assertFalse(
                Arrays.equals(first, Files.readAllBytes(folder.resolve("other").resolve("model.safetensors"))));
    }

    @Test
    void aShopWithoutSignalHasNothingToLearn() throws IOException {
        Run flat = Run.ncf(
                        "demo",
                        "--out",
                        folder,
                        "--users",
                        30,
                        "--items",
                        40,
                        "--positives",
                        300,
                        "--negatives",
                        300,
                        "--signal",
                        0)
                .succeeds();
        assertTrue(flat.out().contains("User 29, top recommendations"), flat.out());
        // 299 purchases: somebody bought fewer than ten
        Run.ncf("demo", "--out", folder, "--users", 30, "--items", 40, "--positives", 299, "--negatives", 300)
                .succeeds();
        assertFalse(Files.readString(folder.resolve("report.html")).contains("bought exactly 10 products"));
    }

    @Test
    void refusesAShopThatCannotBe() {
        Run refused = Run.ncf("demo", "--out", folder.resolve("none"), "--users", 0);
        assertEquals(2, refused.exitCode());
        assertEquals(1, refused.err().lines().count(), refused.err());
        assertTrue(refused.err().contains("users"), refused.err());
        assertTrue(Files.notExists(folder.resolve("none")));
    }
}
