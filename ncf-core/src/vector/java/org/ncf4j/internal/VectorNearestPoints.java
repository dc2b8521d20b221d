package org.ncf4j.internal;

import static org.ncf4j.internal.Lanes.LENGTH;
import static org.ncf4j.internal.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Finds nearest points on vectors along the rows: the scores of two vectors of rows for five points stay in registers. */
final class VectorNearestPoints implements NearestPoints {
    private static final int GROUP = 5;

    /** Stands in for points where a group is not full: no row is nearest to it. */
    private float[] zeros = {};

    /** Of five points for two vectors of rows. */
    private final float[] scores = new float[2 * LENGTH * GROUP];

    private final float[] smallest = new float[2 * LENGTH];
    private final float[] second = new float[2 * LENGTH];

    @Override
    public void find(
            float[] starts,
            float[][] weights,
            float[][] tile,
            float[] norms,
            float margin,
            float marginOfNorm,
            float[] nearest) {
        int columns = tile.length;
        if (zeros.length < columns) {
            zeros = new float[columns];
        }
        for (int row = 0; row < TILE; row += 2 * LENGTH) {
            FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY).intoArray(smallest, 0);
            FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY).intoArray(smallest, LENGTH);
            FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY).intoArray(second, 0);
            FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY).intoArray(second, LENGTH);
            for (int p = 0; p < starts.length; p += GROUP) {
                product2x5(
                        starts[p],
                        start(starts, p + 1),
                        start(starts, p + 2),
                        start(starts, p + 3),
                        start(starts, p + 4),
                        weights[p],
                        weights(weights, p + 1),
                        weights(weights, p + 2),
                        weights(weights, p + 3),
                        weights(weights, p + 4),
                        columns,
                        tile,
                        row);
                keepTwo(p, row, 0, nearest);
                keepTwo(p, row, LENGTH, nearest);
            }
            decide(norms, margin, marginOfNorm, row, 0, nearest);
            decide(norms, margin, marginOfNorm, row, LENGTH, nearest);
        }
    }

    private static float start(float[] starts, int point) {
        return point < starts.length ? starts[point] : Float.POSITIVE_INFINITY;
    }

    private float[] weights(float[][] weights, int point) {
        return point < weights.length ? weights[point] : zeros;
    }

    /** The scores of two vectors of rows for five points. */
    private void product2x5(
            float start0,
            float start1,
            float start2,
            float start3,
            float start4,
            float[] weights0,
            float[] weights1,
            float[] weights2,
            float[] weights3,
            float[] weights4,
            int columns,
            float[][] tile,
            int row) {
        FloatVector s00 = FloatVector.broadcast(SPECIES, start0);
        FloatVector s01 = FloatVector.broadcast(SPECIES, start0);
        FloatVector s10 = FloatVector.broadcast(SPECIES, start1);
        FloatVector s11 = FloatVector.broadcast(SPECIES, start1);
        FloatVector s20 = FloatVector.broadcast(SPECIES, start2);
        FloatVector s21 = FloatVector.broadcast(SPECIES, start2);
        FloatVector s30 = FloatVector.broadcast(SPECIES, start3);
        FloatVector s31 = FloatVector.broadcast(SPECIES, start3);
        FloatVector s40 = FloatVector.broadcast(SPECIES, start4);
        FloatVector s41 = FloatVector.broadcast(SPECIES, start4);
        for (int j = 0; j < columns; j++) {
            float[] column = tile[j];
            FloatVector x0 = FloatVector.fromArray(SPECIES, column, row);
            FloatVector x1 = FloatVector.fromArray(SPECIES, column, row + LENGTH);
            FloatVector w = FloatVector.broadcast(SPECIES, weights0[j]);
            s00 = w.fma(x0, s00);
            s01 = w.fma(x1, s01);
            w = FloatVector.broadcast(SPECIES, weights1[j]);
            s10 = w.fma(x0, s10);
            s11 = w.fma(x1, s11);
            w = FloatVector.broadcast(SPECIES, weights2[j]);
            s20 = w.fma(x0, s20);
            s21 = w.fma(x1, s21);
            w = FloatVector.broadcast(SPECIES, weights3[j]);
            s30 = w.fma(x0, s30);
            s31 = w.fma(x1, s31);
            w = FloatVector.broadcast(SPECIES, weights4[j]);
            s40 = w.fma(x0, s40);
            s41 = w.fma(x1, s41);
        }
        s00.intoArray(scores, 0);
        s01.intoArray(scores, LENGTH);
        s10.intoArray(scores, 2 * LENGTH);
        s11.intoArray(scores, 3 * LENGTH);
        s20.intoArray(scores, 4 * LENGTH);
        s21.intoArray(scores, 5 * LENGTH);
        s30.intoArray(scores, 6 * LENGTH);
        s31.intoArray(scores, 7 * LENGTH);
        s40.intoArray(scores, 8 * LENGTH);
        s41.intoArray(scores, 9 * LENGTH);
    }

    /** Keeps the smallest two of all scores so far, and whose the smallest is. */
    private void keepTwo(int firstPoint, int row, int at, float[] nearest) {
        FloatVector best = FloatVector.fromArray(SPECIES, smallest, at);
        FloatVector next = FloatVector.fromArray(SPECIES, second, at);
        FloatVector point = FloatVector.fromArray(SPECIES, nearest, row + at);
        for (int p = 0; p < GROUP; p++) {
            FloatVector score = FloatVector.fromArray(SPECIES, scores, 2 * LENGTH * p + at);
            VectorMask<Float> nearer = score.compare(VectorOperators.LT, best);
            FloatVector other = score.blend(best, nearer);
            best = best.blend(score, nearer);
            point = point.blend((float) (firstPoint + p), nearer);
            next = next.blend(other, other.compare(VectorOperators.LT, next));
        }
        best.intoArray(smallest, at);
        next.intoArray(second, at);
        point.intoArray(nearest, row + at);
    }

    /** Leaves the nearest point where the gap between the smallest two scores is wide enough. */
    private void decide(float[] norms, float margin, float marginOfNorm, int row, int at, float[] nearest) {
        FloatVector gap = FloatVector.fromArray(SPECIES, second, at).sub(FloatVector.fromArray(SPECIES, smallest, at));
        FloatVector needed = FloatVector.broadcast(SPECIES, marginOfNorm)
                .fma(FloatVector.fromArray(SPECIES, norms, row + at), FloatVector.broadcast(SPECIES, margin));
        FloatVector.broadcast(SPECIES, UNDECIDED)
                .blend(FloatVector.fromArray(SPECIES, nearest, row + at), gap.compare(VectorOperators.GT, needed))
                .intoArray(nearest, row + at);
    }
}
