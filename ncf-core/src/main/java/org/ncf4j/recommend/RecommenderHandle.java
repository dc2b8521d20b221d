package org.ncf4j.recommend;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;
import org.ncf4j.internal.Hash;
import org.ncf4j.model.Model;

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
 * each request. The recommender before the last swap is held for {@link #rollBack}, until the next swap or {@link
 * #dropPrevious}: there are two models in memory, three while one is checked.
 */
public final class RecommenderHandle {
    /** Draws for each user of a sample. */
    private static final int DRAWS = 50;

    /** What is served, and what was before. */
    private record State(Recommender current, @Nullable Recommender previous, long changes) {}

    private final Canary canary;
    /** Read by anybody; written under the lock, which nobody holds for longer than that takes. */
    private volatile State state;

    /**
     * What a recommender must show before it serves: lists for users that both know, drawn at random, whose scores are all
     * finite and which have enough in common with the lists of the one that serves.
     *
     * @param users how many at most, fewer if few are common; at least 1; default 100
     * @param n length of the lists; at least 1; default 10
     * @param minOverlap the least mean share of a list that is in the other's, too, in [0, 1]; 0 takes any whose scores are
     *     finite, also one that has no user in common; default 0.2: a model of other data or a broken one has next to nothing
     *     in common, one trained anew on a day's more data most
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
     * @param overlap mean share of a list that is in the other's, too; NaN if there was nothing to compare: no user in common, or
     *     the one that serves fails for all of them
     */
    public record Check(int users, double overlap) {}

    /** A recommender was not fit to serve; the one before goes on. */
    public static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RefusedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The same with {@link Canary#defaults}. */
    public RecommenderHandle(Recommender first) {
        this(first, Canary.defaults());
    }

    /**
     * Serves a recommender, once what its first newcomer would wait for is done.
     *
     * @param canary what those that follow must show
     */
    public RecommenderHandle(Recommender first, Canary canary) {
        this.canary = Objects.requireNonNull(canary, "canary");
        first.foldIn(List.of(first.items().id(0)));
        state = new State(first, null, 0);
    }

    /** The one that serves at the moment. */
    public Recommender get() {
        return state.current();
    }

    /**
     * Checks a recommender and lets it serve from now on. The check finds what is broken or of other data, and not what is a little
     * worse: for that there is {@code ncf-eval}. Requests go on while it is checked, on the thread that calls. What a first
     * newcomer would wait for, {@link Recommender#foldIn}, is done before it serves.
     *
     * @return what the check found
     * @throws RefusedException if it does not pass, or if another has been swapped in or rolled back while it was checked; the
     *     message says why, and the one that serves goes on
     */
    public Check swap(Recommender next) {
        State before = state;
        Check check = check(before.current(), Objects.requireNonNull(next, "next"));
        synchronized (this) {
            if (state.changes() != before.changes()) {
                throw new RefusedException(
                        "refused: while it was checked, the one it was compared with was swapped", null);
            }
            state = new State(next, before.current(), before.changes() + 1);
        }
        return check;
    }

    /**
     * Lets the one before serve again, at once and without a check; the one that served until now is let go. Once: what came before
     * that is gone.
     *
     * @throws IllegalStateException if there is none before
     */
    public synchronized void rollBack() {
        Recommender previous = state.previous();
        if (previous == null) {
            throw new IllegalStateException("there is nothing to roll back to");
        }
        state = new State(previous, null, state.changes() + 1);
    }

    /** Lets the one before go: there is no way back then, and of users whom the model {@link Model#forget forgot} nothing is left. */
    public synchronized void dropPrevious() {
        state = new State(state.current(), null, state.changes());
    }

    private Check check(Recommender current, Recommender next) {
        try {
            return checked(current, next);
        } catch (RefusedException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new RefusedException("refused: " + e.getMessage(), e);
        }
    }

    private Check checked(Recommender current, Recommender next) {
        List<String> sample = sample(current.users(), next.users());
        if (sample.isEmpty() && canary.minOverlap() > 0) {
            throw new RefusedException(
                    "refused: it has no user in common with the one that serves, of its " + next.users() + " and "
                            + current.users(),
                    null);
        }
        // what newcomers get
        next.foldIn(List.of()).recommend(canary.n());
        next.foldIn(List.of(next.items().id(0))).recommend(canary.n());
        List<String> looked = sample.isEmpty() ? sample(next.users(), next.users()) : sample;
        double sum = 0;
        int compared = 0;
        for (String user : looked) {
            List<Recommendation> now = next.recommend(user, canary.n());
            Set<String> before = sample.isEmpty() ? null : served(current, user);
            if (before != null) {
                int longest = Math.max(before.size(), now.size());
                long common =
                        now.stream().filter(one -> before.contains(one.item())).count();
                // two lists without an item are the same
                sum += longest == 0 ? 1 : common / (double) longest;
                compared++;
            }
        }
        double overlap = compared == 0 ? Double.NaN : sum / compared;
        if (overlap < canary.minOverlap()) {
            throw new RefusedException(
                    "refused: lists of " + canary.n() + " items for " + compared + " users have a share of "
                            + Math.rint(overlap * 1000) / 1000
                            + " in common with those of the one that serves, where " + canary.minOverlap()
                            + " is the least",
                    null);
        }
        return new Check(looked.size(), overlap);
    }

    /** What is served to a user; null if that fails, which is no fault of the one to come. */
    private @Nullable Set<String> served(Recommender current, String user) {
        try {
            Set<String> items = new HashSet<>();
            current.recommend(user, canary.n()).forEach(one -> items.add(one.item()));
            return items;
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** Users that both know, drawn at random; of many that few are common to, some of the draws may find none. */
    private List<String> sample(IdIndex current, IdIndex next) {
        long key = Hash.key(canary.seed(), Hash.CANARY, 0);
        Set<String> drawn = new LinkedHashSet<>();
        for (int draw = 0; draw < DRAWS * canary.users() && drawn.size() < canary.users(); draw++) {
            String id = next.id(Hash.bounded(Hash.bits(key, draw), next.size()));
            if (current.indexOf(id) >= 0) {
                drawn.add(id);
            }
        }
        if (drawn.isEmpty()) {
            next.ids().stream()
                    .filter(id -> current.indexOf(id) >= 0)
                    .limit(canary.users())
                    .forEach(drawn::add);
        }
        return List.copyOf(drawn);
    }
}
