package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncf4j.data.Interactions;

/**
 * The presets against the tools' own fixtures and figures: numbers alone are taken from them, with their origin. That of
 * trec_eval is in {@link TrecEvalTest}, the figures of the NCF protocol are in {@link NcfProtocolTest}.
 */
class MetricPresetTest {
    /** A few operations on numbers near 1. */
    private static final double ROUNDING = 1e-14;

    private static double value(MetricPreset preset, String name, int k, Ranking ranking) {
        return preset.metrics(k).stream()
                .filter(metric -> metric.key().equals(name + "@" + k))
                .findFirst()
                .orElseThrow()
                .value(ranking);
    }

    private static double mean(MetricPreset preset, String name, int k, List<Ranking> users) {
        return users.stream()
                .mapToDouble(ranking -> value(preset, name, k, ranking))
                .average()
                .orElseThrow();
    }

    /** A list of so many items with hits at some ranks, of a user with so many relevant items. */
    private static Ranking list(int length, int relevant, int... ranks) {
        return Ranking.ofRanks(length, ranks).withUnknown(relevant - ranks.length, 0);
    }

    @Test
    void microsoft() {
        // recommenders-team/recommenders, tests/unit/recommenders/evaluation: conftest.py has rating_true and
        // rating_pred,
        // of which these are the ranks of the hits of users 1, 2 and 3; test_python_evaluation.py has the figures, with
        // five
        // decimals, the last one cut off.
        List<Ranking> users = List.of(list(3, 3, 1), list(5, 5, 3), list(10, 10, 2, 4, 7, 8, 9, 10));
        assertEquals(0.26666, mean(MetricPreset.MICROSOFT, "precision", 10, users), 1e-5);
        assertEquals(0.37777, mean(MetricPreset.MICROSOFT, "recall", 10, users), 1e-5);
        assertEquals(0.38172, mean(MetricPreset.MICROSOFT, "ndcg", 10, users), 1e-5);
        assertEquals(0.23613, mean(MetricPreset.MICROSOFT, "map", 10, users), 1e-5);
        // With k below the number of relevant items it still divides by all: (1/2 + 2/4) / 10 for the third user.
        assertEquals(0.1, value(MetricPreset.MICROSOFT, "map", 5, users.get(2)), ROUNDING);
    }

    @Test
    void recbole() {
        // RUCAIBox/RecBole, tests/metrics/test_topk_metrics.py: pos_idx and pos_len, and each metric at 1, 2 and 3.
        List<Ranking> users = List.of(list(3, 1), list(3, 3, 1, 2, 3), list(3, 4, 1, 3), list(3, 2, 3));
        double second = 1 / 1.584962500721156;
        double[][] hits = {{0, 0, 0}, {1, 1, 1}, {1, 1, 1}, {0, 0, 1}};
        double[][] ndcgs = {
            {0, 0, 0},
            {1, 1, 1},
            {1, 1 / (1 + second), 1.5 / (1.5 + second)},
            {0, 0, 0.5 / (1 + second)}
        };
        double[][] mrrs = {{0, 0, 0}, {1, 1, 1}, {1, 1, 1}, {0, 0, 1.0 / 3}};
        double[][] maps = {{0, 0, 0}, {1, 1, 1}, {1, 1.0 / 2, (1 + 2.0 / 3) / 3}, {0, 0, 1.0 / 3 / 2}};
        double[][] recalls = {{0, 0, 0}, {1.0 / 3, 2.0 / 3, 1}, {1.0 / 4, 1.0 / 4, 2.0 / 4}, {0, 0, 1.0 / 2}};
        double[][] precisions = {{0, 0, 0}, {1, 1, 1}, {1, 1.0 / 2, 2.0 / 3}, {0, 0, 1.0 / 3}};
        for (int user = 0; user < users.size(); user++) {
            for (int k = 1; k <= 3; k++) {
                Ranking ranking = users.get(user);
                assertEquals(hits[user][k - 1], value(MetricPreset.RECBOLE, "hit_rate", k, ranking), ROUNDING);
                assertEquals(ndcgs[user][k - 1], value(MetricPreset.RECBOLE, "ndcg", k, ranking), ROUNDING);
                assertEquals(mrrs[user][k - 1], value(MetricPreset.RECBOLE, "mrr", k, ranking), ROUNDING);
                assertEquals(maps[user][k - 1], value(MetricPreset.RECBOLE, "map", k, ranking), ROUNDING);
                assertEquals(recalls[user][k - 1], value(MetricPreset.RECBOLE, "recall", k, ranking), ROUNDING);
                assertEquals(precisions[user][k - 1], value(MetricPreset.RECBOLE, "precision", k, ranking), ROUNDING);
            }
        }
    }

    @Test
    void vae() {
        // The authors' notebook has the two functions but no fixture. RecPack has the same recall under the name
        // CalibratedRecallK, with X_pred and X_true in its tests' conftest.py and the figures in test_recall.py.
        List<Ranking> users = List.of(list(3, 2, 1, 2), list(3, 3, 2, 3));
        assertEquals(3.0 / 4, mean(MetricPreset.VAE, "recall", 2, users), ROUNDING);
        assertEquals(1.0 / 2, mean(MetricPreset.VAE, "recall", 1, users), ROUNDING);
        // Section 4.2 of the paper by hand: DCG 1 / log2(3), ideal of two places.
        double second = 1 / 1.584962500721156;
        assertEquals(second / (1 + second), value(MetricPreset.VAE, "ndcg", 2, users.get(1)), ROUNDING);
    }

    @Test
    void ncf2017() {
        // The authors' evaluate.py by hand: ln 2 / ln(rank + 1) for the test item's rank, 0 beyond k.
        assertEquals(1, value(MetricPreset.NCF_2017, "hit_rate", 10, Ranking.ofRanks(100, 10)));
        assertEquals(
                StrictMath.log(2) / StrictMath.log(4),
                value(MetricPreset.NCF_2017, "ndcg", 10, Ranking.ofRanks(100, 3)),
                ROUNDING);
        assertEquals(0, value(MetricPreset.NCF_2017, "ndcg", 10, Ranking.ofRanks(100, 11)));
        // Of three tied ones at ranks 9 to 11 the test item is last.
        float[] scores = new float[100];
        boolean[] relevant = new boolean[100];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = i < 8 ? 3 : i < 11 ? 2 : 1;
        }
        relevant[9] = true;
        Ranking tied = Ranking.of(scores, relevant);
        assertEquals(0, value(MetricPreset.NCF_2017, "hit_rate", 10, tied));
        assertEquals(1, value(MetricPreset.NCF_2017, "hit_rate", 11, tied));
        assertEquals(StrictMath.log(2) / StrictMath.log(12), value(MetricPreset.NCF_2017, "ndcg", 11, tied), ROUNDING);
    }

    @Property(tries = 300)
    void perfectScorerReachesTheMaxima(
            @ForAll @IntRange(min = 1, max = 12) int relevant,
            @ForAll @IntRange(min = 0, max = 12) int others,
            @ForAll @IntRange(min = 1, max = 15) int k,
            @ForAll MetricPreset preset) {
        Ranking perfect = Ranking.ofRanks(
                relevant + others, IntStream.rangeClosed(1, relevant).toArray());
        int hits = Math.min(k, relevant);
        for (RankingMetric metric : preset.metrics(k)) {
            double expected = switch (metric.key().substring(0, metric.key().indexOf('@'))) {
                case "precision" -> (double) hits / k;
                case "recall" -> preset == MetricPreset.VAE ? 1 : (double) hits / relevant;
                case "map" -> preset == MetricPreset.RECBOLE ? 1 : (double) hits / relevant;
                default -> 1;
            };
            assertEquals(expected, metric.value(perfect), ROUNDING, preset + " " + metric.key());
        }
    }

    @Property(tries = 300)
    void constantScorerIsChance(
            @ForAll @IntRange(min = 1, max = 12) int relevant,
            @ForAll @IntRange(min = 0, max = 12) int others,
            @ForAll @IntRange(min = 1, max = 15) int k,
            @ForAll MetricPreset preset) {
        int n = relevant + others;
        boolean[] isRelevant = new boolean[n];
        for (int i = 0; i < relevant; i++) {
            isRelevant[i] = true;
        }
        Ranking constant = Ranking.of(new float[n], isRelevant);
        double hits = (double) relevant * Math.min(k, n) / n;
        for (RankingMetric metric : preset.metrics(k)) {
            double value = metric.value(constant);
            String name = preset + " " + metric.key();
            if (preset == MetricPreset.NCF_2017) {
                // not chance but the worst: as if the relevant ones came last
                Ranking last =
                        Ranking.ofRanks(n, IntStream.rangeClosed(others + 1, n).toArray());
                assertEquals(metric.value(last), value, ROUNDING, name);
            } else if (metric.key().startsWith("precision")) {
                assertEquals(hits / k, value, ROUNDING, name);
            } else if (metric.key().startsWith("recall")) {
                int divisor = preset == MetricPreset.VAE ? Math.min(k, relevant) : relevant;
                assertEquals(hits / divisor, value, ROUNDING, name);
            } else if (metric.key().startsWith("ndcg")) {
                assertEquals(chanceOfNdcg(relevant, n, k), value, ROUNDING, name);
            }
        }
    }

    private static double chanceOfNdcg(int relevant, int n, int k) {
        double gain = 0;
        double ideal = 0;
        for (int rank = 1; rank <= Math.min(k, n); rank++) {
            double discount = StrictMath.log(2) / StrictMath.log(rank + 1.0);
            gain += discount * relevant / n;
            ideal += rank <= relevant ? discount : 0;
        }
        return gain / ideal;
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByItsName(MetricPreset preset) {
        assertEquals(preset, MetricPreset.of(preset.key()));
        assertEquals(preset.key(), preset.toString());
        assertThrows(IllegalArgumentException.class, () -> preset.metrics(0));
        assertFalse(preset.candidates().isEmpty());
    }

    @Test
    void unknownNameIsRefused() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> MetricPreset.of("ncf"));
        assertEquals("preset must be one of ncf-2017, trec, recbole, microsoft, vae: 'ncf'", e.getMessage());
    }

    @Test
    void evaluatorNamesThePreset() {
        TestScorer scorer = TestScorer.of(1, 3, (user, item) -> item);
        Interactions test = Interactions.of(
                scorer.users(), scorer.items(), new int[] {0, 0}, new int[] {2, 0}, Interactions.Order.NONE);
        Interactions none =
                Interactions.of(scorer.users(), scorer.items(), new int[0], new int[0], Interactions.Order.NONE);
        Evaluation evaluation =
                new RankingEvaluator().withPreset(MetricPreset.VAE, 1, 2).evaluate(scorer, none, test);
        assertEquals(
                List.of("recall@1", "ndcg@1", "recall@2", "ndcg@2"),
                List.copyOf(evaluation.metrics().keySet()));
        assertEquals(1, evaluation.metric("recall@1").mean());
        assertEquals(MetricPreset.VAE, evaluation.preset().orElseThrow());
        assertTrue(evaluation.toJson().contains("\"preset\":\"vae\",\"metrics\":{"));
    }
}
