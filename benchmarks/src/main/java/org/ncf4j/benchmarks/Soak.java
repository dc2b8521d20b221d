package org.ncf4j.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.model.Mf;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;
import org.ncf4j.recommend.RecommenderHandle;

/**
 * Serving while models are swapped: 16 threads ask for the ten best items of the simulated shop's users, one of eight of them for a
 * newcomer's, for a minute, and meanwhile a handle is given one of two models of 32 factors, read from their files, again and again, a
 * thousand times, every tenth of which is rolled back. Every list is compared with those that the two models gave before.
 *
 * <pre>
 * java --add-modules=jdk.incubator.vector -Xmx512m -cp benchmarks/target/benchmarks.jar org.ncf4j.benchmarks.Soak [SECONDS SWAPS]
 * </pre>
 */
public final class Soak {
    private static final int THREADS = 16;
    private static final int LIST = 10;
    private static final int MOST = 4_000_000;

    private Soak() {}

    /**
     * Runs it.
     *
     * @param arguments seconds and swaps, 60 and 1000 if left out
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
        int swaps = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
        Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "soak");
        try {
            run(seconds, swaps, folder);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static void run(int seconds, int swaps, Path folder) throws Exception {
        var shop = SimulatedShop.create(SimulatedShop.Config.defaults()).purchases();
        Path[] files = new Path[2];
        List<Answers> answers = new ArrayList<>();
        List<List<String>> histories = new ArrayList<>();
        for (int user = 0; user < shop.userCount(); user += 10) {
            histories.add(Arrays.stream(shop.positives(user))
                    .mapToObj(shop.items()::id)
                    .toList());
        }
        for (int i = 0; i < 2; i++) {
            NcfModel model = Trainer.of(Mf.defaults().withFactors(32))
                    .withTraining(TrainingConfig.paper().withEpochs(8 + i))
                    .train(shop)
                    .model();
            files[i] = folder.resolve("model" + i);
            model.save(files[i]);
            answers.add(new Answers(Recommender.of(model), histories));
        }
        RecommenderHandle handle = new RecommenderHandle(Recommender.of(NcfModel.load(files[0])));
        AtomicBoolean done = new AtomicBoolean();
        LongAdder wrong = new LongAdder();
        LongAdder failed = new LongAdder();
        Asking[] asking = new Asking[THREADS];
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            asking[i] = new Asking(i, handle, answers, histories, done, wrong, failed);
            threads[i] = new Thread(asking[i], "asking-" + i);
        }
        long before = heap();
        for (Thread thread : threads) {
            thread.start();
        }
        long begun = System.nanoTime();
        double overlap = 1;
        for (int swap = 1; swap <= swaps; swap++) {
            overlap = Math.min(
                    overlap,
                    handle.swap(Recommender.of(NcfModel.load(files[swap % 2]))).overlap());
            if (swap % 10 == 0) {
                handle.rollBack();
            }
            long due = begun + (long) (1e9 * seconds * swap / swaps);
            while (System.nanoTime() < due) {
                Thread.sleep(1);
            }
        }
        double took = (System.nanoTime() - begun) / 1e9;
        done.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        long requests = 0;
        for (Asking one : asking) {
            requests += one.requests;
        }
        long after = heap();
        long[] nanos = Arrays.stream(asking)
                .flatMapToLong(one -> Arrays.stream(one.nanos, 0, one.kept))
                .sorted()
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "%,d requests of %d threads in %.0f s, %,d swaps (least overlap %.2f), %d wrong answers, %d exceptions%n",
                requests,
                THREADS,
                took,
                swaps,
                overlap,
                wrong.sum(),
                failed.sum());
        System.out.printf(
                Locale.ROOT,
                "p50 %.3f ms, p99 %.3f ms, p99.9 %.3f ms%nheap %.1f MB before, %.1f MB after%n",
                nanos[nanos.length / 2] / 1e6,
                nanos[(int) (nanos.length * .99)] / 1e6,
                nanos[(int) (nanos.length * .999)] / 1e6,
                before / 1e6,
                after / 1e6);
        if (wrong.sum() + failed.sum() > 0) {
            throw new IllegalStateException("not as it should be");
        }
    }

    /** What is in use once everything that can go has gone. */
    private static long heap() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** What a model says to everybody. */
    private static final class Answers {
        private final List<List<Recommendation>> users = new ArrayList<>();
        private final List<List<Recommendation>> newcomers = new ArrayList<>();

        Answers(Recommender recommender, List<List<String>> histories) {
            recommender.recommendAll(LIST, (user, list) -> users.add(list));
            histories.forEach(
                    history -> newcomers.add(recommender.foldIn(history).recommend(LIST)));
        }
    }

    /** One of those who ask. */
    private static final class Asking implements Runnable {
        private final int number;
        private final RecommenderHandle handle;
        private final List<Answers> answers;
        private final List<List<String>> histories;
        private final AtomicBoolean done;
        private final LongAdder wrong;
        private final LongAdder failed;
        private final long[] nanos = new long[MOST / THREADS];
        private long requests;
        private int kept;

        Asking(
                int number,
                RecommenderHandle handle,
                List<Answers> answers,
                List<List<String>> histories,
                AtomicBoolean done,
                LongAdder wrong,
                LongAdder failed) {
            this.number = number;
            this.handle = handle;
            this.answers = answers;
            this.histories = histories;
            this.done = done;
            this.wrong = wrong;
            this.failed = failed;
        }

        @Override
        public void run() {
            SplittableRandom random = new SplittableRandom(number);
            List<String> ids = List.copyOf(SimulatedShop.create(SimulatedShop.Config.defaults())
                    .users()
                    .ids());
            while (!done.get()) {
                boolean newcomer = random.nextInt(8) == 0;
                int index = random.nextInt(newcomer ? histories.size() : ids.size());
                try {
                    long begun = System.nanoTime();
                    List<Recommendation> list = newcomer
                            ? handle.get().foldIn(histories.get(index)).recommend(LIST)
                            : handle.get().recommend(ids.get(index), LIST);
                    // every one until there is no room, then in their place at random: any of all is as likely
                    long at = requests < nanos.length ? requests : random.nextLong(requests + 1);
                    if (at < nanos.length) {
                        nanos[(int) at] = System.nanoTime() - begun;
                        kept = Math.max(kept, (int) at + 1);
                    }
                    requests++;
                    boolean right = answers.stream()
                            .map(one -> newcomer ? one.newcomers : one.users)
                            .anyMatch(lists -> lists.get(index).equals(list));
                    if (!right) {
                        wrong.increment();
                    }
                } catch (Throwable e) {
                    failed.increment();
                }
            }
        }
    }
}
