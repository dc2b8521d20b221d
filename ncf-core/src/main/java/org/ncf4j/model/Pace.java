package org.ncf4j.model;

/**
 * Finds out whether the members of a team train faster together or one alone, by trying both from time to time. Together
 * they pass each row and each gradient between their cores; where that is slow, as between sockets or the cores of some
 * virtual machines, or where another process takes a core, or where steps are very short, they lose more by it than they
 * gain. The results are the same.
 */
final class Pace {
    /** Chunks before the first trial, in which the code is still being compiled. */
    private static final int WARM_UP = 24;
    /** Chunks of a trial, in each way. The fastest counts. */
    private static final int TRIAL = 4;
    /** Chunks between trials. */
    private static final int HOLD = 200;

    private int place = -WARM_UP;
    private double together = Double.POSITIVE_INFINITY;
    private double one = Double.POSITIVE_INFINITY;
    private boolean alone;

    /** Whether one is to train alone in the next chunk. */
    boolean alone() {
        return alone;
    }

    /** Takes note of a chunk. */
    void took(long nanos, int samples) {
        double each = (double) nanos / samples;
        if (place >= 0 && place < TRIAL) {
            together = Math.min(together, each);
        } else if (place >= TRIAL && place < 2 * TRIAL) {
            one = Math.min(one, each);
        }
        place++;
        if (place == 2 * TRIAL) {
            alone = one < together;
        } else if (place < 2 * TRIAL) {
            alone = place >= TRIAL;
        } else if (place == 2 * TRIAL + HOLD) {
            place = 0;
            together = Double.POSITIVE_INFINITY;
            one = Double.POSITIVE_INFINITY;
            alone = false;
        }
    }
}
