package org.ncf4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.Interactions.Duplicates;
import org.ncf4j.data.Interactions.Event;
import org.ncf4j.data.Interactions.Order;

class InteractionsTest {
    private static Interactions.Builder rated() {
        // user a: x 1 at 10, y 5 at 30, x 4 at 20; user b: y 2 at 5
        return Interactions.builder()
                .add("a", "x", 1, 10)
                .add("a", "y", 5, 30)
                .add("b", "y", 2, 5)
                .add("a", "x", 4, 20);
    }

    @Test
    void eventsAreMergedAndOrderedByTime() {
        Interactions data = rated().build();
        assertEquals(List.of("a", "b"), data.users().ids());
        assertEquals(List.of("x", "y"), data.items().ids());
        assertEquals(2, data.userCount());
        assertEquals(2, data.itemCount());
        assertEquals(3, data.size());
        assertTrue(data.isOrdered() && data.hasRatings() && data.hasTimes());
        assertArrayEquals(new int[] {0, 1}, data.positives(0));
        assertEquals(2, data.positiveCount(0));
        assertEquals(2, data.offset(1));
        assertEquals(3, data.offset(2));
        assertEquals(4f, data.rating(0));
        assertEquals(20, data.time(0));
        assertEquals(5f, data.rating(1));
        assertEquals(30, data.time(1));
        assertEquals(1, data.item(2));
        assertArrayEquals(new int[] {1, 2}, data.itemCounts());
        assertEquals("3 interactions of 2 users with 2 items", data.toString());
    }

    @Test
    void duplicatesMergeAsAsked() {
        assertEquals(4f, rated().withDuplicates(Duplicates.LAST).build().rating(0));
        assertEquals(4f, rated().withDuplicates(Duplicates.MAX).build().rating(0));
        assertEquals(5f, rated().withDuplicates(Duplicates.SUM).build().rating(0));
        Interactions max = Interactions.builder()
                .withDuplicates(Duplicates.MAX)
                .add("a", "x", 4, 10)
                .add("a", "x", 1, 20)
                .build();
        assertEquals(4f, max.rating(0));
        assertEquals(20, max.time(0));
    }

    @Test
    void theMostRecentIsWhatTheOrderSays() {
        Interactions.Builder builder = Interactions.builder()
                .add("a", "x", 1)
                .add("a", "y", 2)
                .add("a", "x", 3)
                .add("a", "z", 4);
        Interactions oldestFirst = builder.withOrder(Order.OLDEST_FIRST).build();
        assertTrue(oldestFirst.isOrdered());
        assertArrayEquals(new int[] {1, 0, 2}, oldestFirst.positives(0));
        assertEquals(3f, oldestFirst.rating(1));
        Interactions newestFirst = builder.withOrder(Order.NEWEST_FIRST).build();
        assertArrayEquals(new int[] {2, 1, 0}, newestFirst.positives(0));
        assertEquals(1f, newestFirst.rating(2));
        Interactions unordered = builder.withOrder(Order.NONE).build();
        assertFalse(unordered.isOrdered());
        assertArrayEquals(new int[] {1, 0, 2}, unordered.positives(0));
    }

    @Test
    void equalTimesKeepTheStatedOrder() {
        Interactions.Builder builder =
                Interactions.builder().add("a", "x", 1, 7).add("a", "y", 1, 7).add("a", "z", 1, 3);
        assertArrayEquals(new int[] {2, 0, 1}, builder.build().positives(0));
        assertArrayEquals(
                new int[] {2, 1, 0},
                builder.withOrder(Order.NEWEST_FIRST).build().positives(0));
    }

    @Test
    void eventsWithoutRatingsSumUpToTheirNumber() {
        Interactions data = Interactions.builder()
                .withDuplicates(Duplicates.SUM)
                .withMinRating(2)
                .add("a", "x")
                .add("a", "y")
                .add("a", "x")
                .build();
        assertArrayEquals(new int[] {0}, data.positives(0));
        assertEquals(2f, data.rating(0));
        assertArrayEquals(new int[] {0, 1}, data.seen(0));
    }

    @Test
    void belowTheThresholdIsSeenButNoPositive() {
        Interactions data = rated().withMinRating(4).build();
        assertArrayEquals(new int[] {0, 1}, data.positives(0));
        assertEquals(0, data.positiveCount(1));
        assertArrayEquals(new int[] {1}, data.seen(1));
        assertEquals(1, data.seenCount(1));
        assertTrue(data.isSeen(1, 1));
        assertFalse(data.isSeen(1, 0));
        assertEquals(0, data.unseen(1, 0));
        assertEquals(2, data.size());
    }

    @Test
    void theThresholdIsAppliedAfterMerging() {
        // the last x of user a is a 4: no trace of the 1 before it; summed up it is a 5
        assertEquals(1, rated().withMinRating(5).build().positiveCount(0));
        Interactions summed =
                rated().withMinRating(5).withDuplicates(Duplicates.SUM).build();
        assertEquals(2, summed.positiveCount(0));
    }

    @Test
    void theThresholdIsComparedInFloats() {
        // 0.7f is below 0.7
        assertEquals(
                1,
                Interactions.builder()
                        .withMinRating(0.7)
                        .add("a", "x", 0.7)
                        .build()
                        .size());
    }

    @Test
    void streamsOfAnythingAreRead() {
        Map<String, String> orders = new LinkedHashMap<>();
        orders.put("pot", "ann");
        orders.put("pan", "bob");
        orders.put("lid", "ann");
        Interactions data = Interactions.from(orders.entrySet().stream(), Map.Entry::getValue, Map.Entry::getKey);
        assertArrayEquals(new int[] {0, 2}, data.positives(0));
        assertFalse(data.isOrdered() || data.hasRatings() || data.hasTimes());
        assertThrows(IllegalStateException.class, () -> data.rating(0));
        assertThrows(IllegalStateException.class, () -> data.time(0));

        Interactions log =
                Interactions.from(Stream.of(new Event("ann", "pot", null, 20L), new Event("ann", "pan", null, 10L)));
        assertTrue(log.isOrdered() && log.hasTimes());
        assertFalse(log.hasRatings());
        assertArrayEquals(new int[] {1, 0}, log.positives(0));
    }

    @Test
    void catalogueComesFirst() {
        Interactions data = Interactions.builder()
                .withUsers(IdIndex.of("user", List.of("ann", "bob")))
                .withItems(IdIndex.of("item", List.of("pot", "pan")))
                .add("cid", "pan")
                .add("bob", "lid")
                .build();
        assertEquals(List.of("ann", "bob", "cid"), data.users().ids());
        assertEquals(List.of("pot", "pan", "lid"), data.items().ids());
        assertEquals(0, data.positiveCount(0));
        assertThrows(
                IllegalStateException.class,
                () -> Interactions.builder().add("a", "x").withItems(IdIndex.range("item", 1)));
        assertThrows(
                IllegalStateException.class,
                () -> Interactions.builder().add("a", "x").withUsers(IdIndex.range("user", 1)));
    }

    @Test
    void allEventsHaveARatingOrNone() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> Interactions.builder().add("a", "x", 1).add("a", "y"));
        assertEquals(
                "either all events have a rating or none: event 2 (user 'a', item 'y') has none, unlike the 1 before it",
                e.getMessage());
        e = assertThrows(
                IllegalArgumentException.class,
                () -> Interactions.builder().add("a", "x", 1).add("a", "y", 1, 1));
        assertEquals(
                "either all events have a time or none: event 2 (user 'a', item 'y') has one, unlike the 1 before it",
                e.getMessage());
    }

    @Test
    void ratingsMustBeFinite() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e39}) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class, () -> Interactions.builder().add("a", "x", bad));
            assertTrue(e.getMessage().contains(bad + " (user 'a', item 'x')"), e.getMessage());
        }
        assertThrows(
                IllegalArgumentException.class, () -> Interactions.builder().withMinRating(Double.NaN));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> Interactions.builder()
                        .withDuplicates(Duplicates.SUM)
                        .add("a", "x", 3e38)
                        .add("a", "x", 3e38)
                        .build());
        assertEquals("the ratings of user 'a' for item 'x' sum up to more than a float holds", e.getMessage());
    }

    @Test
    void aThresholdNeedsRatings() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> Interactions.builder().withMinRating(3).add("a", "x").build());
        assertEquals("minRating 3.0 needs ratings, but the events have none", e.getMessage());
    }

    @Test
    void missingIdsAreRefused() {
        assertThrows(NullPointerException.class, () -> new Event(null, "x", null, null));
        assertThrows(NullPointerException.class, () -> new Event("a", null, null, null));
        assertThrows(NullPointerException.class, () -> Interactions.builder().add(null, "x"));
        assertThrows(NullPointerException.class, () -> Interactions.builder().add("a", null));
    }

    @Test
    void arraysAreMergedAndChecked() {
        Interactions data = Interactions.of(3, 4, new int[] {2, 0, 2, 2}, new int[] {3, 1, 0, 3}, Order.NEWEST_FIRST);
        assertArrayEquals(new int[] {0, 3}, data.positives(2));
        assertArrayEquals(new int[0], data.positives(1));
        assertEquals("2", data.users().id(2));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> Interactions.of(3, 4, new int[] {0, 3}, new int[] {0, 0}, Order.NONE));
        assertEquals("user index 3 at place 1 is out of range [0, 3)", e.getMessage());
        e = assertThrows(
                IllegalArgumentException.class, () -> Interactions.of(3, 4, new int[1], new int[] {-1}, Order.NONE));
        assertEquals("item index -1 at place 0 is out of range [0, 4)", e.getMessage());
        e = assertThrows(
                IllegalArgumentException.class, () -> Interactions.of(3, 4, new int[2], new int[1], Order.NONE));
        assertEquals("as many users as items are needed: 2 and 1", e.getMessage());
    }

    @Test
    void indicesAreChecked() {
        Interactions data = Interactions.of(2, 4, new int[] {0}, new int[] {1}, Order.NONE);
        assertThrows(IndexOutOfBoundsException.class, () -> data.positives(2));
        assertThrows(IndexOutOfBoundsException.class, () -> data.seen(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> data.isSeen(0, 4));
        assertThrows(IndexOutOfBoundsException.class, () -> data.unseen(0, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> data.unseen(0, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> data.item(1));
    }

    @Test
    void emptyDataIsWhole() {
        Interactions data = Interactions.builder().withMinRating(3).build();
        assertEquals(0, data.size());
        assertEquals(0, data.userCount());
        assertEquals(0, data.itemCounts().length);
        assertEquals(64, data.fingerprint().length());
    }

    @Test
    void theCoreIsWhatRemains() {
        // a: x y z; b: x y; c: z w; d: w. Below 2: d, then w, then c, then z.
        Interactions data = Interactions.builder()
                .withMinRating(3)
                .add("d", "w", 3)
                .add("a", "x", 3)
                .add("a", "y", 3)
                .add("a", "z", 3)
                .add("b", "y", 4)
                .add("b", "z", 1)
                .add("b", "x", 3)
                .add("c", "z", 3)
                .add("c", "w", 3)
                .build();
        Interactions core = data.core(2);
        assertEquals(List.of("a", "b"), core.users().ids());
        assertEquals(List.of("x", "y"), core.items().ids());
        assertArrayEquals(new int[] {0, 1}, core.positives(0));
        assertArrayEquals(new int[] {1, 0}, core.positives(1));
        assertEquals(4f, core.rating(2));
        assertArrayEquals(new int[] {0, 1}, core.seen(1));
        assertEquals(0, data.core(3).size());
        assertEquals(data.fingerprint(), data.core(1).fingerprint());
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> data.core(0));
        assertEquals("k of the k-core must be at least 1: 0", e.getMessage());
    }

    @Test
    void theCoreKeepsWhatIsSeen() {
        Interactions data = Interactions.builder()
                .withMinRating(3)
                .add("c", "w", 1)
                .add("a", "x", 3)
                .add("a", "y", 1)
                .add("b", "y", 3)
                .add("b", "x", 3)
                .build();
        Interactions core = data.core(1);
        assertEquals(List.of("a", "b"), core.users().ids());
        assertArrayEquals(new int[] {0, 1}, core.seen(0));
        assertArrayEquals(new int[] {0}, core.positives(0));
    }

    @Test
    void theFingerprintTellsDataApart() {
        Set<String> prints = new HashSet<>();
        prints.add(rated().build().fingerprint());
        prints.add(rated().withMinRating(5).build().fingerprint());
        prints.add(rated().withDuplicates(Duplicates.SUM).build().fingerprint());
        prints.add(rated().add("a", "y", 5, 31).build().fingerprint());
        prints.add(Interactions.of(2, 2, new int[] {0, 0}, new int[] {0, 1}, Order.NONE)
                .fingerprint());
        prints.add(Interactions.of(2, 2, new int[] {0, 0}, new int[] {0, 1}, Order.OLDEST_FIRST)
                .fingerprint());
        prints.add(Interactions.of(2, 2, new int[] {0, 0}, new int[] {1, 0}, Order.OLDEST_FIRST)
                .fingerprint());
        assertEquals(7, prints.size());
        assertEquals(rated().build().fingerprint(), rated().build().fingerprint());
    }

    @Test
    void theFingerprintIsPinned() {
        assertEquals(
                "d27b96322546811f2cc1aaa59ae30fadebc8fa3e2bf43cd3a017659074f5bcd9",
                rated().withMinRating(2).build().fingerprint());
    }

    // Properties: against a plain model of lists and maps.

    @Provide
    Arbitrary<List<Event>> logs() {
        Arbitrary<Event> event = Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 7),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.longs().between(0, 9))
                .as((user, item, rating, time) -> new Event("u" + user, "i" + item, (double) rating, time));
        return event.list().ofMaxSize(60);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void buildingAgreesWithAPlainModel(
            @ForAll("logs") List<Event> log,
            @ForAll Duplicates duplicates,
            @ForAll Order order,
            @ForAll boolean timed,
            @ForAll @IntRange(min = 0, max = 9) int minRating) {
        Interactions.Builder builder = Interactions.builder()
                .withDuplicates(duplicates)
                .withOrder(order)
                .withMinRating(minRating);
        List<Event> oldestFirst = new ArrayList<>();
        for (Event event : log) {
            Event kept = timed ? event : new Event(event.user(), event.item(), event.rating(), null);
            builder.add(kept);
            oldestFirst.add(order == Order.NEWEST_FIRST ? 0 : oldestFirst.size(), kept);
        }
        if (timed) {
            oldestFirst.sort((a, b) -> Long.compare(a.time(), b.time()));
        }
        Interactions data = builder.build();

        Map<String, LinkedHashMap<String, Event>> expected = new HashMap<>();
        for (Event event : oldestFirst) {
            LinkedHashMap<String, Event> own = expected.computeIfAbsent(event.user(), u -> new LinkedHashMap<>());
            Event before = own.remove(event.item());
            double rating = before == null
                    ? event.rating()
                    : switch (duplicates) {
                        case LAST -> event.rating();
                        case MAX -> Math.max(before.rating(), event.rating());
                        case SUM -> before.rating() + event.rating();
                    };
            own.put(event.item(), new Event(event.user(), event.item(), rating, event.time()));
        }
        assertEquals(expected.size(), data.userCount());
        int size = 0;
        for (int u = 0; u < data.userCount(); u++) {
            List<Event> found = new ArrayList<>();
            for (int p = data.offset(u); p < data.offset(u + 1); p++) {
                found.add(new Event(
                        data.users().id(u),
                        data.items().id(data.item(p)),
                        (double) data.rating(p),
                        timed ? data.time(p) : null));
            }
            List<Event> own = List.copyOf(expected.get(data.users().id(u)).values());
            assertEquals(own.stream().filter(e -> e.rating() >= minRating).toList(), found);
            Set<Integer> seen = new TreeSet<>();
            own.forEach(e -> seen.add(data.items().indexOf(e.item())));
            assertEquals(List.copyOf(seen), Arrays.stream(data.seen(u)).boxed().toList());
            size += found.size();
        }
        assertEquals(size, data.size());
        assertEquals(order != Order.NONE || (timed && !log.isEmpty()), data.isOrdered());
    }

    @Property
    void unseenItemsAreThoseNotSeen(
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 29) Integer> items,
            @ForAll @IntRange(min = 30, max = 50) int itemCount) {
        int[] array = items.stream().mapToInt(Integer::intValue).toArray();
        Interactions data = Interactions.of(1, itemCount, new int[array.length], array, Order.NONE);
        int rank = 0;
        for (int item = 0; item < itemCount; item++) {
            assertEquals(items.contains(item), data.isSeen(0, item));
            if (!items.contains(item)) {
                assertEquals(item, data.unseen(0, rank++));
            }
        }
        assertEquals(itemCount - data.seenCount(0), rank);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void everyoneInTheCoreHasEnough(@ForAll("logs") List<Event> log, @ForAll @IntRange(min = 1, max = 4) int k) {
        Interactions data = Interactions.from(log.stream());
        Interactions core = data.core(k);
        for (int u = 0; u < core.userCount(); u++) {
            assertTrue(core.positiveCount(u) >= k);
            int old = data.users().require(core.users().id(u));
            for (int p = core.offset(u); p < core.offset(u + 1); p++) {
                assertTrue(data.isSeen(old, data.items().require(core.items().id(core.item(p)))));
            }
        }
        assertTrue(Arrays.stream(core.itemCounts()).allMatch(count -> count >= k));
        // the core is the largest such set: whoever is out has fewer than k even if all others of the core are there
        for (int u = 0; u < data.userCount(); u++) {
            if (core.users().indexOf(data.users().id(u)) < 0) {
                int inCore = 0;
                for (int item : data.positives(u)) {
                    inCore += core.items().indexOf(data.items().id(item)) >= 0 ? 1 : 0;
                }
                assertTrue(inCore < k);
            }
        }
        assertEquals(core.fingerprint(), core.core(k).fingerprint());
    }

    @Property
    void theFingerprintIsThatOfTheContent(@ForAll("logs") List<Event> log) {
        Interactions data = Interactions.from(log.stream());
        assertEquals(data.fingerprint(), Interactions.from(log.stream()).fingerprint());
        List<Event> more = new ArrayList<>(log);
        more.add(new Event("new", "i0", 1.0, 1L));
        assertNotEquals(data.fingerprint(), Interactions.from(more.stream()).fingerprint());
    }
}
