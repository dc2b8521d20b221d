package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ncf4j.analysis.PcaTest.assertMessage;

import java.io.IOException;
import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.ncf4j.internal.Hash;

class SilhouettesTest {
    @Test
    void agreesWithScikitLearn() throws IOException {
        for (Golden golden : Golden.cases("silhouette")) {
            int[][] labels = {
                Arrays.stream(golden.vector("labels")).mapToInt(l -> (int) l).toArray()
            };
            Rows x = Rows.of(golden.rows());
            // scikit-learn computes distances by products
            assertArrayEquals(
                    golden.vector("silhouettes"),
                    Silhouettes.of(x, labels, Silhouettes.all(x), 1)[0],
                    1e-7,
                    golden.name());
            assertEquals(golden.number("mean"), Silhouettes.means(x, labels, 1, 1)[0], 1e-7, golden.name());
        }
    }

    @Test
    void handComputed() {
        // at 0, 1 and 4: the row at 0 has a = 1, b = 4; that at 1 a = 1, b = 3; the third is alone
        FMatrixRMaj rows = Golden.rowsOf(new double[] {0}, new double[] {1}, new double[] {4});
        assertEquals((3 / 4.0 + 2 / 3.0 + 0) / 3, KMeans.of(2).fit(rows).silhouette(rows), 1e-15);
    }

    @Test
    void oneClusterHasNone() {
        FMatrixRMaj rows = Golden.rowsOf(new double[] {0}, new double[] {1});
        assertEquals(0, KMeans.of(1).fit(rows).silhouette(rows));
    }

    @Test
    void ofManyRowsItTakesASample() {
        FMatrixRMaj rows = spread(Silhouettes.SAMPLE + 1000);
        Clustering halves = KMeans.of(2).withStarts(1).fit(rows);
        int[][] labels = {halves.assignments()};
        double exact = Arrays.stream(Silhouettes.of(Rows.of(rows), labels, Silhouettes.all(Rows.of(rows)), 2)[0])
                .average()
                .orElseThrow();
        double sampled = halves.silhouette(rows);
        // of 4,096 values between -1 and 1: five standard errors are below 0.08
        assertEquals(exact, sampled, 0.08);
        assertEquals(sampled, halves.silhouette(rows, 1));
        assertNotEquals(sampled, halves.silhouette(rows, 2));
        assertNotEquals(exact, sampled);
    }

    @Test
    void noNumberOfThreadsChangesIt() {
        Rows x = Rows.of(spread(700));
        int[][] labels = new int[2][700];
        Arrays.setAll(labels[0], r -> r % 3);
        Arrays.setAll(labels[1], r -> r % 7);
        double[][] expected = Silhouettes.of(x, labels, Silhouettes.all(x), 1);
        for (int threads : new int[] {2, 3}) {
            assertArrayEquals(expected, Silhouettes.of(x, labels, Silhouettes.all(x), threads));
        }
        assertTrue(expected[0][0] != expected[1][0]);
    }

    @Test
    void refusesOtherRows() {
        Clustering two = KMeans.of(2).fit(Golden.rowsOf(new double[] {0}, new double[] {1}));
        assertMessage(
                "rows must be the 2 rows that were clustered: 1",
                () -> two.silhouette(Golden.rowsOf(new double[] {0})));
        assertMessage(
                "rows must be finite: row 1, column 0 is NaN",
                () -> two.silhouette(Golden.rowsOf(new double[] {0}, new double[] {Double.NaN})));
    }

    private static FMatrixRMaj spread(int rows) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, 3);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = (float) Hash.unit(Hash.bits(5, Hash.CLUSTER, 0, i));
        }
        return matrix;
    }

    /** A sample measured within itself would find most rows alone. */
    @Test
    void aSampleIsMeasuredAgainstAllRows() {
        int pairs = 6000;
        FMatrixRMaj rows = new FMatrixRMaj(2 * pairs, 2);
        int[] assignments = new int[2 * pairs];
        double[][] centroids = new double[pairs][2];
        for (int r = 0; r < 2 * pairs; r++) {
            assignments[r] = r / 2;
            rows.set(r, 0, 100 * (r / 2));
            rows.set(r, 1, r % 2);
            centroids[r / 2] = new double[] {100 * (r / 2), .5};
        }
        Clustering clustering = new Clustering(assignments, centroids, new double[2 * pairs], 0, 1);
        assertEquals(.99, clustering.silhouette(rows), 1e-4);
    }
}
