package org.ncf4j.model;

import org.ncf4j.nn.Adam;
import org.ncf4j.nn.Optimizer;

/** STUB by the engine's author. */
public record TrainingConfig(int epochs, int batchSize, int negatives, double l2, Optimizer optimizer, long seed) {
    public static TrainingConfig defaults() { return new TrainingConfig(20, 256, 4, 0, Adam.defaults(), 1); }
    public TrainingConfig withEpochs(int epochs) { return new TrainingConfig(epochs, batchSize, negatives, l2, optimizer, seed); }
    public TrainingConfig withBatchSize(int batchSize) { return new TrainingConfig(epochs, batchSize, negatives, l2, optimizer, seed); }
    public TrainingConfig withNegatives(int negatives) { return new TrainingConfig(epochs, batchSize, negatives, l2, optimizer, seed); }
    public TrainingConfig withL2(double l2) { return new TrainingConfig(epochs, batchSize, negatives, l2, optimizer, seed); }
    public TrainingConfig withOptimizer(Optimizer optimizer) { return new TrainingConfig(epochs, batchSize, negatives, l2, optimizer, seed); }
    public TrainingConfig withLearningRate(double learningRate) { return withOptimizer(optimizer.withLearningRate(learningRate)); }
    public TrainingConfig withSeed(long seed) { return new TrainingConfig(epochs, batchSize, negatives, l2, optimizer, seed); }
}
