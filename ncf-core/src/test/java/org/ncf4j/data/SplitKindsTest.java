package org.ncf4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Splits over all rows, by each user's time, in folds and by users, and the rounding of RecBole. */
class SplitKindsTest {
    /** User u has u positives, items 0 to u - 1, oldest first. */
    private static Interactions staircase(int users, Interactions.Order order) {
        int[] u = IntStream.range(0, users)
                .flatMap(user -> IntStream.range(0, user).map(i -> user))
                .toArray();
        int[] i = IntStream.range(0, users)
                .flatMap(user -> IntStream.range(0, user))
                .toArray();
        return Interactions.of(users, users, u, i, order);
    }

    private static Interactions staircase(int users) {
        return staircase(users, Interactions.Order.OLDEST_FIRST);
    }

    /** Every positive is in one of the parts, and no part has another. */
    private static void assertPartition(Interactions data, Interactions... parts) {
        int size = 0;
        for (Interactions part : parts) {
            size += part.size();
            for (int u = 0; u < part.userCount(); u++) {
                for (int item : part.positives(u)) {
                    assertTrue(data.isSeen(u, item));
                }
            }
        }
        assertEquals(data.size(), size);
        for (int u = 0; u < data.userCount(); u++) {
            for (int item : data.positives(u)) {
                int user = u;
                assertEquals(
                        1,
                        List.of(parts).stream()
                                .filter(part -> part.isSeen(user, item))
                                .count());
            }
        }
    }

    @Property(tries = 100)
    void overAllRows(
            @ForAll @DoubleRange(min = 0, max = 0.45) double test,
            @ForAll @DoubleRange(min = 0, max = 0.45) double validation,
            @ForAll long seed) {
        Interactions data = staircase(12);
        Split split = Split.randomOverAll(data, test, validation, seed);
        assertPartition(data, split.train(), split.validation(), split.test());
        assertEquals(Math.floor(66 * test + 0.5), split.test().size());
        assertEquals(Math.floor(66 * validation + 0.5), split.validation().size());
    }

    @Test
    void overAllRowsEachIsDrawnAlike() {
        Interactions data = staircase(5);
        int[] drawn = new int[data.size()];
        int seeds = 4000;
        for (int seed = 0; seed < seeds; seed++) {
            Interactions test = Split.randomOverAll(data, 0.3, 0, seed).test();
            for (int place = 0, u = 0; u < data.userCount(); u++) {
                for (int item : data.positives(u)) {
                    drawn[place++] += test.isSeen(u, item) ? 1 : 0;
                }
            }
        }
        for (int count : drawn) {
            // 1,200 expected, standard deviation 29: five of them
            assertEquals(1200, count, 145);
        }
    }

    @Test
    void theNewestOfEachUser() {
        Split split = Split.byTimePerUser(staircase(11), 0.2, 0.1);
        assertArrayEquals(new int[] {8, 9}, split.test().positives(10));
        assertArrayEquals(new int[] {7}, split.validation().positives(10));
        assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6}, split.train().positives(10));
        // .6 of a positive is one; a half is one, too, but somebody has to be left: of 5, one and one (.5 rounded up)
        assertArrayEquals(new int[] {2}, split.test().positives(3));
        assertArrayEquals(new int[] {3}, split.validation().positives(5));
        assertEquals(1, split.train().positiveCount(1));
        // what would take all leaves the oldest
        Split greedy = Split.byTimePerUser(staircase(3), 0.6, 0.39);
        assertArrayEquals(new int[] {1}, greedy.test().positives(2));
        assertArrayEquals(new int[] {0}, greedy.train().positives(2));
        Interactions unordered = staircase(3, Interactions.Order.NONE);
        assertThrows(IllegalArgumentException.class, () -> Split.byTimePerUser(unordered, 0.2, 0));
    }

    @Test
    void roundingDownIsThatOfRecBole() {
        // RecBole's 8:1:1 by user: each tenth is rounded down, the rest is trained on.
        Split split = Split.random(staircase(101), 0.1, 0.1, 7, Split.Rounding.DOWN);
        for (int n = 0; n <= 100; n++) {
            assertEquals(n / 10, split.test().positiveCount(n), "test of " + n);
            assertEquals(n / 10, split.validation().positiveCount(n), "validation of " + n);
            assertEquals(n - 2 * (n / 10), split.train().positiveCount(n), "train of " + n);
        }
        // .29 * 100 is 28.999999999999996 in binary.
        assertEquals(
                29,
                Split.random(staircase(101), 0.29, 0, 7, Split.Rounding.DOWN)
                        .test()
                        .positiveCount(100));
        assertEquals(
                Split.random(staircase(30), 0.2, 0.1, 3).test().fingerprint(),
                Split.random(staircase(30), 0.2, 0.1, 3, Split.Rounding.HALF_UP)
                        .test()
                        .fingerprint());
    }

    @Property(tries = 60)
    void everyPositiveIsTestedInOneFold(
            @ForAll @IntRange(min = 2, max = 7) int folds,
            @ForAll @DoubleRange(min = 0, max = 0.5) double validation,
            @ForAll long seed) {
        Interactions data = staircase(12);
        List<Split> splits = Split.kFold(data, folds, validation, seed);
        assertEquals(folds, splits.size());
        Map<String, Integer> tested = new HashMap<>();
        for (Split split : splits) {
            assertPartition(data, split.train(), split.validation(), split.test());
            for (int u = 0; u < data.userCount(); u++) {
                for (int item : split.test().positives(u)) {
                    tested.merge(u + "/" + item, 1, Integer::sum);
                }
                int n = data.positiveCount(u);
                int tests = split.test().positiveCount(u);
                assertTrue(n == 1 ? tests == 0 : tests == n / folds || tests == (n + folds - 1) / folds);
                assertEquals(
                        Math.min(Math.floor((n - tests) * validation + 0.5), Math.max(0, n - tests - 1)),
                        split.validation().positiveCount(u));
                assertTrue(n == 0 || split.train().positiveCount(u) > 0);
            }
        }
        // all but the only positive of user 1
        assertEquals(data.size() - 1, tested.size());
        assertTrue(tested.values().stream().allMatch(count -> count == 1));
    }

    @Test
    void foldsAreRefusedBelowTwo() {
        assertEquals(
                "folds must be at least 2: 1",
                assertThrows(IllegalArgumentException.class, () -> Split.kFold(staircase(3), 1, 0, 1))
                        .getMessage());
        assertNotEquals(
                Split.kFold(staircase(9), 3, 0, 1).get(0).test().fingerprint(),
                Split.kFold(staircase(9), 3, 0, 2).get(0).test().fingerprint());
    }

    @Property(tries = 60)
    void heldOutUsersAreNotTrainedOn(
            @ForAll @DoubleRange(min = 0, max = 0.45) double test,
            @ForAll @DoubleRange(min = 0, max = 0.45) double validation,
            @ForAll @DoubleRange(min = 0.05, max = 0.95) double heldOut,
            @ForAll long seed) {
        Interactions data = staircase(12);
        Split.Users split = Split.heldOutUsers(data, test, validation, heldOut, seed);
        assertPartition(
                data,
                split.train(),
                split.validation().history(),
                split.validation().heldOut(),
                split.test().history(),
                split.test().heldOut());
        int tested = 0;
        for (int u = 0; u < data.userCount(); u++) {
            int held = split.test().heldOut().positiveCount(u)
                    + split.validation().heldOut().positiveCount(u);
            int n = data.positiveCount(u);
            if (held == 0) {
                assertEquals(n, split.train().positiveCount(u));
            } else {
                assertEquals(0, split.train().seenCount(u));
                assertEquals(Math.min(n - 1, Math.max(1, Math.floor(n * heldOut + 0.5))), held);
            }
            tested += split.test().heldOut().positiveCount(u) > 0 ? 1 : 0;
        }
        // ten users have two positives or more
        assertEquals(Math.floor(10 * test + 0.5), tested);
    }

    @Test
    void whatIsBelowTheThresholdStaysWithTheHistory() {
        Interactions.Builder builder = Interactions.builder().withMinRating(3);
        for (int user = 0; user < 4; user++) {
            builder.add("u" + user, "a", 5).add("u" + user, "b", 5).add("u" + user, "c", 1);
        }
        Split.Users split = Split.heldOutUsers(builder.build(), 0.5, 0, 0.5, 1);
        for (int user = 0; user < 4; user++) {
            boolean held = split.test().heldOut().positiveCount(user) > 0;
            assertEquals(held ? 0 : 3, split.train().seenCount(user));
            assertEquals(held ? 2 : 0, split.test().history().seenCount(user));
            assertEquals(held ? 1 : 0, split.test().heldOut().seenCount(user));
        }
        assertThrows(IllegalArgumentException.class, () -> Split.heldOutUsers(staircase(3), 0.5, 0, Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> Split.heldOutUsers(staircase(3), 0.5, 0.5, 0.2, 1));
    }
}
