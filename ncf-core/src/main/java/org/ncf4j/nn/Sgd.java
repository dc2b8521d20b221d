package org.ncf4j.nn;

import java.util.Objects;

/**
 * Plain stochastic gradient descent, {@code w -= rate * g}. Immutable.
 *
 * @param learningRate the step size; positive and finite, as a float too
 * @param reduction whether the gradient is that of a batch's mean loss or of their sum; default {@link Reduction#MEAN}
 */
public record Sgd(double learningRate, Reduction reduction) implements Optimizer {
    /** What a batch's loss is. */
    public enum Reduction {
        /** The mean over the samples, with L2 added once a step for each row of the batch. */
        MEAN,
        /**
         * The sum over the samples, each with L2 of its own on the rows of its user and its item: a step of a batch is about
         * as many steps of a single sample. With a batch size of 1 it is the textbook form of matrix factorization by
         * stochastic gradient descent (Rendle et al.: Neural Collaborative Filtering vs. Matrix Factorization Revisited,
         * RecSys 2020, section 3.2), of which {@code Mf} has a fast path.
         */
        SUM
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the learning rate is not positive and finite, as a float too
     */
    public Sgd {
        Checks.positive("learningRate", learningRate);
        Objects.requireNonNull(reduction, "reduction");
    }

    /**
     * Of the mean loss.
     *
     * @throws IllegalArgumentException if the learning rate is not positive and finite, as a float too
     */
    public Sgd(double learningRate) {
        this(learningRate, Reduction.MEAN);
    }

    @Override
    public Sgd withLearningRate(double learningRate) {
        return new Sgd(learningRate, reduction);
    }

    /** The same with another reduction. */
    public Sgd withReduction(Reduction reduction) {
        return new Sgd(learningRate, reduction);
    }
}
