package org.ncf4j.data;

/** STUB: (user, item, 0 or 1) rows as they come, duplicates kept out (an identical repeat merges; a contradiction is an error). */
public final class LabeledPairs {
    private LabeledPairs() {}
    public static LabeledPairs of(IdIndex users, IdIndex items, int[] userIndices, int[] itemIndices, boolean[] labels) { throw new UnsupportedOperationException(); }
    public IdIndex users() { throw new UnsupportedOperationException(); }
    public IdIndex items() { throw new UnsupportedOperationException(); }
    public int size() { throw new UnsupportedOperationException(); }
    public int user(int index) { throw new UnsupportedOperationException(); }
    public int item(int index) { throw new UnsupportedOperationException(); }
    public boolean label(int index) { throw new UnsupportedOperationException(); }
    public int positiveCount() { throw new UnsupportedOperationException(); }
    /** The positive pairs as interactions over the same ids, in row order (unordered). Negatives are not "seen". */
    public Interactions positives() { throw new UnsupportedOperationException(); }
    public String fingerprint() { throw new UnsupportedOperationException(); }
}
