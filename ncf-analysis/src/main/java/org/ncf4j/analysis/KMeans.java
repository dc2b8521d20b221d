package org.ncf4j.analysis;

import org.ejml.data.FMatrixRMaj;

/** STUB: k-means. */
public final class KMeans {
    private KMeans() {}

    /** STUB: 10 starts, at most 300 iterations, seed 1. */
    public static KMeans of(int clusters) {
        throw new UnsupportedOperationException();
    }

    /** STUB. */
    public KMeans withStarts(int starts) {
        throw new UnsupportedOperationException();
    }

    /** STUB. */
    public KMeans withMaxIterations(int maxIterations) {
        throw new UnsupportedOperationException();
    }

    /** STUB. */
    public KMeans withSeed(long seed) {
        throw new UnsupportedOperationException();
    }

    /** STUB. */
    public Clustering fit(FMatrixRMaj rows) {
        throw new UnsupportedOperationException();
    }
}
