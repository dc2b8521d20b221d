package org.ncf4j.data;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.Hash;

/**
 * Draws negatives for training: items that a user has not seen, each with the same probability.
 *
 * <p>A draw takes the hash of (seed, epoch, index) for a rank among the user's unseen items and looks up the item with
 * that rank ({@link Interactions#unseen}): one draw, no rejection, so it takes the same time for a user who has seen
 * nearly everything. It depends on the user, the epoch and the index only, never on earlier draws, so draws may be made
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

    private NegativeSampler(Interactions data, long seed) {
        this.data = data;
        this.seed = seed;
    }

    /**
     * A sampler that is uniform over the items a user has not seen.
     *
     * @param data the training data, whose seen items are never drawn
     * @param seed the seed
     * @return the sampler
     */
    public static NegativeSampler uniform(Interactions data, long seed) {
        return new NegativeSampler(Objects.requireNonNull(data, "data"), seed);
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
        return data.unseen(user, rank(user, key(epoch), index));
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
        for (int i = 0; i < count; i++) {
            indices[i] = rank(users[i], key, indices[i]);
        }
        data.unseen(users, indices, count, drawn);
    }

    /** The rank of the item among those that the user has not seen. */
    private int rank(int user, long key, long index) {
        int unseen = data.itemCount() - data.seenCount(user);
        if (unseen == 0) {
            throw new IllegalStateException("user '" + data.users().id(user) + "' has seen all " + data.itemCount()
                    + " items: no negative left");
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
