package org.ncf4j.model;

/** Is told of every epoch, on the thread that trains; an exception it throws ends the training and reaches the caller. */
@FunctionalInterface
public interface TrainingListener {
    /** Called when an epoch has ended. */
    void onEpoch(EpochReport report);
}
