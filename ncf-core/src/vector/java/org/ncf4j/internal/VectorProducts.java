package org.ncf4j.internal;

import static org.ncf4j.internal.Lanes.LENGTH;
import static org.ncf4j.internal.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Matrix products whose sums stay in registers: a tile of 8 rows by 2 vectors, the innermost loop along the chain. An
 * element is one chain of fused multiply-adds in a lane of its own, so that neither the tile nor the length of a vector
 * shows in a result.
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

    /**
     * {@code c = finish(start + a b)}: {@code rows} rows of the columns from {@code from} to {@code to}, whole vectors.
     *
     * @param chain columns of {@code a}, rows of {@code b}
     * @param columns of {@code b}
     * @param start a row of {@code b}'s length, where every chain starts
     * @param cOffset place of the first row's column {@code from}
     * @param mask laid out as {@code c}
     */
    static void product(
            int rows,
            int from,
            int to,
            int chain,
            float[] a,
            int aOffset,
            int aStride,
            float[] b,
            int columns,
            float[] start,
            float[] c,
            int cOffset,
            int cStride,
            Finish finish,
            float[] mask) {
        for (int column = from; column < to; ) {
            boolean wide = column + 2 * LENGTH <= to;
            int width = wide ? 2 * LENGTH : LENGTH;
            int row = 0;
            for (; row + 8 <= rows; row += 8) {
                int left = aOffset + row * aStride;
                int at = cOffset + row * cStride + column - from;
                if (wide) {
                    product8x2(chain, a, left, aStride, b, column, columns, start, c, at, cStride, finish, mask);
                } else {
                    product8x1(chain, a, left, aStride, b, column, columns, start, c, at, cStride, finish, mask);
                }
            }
            for (; row < rows; row++) {
                int left = aOffset + row * aStride;
                int at = cOffset + row * cStride + column - from;
                product1x1(chain, a, left, aStride, b, column, columns, start, c, at, cStride, finish, mask);
                if (wide) {
                    product1x1(
                            chain,
                            a,
                            left,
                            aStride,
                            b,
                            column + LENGTH,
                            columns,
                            start,
                            c,
                            at + LENGTH,
                            cStride,
                            finish,
                            mask);
                }
            }
            column += width;
        }
    }

    /**
     * {@code c += x^T dy} over {@code rows} samples, each chain from +0 and then added: {@code inputs} rows of
     * {@code columns} columns, a whole number of vectors.
     */
    static void outerProduct(
            int rows, int inputs, float[] x, int xOffset, int xStride, int columns, float[] dy, float[] c) {
        for (int column = 0; column < columns; ) {
            boolean wide = column + 2 * LENGTH <= columns;
            int k = 0;
            for (; k + 8 <= inputs; k += 8) {
                int to = k * columns + column;
                if (wide) {
                    outer8x2(rows, x, xOffset + k, xStride, dy, column, columns, c, to, columns);
                } else {
                    outer8x1(rows, x, xOffset + k, xStride, dy, column, columns, c, to, columns);
                }
            }
            for (; k < inputs; k++) {
                int to = k * columns + column;
                outer1x1(rows, x, xOffset + k, xStride, dy, column, columns, c, to, columns);
                if (wide) {
                    outer1x1(rows, x, xOffset + k, xStride, dy, column + LENGTH, columns, c, to + LENGTH, columns);
                }
            }
            column += wide ? 2 * LENGTH : LENGTH;
        }
    }

    /** 8 rows by 2 vectors. */
    private static void product8x2(
            int chain,
            float[] a,
            int at,
            int stride,
            float[] b,
            int bAt,
            int bStride,
            float[] start,
            float[] c,
            int cAt,
            int cStride,
            Finish finish,
            float[] mask) {
        int a1 = at + stride;
        int a2 = at + 2 * stride;
        int a3 = at + 3 * stride;
        int a4 = at + 4 * stride;
        int a5 = at + 5 * stride;
        int a6 = at + 6 * stride;
        int a7 = at + 7 * stride;
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
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, row);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, row + LENGTH);
            FloatVector x = FloatVector.broadcast(SPECIES, a[at + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[a1 + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[a2 + k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[a3 + k]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[a4 + k]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[a5 + k]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = FloatVector.broadcast(SPECIES, a[a6 + k]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = FloatVector.broadcast(SPECIES, a[a7 + k]);
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
            c00 = FloatVector.zero(SPECIES)
                    .blend(c00, FloatVector.fromArray(SPECIES, mask, cAt).compare(VectorOperators.GT, 0f));
            c01 = FloatVector.zero(SPECIES)
                    .blend(
                            c01,
                            FloatVector.fromArray(SPECIES, mask, cAt + LENGTH).compare(VectorOperators.GT, 0f));
            c10 = FloatVector.zero(SPECIES)
                    .blend(
                            c10,
                            FloatVector.fromArray(SPECIES, mask, cAt + cStride).compare(VectorOperators.GT, 0f));
            c11 = FloatVector.zero(SPECIES)
                    .blend(
                            c11,
                            FloatVector.fromArray(SPECIES, mask, cAt + cStride + LENGTH)
                                    .compare(VectorOperators.GT, 0f));
            c20 = FloatVector.zero(SPECIES)
                    .blend(
                            c20,
                            FloatVector.fromArray(SPECIES, mask, cAt + 2 * cStride)
                                    .compare(VectorOperators.GT, 0f));
            c21 = FloatVector.zero(SPECIES)
                    .blend(
                            c21,
                            FloatVector.fromArray(SPECIES, mask, cAt + 2 * cStride + LENGTH)
                                    .compare(VectorOperators.GT, 0f));
            c30 = FloatVector.zero(SPECIES)
                    .blend(
                            c30,
                            FloatVector.fromArray(SPECIES, mask, cAt + 3 * cStride)
                                    .compare(VectorOperators.GT, 0f));
            c31 = FloatVector.zero(SPECIES)
                    .blend(
                            c31,
                            FloatVector.fromArray(SPECIES, mask, cAt + 3 * cStride + LENGTH)
                                    .compare(VectorOperators.GT, 0f));
            c40 = FloatVector.zero(SPECIES)
                    .blend(
                            c40,
                            FloatVector.fromArray(SPECIES, mask, cAt + 4 * cStride)
                                    .compare(VectorOperators.GT, 0f));
            c41 = FloatVector.zero(SPECIES)
                    .blend(
                            c41,
                            FloatVector.fromArray(SPECIES, mask, cAt + 4 * cStride + LENGTH)
                                    .compare(VectorOperators.GT, 0f));
            c50 = FloatVector.zero(SPECIES)
                    .blend(
                            c50,
                            FloatVector.fromArray(SPECIES, mask, cAt + 5 * cStride)
                                    .compare(VectorOperators.GT, 0f));
            c51 = FloatVector.zero(SPECIES)
                    .blend(
                            c51,
                            FloatVector.fromArray(SPECIES, mask, cAt + 5 * cStride + LENGTH)
                                    .compare(VectorOperators.GT, 0f));
            c60 = FloatVector.zero(SPECIES)
                    .blend(
                            c60,
                            FloatVector.fromArray(SPECIES, mask, cAt + 6 * cStride)
                                    .compare(VectorOperators.GT, 0f));
            c61 = FloatVector.zero(SPECIES)
                    .blend(
                            c61,
                            FloatVector.fromArray(SPECIES, mask, cAt + 6 * cStride + LENGTH)
                                    .compare(VectorOperators.GT, 0f));
            c70 = FloatVector.zero(SPECIES)
                    .blend(
                            c70,
                            FloatVector.fromArray(SPECIES, mask, cAt + 7 * cStride)
                                    .compare(VectorOperators.GT, 0f));
            c71 = FloatVector.zero(SPECIES)
                    .blend(
                            c71,
                            FloatVector.fromArray(SPECIES, mask, cAt + 7 * cStride + LENGTH)
                                    .compare(VectorOperators.GT, 0f));
        }
        int to = cAt;
        c00.intoArray(c, to);
        c01.intoArray(c, to + LENGTH);
        to += cStride;
        c10.intoArray(c, to);
        c11.intoArray(c, to + LENGTH);
        to += cStride;
        c20.intoArray(c, to);
        c21.intoArray(c, to + LENGTH);
        to += cStride;
        c30.intoArray(c, to);
        c31.intoArray(c, to + LENGTH);
        to += cStride;
        c40.intoArray(c, to);
        c41.intoArray(c, to + LENGTH);
        to += cStride;
        c50.intoArray(c, to);
        c51.intoArray(c, to + LENGTH);
        to += cStride;
        c60.intoArray(c, to);
        c61.intoArray(c, to + LENGTH);
        to += cStride;
        c70.intoArray(c, to);
        c71.intoArray(c, to + LENGTH);
    }

    /** 8 rows by 1 vector. */
    private static void product8x1(
            int chain,
            float[] a,
            int at,
            int stride,
            float[] b,
            int bAt,
            int bStride,
            float[] start,
            float[] c,
            int cAt,
            int cStride,
            Finish finish,
            float[] mask) {
        int a1 = at + stride;
        int a2 = at + 2 * stride;
        int a3 = at + 3 * stride;
        int a4 = at + 4 * stride;
        int a5 = at + 5 * stride;
        int a6 = at + 6 * stride;
        int a7 = at + 7 * stride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c10 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c20 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c30 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c40 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c50 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c60 = FloatVector.fromArray(SPECIES, start, bAt);
        FloatVector c70 = FloatVector.fromArray(SPECIES, start, bAt);
        for (int k = 0, row = bAt; k < chain; k++, row += bStride) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, row);
            FloatVector x = FloatVector.broadcast(SPECIES, a[at + k]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(SPECIES, a[a1 + k]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(SPECIES, a[a2 + k]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(SPECIES, a[a3 + k]);
            c30 = x.fma(b0, c30);
            x = FloatVector.broadcast(SPECIES, a[a4 + k]);
            c40 = x.fma(b0, c40);
            x = FloatVector.broadcast(SPECIES, a[a5 + k]);
            c50 = x.fma(b0, c50);
            x = FloatVector.broadcast(SPECIES, a[a6 + k]);
            c60 = x.fma(b0, c60);
            x = FloatVector.broadcast(SPECIES, a[a7 + k]);
            c70 = x.fma(b0, c70);
        }
        if (finish == Finish.RELU) {
            c00 = c00.blend(0f, c00.compare(VectorOperators.LE, 0f));
            c10 = c10.blend(0f, c10.compare(VectorOperators.LE, 0f));
            c20 = c20.blend(0f, c20.compare(VectorOperators.LE, 0f));
            c30 = c30.blend(0f, c30.compare(VectorOperators.LE, 0f));
            c40 = c40.blend(0f, c40.compare(VectorOperators.LE, 0f));
            c50 = c50.blend(0f, c50.compare(VectorOperators.LE, 0f));
            c60 = c60.blend(0f, c60.compare(VectorOperators.LE, 0f));
            c70 = c70.blend(0f, c70.compare(VectorOperators.LE, 0f));
        } else if (finish == Finish.MASK) {
            c00 = FloatVector.zero(SPECIES)
                    .blend(c00, FloatVector.fromArray(SPECIES, mask, cAt).compare(VectorOperators.GT, 0f));
            c10 = FloatVector.zero(SPECIES)
                    .blend(
                            c10,
                            FloatVector.fromArray(SPECIES, mask, cAt + cStride).compare(VectorOperators.GT, 0f));
            c20 = FloatVector.zero(SPECIES)
                    .blend(
                            c20,
                            FloatVector.fromArray(SPECIES, mask, cAt + 2 * cStride)
                                    .compare(VectorOperators.GT, 0f));
            c30 = FloatVector.zero(SPECIES)
                    .blend(
                            c30,
                            FloatVector.fromArray(SPECIES, mask, cAt + 3 * cStride)
                                    .compare(VectorOperators.GT, 0f));
            c40 = FloatVector.zero(SPECIES)
                    .blend(
                            c40,
                            FloatVector.fromArray(SPECIES, mask, cAt + 4 * cStride)
                                    .compare(VectorOperators.GT, 0f));
            c50 = FloatVector.zero(SPECIES)
                    .blend(
                            c50,
                            FloatVector.fromArray(SPECIES, mask, cAt + 5 * cStride)
                                    .compare(VectorOperators.GT, 0f));
            c60 = FloatVector.zero(SPECIES)
                    .blend(
                            c60,
                            FloatVector.fromArray(SPECIES, mask, cAt + 6 * cStride)
                                    .compare(VectorOperators.GT, 0f));
            c70 = FloatVector.zero(SPECIES)
                    .blend(
                            c70,
                            FloatVector.fromArray(SPECIES, mask, cAt + 7 * cStride)
                                    .compare(VectorOperators.GT, 0f));
        }
        int to = cAt;
        c00.intoArray(c, to);
        to += cStride;
        c10.intoArray(c, to);
        to += cStride;
        c20.intoArray(c, to);
        to += cStride;
        c30.intoArray(c, to);
        to += cStride;
        c40.intoArray(c, to);
        to += cStride;
        c50.intoArray(c, to);
        to += cStride;
        c60.intoArray(c, to);
        to += cStride;
        c70.intoArray(c, to);
    }

    /** 1 row by 1 vector. */
    private static void product1x1(
            int chain,
            float[] a,
            int at,
            int stride,
            float[] b,
            int bAt,
            int bStride,
            float[] start,
            float[] c,
            int cAt,
            int cStride,
            Finish finish,
            float[] mask) {
        FloatVector c00 = FloatVector.fromArray(SPECIES, start, bAt);
        for (int k = 0, row = bAt; k < chain; k++, row += bStride) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, row);
            FloatVector x = FloatVector.broadcast(SPECIES, a[at + k]);
            c00 = x.fma(b0, c00);
        }
        if (finish == Finish.RELU) {
            c00 = c00.blend(0f, c00.compare(VectorOperators.LE, 0f));
        } else if (finish == Finish.MASK) {
            c00 = FloatVector.zero(SPECIES)
                    .blend(c00, FloatVector.fromArray(SPECIES, mask, cAt).compare(VectorOperators.GT, 0f));
        }
        int to = cAt;
        c00.intoArray(c, to);
    }

    /** 8 inputs by 2 vectors. */
    private static void outer8x2(
            int chain,
            float[] x,
            int at,
            int stride,
            float[] dy,
            int dyAt,
            int dyStride,
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
        for (int row = 0, left = at, right = dyAt; row < chain; row++, left += stride, right += dyStride) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, dy, right);
            FloatVector b1 = FloatVector.fromArray(SPECIES, dy, right + LENGTH);
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
            int chain,
            float[] x,
            int at,
            int stride,
            float[] dy,
            int dyAt,
            int dyStride,
            float[] c,
            int cAt,
            int cStride) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c40 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES);
        FloatVector c60 = FloatVector.zero(SPECIES);
        FloatVector c70 = FloatVector.zero(SPECIES);
        for (int row = 0, left = at, right = dyAt; row < chain; row++, left += stride, right += dyStride) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, dy, right);
            FloatVector a = FloatVector.broadcast(SPECIES, x[left]);
            c00 = a.fma(b0, c00);
            a = FloatVector.broadcast(SPECIES, x[left + 1]);
            c10 = a.fma(b0, c10);
            a = FloatVector.broadcast(SPECIES, x[left + 2]);
            c20 = a.fma(b0, c20);
            a = FloatVector.broadcast(SPECIES, x[left + 3]);
            c30 = a.fma(b0, c30);
            a = FloatVector.broadcast(SPECIES, x[left + 4]);
            c40 = a.fma(b0, c40);
            a = FloatVector.broadcast(SPECIES, x[left + 5]);
            c50 = a.fma(b0, c50);
            a = FloatVector.broadcast(SPECIES, x[left + 6]);
            c60 = a.fma(b0, c60);
            a = FloatVector.broadcast(SPECIES, x[left + 7]);
            c70 = a.fma(b0, c70);
        }
        int to = cAt;
        FloatVector.fromArray(SPECIES, c, to).add(c00).intoArray(c, to);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c10).intoArray(c, to);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c20).intoArray(c, to);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c30).intoArray(c, to);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c40).intoArray(c, to);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c50).intoArray(c, to);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c60).intoArray(c, to);
        to += cStride;
        FloatVector.fromArray(SPECIES, c, to).add(c70).intoArray(c, to);
    }

    /** 1 input by 1 vector. */
    private static void outer1x1(
            int chain,
            float[] x,
            int at,
            int stride,
            float[] dy,
            int dyAt,
            int dyStride,
            float[] c,
            int cAt,
            int cStride) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        for (int row = 0, left = at, right = dyAt; row < chain; row++, left += stride, right += dyStride) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, dy, right);
            FloatVector a = FloatVector.broadcast(SPECIES, x[left]);
            c00 = a.fma(b0, c00);
        }
        int to = cAt;
        FloatVector.fromArray(SPECIES, c, to).add(c00).intoArray(c, to);
    }
}
