package org.ncf4j.eval;

import java.util.Arrays;

/**
 * Where a user's relevant items stand among the candidates: all that a metric of binary relevance needs to know.
 *
 * <p>Candidates are ranked by descending score. Candidates of equal score form a <i>tie group</i>; only groups that hold
 * a relevant item are kept, best first, each as three numbers: how many candidates stand above the group, how many are
 * in it, and how many of those are relevant. An item alone on its score is a group of one.
 *
 * <p>Items that the scorer does not know may follow: see {@link #withUnknown}.
 *
 * <p>Instances are immutable and thread-safe. Building one takes {@code O(n log r)} steps for n candidates of which r are
 * relevant, as the candidates are counted, not sorted; or {@code O(n)} where very many are relevant.
 */
public final class Ranking {
    private static final int[] NONE = {};
    /** From so many relevant candidates on it is faster to sort all by digits than to look up each among the relevant. */
    private static final int MANY = 1000;

    private final int known;
    private final int[] above;
    private final int[] size;
    private final int[] hits;
    private final int knownRelevant;
    private final int unknownRelevant;
    private final int unknownOthers;

    private Ranking(int known, int[] above, int[] size, int[] hits, int unknownRelevant, int unknownOthers) {
        this.known = known;
        this.above = above;
        this.size = size;
        this.hits = hits;
        this.knownRelevant = Arrays.stream(hits).sum();
        this.unknownRelevant = unknownRelevant;
        this.unknownOthers = unknownOthers;
    }

    /**
     * Ranks candidates by score.
     *
     * @param scores one score a candidate, higher is better; not modified
     * @param relevant for each candidate whether it is relevant
     * @return the ranking, ties kept as ties
     * @throws IllegalArgumentException if the arrays differ in length or a score is not finite
     */
    public static Ranking of(float[] scores, boolean[] relevant) {
        if (scores.length != relevant.length) {
            throw new IllegalArgumentException(
                    "scores and relevant must have the same length: " + scores.length + ", " + relevant.length);
        }
        int[] places = new int[relevant.length];
        int count = 0;
        for (int i = 0; i < scores.length; i++) {
            if (!Float.isFinite(scores[i])) {
                throw new IllegalArgumentException("scores[" + i + "] must be finite: " + scores[i]);
            }
            if (relevant[i]) {
                places[count++] = i;
            }
        }
        return of(scores, scores.length, Arrays.copyOf(places, count), NONE);
    }

    /**
     * A ranking without ties.
     *
     * @param candidates number of candidates
     * @param ranks ranks of the relevant ones among them, from 1, distinct, in any order
     * @return the ranking
     * @throws IllegalArgumentException if a rank is below 1 or above {@code candidates}, or occurs twice
     */
    public static Ranking ofRanks(int candidates, int... ranks) {
        int[] above = ranks.clone();
        Arrays.sort(above);
        for (int i = 0; i < above.length; i++) {
            int rank = above[i];
            if (rank < 1 || rank > candidates) {
                throw new IllegalArgumentException("rank must be in [1, " + candidates + "]: " + rank);
            }
            if (i > 0 && above[i - 1] == rank - 1) {
                throw new IllegalArgumentException("rank occurs twice: " + rank);
            }
            above[i] = rank - 1;
        }
        int[] ones = new int[ranks.length];
        Arrays.fill(ones, 1);
        return new Ranking(candidates, above, ones, ones, 0, 0);
    }

    /**
     * Counts the candidates around each distinct score of a relevant item.
     *
     * @param scores finite scores of {@code n} items; may be longer
     * @param relevant places of the relevant items, distinct
     * @param excluded places of the items that are no candidates, distinct and none of them relevant
     */
    static Ranking of(float[] scores, int n, int[] relevant, int[] excluded) {
        int[] keys = new int[relevant.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = SortedScores.key(scores[relevant[i]]);
        }
        boolean many = keys.length >= MANY;
        if (many) {
            keys = SortedScores.sort(keys);
        } else {
            Arrays.sort(keys);
        }
        // Distinct keys, still ascending.
        int groups = 0;
        int[] hits = new int[keys.length];
        for (int key : keys) {
            if (groups == 0 || keys[groups - 1] != key) {
                keys[groups++] = key;
            }
            hits[groups - 1]++;
        }
        // counts[2 g + 1]: items at the g-th key; counts[2 g]: those between it and the key below.
        int[] counts = many ? countSorted(keys, groups, scores, n) : count(keys, groups, scores, n);
        // Excluded items are few: to take them off again is cheaper than to ask for every item whether it is one.
        for (int place : excluded) {
            counts[slot(keys, groups, SortedScores.key(scores[place]))]--;
        }
        int[] above = new int[groups];
        int[] size = new int[groups];
        int[] best = new int[groups];
        int passed = counts[2 * groups];
        for (int g = groups - 1, out = 0; g >= 0; g--, out++) {
            above[out] = passed;
            size[out] = counts[2 * g + 1];
            best[out] = hits[g];
            passed += counts[2 * g + 1] + counts[2 * g];
        }
        return new Ranking(n - excluded.length, above, size, best, 0, 0);
    }

    private static int[] count(int[] keys, int groups, float[] scores, int n) {
        int[] counts = new int[2 * groups + 1];
        for (int i = 0; i < n; i++) {
            counts[slot(keys, groups, SortedScores.key(scores[i]))]++;
        }
        return counts;
    }

    /** The same by going through both in order. */
    private static int[] countSorted(int[] keys, int groups, float[] scores, int n) {
        int[] all = new int[n];
        for (int i = 0; i < n; i++) {
            all[i] = SortedScores.key(scores[i]);
        }
        int[] counts = new int[2 * groups + 1];
        int g = 0;
        for (int key : SortedScores.sort(all)) {
            while (g < groups && keys[g] < key) {
                g++;
            }
            counts[g < groups && keys[g] == key ? 2 * g + 1 : 2 * g]++;
        }
        return counts;
    }

    private static int slot(int[] keys, int groups, int key) {
        int low = 0;
        int high = groups;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keys[middle] < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < groups && keys[low] == key ? 2 * low + 1 : 2 * low;
    }

    /**
     * This ranking with items that the scorer does not know. They stand below all others, tied among themselves, and no
     * list of recommendations ever holds one: an unknown relevant item is a miss at every k, however few the candidates.
     *
     * @param relevant number of unknown relevant items
     * @param others number of unknown items that are not relevant
     * @return a ranking with these numbers in place of its own
     * @throws IllegalArgumentException if a number is negative
     */
    public Ranking withUnknown(int relevant, int others) {
        if (relevant < 0) {
            throw new IllegalArgumentException("relevant must not be negative: " + relevant);
        }
        if (others < 0) {
            throw new IllegalArgumentException("others must not be negative: " + others);
        }
        return new Ranking(known, above, size, hits, relevant, others);
    }

    /** This ranking with each tie broken to the worst: of tied candidates the relevant ones come last. */
    Ranking pessimistic() {
        int[] worst = new int[above.length];
        for (int g = 0; g < worst.length; g++) {
            worst[g] = above[g] + size[g] - hits[g];
        }
        return new Ranking(known, worst, hits, hits, unknownRelevant, unknownOthers);
    }

    /** Number of candidates, relevant or not, known or not. */
    public int candidates() {
        return known + unknownRelevant + unknownOthers;
    }

    /** Number of relevant items, known or not. */
    public int relevant() {
        return knownRelevant + unknownRelevant;
    }

    /** Number of relevant items that the scorer does not know. */
    public int unknownRelevant() {
        return unknownRelevant;
    }

    /** Number of items that the scorer does not know and that are not relevant. */
    public int unknownOthers() {
        return unknownOthers;
    }

    /** Number of tie groups that hold a relevant item the scorer knows; they are numbered from 0, best first. */
    public int groups() {
        return above.length;
    }

    /** Number of candidates that score higher than a group. */
    public int above(int group) {
        return above[group];
    }

    /** Number of candidates in a group, at least 1. */
    public int size(int group) {
        return size[group];
    }

    /** Number of relevant candidates in a group, at least 1. */
    public int hits(int group) {
        return hits[group];
    }
}
