package org.ncf4j.eval.baseline;

import java.util.Arrays;
import org.ncf4j.data.Interactions;

/** The positives both ways in compressed rows: each user's items and each item's users, ascending. */
final class Histories {
    private final Rows byUser;
    private final Rows byItem;

    /** Row r is {@code others} at {@code [offsets[r], offsets[r + 1])}. */
    static final class Rows {
        final int[] offsets;
        final int[] others;

        Rows(int[] offsets, int[] others) {
            this.offsets = offsets;
            this.others = others;
        }

        int count() {
            return offsets.length - 1;
        }

        int length(int row) {
            return offsets[row + 1] - offsets[row];
        }
    }

    Histories(Interactions train) {
        if (train.size() == 0) {
            throw new IllegalArgumentException("there is nothing to fit: the interactions hold no positives");
        }
        int[] offsets = new int[train.userCount() + 1];
        int[] items = new int[train.size()];
        int[] itemOffsets = new int[train.itemCount() + 1];
        for (int user = 0; user < train.userCount(); user++) {
            int[] positives = train.positives(user);
            Arrays.sort(positives);
            System.arraycopy(positives, 0, items, offsets[user], positives.length);
            offsets[user + 1] = offsets[user] + positives.length;
        }
        for (int item : items) {
            itemOffsets[item + 1]++;
        }
        for (int item = 0; item < train.itemCount(); item++) {
            itemOffsets[item + 1] += itemOffsets[item];
        }
        int[] users = new int[items.length];
        int[] next = itemOffsets.clone();
        for (int user = 0; user < train.userCount(); user++) {
            for (int at = offsets[user]; at < offsets[user + 1]; at++) {
                users[next[items[at]]++] = user;
            }
        }
        byUser = new Rows(offsets, items);
        byItem = new Rows(itemOffsets, users);
    }

    Rows byUser() {
        return byUser;
    }

    Rows byItem() {
        return byItem;
    }
}
