package org.ncf4j.nn;

/**
 * Plain stochastic gradient descent, {@code w -= rate * g}. Immutable.
 *
 * @param learningRate the step size; positive and finite, as a float too
 */
public record Sgd(double learningRate) implements Optimizer {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the learning rate is not positive and finite, as a float too
     */
    public Sgd {
        Checks.positive("learningRate", learningRate);
    }

    @Override
    public Sgd withLearningRate(double learningRate) {
        return new Sgd(learningRate);
    }
}
