package org.ncf4j.eval.baseline;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Json;
import org.ncf4j.internal.Rows;
import org.ncf4j.internal.Team;
import org.ncf4j.internal.Work;
import org.ncf4j.model.ItemItemModel;

/**
 * Item k-nearest neighbours: {@code score(u, i) = sum of s(i, j)} over the items j of u's history that are among the k most
 * similar to i, with the cosine of their users,
 *
 * <pre>
 * s(i, j) = c_ij / (sqrt(c_i) sqrt(c_j) + shrink)
 * </pre>
 *
 * where {@code c_ij} counts the users with both items and {@code c_i} those with i. As the baseline of Ferrari Dacrema,
 * Cremonesi, Jannach: Are We Really Making Much Progress?, RecSys 2019, section 3.2.
 *
 * <p>Immutable and thread-safe. The model depends on the data and on these values alone, not on the threads.
 *
 * @param neighbors k, how many items j are kept for each item i; default 50
 * @param shrink pulls similarities down that few users support; default 10
 * @param normalize whether similarities are divided as above; else {@code s(i, j) = c_ij}; default true
 * @param threads how many threads to fit on; default one a core
 */
public record ItemKnn(int neighbors, double shrink, boolean normalize, int threads) {
    private static final int ITEMS_A_BLOCK = 16;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if {@code neighbors} or {@code threads} is below 1, or {@code shrink} is negative or
     *     not finite
     */
    public ItemKnn {
        Checks.atLeast("neighbors", neighbors, 1);
        Checks.notNegative("shrink", shrink);
        Checks.atLeast("threads", threads, 1);
    }

    /** The default config. */
    public static ItemKnn defaults() {
        return new ItemKnn(50, 10, true, Runtime.getRuntime().availableProcessors());
    }

    /** The same with another number of neighbours. */
    public ItemKnn withNeighbors(int neighbors) {
        return new ItemKnn(neighbors, shrink, normalize, threads);
    }

    /** The same with another shrinkage. */
    public ItemKnn withShrink(double shrink) {
        return new ItemKnn(neighbors, shrink, normalize, threads);
    }

    /** The same with or without normalization. */
    public ItemKnn withNormalize(boolean normalize) {
        return new ItemKnn(neighbors, shrink, normalize, threads);
    }

    /** The same on another number of threads. */
    public ItemKnn withThreads(int threads) {
        return new ItemKnn(neighbors, shrink, normalize, threads);
    }

    /** These values as JSON, but for the threads: {@code {"model": {"type": "itemknn", ...}}}. */
    public String configJson() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", "itemknn");
        map.put("neighbors", neighbors);
        map.put("shrink", shrink);
        map.put("normalize", normalize);
        return Json.write(Map.of("model", map));
    }

    /**
     * Finds each item's neighbours among its users' other positives.
     *
     * @throws IllegalArgumentException if there are no positives, or more neighbours in all than an array can hold
     */
    public ItemItemModel fit(Interactions train) {
        Histories histories = Histories.of(train);
        Rows users = histories.byUser();
        Rows items = histories.byItem();
        NearestItems nearest = new NearestItems(items.count());
        double[] norms = new double[items.count()];
        for (int item = 0; item < norms.length; item++) {
            norms[item] = Math.sqrt(items.length(item));
        }
        try (Team team = Work.team(threads)) {
            Work.share(team, items.count(), ITEMS_A_BLOCK, () -> {
                int[] counts = new int[items.count()];
                float[] weights = new float[items.count()];
                long[] keys = new long[items.count()];
                return (from, to) -> {
                    for (int item = from; item < to; item++) {
                        count(item, users, items, counts);
                        counts[item] = 0;
                        for (int other = 0; other < counts.length; other++) {
                            double divisor = normalize ? norms[item] * norms[other] + shrink : 1;
                            weights[other] = counts[other] == 0 ? 0 : (float) (counts[other] / divisor);
                        }
                        nearest.set(item, weights, neighbors, keys);
                    }
                };
            });
        }
        return nearest.model(train, configJson());
    }

    /** How many users each item shares with one. */
    private static void count(int item, Rows users, Rows items, int[] counts) {
        Arrays.fill(counts, 0);
        for (int at = items.offsets[item]; at < items.offsets[item + 1]; at++) {
            int user = items.others[at];
            for (int other = users.offsets[user]; other < users.offsets[user + 1]; other++) {
                counts[users.others[other]]++;
            }
        }
    }
}
