package org.ncf4j.model;

import java.util.Arrays;
import java.util.List;
import org.ncf4j.internal.DenseStack;
import org.ncf4j.internal.Function;
import org.ncf4j.internal.Kernels;
import org.ncf4j.internal.PairKernels;
import org.ncf4j.internal.PairTile;
import org.ncf4j.internal.Updater;
import org.ncf4j.nn.Dense;

/**
 * One step of training after the other on one network, with all work space allocated once. A step has two halves:
 * {@link #computeGradients} fills and runs the tiles of a batch forward and backward, {@link #update} moves the weights.
 * Several members of a team may share each half; between the halves they wait for each other.
 *
 * <p>The order of every sum is fixed, whatever the kernels and the members. A batch falls into tiles of
 * {@link DenseStack#TILE} samples; the gradients of tower and head are one chain within a tile, tiles are added in order
 * within at most {@link #SHARDS} shards of consecutive tiles, and shards in order. The gradient of an embedding row is
 * the sum over its samples in their order. Losses are added in double, in the order of the samples within a tile and in
 * that of the tiles.
 */
final class TrainingStep {
    /** How many partial sums a batch's gradient has at most: a part of the definition of the results. */
    static final int SHARDS = 8;

    private static final int TILE = DenseStack.TILE;

    /** Where samples come from. */
    interface Feed {
        /** Writes {@code length} samples from number {@code from} on into arrays, from place {@code at} on. */
        void fill(long from, int length, int[] users, int[] items, float[] labels, int at);
    }

    private final FusionNetwork network;
    private final float l2;
    private final Gradients total;
    private final Gradients[] shards;
    private final Updaters updaters;
    private final float[][] kernels;
    private final float[][] biases;
    private final int[] users;
    private final int[] items;
    private final float[] labels;
    private final float[] logits;
    private final double[] tileLosses;
    private final float[] userGradients;
    private final float[] itemGradients;
    private final Member[] members;
    private int count;

    /**
     * A first step to come.
     *
     * @param memberCount how many may share it
     */
    TrainingStep(FusionNetwork network, TrainingConfig config, int memberCount) {
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
        int tiles = (batchSize + TILE - 1) / TILE;
        shards = new Gradients[Math.min(SHARDS, tiles)];
        Arrays.setAll(shards, i -> new Gradients(network));
        updaters = new Updaters(network, config.optimizer());
        List<Dense> tower = network.tower();
        kernels = new float[tower.size()][];
        biases = new float[tower.size()][];
        for (int layer = 0; layer < tower.size(); layer++) {
            kernels[layer] = tower.get(layer).kernel().value().data;
            biases[layer] = tower.get(layer).bias().value().data;
        }
        users = new int[batchSize];
        items = new int[batchSize];
        labels = new float[batchSize];
        logits = new float[batchSize];
        tileLosses = new double[tiles];
        userGradients = new float[batchSize * width];
        itemGradients = new float[userGradients.length];
        members = new Member[memberCount];
        Arrays.setAll(members, i -> new Member());
    }

    /**
     * The first half of a step: leaves the gradient of the mean loss in the work space, and no weight changed.
     *
     * @param member from 0, below {@code memberCount}
     * @param feed of the samples, safe for use by all members
     * @param from number of the batch's first sample
     * @param count samples in the batch, at most the config's batch size
     */
    void computeGradients(int member, int memberCount, Feed feed, long from, int count) {
        if (member == 0) {
            this.count = count;
            updaters.begin();
        }
        members[member].computeGradients(member, memberCount, feed, from, count);
    }

    /**
     * The sum of the samples' losses before the update.
     *
     * @param count samples in the batch, as in {@link #computeGradients}
     */
    double loss(int count) {
        double loss = 0;
        for (int tile = 0; tile * TILE < count; tile++) {
            loss += tileLosses[tile];
        }
        return loss;
    }

    /** The second half of a step. */
    void update(int member, int memberCount) {
        members[member].update(member, memberCount);
    }

    /** Moves what the members have counted of the logits since the last call. */
    void takeHistogram(AucHistogram histogram) {
        histogram.clear();
        for (Member member : members) {
            histogram.add(member.histogram);
            member.histogram.clear();
        }
    }

    /** The logits of the batch, before the update. */
    float[] logits() {
        return logits;
    }

    /** The gradient of tower and head, for tests: known only once all shards are added up. */
    Gradients total() {
        total.sum(shards, usedShards(count), 0, 1);
        return total;
    }

    /** A row a sample: the gradient of each sample's user row, not yet merged. */
    float[] userGradients() {
        return userGradients;
    }

    /** The same for items. */
    float[] itemGradients() {
        return itemGradients;
    }

    private static int usedShards(int count) {
        return Math.min(SHARDS, (count + TILE - 1) / TILE);
    }

    /** What one thread works with. */
    private final class Member {
        private final PairKernels pairs = Kernels.active().pairs();
        private final PairTile pairTile = new PairTile(
                network.users().data(), network.items().data(), network.users().width(), users, items);
        private final DenseStack stack;
        /** The tower's outputs with zeros up to whole sets of lanes. */
        private final int towerColumns;

        private final float[] towerOutputGradient;
        /** A row a sample, laid out as the head's weights. */
        private final float[] features = new float[TILE * network.head().length];

        private final float[] headSums = new float[network.head().length];
        private final float[] losses = new float[TILE];
        private final float[] slopes = new float[TILE];
        private final int[] places = new int[users.length];
        private final float[] noGradient = new float[network.users().width()];
        private final Updater.Scratch scratch = new Updater.Scratch();
        private final AucHistogram histogram = new AucHistogram();

        Member() {
            List<Dense> tower = network.tower();
            int[] widths = new int[tower.size() + 1];
            Function[] functions = new Function[tower.size()];
            widths[0] = 2 * network.half();
            for (int layer = 0; layer < tower.size(); layer++) {
                widths[layer + 1] = tower.get(layer).outputs();
                functions[layer] =
                        Function.valueOf(tower.get(layer).activation().name());
            }
            stack = Kernels.active().stack(widths, functions);
            towerColumns = tower.isEmpty() ? 0 : network.head().length - network.towerStart();
            towerOutputGradient = new float[TILE * towerColumns];
        }

        void computeGradients(int member, int memberCount, Feed feed, long from, int count) {
            int tiles = (count + TILE - 1) / TILE;
            int used = usedShards(count);
            if (kernels.length > 0) {
                stack.load(kernels, biases);
            }
            for (int part = member * used / memberCount; part < (member + 1) * used / memberCount; part++) {
                shards[part].clear();
                int end = (int) ((part + 1L) * tiles / used);
                for (int tile = (int) ((long) part * tiles / used); tile < end; tile++) {
                    pairTile.start = tile * TILE;
                    pairTile.rows = Math.min(TILE, count - pairTile.start);
                    feed.fill(from + pairTile.start, pairTile.rows, users, items, labels, pairTile.start);
                    runTile(count, shards[part]);
                    tileLosses[tile] = sumLosses();
                }
            }
        }

        private double sumLosses() {
            double sum = 0;
            for (int row = 0; row < pairTile.rows; row++) {
                sum += losses[row];
                histogram.add(logits[pairTile.start + row], labels[pairTile.start + row] > 0);
            }
            return sum;
        }

        private void runTile(int count, Gradients shard) {
            if (network.biased()) {
                pairs.factorLogits(pairTile, network.product(), network.bias()[0], logits);
                pairs.crossEntropy(pairTile, logits, labels, count, losses, slopes);
                pairs.factorGradients(pairTile, network.product(), slopes, userGradients, itemGradients);
            } else {
                runHeadAndTower(count, shard);
            }
            float biasSum = 0;
            for (int row = 0; row < pairTile.rows; row++) {
                biasSum += slopes[row];
            }
            shard.bias[0] += biasSum;
        }

        private void runHeadAndTower(int count, Gradients shard) {
            float[] head = network.head();
            int product = network.product();
            int half = network.half();
            int rows = pairTile.rows;
            pairs.multiply(pairTile, product, features, head.length);
            if (half > 0) {
                stack.join(pairTile, network.towerStart(), half);
                stack.forward(rows, features, network.towerStart(), head.length, towerColumns);
            }
            pairs.logits(pairTile, head, network.bias()[0], features, logits);
            pairs.crossEntropy(pairTile, logits, labels, count, losses, slopes);
            Arrays.fill(headSums, 0);
            pairs.addScaled(pairTile, slopes, features, headSums);
            pairs.add(headSums, 0, shard.head, 0, headSums.length);
            pairs.productGradients(pairTile, product, head, slopes, userGradients, itemGradients);
            if (half > 0) {
                pairs.scale(pairTile, slopes, head, network.towerStart(), towerColumns, towerOutputGradient);
                stack.backward(
                        towerOutputGradient,
                        0,
                        towerColumns,
                        rows,
                        userGradients,
                        itemGradients,
                        half,
                        pairTile.start * pairTile.width + network.towerStart(),
                        pairTile.width,
                        shard.kernels,
                        shard.biases);
            }
        }

        void update(int member, int memberCount) {
            total.sum(shards, usedShards(count), member, memberCount);
            for (int layer = 0; layer < kernels.length; layer++) {
                move(updaters.kernels[layer], kernels[layer], total.kernels[layer], l2, member, memberCount);
                move(updaters.biases[layer], biases[layer], total.biases[layer], 0, member, memberCount);
            }
            move(updaters.head, network.head(), total.head, l2, member, memberCount);
            move(updaters.bias, network.bias(), total.bias, 0, member, memberCount);
            updateRows(network.users(), updaters.users, users, userGradients, member, memberCount);
            updateRows(network.items(), updaters.items, items, itemGradients, member, memberCount);
        }

        private void move(
                Updater updater, float[] weights, float[] gradient, float strength, int member, int memberCount) {
            int from = Gradients.share(weights.length, member, memberCount);
            int to = Gradients.share(weights.length, member + 1, memberCount);
            updater.update(weights, from, gradient, from, to - from, strength, scratch);
        }

        private void updateRows(
                RowTable table, Updater updater, int[] ids, float[] gradients, int member, int memberCount) {
            int width = table.width();
            float[] rows = table.data();
            int distinct = table.merge(ids, count, gradients, places, member, memberCount);
            if (updaters.dense) {
                updateAllRows(table, updater, gradients, member, memberCount);
                return;
            }
            for (int i = 0; i < distinct; i++) {
                int row = ids[places[i]];
                updater.update(rows, table.at(row), gradients, table.take(row) * width, width, l2, scratch);
            }
        }

        /** Moves every row of a member: those of the batch by their gradients, the others by a gradient of zero. */
        private void updateAllRows(RowTable table, Updater updater, float[] gradients, int member, int memberCount) {
            int width = table.width();
            float[] rows = table.data();
            for (int row = member; row < table.rows(); row += memberCount) {
                int place = table.take(row);
                if (place < 0) {
                    updater.update(rows, table.at(row), noGradient, 0, width, l2, scratch);
                } else {
                    updater.update(rows, table.at(row), gradients, place * width, width, l2, scratch);
                }
            }
        }
    }
}
