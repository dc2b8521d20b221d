package org.ncf4j.analysis;

import java.util.concurrent.atomic.AtomicInteger;
import org.ncf4j.internal.ColumnKernels;
import org.ncf4j.internal.Kernels;
import org.ncf4j.internal.Team;
import org.ncf4j.internal.Work;

/**
 * The covariance matrix of rows, in double.
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
    private final Rows x;
    private final double[] means;
    private final int shards;
    /** Of each shard, the lower half. */
    private final double[][][] sums;

    private Covariance(Rows x, double[] means) {
        this.x = x;
        this.means = means;
        shards = Math.max(1, Math.min(SHARDS, x.tiles() / TILES_A_SHARD));
        sums = new double[shards][x.columns][x.columns];
    }

    /**
     * {@code sum (x - m)(x - m)' / (n - 1)}.
     *
     * @param means {@code m}
     */
    static double[][] of(Rows x, double[] means, Team team) {
        Covariance covariance = new Covariance(x, means);
        AtomicInteger next = new AtomicInteger();
        team.run((member, members, barrier) -> covariance.addShards(next));
        return covariance.total();
    }

    private double[][] total() {
        double[][] total = sums[0];
        for (int i = 0; i < x.columns; i++) {
            for (int j = 0; j <= i; j++) {
                for (int shard = 1; shard < shards; shard++) {
                    total[i][j] += sums[shard][i][j];
                }
                total[i][j] /= x.count - 1;
                total[j][i] = total[i][j];
            }
        }
        return total;
    }

    private void addShards(AtomicInteger next) {
        double[][] tile = x.newTile();
        double[][] lanes = new double[x.columns][];
        Work.take(next, shards, 1, (from, to) -> {
            for (int row = 0; row < x.columns; row += ROWS) {
                addRows(from, row, Math.min(x.columns, row + ROWS), tile, lanes);
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
            x.copyTile(t, means, tile);
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
