package org.ncf4j.model;

import java.util.Objects;
import org.ncf4j.nn.Adam;
import org.ncf4j.nn.LearningRate;
import org.ncf4j.nn.Loss;
import org.ncf4j.nn.Optimizer;

/**
 * How to train. Immutable; compares by value.
 *
 * @param epochs passes over the positives (or over the labelled pairs); at least 1, or 0 for a {@link NeuMf} that keeps its
 *     pretrained halves as they are; default 20
 * @param batchSize samples per step of the optimizer, with {@link Loss#BPR} pairs of a positive and a negative; at least 1;
 *     default 512
 * @param loss what is made small; default binary cross-entropy
 * @param negatives unseen items drawn for each positive, anew each epoch; at least 0, for {@link Loss#BPR} at least 1;
 *     default 8; labelled pairs are trained as they are, without it
 * @param sampling how they are drawn; default uniformly
 * @param positiveWeight what the loss of a positive is multiplied by; positive and finite, as a float too; default 1
 * @param weighByRating whether the loss of a positive is multiplied by its rating too, which must not be negative: a
 *     purchase can so count for more than a view; needs data with ratings; default false
 * @param regularization L2 and dropout; default an L2 of 3e-5 on the embeddings of the product half and of 1e-4 on the tower's
 * @param optimizer what moves the weights; default Adam with a learning rate of 0.001, for {@link Mf} 0.002, and lazily updated
 *     embeddings
 * @param schedule how the learning rate changes; default constant
 * @param clipNorm the gradient of a step, of all weights together, is scaled down to this Euclidean norm where it is
 *     longer, before L2 is added; at least 0, finite; 0, the default, stands for no limit
 * @param averaging decay of a moving average of the weights, in [0, 1). After epoch n the average moves by
 *     {@code max(1 - averaging, 2 / (n + 1))} of the way to the trained weights: the first epochs soon count little. The
 *     average is what early stopping judges and what the model has; training goes on from the trained weights. It takes the
 *     noise of the last steps away (Polyak and Juditsky, 1992; Izmailov et al.: Averaging Weights Leads to Wider Optima and
 *     Better Generalization, UAI 2018, section 3), and needs a copy of the weights. 0 stands for none; default 0.8
 * @param seed of every draw: weights, order, negatives, dropout; default 1
 */
public record TrainingConfig(
        int epochs,
        int batchSize,
        Loss loss,
        int negatives,
        NegativeSampling sampling,
        double positiveWeight,
        boolean weighByRating,
        Regularization regularization,
        Optimizer optimizer,
        LearningRate schedule,
        double clipNorm,
        double averaging,
        long seed)
        implements Fitting {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is out of its range or NaN, or two do not go together
     */
    public TrainingConfig {
        Checks.atLeast("epochs", epochs, 0);
        Checks.atLeast("batchSize", batchSize, 1);
        Objects.requireNonNull(loss, "loss");
        Checks.atLeast("negatives", negatives, 0);
        Objects.requireNonNull(sampling, "sampling");
        Checks.positive("positiveWeight", positiveWeight);
        Objects.requireNonNull(regularization, "regularization");
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(schedule, "schedule");
        Checks.notNegative("clipNorm", clipNorm);
        if (!(averaging >= 0 && averaging < 1)) {
            throw new IllegalArgumentException("averaging must lie in [0, 1), but is " + averaging);
        }
        if (loss == Loss.BPR && negatives == 0) {
            throw new IllegalArgumentException("negatives must be at least 1 for bpr, but is 0");
        }
        if (loss == Loss.BPR && sampling.corrected()) {
            throw new IllegalArgumentException("sampling is corrected, which needs the cross-entropy and not bpr");
        }
    }

    /**
     * The default config, chosen on the validation parts of five splits of four data sets (docs/defaults.md): Adam as in the
     * paper, with batches of 512, eight negatives, L2 of the embeddings and an average of the weights. For an {@link Mf}
     * {@link #defaults(ModelConfig)} is better. Its L2 is meant for lazily updated embeddings; dense ones want less.
     */
    public static TrainingConfig defaults() {
        return paper().withBatchSize(512)
                .withNegatives(8)
                .withRegularization(new Regularization(3e-5, 1e-4, 0, false, 0))
                .withAveraging(0.8);
    }

    /**
     * The default config for a model: {@link #defaults()}, with a learning rate of 0.002 for {@link Mf}, which has no head
     * that would multiply its steps.
     */
    public static TrainingConfig defaults(ModelConfig model) {
        return model instanceof Mf ? defaults().withLearningRate(0.002) : defaults();
    }

    /**
     * The settings of He et al., Neural Collaborative Filtering, WWW 2017, section 4.1, with 20 epochs: Adam at a rate of 0.001,
     * batches of 256, four negatives, and none of the rest.
     */
    public static TrainingConfig paper() {
        return new TrainingConfig(
                20,
                256,
                Loss.BINARY_CROSS_ENTROPY,
                4,
                NegativeSampling.uniform(),
                1,
                false,
                Regularization.none(),
                Adam.defaults(),
                LearningRate.constant(),
                0,
                0,
                1);
    }

    /** The same with another number of epochs. */
    public TrainingConfig withEpochs(int epochs) {
        return new TrainingConfig(
                epochs,
                batchSize,
                loss,
                negatives,
                sampling,
                positiveWeight,
                weighByRating,
                regularization,
                optimizer,
                schedule,
                clipNorm,
                averaging,
                seed);
    }

    /** The same with another batch size. */
    public TrainingConfig withBatchSize(int batchSize) {
        return new TrainingConfig(
                epochs,
                batchSize,
                loss,
                negatives,
                sampling,
                positiveWeight,
                weighByRating,
                regularization,
                optimizer,
                schedule,
                clipNorm,
                averaging,
                seed);
    }

    /** The same with another loss. */
    public TrainingConfig withLoss(Loss loss) {
        return new TrainingConfig(
                epochs,
                batchSize,
                loss,
                negatives,
                sampling,
                positiveWeight,
                weighByRating,
                regularization,
                optimizer,
                schedule,
                clipNorm,
                averaging,
                seed);
    }

    /** The same with another number of negatives. */
    public TrainingConfig withNegatives(int negatives) {
        return new TrainingConfig(
                epochs,
                batchSize,
                loss,
                negatives,
                sampling,
                positiveWeight,
                weighByRating,
                regularization,
                optimizer,
                schedule,
                clipNorm,
                averaging,
                seed);
    }

    /** The same with another way to draw negatives. */
    public TrainingConfig withSampling(NegativeSampling sampling) {
        return new TrainingConfig(
                epochs,
                batchSize,
                loss,
                negatives,
                sampling,
                positiveWeight,
                weighByRating,
                regularization,
                optimizer,
                schedule,
                clipNorm,
                averaging,
                seed);
    }

    /** The same with another weight of positives. */
    public TrainingConfig withPositiveWeight(double positiveWeight) {
        return new TrainingConfig(
                epochs,
                batchSize,
                loss,
                negatives,
                sampling,
                positiveWeight,
                weighByRating,
                regularization,
                optimizer,
                schedule,
                clipNorm,
                averaging,
                seed);
    }

    /** The same with another use of ratings as weights. */
    public TrainingConfig withWeighByRating(boolean weighByRating) {
        return new TrainingConfig(
                epochs,
                batchSize,
                loss,
                negatives,
                sampling,
                positiveWeight,
                weighByRating,
                regularization,
                optimizer,
                schedule,
                clipNorm,
                averaging,
                seed);
    }

    /** The same with another regularization. */
    public TrainingConfig withRegularization(Regularization regularization) {
        return new TrainingConfig(
                epochs,
                batchSize,
                loss,
                negatives,
                sampling,
                positiveWeight,
                weighByRating,
                regularization,
                optimizer,
                schedule,
                clipNorm,
                averaging,
                seed);
    }

    /**
     * The same with L2 of one strength on all parts; see {@link Regularization}.
     *
     * @throws IllegalArgumentException if it is negative or not finite, as a float too
     */
    public TrainingConfig withL2(double l2) {
        Checks.notNegative("l2", l2);
        return withRegularization(regularization.withL2(l2));
    }

    /** The same with another optimizer. */
    public TrainingConfig withOptimizer(Optimizer optimizer) {
        return new TrainingConfig(
                epochs,
                batchSize,
                loss,
                negatives,
                sampling,
                positiveWeight,
                weighByRating,
                regularization,
                optimizer,
                schedule,
                clipNorm,
                averaging,
                seed);
    }

    /** The same with another learning rate of its optimizer. */
    public TrainingConfig withLearningRate(double learningRate) {
        return withOptimizer(optimizer.withLearningRate(learningRate));
    }

    /** The same with another schedule of the learning rate. */
    public TrainingConfig withSchedule(LearningRate schedule) {
        return new TrainingConfig(
                epochs,
                batchSize,
                loss,
                negatives,
                sampling,
                positiveWeight,
                weighByRating,
                regularization,
                optimizer,
                schedule,
                clipNorm,
                averaging,
                seed);
    }

    /** The same with another limit of the gradient. */
    public TrainingConfig withClipNorm(double clipNorm) {
        return new TrainingConfig(
                epochs,
                batchSize,
                loss,
                negatives,
                sampling,
                positiveWeight,
                weighByRating,
                regularization,
                optimizer,
                schedule,
                clipNorm,
                averaging,
                seed);
    }

    /** The same with another decay of the weights' average. */
    public TrainingConfig withAveraging(double averaging) {
        return new TrainingConfig(
                epochs,
                batchSize,
                loss,
                negatives,
                sampling,
                positiveWeight,
                weighByRating,
                regularization,
                optimizer,
                schedule,
                clipNorm,
                averaging,
                seed);
    }

    /** The same with another seed. */
    @Override
    public TrainingConfig withSeed(long seed) {
        return new TrainingConfig(
                epochs,
                batchSize,
                loss,
                negatives,
                sampling,
                positiveWeight,
                weighByRating,
                regularization,
                optimizer,
                schedule,
                clipNorm,
                averaging,
                seed);
    }
}
