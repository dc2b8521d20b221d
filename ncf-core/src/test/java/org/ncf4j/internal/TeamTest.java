package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TeamTest {
    /** No barrier is passed before all have come: each sees what the others wrote before it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void aBarrierSeparatesWhatIsBeforeFromWhatIsAfter(int threads) {
        int rounds = 2_000;
        int[] counts = new int[threads];
        try (Team team = Team.of(threads, "test")) {
            team.run((member, members, barrier) -> {
                assertEquals(threads, members);
                for (int round = 1; round <= rounds; round++) {
                    counts[member] = round;
                    barrier.await();
                    for (int count : counts) {
                        assertEquals(round, count);
                    }
                    barrier.await();
                }
            });
        }
        for (int count : counts) {
            assertEquals(rounds, count);
        }
    }

    @Test
    void theCallerIsMemberZeroAndTheThreadsEndWithTheTeam() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (Team team = Team.of(3, "test")) {
            for (int round = 0; round < 5; round++) {
                team.run((member, members, barrier) -> {
                    if (member == 0) {
                        threads.add(Thread.currentThread());
                    } else {
                        assertTrue(Thread.currentThread().isDaemon());
                        threads.add(Thread.currentThread());
                    }
                });
            }
        }
        assertEquals(3, threads.size(), "the same threads in every round");
        assertTrue(threads.remove(Thread.currentThread()));
        for (Thread thread : threads) {
            assertFalse(thread.isAlive());
        }
    }

    /** Whoever fails, the others do not wait at the barrier for ever, and the failure comes out as it is. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aFailureOfOneMemberEndsTheRoundForAll(int failing) {
        IllegalStateException failure = new IllegalStateException("on purpose");
        AtomicInteger after = new AtomicInteger();
        try (Team team = Team.of(3, "test")) {
            Team.Task task = (member, members, barrier) -> {
                if (member == failing) {
                    throw failure;
                }
                barrier.await();
                after.incrementAndGet();
            };
            assertSame(failure, assertThrows(IllegalStateException.class, () -> team.run(task)));
            assertEquals(0, after.get());

            team.run((member, members, barrier) -> {
                barrier.await();
                after.incrementAndGet();
            });
            assertEquals(3, after.get(), "the next round is whole again");
        }
    }

    @Test
    void errorsComeOutToo() {
        try (Team team = Team.of(2, "test")) {
            assertThrows(
                    AssertionError.class,
                    () -> team.run((member, members, barrier) -> {
                        throw new AssertionError("on purpose");
                    }));
        }
    }

    /** An interrupt is not lost, and does not let the caller leave while others still work. */
    @Test
    void anInterruptOfTheCallerIsKept() {
        AtomicInteger done = new AtomicInteger();
        try (Team team = Team.of(3, "test")) {
            Thread.currentThread().interrupt();
            team.run((member, members, barrier) -> {
                barrier.await();
                done.incrementAndGet();
            });
            assertEquals(3, done.get());
        }
        assertTrue(Thread.interrupted());
    }

    /** An executor whose only thread is taken delays nothing: the caller works alone until somebody comes. */
    @Test
    void anExecutorWithoutAFreeThreadIsNotWaitedFor() throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(1);
        CountDownLatch release = new CountDownLatch(1);
        executor.execute(() -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        List<Integer> sizes = new ArrayList<>();
        try (Team team = Team.on(executor, 4)) {
            team.run((member, members, barrier) -> sizes.add(members));
            assertEquals(List.of(1), sizes);
            release.countDown();
            int[] members = {1};
            while (members[0] == 1) {
                team.run((member, count, barrier) -> {
                    barrier.await();
                    if (member == 0) {
                        members[0] = count;
                    }
                });
            }
            assertEquals(2, members[0]);
        }
        executor.shutdown();
        assertTrue(executor.awaitTermination(30, TimeUnit.SECONDS), "the team gives its threads back");
    }
}
