package org.ncf4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {
    @Test
    void theDefaultsOfAdamAreThoseOfThePaper() {
        assertEquals(new Adam(0.001, 0.9, 0.999, 1e-8, Adam.Embeddings.LAZY), Adam.defaults());
    }

    @Test
    void withersChangeOneValue() {
        assertEquals(
                new Adam(0.5, 0.9, 0.999, 1e-8, Adam.Embeddings.LAZY),
                Adam.defaults().withLearningRate(0.5));
        assertEquals(
                new Adam(0.001, 0.9, 0.999, 1e-8, Adam.Embeddings.DENSE),
                Adam.defaults().withEmbeddings(Adam.Embeddings.DENSE));
        assertEquals(new Sgd(0.5), new Sgd(0.1).withLearningRate(0.5));
        assertEquals(0.25, ((Optimizer) new Sgd(0.25)).learningRate());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void whatMustBePositiveAndFiniteIs(double value) {
        assertMessage(
                "learningRate must be positive and finite, but is " + value,
                () -> Adam.defaults().withLearningRate(value));
        assertMessage("learningRate must be positive and finite, but is " + value, () -> new Sgd(value));
    }

    /** The engine computes in float: training would stand still, or end at NaN. */
    @ParameterizedTest
    @CsvSource({"1e-46, 0.0", "1e-300, 0.0", "3.5e38, Infinity", "1e300, Infinity"})
    void aLearningRateIsOneAsAFloatToo(double value, String narrow) {
        String message = "learningRate must be positive and finite as a float, but " + value + " becomes " + narrow;
        assertMessage(message, () -> Adam.defaults().withLearningRate(value));
        assertMessage(message, () -> new Sgd(value));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Float.MIN_VALUE, Float.MAX_VALUE})
    void theOutermostFloatsAreLearningRates(double value) {
        assertEquals(value, new Sgd(value).learningRate());
        assertEquals(value, Adam.defaults().withLearningRate(value).learningRate());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
    void decaysLieBetweenZeroAndOne(double value) {
        assertMessage(
                "beta1 must be at least 0 and below 1, but is " + value,
                () -> new Adam(1, value, 0.9, 1e-8, Adam.Embeddings.LAZY));
        assertMessage(
                "beta2 must be at least 0 and below 1, but is " + value,
                () -> new Adam(1, 0.9, value, 1e-8, Adam.Embeddings.LAZY));
    }

    /** 0 over 0 is the least of it: without a second moment, epsilon alone stands below the first. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 9e-16, 1e-50, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void epsilonIsLargeEnoughToDivideBy(double value) {
        assertMessage(
                "epsilon must be at least 1.0E-15 and finite, but is " + value,
                () -> new Adam(1, 0.9, 0.9, value, Adam.Embeddings.LAZY));
    }

    @Test
    void epsilonIsFiniteAsAFloatToo() {
        assertMessage(
                "epsilon must be positive and finite as a float, but 1.0E39 becomes Infinity",
                () -> new Adam(1, 0.9, 0.9, 1e39, Adam.Embeddings.LAZY));
    }

    @Test
    void nothingIsNull() {
        assertThrows(NullPointerException.class, () -> Adam.defaults().withEmbeddings(null));
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
