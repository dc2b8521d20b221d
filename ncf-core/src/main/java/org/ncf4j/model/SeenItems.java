package org.ncf4j.model;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;

/** The items each user has seen, ascending; a user's are those at {@code [offsets[user], offsets[user + 1])}. */
final class SeenItems {
    private final int[] offsets;
    private final int[] items;
    /** Places of items that a user has seen and did not like: below the rating threshold; null if there are none. */
    private final @Nullable BitSet disliked;

    /** Takes the arrays over. */
    SeenItems(int[] offsets, int[] items) {
        this(offsets, items, null);
    }

    /** Takes all over. */
    SeenItems(int[] offsets, int[] items, @Nullable BitSet disliked) {
        this.offsets = offsets;
        this.items = items;
        this.disliked = disliked == null || disliked.isEmpty() ? null : disliked;
    }

    static SeenItems of(Interactions data) {
        int[] offsets = new int[data.userCount() + 1];
        for (int user = 0; user < data.userCount(); user++) {
            offsets[user + 1] = Math.addExact(offsets[user], data.seenCount(user));
        }
        int[] items = new int[offsets[data.userCount()]];
        BitSet disliked = new BitSet();
        for (int user = 0; user < data.userCount(); user++) {
            int[] seen = data.seen(user);
            System.arraycopy(seen, 0, items, offsets[user], seen.length);
            if (data.positiveCount(user) < seen.length) {
                int[] positives = data.positives(user);
                Arrays.sort(positives);
                for (int i = 0; i < seen.length; i++) {
                    disliked.set(offsets[user] + i, Arrays.binarySearch(positives, seen[i]) < 0);
                }
            }
        }
        return new SeenItems(offsets, items, disliked);
    }

    /** The positives alone, ascending. */
    static SeenItems positivesOf(Interactions data) {
        int[] offsets = new int[data.userCount() + 1];
        int[] items = new int[data.size()];
        for (int user = 0; user < data.userCount(); user++) {
            int[] positives = data.positives(user);
            Arrays.sort(positives);
            System.arraycopy(positives, 0, items, offsets[user], positives.length);
            offsets[user + 1] = offsets[user] + positives.length;
        }
        return new SeenItems(offsets, items);
    }

    /** Of labelled pairs: those of label 1. */
    static SeenItems of(LabeledPairs data) {
        int[] offsets = new int[data.users().size() + 1];
        for (int row = 0; row < data.size(); row++) {
            offsets[data.user(row) + 1] += data.label(row) ? 1 : 0;
        }
        for (int user = 1; user < offsets.length; user++) {
            offsets[user] += offsets[user - 1];
        }
        int[] items = new int[offsets[offsets.length - 1]];
        int[] next = offsets.clone();
        for (int row = 0; row < data.size(); row++) {
            if (data.label(row)) {
                items[next[data.user(row)]++] = data.item(row);
            }
        }
        for (int user = 0; user < data.users().size(); user++) {
            Arrays.sort(items, offsets[user], offsets[user + 1]);
        }
        return new SeenItems(offsets, items);
    }

    /**
     * Checks compressed rows of ascending item indices, one row for each but the last of the offsets.
     *
     * @param what what a row is of, for messages
     * @param owner whose a row is, for messages
     * @throws IllegalArgumentException if they are none
     */
    static void check(String what, String owner, int[] offsets, int[] items, int itemCount) {
        int rows = offsets.length - 1;
        require(offsets[0] == 0 && offsets[rows] == items.length, what + " items do not fill their tensor");
        for (int row = 0; row < rows; row++) {
            require(
                    offsets[row] <= offsets[row + 1] && offsets[row + 1] <= items.length,
                    what + " offsets do not ascend at " + owner + " " + row);
            int previous = -1;
            for (int at = offsets[row]; at < offsets[row + 1]; at++) {
                require(
                        items[at] > previous && items[at] < itemCount,
                        what + " items of " + owner + " " + row + " are not ascending item indices");
                previous = items[at];
            }
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Nothing of so many users. */
    static SeenItems none(int users) {
        return new SeenItems(new int[users + 1], new int[0]);
    }

    /** Of these users in this order, repeats allowed. */
    SeenItems ofUsers(int[] users) {
        int[] newOffsets = new int[users.length + 1];
        for (int i = 0; i < users.length; i++) {
            newOffsets[i + 1] = newOffsets[i] + offsets[users[i] + 1] - offsets[users[i]];
        }
        int[] newItems = new int[newOffsets[users.length]];
        BitSet newDisliked = new BitSet();
        for (int i = 0; i < users.length; i++) {
            copy(users[i], newItems, newDisliked, newOffsets[i]);
        }
        return new SeenItems(newOffsets, newItems, newDisliked);
    }

    private void copy(int user, int[] newItems, BitSet newDisliked, int to) {
        int from = offsets[user];
        int end = offsets[user + 1];
        System.arraycopy(items, from, newItems, to, end - from);
        if (disliked != null) {
            for (int at = disliked.nextSetBit(from); at >= 0 && at < end; at = disliked.nextSetBit(at + 1)) {
                newDisliked.set(to + at - from);
            }
        }
    }

    /** With one more user, who has these items, ascending. */
    SeenItems withUser(int[] history) {
        int[] newOffsets = Arrays.copyOf(offsets, offsets.length + 1);
        newOffsets[offsets.length] = Math.addExact(items.length, history.length);
        int[] newItems = Arrays.copyOf(items, items.length + history.length);
        System.arraycopy(history, 0, newItems, items.length, history.length);
        return new SeenItems(newOffsets, newItems, disliked);
    }

    /** With one more item, higher than all, which these users have, ascending. */
    SeenItems withItem(int item, int[] users) {
        int[] newOffsets = offsets.clone();
        int[] newItems = new int[Math.addExact(items.length, users.length)];
        BitSet newDisliked = new BitSet();
        int added = 0;
        for (int user = 0; user + 1 < offsets.length; user++) {
            newOffsets[user] += added;
            copy(user, newItems, newDisliked, newOffsets[user]);
            if (added < users.length && users[added] == user) {
                newItems[newOffsets[user] + offsets[user + 1] - offsets[user]] = item;
                added++;
            }
        }
        newOffsets[offsets.length - 1] += added;
        return new SeenItems(newOffsets, newItems, newDisliked);
    }

    /** What a user has seen and did not dislike, ascending; a copy. */
    int[] positivesOf(int user) {
        if (disliked == null) {
            return of(user);
        }
        BitSet not = disliked;
        return IntStream.range(offsets[user], offsets[user + 1])
                .filter(at -> !not.get(at))
                .map(at -> items[at])
                .toArray();
    }

    /** How many of all are not disliked. */
    int positiveCount() {
        return items.length - (disliked == null ? 0 : disliked.cardinality());
    }

    /** For each item 1, or 0 if it is disliked; null if none is. */
    byte @Nullable [] liked() {
        if (disliked == null) {
            return null;
        }
        byte[] liked = new byte[items.length];
        for (int at = 0; at < liked.length; at++) {
            liked[at] = (byte) (disliked.get(at) ? 0 : 1);
        }
        return liked;
    }

    /**
     * The same with what {@link #liked} gave.
     *
     * @throws IllegalArgumentException if it has other numbers than these
     */
    SeenItems withLiked(byte[] liked) {
        BitSet not = new BitSet();
        for (int at = 0; at < liked.length; at++) {
            require(liked[at] == 0 || liked[at] == 1, "what was seen is positive, 1, or not, 0, but is " + liked[at]);
            not.set(at, liked[at] == 0);
        }
        return new SeenItems(offsets, items, not);
    }

    /** Whether the other has the same items of the same users. */
    boolean sameAs(SeenItems other) {
        return Arrays.equals(offsets, other.offsets) && Arrays.equals(items, other.items);
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
