package org.ncf4j.eval;

import java.util.List;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.model.Scorer;

/** STUB. */
public final class Metrics {
    private Metrics() {}

    public static RankingMetric auc() {
        throw new UnsupportedOperationException();
    }

    public static RankingMetric precision(int k) {
        throw new UnsupportedOperationException();
    }

    public static RankingMetric recall(int k) {
        throw new UnsupportedOperationException();
    }

    public static RankingMetric hitRate(int k) {
        throw new UnsupportedOperationException();
    }

    public static RankingMetric ndcg(int k) {
        throw new UnsupportedOperationException();
    }

    public static RankingMetric mrr(int k) {
        throw new UnsupportedOperationException();
    }

    public static RankingMetric map(int k) {
        throw new UnsupportedOperationException();
    }

    /** auc, precision@k, recall@k, hit_rate@k, ndcg@k, mrr@k, map@k. */
    public static List<RankingMetric> standard(int k) {
        throw new UnsupportedOperationException();
    }

    /** All pairs in one ranking, ties one half; 95 % interval by bootstrap over users. Key by convention: auc_pooled. */
    public static Evaluation.Estimate pooledAuc(Scorer scorer, LabeledPairs pairs) {
        throw new UnsupportedOperationException();
    }
}
