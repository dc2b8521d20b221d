package org.ncf4j.eval;

/** Scores as ints of the same order, and how to sort very many of them: by digits, in time linear in their number. */
final class SortedScores {
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;
    private static final int PASSES = 3;

    private SortedScores() {}

    /** An int that orders as the score does: the bits of a float are sign and magnitude. Finite or infinite, not NaN. */
    static int key(float score) {
        // Adding 0 makes -0 to 0, its equal.
        int bits = Float.floatToRawIntBits(score + 0f);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }

    /** Sorts keys, ascending; the array that is given is not of use any more. */
    static int[] sort(int[] keys) {
        int[][] places = new int[PASSES][DIGITS];
        for (int key : keys) {
            for (int pass = 0; pass < PASSES; pass++) {
                places[pass][digit(key, pass)]++;
            }
        }
        int[] from = keys;
        int[] to = new int[keys.length];
        for (int pass = 0; pass < PASSES; pass++) {
            int[] next = places[pass];
            int place = 0;
            for (int digit = 0; digit < DIGITS; digit++) {
                int count = next[digit];
                next[digit] = place;
                place += count;
            }
            for (int key : from) {
                to[next[digit(key, pass)]++] = key;
            }
            int[] sorted = to;
            to = from;
            from = sorted;
        }
        return from;
    }

    /** From the lowest digit on, with negative keys before the others. */
    private static int digit(int key, int pass) {
        return ((key ^ Integer.MIN_VALUE) >>> (pass * DIGIT_BITS)) & (DIGITS - 1);
    }
}
