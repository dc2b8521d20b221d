package org.ncf4j.data;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * Pairs of a user and an item with a label: 1 if the user wanted the item, 0 if not. The form of data sets that come with
 * their own negatives, which training may take as they are.
 *
 * <p>The rows keep their order. A pair occurs once: an identical repeat merges into the first row, a repeat with another
 * label is refused.
 *
 * <p>Instances are immutable and safe for use by many threads.
 */
public final class LabeledPairs {
    private final IdIndex users;
    private final IdIndex items;
    private final int[] userIndices;
    private final int[] itemIndices;
    private final boolean[] labels;
    private final int positiveCount;

    private LabeledPairs(IdIndex users, IdIndex items, int[] userIndices, int[] itemIndices, boolean[] labels) {
        this.users = users;
        this.items = items;
        this.userIndices = userIndices;
        this.itemIndices = itemIndices;
        this.labels = labels;
        int positives = 0;
        for (boolean label : labels) {
            positives += label ? 1 : 0;
        }
        positiveCount = positives;
    }

    /**
     * From rows of dense indices.
     *
     * @param users the users' ids
     * @param items the items' ids
     * @param userIndices the user of each row
     * @param itemIndices the item of each row
     * @param labels the label of each row
     * @return the pairs
     * @throws IllegalArgumentException if the arrays differ in length, an index is out of range, or a pair has both labels
     */
    public static LabeledPairs of(
            IdIndex users, IdIndex items, int[] userIndices, int[] itemIndices, boolean[] labels) {
        return of(users, items, userIndices, itemIndices, labels, row -> "row " + row);
    }

    /** With a way to say where a row comes from. */
    static LabeledPairs of(
            IdIndex users,
            IdIndex items,
            int[] userIndices,
            int[] itemIndices,
            boolean[] labels,
            IntFunction<String> where) {
        if (userIndices.length != itemIndices.length || userIndices.length != labels.length) {
            throw new IllegalArgumentException("as many users as items and labels are needed: " + userIndices.length
                    + ", " + itemIndices.length + " and " + labels.length);
        }
        Interactions.checkIndices(users, userIndices, "user");
        Interactions.checkIndices(items, itemIndices, "item");
        boolean[] repeated = new boolean[labels.length];
        int repeats = 0;
        Grouping byUser = Grouping.by(userIndices, labels.length, users.size());
        // mark[item] - 1 is the last place (in the grouping) of the item: of this user if not before the user's first
        int[] mark = new int[items.size()];
        for (int u = 0; u < users.size(); u++) {
            for (int place = byUser.offsets()[u]; place < byUser.offsets()[u + 1]; place++) {
                int row = byUser.rows()[place];
                int first = mark[itemIndices[row]] - 1;
                if (first < byUser.offsets()[u]) {
                    mark[itemIndices[row]] = place + 1;
                } else if (labels[byUser.rows()[first]] == labels[row]) {
                    repeated[row] = true;
                    repeats++;
                } else {
                    throw new IllegalArgumentException(
                            "expected one label for user " + DelimitedFile.quoted(users.id(u)) + " and item "
                                    + DelimitedFile.quoted(items.id(itemIndices[row])) + ", found both 0 and 1 ("
                                    + where.apply(byUser.rows()[first]) + " and " + where.apply(row) + ")");
                }
            }
        }
        int size = labels.length - repeats;
        int[] distinctUsers = new int[size];
        int[] distinctItems = new int[size];
        boolean[] distinctLabels = new boolean[size];
        int out = 0;
        for (int row = 0; row < labels.length; row++) {
            if (!repeated[row]) {
                distinctUsers[out] = userIndices[row];
                distinctItems[out] = itemIndices[row];
                distinctLabels[out] = labels[row];
                out++;
            }
        }
        return new LabeledPairs(users, items, distinctUsers, distinctItems, distinctLabels);
    }

    /** The rows for which a predicate holds, over the same ids. */
    LabeledPairs select(IntPredicate keep) {
        int[] keptUsers = new int[labels.length];
        int[] keptItems = new int[labels.length];
        boolean[] keptLabels = new boolean[labels.length];
        int size = 0;
        for (int row = 0; row < labels.length; row++) {
            if (keep.test(row)) {
                keptUsers[size] = userIndices[row];
                keptItems[size] = itemIndices[row];
                keptLabels[size] = labels[row];
                size++;
            }
        }
        return new LabeledPairs(
                users,
                items,
                Arrays.copyOf(keptUsers, size),
                Arrays.copyOf(keptItems, size),
                Arrays.copyOf(keptLabels, size));
    }

    /** Row numbers by user. */
    Grouping byUser() {
        return Grouping.by(userIndices, labels.length, users.size());
    }

    /**
     * The users' ids.
     *
     * @return the users
     */
    public IdIndex users() {
        return users;
    }

    /**
     * The items' ids.
     *
     * @return the items
     */
    public IdIndex items() {
        return items;
    }

    /**
     * The number of pairs.
     *
     * @return the number of rows, all distinct pairs
     */
    public int size() {
        return labels.length;
    }

    /**
     * The user of a row.
     *
     * @param index a row in {@code [0, size())}
     * @return the user's index
     * @throws IndexOutOfBoundsException if the row is out of range
     */
    public int user(int index) {
        return userIndices[index];
    }

    /**
     * The item of a row.
     *
     * @param index a row in {@code [0, size())}
     * @return the item's index
     * @throws IndexOutOfBoundsException if the row is out of range
     */
    public int item(int index) {
        return itemIndices[index];
    }

    /**
     * The label of a row.
     *
     * @param index a row in {@code [0, size())}
     * @return true for 1, false for 0
     * @throws IndexOutOfBoundsException if the row is out of range
     */
    public boolean label(int index) {
        return labels[index];
    }

    /**
     * The number of rows with label 1.
     *
     * @return the number of positive pairs
     */
    public int positiveCount() {
        return positiveCount;
    }

    /**
     * The positive pairs as interactions over the same ids, each user's in row order, without a claim that this order
     * means time. Negative pairs are not seen.
     *
     * @return the positives
     */
    public Interactions positives() {
        LabeledPairs positives = select(row -> labels[row]);
        return Interactions.of(users, items, positives.userIndices, positives.itemIndices, Interactions.Order.NONE);
    }

    /**
     * A SHA-256 over ids, pairs and labels in their order.
     *
     * @return 64 hexadecimal digits
     */
    public String fingerprint() {
        return new Fingerprint("labeled pairs")
                .add(users)
                .add(items)
                .add(userIndices)
                .add(itemIndices)
                .add(labels)
                .hex();
    }

    /**
     * What these pairs take in memory, about: 9 bytes a pair, and the ids.
     *
     * @return bytes, on a 64-bit JVM with compressed references
     */
    public long sizeInBytes() {
        return users.sizeInBytes() + items.sizeInBytes() + 9L * labels.length;
    }

    @Override
    public String toString() {
        return labels.length + " labelled pairs of " + users + " with " + items + ", " + positiveCount + " positive";
    }
}
