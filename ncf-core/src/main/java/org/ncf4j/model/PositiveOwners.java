package org.ncf4j.model;

import org.ncf4j.data.Interactions;

/**
 * Whose positive each is, in a quarter of a byte a positive: the user is known of every 16th one, and for those between it
 * is searched for among the users from there to the next, mostly one or two. Immutable.
 */
final class PositiveOwners {
    private static final int SHIFT = 4;

    private final Interactions data;
    /** The user of each 16th positive, and at the end once more the user of the last one. */
    private final int[] users;

    PositiveOwners(Interactions data) {
        this.data = data;
        users = new int[length(data.size())];
        int user = 0;
        for (int i = 0; i < users.length; i++) {
            int at = (int) Math.min(data.size() - 1L, (long) i << SHIFT);
            while (data.offset(user + 1) <= at) {
                user++;
            }
            users[i] = user;
        }
    }

    private static int length(int positives) {
        return ((positives - 1) >> SHIFT) + 2;
    }

    /** What it takes, data excluded. */
    static long sizeInBytes(int positives) {
        return (long) Integer.BYTES * length(positives);
    }

    /** The user of the positive at a place. */
    int user(int at) {
        int low = users[at >> SHIFT];
        int high = users[(at >> SHIFT) + 1];
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (data.offset(middle) <= at) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
