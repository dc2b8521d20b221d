package org.ncf4j.model;

import org.ncf4j.internal.Team;

/** One epoch's steps, shared by the members of a team. */
final class EpochRun implements Team.Task {
    private final TrainingStep step;
    private final Samples samples;
    private final TrainingConfig config;
    private final int epoch;
    private final long stepsBefore;
    private final long count;
    private double loss;

    EpochRun(TrainingStep step, Samples samples, TrainingConfig config, int epoch) {
        this.step = step;
        this.samples = samples;
        this.config = config;
        this.epoch = epoch;
        count = samples.count();
        stepsBefore = (epoch - 1L) * stepsAnEpoch();
    }

    private long stepsAnEpoch() {
        return (count + config.batchSize() - 1) / config.batchSize();
    }

    @Override
    public void run(int member, int members, Team.Barrier barrier) {
        double sum = 0;
        long steps = stepsBefore;
        for (long from = 0; from < count; from += config.batchSize()) {
            int length = (int) Math.min(config.batchSize(), count - from);
            step.computeGradients(member, members, samples, from, length);
            barrier.await();
            steps++;
            double batch = step.loss(length);
            if (!Double.isFinite(batch)) {
                // the same for all members: each stops here
                throw new TrainingDivergedException(epoch, steps, "the loss is " + batch, config);
            }
            sum += batch;
            step.update(member, members);
            barrier.await();
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
}
