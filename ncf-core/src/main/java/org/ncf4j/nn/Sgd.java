package org.ncf4j.nn;

/** STUB by the engine's author. */
public record Sgd(double learningRate) implements Optimizer {
    @Override
    public Sgd withLearningRate(double learningRate) {
        return new Sgd(learningRate);
    }
}
