package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Comparison of float arrays with what they should be in double. */
final class Numbers {
    private Numbers() {}

    static double[] doubles(float[] values) {
        double[] copy = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            copy[i] = values[i];
        }
        return copy;
    }

    /** Every error is at most {@code tolerance} times the largest absolute expected value. */
    static void assertClose(String name, double[] expected, double[] actual, double tolerance) {
        assertEquals(expected.length, actual.length, name + " has another length");
        double largest = 0;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(expected[i] - actual[i]);
            assertTrue(
                    error <= tolerance * largest,
                    name + "[" + i + "] is " + actual[i] + ", not " + expected[i] + ": off by " + error / largest
                            + " of the largest");
        }
    }
}
