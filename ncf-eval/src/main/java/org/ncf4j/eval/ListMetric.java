package org.ncf4j.eval;

import java.util.function.Supplier;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;

/**
 * A figure of the lists of k items that users would be shown, whatever is relevant: how much of the catalogue they show, how
 * evenly, how popular and how alike the items are. Beside the accuracy of {@link RankingMetric}, not in place of it.
 *
 * <p>A user's list are the k best of the candidates, all of them where there are fewer; {@link RankingEvaluator} makes the
 * lists of the users that it evaluates. They are drawn from all items, so that given or sampled candidates are refused.
 *
 * <table>
 * <caption>Definitions</caption>
 * <tr><th>key</th><th>value</th></tr>
 * <tr><td>{@code coverage@k}</td><td>share of the scorer's items that are on a list of any user</td></tr>
 * <tr><td>{@code gini@k}</td><td>with e(1) &lt;= ... &lt;= e(n) the numbers of lists that hold each of the scorer's n items:
 *     sum over i of (2 i - n - 1) e(i), over n times the sum of the e(i); 0 if all are shown alike, 1 - 1/n if one alone</td>
 *     </tr>
 * <tr><td>{@code popularity@k}</td><td>mean over the list of the number of training positives of its items; mean over
 *     users</td></tr>
 * <tr><td>{@code novelty@k}</td><td>mean over the list of -log2 of the share of the training data's users (those with a
 *     positive) who have the item, in bits; mean over users</td></tr>
 * <tr><td>{@code diversity@k}</td><td>1 - mean cosine over the pairs of items of the list; mean over users</td></tr>
 * </table>
 *
 * <p>Items of equal score have no order. Where a tie is at the end of a list, every order of the tied items is equally likely,
 * and the figure is the expected value over them in closed form: of a group of s items of which t have room, an item is on
 * the list with probability t / s, two of them together with t (t - 1) / (s (s - 1)); each user's ties are broken
 * independently. {@code gini@k} is the one that is no expected value: it is that of the expected numbers of lists. So a
 * scorer that gives every item the same score shows all items alike.
 *
 * <p>The last three have a value for each user, {@link Evaluation#perUser}, and an interval over users. The first two are
 * figures of all lists together, not means: their low and high are the figure itself. They depend on the number of users:
 * compare them over the same users only.
 *
 * <p>Sources: Castells, Hurley and Vargas, Novelty and Diversity in Recommender Systems (Recommender Systems Handbook, 2nd
 * edition, 2015) for novelty and diversity; RecBole's {@code ItemCoverage}, {@code GiniIndex} and {@code AveragePopularity}
 * give the same figures where there are no ties.
 *
 * <p>Instances are immutable and thread-safe.
 */
public abstract sealed class ListMetric {
    private static final double LOG_2 = StrictMath.log(2);

    private final String key;
    private final int k;

    private ListMetric(String name, int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1: " + k);
        }
        this.key = name + "@" + k;
        this.k = k;
    }

    /**
     * Share of the scorer's items that are on a list (key {@code coverage@k}).
     *
     * @param k length of the lists, at least 1
     * @return the metric
     * @throws IllegalArgumentException if k is below 1
     */
    public static ListMetric coverage(int k) {
        return new OfCatalogue("coverage", k, Exposure::coverage);
    }

    /**
     * Gini index of how often items are on a list (key {@code gini@k}); lower is more even.
     *
     * @param k length of the lists, at least 1
     * @return the metric
     * @throws IllegalArgumentException if k is below 1
     */
    public static ListMetric gini(int k) {
        return new OfCatalogue("gini", k, Exposure::gini);
    }

    /**
     * Mean number of training positives of a list's items (key {@code popularity@k}). An item that the training data does not
     * have counts 0, and so does an empty list.
     *
     * @param k length of the lists, at least 1
     * @param train the training data; matched by id
     * @return the metric
     * @throws IllegalArgumentException if k is below 1
     */
    public static ListMetric popularity(int k, Interactions train) {
        return new OfList("popularity", k, items -> mean(counts(train, items)));
    }

    /**
     * Mean self-information of a list's items (key {@code novelty@k}), in bits. An item that no user of the training data has
     * counts as if one had it, as its information would be infinite; an empty list counts 0.
     *
     * @param k length of the lists, at least 1
     * @param train the training data, with at least one positive; matched by id
     * @return the metric
     * @throws IllegalArgumentException if k is below 1 or the training data has no positives
     */
    public static ListMetric novelty(int k, Interactions train) {
        if (train.size() == 0) {
            throw new IllegalArgumentException("train must have a positive: " + train);
        }
        return new OfList("novelty", k, items -> {
            int users = 0;
            for (int u = 0; u < train.userCount(); u++) {
                users += train.positiveCount(u) > 0 ? 1 : 0;
            }
            double[] bits = counts(train, items);
            for (int i = 0; i < bits.length; i++) {
                bits[i] = StrictMath.log(users / Math.max(1, bits[i])) / LOG_2;
            }
            return mean(bits);
        });
    }

    /**
     * Diversity of a list by co-occurrence (key {@code diversity@k}): the cosine of two items is the number of users who have
     * both over the root of the product of the numbers of users who have each. A list of fewer than two items counts 0.
     *
     * @param k length of the lists, at least 1
     * @param train the training data; matched by id, an item that it does not have is like no other
     * @return the metric
     * @throws IllegalArgumentException if k is below 1
     */
    public static ListMetric diversity(int k, Interactions train) {
        return new OfList("diversity", k, items -> diversity(ItemVectors.of(train, items)));
    }

    /**
     * Diversity of a list by vectors of its items (key {@code diversity@k}), such as embeddings or features. A list of fewer
     * than two items counts 0. Diversity by a model's own embeddings says how the model sees its lists: compare models by
     * the same vectors.
     *
     * @param k length of the lists, at least 1
     * @param items ids of the rows; matched by id, an item without a row is like no other, and so is one whose row is zero
     * @param vectors a row for each item; copied
     * @return the metric
     * @throws IllegalArgumentException if k is below 1, there are not as many rows as items, or a number is not finite
     */
    public static ListMetric diversity(int k, IdIndex items, FMatrixRMaj vectors) {
        if (vectors.getNumRows() != items.size()) {
            throw new IllegalArgumentException("vectors must have a row for each of " + items.size() + " items: "
                    + vectors.getNumRows() + " x " + vectors.getNumCols());
        }
        FMatrixRMaj copy = vectors.copy();
        for (int i = 0; i < copy.getNumElements(); i++) {
            if (!Float.isFinite(copy.data[i])) {
                throw new IllegalArgumentException("vectors must be finite: " + copy.data[i] + " for item '"
                        + items.id(i / copy.getNumCols()) + "'");
            }
        }
        return new OfList("diversity", k, scorerItems -> diversity(ItemVectors.of(copy, items, scorerItems)));
    }

    /** The name in results, with the length of the list: {@code coverage@10}. */
    public final String key() {
        return key;
    }

    final int k() {
        return k;
    }

    @Override
    public final String toString() {
        return key;
    }

    private static double[] counts(Interactions train, IdIndex items) {
        int[] positives = train.itemCounts();
        int[] own = Ids.map(items, train.items());
        double[] counts = new double[own.length];
        for (int i = 0; i < own.length; i++) {
            counts[i] = own[i] < 0 ? 0 : positives[own[i]];
        }
        return counts;
    }

    private static Supplier<Value> mean(double[] weights) {
        return () -> list -> list.length() == 0
                ? 0
                : (sum(weights, list.certain()) + list.share() * sum(weights, list.tied())) / list.length();
    }

    private static double sum(double[] weights, int[] items) {
        double sum = 0;
        for (int item : items) {
            sum += weights[item];
        }
        return sum;
    }

    private static Supplier<Value> diversity(ItemVectors vectors) {
        return () -> vectors.worker()::diversity;
    }

    /** The value of one list. */
    interface Value {
        double of(TopList list);
    }

    /** Prepares the metric for the items of a scorer; what it gives is asked once by each thread. */
    interface Binding {
        Supplier<Value> to(IdIndex items);
    }

    /** A figure of all lists together. */
    interface Total {
        double of(Exposure exposure);
    }

    static final class OfList extends ListMetric {
        private final Binding binding;

        private OfList(String name, int k, Binding binding) {
            super(name, k);
            this.binding = binding;
        }

        Supplier<Value> bind(IdIndex items) {
            return binding.to(items);
        }
    }

    static final class OfCatalogue extends ListMetric {
        private final Total total;

        private OfCatalogue(String name, int k, Total total) {
            super(name, k);
            this.total = total;
        }

        double value(Exposure exposure) {
            return total.of(exposure);
        }
    }
}
