package org.ncf4j.eval.baseline;

import java.util.Arrays;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.ItemItemModel;

/**
 * The weights to each item from those items whose weights are largest by absolute value; of equal ones the item with the
 * lower index is kept. Threads may set different items at the same time.
 */
final class NearestItems {
    private final int[][] sources;
    private final float[][] weights;

    NearestItems(int itemCount) {
        sources = new int[itemCount][];
        weights = new float[itemCount][];
    }

    /**
     * Keeps the weights to one item.
     *
     * @param weights from each item; zeros are left out
     * @param keys work space, one an item
     */
    void set(int item, float[] weights, int neighbors, long[] keys) {
        int count = 0;
        for (int source = 0; source < weights.length; source++) {
            if (weights[source] != 0) {
                // of floats that are not negative, the bits are in the order of the values
                keys[count++] =
                        ((long) Float.floatToIntBits(Math.abs(weights[source])) << 32) | (~source & 0xffffffffL);
            }
        }
        int kept = Math.min(count, neighbors);
        if (kept < count) {
            Arrays.sort(keys, 0, count);
        }
        int[] from = new int[kept];
        float[] values = new float[kept];
        for (int i = 0; i < kept; i++) {
            from[i] = ~(int) keys[count - kept + i];
        }
        Arrays.sort(from);
        for (int i = 0; i < kept; i++) {
            values[i] = weights[from[i]];
        }
        sources[item] = from;
        this.weights[item] = values;
    }

    /** The model of these weights; gives up its own copy of them. */
    ItemItemModel model(Interactions train, String configJson) {
        int itemCount = sources.length;
        long[] counts = new long[itemCount + 1];
        for (int[] from : sources) {
            for (int source : from) {
                counts[source + 1]++;
            }
        }
        int[] offsets = new int[itemCount + 1];
        for (int item = 0; item < itemCount; item++) {
            counts[item + 1] += counts[item];
            if (counts[item + 1] > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException(
                        "neighbors must be fewer: the weights would be more than an array can hold");
            }
            offsets[item + 1] = (int) counts[item + 1];
        }
        int[] targets = new int[offsets[itemCount]];
        float[] values = new float[offsets[itemCount]];
        int[] next = offsets.clone();
        for (int target = 0; target < itemCount; target++) {
            for (int i = 0; i < sources[target].length; i++) {
                int at = next[sources[target][i]]++;
                targets[at] = target;
                values[at] = weights[target][i];
            }
            sources[target] = new int[0];
            weights[target] = new float[0];
        }
        return ItemItemModel.of(train, offsets, targets, values, configJson);
    }
}
