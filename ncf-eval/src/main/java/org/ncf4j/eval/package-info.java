/**
 * Evaluation: ranking metrics computed user by user over all, given or sampled candidates, with intervals over users.
 *
 * <p>{@link org.ncf4j.eval.RankingEvaluator} asks a {@link org.ncf4j.model.Scorer} for one user's scores at a time,
 * reduces them to a {@link org.ncf4j.eval.Ranking}, applies every {@link org.ncf4j.eval.RankingMetric} to it and hands
 * back an {@link org.ncf4j.eval.Evaluation}. Items that a scorer gives the same score have no order among themselves;
 * every metric is its expected value over all orders of such ties, so that neither the order of the items nor a sort
 * decides a figure.
 */
@NullMarked
package org.ncf4j.eval;

import org.jspecify.annotations.NullMarked;
