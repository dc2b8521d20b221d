package org.ncf4j.model;

import java.util.Arrays;
import org.ncf4j.internal.Rows;
import org.ncf4j.internal.Team;
import org.ncf4j.internal.Work;

/**
 * One half-step of alternating least squares: the rows of one side, each the exact solution given the other side. In float;
 * a row's operations and their order do not depend on the threads.
 *
 * <p>Matrices are one array a row, all from offset 0, and loops go over the upper half's rows: the compiler makes vector
 * instructions of these.
 */
final class AlsSolver {
    private static final int ROWS_A_BLOCK = 8;

    private final int factors;
    private final double alpha0;
    private final double lambda;
    private final double nu;
    private final Team team;
    /** Stands in for rows where fewer than four are left. */
    private final float[] zeros;

    /**
     * A solver.
     *
     * @param alpha0 weight of a pair that was not observed
     */
    AlsSolver(ImplicitAls config, double alpha0, Team team) {
        factors = config.factors();
        this.alpha0 = alpha0;
        lambda = config.l2();
        nu = config.l2Exponent();
        this.team = team;
        zeros = new float[factors];
    }

    /** What the square of a row's norm is multiplied by: {@code l2 (count + alpha0 others)^nu}. */
    static double regularization(double lambda, double alpha0, double nu, int count, int others) {
        return lambda * StrictMath.pow(count + alpha0 * others, nu);
    }

    /**
     * Replaces the rows of one side.
     *
     * @param rows whose entry are which rows of the other side
     * @param own written
     * @param other read
     */
    void solve(Rows rows, float[][] own, float[][] other) {
        float[][] gram = gram(other);
        Work.share(team, rows.count(), ROWS_A_BLOCK, () -> {
            float[][] a = new float[factors][factors];
            return (from, to) -> {
                for (int row = from; row < to; row++) {
                    if (rows.length(row) == 0) {
                        Arrays.fill(own[row], 0);
                    } else {
                        solveRow(rows, row, own[row], other, gram, a);
                    }
                }
            };
        });
    }

    /** The upper half of {@code alpha0 H'H}. */
    private float[][] gram(float[][] other) {
        float[][] gram = new float[factors][factors];
        Work.share(team, factors, ROWS_A_BLOCK, () -> (from, to) -> {
            for (int at = 0; at < other.length; at += 4) {
                float[] x0 = other[at];
                float[] x1 = at + 1 < other.length ? other[at + 1] : zeros;
                float[] x2 = at + 2 < other.length ? other[at + 2] : zeros;
                float[] x3 = at + 3 < other.length ? other[at + 3] : zeros;
                for (int k = from; k < to; k++) {
                    add4(gram[k], k, factors, x0[k], x0, x1[k], x1, x2[k], x2, x3[k], x3);
                }
            }
            for (int k = from; k < to; k++) {
                for (int j = k; j < factors; j++) {
                    gram[k][j] *= (float) alpha0;
                }
            }
        });
        return gram;
    }

    private void solveRow(Rows rows, int row, float[] solution, float[][] other, float[][] gram, float[][] a) {
        for (int k = 0; k < factors; k++) {
            System.arraycopy(gram[k], k, a[k], k, factors - k);
        }
        Arrays.fill(solution, 0);
        int end = rows.offsets[row + 1];
        for (int at = rows.offsets[row]; at < end; at += 4) {
            float[] x0 = other[rows.others[at]];
            float[] x1 = at + 1 < end ? other[rows.others[at + 1]] : zeros;
            float[] x2 = at + 2 < end ? other[rows.others[at + 2]] : zeros;
            float[] x3 = at + 3 < end ? other[rows.others[at + 3]] : zeros;
            add4(solution, 0, factors, 1, x0, 1, x1, 1, x2, 1, x3);
            for (int k = 0; k < factors; k++) {
                add4(a[k], k, factors, x0[k], x0, x1[k], x1, x2[k], x2, x3[k], x3);
            }
        }
        float diagonal = (float) regularization(lambda, alpha0, nu, rows.length(row), other.length);
        for (int k = 0; k < factors; k++) {
            a[k][k] += diagonal;
        }
        factorize(a, factors);
        substitute(a, factors, solution);
    }

    /**
     * Cholesky's factorisation {@code A = U'U} in place, in the upper half, four rows at a time.
     *
     * @throws IllegalStateException if the matrix is not positive definite in float
     */
    static void factorize(float[][] a, int n) {
        for (int start = 0; start < n; start += 4) {
            int end = Math.min(n, start + 4);
            for (int k = start; k < end; k++) {
                float[] row = a[k];
                if (!(row[k] > 0 && row[k] < Float.POSITIVE_INFINITY)) {
                    throw new IllegalStateException(
                            "the normal equations are not positive definite in float: l2 must be larger");
                }
                float scale = 1 / (float) Math.sqrt(row[k]);
                for (int j = k; j < n; j++) {
                    row[j] *= scale;
                }
                for (int other = k + 1; other < end; other++) {
                    add1(a[other], other, n, -row[other], row);
                }
            }
            if (end < n) {
                float[] x0 = a[start];
                float[] x1 = a[start + 1];
                float[] x2 = a[start + 2];
                float[] x3 = a[start + 3];
                for (int i = end; i < n; i++) {
                    add4(a[i], i, n, -x0[i], x0, -x1[i], x1, -x2[i], x2, -x3[i], x3);
                }
            }
        }
    }

    /** Solves {@code U'U x = b} in place. */
    static void substitute(float[][] u, int n, float[] x) {
        for (int k = 0; k < n; k++) {
            x[k] /= u[k][k];
            add1(x, k + 1, n, -x[k], u[k]);
        }
        for (int k = n - 1; k >= 0; k--) {
            float[] row = u[k];
            float s0 = 0;
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            int j = k + 1;
            for (; j + 3 < n; j += 4) {
                s0 += row[j] * x[j];
                s1 += row[j + 1] * x[j + 1];
                s2 += row[j + 2] * x[j + 2];
                s3 += row[j + 3] * x[j + 3];
            }
            for (; j < n; j++) {
                s0 += row[j] * x[j];
            }
            x[k] = (x[k] - ((s0 + s1) + (s2 + s3))) / row[k];
        }
    }

    /** Four at a time: the compiler makes vector instructions of it, of eight no more. */
    static void add4(
            float[] y,
            int from,
            int to,
            float s0,
            float[] x0,
            float s1,
            float[] x1,
            float s2,
            float[] x2,
            float s3,
            float[] x3) {
        for (int j = from; j < to; j++) {
            y[j] += (s0 * x0[j] + s1 * x1[j]) + (s2 * x2[j] + s3 * x3[j]);
        }
    }

    private static void add1(float[] y, int from, int to, float s, float[] x) {
        for (int j = from; j < to; j++) {
            y[j] += s * x[j];
        }
    }
}
