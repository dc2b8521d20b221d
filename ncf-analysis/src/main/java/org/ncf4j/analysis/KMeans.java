package org.ncf4j.analysis;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.internal.Team;

/**
 * K-Means: splits rows into clusters such that the sum of the squared Euclidean distances to the clusters' centroids
 * (the inertia) is small.
 *
 * <p>Each of several starts draws its first centroids by greedy k-means++: the first uniformly among the rows; for every
 * further one {@code 2 + floor(ln k)} rows with a probability proportional to the squared distance to the nearest centroid so
 * far, of which that is taken which leaves the smallest sum of these distances (of equal ones the first drawn). Then, in turn,
 * every centroid moves to the mean of its rows and every row goes to its nearest centroid (of equally near ones the first),
 * until no row changes its cluster. A cluster that has lost all its rows takes over the row that is farthest from its own
 * centroid (of equally far ones the first) among clusters of at least two rows. The start with the smallest inertia is
 * kept, of equal ones the first.
 *
 * <p>Where fewer rows are distinct than clusters are asked for, each distinct row becomes a cluster of its own, and the
 * clustering has only so many. It may also have fewer if {@link #withMaxIterations} stops it early, as a cluster that is
 * empty then is left out.
 *
 * <p>The result depends on the rows and the settings only: not on the kernels, the threads or the machine. Distances are by
 * the engine's products in float where these tell the nearest centroid for certain, and in double, coordinate by coordinate, where
 * another one is nearly as near: so a row's cluster is always that by distances in double. Sums of rows are exact: values count as
 * whole numbers of about {@code 62 - log2(rows)} bits, as fine as the largest value of their column allows. Inertia is a sum in
 * double in row order, every draw a hash of seed, start and number of the centroid. Time is proportional to starts, iterations,
 * rows, clusters and columns; memory beside the rows to 4 bytes for each value and 12 for each row and start, and of
 * {@link #choosing} to 8 bytes more for each value, for silhouettes.
 *
 * <p>It works on the thread that calls and, where there is enough to do, on threads of its own, one a core by default, which
 * end with the call.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * <p>Sources: S. P. Lloyd, Least Squares Quantization in PCM, IEEE Transactions on Information Theory 28(2), 1982,
 * section III; D. Arthur and S. Vassilvitskii, k-means++: The Advantages of Careful Seeding, SODA 2007,
 * section 2.2 and, for the greedy form, the last one.
 */
public final class KMeans {
    /** Products of one pass over all rows and centroids that make it worth the while to wake a thread. */
    private static final long PRODUCTS_A_THREAD = 1 << 18;

    private final int least;
    private final int most;
    private final int starts;
    private final int maxIterations;
    private final long seed;
    private final int threads;

    private KMeans(int least, int most, int starts, int maxIterations, long seed, int threads) {
        this.least = least;
        this.most = most;
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
        return withDefaults(atLeastOne("clusters", clusters), clusters);
    }

    /**
     * K-Means that chooses the number of clusters: {@link #fit} clusters the rows into each number from {@code least} to
     * {@code most}, or to the number of rows if that is smaller, and keeps the clustering of the largest mean silhouette
     * ({@link Clustering#silhouette(FMatrixRMaj, long)}, with the seed of the settings), of equal ones that of fewer clusters. Where
     * fewer rows are distinct, the numbers beyond them are left out; if all rows are equal, there is one cluster. Other settings as
     * {@link #of} has them.
     *
     * <p>The largest silhouette may be small: then no number of clusters describes the rows well.
     *
     * @param least the smallest number of clusters, at least 2, as one cluster has no silhouette
     * @param most the largest, at least {@code least}
     * @return the settings
     * @throws IllegalArgumentException if the numbers are out of range
     */
    public static KMeans choosing(int least, int most) {
        if (least < 2) {
            throw new IllegalArgumentException("least must be at least 2: " + least);
        }
        if (most < least) {
            throw new IllegalArgumentException("most must be at least least, " + least + ": " + most);
        }
        return withDefaults(least, most);
    }

    private static KMeans withDefaults(int least, int most) {
        return new KMeans(least, most, 10, 300, 1, Runtime.getRuntime().availableProcessors());
    }

    /**
     * The same with another number of starts.
     *
     * @param starts at least 1
     * @return the changed settings
     * @throws IllegalArgumentException if {@code starts} is less than 1
     */
    public KMeans withStarts(int starts) {
        return new KMeans(least, most, atLeastOne("starts", starts), maxIterations, seed, threads);
    }

    /**
     * The same with another limit to how often the centroids are moved in each start.
     *
     * @param maxIterations at least 1
     * @return the changed settings
     * @throws IllegalArgumentException if {@code maxIterations} is less than 1
     */
    public KMeans withMaxIterations(int maxIterations) {
        return new KMeans(least, most, starts, atLeastOne("maxIterations", maxIterations), seed, threads);
    }

    /**
     * The same with another seed for the draws of the first centroids.
     *
     * @param seed any number
     * @return the changed settings
     */
    public KMeans withSeed(long seed) {
        return new KMeans(least, most, starts, maxIterations, seed, threads);
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
        return new KMeans(least, most, starts, maxIterations, seed, atLeastOne("threads", threads));
    }

    /**
     * Clusters the rows of a matrix.
     *
     * @param rows at least as many rows as clusters, or as the least number of clusters; not modified
     * @return the best clustering of all starts
     * @throws IllegalArgumentException if there are fewer rows than clusters, or if a value is not finite (the message
     *     says at which row and column, counted from 0)
     */
    public Clustering fit(FMatrixRMaj rows) {
        Rows x = Rows.of(rows);
        if (least > x.count) {
            throw new IllegalArgumentException(
                    "clusters must be at most the number of rows: " + least + " clusters, " + x.count + " rows");
        }
        double[] means = x.means();
        return least == most ? fit(x, means, least) : choose(x, means);
    }

    private Clustering fit(Rows x, double[] means, int clusters) {
        long products = (long) x.count * x.columns * clusters * starts;
        int useful = (int) Math.max(1, Math.min(threads, products / PRODUCTS_A_THREAD));
        try (Team team = Team.of(useful, "ncf4j-kmeans")) {
            return new Lloyd(x, means, clusters, starts, maxIterations, seed).best(team, useful);
        }
    }

    private Clustering choose(Rows x, double[] means) {
        List<Clustering> found = new ArrayList<>();
        boolean distinct = true;
        for (int clusters = least; clusters <= Math.min(most, x.count) && distinct; clusters++) {
            Clustering clustering = fit(x, means, clusters);
            found.add(clustering);
            // one that was stopped may have fewer of distinct rows, too
            distinct = clustering.clusters() == clusters || clustering.iterations() == maxIterations;
        }
        double[] silhouettes =
                Silhouettes.means(x, found.stream().map(Clustering::assignments).toArray(int[][]::new), seed, threads);
        int best = 0;
        for (int i = 1; i < silhouettes.length; i++) {
            best = silhouettes[i] > silhouettes[best] ? i : best;
        }
        return found.get(best);
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
        return value;
    }
}
