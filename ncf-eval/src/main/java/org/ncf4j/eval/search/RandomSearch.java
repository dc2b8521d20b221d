package org.ncf4j.eval.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.Json;
import org.ncf4j.internal.Team;

/**
 * Random search (Bergstra and Bengio: Random Search for Hyper-Parameter Optimization, JMLR 13, 2012): tries parameters drawn
 * from a {@link SearchSpace} and keeps those with the highest validation metric.
 *
 * <pre>{@code
 * RandomSearch.Result found = RandomSearch.of(space)
 *         .withTrials(20)
 *         .run((params, reporter) -> {
 *             NcfModel model = ...; // trained on the training part with these parameters
 *             return evaluator.evaluate(model, validation).metric("ndcg@10").mean();
 *         });
 * }</pre>
 *
 * <p>The work of a trial is a function of its parameters: it sees what it was made with, and should be made with a training
 * and a validation part and never with the test part.
 *
 * <p><b>Early stopping.</b> Work that goes by epochs reports its metric after each. A trial is stopped after an epoch if its
 * best report so far is below the median of the best reports up to the same epoch of earlier trials that reported as often
 * (the median rule of Golovin et al.: Google Vizier, KDD 2017, section 3.2.1, with the best in place of the mean). Trials are run in waves of
 * {@value #WAVE}, and only trials of earlier waves count, so that what is stopped depends neither on time nor on the
 * number of threads. Nothing is stopped in the first {@link #withGrace} epochs, nor in the first wave.
 *
 * <p><b>Resuming.</b> With a journal each trial is written down, as a line of JSON, as soon as it has ended. A trial that is
 * there under the same key, seed, space and settings is taken as it is, unless it failed. A line that was cut short, by a crash say, is
 * ignored.
 *
 * <p>The result depends on the space, the seed, the number of trials and the work, if the work itself does not depend on
 * time. Trial {@code n} is the same however many there are.
 *
 * <p>Instances are immutable and thread-safe; each {@code with} method returns another search.
 */
public final class RandomSearch {
    /** How many trials are run before the next ones are judged by them. */
    public static final int WAVE = 4;

    private final SearchSpace space;
    private final int trials;
    private final long seed;
    private final int threads;
    private final int grace;
    private final @Nullable Path journal;
    private final String key;
    private final @Nullable Map<String, Object> first;
    private final Consumer<? super Trial> listener;

    /** The work of a trial. */
    @FunctionalInterface
    public interface Work {
        /**
         * Fits on training data and judges on validation data.
         *
         * @param params the trial's parameters, modifiable
         * @param reporter to be told of the metric after each epoch; need not be
         * @return the validation metric, of which more is better
         */
        double run(Map<String, Object> params, Reporter reporter);
    }

    /** Is told of a trial's metric after each epoch, on the thread of the trial. */
    @FunctionalInterface
    public interface Reporter {
        /**
         * Takes the metric of the next epoch.
         *
         * @param value the validation metric, finite; more is better
         * @throws RuntimeException if the trial is to stop: the work lets it pass
         */
        void report(double value);
    }

    /**
     * What a search found. Immutable and thread-safe.
     *
     * @param trials all trials, in their order
     */
    public record Result(List<Trial> trials) {
        /** Makes the list immutable. */
        public Result {
            trials = List.copyOf(trials);
        }

        /**
         * The trial with the highest value among those that ran to their end, the first of equal ones.
         *
         * @throws IllegalStateException if none did
         */
        public Trial best() {
            Trial best = null;
            for (Trial trial : trials) {
                if (trial.status() == Trial.Status.FINISHED && (best == null || trial.value() > best.value())) {
                    best = trial;
                }
            }
            if (best == null) {
                throw new IllegalStateException("none of the " + trials.size() + " trials ran to its end; the first: "
                        + (trials.isEmpty() ? "" : trials.get(0).error()));
            }
            return best;
        }

        /** All trials as a JSON array on one line. */
        public String toJson() {
            return Json.write(trials.stream().map(Trial::json).toList());
        }
    }

    /** Ends the work of a trial that is hopeless. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stop() {
            super("the trial is stopped", null, false, false);
        }
    }

    private RandomSearch(
            SearchSpace space,
            int trials,
            long seed,
            int threads,
            int grace,
            @Nullable Path journal,
            String key,
            @Nullable Map<String, Object> first,
            Consumer<? super Trial> listener) {
        this.space = space;
        this.trials = trials;
        this.seed = seed;
        this.threads = threads;
        this.grace = grace;
        this.journal = journal;
        this.key = key;
        this.first = first;
        this.listener = listener;
    }

    /**
     * A search of 20 trials with seed 1, one after the other, with 2 epochs of grace and without a journal.
     *
     * @param space what may be chosen
     * @return the search
     */
    public static RandomSearch of(SearchSpace space) {
        return new RandomSearch(space, 20, 1, 1, 2, null, "", null, trial -> {});
    }

    /**
     * Sets the number of trials; by default 20.
     *
     * @param trials at least 1
     * @return a search with as many trials
     * @throws IllegalArgumentException if it is below 1
     */
    public RandomSearch withTrials(int trials) {
        requireAtLeast("trials", trials, 1);
        return new RandomSearch(space, trials, seed, threads, grace, journal, key, first, listener);
    }

    /**
     * Sets the seed of the draws; by default 1.
     *
     * @param seed any number
     * @return a search with this seed
     */
    public RandomSearch withSeed(long seed) {
        return new RandomSearch(space, trials, seed, threads, grace, journal, key, first, listener);
    }

    /**
     * Sets how many trials run at once; by default 1, since most work has threads of its own. More than {@value #WAVE} are of
     * no use. It has no influence on the result.
     *
     * @param threads at least 1
     * @return a search with as many threads
     * @throws IllegalArgumentException if it is below 1
     */
    public RandomSearch withThreads(int threads) {
        requireAtLeast("threads", threads, 1);
        return new RandomSearch(space, trials, seed, threads, grace, journal, key, first, listener);
    }

    /**
     * Sets after how many epochs a trial may be stopped at the earliest; by default 2.
     *
     * @param epochs at least 1; {@link Integer#MAX_VALUE} stops nothing
     * @return a search with this grace
     * @throws IllegalArgumentException if it is below 1
     */
    public RandomSearch withGrace(int epochs) {
        requireAtLeast("epochs", epochs, 1);
        return new RandomSearch(space, trials, seed, threads, epochs, journal, key, first, listener);
    }

    /**
     * Sets the parameters of the first trial, in place of a draw: the defaults, say, so that the search is never worse than
     * these.
     *
     * @param params the parameters
     * @return a search with this first trial
     */
    public RandomSearch withFirst(Map<String, Object> params) {
        return new RandomSearch(
                space,
                trials,
                seed,
                threads,
                grace,
                journal,
                key,
                Collections.unmodifiableMap(new LinkedHashMap<>(params)),
                listener);
    }

    /**
     * Sets a journal; by default there is none. Several searches may share a file, one after the other.
     *
     * @param file appended to; made if it is missing
     * @param key what the trials are of: model, data, split; part of what a trial is found by
     * @return a search with this journal
     */
    public RandomSearch withJournal(Path file, String key) {
        return new RandomSearch(space, trials, seed, threads, grace, file, key, first, listener);
    }

    /**
     * Sets who is told of each trial, in the order of the trials, on the calling thread, once its wave has ended.
     *
     * @param listener in place of the one so far
     * @return a search with this listener
     */
    public RandomSearch withListener(Consumer<? super Trial> listener) {
        return new RandomSearch(
                space, trials, seed, threads, grace, journal, key, first, Objects.requireNonNull(listener));
    }

    private static void requireAtLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
        }
    }

    /**
     * Runs the trials. A trial whose work throws an exception has failed, and the search goes on.
     *
     * @param work the work of a trial; called by several threads at once if there are several
     * @return all trials
     * @throws IOException if the journal cannot be read or written
     * @throws IllegalStateException if the calling thread is interrupted
     */
    public Result run(Work work) throws IOException {
        List<Trial> done = new ArrayList<>();
        try (Journal book = Journal.open(journal, identity())) {
            for (int from = 0; from < trials; from += WAVE) {
                Trial[] wave = new Trial[Math.min(WAVE, trials - from)];
                List<Trial> earlier = List.copyOf(done);
                int begin = from;
                AtomicInteger next = new AtomicInteger();
                try (Team team = Team.of(Math.min(threads, wave.length), "ncf-search")) {
                    team.run((member, members, barrier) -> {
                        for (int i = next.getAndIncrement(); i < wave.length; i = next.getAndIncrement()) {
                            wave[i] = trial(begin + i, earlier, work, book);
                        }
                    });
                }
                book.check();
                for (Trial trial : wave) {
                    done.add(trial);
                    listener.accept(trial);
                }
            }
        }
        return new Result(done);
    }

    /** What a trial's outcome depends on beside its parameters and the work. */
    private String identity() {
        return key + "; " + space + "; seed " + seed + "; grace " + grace + "; first "
                + (first == null ? "drawn" : Json.write(new TreeMap<>(first)));
    }

    private Trial trial(int number, List<Trial> earlier, Work work, Journal book) {
        Map<String, Object> params =
                number == 0 && first != null ? new LinkedHashMap<>(first) : space.draw(seed, number);
        Trial known = book.find(number, params);
        if (known != null) {
            return known;
        }
        Trial trial = run(number, params, earlier, work);
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("interrupted while searching");
        }
        book.add(trial);
        return trial;
    }

    private Trial run(int number, Map<String, Object> params, List<Trial> earlier, Work work) {
        Map<String, Object> kept = new LinkedHashMap<>(params);
        List<Double> reports = new ArrayList<>();
        long start = System.nanoTime();
        Trial.Status status = Trial.Status.FINISHED;
        double value = Double.NaN;
        String error = "";
        try {
            value = work.run(params, report -> {
                if (!Double.isFinite(report)) {
                    throw new IllegalArgumentException("value must be finite: " + report);
                }
                reports.add(report);
                if (isHopeless(reports, earlier)) {
                    throw new Stop();
                }
            });
            if (!Double.isFinite(value)) {
                status = Trial.Status.FAILED;
                error = "the metric is not finite: " + value;
            }
        } catch (Stop e) {
            status = Trial.Status.STOPPED;
            value = reports.stream().mapToDouble(r -> r).max().orElseThrow();
        } catch (RuntimeException e) {
            status = Trial.Status.FAILED;
            error = e.toString();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Trial(
                number, kept, status, status == Trial.Status.FAILED ? Double.NaN : value, reports, seconds, error);
    }

    private boolean isHopeless(List<Double> reports, List<Trial> earlier) {
        int epoch = reports.size();
        if (epoch < grace) {
            return false;
        }
        double[] bests = earlier.stream()
                .filter(trial -> trial.reports().size() >= epoch)
                .mapToDouble(trial -> trial.bestUpTo(epoch))
                .sorted()
                .toArray();
        if (bests.length == 0) {
            return false;
        }
        int middle = bests.length / 2;
        double median = bests.length % 2 == 1 ? bests[middle] : (bests[middle - 1] + bests[middle]) / 2;
        return Arrays.stream(reports.stream().mapToDouble(r -> r).toArray())
                        .max()
                        .orElseThrow()
                < median;
    }
}
