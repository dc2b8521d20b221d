package org.ncf4j.recommend;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Team;
import org.ncf4j.model.ItemItemModel;
import org.ncf4j.model.Model;
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
 * over the whole row that the model keeps of an item or a user (see {@link NcfModel#itemEmbeddings()}). An
 * {@link ItemItemModel} has no embeddings: its similar items are those that an item gives the largest weights.
 *
 * <p>Batches ({@link #recommendAll}) and searches among very many neighbors work on the thread that calls and on threads of
 * their own, which end with the call, or on those of an executor: one a core by default. No number of threads changes a
 * result. {@link #recommend} works on the thread that calls.
 *
 * <p>Instances are immutable and thread-safe: the same call gives the same result from any thread.
 */
public final class Recommender {
    private static final int LEAST_SEGMENT = 10;
    private static final int LISTS_A_BLOCK = 1024;
    /** About 5 MB of them. */
    private static final int ITEMS_A_BLOCK = 150_000;

    private final Scorer scorer;
    /** A user's items, ascending. */
    private final IntFunction<int[]> seen;

    private final Shared shared;
    private final int threads;
    private final @Nullable Executor executor;

    /**
     * An item or a user and how similar it is.
     *
     * @param id its external id
     * @param similarity the cosine of the embeddings, in [-1, 1]; of an {@link ItemItemModel}, the weight
     */
    public record Neighbor(String id, double similarity) {}

    private Recommender(Scorer scorer, IntFunction<int[]> seen) {
        this(scorer, seen, new Shared(scorer, seen), Runtime.getRuntime().availableProcessors(), null);
    }

    private Recommender(
            Scorer scorer, IntFunction<int[]> seen, Shared shared, int threads, @Nullable Executor executor) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, but is " + threads);
        }
        this.scorer = scorer;
        this.seen = seen;
        this.shared = shared;
        this.threads = threads;
        this.executor = executor;
    }

    /**
     * Recommends from a model; what a user has seen is what the model was trained on.
     *
     * @param model a trained model
     * @return the recommender
     */
    public static Recommender of(Model model) {
        return new Recommender(model, model::seen);
    }

    /**
     * Recommends from any scorer.
     *
     * @param scorer scores the items
     * @param history what the users have seen; its users and items must be the scorer's, at the same indices
     * @return the recommender; it finds similar items and users if the scorer is an {@link NcfModel}, and similar items if
     *     it is an {@link ItemItemModel}
     * @throws IllegalArgumentException if the users or items of the two are not the same
     */
    public static Recommender of(Scorer scorer, Interactions history) {
        requireSame("users", scorer.users(), history.users());
        requireSame("items", scorer.items(), history.items());
        return new Recommender(scorer, history::seen);
    }

    /**
     * The same recommender on another number of threads, the calling one among them; the default is one a core. It changes
     * the time that batches take, and nothing else.
     *
     * @param threads at least 1
     * @return the recommender
     * @throws IllegalArgumentException if it is below 1
     */
    public Recommender withThreads(int threads) {
        return new Recommender(scorer, seen, shared, threads, executor);
    }

    /**
     * The same recommender on the threads of an executor, in place of threads of its own. The calling thread works too,
     * and waits for none that does not come: where the executor has fewer threads to give than {@link #withThreads} asks
     * for, the work goes on with those.
     *
     * @param executor gives the threads
     * @return the recommender
     */
    public Recommender withExecutor(Executor executor) {
        return new Recommender(scorer, seen, shared, threads, Objects.requireNonNull(executor, "executor"));
    }

    /** The users it knows. */
    IdIndex users() {
        return scorer.users();
    }

    /** The items it knows. */
    IdIndex items() {
        return scorer.items();
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
        return new ListMaker(scorer, seen, options, ListMaker.base(scorer.items(), options)).make(userIndex);
    }

    /**
     * Somebody who is none of the users, by what he has: of a {@link Model} by {@link Model#foldIn}. Where the scorer is none, or of
     * the history nothing is known, or it {@linkplain Model#canFoldIn tells nothing}, by popularity. It takes as long as a few
     * recommendations, the first time longer, as what no history changes is done then: call it once before requests come, as
     * {@link RecommenderHandle#swap} does.
     *
     * @param history external ids of his items, repeats allowed; unknown ones are named by {@link Newcomer#unknownItems}
     */
    public Newcomer foldIn(Collection<String> history) {
        return foldIn(history, List.of());
    }

    /**
     * The same with a step between: where his history tells nothing, the popularity among users like him, of the same region or
     * plan, say. The steps are the history, these users, all users. What these users have is counted at each call that comes to
     * it. Fewer than ten users are no segment: it would tell what they bought.
     *
     * @param history external ids of his items, repeats allowed; unknown ones are named by {@link Newcomer#unknownItems}
     * @param segment external ids of users like him; unknown ones are left out
     */
    public Newcomer foldIn(Collection<String> history, Collection<String> segment) {
        IdIndex items = scorer.items();
        List<String> unknown = history.stream()
                .filter(item -> items.indexOf(item) < 0)
                .distinct()
                .toList();
        int[] known = history.stream()
                .mapToInt(items::indexOf)
                .filter(item -> item >= 0)
                .sorted()
                .distinct()
                .toArray();
        if (scorer instanceof Model model && model.canFoldIn(known)) {
            return new Newcomer(model.foldIn(known), known, Newcomer.Source.FOLD_IN, unknown);
        }
        int[] alike = segment.stream()
                .mapToInt(scorer.users()::indexOf)
                .filter(user -> user >= 0)
                .sorted()
                .distinct()
                .toArray();
        if (alike.length >= LEAST_SEGMENT) {
            Popularity among = new Popularity(items, alike, seen);
            if (!among.isEmpty()) {
                return new Newcomer(among, known, Newcomer.Source.SEGMENT_POPULARITY, unknown);
            }
        }
        return new Newcomer(shared.popularity.get(), known, Newcomer.Source.POPULARITY, unknown);
    }

    /**
     * The best items that they have not seen, for all users.
     *
     * @param n how many items at most for each user; at least 1
     * @param handler takes each user's external id and list, as {@link #recommendAll(List, RecommendOptions, BiConsumer)}
     *     says
     * @throws IllegalArgumentException if n is less than 1
     * @throws IllegalStateException if a score is not finite; the message names the user and the item
     */
    public void recommendAll(int n, BiConsumer<? super String, ? super List<Recommendation>> handler) {
        recommendAll(RecommendOptions.top(n), handler);
    }

    /**
     * The best items for all users among those that the options make eligible.
     *
     * @param options how many items, and which are eligible
     * @param handler takes each user's external id and list, as {@link #recommendAll(List, RecommendOptions, BiConsumer)}
     *     says
     * @throws IllegalStateException if a score is not finite; the message names the user and the item
     */
    public void recommendAll(
            RecommendOptions options, BiConsumer<? super String, ? super List<Recommendation>> handler) {
        recommendAll(scorer.users().ids(), options, handler);
    }

    /**
     * The best items for many users among those that the options make eligible. Each list is that of
     * {@link #recommend(String, RecommendOptions)}.
     *
     * <p>Lists are made block by block, in parallel, and handed out on the calling thread in the order of the users, while
     * the next block is being made. Not more than two blocks are in memory: at most 2,048 lists, of about 300,000 items
     * together or, where single lists are longer than that allows, two for each thread.
     *
     * @param users the users' external ids, repeats allowed
     * @param options how many items, and which are eligible; their filter is asked by several threads
     * @param handler takes each user's external id and list (unmodifiable, best first, {@code min(n, eligible)} items).
     *     What it throws ends the call
     * @throws IllegalArgumentException if a user is unknown; nothing is handed out then
     * @throws IllegalStateException if a score is not finite (the message names the user and the item), after the lists of
     *     all users before have been handed out; or if the calling thread is interrupted, whose interrupt status stays set
     */
    public void recommendAll(
            List<String> users,
            RecommendOptions options,
            BiConsumer<? super String, ? super List<Recommendation>> handler) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(handler, "handler");
        IdIndex ids = scorer.users();
        int[] indices = users.stream().mapToInt(ids::require).toArray();
        BitSet base = ListMaker.base(scorer.items(), options);
        ListMaker[] makers = new ListMaker[threads];
        Block previous = new Block(indices, 0, 0);
        try (Team team = team(Math.min(threads, indices.length))) {
            int blockSize = blockSize(options.n());
            for (int from = 0; from < indices.length; from += blockSize) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new IllegalStateException("interrupted while recommending");
                }
                Block done = previous;
                Block block = new Block(indices, from, Math.min(blockSize, indices.length - from));
                team.run((member, members, barrier) -> {
                    if (member == 0) {
                        handOut(done, block, handler);
                    }
                    if (makers[member] == null) {
                        makers[member] = new ListMaker(scorer, seen, options, base);
                    }
                    block.make(makers[member]);
                });
                previous = block;
            }
        }
        previous.handOut(ids, handler);
    }

    /** Hands out a block while others make the next one, which nobody needs if this fails. */
    private void handOut(Block done, Block next, BiConsumer<? super String, ? super List<Recommendation>> handler) {
        try {
            done.handOut(scorer.users(), handler);
        } catch (RuntimeException | Error e) {
            next.stop();
            throw e;
        }
    }

    private int blockSize(int n) {
        int longest = Math.max(1, Math.min(n, scorer.items().size()));
        return Math.max(threads, Math.min(LISTS_A_BLOCK, ITEMS_A_BLOCK / longest));
    }

    private Team team(int useful) {
        int size = Math.max(1, useful);
        return executor == null ? Team.of(size, "ncf4j-recommend") : Team.on(executor, size);
    }

    /**
     * The items nearest to an item by the cosine of their embeddings, the item itself left out; of equal ones, the item
     * with the lower index comes first. Of an {@link ItemItemModel}: the items to which this one has the largest weights
     * above 0, which are what it recommends to a user who has this item alone.
     *
     * @param item the item's external id
     * @param n how many at most; at least 1
     * @return {@code min(n, items - 1)} items, nearest first; unmodifiable. Of an {@link ItemItemModel} fewer, if it has
     *     fewer such weights
     * @throws IllegalArgumentException if the item is unknown or n is less than 1
     * @throws IllegalStateException if the scorer is neither an {@link NcfModel} nor an {@link ItemItemModel}
     */
    public List<Neighbor> similarItems(String item, int n) {
        if (scorer instanceof ItemItemModel model) {
            return heaviest(model, model.items().require(item), n);
        }
        return neighbors(model().items(), item, n, shared.items);
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
        return neighbors(model().users(), user, n, shared.users);
    }

    private List<Neighbor> neighbors(IdIndex ids, String id, int n, Lazy<CosineNeighbors> embeddings) {
        int row = ids.require(id);
        requirePositive(n);
        CosineNeighbors rows = embeddings.get();
        TopK nearest;
        try (Team team = team(Math.min(threads, rows.usefulThreads()))) {
            nearest = rows.nearest(row, n, team);
        }
        List<Neighbor> neighbors = new ArrayList<>(nearest.size());
        nearest.drain((other, similarity) -> neighbors.add(new Neighbor(ids.id(other), similarity)));
        return List.copyOf(neighbors);
    }

    private static List<Neighbor> heaviest(ItemItemModel model, int item, int n) {
        requirePositive(n);
        float[] weights = new float[model.items().size()];
        model.weights(item, weights);
        TopK top = new TopK(Math.min(n, weights.length));
        for (int other = 0; other < weights.length; other++) {
            if (other != item && weights[other] > 0) {
                top.add(weights[other], other);
            }
        }
        List<Neighbor> neighbors = new ArrayList<>(top.size());
        top.drain((other, weight) -> neighbors.add(new Neighbor(model.items().id(other), weight)));
        return List.copyOf(neighbors);
    }

    private static void requirePositive(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("n must be at least 1, but is " + n);
        }
    }

    private NcfModel model() {
        if (scorer instanceof NcfModel model) {
            return model;
        }
        throw new IllegalStateException(
                "similar items and users need the embeddings of an NcfModel, and this recommender's scorer is a "
                        + scorer.getClass().getSimpleName());
    }

    /** How many users have an item or, where that is not known, what the model says of somebody with nothing. */
    private static Scorer popularity(Scorer scorer, IntFunction<int[]> seen) {
        int[] all = IntStream.range(0, scorer.users().size()).toArray();
        Popularity counted = new Popularity(scorer.items(), all, seen);
        return counted.isEmpty() && scorer instanceof Model model && model.canFoldIn(0) ? model.foldIn() : counted;
    }

    /** What many recommenders never need, made once for all recommenders of a scorer. */
    private static final class Shared {
        private final Lazy<CosineNeighbors> items;
        private final Lazy<CosineNeighbors> users;
        private final Lazy<Scorer> popularity;

        Shared(Scorer scorer, IntFunction<int[]> seen) {
            items = new Lazy<>(() -> new CosineNeighbors(((NcfModel) scorer).itemEmbeddings()));
            users = new Lazy<>(() -> new CosineNeighbors(((NcfModel) scorer).userEmbeddings()));
            popularity = new Lazy<>(() -> popularity(scorer, seen));
        }
    }
}
