package org.ncf4j.model;

import java.util.List;

/**
 * What training gives.
 *
 * @param model the trained model
 * @param epochs a report for each epoch, in order, of the weights that are trained and not of their average; the tower's for a {@link NeuMf} that its trainer joined of pretrained halves
 *     and trained no further
 * @param bestEpoch the epoch whose weights the model has, or their {@linkplain TrainingConfig#averaging average} up to it: with
 *     {@link EarlyStopping} the best one, 0 for pretrained parts that no epoch made better; else the last
 * @param seconds wall time of the whole training, pretraining included
 */
public record TrainingResult(NcfModel model, List<EpochReport> epochs, int bestEpoch, double seconds) {
    /** Makes the list immutable. */
    public TrainingResult {
        epochs = List.copyOf(epochs);
    }

    /**
     * The last epoch's report.
     *
     * @throws IllegalStateException if there was no epoch, but ready-made halves
     */
    public EpochReport last() {
        if (epochs.isEmpty()) {
            throw new IllegalStateException("there was no epoch: ready-made halves were joined as they are");
        }
        return epochs.get(epochs.size() - 1);
    }
}
