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
         * Writes the samples at places {@code [from, from + length)} of the epoch's order, both even.
         *
         * @param at where the first is written
         * @param scratch the calling thread's
         */
        void fill(long from, int length, Samples.Drawn drawn, int at, Samples.Scratch scratch);
    }

    /** Is told how far an epoch has come. */
    interface Watch {
        /**
         * Called by the thread that called the team after each chunk but the last, while no other works.
         *
         * @param position number of the epoch's next sample
         * @param loss the sum of the losses of those before it
         * @throws RuntimeException if the epoch is to end here
         */
        void reached(long position, double loss);
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
    private final Watch watch;
    private final int chunkLength;
    private final Chunk even;
    private final Chunk odd;
    /** Where the run begins, and the sum of the losses before. */
    private long start;

    private double loss;

    EpochRun(TrainingStep step, Source source, long count, TrainingConfig config, Pace pace, int epoch) {
        this(step, source, count, config, pace, epoch, (position, loss) -> {});
    }

    EpochRun(TrainingStep step, Source source, long count, TrainingConfig config, Pace pace, int epoch, Watch watch) {
        this.watch = watch;
        this.step = step;
        this.source = source;
        this.count = count;
        this.config = config;
        this.pace = pace;
        this.epoch = epoch;
        stepsBefore = (epoch - 1L) * stepsAnEpoch();
        chunkLength = chunkLength(config.batchSize(), count);
        even = new Chunk(step.drawn(chunkLength));
        odd = new Chunk(step.drawn(chunkLength));
    }

    /** Begins in the middle, where {@link Watch#reached} was. */
    EpochRun from(long position, double loss) {
        start = position;
        this.loss = loss;
        return this;
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
        chunk.fill(source, start, count, member, members, scratch);
        barrier.await();
        double sum = loss;
        for (long from = start; from < count; from += chunkLength) {
            long begun = System.nanoTime();
            boolean alone = members > 1 && (step.isSequential() || pace.alone());
            if (step.isSequential()) {
                if (member == 0) {
                    sum += runSequentially(chunk, from);
                }
            } else if (!alone || member == 0) {
                int sharers = alone ? 1 : members;
                for (int at = 0; at < chunk.length; at += config.batchSize()) {
                    int length = Math.min(config.batchSize(), chunk.length - at);
                    long number = stepsBefore + (from + at) / config.batchSize() + 1;
                    step.computeGradients(member, sharers, chunk, at, length, number);
                    if (!alone) {
                        barrier.await();
                    }
                    double batch = step.loss(length);
                    if (!Double.isFinite(batch)) {
                        // the same for all who train: each stops here
                        throw new TrainingDivergedException(epoch, number, "the loss is " + batch, config);
                    }
                    sum += batch;
                    if (step.isClipped()) {
                        step.prepareClipping(member, sharers);
                        if (!alone) {
                            barrier.await();
                        }
                    }
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
                pace.took(System.nanoTime() - begun, chunk.length, members);
                if (from + chunkLength < count) {
                    watch.reached(from + chunkLength, sum);
                }
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

    private double runSequentially(Chunk chunk, long from) {
        double loss = step.runSequentially(chunk, chunk.length);
        if (!Double.isFinite(loss)) {
            long number = stepsBefore + from + step.firstDivergence() + 1;
            throw new TrainingDivergedException(epoch, number, "the loss is not finite", config);
        }
        return loss;
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
        private final Samples.Drawn drawn;
        private int length;

        Chunk(Samples.Drawn drawn) {
            this.drawn = drawn;
        }

        /** Draws one drawer's share of the samples from a place on, as many as there are and as fit. */
        void fill(Source source, long from, long count, int drawer, int drawers, Samples.Scratch scratch) {
            int size = (int) Math.max(0, Math.min(drawn.users.length, count - from));
            int first = share(size, drawer, drawers);
            int end = share(size, drawer + 1, drawers);
            if (first < end) {
                source.fill(from + first, end - first, drawn, first, scratch);
            }
            if (drawer == 0) {
                length = size;
            }
        }

        @Override
        public void fill(long from, int length, Samples.Drawn target, int at) {
            drawn.copy((int) from, length, target, at);
        }

        /** Where a drawer's share begins: even, so that a pair is drawn by one. */
        private static int share(int size, int drawer, int drawers) {
            return drawer == drawers ? size : (int) ((long) size * drawer / drawers) & ~1;
        }
    }
}
