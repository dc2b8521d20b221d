package org.ncf4j.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.ncf4j.internal.Hash;
import org.ncf4j.internal.Team;

class CosineNeighborsTest {
    /** (3, 4), (4, 3), (6, 8), (-3, -4), (0, 0), (-4, 3). */
    private static final CosineNeighbors SIX =
            new CosineNeighbors(new FMatrixRMaj(6, 2, true, 3, 4, 4, 3, 6, 8, -3, -4, 0, 0, -4, 3));

    @Test
    void similaritiesOfSixVectorsByHand() {
        assertEquals(24.0 / 25, SIX.similarity(0, 1));
        assertEquals(1, SIX.similarity(0, 2));
        assertEquals(-1, SIX.similarity(0, 3));
        assertEquals(0, SIX.similarity(0, 4));
        assertEquals(0, SIX.similarity(4, 4));
        assertEquals(0, SIX.similarity(0, 5));
        assertEquals(-7.0 / 25, SIX.similarity(1, 5));
    }

    @Test
    void theNearestByHand() {
        assertEquals(List.of(2, 1, 4, 5, 3), nearest(SIX, 0, 5));
        assertEquals(List.of(2, 1), nearest(SIX, 0, 2));
        assertEquals(List.of(2, 1, 4, 5, 3), nearest(SIX, 0, Integer.MAX_VALUE));
        assertEquals(List.of(0, 1, 2), nearest(SIX, 4, 3));
        assertEquals(List.of(), nearest(new CosineNeighbors(new FMatrixRMaj(1, 2, true, 1, 1)), 0, 3));
    }

    @Test
    void neitherTinyNorHugeValuesLoseTheirDirection() {
        float tiny = Float.MIN_VALUE;
        float huge = Float.MAX_VALUE;
        CosineNeighbors rows = new CosineNeighbors(new FMatrixRMaj(3, 2, true, tiny, tiny, huge, huge, 1, -1));
        assertEquals(1, rows.similarity(0, 1));
        assertEquals(0, rows.similarity(0, 2));
        assertEquals(0, rows.similarity(1, 2));
    }

    @Property(tries = 200)
    void isACosine(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int count,
            @ForAll @IntRange(min = 1, max = 9) int width) {
        FMatrixRMaj matrix = new FMatrixRMaj(count + 1, width);
        for (int i = 0; i < count * width; i++) {
            matrix.data[i] = (float) Hash.gaussian(seed, i);
        }
        System.arraycopy(matrix.data, 0, matrix.data, count * width, width); // the last row is the first again
        CosineNeighbors rows = new CosineNeighbors(matrix);
        assertEquals(1, rows.similarity(0, count));
        for (int row = 0; row <= count; row++) {
            int self = row;
            assertEquals(1, rows.similarity(row, row));
            for (int other = 0; other <= count; other++) {
                double similarity = rows.similarity(row, other);
                assertTrue(similarity >= -1 && similarity <= 1, () -> "cosine " + similarity);
                assertEquals(similarity, rows.similarity(other, row));
            }
            List<Integer> expected = IntStream.rangeClosed(0, count)
                    .boxed()
                    .filter(other -> other != self)
                    .sorted(Comparator.comparingDouble((Integer other) -> -rows.similarity(self, other))
                            .thenComparingInt(other -> other))
                    .limit(4)
                    .toList();
            assertEquals(expected, nearest(rows, row, 4));
        }
    }

    @Test
    void noNumberOfThreadsChangesTheNearest() {
        // whole numbers from -1 to 1: most similarities are equal to many others
        FMatrixRMaj matrix = new FMatrixRMaj(30_000, 3);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = Hash.bounded(Hash.bits(7, i), 3) - 1;
        }
        CosineNeighbors rows = new CosineNeighbors(matrix);
        List<Integer> expected = nearest(rows, 5, 1000);
        for (int threads : new int[] {2, 3, 8}) {
            List<Integer> found = new ArrayList<>();
            try (Team team = Team.of(threads, "test")) {
                rows.nearest(5, 1000, team).drain((index, similarity) -> found.add(index));
            }
            assertEquals(expected, found, threads + " threads");
        }
    }

    @Test
    void threadsAreForManyRows() {
        assertEquals(1, SIX.usefulThreads());
        assertEquals(1, new CosineNeighbors(new FMatrixRMaj(3706, 40)).usefulThreads());
        assertEquals(3, new CosineNeighbors(new FMatrixRMaj(100_000, 32)).usefulThreads());
        assertEquals(2, new CosineNeighbors(new FMatrixRMaj(4097, 1000)).usefulThreads());
    }

    private static List<Integer> nearest(CosineNeighbors rows, int row, int n) {
        List<Integer> indices = new ArrayList<>();
        try (Team team = Team.of(1, "test")) {
            rows.nearest(row, n, team).drain((index, similarity) -> {
                assertEquals(rows.similarity(row, index), similarity);
                indices.add(index);
            });
        }
        return indices;
    }
}
