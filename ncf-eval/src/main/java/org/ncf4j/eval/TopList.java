package org.ncf4j.eval;

import java.util.Arrays;

/** The k best candidates of one user, with the tie at its end kept as a tie. Immutable. */
final class TopList {
    private static final int[] NONE = {};

    private final int[] certain;
    private final int[] tied;
    private final int room;

    /**
     * @param certain items that are on the list however ties are broken; ascending
     * @param tied items of one score of which the list has room for some but not for all; ascending, may be empty
     * @param room how many of the tied ones the list has room for; 0 if there are none
     */
    private TopList(int[] certain, int[] tied, int room) {
        this.certain = certain;
        this.tied = tied;
        this.room = room;
    }

    /** Items that are on the list however ties are broken; ascending, not to be changed. */
    int[] certain() {
        return certain;
    }

    /** Items of one score of which the list has room for some but not for all; ascending, not to be changed. */
    int[] tied() {
        return tied;
    }

    /** How many of the tied items the list has room for. */
    int room() {
        return room;
    }

    /** Number of items on the list: k, or fewer where there are fewer candidates. */
    int length() {
        return certain.length + room;
    }

    /** The probability that a tied item is on the list, each order of the tied ones being equally likely. */
    double share() {
        return tied.length == 0 ? 0 : (double) room / tied.length;
    }

    /**
     * Selects the best.
     *
     * @param scores finite scores of {@code n} items; may be longer
     * @param excluded items that are no candidates, ascending
     */
    static TopList of(float[] scores, int n, int[] excluded, int k) {
        int candidates = n - excluded.length;
        int length = Math.min(k, candidates);
        if (length == 0) {
            return new TopList(NONE, NONE, 0);
        }
        int last = candidates <= k ? Integer.MIN_VALUE : lowest(scores, n, excluded, length);
        int[] above = new int[length];
        int aboveCount = 0;
        int[] tied = new int[length];
        int tiedCount = 0;
        for (int item = 0, next = 0; item < n; item++) {
            if (next < excluded.length && excluded[next] == item) {
                next++;
                continue;
            }
            int key = SortedScores.key(scores[item]);
            if (key > last) {
                above[aboveCount++] = item;
            } else if (key == last) {
                if (tiedCount == tied.length) {
                    tied = Arrays.copyOf(tied, Math.min(n, 2 * tiedCount));
                }
                tied[tiedCount++] = item;
            }
        }
        int room = length - aboveCount;
        if (tiedCount > room) {
            return new TopList(Arrays.copyOf(above, aboveCount), Arrays.copyOf(tied, tiedCount), room);
        }
        System.arraycopy(tied, 0, above, aboveCount, tiedCount);
        Arrays.sort(above);
        return new TopList(above, NONE, 0);
    }

    /** The key of the k-th best candidate, by a heap with the lowest of the best on top. */
    private static int lowest(float[] scores, int n, int[] excluded, int k) {
        int[] heap = new int[k];
        int size = 0;
        for (int item = 0, next = 0; item < n; item++) {
            if (next < excluded.length && excluded[next] == item) {
                next++;
                continue;
            }
            int key = SortedScores.key(scores[item]);
            if (size < k) {
                heap[size++] = key;
                if (size == k) {
                    // an ascending array is a heap
                    Arrays.sort(heap);
                }
            } else if (key > heap[0]) {
                replaceTop(heap, key);
            }
        }
        return heap[0];
    }

    private static void replaceTop(int[] heap, int key) {
        int hole = 0;
        for (int child = 1; child < heap.length; child = 2 * hole + 1) {
            if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= key) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
        }
        heap[hole] = key;
    }
}
