package org.ncf4j.model;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Locale;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Hash;
import org.ncf4j.nn.Engine;

/**
 * Trains one epoch on interactions at random, and compares the memory that it takes with the estimate. Not a test: the
 * figures of the guide come from it, and {@link TrainingMemoryTest} runs it at a small size.
 *
 * <p>Arguments: {@code gmf} or {@code neumf}, factors, users, items, positives; the number of threads, if it is not one a
 * core.
 */
final class ScaleRun {
    private ScaleRun() {}

    public static void main(String[] args) {
        ModelConfig model = args[0].equals("gmf")
                ? Gmf.defaults().withFactors(Integer.parseInt(args[1]))
                : NeuMf.defaults().withFactors(Integer.parseInt(args[1]));
        int users = Integer.parseInt(args[2]);
        int items = Integer.parseInt(args[3]);
        int positives = Integer.parseInt(args[4]);
        int threads = args.length > 5
                ? Integer.parseInt(args[5])
                : Runtime.getRuntime().availableProcessors();

        long before = liveBytes();
        Interactions data = simulate(users, items, positives);
        long withData = liveBytes();
        print("data: %,d positives, %,d bytes, estimated %,d", data.size(), withData - before, data.sizeInBytes());

        Trainer trainer = Trainer.of(model)
                .withTraining(TrainingConfig.paper().withEpochs(1))
                .withThreads(threads);
        print(
                "estimate: %,d bytes; heap: %,d bytes",
                trainer.memoryNeeded(data), Runtime.getRuntime().maxMemory());
        resetPeak();
        long[] live = new long[1];
        // the work space of training is still held while the listener is asked
        TrainingResult result =
                trainer.withListener(report -> live[0] = liveBytes() - before).train(data);
        print("peak: %,d bytes used at most", peakBytes() - before);
        print("peak: %,d bytes after a collection in training", live[0]);
        print("model and data: %,d bytes after a collection", liveBytes() - before);
        print(
                "%s kernels, %d threads: %,d samples in %.1f s, %,.0f samples/s; loss %.4f, AUC %.4f",
                Engine.kernels(),
                threads,
                result.last().samples(),
                result.last().seconds(),
                result.last().samplesPerSecond(),
                result.last().loss(),
                result.last().auc());
    }

    /**
     * Users of between 1 and twice the mean number of positives; items drawn as the square of a uniform number, so that one
     * in a hundred of them has a tenth of the positives. Order as drawn.
     */
    static Interactions simulate(int users, int items, int positives) {
        int[] userOf = new int[positives];
        int[] itemOf = new int[positives];
        int mean = positives / users;
        long key = Hash.key(1, 999, 0);
        long draw = 0;
        int at = 0;
        for (int user = 0; user < users; user++) {
            // pairs of users have twice the mean together
            int share = 1 + Hash.bounded(Hash.bits(key, -1 - user / 2), 2 * mean - 1);
            int end = user == users - 1 ? positives : at + (user % 2 == 0 ? share : 2 * mean - share);
            int start = at;
            while (at < end) {
                double unit = Hash.unit(Hash.bits(key, draw++));
                int item = (int) (items * unit * unit);
                int other = start;
                while (other < at && itemOf[other] != item) {
                    other++;
                }
                if (other == at) {
                    userOf[at] = user;
                    itemOf[at++] = item;
                }
            }
        }
        return Interactions.of(users, items, userOf, itemOf, Interactions.Order.NONE);
    }

    private static long liveBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void resetPeak() {
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** The sum of the heap's pools, which need not have been at their peaks at once. */
    private static long peakBytes() {
        long peak = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            peak += pool.getType() == MemoryType.HEAP ? pool.getPeakUsage().getUsed() : 0;
        }
        return peak;
    }

    private static void print(String format, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }
}
