package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
