package org.ncf4j.analysis;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.internal.Hash;
import org.ncf4j.internal.Team;

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
 * <p>It works on the thread that calls and, where there is enough to do, on threads of its own, one a core by default, which
 * end with the call. Each row's distances are the work of one thread, as is each column's sums, so that no number of
 * threads changes a bit.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * <p>Sources: S. P. Lloyd, Least Squares Quantization in PCM, IEEE Transactions on Information Theory 28(2), 1982,
 * section III; D. Arthur and S. Vassilvitskii, k-means++: The Advantages of Careful Seeding, SODA 2007, section 2.2.
 */
public final class KMeans {
    /** Products of one pass over all rows and centroids that make it worth the while to wake a thread. */
    private static final long PRODUCTS_A_THREAD = 1 << 18;

    private final int clusters;
    private final int starts;
    private final int maxIterations;
    private final long seed;
    private final int threads;

    private KMeans(int clusters, int starts, int maxIterations, long seed, int threads) {
        this.clusters = clusters;
        this.starts = starts;
        this.maxIterations = maxIterations;
        this.seed = seed;
        this.threads = threads;
    }

    /**
     * K-Means with 10 starts, at most 300 iterations each, and seed 1.
     *
     * @param clusters the number of clusters, at least 1
     * @return the settings
     * @throws IllegalArgumentException if {@code clusters} is less than 1
     */
    public static KMeans of(int clusters) {
        return new KMeans(
                atLeastOne("clusters", clusters),
                10,
                300,
                1,
                Runtime.getRuntime().availableProcessors());
    }

    /**
     * The same with another number of starts.
     *
     * @param starts at least 1
     * @return the changed settings
     * @throws IllegalArgumentException if {@code starts} is less than 1
     */
    public KMeans withStarts(int starts) {
        return new KMeans(clusters, atLeastOne("starts", starts), maxIterations, seed, threads);
    }

    /**
     * The same with another limit to how often the centroids are moved in each start.
     *
     * @param maxIterations at least 1
     * @return the changed settings
     * @throws IllegalArgumentException if {@code maxIterations} is less than 1
     */
    public KMeans withMaxIterations(int maxIterations) {
        return new KMeans(clusters, starts, atLeastOne("maxIterations", maxIterations), seed, threads);
    }

    /**
     * The same with another seed for the draws of the first centroids.
     *
     * @param seed any number
     * @return the changed settings
     */
    public KMeans withSeed(long seed) {
        return new KMeans(clusters, starts, maxIterations, seed, threads);
    }

    /**
     * The same on another number of threads, the calling one among them; the default is one a core. It changes the time,
     * and no bit of the result.
     *
     * @param threads at least 1
     * @return the changed settings
     * @throws IllegalArgumentException if {@code threads} is less than 1
     */
    public KMeans withThreads(int threads) {
        return new KMeans(clusters, starts, maxIterations, seed, atLeastOne("threads", threads));
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
        double[][][] tiles = x.tiles();
        try (Team team = Team.of(usefulThreads(x), "ncf4j-kmeans")) {
            Start best = new Start(x, tiles, clusters, seed, 0, team);
            best.run(maxIterations);
            for (int s = 1; s < starts; s++) {
                Start start = new Start(x, tiles, clusters, seed, s, team);
                start.run(maxIterations);
                if (start.inertia < best.inertia) {
                    best = start;
                }
            }
            return best.inOrder();
        }
    }

    private int usefulThreads(Rows x) {
        long products = (long) x.count * x.columns * clusters;
        return (int) Math.max(1, Math.min(threads, products / PRODUCTS_A_THREAD));
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
        private final double[][][] tiles;
        private final int k;
        private final double[] centroids;
        private int[] assignments;
        /** Of each row, the squared distance to the centroid of its cluster. */
        private final double[] distances;

        private int iterations;
        private double inertia;
        private final Team team;

        Start(Rows x, double[][][] tiles, int k, long seed, int start, Team team) {
            this.x = x;
            this.tiles = tiles;
            this.k = k;
            this.team = team;
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
            Arrays.fill(distances, Double.POSITIVE_INFINITY);
            lowerDistances(0);
            for (int c = 1; c < k; c++) {
                setCentroid(c, drawByDistance(Hash.unit(Hash.bits(key, c))));
                lowerDistances(c);
            }
        }

        /** To those to a centroid, where it is nearer than those before. */
        private void lowerDistances(int cluster) {
            share(tiles.length, (from, to) -> {
                double[] found = new double[Rows.TILE];
                for (int tile = from; tile < to; tile++) {
                    x.squaredDistances(tiles[tile], centroids, cluster * x.columns, found);
                    int start = tile * Rows.TILE;
                    for (int r = start; r < Math.min(x.count, start + Rows.TILE); r++) {
                        distances[r] = Math.min(distances[r], found[r - start]);
                    }
                }
            });
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
            Arrays.fill(distances, Double.POSITIVE_INFINITY);
            share(tiles.length, (from, to) -> {
                double[] found = new double[Rows.TILE];
                for (int tile = from; tile < to; tile++) {
                    for (int c = 0; c < k; c++) {
                        x.squaredDistances(tiles[tile], centroids, c * x.columns, found);
                        takeNearer(c, tile * Rows.TILE, found, nearest);
                    }
                }
            });
            assignments = nearest;
        }

        private void takeNearer(int cluster, int start, double[] found, int[] nearest) {
            for (int r = start; r < Math.min(x.count, start + Rows.TILE); r++) {
                double distance = found[r - start];
                if (distance < distances[r]) {
                    distances[r] = distance;
                    nearest[r] = cluster;
                }
            }
        }

        /** What is to be done with a stretch of indices. */
        private interface Stretch {
            void run(int from, int to);
        }

        /** Lets each member of the team have a stretch of its own of {@code [0, count)}. */
        private void share(int count, Stretch stretch) {
            team.run((member, members, barrier) -> stretch.run(
                    (int) ((long) count * member / members), (int) ((long) count * (member + 1) / members)));
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
            // by columns, so that each sum is one thread's, over the rows in their order
            share(x.columns, this::addRows);
            for (int c = 0; c < k; c++) {
                for (int j = 0; sizes[c] > 0 && j < x.columns; j++) {
                    centroids[c * x.columns + j] /= sizes[c];
                }
            }
        }

        private void addRows(int firstColumn, int endColumn) {
            for (int r = 0; r < x.count; r++) {
                int base = assignments[r] * x.columns;
                for (int j = firstColumn; j < endColumn; j++) {
                    centroids[base + j] += x.values[r * x.columns + j];
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
