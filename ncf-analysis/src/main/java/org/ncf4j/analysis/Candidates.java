package org.ncf4j.analysis;

import org.ncf4j.internal.NearestPoints;

/**
 * Rows as the engine's products take them: moved by the mean, divided by a power of two near the largest value, rounded to
 * float and laid out in tiles; and how far scores of such rows can be from the true ones.
 *
 * <p>Let {@code x} be a row and {@code c} a point in these units, both in double, {@code d} the columns, {@code R = |x|},
 * {@code C} the largest of the points' norms, {@code u = 2^-24}. A point's score stands for {@code |c|^2 / 2 - x . c}. Rounding
 * the start adds at most {@code u C^2 / 2}, rounding {@code x} and {@code c} at most {@code (2u + u^2) R C}, a chain of {@code d}
 * fused multiply-adds at most {@code d u / (1 - d u) (C^2 / 2 + R C)} (Higham, Accuracy and Stability of Numerical Algorithms,
 * 2nd edition, section 3.1), numbers that are nearly 0 less than 2^-100; the distances in double that scores are to stand for
 * are themselves off by at most {@code (d + 2) 2^-53 (R + C)^2}, halved. Where the smallest score is smaller than another one by
 * more than twice the sum of these, so is the distance in double.
 */
final class Candidates {
    private static final double HALF_UNIT = 0x1p-24;
    private static final double NEARLY_ZERO = 0x1p-100;
    /** Covers {@code 1 / (1 - d u)}, {@code u^2} and the roundings of the margin itself. */
    private static final double SLACK = 1.02;
    /** With more, {@code d u} is more than the slack covers, and nothing is decided. */
    private static final int MOST_COLUMNS = 100_000;

    private final Rows x;
    private final double[] shift;
    private final double scale;
    final float[][][] tiles;
    final float[][] norms;

    /**
     * Tiles to be filled.
     *
     * @param shift what stands for the origin: the better, the fewer rows are undecided
     * @param largest the largest absolute value
     */
    Candidates(Rows x, double[] shift, float largest) {
        this.x = x;
        this.shift = shift;
        scale = Math.scalb(1.0, -Math.max(Math.getExponent(largest), Float.MIN_EXPONENT) - 2);
        tiles = new float[x.tiles()][x.columns][NearestPoints.TILE];
        norms = new float[x.tiles()][NearestPoints.TILE];
    }

    /** Fills a tile. */
    void fill(int tile) {
        double[] squares = new double[NearestPoints.TILE];
        int start = tile * NearestPoints.TILE;
        int rows = x.end(tile) - start;
        for (int j = 0; j < x.columns; j++) {
            float[] column = tiles[tile][j];
            int at = start * x.columns + j;
            for (int r = 0; r < rows; r++, at += x.columns) {
                float value = (float) ((x.values[at] - shift[j]) * scale);
                column[r] = value;
                squares[r] += (double) value * value;
            }
        }
        for (int r = 0; r < rows; r++) {
            norms[tile][r] = Math.nextUp((float) Math.sqrt(squares[r]));
        }
    }

    /** Points in the same units, as {@link NearestPoints} takes them. */
    final class Points {
        final float[] starts;
        final float[][] weights;
        float margin;
        float marginOfNorm;

        Points(int count) {
            starts = new float[count];
            weights = new float[count][x.columns];
        }

        /** Takes points over, one after the other in {@code points}. */
        void set(double[] points) {
            double largest = 0;
            for (int p = 0; p < starts.length; p++) {
                double square = 0;
                for (int j = 0; j < x.columns; j++) {
                    double value = (points[p * x.columns + j] - shift[j]) * scale;
                    weights[p][j] = (float) -value;
                    square += value * value;
                }
                starts[p] = (float) (square / 2);
                largest = Math.max(largest, square);
            }
            setMargins(Math.sqrt(largest));
        }

        /** The bound of the class's comment as a linear function of {@code R}, which is at most {@code sqrt(d)}. */
        private void setMargins(double c) {
            if (x.columns > MOST_COLUMNS) {
                margin = Float.POSITIVE_INFINITY;
                return;
            }
            double products = SLACK * (x.columns + 3) * HALF_UNIT;
            double distances = SLACK * (x.columns + 2) * 0x1p-53 * (Math.sqrt(x.columns) + c);
            margin = Math.nextUp((float) (2 * (products * c * c / 2 + distances * c + NEARLY_ZERO)));
            marginOfNorm = Math.nextUp((float) (2 * (products * c + distances)));
        }
    }
}
