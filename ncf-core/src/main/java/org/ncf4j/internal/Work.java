package org.ncf4j.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Loops over rows on a team. What a row gives must not depend on who works on it, nor when. */
public final class Work {
    private Work() {}

    /** What is done with rows; one instance a thread, so that it may own buffers. */
    public interface Body {
        void run(int from, int to);
    }

    /** A team of a fit's own. */
    public static Team team(int threads) {
        return Team.of(threads, "ncf4j-fit");
    }

    /** Hands out the rows of {@code [0, count)} in blocks. */
    public static void share(Team team, int count, int blockSize, Supplier<? extends Body> bodies) {
        AtomicInteger next = new AtomicInteger();
        team.run((member, members, barrier) -> take(next, count, blockSize, bodies.get()));
    }

    /** A member's part of {@link #share}. */
    public static void take(AtomicInteger next, int count, int blockSize, Body body) {
        int blocks = (count + blockSize - 1) / blockSize;
        for (int block = next.getAndIncrement(); block < blocks; block = next.getAndIncrement()) {
            body.run(block * blockSize, Math.min(count, (block + 1) * blockSize));
        }
    }
}
