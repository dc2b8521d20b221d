package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.internal.Team;

class EpochRunTest {
    private static final TrainingConfig TRAINING =
            TrainingConfig.paper().withBatchSize(100).withNegatives(3);

    /** A pace that has found one way to be the faster, long before the next trial. */
    private static Pace pace(boolean alone, int threads) {
        Pace pace = new Pace();
        for (int i = 0; i < 40; i++) {
            pace.took(pace.alone() == alone ? 100 : 140, 1, threads);
        }
        assertEquals(alone, pace.alone());
        return pace;
    }

    private record Trained(FusionNetwork network, double loss) {}

    private static Trained train(Interactions data, int threads, Pace pace) {
        FusionNetwork network =
                new FusionNetwork(NeuMf.defaults().withLayers(16, 8, 4), data.userCount(), data.itemCount());
        network.initialize(1);
        Samples samples = Samples.of(data, TRAINING);
        TrainingStep step = new TrainingStep(network, TRAINING, threads);
        double loss = 0;
        try (Team team = Team.of(threads, "test")) {
            for (int epoch = 1; epoch <= 2; epoch++) {
                samples.begin(epoch);
                EpochRun run = new EpochRun(step, samples, samples.count(), TRAINING, pace, epoch);
                team.run(run);
                loss += run.loss();
                assertEquals(epoch * ((samples.count() + 99) / 100), run.lastStep());
            }
        }
        return new Trained(network, loss);
    }

    @Test
    void whoTrainsChangesNoResult() {
        Interactions data =
                SimulatedShop.create(SimulatedShop.Config.defaults()).purchases();
        assertTrue(data.size() * 4 > 2 * EpochRun.chunkLength(100, Long.MAX_VALUE), "several chunks");
        Trained expected = train(data, 1, new Pace());
        for (int threads : new int[] {2, 3}) {
            for (boolean alone : new boolean[] {false, true}) {
                Trained trained = train(data, threads, pace(alone, threads));
                assertSameWeights(expected.network, trained.network);
                assertEquals(expected.loss, trained.loss);
            }
        }
    }

    private static void assertSameWeights(FusionNetwork expected, FusionNetwork actual) {
        List<FusionNetwork.Tensor> one = expected.tensors();
        List<FusionNetwork.Tensor> other = actual.tensors();
        for (int i = 0; i < one.size(); i++) {
            assertArrayEquals(
                    one.get(i).copy().get(),
                    other.get(i).copy().get(),
                    one.get(i).name());
        }
    }

    /** A pace that finds one way faster for some chunks, and then the other. */
    private static Pace changing(int threads) {
        Pace pace = new Pace();
        while (!pace.alone()) {
            pace.took(100, 1, threads);
        }
        return pace; // some chunks alone, then a verdict by what this machine does
    }

    @Test
    void aChangeWithinAnEpochChangesNoResult() {
        Interactions data =
                SimulatedShop.create(SimulatedShop.Config.defaults()).purchases();
        Trained expected = train(data, 1, new Pace());
        Trained trained = train(data, 2, changing(2));
        assertSameWeights(expected.network, trained.network);
        assertEquals(expected.loss, trained.loss);
    }

    /** Labels that make the loss infinite from a sample on, far behind chunks that one trained alone. */
    private static long divergenceStep(int threads, Pace pace) {
        TrainingConfig training = TRAINING.withBatchSize(64);
        FusionNetwork network = new FusionNetwork(NeuMf.defaults().withLayers(16, 8, 4), 30, 20);
        network.initialize(1);
        TrainingStep step = new TrainingStep(network, training, threads);
        EpochRun.Source source = (from, length, drawn, at, scratch) -> {
            for (int i = 0; i < length; i++) {
                long number = from + i;
                drawn.users[at + i] = (int) (number % 30);
                drawn.items[at + i] = (int) (number % 19);
                drawn.labels[at + i] = number == 50_000 ? Float.NEGATIVE_INFINITY : number % 2;
            }
        };
        try (Team team = Team.of(threads, "test")) {
            EpochRun run = new EpochRun(step, source, 100_000, training, pace, 1);
            return assertThrows(TrainingDivergedException.class, () -> team.run(run))
                    .step();
        }
    }

    @Test
    void aDivergedRunNamesTheSameStepWhoeverTrains() {
        long expected = divergenceStep(1, new Pace());
        assertEquals(50_000 / 64 + 1, expected);
        for (int threads : new int[] {2, 3}) {
            for (int repeat = 0; repeat < 5; repeat++) {
                assertEquals(expected, divergenceStep(threads, pace(false, threads)));
                assertEquals(expected, divergenceStep(threads, pace(true, threads)));
                assertEquals(expected, divergenceStep(threads, changing(threads)));
            }
        }
    }

    /** While member 0 trains alone, the others draw. */
    @Test
    void aFailureInDrawingEndsTheEpoch() {
        FusionNetwork network = new FusionNetwork(NeuMf.defaults().withLayers(16, 8, 4), 30, 20);
        TrainingStep step = new TrainingStep(network, TRAINING, 2);
        EpochRun.Source source = (from, length, drawn, at, scratch) -> {
            if (from > 20_000) {
                throw new IllegalStateException("no sample " + from);
            }
        };
        for (boolean alone : new boolean[] {false, true}) {
            try (Team team = Team.of(2, "test")) {
                EpochRun run = new EpochRun(step, source, 100_000, TRAINING, pace(alone, 2), 1);
                IllegalStateException e = assertThrows(IllegalStateException.class, () -> team.run(run));
                assertTrue(e.getMessage().startsWith("no sample"), e.getMessage());
            }
        }
    }

    @Test
    void chunksAreWholeBatchesAndNoMoreThanThereIs() {
        assertEquals(8192, EpochRun.chunkLength(256, 1 << 20));
        assertEquals(8100, EpochRun.chunkLength(100, 1 << 20));
        assertEquals(10_000, EpochRun.chunkLength(10_000, 1 << 20));
        assertEquals(50, EpochRun.chunkLength(256, 50));
    }
}
