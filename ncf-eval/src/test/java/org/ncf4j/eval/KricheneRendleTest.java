package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncf4j.data.Interactions;

/**
 * The example of Krichene and Rendle (On Sampled Metrics for Item Recommendation, KDD 2020): 10,000 items, five users with
 * one relevant item each, three recommenders; and how 99 sampled negatives turn their order round.
 */
class KricheneRendleTest {
    private static final int ITEMS = 10_000;
    private static final int[] A = {100, 100, 100, 100, 100};
    private static final int[] B = {40, 40, 8437, 9266, 4482};
    private static final int[] C = {212, 2, 743, 5342, 1548};

    private static int[] ranks(String recommender) {
        return switch (recommender) {
            case "A" -> A;
            case "B" -> B;
            default -> C;
        };
    }

    /** Users 0 to 4, over and over, each with the item that the scorer puts at that user's rank. */
    private static Evaluation evaluate(int[] ranks, int copies, Candidates candidates, List<RankingMetric> metrics) {
        int users = ranks.length * copies;
        int[] user = new int[users];
        int[] item = new int[users];
        for (int u = 0; u < users; u++) {
            user[u] = u;
            item[u] = ranks[u % ranks.length] - 1;
        }
        Interactions none = Interactions.of(users, ITEMS, new int[0], new int[0], Interactions.Order.NONE);
        Interactions test = Interactions.of(users, ITEMS, user, item, Interactions.Order.NONE);
        return new RankingEvaluator()
                .withCandidates(candidates)
                .withMetrics(metrics)
                .evaluate(TestScorer.of(users, ITEMS, (u, i) -> -i), none, test);
    }

    @ParameterizedTest
    @CsvSource({"A, .990, .010, .150, 0", "B, .555, .010, .122, 0", "C, .843, .101, .208, .2"})
    void exactFigures(String recommender, double auc, double ap, double ndcg, double recall) {
        int all = Integer.MAX_VALUE;
        Evaluation evaluation = evaluate(
                ranks(recommender),
                1,
                Candidates.all(),
                List.of(Metrics.auc(), Metrics.map(all), Metrics.ndcg(all), Metrics.recall(10)));
        // Published with three decimals.
        assertEquals(auc, evaluation.metric("auc").mean(), 0.0005);
        assertEquals(ap, evaluation.metric("map@" + all).mean(), 0.0005);
        assertEquals(ndcg, evaluation.metric("ndcg@" + all).mean(), 0.0005);
        assertEquals(recall, evaluation.metric("recall@10").mean(), 0);
    }

    @ParameterizedTest
    @CsvSource({"A, 1.00, .73", "B, .40, .45", "C, .57, .46"})
    void figuresWithSampledNegatives(String recommender, double recall, double ndcg) {
        // A negative stands above the item at rank r with (r - 1) / 9,999, so its rank in the sample is hypergeometric.
        double expectedRecall = 0;
        double expectedNdcg = 0;
        for (int rank : ranks(recommender)) {
            for (int above = 0; above <= 99; above++) {
                double p = StrictMath.exp(
                        logChoose(rank - 1, above) + logChoose(ITEMS - rank, 99 - above) - logChoose(ITEMS - 1, 99));
                expectedRecall += above < 10 ? p / 5 : 0;
                expectedNdcg += p / 5 * StrictMath.log(2) / StrictMath.log(above + 2);
            }
        }
        // The paper's figures, with two decimals.
        assertEquals(recall, expectedRecall, 0.005);
        assertEquals(ndcg, expectedNdcg, 0.005);

        // Ours, over 1,000 draws of each of the five users: 4.5 standard errors of a mean of 5,000 numbers in [0, 1].
        Evaluation evaluation = evaluate(
                ranks(recommender),
                1000,
                Candidates.sampled(99, 7),
                List.of(Metrics.recall(10), Metrics.ndcg(Integer.MAX_VALUE)));
        double tolerance = 4.5 * 0.5 / StrictMath.sqrt(5000);
        assertEquals(expectedRecall, evaluation.metric("recall@10").mean(), tolerance);
        assertEquals(
                expectedNdcg, evaluation.metric("ndcg@" + Integer.MAX_VALUE).mean(), tolerance);
        assertEquals("sampled-99", evaluation.candidates());
    }

    private static double logChoose(int n, int k) {
        double sum = 0;
        for (int i = 1; i <= k; i++) {
            // 0 for k above n: a factor is then 0 and its logarithm minus infinity.
            sum += StrictMath.log(Math.max(0, n - k + i)) - StrictMath.log(i);
        }
        return sum;
    }
}
