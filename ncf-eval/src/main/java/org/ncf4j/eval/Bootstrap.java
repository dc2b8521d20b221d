package org.ncf4j.eval;

import java.util.Arrays;
import org.ncf4j.internal.Hash;

/** Percentile bootstrap over users (Efron and Tibshirani: An Introduction to the Bootstrap, 1993, chapter 13). */
final class Bootstrap {
    static final int RESAMPLES = 1000;
    private static final double TAIL = 0.025;

    private Bootstrap() {}

    /** The user drawn at a place of a resample. */
    static int draw(long key, int place, int users) {
        return Hash.bounded(Hash.bits(key, place), users);
    }

    /** Key of a resample for {@link #draw}. */
    static long key(long seed, int resample) {
        return Hash.key(seed, Hash.BOOTSTRAP, resample);
    }

    /**
     * Means of several metrics with their intervals, from the same resamples.
     *
     * @param values users x metrics, user by user: a draw then reads one run of memory
     * @return one estimate a metric
     */
    static Evaluation.Estimate[] means(double[] values, int users, int metrics, long seed, int threads) {
        double[] means = new double[metrics];
        for (int user = 0; user < users; user++) {
            add(means, values, user, metrics);
        }
        double[] resampled = new double[RESAMPLES * metrics];
        Parallel.run(threads, RESAMPLES, 16, () -> (from, to) -> {
            double[] sums = new double[metrics];
            for (int resample = from; resample < to; resample++) {
                Arrays.fill(sums, 0);
                long key = key(seed, resample);
                for (int place = 0; place < users; place++) {
                    add(sums, values, draw(key, place, users), metrics);
                }
                for (int metric = 0; metric < metrics; metric++) {
                    resampled[metric * RESAMPLES + resample] = sums[metric] / users;
                }
            }
        });
        Evaluation.Estimate[] estimates = new Evaluation.Estimate[metrics];
        for (int metric = 0; metric < metrics; metric++) {
            double[] own = Arrays.copyOfRange(resampled, metric * RESAMPLES, (metric + 1) * RESAMPLES);
            estimates[metric] = estimate(means[metric] / users, own);
        }
        return estimates;
    }

    private static void add(double[] sums, double[] values, int user, int metrics) {
        int base = user * metrics;
        for (int metric = 0; metric < metrics; metric++) {
            sums[metric] += values[base + metric];
        }
    }

    /** The interval from resampled values, at least one; sorts them. */
    static Evaluation.Estimate estimate(double mean, double[] resampled) {
        Arrays.sort(resampled);
        return new Evaluation.Estimate(mean, quantile(resampled, TAIL), quantile(resampled, 1 - TAIL));
    }

    /** Linear between order statistics, the first being the 0-quantile and the last the 1-quantile. */
    static double quantile(double[] sorted, double p) {
        double place = p * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
