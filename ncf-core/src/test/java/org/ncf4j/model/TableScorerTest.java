package org.ncf4j.model;

/** The scorer that other tests rely on keeps the contract, and the contract can be kept. */
class TableScorerTest extends ScorerContract {
    private static final Scorer SCORER = new TableScorer(new float[][] {{1, -0.0f, 2.5f}, {1e-40f, 7, -3}});

    @Override
    protected Scorer scorer() {
        return SCORER;
    }
}
