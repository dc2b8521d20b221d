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
        float[] x = random(ROWS / VectorProducts.PANEL * panel(inputs));
        float[] w = random(inputs * columns);
        float[] b = random(columns);
        float[] y = new float[ROWS / VectorProducts.PANEL * panel(outputs)];
        return times -> {
            for (int i = 0; i < times; i++) {
                VectorProducts.product(
                        ROWS,
                        inputs,
                        x,
                        panel(inputs),
                        w,
                        columns,
                        b,
                        y,
                        panel(outputs),
                        VectorProducts.Finish.RELU,
                        NONE);
            }
            return y[0];
        };
    }

    /** {@code dx = dy W^T}, where {@code masked} kept where the input is above 0. */
    public static Product inputGradient(int inputs, int outputs, boolean masked) {
        int columns = padded(inputs);
        float[] dy = random(ROWS / VectorProducts.PANEL * panel(outputs));
        float[] transposed = random(outputs * columns);
        float[] zeros = new float[columns];
        float[] dx = new float[ROWS / VectorProducts.PANEL * panel(inputs)];
        float[] mask = masked ? random(dx.length) : NONE;
        VectorProducts.Finish finish = masked ? VectorProducts.Finish.MASK : VectorProducts.Finish.KEEP;
        return times -> {
            for (int i = 0; i < times; i++) {
                VectorProducts.product(
                        ROWS, outputs, dy, panel(outputs), transposed, columns, zeros, dx, panel(inputs), finish, mask);
            }
            return dx[0];
        };
    }

    /** {@code dW += x^T dy}. */
    public static Product weightGradient(int inputs, int outputs) {
        int columns = padded(outputs);
        float[] x = random(ROWS / VectorProducts.PANEL * panel(inputs));
        float[] dy = random(ROWS / VectorProducts.PANEL * panel(outputs));
        float[] dw = new float[inputs * columns];
        return times -> {
            for (int i = 0; i < times; i++) {
                VectorProducts.outerProduct(ROWS, inputs, x, panel(inputs), columns, dy, panel(outputs), dw);
            }
            return dw[0];
        };
    }

    private static int padded(int width) {
        return (width + Lanes.LENGTH - 1) / Lanes.LENGTH * Lanes.LENGTH;
    }

    private static int panel(int width) {
        return (width + VectorProducts.BLOCK - 1) / VectorProducts.BLOCK * VectorProducts.BLOCK * VectorProducts.PANEL;
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
