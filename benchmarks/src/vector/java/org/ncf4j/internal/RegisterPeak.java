package org.ncf4j.internal;

import jdk.incubator.vector.FloatVector;

/**
 * Fused multiply-adds that never leave the registers: sixteen chains, enough to hide the latency of each. What a core can
 * do at most.
 */
public final class RegisterPeak implements Product {
    private static final int CHAINS = 16;

    /** FLOPs of one of the {@code times}; a power of two for every length of vectors. */
    public static final int FLOPS = 2 * CHAINS * 16;

    /** Ready. */
    public RegisterPeak() {}

    @Override
    public float run(int times) {
        FloatVector x = FloatVector.broadcast(Lanes.SPECIES, 0.5f);
        FloatVector y = FloatVector.broadcast(Lanes.SPECIES, 0.25f);
        FloatVector c0 = FloatVector.zero(Lanes.SPECIES);
        FloatVector c1 = c0.add(1f);
        FloatVector c2 = c0.add(2f);
        FloatVector c3 = c0.add(3f);
        FloatVector c4 = c0.add(4f);
        FloatVector c5 = c0.add(5f);
        FloatVector c6 = c0.add(6f);
        FloatVector c7 = c0.add(7f);
        FloatVector c8 = c0.add(8f);
        FloatVector c9 = c0.add(9f);
        FloatVector c10 = c0.add(10f);
        FloatVector c11 = c0.add(11f);
        FloatVector c12 = c0.add(12f);
        FloatVector c13 = c0.add(13f);
        FloatVector c14 = c0.add(14f);
        FloatVector c15 = c0.add(15f);
        // c = c / 2 + 1/4: stays near 1/2
        for (int i = 0; i < times * (16 / Lanes.LENGTH); i++) {
            c0 = c0.fma(x, y);
            c1 = c1.fma(x, y);
            c2 = c2.fma(x, y);
            c3 = c3.fma(x, y);
            c4 = c4.fma(x, y);
            c5 = c5.fma(x, y);
            c6 = c6.fma(x, y);
            c7 = c7.fma(x, y);
            c8 = c8.fma(x, y);
            c9 = c9.fma(x, y);
            c10 = c10.fma(x, y);
            c11 = c11.fma(x, y);
            c12 = c12.fma(x, y);
            c13 = c13.fma(x, y);
            c14 = c14.fma(x, y);
            c15 = c15.fma(x, y);
        }
        float[] sums = new float[Lanes.LENGTH];
        c0.add(c1)
                .add(c2)
                .add(c3)
                .add(c4)
                .add(c5)
                .add(c6)
                .add(c7)
                .add(c8)
                .add(c9)
                .add(c10)
                .add(c11)
                .add(c12)
                .add(c13)
                .add(c14)
                .add(c15)
                .intoArray(sums, 0);
        return sums[0];
    }
}
