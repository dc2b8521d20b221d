package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ncf4j.internal.TestFloats;

class AucHistogramTest {
    /** Bins in a logit of 1. */
    private static final int PER_UNIT = 128;

    /** Only pairs within one bin can be counted wrongly, by one half each. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void theErrorIsAtMostHalfThePairsThatShareABin(
            @ForAll @IntRange(min = 1, max = 80) int positiveCount,
            @ForAll @IntRange(min = 1, max = 80) int negativeCount,
            @ForAll @IntRange(min = 1, max = 5) int spread,
            @ForAll long seed) {
        float[] positives = TestFloats.gaussian(positiveCount, spread * spread, seed);
        float[] negatives = TestFloats.gaussian(negativeCount, spread * spread, seed + 1);
        double wins = 0;
        double shared = 0;
        for (float positive : positives) {
            for (float negative : negatives) {
                wins += positive > negative ? 1 : positive == negative ? 0.5 : 0;
                shared += bin(positive) == bin(negative) ? 1 : 0;
            }
        }
        double pairs = (double) positiveCount * negativeCount;

        assertEquals(wins / pairs, auc(positives, negatives), shared / 2 / pairs + 1e-15);
    }

    /** The outer bins are open. A logit is rounded to a float of its distance from the lower end, so that it may change bin. */
    private static int bin(float logit) {
        float distance = Math.max(-16, Math.min(16 - 1e-3f, logit)) + 16;
        return (int) (distance * PER_UNIT);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void itIsExactForLogitsABinApart(
            @ForAll @IntRange(min = 1, max = 60) int count,
            @ForAll @IntRange(min = 1, max = 4000) int steps,
            @ForAll long seed) {
        int[] positive = TestFloats.ints(count, steps, seed);
        int[] negative = TestFloats.ints(count, steps, seed + 1);
        float[] positives = new float[count];
        float[] negatives = new float[count];
        double wins = 0;
        for (int i = 0; i < count; i++) {
            positives[i] = (positive[i] - 2000f) / PER_UNIT;
            negatives[i] = (negative[i] - 2000f) / PER_UNIT;
            for (int j = 0; j < count; j++) {
                wins += positive[i] > negative[j] ? 1 : positive[i] == negative[j] ? 0.5 : 0;
            }
        }

        assertEquals(wins / count / count, auc(positives, negatives), 1e-15);
    }

    @Example
    void byHand() {
        // 1 beats -1 and 0, ties with none; -1 loses to 0 and ties with -1: (2 + 0.5) / 4
        assertEquals(0.625, auc(new float[] {1, -1}, new float[] {-1, 0}));
    }

    @Example
    void logitsBeyondTheLimitsCountAsTheOutermost() {
        assertEquals(1, auc(new float[] {1e30f, Float.POSITIVE_INFINITY}, new float[] {0, -1e30f}));
        assertEquals(0.5, auc(new float[] {1e30f}, new float[] {Float.MAX_VALUE}));
        assertEquals(0.5, auc(new float[] {-1e30f}, new float[] {Float.NEGATIVE_INFINITY}));
    }

    @Example
    void oneKindAloneHasNone() {
        assertTrue(Double.isNaN(auc(new float[] {1, 2}, new float[0])));
        assertTrue(Double.isNaN(auc(new float[0], new float[] {1, 2})));
        assertTrue(Double.isNaN(auc(new float[0], new float[0])));
    }

    @Example
    void clearForgets() {
        AucHistogram histogram = new AucHistogram();
        histogram.add(-5, true);
        histogram.add(5, false);
        histogram.clear();
        histogram.add(1, true);
        histogram.add(0, false);

        assertEquals(1, histogram.auc());
    }

    private static double auc(float[] positives, float[] negatives) {
        AucHistogram histogram = new AucHistogram();
        for (float logit : positives) {
            histogram.add(logit, true);
        }
        for (float logit : negatives) {
            histogram.add(logit, false);
        }
        return histogram.auc();
    }
}
