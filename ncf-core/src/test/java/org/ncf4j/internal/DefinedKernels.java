package org.ncf4j.internal;

import java.util.Arrays;

/**
 * The definitions of {@link DenseStack}, {@link ItemScorer} and {@link NearestPoints} written down as they stand: one output after the other,
 * one link of its chain after the other, no tiles and no packing.
 */
final class DefinedKernels implements Kernels {
    @Override
    public String name() {
        return "defined";
    }

    @Override
    public DenseStack stack(int[] widths, Function[] functions) {
        return new Stack(widths, functions);
    }

    @Override
    public ItemScorer itemScorer(Function[] functions, float[][] kernels, float[][] biases, float[] head) {
        return (bias, weights, hidden, tile, count, scores) -> {
            for (int item = 0; item < count; item++) {
                float score = bias;
                for (int j = 0; j < weights.length; j++) {
                    score = Math.fma(weights[j], tile[j][item], score);
                }
                if (functions.length > 0) {
                    float[] values = new float[hidden.length];
                    for (int j = 0; j < hidden.length; j++) {
                        values[j] = functions[0].value(hidden[j] + tile[weights.length + j][item]);
                    }
                    for (int layer = 1; layer < functions.length; layer++) {
                        values = dense(values, kernels[layer - 1], biases[layer - 1], functions[layer]);
                    }
                    for (int j = 0; j < head.length; j++) {
                        score = Math.fma(head[j], values[j], score);
                    }
                }
                scores[item] = score;
            }
        };
    }

    @Override
    public NearestPoints nearestPoints() {
        return (starts, weights, tile, norms, margin, marginOfNorm, nearest) -> {
            for (int row = 0; row < NearestPoints.TILE; row++) {
                float[] scores = starts.clone();
                int best = 0;
                for (int p = 0; p < scores.length; p++) {
                    for (int j = 0; j < tile.length; j++) {
                        scores[p] = Math.fma(weights[p][j], tile[j][row], scores[p]);
                    }
                    best = scores[p] < scores[best] ? p : best;
                }
                nearest[row] = best;
                for (int p = 0; p < scores.length; p++) {
                    if (p != best && !(scores[p] - scores[best] > Math.fma(marginOfNorm, norms[row], margin))) {
                        nearest[row] = NearestPoints.UNDECIDED;
                    }
                }
            }
        };
    }

    @Override
    public ColumnKernels columns() {
        return PortableKernels.INSTANCE.columns();
    }

    @Override
    public PairKernels pairs() {
        return PortableKernels.INSTANCE.pairs();
    }

    @Override
    public Updater adam(double learningRate, double beta1, double beta2, double epsilon, int size, boolean rows) {
        return new Adam(learningRate, beta1, beta2, epsilon, size, rows);
    }

    @Override
    public Updater sgd(double learningRate) {
        return PortableKernels.INSTANCE.sgd(learningRate);
    }

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
            for (int i = 0; i < length; i++) {
                move(weights, offset + i, gradient[gradientOffset + i], l2);
            }
        }
    }

    private static float[] dense(float[] x, float[] kernel, float[] bias, Function function) {
        float[] y = new float[bias.length];
        for (int j = 0; j < y.length; j++) {
            float sum = bias[j];
            for (int k = 0; k < x.length; k++) {
                sum = Math.fma(x[k], kernel[k * y.length + j], sum);
            }
            y[j] = function.value(sum);
        }
        return y;
    }

    private static final class Stack implements DenseStack {
        private final int[] widths;
        private final Function[] functions;
        /** Row by row, layer by layer. */
        private float[][][] values = {};

        private float[][] kernels = {};
        private float[][] biases = {};
        private float[][] factors = {};

        Stack(int[] widths, Function[] functions) {
            this.widths = widths;
            this.functions = functions;
        }

        @Override
        public void load(float[][] kernels, float[][] biases) {
            this.kernels = kernels;
            this.biases = biases;
        }

        @Override
        public void dropOut(float[][] factors) {
            this.factors = factors;
        }

        /** The factors of a layer's inputs for a sample. */
        private float factor(int layer, int row, int column) {
            return factors[layer][row * widths[layer] + column];
        }

        private void drop(int layer, int row, float[] inputs) {
            for (int k = 0; factors.length > 0 && k < inputs.length; k++) {
                inputs[k] *= factor(layer, row, k);
            }
        }

        @Override
        public void input(float[] x, int offset, int rows) {
            values = new float[rows][widths.length][];
            for (int row = 0; row < rows; row++) {
                int from = offset + row * widths[0];
                values[row][0] = Arrays.copyOfRange(x, from, from + widths[0]);
            }
        }

        @Override
        public void join(PairTile tile, int column, int half) {
            values = new float[tile.rows][widths.length][];
            for (int row = 0; row < tile.rows; row++) {
                values[row][0] = new float[2 * half];
                System.arraycopy(tile.userTable, tile.user(row) + column, values[row][0], 0, half);
                System.arraycopy(tile.itemTable, tile.item(row) + column, values[row][0], half, half);
            }
        }

        @Override
        public void forward(int rows, float[] y, int yOffset, int yStride, int yColumns) {
            int last = functions.length;
            for (int row = 0; row < rows; row++) {
                for (int layer = 0; layer < last; layer++) {
                    drop(layer, row, values[row][layer]);
                    values[row][layer + 1] = dense(values[row][layer], kernels[layer], biases[layer], functions[layer]);
                }
                System.arraycopy(values[row][last], 0, y, yOffset + row * yStride, widths[last]);
                int end = yOffset + row * yStride;
                Arrays.fill(y, end + widths[last], end + yColumns, 0);
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
            float[][] above = new float[rows][];
            for (int row = 0; row < rows; row++) {
                int from = dyOffset + row * dyStride;
                above[row] = Arrays.copyOfRange(dy, from, from + widths[last]);
            }
            for (int layer = last - 1; layer >= 0; layer--) {
                for (int row = 0; row < rows; row++) {
                    float[] output = values[row][layer + 1];
                    if (factors.length > 0 && layer + 1 < last) {
                        drop(layer + 1, row, above[row]);
                        for (int j = 0; j < output.length; j++) {
                            float factor = factor(layer + 1, row, j);
                            output[j] = factor == 0 ? 0 : output[j] / factor;
                        }
                    }
                    differentiate(functions[layer], output, above[row]);
                }
                int outputs = widths[layer + 1];
                for (int j = 0; j < outputs; j++) {
                    for (int k = 0; k < widths[layer]; k++) {
                        float sum = 0;
                        for (int row = 0; row < rows; row++) {
                            sum = Math.fma(values[row][layer][k], above[row][j], sum);
                        }
                        kernelGradients[layer][k * outputs + j] += sum;
                    }
                    float sum = 0;
                    for (int row = 0; row < rows; row++) {
                        sum += above[row][j];
                    }
                    biasGradients[layer][j] += sum;
                }
                for (int row = 0; row < rows; row++) {
                    float[] below = new float[widths[layer]];
                    for (int k = 0; k < below.length; k++) {
                        for (int j = 0; j < outputs; j++) {
                            below[k] = Math.fma(above[row][j], kernels[layer][k * outputs + j], below[k]);
                        }
                    }
                    above[row] = below;
                }
            }
            for (int row = 0; row < rows; row++) {
                drop(0, row, above[row]);
                System.arraycopy(above[row], 0, left, dxOffset + row * dxStride, split);
                System.arraycopy(above[row], split, right, dxOffset + row * dxStride, widths[0] - split);
            }
        }

        private static void differentiate(Function function, float[] values, float[] gradients) {
            for (int j = 0; j < gradients.length; j++) {
                if (function == Function.RELU) {
                    gradients[j] = values[j] > 0 ? gradients[j] : 0;
                } else {
                    gradients[j] *= function.derivative(values[j]);
                }
            }
        }
    }
}
