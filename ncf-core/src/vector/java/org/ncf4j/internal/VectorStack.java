package org.ncf4j.internal;

import static org.ncf4j.internal.VectorProducts.BLOCK;
import static org.ncf4j.internal.VectorProducts.PANEL;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.VectorProducts.Finish;

/**
 * Dense layers on vectors along the outputs, activations in panels as {@link VectorProducts} has them. Samples up to the
 * next two whole panels and columns up to the next whole block are computed too; what is there beyond the rows and the
 * widths means nothing, and nothing that counts ever reads it.
 */
final class VectorStack implements DenseStack {
    private static final float[] NONE = {};
    private static final VectorShuffle<Float> SWAP_HALVES =
            VectorShuffle.fromOp(Lanes.SPECIES, lane -> (lane + Lanes.LENGTH / 2) % Lanes.LENGTH);
    private static final VectorMask<Float> UPPER_HALF =
            VectorMask.fromLong(Lanes.SPECIES, -1L << Lanes.LENGTH / 2 & (1L << Lanes.LENGTH) - 1);

    private final int[] widths;
    private final Function[] functions;
    /** The widths in whole vectors: the length of the rows of kernels. */
    private final int[] columns;
    /** From one panel of activations to the next. */
    private final int[] panels;
    /** The input and each layer's output. */
    private final float[][] values;

    private final float[][] gradients;
    /** Each layer's kernel with padded rows, or the kernel itself where no padding is needed. */
    private final float[][] padded;

    private final float[][] starts;
    /** Each layer's kernel, outputs x inputs, with padded rows. */
    private final float[][] transposed;

    private float[][] factors = {};
    private final float[] exps;
    private final float[] zeros;
    private final float[] kernelSums;
    private final float[] biasSums;

    VectorStack(int[] widths, Function[] functions) {
        this.widths = widths.clone();
        this.functions = functions.clone();
        int layers = functions.length;
        columns = new int[layers + 1];
        panels = new int[layers + 1];
        values = new float[layers + 1][];
        gradients = new float[layers + 1][];
        padded = new float[layers][];
        starts = new float[layers][];
        transposed = new float[layers][];
        int widest = 0;
        int largest = 0;
        for (int layer = 0; layer <= layers; layer++) {
            columns[layer] = roundUp(widths[layer], Lanes.LENGTH);
            panels[layer] = roundUp(widths[layer], BLOCK) * PANEL;
            values[layer] = new float[TILE / PANEL * panels[layer]];
            gradients[layer] = new float[values[layer].length];
            widest = Math.max(widest, panels[layer] / PANEL);
            if (layer > 0) {
                padded[layer - 1] =
                        columns[layer] == widths[layer] ? NONE : new float[widths[layer - 1] * columns[layer]];
                starts[layer - 1] = new float[columns[layer]];
                transposed[layer - 1] = new float[widths[layer] * columns[layer - 1]];
                largest = Math.max(largest, roundUp(widths[layer - 1], 8) * columns[layer]);
            }
        }
        exps = new float[TILE * widest];
        zeros = new float[widest];
        kernelSums = new float[largest];
        biasSums = new float[widest];
    }

    private static int roundUp(int length, int unit) {
        return (length + unit - 1) / unit * unit;
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
    public void input(float[] x, int offset, int rows) {
        pack(x, offset, widths[0], rows, values[0], panels[0], widths[0]);
    }

    @Override
    public void join(PairTile tile, int column, int half) {
        float[] target = values[0];
        int panel = panels[0];
        int j = 0;
        for (; j + Lanes.LENGTH <= half && (half + j) % Lanes.LENGTH == 0; j += Lanes.LENGTH) {
            int left = VectorProducts.place(j);
            int right = VectorProducts.place(half + j);
            for (int row = 0; row < tile.rows; row++) {
                int to = inPanels(row, panel);
                FloatVector.fromArray(Lanes.SPECIES, tile.userTable, tile.user(row) + column + j)
                        .intoArray(target, left + to);
                FloatVector.fromArray(Lanes.SPECIES, tile.itemTable, tile.item(row) + column + j)
                        .intoArray(target, right + to);
            }
        }
        for (; j < half; j++) {
            int left = VectorProducts.place(j);
            int right = VectorProducts.place(half + j);
            for (int row = 0; row < tile.rows; row++) {
                int to = inPanels(row, panel);
                target[left + to] = tile.userTable[tile.user(row) + column + j];
                target[right + to] = tile.itemTable[tile.item(row) + column + j];
            }
        }
    }

    @Override
    public void dropOut(float[][] factors) {
        this.factors = factors;
    }

    /** {@code values *= factors} in panels. */
    private static void multiply(float[] values, int panel, float[] factors, int width, int rows) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < width; column++) {
                values[inPanels(row, panel) + VectorProducts.place(column)] *= factors[row * width + column];
            }
        }
    }

    /** Only where the derivative is not the same for all positive values. What was dropped has no gradient anyway. */
    private static void divide(Function function, float[] values, int panel, float[] factors, int width, int rows) {
        if (function == Function.RELU || function == Function.IDENTITY) {
            return;
        }
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < width; column++) {
                int at = inPanels(row, panel) + VectorProducts.place(column);
                float factor = factors[row * width + column];
                values[at] = factor == 0 ? 0 : values[at] / factor;
            }
        }
    }

    @Override
    public void forward(int rows, float[] y, int yOffset, int yStride, int yColumns) {
        if (factors.length > 0) {
            multiply(values[0], panels[0], factors[0], widths[0], rows);
        }
        for (int layer = 0; layer < functions.length; layer++) {
            Finish finish = functions[layer] == Function.RELU ? Finish.RELU : Finish.KEEP;
            VectorProducts.product(
                    rows,
                    widths[layer],
                    values[layer],
                    panels[layer],
                    padded[layer],
                    columns[layer + 1],
                    starts[layer],
                    values[layer + 1],
                    panels[layer + 1],
                    finish,
                    NONE);
            apply(functions[layer], values[layer + 1], exps, roundUp(rows, PANEL) / PANEL * panels[layer + 1]);
            if (factors.length > 0 && layer + 1 < functions.length) {
                multiply(values[layer + 1], panels[layer + 1], factors[layer + 1], widths[layer + 1], rows);
            }
        }
        int last = functions.length;
        unpack(values[last], panels[last], rows, y, yOffset, yStride, widths[last], yColumns);
    }

    /** Where a sample begins in panels. */
    private static int inPanels(int row, int panel) {
        return row / PANEL * panel + row % PANEL * BLOCK;
    }

    /** Columns side by side into panels. */
    private static void pack(float[] source, int offset, int stride, int rows, float[] target, int panel, int width) {
        int column = 0;
        for (; column + Lanes.LENGTH <= width; column += Lanes.LENGTH) {
            int from = offset + column;
            int to = VectorProducts.place(column);
            for (int row = 0; row < rows; row++) {
                FloatVector.fromArray(Lanes.SPECIES, source, from + row * stride)
                        .intoArray(target, to + inPanels(row, panel));
            }
        }
        for (; column < width; column++) {
            int to = VectorProducts.place(column);
            for (int row = 0; row < rows; row++) {
                target[to + inPanels(row, panel)] = source[offset + column + row * stride];
            }
        }
    }

    /** The other way around, with zeros from the width up to {@code columns}. */
    private static void unpack(
            float[] source, int panel, int rows, float[] target, int offset, int stride, int width, int columns) {
        int column = 0;
        for (; column + Lanes.LENGTH <= width; column += Lanes.LENGTH) {
            int from = VectorProducts.place(column);
            int to = offset + column;
            for (int row = 0; row < rows; row++) {
                FloatVector.fromArray(Lanes.SPECIES, source, from + inPanels(row, panel))
                        .intoArray(target, to + row * stride);
            }
        }
        if (column < width && column + Lanes.LENGTH <= columns) {
            int from = VectorProducts.place(column);
            int to = offset + column;
            VectorMask<Float> used = VectorMask.fromLong(Lanes.SPECIES, (1L << (width - column)) - 1);
            for (int row = 0; row < rows; row++) {
                FloatVector.zero(Lanes.SPECIES)
                        .blend(FloatVector.fromArray(Lanes.SPECIES, source, from + inPanels(row, panel)), used)
                        .intoArray(target, to + row * stride);
            }
            column += Lanes.LENGTH;
        }
        for (; column < width; column++) {
            int from = VectorProducts.place(column);
            for (int row = 0; row < rows; row++) {
                target[offset + column + row * stride] = source[from + inPanels(row, panel)];
            }
        }
        if (column < columns) {
            for (int row = 0; row < rows; row++) {
                int at = offset + row * stride;
                Arrays.fill(target, at + column, at + columns, 0);
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
            float @Nullable [][] kernelGradients,
            float @Nullable [][] biasGradients) {
        int last = functions.length;
        // where there is room, with what is beyond the width: it goes nowhere
        int width = Math.min(dyStride, columns[last]);
        if (dyOffset + (rows - 1) * dyStride + width > dy.length) {
            width = widths[last];
        }
        pack(dy, dyOffset, dyStride, rows, gradients[last], panels[last], width);
        int length = roundUp(rows, PANEL) / PANEL * panels[last];
        if (functions[last - 1] == Function.RELU) {
            mask(values[last], gradients[last], length);
        }
        for (int layer = last - 1; layer >= 0; layer--) {
            float[] above = gradients[layer + 1];
            if (factors.length > 0 && layer + 1 < last) {
                int panel = panels[layer + 1];
                multiply(above, panel, factors[layer + 1], widths[layer + 1], rows);
                divide(functions[layer], values[layer + 1], panel, factors[layer + 1], widths[layer + 1], rows);
            }
            differentiate(functions[layer], values[layer + 1], above, roundUp(rows, PANEL) / PANEL * panels[layer + 1]);
            if (kernelGradients != null && biasGradients != null) {
                addGradients(layer, above, rows, kernelGradients[layer], biasGradients[layer]);
            }
            if (layer > 0) {
                Finish finish = functions[layer - 1] == Function.RELU ? Finish.MASK : Finish.KEEP;
                VectorProducts.product(
                        rows,
                        widths[layer + 1],
                        above,
                        panels[layer + 1],
                        transposed[layer],
                        columns[layer],
                        zeros,
                        gradients[layer],
                        panels[layer],
                        finish,
                        values[layer]);
            }
        }
        inputGradient(rows, left, right, split, dxOffset, dxStride);
        if (factors.length > 0) {
            int inputs = widths[0];
            Dropout.multiply(left, dxOffset, dxStride, split, factors[0], 0, inputs, rows);
            Dropout.multiply(right, dxOffset, dxStride, inputs - split, factors[0], split, inputs, rows);
        }
    }

    private void addGradients(int layer, float[] above, int rows, float[] kernelGradient, float[] biasGradient) {
        int inputs = widths[layer];
        int outputs = widths[layer + 1];
        int stride = columns[layer + 1];
        boolean whole = stride == outputs && inputs % 8 == 0;
        float[] sums = whole ? kernelGradient : kernelSums;
        if (!whole) {
            Arrays.fill(sums, 0, roundUp(inputs, 8) * stride, 0);
        }
        VectorProducts.outerProduct(rows, inputs, values[layer], panels[layer], stride, above, panels[layer + 1], sums);
        if (!whole) {
            addRows(sums, stride, inputs, outputs, kernelGradient);
        }
        addSums(above, rows, panels[layer + 1], outputs, biasGradient);
    }

    /** Straight to where it goes for whole pairs of panels and whole vectors, and by way of a panel for the rest. */
    private void inputGradient(int rows, float[] left, float[] right, int split, int dxOffset, int dxStride) {
        int inputs = widths[0];
        boolean whole = split % Lanes.LENGTH == 0 && inputs % Lanes.LENGTH == 0;
        for (int row = 0; row < rows; row += 2 * PANEL) {
            if (whole && row + 2 * PANEL <= rows) {
                inputGradient(row, 0, split, left, dxOffset, dxStride);
                inputGradient(row, split, inputs, right, dxOffset, dxStride);
                continue;
            }
            VectorProducts.productOfPanels(
                    row,
                    widths[1],
                    gradients[1],
                    panels[1],
                    transposed[0],
                    columns[0],
                    zeros,
                    gradients[0],
                    panels[0],
                    Finish.KEEP,
                    NONE);
            for (int i = row; i < Math.min(rows, row + 2 * PANEL); i++) {
                int to = dxOffset + i * dxStride;
                for (int column = 0; column < inputs; column++) {
                    float value = gradients[0][inPanels(i, panels[0]) + VectorProducts.place(column)];
                    if (column < split) {
                        left[to + column] = value;
                    } else {
                        right[to + column - split] = value;
                    }
                }
            }
        }
    }

    private void inputGradient(int row, int from, int to, float[] target, int offset, int stride) {
        VectorProducts.productToRows(
                row,
                from,
                to,
                widths[1],
                gradients[1],
                panels[1],
                transposed[0],
                columns[0],
                zeros,
                target,
                offset,
                stride);
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

    private void addSums(float[] dy, int rows, int panel, int width, float[] gradient) {
        for (int column = 0; column < width; column += Lanes.LENGTH) {
            FloatVector sum = FloatVector.zero(Lanes.SPECIES);
            int first = VectorProducts.place(column);
            for (int row = 0; row < rows; row++) {
                sum = sum.add(FloatVector.fromArray(Lanes.SPECIES, dy, first + inPanels(row, panel)));
            }
            sum.intoArray(biasSums, column);
        }
        Lanes.add(biasSums, 0, gradient, 0, width);
    }
}
