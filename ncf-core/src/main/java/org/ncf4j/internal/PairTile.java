package org.ncf4j.internal;

/**
 * At most {@link DenseStack#TILE} consecutive samples of a batch, and the two tables that their ids point into: what the
 * {@link PairKernels} work on. A plain holder for one thread.
 */
public final class PairTile {
    /** Rows of users, row-major from {@link CacheLines#ORIGIN} on. */
    public final float[] userTable;
    /** Rows of items, likewise. */
    public final float[] itemTable;
    /** Length of a row in both. */
    public final int width;
    /** The batch's users. */
    public final int[] users;
    /** The batch's items. */
    public final int[] items;
    /** Work space of the kernels. */
    final float[] lanes = new float[Dot.LANES * Dot.LANES];

    /** The tile's first sample. */
    public int start;
    /** How many samples it has. */
    public int rows;

    /** A tile with no samples yet. */
    public PairTile(float[] userTable, float[] itemTable, int width, int[] users, int[] items) {
        this.userTable = userTable;
        this.itemTable = itemTable;
        this.width = width;
        this.users = users;
        this.items = items;
    }

    int user(int row) {
        return CacheLines.ORIGIN + users[start + row] * width;
    }

    int item(int row) {
        return CacheLines.ORIGIN + items[start + row] * width;
    }
}
