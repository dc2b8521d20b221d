package org.ncf4j.recommend;

import java.util.List;
import java.util.Objects;
import org.ncf4j.model.Scorer;

/**
 * Somebody the model has never seen, as {@link Recommender#foldIn} makes him of what he has: recommendations for him, and what
 * they are made from. Nothing of him goes into the model. Made for a request: it refers to the model, and by the popularity of a
 * segment holds a number for each item. Immutable and thread-safe.
 */
public final class Newcomer {
    /** What recommendations are made from, the best that there is. */
    public enum Source {
        /** His own history: at least one of its items is known. */
        FOLD_IN,
        /** What users like him have: how many of them have an item. */
        SEGMENT_POPULARITY,
        /** How many of all users have an item; of a model without histories, what it scores for somebody with nothing. */
        POPULARITY
    }

    private final Scorer scorer;
    private final int[] history;
    private final Source source;
    private final List<String> unknown;

    /**
     * Takes all over.
     *
     * @param scorer of one user
     * @param history dense indices, ascending
     */
    Newcomer(Scorer scorer, int[] history, Source source, List<String> unknown) {
        this.scorer = scorer;
        this.history = history;
        this.source = source;
        this.unknown = List.copyOf(unknown);
    }

    /** What his recommendations are made from. */
    public Source source() {
        return source;
    }

    /** Items of his history that the model does not know, which tell nothing of him; unmodifiable. */
    public List<String> unknownItems() {
        return unknown;
    }

    /**
     * The best items that are not in his history.
     *
     * @param n how many items at most; at least 1
     * @return {@code min(n, eligible)} items, best first; unmodifiable. By popularity, where
     *     histories tell it, the logit is {@code ln((c + 0.5) / (u - c + 0.5))} of an item that c of u users have
     * @throws IllegalArgumentException if n is less than 1
     * @throws IllegalStateException if a score is not finite; the message names the item
     */
    public List<Recommendation> recommend(int n) {
        return recommend(RecommendOptions.top(n));
    }

    /**
     * The best items among those that the options make eligible; what he has seen is his history.
     *
     * @return {@code min(n, eligible)} items, best first; unmodifiable
     * @throws IllegalStateException if a score is not finite; the message names the item
     */
    public List<Recommendation> recommend(RecommendOptions options) {
        Objects.requireNonNull(options, "options");
        return new ListMaker(scorer, user -> history, options, ListMaker.base(scorer.items(), options)).make(0);
    }
}
