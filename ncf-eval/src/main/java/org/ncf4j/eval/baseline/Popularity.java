package org.ncf4j.eval.baseline;

import java.util.Objects;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.Scorer;

/**
 * The same ranking for every user: the score of an item is the number of its positives in the training data.
 *
 * <p>Items with the same number of positives have the same score, so their order is a real tie. The number is held as a
 * float, which is exact up to 2<sup>24</sup> positives of one item; larger ones are rounded, which keeps their order but
 * may tie them. A score is not a log-odds here, only a rank order.
 *
 * <p>Instances are immutable and thread-safe; the training data is not kept.
 */
public final class Popularity implements Scorer {
    private final IdIndex users;
    private final IdIndex items;
    private final float[] counts;

    private Popularity(IdIndex users, IdIndex items, float[] counts) {
        this.users = users;
        this.items = items;
        this.counts = counts;
    }

    /**
     * Counts the positives of every item.
     *
     * @param train the training data; its ids become those of the scorer
     * @return a scorer of all users and items of the training data, those without a positive included
     */
    public static Popularity of(Interactions train) {
        int[] positives = train.itemCounts();
        float[] counts = new float[positives.length];
        for (int item = 0; item < counts.length; item++) {
            counts[item] = positives[item];
        }
        return new Popularity(train.users(), train.items(), counts);
    }

    /** Which model this is, as JSON: {@code {"model": {"type": "pop"}}}. */
    public String configJson() {
        return "{\"model\":{\"type\":\"pop\"}}";
    }

    @Override
    public IdIndex users() {
        return users;
    }

    @Override
    public IdIndex items() {
        return items;
    }

    @Override
    public void scoreAll(int user, float[] scores) {
        Objects.checkIndex(user, users.size());
        Objects.checkFromIndexSize(0, counts.length, scores.length);
        System.arraycopy(counts, 0, scores, 0, counts.length);
    }

    @Override
    public void score(int user, int[] items, float[] scores) {
        Objects.checkIndex(user, users.size());
        Objects.checkFromIndexSize(0, items.length, scores.length);
        for (int i = 0; i < items.length; i++) {
            scores[i] = counts[items[i]];
        }
    }
}
