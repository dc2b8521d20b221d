package org.ncf4j.internal;

import static org.ncf4j.internal.Lanes.LENGTH;
import static org.ncf4j.internal.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * What {@link VectorItemScorer} does with two vectors of items, one feature after the other. A layer's sums stay in
 * registers, 8 outputs at a time, the innermost loop along the chain; its ReLU is applied before they leave.
 */
final class VectorItemProducts {
    /** Items in the two vectors. */
    static final int WIDTH = 2 * LENGTH;

    private VectorItemProducts() {}

    /** {@code scores = start + sum over j of weights[j] * x[j]}, for the items from {@code item} on. */
    static void weightedSum(float start, float[] weights, float[][] x, int item, float[] scores) {
        FloatVector sum0 = FloatVector.broadcast(SPECIES, start);
        FloatVector sum1 = FloatVector.broadcast(SPECIES, start);
        for (int j = 0; j < weights.length; j++) {
            FloatVector weight = FloatVector.broadcast(SPECIES, weights[j]);
            float[] feature = x[j];
            sum0 = weight.fma(FloatVector.fromArray(SPECIES, feature, item), sum0);
            sum1 = weight.fma(FloatVector.fromArray(SPECIES, feature, item + LENGTH), sum1);
        }
        sum0.intoArray(scores, item);
        sum1.intoArray(scores, item + LENGTH);
    }

    /** {@code y[j] = constants[j] + x[first + j]}, then ReLU if wanted, for the items of {@code x} from {@code item} on. */
    static void addConstants(float[] constants, float[][] x, int first, int item, float[] y, boolean relu) {
        for (int j = 0, to = 0; j < constants.length; j++, to += WIDTH) {
            float[] feature = x[first + j];
            FloatVector sum0 = FloatVector.fromArray(SPECIES, feature, item).add(constants[j]);
            FloatVector sum1 =
                    FloatVector.fromArray(SPECIES, feature, item + LENGTH).add(constants[j]);
            if (relu) {
                sum0 = sum0.blend(0f, sum0.compare(VectorOperators.LE, 0f));
                sum1 = sum1.blend(0f, sum1.compare(VectorOperators.LE, 0f));
            }
            sum0.intoArray(y, to);
            sum1.intoArray(y, to + LENGTH);
        }
    }

    /** {@code scores += sum over j of weights[j] * x[j]}, for the scores from {@code item} on. */
    static void addWeightedSum(float[] weights, float[] x, float[] scores, int item) {
        FloatVector sum0 = FloatVector.fromArray(SPECIES, scores, item);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, scores, item + LENGTH);
        for (int j = 0, at = 0; j < weights.length; j++, at += WIDTH) {
            FloatVector weight = FloatVector.broadcast(SPECIES, weights[j]);
            sum0 = weight.fma(FloatVector.fromArray(SPECIES, x, at), sum0);
            sum1 = weight.fma(FloatVector.fromArray(SPECIES, x, at + LENGTH), sum1);
        }
        sum0.intoArray(scores, item);
        sum1.intoArray(scores, item + LENGTH);
    }

    /** {@code y = W^T x + bias}, then ReLU if wanted. */
    static void product(float[] w, float[] bias, float[] x, float[] y, boolean relu) {
        int chain = x.length / WIDTH;
        int outputs = bias.length;
        int j = 0;
        for (; j + 8 <= outputs; j += 8) {
            product8x2(chain, w, j, outputs, bias, x, y, relu);
        }
        for (; j < outputs; j++) {
            product1x2(chain, w, j, outputs, bias, x, y, relu);
        }
    }

    /** 8 outputs by 2 vectors of items. */
    private static void product8x2(
            int chain, float[] w, int j, int outputs, float[] bias, float[] x, float[] y, boolean relu) {
        FloatVector c00 = FloatVector.broadcast(SPECIES, bias[j]);
        FloatVector c01 = FloatVector.broadcast(SPECIES, bias[j]);
        FloatVector c10 = FloatVector.broadcast(SPECIES, bias[j + 1]);
        FloatVector c11 = FloatVector.broadcast(SPECIES, bias[j + 1]);
        FloatVector c20 = FloatVector.broadcast(SPECIES, bias[j + 2]);
        FloatVector c21 = FloatVector.broadcast(SPECIES, bias[j + 2]);
        FloatVector c30 = FloatVector.broadcast(SPECIES, bias[j + 3]);
        FloatVector c31 = FloatVector.broadcast(SPECIES, bias[j + 3]);
        FloatVector c40 = FloatVector.broadcast(SPECIES, bias[j + 4]);
        FloatVector c41 = FloatVector.broadcast(SPECIES, bias[j + 4]);
        FloatVector c50 = FloatVector.broadcast(SPECIES, bias[j + 5]);
        FloatVector c51 = FloatVector.broadcast(SPECIES, bias[j + 5]);
        FloatVector c60 = FloatVector.broadcast(SPECIES, bias[j + 6]);
        FloatVector c61 = FloatVector.broadcast(SPECIES, bias[j + 6]);
        FloatVector c70 = FloatVector.broadcast(SPECIES, bias[j + 7]);
        FloatVector c71 = FloatVector.broadcast(SPECIES, bias[j + 7]);
        for (int k = 0, row = 0, at = j; k < chain; k++, row += WIDTH, at += outputs) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, x, row);
            FloatVector b1 = FloatVector.fromArray(SPECIES, x, row + LENGTH);
            FloatVector a = FloatVector.broadcast(SPECIES, w[at]);
            c00 = a.fma(b0, c00);
            c01 = a.fma(b1, c01);
            a = FloatVector.broadcast(SPECIES, w[at + 1]);
            c10 = a.fma(b0, c10);
            c11 = a.fma(b1, c11);
            a = FloatVector.broadcast(SPECIES, w[at + 2]);
            c20 = a.fma(b0, c20);
            c21 = a.fma(b1, c21);
            a = FloatVector.broadcast(SPECIES, w[at + 3]);
            c30 = a.fma(b0, c30);
            c31 = a.fma(b1, c31);
            a = FloatVector.broadcast(SPECIES, w[at + 4]);
            c40 = a.fma(b0, c40);
            c41 = a.fma(b1, c41);
            a = FloatVector.broadcast(SPECIES, w[at + 5]);
            c50 = a.fma(b0, c50);
            c51 = a.fma(b1, c51);
            a = FloatVector.broadcast(SPECIES, w[at + 6]);
            c60 = a.fma(b0, c60);
            c61 = a.fma(b1, c61);
            a = FloatVector.broadcast(SPECIES, w[at + 7]);
            c70 = a.fma(b0, c70);
            c71 = a.fma(b1, c71);
        }
        if (relu) {
            c00 = c00.blend(0f, c00.compare(VectorOperators.LE, 0f));
            c01 = c01.blend(0f, c01.compare(VectorOperators.LE, 0f));
            c10 = c10.blend(0f, c10.compare(VectorOperators.LE, 0f));
            c11 = c11.blend(0f, c11.compare(VectorOperators.LE, 0f));
            c20 = c20.blend(0f, c20.compare(VectorOperators.LE, 0f));
            c21 = c21.blend(0f, c21.compare(VectorOperators.LE, 0f));
            c30 = c30.blend(0f, c30.compare(VectorOperators.LE, 0f));
            c31 = c31.blend(0f, c31.compare(VectorOperators.LE, 0f));
            c40 = c40.blend(0f, c40.compare(VectorOperators.LE, 0f));
            c41 = c41.blend(0f, c41.compare(VectorOperators.LE, 0f));
            c50 = c50.blend(0f, c50.compare(VectorOperators.LE, 0f));
            c51 = c51.blend(0f, c51.compare(VectorOperators.LE, 0f));
            c60 = c60.blend(0f, c60.compare(VectorOperators.LE, 0f));
            c61 = c61.blend(0f, c61.compare(VectorOperators.LE, 0f));
            c70 = c70.blend(0f, c70.compare(VectorOperators.LE, 0f));
            c71 = c71.blend(0f, c71.compare(VectorOperators.LE, 0f));
        }
        int to = j * WIDTH;
        c00.intoArray(y, to);
        c01.intoArray(y, to + LENGTH);
        to += WIDTH;
        c10.intoArray(y, to);
        c11.intoArray(y, to + LENGTH);
        to += WIDTH;
        c20.intoArray(y, to);
        c21.intoArray(y, to + LENGTH);
        to += WIDTH;
        c30.intoArray(y, to);
        c31.intoArray(y, to + LENGTH);
        to += WIDTH;
        c40.intoArray(y, to);
        c41.intoArray(y, to + LENGTH);
        to += WIDTH;
        c50.intoArray(y, to);
        c51.intoArray(y, to + LENGTH);
        to += WIDTH;
        c60.intoArray(y, to);
        c61.intoArray(y, to + LENGTH);
        to += WIDTH;
        c70.intoArray(y, to);
        c71.intoArray(y, to + LENGTH);
    }

    /** 1 output by 2 vectors of items. */
    private static void product1x2(
            int chain, float[] w, int j, int outputs, float[] bias, float[] x, float[] y, boolean relu) {
        FloatVector c0 = FloatVector.broadcast(SPECIES, bias[j]);
        FloatVector c1 = FloatVector.broadcast(SPECIES, bias[j]);
        for (int k = 0, row = 0, at = j; k < chain; k++, row += WIDTH, at += outputs) {
            FloatVector a = FloatVector.broadcast(SPECIES, w[at]);
            c0 = a.fma(FloatVector.fromArray(SPECIES, x, row), c0);
            c1 = a.fma(FloatVector.fromArray(SPECIES, x, row + LENGTH), c1);
        }
        if (relu) {
            c0 = c0.blend(0f, c0.compare(VectorOperators.LE, 0f));
            c1 = c1.blend(0f, c1.compare(VectorOperators.LE, 0f));
        }
        int to = j * WIDTH;
        c0.intoArray(y, to);
        c1.intoArray(y, to + LENGTH);
    }
}
