package org.ncf4j.internal;

/**
 * What a training step does with the embedding rows of a tile of samples, outside the dense layers. Arrays named
 * "gradients" have a row of {@link PairTile#width} a sample of the batch; all others a row a sample of the tile. The
 * operations of an element are rounded one by one in the order they are written in, but for {@code fma}.
 */
public interface PairKernels {
    /**
     * {@code features[j] = user[j] * item[j]} for {@code j < product}, rows {@code stride} apart. In all that concerns
     * products, the rows of tables, gradients, features and head have zeros (of either sign) from {@code product} up to a multiple of
     * {@link Dot#LANES}, and may be taken by whole vectors.
     */
    void multiply(PairTile tile, int product, float[] features, int stride);

    /**
     * {@code logits = dot(head, features) + bias}, the dot product as {@link Dot} defines it over the whole of
     * {@code head}, a multiple of {@link Dot#LANES} long; rows of features follow each other without gaps.
     *
     * @param logits of the batch
     */
    void logits(PairTile tile, float[] head, float bias, float[] features, float[] logits);

    /** {@code logits = dot(user, item) + user[factors] + item[factors] + bias} over {@code factors} columns. */
    void factorLogits(PairTile tile, int factors, float bias, float[] logits);

    /**
     * Binary cross-entropy and its derivative, {@code slope = (sigmoid(logit) - label) / count}.
     *
     * @param logits of the batch
     * @param labels of the batch, 0 or 1
     * @param losses written
     * @param slopes written
     */
    void crossEntropy(PairTile tile, float[] logits, float[] labels, float count, float[] losses, float[] slopes);

    /** {@code sums[j] = fma(slope, features[j], sums[j])}, sample after sample. */
    void addScaled(PairTile tile, float[] slopes, float[] features, float[] sums);

    /**
     * {@code output[j] = slope * weights[from + j]} for {@code j < width}, a multiple of {@link Dot#LANES}; rows without
     * gaps.
     */
    void scale(PairTile tile, float[] slopes, float[] weights, int from, int width, float[] output);

    /**
     * {@code pull = slope * head[j]}, {@code userGradients[j] = pull * item[j]}, {@code itemGradients[j] = pull * user[j]}
     * for {@code j < product}.
     */
    void productGradients(
            PairTile tile, int product, float[] head, float[] slopes, float[] userGradients, float[] itemGradients);

    /**
     * {@code userGradients[j] = slope * item[j]}, {@code itemGradients[j] = slope * user[j]} for {@code j < factors}, and
     * the slope in column {@code factors} of both.
     */
    void factorGradients(PairTile tile, int factors, float[] slopes, float[] userGradients, float[] itemGradients);

    /**
     * Steps of stochastic gradient descent on single samples, one after the other, each with the weights that those before
     * it left: {@link #factorLogits}, {@link #crossEntropy} with a count of 1, and
     * {@code user[j] -= rate * (slope * item[j] + l2 * user[j])}, {@code item[j] -= rate * (slope * user[j] + l2 * item[j])}
     * with both rows as they were before, over {@code factors} columns and likewise with the slope alone for the biases in
     * column {@code factors}; {@code bias[0] -= rate * slope}.
     *
     * @param bias the global bias
     * @param rates a learning rate for each sample of the tile
     * @param labels of the batch, 0 or 1
     * @param logits of the batch, written
     * @param losses of the tile, written
     */
    void factorSteps(
            PairTile tile,
            int factors,
            float[] bias,
            float[] rates,
            float l2,
            float[] labels,
            float[] logits,
            float[] losses);

    /** {@code target[to + j] += source[from + j]} for {@code j < length}. */
    void add(float[] source, int from, float[] target, int to, int length);
}
