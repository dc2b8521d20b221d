package org.ncf4j.model;

import org.ejml.data.FMatrixRMaj;
import org.ncf4j.internal.CacheLines;
import org.ncf4j.internal.RowMerger;
import org.ncf4j.nn.Initializer;

/**
 * A row of weights for each user or item, one after the other in one array, from {@link CacheLines#ORIGIN} on: rows are
 * whole cache lines wide. Not thread-safe.
 */
final class RowTable {
    private final int rows;
    private final int width;
    private final float[] data;
    private final RowMerger merger;

    /** All zero. */
    RowTable(int rows, int width) {
        if (rows < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "an embedding needs at least 1 row and 1 column, but has " + rows + " and " + width);
        }
        if ((long) rows * width > CacheLines.MAX_LENGTH) {
            throw new IllegalArgumentException("an embedding of " + rows + " rows of " + width
                    + " weights is larger than an array can be (" + CacheLines.MAX_LENGTH + ")");
        }
        this.rows = rows;
        this.width = width;
        data = CacheLines.allocate((long) rows * width);
        merger = new RowMerger(rows);
    }

    int rows() {
        return rows;
    }

    int width() {
        return width;
    }

    /** All rows, live. */
    float[] data() {
        return data;
    }

    /** Where a row begins. */
    int at(int row) {
        return CacheLines.ORIGIN + row * width;
    }

    /** Draws some columns; {@code index} tells these draws from those of others under the same seed. */
    void initialize(Initializer initializer, int column, int columns, long seed, long index) {
        initializer.fill(data, at(0) + column, width, rows, columns, seed, index);
    }

    /** Adds up a batch's gradients by row; see {@link RowMerger#merge}. */
    int merge(int[] ids, int count, float[] gradients, int[] places, int[] counts, int part, int parts) {
        return merger.merge(ids, count, gradients, width, places, counts, part, parts);
    }

    /** The first place of a row in the batch, or -1; see {@link RowMerger#take}. */
    int take(int row) {
        return merger.take(row);
    }

    /** Fills another table with rows of this one, or zeros for -1. */
    void copyRows(int[] rows, RowTable target) {
        for (int row = 0; row < rows.length; row++) {
            if (rows[row] >= 0) {
                System.arraycopy(data, at(rows[row]), target.data, target.at(row), width);
            }
        }
    }

    /** Takes a row over that stands at {@link CacheLines#ORIGIN}. */
    void assignRow(int row, float[] source) {
        System.arraycopy(source, CacheLines.ORIGIN, data, at(row), width);
    }

    /** A copy of some columns, row-major. */
    float[] copy(int column, int columns) {
        float[] copy = new float[rows * columns];
        copy(column, columns, copy, 0, columns);
        return copy;
    }

    /** Copies some columns into those of a matrix. */
    void copy(int column, int columns, FMatrixRMaj target, int targetColumn) {
        copy(column, columns, target.data, targetColumn, target.numCols);
    }

    private void copy(int column, int columns, float[] target, int to, int stride) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(data, at(row) + column, target, to + row * stride, columns);
        }
    }

    /** The other way around. */
    void assign(int column, int columns, float[] source) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(source, row * columns, data, at(row) + column, columns);
        }
    }
}
