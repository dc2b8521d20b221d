package org.ncf4j.recommend;

import java.util.concurrent.atomic.AtomicInteger;
import org.ejml.data.FMatrixRMaj;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.Team;

/**
 * Nearest rows of a matrix by cosine, {@code cos(a, b) = a . b / sqrt((a . a) (b . b))}, by comparing with every row.
 * Sums are taken in double, in the order of the columns. Immutable and thread-safe.
 */
final class CosineNeighbors {
    /** Rows that a thread takes at a time. */
    private static final int BLOCK = 4096;
    /** Products that a thread must have to do for it to be worth its start. */
    private static final long PRODUCTS_A_THREAD = 1 << 20;

    private final FMatrixRMaj rows;
    private final double[] squares;

    /** Over the rows of a matrix of finite values, which is not copied and must not change any more. */
    CosineNeighbors(FMatrixRMaj rows) {
        this.rows = rows;
        squares = new double[rows.numRows];
        for (int row = 0; row < squares.length; row++) {
            squares[row] = dot(row, row);
        }
    }

    /** The cosine of two rows, in [-1, 1]; 0 if one of them is all zeros. */
    double similarity(int row, int other) {
        // The root of the product, not the product of roots: then equal rows are at exactly 1.
        double norms = Math.sqrt(squares[row] * squares[other]);
        return norms == 0 ? 0 : Math.max(-1, Math.min(1, dot(row, other) / norms));
    }

    /** Over how many threads the search is worth spreading. */
    int usefulThreads() {
        long products = (long) rows.numRows * rows.numCols;
        return (int) Math.max(1, Math.min(products / PRODUCTS_A_THREAD, blocks()));
    }

    /**
     * The {@code min(n, rows - 1)} rows nearest to a row, without the row itself, or nothing if there is no other. The
     * order of rows is total, so that what is kept does not depend on which thread looked at which rows.
     */
    TopK nearest(int row, int n, Team team) {
        int capacity = Math.max(1, Math.min(n, squares.length - 1));
        TopK all = new TopK(capacity);
        AtomicInteger next = new AtomicInteger();
        team.run((member, members, barrier) -> {
            TopK top = null;
            for (int block = next.getAndIncrement(); block < blocks(); block = next.getAndIncrement()) {
                top = top == null ? new TopK(capacity) : top;
                addNearest(row, block * BLOCK, Math.min(squares.length, (block + 1) * BLOCK), top);
            }
            merge(top, all);
        });
        return all;
    }

    private int blocks() {
        return (squares.length + BLOCK - 1) / BLOCK;
    }

    private void addNearest(int row, int from, int to, TopK top) {
        for (int other = from; other < to; other++) {
            if (other != row) {
                top.add(similarity(row, other), other);
            }
        }
    }

    private static void merge(@Nullable TopK part, TopK all) {
        if (part != null) {
            synchronized (all) {
                part.drain((index, similarity) -> all.add(similarity, index));
            }
        }
    }

    private double dot(int row, int other) {
        int width = rows.numCols;
        int start = row * width;
        int otherStart = other * width;
        double sum = 0;
        for (int column = 0; column < width; column++) {
            sum += (double) rows.data[start + column] * rows.data[otherStart + column];
        }
        return sum;
    }
}
