package org.ncf4j.model;

import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.data.NegativeSampler;
import org.ncf4j.internal.Hash;
import org.ncf4j.internal.Permutation;
import org.ncf4j.nn.Loss;

/**
 * The training samples of an epoch, in its shuffled order. Any stretch of them can be asked for at any time: a sample
 * depends on (seed, epoch, place) alone.
 */
abstract class Samples implements EpochRun.Source {
    private final IdIndex users;
    private final IdIndex items;
    private final String fingerprint;
    private final long seed;
    /** Places that belong together and follow each other in the order: a positive and its negative for BPR, else 1. */
    private final int unit;

    private int epoch;
    private Permutation order = new Permutation(0, 0);

    private Samples(IdIndex users, IdIndex items, String fingerprint, long seed, int unit) {
        this.users = users;
        this.items = items;
        this.fingerprint = fingerprint;
        this.seed = seed;
        this.unit = unit;
    }

    /** What each item's logit is lowered by in training; null for nothing. */
    float @Nullable [] offsets() {
        return null;
    }

    IdIndex users() {
        return users;
    }

    IdIndex items() {
        return items;
    }

    /** A copy of what users have seen: for the model, once it is trained. */
    abstract SeenItems seen();

    /** Of the data: SHA-256 in hex. */
    String fingerprint() {
        return fingerprint;
    }

    /** Samples in an epoch. */
    abstract long count();

    /** Sets the epoch, from 1, that {@link #fill} draws from. */
    final void begin(int epoch) {
        this.epoch = epoch;
        order = new Permutation(count() / unit, Hash.key(seed, Hash.SHUFFLE, epoch));
    }

    /**
     * Writes the samples at places {@code [from, from + length)} of the order of the epoch that was {@link #begin begun}:
     * whole units.
     *
     * @param at where the first is written
     */
    @Override
    public final void fill(long from, int length, Drawn drawn, int at, Scratch scratch) {
        long[] numbers = scratch.numbers;
        int step = numbers.length * unit;
        for (int done = 0; done < length; done += step) {
            int size = Math.min(step, length - done) / unit;
            order.apply((from + done) / unit, size, numbers);
            take(epoch, scratch, size, drawn, at + done);
        }
    }

    /** Arrays of samples, of one length. */
    static final class Drawn {
        final int[] users;
        final int[] items;
        final float[] labels;
        /** What a sample's loss is multiplied by; empty where that is 1. */
        final float[] weights;
        /** Other items for a sample of label 0: one array for each candidate but the first. */
        final int[][] others;

        Drawn(int length, boolean weighted, int candidates) {
            users = new int[length];
            items = new int[length];
            labels = new float[length];
            weights = new float[weighted ? length : 0];
            others = new int[candidates - 1][length];
        }

        /** Copies some samples. */
        void copy(int from, int length, Drawn target, int at) {
            System.arraycopy(users, from, target.users, at, length);
            System.arraycopy(items, from, target.items, at, length);
            System.arraycopy(labels, from, target.labels, at, length);
            if (weights.length > 0) {
                System.arraycopy(weights, from, target.weights, at, length);
            }
            for (int other = 0; other < others.length; other++) {
                System.arraycopy(others[other], from, target.others[other], at, length);
            }
        }
    }

    /** Work space of {@link #fill} for one thread. */
    static final class Scratch {
        private static final int LENGTH = 64;

        final long[] numbers = new long[LENGTH];
        /** Of those samples that are negatives: where they go, who they are for, their numbers and what was drawn. */
        final int[] places = new int[LENGTH];

        final int[] users = new int[LENGTH];
        final long[] draws = new long[LENGTH];
        final int[] drawn = new int[LENGTH];
    }

    /** Writes the units of the scratch's first numbers, each in {@code [0, count() / unit)}, from a place on. */
    abstract void take(int epoch, Scratch scratch, int size, Drawn drawn, int place);

    /** Refuses what does not go with positives. */
    static void check(Interactions data, TrainingConfig config) {
        if (config.weighByRating()) {
            WithNegatives.requireWeights(data);
        }
    }

    /** Refuses what does not go with labelled pairs. */
    static void check(TrainingConfig config) {
        String unfit = config.loss() == Loss.BPR
                ? "loss bpr, which draws a negative for each positive"
                : config.weighByRating() ? "weighByRating, as they have no ratings" : null;
        if (unfit != null) {
            throw new IllegalArgumentException("labelled pairs are trained as they are: they do not go with " + unfit);
        }
    }

    /** Each positive with its negatives, drawn anew each epoch. */
    static Samples of(Interactions data, TrainingConfig config) {
        check(data, config);
        return new WithNegatives(data, config);
    }

    /** Labelled pairs as they are. */
    static Samples of(LabeledPairs data, TrainingConfig config) {
        check(config);
        return new Labeled(data, config);
    }

    /** What these take in memory beside their data, in bytes. */
    static long sizeInBytes(Interactions data, TrainingConfig config) {
        boolean allDrawable = WithNegatives.drawable(data, NegativeSampler.uniform(data, 0)) == data.size();
        long weights = config.sampling().exponent() == 0 ? 0 : NegativeSampler.popularitySizeInBytes(data);
        return PositiveOwners.sizeInBytes(data.size())
                + (allDrawable ? 0 : (long) Integer.BYTES * data.size())
                + weights;
    }

    private static final class WithNegatives extends Samples {
        private final Interactions data;
        private final NegativeSampler sampler;
        /** A positive and its negatives: a long, as 1 more than an int may be one too many. */
        private final long group;

        private final PositiveOwners owners;
        /** Positives, those of users who can have negatives first; null if all can, and the order is that of the data. */
        private final int @Nullable [] positives;
        /** How many positives come with negatives. */
        private final int withNegatives;
        /** Whether a unit is a positive and one of its negatives. */
        private final boolean paired;

        private final float positiveWeight;
        private final boolean weighByRating;
        private final boolean corrected;

        WithNegatives(Interactions data, TrainingConfig config) {
            super(data.users(), data.items(), data.fingerprint(), config.seed(), config.loss() == Loss.BPR ? 2 : 1);
            this.data = data;
            sampler = NegativeSampler.popularity(data, config.sampling().exponent(), config.seed());
            group = 1L + config.negatives();
            paired = config.loss() == Loss.BPR;
            positiveWeight = (float) config.positiveWeight();
            weighByRating = config.weighByRating();
            corrected = config.sampling().corrected();
            owners = new PositiveOwners(data);
            withNegatives = drawable(data, sampler);
            positives = withNegatives == data.size() ? null : drawableFirst();
        }

        static void requireWeights(Interactions data) {
            if (!data.hasRatings()) {
                throw new IllegalArgumentException(
                        "weighByRating needs data with ratings (a rating column), and these interactions have none");
            }
            for (int user = 0; user < data.userCount(); user++) {
                for (int at = data.offset(user); at < data.offset(user + 1); at++) {
                    if (data.rating(at) < 0) {
                        throw new IllegalArgumentException("weighByRating needs ratings of at least 0, but user '"
                                + data.users().id(user) + "' and item '"
                                + data.items().id(data.item(at)) + "' have " + data.rating(at));
                    }
                }
            }
        }

        @Override
        float @Nullable [] offsets() {
            return corrected ? sampler.logOdds() : null;
        }

        /** How many positives are of users who can have negatives. */
        static int drawable(Interactions data, NegativeSampler sampler) {
            int drawable = 0;
            for (int user = 0; user < data.userCount(); user++) {
                drawable += sampler.canDraw(user) ? data.positiveCount(user) : 0;
            }
            return drawable;
        }

        private int[] drawableFirst() {
            int[] order = new int[data.size()];
            int front = 0;
            int back = data.size();
            for (int user = 0; user < data.userCount(); user++) {
                boolean drawable = sampler.canDraw(user);
                for (int at = data.offset(user); at < data.offset(user + 1); at++) {
                    order[drawable ? front++ : --back] = at;
                }
            }
            return order;
        }

        @Override
        SeenItems seen() {
            return SeenItems.of(data);
        }

        @Override
        long count() {
            // a positive without a negative has nothing to be ranked above
            return paired ? 2L * withNegatives * (group - 1) : withNegatives * group + (data.size() - withNegatives);
        }

        @Override
        void take(int epoch, Scratch scratch, int size, Drawn drawn, int place) {
            int negatives = paired ? takePairs(scratch, size, drawn, place) : takeSamples(scratch, size, drawn, place);
            long[] numbers = scratch.numbers;
            if (drawn.others.length > 0) {
                // the draws overwrite their numbers
                System.arraycopy(scratch.draws, 0, numbers, 0, negatives);
            }
            draw(epoch, scratch, negatives, drawn.items);
            for (int other = 0; other < drawn.others.length; other++) {
                long beyond = (other + 1L) * withNegatives * group;
                for (int i = 0; i < negatives; i++) {
                    scratch.draws[i] = numbers[i] + beyond;
                }
                draw(epoch, scratch, negatives, drawn.others[other]);
            }
        }

        private void draw(int epoch, Scratch scratch, int negatives, int[] itemOf) {
            sampler.draw(scratch.users, epoch, scratch.draws, negatives, scratch.drawn);
            for (int i = 0; i < negatives; i++) {
                itemOf[scratch.places[i]] = scratch.drawn[i];
            }
        }

        /** A positive and one of its negatives for each number; returns how many are to be drawn. */
        private int takePairs(Scratch scratch, int size, Drawn drawn, int place) {
            for (int i = 0; i < size; i++) {
                int index = (int) (scratch.numbers[i] / (group - 1));
                int at = positives == null ? index : positives[index];
                int user = owners.user(at);
                int to = place + 2 * i;
                drawn.users[to] = user;
                drawn.users[to + 1] = user;
                drawn.items[to] = data.item(at);
                drawn.labels[to] = 1;
                drawn.labels[to + 1] = 0;
                if (drawn.weights.length > 0) {
                    drawn.weights[to] = weight(at);
                    drawn.weights[to + 1] = drawn.weights[to];
                }
                scratch.places[i] = to + 1;
                scratch.users[i] = user;
                // the number that this negative has without pairs
                scratch.draws[i] = index * group + 1 + scratch.numbers[i] % (group - 1);
            }
            return size;
        }

        private float weight(int at) {
            return weighByRating ? positiveWeight * data.rating(at) : positiveWeight;
        }

        private int takeSamples(Scratch scratch, int size, Drawn drawn, int place) {
            int[] userOf = drawn.users;
            int[] itemOf = drawn.items;
            float[] labelOf = drawn.labels;
            long grouped = withNegatives * group;
            int negatives = 0;
            for (int i = 0; i < size; i++) {
                long number = scratch.numbers[i];
                int index = (int) (number < grouped ? number / group : withNegatives + (number - grouped));
                int at = positives == null ? index : positives[index];
                boolean negative = number < grouped && number != index * group;
                int user = owners.user(at);
                userOf[place + i] = user;
                // overwritten where it is a negative: which is which cannot be foretold, and a branch would go wrong
                itemOf[place + i] = data.item(at);
                labelOf[place + i] = negative ? 0 : 1;
                scratch.places[negatives] = place + i;
                scratch.users[negatives] = user;
                scratch.draws[negatives] = number;
                negatives += negative ? 1 : 0;
                if (drawn.weights.length > 0) {
                    drawn.weights[place + i] = negative ? 1 : weight(at);
                }
            }
            return negatives;
        }
    }

    private static final class Labeled extends Samples {
        private final LabeledPairs data;
        private final float positiveWeight;

        Labeled(LabeledPairs data, TrainingConfig config) {
            super(data.users(), data.items(), data.fingerprint(), config.seed(), 1);
            this.data = data;
            positiveWeight = (float) config.positiveWeight();
        }

        @Override
        SeenItems seen() {
            return SeenItems.of(data);
        }

        @Override
        long count() {
            return data.size();
        }

        @Override
        void take(int epoch, Scratch scratch, int size, Drawn drawn, int place) {
            for (int i = 0; i < size; i++) {
                int row = (int) scratch.numbers[i];
                drawn.users[place + i] = data.user(row);
                drawn.items[place + i] = data.item(row);
                drawn.labels[place + i] = data.label(row) ? 1 : 0;
                if (drawn.weights.length > 0) {
                    drawn.weights[place + i] = data.label(row) ? positiveWeight : 1;
                }
                for (int[] others : drawn.others) {
                    others[place + i] = data.item(row);
                }
            }
        }
    }
}
