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

    /** The same, without what the user at hand has seen. */
    private final BitSet eligible;
    /** With an allow list, the items to score: those of the base. */
    private final int[] some;

    private final float[] someScores;
    /** By item. */
    private final float[] scores;

    private final TopK top;

    /**
     * With work space of its own.
     *
     * @param base see {@link #base}
     */
    ListMaker(Scorer scorer, IntFunction<int[]> seen, RecommendOptions options, BitSet base) {
        this.scorer = scorer;
        this.seen = seen;
        this.options = options;
        this.base = base;
        eligible = (BitSet) base.clone();
        some = options.allow() == null ? NONE : base.stream().toArray();
        someScores = new float[some.length];
        scores = new float[scorer.items().size()];
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
        score(user);
        int[] seenItems = options.includeSeen() ? NONE : seen.apply(user);
        for (int item : seenItems) {
            eligible.clear(item);
        }
        int end;
        // stretch by stretch: most items are eligible, and a loop over a stretch costs least
        for (int start = eligible.nextSetBit(0); start >= 0; start = eligible.nextSetBit(end)) {
            end = eligible.nextClearBit(start);
            addStretch(user, start, end);
        }
        for (int item : seenItems) {
            eligible.set(item, base.get(item));
        }
        IdIndex items = scorer.items();
        List<Recommendation> recommendations = new ArrayList<>(top.size());
        top.drain((item, logit) -> recommendations.add(new Recommendation(items.id(item), sigmoid(logit), logit)));
        return List.copyOf(recommendations);
    }

    /** With an allow list, the places of other items keep what they hold. */
    private void score(int user) {
        if (options.allow() == null) {
            scorer.scoreAll(user, scores);
            return;
        }
        scorer.score(user, some, someScores);
        for (int i = 0; i < some.length; i++) {
            scores[some[i]] = someScores[i];
        }
    }

    private void addStretch(int user, int start, int end) {
        for (int item = start; item < end; item++) {
            float score = scores[item];
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
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + StrictMath.exp(-logit));
    }
}
