package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncf4j.internal.Hash;

class RowsTest {
    /** One tile and several, full and not, and columns that are and are not whole groups of four. */
    @ParameterizedTest
    @CsvSource({"1, 1", "127, 2", "128, 3", "129, 4", "256, 5", "300, 11", "300, 12"})
    void distancesOfTilesArePlainDistances(int count, int columns) {
        FMatrixRMaj matrix = new FMatrixRMaj(count, columns);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = (float) Hash.unit(Hash.bits(1, Hash.CLUSTER, 0, i));
        }
        Rows rows = Rows.of(matrix);
        double[][][] tiles = rows.tiles();
        assertTrue(tiles.length * Rows.TILE >= count);
        // the point is neither the first nor the last of its array
        int offset = 3;
        double[] points = new double[offset + columns + 5];
        for (int j = 0; j < points.length; j++) {
            points[j] = j + 0.1;
        }
        double[] found = new double[Rows.TILE];
        for (int r = 0; r < count; r++) {
            if (r % Rows.TILE == 0) {
                rows.squaredDistances(tiles[r / Rows.TILE], points, offset, found);
            }
            double expected = 0;
            for (int j = 0; j < columns; j++) {
                double difference = matrix.get(r, j) - points[offset + j];
                expected += difference * difference;
            }
            assertEquals(expected, found[r % Rows.TILE], "row " + r);
        }
    }

    /** Where the coordinates of the point end with their array, nothing is read beyond. */
    @Test
    void thePointMayEndItsArray() {
        Rows rows = Rows.of(new FMatrixRMaj(new float[][] {{1, 2, 3, 4, 5}}));
        double[] found = new double[Rows.TILE];
        rows.squaredDistances(rows.tiles()[0], new double[] {9, 1, 1, 1, 1, 1}, 1, found);
        assertEquals(0 + 1 + 4 + 9 + 16, found[0]);
    }
}
