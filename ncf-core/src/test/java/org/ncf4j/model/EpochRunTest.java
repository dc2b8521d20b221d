package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.internal.Team;

class EpochRunTest {
    private static final TrainingConfig TRAINING =
            TrainingConfig.defaults().withBatchSize(100).withNegatives(3);

    /** A pace that has found one way to be the faster, long before the next trial. */
    private static Pace pace(boolean alone) {
        Pace pace = new Pace();
        for (int i = 0; i < 40; i++) {
            pace.took(pace.alone() == alone ? 1 : 2, 1);
        }
        assertEquals(alone, pace.alone());
        return pace;
    }

    private record Trained(FusionNetwork network, double loss) {}

    private static Trained train(Interactions data, int threads, Pace pace) {
        FusionNetwork network =
                new FusionNetwork(NeuMf.defaults().withLayers(16, 8, 4), data.userCount(), data.itemCount());
        network.initialize(1);
        Samples samples = Samples.of(data, TRAINING.negatives(), 1);
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
                Trained trained = train(data, threads, pace(alone));
                assertArrayEquals(
                        expected.network.users().data(), trained.network.users().data());
                assertArrayEquals(
                        expected.network.items().data(), trained.network.items().data());
                assertArrayEquals(expected.network.head(), trained.network.head());
                assertEquals(expected.loss, trained.loss);
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
