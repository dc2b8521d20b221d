package org.ncf4j.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.TableScorer;
import org.ncf4j.recommend.RecommenderHandle.Canary;
import org.ncf4j.recommend.RecommenderHandle.Check;
import org.ncf4j.recommend.RecommenderHandle.RefusedException;

/** Swapping what is served. */
class RecommenderHandleTest {
    private static final int USERS = 30;
    private static final int ITEMS = 40;

    /** Users like the items from {@code first} on, in this order. */
    private static Recommender from(int first) {
        float[][] table = new float[USERS][ITEMS];
        for (int user = 0; user < USERS; user++) {
            for (int item = 0; item < ITEMS; item++) {
                table[user][item] = -Math.floorMod(item - first, ITEMS);
            }
        }
        return of(table);
    }

    private static Recommender of(float[][] table) {
        return of(new TableScorer(table));
    }

    private static Recommender of(Scorer scorer) {
        Interactions nothing = Interactions.builder()
                .withUsers(scorer.users())
                .withItems(scorer.items())
                .build();
        return Recommender.of(scorer, nothing);
    }

    @Test
    void serves() {
        Recommender first = from(0);
        RecommenderHandle handle = new RecommenderHandle(first);
        assertSame(first, handle.get());
        Recommender second = from(4);
        Check check = handle.swap(second);
        assertSame(second, handle.get());
        // ten items from the fourth on: six of them in both lists
        assertEquals(new Check(30, .6), new Check(check.users(), Math.rint(check.overlap() * 1e9) / 1e9));
        handle.rollBack();
        assertSame(first, handle.get());
        IllegalStateException none = assertThrows(IllegalStateException.class, handle::rollBack);
        assertEquals("there is nothing to roll back to", none.getMessage());
        handle.swap(second);
        handle.dropPrevious();
        assertThrows(IllegalStateException.class, handle::rollBack);
        assertSame(second, handle.get());
    }

    @Test
    void whatHasLittleInCommonIsRefused() {
        Recommender first = from(0);
        RecommenderHandle handle = new RecommenderHandle(first);
        RefusedException refused = assertThrows(RefusedException.class, () -> handle.swap(from(9)));
        assertEquals(
                "refused: lists of 10 items for 30 users have a share of 0.1 in common with those of the one that serves,"
                        + " where 0.2 is the least",
                refused.getMessage());
        assertSame(first, handle.get());
        assertThrows(IllegalStateException.class, handle::rollBack);
        RecommenderHandle patient = new RecommenderHandle(
                first, Canary.defaults().withMinOverlap(.05).withUsers(7));
        assertEquals(7, patient.swap(from(9)).users());
    }

    @Test
    void whatIsNotFiniteIsRefused() {
        RecommenderHandle handle =
                new RecommenderHandle(from(0), Canary.defaults().withMinOverlap(0));
        float[][] table = new float[USERS][ITEMS];
        table[17][3] = Float.NaN;
        RefusedException refused = assertThrows(RefusedException.class, () -> handle.swap(of(table)));
        assertEquals("refused: the score of item 'i3' for user 'u17' is NaN", refused.getMessage());
        assertNotNull(refused.getCause());
    }

    @Test
    void whateverItThrowsIsRefused() {
        RecommenderHandle handle = new RecommenderHandle(from(0));
        Scorer broken = new TableScorer(new float[USERS][ITEMS]) {
            @Override
            public void scoreAll(int user, float[] scores) {
                throw new ArithmeticException("broken");
            }
        };
        assertEquals(
                "refused: broken",
                assertThrows(RefusedException.class, () -> handle.swap(of(broken)))
                        .getMessage());
    }

    /** When the one that serves is broken a good one is needed most. */
    @Test
    void aBrokenOneCanBeReplaced() {
        float[][] table = new float[USERS][ITEMS];
        for (float[] row : table) {
            row[0] = Float.POSITIVE_INFINITY;
        }
        RecommenderHandle handle = new RecommenderHandle(of(table));
        Check check = handle.swap(from(0));
        assertEquals(30, check.users());
        assertTrue(Double.isNaN(check.overlap()));
    }

    @Test
    void withoutAUserInCommonItIsRefusedUnlessThatIsAllowed() {
        Scorer strangers = new TableScorer(new float[3][ITEMS]) {
            @Override
            public IdIndex users() {
                return IdIndex.of("user", List.of("a", "b", "c"));
            }
        };
        RefusedException refused =
                assertThrows(RefusedException.class, () -> new RecommenderHandle(from(0)).swap(of(strangers)));
        assertEquals(
                "refused: it has no user in common with the one that serves, of its 3 users and 30 users",
                refused.getMessage());
        Check check = new RecommenderHandle(from(0), Canary.defaults().withMinOverlap(0)).swap(of(strangers));
        assertEquals(3, check.users());
        assertTrue(Double.isNaN(check.overlap()));
    }

    @Test
    void badCanariesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Canary(0, 10, .2, 1));
        assertThrows(IllegalArgumentException.class, () -> new Canary(10, 0, .2, 1));
        assertThrows(IllegalArgumentException.class, () -> new Canary(10, 10, Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> Canary.defaults().withMinOverlap(1.1));
    }

    /** An operator who rolls back while tonight's model is checked gets what he asked for. */
    @Test
    void whatIsCheckedWhileAnotherComesIsRefused() throws Exception {
        RecommenderHandle handle = new RecommenderHandle(from(0));
        Recommender good = handle.get();
        handle.swap(from(1));
        CountDownLatch checking = new CountDownLatch(1);
        CountDownLatch rolledBack = new CountDownLatch(1);
        Scorer slow = new TableScorer(new float[USERS][ITEMS]) {
            @Override
            public void scoreAll(int user, float[] scores) {
                checking.countDown();
                try {
                    assertTrue(rolledBack.await(1, TimeUnit.MINUTES));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                super.scoreAll(user, scores);
            }
        };
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Check> swap = other.submit((Callable<Check>) () -> handle.swap(of(slow)));
            assertTrue(checking.await(1, TimeUnit.MINUTES));
            // what serves is the same again, and yet something has come between
            handle.swap(from(2));
            handle.rollBack();
            handle.swap(good);
            rolledBack.countDown();
            Exception refused = assertThrows(Exception.class, swap::get);
            assertTrue(refused.getCause() instanceof RefusedException, refused.toString());
            assertSame(good, handle.get());
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void lettingThePreviousOneGoChangesNothingForACheck() throws Exception {
        RecommenderHandle handle = new RecommenderHandle(from(0));
        handle.swap(from(1));
        Recommender next = of(new TableScorer(new float[USERS][ITEMS]) {
            @Override
            public void scoreAll(int user, float[] scores) {
                handle.dropPrevious();
                super.scoreAll(user, scores);
            }
        });
        handle.swap(next);
        assertSame(next, handle.get());
    }

    @Test
    void requestsGoOnWhileModelsAreSwapped() throws Exception {
        Recommender one = from(0);
        Recommender two = from(2);
        List<Recommendation> ofOne = one.recommend("u5", 10);
        List<Recommendation> ofTwo = two.recommend("u5", 10);
        RecommenderHandle handle = new RecommenderHandle(one);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                counts.add(threads.submit(() -> {
                    int count = 0;
                    while (!done.get() || count == 0) {
                        List<Recommendation> list = handle.get().recommend("u5", 10);
                        assertTrue(list.equals(ofOne) || list.equals(ofTwo), list.toString());
                        count++;
                    }
                    return count;
                }));
            }
            for (int swap = 0; swap < 200; swap++) {
                handle.swap(swap % 2 == 0 ? two : one);
            }
            done.set(true);
            for (Future<Integer> count : counts) {
                assertTrue(count.get() > 0);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
