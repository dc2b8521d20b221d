package org.ncf4j.data;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.Hash;

/**
 * Draws negatives for training: items that a user has not seen, each with the same probability or in proportion to a power
 * of its popularity.
 *
 * <p>A draw takes the hash of (seed, epoch, index) for a rank among the user's unseen items and looks up the item with
 * that rank ({@link Interactions#unseen}): one draw, no rejection, so it takes the same time for a user who has seen
 * nearly everything. By popularity it takes the hash for a place in the weight of the unseen items, likewise. It depends on the user, the epoch and the index only, never on earlier draws, so draws may be made
 * by any number of threads in any order. Items that the user rated below the threshold count as seen and are never
 * drawn.
 *
 * <p>Instances are immutable in effect and safe for use by many threads.
 */
public final class NegativeSampler {
    private final Interactions data;
    private final long seed;
    /** The key of the epoch drawn from last. A race costs a hash and no more: the record is published whole. */
    private @Nullable EpochKey last;

    private record EpochKey(long epoch, long key) {}

    /** The largest weight of an item: as many bits as leave room for 2^31 items. */
    private static final long MOST = 1L << 24;

    /** At an item's index the weight of all items before it; empty where all are alike. */
    private final long[] cumulative;
    /** For each seen item of each user the weight of the user's seen items before it. */
    private final long[] seenBefore;

    private NegativeSampler(Interactions data, long seed, long[] cumulative) {
        this.data = data;
        this.seed = seed;
        this.cumulative = cumulative;
        seenBefore = cumulative.length == 0 ? cumulative : data.seenBefore(cumulative);
    }

    /**
     * A sampler that is uniform over the items a user has not seen.
     *
     * @param data the training data, whose seen items are never drawn
     * @param seed the seed
     * @return the sampler
     */
    public static NegativeSampler uniform(Interactions data, long seed) {
        return new NegativeSampler(Objects.requireNonNull(data, "data"), seed, new long[0]);
    }

    /**
     * A sampler in proportion to {@code max(1, positives of the item)^exponent}, in steps of 2^-24 of the largest weight,
     * but at least one. It takes 8 bytes for each item and each seen item of each user.
     *
     * @param data the training data, whose seen items are never drawn
     * @param exponent of the popularity, at least 0 and finite; 0 is {@link #uniform}
     * @param seed the seed
     * @return the sampler
     * @throws IllegalArgumentException if the exponent is negative or not finite
     */
    public static NegativeSampler popularity(Interactions data, double exponent, long seed) {
        if (!(exponent >= 0 && exponent < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("exponent must be at least 0 and finite, but is " + exponent);
        }
        if (exponent == 0) {
            return uniform(data, seed);
        }
        int[] counts = data.itemCounts();
        int most = 1;
        for (int count : counts) {
            most = Math.max(most, count);
        }
        long[] cumulative = new long[counts.length + 1];
        for (int item = 0; item < counts.length; item++) {
            double share = StrictMath.pow(Math.max(1, counts[item]) / (double) most, exponent);
            cumulative[item + 1] = cumulative[item] + Math.max(1, Math.round(share * MOST));
        }
        return new NegativeSampler(data, seed, cumulative);
    }

    /** What {@link #popularity} takes in memory, in bytes. */
    public static long popularitySizeInBytes(Interactions data) {
        long seen = 0;
        for (int user = 0; user < data.userCount(); user++) {
            seen += data.seenCount(user);
        }
        return Long.BYTES * (seen + data.itemCount());
    }

    /**
     * The logarithm of each item's probability over that of uniform draws, {@code ln(q(i) n)} with n items, among all items.
     *
     * @return a new array
     */
    public float[] logOdds() {
        int items = data.itemCount();
        float[] odds = new float[items];
        if (cumulative.length > 0) {
            for (int item = 0; item < items; item++) {
                double weight = cumulative[item + 1] - cumulative[item];
                odds[item] = (float) StrictMath.log(weight / cumulative[items] * items);
            }
        }
        return odds;
    }

    /**
     * Whether there is anything to draw for a user.
     *
     * @param user a user's index
     * @return false if the user has seen every item
     */
    public boolean canDraw(int user) {
        return data.seenCount(user) < data.itemCount();
    }

    /**
     * Draws an item.
     *
     * @param user a user's index
     * @param epoch the epoch
     * @param index the number of the draw within the epoch, over all users: draws with different numbers are independent
     * @return the index of an item that the user has not seen
     * @throws IllegalStateException if the user has seen every item (see {@link #canDraw})
     */
    public int draw(int user, long epoch, long index) {
        return cumulative.length == 0
                ? data.unseen(user, rank(user, key(epoch), index))
                : drawByWeight(user, key(epoch), index);
    }

    private int drawByWeight(int user, long key, long index) {
        long unseen = cumulative[data.itemCount()] - data.seenWeight(user, cumulative, seenBefore);
        if (unseen == 0) {
            throw noneLeft(user);
        }
        return data.unseen(user, Hash.bounded(Hash.bits(key, index), unseen), cumulative, seenBefore);
    }

    private IllegalStateException noneLeft(int user) {
        return new IllegalStateException(
                "user '" + data.users().id(user) + "' has seen all " + data.itemCount() + " items: no negative left");
    }

    /**
     * Draws an item for each of many users: {@link #draw(int, long, long)} of each. The searches for them overlap, which
     * spares waiting for memory.
     *
     * @param users the users' indices
     * @param epoch the epoch
     * @param indices the numbers of the draws; overwritten
     * @param count how many of them there are, from the first on in each array
     * @param drawn written: the items
     * @throws IllegalStateException if one of them has seen every item
     * @throws IndexOutOfBoundsException if an array is shorter than {@code count}
     */
    public void draw(int[] users, long epoch, long[] indices, int count, int[] drawn) {
        Objects.checkFromIndexSize(0, count, users.length);
        Objects.checkFromIndexSize(0, count, indices.length);
        Objects.checkFromIndexSize(0, count, drawn.length);
        long key = key(epoch);
        if (cumulative.length > 0) {
            for (int i = 0; i < count; i++) {
                drawn[i] = drawByWeight(users[i], key, indices[i]);
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            indices[i] = rank(users[i], key, indices[i]);
        }
        data.unseen(users, indices, count, drawn);
    }

    /** The rank of the item among those that the user has not seen. */
    private int rank(int user, long key, long index) {
        int unseen = data.itemCount() - data.seenCount(user);
        if (unseen == 0) {
            throw noneLeft(user);
        }
        return Hash.bounded(Hash.bits(key, index), unseen);
    }

    private long key(long epoch) {
        EpochKey key = last;
        if (key == null || key.epoch != epoch) {
            key = new EpochKey(epoch, Hash.key(seed, Hash.NEGATIVE, epoch));
            last = key;
        }
        return key.key;
    }
}
