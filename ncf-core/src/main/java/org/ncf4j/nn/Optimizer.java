package org.ncf4j.nn;

/** STUB by the engine's author: how a gradient moves a parameter. */
public sealed interface Optimizer permits Adam, Sgd {
    /** The step size; positive and finite. */
    double learningRate();

    Optimizer withLearningRate(double learningRate);
}
