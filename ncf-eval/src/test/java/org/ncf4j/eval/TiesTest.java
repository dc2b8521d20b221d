package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The closed forms for ties against the mean over all orders of the candidates, by plain textbook code. */
class TiesTest {
    /** Up to 720 summands of numbers in [0, 1]. */
    private static final double ROUNDING = 1e-13;

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void metricsAreExpectedValuesOverAllOrders(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 2) Integer> scores,
            @ForAll @IntRange(min = 0, max = 63) int relevantBits,
            @ForAll @IntRange(min = 0, max = 2) int unknownRelevant,
            @ForAll @IntRange(min = 0, max = 2) int unknownOthers,
            @ForAll @IntRange(min = 1, max = 7) int k) {
        int n = scores.size();
        float[] values = new float[n];
        boolean[] relevant = new boolean[n];
        int total = unknownRelevant;
        for (int i = 0; i < n; i++) {
            values[i] = scores.get(i);
            relevant[i] = (relevantBits >> i & 1) == 1;
            total += relevant[i] ? 1 : 0;
        }
        Assume.that(total > 0);

        double[] sums = new double[6];
        int[] orders = {0};
        permute(n, new ArrayList<>(), new boolean[n], order -> {
            // A stable sort of a random order is a random order of the ties.
            List<Integer> ranked = new ArrayList<>(order);
            ranked.sort(Collections.reverseOrder((a, b) -> Float.compare(values[a], values[b])));
            boolean[] list = new boolean[n];
            for (int i = 0; i < n; i++) {
                list[i] = relevant[ranked.get(i)];
            }
            double[] textbook = textbook(list, k, relevantCount(relevant) + unknownRelevant);
            for (int m = 0; m < sums.length; m++) {
                sums[m] += textbook[m];
            }
            orders[0]++;
        });

        Ranking ranking = Ranking.of(values, relevant).withUnknown(unknownRelevant, unknownOthers);
        List<RankingMetric> metrics = Metrics.standard(k);
        for (int m = 0; m < sums.length; m++) {
            RankingMetric metric = metrics.get(m + 1);
            assertEquals(sums[m] / orders[0], metric.value(ranking), ROUNDING, metric.key());
        }
        assertEquals(
                area(values, relevant, unknownRelevant, unknownOthers),
                metrics.get(0).value(ranking),
                ROUNDING,
                "auc");
    }

    private interface Order {
        void accept(List<Integer> order);
    }

    private static void permute(int n, List<Integer> prefix, boolean[] used, Order action) {
        if (prefix.size() == n) {
            action.accept(prefix);
            return;
        }
        for (int i = 0; i < n; i++) {
            if (!used[i]) {
                used[i] = true;
                prefix.add(i);
                permute(n, prefix, used, action);
                prefix.remove(prefix.size() - 1);
                used[i] = false;
            }
        }
    }

    private static int relevantCount(boolean[] relevant) {
        int count = 0;
        for (boolean r : relevant) {
            count += r ? 1 : 0;
        }
        return count;
    }

    /** Precision, recall, hit rate, NDCG, MRR, MAP of one list. */
    private static double[] textbook(boolean[] list, int k, int relevant) {
        double hits = 0;
        double dcg = 0;
        double reciprocal = 0;
        double precisions = 0;
        for (int rank = 1; rank <= Math.min(k, list.length); rank++) {
            if (list[rank - 1]) {
                hits++;
                dcg += StrictMath.log(2) / StrictMath.log(rank + 1);
                reciprocal = reciprocal == 0 ? 1.0 / rank : reciprocal;
                precisions += hits / rank;
            }
        }
        double ideal = 0;
        for (int rank = 1; rank <= Math.min(k, relevant); rank++) {
            ideal += StrictMath.log(2) / StrictMath.log(rank + 1);
        }
        return new double[] {
            hits / k, hits / relevant, hits > 0 ? 1 : 0, dcg / ideal, reciprocal, precisions / Math.min(k, relevant)
        };
    }

    private static double area(float[] scores, boolean[] relevant, int unknownRelevant, int unknownOthers) {
        List<Float> wanted = new ArrayList<>(Collections.nCopies(unknownRelevant, Float.NEGATIVE_INFINITY));
        List<Float> others = new ArrayList<>(Collections.nCopies(unknownOthers, Float.NEGATIVE_INFINITY));
        for (int i = 0; i < scores.length; i++) {
            (relevant[i] ? wanted : others).add(scores[i]);
        }
        double ordered = 0;
        for (float a : wanted) {
            for (float b : others) {
                ordered += a > b ? 1 : a == b ? 0.5 : 0;
            }
        }
        return others.isEmpty() ? 0.5 : ordered / wanted.size() / others.size();
    }
}
