package org.ncf4j.analysis;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.internal.ColumnKernels;
import org.ncf4j.internal.Kernels;
import org.ncf4j.internal.NearestPoints;

/** The rows of a matrix, which is read and not copied, and what PCA, K-Means and silhouettes do with them in double. */
final class Rows {
    /** Rows in a tile. */
    static final int TILE = NearestPoints.TILE;

    final int count;
    final int columns;
    /** Row {@code r} begins at {@code r * columns}; read alone. */
    final float[] values;

    private final ColumnKernels kernels = Kernels.active().columns();

    private Rows(int count, int columns, float[] values) {
        this.count = count;
        this.columns = columns;
        this.values = values;
    }

    /**
     * The rows of a matrix, whose values {@link #means} checks.
     *
     * @throws IllegalArgumentException if it has no columns
     */
    static Rows of(FMatrixRMaj matrix) {
        if (matrix.getNumCols() < 1) {
            throw new IllegalArgumentException("rows must have at least 1 column: " + matrix.getNumCols());
        }
        return new Rows(matrix.getNumRows(), matrix.getNumCols(), matrix.data);
    }

    /**
     * The mean of each column: its sum in the order of the rows over their number; all 0 if there is no row.
     *
     * @throws IllegalArgumentException if a value is not finite
     */
    double[] means() {
        double[] means = meansOf(count);
        for (double mean : means) {
            // a sum of floats does not overflow in double: it is finite if they all are
            if (!Double.isFinite(mean)) {
                throw notFinite();
            }
        }
        return means;
    }

    /** Of the first rows, finite or not. */
    double[] meansOf(int rows) {
        double[] means = new double[columns];
        for (int at = 0; at < rows * columns; at += columns) {
            for (int j = 0; j < columns; j++) {
                means[j] += values[at + j];
            }
        }
        for (int j = 0; j < columns; j++) {
            means[j] /= Math.max(1, rows);
        }
        return means;
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is not finite
     */
    void requireFinite() {
        means();
    }

    /** What to throw where one of the values is not finite. */
    IllegalArgumentException notFinite() {
        int at = 0;
        while (Float.isFinite(values[at])) {
            at++;
        }
        return new IllegalArgumentException(
                "rows must be finite: row " + at / columns + ", column " + at % columns + " is " + values[at]);
    }

    /** The number of tiles. */
    int tiles() {
        return (count + TILE - 1) / TILE;
    }

    /** The row after the last one of a tile. */
    int end(int tile) {
        return Math.min(count, (tile + 1) * TILE);
    }

    /** A tile to write to: one array a column, and columns of zeros up to a multiple of four; they add nothing. */
    double[][] newTile() {
        return newTile(0);
    }

    /** With so many columns more. */
    double[][] newTile(int more) {
        return new double[(columns + more + 3) / 4 * 4][TILE];
    }

    /**
     * Writes a tile's rows column by column: one array a column, whose loops the compiler turns into vector instructions.
     * Zeros beyond the last row.
     *
     * @param minus subtracted from each column
     */
    void copyTile(int tile, double[] minus, double[][] target) {
        int start = tile * TILE;
        int rows = end(tile) - start;
        for (int j = 0; j < columns; j++) {
            double[] column = target[j];
            double shift = minus[j];
            int at = start * columns + j;
            for (int r = 0; r < rows; r++, at += columns) {
                column[r] = values[at] - shift;
            }
            Arrays.fill(column, rows, TILE, 0);
        }
    }

    /**
     * The squared Euclidean distances of a tile's rows to a point: each the sum over the coordinates in their order.
     *
     * @param points the point begins at {@code offset}
     * @param distances written: {@link #TILE}
     */
    void squaredDistances(double[][] tile, double[] points, int offset, double[] distances) {
        Arrays.fill(distances, 0);
        for (int j = 0; j < columns; j += 4) {
            kernels.addSquares(
                    distances,
                    tile[j],
                    tile[j + 1],
                    tile[j + 2],
                    tile[j + 3],
                    points[offset + j],
                    j + 1 < columns ? points[offset + j + 1] : 0,
                    j + 2 < columns ? points[offset + j + 2] : 0,
                    j + 3 < columns ? points[offset + j + 3] : 0);
        }
    }

    /** The same of one row. */
    double squaredDistance(int row, double[] points, int offset) {
        int at = row * columns;
        double sum = 0;
        for (int j = 0; j < columns; j++) {
            double difference = values[at + j] - points[offset + j];
            sum += difference * difference;
        }
        return sum;
    }
}
