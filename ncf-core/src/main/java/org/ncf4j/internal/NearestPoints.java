package org.ncf4j.internal;

/**
 * Finds the nearest of some points for each row of a tile by products: as {@code |x - p|^2 / 2 = |x|^2 / 2 + (|p|^2 / 2 - x . p)},
 * the nearest point is the one with the smallest score {@code |p|^2 / 2 - x . p}. Scores are in float; so a row that has two
 * points at nearly the same distance is handed back undecided. Rows are held feature-major: {@code tile[j]} has one value
 * a row.
 *
 * <p>The bits are defined as follows: a score is one chain of fused multiply-adds from the point's start over the columns
 * in their order; the margin of a row is {@code fma(marginOfNorm, norm, margin)}. Not thread-safe.
 */
public interface NearestPoints {
    /** Rows in a tile. */
    int TILE = ItemScorer.TILE;

    /** What stands in place of a point where none is the nearest for certain. */
    float UNDECIDED = -1;

    /**
     * Finds the nearest points of one tile.
     *
     * @param starts of each point, half of its squared norm; finite
     * @param weights of each point, its coordinates times -1
     * @param tile the rows, column by column; values whose scores are finite
     * @param norms of each row, its norm
     * @param margin by how much the smallest score of any row must be smaller than every other one, at least 0
     * @param marginOfNorm by how much more for each unit of a row's norm, at least 0
     * @param nearest written: of each row, the number of the point with the smallest score, or {@link #UNDECIDED} if another
     *     score is not larger by more than the margin
     */
    void find(
            float[] starts,
            float[][] weights,
            float[][] tile,
            float[] norms,
            float margin,
            float marginOfNorm,
            float[] nearest);
}
