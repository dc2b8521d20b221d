package org.ncf4j.recommend;

import org.ejml.data.FMatrixRMaj;

/**
 * Nearest rows of a matrix by cosine, {@code cos(a, b) = a . b / sqrt((a . a) (b . b))}, by comparing with every row.
 * Sums are taken in double, in the order of the columns. Immutable and thread-safe.
 */
final class CosineNeighbors {
    private final FMatrixRMaj rows;
    private final double[] squares;

    /** Over the rows of a matrix of finite values, which is not copied and must not change any more. */
    CosineNeighbors(FMatrixRMaj rows) {
        this.rows = rows;
        squares = new double[rows.numRows];
        for (int row = 0; row < squares.length; row++) {
            squares[row] = dot(row, row);
        }
    }

    /** The cosine of two rows, in [-1, 1]; 0 if one of them is all zeros. */
    double similarity(int row, int other) {
        // The root of the product, not the product of roots: then equal rows are at exactly 1.
        double norms = Math.sqrt(squares[row] * squares[other]);
        return norms == 0 ? 0 : Math.max(-1, Math.min(1, dot(row, other) / norms));
    }

    /** The {@code min(n, rows - 1)} rows nearest to a row, without the row itself, or nothing if there is no other. */
    TopK nearest(int row, int n) {
        TopK top = new TopK(Math.max(1, Math.min(n, squares.length - 1)));
        for (int other = 0; other < squares.length; other++) {
            if (other != row) {
                top.add(similarity(row, other), other);
            }
        }
        return top;
    }

    private double dot(int row, int other) {
        int width = rows.numCols;
        int start = row * width;
        int otherStart = other * width;
        double sum = 0;
        for (int column = 0; column < width; column++) {
            sum += (double) rows.data[start + column] * rows.data[otherStart + column];
        }
        return sum;
    }
}
