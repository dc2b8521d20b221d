package org.ncf4j.internal;

/** Arrays of numbers for tests: the same for the same seed. */
public final class TestFloats {
    /** A purpose that no code under test draws under. */
    private static final int TEST = 1000;

    private TestFloats() {}

    /** Standard normal numbers. */
    public static float[] gaussian(int length, long seed) {
        return gaussian(length, 1, seed);
    }

    /** Normal numbers of a standard deviation. */
    public static float[] gaussian(int length, double standardDeviation, long seed) {
        long key = Hash.key(seed, TEST, 0);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (standardDeviation * Hash.gaussian(key, i));
        }
        return values;
    }

    /** Whole numbers in {@code [0, bound)}. */
    public static int[] ints(int length, int bound, long seed) {
        long key = Hash.key(seed, TEST, 1);
        int[] values = new int[length];
        for (int i = 0; i < length; i++) {
            values[i] = Hash.bounded(Hash.bits(key, i), bound);
        }
        return values;
    }
}
