package org.ncf4j.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Json;

/**
 * A model of weights from item to item: the score of (u, i) is the sum of {@code w[j -> i]} over the items j of u's history,
 * the positives of the data it was fitted to. Item k-NN and EASE are such models; their fitting is in {@code ncf-eval}.
 *
 * <p>Weights are sparse: a row for each item j, of those items i to which j has a weight. A score is one sum in float, from
 * 0 and in ascending order of j, and no log-odds but a rank order. Scoring all items of a user takes a pass over the rows of
 * its history.
 *
 * <p>Immutable and thread-safe. It holds 8 bytes a weight, 4 a positive and, where seen items are not the positives, 4 a
 * seen item.
 */
public final class ItemItemModel implements Model {
    private final IdIndex users;
    private final IdIndex items;
    private final SeenItems history;
    private final SeenItems seen;
    private final Weights weights;
    private final String configJson;
    private final String fingerprint;

    /** The weights from item j are those at {@code [offsets[j], offsets[j + 1])}, to ascending items. */
    static final class Weights {
        final int[] offsets;
        final int[] items;
        final float[] values;

        /** Takes the arrays over. */
        Weights(int[] offsets, int[] items, float[] values) {
            this.offsets = offsets;
            this.items = items;
            this.values = values;
        }
    }

    /** Takes the arrays over, which must be as {@link #check} wants them. */
    ItemItemModel(
            IdIndex users,
            IdIndex items,
            SeenItems history,
            SeenItems seen,
            Weights weights,
            String configJson,
            String fingerprint) {
        this.users = users;
        this.items = items;
        this.history = history;
        this.seen = seen.sameAs(history) ? history : seen;
        this.weights = weights;
        this.configJson = configJson;
        this.fingerprint = fingerprint;
    }

    /**
     * Makes a model of weights in compressed rows: those from item j are at {@code [offsets[j], offsets[j + 1])}.
     *
     * @param history the data; its positives are what is summed over
     * @param offsets where each item's row begins, and the end: {@code itemCount + 1} ascending places from 0
     * @param targets the item i of each weight, ascending within a row; copied, as the other arrays are
     * @param weights {@code w[j -> i]}; finite
     * @param configJson which model this is and how it was made: a JSON object, kept for show
     * @throws IllegalArgumentException if the arrays are not so, or the config is no JSON object; the message says which
     */
    public static ItemItemModel of(
            Interactions history, int[] offsets, int[] targets, float[] weights, String configJson) {
        Weights copy = new Weights(offsets.clone(), targets.clone(), weights.clone());
        check(copy, history.itemCount());
        return new ItemItemModel(
                history.users(),
                history.items(),
                SeenItems.positivesOf(history),
                SeenItems.of(history),
                copy,
                Json.write(Json.parseObject(configJson)),
                history.fingerprint());
    }

    /**
     * Checks that weights are in compressed rows.
     *
     * @throws IllegalArgumentException if they are not
     */
    static void check(Weights weights, int itemCount) {
        int[] offsets = weights.offsets;
        int[] targets = weights.items;
        require(
                offsets.length == itemCount + 1L,
                "weights have " + offsets.length + " offsets for " + itemCount
                        + " items, where one more than items is needed");
        require(
                targets.length == weights.values.length,
                targets.length + " items have " + weights.values.length + " weights");
        SeenItems.check("weight", "item", offsets, targets, itemCount);
        for (int at = 0; at < targets.length; at++) {
            float value = weights.values[at];
            require(Float.isFinite(value), "weight " + value + " at " + at + " is not finite");
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    @Override
    public IdIndex users() {
        return users;
    }

    @Override
    public IdIndex items() {
        return items;
    }

    /** {@inheritDoc} The score is the sum of the weights from the user's history. */
    @Override
    public void scoreAll(int user, float[] scores) {
        Objects.checkIndex(user, users.size());
        Objects.checkFromIndexSize(0, items.size(), scores.length);
        Arrays.fill(scores, 0, items.size(), 0);
        int[] targets = weights.items;
        float[] values = weights.values;
        for (int h = history.offsets()[user]; h < history.offsets()[user + 1]; h++) {
            int source = history.items()[h];
            int end = weights.offsets[source + 1];
            for (int at = weights.offsets[source]; at < end; at++) {
                scores[targets[at]] += values[at];
            }
        }
    }

    /** {@inheritDoc} It takes as long as scoring all items. */
    @Override
    public void score(int user, int[] items, float[] scores) {
        Objects.checkFromIndexSize(0, items.length, scores.length);
        for (int item : items) {
            Objects.checkIndex(item, this.items.size());
        }
        float[] all = new float[this.items.size()];
        scoreAll(user, all);
        for (int i = 0; i < items.length; i++) {
            scores[i] = all[items[i]];
        }
    }

    /**
     * Writes the weights from an item to all items: what it adds to their scores. 0 where none is kept.
     *
     * @param item dense item index
     * @param weights written at {@code [0, items().size())}; longer arrays are left alone beyond that
     * @throws IndexOutOfBoundsException if the item is out of range or the array is too short
     */
    public void weights(int item, float[] weights) {
        Objects.checkIndex(item, items.size());
        Objects.checkFromIndexSize(0, items.size(), weights.length);
        Arrays.fill(weights, 0, items.size(), 0);
        for (int at = this.weights.offsets[item]; at < this.weights.offsets[item + 1]; at++) {
            weights[this.weights.items[at]] = this.weights.values[at];
        }
    }

    @Override
    public Scorer foldIn(int... items) {
        int[] ascending = Ids.ascending(items, this.items.size());
        SeenItems only = new SeenItems(new int[] {0, ascending.length}, ascending);
        return new ItemItemModel(Ids.NEWCOMER, this.items, only, only, weights, configJson, fingerprint);
    }

    @Override
    public boolean canFoldIn(int... items) {
        boolean any = false;
        for (int item : items) {
            Objects.checkIndex(item, this.items.size());
            any |= weights.offsets[item + 1] > weights.offsets[item];
        }
        return any;
    }

    @Override
    public double[][] influences(int[] history, int[] leftOut, int... some) {
        Ids.requireAmong(Ids.ascending(history, items.size()), leftOut);
        double[][] influences = new double[leftOut.length][some.length];
        for (int j = 0; j < leftOut.length; j++) {
            for (int i = 0; i < some.length; i++) {
                Objects.checkIndex(some[i], items.size());
                int at = Arrays.binarySearch(
                        weights.items, weights.offsets[leftOut[j]], weights.offsets[leftOut[j] + 1], some[i]);
                influences[j][i] = at < 0 ? 0 : weights.values[at];
            }
        }
        return influences;
    }

    @Override
    public ItemItemModel forget(String user) {
        int[] others = Ids.allBut(users, user);
        return new ItemItemModel(
                Ids.some("user", users, others),
                items,
                history.ofUsers(others),
                seen.ofUsers(others),
                weights,
                configJson,
                fingerprint);
    }

    /** How many weights are kept. */
    public int weightCount() {
        return weights.values.length;
    }

    @Override
    public int[] seen(int user) {
        Objects.checkIndex(user, users.size());
        return seen.of(user);
    }

    @Override
    public int[] history(int user) {
        Objects.checkIndex(user, users.size());
        return history.of(user);
    }

    @Override
    public String configJson() {
        return configJson;
    }

    @Override
    public String dataFingerprint() {
        return fingerprint;
    }

    @Override
    public void save(Path file) throws IOException {
        ModelFile.write(this, file);
    }

    /**
     * Reads an item-item model that {@link #save} wrote; it scores as that one did, bit for bit.
     *
     * @throws ModelFormatException if the file is no such model, is damaged, or is of a version that is not known
     * @throws IOException if the file cannot be read
     */
    public static ItemItemModel load(Path file) throws IOException {
        return ModelFile.read(file, ItemItemModel.class);
    }

    SeenItems historyItems() {
        return history;
    }

    SeenItems seenItems() {
        return seen;
    }

    Weights weights() {
        return weights;
    }
}
