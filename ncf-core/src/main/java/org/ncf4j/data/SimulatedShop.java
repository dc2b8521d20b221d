package org.ncf4j.data;

/** STUB: a shop with a known truth. */
public final class SimulatedShop {
    /** Every number settable: a record with withers, SimulatedShop.Config.defaults(). Fields to be completed by the author. */
    public record Config(
            int users,
            int items,
            int positives,
            int negatives,
            int segments,
            int categories,
            double signal,
            double taste,
            double tail,
            long seed) {
        public static Config defaults() {
            throw new UnsupportedOperationException();
        }
    }

    private SimulatedShop() {}

    public static SimulatedShop create(Config config) {
        throw new UnsupportedOperationException();
    }

    public Config config() {
        throw new UnsupportedOperationException();
    }

    public IdIndex users() {
        throw new UnsupportedOperationException();
    }

    public IdIndex items() {
        throw new UnsupportedOperationException();
    }
    /** The positive and the negative pairs: the original data set's form. */
    public LabeledPairs pairs() {
        throw new UnsupportedOperationException();
    }
    /** The positives alone, each user's in order of purchase. */
    public Interactions purchases() {
        throw new UnsupportedOperationException();
    }
    /** The truth: log-odds (document of what) that a user buys an item; ranks as the purchase probability does. */
    public double logit(int user, int item) {
        throw new UnsupportedOperationException();
    }

    public double probability(int user, int item) {
        throw new UnsupportedOperationException();
    }

    public int segment(int user) {
        throw new UnsupportedOperationException();
    }

    public int category(int item) {
        throw new UnsupportedOperationException();
    }

    public String segmentName(int segment) {
        throw new UnsupportedOperationException();
    }

    public String categoryName(int category) {
        throw new UnsupportedOperationException();
    }
    /** A readable product name. */
    public String itemName(int item) {
        throw new UnsupportedOperationException();
    }

    public double price(int item) {
        throw new UnsupportedOperationException();
    }
    /** affinity[category][segment]. */
    public double affinity(int category, int segment) {
        throw new UnsupportedOperationException();
    }
}
