package org.ncf4j.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.TestFloats;
import org.ncf4j.model.Mf;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;

/** Batches: the lists of single calls, in the order of the users, whatever the threads. */
class RecommendAllTest {
    private static final int USERS = 2500;
    private static final int ITEMS = 70;
    private static final Interactions DATA = Interactions.of(
            USERS,
            ITEMS,
            TestFloats.ints(20_000, USERS, 1),
            TestFloats.ints(20_000, ITEMS, 2),
            Interactions.Order.NONE);
    private static final NcfModel MODEL = Trainer.of(
                    NeuMf.defaults().withFactors(4).withLayers(8, 4))
            .withTraining(TrainingConfig.paper().withEpochs(1).withLearningRate(0.01))
            .train(DATA)
            .model();
    private static final Recommender RECOMMENDER = Recommender.of(MODEL);

    private record Row(String user, List<Recommendation> list) {}

    private static List<Row> oneByOne(Recommender recommender, List<String> users, RecommendOptions options) {
        return users.stream()
                .map(user -> new Row(user, recommender.recommend(user, options)))
                .toList();
    }

    private static List<Row> batch(Recommender recommender, List<String> users, RecommendOptions options) {
        List<Row> rows = new ArrayList<>();
        recommender.recommendAll(users, options, (user, list) -> rows.add(new Row(user, List.copyOf(list))));
        return rows;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void theListsOfSingleCallsInTheOrderOfTheUsers(int threads) {
        Recommender recommender = RECOMMENDER.withThreads(threads);
        List<String> users = MODEL.users().ids();
        List<Row> all = new ArrayList<>();
        recommender.recommendAll(5, (user, list) -> all.add(new Row(user, List.copyOf(list))));
        assertEquals(oneByOne(RECOMMENDER, users, RecommendOptions.top(5)), all);

        RecommendOptions options = RecommendOptions.top(12)
                .withAllow(IntStream.range(0, 40).mapToObj(Integer::toString).toList())
                .withDeny(Set.of("3", "99"))
                .withFilter(item -> !item.endsWith("7"));
        assertEquals(oneByOne(RECOMMENDER, users, options), batch(recommender, users, options));
        RecommendOptions everything = RecommendOptions.top(Integer.MAX_VALUE).withSeen();
        assertEquals(oneByOne(RECOMMENDER, users, everything), batch(recommender, users, everything));
    }

    @Test
    void someUsersInTheOrderOfTheCallRepeatsToo() {
        List<String> users = List.of("42", "7", "42", "0");
        assertEquals(
                oneByOne(RECOMMENDER, users, RecommendOptions.top(3)),
                batch(RECOMMENDER, users, RecommendOptions.top(3)));
        assertEquals(List.of(), batch(RECOMMENDER, List.of(), RecommendOptions.top(3)));
    }

    @Test
    void onAnExecutorOfTheCallers() {
        List<String> users = MODEL.users().ids();
        List<Row> expected = oneByOne(RECOMMENDER, users, RecommendOptions.top(3));
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            assertEquals(
                    expected, batch(RECOMMENDER.withThreads(3).withExecutor(pool), users, RecommendOptions.top(3)));
            // one that never runs anything holds nothing up
            assertEquals(
                    expected,
                    batch(RECOMMENDER.withThreads(3).withExecutor(task -> {}), users, RecommendOptions.top(3)));
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void listsAreHandedOutOnTheCallingThread() {
        Set<Thread> threads = new HashSet<>();
        RECOMMENDER.withThreads(4).recommendAll(2, (user, list) -> threads.add(Thread.currentThread()));
        assertEquals(Set.of(Thread.currentThread()), threads);
    }

    /** Counts the users that it has been asked about; gives each one score for all items. */
    private static final class CountingScorer implements Scorer {
        final AtomicInteger scored = new AtomicInteger();
        private final IdIndex users;
        private final IdIndex items;
        private final IntFunction<Float> scores;

        CountingScorer(int users, int items, IntFunction<Float> scores) {
            this.users = IdIndex.range("user", users);
            this.items = IdIndex.range("item", items);
            this.scores = scores;
        }

        @Override
        public IdIndex users() {
            return users;
        }

        @Override
        public IdIndex items() {
            return items;
        }

        @Override
        public void scoreAll(int user, float[] target) {
            scored.incrementAndGet();
            for (int item = 0; item < items.size(); item++) {
                target[item] = scores.apply(user);
            }
        }

        @Override
        public void score(int user, int[] some, float[] target) {
            throw new AssertionError("without an allow list all items are scored");
        }

        Recommender recommender(int threads) {
            return Recommender.of(this, Interactions.of(users, items, new int[0], new int[0], Interactions.Order.NONE))
                    .withThreads(threads);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void noMoreThanTwoBlocksAreInMemory(int threads) {
        CountingScorer scorer = new CountingScorer(10_000, 100, user -> 0f);
        AtomicInteger handled = new AtomicInteger();
        scorer.recommender(threads)
                .recommendAll(
                        1, (user, list) -> assertTrue(scorer.scored.get() - handled.getAndIncrement() <= 2048, user));
        assertEquals(10_000, handled.get());

        // lists too long for a block to hold more than one a thread
        CountingScorer wide = new CountingScorer(30, 100_000, user -> 0f);
        handled.set(0);
        wide.recommender(threads)
                .recommendAll(
                        Integer.MAX_VALUE,
                        (user, list) -> assertTrue(wide.scored.get() - handled.getAndIncrement() <= 2 * threads, user));
        assertEquals(30, handled.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void aFailureComesAfterAllUsersBeforeIt(int threads) {
        CountingScorer scorer =
                new CountingScorer(5000, 3, user -> user == 1700 || user == 1701 || user == 4000 ? Float.NaN : 1f);
        List<String> handled = new ArrayList<>();
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> scorer.recommender(threads).recommendAll(1, (user, list) -> handled.add(user)));
        assertEquals("the score of item '0' for user '1700' is NaN", e.getMessage());
        assertEquals(IntStream.range(0, 1700).mapToObj(Integer::toString).toList(), handled);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatTheHandlerThrowsEndsTheCall(int threads) {
        RuntimeException stop = new RuntimeException("enough");
        List<String> handled = new ArrayList<>();
        RuntimeException e = assertThrows(
                RuntimeException.class,
                () -> RECOMMENDER.withThreads(threads).recommendAll(1, (user, list) -> {
                    if (user.equals("5")) {
                        throw stop;
                    }
                    handled.add(user);
                }));
        assertSame(stop, e);
        assertEquals(List.of("0", "1", "2", "3", "4"), handled);
    }

    @Test
    void anInterruptEndsTheCall() {
        List<String> handled = new ArrayList<>();
        Thread.currentThread().interrupt();
        try {
            IllegalStateException e = assertThrows(
                    IllegalStateException.class, () -> RECOMMENDER.recommendAll(1, (user, list) -> handled.add(user)));
            assertEquals("interrupted while recommending", e.getMessage());
            assertTrue(Thread.currentThread().isInterrupted());
            assertEquals(List.of(), handled);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void refusesWhatCannotBe() {
        List<String> handled = new ArrayList<>();
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> RECOMMENDER.recommendAll(
                        List.of("0", "nobody"), RecommendOptions.top(1), (user, list) -> handled.add(user)));
        assertEquals("unknown user 'nobody'", e.getMessage());
        assertEquals(List.of(), handled);
        assertThrows(
                IllegalArgumentException.class, () -> RECOMMENDER.recommendAll(0, (user, list) -> handled.add(user)));
        e = assertThrows(IllegalArgumentException.class, () -> RECOMMENDER.withThreads(0));
        assertEquals("threads must be at least 1, but is 0", e.getMessage());
    }

    @Test
    void noNumberOfThreadsChangesTheNeighbors() {
        Interactions data = Interactions.of(
                20_000, 5, TestFloats.ints(100, 20_000, 1), TestFloats.ints(100, 5, 2), Interactions.Order.NONE);
        Recommender recommender = Recommender.of(Trainer.of(Mf.defaults().withFactors(120))
                .withTraining(TrainingConfig.paper().withEpochs(1))
                .train(data)
                .model());
        List<Recommender.Neighbor> expected = recommender.withThreads(1).similarUsers("17", 300);
        assertEquals(expected, recommender.withThreads(2).similarUsers("17", 300));
        assertEquals(expected, recommender.withThreads(8).similarUsers("17", 300));
        assertEquals(
                expected, recommender.withThreads(8).withExecutor(task -> {}).similarUsers("17", 300));
    }
}
