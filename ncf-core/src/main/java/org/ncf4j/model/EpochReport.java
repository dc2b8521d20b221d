package org.ncf4j.model;

/** STUB: what an epoch of training did. */
public record EpochReport(int epoch, int epochs, double loss, double auc, long samples, double seconds) {
    public double samplesPerSecond() { return samples / seconds; }
    /** Time left at this epoch's pace. */
    public double secondsLeft() { return seconds * (epochs - epoch); }
}
