package org.ncf4j.model;

import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Team;

/**
 * Stretches of one epoch of {@link Trainer}, drawn and shuffled, for benchmarks: how long a sample takes is known without
 * the whole of an epoch. It lies in this package because the steps do; on the class path, where nothing is a module, it may.
 */
public final class DrawnTraining implements AutoCloseable {
    private final TrainingConfig config;
    private final FusionNetwork network;
    private final Samples samples;
    private final TrainingStep step;
    private final Team team;
    private final Pace pace = new Pace();

    private long place;
    private double firstLoss = Double.NaN;
    private double lastLoss = Double.NaN;

    /** A network with its first weights, and threads that wait for work. */
    public DrawnTraining(ModelConfig model, TrainingConfig config, Interactions positives, int threads) {
        this.config = config;
        network = new FusionNetwork(model, positives.userCount(), positives.itemCount());
        network.initialize(config.seed());
        samples = Samples.of(positives, config);
        samples.begin(1);
        step = new TrainingStep(network, config, threads);
        team = Team.of(threads, "benchmark");
    }

    /**
     * Trains on the next samples of the epoch, or on its first ones if fewer are left; the mean of their losses.
     *
     * @param count at most the epoch's
     */
    public double stretch(int count) {
        long first = place + count > samples.count() ? 0 : place;
        EpochRun run = new EpochRun(
                step,
                (from, length, drawn, at, scratch) -> samples.fill(first + from, length, drawn, at, scratch),
                count,
                config,
                pace,
                1);
        team.run(run);
        place = first + count;
        lastLoss = run.loss() / count;
        if (Double.isNaN(firstLoss)) {
            firstLoss = lastLoss;
        }
        return lastLoss;
    }

    /**
     * Ends the threads.
     *
     * @throws IllegalStateException if the loss has not fallen from the first stretch to the last, or a weight is not finite
     */
    @Override
    public void close() {
        team.close();
        if (!(lastLoss < firstLoss) || !network.isSound()) {
            throw new IllegalStateException("the loss was " + firstLoss + " in the first stretch and is " + lastLoss
                    + " in the last: this is no training");
        }
    }
}
