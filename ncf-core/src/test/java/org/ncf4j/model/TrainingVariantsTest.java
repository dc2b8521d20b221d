package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.internal.TestFloats;
import org.ncf4j.nn.Adam;
import org.ncf4j.nn.LearningRate;
import org.ncf4j.nn.Loss;
import org.ncf4j.nn.Sgd;

/** What a step does beyond the plain one: losses, weights, parts of L2, clipping, hard negatives, single samples. */
class TrainingVariantsTest {
    private static final int USERS = 7;
    private static final int ITEMS = 5;
    /** That of {@link GradientTest}: the same sums. */
    private static final double TOLERANCE = 3e-6;

    private static final TrainingConfig SGD =
            TrainingConfig.paper().withOptimizer(new Sgd(1)).withBatchSize(100);

    static Stream<ModelConfig> configs() {
        return SmallModels.configs().stream();
    }

    private static double softplus(double z) {
        return Math.max(z, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
    }

    /** A positive and a negative of the same user in turns. */
    private static Batch pairs(int size) {
        Batch random = Batch.random(size, USERS, ITEMS, 3);
        for (int i = 0; i < size; i += 2) {
            random.users()[i + 1] = random.users()[i];
            random.labels()[i] = 1;
            random.labels()[i + 1] = 0;
        }
        return random;
    }

    private static void assertGradients(
            FusionNetwork network, TrainingStep step, Batch batch, ReferenceNetwork reference, DoubleSupplier loss) {
        Map<String, double[]> actual = Networks.gradients(network, step, batch);
        reference.gradient(loss).forEach((name, gradient) -> {
            if (gradient.length == 1 && Math.abs(gradient[0]) < 1e-8) {
                // the bias of all logits, which differences are without
                assertArrayEquals(new double[gradient.length], actual.get(name), name);
            } else {
                Numbers.assertClose(name, gradient, actual.get(name), TOLERANCE);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("configs")
    void bprIsTheCrossEntropyOfDifferences(ModelConfig config) {
        FusionNetwork network = Networks.random(config, USERS, ITEMS, 1);
        Batch batch = pairs(100);
        TrainingStep step = new TrainingStep(network, SGD.withLoss(Loss.BPR), 1);
        ReferenceNetwork reference = new ReferenceNetwork(network);
        DoubleSupplier loss = () -> {
            double sum = 0;
            for (int i = 0; i < batch.size(); i += 2) {
                int user = batch.users()[i];
                sum += softplus(reference.logit(user, batch.items()[i + 1]) - reference.logit(user, batch.items()[i]));
            }
            return sum / 50;
        };

        double sum = Steps.gradient(step, batch);

        assertEquals(loss.getAsDouble(), sum / 50, TOLERANCE * loss.getAsDouble());
        assertGradients(network, step, batch, reference, loss);
    }

    @ParameterizedTest
    @MethodSource("configs")
    void weightsMultiplyLossesAndOffsetsLowerLogits(ModelConfig config) {
        FusionNetwork network = Networks.random(config, USERS, ITEMS, 2);
        Batch batch = Batch.random(100, USERS, ITEMS, 4);
        float[] weights = TestFloats.gaussian(100, 9);
        float[] offsets = TestFloats.gaussian(ITEMS, 10);
        TrainingStep step = new TrainingStep(network, SGD.withPositiveWeight(2), 1, 1, offsets);
        ReferenceNetwork reference = new ReferenceNetwork(network);
        DoubleSupplier loss = () -> {
            double sum = 0;
            for (int i = 0; i < batch.size(); i++) {
                double z = reference.logit(batch.users()[i], batch.items()[i]) - offsets[batch.items()[i]];
                sum += weights[i] * (softplus(z) - z * batch.labels()[i]);
            }
            return sum / 100;
        };
        TrainingStep.Feed feed = (from, rows, drawn, at) -> {
            System.arraycopy(batch.users(), (int) from, drawn.users, at, rows);
            System.arraycopy(batch.items(), (int) from, drawn.items, at, rows);
            System.arraycopy(batch.labels(), (int) from, drawn.labels, at, rows);
            System.arraycopy(weights, (int) from, drawn.weights, at, rows);
        };

        step.computeGradients(0, 1, feed, 0, 100, 1);

        // weights of both signs: the sum is small beside its parts
        assertEquals(loss.getAsDouble(), step.loss(100) / 100, TOLERANCE);
        assertGradients(network, step, batch, reference, loss);
    }

    /** A part of the weights that the gradient leaves alone, by the name of the tensor. */
    private static double strength(String name, Regularization regularization) {
        if (name.endsWith("kernel")) {
            return regularization.layers();
        }
        if (name.endsWith("_bias") && !name.equals("mf_user_bias") && !name.equals("mf_item_bias")) {
            return 0;
        }
        return name.startsWith("mlp") ? regularization.tower() : regularization.product();
    }

    private static Map<String, double[]> step(ModelConfig config, TrainingConfig training, Batch batch) {
        FusionNetwork network = Networks.random(config, USERS, ITEMS, 5);
        Steps.run(new TrainingStep(network, training, 1), batch);
        return Networks.weights(network);
    }

    private static double times(String name, int i, double[] weights, Batch batch) {
        boolean user = name.contains("user");
        if (!user && !name.contains("item")) {
            return batch.size();
        }
        int row = i / (weights.length / (user ? USERS : ITEMS));
        int times = 0;
        for (int id : user ? batch.users() : batch.items()) {
            times += id == row ? 1 : 0;
        }
        return times;
    }

    @ParameterizedTest
    @MethodSource("configs")
    void everyPartHasL2OfItsOwn(ModelConfig config) {
        Batch batch = Batch.random(10, USERS, ITEMS, 6);
        Regularization regularization = new Regularization(0.125, 0.25, 0.5, false, 0);
        Map<String, double[]> start = Networks.weights(Networks.random(config, USERS, ITEMS, 5));
        Map<String, double[]> plain = step(config, SGD, batch);
        Map<String, double[]> actual = step(config, SGD.withRegularization(regularization), batch);

        start.forEach((name, weights) -> {
            double[] expected = plain.get(name);
            for (int i = 0; i < expected.length; i++) {
                double pulls = Math.min(1, times(name, i, weights, batch));
                expected[i] -= pulls * strength(name, regularization) * weights[i];
            }
            // roundings of numbers of size 1
            Numbers.assertClose(name, expected, actual.get(name), 1e-6);
        });
    }

    @ParameterizedTest
    @MethodSource("configs")
    void aSumIsAsManyMeansAndHasL2OnceASample(ModelConfig config) {
        Batch batch = Batch.random(10, USERS, ITEMS, 7);
        Regularization regularization = new Regularization(0.0125, 0.025, 0.05, false, 0);
        TrainingConfig summed =
                SGD.withOptimizer(new Sgd(0.5, Sgd.Reduction.SUM)).withRegularization(regularization);
        Map<String, double[]> start = Networks.weights(Networks.random(config, USERS, ITEMS, 5));
        Map<String, double[]> plain = step(config, SGD.withLearningRate(5), batch);
        Map<String, double[]> actual = step(config, summed, batch);

        start.forEach((name, weights) -> {
            double[] expected = plain.get(name);
            for (int i = 0; i < expected.length; i++) {
                expected[i] -= 0.5 * times(name, i, weights, batch) * strength(name, regularization) * weights[i];
            }
            // roundings of numbers of size 1, of which a sum of ten samples may have ten
            Numbers.assertClose(name, expected, actual.get(name), 3e-6);
        });
    }

    /** A pair is one sample: of its user once, of both of its items, and of the layers once. */
    @ParameterizedTest
    @MethodSource("configs")
    void aSumOfPairsHasL2OnceAPair(ModelConfig config) {
        Batch batch = pairs(10);
        Regularization regularization = new Regularization(0.0125, 0.025, 0.05, false, 0);
        TrainingConfig bpr = SGD.withLoss(Loss.BPR);
        Map<String, double[]> start = Networks.weights(Networks.random(config, USERS, ITEMS, 5));
        Map<String, double[]> plain = step(config, bpr.withLearningRate(2.5), batch);
        Map<String, double[]> actual = step(
                config, bpr.withOptimizer(new Sgd(0.5, Sgd.Reduction.SUM)).withRegularization(regularization), batch);

        start.forEach((name, weights) -> {
            double[] expected = plain.get(name);
            for (int i = 0; i < expected.length; i++) {
                double pulls = times(name, i, weights, batch) / (name.contains("item") ? 1 : 2);
                expected[i] -= 0.5 * pulls * strength(name, regularization) * weights[i];
            }
            // roundings of numbers of size 1, of which a sum of ten samples may have ten
            Numbers.assertClose(name, expected, actual.get(name), 3e-6);
        });
    }

    @Test
    void decoupledL2IsBesideAdam() {
        Batch batch = new Batch(new int[] {0, 1}, new int[] {0, 1}, new float[] {1, 0});
        Mf config = Mf.defaults().withFactors(3);
        for (Adam.Embeddings embeddings : Adam.Embeddings.values()) {
            TrainingConfig training = TrainingConfig.paper()
                    .withOptimizer(Adam.defaults().withEmbeddings(embeddings))
                    .withLearningRate(0.1);
            Map<String, double[]> start = Networks.weights(Networks.random(config, USERS, ITEMS, 5));
            Map<String, double[]> plain = step(config, training, batch);
            Map<String, double[]> actual = step(
                    config, training.withRegularization(Regularization.l2(0.5).withDecoupled(true)), batch);
            boolean all = embeddings == Adam.Embeddings.DENSE;
            for (int i = 0; i < USERS * 3; i++) {
                double decay = i < 6 || all ? 0.1 * 0.5 : 0;
                double expected = plain.get("mf_user")[i] - decay * start.get("mf_user")[i];
                // two roundings of numbers below 2
                assertEquals(expected, actual.get("mf_user")[i], 3e-7);
            }
        }
    }

    private static double norm(Map<String, double[]> weights, Map<String, double[]> others) {
        double sum = 0;
        for (Map.Entry<String, double[]> tensor : weights.entrySet()) {
            for (int i = 0; i < tensor.getValue().length; i++) {
                double difference = tensor.getValue()[i] - others.get(tensor.getKey())[i];
                sum += difference * difference;
            }
        }
        return Math.sqrt(sum);
    }

    private static Map<String, double[]> clipped(ModelConfig config, double norm, Batch batch) {
        FusionNetwork network = Networks.random(config, USERS, ITEMS, 5);
        TrainingStep step = new TrainingStep(network, SGD.withClipNorm(norm), 1);
        // a batch before, of which nothing may be left
        for (Batch next : new Batch[] {Batch.random(90, USERS, ITEMS, 1), batch}) {
            network.assign(Networks.random(config, USERS, ITEMS, 5));
            Steps.gradient(step, next);
            step.prepareClipping(0, 1);
            step.update(0, 1);
        }
        return Networks.weights(network);
    }

    @ParameterizedTest
    @MethodSource("configs")
    void aLongGradientIsCutToItsLimitAndAShortOneLeft(ModelConfig config) {
        Batch batch = Batch.random(20, USERS, ITEMS, 8);
        Map<String, double[]> start = Networks.weights(Networks.random(config, USERS, ITEMS, 5));
        Map<String, double[]> plain = step(config, SGD, batch);
        double norm = norm(start, plain);

        clipped(config, 2 * norm, batch).forEach((name, weights) -> assertArrayEquals(plain.get(name), weights, name));
        clipped(config, norm / 4, batch).forEach((name, weights) -> {
            double[] expected = start.get(name).clone();
            for (int i = 0; i < expected.length; i++) {
                expected[i] += (plain.get(name)[i] - expected[i]) / 4;
            }
            Numbers.assertClose(name, expected, weights, 1e-6);
        });
    }

    @ParameterizedTest
    @MethodSource("configs")
    void theHardestNegativeIsThatOfTheHighestLogit(ModelConfig config) {
        FusionNetwork network = Networks.random(config, USERS, ITEMS, 9);
        ReferenceNetwork reference = new ReferenceNetwork(network);
        Batch batch = Batch.random(100, USERS, ITEMS, 9);
        int[][] others = {TestFloats.ints(100, ITEMS, 20), TestFloats.ints(100, ITEMS, 21)};
        Batch expected = new Batch(batch.users(), batch.items().clone(), batch.labels());
        for (int i = 0; i < 100; i++) {
            for (int[] other : others) {
                if (batch.labels()[i] == 0
                        && reference.logit(batch.users()[i], other[i])
                                > reference.logit(batch.users()[i], expected.items()[i])) {
                    expected.items()[i] = other[i];
                }
            }
        }
        TrainingStep step = new TrainingStep(network, SGD.withSampling(NegativeSampling.hardest(3)), 1);
        TrainingStep.Feed feed = (from, rows, drawn, at) -> {
            System.arraycopy(batch.users(), (int) from, drawn.users, at, rows);
            System.arraycopy(batch.items(), (int) from, drawn.items, at, rows);
            System.arraycopy(batch.labels(), (int) from, drawn.labels, at, rows);
            for (int i = 0; i < others.length; i++) {
                System.arraycopy(others[i], (int) from, drawn.others[i], at, rows);
            }
        };

        step.computeGradients(0, 1, feed, 0, 100, 1);

        TrainingStep chosen = new TrainingStep(network, SGD, 1);
        double loss = Steps.gradient(chosen, expected);
        assertEquals(loss, step.loss(100));
        assertArrayEquals(chosen.userGradients(), step.userGradients());
        assertArrayEquals(chosen.itemGradients(), step.itemGradients());
    }

    /** The fast path is told from the other by a limit that no gradient reaches. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 15, 16, 31, 64, 192})
    void stepsOfSingleSamplesAreThoseOfBatchesOfOne(int factors) {
        Mf config = Mf.defaults().withFactors(factors);
        TrainingConfig training = TrainingConfig.paper()
                .withBatchSize(1)
                .withL2(0.01)
                .withOptimizer(new Sgd(0.05, Sgd.Reduction.SUM))
                .withSchedule(LearningRate.cosine(0.1));
        FusionNetwork fast = Networks.random(config, USERS, ITEMS, 3);
        FusionNetwork slow = Networks.random(config, USERS, ITEMS, 3);
        Batch batch = Batch.random(300, USERS, ITEMS, 11);
        TrainingStep one = new TrainingStep(fast, training, 1, 30, null);
        TrainingStep other = new TrainingStep(slow, training.withClipNorm(1e30), 1, 30, null);
        assertTrue(one.isSequential() && !other.isSequential());
        TrainingStep.Feed feed = (from, rows, drawn, at) -> {
            System.arraycopy(batch.users(), (int) from, drawn.users, at, rows);
            System.arraycopy(batch.items(), (int) from, drawn.items, at, rows);
            System.arraycopy(batch.labels(), (int) from, drawn.labels, at, rows);
        };

        double sum = one.runSequentially(feed, 300);
        double expected = 0;
        for (int i = 0; i < 300; i++) {
            other.computeGradients(0, 1, feed, i, 1, 1);
            expected += other.loss(1);
            other.prepareClipping(0, 1);
            other.update(0, 1);
        }

        assertEquals(expected, sum);
        Networks.weights(slow)
                .forEach((name, weights) ->
                        assertArrayEquals(weights, Networks.weights(fast).get(name), name));
        AucHistogram counted = new AucHistogram();
        AucHistogram expectedCounts = new AucHistogram();
        one.takeHistogram(counted);
        other.takeHistogram(expectedCounts);
        assertEquals(expectedCounts.auc(), counted.auc());
    }

    @Test
    void aSingleSampleWhoseLossIsNotFiniteIsNamed() {
        FusionNetwork network = Networks.random(Mf.defaults().withFactors(3), USERS, ITEMS, 3);
        TrainingStep step = new TrainingStep(
                network, TrainingConfig.paper().withBatchSize(1).withOptimizer(new Sgd(0.1)), 1);
        TrainingStep.Feed feed = (from, rows, drawn, at) -> {
            for (int i = 0; i < rows; i++) {
                drawn.labels[at + i] = from + i == 130 ? Float.NEGATIVE_INFINITY : 1;
            }
        };
        assertTrue(!Double.isFinite(step.runSequentially(feed, 200)));
        assertEquals(130, step.firstDivergence());
    }

    /** What L2 alone moves would end in subnormal numbers, with which everything is slow. */
    @Test
    void theWeightsThatL2AloneMovesBecomeZero() {
        Interactions data =
                SimulatedShop.create(SimulatedShop.Config.defaults()).purchases();
        Trainer trainer = Trainer.of(Mlp.defaults().withLayers(16, 64, 32))
                .withTraining(TrainingConfig.paper()
                        .withEpochs(2)
                        .withBatchSize(64)
                        .withLearningRate(0.01)
                        .withRegularization(new Regularization(0, 0, 0.1, false, 0)));
        NcfModel model = trainer.withThreads(1).train(data).model();
        NcfModel three = trainer.withThreads(3).train(data).model();
        assertZerosAndNoSubnormals(model, three, List.of("dense1_kernel", "dense2_kernel"));
    }

    /** The same of factors that no other part of the model uses. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFactorsThatL2AloneMovesBecomeZero(boolean lazy) {
        Interactions data = SimulatedShop.create(SimulatedShop.Config.defaults()
                        .withPositives(800)
                        .withNegatives(800)
                        .withUsers(100)
                        .withItems(60))
                .purchases();
        Trainer trainer = Trainer.of(Gmf.defaults().withFactors(32))
                .withTraining(TrainingConfig.paper()
                        .withEpochs(60)
                        .withBatchSize(64)
                        .withOptimizer(Adam.defaults()
                                .withLearningRate(0.01)
                                .withEmbeddings(lazy ? Adam.Embeddings.LAZY : Adam.Embeddings.DENSE))
                        .withRegularization(new Regularization(1e-3, 0, 0, false, 0)));
        NcfModel model = trainer.withThreads(1).train(data).model();
        NcfModel three = trainer.withThreads(3).train(data).model();
        assertZerosAndNoSubnormals(model, three, List.of("gmf_user", "gmf_item"));
    }

    private static void assertZerosAndNoSubnormals(NcfModel model, NcfModel three, List<String> names) {
        int zeros = 0;
        int subnormal = 0;
        for (String name : names) {
            assertArrayEquals(model.tensor(name).data, three.tensor(name).data, name);
            for (float weight : model.tensor(name).data) {
                zeros += weight == 0 ? 1 : 0;
                subnormal += weight != 0 && Math.abs(weight) < Float.MIN_NORMAL ? 1 : 0;
            }
        }
        // between two looks a weight may get there
        assertTrue(zeros > 20 && subnormal < zeros / 20, zeros + " zeros, " + subnormal + " subnormal numbers");
    }
}
