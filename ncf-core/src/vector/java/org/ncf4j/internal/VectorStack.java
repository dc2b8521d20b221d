package org.ncf4j.internal;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * Dense layers on vectors along the outputs. Samples stay row-major; a row of activations is padded with further columns
 * to whole vectors, which nothing that counts ever reads.
 */
final class VectorStack implements DenseStack {
    private static final float[] NONE = {};
    private static final VectorShuffle<Float> SWAP_HALVES =
            VectorShuffle.fromOp(Lanes.SPECIES, lane -> (lane + Lanes.LENGTH / 2) % Lanes.LENGTH);
    private static final VectorMask<Float> UPPER_HALF =
            VectorMask.fromLong(Lanes.SPECIES, -1L << Lanes.LENGTH / 2 & (1L << Lanes.LENGTH) - 1);

    private final int[] widths;
    private final Function[] functions;
    /** The widths in whole vectors. */
    private final int[] columns;
    /** Each layer's output, from place 1 on; the input stays where it is. */
    private final float[][] values;

    private final float[][] gradients;
    /** Each layer's kernel with padded rows, or the kernel itself where no padding is needed. */
    private final float[][] padded;

    private final float[][] starts;
    /** Each layer's kernel, outputs x inputs, with padded rows. */
    private final float[][] transposed;

    private final float[] exps;
    private final float[] zeros;
    private final float[] kernelSums;
    private final float[] biasSums;
    private float[] input = NONE;
    private int inputOffset;

    VectorStack(int[] widths, Function[] functions) {
        this.widths = widths.clone();
        this.functions = functions.clone();
        int layers = functions.length;
        columns = new int[layers + 1];
        values = new float[layers + 1][];
        gradients = new float[layers + 1][];
        padded = new float[layers][];
        starts = new float[layers][];
        transposed = new float[layers][];
        int widest = 0;
        int largest = 0;
        for (int layer = 0; layer <= layers; layer++) {
            columns[layer] = (widths[layer] + Lanes.LENGTH - 1) / Lanes.LENGTH * Lanes.LENGTH;
            values[layer] = layer == 0 ? NONE : new float[TILE * columns[layer]];
            gradients[layer] = new float[TILE * columns[layer]];
            widest = Math.max(widest, columns[layer]);
            if (layer > 0) {
                int size = widths[layer - 1] * columns[layer];
                padded[layer - 1] = columns[layer] == widths[layer] ? NONE : new float[size];
                starts[layer - 1] = new float[columns[layer]];
                transposed[layer - 1] = new float[widths[layer] * columns[layer - 1]];
                largest = Math.max(largest, size);
            }
        }
        exps = new float[TILE * widest];
        zeros = new float[widest];
        kernelSums = new float[largest];
        biasSums = new float[widest];
    }

    @Override
    public void load(float[][] kernels, float[][] biases) {
        for (int layer = 0; layer < functions.length; layer++) {
            int inputs = widths[layer];
            int outputs = widths[layer + 1];
            float[] kernel = kernels[layer];
            System.arraycopy(biases[layer], 0, starts[layer], 0, outputs);
            if (outputs == columns[layer + 1]) {
                padded[layer] = kernel;
            } else {
                for (int k = 0; k < inputs; k++) {
                    System.arraycopy(kernel, k * outputs, padded[layer], k * columns[layer + 1], outputs);
                }
            }
            transpose(kernel, inputs, outputs, transposed[layer], columns[layer]);
        }
    }

    /** By blocks of 16 x 16, whose rows are in the cache while their columns are written. */
    private static void transpose(float[] kernel, int inputs, int outputs, float[] transposed, int stride) {
        for (int top = 0; top < inputs; top += 16) {
            int bottom = Math.min(inputs, top + 16);
            for (int j = 0; j < outputs; j++) {
                for (int k = top, from = top * outputs + j, to = j * stride; k < bottom; k++, from += outputs) {
                    transposed[to + k] = kernel[from];
                }
            }
        }
    }

    @Override
    public void forward(float[] x, int xOffset, int rows, float[] y, int yOffset, int yStride, int yColumns) {
        input = x;
        inputOffset = xOffset;
        float[] below = x;
        int offset = xOffset;
        int stride = widths[0];
        for (int layer = 0; layer < functions.length; layer++) {
            float[] above = values[layer + 1];
            VectorProducts.product(
                    rows,
                    0,
                    columns[layer + 1],
                    widths[layer],
                    below,
                    offset,
                    stride,
                    padded[layer],
                    columns[layer + 1],
                    starts[layer],
                    above,
                    0,
                    columns[layer + 1],
                    functions[layer] == Function.RELU ? VectorProducts.Finish.RELU : VectorProducts.Finish.KEEP,
                    NONE);
            below = above;
            offset = 0;
            stride = columns[layer + 1];
            apply(functions[layer], below, exps, rows * stride);
        }
        int last = functions.length;
        // the padding of the weights is zero, and so is that of the outputs, unless f(0) is not
        boolean whole = yColumns == stride && functions[last - 1] != Function.SIGMOID;
        for (int row = 0; row < rows; row++) {
            int to = yOffset + row * yStride;
            if (whole) {
                Lanes.copy(below, row * stride, y, to, stride);
            } else {
                Lanes.copy(below, row * stride, y, to, widths[last]);
                Arrays.fill(y, to + widths[last], to + yColumns, 0);
            }
        }
    }

    /**
     * ReLU is part of the product.
     *
     * @param exps work space as long as the values
     */
    static void apply(Function function, float[] values, float[] exps, int length) {
        if (function == Function.SIGMOID) {
            Lanes.expOfNegative(1, values, 0, exps, 0, length);
            Lanes.sigmoid(values, exps, length);
        } else if (function == Function.TANH) {
            Lanes.expOfNegative(2, values, 0, exps, 0, length);
            Lanes.tanh(values, exps, length);
        }
    }

    @Override
    public void backward(
            float[] dy,
            int dyOffset,
            int dyStride,
            int rows,
            float[] left,
            float[] right,
            int split,
            int dxOffset,
            int dxStride,
            float[][] kernelGradients,
            float[][] biasGradients) {
        int last = functions.length;
        int width = Math.min(dyStride, columns[last]);
        for (int row = 0; row < rows; row++) {
            // where there is room, with what is beyond the width: it goes nowhere
            Lanes.copy(dy, dyOffset + row * dyStride, gradients[last], row * columns[last], width);
        }
        if (functions[last - 1] == Function.RELU) {
            mask(values[last], gradients[last], rows * columns[last]);
        }
        for (int layer = last - 1; layer >= 0; layer--) {
            float[] above = gradients[layer + 1];
            int stride = columns[layer + 1];
            differentiate(functions[layer], values[layer + 1], above, rows * stride);
            float[] below = layer == 0 ? input : values[layer];
            boolean whole = stride == widths[layer + 1];
            float[] sums = whole ? kernelGradients[layer] : kernelSums;
            if (!whole) {
                Arrays.fill(sums, 0, widths[layer] * stride, 0);
            }
            VectorProducts.outerProduct(
                    rows,
                    widths[layer],
                    below,
                    layer == 0 ? inputOffset : 0,
                    layer == 0 ? widths[0] : columns[layer],
                    stride,
                    above,
                    sums);
            if (!whole) {
                addRows(sums, stride, widths[layer], widths[layer + 1], kernelGradients[layer]);
            }
            addSums(above, rows, stride, widths[layer + 1], biasGradients[layer]);
            if (layer > 0) {
                boolean masked = functions[layer - 1] == Function.RELU;
                VectorProducts.Finish finish = masked ? VectorProducts.Finish.MASK : VectorProducts.Finish.KEEP;
                float[] target = gradients[layer];
                inputGradient(layer, rows, 0, columns[layer], target, 0, columns[layer], finish, values[layer]);
            }
        }
        int inputs = widths[0];
        if (split % Lanes.LENGTH == 0 && inputs % Lanes.LENGTH == 0) {
            inputGradient(0, rows, 0, split, left, dxOffset, dxStride, VectorProducts.Finish.KEEP, NONE);
            inputGradient(0, rows, split, inputs, right, dxOffset, dxStride, VectorProducts.Finish.KEEP, NONE);
            return;
        }
        float[] dx = gradients[0];
        inputGradient(0, rows, 0, columns[0], dx, 0, columns[0], VectorProducts.Finish.KEEP, NONE);
        for (int row = 0; row < rows; row++) {
            int from = row * columns[0];
            int to = dxOffset + row * dxStride;
            Lanes.copy(dx, from, left, to, split);
            Lanes.copy(dx, from + split, right, to, inputs - split);
        }
    }

    /** Some columns of the gradient at a layer's input. */
    private void inputGradient(
            int layer,
            int rows,
            int from,
            int to,
            float[] target,
            int offset,
            int stride,
            VectorProducts.Finish finish,
            float[] mask) {
        VectorProducts.product(
                rows,
                from,
                to,
                widths[layer + 1],
                gradients[layer + 1],
                0,
                columns[layer + 1],
                transposed[layer],
                columns[layer],
                zeros,
                target,
                offset,
                stride,
                finish,
                mask);
    }

    private static void mask(float[] values, float[] gradients, int length) {
        for (int i = 0; i < length; i += Lanes.LENGTH) {
            FloatVector.zero(Lanes.SPECIES)
                    .blend(
                            FloatVector.fromArray(Lanes.SPECIES, gradients, i),
                            FloatVector.fromArray(Lanes.SPECIES, values, i).compare(VectorOperators.GT, 0f))
                    .intoArray(gradients, i);
        }
    }

    /** ReLU's mask has been laid over the gradients when they were made. */
    private static void differentiate(Function function, float[] values, float[] gradients, int length) {
        if (function == Function.SIGMOID) {
            for (int i = 0; i < length; i += Lanes.LENGTH) {
                FloatVector value = FloatVector.fromArray(Lanes.SPECIES, values, i);
                FloatVector slope =
                        value.mul(FloatVector.broadcast(Lanes.SPECIES, 1f).sub(value));
                FloatVector.fromArray(Lanes.SPECIES, gradients, i).mul(slope).intoArray(gradients, i);
            }
        } else if (function == Function.TANH) {
            for (int i = 0; i < length; i += Lanes.LENGTH) {
                FloatVector value = FloatVector.fromArray(Lanes.SPECIES, values, i);
                FloatVector slope = FloatVector.broadcast(Lanes.SPECIES, 1f).sub(value.mul(value));
                FloatVector.fromArray(Lanes.SPECIES, gradients, i).mul(slope).intoArray(gradients, i);
            }
        }
    }

    /** Adds rows without their padding; two at a time where they are half a vector. */
    private static void addRows(float[] sums, int stride, int rows, int width, float[] gradient) {
        int row = 0;
        if (stride == Lanes.LENGTH && 2 * width == stride) {
            for (; row + 2 <= rows; row += 2) {
                FloatVector first = FloatVector.fromArray(Lanes.SPECIES, sums, row * stride);
                FloatVector second = FloatVector.fromArray(Lanes.SPECIES, sums, (row + 1) * stride);
                FloatVector both = first.blend(second.rearrange(SWAP_HALVES), UPPER_HALF);
                FloatVector.fromArray(Lanes.SPECIES, gradient, row * width)
                        .add(both)
                        .intoArray(gradient, row * width);
            }
        }
        for (; row < rows; row++) {
            Lanes.add(sums, row * stride, gradient, row * width, width);
        }
    }

    private void addSums(float[] dy, int rows, int stride, int width, float[] gradient) {
        for (int column = 0; column < stride; column += Lanes.LENGTH) {
            FloatVector sum = FloatVector.zero(Lanes.SPECIES);
            for (int row = 0, at = column; row < rows; row++, at += stride) {
                sum = sum.add(FloatVector.fromArray(Lanes.SPECIES, dy, at));
            }
            sum.intoArray(biasSums, column);
        }
        Lanes.add(biasSums, 0, gradient, 0, width);
    }
}
