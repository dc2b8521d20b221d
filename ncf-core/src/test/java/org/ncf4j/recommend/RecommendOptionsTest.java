package org.ncf4j.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class RecommendOptionsTest {
    @Test
    void topIsTheBestUnseenOfAll() {
        RecommendOptions options = RecommendOptions.top(10);
        assertEquals(10, options.n());
        assertFalse(options.includeSeen());
        assertNull(options.allow());
        assertEquals(Set.of(), options.deny());
        assertTrue(options.filter().test("anything"));
    }

    @Test
    void eachWitherChangesOneThing() {
        Predicate<String> filter = String::isEmpty;
        RecommendOptions options = RecommendOptions.top(3)
                .withFilter(filter)
                .withDeny(List.of("d", "d"))
                .withAllow(List.of("a", "b"))
                .withSeen();
        assertEquals(new RecommendOptions(3, true, Set.of("a", "b"), Set.of("d"), filter), options);
        assertEquals(Set.of("c"), options.withAllow(Set.of("c")).allow());
        assertEquals(Set.of(), options.withDeny(Set.of()).deny());
    }

    @Test
    void listsAreCopied() {
        Set<String> ids = new HashSet<>(Set.of("a"));
        RecommendOptions options = new RecommendOptions(1, false, ids, ids, item -> true);
        ids.clear();
        assertEquals(Set.of("a"), options.allow());
        assertEquals(Set.of("a"), options.deny());
    }

    @Test
    void refusesNLessThanOne() {
        assertEquals(
                "n must be at least 1, but is 0",
                assertThrows(IllegalArgumentException.class, () -> RecommendOptions.top(0))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> RecommendOptions.top(-5));
    }

    @Test
    void refusesNulls() {
        RecommendOptions options = RecommendOptions.top(1);
        assertThrows(NullPointerException.class, () -> options.withAllow(null));
        assertThrows(NullPointerException.class, () -> options.withDeny(null));
        assertThrows(NullPointerException.class, () -> options.withFilter(null));
    }
}
