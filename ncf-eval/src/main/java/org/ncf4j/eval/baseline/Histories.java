package org.ncf4j.eval.baseline;

import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Rows;

/**
 * The positives both ways: each user's items and each item's users, ascending.
 *
 * @param byUser a row a user
 * @param byItem a row an item
 */
record Histories(Rows byUser, Rows byItem) {
    static Histories of(Interactions train) {
        if (train.size() == 0) {
            throw new IllegalArgumentException("there is nothing to fit: the interactions hold no positives");
        }
        Rows byUser = Rows.of(train.userCount(), train.size(), train::positives);
        return new Histories(byUser, byUser.transposed(train.itemCount()));
    }
}
