package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BesideTest {
    @Test
    void bringsWhatComesOfIt() throws IOException {
        try (Beside<String> beside = Beside.start(
                "worker",
                () -> Thread.currentThread().getName() + Thread.currentThread().isDaemon())) {
            assertEquals("workertrue", beside.result());
            assertEquals("workertrue", beside.result());
        }
    }

    static Throwable[] failures() {
        return new Throwable[] {new IllegalStateException("a"), new IOException("b"), new OutOfMemoryError("c")};
    }

    @ParameterizedTest
    @MethodSource("failures")
    void throwsWhatTheWorkThrew(Throwable failure) {
        try (Beside<String> beside = Beside.start("worker", () -> {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        })) {
            assertSame(failure, assertThrows(Throwable.class, beside::result));
        }
    }

    /** The work can end only once this thread waits for it, and would still be under way if it did not. */
    @Test
    void closingWaitsForTheEnd() {
        CountDownLatch end = new CountDownLatch(1);
        AtomicReference<Thread> worker = new AtomicReference<>();
        Thread caller = Thread.currentThread();
        Thread opener = new Thread(() -> {
            while (caller.getState() != Thread.State.WAITING && caller.isAlive() && end.getCount() > 0) {
                Thread.onSpinWait();
            }
            end.countDown();
        });
        opener.setDaemon(true);
        Beside<Boolean> beside = Beside.start("worker", () -> {
            worker.set(Thread.currentThread());
            end.await();
            return true;
        });
        try {
            opener.start();
            beside.close();
            assertEquals(0, end.getCount(), "closed before the work could end");
            assertFalse(worker.get().isAlive());
        } finally {
            end.countDown();
        }
    }

    @Test
    void anInterruptEndsTheWaiting() {
        CountDownLatch end = new CountDownLatch(1);
        try (Beside<Boolean> beside = Beside.start("worker", () -> {
            end.await();
            return true;
        })) {
            Thread.currentThread().interrupt();
            assertEquals(
                    "interrupted",
                    assertThrows(IOException.class, beside::result).getMessage());
            end.countDown();
        }
        assertTrue(Thread.interrupted());
    }
}
