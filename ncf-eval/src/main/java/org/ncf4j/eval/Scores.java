package org.ncf4j.eval;

import org.ncf4j.model.Scorer;

/** What is asked of a scorer's numbers. */
final class Scores {
    private Scores() {}

    /** Checks the scores of all items. */
    static void requireFinite(Scorer scorer, int user, int items, float[] scores) {
        for (int item = 0; item < items; item++) {
            if (!Float.isFinite(scores[item])) {
                throw notFinite(scorer, user, item, scores[item]);
            }
        }
    }

    /** Checks the scores of some items. */
    static void requireFinite(Scorer scorer, int user, int[] items, float[] scores) {
        for (int i = 0; i < items.length; i++) {
            if (!Float.isFinite(scores[i])) {
                throw notFinite(scorer, user, items[i], scores[i]);
            }
        }
    }

    private static IllegalStateException notFinite(Scorer scorer, int user, int item, float score) {
        return new IllegalStateException(scorer.getClass().getName() + " gave user '"
                + scorer.users().id(user) + "' and item '" + scorer.items().id(item) + "' a score that is not finite: "
                + score);
    }
}
