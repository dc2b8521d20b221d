package org.ncf4j.internal;

/**
 * Fused multiply-add, {@code a * b + c} rounded once, on every machine at a bearable speed. Where the processor has the
 * instruction this is {@link Math#fma}; elsewhere the JDK computes that in {@code BigDecimal}, hundreds of times slower,
 * and an exact emulation in double takes its place. The bits are the same.
 */
public final class Fma {
    /** Whether the JVM uses the processor's instruction. Decides about speed alone. */
    static final boolean HARDWARE = probe();

    private static final int PROBE_ROUNDS = 50;
    private static final int PROBE_CALLS = 20;
    /** Even the interpreter takes less than a tenth of this for the instruction, and BigDecimal several times as much. */
    private static final long PROBE_NANOS = 400;

    private Fma() {}

    /** {@code a * b + c}, rounded once. */
    public static float of(float a, float b, float c) {
        return HARDWARE ? Math.fma(a, b, c) : emulate(a, b, c);
    }

    /**
     * The product of two floats is exact in double. Its sum with the third is rounded to odd (Boldo and Melquiond,
     * Emulation of FMA and Correctly Rounded Sums: Proved Algorithms Using Rounding to Odd, IEEE Transactions on
     * Computers 57(4), 2008, theorem 2): where it is not exact, the neighbour with an odd last bit is taken, so that no
     * tie arises when it is narrowed to float.
     */
    static float emulate(float a, float b, float c) {
        double product = (double) a * b;
        double sum = product + c;
        double error = error(product, c, sum);
        // false for NaN, which infinite operands leave
        if (Math.abs(error) > 0) {
            long bits = Double.doubleToRawLongBits(sum);
            if ((bits & 1) == 0) {
                // away from zero if the error has the sign of the sum: the bits of a double grow with its magnitude
                sum = Double.longBitsToDouble(error > 0 == sum > 0 ? bits + 1 : bits - 1);
            }
        }
        return (float) sum;
    }

    /** What rounding cut off {@code a + b == sum}, exactly (Knuth's TwoSum). */
    private static double error(double a, double b, double sum) {
        double part = sum - a;
        return (a - (sum - part)) + (b - part);
    }

    private static boolean probe() {
        float sink = 0;
        long best = Long.MAX_VALUE;
        for (int round = 0; round < PROBE_ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 1; i <= PROBE_CALLS; i++) {
                sink += Math.fma(1.1f, i, 0.3f);
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        return sink > 0 && best < PROBE_CALLS * PROBE_NANOS;
    }
}
