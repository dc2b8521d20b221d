package org.ncf4j.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Plain Java, fast without any flag: a tile of samples is held feature-major, one array per feature, so that the inner
 * loops run over arrays at offset 0, the only form that C2 turns into vector instructions on its own. Samples are packed
 * in once before the first layer and out once after the last.
 */
final class PortableKernels implements Kernels {
    private static final int TILE = DenseStack.TILE;
    /** From this many inputs on a gradient has its lanes along them: with fewer, most of {@link #TILE} would be empty. */
    private static final int LEAST_LANES = 24;

    static final PortableKernels INSTANCE = new PortableKernels();

    private final ColumnKernels columns = new PortableColumnKernels();
    private final PairKernels pairs = new PortablePairKernels();

    private PortableKernels() {}

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public DenseStack stack(int[] widths, Function[] functions) {
        return new Stack(widths, functions);
    }

    @Override
    public ItemScorer itemScorer(Function[] functions, float[][] kernels, float[][] biases, float[] head) {
        return new PortableItemScorer(functions, kernels, biases, head);
    }

    @Override
    public NearestPoints nearestPoints() {
        return new PortableNearestPoints();
    }

    @Override
    public ColumnKernels columns() {
        return columns;
    }

    @Override
    public PairKernels pairs() {
        return pairs;
    }

    @Override
    public Updater adam(double learningRate, double beta1, double beta2, double epsilon, int size, boolean rows) {
        return new Adam(learningRate, beta1, beta2, epsilon, size, rows);
    }

    @Override
    public Updater sgd(double learningRate) {
        return new Sgd(learningRate);
    }

    private static final class Sgd extends SgdUpdater {
        Sgd(double learningRate) {
            super(learningRate);
        }

        @Override
        public void update(
                float[] weights,
                int offset,
                float[] gradient,
                int gradientOffset,
                int length,
                float l2,
                Scratch scratch) {
            for (int i = 0; i < length; i++) {
                move(weights, offset + i, gradient[gradientOffset + i], l2);
            }
        }
    }

    /** Copies a stretch of each array to offset 0 and back: only there does C2 make vectors of the divisions and roots. */
    private static final class Adam extends AdamUpdater {
        Adam(double learningRate, double beta1, double beta2, double epsilon, int size, boolean rows) {
            super(learningRate, beta1, beta2, epsilon, size, rows);
        }

        @Override
        public void update(
                float[] weights,
                int offset,
                float[] gradient,
                int gradientOffset,
                int length,
                float l2,
                Scratch scratch) {
            for (int from = 0; from < length; from += Scratch.LENGTH) {
                int n = Math.min(Scratch.LENGTH, length - from);
                int at = offset + from;
                System.arraycopy(weights, at, scratch.weights, 0, n);
                System.arraycopy(first, at, scratch.first, 0, n);
                System.arraycopy(second, at, scratch.second, 0, n);
                System.arraycopy(gradient, gradientOffset + from, scratch.gradient, 0, n);
                move(scratch.weights, scratch.first, scratch.second, scratch.gradient, n, coupled(l2), decay(l2));
                System.arraycopy(scratch.weights, 0, weights, at, n);
                System.arraycopy(scratch.first, 0, first, at, n);
                System.arraycopy(scratch.second, 0, second, at, n);
            }
        }

        private void move(
                float[] weights, float[] first, float[] second, float[] gradient, int n, float l2, float decay) {
            float k1 = keep1;
            float t1 = take1;
            float k2 = keep2;
            float t2 = take2;
            float r = rate;
            float s = scale;
            float eps = epsilon;
            for (int i = 0; i < n; i++) {
                float w = weights[i];
                float g = gradient[i] + l2 * w;
                float m = k1 * first[i] + t1 * g;
                float v = k2 * second[i] + t2 * (g * g);
                first[i] = m;
                second[i] = v;
                weights[i] = w - (r * m / ((float) Math.sqrt(v) * s + eps) + decay * w);
            }
        }
    }

    private static final class Stack implements DenseStack {
        private final int[] widths;
        private final Function[] functions;
        /** Layer by layer, feature by feature: the input, then each layer's output. */
        private final float[][][] values;
        /** The same for the gradients at these places. */
        private final float[][][] gradients;

        /** Samples as rows again, {@link #TILE} features of each. */
        private final float[][] samples = new float[TILE][TILE];

        private final float[] sums = new float[TILE];
        private float[][] kernels = {};
        private float[][] biases = {};
        private float[][] factors = {};
        /** Work space for {@link #join}. */
        private float[] joined = {};

        private float[] input = {};
        private int inputOffset;

        Stack(int[] widths, Function[] functions) {
            this.widths = widths.clone();
            this.functions = functions.clone();
            values = new float[widths.length][][];
            gradients = new float[widths.length][][];
            for (int layer = 0; layer < widths.length; layer++) {
                values[layer] = new float[widths[layer]][TILE];
                gradients[layer] = new float[widths[layer]][TILE];
            }
        }

        @Override
        public void load(float[][] kernels, float[][] biases) {
            this.kernels = kernels;
            this.biases = biases;
        }

        @Override
        public void input(float[] x, int offset, int rows) {
            input = x;
            inputOffset = offset;
        }

        @Override
        public void dropOut(float[][] factors) {
            this.factors = factors;
        }

        @Override
        public void join(PairTile tile, int column, int half) {
            if (joined.length == 0) {
                joined = new float[TILE * 2 * half];
            }
            for (int row = 0; row < tile.rows; row++) {
                int to = row * 2 * half;
                System.arraycopy(tile.userTable, tile.user(row) + column, joined, to, half);
                System.arraycopy(tile.itemTable, tile.item(row) + column, joined, to + half, half);
            }
            input(joined, 0, tile.rows);
        }

        @Override
        public void forward(int rows, float[] y, int yOffset, int yStride, int yColumns) {
            boolean drops = factors.length > 0;
            if (drops) {
                Dropout.multiply(joined, 0, widths[0], widths[0], factors[0], 0, widths[0], rows);
            }
            pack(input, inputOffset, widths[0], rows, values[0]);
            for (int layer = 0; layer < functions.length; layer++) {
                product(values[layer], kernels[layer], biases[layer], values[layer + 1]);
                apply(functions[layer], values[layer + 1]);
                if (drops && layer + 1 < functions.length) {
                    multiply(values[layer + 1], factors[layer + 1], rows);
                }
            }
            float[][] last = values[functions.length];
            unpack(last, 0, last.length, y, yOffset, yStride, rows);
            for (int row = 0; row < rows; row++) {
                int at = yOffset + row * yStride;
                Arrays.fill(y, at + last.length, at + yColumns, 0);
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
            pack(dy, dyOffset, dyStride, rows, gradients[last]);
            for (int layer = last - 1; layer >= 0; layer--) {
                float[][] above = gradients[layer + 1];
                if (factors.length > 0 && layer + 1 < last) {
                    multiply(above, factors[layer + 1], rows);
                    divide(functions[layer], values[layer + 1], factors[layer + 1], rows);
                }
                differentiate(functions[layer], values[layer + 1], above);
                if (kernelGradients != null && biasGradients != null) {
                    addGradients(layer, above, rows, kernelGradients[layer], biasGradients[layer]);
                }
                transposedProduct(above, kernels[layer], widths[layer], gradients[layer]);
            }
            unpack(gradients[0], 0, split, left, dxOffset, dxStride, rows);
            unpack(gradients[0], split, widths[0], right, dxOffset, dxStride, rows);
            if (factors.length > 0) {
                Dropout.multiply(left, dxOffset, dxStride, split, factors[0], 0, widths[0], rows);
                Dropout.multiply(right, dxOffset, dxStride, widths[0] - split, factors[0], split, widths[0], rows);
            }
        }

        private void addGradients(int layer, float[][] above, int rows, float[] kernelGradient, float[] biasGradient) {
            if (widths[layer] >= LEAST_LANES) {
                addOuterProductByRows(layer, above, rows, kernelGradient);
            } else {
                addOuterProduct(values[layer], above, rows, kernelGradient);
            }
            addSums(above, rows, biasGradient);
        }

        private static void multiply(float[][] features, float[] factors, int rows) {
            for (int feature = 0; feature < features.length; feature++) {
                for (int row = 0; row < rows; row++) {
                    features[feature][row] *= factors[row * features.length + feature];
                }
            }
        }

        /** Only where the derivative is not the same for all positive values. What was dropped has no gradient anyway. */
        private static void divide(Function function, float[][] features, float[] factors, int rows) {
            if (function == Function.RELU || function == Function.IDENTITY) {
                return;
            }
            for (int feature = 0; feature < features.length; feature++) {
                for (int row = 0; row < rows; row++) {
                    float factor = factors[row * features.length + feature];
                    features[feature][row] = factor == 0 ? 0 : features[feature][row] / factor;
                }
            }
        }

        /**
         * gradient += x^T dy with lanes along the inputs: an output's whole column of the gradient at once, in a loop that
         * becomes vectors, which {@link #addOuterProduct} does not.
         */
        private void addOuterProductByRows(int layer, float[][] dy, int rows, float[] gradient) {
            int inputs = widths[layer];
            int outputs = dy.length;
            for (int from = 0; from < inputs; from += TILE) {
                int width = Math.min(TILE, inputs - from);
                takeSamples(layer, from, width, rows);
                for (int j = 0; j < outputs; j++) {
                    float[] weights = dy[j];
                    fill(sums, 0);
                    int row = 0;
                    for (; row + 4 <= rows; row += 4) {
                        add4(
                                sums,
                                samples[row],
                                samples[row + 1],
                                samples[row + 2],
                                samples[row + 3],
                                weights[row],
                                weights[row + 1],
                                weights[row + 2],
                                weights[row + 3]);
                    }
                    for (; row < rows; row++) {
                        add1(sums, samples[row], weights[row]);
                    }
                    for (int k = 0, to = from * outputs + j; k < width; k++, to += outputs) {
                        gradient[to] += sums[k];
                    }
                }
            }
        }

        /** What is in the lanes beyond the width means nothing. */
        private void takeSamples(int layer, int from, int width, int rows) {
            if (layer == 0) {
                for (int row = 0; row < rows; row++) {
                    System.arraycopy(input, inputOffset + row * widths[0] + from, samples[row], 0, width);
                }
                return;
            }
            for (int k = 0; k < width; k++) {
                float[] lanes = values[layer][from + k];
                for (int row = 0; row < rows; row++) {
                    samples[row][k] = lanes[row];
                }
            }
        }
    }

    /** Row-major samples to one array per feature; the lanes beyond the last sample are zero. */
    private static void pack(float[] source, int offset, int stride, int rows, float[][] target) {
        for (int feature = 0; feature < target.length; feature++) {
            float[] lanes = target[feature];
            for (int row = 0, at = offset + feature; row < rows; row++, at += stride) {
                lanes[row] = source[at];
            }
            for (int row = rows; row < TILE; row++) {
                lanes[row] = 0;
            }
        }
    }

    /** Some of the features, side by side. */
    private static void unpack(float[][] source, int from, int to, float[] target, int offset, int stride, int rows) {
        for (int feature = from; feature < to; feature++) {
            float[] lanes = source[feature];
            for (int row = 0, at = offset + feature - from; row < rows; row++, at += stride) {
                target[at] = lanes[row];
            }
        }
    }

    /** y = x W + b. */
    private static void product(float[][] x, float[] kernel, float[] bias, float[][] y) {
        int outputs = y.length;
        for (int j = 0; j < outputs; j++) {
            float[] sum = y[j];
            fill(sum, bias[j]);
            int k = 0;
            for (; k + 4 <= x.length; k += 4) {
                int w = k * outputs + j;
                add4(
                        sum,
                        x[k],
                        x[k + 1],
                        x[k + 2],
                        x[k + 3],
                        kernel[w],
                        kernel[w + outputs],
                        kernel[w + 2 * outputs],
                        kernel[w + 3 * outputs]);
            }
            for (; k < x.length; k++) {
                add1(sum, x[k], kernel[k * outputs + j]);
            }
        }
    }

    /** dx = dy W^T. */
    private static void transposedProduct(float[][] dy, float[] kernel, int inputs, float[][] dx) {
        int outputs = dy.length;
        for (int k = 0; k < inputs; k++) {
            float[] sum = dx[k];
            fill(sum, 0);
            int w = k * outputs;
            int j = 0;
            for (; j + 4 <= outputs; j += 4) {
                add4(
                        sum,
                        dy[j],
                        dy[j + 1],
                        dy[j + 2],
                        dy[j + 3],
                        kernel[w + j],
                        kernel[w + j + 1],
                        kernel[w + j + 2],
                        kernel[w + j + 3]);
            }
            for (; j < outputs; j++) {
                add1(sum, dy[j], kernel[w + j]);
            }
        }
    }

    private static void fill(float[] lanes, float value) {
        for (int i = 0; i < TILE; i++) {
            lanes[i] = value;
        }
    }

    /** Four links of the chain at once: one load and one store of the sum for four products. */
    private static void add4(
            float[] sum, float[] a, float[] b, float[] c, float[] d, float wa, float wb, float wc, float wd) {
        for (int i = 0; i < TILE; i++) {
            sum[i] = Fma.of(wd, d[i], Fma.of(wc, c[i], Fma.of(wb, b[i], Fma.of(wa, a[i], sum[i]))));
        }
    }

    private static void add1(float[] sum, float[] a, float wa) {
        for (int i = 0; i < TILE; i++) {
            sum[i] = Fma.of(wa, a[i], sum[i]);
        }
    }

    private static void apply(Function function, float[][] values) {
        for (float[] lanes : values) {
            function.apply(lanes, TILE);
        }
    }

    private static void differentiate(Function function, float[][] values, float[][] gradients) {
        for (int feature = 0; feature < values.length; feature++) {
            function.differentiate(values[feature], gradients[feature], TILE);
        }
    }

    /** gradient += x^T dy, sixteen sums in registers at a time. */
    private static void addOuterProduct(float[][] x, float[][] dy, int rows, float[] gradient) {
        int inputs = x.length;
        int outputs = dy.length;
        int k = 0;
        for (; k + 4 <= inputs; k += 4) {
            int j = 0;
            for (; j + 4 <= outputs; j += 4) {
                addTile(x, k, dy, j, rows, gradient, outputs);
            }
            for (; j < outputs; j++) {
                for (int i = k; i < k + 4; i++) {
                    gradient[i * outputs + j] += chain(x[i], dy[j], rows);
                }
            }
        }
        for (; k < inputs; k++) {
            for (int j = 0; j < outputs; j++) {
                gradient[k * outputs + j] += chain(x[k], dy[j], rows);
            }
        }
    }

    private static float chain(float[] a, float[] b, int rows) {
        float sum = 0;
        for (int row = 0; row < rows; row++) {
            sum = Fma.of(a[row], b[row], sum);
        }
        return sum;
    }

    private static void addTile(float[][] x, int k, float[][] dy, int j, int rows, float[] gradient, int outputs) {
        float[] xa = x[k];
        float[] xb = x[k + 1];
        float[] xc = x[k + 2];
        float[] xd = x[k + 3];
        float[] ya = dy[j];
        float[] yb = dy[j + 1];
        float[] yc = dy[j + 2];
        float[] yd = dy[j + 3];
        float aa = 0;
        float ab = 0;
        float ac = 0;
        float ad = 0;
        float ba = 0;
        float bb = 0;
        float bc = 0;
        float bd = 0;
        float ca = 0;
        float cb = 0;
        float cc = 0;
        float cd = 0;
        float da = 0;
        float db = 0;
        float dc = 0;
        float dd = 0;
        for (int row = 0; row < rows; row++) {
            float p = xa[row];
            float q = xb[row];
            float r = xc[row];
            float s = xd[row];
            float t = ya[row];
            aa = Fma.of(p, t, aa);
            ba = Fma.of(q, t, ba);
            ca = Fma.of(r, t, ca);
            da = Fma.of(s, t, da);
            t = yb[row];
            ab = Fma.of(p, t, ab);
            bb = Fma.of(q, t, bb);
            cb = Fma.of(r, t, cb);
            db = Fma.of(s, t, db);
            t = yc[row];
            ac = Fma.of(p, t, ac);
            bc = Fma.of(q, t, bc);
            cc = Fma.of(r, t, cc);
            dc = Fma.of(s, t, dc);
            t = yd[row];
            ad = Fma.of(p, t, ad);
            bd = Fma.of(q, t, bd);
            cd = Fma.of(r, t, cd);
            dd = Fma.of(s, t, dd);
        }
        int at = k * outputs + j;
        gradient[at] += aa;
        gradient[at + 1] += ab;
        gradient[at + 2] += ac;
        gradient[at + 3] += ad;
        at += outputs;
        gradient[at] += ba;
        gradient[at + 1] += bb;
        gradient[at + 2] += bc;
        gradient[at + 3] += bd;
        at += outputs;
        gradient[at] += ca;
        gradient[at + 1] += cb;
        gradient[at + 2] += cc;
        gradient[at + 3] += cd;
        at += outputs;
        gradient[at] += da;
        gradient[at + 1] += db;
        gradient[at + 2] += dc;
        gradient[at + 3] += dd;
    }

    /** gradient += sum of dy over the samples. */
    private static void addSums(float[][] dy, int rows, float[] gradient) {
        for (int j = 0; j < dy.length; j++) {
            float[] lanes = dy[j];
            float sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += lanes[row];
            }
            gradient[j] += sum;
        }
    }
}
