package org.ncf4j.model;

/**
 * Finds out whether the members of a team train faster together or one alone, by trying both from time to time. Together
 * they pass each row and each gradient between their cores; where that is slow, as between sockets or the cores of some
 * virtual machines, or where another process takes a core, or where steps are very short, they lose more by it than they
 * gain. The results are the same.
 *
 * <p>A trial costs next to nothing: it ends at once where one alone is far slower, and comes less often while it says the
 * same.
 */
final class Pace {
    /** Chunks before the first trial, in which the code is still being compiled. */
    private static final int WARM_UP = 24;
    /** Chunks of a trial, in each way. The fastest counts. */
    private static final int TRIAL = 4;
    /** Chunks between the first two trials. They double while nothing changes. */
    private static final int LEAST_HOLD = 200;

    private static final int MOST_HOLD = 3200;
    /** From here on two chunks are enough to tell; one may be slow for another reason. */
    private static final double FAR_SLOWER = 1.5;

    private int members;
    private int place;
    private int hold;
    private double together;
    private double one;
    private boolean verdict;
    private boolean alone;

    Pace() {
        startOver(1);
    }

    private void startOver(int count) {
        members = count;
        hold = LEAST_HOLD / 2;
        verdict = false;
        begin(-WARM_UP);
    }

    private void begin(int at) {
        place = at;
        together = Double.POSITIVE_INFINITY;
        one = Double.POSITIVE_INFINITY;
        alone = false;
    }

    /** Whether one is to train alone in the next chunk. */
    boolean alone() {
        return alone;
    }

    /**
     * Takes note of a chunk.
     *
     * @param count the members of the team; what is known is forgotten when it changes
     */
    void took(long nanos, int samples, int count) {
        if (count != members) {
            startOver(count);
        }
        if (count == 1) {
            return;
        }
        double each = (double) nanos / samples;
        if (place >= 0 && place < TRIAL) {
            together = Math.min(together, each);
        } else if (place >= TRIAL && place < 2 * TRIAL) {
            one = Math.min(one, each);
            if (place > TRIAL && one > FAR_SLOWER * together) {
                place = 2 * TRIAL - 1;
            }
        }
        place++;
        if (place == 2 * TRIAL) {
            alone = one < together;
            hold = alone == verdict ? Math.min(2 * hold, MOST_HOLD) : LEAST_HOLD;
            verdict = alone;
        } else if (place < 2 * TRIAL) {
            alone = place >= TRIAL;
        } else if (place == 2 * TRIAL + hold) {
            begin(0);
        }
    }
}
