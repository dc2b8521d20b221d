package org.ncf4j.nn;

import java.util.List;
import java.util.Objects;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.internal.RowMerger;

/**
 * A table with a row of weights for each id, for networks of one's own; those of this library keep theirs as it suits their
 * kernels. The gradient of a batch is kept for the rows of the batch alone: no array
 * the size of the table is ever made for it.
 *
 * <p>Not thread-safe: the table is live, and {@link #mergeGradients} uses work space.
 */
public final class Embedding implements Layer {
    private final Parameter table;
    private final RowMerger merger;

    /**
     * Creates a table of zeros.
     *
     * @param rows number of ids; at least 1
     * @param width weights per id; at least 1
     * @throws IllegalArgumentException if a size is below 1 or the table would hold more than 2^31 - 9 weights
     */
    public Embedding(int rows, int width) {
        if (rows < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "an embedding needs at least 1 row and 1 column, but has " + rows + " and " + width);
        }
        if ((long) rows * width > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("an embedding of " + rows + " rows of " + width
                    + " weights is larger than an array can be (" + (Integer.MAX_VALUE - 8) + ")");
        }
        table = new Parameter("table", new FMatrixRMaj(rows, width), new FMatrixRMaj(0, 0));
        merger = new RowMerger(rows);
    }

    /**
     * Draws some columns of the table.
     *
     * @param initializer how they are drawn, as a matrix of {@code in = rows()} rows and {@code out = width} columns
     * @param column the first of them
     * @param width how many
     * @param seed of the draws
     * @param index tells these draws from those of others under the same seed
     * @throws IllegalArgumentException if the table has not these columns
     */
    public void initialize(Initializer initializer, int column, int width, long seed, long index) {
        FMatrixRMaj values = table.value();
        if (column < 0 || width < 0 || width > values.numCols - column) {
            throw new IllegalArgumentException(
                    width + " columns from " + column + " on do not lie in a table of " + values.numCols + " columns");
        }
        initializer.fill(values.data, column, values.numCols, values.numRows, width, seed, index);
    }

    /** Number of ids. */
    public int rows() {
        return table.value().numRows;
    }

    /** Weights per id. */
    public int width() {
        return table.value().numCols;
    }

    /** The table, rows x width. */
    public Parameter table() {
        return table;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(table);
    }

    /**
     * Copies the rows of some ids.
     *
     * @param ids in {@code [0, rows())}, repeats allowed
     * @param output reshaped to ids x width and written
     * @throws IndexOutOfBoundsException if an id is out of range; the output is then as it was
     */
    public void forward(int[] ids, FMatrixRMaj output) {
        checkIds(ids, ids.length);
        int width = width();
        output.reshape(ids.length, width);
        for (int i = 0; i < ids.length; i++) {
            System.arraycopy(table.value().data, ids[i] * width, output.data, i * width, width);
        }
    }

    /**
     * Adds up, in place, the gradients of places that share an id: the row at an id's first place becomes the sum over
     * its places, in their order; the other rows are left as they are.
     *
     * @param ids of the places, in {@code [0, rows())}
     * @param count how many places: the first ones of {@code ids}
     * @param gradients a row a place, {@code width()} wide, row-major
     * @param places written at {@code [0, result)}: the first place of each distinct id, ascending; as long as there may
     *     be distinct ids, {@code min(count, rows())}
     * @return the number of distinct ids
     * @throws IndexOutOfBoundsException if an id is out of range or an array is too short; nothing is then changed
     */
    public int mergeGradients(int[] ids, int count, float[] gradients, int[] places) {
        int width = width();
        checkIds(ids, count);
        checkLength("gradients", gradients.length, (long) count * width);
        checkLength("places", places.length, Math.min(count, rows()));
        int distinct = merger.merge(ids, count, gradients, width, places, 0, 1);
        for (int i = 0; i < distinct; i++) {
            merger.take(ids[places[i]]);
        }
        return distinct;
    }

    private void checkIds(int[] ids, int count) {
        Objects.checkFromIndexSize(0, count, ids.length);
        for (int place = 0; place < count; place++) {
            if (ids[place] < 0 || ids[place] >= rows()) {
                throw new IndexOutOfBoundsException(
                        "id " + ids[place] + " at place " + place + " is out of range [0, " + rows() + ")");
            }
        }
    }

    private static void checkLength(String name, int length, long least) {
        if (length < least) {
            throw new IndexOutOfBoundsException(name + " must have at least " + least + " elements, but has " + length);
        }
    }
}
