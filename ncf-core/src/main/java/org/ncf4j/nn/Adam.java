package org.ncf4j.nn;

import java.util.Objects;

/**
 * Adam: {@code m = b1 m + (1 - b1) g}, {@code v = b2 v + (1 - b2) g^2},
 * {@code w -= rate * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)}, with {@code t} the number of the step from 1
 * (Kingma and Ba: Adam: A Method for Stochastic Optimization, ICLR 2015, algorithm 1). Immutable.
 *
 * @param learningRate the step size; positive and finite, as a float too; default 0.001
 * @param beta1 decay of the mean of the gradient, in [0, 1); default 0.9
 * @param beta2 decay of the mean of its square, in [0, 1); default 0.999
 * @param epsilon keeps the quotient finite; at least 1e-15, since second moments below 1e-30 are rounded to 0, and
 *     finite, as a float too; default 1e-8
 * @param embeddings which rows of an embedding table a step moves; default {@link Embeddings#LAZY}
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon, Embeddings embeddings)
        implements Optimizer {
    private static final double LEAST_EPSILON = 1e-15;

    /** Which rows of an embedding table a step moves. */
    public enum Embeddings {
        /**
         * Only the rows in the batch: moments of the others rest, and the bias correction counts all steps, as in
         * PyTorch's SparseAdam, which also adds epsilon before the correction. The faster way, and the default.
         */
        LAZY,
        /** All rows, as the algorithm is printed: a row out of the batch has gradient 0 and still moves by its moments. */
        DENSE
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is out of its range or NaN
     */
    public Adam {
        Checks.positive("learningRate", learningRate);
        Checks.decay("beta1", beta1);
        Checks.decay("beta2", beta2);
        if (!(epsilon >= LEAST_EPSILON && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "epsilon must be at least " + LEAST_EPSILON + " and finite, but is " + epsilon);
        }
        Checks.positive("epsilon", epsilon);
        Objects.requireNonNull(embeddings, "embeddings");
    }

    /** The defaults of the paper, with lazily updated embeddings. */
    public static Adam defaults() {
        return new Adam(1e-3, 0.9, 0.999, 1e-8, Embeddings.LAZY);
    }

    @Override
    public Adam withLearningRate(double learningRate) {
        return new Adam(learningRate, beta1, beta2, epsilon, embeddings);
    }

    /** The same with another way to update embeddings. */
    public Adam withEmbeddings(Embeddings embeddings) {
        return new Adam(learningRate, beta1, beta2, epsilon, embeddings);
    }
}
