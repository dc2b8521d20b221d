package org.ncf4j.model;

import java.util.List;

/**
 * What training gives.
 *
 * @param model the trained model
 * @param epochs a report for each epoch, in order
 * @param bestEpoch the epoch whose weights the model has: with {@link EarlyStopping} the best one, 0 for pretrained parts
 *     that no epoch made better; else the last
 * @param seconds wall time of the whole training, pretraining included
 */
public record TrainingResult(NcfModel model, List<EpochReport> epochs, int bestEpoch, double seconds) {
    /** Makes the list immutable. */
    public TrainingResult {
        epochs = List.copyOf(epochs);
    }

    /** The same, with the time since an earlier start. */
    TrainingResult since(long nanoTime) {
        return new TrainingResult(model, epochs, bestEpoch, (System.nanoTime() - nanoTime) / 1e9);
    }

    /** The last epoch's report. */
    public EpochReport last() {
        return epochs.get(epochs.size() - 1);
    }
}
