package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.data.Split;
import org.ncf4j.eval.baseline.Popularity;
import org.ncf4j.internal.Hash;
import org.ncf4j.internal.Json;
import org.ncf4j.model.Scorer;

class ComparisonTest {
    private static final int USERS = 60;
    private static final int ITEMS = 20;
    private static final Contender POPULARITY = (train, validation, seed) -> Popularity.of(train);

    /** User u has items u and u + 1 before, u + 2 in validation and u + 3 in the test, modulo the items. */
    private static Interactions of(int... offsets) {
        int[] users = new int[USERS * offsets.length];
        int[] items = new int[users.length];
        for (int i = 0; i < users.length; i++) {
            users[i] = i / offsets.length;
            items[i] = (users[i] + offsets[i % offsets.length]) % ITEMS;
        }
        return Interactions.of(USERS, ITEMS, users, items, Interactions.Order.NONE);
    }

    private static final Interactions TRAIN = of(0, 1);
    private static final Interactions VALIDATION = of(2);
    private static final Interactions TEST = of(3);

    /** Puts the test item at a rank from 1 on, among the unseen ones. */
    private static Scorer ranking(int rank) {
        return TestScorer.of(USERS, ITEMS, (user, item) -> {
            int offset = Math.floorMod(item - user, ITEMS);
            int place = offset < 3 ? offset - 2 : offset - 3;
            return offset == 3 ? 0 : place < rank - 1 ? 1 : -1;
        });
    }

    private static float noise(long seed, int user, int item) {
        return (float) Hash.unit(Hash.bits(seed, 99, user, item));
    }

    private static Comparison comparison() {
        return Comparison.of(TRAIN, TEST)
                .withEvaluator(new RankingEvaluator().withMetrics(List.of(Metrics.mrr(10), Metrics.ndcg(10))));
    }

    @Test
    void aModelAgainstItselfDiffersByNothing() {
        Contender same = (train, validation, seed) -> TestScorer.of(USERS, ITEMS, (u, i) -> noise(1, u, i));
        Comparison.Result result =
                comparison().withModel("a", same).withModel("b", same).run();
        for (Difference difference : result.differences()) {
            assertEquals(new Difference("b", "a", difference.metric(), 0, 0, 0, 1, 1, USERS), difference);
        }
        assertEquals(2, result.differences().size());
        assertEquals("Use a or b: their ndcg@10 is the same on average.", result.conclusion());
    }

    @Test
    void differencesAreThoseOfUsers() {
        // reciprocal ranks 1 and 1/2 throughout: the difference has no width, and no sign was ever otherwise
        Comparison.Result result = comparison()
                .withModel("second", (train, validation, seed) -> ranking(2))
                .withModel("first", (train, validation, seed) -> ranking(1))
                .withDecidingMetric("mrr@10")
                .run();
        assertEquals("second", result.reference());
        Difference difference = result.difference("first", "second", "mrr@10");
        assertNotNull(difference);
        assertEquals(0.5, difference.mean());
        assertEquals(0.5, difference.low());
        assertEquals(0.5, difference.high());
        assertEquals(1.0 / 10_001, difference.p());
        assertEquals(2.0 / 10_001, difference.pAdjusted(), 1e-18);
        assertNull(result.difference("second", "first", "mrr@10"));
        assertEquals(
                "Use first: its mrr@10 is 0.5000 above that of second, the next best (95 % interval 0.5000 to 0.5000,"
                        + " adjusted p below 0.001), which is hardly luck.",
                result.conclusion());
    }

    @Test
    void aPairedDifferenceIsBootstrappedAsOne() {
        Comparison.Result result = comparison()
                .withModel("a", (train, validation, seed) -> TestScorer.of(USERS, ITEMS, (u, i) -> noise(1, u, i)))
                .withModel("b", (train, validation, seed) -> TestScorer.of(USERS, ITEMS, (u, i) -> noise(2, u, i)))
                .run();
        double[] a = evaluation(result, "a").perUser("ndcg@10");
        double[] b = evaluation(result, "b").perUser("ndcg@10");
        double[] minus = new double[USERS];
        Arrays.setAll(minus, u -> b[u] - a[u]);
        Evaluation.Estimate estimate = Bootstrap.means(minus, USERS, 1, 1, 1)[0];
        Difference difference = result.difference("b", "a", "ndcg@10");
        assertNotNull(difference);
        assertEquals(estimate, new Evaluation.Estimate(difference.mean(), difference.low(), difference.high()));
        assertEquals(SignFlip.pValues(minus, USERS, 1, 1, 1)[0], difference.p());
        assertTrue(
                result.conclusion().startsWith("Use a or b, whichever")
                        || result.conclusion().startsWith("Use b or a, whichever"),
                result.conclusion());
        assertTrue(result.conclusion().endsWith("which could be luck."), result.conclusion());
    }

    private static Evaluation evaluation(Comparison.Result result, String model) {
        Comparison.Judged judged = result.models().get(model);
        assertNotNull(judged);
        return judged.evaluations().get(0);
    }

    @Test
    void usersAreMatchedById() {
        // b knows the users from 10 on, in another order, and ranks as a does
        Contender some = (train, validation, seed) -> {
            List<String> ids = new ArrayList<>();
            for (int user = USERS - 1; user >= 10; user--) {
                ids.add(Integer.toString(user));
            }
            IdIndex users = IdIndex.of("user", ids);
            return new TestScorer(users, train.items(), (u, i) -> noise(1, Integer.parseInt(users.id(u)), i));
        };
        Comparison.Result result = comparison()
                .withModel("a", (train, validation, seed) -> TestScorer.of(USERS, ITEMS, (u, i) -> noise(1, u, i)))
                .withModel("b", some)
                .run();
        for (Difference difference : result.differences()) {
            assertEquals(0, difference.mean());
            assertEquals(1, difference.p());
            assertEquals(USERS - 10, difference.users());
        }
        Contender nobody = (train, validation, seed) ->
                new TestScorer(IdIndex.of("user", List.of("0")), train.items(), (u, i) -> i);
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> comparison().withModel("b", some).withModel("c", nobody).run());
        assertEquals("no user of the test data is known to both 'c' and 'b'", e.getMessage());
    }

    @Test
    void aUsersValueIsTheMeanOverTheSeeds() {
        Contender byRank = (train, validation, seed) -> ranking((int) seed);
        Comparison.Result result = comparison()
                .withModel("ranks", byRank.withConfig("{\"rank\":\"seed\"}"))
                .withModel("fixed", POPULARITY.withoutSeed())
                .withSeeds(1, 2, 4)
                .run();
        Comparison.Judged ranks = result.models().get("ranks");
        assertNotNull(ranks);
        assertEquals(List.of(1L, 2L, 4L), ranks.seeds());
        // (1 + 1/2 + 1/4) / 3
        assertEquals(1.75 / 3, ranks.metrics().get("mrr@10").mean(), 1e-15);
        assertEquals(1.75 / 3, ranks.metrics().get("mrr@10").low(), 1e-15);
        Comparison.Judged fixed = result.models().get("fixed");
        assertNotNull(fixed);
        assertEquals(List.of(1L), fixed.seeds());
        Map<?, ?> json =
                (Map<?, ?>) ((Map<?, ?>) Json.parseObject(result.toJson()).get("models")).get("ranks");
        assertEquals(Map.of("rank", "seed"), json.get("config"));
        assertEquals(List.of(1L, .5, .25), ((Map<?, ?>) json.get("means")).get("mrr@10"));
    }

    @Test
    void theBestOnTheValidationPartIsTheReference() {
        // at ranks of the validation item; the test item is unseen next to it, so that seen ones must be left out
        Contender worse = (train, validation, seed) -> {
            assertEquals(USERS, validation.size());
            return TestScorer.of(USERS, ITEMS, (user, item) -> -Math.abs(Math.floorMod(item - user, ITEMS) - 5));
        };
        Contender better = (train, validation, seed) ->
                TestScorer.of(USERS, ITEMS, (user, item) -> -Math.abs(Math.floorMod(item - user, ITEMS) - 2));
        Comparison comparison = comparison()
                .withModel("worse", worse)
                .withModel("better", better)
                .withValidation(VALIDATION);
        Comparison.Result result = comparison.run();
        assertEquals("better", result.reference());
        Comparison.Judged judged = result.models().get("better");
        assertNotNull(judged);
        assertEquals(1, judged.validation());
        // 2 is seen, so that 3 is the first
        assertEquals(1, judged.metrics().get("mrr@10").mean());
        assertEquals("worse", comparison.withReference("worse").run().reference());
        assertTrue(result.toJson().contains("\"validation\":1,"), result.toJson());
    }

    @Test
    void theTwoBestAreComparedWhateverTheReference() {
        Comparison.Result result = comparison()
                .withModel("third", (train, validation, seed) -> ranking(3))
                .withModel("first", (train, validation, seed) -> ranking(1))
                .withModel("second", (train, validation, seed) -> ranking(2))
                .run();
        assertEquals("third", result.reference());
        assertEquals(6, result.differences().size());
        assertNotNull(result.difference("first", "second", "ndcg@10"));
        assertTrue(
                result.conclusion().startsWith("Use first: its ndcg@10 is 0.3691 above that of second, "),
                result.conclusion());
    }

    @Test
    void theJsonHasTheFormOfTheCommand() {
        Comparison.Result result = comparison()
                .withModel("pop", POPULARITY)
                .withModel("first", (train, validation, seed) -> ranking(1))
                .run();
        Map<String, Object> json = Json.parseObject(result.toJson());
        assertEquals(
                List.of("models", "differences", "conclusion", "candidates", "reference", "deciding_metric"),
                List.copyOf(json.keySet()));
        assertEquals("all", json.get("candidates"));
        Map<?, ?> pop = (Map<?, ?>) ((Map<?, ?>) json.get("models")).get("pop");
        assertEquals(
                List.of("metrics", "fit_seconds", "score_seconds", "config"),
                List.copyOf(pop.keySet()).subList(0, 4));
        assertEquals(
                List.of("mean", "low", "high"),
                List.copyOf(((Map<?, ?>) ((Map<?, ?>) pop.get("metrics")).get("mrr@10")).keySet()));
        assertEquals(
                List.of("model", "reference", "metric", "mean", "low", "high", "p", "p_adjusted", "users"),
                List.copyOf(((Map<?, ?>) ((List<?>) json.get("differences")).get(0)).keySet()));
        assertEquals(result.conclusion(), json.get("conclusion"));
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        SimulatedShop shop = SimulatedShop.create(SimulatedShop.Config.defaults()
                .withPositives(1_000)
                .withNegatives(1_000)
                .withUsers(100)
                .withItems(50));
        Split split = Split.random(shop.purchases(), .3, 0, 1);
        List<List<Difference>> found = new ArrayList<>();
        for (int threads : new int[] {1, 2, 5}) {
            found.add(Comparison.of(split.train(), split.test())
                    .withEvaluator(new RankingEvaluator().withThreads(threads))
                    .withModel("pop", POPULARITY)
                    .withModel(
                            "noise",
                            (train, validation, seed) ->
                                    new TestScorer(train.users(), train.items(), (u, i) -> noise(seed, u, i)))
                    .withSeeds(1, 2)
                    .run()
                    .differences());
        }
        assertEquals(found.get(0), found.get(1));
        assertEquals(found.get(0), found.get(2));
        assertEquals(7, found.get(0).size());
    }

    @Test
    void oneModelHasNothingToBeComparedWith() {
        Comparison.Result result = comparison().withModel("pop", POPULARITY).run();
        assertEquals(List.of(), result.differences());
        assertEquals("There is nothing to compare pop with.", result.conclusion());
        assertEquals("pop", result.reference());
    }

    @Test
    void refusesWhatCannotBe() {
        Comparison one = comparison().withModel("pop", POPULARITY);
        assertThrows(IllegalArgumentException.class, comparison()::run);
        assertThrows(IllegalArgumentException.class, () -> one.withModel("pop", POPULARITY));
        assertThrows(IllegalArgumentException.class, one::withSeeds);
        assertThrows(IllegalArgumentException.class, () -> one.withSeeds(1, 1));
        assertThrows(IllegalArgumentException.class, one.withReference("ease")::run);
        assertThrows(IllegalArgumentException.class, one.withDecidingMetric("map@3")::run);
    }

    @Test
    void theDecidingMetricIsTheFirstNdcgOrTheFirst() {
        assertEquals("ndcg@10", comparison().withModel("pop", POPULARITY).run().decidingMetric());
        assertEquals(
                "auc",
                comparison()
                        .withEvaluator(new RankingEvaluator().withMetrics(List.of(Metrics.auc())))
                        .withModel("pop", POPULARITY)
                        .run()
                        .decidingMetric());
    }

    @Test
    void theReferenceMayLeadTheTable() {
        Comparison.Result result = comparison()
                .withModel("first", (train, validation, seed) -> ranking(1))
                .withModel("second", (train, validation, seed) -> ranking(2))
                .run();
        assertArrayEquals(
                new double[] {-.5},
                result.differences().stream()
                        .filter(d -> d.metric().equals("mrr@10"))
                        .mapToDouble(Difference::mean)
                        .toArray());
        assertTrue(result.conclusion().startsWith("Use first: its ndcg@10 is 0.3691 above"), result.conclusion());
    }
}
