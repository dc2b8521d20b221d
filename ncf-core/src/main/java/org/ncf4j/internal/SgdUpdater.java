package org.ncf4j.internal;

/** Plain stochastic gradient descent, {@code w -= rate * g}: without state but for its rate. Decoupled L2 is the same here. */
abstract class SgdUpdater extends Updater {
    private final double learningRate;
    float rate;

    SgdUpdater(double learningRate) {
        this.learningRate = learningRate;
        rate = (float) learningRate;
    }

    @Override
    public final void begin(long step, double factor) {
        rate = (float) (learningRate * factor);
    }

    /** Moves one weight: the definition that every form of the loop keeps. */
    final void move(float[] weights, int at, float gradient, float l2) {
        float w = weights[at];
        weights[at] = w - rate * (gradient + l2 * w);
    }
}
