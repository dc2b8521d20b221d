package org.ncf4j.model;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.ncf4j.internal.Fma;
import org.ncf4j.internal.Function;
import org.ncf4j.internal.ItemScorer;
import org.ncf4j.internal.Kernels;
import org.ncf4j.nn.Dense;

/**
 * All items of a model laid out for scoring: tiles of {@link ItemScorer#TILE} items, feature-major, with the item half of
 * the first dense layer computed once. Thread-safe.
 */
final class ItemTiles {
    private static final int TILE = ItemScorer.TILE;
    private static final float[] NONE = {};

    private final FusionNetwork network;
    /** Linear features: the product half, and matrix factorization's item bias. */
    private final int linear;
    /** Width of the first dense layer: 0 without a tower. */
    private final int hidden;

    private final Function[] functions;
    private final float[][] upperKernels;
    private final float[][] upperBiases;
    private final float[] towerHead;
    private final float[][][] tiles;
    /** Work space that no thread uses at the moment: about one a core is kept, so that a call allocates none. */
    private final ArrayBlockingQueue<Work> idle =
            new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

    ItemTiles(FusionNetwork network) {
        this.network = network;
        List<Dense> tower = network.tower();
        linear = network.product() + (network.biased() ? 1 : 0);
        hidden = tower.isEmpty() ? 0 : tower.get(0).outputs();
        functions = new Function[tower.size()];
        upperKernels = new float[Math.max(0, tower.size() - 1)][];
        upperBiases = new float[upperKernels.length][];
        for (int layer = 0; layer < tower.size(); layer++) {
            functions[layer] = Function.valueOf(tower.get(layer).activation().name());
            if (layer > 0) {
                upperKernels[layer - 1] = tower.get(layer).kernel().value().data;
                upperBiases[layer - 1] = tower.get(layer).bias().value().data;
            }
        }
        towerHead = new float[network.towerWidth()];
        if (!network.biased()) {
            System.arraycopy(network.head(), network.towerStart(), towerHead, 0, towerHead.length);
        }
        int itemCount = network.items().rows();
        tiles = new float[(itemCount + TILE - 1) / TILE][linear + hidden][TILE];
        float[] half = new float[hidden];
        float[] zeros = new float[hidden];
        for (int item = 0; item < itemCount; item++) {
            float[][] tile = tiles[item / TILE];
            int place = item % TILE;
            float[] rows = network.items().data();
            int row = network.items().at(item);
            for (int j = 0; j < linear; j++) {
                // the product half and the bias are the first and the last of a row: without a tower they are all of it
                tile[j][place] = rows[row + j];
            }
            if (hidden > 0) {
                firstLayer(rows, row + network.towerStart(), network.half(), zeros, half);
                for (int j = 0; j < hidden; j++) {
                    tile[linear + j][place] = half[j];
                }
            }
        }
    }

    void scoreAll(int user, float[] scores) {
        scoreAll(network.users().data(), network.users().at(user), scores);
    }

    /** Of a user whose row is anywhere. */
    void scoreAll(float[] rows, int row, float[] scores) {
        Work work = take(rows, row);
        int itemCount = network.items().rows();
        for (int tile = 0; tile < tiles.length; tile++) {
            int start = tile * TILE;
            int count = Math.min(TILE, itemCount - start);
            System.arraycopy(work.score(tiles[tile], count), 0, scores, start, count);
        }
        idle.offer(work);
    }

    void score(int user, int[] items, float[] scores) {
        score(network.users().data(), network.users().at(user), items, scores);
    }

    /** Of a user whose row is anywhere. */
    void score(float[] rows, int row, int[] items, float[] scores) {
        Work work = take(rows, row);
        float[][] packed = work.packed;
        for (int start = 0; start < items.length; start += TILE) {
            int count = Math.min(TILE, items.length - start);
            for (int i = 0; i < count; i++) {
                float[][] tile = tiles[items[start + i] / TILE];
                int place = items[start + i] % TILE;
                for (int feature = 0; feature < packed.length; feature++) {
                    packed[feature][i] = tile[feature][place];
                }
            }
            System.arraycopy(work.score(packed, count), 0, scores, start, count);
        }
        idle.offer(work);
    }

    private Work take(float[] rows, int row) {
        Work work = idle.poll();
        if (work == null) {
            work = new Work();
        }
        work.prepare(rows, row);
        return work;
    }

    /**
     * Half of the first dense layer: each output is one chain from {@code start} over an embedding, with the kernel's rows
     * from {@code firstKernelRow}; the user's embedding has the first rows, the item's those that follow.
     */
    private void firstLayer(float[] rows, int at, int firstKernelRow, float[] start, float[] output) {
        float[] kernel = network.tower().get(0).kernel().value().data;
        for (int j = 0; j < hidden; j++) {
            float sum = start[j];
            for (int k = 0; k < network.half(); k++) {
                sum = Fma.of(rows[at + k], kernel[(firstKernelRow + k) * hidden + j], sum);
            }
            output[j] = sum;
        }
    }

    /** One user's side of the scores, and work space for one thread. */
    private final class Work {
        private float bias;
        private final float[] weights = new float[linear];
        private final float[] userHalf = hidden == 0 ? NONE : new float[hidden];
        private final float[] scores = new float[TILE];
        private final float[][] packed = new float[linear + hidden][TILE];
        private final ItemScorer scorer = Kernels.active().itemScorer(functions, upperKernels, upperBiases, towerHead);

        void prepare(float[] rows, int row) {
            bias = network.bias()[0];
            for (int j = 0; j < network.product(); j++) {
                float factor = rows[row + j];
                weights[j] = network.biased() ? factor : network.head()[j] * factor;
            }
            if (network.biased()) {
                bias += rows[row + network.product()];
                weights[network.product()] = 1;
            }
            if (hidden > 0) {
                Dense first = network.tower().get(0);
                firstLayer(rows, row + network.towerStart(), 0, first.bias().value().data, userHalf);
            }
        }

        float[] score(float[][] tile, int count) {
            scorer.score(bias, weights, userHalf, tile, count, scores);
            return scores;
        }
    }
}
