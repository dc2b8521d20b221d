package org.ncf4j.model;

import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.data.NegativeSampler;
import org.ncf4j.internal.Hash;
import org.ncf4j.internal.Permutation;

/**
 * The training samples of an epoch, in its shuffled order. Any stretch of them can be asked for at any time: a sample
 * depends on (seed, epoch, place) alone.
 */
abstract class Samples implements EpochRun.Source {
    private final IdIndex users;
    private final IdIndex items;
    private final String fingerprint;
    private final long seed;
    private int epoch;
    private Permutation order = new Permutation(0, 0);

    private Samples(IdIndex users, IdIndex items, String fingerprint, long seed) {
        this.users = users;
        this.items = items;
        this.fingerprint = fingerprint;
        this.seed = seed;
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
        order = new Permutation(count(), Hash.key(seed, Hash.SHUFFLE, epoch));
    }

    /**
     * Writes the samples at places {@code [from, from + length)} of the order of the epoch that was {@link #begin begun}.
     *
     * @param at where the first is written
     */
    @Override
    public final void fill(
            long from, int length, int[] userOf, int[] itemOf, float[] labelOf, int at, Scratch scratch) {
        long[] numbers = scratch.numbers;
        for (int done = 0; done < length; done += numbers.length) {
            int size = Math.min(numbers.length, length - done);
            order.apply(from + done, size, numbers);
            take(epoch, scratch, size, userOf, itemOf, labelOf, at + done);
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

    /** Writes the samples of the scratch's first numbers, each in {@code [0, count())}, into the arrays, from a place on. */
    abstract void take(int epoch, Scratch scratch, int size, int[] userOf, int[] itemOf, float[] labelOf, int place);

    /** Each positive with its negatives, drawn anew each epoch. */
    static Samples of(Interactions data, int negatives, long seed) {
        return new WithNegatives(data, negatives, seed);
    }

    /** Labelled pairs as they are. */
    static Samples of(LabeledPairs data, long seed) {
        return new Labeled(data, seed);
    }

    /** What these take in memory beside their data, in bytes. */
    static long sizeInBytes(Interactions data) {
        boolean allDrawable = WithNegatives.drawable(data, NegativeSampler.uniform(data, 0)) == data.size();
        return PositiveOwners.sizeInBytes(data.size()) + (allDrawable ? 0 : (long) Integer.BYTES * data.size());
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

        WithNegatives(Interactions data, int negatives, long seed) {
            super(data.users(), data.items(), data.fingerprint(), seed);
            this.data = data;
            sampler = NegativeSampler.uniform(data, seed);
            group = 1L + negatives;
            owners = new PositiveOwners(data);
            withNegatives = drawable(data, sampler);
            positives = withNegatives == data.size() ? null : drawableFirst();
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
            return withNegatives * group + (data.size() - withNegatives);
        }

        @Override
        void take(int epoch, Scratch scratch, int size, int[] userOf, int[] itemOf, float[] labelOf, int place) {
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
            }
            sampler.draw(scratch.users, epoch, scratch.draws, negatives, scratch.drawn);
            for (int i = 0; i < negatives; i++) {
                itemOf[scratch.places[i]] = scratch.drawn[i];
            }
        }
    }

    private static final class Labeled extends Samples {
        private final LabeledPairs data;

        Labeled(LabeledPairs data, long seed) {
            super(data.users(), data.items(), data.fingerprint(), seed);
            this.data = data;
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
        void take(int epoch, Scratch scratch, int size, int[] userOf, int[] itemOf, float[] labelOf, int place) {
            for (int i = 0; i < size; i++) {
                int row = (int) scratch.numbers[i];
                userOf[place + i] = data.user(row);
                itemOf[place + i] = data.item(row);
                labelOf[place + i] = data.label(row) ? 1 : 0;
            }
        }
    }
}
