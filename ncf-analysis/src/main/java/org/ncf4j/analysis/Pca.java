package org.ncf4j.analysis;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.internal.Team;

/**
 * Principal component analysis: the orthogonal directions in which rows vary most, in order of their variance.
 *
 * <p>With {@code n} rows {@code x} of {@code d} columns and their mean {@code m}, the axes are the eigenvectors of the
 * covariance matrix {@code C = sum (x - m)(x - m)' / (n - 1)}, and the variance along each is its eigenvalue. Columns
 * are centred, not scaled. All arithmetic is in double, every sum in one order, whatever the threads, so that the same
 * rows give the same bits.
 *
 * <p>An eigenvector is defined up to its sign: here its loading of the largest absolute value is positive (of equal
 * ones the first), as in scikit-learn from 1.5 on. Where variances are equal, or 0 because the rows lie in fewer
 * dimensions than there are components, the axes within that space are arbitrary but still orthonormal. Rows that are
 * all equal are allowed: every variance is 0.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * <p>Source: I. T. Jolliffe, Principal Component Analysis, 2nd edition, Springer 2002, sections 1.1 and 2.1; the
 * divisor is scikit-learn's.
 */
public final class Pca {
    /** Products that make it worth the while to start a thread. */
    private static final long PRODUCTS_A_THREAD = 1 << 23;

    private final double[] mean;
    private final double[][] axes;
    private final double[] variance;
    private final double totalVariance;

    private Pca(double[] mean, double[][] axes, double[] variance, double totalVariance) {
        this.mean = mean;
        this.axes = axes;
        this.variance = variance;
        this.totalVariance = totalVariance;
    }

    /**
     * Finds the components of a matrix.
     *
     * @param rows at least 2 rows; not modified
     * @param components how many components to keep, from 1 to the smaller of the number of rows and of columns
     * @return the components, by falling variance
     * @throws IllegalArgumentException if there are fewer than 2 rows, if {@code components} is out of range, or if a
     *     value is not finite (the message says at which row and column, counted from 0)
     */
    public static Pca fit(FMatrixRMaj rows, int components) {
        Rows x = Rows.of(rows);
        if (x.count < 2) {
            throw new IllegalArgumentException("rows must be at least 2 for a variance: " + x.count);
        }
        if (components < 1 || components > Math.min(x.count, x.columns)) {
            throw new IllegalArgumentException("components must be from 1 to "
                    + Math.min(x.count, x.columns) + " for " + x.count + " rows of " + x.columns + " columns: "
                    + components);
        }
        Covariance found = covariance(x);
        double[] mean = found.means;
        double[][] covariance = found.matrix;
        double total = 0;
        for (int j = 0; j < x.columns; j++) {
            total += covariance[j][j];
        }
        EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(covariance, false));
        double[] eigenvalues = eigen.getRealEigenvalues();
        int[] order = IntStream.range(0, x.columns)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> eigenvalues[i])
                        .reversed())
                .mapToInt(Integer::intValue)
                .limit(components)
                .toArray();
        double[][] axes = new double[components][];
        double[] variance = new double[components];
        for (int c = 0; c < components; c++) {
            axes[c] = withFixedSign(eigen.getEigenvector(order[c]).toArray());
            // A covariance has no negative eigenvalue; rounding can make one of 0 slightly so.
            variance[c] = Math.max(0, eigenvalues[order[c]]);
        }
        return new Pca(mean, axes, variance, total);
    }

    /**
     * The number of components.
     *
     * @return what {@link #fit} was asked for
     */
    public int components() {
        return axes.length;
    }

    /**
     * The variance of the rows along each axis, with divisor {@code n - 1}.
     *
     * @return a copy, by falling variance, each at least 0
     */
    public double[] explainedVariance() {
        return variance.clone();
    }

    /**
     * The share of each component in the variance of the rows, all {@code d} columns counted.
     *
     * @return a copy, each from 0 to 1; all 0 if the rows do not vary
     */
    public double[] explainedVarianceRatio() {
        return Arrays.stream(variance)
                .map(v -> totalVariance > 0 ? Math.min(1, v / totalVariance) : 0)
                .toArray();
    }

    /**
     * The mean of each column.
     *
     * @return a copy of length {@code d}
     */
    public double[] mean() {
        return mean.clone();
    }

    /**
     * The directions of the components: orthonormal, each with its sign fixed.
     *
     * @return a copy, components by columns
     */
    public double[][] axes() {
        return Arrays.stream(axes).map(double[]::clone).toArray(double[][]::new);
    }

    /**
     * Projects rows onto the axes: {@code (x - m) . axis} for each row and component.
     *
     * @param rows any number of rows, with as many columns as those that were fitted; not modified
     * @return rows by components
     * @throws IllegalArgumentException if the number of columns differs, or if a value is not finite
     */
    public double[][] transform(FMatrixRMaj rows) {
        if (rows.getNumCols() != mean.length) {
            throw new IllegalArgumentException(
                    "rows must have the " + mean.length + " columns of the fitted rows: " + rows.getNumCols());
        }
        Rows x = Rows.of(rows);
        double[][] projected = new double[x.count][axes.length];
        for (int r = 0; r < x.count; r++) {
            for (int c = 0; c < axes.length; c++) {
                double sum = 0;
                for (int j = 0; j < mean.length; j++) {
                    sum += (x.values[r * x.columns + j] - mean[j]) * axes[c][j];
                }
                if (!Double.isFinite(sum)) {
                    throw x.notFinite();
                }
                projected[r][c] = sum;
            }
        }
        return projected;
    }

    private static Covariance covariance(Rows x) {
        long products = (long) x.count * x.columns * x.columns;
        int threads =
                (int) Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), products / PRODUCTS_A_THREAD));
        try (Team team = Team.of(threads, "ncf4j-pca")) {
            return Covariance.of(x, team);
        }
    }

    private static double[] withFixedSign(double[] axis) {
        int largest = 0;
        for (int j = 1; j < axis.length; j++) {
            if (Math.abs(axis[j]) > Math.abs(axis[largest])) {
                largest = j;
            }
        }
        if (axis[largest] < 0) {
            for (int j = 0; j < axis.length; j++) {
                axis[j] = -axis[j];
            }
        }
        return axis;
    }
}
