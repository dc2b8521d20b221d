package org.ncf4j.model;

import org.ncf4j.data.IdIndex;

/**
 * Scores of all or some items for a user: what recommending and evaluating need of a model, and all they need.
 *
 * <p>A score is a logit: any finite real number, higher is better; the engine's models return the log-odds of an
 * interaction. Users and items are dense indices of {@link #users()} and {@link #items()}.
 *
 * <p>Implementations are thread-safe and deterministic: the score of a (user, item) pair has the same bits whether it is
 * asked for alone, in any list of items, or among all, from any thread.
 */
public interface Scorer {
    /** The users this scorer knows. */
    IdIndex users();

    /** The items this scorer knows. */
    IdIndex items();

    /**
     * Writes the scores of all items for one user.
     *
     * @param user dense user index, {@code 0 <= user < users().size()}
     * @param scores written at {@code [0, items().size())}; longer arrays are left alone beyond that
     * @throws IndexOutOfBoundsException if the user is out of range or the array is too short
     */
    void scoreAll(int user, float[] scores);

    /**
     * Writes the scores of some items for one user.
     *
     * @param user dense user index
     * @param items dense item indices, in any order, repeats allowed
     * @param scores written at {@code [0, items.length)}
     * @throws IndexOutOfBoundsException if the user or an item is out of range, or the array is too short
     */
    void score(int user, int[] items, float[] scores);
}
