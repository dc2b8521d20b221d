package org.ncf4j.eval;

import java.util.List;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.model.Scorer;

/**
 * The usual ranking metrics of binary relevance.
 *
 * <p>With {@code rel(i)} = 1 if the candidate at rank i is relevant, else 0, R the number of relevant items and H(i) the
 * number of relevant ones among the first i:
 *
 * <table>
 * <caption>Definitions</caption>
 * <tr><th>key</th><th>value for one user</th></tr>
 * <tr><td>{@code auc}</td><td>share of the (relevant, not relevant) pairs in which the relevant one scores higher</td></tr>
 * <tr><td>{@code precision@k}</td><td>H(k) / k, also where there are fewer than k candidates</td></tr>
 * <tr><td>{@code recall@k}</td><td>H(k) / R</td></tr>
 * <tr><td>{@code hit_rate@k}</td><td>1 if H(k) &gt; 0, else 0</td></tr>
 * <tr><td>{@code ndcg@k}</td><td>sum over i = 1..k of rel(i) / log2(i + 1), over the same sum for
 *     rel(i) = 1 at i = 1..min(k, R)</td></tr>
 * <tr><td>{@code mrr@k}</td><td>1 / rank of the best relevant item if that is at most k, else 0</td></tr>
 * <tr><td>{@code map@k}</td><td>sum over i = 1..k of rel(i) H(i) / i, over min(k, R)</td></tr>
 * </table>
 *
 * <p>Candidates of equal score have no order. Every metric is its exact expected value over all orders of the tied
 * candidates, each equally likely, in closed form (McSherry and Najork: Computing Information Retrieval Performance
 * Measures Efficiently in the Presence of Tied Scores, ECIR 2008); for {@code auc} this is to count a tied pair as one
 * half. A scorer that gives every item the same score therefore has AUC 1/2 and the precision of chance, whatever the
 * order of the items. If <i>a</i> candidates stand above a tie group of <i>s</i> with <i>r</i> relevant ones, and the list
 * of k has room for t = min(s, k - a) of them:
 *
 * <ul>
 *   <li>the expected number of hits is r t / s, and each of the ranks a + 1 to a + t is relevant with probability r / s;
 *   <li>none of the t is relevant with probability C(s - r, t) / C(s, t);
 *   <li>the first relevant one is the j-th of the group with probability C(s - j, r - 1) / C(s, r);
 *   <li>given that the j-th is relevant, (j - 1) (r - 1) / (s - 1) of those before it are expected to be so.
 * </ul>
 *
 * <p>The metrics are immutable and thread-safe; logarithms are {@link StrictMath}'s.
 */
public final class Metrics {
    private Metrics() {}

    /**
     * Area under the ROC curve of one user (key {@code auc}): with ties one half. A user whose candidates are all relevant
     * has no pair to order and gets 1/2.
     */
    public static RankingMetric auc() {
        return new Auc();
    }

    /**
     * Precision (key {@code precision@k}): hits over k.
     *
     * @param k length of the list, at least 1
     * @return the metric
     * @throws IllegalArgumentException if k is below 1
     */
    public static RankingMetric precision(int k) {
        return new AtK("precision", k, (ranking, n) -> hits(ranking, n) / n);
    }

    /**
     * Recall (key {@code recall@k}): hits over all relevant items.
     *
     * @param k length of the list, at least 1
     * @return the metric
     * @throws IllegalArgumentException if k is below 1
     */
    public static RankingMetric recall(int k) {
        return new AtK("recall", k, (ranking, n) -> hits(ranking, n) / ranking.relevant());
    }

    /**
     * Hit rate (key {@code hit_rate@k}): whether the list has any relevant item.
     *
     * @param k length of the list, at least 1
     * @return the metric
     * @throws IllegalArgumentException if k is below 1
     */
    public static RankingMetric hitRate(int k) {
        return new AtK("hit_rate", k, Metrics::hitRate);
    }

    /**
     * Normalised discounted cumulative gain (key {@code ndcg@k}): binary gain, discount log2(rank + 1), ideal over min(k,
     * relevant) (J&auml;rvelin and Kek&auml;l&auml;inen, TOIS 2002).
     *
     * @param k length of the list, at least 1
     * @return the metric
     * @throws IllegalArgumentException if k is below 1
     */
    public static RankingMetric ndcg(int k) {
        return new AtK("ndcg", k, Metrics::ndcg);
    }

    /**
     * Reciprocal rank of the best relevant item, 0 beyond rank k (key {@code mrr@k}).
     *
     * @param k length of the list, at least 1
     * @return the metric
     * @throws IllegalArgumentException if k is below 1
     */
    public static RankingMetric mrr(int k) {
        return new AtK("mrr", k, Metrics::reciprocalRank);
    }

    /**
     * Average precision (key {@code map@k}) over min(k, relevant).
     *
     * @param k length of the list, at least 1
     * @return the metric
     * @throws IllegalArgumentException if k is below 1
     */
    public static RankingMetric map(int k) {
        return new AtK("map", k, Metrics::averagePrecision);
    }

    /**
     * All of them: auc, precision@k, recall@k, hit_rate@k, ndcg@k, mrr@k, map@k, in this order.
     *
     * @param k length of the list, at least 1
     * @return an unmodifiable list
     * @throws IllegalArgumentException if k is below 1
     */
    public static List<RankingMetric> standard(int k) {
        return List.of(auc(), precision(k), recall(k), hitRate(k), ndcg(k), mrr(k), map(k));
    }

    /**
     * Area under the ROC curve of all labelled pairs in one ranking, by convention reported as {@code auc_pooled}: the
     * share of (positive, negative) combinations, of the same user or not, in which the positive scores higher, ties one
     * half. It is exact; the scores are sorted once. Unlike {@link #auc()} it also rewards a scorer for telling active
     * users and popular items from others.
     *
     * <p>The interval is that of {@link Evaluation.Estimate}, over users: a resample draws as many users as there are,
     * with replacement, and every pair counts as often as its user was drawn; draws are hashed with seed 1. A resample
     * without a positive or without a negative has no such area and is left out.
     *
     * <p>Pairs of a user that the scorer does not know are left out; an item that it does not know scores below all
     * others. Both are logged.
     *
     * @param scorer what is judged
     * @param pairs held-out pairs, at least one positive and one negative; their ids may be indexed otherwise than the
     *     scorer's
     * @return the area with its 95 % interval
     * @throws IllegalArgumentException if the pairs of known users hold no positive or no negative
     * @throws IllegalStateException if a score is not finite; the message names the scorer's class, the user and the item
     */
    public static Evaluation.Estimate pooledAuc(Scorer scorer, LabeledPairs pairs) {
        return PooledAuc.of(scorer, pairs).estimate(1);
    }

    /**
     * Log loss of all labelled pairs, by convention reported as {@code log_loss}: the mean over pairs of -ln p for a positive
     * and -ln(1 - p) for a negative, in nats, where p is the sigmoid of the score. It asks for scores that are log-odds, as
     * those of {@link org.ncf4j.model.NcfModel} are: of other scorers it means nothing. A p of 1/2 for every pair gives ln 2
     * = 0.693.
     *
     * <p>The interval is over users, as that of {@link #pooledAuc}. Pairs of a user or with an item that the scorer does not
     * know have no probability and are left out, which is logged.
     *
     * @param scorer what is judged
     * @param pairs held-out pairs; their ids may be indexed otherwise than the scorer's
     * @return the loss with its 95 % interval
     * @throws IllegalArgumentException if the scorer knows no pair's user and item
     * @throws IllegalStateException if a score is not finite; the message names the scorer's class, the user and the item
     */
    public static Evaluation.Estimate logLoss(Scorer scorer, LabeledPairs pairs) {
        return Probabilities.of(scorer, pairs).logLoss(1);
    }

    /**
     * Expected calibration error of all labelled pairs, by convention reported as {@code ece}: probabilities, the sigmoids of
     * the scores, are sorted into bins of equal width on [0, 1]; the error is the mean over pairs of how far, in the pair's
     * bin, the share of positives lies from the mean probability (Naeini, Cooper and Hauskrecht, AAAI 2015; Guo et al., ICML
     * 2017, section 2). 0 is perfect. It asks for scores that are log-odds, as {@link #logLoss} does, and leaves out the same
     * pairs.
     *
     * <p>The probability that a model predicts depends on how many negatives there were for each positive in training: judge
     * it on pairs of the same mixture.
     *
     * <p>The interval is over users, as that of {@link #pooledAuc}. An error of finite samples is never 0, and that of a
     * resample is larger than that of the sample by about as much as this is above the truth, so the interval lies high.
     *
     * @param scorer what is judged
     * @param pairs held-out pairs; their ids may be indexed otherwise than the scorer's
     * @param bins number of bins, at least 1; 15 is usual
     * @return the error with its 95 % interval
     * @throws IllegalArgumentException if bins is below 1 or the scorer knows no pair's user and item
     * @throws IllegalStateException if a score is not finite; the message names the scorer's class, the user and the item
     */
    public static Evaluation.Estimate calibrationError(Scorer scorer, LabeledPairs pairs, int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("bins must be at least 1: " + bins);
        }
        return Probabilities.of(scorer, pairs).calibrationError(bins, 1);
    }

    /** Recall over what a list of k can hold of it: hits over min(k, relevant). */
    static RankingMetric recallOverAttainable(int k) {
        return new AtK("recall", k, (ranking, n) -> hits(ranking, n) / Math.min(n, ranking.relevant()));
    }

    /** Average precision over all relevant items, also where there are more than k. */
    static RankingMetric mapOverAll(int k) {
        return new AtK("map", k, (ranking, n) -> precisions(ranking, n) / ranking.relevant());
    }

    /** A metric, of tied candidates the relevant ones last. */
    static RankingMetric pessimistic(RankingMetric metric) {
        return new Pessimistic(metric);
    }

    private static double hits(Ranking ranking, int k) {
        double hits = 0;
        for (int g = 0; g < ranking.groups(); g++) {
            // The division last: whole numbers stay whole.
            hits += (double) ranking.hits(g) * room(ranking, g, k) / ranking.size(g);
        }
        return hits;
    }

    private static double hitRate(Ranking ranking, int k) {
        // The best group decides: if it is not wholly in the list, all others are beyond it.
        int room = ranking.groups() == 0 ? 0 : room(ranking, 0, k);
        if (room == 0) {
            return 0;
        }
        int size = ranking.size(0);
        int relevant = ranking.hits(0);
        // C(s - r, t) / C(s, t) is symmetric in r and t: the shorter product of the two.
        int factors = Math.min(room, relevant);
        int other = Math.max(room, relevant);
        double none = 1;
        for (int i = 0; i < factors; i++) {
            none *= (double) Math.max(0, size - other - i) / (size - i);
        }
        return 1 - none;
    }

    private static double ndcg(Ranking ranking, int k) {
        double gain = 0;
        for (int g = 0; g < ranking.groups(); g++) {
            int room = room(ranking, g, k);
            double share = (double) ranking.hits(g) / ranking.size(g);
            // Rank by rank, in the order of the ideal: what is perfect is then exactly 1.
            for (int j = 1; j <= room; j++) {
                gain += share * Discounts.at(ranking.above(g) + j);
            }
        }
        double ideal = 0;
        for (int rank = 1; rank <= Math.min(k, ranking.relevant()); rank++) {
            ideal += Discounts.at(rank);
        }
        return gain / ideal;
    }

    private static double reciprocalRank(Ranking ranking, int k) {
        // As for the hit rate, the best group decides.
        int room = ranking.groups() == 0 ? 0 : room(ranking, 0, k);
        double sum = 0;
        if (room > 0) {
            int size = ranking.size(0);
            int relevant = ranking.hits(0);
            double first = (double) relevant / size;
            for (int j = 1; j <= room && first > 0; j++) {
                sum += first / (ranking.above(0) + j);
                first *= (double) (size - j - relevant + 1) / (size - j);
            }
        }
        return sum;
    }

    private static double averagePrecision(Ranking ranking, int k) {
        return precisions(ranking, k) / Math.min(k, ranking.relevant());
    }

    /** The sum over the relevant ones of the list of the precision at their ranks. */
    private static double precisions(Ranking ranking, int k) {
        double sum = 0;
        int before = 0;
        for (int g = 0; g < ranking.groups(); g++) {
            int room = room(ranking, g, k);
            int size = ranking.size(g);
            int relevant = ranking.hits(g);
            double share = (double) relevant / size;
            double density = size == 1 ? 0 : (relevant - 1.0) / (size - 1);
            for (int j = 1; j <= room; j++) {
                sum += share * (before + 1 + (j - 1) * density) / (ranking.above(g) + j);
            }
            before += relevant;
        }
        return sum;
    }

    /** How many of a group's candidates the list of k has room for. */
    private static int room(Ranking ranking, int group, int k) {
        return Math.max(0, Math.min(ranking.size(group), k - ranking.above(group)));
    }

    private static void requireRelevant(Ranking ranking) {
        if (ranking.relevant() == 0) {
            throw new IllegalArgumentException("ranking has no relevant item");
        }
    }

    private record Auc() implements RankingMetric {
        @Override
        public String key() {
            return "auc";
        }

        @Override
        public double value(Ranking ranking) {
            requireRelevant(ranking);
            long others = (long) ranking.candidates() - ranking.relevant();
            if (others == 0) {
                return 0.5;
            }
            // Twice the number of pairs in order, ties once. Unknown relevant items tie with unknown others.
            long twice = (long) ranking.unknownRelevant() * ranking.unknownOthers();
            long before = 0;
            for (int g = 0; g < ranking.groups(); g++) {
                long tied = (long) ranking.size(g) - ranking.hits(g);
                long higher = ranking.above(g) - before;
                twice += ranking.hits(g) * (2 * (others - higher) - tied);
                before += ranking.hits(g);
            }
            return twice / (2.0 * others * ranking.relevant());
        }
    }

    private interface Formula {
        double value(Ranking ranking, int k);
    }

    private record AtK(String name, int k, Formula formula) implements RankingMetric {
        AtK {
            if (k < 1) {
                throw new IllegalArgumentException("k must be at least 1: " + k);
            }
        }

        @Override
        public String key() {
            return name + "@" + k;
        }

        @Override
        public double value(Ranking ranking) {
            requireRelevant(ranking);
            return formula.value(ranking, k);
        }
    }

    private record Pessimistic(RankingMetric metric) implements RankingMetric {
        @Override
        public String key() {
            return metric.key();
        }

        @Override
        public double value(Ranking ranking) {
            return metric.value(ranking.pessimistic());
        }
    }

    /** 1 / log2(rank + 1), the first thousand from a table. */
    private static final class Discounts {
        private static final double LOG_2 = StrictMath.log(2);
        private static final double[] TABLE = new double[1000];

        static {
            for (int rank = 1; rank < TABLE.length; rank++) {
                TABLE[rank] = compute(rank);
            }
        }

        static double at(int rank) {
            return rank < TABLE.length ? TABLE[rank] : compute(rank);
        }

        private static double compute(int rank) {
            return LOG_2 / StrictMath.log(rank + 1.0);
        }
    }
}
