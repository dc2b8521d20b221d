package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
    /** Feeds it chunks as long as a machine takes for them; returns how many of them one trained alone. */
    private static int feed(Pace pace, int chunks, long together, long alone) {
        int count = 0;
        for (int i = 0; i < chunks; i++) {
            boolean one = pace.alone();
            count += one ? 1 : 0;
            pace.took(one ? alone : together, 100, 2);
        }
        return count;
    }

    @Test
    void theFasterWayIsFoundAndHeld() {
        Pace shared = new Pace();
        assertTrue(feed(shared, 1000, 60, 100) < 30);
        assertFalse(shared.alone());

        Pace single = new Pace();
        assertTrue(feed(single, 1000, 100, 60) > 900);
        assertTrue(single.alone());
    }

    @Test
    void aChangeOfTheMachineIsNoticed() {
        Pace pace = new Pace();
        feed(pace, 100, 60, 100);
        assertFalse(pace.alone());
        feed(pace, 300, 200, 100);
        assertTrue(pace.alone());
        feed(pace, 300, 60, 100);
        assertFalse(pace.alone());
    }

    /** One slow chunk, in which another process had the core, decides nothing. */
    @Test
    void aLoneSlowChunkDecidesNothing() {
        Pace pace = new Pace();
        while (!pace.alone()) {
            pace.took(60, 100, 2);
        }
        pace.took(10_000, 100, 2);
        feed(pace, 4, 60, 50);
        assertTrue(pace.alone());
    }

    @Test
    void chunksOfDifferentSizesAreComparedBySample() {
        Pace pace = new Pace();
        for (int i = 0; i < 100; i++) {
            pace.took(pace.alone() ? 150 : 100, pace.alone() ? 200 : 100, 2);
        }
        assertTrue(pace.alone());
        assertEquals(0, feed(new Pace(), 20, 1, 1), "while code is being compiled all train");
    }

    @Test
    void aVerdictThatStandsIsTriedLessAndLess() {
        Pace pace = new Pace();
        feed(pace, 1000, 60, 100);
        assertTrue(feed(pace, 10_000, 60, 100) <= 10, "two chunks in thousands");
    }

    @Test
    void aTeamOfAnotherSizeIsTriedAnew() {
        Pace pace = new Pace();
        feed(pace, 100, 100, 60);
        assertTrue(pace.alone());
        pace.took(60, 100, 3);
        assertFalse(pace.alone());
        for (int i = 0; i < 1000; i++) {
            pace.took(i % 7, 100, 1);
            assertFalse(pace.alone(), "there is nothing to find out");
        }
    }
}
