package org.ncf4j.model;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.DenseStack;
import org.ncf4j.internal.Function;
import org.ncf4j.internal.Kernels;
import org.ncf4j.nn.Dense;

/**
 * Scores of one row of users with some rows of items, or the other way around, and how they change with each of its weights.
 * A row is here its weights alone, {@code [product, bias | tower]}, without the zeros of the table. Not thread-safe.
 */
final class Slopes {
    private static final float[] NONE = {};

    /** The score with each of them. */
    final float[] scores;
    /** Of each, the derivatives of the score by the weights of the row. */
    final float[][] rows;

    private final FusionNetwork network;
    private final boolean ofUsers;
    /** The linear part of each row that was taken. */
    private final float[] others;

    private final @Nullable Tower tower;
    private int count;

    /**
     * Work space.
     *
     * @param ofUsers whether the row is one of users
     * @param capacity rows of the other side at a time
     */
    Slopes(FusionNetwork network, boolean ofUsers, int capacity) {
        this.network = network;
        this.ofUsers = ofUsers;
        int width = width(network);
        scores = new float[capacity];
        rows = new float[capacity][width];
        others = new float[capacity * linear(network)];
        tower = network.half() > 0 ? new Tower(capacity) : null;
    }

    /** Weights of a row. */
    static int width(FusionNetwork network) {
        return linear(network) + network.half();
    }

    private static int linear(FusionNetwork network) {
        return network.product() + (network.biased() ? 1 : 0);
    }

    /** The weights of a row of a table. */
    static void gather(FusionNetwork network, RowTable table, int row, float[] weights) {
        int linear = linear(network);
        System.arraycopy(table.data(), table.at(row), weights, 0, linear);
        System.arraycopy(table.data(), table.at(row) + network.towerStart(), weights, linear, network.half());
    }

    /** The other way around, from where a row begins in an array. */
    static void scatter(FusionNetwork network, float[] weights, float[] row, int at) {
        int linear = linear(network);
        System.arraycopy(weights, 0, row, at, linear);
        System.arraycopy(weights, linear, row, at + network.towerStart(), network.half());
    }

    /** Takes some of the other side; what they are is looked up and computed once for all rows that follow. */
    void take(int[] some, int from, int count) {
        this.count = count;
        RowTable other = ofUsers ? network.items() : network.users();
        int linear = linear(network);
        for (int i = 0; i < count; i++) {
            System.arraycopy(other.data(), other.at(some[from + i]), others, i * linear, linear);
        }
        if (tower != null) {
            tower.take(other, some, from);
        }
    }

    /** Fills {@link #scores} and {@link #rows} for what was taken. */
    void at(float[] x) {
        float[] head = network.head();
        int product = network.product();
        for (int i = 0; i < count; i++) {
            int at = i * linear(network);
            for (int j = 0; j < product; j++) {
                rows[i][j] = network.biased() ? others[at + j] : head[j] * others[at + j];
            }
            if (network.biased()) {
                rows[i][product] = 1;
            }
        }
        scores(x, true);
    }

    /** Fills {@link #scores} alone, after {@link #at}. */
    void scoresAt(float[] x) {
        scores(x, false);
    }

    private void scores(float[] x, boolean slopes) {
        int product = network.product();
        for (int i = 0; i < count; i++) {
            double score = network.bias()[0];
            for (int j = 0; j < product; j++) {
                score += rows[i][j] * (double) x[j];
            }
            if (network.biased()) {
                score += x[product] + (double) others[i * linear(network) + product];
            }
            scores[i] = (float) score;
        }
        if (tower != null) {
            tower.add(x, slopes);
        }
    }

    /**
     * What the tower adds. The first layer is a sum of two halves, {@code z = (Wu u + b) + Wi i}, of which one is the same in
     * every row and the other in every step: only what lies above it is left to do forward, and backward no gradient of
     * a weight is asked for.
     */
    private final class Tower {
        private final int half = network.half();
        private final int hidden = network.tower().get(0).outputs();
        private final Function first = function(network.tower().get(0));
        /** The other side's half of the first layer. */
        private final DenseStack othersHalf;
        /** The way back from the first layer to the row: the transpose of its half. */
        private final DenseStack back;
        /** The layers above, and the head as the last of them. */
        private final DenseStack above;

        private final float[] fixed;
        private final float[] own = new float[hidden];
        private final float[] others = new float[DenseStack.TILE * half];
        private final float[] values = new float[DenseStack.TILE * hidden];
        private final float[] gradients = new float[DenseStack.TILE * hidden];
        private final float[] logits = new float[DenseStack.TILE];
        private final float[] ones = new float[DenseStack.TILE];
        private final float[] slopes = new float[DenseStack.TILE * half];

        Tower(int capacity) {
            List<Dense> layers = network.tower();
            float[] kernel = layers.get(0).kernel().value().data;
            float[] transposed = new float[half * hidden];
            for (int i = 0; i < half; i++) {
                for (int j = 0; j < hidden; j++) {
                    transposed[j * half + i] = kernel[(mine() + i) * hidden + j];
                }
            }
            int theirs = (half - mine()) * hidden;
            othersHalf = linear(half, hidden, Arrays.copyOfRange(kernel, theirs, theirs + half * hidden));
            back = linear(hidden, half, transposed);
            above = above(layers);
            fixed = new float[capacity * hidden];
            Arrays.fill(ones, 1);
        }

        /** Where the row's half of the first layer begins. */
        private int mine() {
            return ofUsers ? 0 : half;
        }

        private static Function function(Dense layer) {
            return Function.valueOf(layer.activation().name());
        }

        private static DenseStack linear(int inputs, int outputs, float[] kernel) {
            DenseStack stack = Kernels.active().stack(new int[] {inputs, outputs}, new Function[] {Function.IDENTITY});
            stack.load(new float[][] {kernel}, new float[][] {new float[outputs]});
            return stack;
        }

        private DenseStack above(List<Dense> layers) {
            int count = layers.size();
            int[] widths = new int[count + 1];
            Function[] functions = new Function[count];
            float[][] kernels = new float[count][];
            float[][] biases = new float[count][];
            for (int i = 0; i + 1 < count; i++) {
                Dense layer = layers.get(i + 1);
                widths[i] = layer.inputs();
                functions[i] = function(layer);
                kernels[i] = layer.kernel().value().data;
                biases[i] = layer.bias().value().data;
            }
            int width = network.towerWidth();
            widths[count - 1] = width;
            widths[count] = 1;
            functions[count - 1] = Function.IDENTITY;
            kernels[count - 1] = Arrays.copyOfRange(network.head(), network.towerStart(), network.towerStart() + width);
            biases[count - 1] = new float[1];
            DenseStack stack = Kernels.active().stack(widths, functions);
            stack.load(kernels, biases);
            return stack;
        }

        void take(RowTable other, int[] some, int from) {
            for (int start = 0; start < count; start += DenseStack.TILE) {
                int tile = Math.min(DenseStack.TILE, count - start);
                for (int i = 0; i < tile; i++) {
                    int row = other.at(some[from + start + i]) + network.towerStart();
                    System.arraycopy(other.data(), row, others, i * half, half);
                }
                othersHalf.forward(others, 0, tile, fixed, start * hidden, hidden, hidden);
            }
        }

        void add(float[] x, boolean withSlopes) {
            prepareOwn(x);
            for (int start = 0; start < count; start += DenseStack.TILE) {
                int tile = Math.min(DenseStack.TILE, count - start);
                forward(start, tile);
                if (withSlopes) {
                    backward(start, tile);
                }
            }
        }

        private void prepareOwn(float[] x) {
            float[] kernel = network.tower().get(0).kernel().value().data;
            System.arraycopy(network.tower().get(0).bias().value().data, 0, own, 0, hidden);
            for (int i = 0; i < half; i++) {
                float weight = x[Slopes.linear(network) + i];
                int row = (mine() + i) * hidden;
                for (int j = 0; j < hidden; j++) {
                    own[j] += weight * kernel[row + j];
                }
            }
        }

        private void forward(int start, int tile) {
            for (int i = 0; i < tile; i++) {
                for (int j = 0; j < hidden; j++) {
                    values[i * hidden + j] = own[j] + fixed[(start + i) * hidden + j];
                }
            }
            first.apply(values, tile * hidden);
            above.forward(values, 0, tile, logits, 0, 1, 1);
            for (int i = 0; i < tile; i++) {
                scores[start + i] += logits[i];
            }
        }

        private void backward(int start, int tile) {
            above.backward(ones, 0, 1, tile, gradients, NONE, hidden, 0, hidden, null, null);
            first.differentiate(values, gradients, tile * hidden);
            back.forward(gradients, 0, tile, slopes, 0, half, half);
            for (int i = 0; i < tile; i++) {
                System.arraycopy(slopes, i * half, rows[start + i], Slopes.linear(network), half);
            }
        }
    }
}
