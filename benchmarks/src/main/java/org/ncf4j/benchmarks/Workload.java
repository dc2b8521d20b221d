package org.ncf4j.benchmarks;

import org.ncf4j.data.IdIndex;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.internal.Permutation;
import org.ncf4j.model.NeuMf;

/**
 * The size of the NCF paper's MovieLens-1M: 6,040 users, 3,706 items, and a NeuMF with 8 factors beside a tower of 64, 32,
 * 16, 8: 16 kFLOP a sample, forward and back.
 */
final class Workload {
    static final int USERS = 6040;
    static final int ITEMS = 3706;
    /** Pairs that are trained on in one invocation. */
    static final int SAMPLES = 1_000_000;

    /** Negative pairs for each positive one. */
    static final int NEGATIVES = 4;

    private Workload() {}

    static NeuMf model() {
        return NeuMf.defaults().withFactors(8).withLayers(64, 32, 16, 8);
    }

    /** Distinct pairs at random, exactly one in five of them positive. */
    static LabeledPairs pairs() {
        Permutation order = new Permutation((long) USERS * ITEMS, 1);
        int[] users = new int[SAMPLES];
        int[] items = new int[SAMPLES];
        boolean[] labels = new boolean[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            long pair = order.apply(i);
            users[i] = (int) (pair / ITEMS);
            items[i] = (int) (pair % ITEMS);
            labels[i] = i % (1 + NEGATIVES) == 0;
        }
        return LabeledPairs.of(IdIndex.range("user", USERS), IdIndex.range("item", ITEMS), users, items, labels);
    }
}
