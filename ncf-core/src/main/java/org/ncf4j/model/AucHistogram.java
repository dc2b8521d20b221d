package org.ncf4j.model;

import java.util.Arrays;

/**
 * The area under the ROC curve of logits against labels from counts per bin, in memory that does not grow: 4,096 bins over
 * [-16, 16], the outer ones open. A positive beats the negatives of the bins below it and half of those in its own.
 */
final class AucHistogram {
    private static final int BINS = 4096;
    private static final float LIMIT = 16;

    private final long[] positives = new long[BINS];
    private final long[] negatives = new long[BINS];

    void clear() {
        Arrays.fill(positives, 0);
        Arrays.fill(negatives, 0);
    }

    void add(float logit, boolean positive) {
        int bin = (int) ((logit + LIMIT) * (BINS / (2 * LIMIT)));
        long[] counts = positive ? positives : negatives;
        counts[Math.max(0, Math.min(BINS - 1, bin))]++;
    }

    /** The counts, live: first those of positives. */
    long[][] counts() {
        return new long[][] {positives, negatives};
    }

    void add(AucHistogram other) {
        for (int bin = 0; bin < BINS; bin++) {
            positives[bin] += other.positives[bin];
            negatives[bin] += other.negatives[bin];
        }
    }

    /** NaN where there are no positives or no negatives. */
    double auc() {
        double wins = 0;
        long below = 0;
        long all = 0;
        for (int bin = 0; bin < BINS; bin++) {
            wins += positives[bin] * (below + negatives[bin] / 2.0);
            below += negatives[bin];
            all += positives[bin];
        }
        return wins / ((double) all * below);
    }
}
