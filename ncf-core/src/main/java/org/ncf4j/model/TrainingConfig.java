package org.ncf4j.model;

import java.util.Objects;
import org.ncf4j.nn.Adam;
import org.ncf4j.nn.Optimizer;

/**
 * How to train. Immutable; compares by value.
 *
 * @param epochs passes over the positives (or over the labelled pairs); at least 1; default 20
 * @param batchSize samples per step of the optimizer; at least 1; default 256, the paper's
 * @param negatives unseen items drawn for each positive, anew each epoch; at least 0; default 4, the paper's; labelled
 *     pairs are trained as they are, without it
 * @param l2 strength of the L2 penalty: {@code l2 * w} is added to the gradient of the mean loss of a batch, as
 *     {@code l2 / 2 * |w|^2} would. It acts in every step on the kernels of the dense layers and the weights of the head,
 *     and on whole rows of the user and item tables, the user and item biases of {@link Mf} among them. Which rows: with
 *     lazily updated embeddings ({@link Adam.Embeddings#LAZY}, the default) and with {@link org.ncf4j.nn.Sgd} only those
 *     whose user or item is in the batch, once each, so that a row decays as often as it is trained; with
 *     {@link Adam.Embeddings#DENSE} all rows in every step. These are different objectives: a good strength for one is
 *     none for the other. It does not act on the biases of the dense layers, the bias of the head and the global bias of
 *     {@code Mf}. With Adam it goes through the moments as the rest of the gradient does (no decoupled weight decay).
 *     At least 0, and if not 0 neither 0 nor infinite as a float; default 0. The loss that training reports is without it
 * @param optimizer what moves the weights; default Adam with a learning rate of 0.001 and lazily updated embeddings
 * @param seed of every draw: weights, order, negatives; default 1
 */
public record TrainingConfig(int epochs, int batchSize, int negatives, double l2, Optimizer optimizer, long seed) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is out of its range or NaN
     */
    public TrainingConfig {
        Checks.atLeast("epochs", epochs, 1);
        Checks.atLeast("batchSize", batchSize, 1);
        Checks.atLeast("negatives", negatives, 0);
        Checks.notNegative("l2", l2);
        Objects.requireNonNull(optimizer, "optimizer");
    }

    /** The default config. */
    public static TrainingConfig defaults() {
        return new TrainingConfig(20, 256, 4, 0, Adam.defaults(), 1);
    }

    /** The same with another number of epochs. */
    public TrainingConfig withEpochs(int epochs) {
        return new TrainingConfig(epochs, batchSize, negatives, l2, optimizer, seed);
    }

    /** The same with another batch size. */
    public TrainingConfig withBatchSize(int batchSize) {
        return new TrainingConfig(epochs, batchSize, negatives, l2, optimizer, seed);
    }

    /** The same with another number of negatives. */
    public TrainingConfig withNegatives(int negatives) {
        return new TrainingConfig(epochs, batchSize, negatives, l2, optimizer, seed);
    }

    /** The same with another strength of L2. */
    public TrainingConfig withL2(double l2) {
        return new TrainingConfig(epochs, batchSize, negatives, l2, optimizer, seed);
    }

    /** The same with another optimizer. */
    public TrainingConfig withOptimizer(Optimizer optimizer) {
        return new TrainingConfig(epochs, batchSize, negatives, l2, optimizer, seed);
    }

    /** The same with another learning rate of its optimizer. */
    public TrainingConfig withLearningRate(double learningRate) {
        return withOptimizer(optimizer.withLearningRate(learningRate));
    }

    /** The same with another seed. */
    public TrainingConfig withSeed(long seed) {
        return new TrainingConfig(epochs, batchSize, negatives, l2, optimizer, seed);
    }
}
