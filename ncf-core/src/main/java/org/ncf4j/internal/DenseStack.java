package org.ncf4j.internal;

import org.jspecify.annotations.Nullable;

/**
 * Dense layers {@code y = f(x W + b)} one after the other, forward and backward over a tile of samples. Arrays are
 * row-major, a sample a row; a kernel is inputs x outputs. Holds the activations of the last forward pass: one instance a
 * thread.
 *
 * <p>The bits are defined as follows, for every implementation. Forward: an output is one chain of fused multiply-adds
 * from its bias, in the order of the inputs. Backward, from the last layer down: the gradient at a layer's output is
 * multiplied by the derivative of its function, but for ReLU it is kept where the output is above 0 and is +0 elsewhere
 * (0 times infinity would be NaN); the gradient at a layer's input is one chain from +0, in the order of the outputs; a
 * kernel's and a bias's gradient over one tile is one chain from +0 in the order of the samples, which is then added to
 * what is there.
 */
public interface DenseStack {
    /** Samples in a tile: the unit whose sums are one chain. Part of the definition of the results. */
    int TILE = 64;

    /**
     * Takes the weights of the passes that follow. The arrays are read in those passes too; call again whenever they have
     * changed.
     *
     * @param kernels one a layer
     * @param biases one a layer
     */
    void load(float[][] kernels, float[][] biases);

    /**
     * Takes the input of the next pass.
     *
     * @param x samples, {@code rows <= TILE} rows of the input width from {@code offset}; not to be changed before the
     *     backward pass
     */
    void input(float[] x, int offset, int rows);

    /**
     * Takes as the input of the next pass {@code half} columns from {@code column} on of each user's and of each item's row
     * side by side. The tables are not to be changed before the backward pass.
     *
     * @param half half the input width
     */
    void join(PairTile tile, int column, int half);

    /** {@link #input} and {@link #forward(int, float[], int, int, int)}. */
    default void forward(float[] x, int xOffset, int rows, float[] y, int yOffset, int yStride, int yColumns) {
        input(x, xOffset, rows);
        forward(rows, y, yOffset, yStride, yColumns);
    }

    /**
     * Sets factors for the inputs of each layer, which the next passes multiply them by, after {@link #join} alone: dropout.
     * Backward, the gradient at such an input is multiplied by its factor first, and the derivative of a function is taken
     * at its output over the factor.
     *
     * @param factors for each layer a row a sample without gaps, 0 or positive; empty for none; read in each pass
     */
    void dropOut(float[][] factors);

    /**
     * Runs the layers over the samples of the input.
     *
     * @param rows how many there are
     * @param y written: {@code rows} rows from {@code yOffset}, {@code yStride} apart
     * @param yColumns of a row that are written, the last layer's width at least: what is beyond that becomes zero
     */
    void forward(int rows, float[] y, int yOffset, int yStride, int yColumns);

    /**
     * Takes the gradient of the last forward pass back.
     *
     * @param dy gradient at the output, {@code rows} rows from {@code dyOffset}, {@code dyStride} apart; what a row has
     *     beyond the last layer's width is not used
     * @param left written: the first {@code split} columns of the gradient at the input, {@code rows} rows from
     *     {@code dxOffset}, {@code dxStride} apart; another array than {@code x}
     * @param right written: the other columns, in the same places
     * @param kernelGradients added to; null where the layers stay as they are
     * @param biasGradients added to; null where {@code kernelGradients} is
     */
    void backward(
            float[] dy,
            int dyOffset,
            int dyStride,
            int rows,
            float[] left,
            float[] right,
            int split,
            int dxOffset,
            int dxStride,
            float @Nullable [][] kernelGradients,
            float @Nullable [][] biasGradients);
}
