package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.internal.Json;
import org.ncf4j.nn.Adam;

/**
 * Training of NeuMF step by step as PyTorch does it in float64: the fixtures beside this class, made by
 * {@code make_neumf_trajectory.py}, which says what is in them. Float32 PyTorch stays within 1.4e-6 of each tensor's
 * largest absolute value; this engine, whose sums have another order, must stay within 1e-5.
 */
class TrajectoryTest {
    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void theFirstStepHasTheLogitsLossAndGradientsOfPytorch(String fixture) throws IOException {
        Trajectory trajectory = Trajectory.read(fixture);
        FusionNetwork network = trajectory.network();
        TrainingStep step = new TrainingStep(network, trajectory.training(Adam.Embeddings.DENSE), 1);
        Batch batch = trajectory.batches().get(0);

        double loss = Steps.gradient(step, batch);

        Map<?, ?> first = (Map<?, ?>) trajectory.root().get("first_step");
        Numbers.assertClose(
                "logits",
                Trajectory.numbers(first.get("logits")),
                Numbers.doubles(Arrays.copyOf(step.logits(), batch.size())),
                TOLERANCE);
        double expectedLoss = trajectory.losses("dense_adam")[0];
        assertEquals(expectedLoss, loss / batch.size(), TOLERANCE * expectedLoss);
        Map<?, ?> expected = (Map<?, ?>) first.get("gradients");
        Map<String, double[]> actual = Networks.gradients(network, step, batch);
        assertEquals(expected.keySet(), actual.keySet());
        actual.forEach((name, gradient) ->
                Numbers.assertClose(name, Trajectory.numbers(expected.get(name)), gradient, TOLERANCE));
    }

    @ParameterizedTest
    @CsvSource({"a, DENSE, dense_adam", "a, LAZY, lazy_adam", "b, DENSE, dense_adam", "b, LAZY, lazy_adam"})
    void everyLossAndTheFinalWeightsAndScoresAreThoseOfPytorch(String fixture, Adam.Embeddings embeddings, String key)
            throws IOException {
        Trajectory trajectory = Trajectory.read(fixture);
        FusionNetwork network = trajectory.network();
        TrainingStep step = new TrainingStep(network, trajectory.training(embeddings), 1);
        double[] losses = new double[trajectory.batches().size()];

        for (int i = 0; i < losses.length; i++) {
            Batch batch = trajectory.batches().get(i);
            losses[i] = Steps.run(step, batch) / batch.size();
        }

        Numbers.assertClose("losses", trajectory.losses(key), losses, TOLERANCE);
        Map<?, ?> run = (Map<?, ?>) trajectory.root().get(key);
        Map<?, ?> expected = (Map<?, ?>) run.get("weights");
        Map<String, double[]> actual = Networks.weights(network);
        assertEquals(expected.keySet(), actual.keySet());
        actual.forEach((name, weights) ->
                Numbers.assertClose(name, Trajectory.numbers(expected.get(name)), weights, TOLERANCE));
        Numbers.assertClose("scores", Trajectory.numbers(run.get("scores")), probabilities(network), TOLERANCE);
    }

    /** Of all pairs, user by user, by way of the finished model. */
    private static double[] probabilities(FusionNetwork network) {
        NcfModel model = Networks.model(network);
        int itemCount = model.items().size();
        double[] probabilities = new double[model.users().size() * itemCount];
        float[] scores = new float[itemCount];
        for (int user = 0; user < model.users().size(); user++) {
            model.scoreAll(user, scores);
            for (int item = 0; item < itemCount; item++) {
                probabilities[user * itemCount + item] = 1 / (1 + StrictMath.exp(-scores[item]));
            }
        }
        return probabilities;
    }

    /** A fixture. */
    private record Trajectory(Map<String, Object> root) {
        static Trajectory read(String name) throws IOException {
            String file = "neumf-trajectory-" + name + ".json";
            try (InputStream in = TrajectoryTest.class.getResourceAsStream(file)) {
                return new Trajectory(Json.parseObject(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }

        FusionNetwork network() {
            List<Integer> hidden = ((List<?>) root.get("hidden"))
                    .stream().map(width -> ((Number) width).intValue()).toList();
            int[] layers = new int[hidden.size() + 1];
            layers[0] = 2 * integer("mlp_dim");
            for (int i = 0; i < hidden.size(); i++) {
                layers[i + 1] = hidden.get(i);
            }
            NeuMf config = NeuMf.defaults().withFactors(integer("gmf_dim")).withLayers(layers);
            FusionNetwork network = new FusionNetwork(config, integer("users"), integer("items"));
            Map<?, ?> initial = (Map<?, ?>) root.get("initial");
            for (FusionNetwork.Tensor tensor : network.tensors()) {
                double[] values = numbers(initial.get(tensor.name()));
                float[] floats = new float[values.length];
                for (int i = 0; i < values.length; i++) {
                    floats[i] = (float) values[i];
                }
                tensor.assign().accept(floats);
            }
            return network;
        }

        TrainingConfig training(Adam.Embeddings embeddings) {
            Adam adam =
                    new Adam(number("learning_rate"), number("beta1"), number("beta2"), number("epsilon"), embeddings);
            return TrainingConfig.paper().withBatchSize(batches().get(0).size()).withOptimizer(adam);
        }

        List<Batch> batches() {
            return ((List<?>) root.get("batches"))
                    .stream().map(Trajectory::batch).toList();
        }

        private static Batch batch(Object json) {
            Map<?, ?> batch = (Map<?, ?>) json;
            double[] users = numbers(batch.get("users"));
            double[] items = numbers(batch.get("items"));
            double[] labels = numbers(batch.get("labels"));
            Batch result = new Batch(new int[users.length], new int[users.length], new float[users.length]);
            for (int i = 0; i < users.length; i++) {
                result.users()[i] = (int) users[i];
                result.items()[i] = (int) items[i];
                result.labels()[i] = (float) labels[i];
            }
            return result;
        }

        double[] losses(String key) {
            return numbers(((Map<?, ?>) root.get(key)).get("losses"));
        }

        private double number(String key) {
            return ((Number) root.get(key)).doubleValue();
        }

        private int integer(String key) {
            return ((Number) root.get(key)).intValue();
        }

        /** The numbers of a list, or of a list of lists, row-major. */
        static double[] numbers(Object json) {
            return ((List<?>) json)
                    .stream()
                            .flatMap(entry -> entry instanceof List<?> row ? row.stream() : Stream.of(entry))
                            .mapToDouble(value -> ((Number) value).doubleValue())
                            .toArray();
        }
    }
}
