package org.ncf4j.eval.baseline;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Json;
import org.ncf4j.internal.Team;
import org.ncf4j.model.NcfModel;
import org.ncf4j.nn.Initializer;

/**
 * Matrix factorization by implicit alternating least squares (Hu, Koren, Volinsky: Collaborative Filtering for Implicit
 * Feedback Datasets, ICDM 2008), with the objective of Rendle, Krichene, Zhang, Koren: Revisiting the Performance of iALS on
 * Item Recommendation Benchmarks, RecSys 2022, equations 1 to 5:
 *
 * <pre>
 * sum over positives (1 - w_u . h_i)^2 + alpha0 sum over all u, i (w_u . h_i)^2
 *     + l2 (sum over u (|I_u| + alpha0 items)^nu |w_u|^2 + sum over i (|U_i| + alpha0 users)^nu |h_i|^2)
 * </pre>
 *
 * where {@code I_u} are u's positives and {@code U_i} the users of i. An iteration solves for all users given the items, then
 * for all items given the users, each exactly. The model is that of {@link NcfModel#ofFactors}; its score is near 1 for an
 * item like the positives and near 0 for others, and no log-odds.
 *
 * <p>An iteration takes about {@code positives d^2 + (users + items) d^3 / 6} multiply-adds for d factors.
 *
 * <p>Immutable and thread-safe. The model depends on the data and on these values alone, not on the threads.
 *
 * @param factors d, the width of {@code w} and {@code h}; default 128
 * @param iterations how often both sides are solved; default 16
 * @param unobservedWeight alpha0; default 0.3
 * @param l2 the regularisation; default 0.007
 * @param l2Exponent nu, how much stronger it is for users and items with more positives; default 1
 * @param deviation standard deviation of {@code |h_i|} at the start: each of its weights is drawn with {@code deviation /
 *     sqrt(d)}; default 0.1
 * @param seed of the start; default 1
 * @param threads how many threads to fit on; default one a core
 */
public record ImplicitAls(
        int factors,
        int iterations,
        double unobservedWeight,
        double l2,
        double l2Exponent,
        double deviation,
        long seed,
        int threads) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if {@code factors}, {@code iterations} or {@code threads} is below 1, {@code l2} or
     *     {@code deviation} is not above 0, {@code unobservedWeight} or {@code l2Exponent} is negative, or one of them is not
     *     finite
     */
    public ImplicitAls {
        Checks.atLeast("factors", factors, 1);
        Checks.atLeast("iterations", iterations, 1);
        Checks.notNegative("unobservedWeight", unobservedWeight);
        Checks.positive("l2", l2);
        Checks.notNegative("l2Exponent", l2Exponent);
        Checks.positive("deviation", deviation);
        Checks.atLeast("threads", threads, 1);
    }

    /** The default config. */
    public static ImplicitAls defaults() {
        return new ImplicitAls(
                128, 16, 0.3, 0.007, 1, 0.1, 1, Runtime.getRuntime().availableProcessors());
    }

    /** The same with another width. */
    public ImplicitAls withFactors(int factors) {
        return new ImplicitAls(factors, iterations, unobservedWeight, l2, l2Exponent, deviation, seed, threads);
    }

    /** The same with another number of iterations. */
    public ImplicitAls withIterations(int iterations) {
        return new ImplicitAls(factors, iterations, unobservedWeight, l2, l2Exponent, deviation, seed, threads);
    }

    /** The same with another weight of what was not observed. */
    public ImplicitAls withUnobservedWeight(double unobservedWeight) {
        return new ImplicitAls(factors, iterations, unobservedWeight, l2, l2Exponent, deviation, seed, threads);
    }

    /** The same with another regularisation. */
    public ImplicitAls withL2(double l2) {
        return new ImplicitAls(factors, iterations, unobservedWeight, l2, l2Exponent, deviation, seed, threads);
    }

    /** The same with another exponent of the regularisation. */
    public ImplicitAls withL2Exponent(double l2Exponent) {
        return new ImplicitAls(factors, iterations, unobservedWeight, l2, l2Exponent, deviation, seed, threads);
    }

    /** The same with another deviation of the start. */
    public ImplicitAls withDeviation(double deviation) {
        return new ImplicitAls(factors, iterations, unobservedWeight, l2, l2Exponent, deviation, seed, threads);
    }

    /** The same with another seed. */
    public ImplicitAls withSeed(long seed) {
        return new ImplicitAls(factors, iterations, unobservedWeight, l2, l2Exponent, deviation, seed, threads);
    }

    /** The same on another number of threads. */
    public ImplicitAls withThreads(int threads) {
        return new ImplicitAls(factors, iterations, unobservedWeight, l2, l2Exponent, deviation, seed, threads);
    }

    /** These values as JSON, but for the threads: {@code {"type": "ials", ...}}; a model has it under {@code "fit"}. */
    public String configJson() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", "ials");
        map.put("factors", factors);
        map.put("iterations", iterations);
        map.put("unobserved_weight", unobservedWeight);
        map.put("l2", l2);
        map.put("l2_exponent", l2Exponent);
        map.put("deviation", deviation);
        map.put("seed", seed);
        return Json.write(map);
    }

    /**
     * Alternates between the two sides.
     *
     * @throws IllegalArgumentException if there are no positives
     * @throws IllegalStateException if {@code l2} is so small that a row has no solution in float
     */
    public NcfModel fit(Interactions train) {
        Histories histories = new Histories(train);
        float[][] users = new float[train.userCount()][factors];
        float[][] items = start(train.itemCount());
        try (Team team = Work.team(threads)) {
            AlsSolver solver = new AlsSolver(this, team);
            for (int iteration = 0; iteration < iterations; iteration++) {
                solver.solve(histories.byUser(), users, items);
                solver.solve(histories.byItem(), items, users);
            }
        }
        return NcfModel.ofFactors(train, new FMatrixRMaj(users), new FMatrixRMaj(items), configJson());
    }

    /** The items' factors before the first iteration; those of the users follow from them. */
    float[][] start(int itemCount) {
        float[] drawn = new float[Math.multiplyExact(itemCount, factors)];
        // as embeddings of items are numbered by the models of the engine
        Initializer.gaussian(deviation / Math.sqrt(factors)).fill(drawn, 0, factors, itemCount, factors, seed, 1);
        float[][] items = new float[itemCount][factors];
        for (int item = 0; item < itemCount; item++) {
            System.arraycopy(drawn, item * factors, items[item], 0, factors);
        }
        return items;
    }
}
