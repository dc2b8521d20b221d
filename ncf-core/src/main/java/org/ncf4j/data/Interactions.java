package org.ncf4j.data;

import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** STUB: signatures fixed, bodies by the data package's author. */
public final class Interactions {
    /** Which way the input runs within one user, where it carries no times. */
    public enum Order { NONE, OLDEST_FIRST, NEWEST_FIRST }

    /** How repeated (user, item) pairs merge into one; after that the rating threshold is applied. */
    public enum Duplicates { LAST, MAX, SUM }

    /** One event of an application's log; rating and time may be null, for all events or for none. */
    public record Event(String user, String item, @Nullable Double rating, @Nullable Long time) {}

    public static final class Builder {
        public Builder withMinRating(double minRating) { throw new UnsupportedOperationException(); }
        public Builder withDuplicates(Duplicates duplicates) { throw new UnsupportedOperationException(); }
        public Builder withOrder(Order order) { throw new UnsupportedOperationException(); }
        /** Ids to be there from the start, in this order, with or without an interaction (a catalogue). */
        public Builder withUsers(IdIndex users) { throw new UnsupportedOperationException(); }
        public Builder withItems(IdIndex items) { throw new UnsupportedOperationException(); }
        public Builder add(String user, String item) { throw new UnsupportedOperationException(); }
        public Builder add(String user, String item, double rating) { throw new UnsupportedOperationException(); }
        public Builder add(String user, String item, double rating, long time) { throw new UnsupportedOperationException(); }
        public Builder add(Event event) { throw new UnsupportedOperationException(); }
        public Interactions build() { throw new UnsupportedOperationException(); }
    }

    private Interactions() {}

    public static Builder builder() { return new Builder(); }

    public static Interactions from(Stream<Event> events) { throw new UnsupportedOperationException(); }

    public static <T> Interactions from(Stream<T> stream, Function<? super T, String> user, Function<? super T, String> item) { throw new UnsupportedOperationException(); }

    /** From dense indices; the external ids are "0", "1", ... Order is that of the arrays if ordered. */
    public static Interactions of(int userCount, int itemCount, int[] users, int[] items, Order order) { throw new UnsupportedOperationException(); }

    /** From dense indices of known ids. */
    public static Interactions of(IdIndex users, IdIndex items, int[] userIndices, int[] itemIndices, Order order) { throw new UnsupportedOperationException(); }

    public IdIndex users() { throw new UnsupportedOperationException(); }
    public IdIndex items() { throw new UnsupportedOperationException(); }
    public int userCount() { throw new UnsupportedOperationException(); }
    public int itemCount() { throw new UnsupportedOperationException(); }
    /** Number of positives. */
    public int size() { throw new UnsupportedOperationException(); }
    /** True when the order of a user's positives means time (oldest first). */
    public boolean isOrdered() { throw new UnsupportedOperationException(); }
    public boolean hasRatings() { throw new UnsupportedOperationException(); }
    public boolean hasTimes() { throw new UnsupportedOperationException(); }

    /** Positives of user u are those at [offset(u), offset(u + 1)): oldest first where ordered. offset(userCount()) == size(). */
    public int offset(int user) { throw new UnsupportedOperationException(); }
    /** Item of the positive at a place in [0, size()). */
    public int item(int index) { throw new UnsupportedOperationException(); }
    public float rating(int index) { throw new UnsupportedOperationException(); }
    public long time(int index) { throw new UnsupportedOperationException(); }
    public int positiveCount(int user) { throw new UnsupportedOperationException(); }
    /** A copy of a user's positives: oldest first where ordered. */
    public int[] positives(int user) { throw new UnsupportedOperationException(); }

    /** Items a user has seen: the positives and those below the rating threshold. */
    public int seenCount(int user) { throw new UnsupportedOperationException(); }
    /** A copy, ascending item index. */
    public int[] seen(int user) { throw new UnsupportedOperationException(); }
    public boolean isSeen(int user, int item) { throw new UnsupportedOperationException(); }
    /** The rank-th (from 0) smallest item index that the user has NOT seen; needs 0 <= rank < itemCount - seenCount. O(log seenCount). */
    public int unseen(int user, int rank) { throw new UnsupportedOperationException(); }

    /** Positives per item. */
    public int[] itemCounts() { throw new UnsupportedOperationException(); }
    /** The k-core: users and items with fewer than k positives are dropped until none is left; ids are packed anew. */
    public Interactions core(int k) { throw new UnsupportedOperationException(); }
    /** SHA-256 (hex) over ids, positives, seen, ratings, times. */
    public String fingerprint() { throw new UnsupportedOperationException(); }
}
