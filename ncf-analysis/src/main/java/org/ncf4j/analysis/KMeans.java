package org.ncf4j.analysis;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.internal.Hash;

/**
 * K-Means: splits rows into clusters such that the sum of the squared Euclidean distances to the clusters' centroids
 * (the inertia) is small.
 *
 * <p>Each of several starts draws its first centroids by k-means++: the first uniformly among the rows, every further
 * one with a probability proportional to the squared distance to the nearest centroid so far. Then, in turn, every
 * centroid moves to the mean of its rows and every row goes to its nearest centroid (of equally near ones the first),
 * until no row changes its cluster. A cluster that has lost all its rows takes over the row that is farthest from its own
 * centroid (of equally far ones the first) among clusters of at least two rows. The start with the smallest inertia is
 * kept, of equal ones the first.
 *
 * <p>Where fewer rows are distinct than clusters are asked for, each distinct row becomes a cluster of its own, and the
 * clustering has only so many. It may also have fewer if {@link #withMaxIterations} stops it early, as a cluster that is
 * empty then is left out.
 *
 * <p>The result depends on the rows and the settings only: all arithmetic is in double, every sum in index order, every
 * draw a hash of seed, start and number of the centroid. Time is proportional to starts, iterations, rows, clusters and
 * columns.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * <p>Sources: S. P. Lloyd, Least Squares Quantization in PCM, IEEE Transactions on Information Theory 28(2), 1982,
 * section III; D. Arthur and S. Vassilvitskii, k-means++: The Advantages of Careful Seeding, SODA 2007, section 2.2.
 */
public final class KMeans {
    private final int clusters;
    private final int starts;
    private final int maxIterations;
    private final long seed;

    private KMeans(int clusters, int starts, int maxIterations, long seed) {
        this.clusters = clusters;
        this.starts = starts;
        this.maxIterations = maxIterations;
        this.seed = seed;
    }

    /**
     * K-Means with 10 starts, at most 300 iterations each, and seed 1.
     *
     * @param clusters the number of clusters, at least 1
     * @return the settings
     * @throws IllegalArgumentException if {@code clusters} is less than 1
     */
    public static KMeans of(int clusters) {
        return new KMeans(atLeastOne("clusters", clusters), 10, 300, 1);
    }

    /**
     * The same with another number of starts.
     *
     * @param starts at least 1
     * @return the changed settings
     * @throws IllegalArgumentException if {@code starts} is less than 1
     */
    public KMeans withStarts(int starts) {
        return new KMeans(clusters, atLeastOne("starts", starts), maxIterations, seed);
    }

    /**
     * The same with another limit to how often the centroids are moved in each start.
     *
     * @param maxIterations at least 1
     * @return the changed settings
     * @throws IllegalArgumentException if {@code maxIterations} is less than 1
     */
    public KMeans withMaxIterations(int maxIterations) {
        return new KMeans(clusters, starts, atLeastOne("maxIterations", maxIterations), seed);
    }

    /**
     * The same with another seed for the draws of the first centroids.
     *
     * @param seed any number
     * @return the changed settings
     */
    public KMeans withSeed(long seed) {
        return new KMeans(clusters, starts, maxIterations, seed);
    }

    /**
     * Clusters the rows of a matrix.
     *
     * @param rows at least as many rows as clusters; not modified
     * @return the best clustering of all starts
     * @throws IllegalArgumentException if there are fewer rows than clusters, or if a value is not finite (the message
     *     says at which row and column, counted from 0)
     */
    public Clustering fit(FMatrixRMaj rows) {
        Rows x = Rows.of(rows);
        if (clusters > x.count) {
            throw new IllegalArgumentException(
                    "clusters must be at most the number of rows: " + clusters + " clusters, " + x.count + " rows");
        }
        Start best = new Start(x, clusters, seed, 0);
        best.run(maxIterations);
        for (int s = 1; s < starts; s++) {
            Start start = new Start(x, clusters, seed, s);
            start.run(maxIterations);
            if (start.inertia < best.inertia) {
                best = start;
            }
        }
        return best.inOrder();
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
        return value;
    }

    /** One start. */
    private static final class Start {
        private final Rows x;
        private final int k;
        private final double[] centroids;
        private int[] assignments;
        /** Of each row, the squared distance to the centroid of its cluster. */
        private final double[] distances;

        private int iterations;
        private double inertia;

        Start(Rows x, int k, long seed, int start) {
            this.x = x;
            this.k = k;
            this.centroids = new double[k * x.columns];
            this.assignments = new int[x.count];
            this.distances = new double[x.count];
            drawCentroids(Hash.key(seed, Hash.CLUSTER, start));
        }

        void run(int maxIterations) {
            assign();
            boolean changed = true;
            while (changed && iterations < maxIterations) {
                int[] before = assignments.clone();
                boolean filled = fillEmptyClusters();
                moveCentroids();
                assign();
                iterations++;
                // After a filling, two equal assignments can differ in their centroids: it is not at rest yet.
                changed = filled || !Arrays.equals(before, assignments);
            }
            inertia = 0;
            for (double distance : distances) {
                inertia += distance;
            }
        }

        private void drawCentroids(long key) {
            setCentroid(0, Hash.bounded(Hash.bits(key, 0), x.count));
            for (int r = 0; r < x.count; r++) {
                distances[r] = x.squaredDistance(r, centroids, 0);
            }
            for (int c = 1; c < k; c++) {
                setCentroid(c, drawByDistance(Hash.unit(Hash.bits(key, c))));
                for (int r = 0; r < x.count; r++) {
                    distances[r] = Math.min(distances[r], x.squaredDistance(r, centroids, c * x.columns));
                }
            }
        }

        /** The row at which the running sum of the distances passes a share of their total. */
        private int drawByDistance(double share) {
            double total = 0;
            for (double distance : distances) {
                total += distance;
            }
            double target = share * total;
            double sum = 0;
            int last = 0; // where the sum never passes the target: all distances are 0
            for (int r = 0; r < x.count; r++) {
                if (distances[r] > 0) {
                    sum += distances[r];
                    last = r;
                    if (sum > target) {
                        return r;
                    }
                }
            }
            return last;
        }

        private void setCentroid(int cluster, int row) {
            System.arraycopy(x.values, row * x.columns, centroids, cluster * x.columns, x.columns);
        }

        private void assign() {
            int[] nearest = new int[x.count];
            for (int r = 0; r < x.count; r++) {
                distances[r] = Double.POSITIVE_INFINITY;
                for (int c = 0; c < k; c++) {
                    double distance = x.squaredDistance(r, centroids, c * x.columns);
                    if (distance < distances[r]) {
                        distances[r] = distance;
                        nearest[r] = c;
                    }
                }
            }
            assignments = nearest;
        }

        private boolean fillEmptyClusters() {
            int[] sizes = sizes();
            boolean filled = false;
            for (int c = 0; c < k; c++) {
                if (sizes[c] == 0) {
                    int farthest = farthestRow(sizes);
                    if (farthest < 0) {
                        return filled; // all rows lie on their centroids: fewer are distinct than there are clusters
                    }
                    sizes[assignments[farthest]]--;
                    sizes[c]++;
                    assignments[farthest] = c;
                    distances[farthest] = 0;
                    filled = true;
                }
            }
            return filled;
        }

        private int farthestRow(int[] sizes) {
            int farthest = -1;
            double distance = 0;
            for (int r = 0; r < x.count; r++) {
                if (distances[r] > distance && sizes[assignments[r]] > 1) {
                    farthest = r;
                    distance = distances[r];
                }
            }
            return farthest;
        }

        private void moveCentroids() {
            int[] sizes = sizes();
            for (int c = 0; c < k; c++) {
                if (sizes[c] > 0) { // an empty cluster stays where it is
                    Arrays.fill(centroids, c * x.columns, (c + 1) * x.columns, 0);
                }
            }
            for (int r = 0; r < x.count; r++) {
                int base = assignments[r] * x.columns;
                for (int j = 0; j < x.columns; j++) {
                    centroids[base + j] += x.values[r * x.columns + j];
                }
            }
            for (int c = 0; c < k; c++) {
                for (int j = 0; sizes[c] > 0 && j < x.columns; j++) {
                    centroids[c * x.columns + j] /= sizes[c];
                }
            }
        }

        private int[] sizes() {
            int[] sizes = new int[k];
            for (int cluster : assignments) {
                sizes[cluster]++;
            }
            return sizes;
        }

        /** The result, its clusters in order, without empty ones. */
        Clustering inOrder() {
            int[] sizes = sizes();
            int[] firstRow = new int[k];
            for (int r = x.count - 1; r >= 0; r--) {
                firstRow[assignments[r]] = r;
            }
            int[] order = IntStream.range(0, k)
                    .filter(c -> sizes[c] > 0)
                    .boxed()
                    .sorted(Comparator.comparingInt((Integer c) -> -sizes[c]).thenComparingInt(c -> firstRow[c]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int[] number = new int[k];
            double[][] ordered = new double[order.length][];
            for (int c = 0; c < order.length; c++) {
                number[order[c]] = c;
                ordered[c] = Arrays.copyOfRange(centroids, order[c] * x.columns, (order[c] + 1) * x.columns);
            }
            int[] renumbered = new int[x.count];
            for (int r = 0; r < x.count; r++) {
                renumbered[r] = number[assignments[r]];
            }
            return new Clustering(renumbered, ordered, distances.clone(), inertia, iterations);
        }
    }
}
