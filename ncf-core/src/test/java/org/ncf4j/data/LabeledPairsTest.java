package org.ncf4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabeledPairsTest {
    private static final IdIndex USERS = IdIndex.of("user", List.of("ann", "bob"));
    private static final IdIndex ITEMS = IdIndex.range("item", 3);

    private static LabeledPairs pairs(int[] users, int[] items, boolean... labels) {
        return LabeledPairs.of(USERS, ITEMS, users, items, labels);
    }

    @Test
    void rowsKeepTheirOrderAndRepeatsMerge() {
        LabeledPairs pairs = pairs(new int[] {1, 0, 1, 1, 0}, new int[] {2, 0, 1, 2, 1}, true, false, true, true, true);
        assertEquals(4, pairs.size());
        assertEquals(3, pairs.positiveCount());
        assertEquals(1, pairs.user(0));
        assertEquals(2, pairs.item(0));
        assertTrue(pairs.label(0));
        assertFalse(pairs.label(1));
        assertEquals(0, pairs.user(3));
        assertEquals("4 labelled pairs of 2 users with 3 items, 3 positive", pairs.toString());
        assertEquals(USERS, pairs.users());
        assertEquals(ITEMS, pairs.items());
    }

    @Test
    void positivesAreUnorderedAndNegativesUnseen() {
        Interactions positives = pairs(new int[] {1, 0, 1}, new int[] {2, 0, 1}, true, false, true)
                .positives();
        assertArrayEquals(new int[] {2, 1}, positives.positives(1));
        assertEquals(0, positives.seenCount(0));
        assertFalse(positives.isOrdered());
    }

    @Test
    void aContradictionIsRefused() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> pairs(new int[] {0, 1, 0}, new int[] {1, 1, 1}, true, true, false));
        assertEquals(
                "expected one label for user 'ann' and item '1', found both 0 and 1 (row 0 and row 2)", e.getMessage());
    }

    @Test
    void argumentsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> pairs(new int[] {0}, new int[] {0}));
        assertThrows(IllegalArgumentException.class, () -> pairs(new int[] {0, 1}, new int[] {0}, true));
        assertThrows(IllegalArgumentException.class, () -> pairs(new int[] {2}, new int[] {0}, true));
        assertThrows(IllegalArgumentException.class, () -> pairs(new int[] {0}, new int[] {3}, true));
    }

    @Test
    void theFingerprintTellsPairsApart() {
        String print = pairs(new int[] {0, 1}, new int[] {1, 1}, true, false).fingerprint();
        assertEquals(
                print,
                pairs(new int[] {0, 1, 0}, new int[] {1, 1, 1}, true, false, true)
                        .fingerprint());
        assertNotEquals(
                print, pairs(new int[] {0, 1}, new int[] {1, 1}, true, true).fingerprint());
        assertNotEquals(
                print, pairs(new int[] {1, 0}, new int[] {1, 1}, false, true).fingerprint());
    }
}
