package org.ncf4j.analysis;

import org.ejml.data.FMatrixRMaj;

/** A copy of a matrix in double, row after row, and what PCA and K-Means both do with rows. */
final class Rows {
    final int count;
    final int columns;
    /** Row {@code r} begins at {@code r * columns}. */
    final double[] values;

    private Rows(int count, int columns, double[] values) {
        this.count = count;
        this.columns = columns;
        this.values = values;
    }

    /**
     * Copies a matrix.
     *
     * @throws IllegalArgumentException if it has no columns, or a value that is not finite
     */
    static Rows of(FMatrixRMaj matrix) {
        int count = matrix.getNumRows();
        int columns = matrix.getNumCols();
        if (columns < 1) {
            throw new IllegalArgumentException("rows must have at least 1 column: " + columns);
        }
        double[] values = new double[Math.multiplyExact(count, columns)];
        for (int i = 0; i < values.length; i++) {
            float value = matrix.data[i];
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "rows must be finite: row " + i / columns + ", column " + i % columns + " is " + value);
            }
            values[i] = value;
        }
        return new Rows(count, columns, values);
    }

    /** The squared Euclidean distance of a row to a point that begins at {@code offset}. */
    double squaredDistance(int row, double[] points, int offset) {
        int base = row * columns;
        double sum = 0;
        for (int j = 0; j < columns; j++) {
            double difference = values[base + j] - points[offset + j];
            sum += difference * difference;
        }
        return sum;
    }

    /**
     * The same for four points, one behind the other: each sum has the same order, but the processor, which would have to
     * wait for every addition of a single one, works on four at a time.
     *
     * @param distances written: four
     */
    void squaredDistances(int row, double[] points, int offset, double[] distances) {
        int base = row * columns;
        int second = offset + columns;
        int third = second + columns;
        int fourth = third + columns;
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        for (int j = 0; j < columns; j++) {
            double value = values[base + j];
            double difference0 = value - points[offset + j];
            double difference1 = value - points[second + j];
            double difference2 = value - points[third + j];
            double difference3 = value - points[fourth + j];
            sum0 += difference0 * difference0;
            sum1 += difference1 * difference1;
            sum2 += difference2 * difference2;
            sum3 += difference3 * difference3;
        }
        distances[0] = sum0;
        distances[1] = sum1;
        distances[2] = sum2;
        distances[3] = sum3;
    }
}
