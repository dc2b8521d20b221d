package org.ncf4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class IdIndexTest {
    @Test
    void idsKeepTheirOrder() {
        IdIndex index = IdIndex.of("user", List.of("b", "a", ""));
        assertEquals(3, index.size());
        assertEquals(0, index.indexOf("b"));
        assertEquals(1, index.require("a"));
        assertEquals(2, index.indexOf(""));
        assertEquals("a", index.id(1));
        assertEquals(List.of("b", "a", ""), index.ids());
        assertEquals("3 users", index.toString());
    }

    @Test
    void anUnknownIdIsNamed() {
        IdIndex index = IdIndex.of("item", List.of("a"));
        assertEquals(-1, index.indexOf("x"));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> index.require("x"));
        assertEquals("unknown item 'x'", e.getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> index.id(1));
    }

    @Test
    void repeatedAndMissingIdsAreRefused() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> IdIndex.of("user", List.of("a", "b", "a")));
        assertEquals("duplicate user 'a'", e.getMessage());
        assertThrows(NullPointerException.class, () -> IdIndex.of("user", Arrays.asList("a", null)));
        assertThrows(NullPointerException.class, () -> IdIndex.of(null, List.of()));
    }

    @Test
    void rangesAreNumbered() {
        IdIndex index = IdIndex.range("item", 1000);
        assertEquals("0", index.id(0));
        assertEquals(999, index.indexOf("999"));
        assertEquals(-1, index.indexOf("1000"));
        assertEquals(0, IdIndex.range("item", 0).size());
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> IdIndex.range("item", -1));
        assertEquals("the number of items must not be negative: -1", e.getMessage());
    }

    @Test
    void collidingIdsAreKeptApart() {
        // "Aa" and "BB" have the same hash code, and so have all strings of them
        List<String> ids = new ArrayList<>(List.of(""));
        for (int length = 0; length < 6; length++) {
            List<String> longer = new ArrayList<>();
            for (String id : ids) {
                longer.add(id + "Aa");
                longer.add(id + "BB");
            }
            ids = longer;
        }
        IdIndex index = IdIndex.of("user", ids);
        for (int i = 0; i < ids.size(); i++) {
            assertEquals(i, index.indexOf(ids.get(i)));
        }
        assertEquals(-1, index.indexOf("AaAaAaAaAaCC"));
    }

    @Property
    void everyIdIsFoundAgain(@ForAll Set<String> ids) {
        List<String> list = List.copyOf(ids);
        IdIndex index = IdIndex.of("user", list);
        for (int i = 0; i < list.size(); i++) {
            assertEquals(i, index.indexOf(list.get(i)));
            assertEquals(list.get(i), index.id(i));
        }
    }

    @Test
    void equalityIsThatOfTheIds() {
        IdIndex index = IdIndex.range("user", 2);
        assertEquals(index, IdIndex.of("user", List.of("0", "1")));
        assertEquals(index.hashCode(), IdIndex.of("user", List.of("0", "1")).hashCode());
        assertNotEquals(index, IdIndex.of("user", List.of("1", "0")));
        assertNotEquals(index, null);
    }

    @Test
    void theViewCannotBeChanged() {
        assertThrows(
                UnsupportedOperationException.class,
                () -> IdIndex.range("user", 2).ids().set(0, "x"));
    }
}
