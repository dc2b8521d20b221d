package org.ncf4j.recommend;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.Scorer;

/**
 * The best items for a user, and the nearest items and users, by external ids.
 *
 * <p>Recommendations are ranked on the logit, highest first; of equal logits, the item with the lower index comes first.
 * There are exactly {@code min(n, eligible)} of them, all distinct. One call takes the time and the memory of scoring all
 * items once, however few are asked for; with an allow list only those on it are scored.
 *
 * <p>Similarity is the cosine of two embeddings, {@code a . b / (|a| |b|)}, in [-1, 1] and 0 where one of them is zero,
 * over the whole row that the model keeps of an item or a user (see {@link NcfModel#itemEmbeddings()}).
 *
 * <p>Instances are immutable and thread-safe: the same call gives the same result from any thread.
 */
public final class Recommender {
    private final Scorer scorer;
    private final IntFunction<int[]> seen;
    private final @Nullable Embeddings embeddings;

    /**
     * An item or a user and how similar it is.
     *
     * @param id its external id
     * @param similarity the cosine of the embeddings, in [-1, 1]
     */
    public record Neighbor(String id, double similarity) {}

    private Recommender(Scorer scorer, IntFunction<int[]> seen) {
        this.scorer = scorer;
        this.seen = seen;
        this.embeddings = scorer instanceof NcfModel model ? new Embeddings(model) : null;
    }

    /**
     * Recommends from a model; what a user has seen is what the model was trained on.
     *
     * @param model a trained model
     * @return the recommender
     */
    public static Recommender of(NcfModel model) {
        return new Recommender(model, model::seen);
    }

    /**
     * Recommends from any scorer.
     *
     * @param scorer scores the items
     * @param history what the users have seen; its users and items must be the scorer's, at the same indices
     * @return the recommender; it finds similar items and users if the scorer is an {@link NcfModel}
     * @throws IllegalArgumentException if the users or items of the two are not the same
     */
    public static Recommender of(Scorer scorer, Interactions history) {
        requireSame("users", scorer.users(), history.users());
        requireSame("items", scorer.items(), history.items());
        return new Recommender(scorer, history::seen);
    }

    private static void requireSame(String kind, IdIndex scorers, IdIndex historys) {
        if (!scorers.equals(historys)) {
            throw new IllegalArgumentException(
                    "the history's " + kind + " are not the scorer's, or not in the same order: " + historys.size()
                            + " and " + scorers.size() + " " + kind);
        }
    }

    /**
     * The best items that a user has not seen.
     *
     * @param user the user's external id
     * @param n how many items at most; at least 1
     * @return {@code min(n, eligible)} items, best first; unmodifiable
     * @throws IllegalArgumentException if the user is unknown or n is less than 1
     * @throws IllegalStateException if a score is not finite; the message names the user and the item
     */
    public List<Recommendation> recommend(String user, int n) {
        return recommend(user, RecommendOptions.top(n));
    }

    /**
     * The best items for a user among those that the options make eligible.
     *
     * @param user the user's external id
     * @param options how many items, and which are eligible
     * @return {@code min(n, eligible)} items, best first; unmodifiable
     * @throws IllegalArgumentException if the user is unknown
     * @throws IllegalStateException if a score is not finite; the message names the user and the item
     */
    public List<Recommendation> recommend(String user, RecommendOptions options) {
        Objects.requireNonNull(options, "options");
        int userIndex = scorer.users().require(user);
        IdIndex items = scorer.items();
        BitSet candidates = candidates(userIndex, options);
        float[] scores = new float[items.size()];
        if (options.allow() == null) {
            scorer.scoreAll(userIndex, scores);
        } else {
            scoreSome(userIndex, candidates.stream().toArray(), scores);
        }
        TopK top = new TopK(Math.max(1, Math.min(options.n(), candidates.cardinality())));
        for (int item = candidates.nextSetBit(0); item >= 0; item = candidates.nextSetBit(item + 1)) {
            float score = scores[item];
            if (!Float.isFinite(score)) {
                throw new IllegalStateException(
                        "the score of item '" + items.id(item) + "' for user '" + user + "' is " + score);
            }
            // The heap first: it spares the filter, which is the user's code, nearly all items.
            if (top.accepts(score, item) && options.filter().test(items.id(item))) {
                top.add(score, item);
            }
        }
        List<Recommendation> recommendations = new ArrayList<>(top.size());
        top.drain((item, logit) -> recommendations.add(new Recommendation(items.id(item), sigmoid(logit), logit)));
        return List.copyOf(recommendations);
    }

    /** What is eligible before the filter is asked. */
    private BitSet candidates(int user, RecommendOptions options) {
        IdIndex items = scorer.items();
        BitSet candidates = new BitSet(items.size());
        if (options.allow() == null) {
            candidates.set(0, items.size());
        } else {
            for (String id : options.allow()) {
                int item = items.indexOf(id);
                if (item >= 0) {
                    candidates.set(item);
                }
            }
        }
        for (String id : options.deny()) {
            int item = items.indexOf(id);
            if (item >= 0) {
                candidates.clear(item);
            }
        }
        if (!options.includeSeen()) {
            for (int item : seen.apply(user)) {
                candidates.clear(item);
            }
        }
        return candidates;
    }

    /** Scores some items, each into its own place among the scores of all. */
    private void scoreSome(int user, int[] some, float[] scores) {
        float[] scored = new float[some.length];
        scorer.score(user, some, scored);
        for (int i = 0; i < some.length; i++) {
            scores[some[i]] = scored[i];
        }
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + StrictMath.exp(-logit));
    }

    /**
     * The items nearest to an item by the cosine of their embeddings, the item itself left out; of equal ones, the item
     * with the lower index comes first.
     *
     * @param item the item's external id
     * @param n how many at most; at least 1
     * @return {@code min(n, items - 1)} items, nearest first; unmodifiable
     * @throws IllegalArgumentException if the item is unknown or n is less than 1
     * @throws IllegalStateException if the scorer is no {@link NcfModel} and so has no embeddings
     */
    public List<Neighbor> similarItems(String item, int n) {
        return neighbors(scorer.items(), item, n, embeddings().items());
    }

    /**
     * The users nearest to a user by the cosine of their embeddings, the user left out; of equal ones, the user with the
     * lower index comes first.
     *
     * @param user the user's external id
     * @param n how many at most; at least 1
     * @return {@code min(n, users - 1)} users, nearest first; unmodifiable
     * @throws IllegalArgumentException if the user is unknown or n is less than 1
     * @throws IllegalStateException if the scorer is no {@link NcfModel} and so has no embeddings
     */
    public List<Neighbor> similarUsers(String user, int n) {
        return neighbors(scorer.users(), user, n, embeddings().users());
    }

    private static List<Neighbor> neighbors(IdIndex ids, String id, int n, CosineNeighbors rows) {
        int row = ids.require(id);
        if (n < 1) {
            throw new IllegalArgumentException("n must be at least 1, but is " + n);
        }
        TopK nearest = rows.nearest(row, n);
        List<Neighbor> neighbors = new ArrayList<>(nearest.size());
        nearest.drain((other, similarity) -> neighbors.add(new Neighbor(ids.id(other), similarity)));
        return List.copyOf(neighbors);
    }

    private Embeddings embeddings() {
        if (embeddings == null) {
            throw new IllegalStateException(
                    "similar items and users need the embeddings of an NcfModel, and this recommender's scorer is a "
                            + scorer.getClass().getSimpleName());
        }
        return embeddings;
    }

    /** Copies of a model's embeddings, made when they are first asked for: many recommenders never are. */
    private static final class Embeddings {
        private final NcfModel model;
        private @Nullable CosineNeighbors items;
        private @Nullable CosineNeighbors users;

        Embeddings(NcfModel model) {
            this.model = model;
        }

        synchronized CosineNeighbors items() {
            if (items == null) {
                items = new CosineNeighbors(model.itemEmbeddings());
            }
            return items;
        }

        synchronized CosineNeighbors users() {
            if (users == null) {
                users = new CosineNeighbors(model.userEmbeddings());
            }
            return users;
        }
    }
}
