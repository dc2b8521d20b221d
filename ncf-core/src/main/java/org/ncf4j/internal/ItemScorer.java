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
     * Scores one tile.
     *
     * @param bias the chain's start
     * @param weights one a linear feature
     * @param hidden the user half of the first layer, bias included; empty without a tower
     * @param tile the linear features, then the item half of the first layer; each of {@link DenseStack#TILE} items
     * @param scores written: {@link DenseStack#TILE} scores
     */
    void score(float bias, float[] weights, float[] hidden, float[][] tile, float[] scores);
}
