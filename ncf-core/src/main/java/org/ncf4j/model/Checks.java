package org.ncf4j.model;

import java.util.List;

/** Argument checks, written so that NaN fails them. */
final class Checks {
    private Checks() {}

    static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", but is " + value);
        }
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be finite and not negative, but is " + value);
        }
        // the engine computes in float
        float narrow = (float) value;
        if (narrow == Float.POSITIVE_INFINITY || (narrow == 0 && value > 0)) {
            throw new IllegalArgumentException(
                    name + " must be finite as a float, and 0 only if it is 0, but " + value + " becomes " + narrow);
        }
    }

    static void positive(String name, double value) {
        notNegative(name, value);
        if (value == 0) {
            throw new IllegalArgumentException(name + " must be positive, but is 0");
        }
    }

    /** A tower from its input down: at least two widths, all positive, the input even. */
    static List<Integer> layers(List<Integer> layers) {
        List<Integer> copy = List.copyOf(layers);
        if (copy.size() < 2) {
            throw new IllegalArgumentException(
                    "layers must name the input width and at least one layer, such as 64,32,16,8, but is " + copy);
        }
        for (int width : copy) {
            if (width < 1) {
                throw new IllegalArgumentException("layers must be positive widths, but are " + copy);
            }
        }
        if (copy.get(0) % 2 != 0) {
            throw new IllegalArgumentException(
                    "the first of layers is the input, two embeddings of half its width, so it must be even, but is "
                            + copy.get(0));
        }
        return copy;
    }
}
