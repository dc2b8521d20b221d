package org.ncf4j.model;

/** STUB: told of every epoch, on the training thread. */
@FunctionalInterface
public interface TrainingListener {
    void onEpoch(EpochReport report);
}
