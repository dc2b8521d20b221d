package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ncf4j.analysis.PcaTest.assertMessage;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.Scorer;
import org.ncf4j.recommend.Recommender;

class PopularityBiasTest {
    private static final double EXACT = 1e-15;

    @Test
    void numbersAreThoseFoundByHand() {
        // by popularity: item 1 (6), item 3 (2), item 0 (1), item 2 (1)
        PopularityBias bias = PopularityBias.ofCounts(new int[] {1, 6, 1, 2}, new int[] {1, 3, 0, 0});
        assertEquals(4, bias.items());
        assertEquals(4, bias.chosenItems());
        assertEquals(2, bias.recommendedItems());
        assertEquals(.5, bias.coverage());
        // sorted 1 1 2 6: (-3 - 1 + 2 + 18) / (4 * 10)
        assertEquals(.4, bias.interactionGini(), EXACT);
        // sorted 0 0 1 3: (1 + 9) / (4 * 4)
        assertEquals(.625, bias.recommendationGini(), EXACT);
        assertEquals(4.2, bias.averageHistoryPopularity(), EXACT);
        assertEquals((1 + 18) / 4.0, bias.averageRecommendationPopularity());
        // ranks 3, 1, 4, 2
        assertEquals((3 + 6 + 4 + 4) / 10.0, bias.averageHistoryRank());
        assertEquals((3 + 3) / 4.0, bias.averageRecommendationRank());
        // 6 + 2 are four fifths
        assertEquals(2, bias.headItems());
        assertEquals(.2, bias.tailInteractionShare());
        assertEquals(.25, bias.tailRecommendationShare());
        assertArrayEquals(new double[] {.6, .2, .1, .1}, bias.interactionShares());
        assertArrayEquals(new double[] {.75, 0, .25, 0}, bias.recommendationShares());
    }

    @Test
    void nothingIsNothing() {
        PopularityBias bias = PopularityBias.ofCounts(new int[12], new int[12]);
        assertEquals(0, bias.interactionGini());
        assertEquals(0, bias.averageHistoryPopularity());
        assertEquals(0, bias.averageRecommendationRank());
        assertEquals(0, bias.headItems());
        assertEquals(0, bias.tailInteractionShare());
        assertArrayEquals(new double[PopularityBias.GROUPS], bias.recommendationShares());
    }

    @Test
    void listsOfARecommenderAreCounted() {
        // everybody is recommended the items with the lowest indices that they have not
        Interactions history = Interactions.of(2, 4, new int[] {0, 0, 1}, new int[] {0, 3, 3}, Interactions.Order.NONE);
        PopularityBias bias = PopularityBias.of(history, Recommender.of(new LowestFirst(history), history), 2);
        // user 0: items 1 and 2; user 1: items 0 and 1
        assertEquals(3, bias.recommendedItems());
        assertArrayEquals(new double[] {0, .25, .5, .25}, bias.recommendationShares());
    }

    private record LowestFirst(Interactions history) implements Scorer {
        @Override
        public IdIndex users() {
            return history.users();
        }

        @Override
        public IdIndex items() {
            return history.items();
        }

        @Override
        public void scoreAll(int user, float[] scores) {
            for (int i = 0; i < scores.length; i++) {
                scores[i] = -i;
            }
        }

        @Override
        public void score(int user, int[] items, float[] scores) {
            for (int i = 0; i < items.length; i++) {
                scores[i] = -items[i];
            }
        }
    }

    @Property
    void sharesAreWholeAndGiniIsTheMeanDifference(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 50) Integer> drawn) {
        int[] counts = drawn.stream().mapToInt(Integer::intValue).toArray();
        PopularityBias bias = PopularityBias.ofCounts(counts, counts);
        double total = Arrays.stream(counts).asDoubleStream().sum();
        assertEquals(total > 0 ? 1 : 0, Arrays.stream(bias.interactionShares()).sum(), 1e-12);
        double differences = 0;
        for (int a : counts) {
            for (int b : counts) {
                differences += Math.abs(a - b);
            }
        }
        double expected = total > 0 ? differences / (2 * counts.length * total) : 0;
        assertEquals(expected, bias.interactionGini(), 1e-12);
        assertTrue(bias.tailInteractionShare() <= .2 + 1e-12);
        assertEquals(bias.averageHistoryRank(), bias.averageRecommendationRank());
    }

    @Test
    void refusesWhatCountsNothing() {
        assertMessage(
                "popularity and recommended must be of the same items, at least one: 0 and 0",
                () -> PopularityBias.ofCounts(new int[0], new int[0]));
        assertMessage(
                "popularity and recommended must be of the same items, at least one: 1 and 2",
                () -> PopularityBias.ofCounts(new int[1], new int[2]));
        assertMessage(
                "popularity must be at least 0: -1 of item 1",
                () -> PopularityBias.ofCounts(new int[] {0, -1}, new int[2]));
        assertMessage(
                "recommended must be at least 0: -2 of item 0",
                () -> PopularityBias.ofCounts(new int[2], new int[] {-2, 0}));
    }
}
