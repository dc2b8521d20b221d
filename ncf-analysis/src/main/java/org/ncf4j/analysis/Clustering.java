package org.ncf4j.analysis;

/** STUB: rows in clusters. */
public final class Clustering {
    private Clustering() {}

    /** STUB. */
    public int clusters() {
        throw new UnsupportedOperationException();
    }

    /** STUB. */
    public int cluster(int row) {
        throw new UnsupportedOperationException();
    }

    /** STUB. */
    public int[] assignments() {
        throw new UnsupportedOperationException();
    }

    /** STUB. */
    public double[][] centroids() {
        throw new UnsupportedOperationException();
    }

    /** STUB. */
    public int[] sizes() {
        throw new UnsupportedOperationException();
    }

    /** STUB. */
    public double inertia() {
        throw new UnsupportedOperationException();
    }

    /** STUB. */
    public int iterations() {
        throw new UnsupportedOperationException();
    }
}
