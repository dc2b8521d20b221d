package org.ncf4j.eval;

/**
 * A figure for one user's ranking; the evaluator reports its mean over users.
 *
 * <p>{@link Metrics} has the usual ones. An implementation of one's own must be thread-safe, depend on nothing but the
 * ranking, and return a finite number.
 */
public interface RankingMetric {
    /** The name in results, with the length of the list where there is one: {@code auc}, {@code ndcg@10}. */
    String key();

    /**
     * Computes the metric of one ranking: its expected value over all orders of the tied candidates.
     *
     * @param ranking a ranking with at least one relevant item
     * @return a finite number
     * @throws IllegalArgumentException if the ranking has no relevant item
     */
    double value(Ranking ranking);
}
