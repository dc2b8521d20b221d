package org.ncf4j.internal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Dense layers on vectors along the outputs. Samples stay row-major; a row of activations is padded with further columns
 * to whole vectors, which nothing that counts ever reads.
 */
final class VectorStack implements DenseStack {
    private static final float[] NONE = {};

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

    private static void transpose(float[] kernel, int inputs, int outputs, float[] transposed, int stride) {
        for (int j = 0; j < outputs; j++) {
            for (int k = 0, from = j, to = j * stride; k < inputs; k++, from += outputs) {
                transposed[to + k] = kernel[from];
            }
        }
    }

    @Override
    public void forward(float[] x, int xOffset, int rows, float[] y, int yOffset, int yStride) {
        input = x;
        inputOffset = xOffset;
        float[] below = x;
        int offset = xOffset;
        int stride = widths[0];
        for (int layer = 0; layer < functions.length; layer++) {
            boolean relu = functions[layer] == Function.RELU;
            VectorProducts.product(
                    rows,
                    columns[layer + 1],
                    widths[layer],
                    below,
                    offset,
                    stride,
                    padded[layer],
                    starts[layer],
                    values[layer + 1],
                    relu ? VectorProducts.Finish.RELU : VectorProducts.Finish.KEEP,
                    NONE);
            below = values[layer + 1];
            offset = 0;
            stride = columns[layer + 1];
            apply(functions[layer], below, exps, rows * stride);
        }
        int width = widths[functions.length];
        for (int row = 0; row < rows; row++) {
            Lanes.copy(below, row * stride, y, yOffset + row * yStride, width);
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
            int rows,
            float[] dx,
            int dxOffset,
            float[][] kernelGradients,
            float[][] biasGradients) {
        int last = functions.length;
        int width = widths[last];
        for (int row = 0; row < rows; row++) {
            Lanes.copy(dy, dyOffset + row * width, gradients[last], row * columns[last], width);
        }
        if (functions[last - 1] == Function.RELU) {
            mask(values[last], gradients[last], rows * columns[last]);
        }
        for (int layer = last - 1; layer >= 0; layer--) {
            float[] above = gradients[layer + 1];
            int stride = columns[layer + 1];
            differentiate(functions[layer], values[layer + 1], above, rows * stride);
            float[] below = layer == 0 ? input : values[layer];
            VectorProducts.outerProduct(
                    rows,
                    widths[layer],
                    below,
                    layer == 0 ? inputOffset : 0,
                    layer == 0 ? widths[0] : columns[layer],
                    stride,
                    above,
                    kernelSums);
            addRows(kernelSums, stride, widths[layer], widths[layer + 1], kernelGradients[layer]);
            addSums(above, rows, stride, widths[layer + 1], biasGradients[layer]);
            boolean masked = layer > 0 && functions[layer - 1] == Function.RELU;
            VectorProducts.product(
                    rows,
                    columns[layer],
                    widths[layer + 1],
                    above,
                    0,
                    stride,
                    transposed[layer],
                    zeros,
                    gradients[layer],
                    masked ? VectorProducts.Finish.MASK : VectorProducts.Finish.KEEP,
                    values[layer]);
        }
        for (int row = 0; row < rows; row++) {
            Lanes.copy(gradients[0], row * columns[0], dx, dxOffset + row * widths[0], widths[0]);
        }
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

    /** Adds rows without their padding. */
    private static void addRows(float[] sums, int stride, int rows, int width, float[] gradient) {
        if (stride == width) {
            Lanes.add(sums, 0, gradient, 0, rows * width);
            return;
        }
        for (int row = 0; row < rows; row++) {
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
