package org.ncf4j.eval;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.ncf4j.internal.Hash;

/** Draws m of a user's free items without replacement; immutable. Places are those in a fixed order of the items. */
final class NegativeDraw {
    private final int m;
    private final long seed;
    private final String[] sortedIds;

    NegativeDraw(int m, long seed, String[] sortedIds) {
        this.m = m;
        this.seed = seed;
        this.sortedIds = sortedIds;
    }

    /** The item ids in the order that the places refer to. */
    String[] sortedIds() {
        return sortedIds;
    }

    /**
     * Draws places.
     *
     * @param user the user's id
     * @param taken places that cannot be drawn, ascending, distinct
     * @return min(m, free) places, ascending
     */
    int[] draw(String user, int[] taken) {
        int free = sortedIds.length - taken.length;
        int[] places = m >= free ? range(free) : ranks(user, free);
        // From ranks among the free places to places: a merge with those that are taken.
        int passed = 0;
        for (int i = 0; i < places.length; i++) {
            while (passed < taken.length && taken[passed] <= places[i] + passed) {
                passed++;
            }
            places[i] += passed;
        }
        return places;
    }

    /** m distinct numbers below {@code free}, ascending: Floyd's algorithm (Bentley and Floyd, CACM 30, 1987). */
    private int[] ranks(String user, int free) {
        long key = Hash.key(seed, Hash.CANDIDATE, hash(user));
        Set<Integer> drawn = new HashSet<>(2 * m);
        for (int last = free - m; last < free; last++) {
            int rank = Hash.bounded(Hash.bits(key, last), last + 1);
            if (!drawn.add(rank)) {
                drawn.add(last);
            }
        }
        int[] ranks = new int[m];
        int count = 0;
        for (int rank : drawn) {
            ranks[count++] = rank;
        }
        Arrays.sort(ranks);
        return ranks;
    }

    private static int[] range(int size) {
        int[] range = new int[size];
        for (int i = 0; i < size; i++) {
            range[i] = i;
        }
        return range;
    }

    private static long hash(String id) {
        long hash = id.length();
        for (int i = 0; i < id.length(); i++) {
            hash = Hash.bits(hash, id.charAt(i));
        }
        return hash;
    }
}
