package org.ncf4j.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What users did with items: for each user the <em>positives</em> (items bought, viewed, liked) in an order that is kept,
 * with a rating and a time where the data has them, and beside them the items that are <em>seen</em>: the positives and
 * those that the user rated below the threshold. An item that is seen is neither drawn as a negative nor recommended.
 *
 * <p>An item occurs once among a user's positives: repeated events of a pair are merged ({@link Duplicates}) before the
 * threshold is applied. Users and items have external ids ({@link IdIndex}) and are addressed by dense indices.
 *
 * <p>Inside it is a handful of flat arrays (compressed rows): 4 bytes a positive, 4 more where seen items cannot share
 * that array, 4 for a rating, 8 for a time. Tens of millions of positives fit into the memory of a laptop.
 *
 * <p>Instances are immutable and safe for use by many threads.
 */
public final class Interactions {
    /** Which way the input runs within one user, where it carries no times. */
    public enum Order {
        /** The order of the input means nothing; what needs an order is refused. */
        NONE,
        /** A user's first line is the oldest. */
        OLDEST_FIRST,
        /** A user's first line is the newest. */
        NEWEST_FIRST
    }

    /**
     * How repeated (user, item) pairs merge into one. The merged pair stands where its most recent event stood and has
     * that event's time; the most recent is the one with the greatest time where times are known, else the last one in
     * the stated order: the last line, or with {@link Order#NEWEST_FIRST} the first. The rating threshold is applied to
     * the merged rating.
     */
    public enum Duplicates {
        /** The rating of the most recent event. */
        LAST,
        /** The greatest rating. */
        MAX,
        /** The sum of the ratings. Events without ratings count 1 each, so that the rating becomes their number. */
        SUM
    }

    /**
     * One event of an application's log.
     *
     * @param user the user's id
     * @param item the item's id
     * @param rating how much, or null: for all events of a log or for none
     * @param time when, in any unit that grows with time, or null: for all events of a log or for none
     */
    public record Event(
            String user,
            String item,
            @Nullable Double rating,
            @Nullable Long time) {
        /**
         * Checks that the ids are there.
         *
         * @param user the user's id
         * @param item the item's id
         * @param rating how much, or null
         * @param time when, or null
         * @throws NullPointerException if an id is null
         */
        public Event {
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(item, "item");
        }
    }

    private final IdIndex users;
    private final IdIndex items;
    private final boolean ordered;
    private final int[] offsets;
    private final int[] positives;
    private final float @Nullable [] ratings;
    private final long @Nullable [] times;
    /** Seen items, ascending within a user. The very arrays of the positives where they are the same. */
    private final int[] seenOffsets;

    private final int[] seen;
    /** How many events were merged into others. */
    private final int repeats;

    private Interactions(
            IdIndex users,
            IdIndex items,
            boolean ordered,
            int[] offsets,
            int[] positives,
            float @Nullable [] ratings,
            long @Nullable [] times,
            int[] seenOffsets,
            int[] seen,
            int repeats) {
        this.users = users;
        this.items = items;
        this.ordered = ordered;
        this.offsets = offsets;
        this.positives = positives;
        this.ratings = ratings;
        this.times = times;
        this.seenOffsets = seenOffsets;
        this.seen = seen;
        this.repeats = repeats;
    }

    /**
     * Starts empty, to be filled event by event.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * From the events of a log, with the defaults of {@link Builder}: no threshold, the most recent of repeated events, an
     * order only if the events have times. Ids are indexed in the order in which they come first.
     *
     * @param events the events, consumed in encounter order
     * @return the interactions
     * @throws IllegalArgumentException if only some of the events have a rating or a time, or a rating is not finite
     */
    public static Interactions from(Stream<Event> events) {
        return builder().addAll(events).build();
    }

    /**
     * From any stream of which each element tells a user and an item.
     *
     * @param stream the elements, consumed in encounter order
     * @param user gives the user's id
     * @param item gives the item's id
     * @param <T> the type of the elements
     * @return the interactions, without order, ratings and times
     */
    public static <T> Interactions from(
            Stream<T> stream, Function<? super T, String> user, Function<? super T, String> item) {
        Builder builder = builder();
        stream.forEachOrdered(element -> builder.add(user.apply(element), item.apply(element)));
        return builder.build();
    }

    /**
     * From dense indices; the external ids are {@code "0"}, {@code "1"} and so on.
     *
     * @param userCount the number of users
     * @param itemCount the number of items
     * @param users the user of each interaction, in {@code [0, userCount)}
     * @param items the item of each interaction, in {@code [0, itemCount)}
     * @param order what the order of the arrays means
     * @return the interactions; repeated pairs are merged into the most recent
     * @throws IllegalArgumentException if the arrays differ in length or an index is out of range
     */
    public static Interactions of(int userCount, int itemCount, int[] users, int[] items, Order order) {
        return of(IdIndex.range("user", userCount), IdIndex.range("item", itemCount), users, items, order);
    }

    /**
     * From dense indices of known ids.
     *
     * @param users the users' ids
     * @param items the items' ids
     * @param userIndices the user of each interaction
     * @param itemIndices the item of each interaction
     * @param order what the order of the arrays means
     * @return the interactions; repeated pairs are merged into the most recent
     * @throws IllegalArgumentException if the arrays differ in length or an index is out of range
     */
    public static Interactions of(IdIndex users, IdIndex items, int[] userIndices, int[] itemIndices, Order order) {
        if (userIndices.length != itemIndices.length) {
            throw new IllegalArgumentException(
                    "as many users as items are needed: " + userIndices.length + " and " + itemIndices.length);
        }
        checkIndices(users, userIndices, "user");
        checkIndices(items, itemIndices, "item");
        return new Assembly(users, items, userIndices.length, userIndices, itemIndices, null, null, order)
                .assemble(Duplicates.LAST, Float.NEGATIVE_INFINITY);
    }

    static void checkIndices(IdIndex ids, int[] indices, String kind) {
        for (int place = 0; place < indices.length; place++) {
            if (indices[place] < 0 || indices[place] >= ids.size()) {
                throw new IllegalArgumentException(kind + " index " + indices[place] + " at place " + place
                        + " is out of range [0, " + ids.size() + ")");
            }
        }
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
     * The number of users, with and without positives.
     *
     * @return the number of users
     */
    public int userCount() {
        return users.size();
    }

    /**
     * The number of items, with and without positives.
     *
     * @return the number of items
     */
    public int itemCount() {
        return items.size();
    }

    /**
     * The number of positives.
     *
     * @return the number of positives of all users together
     */
    public int size() {
        return positives.length;
    }

    /**
     * How many events these interactions were built from beyond one for each pair of a user and an item: repeats that were
     * merged into it, as {@link Duplicates} says. 0 for parts of others, such as those of a {@link Split}.
     *
     * @return the number of merged repeats
     */
    public int repeats() {
        return repeats;
    }

    /**
     * Whether the order of a user's positives means time, oldest first: because the data has times or its order was stated.
     *
     * @return whether the order means time
     */
    public boolean isOrdered() {
        return ordered;
    }

    /**
     * Whether positives have ratings.
     *
     * @return whether positives have ratings
     */
    public boolean hasRatings() {
        return ratings != null;
    }

    /**
     * Whether positives have times.
     *
     * @return whether positives have times
     */
    public boolean hasTimes() {
        return times != null;
    }

    /**
     * Where a user's positives start: those of user u are at {@code offset(u)} to {@code offset(u + 1) - 1}, oldest first
     * where {@linkplain #isOrdered() ordered}, else in the order of the input.
     *
     * @param user a user's index, or {@code userCount()}, which gives {@code size()}
     * @return a place in {@code [0, size()]}
     * @throws IndexOutOfBoundsException if the user is out of range
     */
    public int offset(int user) {
        return offsets[user];
    }

    /**
     * The item of a positive.
     *
     * @param index a place in {@code [0, size())}
     * @return the item's index
     * @throws IndexOutOfBoundsException if the place is out of range
     */
    public int item(int index) {
        return positives[index];
    }

    /**
     * The rating of a positive.
     *
     * @param index a place in {@code [0, size())}
     * @return its rating, merged as {@link Duplicates} says
     * @throws IllegalStateException if the data has no ratings
     * @throws IndexOutOfBoundsException if the place is out of range
     */
    public float rating(int index) {
        if (ratings == null) {
            throw new IllegalStateException("these interactions have no ratings");
        }
        return ratings[index];
    }

    /**
     * The time of a positive.
     *
     * @param index a place in {@code [0, size())}
     * @return its time, in the unit of the input
     * @throws IllegalStateException if the data has no times
     * @throws IndexOutOfBoundsException if the place is out of range
     */
    public long time(int index) {
        if (times == null) {
            throw new IllegalStateException("these interactions have no times");
        }
        return times[index];
    }

    /**
     * The number of a user's positives.
     *
     * @param user a user's index
     * @return the number of positives
     * @throws IndexOutOfBoundsException if the user is out of range
     */
    public int positiveCount(int user) {
        return offsets[user + 1] - offsets[user];
    }

    /**
     * A user's positives.
     *
     * @param user a user's index
     * @return a new array of item indices, oldest first where {@linkplain #isOrdered() ordered}
     * @throws IndexOutOfBoundsException if the user is out of range
     */
    public int[] positives(int user) {
        return Arrays.copyOfRange(positives, offsets[user], offsets[user + 1]);
    }

    /**
     * The number of items that a user has seen: the positives and the items rated below the threshold.
     *
     * @param user a user's index
     * @return the number of seen items
     * @throws IndexOutOfBoundsException if the user is out of range
     */
    public int seenCount(int user) {
        return seenOffsets[user + 1] - seenOffsets[user];
    }

    /**
     * The items that a user has seen.
     *
     * @param user a user's index
     * @return a new array of item indices, ascending
     * @throws IndexOutOfBoundsException if the user is out of range
     */
    public int[] seen(int user) {
        return Arrays.copyOfRange(seen, seenOffsets[user], seenOffsets[user + 1]);
    }

    /**
     * Whether a user has seen an item. Takes time logarithmic in the number of seen items.
     *
     * @param user a user's index
     * @param item an item's index
     * @return whether the user has seen the item
     * @throws IndexOutOfBoundsException if an index is out of range
     */
    public boolean isSeen(int user, int item) {
        Objects.checkIndex(item, items.size());
        return Arrays.binarySearch(seen, seenOffsets[user], seenOffsets[user + 1], item) >= 0;
    }

    /**
     * The item with a rank among those that a user has not seen, by item index. Takes time logarithmic in the number of
     * seen items.
     *
     * @param user a user's index
     * @param rank a rank from 0, below {@code itemCount() - seenCount(user)}
     * @return the rank-th smallest item index that is not seen
     * @throws IndexOutOfBoundsException if the user or the rank is out of range
     */
    public int unseen(int user, int rank) {
        int start = seenOffsets[user];
        int low = start;
        int high = seenOffsets[user + 1];
        Objects.checkIndex(rank, items.size() - (high - low));
        // The j-th seen item has (its index - j) unseen items before it, which never falls with j. The item sought
        // comes after exactly those seen items for which that count is at most the rank.
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (seen[middle] - (middle - start) <= rank) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return rank + (low - start);
    }

    /**
     * {@link #unseen(int, int)} of many users: the same search, one halving of all of them after the other. None waits for
     * the memory that another one reads, and there is no branch that depends on the items.
     *
     * @param ranks of each user, an int and not checked; longs because those who draw them hold them so
     * @param found written: the items
     */
    void unseen(int[] users, long[] ranks, int count, int[] found) {
        int most = 0;
        for (int i = 0; i < count; i++) {
            found[i] = 0;
            most = Math.max(most, seenCount(users[i]));
        }
        int end = seen.length - 1;
        // found[i] is how many seen items are known to come before the item sought, and the number of those that may do
        // so besides is halved, rounded down, whichever half it is
        for (int halvings = 0; most >> halvings > 0; halvings++) {
            for (int i = 0; i < count; i++) {
                int start = seenOffsets[users[i]];
                int left = (seenOffsets[users[i] + 1] - start) >> halvings;
                int half = (left + 1) >> 1;
                int middle = found[i] + half - 1;
                // where there is nothing left to halve, any item will do
                int item = seen[Math.min(Math.max(start + middle, 0), end)];
                // all ones if fewer unseen items than those of the rank come before it, or as many
                int before = ~(((int) ranks[i] - (item - middle)) >> 31);
                found[i] += half & before;
            }
        }
        for (int i = 0; i < count; i++) {
            found[i] += (int) ranks[i];
        }
    }

    /**
     * The item at a place in the mass of those that a user has not seen, where items have weights and lie one after the
     * other by index.
     *
     * @param place from 0, below the weight of all unseen items together
     * @param cumulative at an item's index the weight of all items before it, and that of all at the end
     * @param seenBefore for each seen item of each user the weight of the user's seen items before it
     */
    int unseen(int user, long place, long[] cumulative, long[] seenBefore) {
        int low = seenOffsets[user];
        int high = seenOffsets[user + 1];
        // the unseen weight before a seen item never falls from one to the next; the item sought comes after those for
        // which it is at most the place
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[seen[middle]] - seenBefore[middle] <= place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        long among = place;
        if (low > seenOffsets[user]) {
            int last = seen[low - 1];
            among += seenBefore[low - 1] + cumulative[last + 1] - cumulative[last];
        }
        int item = Arrays.binarySearch(cumulative, among);
        // weights are positive, so that no two items begin at the same place
        return item >= 0 ? item : -item - 2;
    }

    /** For each seen item of each user, by user and then by item, the weight of the user's seen items before it. */
    long[] seenBefore(long[] cumulative) {
        long[] before = new long[seen.length];
        for (int user = 0; user < userCount(); user++) {
            long sum = 0;
            for (int at = seenOffsets[user]; at < seenOffsets[user + 1]; at++) {
                before[at] = sum;
                sum += cumulative[seen[at] + 1] - cumulative[seen[at]];
            }
        }
        return before;
    }

    /** The weight of a user's seen items. */
    long seenWeight(int user, long[] cumulative, long[] seenBefore) {
        int end = seenOffsets[user + 1];
        if (end == seenOffsets[user]) {
            return 0;
        }
        int last = seen[end - 1];
        return seenBefore[end - 1] + cumulative[last + 1] - cumulative[last];
    }

    /**
     * How often each item is a positive.
     *
     * @return a new array with the number of positives of each item
     */
    public int[] itemCounts() {
        int[] counts = new int[items.size()];
        for (int item : positives) {
            counts[item]++;
        }
        return counts;
    }

    /**
     * The k-core: users and items with fewer than k positives are dropped, again and again until none is left. What
     * remains is unique, whatever the order of dropping. Ids are packed anew in their old order; items below the threshold
     * stay seen where both user and item remain.
     *
     * @param k the number of positives that each remaining user and item has at least, at least 1
     * @return the core, perhaps empty
     * @throws IllegalArgumentException if k is below 1
     */
    public Interactions core(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k of the k-core must be at least 1: " + k);
        }
        int[] userCounts = new int[users.size()];
        for (int u = 0; u < userCounts.length; u++) {
            userCounts[u] = positiveCount(u);
        }
        int[] itemCounts = itemCounts();
        boolean[] userOut = new boolean[userCounts.length];
        boolean[] itemOut = new boolean[itemCounts.length];
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int u = 0; u < userCounts.length; u++) {
                if (!userOut[u] && userCounts[u] < k) {
                    userOut[u] = true;
                    changed = true;
                    for (int p = offsets[u]; p < offsets[u + 1]; p++) {
                        itemCounts[positives[p]]--;
                    }
                }
            }
            for (int i = 0; i < itemCounts.length; i++) {
                // an item counts once: the users who lose it are found below, by one pass over the positives
                itemOut[i] = itemCounts[i] < k;
            }
            for (int u = 0; u < userCounts.length; u++) {
                if (!userOut[u]) {
                    int left = 0;
                    for (int p = offsets[u]; p < offsets[u + 1]; p++) {
                        left += itemOut[positives[p]] ? 0 : 1;
                    }
                    changed |= left < k;
                    userCounts[u] = left;
                }
            }
        }
        int[] newUser = new int[userOut.length];
        IdIndex keptUsers = pack(users, userOut, newUser);
        int[] newItem = new int[itemOut.length];
        IdIndex keptItems = pack(items, itemOut, newItem);
        return filter(keptUsers, newUser, keptItems, newItem, place -> true, user -> true);
    }

    /** Numbers what is not dropped anew: newIndex receives the new index, or -1. */
    private static IdIndex pack(IdIndex ids, boolean[] dropped, int[] newIndex) {
        IdIndex.Builder kept = new IdIndex.Builder(ids.kind(), 16);
        for (int i = 0; i < dropped.length; i++) {
            newIndex[i] = dropped[i] ? -1 : kept.add(ids.id(i));
        }
        return kept.build();
    }

    /**
     * The positives at some places, over the same users and items. Seen are those positives and, if wanted, the items below
     * the threshold.
     */
    Interactions select(IntPredicate keep, boolean withBelowThreshold) {
        return select(keep, user -> withBelowThreshold);
    }

    /** The same with the items below the threshold of some users. */
    Interactions select(IntPredicate keep, IntPredicate withBelowThreshold) {
        return filter(users, null, items, null, keep, withBelowThreshold);
    }

    private Interactions filter(
            IdIndex newUsers,
            int @Nullable [] newUser,
            IdIndex newItems,
            int @Nullable [] newItem,
            IntPredicate keep,
            IntPredicate withBelowThreshold) {
        int[] newOffsets = new int[newUsers.size() + 1];
        int[] newPositives = new int[positives.length];
        float[] newRatings = ratings == null ? null : new float[positives.length];
        long[] newTimes = times == null ? null : new long[positives.length];
        int[] newSeenOffsets = new int[newUsers.size() + 1];
        int[] newSeen = new int[seen.length];
        // of the user at hand, by item: which positives are left out, and which items are positives at all
        boolean[] leftOut = new boolean[items.size()];
        boolean[] isPositive = new boolean[items.size()];
        int size = 0;
        int seenSize = 0;
        for (int u = 0; u < users.size(); u++) {
            int user = newUser == null ? u : newUser[u];
            if (user < 0) {
                continue;
            }
            for (int p = offsets[u]; p < offsets[u + 1]; p++) {
                int item = newItem == null ? positives[p] : newItem[positives[p]];
                isPositive[positives[p]] = true;
                if (item < 0 || !keep.test(p)) {
                    leftOut[positives[p]] = true;
                    continue;
                }
                newPositives[size] = item;
                if (newRatings != null && ratings != null) {
                    newRatings[size] = ratings[p];
                }
                if (newTimes != null && times != null) {
                    newTimes[size] = times[p];
                }
                size++;
            }
            boolean withBelow = withBelowThreshold.test(u);
            for (int s = seenOffsets[u]; s < seenOffsets[u + 1]; s++) {
                int item = newItem == null ? seen[s] : newItem[seen[s]];
                if (item >= 0 && !leftOut[seen[s]] && (withBelow || isPositive[seen[s]])) {
                    newSeen[seenSize++] = item;
                }
            }
            for (int p = offsets[u]; p < offsets[u + 1]; p++) {
                isPositive[positives[p]] = false;
                leftOut[positives[p]] = false;
            }
            newOffsets[user + 1] = size;
            newSeenOffsets[user + 1] = seenSize;
        }
        return shared(
                newUsers,
                newItems,
                ordered,
                newOffsets,
                Arrays.copyOf(newPositives, size),
                newRatings == null ? null : Arrays.copyOf(newRatings, size),
                newTimes == null ? null : Arrays.copyOf(newTimes, size),
                newSeenOffsets,
                Arrays.copyOf(newSeen, seenSize),
                0);
    }

    /** Lets the seen items share the arrays of the positives where they are equal. */
    private static Interactions shared(
            IdIndex users,
            IdIndex items,
            boolean ordered,
            int[] offsets,
            int[] positives,
            float @Nullable [] ratings,
            long @Nullable [] times,
            int[] seenOffsets,
            int[] seen,
            int repeats) {
        boolean sameOffsets = Arrays.equals(offsets, seenOffsets);
        boolean same = sameOffsets && Arrays.equals(positives, seen);
        return new Interactions(
                users,
                items,
                ordered,
                offsets,
                positives,
                ratings,
                times,
                sameOffsets ? offsets : seenOffsets,
                same ? positives : seen,
                repeats);
    }

    /**
     * A SHA-256 over everything: ids, positives and their order, seen items, ratings and times. Equal data gives equal
     * fingerprints on every machine.
     *
     * @return 64 hexadecimal digits
     */
    public String fingerprint() {
        Fingerprint fingerprint = new Fingerprint("interactions")
                .add(users)
                .add(items)
                .add(ordered ? 1 : 0)
                .add(offsets)
                .add(positives)
                .add(seenOffsets)
                .add(seen);
        if (ratings != null) {
            fingerprint.add(ratings);
        }
        if (times != null) {
            fingerprint.add(times);
        }
        return fingerprint.hex();
    }

    /**
     * What these interactions take in memory, about: 4 bytes a positive, 4 more where the seen items cannot share their
     * array, 4 for a rating, 8 for a time, 4 or 8 a user, and the ids.
     *
     * @return bytes, on a 64-bit JVM with compressed references
     */
    public long sizeInBytes() {
        return users.sizeInBytes()
                + items.sizeInBytes()
                + 4L * offsets.length
                + (seenOffsets == offsets ? 0 : 4L * seenOffsets.length)
                + 4L * positives.length
                + (seen == positives ? 0 : 4L * seen.length)
                + (ratings == null ? 0 : 4L * ratings.length)
                + (times == null ? 0 : 8L * times.length);
    }

    @Override
    public String toString() {
        return positives.length + " interactions of " + users + " with " + items;
    }

    /**
     * Gathers events and turns them into {@link Interactions}. Not safe for use by many threads.
     *
     * <p>Users and items are indexed in the order in which they come first, after those of {@link #withUsers} and
     * {@link #withItems}; an item that is only ever rated below the threshold is an item all the same.
     */
    public static final class Builder {
        private float minRating = Float.NEGATIVE_INFINITY;
        private Duplicates duplicates = Duplicates.LAST;
        private Order order = Order.NONE;
        private IdIndex.Builder users = new IdIndex.Builder("user", 16);
        private IdIndex.Builder items = new IdIndex.Builder("item", 16);
        private int size;
        private int[] userIndices = new int[16];
        private int[] itemIndices = new int[16];
        private float @Nullable [] ratings;
        private long @Nullable [] times;

        private Builder() {}

        /**
         * The least rating of a positive; a pair rated below it, after merging, is seen but no positive. By default every
         * pair is a positive.
         *
         * @param minRating the least rating of a positive, compared in float precision as ratings are kept
         * @return this
         * @throws IllegalArgumentException if it is NaN
         */
        public Builder withMinRating(double minRating) {
            if (Double.isNaN(minRating)) {
                throw new IllegalArgumentException("minRating must be a number: " + minRating);
            }
            this.minRating = (float) minRating;
            return this;
        }

        /**
         * How repeated pairs merge; {@link Duplicates#LAST} by default.
         *
         * @param duplicates the way of merging
         * @return this
         */
        public Builder withDuplicates(Duplicates duplicates) {
            this.duplicates = Objects.requireNonNull(duplicates, "duplicates");
            return this;
        }

        /**
         * What the order of the events means, where they have no times; {@link Order#NONE} by default. Events that have
         * times are ordered by them, and among equal times as stated here.
         *
         * @param order the meaning of the order
         * @return this
         */
        public Builder withOrder(Order order) {
            this.order = Objects.requireNonNull(order, "order");
            return this;
        }

        /**
         * Users to be there from the start, with or without an interaction. Others are added as they come.
         *
         * @param users the users
         * @return this
         * @throws IllegalStateException if an event has been added already
         */
        public Builder withUsers(IdIndex users) {
            checkEmpty();
            this.users = new IdIndex.Builder(users);
            return this;
        }

        /**
         * Items to be there from the start (a catalogue), with or without an interaction. Others are added as they come.
         *
         * @param items the items
         * @return this
         * @throws IllegalStateException if an event has been added already
         */
        public Builder withItems(IdIndex items) {
            checkEmpty();
            this.items = new IdIndex.Builder(items);
            return this;
        }

        private void checkEmpty() {
            if (size > 0) {
                throw new IllegalStateException("users and items must be given before the first event");
            }
        }

        /**
         * Adds an event without rating and time.
         *
         * @param user the user's id
         * @param item the item's id
         * @return this
         * @throws IllegalArgumentException if earlier events have a rating or a time
         */
        public Builder add(String user, String item) {
            return add(user, item, false, 0, false, 0);
        }

        /**
         * Adds an event with a rating.
         *
         * @param user the user's id
         * @param item the item's id
         * @param rating the rating
         * @return this
         * @throws IllegalArgumentException if earlier events have no rating, or have a time, or if the rating is NaN or
         *     beyond the range of a float
         */
        public Builder add(String user, String item, double rating) {
            return add(user, item, true, rating, false, 0);
        }

        /**
         * Adds an event with a rating and a time.
         *
         * @param user the user's id
         * @param item the item's id
         * @param rating the rating
         * @param time the time, in any unit that grows with time
         * @return this
         * @throws IllegalArgumentException if earlier events have no rating or no time, or if the rating is NaN or beyond
         *     the range of a float
         */
        public Builder add(String user, String item, double rating, long time) {
            return add(user, item, true, rating, true, time);
        }

        /**
         * Adds an event.
         *
         * @param event the event
         * @return this
         * @throws IllegalArgumentException if it has a rating or a time and earlier events have none, or the other way
         *     round, or if the rating is NaN or beyond the range of a float
         */
        public Builder add(Event event) {
            Double rating = event.rating();
            Long time = event.time();
            return add(
                    event.user(),
                    event.item(),
                    rating != null,
                    rating == null ? 0 : rating,
                    time != null,
                    time == null ? 0 : time);
        }

        /**
         * Adds events.
         *
         * @param events the events, consumed in encounter order
         * @return this
         * @throws IllegalArgumentException if one of them is refused by {@link #add(Event)}
         */
        public Builder addAll(Stream<Event> events) {
            events.forEachOrdered(this::add);
            return this;
        }

        Builder add(String user, String item, boolean hasRating, double rating, boolean hasTime, long time) {
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(item, "item");
            if (size == 0) {
                ratings = hasRating ? new float[userIndices.length] : null;
                times = hasTime ? new long[userIndices.length] : null;
            }
            checkAllOrNone("rating", ratings != null, hasRating, user, item);
            checkAllOrNone("time", times != null, hasTime, user, item);
            float narrow = (float) rating;
            if (!Float.isFinite(narrow)) {
                throw new IllegalArgumentException("the rating must be a finite number in the range of a float: "
                        + rating + " (user '" + user + "', item '" + item + "')");
            }
            if (size == userIndices.length) {
                int longer = Math.addExact(size, size >> 1);
                userIndices = Arrays.copyOf(userIndices, longer);
                itemIndices = Arrays.copyOf(itemIndices, longer);
                ratings = ratings == null ? null : Arrays.copyOf(ratings, longer);
                times = times == null ? null : Arrays.copyOf(times, longer);
            }
            userIndices[size] = users.add(user);
            itemIndices[size] = items.add(item);
            if (ratings != null) {
                ratings[size] = narrow;
            }
            if (times != null) {
                times[size] = time;
            }
            size++;
            return this;
        }

        /** Makes a user and an item known without an event. */
        void addIds(String user, String item) {
            users.add(user);
            items.add(item);
        }

        private void checkAllOrNone(String what, boolean expected, boolean found, String user, String item) {
            if (expected != found) {
                throw new IllegalArgumentException("either all events have a " + what + " or none: event " + (size + 1)
                        + " (user '" + user + "', item '" + item + "') has " + (found ? "one" : "none")
                        + ", unlike the " + size + " before it");
            }
        }

        /**
         * The interactions gathered so far.
         *
         * @return the interactions
         * @throws IllegalArgumentException if a least rating is set and the events have no ratings (and are not summed
         *     up), or if the ratings of a pair sum up to more than a float holds
         */
        public Interactions build() {
            if (minRating > Float.NEGATIVE_INFINITY && size > 0 && ratings == null && duplicates != Duplicates.SUM) {
                throw new IllegalArgumentException(
                        "minRating " + minRating + " needs ratings, but the events have none");
            }
            return new Assembly(users.build(), items.build(), size, userIndices, itemIndices, ratings, times, order)
                    .assemble(duplicates, minRating);
        }
    }

    /** Groups rows by user, orders and merges them. Never changes the arrays it is given. */
    private static final class Assembly {
        private final IdIndex users;
        private final IdIndex items;
        private final int[] itemIndices;
        private final float @Nullable [] ratings;
        private final long @Nullable [] times;
        private final Order order;
        private final Grouping byUser;

        Assembly(
                IdIndex users,
                IdIndex items,
                int size,
                int[] userIndices,
                int[] itemIndices,
                float @Nullable [] ratings,
                long @Nullable [] times,
                Order order) {
            this.users = users;
            this.items = items;
            this.itemIndices = itemIndices;
            this.ratings = ratings;
            this.times = times;
            this.order = Objects.requireNonNull(order, "order");
            byUser = Grouping.by(userIndices, size, users.size());
        }

        Interactions assemble(Duplicates duplicates, float minRating) {
            int[] rows = byUser.rows();
            int[] distinctOffsets = new int[users.size() + 1];
            boolean rated = ratings != null || duplicates == Duplicates.SUM;
            float[] merged = rated ? new float[rows.length] : null;
            sortByAge(rows);
            int distinct = merge(rows, distinctOffsets, merged, duplicates);

            // A user's rows are now distinct and oldest first, at distinctOffsets; those below the threshold drop out.
            int[] seen = new int[distinct];
            int[] offsets = new int[users.size() + 1];
            int size = 0;
            for (int u = 0; u < users.size(); u++) {
                for (int d = distinctOffsets[u]; d < distinctOffsets[u + 1]; d++) {
                    seen[d] = itemIndices[rows[d]];
                    if (merged == null || merged[d] >= minRating) {
                        rows[size] = rows[d];
                        if (merged != null) {
                            merged[size] = merged[d];
                        }
                        size++;
                    }
                }
                offsets[u + 1] = size;
                Arrays.sort(seen, distinctOffsets[u], distinctOffsets[u + 1]);
            }
            int[] positives = new int[size];
            long[] positiveTimes = times == null ? null : new long[size];
            for (int p = 0; p < size; p++) {
                positives[p] = itemIndices[rows[p]];
                if (positiveTimes != null && times != null) {
                    positiveTimes[p] = times[rows[p]];
                }
            }
            return shared(
                    users,
                    items,
                    times != null || order != Order.NONE,
                    offsets,
                    positives,
                    merged == null ? null : Arrays.copyOf(merged, size),
                    positiveTimes,
                    distinctOffsets,
                    seen,
                    byUser.offsets()[users.size()] - distinct);
        }

        /** Puts the rows of each user oldest first; rows of equal age stay in input order (turned if newest comes first). */
        private void sortByAge(int[] rows) {
            int[] scratch = new int[0];
            for (int u = 0; u < users.size(); u++) {
                int from = byUser.offsets()[u];
                int to = byUser.offsets()[u + 1];
                if (order == Order.NEWEST_FIRST) {
                    for (int a = from, b = to - 1; a < b; a++, b--) {
                        int row = rows[a];
                        rows[a] = rows[b];
                        rows[b] = row;
                    }
                }
                if (times != null) {
                    if (scratch.length < to - from) {
                        scratch = new int[to - from];
                    }
                    mergeSort(rows, from, to, times, scratch);
                }
            }
        }

        /** A stable sort of rows by time. */
        private static void mergeSort(int[] rows, int from, int to, long[] times, int[] scratch) {
            if (to - from < 2) {
                return;
            }
            int middle = (from + to) >>> 1;
            mergeSort(rows, from, middle, times, scratch);
            mergeSort(rows, middle, to, times, scratch);
            if (times[rows[middle - 1]] <= times[rows[middle]]) {
                return;
            }
            int left = middle - from;
            System.arraycopy(rows, from, scratch, 0, left);
            int a = 0;
            int b = middle;
            int out = from;
            while (a < left) {
                rows[out++] = b < to && times[rows[b]] < times[scratch[a]] ? rows[b++] : scratch[a++];
            }
        }

        /**
         * Keeps the newest row of each pair, compacts rows in place and fills in the ratings; the number of distinct pairs.
         */
        private int merge(int[] rows, int[] distinctOffsets, float @Nullable [] merged, Duplicates duplicates) {
            // mark[item] - 1 is the last place at which the item was kept: of this user if not before the user's first
            int[] mark = new int[items.size()];
            double[] sums = new double[0];
            int kept = 0;
            for (int u = 0; u < users.size(); u++) {
                int from = byUser.offsets()[u];
                int to = byUser.offsets()[u + 1];
                if (merged != null && sums.length < to - from) {
                    sums = new double[to - from];
                }
                // Newest first, so that the first row of a pair is the one to keep. Kept rows gather at the end of the
                // segment, oldest first.
                int start = to;
                for (int r = to - 1; r >= from; r--) {
                    int row = rows[r];
                    int item = itemIndices[row];
                    double rating = ratings == null ? 1 : ratings[row];
                    int place = mark[item] - 1;
                    if (place >= from) {
                        if (merged != null) {
                            sums[place - from] = switch (duplicates) {
                                case LAST -> sums[place - from];
                                case MAX -> Math.max(sums[place - from], rating);
                                case SUM -> sums[place - from] + rating;
                            };
                        }
                    } else {
                        start--;
                        rows[start] = row;
                        mark[item] = start + 1;
                        if (merged != null) {
                            sums[start - from] = rating;
                        }
                    }
                }
                for (int place = start; place < to; place++) {
                    rows[kept] = rows[place];
                    if (merged != null) {
                        merged[kept] = (float) sums[place - from];
                        if (!Float.isFinite(merged[kept])) {
                            throw new IllegalArgumentException(
                                    "the ratings of user " + DelimitedFile.quoted(users.id(u))
                                            + " for item " + DelimitedFile.quoted(items.id(itemIndices[rows[kept]]))
                                            + " sum up to more than a float holds");
                        }
                    }
                    kept++;
                }
                distinctOffsets[u + 1] = kept;
            }
            return kept;
        }
    }
}
