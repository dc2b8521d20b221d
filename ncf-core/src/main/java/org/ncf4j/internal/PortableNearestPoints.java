package org.ncf4j.internal;

import java.util.Arrays;

/** Finds nearest points in loops along the rows over arrays at offset 0, which C2 turns into vector instructions. */
final class PortableNearestPoints implements NearestPoints {
    private static final float[] NONE = {};

    private final ItemScorer products = new PortableItemScorer(new Function[0], new float[0][], new float[0][], NONE);
    /** Of each point, the scores of all rows. */
    private float[][] scores = {};

    private final float[] smallest = new float[TILE];
    private final float[] second = new float[TILE];

    @Override
    public void find(
            float[] starts,
            float[][] weights,
            float[][] tile,
            float[] norms,
            float margin,
            float marginOfNorm,
            float[] nearest) {
        if (scores.length < starts.length) {
            scores = new float[starts.length][TILE];
        }
        Arrays.fill(smallest, Float.POSITIVE_INFINITY);
        Arrays.fill(second, Float.POSITIVE_INFINITY);
        for (int p = 0; p < starts.length; p++) {
            products.score(starts[p], weights[p], NONE, tile, TILE, scores[p]);
            keepTwo(scores[p], smallest, second);
        }
        for (int p = starts.length - 1; p >= 0; p--) {
            takeEqual(scores[p], smallest, p, nearest);
        }
        for (int i = 0; i < TILE; i++) {
            if (!(second[i] - smallest[i] > Fma.of(marginOfNorm, norms[i], margin))) {
                nearest[i] = UNDECIDED;
            }
        }
    }

    private static void keepTwo(float[] score, float[] smallest, float[] second) {
        for (int i = 0; i < TILE; i++) {
            second[i] = Math.min(second[i], Math.max(smallest[i], score[i]));
            smallest[i] = Math.min(smallest[i], score[i]);
        }
    }

    private static void takeEqual(float[] score, float[] smallest, float point, float[] nearest) {
        for (int i = 0; i < TILE; i++) {
            nearest[i] = score[i] == smallest[i] ? point : nearest[i];
        }
    }
}
