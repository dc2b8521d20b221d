package org.ncf4j.internal;

/** Plain loops; of that over sums the compiler makes vector instructions. */
final class PortableColumnKernels implements ColumnKernels {
    @Override
    public void addSquares(
            double[] sum, double[] a, double[] b, double[] c, double[] d, double pa, double pb, double pc, double pd) {
        for (int i = 0; i < sum.length; i++) {
            double da = a[i] - pa;
            double db = b[i] - pb;
            double dc = c[i] - pc;
            double dd = d[i] - pd;
            sum[i] = sum[i] + da * da + db * db + dc * dc + dd * dd;
        }
    }

    @Override
    public void addProducts(double[][] columns, int from, int to, double[][] lanes) {
        for (int i = from; i < to; i++) {
            for (int j = 0; j <= i; j++) {
                addProducts(columns[i], columns[j], lanes[i], LANES * j);
            }
        }
    }

    private static void addProducts(double[] a, double[] b, double[] lanes, int at) {
        double s0 = lanes[at];
        double s1 = lanes[at + 1];
        double s2 = lanes[at + 2];
        double s3 = lanes[at + 3];
        double s4 = lanes[at + 4];
        double s5 = lanes[at + 5];
        double s6 = lanes[at + 6];
        double s7 = lanes[at + 7];
        for (int i = 0; i < a.length; i += LANES) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
            s4 += a[i + 4] * b[i + 4];
            s5 += a[i + 5] * b[i + 5];
            s6 += a[i + 6] * b[i + 6];
            s7 += a[i + 7] * b[i + 7];
        }
        lanes[at] = s0;
        lanes[at + 1] = s1;
        lanes[at + 2] = s2;
        lanes[at + 3] = s3;
        lanes[at + 4] = s4;
        lanes[at + 5] = s5;
        lanes[at + 6] = s6;
        lanes[at + 7] = s7;
    }
}
