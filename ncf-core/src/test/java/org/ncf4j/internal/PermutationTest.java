package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PermutationTest {
    @Test
    void placesAreThoseOfTheGoldenVectors() throws IOException {
        for (String[] row : HashTest.vectors("permutation")) {
            Permutation permutation = new Permutation(Long.parseLong(row[1]), Long.parseLong(row[2]));
            assertEquals(
                    Long.parseLong(row[4]), permutation.apply(Long.parseLong(row[3])), () -> String.join(" ", row));
        }
    }

    @Property
    void everyPlaceIsTakenOnce(@ForAll @IntRange(min = 1, max = 2000) int n, @ForAll long key) {
        assertBijection(n, key);
    }

    @Test
    void everyPlaceIsTakenOnceInSmallRanges() {
        for (int n = 0; n <= 70; n++) {
            for (int key = 0; key < 20; key++) {
                assertBijection(n, key);
            }
        }
    }

    private static void assertBijection(int n, long key) {
        Permutation permutation = new Permutation(n, key);
        assertEquals(n, permutation.size());
        BitSet taken = new BitSet(n);
        for (int i = 0; i < n; i++) {
            long place = permutation.apply(i);
            assertTrue(place >= 0 && place < n, () -> place + " of " + n);
            assertFalse(taken.get((int) place), () -> place + " twice");
            taken.set((int) place);
        }
    }

    @Property
    void largeRangesStayInRangeAndApart(
            @ForAll @LongRange(min = 2, max = 1L << 62) long n, @ForAll long key, @ForAll @IntRange(min = 1) int step) {
        Permutation permutation = new Permutation(n, key);
        long other = step % n == 0 ? 1 : step % n;
        long a = permutation.apply(0);
        long b = permutation.apply(other);
        assertTrue(a >= 0 && a < n && b >= 0 && b < n && a != b);
    }

    @Test
    void allPermutationsOfFourComeEquallyOften() {
        Map<String, Integer> counts = new HashMap<>();
        int keys = 24_000;
        for (int key = 0; key < keys; key++) {
            Permutation permutation = new Permutation(4, key);
            counts.merge(
                    "" + permutation.apply(0) + permutation.apply(1) + permutation.apply(2) + permutation.apply(3),
                    1,
                    Integer::sum);
        }
        assertEquals(24, counts.size());
        double chiSquare = counts.values().stream()
                .mapToDouble(count -> (count - 1000.0) * (count - 1000.0) / 1000)
                .sum();
        // the 99.99 % point of 23 degrees of freedom
        assertTrue(chiSquare < 56.0, () -> "chi-square " + chiSquare);
    }

    @Test
    void neighboursGoToIndependentPlaces() {
        for (int n : new int[] {10, 13}) {
            int keys = 1000 * n * (n - 1);
            int[][] counts = new int[n][n];
            for (int key = 0; key < keys; key++) {
                Permutation permutation = new Permutation(n, key);
                counts[(int) permutation.apply(3)][(int) permutation.apply(4)]++;
            }
            double chiSquare = 0;
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    if (a != b) {
                        chiSquare += (counts[a][b] - 1000.0) * (counts[a][b] - 1000.0) / 1000;
                    }
                }
            }
            int freedom = n * (n - 1) - 1;
            double seen = chiSquare;
            // four standard deviations above the mean of chi-square
            assertTrue(seen < freedom + 4 * Math.sqrt(2.0 * freedom), () -> n + ": chi-square " + seen);
        }
    }

    @Property
    void aStretchIsItsPlaces(
            @ForAll @LongRange(min = 1, max = 1L << 62) long n,
            @ForAll long key,
            @ForAll @LongRange(min = 0) long from) {
        Permutation permutation = new Permutation(n, key);
        long first = from % n;
        int length = (int) Math.min(20, n - first);
        long[] images = new long[length];
        permutation.apply(first, length, images);
        for (int i = 0; i < length; i++) {
            assertEquals(permutation.apply(first + i), images[i]);
        }
    }

    @Test
    void argumentsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new Permutation(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Permutation((1L << 62) + 1, 0));
        Permutation permutation = new Permutation(3, 0);
        assertThrows(IndexOutOfBoundsException.class, () -> permutation.apply(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> permutation.apply(3));
        assertThrows(IndexOutOfBoundsException.class, () -> permutation.apply(2, 2, new long[2]));
        assertThrows(IndexOutOfBoundsException.class, () -> new Permutation(0, 0).apply(0));
    }
}
