package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Hash;

/** Figures of lists against other tools' fixtures (numbers alone, with their origin), by hand, and over all orders of ties. */
class ListMetricTest {
    /** A few operations on numbers near 1. */
    private static final double ROUNDING = 1e-12;

    private static Interactions interactions(int users, int items, int[]... pairs) {
        return Interactions.of(
                users,
                items,
                Arrays.stream(pairs).mapToInt(pair -> pair[0]).toArray(),
                Arrays.stream(pairs).mapToInt(pair -> pair[1]).toArray(),
                Interactions.Order.NONE);
    }

    /** Lists as they are given, of all users; item 0 is relevant to each. */
    private static Evaluation evaluate(int[][] lists, int items, List<ListMetric> metrics) {
        return evaluate(
                TestScorer.of(lists.length, items, (user, item) -> {
                    for (int i = 0; i < lists[user].length; i++) {
                        if (lists[user][i] == item) {
                            return 100 - i;
                        }
                    }
                    return -item;
                }),
                interactions(lists.length, items),
                metrics);
    }

    private static Evaluation evaluate(TestScorer scorer, Interactions history, List<ListMetric> metrics) {
        int users = scorer.users().size();
        int[] all = new int[users];
        Arrays.setAll(all, user -> user);
        Interactions test =
                Interactions.of(scorer.users(), scorer.items(), all, new int[users], Interactions.Order.NONE);
        return new RankingEvaluator().withListMetrics(metrics).evaluate(scorer, history, test);
    }

    @Test
    void recbole() {
        // RUCAIBox/RecBole, tests/metrics/test_topk_metrics.py: item_matrix, item_count, eight items.
        int[][] lists = {{5, 7, 3}, {4, 5, 2}, {2, 3, 5}, {1, 4, 6}, {5, 3, 7}};
        int[] counts = {0, 0, 1, 2, 3, 4, 5, 0};
        List<int[]> pairs = new ArrayList<>();
        for (int item = 0; item < counts.length; item++) {
            for (int user = 0; user < counts[item]; user++) {
                pairs.add(new int[] {user, item});
            }
        }
        Interactions train = interactions(5, 8, pairs.toArray(new int[0][]));
        Evaluation evaluation = evaluate(
                lists,
                8,
                List.of(
                        ListMetric.coverage(3),
                        ListMetric.popularity(1, train),
                        ListMetric.popularity(2, train),
                        ListMetric.popularity(3, train),
                        ListMetric.gini(3)));
        assertEquals(new Evaluation.Estimate(7.0 / 8, 7.0 / 8, 7.0 / 8), evaluation.metric("coverage@3"));
        assertEquals(
                (-7 * 0 - 5 * 1 - 3 * 1 - 1 * 2 + 1 * 2 + 3 * 2 + 5 * 3 + 7 * 4) / (8.0 * 15),
                evaluation.metric("gini@3").mean(),
                ROUNDING);
        assertArrayEquals(new double[] {4, 3, 1, 0, 4}, evaluation.perUser("popularity@1"), ROUNDING);
        assertArrayEquals(
                new double[] {4 / 2.0, 7 / 2.0, 3 / 2.0, 3 / 2.0, 6 / 2.0},
                evaluation.perUser("popularity@2"),
                ROUNDING);
        assertArrayEquals(
                new double[] {6 / 3.0, 8 / 3.0, 7 / 3.0, 8 / 3.0, 6 / 3.0},
                evaluation.perUser("popularity@3"),
                ROUNDING);
        assertEquals(
                List.of("coverage@3", "popularity@1", "popularity@2", "popularity@3", "gini@3"),
                List.copyOf(evaluation.metrics().keySet()).subList(7, 12));
    }

    @Test
    void microsoft() {
        // recommenders-team/recommenders, tests/unit/recommenders/evaluation: diversity_data in conftest.py, figures in
        // test_python_evaluation.py. Users 1 to 3 and items 1 to 5 are counted from 0 here.
        Interactions train =
                interactions(3, 5, new int[][] {{0, 0}, {0, 1}, {0, 3}, {1, 2}, {1, 3}, {2, 2}, {2, 3}, {2, 4}});
        int[][] lists = {{2, 4}, {1, 4}, {0, 1}};
        FMatrixRMaj features = new FMatrixRMaj(
                new float[][] {{0, 1, 1, 0, 0}, {0, 1, 0, 1, 0}, {0, 0, 1, 1, 0}, {0, 0, 1, 0, 1}, {0, 0, 0, 1, 1}});
        Evaluation evaluation = evaluate(
                lists,
                5,
                List.of(ListMetric.coverage(2), ListMetric.novelty(2, train), ListMetric.diversity(2, train)));
        assertEquals(0.8, evaluation.metric("coverage@2").mean(), ROUNDING);
        // There the share is of the 8 rows of the training data, here of its 3 users.
        assertEquals(
                2.83333, evaluation.metric("novelty@2").mean() + StrictMath.log(8 / 3.0) / StrictMath.log(2), 0.5e-5);
        assertArrayEquals(new double[] {0.29289, 1, 0}, evaluation.perUser("diversity@2"), 0.5e-5);
        assertEquals(0.43096, evaluation.metric("diversity@2").mean(), 0.5e-5);
        Evaluation byFeatures = evaluate(lists, 5, List.of(ListMetric.diversity(2, train.items(), features)));
        assertArrayEquals(new double[] {0.5, 0.5, 0.5}, byFeatures.perUser("diversity@2"), ROUNDING);
    }

    @Test
    void constantScorerShowsAllAlike() {
        Interactions train = interactions(4, 6, new int[][] {{0, 1}, {0, 2}, {1, 1}, {2, 3}, {3, 1}});
        Evaluation evaluation = evaluate(
                TestScorer.of(4, 6, (user, item) -> 1),
                interactions(4, 6),
                List.of(ListMetric.gini(2), ListMetric.coverage(2), ListMetric.popularity(2, train)));
        assertEquals(0, evaluation.metric("gini@2").mean(), ROUNDING);
        assertEquals(
                1 - StrictMath.pow(4.0 / 6, 4), evaluation.metric("coverage@2").mean(), ROUNDING);
        assertEquals(5.0 / 6, evaluation.metric("popularity@2").mean(), ROUNDING);
    }

    @Test
    void seenItemsAreOnNoList() {
        // User 0 has seen item 2, the best; one list holds 1 and 0, the other 2 and 1.
        Evaluation evaluation = evaluate(
                TestScorer.of(2, 4, (user, item) -> item == 3 ? -1 : item),
                interactions(2, 4, new int[][] {{0, 2}}),
                List.of(ListMetric.coverage(2), ListMetric.coverage(1)));
        assertEquals(3.0 / 4, evaluation.metric("coverage@2").mean(), ROUNDING);
        assertEquals(2.0 / 4, evaluation.metric("coverage@1").mean(), ROUNDING);
    }

    @Test
    void anItemOfNoUserCountsAsOfOne() {
        Interactions train = interactions(4, 3, new int[][] {{0, 1}, {1, 1}, {2, 1}, {3, 1}, {0, 2}});
        Evaluation evaluation = evaluate(new int[][] {{0}, {1}, {2}, {0}}, 3, List.of(ListMetric.novelty(1, train)));
        assertArrayEquals(new double[] {2, 0, 2, 2}, evaluation.perUser("novelty@1"), ROUNDING);
    }

    @Test
    void vectorsAreMatchedById() {
        FMatrixRMaj vectors = new FMatrixRMaj(new float[][] {{2, 0}, {0, 0}, {3, 3}});
        IdIndex ids = interactions(1, 3).items();
        // Items 0 and 2 at 45 degrees; item 1 is zero, item 3 has none: cosine 0.
        Evaluation evaluation =
                evaluate(new int[][] {{0, 2, 1}, {2, 3}}, 4, List.of(ListMetric.diversity(2, ids, vectors)));
        assertArrayEquals(new double[] {1 - Math.sqrt(0.5), 1}, evaluation.perUser("diversity@2"), ROUNDING);
    }

    @Test
    void aListOfOneHasNoDiversity() {
        Interactions train = interactions(2, 3, new int[][] {{0, 1}});
        assertEquals(
                0,
                evaluate(new int[][] {{0}, {1}}, 3, List.of(ListMetric.diversity(1, train)))
                        .metric("diversity@1")
                        .high());
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void ofListsAreExpectedValuesOverAllOrders(
            @ForAll @Size(min = 2, max = 6) List<@IntRange(min = 0, max = 2) Integer> scores,
            @ForAll @IntRange(min = 0, max = 31) int seen,
            @ForAll @IntRange(min = 1, max = 7) int k,
            @ForAll long seed) {
        int n = scores.size();
        List<int[]> rows = new ArrayList<>();
        for (int user = 0; user < 5; user++) {
            for (int item = 0; item < n; item++) {
                if (Hash.bits(seed, Hash.SHOP, user, item) > 0) {
                    rows.add(new int[] {user, item});
                }
            }
        }
        rows.add(new int[] {0, 0});
        Interactions train = interactions(5, n, rows.toArray(new int[0][]));
        List<int[]> before = new ArrayList<>();
        List<Integer> candidates = new ArrayList<>();
        for (int item = 0; item < n; item++) {
            // item 0 is the relevant one
            if (item > 0 && (seen >> (item - 1) & 1) == 1) {
                before.add(new int[] {0, item});
            } else {
                candidates.add(item);
            }
        }
        Evaluation evaluation = evaluate(
                TestScorer.of(1, n, (user, item) -> scores.get(item)),
                interactions(1, n, before.toArray(new int[0][])),
                List.of(ListMetric.popularity(k, train), ListMetric.diversity(k, train), ListMetric.coverage(k)));
        List<List<Integer>> orders = new ArrayList<>();
        permute(candidates, new ArrayList<>(), orders);
        int[] counts = train.itemCounts();
        double popularity = 0;
        double diversity = 0;
        for (List<Integer> order : orders) {
            List<Integer> ranked = new ArrayList<>(order);
            ranked.sort((a, b) -> scores.get(b) - scores.get(a));
            List<Integer> list = ranked.subList(0, Math.min(k, ranked.size()));
            popularity += list.stream().mapToInt(item -> counts[item]).average().orElse(0);
            double cosines = 0;
            for (int a = 0; a < list.size(); a++) {
                for (int b = 0; b < a; b++) {
                    cosines += cosine(train, list.get(a), list.get(b));
                }
            }
            int pairs = list.size() * (list.size() - 1) / 2;
            diversity += pairs == 0 ? 0 : 1 - cosines / pairs;
        }
        assertEquals(
                popularity / orders.size(), evaluation.metric("popularity@" + k).mean(), ROUNDING);
        assertEquals(
                diversity / orders.size(), evaluation.metric("diversity@" + k).mean(), ROUNDING);
        assertEquals(
                (double) Math.min(k, candidates.size()) / n,
                evaluation.metric("coverage@" + k).mean(),
                ROUNDING);
    }

    private static double cosine(Interactions train, int a, int b) {
        int both = 0;
        int[] counts = train.itemCounts();
        for (int user = 0; user < train.userCount(); user++) {
            both += train.isSeen(user, a) && train.isSeen(user, b) ? 1 : 0;
        }
        return both == 0 ? 0 : both / Math.sqrt((double) counts[a] * counts[b]);
    }

    private static void permute(List<Integer> left, List<Integer> order, List<List<Integer>> orders) {
        if (left.isEmpty()) {
            orders.add(List.copyOf(order));
        }
        for (int i = 0; i < left.size(); i++) {
            List<Integer> rest = new ArrayList<>(left);
            order.add(rest.remove(i));
            permute(rest, order, orders);
            order.remove(order.size() - 1);
        }
    }

    @Test
    void neitherThreadsNorRoundsChangeABit() {
        // More users than are held at once.
        TestScorer scorer = TestScorer.of(2500, 40, (user, item) -> Hash.bounded(Hash.bits(3, 1, user, item), 9));
        List<int[]> rows = new ArrayList<>();
        for (int user = 0; user < 2500; user++) {
            rows.add(new int[] {user, 1 + Hash.bounded(Hash.bits(4, 1, user, 0), 39)});
        }
        Interactions train = interactions(2500, 40, rows.toArray(new int[0][]));
        int[] all = new int[2500];
        Arrays.setAll(all, user -> user);
        Interactions test =
                Interactions.of(scorer.users(), scorer.items(), all, new int[2500], Interactions.Order.NONE);
        RankingEvaluator evaluator = new RankingEvaluator()
                .withListMetrics(List.of(
                        ListMetric.coverage(3),
                        ListMetric.gini(3),
                        ListMetric.popularity(3, train),
                        ListMetric.novelty(3, train),
                        ListMetric.diversity(3, train)));
        Map<String, Evaluation.Estimate> one =
                evaluator.withThreads(1).evaluate(scorer, train, test).metrics();
        assertEquals(one, evaluator.withThreads(3).evaluate(scorer, train, test).metrics());
    }

    @Test
    void refusals() {
        assertEquals(
                "k must be at least 1: 0",
                assertThrows(IllegalArgumentException.class, () -> ListMetric.gini(0))
                        .getMessage());
        Interactions none = interactions(1, 2);
        assertThrows(IllegalArgumentException.class, () -> ListMetric.novelty(1, none));
        assertThrows(
                IllegalArgumentException.class, () -> ListMetric.diversity(2, none.items(), new FMatrixRMaj(3, 1)));
        FMatrixRMaj infinite = new FMatrixRMaj(2, 1);
        infinite.data[1] = Float.NaN;
        assertEquals(
                "vectors must be finite: NaN for item '1'",
                assertThrows(IllegalArgumentException.class, () -> ListMetric.diversity(2, none.items(), infinite))
                        .getMessage());
        RankingEvaluator evaluator = new RankingEvaluator();
        List<ListMetric> twice = List.of(ListMetric.gini(2), ListMetric.gini(2));
        assertThrows(IllegalArgumentException.class, () -> evaluator.withListMetrics(twice));
        RankingEvaluator sampled =
                evaluator.withCandidates(Candidates.sampled(1, 1)).withListMetrics(List.of(ListMetric.gini(2)));
        TestScorer scorer = TestScorer.of(1, 2, (user, item) -> item);
        Interactions test = interactions(1, 2, new int[][] {{0, 1}});
        assertEquals(
                "listMetrics need lists drawn from all items, but the candidates are sampled-1",
                assertThrows(IllegalArgumentException.class, () -> sampled.evaluate(scorer, none, test))
                        .getMessage());
    }
}
