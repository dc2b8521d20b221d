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
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.nn.Sgd;

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

    @Test
    void labelledPairsAreAveragedToo() {
        LabeledPairs pairs = SimulatedShop.create(SimulatedShop.Config.defaults()
                        .withPositives(600)
                        .withNegatives(600)
                        .withUsers(70)
                        .withItems(50))
                .pairs();
        Trainer trainer = Trainer.of(Mf.defaults().withFactors(4));
        float[] first = trainer.withTraining(TRAINING.withEpochs(1))
                .train(pairs)
                .model()
                .tensor("mf_item")
                .data;
        float[] second = trainer.withTraining(TRAINING.withEpochs(2))
                .train(pairs)
                .model()
                .tensor("mf_item")
                .data;
        float[] averaged = trainer.withTraining(TRAINING.withEpochs(2).withAveraging(0.9))
                .train(pairs)
                .model()
                .tensor("mf_item")
                .data;
        for (int i = 0; i < averaged.length; i++) {
            assertEquals(first[i] / 3 + 2 * second[i] / 3, averaged[i], 1e-6);
        }
    }

    @Test
    void halvesThatAreJoinedAsTheyAreHaveNoAverage() {
        NcfModel product = trained(Gmf.defaults().withFactors(4), TRAINING);
        NcfModel tower = trained(Mlp.defaults().withLayers(8, 4), TRAINING);
        Trainer trainer =
                Trainer.of(NeuMf.defaults().withFactors(4).withLayers(8, 4)).withPretrained(product, tower, 0.5);
        TrainingConfig none = TRAINING.withEpochs(0);

        NcfModel joined =
                trainer.withTraining(none.withAveraging(0.9)).train(DATA).model();

        assertArrayEquals(
                trainer.withTraining(none).train(DATA).model().tensor("gmf_user").data, joined.tensor("gmf_user").data);
        assertEquals(
                trainer.withTraining(none).memoryNeeded(DATA),
                trainer.withTraining(none.withAveraging(0.9)).memoryNeeded(DATA));
    }

    /** As in {@link EarlyStoppingTest}: the weights are too large after some epochs. */
    @Test
    void whereTrainingDivergesTheBestAverageIsKept() {
        ModelConfig config = Mf.defaults().withFactors(4);
        TrainingConfig growing =
                TRAINING.withEpochs(9).withOptimizer(new Sgd(1)).withL2(2.2).withAveraging(0.5);
        double[] falling = {0};

        TrainingResult result = Trainer.of(config)
                .withTraining(growing)
                .withEarlyStopping(EarlyStopping.on(model -> falling[0]--).withPatience(9))
                .train(DATA);

        assertEquals(1, result.bestEpoch());
        assertArrayEquals(
                trained(config, growing.withEpochs(1).withAveraging(0)).tensor("mf_item").data,
                result.model().tensor("mf_item").data);
    }

    @Test
    void theMemoryOfAHalfHasItsAverage() {
        TrainingConfig tower = TRAINING.withAveraging(0.5);
        Trainer trainer =
                Trainer.of(NeuMf.defaults().withFactors(6).withLayers(1024, 8)).withTraining(TRAINING.withEpochs(0));
        ImplicitAls product = ImplicitAls.defaults().withFactors(4);

        long with = trainer.withPretraining(Pretraining.of(product, tower, 0.9)).memoryNeeded(DATA);
        long without = trainer.withPretraining(Pretraining.of(product, tower.withAveraging(0), 0.9))
                .memoryNeeded(DATA);

        assertTrue(with - without >= 4L * 512 * (DATA.userCount() + DATA.itemCount()), with + " and " + without);
    }
}
