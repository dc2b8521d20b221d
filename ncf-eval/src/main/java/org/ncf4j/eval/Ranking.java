package org.ncf4j.eval;

/** STUB: one user's outcome, immutable: where the relevant items stand among the candidates, tie group by tie group. */
public final class Ranking {
    private Ranking() {}

    /** One score a candidate; ties kept. */
    public static Ranking of(float[] scores, boolean[] relevant) {
        throw new UnsupportedOperationException();
    }

    /** Ranks (from 1, distinct) of the relevant items among the candidates, no ties. */
    public static Ranking ofRanks(int candidates, int... ranks) {
        throw new UnsupportedOperationException();
    }
}
