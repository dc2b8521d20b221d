package org.ncf4j.model;

import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Judges the model after every epoch or every few of them, keeps the weights of the best one, and ends training when none has been better for a
 * while. The metric is any function of the model, higher being better: most often a ranking metric on a validation part,
 *
 * <pre>{@code
 * RankingEvaluator evaluator = new RankingEvaluator();
 * EarlyStopping.on(model -> evaluator.evaluate(model, split.validation()).metric("ndcg@10").mean())
 * }</pre>
 *
 * <p>Never judge by the test part: the best of many epochs on it flatters. Where training starts from pretrained parts, the
 * model before the first epoch is judged too. Where training diverges after a judgement, it ends there with the best model,
 * and logs a warning. A metric that is NaN is an {@link IllegalStateException}. Immutable.
 *
 * @param metric of a model; called on the training thread between epochs, must not keep the model, and give the same for the
 *     same model
 * @param patience how many judgements in a row may pass without a better one before training ends; at least 1; default 5
 * @param every how many epochs there are from one judgement to the next; the last epoch is always judged; at least 1;
 *     default 1
 */
public record EarlyStopping(ToDoubleFunction<NcfModel> metric, int patience, int every) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number is below 1
     */
    public EarlyStopping {
        Objects.requireNonNull(metric, "metric");
        Checks.atLeast("patience", patience, 1);
        Checks.atLeast("every", every, 1);
    }

    /** On a metric, with the defaults. */
    public static EarlyStopping on(ToDoubleFunction<NcfModel> metric) {
        return new EarlyStopping(metric, 5, 1);
    }

    /** The same with another patience. */
    public EarlyStopping withPatience(int patience) {
        return new EarlyStopping(metric, patience, every);
    }

    /** The same with another number of epochs between judgements. */
    public EarlyStopping withEvery(int every) {
        return new EarlyStopping(metric, patience, every);
    }
}
