package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ncf4j.eval.Evaluation.Estimate;

class EvaluationTest {
    private static final Evaluation EVALUATION = evaluation();

    private static Evaluation evaluation() {
        Map<String, Estimate> metrics = new LinkedHashMap<>();
        metrics.put("ndcg@10", new Estimate(0.375, 0.25, 0.5));
        metrics.put("auc", new Estimate(1, 0.00001, 1));
        Map<String, double[]> perUser = Map.of("ndcg@10", new double[] {0.25, 0.5}, "auc", new double[] {1, 1});
        return new Evaluation(
                null, "given-99", List.of("a", "b"), new Evaluation.Counts(1, 2, 3, 4, 5), metrics, perUser);
    }

    @Test
    void jsonHasTheFormOfTheCommands() {
        assertEquals(
                "{\"candidates\":\"given-99\",\"users\":2,\"users_without_relevant\":1,\"unknown_users\":2,"
                        + "\"unknown_relevant\":3,\"unknown_candidates\":4,\"metrics\":{"
                        + "\"ndcg@10\":{\"mean\":0.375,\"low\":0.25,\"high\":0.5},"
                        + "\"auc\":{\"mean\":1,\"low\":1.0E-5,\"high\":1}}}",
                EVALUATION.toJson());
    }

    @Test
    void textHasTheMeans() {
        assertEquals("Evaluation[given-99, users=2, ndcg@10=0.375, auc=1.0]", EVALUATION.toString());
    }

    @Test
    void anotherFigureLeavesTheFirstEvaluationAlone() {
        Evaluation more = EVALUATION.withMetric("auc_pooled", new Estimate(0.5, 0.4, 0.6));
        assertEquals(
                List.of("ndcg@10", "auc", "auc_pooled"),
                List.copyOf(more.metrics().keySet()));
        assertEquals(0.6, more.metric("auc_pooled").high());
        assertEquals(2, EVALUATION.metrics().size());
        assertThrows(UnsupportedOperationException.class, () -> more.metrics().clear());
        assertArrayEquals(new double[] {0.25, 0.5}, more.perUser("ndcg@10"));
        assertThrows(IllegalArgumentException.class, () -> more.perUser("auc_pooled"));
        // A figure in another's place has none of its values.
        Evaluation replaced = more.withMetric("auc", new Estimate(0.5, 0.4, 0.6));
        assertThrows(IllegalArgumentException.class, () -> replaced.perUser("auc"));
    }

    @Test
    void valuesOfUsersAreCopies() {
        EVALUATION.perUser("auc")[0] = 7;
        assertArrayEquals(new double[] {1, 1}, EVALUATION.perUser("auc"));
    }

    @Test
    void unknownMetricIsNamed() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> EVALUATION.metric("ndcg@5"));
        assertEquals("no metric 'ndcg@5'; there are [ndcg@10, auc]", e.getMessage());
    }

    @Test
    void estimateIsFinite() {
        assertEquals(
                "low must be finite: NaN",
                assertThrows(IllegalArgumentException.class, () -> new Estimate(1, Double.NaN, 1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Estimate(Double.NaN, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Estimate(1, 1, Double.POSITIVE_INFINITY));
    }
}
