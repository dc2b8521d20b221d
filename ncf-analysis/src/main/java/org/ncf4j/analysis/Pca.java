package org.ncf4j.analysis;

import org.ejml.data.FMatrixRMaj;

/** STUB: principal component analysis. */
public final class Pca {
    private Pca() {}

    /** STUB. */
    public static Pca fit(FMatrixRMaj rows, int components) {
        throw new UnsupportedOperationException();
    }

    /** STUB. */
    public int components() {
        throw new UnsupportedOperationException();
    }

    /** STUB. */
    public double[] explainedVariance() {
        throw new UnsupportedOperationException();
    }

    /** STUB. */
    public double[] explainedVarianceRatio() {
        throw new UnsupportedOperationException();
    }

    /** STUB. */
    public double[] mean() {
        throw new UnsupportedOperationException();
    }

    /** STUB: components x columns. */
    public double[][] axes() {
        throw new UnsupportedOperationException();
    }

    /** STUB: rows x components. */
    public double[][] transform(FMatrixRMaj rows) {
        throw new UnsupportedOperationException();
    }
}
