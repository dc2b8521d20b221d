package org.ncf4j.internal;

/**
 * Loops over columns of rows in double: element by element, each operation rounded by itself, so that all forms give the same
 * bits. Columns are all of one length, a multiple of 8. Without state.
 */
public interface ColumnKernels {
    /** {@code sum + (a - pa)^2 + (b - pb)^2 + (c - pc)^2 + (d - pd)^2}, added from the left, to {@code sum}. */
    void addSquares(
            double[] sum, double[] a, double[] b, double[] c, double[] d, double pa, double pb, double pc, double pd);

    /** Lanes of a sum of products. */
    int LANES = 8;

    /**
     * Adds the products of columns, pair by pair: lane {@code l} of a pair is one chain over the places {@code l}, {@code l + 8}
     * and so on.
     *
     * @param columns as many as {@code to} rounded up to a multiple of 4, or more
     * @param from the first column that is multiplied by all that are not behind it
     * @param to the one after the last
     * @param lanes changed: {@code lanes[i][8 j + l]} is lane l of columns i and j; to be read for {@code j <= i} and long enough
     *     for i + 1 rounded up to a multiple of 4
     */
    void addProducts(double[][] columns, int from, int to, double[][] lanes);
}
