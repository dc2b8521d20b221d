package org.ncf4j.nn;

import org.ncf4j.internal.FloatMath;

/** What training makes small. */
public enum Loss {
    /**
     * Binary cross-entropy of a 0/1 label from a logit {@code z}: {@code -y ln s(z) - (1 - y) ln(1 - s(z))} with
     * {@code s} the sigmoid, computed as {@code max(z, 0) - z y + ln(1 + e^-|z|)}, which no logit overflows. Its
     * derivative is {@code s(z) - y}.
     */
    BINARY_CROSS_ENTROPY;

    /** The loss of one pair; the label is 0 or 1. */
    public float value(float logit, float label) {
        return FloatMath.crossEntropy(logit, label);
    }

    /** The derivative of {@link #value} with respect to the logit. */
    public float derivative(float logit, float label) {
        return FloatMath.sigmoid(logit) - label;
    }
}
