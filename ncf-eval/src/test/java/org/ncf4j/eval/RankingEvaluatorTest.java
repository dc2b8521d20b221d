package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Hash;
import org.ncf4j.model.Mf;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;

class RankingEvaluatorTest {
    private static final int USERS = 150;
    private static final int ITEMS = 80;

    /** Up to 150 summands in [0, 1], and as many again in the expected value. */
    private static final double ROUNDING = 1e-14;

    private static final RankingEvaluator EVALUATOR = new RankingEvaluator();

    /** 0: neither; 1: train; 2: test. Item "0" is popular, later ones less so. */
    private static int part(int user, int item) {
        double draw = Hash.unit(Hash.bits(3, 99, user, item));
        return draw < 3.0 / (item + 12) ? 1 : draw < 5.0 / (item + 12) ? 2 : 0;
    }

    /** The part's interactions over items in an order of one's own. */
    private static Interactions interactions(int part, int[] itemOrder) {
        List<String> ids = new ArrayList<>();
        List<Integer> users = new ArrayList<>();
        List<Integer> items = new ArrayList<>();
        for (int item : itemOrder) {
            ids.add("i" + item);
        }
        for (int user = 0; user < USERS; user++) {
            for (int i = 0; i < itemOrder.length; i++) {
                if (part(user, itemOrder[i]) == part) {
                    users.add(user);
                    items.add(i);
                }
            }
        }
        return Interactions.of(
                IdIndex.range("user", USERS),
                IdIndex.of("item", ids),
                users.stream().mapToInt(Integer::intValue).toArray(),
                items.stream().mapToInt(Integer::intValue).toArray(),
                Interactions.Order.NONE);
    }

    private static int[] order(int step) {
        int[] order = new int[ITEMS];
        for (int i = 0; i < ITEMS; i++) {
            order[i] = i * step % ITEMS;
        }
        return order;
    }

    private static final Interactions TRAIN = interactions(1, order(1));
    private static final Interactions TEST = interactions(2, order(1));

    /** A scorer over the ids of the training data that knows an item by its number; few values, so many ties. */
    private static Scorer coarse(Interactions data) {
        return new TestScorer(data.users(), data.items(), (user, item) -> {
            int number = Integer.parseInt(data.items().id(item).substring(1));
            return (Hash.bits(8, 99, user, number) & 7) - Math.floorDiv(number, 20);
        });
    }

    private static Map<String, List<String>> negatives(int count) {
        Map<String, List<String>> negatives = new HashMap<>();
        for (int user = 0; user < USERS; user++) {
            List<String> items = new ArrayList<>();
            for (int i = 0; items.size() < count; i++) {
                String item = "i" + Hash.bounded(Hash.bits(9, 99, user, i), ITEMS);
                if (!items.contains(item)) {
                    items.add(item);
                }
            }
            negatives.put(Integer.toString(user), items);
        }
        return negatives;
    }

    static List<Candidates> candidates() {
        return List.of(
                Candidates.all(), Candidates.allWithSeen(), Candidates.given(negatives(20)), Candidates.sampled(20, 5));
    }

    @ParameterizedTest
    @MethodSource("candidates")
    void theNumberOfThreadsChangesNothing(Candidates candidates) {
        RankingEvaluator evaluator = EVALUATOR.withCandidates(candidates);
        Evaluation one = evaluator.withThreads(1).evaluate(coarse(TRAIN), TRAIN, TEST);
        for (int threads : new int[] {2, 3, 8}) {
            Evaluation many = evaluator.withThreads(threads).evaluate(coarse(TRAIN), TRAIN, TEST);
            assertEquals(one.toJson(), many.toJson());
            for (String key : one.metrics().keySet()) {
                assertArrayEquals(one.perUser(key), many.perUser(key));
            }
        }
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("ncf-eval")));
    }

    @ParameterizedTest
    @MethodSource("candidates")
    void theOrderOfTheItemsChangesNothing(Candidates candidates) {
        RankingEvaluator evaluator = EVALUATOR.withCandidates(candidates);
        String expected = evaluator.evaluate(coarse(TRAIN), TRAIN, TEST).toJson();
        // 7 and 80 have no common factor: a permutation.
        Interactions train = interactions(1, order(7));
        assertEquals(
                expected,
                evaluator
                        .evaluate(coarse(train), train, interactions(2, order(7)))
                        .toJson());
        // Three indices that differ.
        assertEquals(
                expected,
                evaluator
                        .evaluate(coarse(train), TRAIN, interactions(2, order(3)))
                        .toJson());
    }

    @ParameterizedTest
    @MethodSource("candidates")
    void constantScorerIsChance(Candidates candidates) {
        Scorer constant = new TestScorer(TRAIN.users(), TRAIN.items(), (user, item) -> 0.25f);
        Map<String, List<String>> negatives = negatives(20);
        Evaluation evaluation = EVALUATOR
                .withCandidates(candidates)
                .withMetrics(Metrics.standard(5))
                .evaluate(constant, TRAIN, TEST);
        double precision = 0;
        for (String id : evaluation.userIds()) {
            int user = Integer.parseInt(id);
            int relevant = TEST.positiveCount(user);
            int others = 0;
            for (int item = 0; item < ITEMS; item++) {
                if (part(user, item) != 2) {
                    boolean candidate = switch (candidates.name()) {
                        case "all-with-seen" -> true;
                        case "given-20" -> negatives.get(id).contains("i" + item);
                        default -> part(user, item) == 0;
                    };
                    others += candidate ? 1 : 0;
                }
            }
            others = candidates.name().equals("sampled-20") ? Math.min(others, 20) : others;
            precision += (double) relevant / (relevant + others);
        }
        assertEquals(0.5, evaluation.metric("auc").mean());
        assertEquals(0.5, evaluation.metric("auc").low());
        assertEquals(
                precision / evaluation.users(), evaluation.metric("precision@5").mean(), ROUNDING);
        // Hits are spread evenly: recall is the list's share of the candidates, which precision knows too.
        double[] recall = evaluation.perUser("recall@5");
        double[] precisions = evaluation.perUser("precision@5");
        for (int i = 0; i < recall.length; i++) {
            int relevant =
                    TEST.positiveCount(Integer.parseInt(evaluation.userIds().get(i)));
            assertEquals(precisions[i] * 5 / relevant, recall[i], ROUNDING);
        }
    }

    @ParameterizedTest
    @MethodSource("candidates")
    void perfectScorerHasTheAttainableMaxima(Candidates candidates) {
        Scorer perfect = new TestScorer(
                TRAIN.users(), TRAIN.items(), (user, item) -> part(user, item) == 2 ? 1000 + item % 3 : item);
        Evaluation evaluation = EVALUATOR.withCandidates(candidates).evaluate(perfect, TRAIN, TEST);
        for (String key : List.of("auc", "hit_rate@10", "ndcg@10", "mrr@10", "map@10")) {
            assertEquals(new Evaluation.Estimate(1, 1, 1), evaluation.metric(key), key);
        }
        double precision = 0;
        double recall = 0;
        for (String id : evaluation.userIds()) {
            int relevant = TEST.positiveCount(Integer.parseInt(id));
            precision += Math.min(10, relevant) / 10.0;
            recall += Math.min(10.0, relevant) / relevant;
        }
        assertEquals(
                precision / evaluation.users(),
                evaluation.metric("precision@10").mean(),
                ROUNDING);
        assertEquals(recall / evaluation.users(), evaluation.metric("recall@10").mean(), ROUNDING);
    }

    @Test
    void figuresAreThoseOfTheRankingOfTheUnseen() {
        Evaluation evaluation = EVALUATOR.evaluate(coarse(TRAIN), TRAIN, TEST);
        float[] all = new float[ITEMS];
        for (int i = 0; i < evaluation.users(); i++) {
            int user = Integer.parseInt(evaluation.userIds().get(i));
            coarse(TRAIN).scoreAll(user, all);
            List<Float> scores = new ArrayList<>();
            List<Boolean> relevant = new ArrayList<>();
            for (int item = 0; item < ITEMS; item++) {
                if (part(user, item) != 1) {
                    scores.add(all[item]);
                    relevant.add(part(user, item) == 2);
                }
            }
            float[] left = new float[scores.size()];
            boolean[] wanted = new boolean[scores.size()];
            for (int j = 0; j < left.length; j++) {
                left[j] = scores.get(j);
                wanted[j] = relevant.get(j);
            }
            for (RankingMetric metric : Metrics.standard(10)) {
                assertEquals(metric.value(Ranking.of(left, wanted)), evaluation.perUser(metric.key())[i]);
            }
        }
        double sum = 0;
        for (double value : evaluation.perUser("ndcg@10")) {
            sum += value;
        }
        assertEquals(sum / evaluation.users(), evaluation.metric("ndcg@10").mean());
        assertEquals(USERS, evaluation.users() + evaluation.usersWithoutRelevant());
        assertEquals(0, evaluation.seenRelevant());
    }

    @Test
    void modelBringsItsOwnSeenItems() {
        NcfModel model = Trainer.of(Mf.defaults().withFactors(2))
                .withTraining(TrainingConfig.paper().withEpochs(1))
                .train(TRAIN)
                .model();
        assertEquals(
                EVALUATOR.evaluate((Scorer) model, TRAIN, TEST).toJson(),
                EVALUATOR.evaluate(model, TEST).toJson());
    }

    /** Users a, b, c know items 0 to 5; the scorer prefers later items. */
    private static final Scorer BY_NUMBER = new TestScorer(
            IdIndex.of("user", List.of("a", "b", "c")), IdIndex.range("item", 6), (user, item) -> item - 3);

    private static Interactions.Builder interactions() {
        return Interactions.builder();
    }

    @Test
    void whatIsUnknownOrLeftOutIsCounted() {
        Interactions history = interactions()
                .add("a", "5")
                .add("b", "4")
                .add("b", "3")
                .add("elsewhere", "1")
                .add("a", "gone")
                .build();
        Interactions test = interactions()
                .withMinRating(3)
                .add("a", "4", 5) // first among the unseen
                .add("a", "fresh", 5) // unknown: a miss
                .add("a", "3", 1) // not wanted, a candidate still
                .add("b", "3", 5) // seen: b is without a relevant item
                .add("c", "2", 1) // c is without one too
                .add("stranger", "1", 4)
                .build();
        Evaluation evaluation = EVALUATOR
                .withMetrics(List.of(Metrics.auc(), Metrics.recall(10), Metrics.mrr(1), Metrics.ndcg(10)))
                .evaluate(BY_NUMBER, history, test);
        assertEquals(List.of("a"), evaluation.userIds());
        assertEquals(1, evaluation.users());
        assertEquals(2, evaluation.usersWithoutRelevant());
        assertEquals(1, evaluation.unknownUsers());
        assertEquals(1, evaluation.unknownRelevant());
        assertEquals(0, evaluation.unknownCandidates());
        assertEquals(1, evaluation.seenRelevant());
        // Item 4 beats the four others, the unknown one none.
        assertArrayEquals(new double[] {0.5}, evaluation.perUser("auc"));
        assertArrayEquals(new double[] {0.5}, evaluation.perUser("recall@10"));
        assertArrayEquals(new double[] {1}, evaluation.perUser("mrr@1"));
        assertEquals(1 / (1 + 1 / 1.584962500721156), evaluation.perUser("ndcg@10")[0], 1e-15);
    }

    @Test
    void seenItemsStayWhereCandidatesSaySo() {
        Interactions history = interactions().add("a", "5").add("a", "4").build();
        Interactions test = interactions().add("a", "3").add("a", "4").build();
        RankingEvaluator evaluator = EVALUATOR.withMetrics(List.of(Metrics.mrr(10), Metrics.recall(1)));

        Evaluation unseen = evaluator.evaluate(BY_NUMBER, history, test);
        assertEquals(1, unseen.metric("mrr@10").mean());
        assertEquals(1, unseen.seenRelevant());

        Evaluation withSeen = evaluator.withCandidates(Candidates.allWithSeen()).evaluate(BY_NUMBER, history, test);
        assertEquals(0.5, withSeen.metric("mrr@10").mean());
        assertEquals(0, withSeen.seenRelevant());

        Evaluation given = evaluator
                .withCandidates(Candidates.given(Map.of("a", List.of("5", "0"))))
                .evaluate(BY_NUMBER, history, test);
        assertEquals(0.5, given.metric("mrr@10").mean());
        assertEquals(0, given.seenRelevant());

        // Free of what was seen and is wanted: 0, 1 and 2, fewer than the seven asked for.
        Evaluation sampled = evaluator.withCandidates(Candidates.sampled(7, 1)).evaluate(BY_NUMBER, history, test);
        assertEquals(unseen.metrics(), sampled.metrics());
        assertEquals(1, sampled.seenRelevant());
    }

    @Test
    void givenCandidatesCountOnce() {
        Interactions history = interactions().add("a", "0").build();
        Interactions test = interactions()
                .add("a", "2")
                .add("a", "fresh")
                .add("stranger", "1")
                .build();
        // Wanted items and repeats among the negatives; "lost" is unknown, and below all known ones.
        Candidates candidates = Candidates.given(Map.of(
                "a", List.of("3", "2", "3", "lost", "fresh", "1", "lost"),
                "stranger", List.of(),
                "unasked", List.of("1")));
        Evaluation evaluation = EVALUATOR
                .withCandidates(candidates)
                .withMetrics(List.of(Metrics.auc(), Metrics.mrr(10), Metrics.recall(10)))
                .evaluate(BY_NUMBER, history, test);
        assertEquals(1, evaluation.users());
        assertEquals(1, evaluation.unknownUsers());
        assertEquals(1, evaluation.unknownRelevant());
        assertEquals(1, evaluation.unknownCandidates());
        // Order 3, 2, 1, then lost and fresh tied: 2 beats two of 3, 1, lost; fresh half of one.
        assertEquals((2 + 0.5) / 6, evaluation.metric("auc").mean());
        assertEquals(0.5, evaluation.metric("mrr@10").mean());
        assertEquals(0.5, evaluation.metric("recall@10").mean());
    }

    @Test
    void userWithoutGivenNegativesIsNamed() {
        Interactions test = interactions().add("a", "2").add("b", "1").build();
        RankingEvaluator evaluator = EVALUATOR.withCandidates(Candidates.given(Map.of("a", List.of("3"))));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> evaluator.evaluate(BY_NUMBER, test, test));
        assertEquals("no negatives are given for user 'b' of the test data", e.getMessage());
    }

    @Test
    void unknownUserNeedsNoGivenNegatives() {
        Interactions test = interactions().add("a", "2").add("stranger", "1").build();
        Evaluation evaluation = EVALUATOR
                .withCandidates(Candidates.given(Map.of("a", List.of("3"))))
                .evaluate(BY_NUMBER, interactions().add("a", "0").build(), test);
        assertEquals(List.of("a"), evaluation.userIds());
        assertEquals(1, evaluation.unknownUsers());
    }

    @Test
    void nobodyToEvaluateIsExplained() {
        Interactions history = interactions().add("a", "2").build();
        Interactions test = interactions().add("a", "2").add("stranger", "1").build();
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> EVALUATOR.evaluate(BY_NUMBER, history, test));
        assertEquals(
                "none of the 2 users of test can be evaluated: 1 unknown to the scorer, 1 without a relevant item"
                        + " (1 test items were seen before)",
                e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void scoreThatIsNotFiniteIsNamed(float bad) {
        Scorer scorer = new TestScorer(
                BY_NUMBER.users(), BY_NUMBER.items(), (user, item) -> user == 1 && item == 4 ? bad : item);
        Interactions test = interactions().add("a", "2").add("b", "1").build();
        Interactions none = interactions().add("c", "0").build();
        String message = "org.ncf4j.eval.TestScorer gave user 'b' and item '4' a score that is not finite: " + bad;
        for (Candidates candidates : List.of(
                Candidates.all(),
                Candidates.given(Map.of("a", List.of("4"), "b", List.of("4"))),
                Candidates.sampled(5, 1))) {
            IllegalStateException e = assertThrows(
                    IllegalStateException.class,
                    () -> EVALUATOR.withCandidates(candidates).evaluate(scorer, none, test));
            assertEquals(message, e.getMessage());
        }
    }

    @Test
    void metricThatIsNotFiniteIsNamed() {
        RankingMetric broken = new RankingMetric() {
            @Override
            public String key() {
                return "broken";
            }

            @Override
            public double value(Ranking ranking) {
                return Double.NaN;
            }
        };
        Interactions test = interactions().add("a", "2").build();
        Interactions none = interactions().add("c", "0").build();
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> EVALUATOR.withMetrics(List.of(broken)).evaluate(BY_NUMBER, none, test));
        assertEquals("metric broken is not finite for user 'a': NaN", e.getMessage());
    }

    @Test
    void seedMovesTheIntervalsOnly() {
        Evaluation one = EVALUATOR.evaluate(coarse(TRAIN), TRAIN, TEST);
        Evaluation same = EVALUATOR.withSeed(1).evaluate(coarse(TRAIN), TRAIN, TEST);
        Evaluation two = EVALUATOR.withSeed(2).evaluate(coarse(TRAIN), TRAIN, TEST);
        assertEquals(one.metrics(), same.metrics());
        assertEquals(one.metric("auc").mean(), two.metric("auc").mean());
        assertTrue(one.metric("auc").low() != two.metric("auc").low());
    }

    @Test
    void badSettingsAreNamed() {
        assertEquals(
                "threads must be at least 1: 0",
                assertThrows(IllegalArgumentException.class, () -> EVALUATOR.withThreads(0))
                        .getMessage());
        assertEquals(
                "metrics must hold at least one metric: []",
                assertThrows(IllegalArgumentException.class, () -> EVALUATOR.withMetrics(List.of()))
                        .getMessage());
        assertEquals(
                "metrics hold the key 'ndcg@3' twice",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> EVALUATOR.withMetrics(List.of(Metrics.ndcg(3), Metrics.ndcg(3))))
                        .getMessage());
    }
}
