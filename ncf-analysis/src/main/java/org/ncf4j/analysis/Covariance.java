package org.ncf4j.analysis;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.ncf4j.internal.ColumnKernels;
import org.ncf4j.internal.Kernels;
import org.ncf4j.internal.Team;
import org.ncf4j.internal.Work;

/**
 * The means of the columns of rows and their covariance matrix, in double, from one pass over the rows: with s the mean of the
 * first tile, which is near that of all, and d the mean of {@code x - s},
 *
 * <pre>
 * m = s + d        C = (sum (x - s)(x - s)' - n d d') / (n - 1)
 * </pre>
 *
 * (T. Chan, G. Golub and R. LeVeque, Algorithms for Computing the Sample Variance: Analysis and Recommendations, The American
 * Statistician 37(3), 1983, section 3: shifted data). The sums of {@code x - s} are those of its products with a column of ones.
 *
 * <p>Its sums have one order whatever the threads: rows fall into at most 8 shards of at least 64 tiles of 128 rows each; within
 * a shard, a row belongs to the lane that is its place modulo 8; a lane is added up in the order of its rows, then lanes, then
 * shards.
 */
final class Covariance {
    private static final int SHARDS = 8;
    private static final int TILES_A_SHARD = 64;
    /** Rows of the matrix whose lanes are held at a time. */
    private static final int ROWS = 64;

    private final ColumnKernels kernels = Kernels.active().columns();
    /** Of each column. */
    final double[] means;

    final double[][] matrix;

    private final Rows x;
    /** The mean of the first tile. */
    private final double[] shift;

    private final int shards;
    /** Of each shard, the lower half. */
    private final double[][][] sums;

    private Covariance(Rows x) {
        this.x = x;
        means = new double[x.columns];
        matrix = new double[x.columns][x.columns];
        shift = x.meansOf(Math.min(x.count, Rows.TILE));
        shards = Math.max(1, Math.min(SHARDS, x.tiles() / TILES_A_SHARD));
        sums = new double[shards][x.columns + 1][x.columns + 1];
    }

    /**
     * Of at least two rows.
     *
     * @throws IllegalArgumentException if a value is not finite
     */
    static Covariance of(Rows x, Team team) {
        Covariance covariance = new Covariance(x);
        AtomicInteger next = new AtomicInteger();
        team.run((member, members, barrier) -> covariance.addShards(next));
        covariance.finish();
        return covariance;
    }

    private void finish() {
        double[][] total = sums[0];
        for (int shard = 1; shard < shards; shard++) {
            for (int i = 0; i <= x.columns; i++) {
                for (int j = 0; j <= i; j++) {
                    total[i][j] += sums[shard][i][j];
                }
            }
        }
        double[] shifted = total[x.columns];
        for (int i = 0; i < x.columns; i++) {
            means[i] = shift[i] + shifted[i] / x.count;
            // products of floats do not overflow in double: they are finite if all values are
            if (!Double.isFinite(means[i])) {
                throw x.notFinite();
            }
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = (total[i][j] - shifted[i] * shifted[j] / x.count) / (x.count - 1);
                matrix[j][i] = matrix[i][j];
            }
        }
    }

    private void addShards(AtomicInteger next) {
        double[][] tile = x.newTile(1);
        double[][] lanes = new double[x.columns + 1][];
        Work.take(next, shards, 1, (from, to) -> {
            for (int row = 0; row <= x.columns; row += ROWS) {
                addRows(from, row, Math.min(x.columns + 1, row + ROWS), tile, lanes);
            }
        });
    }

    /** Some rows of the matrix of a shard. */
    private void addRows(int shard, int from, int to, double[][] tile, double[][] lanes) {
        for (int i = from; i < to; i++) {
            lanes[i] = new double[ColumnKernels.LANES * 4 * (i / 4 + 1)];
        }
        int end = (int) ((long) x.tiles() * (shard + 1) / shards);
        for (int t = (int) ((long) x.tiles() * shard / shards); t < end; t++) {
            x.copyTile(t, shift, tile);
            Arrays.fill(tile[x.columns], 0, x.end(t) - t * Rows.TILE, 1);
            Arrays.fill(tile[x.columns], x.end(t) - t * Rows.TILE, Rows.TILE, 0);
            kernels.addProducts(tile, from, to, lanes);
        }
        for (int i = from; i < to; i++) {
            for (int j = 0; j <= i; j++) {
                for (int lane = 0; lane < ColumnKernels.LANES; lane++) {
                    sums[shard][i][j] += lanes[i][ColumnKernels.LANES * j + lane];
                }
            }
        }
    }
}
