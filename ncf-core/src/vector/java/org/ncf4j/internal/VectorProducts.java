package org.ncf4j.internal;

import static org.ncf4j.internal.Lanes.LENGTH;
import static org.ncf4j.internal.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Matrix products whose sums stay in registers: a tile of 8 rows by 2 vectors, the innermost loop along the chain. An
 * element is one chain of fused multiply-adds in a lane of its own, so that neither the tile nor the length of a vector
 * shows in a result.
 *
 * <p>Activations are held in panels of {@link #PANEL} samples; a panel is made of blocks of {@link #BLOCK} columns, sample
 * after sample. The eight elements that a step of a chain takes are then at fixed distances from the first: with rows of
 * any other length each needs an address of its own, which the loop has no time for.
 */
final class VectorProducts {
    private VectorProducts() {}

    /** What becomes of a finished sum. */
    enum Finish {
        KEEP,
        /** ReLU. */
        RELU,
        /** The sum where the mask's element is above 0, else 0. */
        MASK
    }

    /** Rows of a panel: samples whose activations lie next to each other. */
    static final int PANEL = 8;
    /** Columns of a block. */
    static final int BLOCK = Dot.LANES;
    /** From a vector of an activation's row to the next one, where the first is the first of an even number of them. */
    private static final int NEXT = LENGTH == BLOCK ? PANEL * BLOCK : LENGTH;

    /** Where the block of a column begins in a panel, and the column in its block. */
    static int place(int column) {
        return column / BLOCK * PANEL * BLOCK + column % BLOCK;
    }

    /**
     * {@code c = finish(start + a b)} for {@code rows} rows and those up to the next two whole panels.
     *
     * @param chain columns of {@code a}, rows of {@code b}
     * @param a panels, {@code aPanel} apart
     * @param columns of {@code b}, whole vectors
     * @param start a row of {@code b}'s length, where every chain starts
     * @param c panels, {@code cPanel} apart
     * @param mask laid out as {@code c}
     */
    static void product(
            int rows,
            int chain,
            float[] a,
            int aPanel,
            float[] b,
            int columns,
            float[] start,
            float[] c,
            int cPanel,
            Finish finish,
            float[] mask) {
        for (int row = 0; row < rows; row += 2 * PANEL) {
            productOfPanels(row, chain, a, aPanel, b, columns, start, c, cPanel, finish, mask);
        }
    }

    /** For the two panels from a row on. */
    static void productOfPanels(
            int row,
            int chain,
            float[] a,
            int aPanel,
            float[] b,
            int columns,
            float[] start,
            float[] c,
            int cPanel,
            Finish finish,
            float[] mask) {
        int aAt = row / PANEL * aPanel;
        int cAt = row / PANEL * cPanel;
        int column = 0;
        for (; column + 2 * LENGTH <= columns; column += 2 * LENGTH) {
            int at = cAt + place(column);
            product8x2(chain, a, aAt, b, column, columns, start, c, at, BLOCK, NEXT, finish, mask);
            product8x2(chain, a, aAt + aPanel, b, column, columns, start, c, at + cPanel, BLOCK, NEXT, finish, mask);
        }
        if (column < columns) {
            int at = cAt + place(column);
            product16x1(chain, a, aAt, aPanel, b, column, columns, start, c, at, BLOCK, cPanel, finish, mask);
        }
    }

    /**
     * The columns from {@code from} to {@code to} of {@code start + a b} for two panels, side by side into rows of {@code c}
     * that are {@code cStride} apart.
     */
    static void productToRows(
            int row,
            int from,
            int to,
            int chain,
            float[] a,
            int aPanel,
            float[] b,
            int columns,
            float[] start,
            float[] c,
            int cOffset,
            int cStride) {
        int aAt = row / PANEL * aPanel;
        int second = PANEL * cStride;
        Finish keep = Finish.KEEP;
        int column = from;
        int at = cOffset + row * cStride;
        for (; column + 2 * LENGTH <= to; column += 2 * LENGTH, at += 2 * LENGTH) {
            product8x2(chain, a, aAt, b, column, columns, start, c, at, cStride, LENGTH, keep, start);
            product8x2(chain, a, aAt + aPanel, b, column, columns, start, c, at + second, cStride, LENGTH, keep, start);
        }
        if (column < to) {
            product16x1(chain, a, aAt, aPanel, b, column, columns, start, c, at, cStride, second, keep, start);
        }
    }

    /**
     * {@code c += x^T dy} over {@code rows} samples, each chain from +0 and then added. The inputs count up to the next
     * multiple of 8: {@code c} has a row of {@code columns} columns, whole vectors, for each of them.
     *
     * @param x panels, {@code xPanel} apart
     * @param dy panels, {@code dyPanel} apart
     */
    static void outerProduct(
            int rows, int inputs, float[] x, int xPanel, int columns, float[] dy, int dyPanel, float[] c) {
        for (int column = 0; column < columns; ) {
            boolean wide = column + 2 * LENGTH <= columns;
            int right = place(column);
            for (int k = 0; k < inputs; k += 8) {
                int left = place(k);
                int to = k * columns + column;
                if (wide) {
                    outer8x2(rows, x, left, xPanel, dy, right, dyPanel, c, to, columns);
                } else {
                    outer8x1(rows, x, left, xPanel, dy, right, dyPanel, c, to, columns);
                }
            }
            column += wide ? 2 * LENGTH : LENGTH;
        }
    }

    /** 8 rows by 2 vectors. */
    private static void product8x2(
            int chain,
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            int bStride,
            float[] start,
            float[] c,
            int cAt,
            int cStride,
            int cNext,
            Finish finish,
            float[] mask) {
        FloatVector c00 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c01 = FloatVector.fromArray(SPECIES, start, bAt + LENGTH);
        FloatVector c10 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c11 = FloatVector.fromArray(SPECIES, start, bAt + LENGTH);
        FloatVector c20 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c21 = FloatVector.fromArray(SPECIES, start, bAt + LENGTH);
        FloatVector c30 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c31 = FloatVector.fromArray(SPECIES, start, bAt + LENGTH);
        FloatVector c40 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c41 = FloatVector.fromArray(SPECIES, start, bAt + LENGTH);
        FloatVector c50 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c51 = FloatVector.fromArray(SPECIES, start, bAt + LENGTH);
        FloatVector c60 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c61 = FloatVector.fromArray(SPECIES, start, bAt + LENGTH);
        FloatVector c70 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c71 = FloatVector.fromArray(SPECIES, start, bAt + LENGTH);
        for (int k = 0, row = bAt; k < chain; k++, row += bStride) {
            int at = aAt + (k & -BLOCK) * PANEL + (k & BLOCK - 1);
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, row);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, row + LENGTH);
            FloatVector x = FloatVector.broadcast(SPECIES, a[at]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[at + BLOCK]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[at + 2 * BLOCK]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[at + 3 * BLOCK]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[at + 4 * BLOCK]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[at + 5 * BLOCK]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = FloatVector.broadcast(SPECIES, a[at + 6 * BLOCK]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = FloatVector.broadcast(SPECIES, a[at + 7 * BLOCK]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
        }
        if (finish == Finish.RELU) {
            c00 = c00.blend(0f, c00.compare(VectorOperators.LE, 0f));
            c01 = c01.blend(0f, c01.compare(VectorOperators.LE, 0f));
            c10 = c10.blend(0f, c10.compare(VectorOperators.LE, 0f));
            c11 = c11.blend(0f, c11.compare(VectorOperators.LE, 0f));
            c20 = c20.blend(0f, c20.compare(VectorOperators.LE, 0f));
            c21 = c21.blend(0f, c21.compare(VectorOperators.LE, 0f));
            c30 = c30.blend(0f, c30.compare(VectorOperators.LE, 0f));
            c31 = c31.blend(0f, c31.compare(VectorOperators.LE, 0f));
            c40 = c40.blend(0f, c40.compare(VectorOperators.LE, 0f));
            c41 = c41.blend(0f, c41.compare(VectorOperators.LE, 0f));
            c50 = c50.blend(0f, c50.compare(VectorOperators.LE, 0f));
            c51 = c51.blend(0f, c51.compare(VectorOperators.LE, 0f));
            c60 = c60.blend(0f, c60.compare(VectorOperators.LE, 0f));
            c61 = c61.blend(0f, c61.compare(VectorOperators.LE, 0f));
            c70 = c70.blend(0f, c70.compare(VectorOperators.LE, 0f));
            c71 = c71.blend(0f, c71.compare(VectorOperators.LE, 0f));
        } else if (finish == Finish.MASK) {
            int m = cAt;
            c00 = FloatVector.zero(SPECIES)
                    .blend(c00, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            c01 = FloatVector.zero(SPECIES)
                    .blend(c01, FloatVector.fromArray(SPECIES, mask, m + cNext).compare(VectorOperators.GT, 0f));
            m += cStride;
            c10 = FloatVector.zero(SPECIES)
                    .blend(c10, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            c11 = FloatVector.zero(SPECIES)
                    .blend(c11, FloatVector.fromArray(SPECIES, mask, m + cNext).compare(VectorOperators.GT, 0f));
            m += cStride;
            c20 = FloatVector.zero(SPECIES)
                    .blend(c20, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            c21 = FloatVector.zero(SPECIES)
                    .blend(c21, FloatVector.fromArray(SPECIES, mask, m + cNext).compare(VectorOperators.GT, 0f));
            m += cStride;
            c30 = FloatVector.zero(SPECIES)
                    .blend(c30, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            c31 = FloatVector.zero(SPECIES)
                    .blend(c31, FloatVector.fromArray(SPECIES, mask, m + cNext).compare(VectorOperators.GT, 0f));
            m += cStride;
            c40 = FloatVector.zero(SPECIES)
                    .blend(c40, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            c41 = FloatVector.zero(SPECIES)
                    .blend(c41, FloatVector.fromArray(SPECIES, mask, m + cNext).compare(VectorOperators.GT, 0f));
            m += cStride;
            c50 = FloatVector.zero(SPECIES)
                    .blend(c50, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            c51 = FloatVector.zero(SPECIES)
                    .blend(c51, FloatVector.fromArray(SPECIES, mask, m + cNext).compare(VectorOperators.GT, 0f));
            m += cStride;
            c60 = FloatVector.zero(SPECIES)
                    .blend(c60, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            c61 = FloatVector.zero(SPECIES)
                    .blend(c61, FloatVector.fromArray(SPECIES, mask, m + cNext).compare(VectorOperators.GT, 0f));
            m += cStride;
            c70 = FloatVector.zero(SPECIES)
                    .blend(c70, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            c71 = FloatVector.zero(SPECIES)
                    .blend(c71, FloatVector.fromArray(SPECIES, mask, m + cNext).compare(VectorOperators.GT, 0f));
        }
        int to = cAt;
        c00.intoArray(c, to);
        c01.intoArray(c, to + cNext);
        to += cStride;
        c10.intoArray(c, to);
        c11.intoArray(c, to + cNext);
        to += cStride;
        c20.intoArray(c, to);
        c21.intoArray(c, to + cNext);
        to += cStride;
        c30.intoArray(c, to);
        c31.intoArray(c, to + cNext);
        to += cStride;
        c40.intoArray(c, to);
        c41.intoArray(c, to + cNext);
        to += cStride;
        c50.intoArray(c, to);
        c51.intoArray(c, to + cNext);
        to += cStride;
        c60.intoArray(c, to);
        c61.intoArray(c, to + cNext);
        to += cStride;
        c70.intoArray(c, to);
        c71.intoArray(c, to + cNext);
    }

    /** 16 rows by 1 vector. */
    private static void product16x1(
            int chain,
            float[] a,
            int aAt,
            int aPanel,
            float[] b,
            int bAt,
            int bStride,
            float[] start,
            float[] c,
            int cAt,
            int cStride,
            int cPanel,
            Finish finish,
            float[] mask) {
        FloatVector c0 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c1 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c2 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c3 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c4 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c5 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c6 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c7 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c8 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c9 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector ca = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector cb = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector cc = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector cd = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector ce = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector cf = FloatVector.fromArray(SPECIES, start, bAt);
        for (int k = 0, row = bAt; k < chain; k++, row += bStride) {
            int at = aAt + (k & -BLOCK) * PANEL + (k & BLOCK - 1);
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, row);
            FloatVector x = FloatVector.broadcast(SPECIES, a[at]);
            c0 = x.fma(b0, c0);
            x = FloatVector.broadcast(SPECIES, a[at + BLOCK]);
            c1 = x.fma(b0, c1);
            x = FloatVector.broadcast(SPECIES, a[at + 2 * BLOCK]);
            c2 = x.fma(b0, c2);
            x = FloatVector.broadcast(SPECIES, a[at + 3 * BLOCK]);
            c3 = x.fma(b0, c3);
            x = FloatVector.broadcast(SPECIES, a[at + 4 * BLOCK]);
            c4 = x.fma(b0, c4);
            x = FloatVector.broadcast(SPECIES, a[at + 5 * BLOCK]);
            c5 = x.fma(b0, c5);
            x = FloatVector.broadcast(SPECIES, a[at + 6 * BLOCK]);
            c6 = x.fma(b0, c6);
            x = FloatVector.broadcast(SPECIES, a[at + 7 * BLOCK]);
            c7 = x.fma(b0, c7);
            x = FloatVector.broadcast(SPECIES, a[at + aPanel]);
            c8 = x.fma(b0, c8);
            x = FloatVector.broadcast(SPECIES, a[at + aPanel + BLOCK]);
            c9 = x.fma(b0, c9);
            x = FloatVector.broadcast(SPECIES, a[at + aPanel + 2 * BLOCK]);
            ca = x.fma(b0, ca);
            x = FloatVector.broadcast(SPECIES, a[at + aPanel + 3 * BLOCK]);
            cb = x.fma(b0, cb);
            x = FloatVector.broadcast(SPECIES, a[at + aPanel + 4 * BLOCK]);
            cc = x.fma(b0, cc);
            x = FloatVector.broadcast(SPECIES, a[at + aPanel + 5 * BLOCK]);
            cd = x.fma(b0, cd);
            x = FloatVector.broadcast(SPECIES, a[at + aPanel + 6 * BLOCK]);
            ce = x.fma(b0, ce);
            x = FloatVector.broadcast(SPECIES, a[at + aPanel + 7 * BLOCK]);
            cf = x.fma(b0, cf);
        }
        if (finish == Finish.RELU) {
            c0 = c0.blend(0f, c0.compare(VectorOperators.LE, 0f));
            c1 = c1.blend(0f, c1.compare(VectorOperators.LE, 0f));
            c2 = c2.blend(0f, c2.compare(VectorOperators.LE, 0f));
            c3 = c3.blend(0f, c3.compare(VectorOperators.LE, 0f));
            c4 = c4.blend(0f, c4.compare(VectorOperators.LE, 0f));
            c5 = c5.blend(0f, c5.compare(VectorOperators.LE, 0f));
            c6 = c6.blend(0f, c6.compare(VectorOperators.LE, 0f));
            c7 = c7.blend(0f, c7.compare(VectorOperators.LE, 0f));
            c8 = c8.blend(0f, c8.compare(VectorOperators.LE, 0f));
            c9 = c9.blend(0f, c9.compare(VectorOperators.LE, 0f));
            ca = ca.blend(0f, ca.compare(VectorOperators.LE, 0f));
            cb = cb.blend(0f, cb.compare(VectorOperators.LE, 0f));
            cc = cc.blend(0f, cc.compare(VectorOperators.LE, 0f));
            cd = cd.blend(0f, cd.compare(VectorOperators.LE, 0f));
            ce = ce.blend(0f, ce.compare(VectorOperators.LE, 0f));
            cf = cf.blend(0f, cf.compare(VectorOperators.LE, 0f));
        } else if (finish == Finish.MASK) {
            int m = cAt;
            c0 = FloatVector.zero(SPECIES)
                    .blend(c0, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            m += cStride;
            c1 = FloatVector.zero(SPECIES)
                    .blend(c1, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            m += cStride;
            c2 = FloatVector.zero(SPECIES)
                    .blend(c2, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            m += cStride;
            c3 = FloatVector.zero(SPECIES)
                    .blend(c3, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            m += cStride;
            c4 = FloatVector.zero(SPECIES)
                    .blend(c4, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            m += cStride;
            c5 = FloatVector.zero(SPECIES)
                    .blend(c5, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            m += cStride;
            c6 = FloatVector.zero(SPECIES)
                    .blend(c6, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            m += cStride;
            c7 = FloatVector.zero(SPECIES)
                    .blend(c7, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            m = cAt + cPanel;
            c8 = FloatVector.zero(SPECIES)
                    .blend(c8, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            m += cStride;
            c9 = FloatVector.zero(SPECIES)
                    .blend(c9, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            m += cStride;
            ca = FloatVector.zero(SPECIES)
                    .blend(ca, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            m += cStride;
            cb = FloatVector.zero(SPECIES)
                    .blend(cb, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            m += cStride;
            cc = FloatVector.zero(SPECIES)
                    .blend(cc, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            m += cStride;
            cd = FloatVector.zero(SPECIES)
                    .blend(cd, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            m += cStride;
            ce = FloatVector.zero(SPECIES)
                    .blend(ce, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
            m += cStride;
            cf = FloatVector.zero(SPECIES)
                    .blend(cf, FloatVector.fromArray(SPECIES, mask, m).compare(VectorOperators.GT, 0f));
        }
        int to = cAt;
        c0.intoArray(c, to);
        to += cStride;
        c1.intoArray(c, to);
        to += cStride;
        c2.intoArray(c, to);
        to += cStride;
        c3.intoArray(c, to);
        to += cStride;
        c4.intoArray(c, to);
        to += cStride;
        c5.intoArray(c, to);
        to += cStride;
        c6.intoArray(c, to);
        to += cStride;
        c7.intoArray(c, to);
        to = cAt + cPanel;
        c8.intoArray(c, to);
        to += cStride;
        c9.intoArray(c, to);
        to += cStride;
        ca.intoArray(c, to);
        to += cStride;
        cb.intoArray(c, to);
        to += cStride;
        cc.intoArray(c, to);
        to += cStride;
        cd.intoArray(c, to);
        to += cStride;
        ce.intoArray(c, to);
        to += cStride;
        cf.intoArray(c, to);
    }

    /** 8 inputs by 2 vectors. */
    private static void outer8x2(
            int rows,
            float[] x,
            int xAt,
            int xPanel,
            float[] dy,
            int dyAt,
            int dyPanel,
            float[] c,
            int cAt,
            int cStride) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c21 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c31 = FloatVector.zero(SPECIES);
        FloatVector c40 = FloatVector.zero(SPECIES);
        FloatVector c41 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES);
        FloatVector c51 = FloatVector.zero(SPECIES);
        FloatVector c60 = FloatVector.zero(SPECIES);
        FloatVector c61 = FloatVector.zero(SPECIES);
        FloatVector c70 = FloatVector.zero(SPECIES);
        FloatVector c71 = FloatVector.zero(SPECIES);
        for (int row = 0; row < rows; row++) {
            int panel = row / PANEL;
            int inPanel = row % PANEL * BLOCK;
            int left = xAt + panel * xPanel + inPanel;
            int right = dyAt + panel * dyPanel + inPanel;
            FloatVector b0 = FloatVector.fromArray(SPECIES, dy, right);
            FloatVector b1 = FloatVector.fromArray(SPECIES, dy, right + NEXT);
            FloatVector a = FloatVector.broadcast(SPECIES, x[left]);
            c00 = a.fma(b0, c00);
            c01 = a.fma(b1, c01);
            a = FloatVector.broadcast(SPECIES, x[left + 1]);
            c10 = a.fma(b0, c10);
            c11 = a.fma(b1, c11);
            a = FloatVector.broadcast(SPECIES, x[left + 2]);
            c20 = a.fma(b0, c20);
            c21 = a.fma(b1, c21);
            a = FloatVector.broadcast(SPECIES, x[left + 3]);
            c30 = a.fma(b0, c30);
            c31 = a.fma(b1, c31);
            a = FloatVector.broadcast(SPECIES, x[left + 4]);
            c40 = a.fma(b0, c40);
            c41 = a.fma(b1, c41);
            a = FloatVector.broadcast(SPECIES, x[left + 5]);
            c50 = a.fma(b0, c50);
            c51 = a.fma(b1, c51);
            a = FloatVector.broadcast(SPECIES, x[left + 6]);
            c60 = a.fma(b0, c60);
            c61 = a.fma(b1, c61);
            a = FloatVector.broadcast(SPECIES, x[left + 7]);
            c70 = a.fma(b0, c70);
            c71 = a.fma(b1, c71);
        }
        int to = cAt;
        FloatVector.fromArray(SPECIES, c, to).add(c00).intoArray(c, to);
        FloatVector.fromArray(SPECIES, c, to + LENGTH).add(c01).intoArray(c, to + LENGTH);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c10).intoArray(c, to);
        FloatVector.fromArray(SPECIES, c, to + LENGTH).add(c11).intoArray(c, to + LENGTH);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c20).intoArray(c, to);
        FloatVector.fromArray(SPECIES, c, to + LENGTH).add(c21).intoArray(c, to + LENGTH);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c30).intoArray(c, to);
        FloatVector.fromArray(SPECIES, c, to + LENGTH).add(c31).intoArray(c, to + LENGTH);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c40).intoArray(c, to);
        FloatVector.fromArray(SPECIES, c, to + LENGTH).add(c41).intoArray(c, to + LENGTH);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c50).intoArray(c, to);
        FloatVector.fromArray(SPECIES, c, to + LENGTH).add(c51).intoArray(c, to + LENGTH);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c60).intoArray(c, to);
        FloatVector.fromArray(SPECIES, c, to + LENGTH).add(c61).intoArray(c, to + LENGTH);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c70).intoArray(c, to);
        FloatVector.fromArray(SPECIES, c, to + LENGTH).add(c71).intoArray(c, to + LENGTH);
    }

    /** 8 inputs by 1 vector. */
    private static void outer8x1(
            int rows,
            float[] x,
            int xAt,
            int xPanel,
            float[] dy,
            int dyAt,
            int dyPanel,
            float[] c,
            int cAt,
            int cStride) {
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector c2 = FloatVector.zero(SPECIES);
        FloatVector c3 = FloatVector.zero(SPECIES);
        FloatVector c4 = FloatVector.zero(SPECIES);
        FloatVector c5 = FloatVector.zero(SPECIES);
        FloatVector c6 = FloatVector.zero(SPECIES);
        FloatVector c7 = FloatVector.zero(SPECIES);
        for (int row = 0; row < rows; row++) {
            int panel = row / PANEL;
            int inPanel = row % PANEL * BLOCK;
            int left = xAt + panel * xPanel + inPanel;
            int right = dyAt + panel * dyPanel + inPanel;
            FloatVector b0 = FloatVector.fromArray(SPECIES, dy, right);
            FloatVector a = FloatVector.broadcast(SPECIES, x[left]);
            c0 = a.fma(b0, c0);
            a = FloatVector.broadcast(SPECIES, x[left + 1]);
            c1 = a.fma(b0, c1);
            a = FloatVector.broadcast(SPECIES, x[left + 2]);
            c2 = a.fma(b0, c2);
            a = FloatVector.broadcast(SPECIES, x[left + 3]);
            c3 = a.fma(b0, c3);
            a = FloatVector.broadcast(SPECIES, x[left + 4]);
            c4 = a.fma(b0, c4);
            a = FloatVector.broadcast(SPECIES, x[left + 5]);
            c5 = a.fma(b0, c5);
            a = FloatVector.broadcast(SPECIES, x[left + 6]);
            c6 = a.fma(b0, c6);
            a = FloatVector.broadcast(SPECIES, x[left + 7]);
            c7 = a.fma(b0, c7);
        }
        int to = cAt;
        FloatVector.fromArray(SPECIES, c, to).add(c0).intoArray(c, to);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c1).intoArray(c, to);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c2).intoArray(c, to);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c3).intoArray(c, to);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c4).intoArray(c, to);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c5).intoArray(c, to);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c6).intoArray(c, to);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c7).intoArray(c, to);
    }
}
