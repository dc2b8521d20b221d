package org.ncf4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.Interactions.Order;

class NegativeSamplerTest {
    @Property(edgeCases = EdgeCasesMode.NONE)
    void drawsAreNeverSeen(
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 19) Integer> items,
            @ForAll long seed,
            @ForAll @IntRange(min = 0) int epoch,
            @ForAll @IntRange(min = 0) int index) {
        int[] array = items.stream().mapToInt(Integer::intValue).toArray();
        Interactions data = Interactions.of(1, 21, new int[array.length], array, Order.NONE);
        int item = NegativeSampler.uniform(data, seed).draw(0, epoch, index);
        assertTrue(item >= 0 && item < 21);
        assertFalse(data.isSeen(0, item));
    }

    @Test
    void belowTheThresholdIsNeverDrawn() {
        Interactions data = Interactions.builder()
                .withMinRating(3)
                .add("a", "x", 5)
                .add("a", "y", 1)
                .add("b", "z", 5)
                .build();
        NegativeSampler sampler = NegativeSampler.uniform(data, 1);
        for (int i = 0; i < 100; i++) {
            assertEquals(2, sampler.draw(0, 0, i));
        }
    }

    /** Every place of the unseen items' weight leads to its item, and none to a seen one. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void placesBelongToUnseenItemsByTheirWeight(
            @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 9) Integer> items,
            @ForAll @Size(11) List<@IntRange(min = 1, max = 5) Integer> weights) {
        int[] array = items.stream().mapToInt(Integer::intValue).toArray();
        int[] users = new int[array.length];
        // a user before, whose seen items must not count
        for (int i = 0; i < users.length / 2; i++) {
            users[i] = 1;
        }
        Interactions data = Interactions.of(2, 11, users, array, Order.NONE);
        long[] cumulative = new long[12];
        for (int item = 0; item < 11; item++) {
            cumulative[item + 1] = cumulative[item] + weights.get(item);
        }
        long[] before = data.seenBefore(cumulative);
        for (int user = 0; user < 2; user++) {
            long unseen = cumulative[11] - data.seenWeight(user, cumulative, before);
            int[] counts = new int[11];
            for (long place = 0; place < unseen; place++) {
                counts[data.unseen(user, place, cumulative, before)]++;
            }
            for (int item = 0; item < 11; item++) {
                assertEquals(data.isSeen(user, item) ? 0 : weights.get(item), counts[item]);
            }
        }
    }

    /** Items 0 to 3 have 8, 1, 0 and 1 positives; of 40,000 draws with probability p the deviation is at most 100. */
    @Test
    void drawsFollowThePowerOfThePopularity() {
        int[] users = {0, 1, 2, 3, 4, 5, 6, 7, 7, 8};
        int[] items = {0, 0, 0, 0, 0, 0, 0, 0, 1, 3};
        Interactions data = Interactions.of(10, 4, users, items, Order.NONE);
        NegativeSampler sampler = NegativeSampler.popularity(data, 0.5, 3);
        int[] counts = new int[4];
        int[] asked = new int[1000];
        Arrays.fill(asked, 9);
        for (int epoch = 0; epoch < 40; epoch++) {
            long[] indices = new long[1000];
            Arrays.setAll(indices, i -> i);
            int[] drawn = new int[1000];
            sampler.draw(asked, epoch, indices, 1000, drawn);
            for (int i = 0; i < 1000; i++) {
                counts[drawn[i]]++;
                assertEquals(sampler.draw(9, epoch, i), drawn[i]);
            }
        }
        double all = Math.sqrt(8) + 3;
        assertEquals(40_000 * Math.sqrt(8) / all, counts[0], 500);
        for (int item = 1; item < 4; item++) {
            assertEquals(40_000 / all, counts[item], 500);
        }
        float[] odds = sampler.logOdds();
        assertEquals(StrictMath.log(4 * Math.sqrt(8) / all), odds[0], 1e-6);
        assertEquals(StrictMath.log(4 / all), odds[2], 1e-6);
        assertArrayEquals(new float[4], NegativeSampler.uniform(data, 1).logOdds());
    }

    @Test
    void aUserWhoHasSeenAllHasNoNegativeByWeightEither() {
        Interactions data = Interactions.of(2, 2, new int[] {0, 0, 1}, new int[] {0, 1, 1}, Order.NONE);
        NegativeSampler sampler = NegativeSampler.popularity(data, 1, 1);
        assertEquals(0, sampler.draw(1, 0, 0));
        assertThrows(IllegalStateException.class, () -> sampler.draw(0, 0, 0));
        for (double exponent : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> NegativeSampler.popularity(data, exponent, 1));
        }
    }

    @Test
    void drawsAreUniform() {
        // items 0, 3, 4 and 9 of 12 are seen
        Interactions data = Interactions.of(1, 12, new int[4], new int[] {9, 3, 0, 4}, Order.NONE);
        NegativeSampler sampler = NegativeSampler.uniform(data, 7);
        int[] counts = new int[12];
        for (int epoch = 0; epoch < 80; epoch++) {
            for (int index = 0; index < 1000; index++) {
                counts[sampler.draw(0, epoch, index)]++;
            }
        }
        double chiSquare = 0;
        for (int item = 0; item < 12; item++) {
            if (!data.isSeen(0, item)) {
                chiSquare += (counts[item] - 10_000.0) * (counts[item] - 10_000.0) / 10_000;
            }
        }
        // the 99.9 % point of 7 degrees of freedom
        double seen = chiSquare;
        assertTrue(seen < 24.3, () -> "chi-square " + seen);
    }

    @Test
    void aDrawDependsOnUserEpochAndIndexOnly() {
        Interactions data = Interactions.of(3, 1000, new int[] {0, 1, 2}, new int[] {1, 2, 3}, Order.NONE);
        NegativeSampler sampler = NegativeSampler.uniform(data, 5);
        List<Integer> first = new ArrayList<>();
        for (int epoch = 0; epoch < 3; epoch++) {
            for (int index = 0; index < 20; index++) {
                first.add(sampler.draw(index % 3, epoch, index));
            }
        }
        NegativeSampler another = NegativeSampler.uniform(data, 5);
        List<Integer> backwards = new ArrayList<>();
        for (int index = 19; index >= 0; index--) {
            for (int epoch = 2; epoch >= 0; epoch--) {
                backwards.add(another.draw(index % 3, epoch, index));
                assertEquals(first.get(epoch * 20 + index), backwards.get(backwards.size() - 1));
            }
        }
        assertNotEquals(first.subList(0, 20), first.subList(20, 40));
        assertNotEquals(first.get(0), NegativeSampler.uniform(data, 6).draw(0, 0, 0), "another seed, another draw");
    }

    /** Of users who have seen some items, whoever they are. */
    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void manyDrawsAtOnceAreTheDraws(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 5 * 20 - 1) Integer> seen, @ForAll long seed) {
        int[] users = seen.stream().mapToInt(pair -> pair / 20).toArray();
        int[] items = seen.stream().mapToInt(pair -> pair % 20).toArray();
        NegativeSampler sampler = NegativeSampler.uniform(Interactions.of(5, 21, users, items, Order.NONE), seed);
        int count = 50;
        int[] of = new int[count];
        long[] indices = new long[count];
        int[] expected = new int[count];
        for (int i = 0; i < count; i++) {
            of[i] = i % 5;
            indices[i] = 7L * i;
            expected[i] = sampler.draw(of[i], 3, indices[i]);
        }
        int[] drawn = new int[count];
        sampler.draw(of, 3, indices, count, drawn);
        assertArrayEquals(expected, drawn);
    }

    /**
     * Those at either end, whom lists drawn at random hardly ever make: who has seen nothing, all but the first item, all
     * but the last, all but one in the middle, and more items than a few halvings reach.
     */
    @Test
    void manyDrawsAtOnceAreTheDrawsOfThoseWhoHaveSeenNearlyAllOrNothing() {
        int n = 70;
        List<IntPredicate> seen = List.of(
                item -> false,
                item -> item != 0,
                item -> item != n - 1,
                item -> item != 33,
                item -> item < 33,
                item -> item >= n - 33,
                item -> item % 2 == 0,
                item -> item == 0,
                item -> item == n - 1,
                item -> item % 13 != 5,
                item -> false);
        assertManyAtOnce(seen, n);
        // nobody after the one who has seen the most
        assertManyAtOnce(seen.subList(1, 2), n);
        assertManyAtOnce(seen.subList(2, 3), n);
    }

    @Test
    void manyDrawsAtOnceOfThoseWhoHaveSeenNothingAreTheDraws() {
        assertManyAtOnce(List.of(item -> false, item -> false, item -> false), 9);
    }

    /** By the draws, and by every rank that a draw can have. */
    private static void assertManyAtOnce(List<IntPredicate> seen, int n) {
        int[][] pairs = IntStream.range(0, seen.size())
                .boxed()
                .flatMap(user -> IntStream.range(0, n).filter(seen.get(user)).mapToObj(item -> new int[] {user, item}))
                .toArray(int[][]::new);
        Interactions data = Interactions.of(
                seen.size(),
                n,
                Arrays.stream(pairs).mapToInt(pair -> pair[0]).toArray(),
                Arrays.stream(pairs).mapToInt(pair -> pair[1]).toArray(),
                Order.NONE);
        List<Integer> users = new ArrayList<>();
        List<Integer> items = new ArrayList<>();
        List<Long> ranks = new ArrayList<>();
        for (int user = 0; user < seen.size(); user++) {
            long rank = 0;
            for (int item = 0; item < n; item++) {
                if (!seen.get(user).test(item)) {
                    users.add(user);
                    items.add(item);
                    ranks.add(rank++);
                }
            }
        }
        int count = users.size();
        int[] of = users.stream().mapToInt(Integer::intValue).toArray();
        int[] drawn = new int[count];
        data.unseen(of, ranks.stream().mapToLong(Long::longValue).toArray(), count, drawn);
        assertArrayEquals(items.stream().mapToInt(Integer::intValue).toArray(), drawn);

        NegativeSampler sampler = NegativeSampler.uniform(data, 11);
        long[] indices = LongStream.range(0, count).toArray();
        int[] expected = IntStream.range(0, count)
                .map(i -> sampler.draw(of[i], 3, indices[i]))
                .toArray();
        sampler.draw(of, 3, indices, count, drawn);
        assertArrayEquals(expected, drawn);
    }

    @Test
    void manyDrawsAtOnceNameWhoHasSeenEverything() {
        Interactions data = Interactions.of(2, 2, new int[] {1, 1}, new int[] {0, 1}, Order.NONE);
        NegativeSampler sampler = NegativeSampler.uniform(data, 1);
        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> sampler.draw(new int[] {0, 1}, 0, new long[2], 2, new int[2]));
        assertEquals("user '1' has seen all 2 items: no negative left", e.getMessage());
    }

    @Test
    void whoHasSeenEverythingIsNamed() {
        Interactions data = Interactions.of(2, 2, new int[] {1, 1}, new int[] {0, 1}, Order.NONE);
        NegativeSampler sampler = NegativeSampler.uniform(data, 1);
        assertTrue(sampler.canDraw(0));
        assertFalse(sampler.canDraw(1));
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> sampler.draw(1, 0, 0));
        assertEquals("user '1' has seen all 2 items: no negative left", e.getMessage());
    }
}
