package org.ncf4j.model;

import org.ejml.data.FMatrixRMaj;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Json;
import org.ncf4j.internal.Rows;
import org.ncf4j.internal.Team;
import org.ncf4j.internal.Work;
import org.ncf4j.nn.Initializer;

/**
 * Matrix factorization by implicit alternating least squares (Hu, Koren, Volinsky: Collaborative Filtering for Implicit
 * Feedback Datasets, ICDM 2008), with the objective of Rendle, Krichene, Zhang, Koren: Revisiting the Performance of iALS on
 * Item Recommendation Benchmarks, RecSys 2022, equations 1 to 5:
 *
 * <pre>
 * sum over positives (1 - w_u . h_i)^2 + alpha0 sum over all u, i (w_u . h_i)^2
 *     + l2 (sum over u (|I_u| + alpha0 items)^nu |w_u|^2 + sum over i (|U_i| + alpha0 users)^nu |h_i|^2)
 *
 * alpha0 = negatives positives / (users items)
 * </pre>
 *
 * where {@code I_u} are u's positives and {@code U_i} the users of i. The paper's weight of what was not observed, alpha0, is
 * stated here by what all pairs weigh together, in positives, so that one value suits dense and sparse data. An iteration
 * solves for all users given the items, then for all items given the users, each exactly. The model is that of
 * {@link NcfModel#ofFactors}; its score is near 1 for an item like the positives and near 0 for others, and no log-odds.
 *
 * <p>It is a baseline that is hard to beat, and the best beginning for the product half of a {@link NeuMf}: see
 * {@link Pretraining}. The defaults of {@code negatives}, {@code l2} and {@code l2Exponent} were chosen together on the
 * validation parts of splits of five data sets (docs/defaults.md); the rows {@code ials-default} of docs/results.md are what
 * they give on test parts.
 *
 * <p>An iteration takes about {@code positives d^2 + (users + items) d^3 / 6} multiply-adds for d factors.
 *
 * <p>Immutable and thread-safe. The model depends on the data and on these values alone, not on the threads.
 *
 * @param factors d, the width of {@code w} and {@code h}; default 128
 * @param iterations how often both sides are solved; default 16
 * @param negatives what all pairs weigh together, in positives, as the negatives drawn for a positive do in other models; at
 *     least 0; default 4
 * @param l2 the regularisation; default 0.16
 * @param l2Exponent nu, how much stronger it is for users and items with more positives; default 0.6
 * @param deviation standard deviation of {@code |h_i|} at the start: each of its weights is drawn with {@code deviation /
 *     sqrt(d)}; default 0.1
 * @param seed of the start; default 1
 */
public record ImplicitAls(
        int factors, int iterations, double negatives, double l2, double l2Exponent, double deviation, long seed)
        implements Fitting {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if {@code factors} or {@code iterations} is below 1, {@code l2} or {@code deviation} is
     *     not above 0, {@code negatives} or {@code l2Exponent} is negative, or one of them is not finite
     */
    public ImplicitAls {
        Checks.atLeast("factors", factors, 1);
        Checks.atLeast("iterations", iterations, 1);
        Checks.notNegative("negatives", negatives);
        Checks.positive("l2", l2);
        Checks.notNegative("l2Exponent", l2Exponent);
        Checks.positive("deviation", deviation);
    }

    /** The default config. */
    public static ImplicitAls defaults() {
        return new ImplicitAls(128, 16, 4, 0.16, 0.6, 0.1, 1);
    }

    /** The same with another width. */
    public ImplicitAls withFactors(int factors) {
        return new ImplicitAls(factors, iterations, negatives, l2, l2Exponent, deviation, seed);
    }

    /** The same with another number of iterations. */
    public ImplicitAls withIterations(int iterations) {
        return new ImplicitAls(factors, iterations, negatives, l2, l2Exponent, deviation, seed);
    }

    /** The same with another total weight of all pairs. */
    public ImplicitAls withNegatives(double negatives) {
        return new ImplicitAls(factors, iterations, negatives, l2, l2Exponent, deviation, seed);
    }

    /** The same with another regularisation. */
    public ImplicitAls withL2(double l2) {
        return new ImplicitAls(factors, iterations, negatives, l2, l2Exponent, deviation, seed);
    }

    /** The same with another exponent of the regularisation. */
    public ImplicitAls withL2Exponent(double l2Exponent) {
        return new ImplicitAls(factors, iterations, negatives, l2, l2Exponent, deviation, seed);
    }

    /** The same with another deviation of the start. */
    public ImplicitAls withDeviation(double deviation) {
        return new ImplicitAls(factors, iterations, negatives, l2, l2Exponent, deviation, seed);
    }

    /** The same with another seed. */
    @Override
    public ImplicitAls withSeed(long seed) {
        return new ImplicitAls(factors, iterations, negatives, l2, l2Exponent, deviation, seed);
    }

    /** These values as JSON: {@code {"type": "ials", ...}}; a model has it under {@code "fit"}. */
    public String configJson() {
        return Json.write(ConfigJson.map(this));
    }

    /**
     * The config of such JSON. What is missing keeps its default.
     *
     * @throws IllegalArgumentException if it is not JSON, or a key is unknown, or a value is of the wrong type or range
     */
    public static ImplicitAls fromJson(String json) {
        return ConfigJson.implicitAls(Json.parseObject(json));
    }

    /**
     * Alternates between the two sides, on one thread a core.
     *
     * @param train the positives
     * @return a model of matrix factorization
     * @throws IllegalArgumentException if there are no positives
     * @throws IllegalStateException if {@code l2} is so small that a row has no solution in float
     * @throws TrainingStoppedException if the thread is interrupted: before the next iteration
     */
    public NcfModel fit(Interactions train) {
        return fit(train, Runtime.getRuntime().availableProcessors());
    }

    /**
     * The same on as many threads as wanted.
     *
     * @param train the positives
     * @param threads how many threads to fit on, the calling one among them; no number of them changes the model
     * @return a model of matrix factorization
     * @throws IllegalArgumentException if there are no positives, or the number of threads is below 1
     * @throws IllegalStateException if {@code l2} is so small that a row has no solution in float
     * @throws TrainingStoppedException if the thread is interrupted: before the next iteration
     */
    public NcfModel fit(Interactions train, int threads) {
        Checks.atLeast("threads", threads, 1);
        try (Team team = Work.team(threads)) {
            return fit(train, team);
        }
    }

    NcfModel fit(Interactions train, Team team) {
        if (train.size() == 0) {
            throw new IllegalArgumentException("there is nothing to fit: the interactions hold no positives");
        }
        Rows byUser = Rows.of(train.userCount(), train.size(), train::positives);
        Rows byItem = byUser.transposed(train.itemCount());
        float[][] users = new float[train.userCount()][factors];
        float[][] items = start(train.itemCount());
        AlsSolver solver = new AlsSolver(this, unobservedWeight(train), team);
        for (int iteration = 0; iteration < iterations; iteration++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new TrainingStoppedException("before iteration " + (iteration + 1) + " of least squares", null);
            }
            solver.solve(byUser, users, items);
            solver.solve(byItem, items, users);
        }
        return NcfModel.ofFactors(train, new FMatrixRMaj(users), new FMatrixRMaj(items), configJson());
    }

    /** alpha0. */
    double unobservedWeight(Interactions train) {
        return negatives * train.size() / ((double) train.userCount() * train.itemCount());
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
