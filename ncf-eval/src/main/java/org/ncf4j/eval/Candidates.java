package org.ncf4j.eval;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which items a user's relevant items have to stand out from. Every result names its candidates, since figures over
 * different candidates cannot be compared.
 *
 * <p>Instances are immutable and thread-safe.
 */
public abstract sealed class Candidates {
    private final String name;

    private Candidates(String name) {
        this.name = name;
    }

    /**
     * All items that the scorer knows, except those the user had seen before (name {@code all}). This is the default and the
     * honest choice: what a user would be shown is picked from these.
     *
     * <p>An item of the test data that the user had seen is neither relevant nor a candidate; such items are counted.
     */
    public static Candidates all() {
        return new All(false);
    }

    /**
     * All items that the scorer knows, those the user had seen before included (name {@code all-with-seen}). With the whole
     * history as test data this is the measure of those who judge a model on what it was trained on; it flatters.
     */
    public static Candidates allWithSeen() {
        return new All(true);
    }

    /**
     * A user's relevant items and the negatives given for that user, as in the test files of the NCF paper (name {@code
     * given-N}, where N is the number of negatives that most users have; the larger of two equally frequent ones).
     *
     * <p>The candidates are taken as they are, seen before or not, but each counts once: a repeated negative once, and a
     * negative that is also among the user's test items only as relevant. A negative that the scorer does not know ranks
     * below all items that it knows; such negatives are counted. The map may hold users that the test data has not, but
     * must hold every user of the test data whom the scorer knows and who has a relevant item.
     *
     * @param negatives for each user id the ids of the negatives; copied
     * @return the candidates
     * @throws IllegalArgumentException if the map is empty
     */
    public static Candidates given(Map<String, List<String>> negatives) {
        if (negatives.isEmpty()) {
            throw new IllegalArgumentException("negatives must hold at least one user: {}");
        }
        return new Given(negatives);
    }

    /**
     * A user's relevant items and m negatives drawn at random, without replacement, from the items that the user has
     * neither seen nor in the test data (name {@code sampled-M}); all of them where there are no more than m.
     *
     * <p><b>Sampled metrics are not estimates of the metrics over all items</b>: except for AUC they are systematically too
     * high, and they can order models the other way round, even in expectation (Krichene and Rendle: On Sampled Metrics for
     * Item Recommendation, KDD 2020). Use them to compare with figures that were computed so, and {@link #all()} for
     * anything else.
     *
     * <p>A draw is a hash of the seed and the user's id, over the item ids in lexicographic order: scorers that know the same
     * items get the same negatives, however their items are indexed.
     *
     * @param m negatives a user, at least 1
     * @param seed seed of the draws
     * @return the candidates
     * @throws IllegalArgumentException if m is below 1
     */
    public static Candidates sampled(int m, long seed) {
        if (m < 1) {
            throw new IllegalArgumentException("m must be at least 1: " + m);
        }
        return new Sampled(m, seed);
    }

    /** {@code all}, {@code all-with-seen}, {@code given-99} or {@code sampled-99}, with the number that applies. */
    public final String name() {
        return name;
    }

    /** Whether a test item that the user had seen is left out. */
    abstract boolean excludesSeen();

    @Override
    public final String toString() {
        return name;
    }

    static final class All extends Candidates {
        private final boolean withSeen;

        private All(boolean withSeen) {
            super(withSeen ? "all-with-seen" : "all");
            this.withSeen = withSeen;
        }

        @Override
        boolean excludesSeen() {
            return !withSeen;
        }
    }

    static final class Given extends Candidates {
        private final Map<String, List<String>> negatives;

        private Given(Map<String, List<String>> negatives) {
            super("given-" + mostCommonSize(negatives));
            Map<String, List<String>> copy = new HashMap<>();
            negatives.forEach((user, items) -> copy.put(user, List.copyOf(items)));
            this.negatives = Map.copyOf(copy);
        }

        private static int mostCommonSize(Map<String, List<String>> negatives) {
            int[] sizes =
                    negatives.values().stream().mapToInt(List::size).sorted().toArray();
            int best = 0;
            int bestRun = 0;
            int run = 0;
            for (int i = 0; i < sizes.length; i++) {
                run = i > 0 && sizes[i] == sizes[i - 1] ? run + 1 : 1;
                if (run >= bestRun) {
                    best = sizes[i];
                    bestRun = run;
                }
            }
            return best;
        }

        List<String> of(String user) {
            List<String> items = negatives.get(user);
            if (items == null) {
                throw new IllegalArgumentException("no negatives are given for user '" + user + "' of the test data");
            }
            return items;
        }

        @Override
        boolean excludesSeen() {
            return false;
        }
    }

    static final class Sampled extends Candidates {
        private final int m;
        private final long seed;

        private Sampled(int m, long seed) {
            super("sampled-" + m);
            this.m = m;
            this.seed = seed;
        }

        /** The draws over the items of one scorer. */
        NegativeDraw over(List<String> items) {
            String[] sorted = items.toArray(new String[0]);
            Arrays.sort(sorted);
            return new NegativeDraw(m, seed, sorted);
        }

        @Override
        boolean excludesSeen() {
            return true;
        }
    }
}
