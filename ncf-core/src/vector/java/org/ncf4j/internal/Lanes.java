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

    static FloatVector load(float[] array, int at) {
        return FloatVector.fromArray(SPECIES, array, at);
    }

    static FloatVector zero() {
        return FloatVector.zero(SPECIES);
    }

    static FloatVector broadcast(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }

    /** {@code x <= 0 ? 0 : x}, so that NaN stays. */
    static FloatVector relu(FloatVector x) {
        return x.blend(0f, x.compare(VectorOperators.LE, 0f));
    }

    /** {@link FloatMath#exp} of numbers that are at most 0, or NaN. */
    static FloatVector expOfNegative(FloatVector x) {
        FloatVector shifted = x.fma(broadcast(LOG2_E), broadcast(ROUND));
        FloatVector n = shifted.sub(ROUND).neg();
        FloatVector r = n.fma(broadcast(LN2_LOW), n.fma(broadcast(LN2_HIGH), x));
        FloatVector p = broadcast(0.0013814599f)
                .fma(r, broadcast(0.008368717f))
                .fma(r, broadcast(0.04166839f))
                .fma(r, broadcast(0.16666521f))
                .fma(r, broadcast(0.49999994f))
                .fma(r.mul(r), r)
                .add(1f);
        // the whole number stands in the low bits of the shifted one
        IntVector whole = shifted.reinterpretAsInts().sub(ROUND_BITS);
        IntVector half = whole.lanewise(VectorOperators.ASHR, 1);
        FloatVector e = p.mul(powerOfTwo(half)).mul(powerOfTwo(whole.sub(half)));
        return e.blend(0f, x.compare(VectorOperators.LT, EXP_UNDERFLOW));
    }

    private static FloatVector powerOfTwo(IntVector n) {
        return n.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    /** {@link FloatMath#log1pUnit}. */
    static FloatVector log1pUnit(FloatVector x) {
        FloatVector s = x.div(x.add(2f));
        FloatVector z = s.mul(s);
        FloatVector p = broadcast(0.12150837f)
                .fma(z, broadcast(0.10713739f))
                .fma(z, broadcast(0.1430845f))
                .fma(z, broadcast(0.19999439f))
                .fma(z, broadcast(0.33333337f));
        FloatVector twice = s.add(s);
        return twice.mul(z).fma(p, twice);
    }

    /** {@link FloatMath#sigmoid} from {@code e = exp(-|x|)}. */
    static FloatVector sigmoid(FloatVector x, FloatVector e) {
        FloatVector high = broadcast(1f).div(e.add(1f));
        return e.mul(high).blend(high, x.compare(VectorOperators.GE, 0f));
    }

    static FloatVector sigmoid(FloatVector x) {
        return sigmoid(x, expOfNegative(x.abs().neg()));
    }

    /** {@link FloatMath#tanh}. */
    static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector z = x.mul(x);
        FloatVector p = broadcast(-0.005717045f)
                .fma(z, broadcast(0.020650588f))
                .fma(z, broadcast(-0.0537435f))
                .fma(z, broadcast(0.13331491f))
                .fma(z, broadcast(-0.33333284f));
        FloatVector small = x.mul(z).fma(p, x).blend(x, x.compare(VectorOperators.EQ, 0f));
        FloatVector e = expOfNegative(a.mul(-2f));
        FloatVector t = broadcast(1f).sub(e).div(e.add(1f));
        FloatVector large = t.blend(t.neg(), x.compare(VectorOperators.LT, 0f));
        return large.blend(small, a.compare(VectorOperators.LT, 0.625f));
    }

    static void copy(float[] source, int from, float[] target, int to, int length) {
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) {
            load(source, from + i).intoArray(target, to + i);
        }
        for (; i < length; i++) {
            target[to + i] = source[from + i];
        }
    }

    /** {@code target += source}. */
    static void add(float[] source, int from, float[] target, int to, int length) {
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) {
            load(target, to + i).add(load(source, from + i)).intoArray(target, to + i);
        }
        for (; i < length; i++) {
            target[to + i] += source[from + i];
        }
    }

    /** {@code target = a * b}. */
    static void multiply(float[] a, int aAt, float[] b, int bAt, float[] target, int to, int length) {
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) {
            load(a, aAt + i).mul(load(b, bAt + i)).intoArray(target, to + i);
        }
        for (; i < length; i++) {
            target[to + i] = a[aAt + i] * b[bAt + i];
        }
    }

    /** {@code target = scale * source}. */
    static void scale(float scale, float[] source, int from, float[] target, int to, int length) {
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) {
            load(source, from + i).mul(scale).intoArray(target, to + i);
        }
        for (; i < length; i++) {
            target[to + i] = scale * source[from + i];
        }
    }

    /** {@code target = (scale * weights) * source}, the weights from their first on. */
    static void scaleProduct(
            float scale, float[] weights, float[] source, int from, float[] target, int to, int length) {
        int i = 0;
        for (; i + LENGTH <= length; i += LENGTH) {
            load(weights, i).mul(scale).mul(load(source, from + i)).intoArray(target, to + i);
        }
        for (; i < length; i++) {
            target[to + i] = scale * weights[i] * source[from + i];
        }
    }
}
