package org.ncf4j.analysis;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.internal.Hash;

/**
 * Whether rows fall into clusters at all. K-Means finds clusters in anything; this compares them with what it finds where
 * there are none.
 *
 * <p>Rows are looked at in their first principal components, as many as there are clusters: the centres of k clusters lie in
 * k - 1 dimensions, and of many columns the noise of the others, which no clustering makes smaller, would hide them.
 *
 * <p>The reference is {@value #REFERENCES} times as many rows drawn from the normal distribution with the variances of these
 * components. Rows and references are each clustered {@value #RUNS} times by K-Means with one start, by as many seeds. That
 * gives, for both:
 *
 * <ul>
 *   <li>the inertia: the least one of the runs. The gap is {@code mean over references of ln W* - ln W}, as in the gap statistic
 *       of R. Tibshirani, G. Walther and T. Hastie (Estimating the number of clusters in a data set via the gap statistic,
 *       Journal of the Royal Statistical Society B 63(2), 2001, section 2), but for the reference, which is uniform there. A gap
 *       of 0.1 says that the clusters are tighter by 10 %;
 *   <li>the stability: the mean adjusted Rand index ({@link Agreement}) of each two runs. It is 1 where every seed finds the
 *       same clusters. It is for the reader and does not enter the verdict: few clusters along one or two strong directions
 *       are stable without any structure.
 * </ul>
 *
 * <p>Structure is {@linkplain #found found} where the gap is at least {@value #LEAST_GAP} and three standard deviations of a
 * reference, and every reference has a greater inertia than the rows. The bound is a judgement, not a level of significance:
 * embeddings trained on nothing but chance are not exactly normal, and a test that asks for no more than that finds structure
 * everywhere. On the item embeddings of {@code ncf demo} the gap is 0.69, with half the signal 0.10; without signal or without
 * taste it is 0.01 to either side.
 * Where rows are far from normal in a way of their own, the gap is greater without any groups: a few very long rows among many
 * short ones, as GMF with few factors has them where popularity is all that there is; or rows of a few columns that fill a box or
 * lie at one length. The sentence speaks of clusters found anew in those components, by one start each: those of a clustering in
 * all columns can be others.
 *
 * <p>The draws are hashes, so the same rows give the same result on every machine and any number of threads.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param clusters how many clusters were asked for
 * @param gap by how much the log of the inertia is below that of the reference; infinite where the inertia is 0
 * @param gapDeviation the standard deviation of the log of the inertia over the references
 * @param stability the mean adjusted Rand index between runs on the rows
 * @param referenceStability the same on the references, averaged over them
 * @param found whether there is structure
 */
public record Structure(
        int clusters, double gap, double gapDeviation, double stability, double referenceStability, boolean found) {
    /** The least gap that is called structure. */
    public static final double LEAST_GAP = .1;

    /** Deviations of a reference that a gap must have. */
    private static final double CLEAR = 3;

    private static final int REFERENCES = 10;
    private static final int RUNS = 5;

    /**
     * Compares rows with references.
     *
     * @param rows at least 3 rows, not all the same; not modified
     * @param clusters how many clusters, at least 2 and fewer than rows
     * @return the comparison
     * @throws IllegalArgumentException if an argument is not as said, or a value is not finite
     */
    public static Structure of(FMatrixRMaj rows, int clusters) {
        int count = rows.getNumRows();
        if (!(clusters >= 2 && clusters < count)) {
            throw new IllegalArgumentException(
                    "clusters must be at least 2 and fewer than the " + count + " rows: " + clusters);
        }
        Pca pca = Pca.fit(rows, Math.min(clusters, rows.getNumCols()));
        double[] deviations =
                Arrays.stream(pca.explainedVariance()).map(Math::sqrt).toArray();
        if (!(deviations[0] > 0)) {
            throw new IllegalArgumentException("rows must not all be the same: " + count + " rows");
        }
        Runs found = Runs.of(floats(pca.transform(rows)), clusters);
        double[] logs = new double[REFERENCES];
        double stability = 0;
        for (int r = 0; r < REFERENCES; r++) {
            Runs reference = Runs.of(drawn(count, deviations, r), clusters);
            logs[r] = StrictMath.log(reference.inertia);
            stability += reference.stability / REFERENCES;
        }
        double mean = Arrays.stream(logs).sum() / REFERENCES;
        double variance = Arrays.stream(logs).map(l -> (l - mean) * (l - mean)).sum() / (REFERENCES - 1);
        double log = StrictMath.log(found.inertia);
        double gap = mean - log;
        boolean below = Arrays.stream(logs).allMatch(l -> l > log);
        // of few rows chance alone makes gaps
        double least = Math.max(LEAST_GAP, CLEAR * Math.sqrt(variance * (1 + 1.0 / REFERENCES)));
        return new Structure(clusters, gap, Math.sqrt(variance), found.stability, stability, below && gap >= least);
    }

    /**
     * Says what was found, for somebody who does not know what a gap is.
     *
     * @return a sentence or two
     */
    public String sentence() {
        String tighter = Double.isInfinite(gap)
                ? "as tight as can be, which they are not in"
                : String.format(
                        Locale.ROOT,
                        "%.0f %% %s than those in",
                        100 * Math.abs(StrictMath.expm1(-gap)),
                        gap >= 0 ? "tighter" : "looser");
        String seeds = String.format(
                Locale.ROOT,
                "two seeds agree to %.2f (adjusted Rand index), %.2f there",
                stability,
                referenceStability);
        String compared = tighter + " random points with the same spread; " + seeds;
        if (found) {
            return "There is structure: the clusters are " + compared + ".";
        }
        // where even 0.1 is within chance, half of it says nothing
        return gap >= LEAST_GAP / 2 && gap >= CLEAR * gapDeviation
                ? "There is hardly any structure: the clusters are " + compared + ". Do not rely on these groups."
                : "There is no structure that can be told from chance: the clusters are " + compared
                        + ". Read nothing into these groups.";
    }

    private static FMatrixRMaj floats(double[][] rows) {
        FMatrixRMaj floats = new FMatrixRMaj(rows.length, rows[0].length);
        for (int i = 0; i < floats.data.length; i++) {
            floats.data[i] = (float) rows[i / rows[0].length][i % rows[0].length];
        }
        return floats;
    }

    /**
     * Rows of the normal distribution with such standard deviations. The axes do not matter, as distances do not depend on
     * them.
     */
    private static FMatrixRMaj drawn(int count, double[] deviations, int reference) {
        // K-Means draws under the numbers of its starts, from 0 up
        long key = Hash.key(1, Hash.CLUSTER, -1 - reference);
        FMatrixRMaj rows = new FMatrixRMaj(count, deviations.length);
        for (int i = 0; i < rows.data.length; i++) {
            rows.data[i] = (float) (deviations[i % deviations.length] * Hash.gaussian(key, i));
        }
        return rows;
    }

    /** Runs of K-Means by different seeds: the least inertia and how far they agree. */
    private record Runs(double inertia, double stability) {
        static Runs of(FMatrixRMaj rows, int clusters) {
            Clustering[] runs = IntStream.rangeClosed(1, RUNS)
                    .mapToObj(seed ->
                            KMeans.of(clusters).withStarts(1).withSeed(seed).fit(rows))
                    .toArray(Clustering[]::new);
            double agreement = 0;
            for (int a = 0; a < RUNS; a++) {
                for (int b = 0; b < a; b++) {
                    agreement += Agreement.of(runs[a].assignments(), runs[b].assignments())
                            .adjustedRand();
                }
            }
            double inertia =
                    Arrays.stream(runs).mapToDouble(Clustering::inertia).min().orElseThrow();
            return new Runs(inertia, agreement / (RUNS * (RUNS - 1) / 2.0));
        }
    }
}
