package org.ncf4j.internal;

/**
 * Elementary functions in float, built only from correctly rounded operations, so that every JVM on every machine gives
 * the same bits. {@code Math.exp} and its kin may differ by one unit in the last place between platforms and are not
 * used; {@link StrictMath} is exact in this sense but too slow for the training loop.
 *
 * <p>Coefficients are minimax polynomials on the reduced interval (Remez exchange in double, rounded to float).
 */
public final class FloatMath {
    private static final float LOG2_E = 0x1.715476p0f;
    /** ln 2 in two parts: the high one has few enough bits for {@code n * LN2_HIGH} to be exact. */
    private static final float LN2_HIGH = 0x1.62e4p-1f;

    private static final float LN2_LOW = 0x1.7f7d1cp-20f;
    /** Adding and subtracting 1.5 * 2^23 rounds a small float to the nearest whole number. */
    private static final float ROUND = 0x1.8p23f;
    /** Below this, exp is under half the smallest subnormal: 0. */
    private static final float EXP_UNDERFLOW = -103.98f;
    /** Above this, exp exceeds the largest float: infinity. */
    private static final float EXP_OVERFLOW = 88.72284f;

    private FloatMath() {}

    /** {@code e^x}; error below 1 unit in the last place; NaN for NaN. */
    public static float exp(float x) {
        if (x > EXP_OVERFLOW) {
            return Float.POSITIVE_INFINITY;
        }
        if (x < EXP_UNDERFLOW) {
            return 0;
        }
        float n = Fma.of(x, LOG2_E, ROUND) - ROUND;
        float r = Fma.of(-n, LN2_LOW, Fma.of(-n, LN2_HIGH, x));
        float p = 0.0013814599f;
        p = Fma.of(p, r, 0.008368717f);
        p = Fma.of(p, r, 0.04166839f);
        p = Fma.of(p, r, 0.16666521f);
        p = Fma.of(p, r, 0.49999994f);
        p = Fma.of(p, r * r, r) + 1;
        // 2^n in two factors: n itself may lie outside the exponents of normal floats
        int whole = (int) n;
        int half = whole >> 1;
        return p * powerOfTwo(half) * powerOfTwo(whole - half);
    }

    /** {@code ln(1 + x)} for {@code 0 <= x <= 1}: all that the loss needs; error below 2 units in the last place. */
    public static float log1pUnit(float x) {
        // ln(1 + x) = 2 artanh(s), s = x / (2 + x), at most 1/3
        float s = x / (2 + x);
        float z = s * s;
        float p = 0.12150837f;
        p = Fma.of(p, z, 0.10713739f);
        p = Fma.of(p, z, 0.1430845f);
        p = Fma.of(p, z, 0.19999439f);
        p = Fma.of(p, z, 0.33333337f);
        float twice = s + s;
        return Fma.of(twice * z, p, twice);
    }

    /** {@code 1 / (1 + e^-x)}; never overflows; error below 3 units in the last place. */
    public static float sigmoid(float x) {
        float e = exp(-Math.abs(x));
        float high = 1 / (1 + e);
        return x >= 0 ? high : e * high;
    }

    /** Hyperbolic tangent; error below 2 units in the last place; -0 for -0, NaN for NaN. */
    public static float tanh(float x) {
        float a = Math.abs(x);
        if (a < 0.625f) {
            float z = x * x;
            float p = -0.005717045f;
            p = Fma.of(p, z, 0.020650588f);
            p = Fma.of(p, z, -0.0537435f);
            p = Fma.of(p, z, 0.13331491f);
            p = Fma.of(p, z, -0.33333284f);
            // -0 * 0 * p is +0, and +0 + -0 is +0: the sign of zero would be lost
            return x == 0 ? x : Fma.of(x * z, p, x);
        }
        float e = exp(-2 * a);
        float t = (1 - e) / (1 + e);
        return x < 0 ? -t : t;
    }

    /**
     * Binary cross-entropy of a label from a logit: {@code max(z, 0) - z y + ln(1 + e^-|z|)}, which is
     * {@code -ln sigmoid(z)} for y = 1 and {@code -ln(1 - sigmoid(z))} for y = 0; error below 3 units in the last place.
     */
    public static float crossEntropy(float logit, float label) {
        float positive = logit > 0 ? logit : 0;
        // a NaN logit must not vanish in the comparison above: it comes back through the last term
        return positive - logit * label + log1pUnit(exp(-Math.abs(logit)));
    }

    /** 2^n for -126 <= n <= 127. */
    private static float powerOfTwo(int n) {
        return Float.intBitsToFloat((n + 127) << 23);
    }
}
