package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        assertEquals("length must lie in [0, 2147483627]: " + length, e.getMessage());
    }

    /** Regions of a 2048th of the heap, rounded up to a power of two from 1 to 32 MB. */
    @ParameterizedTest
    @CsvSource({
        "64, 512",
        "1024, 512",
        "2048, 512",
        "2049, 1024",
        "6000, 2048",
        "8192, 2048",
        "65536, 16384",
        "300000, 16384"
    })
    void halfARegionIsWhatG1WouldChoose(long heapMegabytes, long halfKilobytes) {
        assertEquals(halfKilobytes << 10, CacheLines.halfRegion(heapMegabytes << 20));
    }

    @Test
    void noArrayIsStretchedBeyondFourTimesOrBelowWhatACoreCaches() {
        for (long length : new long[] {0, 1, 1000, 65_535, 65_536, 131_072, 1 << 20, 1 << 24, 1 << 28}) {
            long padded = CacheLines.padded(length);
            assertTrue(padded >= length && padded <= 4 * length, length + " became " + padded);
            assertTrue(length >= 65_536 || padded == length, length + " became " + padded);
        }
    }
}
