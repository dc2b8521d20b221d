package org.ncf4j.eval;

import java.util.Map;

/** STUB. */
public final class Evaluation {
    private Evaluation() {}

    public record Estimate(double mean, double low, double high) {}

    public String candidates() {
        throw new UnsupportedOperationException();
    }

    /** Users evaluated. */
    public int users() {
        throw new UnsupportedOperationException();
    }

    public int usersWithoutRelevant() {
        throw new UnsupportedOperationException();
    }

    public int unknownUsers() {
        throw new UnsupportedOperationException();
    }

    public int unknownRelevant() {
        throw new UnsupportedOperationException();
    }

    public int unknownCandidates() {
        throw new UnsupportedOperationException();
    }

    /** Test items left out because the user had seen them in training. */
    public int seenRelevant() {
        throw new UnsupportedOperationException();
    }

    /** In the order of the evaluator's metrics. */
    public Map<String, Estimate> metrics() {
        throw new UnsupportedOperationException();
    }

    public Estimate metric(String key) {
        throw new UnsupportedOperationException();
    }

    /** One value an evaluated user; a copy. */
    public double[] perUser(String key) {
        throw new UnsupportedOperationException();
    }

    /** Adds (or replaces) a figure: withMetric("auc_pooled", Metrics.pooledAuc(..)). */
    public Evaluation withMetric(String key, Estimate estimate) {
        throw new UnsupportedOperationException();
    }

    public String toJson() {
        throw new UnsupportedOperationException();
    }
}
