package org.ncf4j.model;

/**
 * What one epoch of training did.
 *
 * @param epoch its number, from 1
 * @param epochs how many there will be
 * @param loss mean loss over the epoch's samples, each under the weights of its own step and times its weight; without L2
 * @param auc the area under the ROC curve of the epoch's logits against its labels, all samples in one ranking (logits as the loss takes them, corrected for the sampling where that is asked for), from a
 *     histogram of 4,096 bins over [-16, 16] in which a shared bin counts one half; NaN where the labels are all of one
 *     kind
 * @param samples how many samples were trained on; of BPR pairs
 * @param seconds wall time of the epoch
 */
public record EpochReport(int epoch, int epochs, double loss, double auc, long samples, double seconds) {
    /** Samples per second of wall time. */
    public double samplesPerSecond() {
        return samples / seconds;
    }

    /** The time left at this epoch's pace, in seconds. */
    public double secondsLeft() {
        return seconds * (epochs - epoch);
    }
}
