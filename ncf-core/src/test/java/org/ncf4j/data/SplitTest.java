package org.ncf4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.Interactions.Order;

class SplitTest {
    /** User u has u positives, items 0 to u - 1, oldest first. */
    private static Interactions staircase(int users) {
        int[] u = IntStream.range(0, users)
                .flatMap(user -> IntStream.range(0, user).map(i -> user))
                .toArray();
        int[] i = IntStream.range(0, users)
                .flatMap(user -> IntStream.range(0, user))
                .toArray();
        return Interactions.of(users, users, u, i, Order.OLDEST_FIRST);
    }

    /** The positives of all parts together, as sorted text with rating and time. */
    private static List<String> content(Interactions... parts) {
        List<String> content = new ArrayList<>();
        for (Interactions part : parts) {
            for (int u = 0; u < part.userCount(); u++) {
                for (int p = part.offset(u); p < part.offset(u + 1); p++) {
                    content.add(u + " " + part.item(p) + (part.hasRatings() ? " " + part.rating(p) : "")
                            + (part.hasTimes() ? " @" + part.time(p) : ""));
                }
            }
        }
        return content.stream().sorted().toList();
    }

    private static List<String> content(LabeledPairs... parts) {
        List<String> content = new ArrayList<>();
        for (LabeledPairs part : parts) {
            for (int row = 0; row < part.size(); row++) {
                content.add(part.user(row) + " " + part.item(row) + " " + part.label(row));
            }
        }
        return content.stream().sorted().toList();
    }

    private static void assertPartition(Interactions data, Split split) {
        assertEquals(content(data), content(split.train(), split.validation(), split.test()));
        for (Interactions part : List.of(split.train(), split.validation(), split.test())) {
            assertEquals(data.isOrdered(), part.isOrdered());
            assertEquals(data.users(), part.users());
            assertEquals(data.items(), part.items());
        }
        for (int u = 0; u < data.userCount(); u++) {
            for (int item : data.seen(u)) {
                boolean heldOut =
                        split.validation().isSeen(u, item) || split.test().isSeen(u, item);
                assertEquals(!heldOut, split.train().isSeen(u, item));
            }
            assertEquals(split.test().positiveCount(u), split.test().seenCount(u));
            assertEquals(split.validation().positiveCount(u), split.validation().seenCount(u));
            assertEquals(
                    data.seenCount(u),
                    split.train().seenCount(u)
                            + split.validation().seenCount(u)
                            + split.test().seenCount(u));
        }
    }

    @Provide
    Arbitrary<Interactions> logs() {
        Arbitrary<List<Integer>> event =
                Arbitraries.integers().between(0, 9).list().ofSize(4);
        return event.list().ofMinSize(1).ofMaxSize(60).map(events -> {
            Interactions.Builder builder = Interactions.builder().withMinRating(3);
            events.forEach(e -> builder.add("u" + e.get(0) / 2, "i" + e.get(1), e.get(2), e.get(3)));
            return builder.build();
        });
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void everySplitIsAPartition(
            @ForAll("logs") Interactions data,
            @ForAll @DoubleRange(min = 0, max = 0.5) double test,
            @ForAll @DoubleRange(min = 0, max = 0.49) double validation,
            @ForAll long seed,
            @ForAll boolean withValidation) {
        assertPartition(data, Split.random(data, test, validation, seed));
        assertPartition(data, Split.byItem(data, test, validation, seed));
        assertPartition(data, Split.byTime(data, test, validation));
        assertPartition(data, Split.leaveLastOut(data, withValidation));
        assertPartition(data, Split.leaveRandomOut(data, withValidation, seed));
    }

    @Test
    void randomRoundsEachShareAndLeavesOneToTrainOn() {
        Interactions data = staircase(30);
        Split split = Split.random(data, 0.2, 0.1, 1);
        for (int n = 1; n < 30; n++) {
            assertEquals((int) Math.floor(n * 0.2 + 0.5), split.test().positiveCount(n));
            assertEquals((int) Math.floor(n * 0.1 + 0.5), split.validation().positiveCount(n));
        }
        Split greedy = Split.random(data, 0.6, 0.39, 1);
        assertEquals(1, greedy.train().positiveCount(1));
        assertEquals(1, greedy.train().positiveCount(2));
        assertEquals(1, greedy.test().positiveCount(2));
        assertEquals(0, greedy.validation().positiveCount(2));
    }

    @Test
    void randomIsSeededAndDrawsEveryPlaceEquallyOften() {
        Interactions data = staircase(6);
        assertEquals(
                Split.random(data, 0.4, 0, 9).train().fingerprint(),
                Split.random(data, 0.4, 0, 9).train().fingerprint());
        assertNotEquals(
                Split.random(data, 0.4, 0, 9).train().fingerprint(),
                Split.random(data, 0.4, 0, 10).train().fingerprint());
        int[] tested = new int[5];
        int[] validated = new int[5];
        for (int seed = 0; seed < 5000; seed++) {
            Split split = Split.random(data, 0.4, 0.2, seed);
            for (int item : split.test().positives(5)) {
                tested[item]++;
            }
            for (int item : split.validation().positives(5)) {
                validated[item]++;
            }
        }
        for (int item = 0; item < 5; item++) {
            // four standard deviations of a binomial
            assertEquals(2000, tested[item], 4 * Math.sqrt(5000 * 0.4 * 0.6));
            assertEquals(1000, validated[item], 4 * Math.sqrt(5000 * 0.2 * 0.8));
        }
    }

    @Test
    void oneUserDoesNotDependOnTheOthers() {
        Split few = Split.random(staircase(6), 0.4, 0, 3);
        Split many = Split.random(staircase(9), 0.4, 0, 3);
        assertArrayEquals(few.test().positives(5), many.test().positives(5));
    }

    @Test
    void byItemCountsPerItem() {
        Interactions data = staircase(30);
        Split split = Split.byItem(data, 0.25, 0, 1);
        int[] all = data.itemCounts();
        int[] test = split.test().itemCounts();
        for (int i = 0; i < 29; i++) {
            int expected = Math.min((int) Math.floor(all[i] * 0.25 + 0.5), all[i] - 1);
            assertEquals(expected, test[i]);
        }
    }

    @Test
    void byTimeCutsAtOneTime() {
        Interactions data = Interactions.builder()
                .add("a", "x", 1, 10)
                .add("a", "y", 1, 40)
                .add("b", "x", 1, 20)
                .add("b", "y", 1, 30)
                .add("b", "z", 1, 50)
                .build();
        Split split = Split.byTime(data, 0.4, 0.2);
        assertEquals(List.of("0 1 1.0 @40", "1 2 1.0 @50"), content(split.test()));
        assertEquals(List.of("1 1 1.0 @30"), content(split.validation()));
        assertPartition(data, split);
    }

    @Test
    void byTimeIsExactInNumberAmongEqualTimes() {
        Interactions.Builder builder = Interactions.builder();
        for (int k = 0; k < 10; k++) {
            builder.add("u" + k / 4, "i" + k % 4, 1, k < 2 ? 1 : 5);
        }
        Interactions data = builder.build();
        Split split = Split.byTime(data, 0.3, 0.2);
        assertEquals(3, split.test().size());
        assertEquals(2, split.validation().size());
        assertEquals(5, split.train().size());
        // of those at time 5 the last users' are the newest
        assertArrayEquals(new int[] {0, 1}, split.test().positives(2));
        assertArrayEquals(new int[] {3}, split.test().positives(1));
        assertArrayEquals(new int[] {1, 2}, split.validation().positives(1));
        assertPartition(data, split);
    }

    @Test
    void byTimeNeedsTimes() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Split.byTime(staircase(3), 0.2, 0));
        assertEquals("a split by time needs data with times (a time column)", e.getMessage());
    }

    @Test
    void leaveLastOutTakesTheLast() {
        Interactions data = staircase(5);
        Split split = Split.leaveLastOut(data, false);
        assertEquals(List.of("2 1", "3 2", "4 3"), content(split.test()));
        assertEquals(0, split.validation().size());
        Split both = Split.leaveLastOut(data, true);
        assertEquals(List.of("3 2", "4 3"), content(both.test()));
        assertEquals(List.of("3 1", "4 2"), content(both.validation()));
        assertPartition(data, both);
    }

    @Test
    void leaveLastOutNeedsAnOrder() {
        Interactions data = Interactions.of(1, 3, new int[3], new int[] {0, 1, 2}, Order.NONE);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Split.leaveLastOut(data, false));
        assertTrue(e.getMessage().contains("Interactions.Order.OLDEST_FIRST"), e.getMessage());
        assertTrue(e.getMessage().contains("--order oldest|newest"), e.getMessage());
    }

    @Test
    void leaveRandomOutTakesOneOfEach() {
        Interactions data = staircase(6);
        int[] lasts = new int[5];
        for (int seed = 0; seed < 2000; seed++) {
            Split split = Split.leaveRandomOut(data, true, seed);
            assertEquals(0, split.test().positiveCount(1));
            assertEquals(0, split.test().positiveCount(2));
            assertEquals(1, split.test().positiveCount(5));
            assertEquals(1, split.validation().positiveCount(5));
            lasts[split.test().positives(5)[0]]++;
        }
        for (int count : lasts) {
            // four standard deviations of a binomial
            assertEquals(400, count, 4 * Math.sqrt(2000 * 0.2 * 0.8));
        }
        assertEquals(1, Split.leaveRandomOut(data, false, 1).test().positiveCount(2));
    }

    @Test
    void belowTheThresholdStaysInTheHistory() {
        Interactions data = Interactions.builder()
                .withMinRating(3)
                .add("a", "x", 5, 1)
                .add("a", "y", 1, 2)
                .add("a", "z", 4, 3)
                .build();
        Split split = Split.leaveLastOut(data, false);
        assertArrayEquals(new int[] {0, 1}, split.train().seen(0));
        assertArrayEquals(new int[] {0}, split.train().positives(0));
        assertArrayEquals(new int[] {2}, split.test().seen(0));
        assertEquals(4f, split.test().rating(0));
        assertEquals(3, split.test().time(0));
    }

    private static LabeledPairs labeled() {
        int[] users = new int[60];
        int[] items = new int[60];
        boolean[] labels = new boolean[60];
        for (int row = 0; row < 60; row++) {
            users[row] = row % 3;
            items[row] = row / 3;
            labels[row] = row % 2 == 0;
        }
        return LabeledPairs.of(IdIndex.range("user", 4), IdIndex.range("item", 20), users, items, labels);
    }

    @Test
    void labelledPairsAreSplitByUserAndLabel() {
        LabeledPairs data = labeled();
        Split.Labeled split = Split.random(data, 0.2, 0.1, 1);
        assertEquals(content(data), content(split.train(), split.validation(), split.test()));
        // each user has ten rows of each label
        TreeMap<String, Integer> counts = new TreeMap<>();
        for (int row = 0; row < split.test().size(); row++) {
            counts.merge(split.test().user(row) + " " + split.test().label(row), 1, Integer::sum);
        }
        assertEquals("{0 false=2, 0 true=2, 1 false=2, 1 true=2, 2 false=2, 2 true=2}", counts.toString());
        assertEquals(6, split.validation().size());
        assertEquals(
                content(split.test()), content(Split.random(data, 0.2, 0.1, 1).test()));
        assertNotEquals(
                content(split.test()), content(Split.random(data, 0.2, 0.1, 2).test()));
        assertTrue(IntStream.range(1, split.train().size())
                .allMatch(row -> split.train().item(row - 1) <= split.train().item(row)));
    }

    @Test
    void theLastLabelledRowsAreLeftOut() {
        LabeledPairs data = labeled();
        Split.Labeled split = Split.leaveLastOut(data, true);
        assertEquals(content(data), content(split.train(), split.validation(), split.test()));
        // rows 54 to 59 are the last of each user and label, 48 to 53 the last but one
        assertEquals(
                List.of("0 18 true", "0 19 false", "1 18 false", "1 19 true", "2 18 true", "2 19 false"),
                content(split.test()));
        assertEquals(
                List.of("0 16 true", "0 17 false", "1 16 false", "1 17 true", "2 16 true", "2 17 false"),
                content(split.validation()));
        LabeledPairs two = LabeledPairs.of(
                IdIndex.range("user", 1), IdIndex.range("item", 3), new int[3], new int[] {0, 1, 2}, new boolean[] {
                    true, true, false
                });
        assertEquals(3, Split.leaveLastOut(two, true).train().size());
        assertEquals(List.of("0 1 true"), content(Split.leaveLastOut(two, false).test()));
    }

    @Test
    void sharesAreChecked() {
        Interactions data = staircase(3);
        for (double bad : new double[] {-0.1, 1, Double.NaN}) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> Split.random(data, bad, 0, 1));
            assertEquals("test must be a share in [0, 1): " + bad, e.getMessage());
            e = assertThrows(IllegalArgumentException.class, () -> Split.byItem(data, 0, bad, 1));
            assertEquals("validation must be a share in [0, 1): " + bad, e.getMessage());
            assertThrows(IllegalArgumentException.class, () -> Split.byTime(data, bad, 0));
            assertThrows(IllegalArgumentException.class, () -> Split.random(labeled(), bad, 0, 1));
        }
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Split.random(data, 0.5, 0.5, 1));
        assertEquals("test and validation must leave something to train on: 0.5 + 0.5", e.getMessage());
    }

    @Test
    void partsMustBelongTogether() {
        Interactions three = staircase(3);
        Interactions four = staircase(4);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new Split(three, three, four));
        assertEquals(
                "the parts of a split must have the same users and items: train has 3 users, validation 3 users,"
                        + " test 4 users",
                e.getMessage());
        LabeledPairs pairs = labeled();
        LabeledPairs others =
                LabeledPairs.of(pairs.users(), IdIndex.range("item", 1), new int[0], new int[0], new boolean[0]);
        assertThrows(IllegalArgumentException.class, () -> new Split.Labeled(pairs, others, pairs));
    }
}
