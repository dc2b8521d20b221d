package org.ncf4j.internal;

/** Which inputs of dense layers a tile's samples go without; one for each thread. */
public final class Dropout {
    /** Of these one hash draws: the probability is rounded to a multiple of 2^-16. */
    private static final int BITS = 16;

    private static final int DRAWS = Long.SIZE / BITS;

    private final int threshold;
    private final float kept;
    private final float[][] factors;
    private final int width;

    /**
     * Nothing drawn yet.
     *
     * @param probability that an input is set to 0, above 0 and below 1
     * @param widths of the layers' inputs
     */
    public Dropout(double probability, int[] widths) {
        threshold = (int) Math.min((1 << BITS) - 1, Math.max(1, Math.round(probability * (1 << BITS))));
        kept = (float) (1 / (1 - threshold / (double) (1 << BITS)));
        factors = new float[widths.length][];
        int columns = 0;
        for (int layer = 0; layer < widths.length; layer++) {
            factors[layer] = new float[DenseStack.TILE * widths[layer]];
            columns += widths[layer];
        }
        width = (columns + DRAWS - 1) / DRAWS;
    }

    /** For each layer a row a sample: 0, or one over the probability to stay. */
    public float[][] factors() {
        return factors;
    }

    /**
     * Draws for some samples.
     *
     * @param key of the step
     * @param first number of the first sample in its batch
     */
    public void draw(long key, int first, int rows) {
        for (int row = 0; row < rows; row++) {
            long index = (long) (first + row) * width;
            long bits = 0;
            int left = 0;
            for (float[] layer : factors) {
                int columns = layer.length / DenseStack.TILE;
                for (int column = 0; column < columns; column++) {
                    if (left == 0) {
                        bits = Hash.bits(key, index++);
                        left = DRAWS;
                    }
                    layer[row * columns + column] = (bits & ((1 << BITS) - 1)) < threshold ? 0 : kept;
                    bits >>>= BITS;
                    left--;
                }
            }
        }
    }

    /** {@code values *= factors}, where the rows of the factors have no gaps and hold the values from a column on. */
    static void multiply(
            float[] values, int offset, int stride, int columns, float[] factors, int column, int width, int rows) {
        for (int row = 0; row < rows; row++) {
            int at = offset + row * stride;
            for (int j = 0; j < columns; j++) {
                values[at + j] *= factors[row * width + column + j];
            }
        }
    }
}
