package org.ncf4j.recommend;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;

/** A stretch of a batch's users, whose lists several threads make, one user after the other as they are free. */
final class Block {
    /** A user's list, or why there is none. */
    private record Result(
            List<Recommendation> list, @Nullable RuntimeException failure) {}

    private final int[] users;
    private final int from;
    private final Result[] results;
    private final AtomicInteger next = new AtomicInteger();

    /** Those of the users, which are indices, from a place on. */
    Block(int[] users, int from, int size) {
        this.users = users;
        this.from = from;
        results = new Result[size];
    }

    /** Makes lists until there is no user left; returns while other threads may be at their last ones. */
    void make(ListMaker maker) {
        for (int i = next.getAndIncrement(); i < results.length; i = next.getAndIncrement()) {
            try {
                results[i] = new Result(maker.make(users[from + i]), null);
            } catch (RuntimeException e) {
                // to be thrown in its turn, so that the same users come before it for any number of threads
                results[i] = new Result(List.of(), e);
                stop();
            }
        }
    }

    /** Lets no thread begin another user. */
    void stop() {
        next.set(results.length);
    }

    /** Hands out the lists in the order of the users, once all are made. */
    void handOut(IdIndex ids, BiConsumer<? super String, ? super List<Recommendation>> handler) {
        for (int i = 0; i < results.length; i++) {
            Result result = results[i];
            if (result.failure() != null) {
                throw result.failure();
            }
            handler.accept(ids.id(users[from + i]), result.list());
        }
    }
}
