package org.ncf4j.model;

import org.ncf4j.internal.Team;

/**
 * One epoch's steps, shared by the members of a team.
 *
 * <p>Samples are drawn chunk by chunk, ahead of the steps that use them. The members share either each step, and then the
 * next chunk; or one trains while the others draw the chunk after. Which is faster depends on the machine (see
 * {@link Pace}) and changes no result.
 */
final class EpochRun implements Team.Task {
    /** Where an epoch's samples come from. Safe for use by many threads. */
    interface Source {
        /**
         * Writes the samples at places {@code [from, from + length)} of the epoch's order.
         *
         * @param at where the first is written
         * @param scratch the calling thread's
         */
        void fill(long from, int length, int[] users, int[] items, float[] labels, int at, Samples.Scratch scratch);
    }

    /** Samples in a chunk, about: enough to hide that members wait for each other, and few enough to stay in cache. */
    private static final int CHUNK = 8192;

    private final TrainingStep step;
    private final Source source;
    private final TrainingConfig config;
    private final Pace pace;
    private final int epoch;
    private final long count;
    private final long stepsBefore;
    private final int chunkLength;
    private final Chunk even;
    private final Chunk odd;
    private double loss;

    EpochRun(TrainingStep step, Source source, long count, TrainingConfig config, Pace pace, int epoch) {
        this.step = step;
        this.source = source;
        this.count = count;
        this.config = config;
        this.pace = pace;
        this.epoch = epoch;
        stepsBefore = (epoch - 1L) * stepsAnEpoch();
        chunkLength = chunkLength(config.batchSize(), count);
        even = new Chunk(chunkLength);
        odd = new Chunk(chunkLength);
    }

    /** Whole batches, but no more than the samples there are. */
    static int chunkLength(int batchSize, long count) {
        return (int) Math.min(count, Math.max(1, CHUNK / batchSize) * (long) batchSize);
    }

    private long stepsAnEpoch() {
        return (count + config.batchSize() - 1) / config.batchSize();
    }

    @Override
    public void run(int member, int members, Team.Barrier barrier) {
        Samples.Scratch scratch = new Samples.Scratch();
        Chunk chunk = even;
        Chunk next = odd;
        chunk.fill(source, 0, count, member, members, scratch);
        barrier.await();
        double sum = 0;
        for (long from = 0; from < count; from += chunkLength) {
            long start = System.nanoTime();
            boolean alone = members > 1 && pace.alone();
            if (!alone || member == 0) {
                int sharers = alone ? 1 : members;
                for (int at = 0; at < chunk.length; at += config.batchSize()) {
                    int length = Math.min(config.batchSize(), chunk.length - at);
                    step.computeGradients(member, sharers, chunk, at, length);
                    if (!alone) {
                        barrier.await();
                    }
                    double batch = step.loss(length);
                    if (!Double.isFinite(batch)) {
                        // the same for all who train: each stops here
                        long number = stepsBefore + (from + at) / config.batchSize() + 1;
                        throw new TrainingDivergedException(epoch, number, "the loss is " + batch, config);
                    }
                    sum += batch;
                    step.update(member, sharers);
                    if (!alone) {
                        barrier.await();
                    }
                }
            }
            if (!alone) {
                next.fill(source, from + chunkLength, count, member, members, scratch);
            } else if (member > 0) {
                next.fill(source, from + chunkLength, count, member - 1, members - 1, scratch);
            }
            barrier.await();
            if (member == 0) {
                pace.took(System.nanoTime() - start, chunk.length, members);
            }
            // the others ask for the pace only when it is set
            barrier.await();
            Chunk done = chunk;
            chunk = next;
            next = done;
        }
        if (member == 0) {
            loss = sum;
        }
    }

    /** The number of the epoch's last step, from 1 over all epochs. */
    long lastStep() {
        return stepsBefore + stepsAnEpoch();
    }

    /** The sum of all samples' losses, each before the update of its step. */
    double loss() {
        return loss;
    }

    /** Samples that were drawn together. */
    private static final class Chunk implements TrainingStep.Feed {
        private final int[] users;
        private final int[] items;
        private final float[] labels;
        private int length;

        Chunk(int capacity) {
            users = new int[capacity];
            items = new int[capacity];
            labels = new float[capacity];
        }

        /** Draws one drawer's share of the samples from a place on, as many as there are and as fit. */
        void fill(Source source, long from, long count, int drawer, int drawers, Samples.Scratch scratch) {
            int size = (int) Math.max(0, Math.min(users.length, count - from));
            int first = (int) ((long) size * drawer / drawers);
            int end = (int) (size * (drawer + 1L) / drawers);
            if (first < end) {
                source.fill(from + first, end - first, users, items, labels, first, scratch);
            }
            if (drawer == 0) {
                length = size;
            }
        }

        @Override
        public void fill(long from, int length, int[] userOf, int[] itemOf, float[] labelOf, int at) {
            System.arraycopy(users, (int) from, userOf, at, length);
            System.arraycopy(items, (int) from, itemOf, at, length);
            System.arraycopy(labels, (int) from, labelOf, at, length);
        }
    }
}
