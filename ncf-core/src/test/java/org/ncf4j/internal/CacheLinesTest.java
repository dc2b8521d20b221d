package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheLinesTest {
    /** Short ones, and some about where an array is made longer than it need be. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 65_523, 65_524, 65_535, 65_536, 65_537, 1_000_003})
    void thereIsRoomForAllFromTheOriginOn(int length) {
        float[] array = CacheLines.allocate(length);
        assertTrue(array.length >= CacheLines.ORIGIN + length, () -> array.length + " for " + length);
        for (float value : array) {
            assertEquals(0f, value);
        }
    }

    /** The header of an array is 16 bytes: the elements after it fill a line of 64. */
    @Test
    void theOriginEndsTheFirstLine() {
        assertEquals(64, 16 + CacheLines.ORIGIN * Float.BYTES);
    }

    @ParameterizedTest
    @ValueSource(longs = {Integer.MAX_VALUE - 19L, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE})
    void whatNoArrayCanHoldIsRefused(long length) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> CacheLines.allocate(length));
        assertEquals(length + " elements are more than an array can have", e.getMessage());
    }
}
