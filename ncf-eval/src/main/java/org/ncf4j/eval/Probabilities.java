package org.ncf4j.eval;

import java.util.Arrays;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.model.Scorer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Labelled pairs with predicted log-odds, ready to be weighted by user. */
final class Probabilities {
    private static final Logger LOG = LoggerFactory.getLogger(Probabilities.class);

    private final int users;
    private final int[] user;
    private final double[] logit;
    private final boolean[] label;

    private Probabilities(int users, int[] user, double[] logit, boolean[] label) {
        this.users = users;
        this.user = user;
        this.logit = logit;
        this.label = label;
    }

    static Probabilities of(Scorer scorer, LabeledPairs pairs) {
        ScoredPairs scored = ScoredPairs.of(scorer, pairs);
        int unknown = scored.unknownUserPairs() + scored.unknownItemPairs();
        if (unknown > 0) {
            LOG.warn("Probabilities: {} pairs of unknown users or with unknown items are left out", unknown);
        }
        int size = pairs.size() - unknown;
        if (size == 0) {
            throw new IllegalArgumentException("pairs must hold one whose user and item the scorer knows: " + pairs);
        }
        int[] user = new int[size];
        double[] logit = new double[size];
        boolean[] label = new boolean[size];
        int kept = 0;
        for (int pair = 0; pair < pairs.size(); pair++) {
            if (scored.owner(pair) >= 0 && scored.score(pair) > Float.NEGATIVE_INFINITY) {
                user[kept] = scored.owner(pair);
                logit[kept] = scored.score(pair);
                label[kept++] = pairs.label(pair);
            }
        }
        return new Probabilities(scored.users(), user, logit, label);
    }

    Evaluation.Estimate logLoss(long seed) {
        double[] losses = new double[users];
        int[] counts = new int[users];
        for (int i = 0; i < user.length; i++) {
            // -ln p = softplus(-z) and -ln(1 - p) = softplus(z), neither of which rounds p to 0 or 1
            double z = label[i] ? -logit[i] : logit[i];
            losses[user[i]] += Math.max(z, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
            counts[user[i]]++;
        }
        return estimate(seed, weights -> {
            double sum = 0;
            long count = 0;
            for (int u = 0; u < users; u++) {
                sum += weights[u] * losses[u];
                count += (long) weights[u] * counts[u];
            }
            return sum / count;
        });
    }

    Evaluation.Estimate calibrationError(int bins, long seed) {
        double[] probability = new double[user.length];
        int[] bin = new int[user.length];
        for (int i = 0; i < user.length; i++) {
            probability[i] = 1 / (1 + StrictMath.exp(-logit[i]));
            bin[i] = Math.min(bins - 1, (int) (probability[i] * bins));
        }
        return estimate(seed, weights -> {
            double[] gaps = new double[bins];
            long count = 0;
            for (int i = 0; i < user.length; i++) {
                int weight = weights[user[i]];
                gaps[bin[i]] += weight * ((label[i] ? 1 : 0) - probability[i]);
                count += weight;
            }
            double sum = 0;
            for (double gap : gaps) {
                sum += Math.abs(gap);
            }
            return sum / count;
        });
    }

    /** A figure where every pair counts as often as its user's weight says; NaN without a pair. */
    private interface Weighted {
        double value(int[] weights);
    }

    private Evaluation.Estimate estimate(long seed, Weighted figure) {
        int[] weights = new int[users];
        Arrays.fill(weights, 1);
        double value = figure.value(weights);
        double[] resampled = new double[Bootstrap.RESAMPLES];
        int count = 0;
        for (int resample = 0; resample < resampled.length; resample++) {
            Arrays.fill(weights, 0);
            long key = Bootstrap.key(seed, resample);
            for (int i = 0; i < users; i++) {
                weights[Bootstrap.draw(key, i, users)]++;
            }
            double other = figure.value(weights);
            // a user may have unknown items alone, and so may a whole resample
            if (!Double.isNaN(other)) {
                resampled[count++] = other;
            }
        }
        if (count == 0) {
            resampled[count++] = value;
        }
        return Bootstrap.estimate(value, Arrays.copyOf(resampled, count));
    }
}
