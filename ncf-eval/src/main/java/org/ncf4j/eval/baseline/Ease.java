package org.ncf4j.eval.baseline;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Bytes;
import org.ncf4j.internal.Json;
import org.ncf4j.internal.Rows;
import org.ncf4j.internal.SymmetricInverse;
import org.ncf4j.internal.Team;
import org.ncf4j.internal.Work;
import org.ncf4j.model.ItemItemModel;

/**
 * EASE (Steck: Embarrassingly Shallow Autoencoders for Sparse Data, WWW 2019, equation 8): the matrix B of weights from item
 * to item that solves
 *
 * <pre>
 * min |X - X B|^2 + l2 |B|^2, diag(B) = 0:    P = (X'X + l2 I)^-1,  B_ji = -P_ji / P_ii
 * </pre>
 *
 * where X has a 1 for each positive; {@code score(u, i) = sum of B_ji} over the items j of u's history. In closed form, in
 * double; B is kept in float.
 *
 * <p>It takes 4 n<sup>2</sup> bytes for n items, up to 16 n {@code neighbors} for the weights, and n<sup>3</sup> operations:
 * seconds for thousands of items, and too much for very many, which are refused.
 *
 * <p>Immutable and thread-safe. The model depends on the data and on these values alone, not on the threads.
 *
 * @param l2 the regularisation; 0, the default, stands for {@value #L2_A_POSITIVE} times how many positives the item of a
 *     positive has on average, {@code sum n_i^2 / sum n_i} (docs/defaults.md); the model's configuration tells it
 * @param neighbors how many weights are kept for each item, the largest by absolute value; default 4000, which is all
 *     where items are few. Keeping few of them costs accuracy and saves memory
 * @param maxItems above so many items it refuses; default 20,000
 * @param threads how many threads to fit on; default one a core
 */
public record Ease(double l2, int neighbors, int maxItems, int threads) {
    private static final int ITEMS_A_BLOCK = 16;
    private static final int L2_A_POSITIVE = 2;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if {@code l2} is negative or not finite, or another value is below 1
     */
    public Ease {
        Checks.notNegative("l2", l2);
        Checks.atLeast("neighbors", neighbors, 1);
        Checks.atLeast("maxItems", maxItems, 1);
        Checks.atLeast("threads", threads, 1);
    }

    /** The default config. */
    public static Ease defaults() {
        return new Ease(0, 4000, 20_000, Runtime.getRuntime().availableProcessors());
    }

    /** The same with another regularisation; 0 for that of the data. */
    public Ease withL2(double l2) {
        return new Ease(l2, neighbors, maxItems, threads);
    }

    /** The same that keeps another number of weights for each item. */
    public Ease withNeighbors(int neighbors) {
        return new Ease(l2, neighbors, maxItems, threads);
    }

    /** The same that refuses above another number of items. */
    public Ease withMaxItems(int maxItems) {
        return new Ease(l2, neighbors, maxItems, threads);
    }

    /** The same on another number of threads. */
    public Ease withThreads(int threads) {
        return new Ease(l2, neighbors, maxItems, threads);
    }

    /** These values as JSON, but for the limit and the threads: {@code {"model": {"type": "ease", ...}}}. */
    public String configJson() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", "ease");
        map.put("l2", l2);
        map.put("neighbors", neighbors);
        return Json.write(Map.of("model", map));
    }

    /** About how many bytes a fit takes beside the data. */
    long memoryNeeded(long items) {
        return 4 * items * items + 16 * items * Math.min(items, neighbors);
    }

    /**
     * Solves for the weights.
     *
     * @throws IllegalArgumentException if there are no positives, or more items than {@code maxItems}; the message has the
     *     memory they would need
     * @throws IllegalStateException if the JVM's heap cannot grow to that size, or {@code l2} is so small that the matrix is
     *     singular
     */
    public ItemItemModel fit(Interactions train) {
        int count = train.itemCount();
        long memory = memoryNeeded(count);
        if (count > maxItems) {
            throw new IllegalArgumentException("EASE inverts a matrix of items x items: " + count
                    + " items are more than maxItems " + maxItems + "; they would need about " + Bytes.text(memory)
                    + " of memory");
        }
        if (memory > Runtime.getRuntime().maxMemory()) {
            throw new IllegalStateException("EASE of " + count + " items needs about " + Bytes.text(memory)
                    + " of memory, and the JVM's heap can grow to "
                    + Bytes.text(Runtime.getRuntime().maxMemory()) + "; give it more with -Xmx");
        }
        Histories histories = Histories.of(train);
        Ease given = l2 > 0 ? this : withL2(L2_A_POSITIVE * popularityOfAPositive(histories.byItem()));
        NearestItems nearest = new NearestItems(count);
        try (Team team = Work.team(threads)) {
            double[][] p = given.gram(histories, team);
            SymmetricInverse.negativeInverse(p, team);
            Work.share(team, count, ITEMS_A_BLOCK, () -> {
                float[] weights = new float[count];
                long[] keys = new long[count];
                return (from, to) -> {
                    for (int item = from; item < to; item++) {
                        // p is minus the inverse
                        double divisor = -p[item][item];
                        for (int other = 0; other < count; other++) {
                            double value = other < item ? p[item][other] : p[other][item];
                            weights[other] = other == item ? 0 : (float) (value / divisor);
                        }
                        nearest.set(item, weights, neighbors, keys);
                    }
                };
            });
        }
        return nearest.model(train, given.configJson());
    }

    /** How many positives the item of a positive has, on average. */
    private static double popularityOfAPositive(Rows items) {
        double squares = 0;
        for (int item = 0; item < items.count(); item++) {
            double positives = items.offsets[item + 1] - items.offsets[item];
            squares += positives * positives;
        }
        return squares / items.offsets[items.count()];
    }

    /** The lower half of {@code X'X + l2 I}. */
    private double[][] gram(Histories histories, Team team) {
        Rows users = histories.byUser();
        Rows items = histories.byItem();
        double[][] gram = new double[items.count()][];
        Work.share(team, gram.length, ITEMS_A_BLOCK, () -> (from, to) -> {
            for (int item = from; item < to; item++) {
                double[] row = new double[item + 1];
                for (int at = items.offsets[item]; at < items.offsets[item + 1]; at++) {
                    int user = items.others[at];
                    for (int i = users.offsets[user]; i < users.offsets[user + 1] && users.others[i] <= item; i++) {
                        row[users.others[i]]++;
                    }
                }
                row[item] += l2;
                gram[item] = row;
            }
        });
        return gram;
    }
}
