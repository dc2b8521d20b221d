package org.ncf4j.recommend;

import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.ncf4j.data.IdIndex;
import org.ncf4j.model.Scorer;

/** Scores of one user of whom nothing is known: the log-odds that one of some users has an item. Immutable. */
final class Popularity implements Scorer {
    private static final IdIndex ANYBODY = IdIndex.of("user", List.of("(new)"));

    private final IdIndex items;
    private final float[] logits;
    private final boolean empty;

    /**
     * Counts.
     *
     * @param users dense indices
     * @param seen a user's items
     */
    Popularity(IdIndex items, int[] users, IntFunction<int[]> seen) {
        this.items = items;
        int[] counts = new int[items.size()];
        boolean any = false;
        for (int user : users) {
            for (int item : seen.apply(user)) {
                counts[item]++;
                any = true;
            }
        }
        empty = !any;
        logits = new float[counts.length];
        for (int item = 0; item < counts.length; item++) {
            logits[item] = (float) StrictMath.log((counts[item] + 0.5) / (users.length - counts[item] + 0.5));
        }
    }

    /** Whether nobody has anything. */
    boolean isEmpty() {
        return empty;
    }

    @Override
    public IdIndex users() {
        return ANYBODY;
    }

    @Override
    public IdIndex items() {
        return items;
    }

    @Override
    public void scoreAll(int user, float[] scores) {
        Objects.checkIndex(user, 1);
        System.arraycopy(logits, 0, scores, 0, logits.length);
    }

    @Override
    public void score(int user, int[] some, float[] scores) {
        Objects.checkIndex(user, 1);
        Objects.checkFromIndexSize(0, some.length, scores.length);
        for (int i = 0; i < some.length; i++) {
            scores[i] = logits[some[i]];
        }
    }
}
