package org.ncf4j.internal;

/** Scores items in loops along them over arrays at offset 0, which C2 turns into vector instructions. */
final class PortableItemScorer implements ItemScorer {
    private final Function[] functions;
    private final float[][] kernels;
    private final float[][] biases;
    private final float[] head;
    /** Each layer's outputs, feature-major. */
    private final float[][][] values;

    PortableItemScorer(Function[] functions, float[][] kernels, float[][] biases, float[] head) {
        this.functions = functions;
        this.kernels = kernels;
        this.biases = biases;
        this.head = head;
        values = new float[functions.length][][];
        for (int layer = 0; layer < functions.length; layer++) {
            int width = layer == functions.length - 1 ? head.length : kernels[layer].length / biases[layer].length;
            values[layer] = new float[width][TILE];
        }
    }

    @Override
    public void score(float bias, float[] weights, float[] hidden, float[][] tile, int count, float[] scores) {
        fill(scores, bias, count);
        addWeighted(scores, weights, 0, 1, tile, weights.length, count);
        if (functions.length == 0) {
            return;
        }
        for (int j = 0; j < hidden.length; j++) {
            addConstant(tile[weights.length + j], hidden[j], values[0][j], count);
        }
        apply(functions[0], values[0], count);
        for (int layer = 1; layer < functions.length; layer++) {
            product(values[layer - 1], kernels[layer - 1], biases[layer - 1], values[layer], count);
            apply(functions[layer], values[layer], count);
        }
        addWeighted(scores, head, 0, 1, values[functions.length - 1], head.length, count);
    }

    /** y = W^T x + b. */
    private static void product(float[][] x, float[] kernel, float[] bias, float[][] y, int count) {
        for (int j = 0; j < y.length; j++) {
            fill(y[j], bias[j], count);
            addWeighted(y[j], kernel, j, y.length, x, x.length, count);
        }
    }

    /** sum += sum over the first {@code n} features of weight * feature, the weights {@code stride} apart. */
    private static void addWeighted(
            float[] sum, float[] weights, int first, int stride, float[][] features, int n, int count) {
        int w = first;
        int k = 0;
        for (; k + 4 <= n; k += 4, w += 4 * stride) {
            add4(
                    sum,
                    features[k],
                    features[k + 1],
                    features[k + 2],
                    features[k + 3],
                    weights[w],
                    weights[w + stride],
                    weights[w + 2 * stride],
                    weights[w + 3 * stride],
                    count);
        }
        for (; k < n; k++, w += stride) {
            add1(sum, features[k], weights[w], count);
        }
    }

    private static void fill(float[] lanes, float value, int count) {
        for (int i = 0; i < count; i++) {
            lanes[i] = value;
        }
    }

    private static void addConstant(float[] lanes, float constant, float[] sum, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = constant + lanes[i];
        }
    }

    /** Four links of the chain at once: one load and one store of the sum for four products. */
    private static void add4(
            float[] sum,
            float[] a,
            float[] b,
            float[] c,
            float[] d,
            float wa,
            float wb,
            float wc,
            float wd,
            int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = Fma.of(wd, d[i], Fma.of(wc, c[i], Fma.of(wb, b[i], Fma.of(wa, a[i], sum[i]))));
        }
    }

    private static void add1(float[] sum, float[] a, float wa, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = Fma.of(wa, a[i], sum[i]);
        }
    }

    private static void apply(Function function, float[][] values, int count) {
        if (function == Function.IDENTITY) {
            return;
        }
        for (float[] lanes : values) {
            if (function == Function.RELU) {
                // a maximum becomes an instruction, ReLU's condition a branch; NaN and -0 come out alike
                for (int i = 0; i < count; i++) {
                    lanes[i] = Math.max(lanes[i], 0f);
                }
            } else {
                for (int i = 0; i < count; i++) {
                    lanes[i] = function.value(lanes[i]);
                }
            }
        }
    }
}
