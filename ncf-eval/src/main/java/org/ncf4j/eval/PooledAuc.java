package org.ncf4j.eval;

import java.util.Arrays;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.model.Scorer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Labelled pairs in ascending order of score, ready to be weighted by user. */
final class PooledAuc {
    private static final Logger LOG = LoggerFactory.getLogger(PooledAuc.class);

    private final int users;
    /** Ascending; pairs of the same rank are tied. */
    private final int[] rank;

    private final int[] user;
    /** 1 for a positive, 0 for a negative. */
    private final byte[] label;

    private PooledAuc(int users, int[] rank, int[] user, byte[] label) {
        this.users = users;
        this.rank = rank;
        this.user = user;
        this.label = label;
    }

    static PooledAuc of(Scorer scorer, LabeledPairs pairs) {
        ScoredPairs scored = ScoredPairs.of(scorer, pairs);
        if (scored.unknownUserPairs() > 0 || scored.unknownItemPairs() > 0) {
            LOG.warn(
                    "Pooled AUC: {} pairs of unknown users are left out, {} pairs with unknown items rank last",
                    scored.unknownUserPairs(),
                    scored.unknownItemPairs());
        }
        long[] keyed = new long[pairs.size()];
        int kept = 0;
        for (int pair = 0; pair < keyed.length; pair++) {
            if (scored.owner(pair) >= 0) {
                keyed[kept++] = (long) SortedScores.key(scored.score(pair)) << 32 | pair;
            }
        }
        Arrays.sort(keyed, 0, kept);
        int[] rank = new int[kept];
        int[] user = new int[kept];
        byte[] label = new byte[kept];
        for (int i = 0; i < kept; i++) {
            int pair = (int) keyed[i];
            boolean tied = i > 0 && keyed[i] >> 32 == keyed[i - 1] >> 32;
            rank[i] = i == 0 ? 0 : rank[i - 1] + (tied ? 0 : 1);
            user[i] = scored.owner(pair);
            label[i] = (byte) (pairs.label(pair) ? 1 : 0);
        }
        return new PooledAuc(scored.users(), rank, user, label);
    }

    Evaluation.Estimate estimate(long seed) {
        int[] weights = new int[users];
        Arrays.fill(weights, 1);
        double area = area(weights);
        if (Double.isNaN(area)) {
            throw new IllegalArgumentException(
                    "pairs must hold a positive and a negative of users that the scorer knows: " + label.length
                            + " pairs of " + users + " known users");
        }
        double[] resampled = new double[Bootstrap.RESAMPLES];
        int count = 0;
        for (int resample = 0; resample < Bootstrap.RESAMPLES; resample++) {
            Arrays.fill(weights, 0);
            long key = Bootstrap.key(seed, resample);
            for (int i = 0; i < users; i++) {
                weights[Bootstrap.draw(key, i, users)]++;
            }
            double value = area(weights);
            if (!Double.isNaN(value)) {
                resampled[count++] = value;
            }
        }
        if (count == 0) {
            resampled[count++] = area;
        }
        return Bootstrap.estimate(area, Arrays.copyOf(resampled, count));
    }

    /** The area where every pair counts as often as its user's weight says; NaN without a positive or a negative. */
    private double area(int[] weights) {
        // Twice the combinations in order, ties once: whole numbers, hence exact below 2^63.
        long twice = 0;
        long positives = 0;
        long negatives = 0;
        for (int i = 0; i < rank.length; ) {
            long tiedPositives = 0;
            long tiedNegatives = 0;
            int tie = rank[i];
            for (; i < rank.length && rank[i] == tie; i++) {
                // by a product and not by a condition, whose outcome no processor can guess
                int weight = weights[user[i]];
                int positive = weight * label[i];
                tiedPositives += positive;
                tiedNegatives += weight - positive;
            }
            twice += tiedPositives * (2 * negatives + tiedNegatives);
            positives += tiedPositives;
            negatives += tiedNegatives;
        }
        return positives == 0 || negatives == 0 ? Double.NaN : twice / (2.0 * positives * negatives);
    }
}
