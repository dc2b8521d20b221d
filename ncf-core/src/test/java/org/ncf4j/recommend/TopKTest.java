package org.ncf4j.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TopKTest {
    @Test
    void keepsTheBestAndOfEqualOnesTheLowerIndex() {
        TopK top = new TopK(3);
        top.add(1, 7);
        top.add(5, 4);
        top.add(5, 2);
        assertEquals(3, top.size());
        assertFalse(top.accepts(1, 8));
        assertFalse(top.accepts(1, 7));
        assertTrue(top.accepts(1, 6));
        assertTrue(top.accepts(1.5, 100));
        top.add(5, 9);
        top.add(0, 0);
        assertEquals(List.of(2, 4, 9), drain(top));
        assertEquals(0, top.size());
    }

    @Test
    void zerosOfBothSignsAreEqual() {
        TopK top = new TopK(2);
        top.add(0.0, 5);
        top.add(-0.0, 3);
        top.add(0.0, 4);
        assertEquals(List.of(3, 4), drain(top));
    }

    @Property
    void agreesWithSortingAll(
            @ForAll("scores") List<Double> scores, @ForAll @IntRange(min = 1, max = 12) int capacity) {
        List<Integer> order = IntStream.range(0, scores.size()).boxed().toList();
        // From both ends, as a heap that is fed in ascending order has an easy life.
        for (List<Integer> feed :
                List.of(order, order.stream().sorted(Comparator.reverseOrder()).toList())) {
            TopK top = new TopK(capacity);
            feed.forEach(index -> top.add(scores.get(index), index));
            // 0.0 - x, not -x: so that both zeros become the same one.
            List<Integer> expected = order.stream()
                    .sorted(Comparator.comparingDouble((Integer index) -> 0.0 - scores.get(index))
                            .thenComparingInt(index -> index))
                    .limit(capacity)
                    .toList();
            assertEquals(expected, drain(top));
        }
    }

    @Provide
    Arbitrary<List<Double>> scores() {
        return Arbitraries.oneOf(
                        Arbitraries.integers().between(-3, 3).map(Integer::doubleValue),
                        Arbitraries.doubles().between(-1e9, 1e9))
                .list()
                .ofMaxSize(60);
    }

    private static List<Integer> drain(TopK top) {
        List<Integer> indices = new ArrayList<>();
        top.drain((index, score) -> indices.add(index));
        return indices;
    }
}
