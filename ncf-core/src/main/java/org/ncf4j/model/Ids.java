package org.ncf4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.ncf4j.data.IdIndex;

/** What becomes of ids when a user or an item comes or goes. */
final class Ids {
    /** The one user that a folded-in history is of. */
    static final IdIndex NEWCOMER = IdIndex.of("user", List.of("(new)"));

    private Ids() {}

    /** Indices in ascending order, each once. */
    static int[] ascending(int[] indices, int size) {
        for (int index : indices) {
            Objects.checkIndex(index, size);
        }
        return Arrays.stream(indices).sorted().distinct().toArray();
    }

    /**
     * Checks that indices are of a history.
     *
     * @throws IllegalArgumentException if one is not
     */
    static void requireAmong(int[] history, int[] some) {
        for (int index : some) {
            if (Arrays.binarySearch(history, index) < 0) {
                throw new IllegalArgumentException("leftOut must be of the history, but " + index + " is not");
            }
        }
    }

    /** The indices of ids that have to be known, ascending, each once. */
    static int[] ascending(Collection<String> ids, IdIndex index) {
        return ids.stream().mapToInt(index::require).sorted().distinct().toArray();
    }

    /**
     * All indices but that of an id.
     *
     * @throws IllegalArgumentException if it is unknown or the only one
     */
    static int[] allBut(IdIndex ids, String id) {
        int index = ids.require(id);
        if (ids.size() == 1) {
            throw new IllegalArgumentException("'" + id + "' is the only one there is: a model without any is none");
        }
        int[] others = new int[ids.size() - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = i < index ? i : i + 1;
        }
        return others;
    }

    /** Some of the ids in this order. */
    static IdIndex some(String kind, IdIndex ids, int[] indices) {
        return IdIndex.of(kind, Arrays.stream(indices).mapToObj(ids::id).toList());
    }

    /**
     * All of them and one more.
     *
     * @throws IllegalArgumentException if it is there already
     */
    static IdIndex with(String kind, IdIndex ids, String id) {
        List<String> all = new ArrayList<>(ids.ids());
        all.add(Objects.requireNonNull(id, kind));
        return IdIndex.of(kind, all);
    }

    /** For each of so many rows the one it was, and -1 for those beyond the old ones. */
    static int[] rows(int size, int old) {
        int[] rows = new int[size];
        for (int i = 0; i < size; i++) {
            rows[i] = i < old ? i : -1;
        }
        return rows;
    }
}
