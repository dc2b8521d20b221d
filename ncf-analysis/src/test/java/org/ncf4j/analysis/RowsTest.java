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
        assertTrue(rows.tiles() * Rows.TILE >= count);
        double[][] tile = rows.newTile();
        // the point is neither the first nor the last of its array
        int offset = 3;
        double[] points = new double[offset + columns + 5];
        for (int j = 0; j < points.length; j++) {
            points[j] = j + 0.1;
        }
        double[] found = new double[Rows.TILE];
        for (int r = 0; r < count; r++) {
            if (r % Rows.TILE == 0) {
                rows.copyTile(r / Rows.TILE, new double[columns], tile);
                rows.squaredDistances(tile, points, offset, found);
            }
            double expected = 0;
            for (int j = 0; j < columns; j++) {
                double difference = matrix.get(r, j) - points[offset + j];
                expected += difference * difference;
            }
            assertEquals(expected, found[r % Rows.TILE], "row " + r);
            assertEquals(expected, rows.squaredDistance(r, points, offset), "row " + r);
        }
    }

    /** Where the coordinates of the point end with their array, nothing is read beyond. */
    @Test
    void thePointMayEndItsArray() {
        Rows rows = Rows.of(new FMatrixRMaj(new float[][] {{1, 2, 3, 4, 5}}));
        double[] found = new double[Rows.TILE];
        double[][] tile = rows.newTile();
        rows.copyTile(0, new double[5], tile);
        rows.squaredDistances(tile, new double[] {9, 1, 1, 1, 1, 1}, 1, found);
        assertEquals(0 + 1 + 4 + 9 + 16, found[0]);
    }
}
