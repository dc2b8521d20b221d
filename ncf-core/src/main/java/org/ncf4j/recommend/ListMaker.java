package org.ncf4j.recommend;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import org.ncf4j.data.IdIndex;
import org.ncf4j.model.Scorer;

/**
 * Makes the lists of one user after the other under the same options. It owns work space that is used for every user, so
 * each thread needs one of its own.
 */
final class ListMaker {
    private static final int[] NONE = {};

    private final Scorer scorer;
    private final IntFunction<int[]> seen;
    private final RecommendOptions options;
    /** What is eligible for a user who has seen nothing. Shared, and never changed. */
    private final BitSet base;

    /** With an allow list, the items to score: those of the base. */
    private final int[] some;
    /** Of those items or, without an allow list, of all. */
    private final float[] scores;

    private final TopK top;

    /**
     * With work space of its own.
     *
     * @param seen a user's items, ascending
     * @param base see {@link #base}
     */
    ListMaker(Scorer scorer, IntFunction<int[]> seen, RecommendOptions options, BitSet base) {
        this.scorer = scorer;
        this.seen = seen;
        this.options = options;
        this.base = base;
        some = options.allow() == null ? NONE : base.stream().toArray();
        scores = new float[options.allow() == null ? scorer.items().size() : some.length];
        top = new TopK(Math.max(1, Math.min(options.n(), base.cardinality())));
    }

    /** The items that the options' allow and deny lists leave; neither the filter nor a user's seen items are asked. */
    static BitSet base(IdIndex items, RecommendOptions options) {
        BitSet base = new BitSet(items.size());
        if (options.allow() == null) {
            base.set(0, items.size());
        } else {
            for (String id : options.allow()) {
                int item = items.indexOf(id);
                if (item >= 0) {
                    base.set(item);
                }
            }
        }
        for (String id : options.deny()) {
            int item = items.indexOf(id);
            if (item >= 0) {
                base.clear(item);
            }
        }
        return base;
    }

    /**
     * A user's list, best first. After an exception this instance is of no use any more.
     *
     * @throws IllegalStateException if a score is not finite
     */
    List<Recommendation> make(int user) {
        boolean all = options.allow() == null;
        if (all) {
            scorer.scoreAll(user, scores);
        } else {
            scorer.score(user, some, scores);
        }
        rank(user, options.includeSeen() ? NONE : seen.apply(user), all);
        IdIndex items = scorer.items();
        List<Recommendation> recommendations = new ArrayList<>(top.size());
        top.drain((item, logit) -> recommendations.add(new Recommendation(items.id(item), sigmoid(logit), logit)));
        return List.copyOf(recommendations);
    }

    /** Nearly all items are below what is kept already: they cost two comparisons, whether they are eligible or not. */
    private void rank(int user, int[] seenItems, boolean all) {
        float least = (float) top.least();
        int nextSeen = 0;
        for (int i = 0; i < scores.length; i++) {
            float score = scores[i];
            if (score < least && score >= -Float.MAX_VALUE) {
                continue;
            }
            int item = all ? i : some[i];
            while (nextSeen < seenItems.length && seenItems[nextSeen] < item) {
                nextSeen++;
            }
            boolean isSeen = nextSeen < seenItems.length && seenItems[nextSeen] == item;
            if (!isSeen && base.get(item)) {
                add(user, item, score);
                least = (float) top.least();
            }
        }
    }

    private void add(int user, int item, float score) {
        if (!Float.isFinite(score)) {
            throw new IllegalStateException("the score of item '"
                    + scorer.items().id(item) + "' for user '"
                    + scorer.users().id(user) + "' is " + score);
        }
        // The heap first: it spares the filter, which is the user's code, nearly all items.
        if (top.accepts(score, item) && options.filter().test(scorer.items().id(item))) {
            top.add(score, item);
        }
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + StrictMath.exp(-logit));
    }
}
