package org.ncf4j.model;

import java.util.Arrays;
import java.util.List;
import org.ncf4j.internal.DenseStack;
import org.ncf4j.internal.Dot;
import org.ncf4j.internal.Function;
import org.ncf4j.internal.Kernels;
import org.ncf4j.internal.Updater;
import org.ncf4j.nn.Adam;
import org.ncf4j.nn.Dense;
import org.ncf4j.nn.Embedding;
import org.ncf4j.nn.Loss;
import org.ncf4j.nn.Optimizer;
import org.ncf4j.nn.Sgd;

/**
 * One step of training after the other on one network: forward, backward and update over a batch, with all work space
 * allocated once.
 *
 * <p>The order of every sum is fixed, whatever the kernels (and, one day, the threads). A batch falls into tiles of
 * {@link DenseStack#TILE} samples; the gradients of tower and head are one chain within a tile, tiles are added in order
 * within at most {@link #SHARDS} shards of consecutive tiles, and shards in order. The gradient of an embedding row is
 * the sum over its samples in their order. Losses are added in double, those of a tile in the order of its samples, then
 * tiles in order.
 */
final class TrainingStep {
    /** How many partial sums a batch's gradient has at most: a part of the definition of the results. */
    static final int SHARDS = 8;

    private static final int TILE = DenseStack.TILE;

    private final FusionNetwork network;
    private final float l2;
    private final Gradients total;
    private final Gradients shard;
    private final Updaters updaters;
    private final DenseStack stack;
    private final float[][] kernels;
    private final float[][] biases;

    private final float[] towerInput;
    private final float[] towerOutput;
    /** A row a sample, laid out as the head's weights. */
    private final float[] features;

    private final float[] headSums;
    private final float[] userGradients;
    private final float[] itemGradients;
    private final int[] places;

    TrainingStep(FusionNetwork network, TrainingConfig config) {
        this.network = network;
        int batchSize = config.batchSize();
        int width = network.users().width();
        if ((long) batchSize * width > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("the gradients of a batch of " + batchSize + " samples, each of " + width
                    + " weights, are larger than an array can be (" + (Integer.MAX_VALUE - 8)
                    + "); choose a smaller batch size");
        }
        l2 = (float) config.l2();
        total = new Gradients(network);
        shard = new Gradients(network);
        updaters = new Updaters(network, config.optimizer(), batchSize);
        List<Dense> tower = network.tower();
        int[] widths = new int[tower.size() + 1];
        Function[] functions = new Function[tower.size()];
        kernels = new float[tower.size()][];
        biases = new float[tower.size()][];
        widths[0] = 2 * network.half();
        for (int layer = 0; layer < tower.size(); layer++) {
            Dense dense = tower.get(layer);
            widths[layer + 1] = dense.outputs();
            functions[layer] = Function.valueOf(dense.activation().name());
            kernels[layer] = dense.kernel().value().data;
            biases[layer] = dense.bias().value().data;
        }
        stack = Kernels.active().stack(widths, functions);
        towerInput = new float[TILE * widths[0]];
        towerOutput = new float[TILE * network.towerWidth()];
        features = new float[TILE * network.head().length];
        headSums = new float[network.head().length];
        userGradients = new float[batchSize * width];
        itemGradients = new float[userGradients.length];
        places = new int[batchSize];
    }

    /**
     * Trains on one batch.
     *
     * @param users dense user indices
     * @param items dense item indices
     * @param labels 0 or 1
     * @param count samples in the batch, at most the config's batch size
     * @param logits written: the logits before the update
     * @return the sum of the samples' losses before the update
     */
    double run(int[] users, int[] items, float[] labels, int count, float[] logits) {
        double loss = gradient(users, items, labels, count, logits);
        update(users, items, count);
        return loss;
    }

    /** The first half of {@link #run}: leaves the gradient of the mean loss in the work space, and no weight changed. */
    double gradient(int[] users, int[] items, float[] labels, int count, float[] logits) {
        int tiles = (count + TILE - 1) / TILE;
        int shards = Math.min(SHARDS, tiles);
        double loss = 0;
        total.clear();
        for (int part = 0; part < shards; part++) {
            shard.clear();
            int end = (int) ((part + 1L) * tiles / shards);
            for (int tile = (int) ((long) part * tiles / shards); tile < end; tile++) {
                int start = tile * TILE;
                loss += tile(users, items, labels, start, Math.min(TILE, count - start), count, logits);
            }
            total.add(shard);
        }
        return loss;
    }

    private double tile(int[] users, int[] items, float[] labels, int start, int rows, int count, float[] logits) {
        if (!network.tower().isEmpty()) {
            gather(users, items, start, rows);
            stack.forward(kernels, biases, towerInput, 0, rows, towerOutput, 0);
        }
        Arrays.fill(headSums, 0);
        double loss = 0;
        float biasSum = 0;
        for (int row = 0; row < rows; row++) {
            int sample = start + row;
            float label = labels[sample];
            float logit =
                    network.biased() ? factorLogit(users[sample], items[sample]) : headLogit(users, items, sample, row);
            logits[sample] = logit;
            loss += Loss.BINARY_CROSS_ENTROPY.value(logit, label);
            float slope = Loss.BINARY_CROSS_ENTROPY.derivative(logit, label) / count;
            biasSum += slope;
            if (network.biased()) {
                factorGradients(users[sample], items[sample], sample, slope);
            } else {
                headGradients(users[sample], items[sample], sample, row, slope);
            }
        }
        for (int j = 0; j < headSums.length; j++) {
            shard.head[j] += headSums[j];
        }
        shard.bias[0] += biasSum;
        if (!network.tower().isEmpty()) {
            stack.backward(kernels, towerOutput, 0, rows, towerInput, 0, shard.kernels, shard.biases);
            scatter(start, rows);
        }
        return loss;
    }

    /** Joins the two embeddings of each sample. */
    private void gather(int[] users, int[] items, int start, int rows) {
        int half = network.half();
        int column = network.product();
        int width = network.users().width();
        float[] userRows = network.users().table().value().data;
        float[] itemRows = network.items().table().value().data;
        for (int row = 0; row < rows; row++) {
            int to = row * 2 * half;
            System.arraycopy(userRows, users[start + row] * width + column, towerInput, to, half);
            System.arraycopy(itemRows, items[start + row] * width + column, towerInput, to + half, half);
        }
    }

    private float factorLogit(int user, int item) {
        int factors = network.product();
        int width = factors + 1;
        float[] userRows = network.users().table().value().data;
        float[] itemRows = network.items().table().value().data;
        float dot = Dot.of(userRows, user * width, itemRows, item * width, factors);
        return dot + userRows[user * width + factors] + itemRows[item * width + factors] + network.bias()[0];
    }

    private void factorGradients(int user, int item, int sample, float slope) {
        int factors = network.product();
        int width = factors + 1;
        float[] userRows = network.users().table().value().data;
        float[] itemRows = network.items().table().value().data;
        int at = sample * width;
        for (int j = 0; j < factors; j++) {
            userGradients[at + j] = slope * itemRows[item * width + j];
            itemGradients[at + j] = slope * userRows[user * width + j];
        }
        userGradients[at + factors] = slope;
        itemGradients[at + factors] = slope;
    }

    private float headLogit(int[] users, int[] items, int sample, int row) {
        int width = network.users().width();
        float[] userRows = network.users().table().value().data;
        float[] itemRows = network.items().table().value().data;
        float[] head = network.head();
        int user = users[sample] * width;
        int item = items[sample] * width;
        int at = row * head.length;
        for (int j = 0; j < network.product(); j++) {
            features[at + j] = userRows[user + j] * itemRows[item + j];
        }
        int top = network.towerWidth();
        System.arraycopy(towerOutput, row * top, features, at + network.towerStart(), top);
        return Dot.of(head, 0, features, at, head.length) + network.bias()[0];
    }

    private void headGradients(int user, int item, int sample, int row, float slope) {
        int width = network.users().width();
        float[] userRows = network.users().table().value().data;
        float[] itemRows = network.items().table().value().data;
        float[] head = network.head();
        int at = row * head.length;
        for (int j = 0; j < head.length; j++) {
            headSums[j] = Math.fma(slope, features[at + j], headSums[j]);
        }
        for (int j = 0; j < network.product(); j++) {
            float pull = slope * head[j];
            userGradients[sample * width + j] = pull * itemRows[item * width + j];
            itemGradients[sample * width + j] = pull * userRows[user * width + j];
        }
        int top = network.towerWidth();
        for (int j = 0; j < top; j++) {
            towerOutput[row * top + j] = slope * head[network.towerStart() + j];
        }
    }

    /** Takes the gradient of the joined embeddings apart. */
    private void scatter(int start, int rows) {
        int half = network.half();
        int width = network.users().width();
        for (int row = 0; row < rows; row++) {
            int from = row * 2 * half;
            int to = (start + row) * width + network.product();
            System.arraycopy(towerInput, from, userGradients, to, half);
            System.arraycopy(towerInput, from + half, itemGradients, to, half);
        }
    }

    private void update(int[] users, int[] items, int count) {
        updaters.begin();
        for (int layer = 0; layer < kernels.length; layer++) {
            updaters.kernels[layer].update(kernels[layer], 0, total.kernels[layer], 0, kernels[layer].length, l2);
            updaters.biases[layer].update(biases[layer], 0, total.biases[layer], 0, biases[layer].length, 0);
        }
        updaters.head.update(network.head(), 0, total.head, 0, network.head().length, l2);
        updaters.bias.update(network.bias(), 0, total.bias, 0, 1, 0);
        updateRows(network.users(), updaters.users, users, count, userGradients);
        updateRows(network.items(), updaters.items, items, count, itemGradients);
    }

    private void updateRows(Embedding table, Updater updater, int[] ids, int count, float[] gradients) {
        int width = table.width();
        float[] rows = table.table().value().data;
        int distinct = table.mergeGradients(ids, count, gradients, places);
        if (updaters.dense) {
            updaters.updateAllRows(table, updater, ids, gradients, places, distinct, l2);
            return;
        }
        for (int i = 0; i < distinct; i++) {
            int place = places[i];
            updater.updateLazily(rows, ids[place] * width, gradients, place * width, width, l2);
        }
    }

    /** The gradient of tower and head that {@link #gradient} left. */
    Gradients total() {
        return total;
    }

    /** A row a sample: the gradient of each sample's user row that {@link #gradient} left, not yet merged. */
    float[] userGradients() {
        return userGradients;
    }

    /** The same for items. */
    float[] itemGradients() {
        return itemGradients;
    }

    /** An updater for each parameter. */
    private static final class Updaters {
        final boolean dense;
        final Updater[] kernels;
        final Updater[] biases;
        final Updater head;
        final Updater bias;
        final Updater users;
        final Updater items;
        private final float[] noGradient;
        /** The batch's rows with their places, to be sorted by row. */
        private final long[] order;

        private long step;

        Updaters(FusionNetwork network, Optimizer optimizer, int batchSize) {
            dense = optimizer instanceof Adam adam && adam.embeddings() == Adam.Embeddings.DENSE;
            int layers = network.tower().size();
            kernels = new Updater[layers];
            biases = new Updater[layers];
            for (int layer = 0; layer < layers; layer++) {
                Dense part = network.tower().get(layer);
                kernels[layer] = create(optimizer, part.kernel().value().getNumElements());
                biases[layer] = create(optimizer, part.outputs());
            }
            head = create(optimizer, network.head().length);
            bias = create(optimizer, 1);
            users = create(optimizer, network.users().table().value().getNumElements());
            items = create(optimizer, network.items().table().value().getNumElements());
            noGradient = new float[network.users().width()];
            order = new long[dense ? batchSize : 0];
        }

        private static Updater create(Optimizer optimizer, int size) {
            if (optimizer instanceof Adam adam) {
                return Updater.adam(adam.learningRate(), adam.beta1(), adam.beta2(), adam.epsilon(), size);
            }
            return Updater.sgd(((Sgd) optimizer).learningRate());
        }

        void begin() {
            step++;
            for (int layer = 0; layer < kernels.length; layer++) {
                kernels[layer].begin(step);
                biases[layer].begin(step);
            }
            head.begin(step);
            bias.begin(step);
            users.begin(step);
            items.begin(step);
        }

        /** Moves every row of a table: those of the batch by their gradients, the others by a gradient of zero. */
        void updateAllRows(
                Embedding table, Updater updater, int[] ids, float[] gradients, int[] places, int distinct, float l2) {
            int width = table.width();
            float[] rows = table.table().value().data;
            for (int i = 0; i < distinct; i++) {
                order[i] = (long) ids[places[i]] << 32 | places[i];
            }
            Arrays.sort(order, 0, distinct);
            int next = 0;
            for (int row = 0; row < table.rows(); row++) {
                if (next < distinct && (int) (order[next] >> 32) == row) {
                    updater.update(rows, row * width, gradients, (int) order[next] * width, width, l2);
                    next++;
                } else {
                    updater.update(rows, row * width, noGradient, 0, width, l2);
                }
            }
        }
    }
}
