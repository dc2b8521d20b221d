package org.ncf4j.internal;

import jdk.incubator.vector.FloatVector;

/** Scores a tile of items on vectors along the items. */
final class VectorItemScorer implements ItemScorer {
    private static final int TILE = DenseStack.TILE;

    private final Function[] functions;
    private final float[][] kernels;
    private final float[][] biases;
    private final float[] head;
    /** Each layer's outputs, feature-major. */
    private final float[][] values;

    private final float[] exps;

    VectorItemScorer(Function[] functions, float[][] kernels, float[][] biases, float[] head) {
        this.functions = functions;
        this.kernels = kernels;
        this.biases = biases;
        this.head = head;
        values = new float[functions.length][];
        int widest = 0;
        for (int layer = 0; layer < functions.length; layer++) {
            int width = layer == functions.length - 1 ? head.length : kernels[layer].length / biases[layer].length;
            values[layer] = new float[width * TILE];
            widest = Math.max(widest, width);
        }
        exps = new float[widest * TILE];
    }

    @Override
    public void score(float bias, float[] weights, float[] hidden, float[][] tile, float[] scores) {
        for (int item = 0; item < TILE; item += Lanes.LENGTH) {
            FloatVector sum = FloatVector.broadcast(Lanes.SPECIES, bias);
            for (int j = 0; j < weights.length; j++) {
                sum = FloatVector.broadcast(Lanes.SPECIES, weights[j])
                        .fma(FloatVector.fromArray(Lanes.SPECIES, tile[j], item), sum);
            }
            sum.intoArray(scores, item);
        }
        if (functions.length == 0) {
            return;
        }
        float[] first = values[0];
        boolean relu = functions[0] == Function.RELU;
        for (int j = 0; j < hidden.length; j++) {
            addConstant(hidden[j], tile[weights.length + j], first, j * TILE, relu);
        }
        VectorStack.apply(functions[0], first, exps, first.length);
        for (int layer = 1; layer < functions.length; layer++) {
            float[] above = values[layer];
            int outputs = above.length / TILE;
            VectorProducts.itemProduct(
                    values[layer - 1].length / TILE,
                    outputs,
                    kernels[layer - 1],
                    biases[layer - 1],
                    values[layer - 1],
                    above,
                    functions[layer] == Function.RELU);
            VectorStack.apply(functions[layer], above, exps, above.length);
        }
        float[] top = values[functions.length - 1];
        for (int item = 0; item < TILE; item += Lanes.LENGTH) {
            FloatVector sum = FloatVector.fromArray(Lanes.SPECIES, scores, item);
            for (int j = 0; j < head.length; j++) {
                sum = FloatVector.broadcast(Lanes.SPECIES, head[j])
                        .fma(FloatVector.fromArray(Lanes.SPECIES, top, j * TILE + item), sum);
            }
            sum.intoArray(scores, item);
        }
    }

    private static void addConstant(float constant, float[] lanes, float[] sum, int at, boolean relu) {
        for (int item = 0; item < TILE; item += Lanes.LENGTH) {
            FloatVector value =
                    FloatVector.fromArray(Lanes.SPECIES, lanes, item).add(constant);
            (relu ? Lanes.relu(value) : value).intoArray(sum, at + item);
        }
    }
}
