package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every 4,099th float (a prime, so that all exponents and all low bits occur; with -Dncf.exhaustive=true every one) against {@link StrictMath} in double, whose
 * own error is below 1e-8 of a float's last place. Errors are in units in the last place of the exact result.
 */
class FloatMathTest {
    private static final int STRIDE = Boolean.getBoolean("ncf.exhaustive") ? 1 : 4099;

    private interface FloatFunction {
        float apply(float x);
    }

    @Test
    void expIsExactToOneUlp() {
        assertUlps(1, FloatMath::exp, StrictMath::exp, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    @Test
    void log1pIsExactToTwoUlpsOnTheUnitInterval() {
        assertUlps(2, FloatMath::log1pUnit, StrictMath::log1p, 0, 1);
    }

    @Test
    void sigmoidIsExactToThreeUlps() {
        assertUlps(3, FloatMath::sigmoid, FloatMathTest::sigmoid, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    @Test
    void tanhIsExactToTwoUlps() {
        assertUlps(2, FloatMath::tanh, StrictMath::tanh, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 1})
    void crossEntropyIsExactToThreeUlps(float label) {
        assertUlps(
                3,
                z -> FloatMath.crossEntropy(z, label),
                z -> label == 1 ? softplus(-z) : softplus(z),
                -Float.MAX_VALUE,
                Float.MAX_VALUE);
    }

    @Test
    void nanStaysNan() {
        assertEquals(Float.NaN, FloatMath.exp(Float.NaN));
        assertEquals(Float.NaN, FloatMath.log1pUnit(Float.NaN));
        assertEquals(Float.NaN, FloatMath.sigmoid(Float.NaN));
        assertEquals(Float.NaN, FloatMath.tanh(Float.NaN));
        assertEquals(Float.NaN, FloatMath.crossEntropy(Float.NaN, 0));
        assertEquals(Float.NaN, FloatMath.crossEntropy(Float.NaN, 1));
    }

    @Test
    void infinitiesGiveTheLimits() {
        assertEquals(Float.POSITIVE_INFINITY, FloatMath.exp(Float.POSITIVE_INFINITY));
        assertEquals(0f, FloatMath.exp(Float.NEGATIVE_INFINITY));
        assertEquals(1f, FloatMath.sigmoid(Float.POSITIVE_INFINITY));
        assertEquals(0f, FloatMath.sigmoid(Float.NEGATIVE_INFINITY));
        assertEquals(1f, FloatMath.tanh(Float.POSITIVE_INFINITY));
        assertEquals(-1f, FloatMath.tanh(Float.NEGATIVE_INFINITY));
    }

    @Test
    void theValuesAtZeroAreExact() {
        assertEquals(1f, FloatMath.exp(0));
        assertEquals(0f, FloatMath.log1pUnit(0));
        assertEquals(0.5f, FloatMath.sigmoid(0));
        assertEquals(0.5f, FloatMath.sigmoid(-0f));
        assertEquals(0f, FloatMath.tanh(0));
    }

    /** An odd function is odd at zero too; assertEquals tells -0 from 0. */
    @Test
    void tanhKeepsTheSignOfZero() {
        assertEquals(-0f, FloatMath.tanh(-0f));
        assertEquals(0f, FloatMath.tanh(0f));
    }

    @Test
    void subnormalArgumentsCount() {
        assertEquals(1f, FloatMath.exp(Float.MIN_VALUE));
        assertEquals(2 * Float.MIN_VALUE, FloatMath.log1pUnit(2 * Float.MIN_VALUE));
        assertEquals(Float.MIN_VALUE, FloatMath.tanh(Float.MIN_VALUE));
        assertEquals(-Float.MIN_VALUE, FloatMath.tanh(-Float.MIN_VALUE));
    }

    /** The last float on either side of a limit: where exp leaves the floats, as its exact value does. */
    @Test
    void expOverflowsAndUnderflowsWhereItMust() {
        float infinite = 88.72284f;
        float last = Math.nextDown(infinite);
        assertEquals(StrictMath.exp(last), FloatMath.exp(last), Math.ulp(Float.MAX_VALUE));
        assertEquals(Float.POSITIVE_INFINITY, FloatMath.exp(infinite));
        assertEquals(Float.MIN_VALUE, FloatMath.exp(-103.97f));
        assertEquals(0f, FloatMath.exp(-103.99f));
    }

    /** Not one step backwards over neighbouring floats around the places where a formula gives way to another. */
    @ParameterizedTest
    @ValueSource(floats = {0.625f, -0.625f, 0.3465736f, -0.3465736f, 0, 8.9f})
    void thereIsNoStepBackwardsBeyondTheErrorBound(float middle) {
        float x = middle;
        for (int i = 0; i < 1000; i++) {
            x = Math.nextDown(x);
        }
        for (int i = 0; i < 2000; i++, x = Math.nextUp(x)) {
            float next = Math.nextUp(x);
            assertTrue(FloatMath.exp(next) >= FloatMath.exp(x) - 2 * Math.ulp(FloatMath.exp(x)), "exp at " + x);
            assertTrue(FloatMath.tanh(next) >= FloatMath.tanh(x) - 4 * Math.ulp(FloatMath.tanh(x)), "tanh at " + x);
            assertTrue(
                    FloatMath.sigmoid(next) >= FloatMath.sigmoid(x) - 6 * Math.ulp(FloatMath.sigmoid(x)),
                    "sigmoid at " + x);
        }
    }

    @Test
    void sigmoidOfAVeryNegativeNumberIsStillPositive() {
        assertEquals(StrictMath.exp(-80.0), FloatMath.sigmoid(-80), 3 * Math.ulp((float) StrictMath.exp(-80.0)));
        assertTrue(FloatMath.sigmoid(-103) > 0);
    }

    /** From the definition: -ln s(z), -ln(1 - s(z)). */
    @Test
    void crossEntropyOfAWrongCertaintyIsTheLogit() {
        assertEquals(1000f, FloatMath.crossEntropy(1000, 0));
        assertEquals(1000f, FloatMath.crossEntropy(-1000, 1));
        assertEquals(0f, FloatMath.crossEntropy(1000, 1));
        assertEquals(0f, FloatMath.crossEntropy(-1000, 0));
        assertEquals((float) StrictMath.log(2), FloatMath.crossEntropy(0, 0), Math.ulp(0.6931472f));
        assertEquals(FloatMath.crossEntropy(0, 0), FloatMath.crossEntropy(0, 1));
    }

    private static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + StrictMath.exp(-x)) : StrictMath.exp(x) / (1 + StrictMath.exp(x));
    }

    /** ln(1 + e^x). */
    private static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    /** Visits the floats of [low, high] and fails with the worst of them if it is further off than the bound. */
    private static void assertUlps(
            double bound, FloatFunction function, DoubleUnaryOperator exact, float low, float high) {
        double worst = 0;
        float worstAt = 0;
        for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += STRIDE) {
            float x = Float.intBitsToFloat((int) bits);
            if (!(x >= low && x <= high)) {
                continue;
            }
            double error = ulps(function.apply(x), exact.applyAsDouble(x));
            if (!(error <= worst)) {
                worst = error;
                worstAt = x;
            }
        }
        assertTrue(worst <= bound, "off by " + worst + " ulp at " + worstAt);
    }

    private static double ulps(float actual, double exact) {
        float rounded = (float) exact;
        if (Float.isInfinite(rounded) || Float.isInfinite(actual)) {
            return rounded == actual ? 0 : Double.POSITIVE_INFINITY;
        }
        return Math.abs(actual - exact) / Math.ulp(rounded);
    }
}
