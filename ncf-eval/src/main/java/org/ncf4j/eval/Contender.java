package org.ncf4j.eval;

import org.ncf4j.data.Interactions;
import org.ncf4j.model.Scorer;

/**
 * A model that takes part in a {@link Comparison}: how it is fitted, and what it is.
 *
 * <pre>{@code
 * Contender popularity = (train, validation, seed) -> Popularity.of(train);
 * Contender neuMf = (train, validation, seed) -> Trainer.defaults()
 *         .withSeed(seed)
 *         .train(train)
 *         .model();
 * }</pre>
 *
 * <p>It never gets the test data.
 */
@FunctionalInterface
public interface Contender {
    /**
     * Learns from the training data.
     *
     * @param train what to learn from
     * @param validation what to choose by (when to stop, say); without positives where the comparison has no such part. It is
     *     not meant to be learnt from
     * @param seed of every random draw
     * @return a scorer, thread-safe and not changed any more
     */
    Scorer fit(Interactions train, Interactions validation, long seed);

    /** The configuration as a JSON object, for the results; {@code {}} if it is not overridden. */
    default String config() {
        return "{}";
    }

    /** Whether another seed gives another model; true if it is not overridden. One that does not is fitted once. */
    default boolean dependsOnSeed() {
        return true;
    }

    /**
     * The same with a configuration to show.
     *
     * @param json a JSON object
     * @return a contender that fits as this one does
     */
    default Contender withConfig(String json) {
        return new DescribedContender(this, json, dependsOnSeed());
    }

    /**
     * The same, but known not to depend on the seed, so that a comparison over several seeds fits it once.
     *
     * @return a contender that fits as this one does
     */
    default Contender withoutSeed() {
        return new DescribedContender(this, config(), false);
    }
}
