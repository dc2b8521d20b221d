package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ncf4j.analysis.PcaTest.assertMessage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.ml.clustering.CentroidCluster;
import org.apache.commons.math3.ml.clustering.DoublePoint;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.Well19937c;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.ncf4j.internal.Hash;

class KMeansTest {
    @Test
    void findsWhatScikitLearnFinds() throws IOException {
        for (Golden golden : Golden.cases("kmeans").subList(0, 2)) {
            Clustering found =
                    KMeans.of((int) golden.number("clusters")).withStarts(200).fit(golden.rows());
            // The best of 200 starts on either side is the same partition; its sums differ by rounding.
            assertEquals(golden.number("inertia"), found.inertia(), 1e-12 * golden.number("inertia"), golden.name());
            assertArrayEquals(
                    Arrays.stream(golden.vector("sizes")).mapToInt(s -> (int) s).toArray(),
                    found.sizes(),
                    golden.name());
        }
    }

    @Test
    void isAsGoodAsTheBestOfTwentyStartsOfScikitLearn() throws IOException {
        for (Golden golden : Golden.cases("kmeans")) {
            double found = KMeans.of((int) golden.number("clusters"))
                    .withStarts(20)
                    .fit(golden.rows())
                    .inertia();
            double best = golden.number("inertia of 20 starts");
            assertTrue(found <= best * (1 + 1e-4), golden.name() + ": " + found + ", best of 20 starts: " + best);
        }
    }

    /** All values times a power of two, which rounds nothing: so no decision may depend on the scale. */
    @Property(tries = 40)
    void noScaleChangesTheClusters(@ForAll @IntRange(min = -90, max = 90) int exponent) {
        FMatrixRMaj rows = spread(200, 5);
        FMatrixRMaj scaled = rows.copy();
        for (int i = 0; i < scaled.data.length; i++) {
            scaled.data[i] = Math.scalb(scaled.data[i], exponent);
        }
        Clustering expected = KMeans.of(6).withStarts(2).fit(rows);
        Clustering found = KMeans.of(6).withStarts(2).fit(scaled);
        assertArrayEquals(expected.assignments(), found.assignments());
        assertEquals(Math.scalb(expected.inertia(), 2 * exponent), found.inertia());
    }

    @Test
    void rowsFarFromTheOriginAreClusteredAsThoseNearIt() {
        FMatrixRMaj rows = spread(500, 3);
        for (int i = 0; i < rows.data.length; i++) {
            rows.data[i] = Math.round(1000 * rows.data[i]);
        }
        FMatrixRMaj moved = rows.copy();
        for (int i = 0; i < moved.data.length; i++) {
            moved.data[i] += 1 << 22; // exact
        }
        Clustering near = KMeans.of(5).withStarts(3).fit(rows);
        Clustering far = KMeans.of(5).withStarts(3).fit(moved);
        assertArrayEquals(near.assignments(), far.assignments());
        assertEquals(near.inertia(), far.inertia(), 1e-9 * near.inertia());
    }

    @Test
    void choosesTheNumberOfClusters() {
        FMatrixRMaj rows = new FMatrixRMaj(90, 2);
        for (int r = 0; r < 90; r++) {
            rows.set(r, 0, r % 3 * 10 + spread(90, 2).get(r, 0));
            rows.set(r, 1, spread(90, 2).get(r, 1));
        }
        assertSame(KMeans.of(3).fit(rows), KMeans.choosing(2, 9).fit(rows));
        assertSame(
                KMeans.of(4).withSeed(5).withStarts(2).fit(rows),
                KMeans.choosing(4, 4).withSeed(5).withStarts(2).fit(rows));
        assertTrue(KMeans.choosing(5, 9).fit(rows).clusters() >= 5);
    }

    @Test
    void choosesAmongAsManyClustersAsThereAreDistinctRows() {
        assertEquals(1, KMeans.choosing(2, 5).fit(column(3, 3, 3)).clusters());
        // two pairs far apart: 2 clusters of silhouette near 1; 3 and 4 have rows that are alone
        assertEquals(2, KMeans.choosing(2, 9).fit(column(0, 1, 50, 51)).clusters());
        // each row alone or both together: all silhouettes are 0, of which the fewest clusters are taken
        assertEquals(2, KMeans.choosing(2, 9).fit(column(0, 1)).clusters());
    }

    @Test
    void isNoWorseThanCommonsMath() throws IOException {
        FMatrixRMaj rows = Golden.cases("kmeans").get(1).rows();
        List<DoublePoint> points = new ArrayList<>();
        for (int r = 0; r < rows.getNumRows(); r++) {
            points.add(new DoublePoint(row(rows, r)));
        }
        double best = Double.POSITIVE_INFINITY;
        for (int seed = 0; seed < 50; seed++) {
            double inertia = 0;
            for (CentroidCluster<DoublePoint> cluster : new KMeansPlusPlusClusterer<DoublePoint>(
                            4, 300, new EuclideanDistance(), new Well19937c(seed))
                    .cluster(points)) {
                for (DoublePoint point : cluster.getPoints()) {
                    inertia += squaredDistance(
                            point.getPoint(), cluster.getCenter().getPoint());
                }
            }
            best = Math.min(best, inertia);
        }
        double found = KMeans.of(4).withStarts(50).fit(rows).inertia();
        assertEquals(best, found, 1e-12 * best);
    }

    @Test
    void handComputed() {
        Clustering found =
                KMeans.of(2).fit(column(10, 0, 1, 11, 2)); // {0, 1, 2}: mean 1, inertia 2; {10, 11}: mean 10.5, 0.5
        assertEquals(2, found.clusters());
        assertArrayEquals(new int[] {1, 0, 0, 1, 0}, found.assignments());
        assertArrayEquals(new int[] {3, 2}, found.sizes());
        assertArrayEquals(new double[] {1}, found.centroids()[0]);
        assertArrayEquals(new double[] {10.5}, found.centroids()[1]);
        assertEquals(2.5, found.inertia());
        assertEquals(1, found.cluster(3));
        assertTrue(found.iterations() >= 1);
    }

    @Test
    void numbersClustersOfEqualSizeByTheirFirstRow() {
        assertArrayEquals(
                new int[] {0, 1, 2, 0, 1, 2},
                KMeans.of(3).fit(column(50, 0, 100, 51, 1, 101)).assignments());
    }

    @Test
    void oneClusterIsTheMean() {
        Clustering found = KMeans.of(1).fit(column(1, 2, 6));
        assertArrayEquals(new double[] {3}, found.centroids()[0]);
        assertEquals(14, found.inertia());
    }

    @Test
    void asManyClustersAsRows() {
        Clustering found = KMeans.of(3).fit(column(5, 7, 9));
        assertArrayEquals(new int[] {0, 1, 2}, found.assignments());
        assertEquals(0, found.inertia());
    }

    @Test
    void fewerDistinctRowsThanClustersGiveFewerClusters() {
        Clustering found = KMeans.of(4).fit(column(.1, .7, .1, .1, .7));
        assertArrayEquals(new int[] {0, 1, 0, 0, 1}, found.assignments());
        assertArrayEquals(new int[] {3, 2}, found.sizes());
        assertEquals(0, found.inertia());
        assertEquals(1, KMeans.of(2).fit(column(3, 3, 3)).clusters());
    }

    @Test
    void stopsAtTheLastIteration() {
        FMatrixRMaj rows = spread(200, 3);
        Clustering stopped = KMeans.of(12).withStarts(1).withMaxIterations(1).fit(rows);
        Clustering rested = KMeans.of(12).withStarts(1).fit(rows);
        assertEquals(1, stopped.iterations());
        assertTrue(rested.iterations() > 1);
        assertTrue(rested.inertia() < stopped.inertia());
        assertNearest(rows, stopped);
    }

    @Test
    void startsAndSeedDecideTheResult() {
        FMatrixRMaj rows = spread(150, 4);
        KMeans one = KMeans.of(9).withStarts(1);
        assertSame(one.fit(rows), one.fit(rows));
        assertTrue(one.withStarts(30).fit(rows).inertia() < one.fit(rows).inertia());
        assertTrue(IntStream.range(2, 12)
                .anyMatch(seed ->
                        one.withSeed(seed).fit(rows).inertia() != one.fit(rows).inertia()));
    }

    @Test
    void noNumberOfThreadsChangesTheResult() {
        FMatrixRMaj rows = spread(6000, 37);
        KMeans means = KMeans.of(9).withStarts(2).withMaxIterations(6);
        Clustering expected = means.withThreads(1).fit(rows);
        for (int threads : new int[] {2, 3, 8}) {
            assertSame(expected, means.withThreads(threads).fit(rows));
        }
        assertSame(expected, means.fit(rows));
        // more threads than rows
        assertSame(
                KMeans.of(2).fit(column(0, 1, 9)), KMeans.of(2).withThreads(8).fit(column(0, 1, 9)));
    }

    /** The same numbers in the runs of the suite with portable and with vector kernels, and on every machine. */
    @Test
    void theBitsAreThese() {
        Clustering found = KMeans.of(9).withStarts(3).fit(spread(1000, 13));
        assertEquals(-690976992, Arrays.hashCode(found.assignments()));
        assertEquals(431276322, Arrays.deepHashCode(found.centroids()));
        assertEquals(822.062135563587, found.inertia());
    }

    /** Rows of three tiles, the last of them not full, and columns of three groups of four, likewise. */
    @Test
    void tilesThatAreNotFullChangeNoDistance() {
        FMatrixRMaj rows = spread(300, 11);
        Clustering found = KMeans.of(7).withStarts(2).fit(rows);
        assertEquals(7, found.clusters());
        assertNearest(rows, found);
        assertMeans(rows, found);
    }

    @Test
    void keepsItsSettings() {
        KMeans base = KMeans.of(3);
        base.withStarts(1).withSeed(9).withMaxIterations(1).withThreads(1);
        FMatrixRMaj rows = spread(60, 2);
        assertSame(KMeans.of(3).fit(rows), base.fit(rows));
    }

    @Test
    void handsOutCopies() {
        Clustering found = KMeans.of(2).fit(column(0, 1, 9));
        found.assignments()[0] = 7;
        found.centroids()[0][0] = 7;
        found.sizes()[0] = 7;
        assertArrayEquals(new int[] {0, 0, 1}, found.assignments());
        assertArrayEquals(new double[] {.5}, found.centroids()[0]);
        assertArrayEquals(new int[] {2, 1}, found.sizes());
        assertThrows(IndexOutOfBoundsException.class, () -> found.cluster(3));
    }

    @Test
    void refusesWhatItCannotUse() {
        assertMessage("clusters must be at least 1: 0", () -> KMeans.of(0));
        assertMessage("least must be at least 2: 1", () -> KMeans.choosing(1, 3));
        assertMessage("most must be at least least, 3: 2", () -> KMeans.choosing(3, 2));
        assertMessage(
                "clusters must be at most the number of rows: 4 clusters, 3 rows",
                () -> KMeans.choosing(4, 9).fit(column(1, 2, 3)));
        assertMessage("starts must be at least 1: 0", () -> KMeans.of(1).withStarts(0));
        assertMessage("maxIterations must be at least 1: -1", () -> KMeans.of(1).withMaxIterations(-1));
        assertMessage("threads must be at least 1: 0", () -> KMeans.of(1).withThreads(0));
        assertMessage(
                "clusters must be at most the number of rows: 4 clusters, 3 rows",
                () -> KMeans.of(4).fit(column(1, 2, 3)));
        assertMessage(
                "rows must be finite: row 1, column 0 is Infinity",
                () -> KMeans.of(1).fit(column(1, Float.POSITIVE_INFINITY)));
    }

    @Property(tries = 300)
    void everyRowIsInItsNearestClusterAndEveryCentroidIsAMean(
            @ForAll("grids") FMatrixRMaj rows, @ForAll @IntRange(min = 1, max = 6) int clusters) {
        int k = Math.min(clusters, rows.getNumRows());
        Clustering found = KMeans.of(k).withStarts(3).fit(rows);
        assertNearest(rows, found);
        int distinct = (int) IntStream.range(0, rows.getNumRows())
                .mapToObj(r -> Arrays.toString(row(rows, r)))
                .distinct()
                .count();
        assertEquals(Math.min(k, distinct), found.clusters());
        assertMeans(rows, found);
    }

    @Property(tries = 100)
    void moreStartsAreNeverWorse(@ForAll("grids") FMatrixRMaj rows, @ForAll long seed) {
        KMeans means = KMeans.of(Math.min(3, rows.getNumRows())).withSeed(seed);
        assertTrue(means.withStarts(4).fit(rows).inertia()
                <= means.withStarts(1).fit(rows).inertia());
    }

    @Property(tries = 60)
    void manyStartsFindTheBestOfAllPartitions(@ForAll("smallGrids") FMatrixRMaj rows) {
        double best = Double.POSITIVE_INFINITY;
        int n = rows.getNumRows();
        for (int code = 0; code < Math.pow(3, n); code++) {
            best = Math.min(best, inertiaOfPartition(rows, code));
        }
        // With at most 6 rows nearly every choice of first centroids is drawn in 100 starts.
        assertEquals(best, KMeans.of(3).withStarts(100).fit(rows).inertia(), 1e-9);
    }

    @Provide
    Arbitrary<FMatrixRMaj> grids() {
        return grids(1, 20, 3);
    }

    @Provide
    Arbitrary<FMatrixRMaj> smallGrids() {
        return grids(3, 6, 9);
    }

    /** Few different values, so that duplicates and ties are frequent. */
    private static Arbitrary<FMatrixRMaj> grids(int minRows, int maxRows, int values) {
        return Arbitraries.integers()
                .between(minRows, maxRows)
                .flatMap(rows -> Arbitraries.integers()
                        .between(0, values)
                        .array(int[].class)
                        .ofSize(2 * rows)
                        .map(cells -> {
                            FMatrixRMaj matrix = new FMatrixRMaj(rows, 2);
                            for (int i = 0; i < cells.length; i++) {
                                matrix.data[i] = cells[i];
                            }
                            return matrix;
                        }));
    }

    private static double inertiaOfPartition(FMatrixRMaj rows, int code) {
        int n = rows.getNumRows();
        double[][] sums = new double[3][2];
        int[] sizes = new int[3];
        for (int r = 0, rest = code; r < n; r++, rest /= 3) {
            sizes[rest % 3]++;
            sums[rest % 3][0] += rows.get(r, 0);
            sums[rest % 3][1] += rows.get(r, 1);
        }
        double inertia = 0;
        for (int r = 0, rest = code; r < n; r++, rest /= 3) {
            double[] sum = sums[rest % 3];
            int size = sizes[rest % 3];
            inertia += squaredDistance(row(rows, r), new double[] {sum[0] / size, sum[1] / size});
        }
        return inertia;
    }

    private static void assertNearest(FMatrixRMaj rows, Clustering found) {
        double[][] centroids = found.centroids();
        double inertia = 0;
        for (int r = 0; r < rows.getNumRows(); r++) {
            double own = squaredDistance(row(rows, r), centroids[found.cluster(r)]);
            for (double[] centroid : centroids) {
                assertTrue(own <= squaredDistance(row(rows, r), centroid));
            }
            inertia += own;
        }
        assertEquals(inertia, found.inertia());
    }

    private static void assertMeans(FMatrixRMaj rows, Clustering found) {
        int[] sizes = found.sizes();
        for (int c = 0; c < sizes.length; c++) {
            assertTrue(sizes[c] > 0 && (c == 0 || sizes[c] <= sizes[c - 1]));
            double[] mean = new double[rows.getNumCols()];
            for (int r = 0; r < rows.getNumRows(); r++) {
                for (int j = 0; j < mean.length && found.cluster(r) == c; j++) {
                    mean[j] += rows.get(r, j);
                }
            }
            for (int j = 0; j < mean.length; j++) {
                mean[j] /= sizes[c];
            }
            assertArrayEquals(mean, found.centroids()[c]);
        }
    }

    private static void assertSame(Clustering a, Clustering b) {
        assertArrayEquals(a.assignments(), b.assignments());
        assertArrayEquals(a.centroids(), b.centroids());
        assertEquals(a.inertia(), b.inertia());
        assertEquals(a.iterations(), b.iterations());
    }

    private static FMatrixRMaj column(double... values) {
        return Golden.rowsOf(
                Arrays.stream(values).mapToObj(v -> new double[] {v}).toArray(double[][]::new));
    }

    private static FMatrixRMaj spread(int rows, int columns) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = (float) Hash.unit(Hash.bits(3, Hash.CLUSTER, 0, i));
        }
        return matrix;
    }

    private static double[] row(FMatrixRMaj rows, int r) {
        return IntStream.range(0, rows.getNumCols())
                .mapToDouble(j -> rows.get(r, j))
                .toArray();
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (a[j] - b[j]) * (a[j] - b[j]);
        }
        return sum;
    }
}
