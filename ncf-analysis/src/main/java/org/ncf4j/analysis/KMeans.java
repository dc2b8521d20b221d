package org.ncf4j.analysis;

import org.ejml.data.FMatrixRMaj;
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
        double[] means = x.means();
        int useful = usefulThreads(x);
        try (Team team = Team.of(useful, "ncf4j-kmeans")) {
            return new Lloyd(x, means, clusters, starts, maxIterations, seed).best(team, useful);
        }
    }

    private int usefulThreads(Rows x) {
        long products = (long) x.count * x.columns * clusters * starts;
        return (int) Math.max(1, Math.min(threads, products / PRODUCTS_A_THREAD));
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
        return value;
    }
}
