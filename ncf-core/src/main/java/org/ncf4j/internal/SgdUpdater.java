package org.ncf4j.internal;

/** Plain stochastic gradient descent, {@code w -= rate * g}: without state but for its rate. */
abstract class SgdUpdater extends Updater {
    final float rate;

    SgdUpdater(double learningRate) {
        rate = (float) learningRate;
    }

    @Override
    public final void begin(long step) {}

    /** Moves one weight: the definition that every form of the loop keeps. */
    final void move(float[] weights, int at, float gradient, float l2) {
        float w = weights[at];
        weights[at] = w - rate * (gradient + l2 * w);
    }
}
