package org.ncf4j.model;

import java.util.Arrays;
import org.ncf4j.data.Interactions;

/** The items each user has seen, ascending; a user's are those at {@code [offsets[user], offsets[user + 1])}. */
final class SeenItems {
    private final int[] offsets;
    private final int[] items;

    /** Takes the arrays over. */
    SeenItems(int[] offsets, int[] items) {
        this.offsets = offsets;
        this.items = items;
    }

    static SeenItems of(Interactions data) {
        int[] offsets = new int[data.userCount() + 1];
        for (int user = 0; user < data.userCount(); user++) {
            offsets[user + 1] = Math.addExact(offsets[user], data.seenCount(user));
        }
        int[] items = new int[offsets[data.userCount()]];
        for (int user = 0; user < data.userCount(); user++) {
            System.arraycopy(data.seen(user), 0, items, offsets[user], data.seenCount(user));
        }
        return new SeenItems(offsets, items);
    }

    /** A copy of one user's. */
    int[] of(int user) {
        return Arrays.copyOfRange(items, offsets[user], offsets[user + 1]);
    }

    /** Where each user begins; not to be modified. */
    int[] offsets() {
        return offsets;
    }

    /** All users' items, one user after the other; not to be modified. */
    int[] items() {
        return items;
    }
}
