package org.ncf4j.nn;

import java.util.List;
import java.util.Objects;
import org.ejml.data.FMatrixRMaj;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.DenseStack;
import org.ncf4j.internal.Function;
import org.ncf4j.internal.Kernels;

/**
 * A fully connected layer, {@code y = f(x W + b)}, over batches: {@code x} is samples x inputs, {@code W} inputs x
 * outputs, {@code b} 1 x outputs, {@code y} samples x outputs. Starts at zero; see {@link #initialize}.
 *
 * <p>Not thread-safe: it holds work space, and its parameters are live.
 */
public final class Dense implements Layer {
    private final Activation activation;
    private final Parameter kernel;
    private final Parameter bias;
    /** Made when it is first needed: a layer that only holds weights needs none. */
    private @Nullable DenseStack stack;

    /**
     * Creates a layer whose weights are zero.
     *
     * @param inputs columns of the input; at least 1
     * @param outputs columns of the output; at least 1
     * @param activation the function of each output
     * @throws IllegalArgumentException if a width is below 1
     */
    public Dense(int inputs, int outputs, Activation activation) {
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException(
                    "a dense layer needs at least 1 input and 1 output, but has " + inputs + " and " + outputs);
        }
        this.activation = Objects.requireNonNull(activation, "activation");
        kernel = new Parameter("kernel", new FMatrixRMaj(inputs, outputs), new FMatrixRMaj(inputs, outputs));
        bias = new Parameter("bias", new FMatrixRMaj(1, outputs), new FMatrixRMaj(1, outputs));
    }

    /**
     * Draws the kernel; the bias becomes zero.
     *
     * @param initializer how the kernel is drawn, as one of {@code in = inputs()} rows and {@code out = outputs()} columns
     * @param seed of the draws
     * @param index tells this parameter's draws from those of others under the same seed
     */
    public void initialize(Initializer initializer, long seed, long index) {
        FMatrixRMaj w = kernel.value();
        initializer.fill(w.data, 0, w.numCols, w.numRows, w.numCols, seed, index);
        bias.value().zero();
    }

    /** Columns of the input. */
    public int inputs() {
        return kernel.value().numRows;
    }

    /** Columns of the output. */
    public int outputs() {
        return kernel.value().numCols;
    }

    /** The function of each output. */
    public Activation activation() {
        return activation;
    }

    /** The kernel, inputs x outputs. */
    public Parameter kernel() {
        return kernel;
    }

    /** The bias, 1 x outputs. */
    public Parameter bias() {
        return bias;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(kernel, bias);
    }

    /**
     * Computes the output of a batch.
     *
     * @param x samples x inputs; not modified
     * @param y reshaped to samples x outputs and written: each output is one chain of fused multiply-adds from its bias,
     *     in the order of the inputs; another matrix than {@code x}
     * @throws IllegalArgumentException if {@code x} has not {@link #inputs} columns
     */
    public void forward(FMatrixRMaj x, FMatrixRMaj y) {
        requireColumns("x", x, inputs());
        y.reshape(x.numRows, outputs());
        DenseStack loaded = loaded();
        for (int row = 0; row < x.numRows; row += DenseStack.TILE) {
            forwardTile(loaded, x, row, Math.min(DenseStack.TILE, x.numRows - row), y);
        }
    }

    /**
     * Takes a gradient at the output back: adds to the gradients of kernel and bias, and computes that at the input.
     * With {@code g = dy * f'(x W + b)}, element by element, these are {@code x^T g}, the column sums of {@code g}, and
     * {@code dx = g W^T}.
     *
     * <p>Nothing is kept from {@link #forward}: the forward pass of {@code x} is run again here, with the weights as they
     * are now, so that the two may be called in any order. Samples are taken 64 at a time. Each element of the kernel's
     * and of the bias's gradient is summed over the samples of such a tile in their order, from 0, and the sum is then
     * added to what the gradient holds, tile after tile.
     *
     * @param x the input of the forward pass, samples x inputs; not modified
     * @param dy gradient at the output, samples x outputs; not modified
     * @param dx reshaped to samples x inputs and written: gradient at the input; another matrix than {@code x} and
     *     {@code dy}
     * @throws IllegalArgumentException if a shape does not fit
     */
    public void backward(FMatrixRMaj x, FMatrixRMaj dy, FMatrixRMaj dx) {
        requireColumns("x", x, inputs());
        requireColumns("dy", dy, outputs());
        if (dy.numRows != x.numRows) {
            throw new IllegalArgumentException("dy must have the " + x.numRows + " rows of x, but has " + dy.numRows);
        }
        dx.reshape(x.numRows, inputs());
        DenseStack loaded = loaded();
        FMatrixRMaj y = new FMatrixRMaj(x.numRows, outputs());
        for (int row = 0; row < x.numRows; row += DenseStack.TILE) {
            int rows = Math.min(DenseStack.TILE, x.numRows - row);
            forwardTile(loaded, x, row, rows, y);
            loaded.backward(
                    dy.data,
                    row * outputs(),
                    outputs(),
                    rows,
                    dx.data,
                    dx.data,
                    inputs(),
                    row * inputs(),
                    inputs(),
                    new float[][] {kernel.gradient().data},
                    new float[][] {bias.gradient().data});
        }
    }

    /** The stack with the weights as they are now. */
    private DenseStack loaded() {
        if (stack == null) {
            stack = Kernels.active()
                    .stack(new int[] {inputs(), outputs()}, new Function[] {Function.valueOf(activation.name())});
        }
        stack.load(new float[][] {kernel.value().data}, new float[][] {bias.value().data});
        return stack;
    }

    private void forwardTile(DenseStack loaded, FMatrixRMaj x, int row, int rows, FMatrixRMaj y) {
        loaded.forward(x.data, row * inputs(), rows, y.data, row * outputs(), outputs(), outputs());
    }

    private static void requireColumns(String name, FMatrixRMaj matrix, int columns) {
        if (matrix.numCols != columns) {
            throw new IllegalArgumentException(name + " must have " + columns + " columns, but has " + matrix.numCols);
        }
    }
}
