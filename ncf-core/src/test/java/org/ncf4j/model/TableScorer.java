package org.ncf4j.model;

import java.util.Objects;
import java.util.stream.IntStream;
import org.ncf4j.data.IdIndex;

/** A scorer that looks its scores up in a table: for tests that need to say what the scores are. */
public class TableScorer implements Scorer {
    private final IdIndex users;
    private final IdIndex items;
    private final float[][] table;

    /** With the users "u0", "u1", ..., the items "i0", "i1", ... and the scores {@code table[user][item]}; not copied. */
    public TableScorer(float[][] table) {
        this.table = table;
        users = ids("user", "u", table.length);
        items = ids("item", "i", table[0].length);
    }

    private static IdIndex ids(String kind, String prefix, int count) {
        return IdIndex.of(
                kind, IntStream.range(0, count).mapToObj(i -> prefix + i).toList());
    }

    @Override
    public IdIndex users() {
        return users;
    }

    @Override
    public IdIndex items() {
        return items;
    }

    @Override
    public void scoreAll(int user, float[] scores) {
        System.arraycopy(table[user], 0, scores, 0, items.size());
    }

    @Override
    public void score(int user, int[] items, float[] scores) {
        float[] row = table[user];
        Objects.checkFromIndexSize(0, items.length, scores.length);
        for (int i = 0; i < items.length; i++) {
            scores[i] = row[items[i]];
        }
    }
}
