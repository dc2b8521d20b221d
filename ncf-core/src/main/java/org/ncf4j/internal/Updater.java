package org.ncf4j.internal;

/** Moves one parameter array by its gradient, and keeps what the optimizer remembers of it. */
public abstract class Updater {
    /** Work space that the calling thread owns; what it holds between calls means nothing. */
    public static final class Scratch {
        static final int LENGTH = 64;

        final float[] weights = new float[LENGTH];
        final float[] first = new float[LENGTH];
        final float[] second = new float[LENGTH];
        final float[] gradient = new float[LENGTH];
    }

    /** Whether L2 is weight decay of its own and no part of the gradient. */
    boolean decoupled;

    Updater() {}

    /** From now on L2 is not added to the gradient: {@code w -= rate * l2 * w} is done beside the rest. */
    public final void decoupleL2() {
        decoupled = true;
    }

    /**
     * What is remembered, live: arrays as long as the parameter's, an element for each weight at its place.
     *
     * @return none where nothing is
     */
    public float[][] state() {
        return new float[0][];
    }

    /**
     * Sets the number of the step, from 1: to be called before the updates of a step, while no other thread updates. The
     * updates of a step may then be made by several threads, each on elements of its own.
     *
     * @param factor what the learning rate is multiplied by in this step
     */
    public abstract void begin(long step, double factor);

    /**
     * Rounds weights to 0 that are smaller than a limit, and forgets what is tiny of their past. An optimizer that takes no
     * weight there does nothing.
     */
    public void roundTiny(float[] weights, int from, int to, float limit) {}

    /**
     * Moves {@code length} weights from {@code offset} by {@code gradient + l2 * weight}, or with L2 apart from it.
     *
     * @param gradientOffset place of the first gradient
     */
    public abstract void update(
            float[] weights, int offset, float[] gradient, int gradientOffset, int length, float l2, Scratch scratch);
}
