package org.ncf4j.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.data.IdIndex;
import org.ncf4j.model.NcfModel;

/**
 * How far the items of a model are from where those of another one were: tonight's against last night's.
 *
 * <p>Two trainings place the items at will: embeddings that are turned, mirrored or scaled say the same. So the places before,
 * X, and after, Y, of the items that both models know are first centred, then Y is turned, mirrored and scaled onto X by
 * orthogonal Procrustes analysis: with the singular value decomposition {@code Y'X = U S V'} the rotation is {@code R = U V'}
 * and the scale {@code s = trace(S) / |Y|^2} (P. H. Schönemann, A generalized solution of the orthogonal Procrustes problem,
 * Psychometrika 31(1), 1966; with scale: P. H. Schönemann and R. M. Carroll, Psychometrika 35(2), 1970). Rows of different
 * width are filled up with zeros. What is left is the residual share of the variance, {@code |X - s Y R|^2 / |X|^2 = 1 -
 * trace(S)^2 / (|X|^2 |Y|^2)}: 0 where nothing but a rotation and a scale lies between, near 1 where there is nothing in
 * common; it is the same in both directions.
 *
 * <p>The overlap of neighbourhoods compares what is near to what, without any alignment: for each item the share of its k
 * nearest items by the cosine of the rows as they are (not centred, as {@code Recommender.similarItems} has it) that are among
 * its k nearest in the other model too, averaged over the items; k is {@value #NEIGHBORS}, or half of the others if that is
 * less, but at least 1. By chance it is {@code k / (items - 1)}. An item whose row is zero has no neighbours and is none.
 *
 * <p>What to compare it with: two trainings on the same data that differ in their seed alone already drift. That is the
 * baseline of a drift that means something, and worth being measured once for one's own data.
 *
 * <p>Sums are in double and in an order of their own, so that the result is the same with any number of threads; the search for
 * neighbours takes all cores, and time that grows with the square of the items.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param items how many items both models know
 * @param onlyBefore how many items only the model before knows
 * @param onlyAfter how many items only the model after knows
 * @param residual the share of the variance that is left after alignment, from 0 to 1
 * @param neighbors how many neighbours of each item were compared: k
 * @param overlap the mean share of neighbours that stayed, from 0 to 1
 * @param chance what the overlap is expected to be between models that have nothing in common
 * @param moved all items that both know, those that moved most first
 */
public record Drift(
        int items,
        int onlyBefore,
        int onlyAfter,
        double residual,
        int neighbors,
        double overlap,
        double chance,
        List<Moved> moved) {
    /** How many neighbours are compared, if there are as many. */
    public static final int NEIGHBORS = 10;

    /**
     * An item that both models know.
     *
     * @param item its id
     * @param distance how far it moved: the distance between both places after alignment, over the root mean square distance
     *     of the items before from their centre; 1 is about as far as a typical item is from the centre
     * @param overlap the share of its neighbours that stayed, from 0 to 1
     */
    public record Moved(String item, double distance, double overlap) {}

    /** Copies the list. */
    public Drift {
        moved = List.copyOf(moved);
    }

    /**
     * Compares the {@linkplain NcfModel#itemEmbeddings() embeddings} of the items that both models know. The models may be of
     * different kinds and widths, and may have items that were folded in.
     *
     * @param before the model that is compared with
     * @param after the model that is looked at
     * @return the drift
     * @throws IllegalArgumentException if they have fewer than 3 items in common, or the places of these do not differ
     */
    public static Drift between(NcfModel before, NcfModel after) {
        return between(before.items(), before.itemEmbeddings(), after.items(), after.itemEmbeddings());
    }

    static Drift between(IdIndex itemsBefore, FMatrixRMaj before, IdIndex itemsAfter, FMatrixRMaj after) {
        List<String> common = itemsBefore.ids().stream()
                .filter(id -> itemsAfter.indexOf(id) >= 0)
                .toList();
        if (common.size() < 3) {
            throw new IllegalArgumentException(
                    "before and after must have at least 3 items in common: " + common.size());
        }
        int width = Math.max(before.getNumCols(), after.getNumCols());
        double[][] x = rows(common, itemsBefore, before, width);
        double[][] y = rows(common, itemsAfter, after, width);
        // with as many as there are, all would stay whatever moved
        int k = Math.max(1, Math.min(NEIGHBORS, (common.size() - 1) / 2));
        Alignment alignment = new Alignment(x, y);
        double[] overlaps = overlaps(
                Neighbors.of(before, places(common, itemsBefore), k),
                Neighbors.of(after, places(common, itemsAfter), k));
        List<Moved> moved = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            moved.add(new Moved(common.get(i), alignment.distances[i], overlaps[i]));
        }
        moved.sort(Comparator.comparingDouble(Moved::distance).reversed()); // stable: of equal ones the first
        return new Drift(
                common.size(),
                itemsBefore.size() - common.size(),
                itemsAfter.size() - common.size(),
                alignment.residual,
                k,
                Arrays.stream(overlaps).sum() / overlaps.length,
                (double) k / (common.size() - 1),
                moved);
    }

    private static int[] places(List<String> ids, IdIndex index) {
        return ids.stream().mapToInt(index::require).toArray();
    }

    private static double[][] rows(List<String> ids, IdIndex index, FMatrixRMaj matrix, int width) {
        double[][] rows = new double[ids.size()][width];
        for (int i = 0; i < rows.length; i++) {
            int row = index.require(ids.get(i));
            for (int j = 0; j < matrix.getNumCols(); j++) {
                rows[i][j] = matrix.get(row, j);
            }
        }
        return rows;
    }

    /** Orthogonal Procrustes analysis with a scale. */
    private static final class Alignment {
        final double residual;
        final double[] distances;

        /** Centres both. */
        Alignment(double[][] x, double[][] y) {
            centre(x);
            centre(y);
            double ofX = squares(x);
            double ofY = squares(y);
            if (!(ofX > 0 && ofY > 0)) {
                throw new IllegalArgumentException(
                        "before and after must have items in different places: sums of squares " + ofX + ", " + ofY);
            }
            int width = x[0].length;
            double[][] product = new double[width][width];
            for (int i = 0; i < x.length; i++) {
                for (int a = 0; a < width; a++) {
                    for (int b = 0; b < width; b++) {
                        product[a][b] += y[i][a] * x[i][b];
                    }
                }
            }
            SingularValueDecomposition svd = new SingularValueDecomposition(new Array2DRowRealMatrix(product, false));
            double trace = Arrays.stream(svd.getSingularValues()).sum();
            double[][] rotation = svd.getU().multiply(svd.getVT()).getData();
            // rounding alone can leave the interval
            residual = Math.max(0, Math.min(1, 1 - trace / ofX * (trace / ofY)));
            distances = distances(x, y, rotation, trace / ofY, Math.sqrt(ofX / x.length));
        }

        private static void centre(double[][] rows) {
            for (int j = 0; j < rows[0].length; j++) {
                double sum = 0;
                for (double[] row : rows) {
                    sum += row[j];
                }
                for (double[] row : rows) {
                    row[j] -= sum / rows.length;
                }
            }
        }

        private static double squares(double[][] rows) {
            double sum = 0;
            for (double[] row : rows) {
                sum += dot(row, row);
            }
            return sum;
        }

        private static double[] distances(double[][] x, double[][] y, double[][] rotation, double scale, double unit) {
            double[] distances = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                double sum = 0;
                for (int j = 0; j < rotation.length; j++) {
                    double turned = 0;
                    for (int a = 0; a < rotation.length; a++) {
                        turned += y[i][a] * rotation[a][j];
                    }
                    double difference = x[i][j] - scale * turned;
                    sum += difference * difference;
                }
                distances[i] = Math.sqrt(sum) / unit;
            }
            return distances;
        }
    }

    /** For each item the share of its neighbours that stayed. */
    private static double[] overlaps(int[][] before, int[][] after) {
        double[] overlaps = new double[before.length];
        Arrays.setAll(overlaps, item -> {
            int most = Math.max(before[item].length, after[item].length);
            Set<Integer> near = IntStream.of(before[item]).boxed().collect(Collectors.toSet());
            // who never had one and has none has lost none
            return most == 0
                    ? 1
                    : IntStream.of(after[item]).filter(near::contains).count() / (double) most;
        });
        return overlaps;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
