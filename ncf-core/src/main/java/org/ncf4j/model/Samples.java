package org.ncf4j.model;

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
abstract class Samples implements TrainingStep.Source {
    private final IdIndex users;
    private final IdIndex items;
    private final SeenItems seen;
    private final String fingerprint;
    private final long seed;
    private int epoch;
    private Permutation order = new Permutation(0, 0);

    private Samples(IdIndex users, IdIndex items, SeenItems seen, String fingerprint, long seed) {
        this.users = users;
        this.items = items;
        this.seen = seen;
        this.fingerprint = fingerprint;
        this.seed = seed;
    }

    IdIndex users() {
        return users;
    }

    IdIndex items() {
        return items;
    }

    SeenItems seen() {
        return seen;
    }

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
    public final void fill(long from, int length, int[] userOf, int[] itemOf, float[] labelOf, int at) {
        for (int i = 0; i < length; i++) {
            sample(epoch, order.apply(from + i), at + i, userOf, itemOf, labelOf);
        }
    }

    /** Writes the sample of a number in {@code [0, count())} at a place of the arrays. */
    abstract void sample(int epoch, long number, int place, int[] userOf, int[] itemOf, float[] labelOf);

    /** Each positive with its negatives, drawn anew each epoch. */
    static Samples of(Interactions data, int negatives, long seed) {
        return new WithNegatives(data, negatives, seed);
    }

    /** Labelled pairs as they are. */
    static Samples of(LabeledPairs data, long seed) {
        return new Labeled(data, seed);
    }

    private static final class WithNegatives extends Samples {
        private final Interactions data;
        private final NegativeSampler sampler;
        /** A positive and its negatives: a long, as 1 more than an int may be one too many. */
        private final long group;

        private final int[] userAt;
        /** Positives, those of users who can have negatives first. */
        private final int[] positives;
        /** How many positives come with negatives. */
        private final int withNegatives;

        WithNegatives(Interactions data, int negatives, long seed) {
            super(data.users(), data.items(), SeenItems.of(data), data.fingerprint(), seed);
            this.data = data;
            sampler = NegativeSampler.uniform(data, seed);
            group = 1L + negatives;
            userAt = new int[data.size()];
            positives = new int[data.size()];
            int front = 0;
            int back = data.size();
            for (int user = 0; user < data.userCount(); user++) {
                boolean drawable = sampler.canDraw(user);
                for (int at = data.offset(user); at < data.offset(user + 1); at++) {
                    userAt[at] = user;
                    positives[drawable ? front++ : --back] = at;
                }
            }
            withNegatives = front;
        }

        @Override
        long count() {
            return withNegatives * group + (positives.length - withNegatives);
        }

        @Override
        void sample(int epoch, long number, int place, int[] userOf, int[] itemOf, float[] labelOf) {
            long grouped = withNegatives * group;
            int at = positives[(int) (number < grouped ? number / group : withNegatives + (number - grouped))];
            boolean positive = number >= grouped || number % group == 0;
            int user = userAt[at];
            userOf[place] = user;
            itemOf[place] = positive ? data.item(at) : sampler.draw(user, epoch, number);
            labelOf[place] = positive ? 1 : 0;
        }
    }

    private static final class Labeled extends Samples {
        private final LabeledPairs data;

        Labeled(LabeledPairs data, long seed) {
            super(data.users(), data.items(), SeenItems.of(data.positives()), data.fingerprint(), seed);
            this.data = data;
        }

        @Override
        long count() {
            return data.size();
        }

        @Override
        void sample(int epoch, long number, int place, int[] userOf, int[] itemOf, float[] labelOf) {
            userOf[place] = data.user((int) number);
            itemOf[place] = data.item((int) number);
            labelOf[place] = data.label((int) number) ? 1 : 0;
        }
    }
}
