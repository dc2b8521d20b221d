package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RankingTest {
    @Test
    void keepsTheGroupsThatHoldARelevantItem() {
        float[] scores = {5, 4, 4, 4, 3, 2, 2, 1, 0.5f};
        boolean[] relevant = {false, true, false, true, false, false, true, false, false};
        Ranking ranking = Ranking.of(scores, relevant);
        assertEquals(9, ranking.candidates());
        assertEquals(3, ranking.relevant());
        assertEquals(2, ranking.groups());
        assertEquals(1, ranking.above(0));
        assertEquals(3, ranking.size(0));
        assertEquals(2, ranking.hits(0));
        assertEquals(5, ranking.above(1));
        assertEquals(2, ranking.size(1));
        assertEquals(1, ranking.hits(1));
        assertEquals(0, ranking.unknownRelevant());
        assertEquals(0, ranking.unknownOthers());
    }

    @Test
    void excludedItemsAreNoCandidates() {
        float[] scores = {9, 4, 4, 4, 1, Float.NaN};
        Ranking ranking = Ranking.of(scores, 5, new int[] {1}, new int[] {0, 3, 4});
        assertEquals(2, ranking.candidates());
        assertEquals(0, ranking.above(0));
        assertEquals(2, ranking.size(0));
    }

    /** So many that they are sorted and not looked up; ties, zeros of both signs and excluded items among them. */
    @Test
    void veryManyRelevantItemsAreCountedAlike() {
        int n = 6000;
        SplittableRandom random = new SplittableRandom(1);
        float[] scores = new float[n];
        boolean[] relevant = new boolean[n];
        boolean[] excluded = new boolean[n];
        for (int i = 0; i < n; i++) {
            scores[i] = random.nextInt(-3000, 3000) * 1e-3f * (random.nextBoolean() ? 1 : 1e20f);
            scores[i] = scores[i] == 0 && random.nextBoolean() ? -0f : scores[i];
            relevant[i] = random.nextInt(4) == 0;
            excluded[i] = !relevant[i] && random.nextInt(20) == 0;
        }

        int many = places(relevant).length;
        assertTrue(many >= 1000, () -> many + " are fewer than Ranking.MANY");
        Ranking ranking = Ranking.of(scores, n, places(relevant), places(excluded));

        int group = 0;
        double[] distinct = IntStream.of(places(relevant))
                .mapToDouble(i -> scores[i] + 0f)
                .distinct()
                .sorted()
                .toArray();
        assertEquals(distinct.length, ranking.groups());
        for (int g = distinct.length - 1; g >= 0; g--, group++) {
            int above = 0;
            int size = 0;
            int hits = 0;
            for (int i = 0; i < n; i++) {
                above += !excluded[i] && scores[i] > distinct[g] ? 1 : 0;
                size += !excluded[i] && scores[i] == distinct[g] ? 1 : 0;
                hits += relevant[i] && scores[i] == distinct[g] ? 1 : 0;
            }
            assertEquals(above, ranking.above(group));
            assertEquals(size, ranking.size(group));
            assertEquals(hits, ranking.hits(group));
        }
    }

    private static int[] places(boolean[] set) {
        return IntStream.range(0, set.length).filter(i -> set[i]).toArray();
    }

    @Test
    void badArgumentsAreNamed() {
        assertMessage("scores[1] must be finite: NaN", () -> Ranking.of(new float[] {1, Float.NaN}, new boolean[2]));
        assertMessage(
                "scores and relevant must have the same length: 2, 1",
                () -> Ranking.of(new float[] {1, 2}, new boolean[1]));
        assertMessage("rank must be in [1, 10]: 11", () -> Ranking.ofRanks(10, 3, 11));
        assertMessage("rank must be in [1, 10]: 0", () -> Ranking.ofRanks(10, 0));
        assertMessage("rank occurs twice: 3", () -> Ranking.ofRanks(10, 3, 5, 3));
        assertMessage(
                "relevant must not be negative: -1",
                () -> Ranking.ofRanks(10, 3).withUnknown(-1, 0));
        assertMessage(
                "others must not be negative: -2", () -> Ranking.ofRanks(10, 3).withUnknown(0, -2));
    }

    private static void assertMessage(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
