package org.ncf4j.analysis;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.internal.Team;

/**
 * The nearest rows of each row by the cosine, found by comparing all with all: of rows of length 1 the squared distance is
 * {@code 2 - 2 cos}. Rows of zeros have no neighbours and are none.
 */
final class Neighbors {
    /** How many a page has of each item. */
    static final int COUNT = 10;

    private Neighbors() {}

    /** The {@value #COUNT} nearest of each; see {@link #of(FMatrixRMaj, int[], int)}. */
    static int[][] of(FMatrixRMaj embeddings, int[] chosen) {
        return of(embeddings, chosen, COUNT);
    }

    /**
     * Finds the neighbours of some rows among these.
     *
     * @param chosen indices of rows
     * @param most how many neighbours to find for each, if there are as many
     * @return for each of them the places in {@code chosen} of its neighbours, nearest first; of equally near ones the
     *     one with the lower place comes first
     */
    static int[][] of(FMatrixRMaj embeddings, int[] chosen, int most) {
        int[] places = new int[chosen.length];
        FMatrixRMaj unit = new FMatrixRMaj(chosen.length, embeddings.getNumCols());
        int count = 0;
        for (int place = 0; place < chosen.length; place++) {
            if (copyUnit(embeddings, chosen[place], unit, count)) {
                places[count++] = place;
            }
        }
        unit.reshape(count, embeddings.getNumCols());
        int[][] found = new int[chosen.length][0];
        if (count > 1) {
            search(Rows.of(unit), places, most, found);
        }
        return found;
    }

    /** False if the row has no direction. */
    private static boolean copyUnit(FMatrixRMaj from, int row, FMatrixRMaj to, int toRow) {
        double squares = 0;
        for (int j = 0; j < from.getNumCols(); j++) {
            squares += (double) from.get(row, j) * from.get(row, j);
        }
        if (!(squares > 0)) {
            return false;
        }
        double length = Math.sqrt(squares);
        for (int j = 0; j < from.getNumCols(); j++) {
            to.set(toRow, j, (float) (from.get(row, j) / length));
        }
        return true;
    }

    private static void search(Rows rows, int[] places, int most, int[][] found) {
        double[] origin = new double[rows.columns];
        double[][][] tiles = new double[rows.tiles()][][];
        for (int tile = 0; tile < tiles.length; tile++) {
            tiles[tile] = rows.newTile();
            rows.copyTile(tile, origin, tiles[tile]);
        }
        AtomicInteger next = new AtomicInteger();
        int threads = Math.min(tiles.length, Runtime.getRuntime().availableProcessors());
        try (Team team = Team.of(threads, "ncf4j-neighbors")) {
            team.run((member, members, barrier) -> {
                double[] distances = new double[Rows.TILE];
                double[] point = new double[rows.columns];
                for (int row = next.getAndIncrement(); row < rows.count; row = next.getAndIncrement()) {
                    Nearest nearest = new Nearest(Math.min(most, rows.count - 1));
                    for (int j = 0; j < rows.columns; j++) {
                        point[j] = rows.values[row * rows.columns + j];
                    }
                    for (int tile = 0; tile < tiles.length; tile++) {
                        rows.squaredDistances(tiles[tile], point, 0, distances);
                        int first = tile * Rows.TILE;
                        for (int i = 0; i < rows.end(tile) - first; i++) {
                            if (first + i != row) {
                                nearest.add(first + i, distances[i]);
                            }
                        }
                    }
                    found[places[row]] =
                            Arrays.stream(nearest.rows).map(r -> places[r]).toArray();
                }
            });
        }
    }

    /** The nearest rows so far, in order. */
    private static final class Nearest {
        private final int[] rows;
        private final double[] distances;

        Nearest(int count) {
            rows = new int[count];
            distances = new double[count];
            Arrays.fill(distances, Double.POSITIVE_INFINITY);
        }

        /** Rows come in the order of their indices, so that an equal one belongs behind. */
        void add(int row, double distance) {
            int place = rows.length;
            while (place > 0 && distance < distances[place - 1]) {
                place--;
            }
            if (place < rows.length) {
                System.arraycopy(rows, place, rows, place + 1, rows.length - 1 - place);
                System.arraycopy(distances, place, distances, place + 1, rows.length - 1 - place);
                rows[place] = row;
                distances[place] = distance;
            }
        }
    }
}
