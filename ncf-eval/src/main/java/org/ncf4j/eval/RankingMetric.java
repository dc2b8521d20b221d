package org.ncf4j.eval;

/** STUB: a metric of one user's ranking. */
public interface RankingMetric {
    /** The key in results: {@code ndcg@10}. */
    String key();

    double value(Ranking ranking);
}
