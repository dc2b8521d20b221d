package org.ncf4j.recommend;

/**
 * The best k of a stream of scored indices, in two primitive arrays: a heap with the worst of the kept at its root. Higher
 * scores are better, and of equal scores (0.0 and -0.0 are equal) the lower index. Scores must not be NaN. Not
 * thread-safe.
 */
final class TopK {
    private final double[] scores;
    private final int[] indices;
    private int size;

    /** Keeps nothing yet, and at most {@code capacity}, which is at least 1. */
    TopK(int capacity) {
        scores = new double[capacity];
        indices = new int[capacity];
    }

    int size() {
        return size;
    }

    /** What is below this is not kept: the worst of the kept, or minus infinity while there is room. */
    double least() {
        return size < scores.length ? Double.NEGATIVE_INFINITY : scores[0];
    }

    /** Whether {@link #add} would keep this one. */
    boolean accepts(double score, int index) {
        return size < scores.length || isWorse(scores[0], indices[0], score, index);
    }

    /** Keeps this one, in place of the worst if there is no room, unless it is itself the worst. */
    void add(double score, int index) {
        if (size < scores.length) {
            siftUp(size++, score, index);
        } else if (accepts(score, index)) {
            siftDown(score, index);
        }
    }

    /** Receives what was kept. */
    @FunctionalInterface
    interface Visitor {
        void visit(int index, double score);
    }

    /** Empties this and hands out what it kept, best first. */
    void drain(Visitor visitor) {
        int count = size;
        // the worst goes behind the shrinking heap, again and again, until all are in order
        for (int place = count - 1; place >= 0; place--) {
            double worst = scores[0];
            int worstIndex = indices[0];
            size = place;
            siftDown(scores[place], indices[place]);
            scores[place] = worst;
            indices[place] = worstIndex;
        }
        for (int place = 0; place < count; place++) {
            visitor.visit(indices[place], scores[place]);
        }
    }

    /** Whether the first comes after the second in the result. */
    private static boolean isWorse(double score, int index, double otherScore, int otherIndex) {
        return score < otherScore || (score == otherScore && index > otherIndex);
    }

    private void siftUp(int place, double score, int index) {
        int hole = place;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (!isWorse(score, index, scores[parent], indices[parent])) {
                break;
            }
            scores[hole] = scores[parent];
            indices[hole] = indices[parent];
            hole = parent;
        }
        scores[hole] = score;
        indices[hole] = index;
    }

    /** Puts this one in place of the root, among the first {@code size}. */
    private void siftDown(double score, int index) {
        int hole = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && isWorse(scores[child + 1], indices[child + 1], scores[child], indices[child])) {
                child++;
            }
            if (!isWorse(scores[child], indices[child], score, index)) {
                break;
            }
            scores[hole] = scores[child];
            indices[hole] = indices[child];
            hole = child;
            child = 2 * hole + 1;
        }
        scores[hole] = score;
        indices[hole] = index;
    }
}
