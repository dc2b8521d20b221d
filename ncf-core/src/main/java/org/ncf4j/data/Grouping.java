package org.ncf4j.data;

/**
 * Row numbers grouped by a small key, in a stable order: a counting sort. The rows of group g are
 * {@code rows[offsets[g]]} to {@code rows[offsets[g + 1] - 1]}, ascending.
 */
final class Grouping {
    private final int[] offsets;
    private final int[] rows;

    private Grouping(int[] offsets, int[] rows) {
        this.offsets = offsets;
        this.rows = rows;
    }

    /** Groups the first {@code length} rows; every key must lie in {@code [0, groups)}. */
    static Grouping by(int[] keys, int length, int groups) {
        int[] offsets = new int[groups + 1];
        for (int row = 0; row < length; row++) {
            offsets[keys[row] + 1]++;
        }
        for (int g = 0; g < groups; g++) {
            offsets[g + 1] += offsets[g];
        }
        // offsets[g] runs to the end of its group, which is the start of the next: shifted back afterwards
        int[] rows = new int[length];
        for (int row = 0; row < length; row++) {
            rows[offsets[keys[row]]++] = row;
        }
        System.arraycopy(offsets, 0, offsets, 1, groups);
        offsets[0] = 0;
        return new Grouping(offsets, rows);
    }

    /** Where groups start, and at the end the number of rows. The array itself: not to be changed. */
    int[] offsets() {
        return offsets;
    }

    /** Row numbers by group. The array itself: who owns the grouping may reuse it. */
    int[] rows() {
        return rows;
    }
}
