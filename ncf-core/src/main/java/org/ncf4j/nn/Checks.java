package org.ncf4j.nn;

/** Argument checks, written so that NaN fails them. What the engine computes with in float is checked as a float too. */
final class Checks {
    private Checks() {}

    static void positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be positive and finite, but is " + value);
        }
        float narrow = (float) value;
        if (narrow == 0 || narrow == Float.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    name + " must be positive and finite as a float, but " + value + " becomes " + narrow);
        }
    }

    static void decay(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be at least 0 and below 1, but is " + value);
        }
    }
}
