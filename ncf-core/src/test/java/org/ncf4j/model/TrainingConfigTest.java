package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.nn.Adam;
import org.ncf4j.nn.Sgd;

class TrainingConfigTest {
    private static final TrainingConfig DEFAULTS = TrainingConfig.defaults();
    private static final Adam ADAM = Adam.defaults();

    @Test
    void theDefaultsAreThoseThatTheJavadocStates() {
        assertEquals(new TrainingConfig(20, 256, 4, 0, ADAM, 1), DEFAULTS);
    }

    @Test
    void aWitherChangesOneValue() {
        assertEquals(new TrainingConfig(3, 256, 4, 0, ADAM, 1), DEFAULTS.withEpochs(3));
        assertEquals(new TrainingConfig(20, 3, 4, 0, ADAM, 1), DEFAULTS.withBatchSize(3));
        assertEquals(new TrainingConfig(20, 256, 0, 0, ADAM, 1), DEFAULTS.withNegatives(0));
        assertEquals(new TrainingConfig(20, 256, 4, 0.5, ADAM, 1), DEFAULTS.withL2(0.5));
        assertEquals(new TrainingConfig(20, 256, 4, 0, new Sgd(3), 1), DEFAULTS.withOptimizer(new Sgd(3)));
        assertEquals(new TrainingConfig(20, 256, 4, 0, ADAM, -7), DEFAULTS.withSeed(-7));
        assertEquals(new TrainingConfig(20, 256, 4, 0, ADAM.withLearningRate(3), 1), DEFAULTS.withLearningRate(3));
        assertEquals(
                new Sgd(3),
                DEFAULTS.withOptimizer(new Sgd(1)).withLearningRate(3).optimizer());
    }

    @Test
    void countsHaveALeastValue() {
        assertMessage("epochs must be at least 1, but is 0", () -> DEFAULTS.withEpochs(0));
        assertMessage("batchSize must be at least 1, but is 0", () -> DEFAULTS.withBatchSize(0));
        assertMessage("negatives must be at least 0, but is -1", () -> DEFAULTS.withNegatives(-1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-9, Double.NaN, Double.POSITIVE_INFINITY})
    void l2IsFiniteAndNotNegative(double l2) {
        assertMessage("l2 must be finite and not negative, but is " + l2, () -> DEFAULTS.withL2(l2));
    }

    @ParameterizedTest
    @CsvSource({"1e-46, 0.0", "1e-300, 0.0", "3.5e38, Infinity", "1e300, Infinity"})
    void l2IsThereAsAFloatToo(double l2, String narrow) {
        assertMessage(
                "l2 must be finite as a float, and 0 only if it is 0, but " + l2 + " becomes " + narrow,
                () -> DEFAULTS.withL2(l2));
    }

    @Test
    void zeroAndTheOutermostFloatsAreStrengthsOfL2() {
        for (double l2 : new double[] {0, Float.MIN_VALUE, Float.MAX_VALUE}) {
            assertEquals(l2, DEFAULTS.withL2(l2).l2());
        }
    }

    @Test
    void nothingIsNull() {
        assertThrows(NullPointerException.class, () -> DEFAULTS.withOptimizer(null));
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
