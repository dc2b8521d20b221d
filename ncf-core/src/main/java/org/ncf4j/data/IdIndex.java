package org.ncf4j.data;

import java.util.Collection;
import java.util.List;

/** STUB: immutable two-way map between external string ids and dense ints 0..size-1. */
public final class IdIndex {
    private IdIndex() {}
    /** kind: "user" or "item", for messages. Duplicate or null ids are refused. */
    public static IdIndex of(String kind, Collection<String> ids) { throw new UnsupportedOperationException(); }
    /** Ids "0" .. "size-1". */
    public static IdIndex range(String kind, int size) { throw new UnsupportedOperationException(); }
    public int size() { throw new UnsupportedOperationException(); }
    public String id(int index) { throw new UnsupportedOperationException(); }
    /** -1 when unknown. */
    public int indexOf(String id) { throw new UnsupportedOperationException(); }
    /** indexOf, or IllegalArgumentException: unknown user 'x'. */
    public int require(String id) { throw new UnsupportedOperationException(); }
    public List<String> ids() { throw new UnsupportedOperationException(); }
}
