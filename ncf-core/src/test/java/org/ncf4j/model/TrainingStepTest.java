package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.TestFloats;
import org.ncf4j.nn.Adam;
import org.ncf4j.nn.Optimizer;
import org.ncf4j.nn.Sgd;

class TrainingStepTest {
    private static final Adam DENSE = Adam.defaults().withEmbeddings(Adam.Embeddings.DENSE);

    static Stream<Optimizer> optimizers() {
        return Stream.of(Adam.defaults(), DENSE, new Sgd(0.01));
    }

    /** 200 batches of drawing, forward, backward and update, on all four models. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void aBatchAllocatesNothing(Optimizer optimizer) {
        int batchSize = 256;
        Interactions data = Interactions.of(
                50, 40, TestFloats.ints(600, 50, 1), TestFloats.ints(600, 40, 2), Interactions.Order.NONE);
        TrainingConfig training =
                TrainingConfig.paper().withBatchSize(batchSize).withOptimizer(optimizer);
        for (ModelConfig config : SmallModels.configs()) {
            Samples samples = Samples.of(data, training);
            TrainingStep step = new TrainingStep(Networks.random(config, 50, 40, 3), training, 1);
            Samples.Scratch scratch = new Samples.Scratch();
            TrainingStep.Feed source = (from, length, drawn, at) -> samples.fill(from, length, drawn, at, scratch);
            Runnable steps = () -> {
                for (int i = 0; i < 200; i++) {
                    step.computeGradients(0, 1, source, i % 5 * (long) batchSize, batchSize, i);
                    step.update(0, 1);
                }
            };
            samples.begin(1);

            // less than one byte a sample: what the JVM itself puts on this thread's account while it compiles. Before
            // it
            // has compiled them, vectors are objects.
            long limit = 200L * batchSize;
            long allocated = allocatedBy(steps);
            for (int round = 0; allocated >= limit && round < 100; round++) {
                allocated = allocatedBy(steps);
            }
            long least = allocated;
            assertTrue(least < limit, () -> config + " allocates " + least + " bytes");
        }
    }

    private static long allocatedBy(Runnable steps) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        steps.run();
        return threads.getThreadAllocatedBytes(thread) - before;
    }

    @Test
    void rowsOutsideTheBatchRestUnderLazyAdamAndMoveOnUnderDenseAdam() {
        Batch first = new Batch(new int[] {0, 1}, new int[] {0, 1}, new float[] {1, 0});
        Batch second = new Batch(new int[] {1, 1}, new int[] {1, 1}, new float[] {1, 0});
        for (Adam adam : new Adam[] {Adam.defaults(), DENSE}) {
            FusionNetwork network = Networks.random(Mf.defaults().withFactors(3), 3, 2, 1);
            TrainingStep step = new TrainingStep(
                    network, TrainingConfig.paper().withBatchSize(2).withOptimizer(adam), 1);
            double[] start = Networks.weights(network).get("mf_user");
            Steps.run(step, first);
            double[] between = Networks.weights(network).get("mf_user");
            Steps.run(step, second);
            double[] end = Networks.weights(network).get("mf_user");

            assertEquals(adam.embeddings() == Adam.Embeddings.LAZY, between[0] == end[0], "user 0 rests");
            assertTrue(between[3] != end[3], "user 1 moves");
            assertEquals(start[6], end[6], "user 2 has no moments to move by");
        }
    }

    static Stream<ModelConfig> configs() {
        return SmallModels.configs().stream();
    }

    /**
     * The penalty's gradient is l2 * w: on the rows of the batch, the biases of users and items among them, and on the
     * kernels, not on the biases of layers and of the whole.
     */
    @ParameterizedTest
    @MethodSource("configs")
    void l2PullsTheRowsOfTheBatchAndTheKernelsTowardsZero(ModelConfig config) {
        Batch batch = new Batch(new int[] {1, 1}, new int[] {0, 2}, new float[] {1, 0});
        double l2 = 0.25;
        FusionNetwork plain = Networks.random(config, 3, 3, 1);
        FusionNetwork penalised = Networks.random(config, 3, 3, 1);
        Map<String, double[]> start = Networks.weights(plain);
        TrainingConfig training = TrainingConfig.paper().withBatchSize(2).withOptimizer(new Sgd(1));

        double loss = Steps.run(new TrainingStep(plain, training, 1), batch);
        double sameLoss = Steps.run(new TrainingStep(penalised, training.withL2(l2), 1), batch);

        assertEquals(loss, sameLoss, "the loss is without the penalty");
        Map<String, double[]> expected = Networks.weights(plain);
        Map<String, double[]> actual = Networks.weights(penalised);
        start.forEach((name, weights) -> {
            double[] moved = expected.get(name);
            for (int i = 0; i < moved.length; i++) {
                boolean pulled = name.endsWith("kernel")
                        || (name.contains("user") && i / (moved.length / 3) == 1)
                        || (name.contains("item") && i / (moved.length / 3) != 1);
                moved[i] -= pulled ? l2 * weights[i] : 0;
            }
            Numbers.assertClose(name, moved, actual.get(name), 1e-6);
        });
    }

    @Test
    void theLastBatchOfAnEpochMayBeShort() {
        Mlp config = Mlp.defaults().withLayers(4, 3);
        Batch batch = Batch.random(70, 5, 5, 1);
        FusionNetwork exact = Networks.random(config, 5, 5, 1);
        FusionNetwork roomy = Networks.random(config, 5, 5, 1);

        Steps.run(new TrainingStep(exact, TrainingConfig.paper().withBatchSize(70), 1), batch);
        Steps.run(new TrainingStep(roomy, TrainingConfig.paper().withBatchSize(1000), 1), batch);

        Map<String, double[]> actual = Networks.weights(roomy);
        Networks.weights(exact).forEach((name, weights) -> assertArrayEquals(weights, actual.get(name), name));
    }

    @Test
    void aBatchWhoseGradientsAreLargerThanAnArrayIsRefused() {
        FusionNetwork network = Networks.random(Mf.defaults().withFactors(7), 5, 5, 1);
        TrainingConfig training = TrainingConfig.paper().withBatchSize(1 << 28);

        assertEquals(
                "the gradients of a batch of 268435456 samples, each of 16 weights, are larger than an array can be"
                        + " (2147483639); choose a smaller batch size",
                assertThrows(IllegalArgumentException.class, () -> new TrainingStep(network, training, 1))
                        .getMessage());
    }

    /** The sum of both halves' widths is no int. */
    @Test
    void embeddingsWiderThanAnIntCountsAreRefused() {
        NeuMf config = NeuMf.defaults().withFactors(Integer.MAX_VALUE);

        assertEquals(
                "an embedding of 1 rows of 2147483647 weights is larger than an array can be (2147483627)",
                assertThrows(IllegalArgumentException.class, () -> new FusionNetwork(config, 1, 1))
                        .getMessage());
    }
}
