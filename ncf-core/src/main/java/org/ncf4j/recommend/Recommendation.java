package org.ncf4j.recommend;

/**
 * An item recommended to a user.
 *
 * @param item the item's external id
 * @param score the logit as a probability, {@code 1 / (1 + exp(-logit))}: in [0, 1]; for large logits it rounds to 1, so
 *     rank by the logit. It means the probability of an interaction as far as the scorer's logits are
 *     log-odds; those of a model trained with drawn negatives are among positives and so many negatives, not among all pairs.
 * @param logit the scorer's score: finite, higher is better
 */
public record Recommendation(String item, double score, double logit) {}
