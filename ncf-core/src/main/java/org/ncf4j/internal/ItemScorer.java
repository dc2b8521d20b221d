package org.ncf4j.internal;

/**
 * Scores a tile of items for one user: {@code bias + sum_f weight_f * item_f + head . tower(user + item)}, where the first
 * dense layer has been split into a user half and an item half, {@code W [u; i] + b = (Wu u + b) + Wi i}, and the item
 * half is part of the tile. Items are held feature-major: {@code tile[f]} has one value an item.
 *
 * <p>The bits are defined as follows: a score is one chain from the bias, over the linear features and then over the
 * tower's outputs; the tower's layers above the first are as {@link DenseStack} has them. An item's score does not depend
 * on its place in the tile. Not thread-safe.
 */
public interface ItemScorer {
    /**
     * Items in a tile. It shows in no score; loops that the compiler turns into vector instructions on its own begin and end
     * with single items, which costs half the time in tiles of 64. A whole number of pairs of the longest vectors.
     */
    int TILE = 128;

    /**
     * Scores the first items of one tile.
     *
     * @param bias the chain's start
     * @param weights one a linear feature
     * @param hidden the user half of the first layer, bias included; empty without a tower
     * @param tile the linear features, then the item half of the first layer; each of {@link #TILE} items
     * @param count how many items to score, at most {@link #TILE}
     * @param scores written: {@code count} scores; {@link #TILE} long, what is beyond them may change too
     */
    void score(float bias, float[] weights, float[] hidden, float[][] tile, int count, float[] scores);
}
