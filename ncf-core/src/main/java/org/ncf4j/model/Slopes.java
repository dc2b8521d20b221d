package org.ncf4j.model;

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
    /** The score with each of them. */
    final float[] scores;
    /** Of each, the derivatives of the score by the weights of the row. */
    final float[][] rows;

    private final FusionNetwork network;
    private final boolean ofUsers;
    private final float[] others;
    private final @Nullable Tower tower;

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
        others = new float[width];
        tower = network.half() > 0 ? new Tower() : null;
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

    /** Fills {@link #scores} and {@link #rows} for some of the other side. */
    void at(float[] x, int[] known, int from, int count) {
        RowTable other = ofUsers ? network.items() : network.users();
        float[] head = network.head();
        for (int i = 0; i < count; i++) {
            gather(network, other, known[from + i], others);
            double score = network.bias()[0];
            for (int j = 0; j < network.product(); j++) {
                float slope = network.biased() ? others[j] : head[j] * others[j];
                rows[i][j] = slope;
                score += slope * (double) x[j];
            }
            if (network.biased()) {
                rows[i][network.product()] = 1;
                score += x[network.product()] + (double) others[network.product()];
            }
            scores[i] = (float) score;
        }
        if (tower != null) {
            for (int start = 0; start < count; start += DenseStack.TILE) {
                tower.add(x, other, known, from, start, Math.min(DenseStack.TILE, count - start));
            }
        }
    }

    /** What the tower adds. */
    private final class Tower {
        private final int half = network.half();
        private final int width = network.towerWidth();
        private final DenseStack stack;
        private final float[] input = new float[DenseStack.TILE * 2 * half];
        private final float[] output = new float[DenseStack.TILE * width];
        private final float[] head = new float[DenseStack.TILE * width];
        private final float[] ofUser = new float[DenseStack.TILE * half];
        private final float[] ofItem = new float[DenseStack.TILE * half];
        /** The layers stay as they are: nobody reads these. */
        private final float[][] kernelGradients;

        private final float[][] biasGradients;

        Tower() {
            List<Dense> layers = network.tower();
            int[] widths = new int[layers.size() + 1];
            Function[] functions = new Function[layers.size()];
            float[][] kernels = new float[layers.size()][];
            float[][] biases = new float[layers.size()][];
            kernelGradients = new float[layers.size()][];
            biasGradients = new float[layers.size()][];
            widths[0] = 2 * half;
            for (int i = 0; i < layers.size(); i++) {
                Dense layer = layers.get(i);
                widths[i + 1] = layer.outputs();
                functions[i] = Function.valueOf(layer.activation().name());
                kernels[i] = layer.kernel().value().data;
                biases[i] = layer.bias().value().data;
                kernelGradients[i] = new float[kernels[i].length];
                biasGradients[i] = new float[biases[i].length];
            }
            stack = Kernels.active().stack(widths, functions);
            stack.load(kernels, biases);
            for (int i = 0; i < DenseStack.TILE; i++) {
                System.arraycopy(network.head(), network.towerStart(), head, i * width, width);
            }
        }

        void add(float[] x, RowTable other, int[] known, int from, int start, int count) {
            int mine = ofUsers ? 0 : half;
            int linear = linear(network);
            for (int i = 0; i < count; i++) {
                int at = i * 2 * half;
                System.arraycopy(x, linear, input, at + mine, half);
                int row = other.at(known[from + start + i]) + network.towerStart();
                System.arraycopy(other.data(), row, input, at + half - mine, half);
            }
            stack.forward(input, 0, count, output, 0, width, width);
            for (int i = 0; i < count; i++) {
                double score = scores[start + i];
                for (int j = 0; j < width; j++) {
                    score += head[j] * (double) output[i * width + j];
                }
                scores[start + i] = (float) score;
            }
            stack.backward(head, 0, width, count, ofUser, ofItem, half, 0, half, kernelGradients, biasGradients);
            for (int i = 0; i < count; i++) {
                System.arraycopy(ofUsers ? ofUser : ofItem, i * half, rows[start + i], linear, half);
            }
        }
    }
}
