package org.ncf4j.eval;

import org.ejml.data.FMatrixRMaj;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;

/**
 * A vector for each of a scorer's items, for cosines: rows of numbers, or the users who have the item. A vector that is zero
 * has cosine 0 with all others. Immutable; a {@link Worker} is for one thread.
 */
final class ItemVectors {
    private final int dimensions;
    /** Of dense rows, else null. */
    private final float @Nullable [] numbers;
    /** Of sparse rows of ones: item i has columns[offsets[i]] to columns[offsets[i + 1] - 1]. */
    private final int[] offsets;

    private final int[] columns;
    /** One over the length of the vector, 0 for one that is zero. */
    private final double[] scale;

    private ItemVectors(int dimensions, float @Nullable [] numbers, int[] offsets, int[] columns, double[] scale) {
        this.dimensions = dimensions;
        this.numbers = numbers;
        this.offsets = offsets;
        this.columns = columns;
        this.scale = scale;
    }

    /** A scorer's items by the rows of a matrix; zero where there is no row of the item's id. */
    static ItemVectors of(FMatrixRMaj matrix, IdIndex rowIds, IdIndex scorerItems) {
        int width = matrix.getNumCols();
        float[] numbers = new float[Math.multiplyExact(scorerItems.size(), width)];
        double[] scale = new double[scorerItems.size()];
        int[] row = Ids.map(scorerItems, rowIds);
        for (int item = 0; item < scale.length; item++) {
            if (row[item] >= 0) {
                System.arraycopy(matrix.data, row[item] * width, numbers, item * width, width);
                double squares = 0;
                for (int c = item * width; c < (item + 1) * width; c++) {
                    squares += (double) numbers[c] * numbers[c];
                }
                scale[item] = squares == 0 ? 0 : 1 / Math.sqrt(squares);
            }
        }
        return new ItemVectors(width, numbers, new int[0], new int[0], scale);
    }

    /** An item's vector has a 1 for each user who has it: the cosine is co-occurrence over the root of the counts' product. */
    static ItemVectors of(Interactions train, IdIndex items) {
        int[] itemOf = Ids.map(train.items(), items);
        int[] offsets = new int[items.size() + 1];
        for (int p = 0; p < train.size(); p++) {
            int item = itemOf[train.item(p)];
            if (item >= 0) {
                offsets[item + 1]++;
            }
        }
        double[] scale = new double[items.size()];
        for (int item = 0; item < scale.length; item++) {
            scale[item] = offsets[item + 1] == 0 ? 0 : 1 / Math.sqrt(offsets[item + 1]);
            offsets[item + 1] += offsets[item];
        }
        int[] place = offsets.clone();
        int[] columns = new int[offsets[items.size()]];
        for (int user = 0; user < train.userCount(); user++) {
            for (int p = train.offset(user); p < train.offset(user + 1); p++) {
                int item = itemOf[train.item(p)];
                if (item >= 0) {
                    columns[place[item]++] = user;
                }
            }
        }
        return new ItemVectors(train.userCount(), null, offsets, columns, scale);
    }

    Worker worker() {
        return new Worker();
    }

    /**
     * Sums cosines over the pairs of a list. The sum over all pairs of a set is half of what the squared length of the sum of
     * its unit vectors has above the number of vectors, so that no pair is looked at by itself.
     */
    final class Worker {
        private final double[] certain = new double[dimensions];
        private final double[] tied = new double[dimensions];
        /** The columns that are not zero, and at which call each was last one of them; of sparse vectors alone. */
        private final int[] touched = new int[numbers == null ? dimensions : 0];

        private final int[] stamp = new int[touched.length];
        private int touchedCount;
        private int call;

        /** One minus the expected mean cosine over the pairs of a list; 0 for a list of fewer than two. */
        double diversity(TopList list) {
            int length = list.length();
            if (length < 2) {
                return 0;
            }
            call++;
            touchedCount = 0;
            int certainVectors = add(list.certain(), certain);
            int tiedVectors = add(list.tied(), tied);
            double certainSquares = 0;
            double tiedSquares = 0;
            double cross = 0;
            int count = numbers == null ? touchedCount : dimensions;
            for (int t = 0; t < count; t++) {
                int column = numbers == null ? touched[t] : t;
                certainSquares += certain[column] * certain[column];
                tiedSquares += tied[column] * tied[column];
                cross += certain[column] * tied[column];
                certain[column] = 0;
                tied[column] = 0;
            }
            double sum = (certainSquares - certainVectors) / 2 + list.share() * cross;
            if (list.room() > 1) {
                int size = list.tied().length;
                // both of two tied ones are on the list with this probability
                double both = list.share() * (list.room() - 1) / (size - 1);
                sum += both * (tiedSquares - tiedVectors) / 2;
            }
            return 1 - sum / (length * (length - 1.0) / 2);
        }

        /** Adds the unit vectors of items; the number of those that are not zero. */
        private int add(int[] items, double[] sum) {
            int vectors = 0;
            for (int item : items) {
                double factor = scale[item];
                if (factor == 0) {
                    continue;
                }
                vectors++;
                if (numbers != null) {
                    for (int c = 0; c < dimensions; c++) {
                        sum[c] += factor * numbers[item * dimensions + c];
                    }
                } else {
                    for (int p = offsets[item]; p < offsets[item + 1]; p++) {
                        int column = columns[p];
                        sum[column] += factor;
                        if (stamp[column] != call) {
                            stamp[column] = call;
                            touched[touchedCount++] = column;
                        }
                    }
                }
            }
            return vectors;
        }
    }
}
