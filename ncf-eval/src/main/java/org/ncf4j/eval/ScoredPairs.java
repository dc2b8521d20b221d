package org.ncf4j.eval;

import java.util.Arrays;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.model.Scorer;

/** The score of each labelled pair, asked for user by user. */
final class ScoredPairs {
    private final float[] score;
    private final int[] owner;
    private int users;
    private int unknownUserPairs;
    private int unknownItemPairs;

    private ScoredPairs(int pairs) {
        score = new float[pairs];
        owner = new int[pairs];
    }

    /**
     * Scores the pairs.
     *
     * @throws IllegalStateException if a score is not finite
     */
    static ScoredPairs of(Scorer scorer, LabeledPairs pairs) {
        int[] scorerUser = Ids.map(pairs.users(), scorer.users());
        int[] scorerItem = Ids.map(pairs.items(), scorer.items());

        // Pairs by user, so that a user is scored in one call; place[u] becomes the end of user u's run.
        int[] place = new int[scorerUser.length + 1];
        for (int i = 0; i < pairs.size(); i++) {
            place[pairs.user(i) + 1]++;
        }
        for (int u = 1; u < place.length; u++) {
            place[u] += place[u - 1];
        }
        int[] byUser = new int[pairs.size()];
        for (int i = 0; i < pairs.size(); i++) {
            byUser[place[pairs.user(i)]++] = i;
        }

        ScoredPairs scored = new ScoredPairs(pairs.size());
        for (int u = 0, from = 0; u < scorerUser.length; from = place[u], u++) {
            int to = place[u];
            if (from == to) {
                continue;
            }
            if (scorerUser[u] < 0) {
                scored.unknownUserPairs += to - from;
                for (int i = from; i < to; i++) {
                    scored.owner[byUser[i]] = -1;
                }
                continue;
            }
            int[] items = new int[to - from];
            int known = 0;
            for (int i = from; i < to; i++) {
                int item = scorerItem[pairs.item(byUser[i])];
                if (item >= 0) {
                    items[known++] = item;
                }
            }
            scored.unknownItemPairs += items.length - known;
            int[] knownItems = Arrays.copyOf(items, known);
            float[] scores = new float[known];
            scorer.score(scorerUser[u], knownItems, scores);
            Scores.requireFinite(scorer, scorerUser[u], knownItems, scores);
            for (int i = from, next = 0; i < to; i++) {
                boolean isKnown = scorerItem[pairs.item(byUser[i])] >= 0;
                scored.score[byUser[i]] = isKnown ? scores[next++] : Float.NEGATIVE_INFINITY;
                scored.owner[byUser[i]] = scored.users;
            }
            scored.users++;
        }
        return scored;
    }

    /** Number of users with a pair whom the scorer knows. */
    int users() {
        return users;
    }

    /** Number of a pair's user among those, or -1 if the scorer does not know the user. */
    int owner(int pair) {
        return owner[pair];
    }

    /** The score of a pair of a known user: negative infinity if the scorer does not know the item. */
    float score(int pair) {
        return score[pair];
    }

    int unknownUserPairs() {
        return unknownUserPairs;
    }

    /** Number of pairs of known users whose item is unknown. */
    int unknownItemPairs() {
        return unknownItemPairs;
    }
}
