package org.ncf4j.internal;

/** Scores items on vectors along them: two vectors of items run through all layers before the next two. */
final class VectorItemScorer implements ItemScorer {
    private static final int WIDTH = VectorItemProducts.WIDTH;

    private final Function[] functions;
    private final float[][] kernels;
    private final float[][] biases;
    private final float[] head;
    /** Each layer's outputs, feature-major, of as many items as are scored at once. */
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
            values[layer] = new float[width * WIDTH];
            widest = Math.max(widest, width);
        }
        exps = new float[widest * WIDTH];
    }

    @Override
    public void score(float bias, float[] weights, float[] hidden, float[][] tile, int count, float[] scores) {
        for (int item = 0; item < count; item += WIDTH) {
            VectorItemProducts.weightedSum(bias, weights, tile, item, scores);
            if (functions.length > 0) {
                VectorItemProducts.addConstants(
                        hidden, tile, weights.length, item, values[0], functions[0] == Function.RELU);
                addTower(scores, item);
            }
        }
    }

    /** From the first layer's sums on. */
    private void addTower(float[] scores, int item) {
        VectorStack.apply(functions[0], values[0], exps, values[0].length);
        for (int layer = 1; layer < functions.length; layer++) {
            float[] below = values[layer - 1];
            float[] above = values[layer];
            boolean relu = functions[layer] == Function.RELU;
            VectorItemProducts.product(kernels[layer - 1], biases[layer - 1], below, above, relu);
            VectorStack.apply(functions[layer], above, exps, above.length);
        }
        VectorItemProducts.addWeightedSum(head, values[functions.length - 1], scores, item);
    }
}
