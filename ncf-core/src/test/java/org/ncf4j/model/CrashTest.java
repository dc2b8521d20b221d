package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.nn.Engine;

/** A process that trains is killed at any moment, and what is left of it goes on. */
class CrashTest {
    /** Parts of all kinds: least squares, steps, a tower, the whole trained on. */
    private static final Trainer TRAINER = Trainer.of(
                    NeuMf.defaults().withFactors(66).withLayers(32, 16))
            .withTraining(TrainingConfig.defaults().withEpochs(2))
            .withPretraining(Pretraining.of(
                    Blend.defaults()
                            .withLeastSquares(
                                    ImplicitAls.defaults().withFactors(32).withIterations(3))
                            .withModel(Mf.defaults().withFactors(32))
                            .withSteps(TrainingConfig.defaults().withEpochs(2)),
                    TrainingConfig.defaults().withEpochs(2),
                    0.9));

    private static final String READY = "ready";

    private static Interactions data() {
        return SimulatedShop.create(SimulatedShop.Config.defaults()
                        .withPositives(4_000)
                        .withNegatives(4_000)
                        .withUsers(300)
                        .withItems(120))
                .purchases();
    }

    /** What is killed: trains with a checkpoint at each chance, again and again. */
    public static void main(String[] args) throws IOException {
        Path checkpoint = Path.of(args[0]);
        Interactions data = data();
        System.out.println(READY);
        while (true) {
            TRAINER.withThreads(2).withCheckpoint(checkpoint, Duration.ZERO).train(data);
            Files.delete(checkpoint);
        }
    }

    @Test
    void whoeverIsKilledLosesNothing(@TempDir Path folder) throws Exception {
        Interactions data = data();
        Path expected = folder.resolve("expected");
        long begun = System.nanoTime();
        TRAINER.withThreads(2).train(data).model().save(expected);
        // a run of the child takes somewhat longer than this: it writes, and it is not warm
        long longest = 2 * (System.nanoTime() - begun);
        SplittableRandom random = new SplittableRandom(5);
        // each takes a JVM's start: fewer where the results are known to be the same
        int kills = Engine.kernels().equals("portable") ? 10 : 50;
        int inWriting = 0;
        int resumed = 0;
        for (int kill = 0; kill < kills; kill++) {
            Path own = Files.createDirectory(folder.resolve("kill-" + kill));
            Path checkpoint = own.resolve("checkpoint");
            killAfter(random.nextLong(longest), checkpoint);

            try (Stream<Path> left = Files.list(own)) {
                inWriting += left.anyMatch(file -> file.toString().endsWith(".tmp")) ? 1 : 0;
            }
            Path model = own.resolve("model");
            Trainer trainer = TRAINER.withThreads(1 + kill % 2);
            boolean there = Files.exists(checkpoint);
            resumed += there ? 1 : 0;
            (there ? trainer.resume(checkpoint, data) : trainer.train(data))
                    .model()
                    .save(model);

            assertEquals(-1, Files.mismatch(expected, model), "kill " + kill);
        }
        System.out.println("kills: " + kills + ", " + inWriting + " of them in the middle of writing, " + resumed
                + " with a checkpoint to go on from; all models the same");
        if (kills == 50) {
            // a few may all come to be before or after a writing
            assertTrue(inWriting > 0, "none was killed while it wrote");
        }
        assertTrue(resumed > 0, "there was never a checkpoint");
    }

    private static void killAfter(long nanos, Path checkpoint) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                CrashTest.class.getName(),
                checkpoint.toString());
        Process child = builder.redirectErrorStream(true).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder said = new StringBuilder();
            String line = out.readLine();
            while (line != null && !line.equals(READY)) {
                said.append(line).append('\n');
                line = out.readLine();
            }
            assertEquals(READY, line, said.toString());
            TimeUnit.NANOSECONDS.sleep(nanos);
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }
    }
}
