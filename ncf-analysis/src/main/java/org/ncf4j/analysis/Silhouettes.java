package org.ncf4j.analysis;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ncf4j.internal.Hash;
import org.ncf4j.internal.Permutation;
import org.ncf4j.internal.Team;
import org.ncf4j.internal.Work;

/**
 * Mean silhouettes of one or more clusterings of the same rows: each distance is computed once for all of them.
 *
 * <p>A row's value depends on nobody else's work; sums go over the rows in their order.
 */
final class Silhouettes {
    /** Up to so many rows all are taken, of more so many. */
    static final int SAMPLE = 4096;

    private static final int ROWS_A_BLOCK = 32;
    /** Distances, times columns, that make it worth the while to start a thread. */
    private static final long PRODUCTS_A_THREAD = 1 << 21;

    private final Rows x;
    private final double[][][] tiles;
    private final int[][] labels;
    private final int[][] sizes;
    /** Of each clustering and row. */
    private final double[][] values;

    private Silhouettes(Rows x, int[][] labels, int count) {
        this.x = x;
        this.labels = labels;
        tiles = new double[x.tiles()][][];
        double[] unmoved = new double[x.columns];
        for (int t = 0; t < tiles.length; t++) {
            tiles[t] = x.newTile();
            x.copyTile(t, unmoved, tiles[t]);
        }
        sizes = new int[labels.length][];
        for (int c = 0; c < labels.length; c++) {
            sizes[c] = new int[Arrays.stream(labels[c]).max().orElse(0) + 1];
            for (int label : labels[c]) {
                sizes[c][label]++;
            }
        }
        values = new double[labels.length][count];
    }

    /**
     * The mean silhouette of each clustering, over all rows or a sample of {@link #SAMPLE}.
     *
     * @param labels of each clustering, the cluster of each row
     * @param seed of the sample
     */
    static double[] means(Rows x, int[][] labels, long seed, int threads) {
        int[] chosen = x.count <= SAMPLE ? all(x) : sample(x, seed);
        return Arrays.stream(of(x, labels, chosen, threads))
                .mapToDouble(Silhouettes::mean)
                .toArray();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    static int[] all(Rows x) {
        return IntStream.range(0, x.count).toArray();
    }

    private static int[] sample(Rows x, long seed) {
        Permutation shuffle = new Permutation(x.count, Hash.key(seed, Hash.SILHOUETTE, 0));
        int[] sample = new int[SAMPLE];
        Arrays.setAll(sample, i -> (int) shuffle.apply(i));
        Arrays.sort(sample);
        return sample;
    }

    /** The silhouettes of some rows among all under each clustering. */
    static double[][] of(Rows x, int[][] labels, int[] chosen, int threads) {
        Silhouettes silhouettes = new Silhouettes(x, labels, chosen.length);
        long products = (long) chosen.length * x.count * x.columns;
        int useful = (int) Math.max(1, Math.min(threads, products / PRODUCTS_A_THREAD));
        try (Team team = Team.of(useful, "ncf4j-silhouette")) {
            Work.share(team, chosen.length, ROWS_A_BLOCK, () -> {
                double[] point = new double[x.columns];
                double[] distances = new double[x.tiles() * Rows.TILE];
                double[] found = new double[Rows.TILE];
                return (from, to) -> {
                    for (int i = from; i < to; i++) {
                        silhouettes.measure(chosen[i], point, found, distances);
                        silhouettes.set(i, chosen[i], distances);
                    }
                };
            });
        }
        return silhouettes.values;
    }

    private void measure(int row, double[] point, double[] found, double[] distances) {
        for (int j = 0; j < x.columns; j++) {
            point[j] = x.values[row * x.columns + j];
        }
        for (int t = 0; t < tiles.length; t++) {
            x.squaredDistances(tiles[t], point, 0, found);
            for (int i = 0; i < Rows.TILE; i++) {
                distances[t * Rows.TILE + i] = Math.sqrt(found[i]);
            }
        }
    }

    private void set(int place, int row, double[] distances) {
        for (int c = 0; c < labels.length; c++) {
            double[] sums = new double[sizes[c].length];
            for (int r = 0; r < x.count; r++) {
                sums[labels[c][r]] += distances[r];
            }
            values[c][place] = silhouette(labels[c][row], sums, sizes[c]);
        }
    }

    private static double silhouette(int own, double[] sums, int[] sizes) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int c = 0; c < sizes.length; c++) {
            if (c != own && sizes[c] > 0) {
                nearest = Math.min(nearest, sums[c] / sizes[c]);
            }
        }
        if (sizes[own] == 1 || nearest == Double.POSITIVE_INFINITY) {
            return 0;
        }
        double within = sums[own] / (sizes[own] - 1);
        double larger = Math.max(within, nearest);
        return larger > 0 ? (nearest - within) / larger : 0;
    }
}
