package org.ncf4j.eval;

import org.ncf4j.data.IdIndex;

/** From one index of ids to another. */
final class Ids {
    private Ids() {}

    /** For each index of {@code from} the index of the same id in {@code to}, or -1. */
    static int[] map(IdIndex from, IdIndex to) {
        int[] map = new int[from.size()];
        boolean same = from.equals(to);
        for (int i = 0; i < map.length; i++) {
            map[i] = same ? i : to.indexOf(from.id(i));
        }
        return map;
    }
}
