package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.nn.Adam;
import org.ncf4j.nn.LearningRate;
import org.ncf4j.nn.Loss;
import org.ncf4j.nn.Optimizer;
import org.ncf4j.nn.Sgd;

class TrainingConfigTest {
    private static final TrainingConfig PAPER = TrainingConfig.paper();
    private static final Adam ADAM = Adam.defaults();

    private static TrainingConfig config(int epochs, int batchSize, int negatives, Optimizer optimizer, long seed) {
        return new TrainingConfig(
                epochs,
                batchSize,
                Loss.BINARY_CROSS_ENTROPY,
                negatives,
                new NegativeSampling(0, false, 1),
                1,
                false,
                new Regularization(0, 0, 0, false, 0),
                optimizer,
                new LearningRate(LearningRate.Kind.CONSTANT, 0, 1, 0),
                0,
                0,
                seed);
    }

    @Test
    void theDefaultsAreThoseThatTheJavadocStates() {
        assertEquals(config(20, 256, 4, ADAM, 1), TrainingConfig.paper());
        assertEquals(
                config(20, 512, 8, ADAM, 1)
                        .withRegularization(new Regularization(3e-5, 1e-4, 0, false, 0))
                        .withAveraging(0.8),
                TrainingConfig.defaults());
        for (ModelConfig model : List.of(Gmf.defaults(), Mlp.defaults(), NeuMf.defaults())) {
            assertEquals(TrainingConfig.defaults(), TrainingConfig.defaults(model));
        }
        assertEquals(TrainingConfig.defaults().withLearningRate(0.002), TrainingConfig.defaults(Mf.defaults()));
    }

    @Test
    void aWitherChangesOneValue() {
        assertEquals(config(3, 256, 4, ADAM, 1), PAPER.withEpochs(3));
        assertEquals(config(20, 3, 4, ADAM, 1), PAPER.withBatchSize(3));
        assertEquals(config(20, 256, 0, ADAM, 1), PAPER.withNegatives(0));
        assertEquals(config(20, 256, 4, new Sgd(3), 1), PAPER.withOptimizer(new Sgd(3)));
        assertEquals(config(20, 256, 4, ADAM, -7), PAPER.withSeed(-7));
        assertEquals(config(20, 256, 4, ADAM.withLearningRate(3), 1), PAPER.withLearningRate(3));
        assertEquals(
                new Sgd(3), PAPER.withOptimizer(new Sgd(1)).withLearningRate(3).optimizer());
        assertEquals(Loss.BPR, PAPER.withLoss(Loss.BPR).loss());
        assertEquals(
                NegativeSampling.hardest(3),
                PAPER.withSampling(NegativeSampling.hardest(3)).sampling());
        assertEquals(2.5, PAPER.withPositiveWeight(2.5).positiveWeight());
        assertTrue(PAPER.withWeighByRating(true).weighByRating());
        assertEquals(Regularization.l2(0.5), PAPER.withL2(0.5).regularization());
        assertEquals(
                LearningRate.cosine(0.5),
                PAPER.withSchedule(LearningRate.cosine(0.5)).schedule());
        assertEquals(3, PAPER.withClipNorm(3).clipNorm());
        assertEquals(0.9, PAPER.withAveraging(0.9).averaging());
    }

    /** No two values of this config are the same, so that none can be lost or put in another's place. */
    @Test
    void aWitherKeepsTheRest() {
        TrainingConfig odd = new TrainingConfig(
                3,
                5,
                Loss.BINARY_CROSS_ENTROPY,
                7,
                NegativeSampling.hardest(2),
                2.5,
                true,
                new Regularization(0.1, 0.2, 0.3, true, 0.4),
                new Sgd(0.6),
                LearningRate.cosine(0.5),
                8,
                0.9,
                11);
        assertEquals(odd, odd.withEpochs(3));
        assertEquals(odd, odd.withBatchSize(5));
        assertEquals(odd, odd.withLoss(Loss.BINARY_CROSS_ENTROPY));
        assertEquals(odd, odd.withNegatives(7));
        assertEquals(odd, odd.withSampling(NegativeSampling.hardest(2)));
        assertEquals(odd, odd.withPositiveWeight(2.5));
        assertEquals(odd, odd.withWeighByRating(true));
        assertEquals(odd, odd.withRegularization(odd.regularization()));
        assertEquals(odd, odd.withOptimizer(new Sgd(0.6)));
        assertEquals(odd, odd.withLearningRate(0.6));
        assertEquals(odd, odd.withSchedule(LearningRate.cosine(0.5)));
        assertEquals(odd, odd.withClipNorm(8));
        assertEquals(odd, odd.withAveraging(0.9));
        assertEquals(odd, odd.withSeed(11));
    }

    @Test
    void l2KeepsTheRestOfTheRegularization() {
        Regularization dropped = Regularization.none().withDropout(0.5).withDecoupled(true);
        assertEquals(
                new Regularization(2, 2, 2, true, 0.5),
                PAPER.withRegularization(dropped).withL2(2).regularization());
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertMessage(
                "negatives must be at least 1 for bpr, but is 0",
                () -> PAPER.withNegatives(0).withLoss(Loss.BPR));
        assertMessage(
                "sampling is corrected, which needs the cross-entropy and not bpr",
                () -> PAPER.withSampling(NegativeSampling.popularity(1).withCorrection(true))
                        .withLoss(Loss.BPR));
        assertMessage("positiveWeight must be positive, but is 0", () -> PAPER.withPositiveWeight(0));
        for (double bad : new double[] {-0.1, 1, Double.NaN}) {
            assertMessage("averaging must lie in [0, 1), but is " + bad, () -> PAPER.withAveraging(bad));
        }
        assertMessage("clipNorm must be finite and not negative, but is NaN", () -> PAPER.withClipNorm(Double.NaN));
    }

    @Test
    void countsHaveALeastValue() {
        assertMessage("epochs must be at least 0, but is -1", () -> PAPER.withEpochs(-1));
        assertMessage("batchSize must be at least 1, but is 0", () -> PAPER.withBatchSize(0));
        assertMessage("negatives must be at least 0, but is -1", () -> PAPER.withNegatives(-1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-9, Double.NaN, Double.POSITIVE_INFINITY})
    void l2IsFiniteAndNotNegative(double l2) {
        assertMessage("l2 must be finite and not negative, but is " + l2, () -> PAPER.withL2(l2));
    }

    @ParameterizedTest
    @CsvSource({"1e-46, 0.0", "1e-300, 0.0", "3.5e38, Infinity", "1e300, Infinity"})
    void l2IsThereAsAFloatToo(double l2, String narrow) {
        assertMessage(
                "l2 must be finite as a float, and 0 only if it is 0, but " + l2 + " becomes " + narrow,
                () -> PAPER.withL2(l2));
    }

    @Test
    void zeroAndTheOutermostFloatsAreStrengthsOfL2() {
        for (double l2 : new double[] {0, Float.MIN_VALUE, Float.MAX_VALUE}) {
            assertEquals(l2, PAPER.withL2(l2).regularization().tower());
        }
    }

    @Test
    void nothingIsNull() {
        assertThrows(NullPointerException.class, () -> PAPER.withOptimizer(null));
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
