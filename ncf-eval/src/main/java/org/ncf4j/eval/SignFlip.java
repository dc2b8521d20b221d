package org.ncf4j.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ncf4j.internal.Hash;

/**
 * The sign-flip permutation test of paired differences (Good: Permutation, Parametric and Bootstrap Tests of Hypotheses,
 * 2005, section 3.2): were both models alike, each user's difference could as well have had the other sign.
 */
final class SignFlip {
    static final int DRAWS = 10_000;

    private SignFlip() {}

    /** Whether a user's difference keeps its sign in a draw. */
    static boolean keeps(long key, int user) {
        return (Hash.bits(key, user >>> 6) >>> (user & 63) & 1) == 0;
    }

    /** Key of a draw for {@link #keeps}. */
    static long key(long seed, int draw) {
        return Hash.key(seed, Hash.SIGN_FLIP, draw);
    }

    /**
     * Two-sided p-values of several metrics, from the same draws: {@code (count + 1) / (DRAWS + 1)}.
     *
     * @param differences users x metrics, user by user
     * @return one a metric
     */
    static double[] pValues(double[] differences, int users, int metrics, long seed, int threads) {
        double[] observed = new double[metrics];
        double[] sizes = new double[metrics];
        for (int user = 0; user < users; user++) {
            for (int metric = 0; metric < metrics; metric++) {
                double difference = differences[user * metrics + metric];
                observed[metric] += difference;
                sizes[metric] += Math.abs(difference);
            }
        }
        double[] limits = new double[metrics];
        for (int metric = 0; metric < metrics; metric++) {
            // sums that are equal but for their rounding, which is at most this large, count
            limits[metric] = Math.abs(observed[metric]) - users * 0x1p-52 * sizes[metric];
        }
        byte[] reached = new byte[DRAWS * metrics];
        Parallel.run(threads, DRAWS, 16, () -> (from, to) -> {
            double[] sums = new double[metrics];
            for (int draw = from; draw < to; draw++) {
                draw(differences, users, key(seed, draw), sums);
                for (int metric = 0; metric < metrics; metric++) {
                    reached[draw * metrics + metric] = (byte) (Math.abs(sums[metric]) >= limits[metric] ? 1 : 0);
                }
            }
        });
        double[] p = new double[metrics];
        for (int metric = 0; metric < metrics; metric++) {
            int count = 0;
            for (int draw = 0; draw < DRAWS; draw++) {
                count += reached[draw * metrics + metric];
            }
            p[metric] = (count + 1.0) / (DRAWS + 1.0);
        }
        return p;
    }

    private static void draw(double[] differences, int users, long key, double[] sums) {
        int metrics = sums.length;
        Arrays.fill(sums, 0);
        for (int first = 0; first < users; first += Long.SIZE) {
            long bits = Hash.bits(key, first >>> 6);
            int end = Math.min(users, first + Long.SIZE);
            for (int user = first; user < end; user++) {
                // a product with 1 or -1 is exact
                double sign = 1 - 2 * (bits >>> (user & 63) & 1);
                for (int metric = 0; metric < metrics; metric++) {
                    sums[metric] += sign * differences[user * metrics + metric];
                }
            }
        }
    }

    /** Holm's correction, in the order of the p-values given. */
    static double[] holm(double[] p) {
        int[] byValue = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(i -> i)
                .toArray();
        double[] adjusted = new double[p.length];
        double largest = 0;
        for (int rank = 0; rank < p.length; rank++) {
            largest = Math.max(largest, Math.min(1, (p.length - rank) * p[byValue[rank]]));
            adjusted[byValue[rank]] = largest;
        }
        return adjusted;
    }
}
