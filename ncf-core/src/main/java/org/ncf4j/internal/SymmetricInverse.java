package org.ncf4j.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Inverts a symmetric positive definite matrix in place by symmetric sweeps over blocks of 64 columns (Goodnight: A Tutorial
 * on the SWEEP Operator, The American Statistician 33, 1979): n^3 / 2 multiplications and additions, as many as a
 * factorisation and its inverse take, all but few of them in one loop over rows. Positive definite matrices need no
 * pivoting.
 *
 * <p>An element's operations and their order depend on its place alone and not on the threads.
 */
public final class SymmetricInverse {
    private static final int BLOCK = 64;
    /** A panel's columns that are used at a time: 256 kB of them. */
    private static final int COLUMNS = 512;

    private static final int ROWS = 32;

    private final double[][] a;
    private final int n;
    /** The block's columns as they were, transposed; 0 within the block, so that it is left as it is. */
    private final double[][] panel;
    /** The inverse of the block on the diagonal. */
    private final double[][] inverse = new double[BLOCK][BLOCK];

    private final AtomicInteger[] next;

    private SymmetricInverse(double[][] a) {
        this.a = a;
        n = a.length;
        panel = new double[BLOCK][n];
        next = new AtomicInteger[(n + BLOCK - 1) / BLOCK];
        for (int i = 0; i < next.length; i++) {
            next[i] = new AtomicInteger();
        }
    }

    /**
     * Replaces a matrix by <em>minus</em> its inverse.
     *
     * @param a the lower half: row i has the columns 0 to i
     * @throws IllegalStateException if the matrix is not positive definite, within rounding
     */
    public static void negativeInverse(double[][] a, Team team) {
        SymmetricInverse inverse = new SymmetricInverse(a);
        team.run(inverse::sweep);
    }

    private void sweep(int member, int members, Team.Barrier barrier) {
        double[][] factors = new double[ROWS][BLOCK];
        for (int block = 0; block < next.length; block++) {
            int start = block * BLOCK;
            int end = Math.min(n, start + BLOCK);
            for (int column = start + member; column < end; column += members) {
                fillPanel(start, end, column);
            }
            if (member == 0) {
                invertBlock(start, end);
            }
            barrier.await();
            Work.take(next[block], n, ROWS, (from, to) -> update(start, end, from, to, factors));
            barrier.await();
            if (member == 0) {
                for (int row = start; row < end; row++) {
                    for (int column = start; column <= row; column++) {
                        a[row][column] = -inverse[row - start][column - start];
                    }
                }
            }
            barrier.await();
        }
    }

    private void fillPanel(int start, int end, int column) {
        double[] target = panel[column - start];
        System.arraycopy(a[column], 0, target, 0, start);
        for (int row = start; row < end; row++) {
            target[row] = 0;
        }
        for (int row = end; row < n; row++) {
            target[row] = a[row][column];
        }
    }

    /** Sweeps the block on the diagonal column by column; it is small. */
    private void invertBlock(int start, int end) {
        int width = end - start;
        double[][] d = inverse;
        for (int row = 0; row < width; row++) {
            for (int column = 0; column <= row; column++) {
                d[row][column] = a[start + row][start + column];
                d[column][row] = d[row][column];
            }
        }
        double[] old = new double[width];
        for (int pivot = 0; pivot < width; pivot++) {
            double value = d[pivot][pivot];
            if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
                throw new IllegalStateException(
                        "the matrix is not positive definite: pivot " + (start + pivot) + " is " + value);
            }
            for (int row = 0; row < width; row++) {
                old[row] = d[row][pivot];
            }
            for (int row = 0; row < width; row++) {
                double factor = old[row] / value;
                for (int column = 0; column < width; column++) {
                    d[row][column] -= factor * old[column];
                }
            }
            for (int row = 0; row < width; row++) {
                d[row][pivot] = old[row] / value;
                d[pivot][row] = d[row][pivot];
            }
            d[pivot][pivot] = -1 / value;
        }
        for (int row = 0; row < width; row++) {
            for (int column = 0; column < width; column++) {
                d[row][column] = -d[row][column];
            }
        }
    }

    /** {@code A_ij -= C_i D C_j'} and {@code A_iK = C_i D} for some rows i outside of the block K. */
    private void update(int start, int end, int from, int to, double[][] factors) {
        int width = end - start;
        for (int row = from; row < to; row++) {
            double[] factor = factors[row - from];
            for (int k = 0; k < BLOCK; k++) {
                factor[k] = 0;
            }
            if (row < start || row >= end) {
                for (int l = 0; l < width; l++) {
                    addScaled(factor, width, panel[l][row], inverse[l]);
                }
            }
        }
        for (int column = 0; column < to; column += COLUMNS) {
            for (int row = from; row < to; row++) {
                if (row < start || row >= end) {
                    subtract(a[row], column, Math.min(row + 1, column + COLUMNS), factors[row - from]);
                }
            }
        }
        for (int row = from; row < to; row++) {
            for (int k = 0; k < width; k++) {
                if (row >= end) {
                    a[row][start + k] = factors[row - from][k];
                } else if (row < start) {
                    a[start + k][row] = factors[row - from][k];
                }
            }
        }
    }

    private void subtract(double[] target, int from, int to, double[] factors) {
        // factors beyond the width of a last block are 0, and what the panel still has there is finite
        for (int k = 0; k < BLOCK; k += 4) {
            subtract4(
                    target,
                    from,
                    to,
                    factors[k],
                    panel[k],
                    factors[k + 1],
                    panel[k + 1],
                    factors[k + 2],
                    panel[k + 2],
                    factors[k + 3],
                    panel[k + 3]);
        }
    }

    /** Four at a time: the compiler makes vector instructions of it, of eight no more. */
    private static void subtract4(
            double[] y,
            int from,
            int to,
            double s0,
            double[] x0,
            double s1,
            double[] x1,
            double s2,
            double[] x2,
            double s3,
            double[] x3) {
        for (int j = from; j < to; j++) {
            y[j] -= (s0 * x0[j] + s1 * x1[j]) + (s2 * x2[j] + s3 * x3[j]);
        }
    }

    private static void addScaled(double[] y, int length, double s, double[] x) {
        for (int j = 0; j < length; j++) {
            y[j] += s * x[j];
        }
    }
}
