package org.ncf4j.internal;

import java.util.Arrays;
import java.util.function.IntFunction;

/** A sparse matrix of zeros and ones in compressed rows: row r is {@code others} at {@code [offsets[r], offsets[r + 1])}, ascending. */
public final class Rows {
    public final int[] offsets;
    public final int[] others;

    private Rows(int[] offsets, int[] others) {
        this.offsets = offsets;
        this.others = others;
    }

    /**
     * Collects rows.
     *
     * @param count number of rows
     * @param size entries of all of them together
     * @param rows the columns of a row, without order; an array of the caller's own
     */
    public static Rows of(int count, int size, IntFunction<int[]> rows) {
        int[] offsets = new int[count + 1];
        int[] others = new int[size];
        for (int row = 0; row < count; row++) {
            int[] columns = rows.apply(row);
            System.arraycopy(columns, 0, others, offsets[row], columns.length);
            offsets[row + 1] = offsets[row] + columns.length;
            Arrays.sort(others, offsets[row], offsets[row + 1]);
        }
        return new Rows(offsets, others);
    }

    /**
     * The other way around.
     *
     * @param columns number of columns, which become rows
     */
    public Rows transposed(int columns) {
        int[] starts = new int[columns + 1];
        for (int column : others) {
            starts[column + 1]++;
        }
        for (int column = 0; column < columns; column++) {
            starts[column + 1] += starts[column];
        }
        int[] rows = new int[others.length];
        int[] next = starts.clone();
        for (int row = 0; row < count(); row++) {
            for (int at = offsets[row]; at < offsets[row + 1]; at++) {
                rows[next[others[at]]++] = row;
            }
        }
        return new Rows(starts, rows);
    }

    /** Number of rows. */
    public int count() {
        return offsets.length - 1;
    }

    /** Number of entries of a row. */
    public int length(int row) {
        return offsets[row + 1] - offsets[row];
    }
}
