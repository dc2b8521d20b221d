package org.ncf4j.model;

import org.ncf4j.data.LabeledPairs;
import org.ncf4j.internal.Team;

/**
 * The steps of training alone, for benchmarks: what {@link Trainer} does with labelled pairs but for the shuffling, the
 * first weights and the model at the end. It lies in this package because the steps do; on the class path, where nothing
 * is a module, it may.
 *
 * <p>A pass goes through the samples in their order, copied from arrays. It keeps the weights and the moments of the passes
 * before.
 */
public final class SteadyTraining implements AutoCloseable, EpochRun.Source {
    private final int[] users;
    private final int[] items;
    private final float[] labels;
    private final TrainingConfig config;
    private final FusionNetwork network;
    private final TrainingStep step;
    private final Team team;
    private final Pace pace = new Pace();

    private double firstLoss = Double.NaN;
    private double lastLoss = Double.NaN;

    /** A network with its first weights, and threads that wait for work. */
    public SteadyTraining(ModelConfig model, TrainingConfig config, LabeledPairs pairs, int threads) {
        this.config = config;
        users = new int[pairs.size()];
        items = new int[users.length];
        labels = new float[users.length];
        for (int i = 0; i < users.length; i++) {
            users[i] = pairs.user(i);
            items[i] = pairs.item(i);
            labels[i] = pairs.label(i) ? 1 : 0;
        }
        network = new FusionNetwork(model, pairs.users().size(), pairs.items().size());
        network.initialize(config.seed());
        step = new TrainingStep(network, config, threads);
        team = Team.of(threads, "benchmark");
    }

    /** Trains on all samples once; the mean of their losses, each before the update of its step. */
    public double pass() {
        EpochRun run = new EpochRun(step, this, users.length, config, pace, 1);
        team.run(run);
        lastLoss = run.loss() / users.length;
        if (Double.isNaN(firstLoss)) {
            firstLoss = lastLoss;
        }
        return lastLoss;
    }

    @Override
    public void fill(long from, int length, Samples.Drawn drawn, int at, Samples.Scratch scratch) {
        System.arraycopy(users, (int) from, drawn.users, at, length);
        System.arraycopy(items, (int) from, drawn.items, at, length);
        System.arraycopy(labels, (int) from, drawn.labels, at, length);
    }

    /**
     * Ends the threads.
     *
     * @throws IllegalStateException if the loss has not fallen from the first pass to the last, or a weight is not finite
     */
    @Override
    public void close() {
        team.close();
        if (!(lastLoss < firstLoss) || !network.isSound()) {
            throw new IllegalStateException("the loss was " + firstLoss + " in the first pass and is " + lastLoss
                    + " in the last: this is no training");
        }
    }
}
