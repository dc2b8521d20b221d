package org.ncf4j.internal;

import java.util.Arrays;

/** Adds up the gradients of a batch's samples by row. Threads may merge different parts of the rows at the same time. */
public final class RowMerger {
    private static final int[] NONE = {};

    /** Row to the place of its first occurrence in the batch, until it is taken, else -1. */
    private final int[] firstPlace;

    /** For ids below {@code rows}. */
    public RowMerger(int rows) {
        firstPlace = new int[rows];
        Arrays.fill(firstPlace, -1);
    }

    /**
     * For the ids with {@code id % parts == part}: the gradient at an id's first place becomes the sum over its places, in
     * their order; the others are left as they are. Each distinct id is then to be {@link #take taken}, before the next
     * batch.
     *
     * @param ids of the places, in {@code [0, rows)}
     * @param count how many places
     * @param gradients a row a place, {@code width} wide
     * @param places written at {@code [0, result)}: the first place of each distinct id, ascending
     * @param counts written at the first places: how often the id occurs; not if it is empty
     * @return the number of distinct ids
     */
    public int merge(
            int[] ids, int count, float[] gradients, int width, int[] places, int[] counts, int part, int parts) {
        int distinct = 0;
        PairKernels kernels = Kernels.active().pairs();
        for (int place = 0; place < count; place++) {
            int id = ids[place];
            if (parts > 1 && id % parts != part) {
                continue;
            }
            int first = firstPlace[id];
            if (first < 0) {
                firstPlace[id] = place;
                places[distinct++] = place;
                if (counts.length > 0) {
                    counts[place] = 1;
                }
            } else {
                if (counts.length > 0) {
                    counts[first]++;
                }
                kernels.add(gradients, place * width, gradients, first * width, width);
            }
        }
        return distinct;
    }

    /** The same without counting. */
    public int merge(int[] ids, int count, float[] gradients, int width, int[] places, int part, int parts) {
        return merge(ids, count, gradients, width, places, NONE, part, parts);
    }

    /** The first place of a row in the batch that was merged, and -1 from then on, or if it has none. */
    public int take(int row) {
        int place = firstPlace[row];
        firstPlace[row] = -1;
        return place;
    }
}
