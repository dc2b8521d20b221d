package org.ncf4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateTest {
    /** Of 10 steps an epoch, 4 epochs. */
    private static double at(LearningRate rate, long step) {
        return rate.at(step, 10, 4);
    }

    @Test
    void constantIsOne() {
        assertEquals(1, at(LearningRate.constant(), 0));
        assertEquals(1, at(LearningRate.constant(), 39));
    }

    @Test
    void stepsFallAfterWholeEpochs() {
        LearningRate rate = LearningRate.step(2, 0.5);
        assertEquals(1, at(rate, 0));
        assertEquals(1, at(rate, 19));
        assertEquals(0.5, at(rate, 20));
        assertEquals(0.5, at(rate, 39));
        assertEquals(0.25, at(rate, 40));
    }

    @Test
    void theCosineEndsWhereItShould() {
        LearningRate rate = LearningRate.cosine(0.2);
        assertEquals(1, at(rate, 0));
        assertEquals(0.6, at(rate, 20), 1e-15);
        assertEquals(0.2, at(rate, 40), 1e-15);
    }

    @Test
    void warmingUpIsLinearAndMultiplies() {
        LearningRate rate = LearningRate.step(1, 0.5).withWarmup(1.5);
        assertEquals(1 / 15.0, at(rate, 0), 1e-15);
        assertEquals(10 / 15.0, at(rate, 9), 1e-15);
        assertEquals(0.5 * 11 / 15, at(rate, 10), 1e-15);
        assertEquals(0.5, at(rate, 14), 1e-15);
        assertEquals(0.5, at(rate, 19), 1e-15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"constant", "step(3, 0.85)", "cosine(0.01)", "constant warmup(2)", "cosine(0) warmup(0.5)"})
    void whatIsWrittenReadsBack(String text) {
        assertEquals(text, LearningRate.parse(text).toString());
        assertEquals(LearningRate.parse(text), LearningRate.parse("  " + text.replace(" ", "  ") + " "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "linear",
                "step(3)",
                "step(a, 0.5)",
                "step(0, 0.5)",
                "step(1, 0)",
                "step(1, 1.5)",
                "cosine(-0.1)",
                "cosine(NaN)",
                "constant warmup(-1)",
                "constant warmup(NaN)",
                "cosine 0.5"
            })
    void anythingElseIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> LearningRate.parse(text));
    }
}
