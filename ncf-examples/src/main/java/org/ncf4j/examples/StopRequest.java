package org.ncf4j.examples;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While it is open, a process that is asked to end (Ctrl-C, SIGTERM) interrupts the thread that opened it, and waits until that
 * has come to an end of its own: training does so with a checkpoint.
 */
final class StopRequest implements AutoCloseable {
    /** A large checkpoint on a slow disk; whoever cannot wait can still kill the process, and loses what came after the last one. */
    private static final long PATIENCE_SECONDS = 120;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "ncf-stop");

    StopRequest() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stop() {
        worker.interrupt();
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("ncf fit: training did not end within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            // nobody does that to a hook; if somebody does, it is to end
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs: the process is about to end
            return;
        }
    }
}
