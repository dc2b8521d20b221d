package org.ncf4j.eval;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A loop over blocks of indices on several threads, which end with the call. */
final class Parallel {
    /** The body of the loop; one instance a thread, so that it may own buffers. */
    interface Body {
        void run(int from, int to);
    }

    private final int count;
    private final int blockSize;
    private final Supplier<? extends Body> bodies;
    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean cancelled;
    private int failedBlock = Integer.MAX_VALUE;
    private @Nullable Throwable failure;

    private Parallel(int count, int blockSize, Supplier<? extends Body> bodies) {
        this.count = count;
        this.blockSize = blockSize;
        this.bodies = bodies;
    }

    /**
     * Runs a body over {@code [0, count)} in blocks; the calling thread works too. If bodies fail, the failure of the first
     * block in index order is thrown, whatever the number of threads.
     *
     * @throws IllegalStateException if the calling thread is interrupted; its interrupt status stays set
     */
    static void run(int threads, int count, int blockSize, Supplier<? extends Body> bodies) {
        new Parallel(count, blockSize, bodies).run(Math.min(threads, (count + blockSize - 1) / blockSize));
    }

    private void run(int threads) {
        Thread caller = Thread.currentThread();
        Thread[] helpers = new Thread[Math.max(0, threads - 1)];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Thread(() -> work(null), "ncf-eval-" + (i + 1));
            helpers[i].setDaemon(true);
            helpers[i].start();
        }
        work(caller);
        boolean interrupted = caller.isInterrupted();
        for (Thread helper : helpers) {
            while (helper.isAlive()) {
                try {
                    helper.join();
                } catch (InterruptedException e) {
                    // Nobody else would wait for the helpers, so they are told to stop, and are waited for all the
                    // same.
                    interrupted = true;
                    cancelled = true;
                }
            }
        }
        if (interrupted) {
            caller.interrupt();
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (cancelled) {
            throw new IllegalStateException("interrupted while evaluating");
        }
    }

    /** Takes block after block; the caller's thread also looks for an interrupt. */
    private void work(@Nullable Thread caller) {
        int block = -1;
        try {
            Body body = bodies.get();
            while (!cancelled) {
                block = next.getAndIncrement();
                long from = (long) block * blockSize;
                if (from >= count) {
                    return;
                }
                body.run((int) from, (int) Math.min(count, from + blockSize));
                if (caller != null && caller.isInterrupted()) {
                    cancelled = true;
                }
            }
        } catch (RuntimeException | Error e) {
            fail(block, e);
        }
    }

    /** Blocks are taken in order, so all before a failed one were taken and run to their end. */
    private synchronized void fail(int block, Throwable e) {
        if (block < failedBlock) {
            failedBlock = block;
            failure = e;
        }
        cancelled = true;
    }
}
