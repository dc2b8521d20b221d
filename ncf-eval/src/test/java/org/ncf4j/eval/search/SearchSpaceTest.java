package org.ncf4j.eval.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SearchSpaceTest {
    private static final SearchSpace SPACE = SearchSpace.empty()
            .withUniform("u", -2, 3)
            .withLogUniform("rate", 1e-4, 1e-1)
            .withInteger("n", 3, 6)
            .withLogInteger("epochs", 1, 100)
            .withChoice("tower", List.of(8L, 4L), "none", 2L, true, .5);

    @Property(tries = 200)
    void drawsAreInRange(@ForAll long seed, @ForAll @IntRange(max = 10_000) int trial) {
        Map<String, Object> params = SPACE.draw(seed, trial);
        assertEquals(List.of("u", "rate", "n", "epochs", "tower"), List.copyOf(params.keySet()));
        double u = (Double) get(params, "u");
        double rate = (Double) get(params, "rate");
        long n = (Long) get(params, "n");
        long epochs = (Long) get(params, "epochs");
        assertTrue(u >= -2 && u < 3, () -> "" + u);
        assertTrue(rate >= 1e-4 && rate <= 1e-1, () -> "" + rate);
        assertTrue(n >= 3 && n <= 6, () -> "" + n);
        assertTrue(epochs >= 1 && epochs <= 100, () -> "" + epochs);
        assertTrue(List.of(List.of(8L, 4L), "none", 2L, true, .5).contains(get(params, "tower")));
        assertEquals(params, SPACE.draw(seed, trial));
    }

    private static Object get(Map<String, Object> params, String name) {
        return Objects.requireNonNull(params.get(name));
    }

    /** Fixed draws; shares of 2,000 have standard errors of at most .0112, and four of these are allowed. */
    @Test
    void drawsAreDistributedAsSaid() {
        int trials = 2_000;
        int uLow = 0;
        int rateLow = 0;
        int epochsLow = 0;
        Map<Object, Integer> counts = new HashMap<>();
        for (int trial = 0; trial < trials; trial++) {
            Map<String, Object> params = SPACE.draw(1, trial);
            uLow += (Double) get(params, "u") < 0 ? 1 : 0;
            rateLow += (Double) get(params, "rate") < 1e-3 ? 1 : 0;
            epochsLow += (Long) get(params, "epochs") < 10 ? 1 : 0;
            counts.merge(get(params, "n"), 1, Integer::sum);
        }
        assertEquals(.4, uLow / 2_000.0, .045);
        assertEquals(1 / 3.0, rateLow / 2_000.0, .045);
        // log 10 / log 101
        assertEquals(.499, epochsLow / 2_000.0, .045);
        assertEquals(4, counts.size());
        counts.forEach((value, count) -> assertEquals(.25, count / 2_000.0, .045));
    }

    @Test
    void aDimensionsDrawDependsOnItsNameAlone() {
        SearchSpace other = SearchSpace.empty().withChoice("more", 1L).withLogUniform("rate", 1e-4, 1e-1);
        assertEquals(get(SPACE.draw(5, 7), "rate"), get(other.draw(5, 7), "rate"));
        assertEquals(get(SPACE.draw(5, 7), "rate"), get(SPACE.without("u").draw(5, 7), "rate"));
        SearchSpace renamed = SearchSpace.empty().withLogUniform("speed", 1e-4, 1e-1);
        assertNotEquals(get(SPACE.draw(5, 7), "rate"), get(renamed.draw(5, 7), "speed"));
        assertNotEquals(get(SPACE.draw(5, 7), "rate"), get(SPACE.draw(5, 8), "rate"));
        assertNotEquals(get(SPACE.draw(5, 7), "rate"), get(SPACE.draw(6, 7), "rate"));
    }

    @Test
    void withoutTakesADimensionOut() {
        assertEquals(List.of("rate", "n", "epochs", "tower"), SPACE.without("u").names());
        assertEquals(SPACE.names(), SPACE.without("x").names());
        assertEquals(Map.of(), SearchSpace.empty().draw(1, 1));
    }

    @Test
    void refusesWhatIsNoDistribution() {
        SearchSpace empty = SearchSpace.empty();
        assertThrows(IllegalArgumentException.class, () -> empty.withUniform("a", 1, 1));
        assertThrows(IllegalArgumentException.class, () -> empty.withUniform("a", Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> empty.withUniform("a", 0, Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> empty.withLogUniform("a", 0, 1));
        assertThrows(IllegalArgumentException.class, () -> empty.withLogUniform("a", 1, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> empty.withInteger("a", 2, 1));
        assertThrows(IllegalArgumentException.class, () -> empty.withLogInteger("a", 0, 1));
        assertThrows(IllegalArgumentException.class, () -> empty.withChoice("a"));
        assertThrows(IllegalArgumentException.class, () -> empty.withChoice("a", 1));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> SPACE.withInteger("n", 1, 2));
        assertEquals("there is a dimension 'n' already", e.getMessage());
    }
}
