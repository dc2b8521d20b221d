package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RowsTest {
    private static final int[][] COLUMNS = {{3, 0}, {}, {3, 1, 2}};

    @Test
    void aRowHasItsColumnsInOrder() {
        Rows rows = Rows.of(3, 5, row -> COLUMNS[row]);

        assertArrayEquals(new int[] {0, 2, 2, 5}, rows.offsets);
        assertArrayEquals(new int[] {0, 3, 1, 2, 3}, rows.others);
        assertEquals(3, rows.count());
        assertEquals(0, rows.length(1));
        assertEquals(3, rows.length(2));
    }

    @Test
    void transposingTwiceChangesNothing() {
        Rows rows = Rows.of(3, 5, row -> COLUMNS[row]);
        Rows columns = rows.transposed(4);

        assertArrayEquals(new int[] {0, 1, 2, 3, 5}, columns.offsets);
        assertArrayEquals(new int[] {0, 2, 2, 0, 2}, columns.others);
        assertArrayEquals(rows.offsets, columns.transposed(3).offsets);
        assertArrayEquals(rows.others, columns.transposed(3).others);
    }
}
