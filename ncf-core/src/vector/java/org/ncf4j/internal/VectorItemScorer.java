package org.ncf4j.internal;

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
        VectorItemProducts.weightedSum(bias, weights, tile, scores);
        if (functions.length == 0) {
            return;
        }
        float[] first = values[0];
        boolean relu = functions[0] == Function.RELU;
        for (int j = 0; j < hidden.length; j++) {
            VectorItemProducts.addConstant(hidden[j], tile[weights.length + j], first, j * TILE, relu);
        }
        VectorStack.apply(functions[0], first, exps, first.length);
        for (int layer = 1; layer < functions.length; layer++) {
            float[] above = values[layer];
            int outputs = above.length / TILE;
            VectorItemProducts.product(
                    values[layer - 1].length / TILE,
                    outputs,
                    kernels[layer - 1],
                    biases[layer - 1],
                    values[layer - 1],
                    above,
                    functions[layer] == Function.RELU);
            VectorStack.apply(functions[layer], above, exps, above.length);
        }
        VectorItemProducts.addWeightedSum(head, values[functions.length - 1], scores);
    }
}
