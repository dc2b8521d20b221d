package org.ncf4j.internal;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The loops on vectors of doubles, as long as those of floats. Multiplications and additions are not fused. */
final class VectorColumnKernels implements ColumnKernels {
    private static final VectorSpecies<Double> SPECIES = VectorSpecies.of(double.class, Lanes.SPECIES.vectorShape());

    private static final int LENGTH = SPECIES.length();

    @Override
    public void addSquares(
            double[] sum, double[] a, double[] b, double[] c, double[] d, double pa, double pb, double pc, double pd) {
        for (int i = 0; i < sum.length; i += LENGTH) {
            DoubleVector da = DoubleVector.fromArray(SPECIES, a, i).sub(pa);
            DoubleVector db = DoubleVector.fromArray(SPECIES, b, i).sub(pb);
            DoubleVector dc = DoubleVector.fromArray(SPECIES, c, i).sub(pc);
            DoubleVector dd = DoubleVector.fromArray(SPECIES, d, i).sub(pd);
            DoubleVector.fromArray(SPECIES, sum, i)
                    .add(da.mul(da))
                    .add(db.mul(db))
                    .add(dc.mul(dc))
                    .add(dd.mul(dd))
                    .intoArray(sum, i);
        }
    }

    @Override
    public void addProducts(double[][] columns, int from, int to, double[][] lanes) {
        for (int i = from; i < to; i++) {
            for (int j = 0; j <= i; j += 4) {
                for (int lane = 0; lane < LANES; lane += LENGTH) {
                    addProducts(
                            columns[i],
                            columns[j],
                            columns[j + 1],
                            columns[j + 2],
                            columns[j + 3],
                            lane,
                            lanes[i],
                            LANES * j + lane);
                }
            }
        }
    }

    /** A vector of lanes of four pairs. */
    private static void addProducts(
            double[] a, double[] b0, double[] b1, double[] b2, double[] b3, int lane, double[] lanes, int at) {
        DoubleVector s0 = DoubleVector.fromArray(SPECIES, lanes, at);
        DoubleVector s1 = DoubleVector.fromArray(SPECIES, lanes, at + LANES);
        DoubleVector s2 = DoubleVector.fromArray(SPECIES, lanes, at + 2 * LANES);
        DoubleVector s3 = DoubleVector.fromArray(SPECIES, lanes, at + 3 * LANES);
        for (int i = lane; i < a.length; i += LANES) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, a, i);
            s0 = s0.add(x.mul(DoubleVector.fromArray(SPECIES, b0, i)));
            s1 = s1.add(x.mul(DoubleVector.fromArray(SPECIES, b1, i)));
            s2 = s2.add(x.mul(DoubleVector.fromArray(SPECIES, b2, i)));
            s3 = s3.add(x.mul(DoubleVector.fromArray(SPECIES, b3, i)));
        }
        s0.intoArray(lanes, at);
        s1.intoArray(lanes, at + LANES);
        s2.intoArray(lanes, at + 2 * LANES);
        s3.intoArray(lanes, at + 3 * LANES);
    }
}
