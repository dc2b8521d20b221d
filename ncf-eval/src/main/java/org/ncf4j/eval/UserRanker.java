package org.ncf4j.eval;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.Scorer;

/** Ranks the candidates of one user of the test data; thread-safe, the callers bring the buffers. */
final class UserRanker {
    private static final int[] NONE = {};

    private final Scorer scorer;
    private final IntFunction<int[]> seen;
    private final Candidates candidates;
    private final Interactions test;
    private final int[] scorerUser;
    private final int[] scorerItem;
    private final @Nullable Draws draws;

    /** Sampled negatives as items of one scorer. */
    private static final class Draws {
        private final NegativeDraw draw;
        /** The scorer's item at each place of the draw, and back. */
        private final int[] itemAt;

        private final int[] placeOf;

        Draws(Candidates.Sampled sampled, Scorer scorer) {
            draw = sampled.over(scorer.items().ids());
            String[] sorted = draw.sortedIds();
            itemAt = new int[sorted.length];
            placeOf = new int[sorted.length];
            for (int place = 0; place < sorted.length; place++) {
                itemAt[place] = scorer.items().indexOf(sorted[place]);
                placeOf[itemAt[place]] = place;
            }
        }

        int[] items(String user, int[] relevant, int[] seen) {
            int[] taken = new int[relevant.length + seen.length];
            for (int i = 0; i < taken.length; i++) {
                taken[i] = placeOf[i < relevant.length ? relevant[i] : seen[i - relevant.length]];
            }
            Arrays.sort(taken);
            int[] items = draw.draw(user, taken);
            for (int i = 0; i < items.length; i++) {
                items[i] = itemAt[items[i]];
            }
            return items;
        }
    }

    /** A user's test items. */
    private static final class Relevant {
        /** Those that the scorer knows, its indices. */
        private final int[] known;

        /** Number of those that it does not know. */
        private final int unknown;

        /** Number of those left out because the user had seen them. */
        private final int seen;

        Relevant(int[] known, int unknown, int seen) {
            this.known = known;
            this.unknown = unknown;
            this.seen = seen;
        }
    }

    /**
     * What became of a user.
     *
     * @param ranking null where the user was left out
     * @param seenRelevant number of test items left out because the user had seen them
     */
    record Outcome(@Nullable Ranking ranking, boolean unknownUser, int seenRelevant) {}

    private UserRanker(
            Scorer scorer,
            IntFunction<int[]> seen,
            Candidates candidates,
            Interactions test,
            int[] scorerUser,
            int[] scorerItem,
            @Nullable Draws draws) {
        this.scorer = scorer;
        this.seen = seen;
        this.candidates = candidates;
        this.test = test;
        this.scorerUser = scorerUser;
        this.scorerItem = scorerItem;
        this.draws = draws;
    }

    /**
     * Prepares the ranking of all users.
     *
     * @param seen for a user of the scorer the items seen before, the scorer's indices, ascending
     */
    static UserRanker of(Scorer scorer, IntFunction<int[]> seen, Candidates candidates, Interactions test) {
        return new UserRanker(
                scorer,
                seen,
                candidates,
                test,
                Ids.map(test.users(), scorer.users()),
                Ids.map(test.items(), scorer.items()),
                candidates instanceof Candidates.Sampled sampled ? new Draws(sampled, scorer) : null);
    }

    /**
     * Ranks one user's candidates.
     *
     * @param testUser index of the user in the test data
     * @param scores a buffer for the scores of all items
     */
    Outcome rank(int testUser, float[] scores) {
        if (test.positiveCount(testUser) == 0) {
            return new Outcome(null, false, 0);
        }
        int user = scorerUser[testUser];
        if (user < 0) {
            return new Outcome(null, true, 0);
        }
        int[] excluded = candidates.excludesSeen() ? seen.apply(user) : NONE;
        Relevant relevant = relevant(testUser, excluded);
        if (relevant.known.length + relevant.unknown == 0) {
            return new Outcome(null, false, relevant.seen);
        }
        Ranking ranking;
        if (candidates instanceof Candidates.Given given) {
            ranking = rankGiven(testUser, user, relevant, given.of(test.users().id(testUser)), scores);
        } else if (draws != null) {
            int[] negatives = draws.items(test.users().id(testUser), relevant.known, excluded);
            ranking = rankSome(user, relevant.known, negatives, scores).withUnknown(relevant.unknown, 0);
        } else {
            scorer.scoreAll(user, scores);
            int items = scorer.items().size();
            Scores.requireFinite(scorer, user, items, scores);
            ranking = Ranking.of(scores, items, relevant.known, excluded).withUnknown(relevant.unknown, 0);
        }
        return new Outcome(ranking, false, relevant.seen);
    }

    /** The items of the scorer that are no candidates of a user whom it knows; ascending. */
    int[] excluded(int testUser) {
        return candidates.excludesSeen() ? seen.apply(scorerUser[testUser]) : NONE;
    }

    private Relevant relevant(int testUser, int[] excluded) {
        int[] known = new int[test.positiveCount(testUser)];
        int count = 0;
        int unknown = 0;
        int seenBefore = 0;
        for (int i = test.offset(testUser); i < test.offset(testUser + 1); i++) {
            int item = scorerItem[test.item(i)];
            if (item < 0) {
                unknown++;
            } else if (Arrays.binarySearch(excluded, item) >= 0) {
                seenBefore++;
            } else {
                known[count++] = item;
            }
        }
        return new Relevant(Arrays.copyOf(known, count), unknown, seenBefore);
    }

    private Ranking rankGiven(int testUser, int user, Relevant relevant, List<String> given, float[] scores) {
        Set<String> listed = new HashSet<>();
        for (int i = test.offset(testUser); i < test.offset(testUser + 1); i++) {
            listed.add(test.items().id(test.item(i)));
        }
        int[] negatives = new int[given.size()];
        int count = 0;
        int unknown = 0;
        for (String id : given) {
            if (listed.add(id)) {
                int item = scorer.items().indexOf(id);
                if (item < 0) {
                    unknown++;
                } else {
                    negatives[count++] = item;
                }
            }
        }
        return rankSome(user, relevant.known, Arrays.copyOf(negatives, count), scores)
                .withUnknown(relevant.unknown, unknown);
    }

    /** Ranks the relevant items among themselves and the negatives, all distinct. */
    private Ranking rankSome(int user, int[] relevant, int[] negatives, float[] scores) {
        int[] items = Arrays.copyOf(relevant, relevant.length + negatives.length);
        System.arraycopy(negatives, 0, items, relevant.length, negatives.length);
        scorer.score(user, items, scores);
        Scores.requireFinite(scorer, user, items, scores);
        int[] places = new int[relevant.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = i;
        }
        return Ranking.of(scores, items.length, places, NONE);
    }
}
