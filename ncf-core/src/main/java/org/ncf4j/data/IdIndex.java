package org.ncf4j.data;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A two-way map between external ids, which are strings, and the dense indices {@code 0 .. size - 1} by which everything
 * inside the library is addressed.
 *
 * <p>The index of an id is its place in the order in which the ids were given. Beside the strings themselves an index
 * costs one reference and two to four ints an id, so that millions of ids are cheap.
 *
 * <p>Instances are immutable and safe for use by many threads.
 */
public final class IdIndex {
    private static final int EMPTY = -1;

    private final String kind;
    private final String[] ids;
    /** Open addressing with linear probing: slots hold an index or EMPTY; the length is a power of two, at most half full. */
    private final int[] table;

    private IdIndex(String kind, String[] ids, int[] table) {
        this.kind = kind;
        this.ids = ids;
        this.table = table;
    }

    /**
     * Indexes ids in the order of a collection.
     *
     * @param kind what an id stands for, {@code "user"} or {@code "item"}: used in error messages
     * @param ids the ids
     * @return the index
     * @throws IllegalArgumentException if an id occurs twice
     * @throws NullPointerException if an argument or an id is null
     */
    public static IdIndex of(String kind, Collection<String> ids) {
        Builder builder = new Builder(kind, ids.size());
        for (String id : ids) {
            int size = builder.size();
            if (builder.add(Objects.requireNonNull(id, "id")) != size) {
                throw new IllegalArgumentException("duplicate " + kind + " '" + id + "'");
            }
        }
        return builder.build();
    }

    /**
     * The ids {@code "0"} to {@code "size - 1"}, for data that is numbered already.
     *
     * @param kind what an id stands for, {@code "user"} or {@code "item"}: used in error messages
     * @param size the number of ids, at least 0
     * @return the index
     * @throws IllegalArgumentException if the size is negative
     */
    public static IdIndex range(String kind, int size) {
        if (size < 0) {
            throw new IllegalArgumentException("the number of " + kind + "s must not be negative: " + size);
        }
        Builder builder = new Builder(kind, size);
        for (int i = 0; i < size; i++) {
            builder.add(Integer.toString(i));
        }
        return builder.build();
    }

    /** What an id stands for. */
    String kind() {
        return kind;
    }

    /**
     * The number of ids.
     *
     * @return the number of ids
     */
    public int size() {
        return ids.length;
    }

    /**
     * The id at an index.
     *
     * @param index an index in {@code [0, size)}
     * @return its id
     * @throws IndexOutOfBoundsException if the index is out of range
     */
    public String id(int index) {
        return ids[index];
    }

    /**
     * The index of an id.
     *
     * @param id an id
     * @return its index, or -1 if it is unknown
     */
    public int indexOf(String id) {
        return table[slot(table, ids, id)];
    }

    /**
     * The index of an id that has to be known.
     *
     * @param id an id
     * @return its index
     * @throws IllegalArgumentException if the id is unknown; the message names it
     */
    public int require(String id) {
        int index = indexOf(id);
        if (index < 0) {
            throw new IllegalArgumentException("unknown " + kind + " '" + id + "'");
        }
        return index;
    }

    /**
     * All ids, in the order of their indices.
     *
     * @return an unmodifiable view
     */
    public List<String> ids() {
        return Collections.unmodifiableList(Arrays.asList(ids));
    }

    /**
     * Whether another index holds the same ids at the same indices (the kind is a name for messages and does not count).
     *
     * @param other another object
     * @return whether it is an index with the same ids in the same order
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof IdIndex that && Arrays.equals(ids, that.ids));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return ids.length + " " + kind + "s";
    }

    /** What it takes in memory, about, on a 64-bit JVM with compressed references: strings, references and hash table. */
    long sizeInBytes() {
        long bytes = 4L * ids.length + 4L * table.length;
        for (String id : ids) {
            long characters = isLatin(id) ? id.length() : 2L * id.length();
            // a string of 24 bytes, and its array with a header of 16, in whole 8s
            bytes += 24 + (16 + characters + 7) / 8 * 8;
        }
        return bytes;
    }

    /** Whether a string takes a byte a character. */
    private static boolean isLatin(String id) {
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) > 0xFF) {
                return false;
            }
        }
        return true;
    }

    /** The slot that holds an id, or the empty slot where it belongs. */
    private static int slot(int[] table, String[] ids, String id) {
        int mask = table.length - 1;
        // String.hashCode of short numbers differs in few bits: spread them (Fibonacci hashing)
        int slot = (int) ((id.hashCode() * 0x9E3779B97F4A7C15L) >>> 33) & mask;
        while (table[slot] != EMPTY && !ids[table[slot]].equals(id)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Gathers ids as they come; an id that is there already keeps its index. */
    static final class Builder {
        private final String kind;
        private String[] ids;
        private int[] table;
        private int size;

        Builder(String kind, int expected) {
            this.kind = Objects.requireNonNull(kind, "kind");
            ids = new String[Math.max(16, expected)];
            table = emptyTable(ids.length);
        }

        /** Starts with all ids of an index. */
        Builder(IdIndex start) {
            kind = start.kind;
            ids = Arrays.copyOf(start.ids, Math.max(16, start.ids.length));
            table = emptyTable(ids.length);
            size = start.ids.length;
            rehash();
        }

        /** The index of an id, new or old. */
        int add(String id) {
            int slot = slot(table, ids, id);
            if (table[slot] != EMPTY) {
                return table[slot];
            }
            if (size == ids.length) {
                ids = Arrays.copyOf(ids, Math.addExact(size, size >> 1));
                table = emptyTable(ids.length);
                rehash();
                slot = slot(table, ids, id);
            }
            ids[size] = id;
            table[slot] = size;
            return size++;
        }

        int size() {
            return size;
        }

        String id(int index) {
            return ids[index];
        }

        /** The index; the builder may be used on. */
        IdIndex build() {
            String[] exact = Arrays.copyOf(ids, size);
            return new IdIndex(kind, exact, table.clone());
        }

        private void rehash() {
            for (int i = 0; i < size; i++) {
                table[slot(table, ids, ids[i])] = i;
            }
        }

        private static int[] emptyTable(int capacity) {
            // a power of two of at least twice the capacity; 2^30 slots hold 2^29 ids
            if (capacity > 1 << 29) {
                throw new IllegalStateException("more than 2^29 ids");
            }
            int[] table = new int[Integer.highestOneBit(Math.max(1, 2 * capacity - 1)) << 1];
            Arrays.fill(table, EMPTY);
            return table;
        }
    }
}
