package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.Interactions;

class BreakdownTest {
    private static Interactions interactions(int users, int items, List<int[]> pairs) {
        return Interactions.of(
                users,
                items,
                pairs.stream().mapToInt(pair -> pair[0]).toArray(),
                pairs.stream().mapToInt(pair -> pair[1]).toArray(),
                Interactions.Order.NONE);
    }

    @Test
    void usersByTheLengthOfTheirHistories() {
        // Eight users with 0, 1, 1, 2, 3, 4, 5, 6 positives: those with one have the middle 2/8, on the border, and so
        // are of the second quarter.
        int[] lengths = {0, 1, 1, 2, 3, 4, 5, 6};
        List<int[]> pairs = new ArrayList<>();
        List<int[]> tests = new ArrayList<>();
        for (int user = 0; user < lengths.length; user++) {
            for (int item = 0; item < lengths[user]; item++) {
                pairs.add(new int[] {user, item});
            }
            tests.add(new int[] {user, 6 + user % 2});
        }
        Interactions history = interactions(8, 8, pairs);
        TestScorer scorer = TestScorer.of(8, 8, (user, item) -> item);
        Evaluation evaluation = new RankingEvaluator().evaluate(scorer, history, interactions(8, 8, tests));
        Map<String, Evaluation> parts = Breakdown.byHistory(evaluation, history);
        assertEquals(List.of("history 0", "history 1-2", "history 3-4", "history 5-6"), List.copyOf(parts.keySet()));
        assertEquals(List.of("1", "2", "3"), part(parts, "history 1-2").userIds());
        // item 7 is first, item 6 second
        assertArrayEquals(new double[] {1, 0.5, 1}, part(parts, "history 1-2").perUser("mrr@10"));
        assertEquals(2.5 / 3, part(parts, "history 1-2").metric("mrr@10").mean(), 1e-15);
        assertEquals(8, parts.values().stream().mapToInt(Evaluation::users).sum());
        assertEquals(0, part(parts, "history 0").unknownUsers());
    }

    private static Evaluation part(Map<String, Evaluation> parts, String name) {
        Evaluation part = parts.get(name);
        if (part == null) {
            throw new AssertionError(name + " is not one of " + parts.keySet());
        }
        return part;
    }

    @Test
    void equalHistoriesAreOnePart() {
        Interactions history = interactions(3, 3, List.of(new int[] {0, 0}, new int[] {1, 0}, new int[] {2, 0}));
        Interactions test = interactions(3, 3, List.of(new int[] {0, 1}, new int[] {1, 1}, new int[] {2, 1}));
        Evaluation evaluation =
                new RankingEvaluator().evaluate(TestScorer.of(3, 3, (user, item) -> item), history, test);
        Map<String, Evaluation> parts = Breakdown.byHistory(evaluation, history);
        assertEquals(List.of("history 1"), List.copyOf(parts.keySet()));
        assertEquals(evaluation.metrics(), part(parts, "history 1").metrics());
    }

    @Test
    void itemsByTheirPopularity() {
        // Ten users; item 0 has 4 of 20 positives (middle .1: head), items 1 to 4 have 3 each (middle .5: mid), items 5
        // to 8
        // one each (middle .9: tail), item 9 none.
        int[] counts = {4, 3, 3, 3, 3, 1, 1, 1, 1, 0};
        List<int[]> pairs = new ArrayList<>();
        for (int item = 0; item < counts.length; item++) {
            for (int i = 0; i < counts[item]; i++) {
                pairs.add(new int[] {2 + i, item});
            }
        }
        Interactions history = interactions(10, 10, pairs);
        // User 0 wants 0, 1 and 9, user 1 only 2: scores fall with the item.
        Interactions test =
                interactions(10, 10, List.of(new int[] {0, 0}, new int[] {0, 1}, new int[] {0, 9}, new int[] {1, 2}));
        TestScorer scorer = TestScorer.of(10, 10, (user, item) -> -item);
        Map<String, Evaluation> parts = Breakdown.byPopularity(new RankingEvaluator(), scorer, history, test);
        assertEquals(List.of("head", "mid", "tail"), List.copyOf(parts.keySet()));
        assertEquals(List.of("0"), part(parts, "head").userIds());
        assertEquals(List.of("0", "1"), part(parts, "mid").userIds());
        // Without item 0, user 0's item 1 is the first; user 1's item 2 is the third.
        assertArrayEquals(new double[] {1, 1.0 / 3}, part(parts, "mid").perUser("mrr@10"));
        // Without items 0 and 1, item 9 is the last of eight.
        assertArrayEquals(new double[] {1.0 / 8}, part(parts, "tail").perUser("mrr@10"));
        // A part without anybody to judge is left out.
        Interactions headAlone = interactions(10, 10, List.of(new int[] {0, 0}));
        assertEquals(
                List.of("head"),
                List.copyOf(Breakdown.byPopularity(new RankingEvaluator(), scorer, history, headAlone)
                        .keySet()));
    }

    @Test
    void nobodyIsRefused() {
        Interactions test = interactions(1, 2, List.of(new int[] {0, 1}));
        Evaluation evaluation = new RankingEvaluator()
                .evaluate(TestScorer.of(1, 2, (user, item) -> item), interactions(1, 2, List.of()), test);
        assertEquals(
                "users must hold one of the 1 that were evaluated",
                assertThrows(IllegalArgumentException.class, () -> evaluation.ofUsers(id -> false))
                        .getMessage());
    }
}
