package org.ncf4j.internal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors of this machine, and the functions of {@link FloatMath} on them, operation for operation.
 *
 * <p>There is one length of vectors and no second one for the ends of rows: the compiler makes vectors of these calls
 * only where it knows their class, and takes that from what has run before; with two classes about, they become objects.
 * Loops call the Vector API itself and no helper for a load or a broadcast: calls into it are inlined into a method of any
 * size, calls of our own are not.
 */
final class Lanes {
    /** The machine's own species, but at most the 16 lanes that {@link Dot} defines. */
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED.length() > Dot.LANES
            ? FloatVector.SPECIES_512
            : FloatVector.SPECIES_PREFERRED;

    /** Lanes in a vector: 4, 8 or 16. */
    static final int LENGTH = SPECIES.length();

    private static final float LOG2_E = 0x1.715476p0f;
    private static final float LN2_HIGH = 0x1.62e4p-1f;
    private static final float LN2_LOW = 0x1.7f7d1cp-20f;
    private static final float ROUND = 0x1.8p23f;
    private static final int ROUND_BITS = 0x4B400000;
    private static final float EXP_UNDERFLOW = -103.98f;

    private Lanes() {}

    /**
     * {@code e = FloatMath.exp(-factor |x|)}, the factor a power of two, over whole vectors. What a long function gives is
     * passed on in memory: as a return value it would be an object wherever the function is not inlined.
     */
    static void expOfNegative(float factor, float[] x, int at, float[] e, int to, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector negative =
                    FloatVector.fromArray(SPECIES, x, at + i).abs().mul(-factor);
            FloatVector shifted =
                    negative.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUND));
            FloatVector n = shifted.sub(ROUND).neg();
            FloatVector r = n.fma(
                    FloatVector.broadcast(SPECIES, LN2_LOW), n.fma(FloatVector.broadcast(SPECIES, LN2_HIGH), negative));
            FloatVector p = FloatVector.broadcast(SPECIES, 0.0013814599f)
                    .fma(r, FloatVector.broadcast(SPECIES, 0.008368717f))
                    .fma(r, FloatVector.broadcast(SPECIES, 0.04166839f))
                    .fma(r, FloatVector.broadcast(SPECIES, 0.16666521f))
                    .fma(r, FloatVector.broadcast(SPECIES, 0.49999994f))
                    .fma(r.mul(r), r)
                    .add(1f);
            // the whole number stands in the low bits of the shifted one
            IntVector whole = shifted.reinterpretAsInts().sub(ROUND_BITS);
            IntVector half = whole.lanewise(VectorOperators.ASHR, 1);
            FloatVector high = half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            FloatVector low =
                    whole.sub(half).add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            p.mul(high)
                    .mul(low)
                    .blend(0f, negative.compare(VectorOperators.LT, EXP_UNDERFLOW))
                    .intoArray(e, to + i);
        }
    }

    /**
     * {@link FloatMath#crossEntropy} and {@code (FloatMath.sigmoid(logit) - label) / count} over whole vectors.
     *
     * @param e {@code exp(-|logit|)}
     */
    static void crossEntropy(
            float[] logits,
            float[] labels,
            int at,
            float[] e,
            float count,
            float[] losses,
            float[] slopes,
            int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, e, i);
            FloatVector s = x.div(x.add(2f));
            FloatVector square = s.mul(s);
            FloatVector p = FloatVector.broadcast(SPECIES, 0.12150837f)
                    .fma(square, FloatVector.broadcast(SPECIES, 0.10713739f))
                    .fma(square, FloatVector.broadcast(SPECIES, 0.1430845f))
                    .fma(square, FloatVector.broadcast(SPECIES, 0.19999439f))
                    .fma(square, FloatVector.broadcast(SPECIES, 0.33333337f));
            FloatVector twice = s.add(s);
            FloatVector log = twice.mul(square).fma(p, twice);
            FloatVector z = FloatVector.fromArray(SPECIES, logits, at + i);
            FloatVector y = FloatVector.fromArray(SPECIES, labels, at + i);
            FloatVector positive = FloatVector.zero(SPECIES).blend(z, z.compare(VectorOperators.GT, 0f));
            positive.sub(z.mul(y)).add(log).intoArray(losses, i);
            FloatVector high = FloatVector.broadcast(SPECIES, 1f).div(x.add(1f));
            FloatVector sigmoid = x.mul(high).blend(high, z.compare(VectorOperators.GE, 0f));
            sigmoid.sub(y).div(count).intoArray(slopes, i);
        }
    }

    /**
     * {@link FloatMath#sigmoid} in place over whole vectors.
     *
     * @param e {@code exp(-|x|)}
     */
    static void sigmoid(float[] x, float[] e, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector exp = FloatVector.fromArray(SPECIES, e, i);
            FloatVector high = FloatVector.broadcast(SPECIES, 1f).div(exp.add(1f));
            exp.mul(high)
                    .blend(high, FloatVector.fromArray(SPECIES, x, i).compare(VectorOperators.GE, 0f))
                    .intoArray(x, i);
        }
    }

    /**
     * {@link FloatMath#tanh} in place over whole vectors.
     *
     * @param e {@code exp(-2 |x|)}
     */
    static void tanh(float[] values, float[] e, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, values, i);
            FloatVector z = x.mul(x);
            FloatVector p = FloatVector.broadcast(SPECIES, -0.005717045f)
                    .fma(z, FloatVector.broadcast(SPECIES, 0.020650588f))
                    .fma(z, FloatVector.broadcast(SPECIES, -0.0537435f))
                    .fma(z, FloatVector.broadcast(SPECIES, 0.13331491f))
                    .fma(z, FloatVector.broadcast(SPECIES, -0.33333284f));
            FloatVector small = x.mul(z).fma(p, x).blend(x, x.compare(VectorOperators.EQ, 0f));
            FloatVector exp = FloatVector.fromArray(SPECIES, e, i);
            FloatVector t = FloatVector.broadcast(SPECIES, 1f).sub(exp).div(exp.add(1f));
            t.blend(t.neg(), x.compare(VectorOperators.LT, 0f))
                    .blend(small, x.abs().compare(VectorOperators.LT, 0.625f))
                    .intoArray(values, i);
        }
    }

    /** {@code target += source}. */
    static void add(float[] source, int from, float[] target, int to, int length) {
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) {
            FloatVector.fromArray(SPECIES, target, to + i)
                    .add(FloatVector.fromArray(SPECIES, source, from + i))
                    .intoArray(target, to + i);
        }
        for (; i < length; i++) {
            target[to + i] += source[from + i];
        }
    }

    /** {@code target = scale * source}. */
    static void scale(float scale, float[] source, int from, float[] target, int to, int length) {
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) {
            FloatVector.fromArray(SPECIES, source, from + i).mul(scale).intoArray(target, to + i);
        }
        for (; i < length; i++) {
            target[to + i] = scale * source[from + i];
        }
    }
}
