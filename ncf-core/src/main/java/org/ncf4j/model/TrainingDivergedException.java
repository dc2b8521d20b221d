package org.ncf4j.model;

/**
 * Training was stopped because its loss or a weight was no longer a finite number, or a weight was above 10,000, which training
 * does not arrive at by itself. What was good is in the last checkpoint, if there is one; with early stopping training ends with
 * the best epoch instead.
 */
public final class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int epoch;
    private final long step;

    TrainingDivergedException(int epoch, long step, String what, TrainingConfig config) {
        super("training diverged in epoch " + epoch + " at step " + step + ": " + what + "; try a learning rate below "
                + config.optimizer().learningRate());
        this.epoch = epoch;
        this.step = step;
    }

    /** The epoch it happened in, from 1. */
    public int epoch() {
        return epoch;
    }

    /** The step of the optimizer it happened at, from 1 over all epochs. */
    public long step() {
        return step;
    }
}
