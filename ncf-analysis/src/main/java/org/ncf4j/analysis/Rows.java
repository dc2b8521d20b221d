package org.ncf4j.analysis;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;

/** A copy of a matrix in double, row after row, and what PCA and K-Means both do with rows. */
final class Rows {
    /** Rows in a tile. */
    static final int TILE = 128;

    final int count;
    final int columns;
    /** Row {@code r} begins at {@code r * columns}. */
    final double[] values;

    private Rows(int count, int columns, double[] values) {
        this.count = count;
        this.columns = columns;
        this.values = values;
    }

    /**
     * Copies a matrix.
     *
     * @throws IllegalArgumentException if it has no columns, or a value that is not finite
     */
    static Rows of(FMatrixRMaj matrix) {
        int count = matrix.getNumRows();
        int columns = matrix.getNumCols();
        if (columns < 1) {
            throw new IllegalArgumentException("rows must have at least 1 column: " + columns);
        }
        double[] values = new double[Math.multiplyExact(count, columns)];
        for (int i = 0; i < values.length; i++) {
            float value = matrix.data[i];
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "rows must be finite: row " + i / columns + ", column " + i % columns + " is " + value);
            }
            values[i] = value;
        }
        return new Rows(count, columns, values);
    }

    /**
     * A copy column by column in tiles of {@link #TILE} rows: {@code [tile][column][row]}, one array a column, whose loops
     * the compiler turns into vector instructions. Columns of zeros fill up to a multiple of four; they add nothing.
     */
    double[][][] tiles() {
        double[][][] tiles = new double[(count + TILE - 1) / TILE][(columns + 3) / 4 * 4][TILE];
        for (int r = 0; r < count; r++) {
            double[][] tile = tiles[r / TILE];
            for (int j = 0; j < columns; j++) {
                tile[j][r % TILE] = values[r * columns + j];
            }
        }
        return tiles;
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
            addSquares(
                    tile[j],
                    tile[j + 1],
                    tile[j + 2],
                    tile[j + 3],
                    points[offset + j],
                    j + 1 < columns ? points[offset + j + 1] : 0,
                    j + 2 < columns ? points[offset + j + 2] : 0,
                    j + 3 < columns ? points[offset + j + 3] : 0,
                    distances);
        }
    }

    private static void addSquares(
            double[] a, double[] b, double[] c, double[] d, double pa, double pb, double pc, double pd, double[] sum) {
        for (int i = 0; i < TILE; i++) {
            double da = a[i] - pa;
            double db = b[i] - pb;
            double dc = c[i] - pc;
            double dd = d[i] - pd;
            sum[i] = sum[i] + da * da + db * db + dc * dc + dd * dd;
        }
    }
}
