package org.ncf4j.data;

/** STUB: a partition of the positives into train, validation (perhaps empty) and test; all three share the id indices.
 * An item the user saw below the threshold stays "seen" in train. Items of test and validation are not seen in train. */
public record Split(Interactions train, Interactions validation, Interactions test) {
    /** The same over labelled pairs. */
    public record Labeled(LabeledPairs train, LabeledPairs validation, LabeledPairs test) {}

    /** Per user: the fraction of each user's positives, drawn at random (hashed from the seed). Each fraction's share is rounded (document how). A user keeps at least one positive in train. */
    public static Split random(Interactions data, double test, double validation, long seed) {
        throw new UnsupportedOperationException();
    }
    /** Per item, likewise. */
    public static Split byItem(Interactions data, double test, double validation, long seed) {
        throw new UnsupportedOperationException();
    }
    /** One global time: the newest share of all positives is the test part. Needs times. */
    public static Split byTime(Interactions data, double test, double validation) {
        throw new UnsupportedOperationException();
    }
    /** Each user's last positive is the test part and, if validation, the last but one the validation part; users with fewer than two (three) positives stay whole in train. Refused, with the hint about order, if the data is not ordered. */
    public static Split leaveLastOut(Interactions data, boolean validation) {
        throw new UnsupportedOperationException();
    }
    /** One at random of each user's. */
    public static Split leaveRandomOut(Interactions data, boolean validation, long seed) {
        throw new UnsupportedOperationException();
    }
    /** Rows at random, per user and label. */
    public static Labeled random(LabeledPairs data, double test, double validation, long seed) {
        throw new UnsupportedOperationException();
    }
    /** Each user's last positive row, and as a match the last negative row (row order is the order). */
    public static Labeled leaveLastOut(LabeledPairs data, boolean validation) {
        throw new UnsupportedOperationException();
    }
}
