package org.ncf4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossTest {
    private static final Loss LOSS = Loss.BINARY_CROSS_ENTROPY;

    /** From the definition, -ln s(z) and -ln(1 - s(z)), with 1 - s(z) = s(-z). */
    @ParameterizedTest
    @ValueSource(floats = {-20, -3, -0.5f, 0, 1e-3f, 0.5f, 3, 20})
    void theValueIsTheNegativeLogLikelihood(float z) {
        double one = -StrictMath.log(1 / (1 + StrictMath.exp(-z)));
        double zero = -StrictMath.log(1 / (1 + StrictMath.exp(z)));

        assertEquals(one, LOSS.value(z, 1), 3 * Math.ulp((float) one));
        assertEquals(zero, LOSS.value(z, 0), 3 * Math.ulp((float) zero));
    }

    @ParameterizedTest
    @ValueSource(floats = {-20, -3, -0.5f, 0, 1e-3f, 0.5f, 3, 20})
    void theDerivativeIsThatOfTheValue(float z) {
        double sigmoid = 1 / (1 + StrictMath.exp(-z));

        assertEquals(sigmoid, LOSS.derivative(z, 0), 3 * Math.ulp((float) sigmoid));
        // one rounding of a number near 1 remains in the difference
        assertEquals(sigmoid - 1, LOSS.derivative(z, 1), 3 * Math.ulp(1f));
    }

    @Test
    void noLogitOverflows() {
        assertEquals(Float.MAX_VALUE, LOSS.value(Float.MAX_VALUE, 0));
        assertEquals(Float.MAX_VALUE, LOSS.value(-Float.MAX_VALUE, 1));
        assertEquals(0f, LOSS.value(Float.MAX_VALUE, 1));
        assertEquals(0f, LOSS.value(-Float.MAX_VALUE, 0));
    }

    @Test
    void whatIsNoNumberShows() {
        for (float label : new float[] {0, 1}) {
            assertTrue(Float.isNaN(LOSS.value(Float.NaN, label)));
            assertTrue(Float.isNaN(LOSS.derivative(Float.NaN, label)));
        }
    }
}
