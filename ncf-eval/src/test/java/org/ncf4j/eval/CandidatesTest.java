package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    @Test
    void names() {
        assertEquals("all", Candidates.all().name());
        assertEquals("all-with-seen", Candidates.allWithSeen().name());
        assertEquals("sampled-99", Candidates.sampled(99, 1).name());
        assertEquals("sampled-99", Candidates.sampled(99, 1).toString());
        assertEquals("given-1", Candidates.given(Map.of("a", List.of("x"))).name());
        assertEquals(
                "given-2",
                Candidates.given(Map.of(
                                "a", List.of("x", "y"),
                                "b", List.of("y", "z"),
                                "c", List.of("x", "y", "z"),
                                "d", List.of()))
                        .name());
        // Two of each: the larger.
        assertEquals(
                "given-3",
                Candidates.given(Map.of(
                                "a", List.of("x"),
                                "b", List.of("y"),
                                "c", List.of("x", "y", "z"),
                                "d", List.of("x", "y", "z")))
                        .name());
    }

    @Test
    void badArgumentsAreNamed() {
        assertEquals(
                "m must be at least 1: 0",
                assertThrows(IllegalArgumentException.class, () -> Candidates.sampled(0, 1))
                        .getMessage());
        assertEquals(
                "negatives must hold at least one user: {}",
                assertThrows(IllegalArgumentException.class, () -> Candidates.given(Map.of()))
                        .getMessage());
    }

    private static NegativeDraw draw(int m, long seed, int items) {
        // The draw itself never looks at the ids.
        return new NegativeDraw(m, seed, Collections.nCopies(items, "").toArray(new String[0]));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void drawsAreDistinctFreePlaces(
            @ForAll @IntRange(min = 1, max = 12) int m,
            @ForAll @IntRange(min = 1, max = 16) int items,
            @ForAll int takenBits,
            @ForAll long seed) {
        int[] taken = IntStream.range(0, items)
                .filter(place -> (takenBits >> place & 1) == 1)
                .toArray();
        int[] places = draw(m, seed, items).draw("user", taken);
        assertEquals(Math.min(m, items - taken.length), places.length);
        for (int i = 0; i < places.length; i++) {
            assertTrue(places[i] >= 0 && places[i] < items);
            assertTrue(i == 0 || places[i - 1] < places[i], () -> Arrays.toString(places));
            assertTrue(Arrays.binarySearch(taken, places[i]) < 0);
        }
    }

    @Test
    void everySetIsDrawnEquallyOften() {
        // Two of the places 0, 2, 3, 5: six sets, 12,000 draws, 2,000 each with a standard deviation of 41.
        NegativeDraw draw = draw(2, 4, 6);
        int[] counts = new int[36];
        for (int user = 0; user < 12_000; user++) {
            int[] places = draw.draw("user " + user, new int[] {1, 4});
            counts[places[0] * 6 + places[1]]++;
        }
        for (int first : new int[] {0, 2, 3, 5}) {
            for (int second : new int[] {0, 2, 3, 5}) {
                if (first < second) {
                    assertEquals(2000, counts[first * 6 + second], 4.5 * 41);
                }
            }
        }
    }

    @Test
    void drawsDependOnUserAndSeed() {
        int[] none = {};
        int[] places = draw(10, 1, 1000).draw("a", none);
        assertArrayEquals(places, draw(10, 1, 1000).draw("a", none));
        assertTrue(!Arrays.equals(places, draw(10, 1, 1000).draw("b", none)));
        assertTrue(!Arrays.equals(places, draw(10, 2, 1000).draw("a", none)));
    }
}
