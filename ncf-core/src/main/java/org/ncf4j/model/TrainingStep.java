package org.ncf4j.model;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.DenseStack;
import org.ncf4j.internal.Dropout;
import org.ncf4j.internal.Function;
import org.ncf4j.internal.Hash;
import org.ncf4j.internal.Kernels;
import org.ncf4j.internal.PairKernels;
import org.ncf4j.internal.PairTile;
import org.ncf4j.internal.Updater;
import org.ncf4j.nn.Dense;
import org.ncf4j.nn.Loss;
import org.ncf4j.nn.Sgd;

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
        /** Writes {@code length} samples from number {@code from} on, from place {@code at} on. */
        void fill(long from, int length, Samples.Drawn drawn, int at);
    }

    private final FusionNetwork network;
    private final TrainingConfig config;
    private final Regularization regularization;
    /** Whether a gradient is that of a sum: then L2 acts once a sample. */
    private final boolean summed;

    private final boolean paired;
    private final int candidates;
    private final boolean sequential;
    private final float @Nullable [] offsets;
    private final Gradients total;
    private final Gradients[] shards;
    private final Updaters updaters;
    private final float[][] kernels;
    private final float[][] biases;
    private final Samples.Drawn drawn;
    private final int[] users;
    private final int[] items;
    private final float[] labels;
    private final float[] weights;
    private final float[] logits;
    private final double[] tileLosses;
    private final float[] userGradients;
    private final float[] itemGradients;
    private final Member[] members;
    /** With clipping: the squared norm of a row's gradient at its first place, 0 elsewhere. */
    private final double[] userNorms;

    private final double[] itemNorms;
    private int count;
    private int firstDivergence;

    /**
     * A first step to come, of a run whose learning rate is constant.
     *
     * @param memberCount how many may share it
     */
    TrainingStep(FusionNetwork network, TrainingConfig config, int memberCount) {
        this(network, config, memberCount, 1, null);
    }

    /**
     * A first step to come.
     *
     * @param config with a batch size in samples: twice the pairs for BPR
     * @param memberCount how many may share it
     * @param stepsAnEpoch for the schedule of the learning rate
     * @param offsets what each item's logit is lowered by; null for nothing
     */
    TrainingStep(
            FusionNetwork network,
            TrainingConfig config,
            int memberCount,
            long stepsAnEpoch,
            float @Nullable [] offsets) {
        this.network = network;
        this.config = config;
        this.offsets = offsets;
        regularization = config.regularization();
        paired = config.loss() == Loss.BPR;
        candidates = config.sampling().candidates();
        summed = config.optimizer() instanceof Sgd sgd && sgd.reduction() == Sgd.Reduction.SUM;
        int batchSize = config.batchSize();
        sequential = network.biased()
                && batchSize == 1
                && config.optimizer() instanceof Sgd
                && offsets == null
                && candidates == 1
                && !isWeighted(config)
                && config.clipNorm() == 0;
        int width = network.users().width();
        if ((long) batchSize * width > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("the gradients of a batch of " + batchSize + " samples, each of " + width
                    + " weights, are larger than an array can be (" + (Integer.MAX_VALUE - 8)
                    + "); choose a smaller batch size");
        }
        total = new Gradients(network);
        int tiles = (batchSize + TILE - 1) / TILE;
        shards = new Gradients[Math.min(SHARDS, tiles)];
        Arrays.setAll(shards, i -> new Gradients(network));
        updaters = new Updaters(network, config, stepsAnEpoch);
        List<Dense> tower = network.tower();
        kernels = new float[tower.size()][];
        biases = new float[tower.size()][];
        for (int layer = 0; layer < tower.size(); layer++) {
            kernels[layer] = tower.get(layer).kernel().value().data;
            biases[layer] = tower.get(layer).bias().value().data;
        }
        drawn = drawn(sequential ? TILE : batchSize);
        users = drawn.users;
        items = drawn.items;
        labels = drawn.labels;
        weights = drawn.weights;
        logits = new float[users.length];
        userNorms = new double[isClipped() ? batchSize : 0];
        itemNorms = new double[userNorms.length];
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
     * @param step number of the step, which dropout is drawn for
     */
    void computeGradients(int member, int memberCount, Feed feed, long from, int count, long step) {
        if (member == 0) {
            this.count = count;
            updaters.begin();
        }
        members[member].computeGradients(member, memberCount, feed, from, count, step);
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

    /** Arrays that hold all that a sample of this kind of training has. */
    Samples.Drawn drawn(int length) {
        return new Samples.Drawn(length, isWeighted(config), candidates);
    }

    private static boolean isWeighted(TrainingConfig config) {
        return config.positiveWeight() != 1 || config.weighByRating();
    }

    /** Whether steps are of single samples of matrix factorization, which {@link #runSequentially} does much faster. */
    boolean isSequential() {
        return sequential;
    }

    /**
     * As many steps of one sample as there are samples: what {@link #computeGradients} and {@link #update} would do, bit for
     * bit, sample after sample.
     *
     * @return the sum of the samples' losses, each before its update; not finite if one of them is not
     */
    double runSequentially(Feed feed, int count) {
        return members[0].runSequentially(feed, count);
    }

    /** After a sum that is not finite: which sample's loss was the first that is not, from 0. */
    int firstDivergence() {
        return firstDivergence;
    }

    /** Whether gradients are clipped, so that {@link #prepareClipping} comes before the update, with a barrier between. */
    boolean isClipped() {
        return config.clipNorm() > 0;
    }

    /** Between the halves of a step: merges gradients and measures them. */
    void prepareClipping(int member, int memberCount) {
        members[member].merge(member, memberCount);
        members[member].measure(member, memberCount);
    }

    /** What the gradient is multiplied by. Adds in the order of the weights and places, whoever does it. */
    private float clipping() {
        double sum = 0;
        for (int layer = 0; layer < kernels.length; layer++) {
            sum += squares(total.kernels[layer]) + squares(total.biases[layer]);
        }
        sum += squares(total.head) + squares(total.bias);
        for (int place = 0; place < count; place++) {
            sum += userNorms[place] + itemNorms[place];
        }
        double norm = Math.sqrt(sum);
        return norm > config.clipNorm() ? (float) (config.clipNorm() / norm) : 1;
    }

    private static double squares(float[] values) {
        return squares(values, 0, values.length);
    }

    private static double squares(float[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (double) values[i] * values[i];
        }
        return sum;
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

    /** The other way around: goes on counting from there. */
    void giveHistogram(AucHistogram histogram) {
        members[0].histogram.add(histogram);
    }

    /** What the optimizer remembers. */
    Updaters updaters() {
        return updaters;
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

    private static int largest(Gradients gradients) {
        int largest = Math.max(1, gradients.head.length);
        for (int layer = 0; layer < gradients.kernels.length; layer++) {
            largest = Math.max(largest, Math.max(gradients.kernels[layer].length, gradients.biases[layer].length));
        }
        return largest;
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
        private final @Nullable Dropout dropout;
        /** The tower's outputs with zeros up to whole sets of lanes. */
        private final int towerColumns;

        private final float[] towerOutputGradient;
        /** A row a sample, laid out as the head's weights. */
        private final float[] features = new float[TILE * network.head().length];

        private final float[] headSums = new float[network.head().length];
        private final float[] losses = new float[TILE];
        private final float[] slopes = new float[TILE];
        private final int[] userPlaces = new int[users.length];
        private final int[] itemPlaces = new int[users.length];
        /** How often the row of a first place is in the batch. */
        private final int[] userCounts = new int[summed ? users.length : 0];

        private final int[] itemCounts = new int[userCounts.length];
        private final float[] clipped = new float[isClipped() ? largest(total) : 0];
        private int distinctUsers;
        private int distinctItems;
        private final float[] rates = new float[sequential ? TILE : 0];
        private final int[] firstItems = new int[candidates > 1 ? TILE : 0];
        private final int[] hardest = new int[firstItems.length];
        private final float[] highest = new float[firstItems.length];
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
            double probability = regularization.dropout();
            dropout = probability == 0 || tower.isEmpty()
                    ? null
                    : new Dropout(probability, Arrays.copyOf(widths, functions.length));
            if (dropout != null) {
                stack.dropOut(dropout.factors());
            }
            towerColumns = tower.isEmpty() ? 0 : network.head().length - network.towerStart();
            towerOutputGradient = new float[TILE * towerColumns];
        }

        void computeGradients(int member, int memberCount, Feed feed, long from, int count, long step) {
            long key = Hash.key(config.seed(), Hash.DROPOUT, step);
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
                    feed.fill(from + pairTile.start, pairTile.rows, drawn, pairTile.start);
                    if (dropout != null) {
                        dropout.draw(key, pairTile.start, pairTile.rows);
                    }
                    if (candidates > 1) {
                        chooseHardest();
                    }
                    runTile(count, shards[part]);
                    tileLosses[tile] = sumLosses();
                }
            }
        }

        /** Makes the negatives those of their candidates that have the highest logits; the first of equal ones. */
        private void chooseHardest() {
            int start = pairTile.start;
            int rows = pairTile.rows;
            System.arraycopy(items, start, hardest, 0, rows);
            for (int candidate = 0; candidate < candidates; candidate++) {
                if (candidate > 0) {
                    for (int row = 0; row < rows; row++) {
                        if (labels[start + row] == 0) {
                            items[start + row] = drawn.others[candidate - 1][start + row];
                        }
                    }
                }
                runForward();
                for (int row = 0; row < rows; row++) {
                    if (candidate == 0 || logits[start + row] > highest[row]) {
                        highest[row] = logits[start + row];
                        hardest[row] = items[start + row];
                    }
                }
            }
            System.arraycopy(hardest, 0, items, start, rows);
        }

        double runSequentially(Feed feed, int count) {
            double sum = 0;
            for (int from = 0; from < count; from += TILE) {
                pairTile.start = 0;
                pairTile.rows = Math.min(TILE, count - from);
                feed.fill(from, pairTile.rows, drawn, 0);
                for (int row = 0; row < pairTile.rows; row++) {
                    rates[row] = updaters.nextRate();
                }
                pairs.factorSteps(
                        pairTile,
                        network.product(),
                        network.bias(),
                        rates,
                        (float) regularization.product(),
                        labels,
                        logits,
                        losses);
                for (int row = 0; row < pairTile.rows; row++) {
                    sum += losses[row];
                    histogram.add(logits[row], labels[row] > 0);
                    if (!Double.isFinite(sum)) {
                        firstDivergence = from + row;
                        return sum;
                    }
                }
            }
            return sum;
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
            runForward();
            computeSlopes(count);
            if (network.biased()) {
                pairs.factorGradients(pairTile, network.product(), slopes, userGradients, itemGradients);
            } else {
                runHeadAndTowerBack(shard);
            }
            float biasSum = 0;
            for (int row = 0; row < pairTile.rows; row++) {
                biasSum += slopes[row];
            }
            shard.bias[0] += biasSum;
        }

        /** The logits of the tile. */
        private void runForward() {
            if (network.biased()) {
                pairs.factorLogits(pairTile, network.product(), network.bias()[0], logits);
                return;
            }
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
        }

        /** The losses of the tile and their derivatives with respect to the logits. */
        private void computeSlopes(int count) {
            int start = pairTile.start;
            if (offsets != null) {
                for (int row = start; row < start + pairTile.rows; row++) {
                    logits[row] -= offsets[items[row]];
                }
            }
            if (paired) {
                float divisor = summed ? 1 : count / 2;
                for (int row = 0; row < pairTile.rows; row += 2) {
                    float difference = logits[start + row] - logits[start + row + 1];
                    losses[row] = Loss.BPR.value(difference, 1);
                    losses[row + 1] = 0;
                    slopes[row] = Loss.BPR.derivative(difference, 1) / divisor;
                    slopes[row + 1] = -slopes[row];
                }
            } else {
                pairs.crossEntropy(pairTile, logits, labels, summed ? 1 : count, losses, slopes);
            }
            if (weights.length > 0) {
                for (int row = 0; row < pairTile.rows; row++) {
                    losses[row] *= weights[start + row];
                    slopes[row] *= weights[start + row];
                }
            }
        }

        private void runHeadAndTowerBack(Gradients shard) {
            float[] head = network.head();
            int product = network.product();
            int half = network.half();
            int rows = pairTile.rows;
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

        /** Adds up a member's share of the gradients. */
        void merge(int member, int memberCount) {
            total.sum(shards, usedShards(count), member, memberCount);
            distinctUsers =
                    network.users().merge(users, count, userGradients, userPlaces, userCounts, member, memberCount);
            distinctItems =
                    network.items().merge(items, count, itemGradients, itemPlaces, itemCounts, member, memberCount);
        }

        /** The squared norms of a member's rows. */
        void measure(int member, int memberCount) {
            measure(users, userPlaces, distinctUsers, userGradients, userNorms, member, memberCount);
            measure(items, itemPlaces, distinctItems, itemGradients, itemNorms, member, memberCount);
        }

        private void measure(
                int[] ids, int[] places, int distinct, float[] gradients, double[] norms, int member, int memberCount) {
            int width = network.users().width();
            for (int place = 0; place < count; place++) {
                if (ids[place] % memberCount == member) {
                    norms[place] = 0;
                }
            }
            for (int i = 0; i < distinct; i++) {
                int at = places[i] * width;
                norms[places[i]] = squares(gradients, at, at + width);
            }
        }

        void update(int member, int memberCount) {
            float clipping = 1;
            if (isClipped()) {
                clipping = clipping();
            } else {
                merge(member, memberCount);
            }
            float layers =
                    (float) (summed ? regularization.layers() * (paired ? count / 2 : count) : regularization.layers());
            for (int layer = 0; layer < kernels.length; layer++) {
                move(
                        updaters.kernels[layer],
                        kernels[layer],
                        total.kernels[layer],
                        clipping,
                        layers,
                        member,
                        memberCount);
                move(updaters.biases[layer], biases[layer], total.biases[layer], clipping, 0, member, memberCount);
            }
            move(updaters.head, network.head(), total.head, clipping, layers, member, memberCount);
            move(updaters.bias, network.bias(), total.bias, clipping, 0, member, memberCount);
            if (updaters.dense) {
                updateAllRows(network.users(), updaters.users, userGradients, clipping, member, memberCount);
                updateAllRows(network.items(), updaters.items, itemGradients, clipping, member, memberCount);
            } else {
                updateRows(
                        network.users(),
                        updaters.users,
                        users,
                        userPlaces,
                        distinctUsers,
                        userCounts,
                        userGradients,
                        clipping);
                updateRows(
                        network.items(),
                        updaters.items,
                        items,
                        itemPlaces,
                        distinctItems,
                        itemCounts,
                        itemGradients,
                        clipping);
            }
        }

        private void move(
                Updater updater,
                float[] weights,
                float[] gradient,
                float clipping,
                float strength,
                int member,
                int memberCount) {
            int from = Gradients.share(weights.length, member, memberCount);
            int to = Gradients.share(weights.length, member + 1, memberCount);
            if (clipping < 1) {
                // not in place: other members may still be measuring the whole
                for (int i = from; i < to; i++) {
                    clipped[i - from] = gradient[i] * clipping;
                }
                updater.update(weights, from, clipped, 0, to - from, strength, scratch);
            } else {
                updater.update(weights, from, gradient, from, to - from, strength, scratch);
            }
            updaters.roundTiny(updater, weights, from, to, strength);
        }

        private static void scale(float[] values, int from, int to, float factor) {
            for (int i = from; i < to; i++) {
                values[i] *= factor;
            }
        }

        private void updateRows(
                RowTable table,
                Updater updater,
                int[] ids,
                int[] places,
                int distinct,
                int[] counts,
                float[] gradients,
                float clipping) {
            int width = table.width();
            for (int i = 0; i < distinct; i++) {
                int row = ids[places[i]];
                int at = table.take(row) * width;
                if (clipping < 1) {
                    scale(gradients, at, at + width, clipping);
                }
                updateRow(
                        table,
                        row,
                        updater,
                        gradients,
                        at,
                        !summed ? 1 : paired && table == network.users() ? counts[places[i]] / 2 : counts[places[i]]);
            }
        }

        /** Moves every row of a member: those of the batch by their gradients, the others by a gradient of zero. */
        private void updateAllRows(
                RowTable table, Updater updater, float[] gradients, float clipping, int member, int memberCount) {
            int width = table.width();
            for (int row = member; row < table.rows(); row += memberCount) {
                int place = table.take(row);
                if (place < 0) {
                    updateRow(table, row, updater, noGradient, 0, 1);
                    continue;
                }
                if (clipping < 1) {
                    scale(gradients, place * width, (place + 1) * width, clipping);
                }
                updateRow(table, row, updater, gradients, place * width, 1);
            }
        }

        private void updateRow(RowTable table, int row, Updater updater, float[] gradients, int at, int times) {
            int width = table.width();
            float[] rows = table.data();
            int place = table.at(row);
            float product = (float) (regularization.product() * times);
            float tower = (float) (regularization.tower() * times);
            if (network.half() == 0 || product == tower) {
                updater.update(rows, place, gradients, at, width, product, scratch);
                updaters.roundTiny(updater, rows, place, place + width, product);
                return;
            }
            int start = network.towerStart();
            updater.update(rows, place, gradients, at, start, product, scratch);
            updater.update(rows, place + start, gradients, at + start, width - start, tower, scratch);
            updaters.roundTiny(updater, rows, place, place + start, product);
            updaters.roundTiny(updater, rows, place + start, place + width, tower);
        }
    }
}
