package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics against tables computed by hand. */
class MetricsTest {
    /** A few operations on numbers near 1. */
    private static final double ROUNDING = 1e-15;

    private static void assertValue(double expected, RankingMetric metric, Ranking ranking) {
        assertEquals(expected, metric.value(ranking), ROUNDING, metric.key());
    }

    @Test
    void rankingWithoutTies() {
        // Ten candidates, relevant ones at ranks 2, 3 and 7.
        Ranking ranking = Ranking.ofRanks(10, 7, 2, 3);
        // Pairs in order: 6 of 7 for rank 2, 6 of 7 for rank 3, 3 of 7 for rank 7.
        assertValue(15.0 / 21, Metrics.auc(), ranking);
        assertValue(2.0 / 5, Metrics.precision(5), ranking);
        assertValue(2.0 / 3, Metrics.recall(5), ranking);
        assertValue(1, Metrics.hitRate(5), ranking);
        assertValue(0, Metrics.hitRate(1), ranking);
        assertValue(0.5, Metrics.mrr(5), ranking);
        assertValue(0, Metrics.mrr(1), ranking);
        // log2 of 3, 4 is 1.584962500721156, 2; the ideal has ranks 1, 2, 3.
        assertValue(
                (1 / 1.584962500721156 + 1.0 / 2) / (1 + 1 / 1.584962500721156 + 1.0 / 2), Metrics.ndcg(5), ranking);
        assertValue((1 / 1.584962500721156) / (1 + 1 / 1.584962500721156), Metrics.ndcg(2), ranking);
        assertValue((1.0 / 2 + 2.0 / 3) / 3, Metrics.map(5), ranking);
        // With k below the number of relevant items the divisor is k.
        assertValue((1.0 / 2) / 2, Metrics.map(2), ranking);
        assertValue((1.0 / 2 + 2.0 / 3 + 3.0 / 7) / 3, Metrics.map(10), ranking);
    }

    @Test
    void rankingWithTies() {
        // Scores 3 | 2 2 2 2 | 1: two relevant among the four at 2, one at 1. For k = 3 the group has room for two.
        Ranking ranking =
                Ranking.of(new float[] {2, 3, 2, 1, 2, 2}, new boolean[] {true, false, false, true, true, false});
        // The group's items: 2 below it count 0 (the relevant one), tied 2 others each: (0 + 1 + 0 + 1) of 3 each;
        // last: 0.
        assertValue((1.0 + 1.0) / 9, Metrics.auc(), ranking);
        assertValue(1.0 / 3, Metrics.precision(3), ranking);
        assertValue(1.0 / 3, Metrics.recall(3), ranking);
        // None in two places: C(2, 2) / C(4, 2) = 1/6.
        assertValue(5.0 / 6, Metrics.hitRate(3), ranking);
        // First at place 2 with 1/2, at place 3 with C(2, 1) / C(4, 2) = 1/3.
        assertValue(1.0 / 2 / 2 + 1.0 / 3 / 3, Metrics.mrr(3), ranking);
        assertValue(
                0.5 * (1 / 1.584962500721156 + 1.0 / 2) / (1 + 1 / 1.584962500721156 + 1.0 / 2),
                Metrics.ndcg(3),
                ranking);
        // Place 2: 1/2 * 1/2; place 3: 1/2 * (1 + 1/3) / 3.
        assertValue((1.0 / 4 + 2.0 / 9) / 3, Metrics.map(3), ranking);
    }

    @Test
    void perfectRankingIsExactlyOne() {
        for (Ranking ranking : List.of(
                Ranking.ofRanks(50, 1, 2, 3, 4, 5, 6, 7),
                Ranking.of(
                        new float[] {9, 9, 8, 8, 8, 7, 1, 1},
                        new boolean[] {true, true, true, true, true, true, false, false}))) {
            for (int k : new int[] {1, 2, 3, 5, 20, Integer.MAX_VALUE}) {
                assertEquals(1.0, Metrics.hitRate(k).value(ranking));
                assertEquals(1.0, Metrics.ndcg(k).value(ranking), "ndcg@" + k);
                assertEquals(1.0, Metrics.mrr(k).value(ranking));
                assertEquals(1.0, Metrics.map(k).value(ranking), "map@" + k);
            }
            assertEquals(1.0, Metrics.auc().value(ranking));
            assertEquals(1.0, Metrics.precision(3).value(ranking));
            assertEquals((double) ranking.relevant() / 20, Metrics.precision(20).value(ranking));
            assertEquals(3.0 / ranking.relevant(), Metrics.recall(3).value(ranking));
            assertEquals(1.0, Metrics.recall(20).value(ranking));
        }
    }

    @Test
    void negativeZeroTiesWithZero() {
        Ranking ranking = Ranking.of(new float[] {0f, -0f}, new boolean[] {true, false});
        assertEquals(0.5, Metrics.auc().value(ranking));
        assertEquals(0.75, Metrics.mrr(2).value(ranking));
    }

    @Test
    void unknownRelevantItemIsAMissAtEveryLength() {
        // One known item in front, one relevant one unknown, beside an unknown other.
        Ranking ranking = Ranking.ofRanks(2, 1).withUnknown(1, 1);
        assertEquals(4, ranking.candidates());
        assertEquals(2, ranking.relevant());
        // Rank 1 beats both others; the unknown one loses to the known and ties with the unknown.
        assertValue((2 + 0.5) / 4, Metrics.auc(), ranking);
        assertValue(1.0 / 10, Metrics.precision(10), ranking);
        assertValue(1.0 / 2, Metrics.recall(10), ranking);
        assertValue(1 / (1 + 1 / 1.584962500721156), Metrics.ndcg(10), ranking);
        assertValue(1.0 / 2, Metrics.map(10), ranking);

        Ranking nothingKnown = Ranking.ofRanks(3).withUnknown(1, 0);
        for (RankingMetric metric : Metrics.standard(10)) {
            assertEquals(0.0, metric.value(nothingKnown), metric.key());
        }
    }

    @Test
    void nothingToOrderIsHalfAnArea() {
        assertEquals(0.5, Metrics.auc().value(Ranking.ofRanks(2, 1, 2)));
    }

    @Test
    void largeTieGroupsStayExact() {
        // A million candidates, half of them relevant, all tied: products of many factors and long sums.
        float[] scores = new float[1_000_000];
        boolean[] relevant = new boolean[scores.length];
        for (int i = 0; i < scores.length; i += 2) {
            relevant[i] = true;
        }
        Ranking ranking = Ranking.of(scores, relevant);
        assertEquals(0.5, Metrics.auc().value(ranking));
        assertEquals(0.5, Metrics.precision(10).value(ranking));
        assertEquals(1.0, Metrics.hitRate(500_001).value(ranking));
        // Nearly independent draws: 1 - 2^-10, and log(2) for the reciprocal of a geometric rank.
        assertEquals(1 - 1.0 / 1024, Metrics.hitRate(10).value(ranking), 1e-7);
        assertEquals(StrictMath.log(2), Metrics.mrr(Integer.MAX_VALUE).value(ranking), 1e-6);
    }

    @Test
    void keysNameMetricAndLength() {
        assertEquals(
                List.of("auc", "precision@10", "recall@10", "hit_rate@10", "ndcg@10", "mrr@10", "map@10"),
                Metrics.standard(10).stream().map(RankingMetric::key).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void lengthBelowOneIsRefused(int k) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Metrics.ndcg(k));
        assertEquals("k must be at least 1: " + k, e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Metrics.standard(k));
    }

    @Test
    void rankingWithoutRelevantItemHasNoValue() {
        for (RankingMetric metric : Metrics.standard(2)) {
            assertThrows(IllegalArgumentException.class, () -> metric.value(Ranking.ofRanks(5)), metric.key());
        }
    }
}
