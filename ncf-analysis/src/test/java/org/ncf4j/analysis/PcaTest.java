package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.ncf4j.internal.Hash;
import org.ncf4j.internal.Team;

class PcaTest {
    /** Both sides work in double; the data's largest value is about 1e3. */
    private static final double GOLDEN_TOLERANCE = 1e-10;

    @Test
    void agreesWithScikitLearn() throws IOException {
        for (Golden golden : Golden.cases("pca")) {
            Pca pca = Pca.fit(golden.rows(), (int) golden.number("components"));
            assertArrayEquals(golden.vector("mean"), pca.mean(), GOLDEN_TOLERANCE, golden.name());
            assertArrayEquals(golden.vector("variance"), pca.explainedVariance(), GOLDEN_TOLERANCE, golden.name());
            assertArrayEquals(golden.vector("ratio"), pca.explainedVarianceRatio(), GOLDEN_TOLERANCE, golden.name());
            assertMatrix(golden.matrix("axes"), pca.axes(), GOLDEN_TOLERANCE, golden.name());
            assertMatrix(golden.matrix("transformed"), pca.transform(golden.rows()), GOLDEN_TOLERANCE, golden.name());
        }
    }

    @Test
    void handComputed() {
        // Covariance [[2/3, 2/3], [2/3, 2/3]] + [[2/3, -2/3], [-2/3, 2/3]] / 4: axes (1, 1) and (1, -1) over sqrt 2.
        FMatrixRMaj rows =
                Golden.rowsOf(new double[] {2, 2}, new double[] {-2, -2}, new double[] {1, -1}, new double[] {-1, 1});
        Pca pca = Pca.fit(rows, 2);
        double half = Math.sqrt(.5);
        assertArrayEquals(new double[] {0, 0}, pca.mean());
        assertArrayEquals(new double[] {16 / 3.0, 4 / 3.0}, pca.explainedVariance(), 1e-14);
        assertArrayEquals(new double[] {.8, .2}, pca.explainedVarianceRatio(), 1e-15);
        assertArrayEquals(new double[] {half, half}, pca.axes()[0], 1e-15);
        assertEquals(-half * half, pca.axes()[1][0] * pca.axes()[1][1], 1e-15);
        assertEquals(4 * half, pca.transform(rows)[0][0], 1e-14);
        assertEquals(2, pca.components());
    }

    /** Several shards, the last tile not full; and blocks of the matrix, the last of them not full. */
    @Test
    void noNumberOfThreadsChangesTheCovariance() {
        for (int[] shape : new int[][] {{17_000, 3}, {300, 70}}) {
            FMatrixRMaj matrix = new FMatrixRMaj(shape[0], shape[1]);
            for (int i = 0; i < matrix.data.length; i++) {
                matrix.data[i] = (float) (3 + Hash.gaussian(Hash.key(2, Hash.CLUSTER, 0), i));
            }
            Rows x = Rows.of(matrix);
            double[][] expected = Covariance.of(x, Team.of(1, "test")).matrix;
            for (int threads = 2; threads <= 3; threads++) {
                try (Team team = Team.of(threads, "test")) {
                    assertArrayEquals(expected, Covariance.of(x, team).matrix);
                }
            }
            double[] means = x.means();
            for (int i = 0; i < shape[1]; i++) {
                for (int j = 0; j < shape[1]; j++) {
                    double sum = 0;
                    for (int r = 0; r < shape[0]; r++) {
                        sum += (matrix.get(r, i) - means[i]) * (matrix.get(r, j) - means[j]);
                    }
                    assertEquals(sum / (shape[0] - 1), expected[i][j], 1e-12);
                }
            }
        }
    }

    /** The same numbers in the runs of the suite with portable and with vector kernels, and on every machine. */
    @Test
    void theBitsAreThese() {
        FMatrixRMaj matrix = new FMatrixRMaj(1000, 13);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = (float) Hash.unit(Hash.bits(3, Hash.CLUSTER, 0, i));
        }
        Pca pca = Pca.fit(matrix, 13);
        assertEquals(-1879903508, Arrays.hashCode(pca.explainedVariance()));
        assertEquals(1019981158, Arrays.deepHashCode(pca.axes()));
    }

    @Test
    void givesTheLargestLoadingAPositiveSign() {
        Pca pca = Pca.fit(Golden.rowsOf(new double[] {3, 1, -9}, new double[] {0, 0, 0}), 1);
        assertTrue(pca.axes()[0][2] > 0);
        assertTrue(pca.axes()[0][0] < 0);
    }

    @Test
    void oneColumn() {
        Pca pca = Pca.fit(Golden.rowsOf(new double[] {1}, new double[] {4}), 1);
        assertArrayEquals(new double[] {1}, pca.axes()[0]);
        assertArrayEquals(new double[] {4.5}, pca.explainedVariance());
        assertArrayEquals(new double[] {1.5}, pca.transform(Golden.rowsOf(new double[] {4}))[0]);
    }

    @Test
    void rowsThatAreAllEqualHaveNoVariance() {
        double[] row = {.1, .2, .3};
        Pca pca = Pca.fit(Golden.rowsOf(row, row, row), 2);
        assertArrayEquals(new double[] {0, 0}, pca.explainedVariance());
        assertArrayEquals(new double[] {0, 0}, pca.explainedVarianceRatio());
        assertOrthonormal(pca.axes());
        assertArrayEquals(new double[] {0, 0}, pca.transform(Golden.rowsOf(row))[0]);
    }

    @Test
    void rowsOnALineHaveOneVariance() {
        FMatrixRMaj rows = Golden.rowsOf(new double[] {1, 2, 3}, new double[] {2, 4, 6}, new double[] {4, 8, 12});
        Pca pca = Pca.fit(rows, 3);
        assertEquals(1, pca.explainedVarianceRatio()[0], 1e-15);
        assertEquals(0, pca.explainedVariance()[1], 1e-14);
        assertTrue(pca.explainedVariance()[2] >= 0);
        assertOrthonormal(pca.axes());
    }

    @Test
    void handsOutCopiesAndLeavesItsInputAlone() {
        FMatrixRMaj rows = Golden.rowsOf(new double[] {1, 2}, new double[] {3, 5}, new double[] {0, 1});
        FMatrixRMaj before = rows.copy();
        Pca pca = Pca.fit(rows, 2);
        double[][] axes = pca.axes();
        pca.axes()[0][0] = 7;
        pca.mean()[0] = 7;
        pca.explainedVariance()[0] = 7;
        assertArrayEquals(axes[0], pca.axes()[0]);
        assertEquals(4 / 3.0, pca.mean()[0], 1e-15);
        assertTrue(pca.explainedVariance()[0] < 7);
        assertArrayEquals(before.data, rows.data);
    }

    @Test
    void refusesWhatItCannotUse() {
        FMatrixRMaj rows = Golden.rowsOf(new double[] {1, 2, 3}, new double[] {3, 5, 7});
        assertMessage("components must be from 1 to 2 for 2 rows of 3 columns: 0", () -> Pca.fit(rows, 0));
        assertMessage("components must be from 1 to 2 for 2 rows of 3 columns: 3", () -> Pca.fit(rows, 3));
        assertMessage(
                "rows must be at least 2 for a variance: 1", () -> Pca.fit(Golden.rowsOf(new double[] {1, 2}), 1));
        assertMessage("rows must have at least 1 column: 0", () -> Pca.fit(new FMatrixRMaj(4, 0), 1));
        FMatrixRMaj broken = rows.copy();
        broken.set(1, 2, Float.NaN);
        assertMessage("rows must be finite: row 1, column 2 is NaN", () -> Pca.fit(broken, 1));
        Pca pca = Pca.fit(rows, 1);
        assertMessage("rows must be finite: row 1, column 2 is NaN", () -> pca.transform(broken));
        assertMessage(
                "rows must have the 3 columns of the fitted rows: 2",
                () -> pca.transform(Golden.rowsOf(new double[] {1, 2})));
    }

    @Property(tries = 200)
    void allComponentsRebuildTheRows(@ForAll("matrices") FMatrixRMaj rows) {
        int components = Math.min(rows.getNumRows(), rows.getNumCols());
        Pca pca = Pca.fit(rows, components);
        double[][] axes = pca.axes();
        assertOrthonormal(axes);
        double[] variance = pca.explainedVariance();
        double ratios = 0;
        for (int c = 0; c < components; c++) {
            assertTrue(variance[c] >= 0 && (c == 0 || variance[c] <= variance[c - 1]));
            ratios += pca.explainedVarianceRatio()[c];
        }
        assertTrue(ratios == 0 || Math.abs(ratios - 1) < 1e-12, "ratios sum to " + ratios);
        double[][] projected = pca.transform(rows);
        for (int r = 0; r < rows.getNumRows(); r++) {
            for (int j = 0; j < rows.getNumCols(); j++) {
                double rebuilt = pca.mean()[j];
                for (int c = 0; c < components; c++) {
                    rebuilt += projected[r][c] * axes[c][j];
                }
                // Values are at most 100; a loss of variance of 1e-12 in all shows as 1e-6 times the scale at most.
                assertEquals(rows.get(r, j), rebuilt, 1e-5);
            }
        }
    }

    @Property(tries = 200)
    void varianceIsThatOfTheProjection(@ForAll("matrices") FMatrixRMaj rows) {
        Pca pca = Pca.fit(rows, 1);
        double sum = 0;
        for (double[] point : pca.transform(rows)) {
            sum += point[0] * point[0];
        }
        assertEquals(pca.explainedVariance()[0], sum / (rows.getNumRows() - 1), 1e-9);
    }

    @Property(tries = 100)
    void movingAllRowsMovesTheMeanOnly(@ForAll("wholeMatrices") FMatrixRMaj rows) {
        FMatrixRMaj moved = rows.copy();
        for (int i = 0; i < moved.data.length; i++) {
            moved.data[i] += 64; // exact: values are small whole numbers
        }
        Pca here = Pca.fit(rows, 1);
        Pca there = Pca.fit(moved, 1);
        assertArrayEquals(here.explainedVariance(), there.explainedVariance(), 1e-10);
        assertEquals(here.mean()[0] + 64, there.mean()[0], 1e-12);
    }

    @Provide
    Arbitrary<FMatrixRMaj> matrices() {
        return matrices(Arbitraries.floats().between(-100, 100));
    }

    @Provide
    Arbitrary<FMatrixRMaj> wholeMatrices() {
        return matrices(Arbitraries.integers().between(-5, 5).map(Integer::floatValue));
    }

    private static Arbitrary<FMatrixRMaj> matrices(Arbitrary<Float> values) {
        return Arbitraries.integers()
                .between(2, 12)
                .flatMap(rows -> Arbitraries.integers()
                        .between(1, 6)
                        .flatMap(columns -> values.array(Float[].class)
                                .ofSize(rows * columns)
                                .map(cells -> {
                                    FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
                                    for (int i = 0; i < cells.length; i++) {
                                        matrix.data[i] = cells[i];
                                    }
                                    return matrix;
                                })));
    }

    private static void assertOrthonormal(double[][] axes) {
        for (int a = 0; a < axes.length; a++) {
            for (int b = 0; b < axes.length; b++) {
                double dot = 0;
                for (int j = 0; j < axes[a].length; j++) {
                    dot += axes[a][j] * axes[b][j];
                }
                assertEquals(a == b ? 1 : 0, dot, 1e-12);
            }
        }
    }

    private static void assertMatrix(double[][] expected, double[][] actual, double tolerance, String name) {
        assertEquals(expected.length, actual.length);
        for (int r = 0; r < expected.length; r++) {
            assertArrayEquals(expected[r], actual[r], tolerance, name + ", row " + r);
        }
    }

    static void assertMessage(String expected, Runnable body) {
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, body::run).getMessage());
    }
}
