package org.ncf4j.nn;

import org.ncf4j.internal.FloatMath;

/** What training makes small. */
public enum Loss {
    /**
     * Binary cross-entropy of a 0/1 label from a logit {@code z}: {@code -y ln s(z) - (1 - y) ln(1 - s(z))} with
     * {@code s} the sigmoid, computed as {@code max(z, 0) - z y + ln(1 + e^-|z|)}, which no logit overflows. Its
     * derivative is {@code s(z) - y}.
     */
    BINARY_CROSS_ENTROPY,
    /**
     * Bayesian personalized ranking: {@code -ln s(z+ - z-)} for a positive's logit and that of a negative of the same user
     * (Rendle et al.: BPR: Bayesian Personalized Ranking from Implicit Feedback, UAI 2009, section 4). It is the
     * cross-entropy of the difference with label 1, and its derivative is with respect to the difference. It orders items
     * and gives no probabilities.
     */
    BPR;

    /** The loss of one pair: of a logit and its label, 0 or 1; for {@link #BPR} of a difference and 1. */
    public float value(float logit, float label) {
        return FloatMath.crossEntropy(logit, label);
    }

    /** The derivative of {@link #value} with respect to its first argument. */
    public float derivative(float logit, float label) {
        return FloatMath.sigmoid(logit) - label;
    }
}
