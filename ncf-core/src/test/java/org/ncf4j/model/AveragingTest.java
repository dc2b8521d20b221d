package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;

/** The moving average of the weights. */
class AveragingTest {
    private static final Interactions DATA = SimulatedShop.create(SimulatedShop.Config.defaults()
                    .withPositives(600)
                    .withNegatives(600)
                    .withUsers(70)
                    .withItems(50))
            .purchases();
    private static final TrainingConfig TRAINING =
            TrainingConfig.paper().withEpochs(4).withLearningRate(0.05);

    static List<ModelConfig> configs() {
        return SmallModels.configs();
    }

    private static NcfModel trained(ModelConfig config, TrainingConfig training) {
        return Trainer.of(config).withTraining(training).train(DATA).model();
    }

    /** Every tensor as a weighted sum of those after some numbers of epochs. */
    private static void assertAverage(ModelConfig config, double[] weightOfEpoch, NcfModel actual) {
        Map<String, double[]> expected = new LinkedHashMap<>();
        for (int epoch = 1; epoch <= weightOfEpoch.length; epoch++) {
            NcfModel model = trained(config, TRAINING.withEpochs(epoch));
            for (String name : model.tensorNames()) {
                float[] values = model.tensor(name).data;
                double[] sum = expected.computeIfAbsent(name, key -> new double[values.length]);
                for (int i = 0; i < values.length; i++) {
                    sum[i] += weightOfEpoch[epoch - 1] * values[i];
                }
            }
        }
        assertEquals(List.copyOf(expected.keySet()), actual.tensorNames());
        expected.forEach((name, values) -> {
            float[] found = actual.tensor(name).data;
            double[] widened = new double[found.length];
            for (int i = 0; i < found.length; i++) {
                widened[i] = found[i];
            }
            assertArrayEquals(values, widened, 1e-6, name);
        });
    }

    @ParameterizedTest
    @MethodSource("configs")
    void theModelHasTheAverage(ModelConfig config) {
        // by 1, 2/3, then a half each: .5 (.5 (1/3 w1 + 2/3 w2) + .5 w3) + .5 w4
        assertAverage(config, new double[] {1 / 12., 1 / 6., .25, .5}, trained(config, TRAINING.withAveraging(0.5)));
    }

    @ParameterizedTest
    @MethodSource("configs")
    void inASlowAverageEpochsCountByTheirNumber(ModelConfig config) {
        assertAverage(config, new double[] {.1, .2, .3, .4}, trained(config, TRAINING.withAveraging(0.99)));
    }

    @Test
    void earlyStoppingJudgesTheAverageAndBringsTheBestBack() {
        ModelConfig config = NeuMf.defaults().withFactors(4).withLayers(8, 4);
        List<float[]> judged = new ArrayList<>();
        double[] values = {1, 3, 2, 1};

        TrainingResult result = Trainer.of(config)
                .withTraining(TRAINING.withAveraging(0.5))
                .withEarlyStopping(EarlyStopping.on(model -> {
                    judged.add(model.tensor("mlp_item").data.clone());
                    return values[judged.size() - 1];
                }))
                .train(DATA);

        assertEquals(2, result.bestEpoch());
        assertAverage(config, new double[] {1 / 3., 2 / 3.}, result.model());
        assertArrayEquals(judged.get(1), result.model().tensor("mlp_item").data);
    }

    @Test
    void whatTrainingBeganWithIsNoPartOfTheAverage() {
        NeuMf config = NeuMf.defaults().withFactors(4).withLayers(8, 4);
        NcfModel product = trained(Gmf.defaults().withFactors(4), TRAINING);
        NcfModel tower = trained(Mlp.defaults().withLayers(8, 4), TRAINING);
        Trainer trainer = Trainer.of(config).withPretrained(product, tower, 0.5);

        NcfModel averaged = trainer.withTraining(TRAINING.withEpochs(1).withAveraging(0.9))
                .train(DATA)
                .model();

        NcfModel plain =
                trainer.withTraining(TRAINING.withEpochs(1)).train(DATA).model();
        for (String name : plain.tensorNames()) {
            assertArrayEquals(plain.tensor(name).data, averaged.tensor(name).data, name);
        }
    }

    @Test
    void itCountsAsAModelMoreInMemory() {
        Trainer trainer = Trainer.of(Mf.defaults().withFactors(500)).withTraining(TRAINING);
        long plain = trainer.memoryNeeded(DATA);
        long weights = 4L * 500 * (DATA.userCount() + DATA.itemCount());

        long more = trainer.withTraining(trainer.training().withAveraging(0.5)).memoryNeeded(DATA) - plain;

        assertTrue(more >= weights && more < 3 * weights, more + " bytes for " + weights);
    }
}
