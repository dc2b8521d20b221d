package org.ncf4j.benchmarks;

import org.ncf4j.data.LabeledPairs;

/** What both frameworks' benchmarks need. */
final class Peers {
    /** Samples of an invocation: a whole number of steps at either batch size, below a second for the slowest. */
    static final int SAMPLES = 1 << 16;

    /** Users scored together where all are: larger blocks fall out of the caches, smaller ones pay for more calls. */
    static final int BLOCK = 8;

    private static final String[] MALLOC = {
        "MALLOC_MMAP_THRESHOLD_=33554432", "MALLOC_TRIM_THRESHOLD_=1073741824", "MALLOC_TOP_PAD_=67108864"
    };

    private Peers() {}

    /**
     * Without these settings glibc gives memory back to the system in every step, and page faults slow the frameworks.
     *
     * @throws IllegalStateException if they are not in the environment
     */
    static void requireTunedMalloc() {
        for (String setting : MALLOC) {
            String[] parts = setting.split("=", 2);
            if (!parts[1].equals(System.getenv(parts[0]))) {
                throw new IllegalStateException(
                        "for a fair comparison run with these in the environment: " + String.join(" ", MALLOC));
            }
        }
    }

    /** W1's triples, a batch a row. */
    static final class Batches {
        final int[][] users;
        final int[][] items;
        final float[][] labels;

        Batches(int size) {
            LabeledPairs pairs = Workload.pairs();
            int count = pairs.size() / size;
            users = new int[count][size];
            items = new int[count][size];
            labels = new float[count][size];
            for (int batch = 0; batch < count; batch++) {
                for (int i = 0; i < size; i++) {
                    int pair = batch * size + i;
                    users[batch][i] = pairs.user(pair);
                    items[batch][i] = pairs.item(pair);
                    labels[batch][i] = pairs.label(pair) ? 1 : 0;
                }
            }
        }
    }

    /** The loss at the start is ln 2; that of one batch with one positive in five, once that is known, is about 0.5. */
    static void requireFallen(double loss) {
        if (!(loss < 0.62)) {
            throw new IllegalStateException("the loss is " + loss + ": this is no training");
        }
    }

    /** Mean binary cross-entropy. */
    static double loss(float[] logits, float[] labels) {
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            double z = logits[i];
            sum += Math.max(z, 0) - z * labels[i] + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
        }
        return sum / logits.length;
    }
}
