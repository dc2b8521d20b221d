package org.ncf4j.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.TableScorer;

class RecommenderTest {
    /** Items i0 to i5; u0 has seen i1 and i4, u1 nothing. */
    private static final TableScorer SCORER =
            new TableScorer(new float[][] {{0, 9, 2, -1, 5, 2}, {-100, 100, 0, 1000, -1000, 1}});

    private static final Recommender RECOMMENDER = Recommender.of(SCORER, history(SCORER, Set.of(1, 4)));

    @Test
    void theBestUnseenItemsWithTheLowerIndexFirst() {
        assertEquals(
                List.of(
                        new Recommendation("i2", 1 / (1 + StrictMath.exp(-2)), 2),
                        new Recommendation("i5", 1 / (1 + StrictMath.exp(-2)), 2),
                        new Recommendation("i0", 0.5, 0)),
                RECOMMENDER.recommend("u0", 3));
        assertEquals(List.of("i2", "i5", "i0", "i3"), items(RECOMMENDER.recommend("u0", Integer.MAX_VALUE)));
    }

    @Test
    void rankedOnTheLogitWhereTheProbabilityIsTheSame() {
        List<Recommendation> recommendations = RECOMMENDER.recommend("u1", 6);
        assertEquals(List.of("i3", "i1", "i5", "i2", "i0", "i4"), items(recommendations));
        assertEquals(1, recommendations.get(0).score());
        assertEquals(1, recommendations.get(1).score());
        assertEquals(1000, recommendations.get(0).logit());
        assertEquals(StrictMath.exp(-100), recommendations.get(4).score(), 1e-58);
        assertEquals(0, recommendations.get(5).score());
    }

    @Test
    void seenItemsIfAskedFor() {
        assertEquals(
                List.of("i1", "i4", "i2"),
                items(RECOMMENDER.recommend("u0", RecommendOptions.top(3).withSeen())));
    }

    @Test
    void allowAndDenyListsAndAFilter() {
        RecommendOptions all = RecommendOptions.top(10);
        assertEquals(List.of("i5", "i3"), recommend(all.withAllow(Set.of("i3", "i4", "i5", "unknown"))));
        assertEquals(
                List.of("i4", "i5", "i3"),
                recommend(all.withAllow(Set.of("i3", "i4", "i5")).withSeen()));
        assertEquals(List.of(), recommend(all.withAllow(Set.of())));
        assertEquals(List.of(), recommend(all.withAllow(Set.of("unknown"))));
        assertEquals(List.of("i5", "i3"), recommend(all.withDeny(Set.of("i0", "i1", "i2", "unknown"))));
        assertEquals(List.of("i5"), recommend(all.withAllow(Set.of("i3", "i5")).withDeny(Set.of("i3"))));
        assertEquals(
                List.of("i0", "i3"),
                recommend(all.withFilter(item -> item.compareTo("i3") <= 0).withDeny(Set.of("i2"))));
        assertEquals(List.of(), recommend(all.withFilter(item -> false)));
    }

    @Test
    void theFilterIsAskedAtMostOnceAndOnlyWhereItMatters() {
        List<String> asked = new ArrayList<>();
        recommend(RecommendOptions.top(10).withDeny(Set.of("i0")).withFilter(item -> {
            asked.add(item);
            return !item.equals("i2");
        }));
        assertEquals(List.of("i2", "i3", "i5"), asked.stream().sorted().toList());
        asked.clear();
        // i0 fills the one place, i2 takes it; i3 and i5 are no better.
        recommend(RecommendOptions.top(1).withFilter(asked::add));
        assertEquals(List.of("i0", "i2"), asked);
    }

    @Test
    void itemsBelowTheRatingThresholdAreSeen() {
        Interactions history = Interactions.builder()
                .withUsers(SCORER.users())
                .withItems(SCORER.items())
                .withMinRating(3)
                .add("u0", "i2", 5)
                .add("u0", "i5", 1)
                .build();
        assertEquals(
                List.of("i1", "i4", "i0", "i3"),
                items(Recommender.of(SCORER, history).recommend("u0", 10)));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertMessage("unknown user 'u2'", () -> RECOMMENDER.recommend("u2", 1));
        assertMessage("n must be at least 1, but is 0", () -> RECOMMENDER.recommend("u0", 0));
        assertMessage("n must be at least 1, but is -1", () -> RECOMMENDER.recommend("u0", -1));
        assertThrows(NullPointerException.class, () -> RECOMMENDER.recommend("u0", null));
    }

    @Test
    void refusesAHistoryOfOthers() {
        IdIndex users = IdIndex.of("user", List.of("u1", "u0"));
        Interactions swapped = Interactions.of(users, SCORER.items(), new int[0], new int[0], Interactions.Order.NONE);
        assertMessage(
                "the history's users are not the scorer's, or not in the same order: 2 and 2 users",
                () -> Recommender.of(SCORER, swapped));
        IdIndex items = IdIndex.of("item", List.of("i0"));
        Interactions fewer = Interactions.of(SCORER.users(), items, new int[0], new int[0], Interactions.Order.NONE);
        assertMessage(
                "the history's items are not the scorer's, or not in the same order: 1 and 6 items",
                () -> Recommender.of(SCORER, fewer));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aScoreThatIsNotFiniteIsNamed(float score) {
        TableScorer scorer = new TableScorer(new float[][] {{3, 2, score}});
        Recommender recommender = Recommender.of(scorer, history(scorer, Set.of()));
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> recommender.recommend("u0", 1));
        assertEquals("the score of item 'i2' for user 'u0' is " + score, e.getMessage());
        RecommendOptions without = RecommendOptions.top(1).withDeny(Set.of("i2"));
        assertEquals(List.of("i0"), items(recommender.recommend("u0", without)));
    }

    @Test
    void aScorerWithoutEmbeddingsHasNoNeighbors() {
        String message =
                "similar items and users need the embeddings of an NcfModel, and this recommender's scorer is a"
                        + " TableScorer";
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, () -> RECOMMENDER.similarItems("i0", 1))
                        .getMessage());
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, () -> RECOMMENDER.similarUsers("u0", 1))
                        .getMessage());
    }

    /** A catalogue, what its one user has seen, and options. */
    record Scene(
            List<Float> scores,
            Set<Integer> seen,
            int n,
            boolean includeSeen,
            Set<Integer> allow,
            Set<Integer> deny,
            Set<Integer> filtered) {
        boolean isEligible(int item) {
            return (includeSeen || !seen.contains(item))
                    && (allow == null || allow.contains(item))
                    && !deny.contains(item)
                    && !filtered.contains(item);
        }

        RecommendOptions options() {
            Set<String> filteredIds = ids(filtered);
            return new RecommendOptions(
                    n, includeSeen, allow == null ? null : ids(allow), ids(deny), item -> !filteredIds.contains(item));
        }

        TableScorer scorer() {
            float[] row = new float[scores.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = scores.get(i);
            }
            return new TableScorer(new float[][] {row});
        }

        private static Set<String> ids(Set<Integer> items) {
            Set<String> ids = new HashSet<>();
            items.forEach(item -> ids.add("i" + item));
            return ids;
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void exactlyTheBestEligibleItems(@ForAll("scenes") Scene scene) {
        TableScorer scorer = scene.scorer();
        List<Recommendation> recommendations =
                Recommender.of(scorer, history(scorer, scene.seen())).recommend("u0", scene.options());
        List<Integer> eligible = IntStream.range(0, scene.scores().size())
                .filter(scene::isEligible)
                .boxed()
                .toList();
        assertEquals(Math.min(scene.n(), eligible.size()), recommendations.size());
        assertEquals(recommendations.size(), new HashSet<>(items(recommendations)).size());
        for (Recommendation recommendation : recommendations) {
            int item = scorer.items().require(recommendation.item());
            assertTrue(scene.isEligible(item), recommendation::toString);
            assertEquals((double) scene.scores().get(item), recommendation.logit());
            assertTrue(recommendation.score() >= 0 && recommendation.score() <= 1, recommendation::toString);
        }
        // 0.0 - x, not -x: so that both zeros become the same one.
        List<String> expected = eligible.stream()
                .sorted(Comparator.comparingDouble(
                                (Integer item) -> 0.0 - scene.scores().get(item))
                        .thenComparingInt(item -> item))
                .limit(scene.n())
                .map(item -> "i" + item)
                .toList();
        assertEquals(expected, items(recommendations));
    }

    @Property(tries = 20)
    void theSameFromManyThreads(@ForAll("scenes") Scene scene) throws Exception {
        TableScorer scorer = scene.scorer();
        Recommender recommender = Recommender.of(scorer, history(scorer, scene.seen()));
        RecommendOptions options = scene.options();
        List<Recommendation> expected = recommender.recommend("u0", options);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            Callable<List<Recommendation>> call = () -> recommender.recommend("u0", options);
            for (Future<List<Recommendation>> result : pool.invokeAll(Collections.nCopies(16, call))) {
                assertEquals(expected, result.get());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Provide
    Arbitrary<Scene> scenes() {
        // Few distinct scores, so that ties are common, 0.0 and -0.0 among them; or any.
        Arbitrary<Float> scores = Arbitraries.oneOf(
                Arbitraries.of(-2f, -0.0f, 0.0f, 1.5f, 3e38f),
                Arbitraries.floats().between(-50, 50));
        return Arbitraries.integers().between(1, 40).flatMap(count -> {
            // Up to two ids beyond the catalogue: unknown ones.
            Arbitrary<Set<Integer>> known =
                    Arbitraries.integers().between(0, count - 1).set().ofMaxSize(count);
            Arbitrary<Set<Integer>> any =
                    Arbitraries.integers().between(0, count + 1).set().ofMaxSize(count);
            return Combinators.combine(
                            scores.list().ofSize(count),
                            known,
                            Arbitraries.integers().between(1, 50),
                            Arbitraries.of(true, false),
                            any.injectNull(0.5),
                            any,
                            any)
                    .as(Scene::new);
        });
    }

    private static List<String> recommend(RecommendOptions options) {
        return items(RECOMMENDER.recommend("u0", options));
    }

    private static List<String> items(List<Recommendation> recommendations) {
        return recommendations.stream().map(Recommendation::item).toList();
    }

    /** A history in which the first user has seen some items, and nobody else any. */
    private static Interactions history(TableScorer scorer, Set<Integer> seen) {
        int[] items = seen.stream().mapToInt(Integer::intValue).toArray();
        return Interactions.of(scorer.users(), scorer.items(), new int[items.length], items, Interactions.Order.NONE);
    }

    private static void assertMessage(String message, Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }
}
