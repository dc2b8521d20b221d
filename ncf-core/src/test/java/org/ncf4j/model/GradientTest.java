package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncf4j.nn.Activation;
import org.ncf4j.nn.Sgd;

/** Logits, loss and the gradient of every tensor of every model against {@link ReferenceNetwork}. */
class GradientTest {
    private static final int USERS = 7;
    private static final int ITEMS = 5;

    /**
     * Of a tensor's largest element. A gradient here is a sum of up to 600 samples, in chains of 64, of products of at most
     * six factors, each itself a chain of at most 34: (64 + 5 * 34) roundings of 2^-24 are 1.4e-5 at the worst, if all
     * fell the same way. They fall both ways; and what remains is nearer the square root.
     */
    private static final double TOLERANCE = 3e-6;

    /** Every model, every activation, odd widths; every size of batch: less than a tile, just one, more, several shards. */
    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (int size : new int[] {1, 63, 64, 65, 257, 600}) {
            cases.add(Arguments.of(Mf.defaults().withFactors(5), size));
            cases.add(Arguments.of(Gmf.defaults().withFactors(5), size));
            cases.add(Arguments.of(Mlp.defaults().withLayers(6, 5, 3), size));
            cases.add(Arguments.of(NeuMf.defaults().withFactors(3).withLayers(6, 5, 3), size));
        }
        for (int width : new int[] {1, 3, 5, 17, 33}) {
            cases.add(Arguments.of(Mf.defaults().withFactors(width), 20));
            cases.add(Arguments.of(Gmf.defaults().withFactors(width), 20));
            cases.add(Arguments.of(Mlp.defaults().withLayers(2 * width, width), 20));
            cases.add(Arguments.of(NeuMf.defaults().withFactors(width).withLayers(2, width, width), 20));
        }
        for (Activation activation : Activation.values()) {
            cases.add(Arguments.of(Mlp.defaults().withLayers(10, 9, 7, 5).withActivation(activation), 130));
            cases.add(Arguments.of(
                    NeuMf.defaults().withFactors(3).withLayers(10, 7, 4).withActivation(activation), 130));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theGradientOfEveryTensorIsThatOfCentralDifferences(ModelConfig config, int size) {
        FusionNetwork network = Networks.random(config, USERS, ITEMS, 11);
        Batch batch = Batch.random(size, USERS, ITEMS, 5);
        TrainingStep step = new TrainingStep(network, TrainingConfig.paper().withBatchSize(size), 1);
        ReferenceNetwork reference = new ReferenceNetwork(network);

        double loss = Steps.gradient(step, batch);

        double[] expectedLogits = new double[size];
        for (int i = 0; i < size; i++) {
            expectedLogits[i] = reference.logit(batch.users()[i], batch.items()[i]);
        }
        Numbers.assertClose(
                "logits", expectedLogits, Numbers.doubles(Arrays.copyOf(step.logits(), batch.size())), TOLERANCE);
        assertEquals(reference.loss(batch), loss / size, TOLERANCE * reference.loss(batch));
        Map<String, double[]> actual = Networks.gradients(network, step, batch);
        Map<String, double[]> expected = reference.gradient(batch);
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, gradient) -> Numbers.assertClose(name, gradient, actual.get(name), TOLERANCE));
    }

    /** With SGD at a rate of 1 a step subtracts the gradient itself, rows of repeated users and items summed. */
    @ParameterizedTest
    @MethodSource("cases")
    void aStepOfSgdTakesTheGradientAwayOnce(ModelConfig config, int size) {
        FusionNetwork network = Networks.random(config, USERS, ITEMS, 12);
        Batch batch = Batch.random(size, USERS, ITEMS, 6);
        TrainingConfig training = TrainingConfig.paper().withBatchSize(size).withOptimizer(new Sgd(1));
        TrainingStep step = new TrainingStep(network, training, 1);
        Steps.gradient(step, batch);
        Map<String, double[]> gradients = Networks.gradients(network, step, batch);
        Map<String, double[]> before = Networks.weights(network);

        Steps.run(step, batch);

        Map<String, double[]> after = Networks.weights(network);
        before.forEach((name, weights) -> {
            for (int i = 0; i < weights.length; i++) {
                weights[i] -= gradients.get(name)[i];
            }
            // one rounding of the difference, and those of a row's sum over its samples
            Numbers.assertClose(name, weights, after.get(name), 1e-6);
        });
    }

    @Test
    void theGradientDoesNotDependOnWhatTheStepDidBefore() {
        FusionNetwork network = Networks.random(NeuMf.defaults(), USERS, ITEMS, 13);
        TrainingConfig training = TrainingConfig.paper().withBatchSize(600);
        Batch large = Batch.random(600, USERS, ITEMS, 7);
        Batch small = Batch.random(70, USERS, ITEMS, 8);
        TrainingStep used = new TrainingStep(network, training, 1);
        Steps.gradient(used, large);
        TrainingStep fresh = new TrainingStep(network, training, 1);

        Steps.gradient(used, small);
        Steps.gradient(fresh, small);

        Map<String, double[]> expected = Networks.gradients(network, fresh, small);
        Networks.gradients(network, used, small)
                .forEach((name, gradient) -> assertArrayEquals(expected.get(name), gradient, name));
    }
}
