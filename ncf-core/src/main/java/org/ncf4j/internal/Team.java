package org.ncf4j.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that work through rounds together: the caller's and others that join it. Threads of its own end with
 * {@link #close}. On an executor of the caller's, a thread that comes late joins the next round, and one that never comes
 * is not waited for, so that an executor with few threads delays nothing: members must not matter to the result.
 */
public final class Team implements AutoCloseable {
    /** What a member does in a round. */
    public interface Task {
        /**
         * Does one member's share.
         *
         * @param member from 0, which is the calling thread, below {@code members}
         * @param barrier for the members of this round
         */
        void run(int member, int members, Barrier barrier);
    }

    /** All members wait here until the last has come. */
    public static final class Barrier {
        private static final int SPINS = 5_000;
        private static final int YIELDS = 100;
        private static final long PARK_NANOS = 20_000;

        private final int members;
        private final int spins;
        private final AtomicInteger arrived = new AtomicInteger();
        private volatile int phase;
        private volatile boolean broken;

        private Barrier(int members) {
            this.members = members;
            // a thread that waits must not keep the one it waits for from its core
            spins = members <= Runtime.getRuntime().availableProcessors() ? SPINS : 0;
        }

        /** Waits for the others. What each did before is visible to all afterwards. */
        @SuppressWarnings("ThreadPriorityCheck") // yielding is a matter of speed alone: it is followed by parking
        public void await() {
            if (members == 1) {
                return;
            }
            int current = phase;
            if (arrived.incrementAndGet() == members) {
                arrived.set(0);
                phase = current + 1;
                return;
            }
            for (int tries = 0; phase == current; tries++) {
                if (broken) {
                    throw new BrokenBarrier();
                }
                if (tries < spins) {
                    Thread.onSpinWait();
                } else if (tries < spins + YIELDS) {
                    Thread.yield();
                } else {
                    LockSupport.parkNanos(this, PARK_NANOS);
                }
            }
        }
    }

    /** Another member failed: nothing to report. */
    private static final class BrokenBarrier extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenBarrier() {
            super("another member failed", null, false, false);
        }
    }

    /** One round's work. */
    private static final class Round {
        final Task task;
        final int members;
        final Barrier barrier;
        int left;

        @Nullable
        Throwable failure;

        Round(Task task, int members) {
            this.task = task;
            this.members = members;
            barrier = new Barrier(members);
            left = members;
        }
    }

    private final Object lock = new Object();
    /** Other threads that have come, in the order of their coming. */
    private int joined;

    private boolean closed;
    private @Nullable Round round;
    private final Thread[] own;

    private Team(Thread[] own) {
        this.own = own;
    }

    /** A team of daemon threads of its own, of which the caller is one. */
    public static Team of(int threads, String name) {
        Team team = new Team(new Thread[threads - 1]);
        for (int i = 0; i < team.own.length; i++) {
            team.own[i] = new Thread(team::join, name + "-" + (i + 1));
            team.own[i].setDaemon(true);
            team.own[i].start();
        }
        team.awaitJoined(threads - 1);
        return team;
    }

    /** A team of the caller and up to {@code threads - 1} threads of an executor. */
    public static Team on(Executor executor, int threads) {
        Team team = new Team(new Thread[0]);
        for (int i = 1; i < threads; i++) {
            executor.execute(team::join);
        }
        return team;
    }

    private void awaitJoined(int count) {
        boolean interrupted = false;
        synchronized (lock) {
            while (joined < count) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs a task on all that have joined, the caller among them, and waits for all. If members fail, one failure is
     * thrown.
     */
    public void run(Task task) {
        Round current;
        synchronized (lock) {
            current = new Round(task, 1 + joined);
            round = current;
            lock.notifyAll();
        }
        work(current, 0);
        boolean interrupted = false;
        synchronized (lock) {
            while (current.left > 0) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    // the work space is theirs until they are done
                    interrupted = true;
                }
            }
            round = null;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (current.failure instanceof RuntimeException e) {
            throw e;
        }
        if (current.failure instanceof Error e) {
            throw e;
        }
    }

    private void work(Round current, int member) {
        Throwable failure = null;
        try {
            current.task.run(member, current.members, current.barrier);
        } catch (BrokenBarrier e) {
            failure = null;
        } catch (RuntimeException | Error e) {
            failure = e;
            current.barrier.broken = true;
        }
        synchronized (lock) {
            if (failure != null && current.failure == null) {
                current.failure = failure;
            }
            current.left--;
            lock.notifyAll();
        }
    }

    /** Another thread's life in the team. */
    private void join() {
        int member;
        synchronized (lock) {
            if (closed) {
                return;
            }
            member = ++joined;
            lock.notifyAll();
        }
        boolean interrupted = false;
        Round done = null;
        while (true) {
            synchronized (lock) {
                while (!closed && (round == null || round == done || round.members <= member)) {
                    try {
                        lock.wait();
                    } catch (InterruptedException e) {
                        // an executor that shuts down: the others count on this thread until the team is closed
                        interrupted = true;
                    }
                }
                if (closed) {
                    break;
                }
                done = round;
            }
            if (done != null) {
                work(done, member);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the threads; to be called after the last round. Waits for those of its own. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        boolean interrupted = false;
        for (Thread thread : own) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
