package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.eval.Evaluation.Estimate;
import org.ncf4j.internal.Hash;

class PooledAucTest {
    private static final int ITEMS = 5;

    /** All pairs of a user and an item, in user order; label 1 where the code of the pair is odd. */
    private static LabeledPairs pairs(List<Integer> codes) {
        int n = codes.size();
        int[] users = new int[n];
        int[] items = new int[n];
        boolean[] labels = new boolean[n];
        for (int i = 0; i < n; i++) {
            users[i] = i / ITEMS;
            items[i] = i % ITEMS;
            labels[i] = codes.get(i) % 2 == 1;
        }
        return LabeledPairs.of(
                IdIndex.range("user", (n + ITEMS - 1) / ITEMS), IdIndex.range("item", ITEMS), users, items, labels);
    }

    @Property(tries = 500)
    void isTheShareOfCombinationsInOrder(
            @ForAll @Size(min = 2, max = 25) List<@IntRange(min = 0, max = 9) Integer> codes) {
        LabeledPairs pairs = pairs(codes);
        Assume.that(pairs.positiveCount() > 0 && pairs.positiveCount() < pairs.size());
        // Five scores around 0, so many ties.
        TestScorer scorer = TestScorer.of(5, ITEMS, (user, item) -> codes.get(user * ITEMS + item) / 2 - 2.5f);
        int ordered = 0;
        int combinations = 0;
        for (int a : codes) {
            for (int b : codes) {
                if (a % 2 == 1 && b % 2 == 0) {
                    combinations++;
                    ordered += a / 2 > b / 2 ? 2 : a / 2 == b / 2 ? 1 : 0;
                }
            }
        }
        Estimate estimate = Metrics.pooledAuc(scorer, pairs);
        assertEquals(ordered / (2.0 * combinations), estimate.mean());
        assertTrue(0 <= estimate.low() && estimate.low() <= estimate.high() && estimate.high() <= 1);
    }

    @Test
    void aUserCountsAsOftenAsItWasDrawn() {
        // Users 0 and 1, one positive and one negative each; user 0's are in order, user 1's are not.
        LabeledPairs pairs = LabeledPairs.of(
                IdIndex.range("user", 2),
                IdIndex.range("item", 2),
                new int[] {0, 0, 1, 1},
                new int[] {0, 1, 0, 1},
                new boolean[] {true, false, true, false});
        float[][] scores = {{4, 3}, {1, 2}};
        Estimate estimate = Metrics.pooledAuc(TestScorer.of(2, 2, (user, item) -> scores[user][item]), pairs);
        // 4+ 3- 2- 1+: two of four; only user 0: 1; only user 1: 0; each of those in a quarter of the resamples.
        assertEquals(new Estimate(0.5, 0, 1), estimate);
    }

    @Test
    void resamplesWithOneLabelOnlyAreLeftOut() {
        // The positive is user 0's, the negative user 1's: a resample has an area only if it has both.
        LabeledPairs pairs = LabeledPairs.of(
                IdIndex.range("user", 2), IdIndex.range("item", 1), new int[] {0, 1}, new int[] {0, 0}, new boolean[] {
                    true, false
                });
        assertEquals(new Estimate(1, 1, 1), Metrics.pooledAuc(TestScorer.of(2, 1, (user, item) -> -user), pairs));
    }

    @Test
    void permutedLabelsAreChance() {
        int users = 200;
        int items = 20;
        int[] user = new int[users * items];
        int[] item = new int[users * items];
        boolean[] labels = new boolean[users * items];
        for (int i = 0; i < labels.length; i++) {
            user[i] = i / items;
            item[i] = i % items;
            labels[i] = (Hash.bits(1, 99, 0, i) & 1) == 0;
        }
        Estimate estimate = Metrics.pooledAuc(
                TestScorer.of(users, items, (u, i) -> u * 0.01f + i),
                LabeledPairs.of(IdIndex.range("user", users), IdIndex.range("item", items), user, item, labels));
        assertTrue(estimate.low() < 0.5 && 0.5 < estimate.high(), estimate.toString());
    }

    @Test
    void whatTheScorerDoesNotKnow() {
        // Pairs by other indices than the scorer's. User "x" is left out; item "new" is below all known ones, -5
        // included.
        LabeledPairs pairs = LabeledPairs.of(
                IdIndex.of("user", List.of("x", "1", "0")),
                IdIndex.of("item", List.of("new", "1", "0", "2")),
                new int[] {0, 1, 2, 2, 1, 2},
                new int[] {1, 0, 2, 1, 3, 0},
                new boolean[] {true, false, true, false, true, true});
        TestScorer scorer = TestScorer.of(2, 3, (user, item) -> user == 0 ? item : -5);
        // Negatives: (1, new) at the bottom and (0, 1) at 1. Positives: (0, 0) at 0, (1, 2) at -5, (0, new) at the
        // bottom.
        assertEquals((1 + 1 + 0.5) / 6, Metrics.pooledAuc(scorer, pairs).mean());
    }

    @Test
    void badPairsAndScoresAreNamed() {
        LabeledPairs positive = LabeledPairs.of(
                IdIndex.range("user", 1), IdIndex.range("item", 2), new int[] {0}, new int[] {1}, new boolean[] {true});
        IllegalArgumentException one = assertThrows(
                IllegalArgumentException.class,
                () -> Metrics.pooledAuc(TestScorer.of(1, 2, (user, item) -> item), positive));
        assertEquals(
                "pairs must hold a positive and a negative of users that the scorer knows: 1 pairs of 1 known users",
                one.getMessage());
        IllegalStateException nan = assertThrows(
                IllegalStateException.class,
                () -> Metrics.pooledAuc(TestScorer.of(1, 2, (user, item) -> Float.NaN), positive));
        assertEquals(
                "org.ncf4j.eval.TestScorer gave user '0' and item '1' a score that is not finite: NaN",
                nan.getMessage());
    }
}
