package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.nn.Sgd;

class TrainingMemoryTest {
    @TempDir
    Path folder;

    private static long bytes(ModelConfig model, TrainingConfig training, int threads, int users, int items) {
        return new TrainingMemory(model, training, threads, users, items, 1000, 100, 10_000, 2000).bytes();
    }

    @Test
    void theFormulaByHand() {
        int tables = 4 * 50 * (16 + 1); // rows of 16 weights, and an int each
        int head = 4 * (16 + 1) * (5 + 4); // four shards of 64 samples
        int step = 8 * 50 * 16 + 8 * 256 * 16 + 16 * 256 + 24 * 8192 + 2 * (4 * 256 + 256 * 16 + 65_536);
        assertEquals(
                1000 + 100 + tables + head + step,
                bytes(Gmf.defaults().withFactors(7), TrainingConfig.paper(), 2, 30, 20));
    }

    /** Without moments, and in tiny batches, the finished model takes more than training. */
    @Test
    void theModelIfThatIsMore() {
        TrainingConfig training =
                TrainingConfig.paper().withOptimizer(new Sgd(0.1)).withBatchSize(1);
        long rows = 100_030;
        int width = 16 + 32; // 2 padded, 20 padded
        long head = 16 + 16; // 2 and 7, padded
        long weights = head + 1 + (40 + 1) * 7;
        int seen = 4 * (2000 + 30 + 1);
        int tiles = (100_000 + 127) / 128 * (2 + 7) * (512 + 20);
        assertEquals(
                1000L + 100 + 4 * rows * (width + 1) + 4 * weights * (5 + 1) + seen + tiles,
                bytes(NeuMf.defaults().withFactors(2).withLayers(40, 7), training, 1, 30, 100_000));
    }

    @Test
    void rowsAreAsWideAsTheNetworks() {
        for (int factors : new int[] {1, 8, 15, 16, 17, 40}) {
            for (int half : new int[] {1, 8, 16, 33}) {
                assertWidth(Mf.defaults().withFactors(factors), TrainingMemory.width(factors, List.of(), true));
                assertWidth(Gmf.defaults().withFactors(factors), TrainingMemory.width(factors, List.of(), false));
                assertWidth(
                        Mlp.defaults().withLayers(2 * half, 4), TrainingMemory.width(0, List.of(2 * half, 4), false));
                assertWidth(
                        NeuMf.defaults().withFactors(factors).withLayers(2 * half, 4),
                        TrainingMemory.width(factors, List.of(2 * half, 4), false));
            }
        }
    }

    private static void assertWidth(ModelConfig model, long width) {
        assertEquals(new FusionNetwork(model, 2, 3).users().width(), width, model.toString());
    }

    @Test
    void dataIsCountedWithItsIds() {
        IdIndex users = IdIndex.of("user", List.of("ann", "bob", "łukasz"));
        IdIndex items = IdIndex.range("item", 3);
        // strings of 24 bytes with arrays of 16 and their characters, references of 4, and hash tables of 32 ints
        long ids = 3 * (24 + 4) + 24 + 24 + 32 + 3 * (24 + 24 + 4) + 2 * 4 * 32;
        Interactions sorted =
                Interactions.of(users, items, new int[] {0, 0}, new int[] {1, 2}, Interactions.Order.NONE);
        assertEquals(ids + 4 * 4 + 4 * 2, sorted.sizeInBytes());
        Interactions turned =
                Interactions.of(users, items, new int[] {0, 0}, new int[] {2, 1}, Interactions.Order.NONE);
        assertEquals(ids + 4 * 4 + 4 * 2 + 4 * 2, turned.sizeInBytes());
        Interactions rated = Interactions.builder()
                .withUsers(users)
                .withItems(items)
                .withMinRating(3)
                .add("ann", "0", 5, 1)
                .add("ann", "1", 1, 2)
                .build();
        assertEquals(ids + 2 * 4 * 4 + 4 + 2 * 4 + 4 + 8, rated.sizeInBytes());
        LabeledPairs pairs =
                LabeledPairs.of(users, items, new int[] {0, 0}, new int[] {2, 1}, new boolean[] {true, false});
        assertEquals(ids + 2 * 9, pairs.sizeInBytes());
    }

    @Test
    void aTrainerKnowsTheSizes() {
        Interactions data = Interactions.of(
                3, 2, new int[] {0, 1, 1, 2}, new int[] {1, 0, 1, 1}, Interactions.Order.NONE); // user 1 has seen all
        Trainer trainer = Trainer.of(Mf.defaults())
                .withThreads(1)
                .withTraining(TrainingConfig.paper().withNegatives(2));
        assertEquals(
                new TrainingMemory(
                                trainer.model(),
                                trainer.training(),
                                1,
                                3,
                                2,
                                data.sizeInBytes(),
                                4 * 2 + 4 * 4, // users of two stretches, and the order of positives
                                12,
                                4)
                        .bytes(),
                trainer.memoryNeeded(data));
        LabeledPairs pairs = LabeledPairs.of(
                data.users(), data.items(), new int[] {0, 1}, new int[] {0, 0}, new boolean[] {true, false});
        assertEquals(
                new TrainingMemory(trainer.model(), trainer.training(), 1, 3, 2, pairs.sizeInBytes(), 0, 2, 1).bytes(),
                trainer.memoryNeeded(pairs));
    }

    @Test
    void aHeapThatIsTooSmallIsRefused() {
        TrainingMemory memory = new TrainingMemory(
                Gmf.defaults().withFactors(16),
                TrainingConfig.paper(),
                2,
                10_000_000,
                1_000_000,
                0,
                0,
                1 << 30,
                1 << 28);
        assertDoesNotThrow(() -> memory.requireFits(memory.bytes()));
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> memory.requireFits(memory.bytes() - 1));
        assertEquals(
                "training needs about 2.0 GB of memory, and the JVM has at most 2.0 GB: give it more (java -Xmx3g), or"
                        + " choose fewer factors, narrower layers or a smaller batch",
                e.getMessage());
    }

    /** No heap helps there, and the message is another one. */
    @Test
    void whatNoArrayCanHoldIsLeftToThoseWhoMakeTheArray() {
        TrainingMemory memory = new TrainingMemory(
                Gmf.defaults().withFactors(1 << 20), TrainingConfig.paper(), 2, 1 << 12, 1, 0, 0, 1, 1);
        assertDoesNotThrow(() -> memory.requireFits(1));
    }

    private record Run(int exit, String output) {
        long figure(String pattern) {
            Matcher matcher = Pattern.compile(pattern).matcher(output);
            assertTrue(matcher.find(), output);
            return Long.parseLong(matcher.group(1).replace(",", ""));
        }
    }

    private Run run(int megabytes) throws Exception {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + megabytes + "m",
                        "-XX:+UseG1GC",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ScaleRun.class.getName(),
                        "neumf",
                        "16",
                        "90000",
                        "20000",
                        "270000")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(process.waitFor(5, TimeUnit.MINUTES), "still running");
        return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    @Test
    @Tag("jvms")
    void theEstimateIsWhatTrainingTakes() throws Exception {
        Run run = run(256);
        assertEquals(0, run.exit(), run.output());
        double estimate = run.figure("estimate: ([0-9,]+) bytes");
        // so small a heap has some megabytes of the JVM's own, and of regions that arrays do not fill
        assertEquals(estimate, (double) run.figure("peak: ([0-9,]+) bytes after a collection"), 0.15 * estimate);
    }

    @Test
    @Tag("jvms")
    void tooSmallAHeapIsToldBeforeTrainingBegins() throws Exception {
        Run run = run(64);
        assertNotEquals(0, run.exit());
        assertTrue(
                run.output()
                        .contains(
                                "IllegalStateException: training needs about 71 MB of memory, and the JVM has at most 64 MB: give it more (java -Xmx1g)"),
                run.output());
    }
}
