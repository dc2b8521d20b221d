package org.ncf4j.recommend;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;

/**
 * The recommender that is served at the moment, which another takes the place of while requests go on: after a {@link Canary}
 * check, in one step, and with a way back.
 *
 * <pre>{@code
 * var handle = new RecommenderHandle(Recommender.of(NcfModel.load(file)));
 * handle.get().recommend(user, 10);                                // by any thread, at any time
 * handle.swap(Recommender.of(NcfModel.load(tonight)));             // refused if it is not fit to serve
 * handle.rollBack();
 * }</pre>
 *
 * <p>Thread-safe. {@link #get} never waits. A request that holds a recommender works on with it: take one of {@link #get} for
 * each request. A recommender that was taken the place of is held until the next one comes, for {@link #rollBack}; so there
 * are two models in memory, three while one is checked.
 */
public final class RecommenderHandle {
    /** What is served, and what was before. */
    private record State(Recommender current, @Nullable Recommender previous) {}

    private final Canary canary;
    private volatile State state;

    /**
     * What a recommender must show before it serves: lists for users that both know, drawn at random, whose scores are all
     * finite and which have enough in common with the lists of the one that serves.
     *
     * @param users how many at most; all common ones if there are fewer; at least 1; default 100
     * @param n length of the lists; at least 1; default 10
     * @param minOverlap the least mean share of a list that is in the other's, too, in [0, 1]; 0 takes any, also one that has no
     *     user in common; default 0.2: a model of other data or a broken one has next to nothing in common, one trained anew on
     *     a day's more data most
     * @param seed of the draw; default 1
     */
    public record Canary(int users, int n, double minOverlap, long seed) {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if one is out of range
         */
        public Canary {
            if (users < 1 || n < 1) {
                throw new IllegalArgumentException("users and n must be at least 1, but are " + users + " and " + n);
            }
            if (!(minOverlap >= 0 && minOverlap <= 1)) {
                throw new IllegalArgumentException("minOverlap must lie in [0, 1], but is " + minOverlap);
            }
        }

        /** The default check. */
        public static Canary defaults() {
            return new Canary(100, 10, 0.2, 1);
        }

        /** The same with another least overlap. */
        public Canary withMinOverlap(double minOverlap) {
            return new Canary(users, n, minOverlap, seed);
        }

        /** The same of another number of users. */
        public Canary withUsers(int users) {
            return new Canary(users, n, minOverlap, seed);
        }
    }

    /**
     * What a check found.
     *
     * @param users how many were looked at
     * @param overlap mean share of a list that is in the other's, too; NaN without users
     */
    public record Check(int users, double overlap) {}

    /** A recommender was not fit to serve; the one before goes on. */
    public static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RefusedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Serves a recommender, and checks others by {@link Canary#defaults}. */
    public RecommenderHandle(Recommender first) {
        this(first, Canary.defaults());
    }

    /**
     * Serves a recommender.
     *
     * @param canary what those that follow must show
     */
    public RecommenderHandle(Recommender first, Canary canary) {
        this.canary = Objects.requireNonNull(canary, "canary");
        state = new State(Objects.requireNonNull(first, "first"), null);
    }

    /** The one that serves at the moment. */
    public Recommender get() {
        return state.current();
    }

    /**
     * Checks a recommender and lets it serve from now on. Requests go on while it is checked, on the thread that calls; another
     * swap or {@link #rollBack} waits.
     *
     * @return what the check found
     * @throws RefusedException if it does not pass; the message says why, and the one before serves on
     */
    public synchronized Check swap(Recommender next) {
        Recommender current = state.current();
        Check check = check(current, Objects.requireNonNull(next, "next"));
        state = new State(next, current);
        return check;
    }

    /**
     * Lets the one before serve again, without a check; the one that served until now is let go. Once: what came before that is
     * gone.
     *
     * @throws IllegalStateException if there is none before
     */
    public synchronized void rollBack() {
        Recommender previous = state.previous();
        if (previous == null) {
            throw new IllegalStateException("there is nothing to roll back to: no swap since the last");
        }
        state = new State(previous, null);
    }

    private Check check(Recommender current, Recommender next) {
        List<String> sample = sample(current.users(), next.users());
        if (sample.isEmpty()) {
            if (canary.minOverlap() > 0) {
                throw new RefusedException(
                        "refused: it has no user in common with the one that serves (" + current.users() + "), of its "
                                + next.users(),
                        null);
            }
            return new Check(0, Double.NaN);
        }
        double sum = 0;
        for (String user : sample) {
            Set<String> before = new HashSet<>();
            current.recommend(user, canary.n()).forEach(one -> before.add(one.item()));
            List<Recommendation> now;
            try {
                now = next.recommend(user, canary.n());
            } catch (IllegalStateException e) {
                throw new RefusedException("refused: " + e.getMessage(), e);
            }
            int longest = Math.max(before.size(), now.size());
            long common =
                    now.stream().filter(one -> before.contains(one.item())).count();
            // two lists without an item are the same
            sum += longest == 0 ? 1 : common / (double) longest;
        }
        double overlap = sum / sample.size();
        if (overlap < canary.minOverlap()) {
            throw new RefusedException(
                    "refused: lists of " + canary.n() + " items for " + sample.size() + " users have a share of "
                            + overlap + " in common with those of the one that serves, where " + canary.minOverlap()
                            + " is the least",
                    null);
        }
        return new Check(sample.size(), overlap);
    }

    /** Users that both know: the first of a shuffled list. */
    private List<String> sample(IdIndex current, IdIndex next) {
        List<String> common = new ArrayList<>();
        for (String id : next.ids()) {
            if (current.indexOf(id) >= 0) {
                common.add(id);
            }
        }
        int count = Math.min(canary.users(), common.size());
        SplittableRandom random = new SplittableRandom(canary.seed());
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i, common.size());
            String id = common.get(other);
            common.set(other, common.get(i));
            common.set(i, id);
        }
        return common.subList(0, count);
    }
}
