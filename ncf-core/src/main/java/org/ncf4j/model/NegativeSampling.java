package org.ncf4j.model;

/**
 * How training draws negatives: items that a user has not seen, each with a probability in proportion to a power of its
 * popularity, {@code (positives of the item)^exponent}, items without a positive as if they had one. Immutable.
 *
 * <p><b>Correction.</b> A model that is trained on negatives of a distribution q learns a logit that is lower by
 * {@code ln q(i)} than that of uniform negatives, up to a constant: popular items come out too low for a ranking. Corrected,
 * {@code ln (q(i) n)}, with n the number of items, is subtracted from the logit in training alone, so that the model's own
 * logit is what uniform negatives would teach it (Yi et al.: Sampling-Bias-Corrected Neural Modeling, RecSys 2019, section
 * 3). It needs the cross-entropy.
 *
 * <p><b>Hard negatives.</b> With more than one candidate, that many are drawn and the one with the highest logit under the
 * current weights is the negative (Zhang et al.: Optimizing Top-N Collaborative Filtering via Dynamic Negative Item Sampling,
 * SIGIR 2013). A step then runs forward once more for each candidate. The logits are no log-odds any more.
 *
 * @param exponent of the popularity, in [0, 2]; 0 is uniform; default 0
 * @param corrected whether logits are corrected for it; default false
 * @param candidates drawn for each negative, of which the hardest is taken; at least 1; default 1
 */
public record NegativeSampling(double exponent, boolean corrected, int candidates) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is out of its range or NaN
     */
    public NegativeSampling {
        if (!(exponent >= 0 && exponent <= 2)) {
            throw new IllegalArgumentException("exponent must be at least 0 and at most 2, but is " + exponent);
        }
        Checks.atLeast("candidates", candidates, 1);
    }

    /** Every unseen item alike. */
    public static NegativeSampling uniform() {
        return new NegativeSampling(0, false, 1);
    }

    /** In proportion to a power of the popularity, not corrected. */
    public static NegativeSampling popularity(double exponent) {
        return new NegativeSampling(exponent, false, 1);
    }

    /** The hardest of some uniform draws. */
    public static NegativeSampling hardest(int candidates) {
        return new NegativeSampling(0, false, candidates);
    }

    /** The same with or without the correction. */
    public NegativeSampling withCorrection(boolean corrected) {
        return new NegativeSampling(exponent, corrected, candidates);
    }

    /** The same with another number of candidates. */
    public NegativeSampling withCandidates(int candidates) {
        return new NegativeSampling(exponent, corrected, candidates);
    }
}
