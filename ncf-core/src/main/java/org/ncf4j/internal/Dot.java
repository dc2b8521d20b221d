package org.ncf4j.internal;

/**
 * Dot products in the one defined order: element {@code j} belongs to lane {@code j mod 16}; a lane is one chain of fused
 * multiply-adds from +0 in ascending {@code j}; the sixteen lanes are then added pairwise, 8 apart, 4, 2 and 1. Vectors
 * of 4, 8 or 16 lanes and plain scalar code can all follow it, which no single chain would allow.
 */
public final class Dot {
    /** The number of lanes. */
    public static final int LANES = 16;

    private Dot() {}

    /** {@code sum a[aOffset + j] * b[bOffset + j]} for {@code j < length}. */
    public static float of(float[] a, int aOffset, float[] b, int bOffset, int length) {
        float even = pair(0, a, aOffset, b, bOffset, length)
                + pair(4, a, aOffset, b, bOffset, length)
                + (pair(2, a, aOffset, b, bOffset, length) + pair(6, a, aOffset, b, bOffset, length));
        float odd = pair(1, a, aOffset, b, bOffset, length)
                + pair(5, a, aOffset, b, bOffset, length)
                + (pair(3, a, aOffset, b, bOffset, length) + pair(7, a, aOffset, b, bOffset, length));
        return even + odd;
    }

    /** Two lanes 8 apart. */
    private static float pair(int lane, float[] a, int ao, float[] b, int bo, int n) {
        return lane(lane, a, ao, b, bo, n) + lane(lane + 8, a, ao, b, bo, n);
    }

    private static float lane(int lane, float[] a, int ao, float[] b, int bo, int n) {
        float sum = 0;
        for (int j = lane; j < n; j += LANES) {
            sum = Fma.of(a[ao + j], b[bo + j], sum);
        }
        return sum;
    }
}
