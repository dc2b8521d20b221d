package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.ncf4j.internal.Hash;

/** What every {@link Scorer} promises. A test of a scorer extends this class and says which one it is. */
public abstract class ScorerContract {
    private static final float UNTOUCHED = Float.intBitsToFloat(0x7fc0dead);
    private static final int MOST_USERS = 25;

    /** The scorer under test: at least one user and one item; the same one, or an equal one, at every call. */
    protected abstract Scorer scorer();

    @Test
    void scoresAreFinite() {
        Scorer scorer = scorer();
        for (int user : users(scorer)) {
            for (float score : all(scorer, user)) {
                assertTrue(Float.isFinite(score), () -> "score " + score);
            }
        }
    }

    @Test
    void scoringAllAgainGivesTheSameBits() {
        Scorer scorer = scorer();
        for (int user : users(scorer)) {
            assertSameBits(all(scorer, user), all(scorer, user));
        }
    }

    @Test
    void anyListOfItemsGetsTheBitsOfAll() {
        Scorer scorer = scorer();
        int count = scorer.items().size();
        for (int user : users(scorer)) {
            float[] all = all(scorer, user);
            assertListGetsBitsOfAll(scorer, user, new int[0], all);
            assertListGetsBitsOfAll(scorer, user, IntStream.range(0, count).toArray(), all);
            assertListGetsBitsOfAll(
                    scorer,
                    user,
                    IntStream.range(0, count).map(i -> count - 1 - i).toArray(),
                    all);
            // Lengths around the blocks in which an implementation may work; any order, with repeats.
            for (int length : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 2 * count + 1}) {
                int[] items = new int[length];
                for (int i = 0; i < length; i++) {
                    items[i] = Hash.bounded(Hash.bits(user, Hash.CANDIDATE, length, i), count);
                }
                assertListGetsBitsOfAll(scorer, user, items, all);
            }
        }
    }

    @Test
    void everyItemAloneGetsTheBitsOfAll() {
        Scorer scorer = scorer();
        int user = scorer.users().size() - 1;
        float[] all = all(scorer, user);
        for (int item = 0; item < all.length; item++) {
            assertListGetsBitsOfAll(scorer, user, new int[] {item}, all);
        }
    }

    @Test
    void longerArraysAreLeftAloneBeyondTheScores() {
        Scorer scorer = scorer();
        int count = scorer.items().size();
        float[] scores = new float[count + 5];
        Arrays.fill(scores, UNTOUCHED);
        scorer.scoreAll(0, scores);
        assertUntouched(scores, count);
        Arrays.fill(scores, UNTOUCHED);
        scorer.score(0, new int[] {count - 1}, scores);
        assertUntouched(scores, 1);
    }

    @Test
    void theListOfItemsIsNotChanged() {
        Scorer scorer = scorer();
        int[] items = {scorer.items().size() - 1, 0, 0};
        int[] copy = items.clone();
        scorer.score(0, items, new float[3]);
        assertTrue(Arrays.equals(copy, items));
    }

    @Test
    void manyThreadsGetTheBitsOfOne() throws Exception {
        Scorer scorer = scorer();
        int[] users = users(scorer);
        List<float[]> expected =
                Arrays.stream(users).mapToObj(user -> all(scorer, user)).toList();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> checks = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int start = thread;
                checks.add(pool.submit(() -> {
                    for (int step = 0; step < 2 * users.length; step++) {
                        int place = (start + step) % users.length;
                        assertSameBits(expected.get(place), all(scorer, users[place]));
                        assertListGetsBitsOfAll(scorer, users[place], new int[] {0}, expected.get(place));
                    }
                }));
            }
            for (Future<?> check : checks) {
                check.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        Scorer scorer = scorer();
        int users = scorer.users().size();
        int items = scorer.items().size();
        float[] scores = new float[items + 1];
        assertAll(
                () -> assertOutOfBounds(() -> scorer.scoreAll(-1, scores)),
                () -> assertOutOfBounds(() -> scorer.scoreAll(users, scores)),
                () -> assertOutOfBounds(() -> scorer.scoreAll(Integer.MAX_VALUE, scores)),
                () -> assertOutOfBounds(() -> scorer.scoreAll(0, new float[items - 1])),
                () -> assertOutOfBounds(() -> scorer.score(-1, new int[] {0}, scores)),
                () -> assertOutOfBounds(() -> scorer.score(users, new int[] {0}, scores)),
                () -> assertOutOfBounds(() -> scorer.score(0, new int[] {-1}, scores)),
                () -> assertOutOfBounds(() -> scorer.score(0, new int[] {0, items}, scores)),
                () -> assertOutOfBounds(() -> scorer.score(0, new int[] {Integer.MIN_VALUE}, scores)),
                () -> assertOutOfBounds(() -> scorer.score(0, new int[] {0, 0}, new float[1])));
    }

    private static void assertOutOfBounds(Executable action) {
        assertThrows(IndexOutOfBoundsException.class, action);
    }

    /** Some users, spread over all, the first and the last among them. */
    private static int[] users(Scorer scorer) {
        int size = scorer.users().size();
        int count = Math.min(size, MOST_USERS);
        return IntStream.range(0, count)
                .map(i -> count == 1 ? 0 : (int) ((long) i * (size - 1) / (count - 1)))
                .toArray();
    }

    private static float[] all(Scorer scorer, int user) {
        float[] scores = new float[scorer.items().size()];
        scorer.scoreAll(user, scores);
        return scores;
    }

    private static void assertListGetsBitsOfAll(Scorer scorer, int user, int[] items, float[] all) {
        float[] expected = new float[items.length];
        for (int i = 0; i < items.length; i++) {
            expected[i] = all[items[i]];
        }
        float[] scores = new float[items.length];
        scorer.score(user, items, scores);
        assertSameBits(expected, scores);
    }

    private static void assertSameBits(float[] expected, float[] actual) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            int place = i;
            assertEquals(
                    Float.floatToRawIntBits(expected[i]),
                    Float.floatToRawIntBits(actual[i]),
                    () -> "at " + place + ": " + expected[place] + " and " + actual[place]);
        }
    }

    private static void assertUntouched(float[] scores, int from) {
        for (int i = from; i < scores.length; i++) {
            assertEquals(Float.floatToRawIntBits(UNTOUCHED), Float.floatToRawIntBits(scores[i]));
        }
    }
}
