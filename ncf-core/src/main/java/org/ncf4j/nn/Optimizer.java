package org.ncf4j.nn;

/**
 * How a gradient moves a parameter. The gradient is that of the mean loss over the batch, with {@code l2 * w} added
 * where the training asks for L2.
 */
public sealed interface Optimizer permits Adam, Sgd {
    /** The step size: positive and finite, as a float too. */
    double learningRate();

    /**
     * The same optimizer with another step size.
     *
     * @throws IllegalArgumentException if it is not positive and finite, as a float too
     */
    Optimizer withLearningRate(double learningRate);
}
