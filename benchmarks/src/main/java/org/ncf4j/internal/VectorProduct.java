package org.ncf4j.internal;

import java.util.SplittableRandom;

/**
 * A product by the vector kernels, with the finish that training gives it (ReLU forward, its mask at the input gradient).
 * It lies in this package because the kernels do; on the class path, where nothing is a module, it may.
 */
public final class VectorProduct {
    private static final int ROWS = DenseStack.TILE;
    private static final float[] NONE = {};

    private VectorProduct() {}

    /** {@code y = relu(x W + b)}. */
    public static Product forward(int inputs, int outputs) {
        int columns = padded(outputs);
        float[] x = random(ROWS * inputs);
        float[] w = random(inputs * columns);
        float[] b = random(columns);
        float[] y = new float[ROWS * columns];
        return times -> {
            for (int i = 0; i < times; i++) {
                VectorProducts.product(
                        ROWS,
                        0,
                        columns,
                        inputs,
                        x,
                        0,
                        inputs,
                        w,
                        columns,
                        b,
                        y,
                        0,
                        columns,
                        VectorProducts.Finish.RELU,
                        NONE);
            }
            return y[0];
        };
    }

    /** {@code dx = dy W^T}, where {@code masked} kept where the input is above 0. */
    public static Product inputGradient(int inputs, int outputs, boolean masked) {
        int columns = padded(inputs);
        int stride = padded(outputs);
        float[] dy = random(ROWS * stride);
        float[] transposed = random(outputs * columns);
        float[] zeros = new float[columns];
        float[] dx = new float[ROWS * columns];
        float[] mask = masked ? random(ROWS * columns) : NONE;
        VectorProducts.Finish finish = masked ? VectorProducts.Finish.MASK : VectorProducts.Finish.KEEP;
        return times -> {
            for (int i = 0; i < times; i++) {
                VectorProducts.product(
                        ROWS,
                        0,
                        columns,
                        outputs,
                        dy,
                        0,
                        stride,
                        transposed,
                        columns,
                        zeros,
                        dx,
                        0,
                        columns,
                        finish,
                        mask);
            }
            return dx[0];
        };
    }

    /** {@code dW += x^T dy}. */
    public static Product weightGradient(int inputs, int outputs) {
        int columns = padded(outputs);
        float[] x = random(ROWS * inputs);
        float[] dy = random(ROWS * columns);
        float[] dw = new float[inputs * columns];
        return times -> {
            for (int i = 0; i < times; i++) {
                VectorProducts.outerProduct(ROWS, inputs, x, 0, inputs, columns, dy, dw);
            }
            return dw[0];
        };
    }

    private static int padded(int width) {
        return (width + Lanes.LENGTH - 1) / Lanes.LENGTH * Lanes.LENGTH;
    }

    private static float[] random(int length) {
        SplittableRandom random = new SplittableRandom(length);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return values;
    }
}
