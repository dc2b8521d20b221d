package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyIndexRunsOnceAndThreadsEnd(int threads) {
        AtomicIntegerArray runs = new AtomicIntegerArray(101);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        Parallel.run(threads, runs.length(), 4, () -> (from, to) -> {
            seen.add(Thread.currentThread());
            assertTrue(to - from <= 4);
            for (int i = from; i < to; i++) {
                runs.incrementAndGet(i);
            }
        });
        int[] ones = new int[runs.length()];
        int[] counts = new int[runs.length()];
        for (int i = 0; i < ones.length; i++) {
            ones[i] = 1;
            counts[i] = runs.get(i);
        }
        assertArrayEquals(ones, counts);
        assertTrue(seen.size() <= threads);
        seen.remove(Thread.currentThread());
        for (Thread thread : seen) {
            assertFalse(thread.isAlive());
        }
    }

    @Test
    void nothingToDo() {
        Parallel.run(4, 0, 4, () -> (from, to) -> {
            throw new AssertionError("ran");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void theFirstFailureInIndexOrderIsThrown(int threads) {
        // All indices from 17 on fail; the block of 16 to 19 is the first of them.
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> Parallel.run(threads, 200, 4, () -> (from, to) -> {
                    if (to > 17) {
                        throw new IllegalStateException("block " + from);
                    }
                }));
        assertEquals("block 16", e.getMessage());
    }

    @Test
    void errorsComeThrough() {
        Error error = new AssertionError("broken");
        assertSame(
                error,
                assertThrows(
                        AssertionError.class,
                        () -> Parallel.run(2, 10, 1, () -> {
                            throw error;
                        })));
    }

    @Test
    void interruptEndsTheLoop() {
        Thread.currentThread().interrupt();
        try {
            IllegalStateException e = assertThrows(
                    IllegalStateException.class, () -> Parallel.run(2, Integer.MAX_VALUE, 1, () -> (from, to) -> {}));
            assertEquals("interrupted while evaluating", e.getMessage());
        } finally {
            // The status was kept, and is cleared for the tests that follow.
            assertTrue(Thread.interrupted());
        }
    }
}
