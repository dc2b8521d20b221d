package org.ncf4j.eval;

import java.util.List;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.Scorer;

/** STUB. */
public final class RankingEvaluator {
    /** Metrics.standard(10), Candidates.all(), all cores, seed 1 for the intervals. */
    public RankingEvaluator() {}

    public RankingEvaluator withMetrics(List<RankingMetric> metrics) {
        throw new UnsupportedOperationException();
    }

    public RankingEvaluator withCandidates(Candidates candidates) {
        throw new UnsupportedOperationException();
    }

    public RankingEvaluator withThreads(int threads) {
        throw new UnsupportedOperationException();
    }

    /** Seed of the intervals' resamples. */
    public RankingEvaluator withSeed(long seed) {
        throw new UnsupportedOperationException();
    }

    /** The model's seen items are excluded. */
    public Evaluation evaluate(NcfModel model, Interactions test) {
        throw new UnsupportedOperationException();
    }

    /** The history's seen items are excluded. */
    public Evaluation evaluate(Scorer scorer, Interactions history, Interactions test) {
        throw new UnsupportedOperationException();
    }
}
