package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.nn.Sgd;

class EarlyStoppingTest {
    private static final Interactions DATA = SimulatedShop.create(SimulatedShop.Config.defaults()
                    .withPositives(800)
                    .withNegatives(800)
                    .withUsers(100)
                    .withItems(60))
            .purchases();
    private static final TrainingConfig TRAINING = TrainingConfig.paper().withEpochs(9);
    private static final Trainer TRAINER =
            Trainer.of(NeuMf.defaults().withFactors(6).withLayers(16, 8)).withTraining(TRAINING);

    /** Values in the order of the calls. */
    private static ToDoubleFunction<NcfModel> metric(List<NcfModel> judged, double... values) {
        return model -> {
            judged.add(model);
            return values[judged.size() - 1];
        };
    }

    private static void assertSame(NcfModel expected, NcfModel actual) {
        for (String name : expected.tensorNames()) {
            assertArrayEquals(expected.tensor(name).data, actual.tensor(name).data, name);
        }
    }

    @Test
    void theBestEpochIsRestoredAndTrainingEndsWithoutABetterOne() {
        List<NcfModel> judged = new ArrayList<>();
        TrainingResult result = TRAINER.withEarlyStopping(
                        EarlyStopping.on(metric(judged, 1, 3, 2, 3, 2.9)).withPatience(3))
                .train(DATA);

        assertEquals(2, result.bestEpoch());
        assertEquals(5, result.epochs().size());
        assertSame(TRAINER.withTraining(TRAINING.withEpochs(2)).train(DATA).model(), result.model());
    }

    @Test
    void onlyEveryFewEpochsAreJudgedAndTheLast() {
        List<NcfModel> judged = new ArrayList<>();
        TrainingResult result = TRAINER.withEarlyStopping(
                        EarlyStopping.on(metric(judged, 1, 2, 3)).withEvery(4))
                .train(DATA);

        assertEquals(3, judged.size(), "epochs 4, 8 and 9");
        assertEquals(9, result.bestEpoch());
        assertSame(TRAINER.train(DATA).model(), result.model());
    }

    @Test
    void aMetricThatIsNoNumberIsRefused() {
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> TRAINER.withEarlyStopping(EarlyStopping.on(model -> Double.NaN))
                        .train(DATA));
        assertEquals("the metric of early stopping is NaN after epoch 1", e.getMessage());
    }

    /** L2 of 2.2 at a rate of 1 makes every weight that is touched 1.2 times as large, which is too large after some epochs. */
    @Test
    void whereTrainingDivergesTheBestEpochBeforeIsKept() {
        Trainer growing = Trainer.of(Mf.defaults().withFactors(4))
                .withTraining(TRAINING.withOptimizer(new Sgd(1)).withL2(2.2));
        assertThrows(TrainingDivergedException.class, () -> growing.train(DATA));
        double[] falling = {0};

        TrainingResult result = growing.withEarlyStopping(
                        EarlyStopping.on(model -> falling[0]--).withPatience(9))
                .train(DATA);

        assertEquals(1, result.bestEpoch());
        assertSame(
                growing.withTraining(growing.training().withEpochs(1))
                        .train(DATA)
                        .model(),
                result.model());
    }

    @Test
    void numbersHaveALeastValue() {
        EarlyStopping any = EarlyStopping.on(model -> 0);
        assertThrows(IllegalArgumentException.class, () -> any.withPatience(0));
        assertThrows(IllegalArgumentException.class, () -> any.withEvery(0));
    }

    @Test
    void withoutItTheLastEpochIsTheBest() {
        assertEquals(9, TRAINER.train(DATA).bestEpoch());
    }
}
