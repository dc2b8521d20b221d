package org.ncf4j.model;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
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
    /** Layers of its own: backward passes write into them. */
    private final List<Dense> tower = new ArrayList<>();

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
        for (Dense layer : network.tower()) {
            Dense copy = new Dense(layer.inputs(), layer.outputs(), layer.activation());
            copy.kernel().value().setTo(layer.kernel().value());
            copy.bias().value().setTo(layer.bias().value());
            tower.add(copy);
        }
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
        if (!tower.isEmpty()) {
            addTower(x, other, known, from, count);
        }
    }

    private void addTower(float[] x, RowTable other, int[] known, int from, int count) {
        int half = network.half();
        int linear = linear(network);
        int mine = ofUsers ? 0 : half;
        List<FMatrixRMaj> values = new ArrayList<>();
        FMatrixRMaj input = new FMatrixRMaj(count, 2 * half);
        for (int i = 0; i < count; i++) {
            int at = i * 2 * half;
            System.arraycopy(x, linear, input.data, at + mine, half);
            int row = other.at(known[from + i]) + network.towerStart();
            System.arraycopy(other.data(), row, input.data, at + half - mine, half);
        }
        values.add(input);
        for (Dense layer : tower) {
            FMatrixRMaj output = new FMatrixRMaj(count, layer.outputs());
            layer.forward(values.get(values.size() - 1), output);
            values.add(output);
        }
        FMatrixRMaj last = values.get(values.size() - 1);
        FMatrixRMaj gradient = new FMatrixRMaj(count, last.numCols);
        for (int i = 0; i < count; i++) {
            double score = scores[i];
            for (int j = 0; j < last.numCols; j++) {
                float weight = network.head()[network.towerStart() + j];
                gradient.data[i * last.numCols + j] = weight;
                score += weight * (double) last.data[i * last.numCols + j];
            }
            scores[i] = (float) score;
        }
        for (int layer = tower.size() - 1; layer >= 0; layer--) {
            FMatrixRMaj below = new FMatrixRMaj(count, tower.get(layer).inputs());
            tower.get(layer).backward(values.get(layer), gradient, below);
            gradient = below;
        }
        for (int i = 0; i < count; i++) {
            System.arraycopy(gradient.data, i * 2 * half + mine, rows[i], linear, half);
        }
    }
}
