package org.ncf4j.eval.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.ScorerContract;

class PopularityTest extends ScorerContract {
    private static final Interactions TRAIN = Interactions.of(
            IdIndex.range("user", 4),
            IdIndex.range("item", 5),
            new int[] {0, 1, 2, 0, 1, 0},
            new int[] {3, 3, 3, 1, 1, 4},
            Interactions.Order.NONE);

    @Override
    protected Scorer scorer() {
        return Popularity.of(TRAIN);
    }

    @Test
    void theScoreIsTheNumberOfPositives() {
        Popularity popularity = Popularity.of(TRAIN);
        assertEquals(TRAIN.users(), popularity.users());
        assertEquals(TRAIN.items(), popularity.items());
        assertEquals("{\"model\":{\"type\":\"pop\"}}", popularity.configJson());
        float[] scores = new float[5];
        for (int user = 0; user < 4; user++) {
            popularity.scoreAll(user, scores);
            assertArrayEquals(new float[] {0, 2, 0, 3, 1}, scores);
        }
    }

    /** What was seen below the rating threshold is no sign of favour. */
    @Test
    void onlyPositivesCount() {
        Interactions train = Interactions.builder()
                .withMinRating(3)
                .add("a", "x", 5)
                .add("b", "x", 1)
                .add("b", "y", 4)
                .add("c", "y", 3)
                .build();
        float[] scores = new float[2];
        Popularity.of(train).scoreAll(0, scores);
        assertArrayEquals(new float[] {1, 2}, scores);
    }
}
