package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncf4j.internal.CacheLines;
import org.ncf4j.internal.TestFloats;

class RowTableTest {
    @Test
    void rowsAreAsFarApartAsTheyAreWide() {
        RowTable table = new RowTable(5, 48);
        assertEquals(5, table.rows());
        assertEquals(48, table.width());
        assertEquals(CacheLines.ORIGIN, table.at(0));
        for (int row = 0; row < 5; row++) {
            assertEquals(table.at(0) + row * 48, table.at(row));
        }
        assertTrue(table.data().length >= table.at(5));
    }

    @Test
    void aNewTableIsZero() {
        assertArrayEquals(new float[3 * 16], new RowTable(3, 16).copy(0, 16));
    }

    @Test
    void columnsAreAssignedWhereTheyAreAndNoOthers() {
        RowTable table = new RowTable(3, 16);
        Arrays.fill(table.data(), -1);
        float[] expected = table.data().clone();
        float[] source = TestFloats.gaussian(3 * 5, 1);
        for (int row = 0; row < 3; row++) {
            for (int j = 0; j < 5; j++) {
                expected[table.at(row) + 4 + j] = source[row * 5 + j];
            }
        }

        table.assign(4, 5, source);

        assertArrayEquals(expected, table.data());
        assertArrayEquals(source, table.copy(4, 5));
    }

    @Test
    void aCopyIsItsOwn() {
        RowTable table = new RowTable(2, 16);
        table.assign(0, 2, new float[] {1, 2, 3, 4});
        float[] copy = table.copy(1, 2);
        assertArrayEquals(new float[] {2, 0, 4, 0}, copy);
        copy[0] = 9;
        table.data()[table.at(1) + 1] = 5;
        assertArrayEquals(new float[] {2, 0, 5, 0}, table.copy(1, 2));
        assertArrayEquals(new float[] {9, 0, 4, 0}, copy);
    }

    @Test
    void columnsAreCopiedIntoThoseOfAMatrix() {
        RowTable table = new RowTable(2, 16);
        table.assign(3, 2, new float[] {1, 2, 3, 4});
        FMatrixRMaj matrix = new FMatrixRMaj(2, 4);
        matrix.fill(-1);

        table.copy(3, 2, matrix, 1);

        assertArrayEquals(new float[] {-1, 1, 2, -1, -1, 3, 4, -1}, matrix.data);
    }

    @Test
    void theRowsOfABatchAreMergedAndTaken() {
        RowTable table = new RowTable(4, 2);
        float[] gradients = {1, 2, 5, 6, 10, 20};
        int[] places = new int[3];

        assertEquals(2, table.merge(new int[] {3, 0, 3}, 3, gradients, places, new int[0], 0, 1));

        assertArrayEquals(new int[] {0, 1, 0}, places);
        assertArrayEquals(new float[] {11, 22, 5, 6, 10, 20}, gradients);
        assertEquals(0, table.take(3));
        assertEquals(-1, table.take(3));
        assertEquals(1, table.take(0));
        assertEquals(-1, table.take(1));
    }

    @ParameterizedTest
    @CsvSource({"0, 16", "-1, 16", "3, 0", "0, 0"})
    void aTableHasARowAndAColumn(int rows, int width) {
        assertMessage("an embedding needs at least 1 row and 1 column, but has " + rows + " and " + width, rows, width);
    }

    /** The product of the last is 0 in an int, and that of the one before is negative. */
    @ParameterizedTest
    @CsvSource({"2147483628, 1", "134217728, 16", "50000, 50000", "65536, 32768", "65536, 65536"})
    void whatNoArrayCanHoldIsRefused(int rows, int width) {
        assertMessage(
                "an embedding of " + rows + " rows of " + width
                        + " weights is larger than an array can be (2147483627)",
                rows,
                width);
    }

    private static void assertMessage(String message, int rows, int width) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new RowTable(rows, width));
        assertEquals(message, e.getMessage());
    }
}
