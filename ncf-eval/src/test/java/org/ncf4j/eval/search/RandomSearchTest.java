package org.ncf4j.eval.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.internal.Json;

class RandomSearchTest {
    private static final SearchSpace SPACE = SearchSpace.empty().withUniform("x", 0, 1);

    @TempDir
    Path folder;

    private static double x(Map<String, Object> params) {
        return (Double) Objects.requireNonNull(params.get("x"));
    }

    /** Rises to x over ten epochs. */
    private static double rise(Map<String, Object> params, RandomSearch.Reporter reporter) {
        double value = 0;
        for (int epoch = 1; epoch <= 10; epoch++) {
            value = x(params) * epoch / 10;
            reporter.report(value);
        }
        return value;
    }

    /** Without seconds, which are never the same. */
    private static List<String> outcomes(RandomSearch.Result result) {
        return result.trials().stream()
                .map(t -> t.number() + " " + t.params() + " " + t.status() + " " + t.value() + " " + t.reports())
                .toList();
    }

    @Test
    void findsTheBest() throws IOException {
        List<Integer> told = new ArrayList<>();
        RandomSearch.Result result = RandomSearch.of(SPACE)
                .withTrials(10)
                .withListener(trial -> told.add(trial.number()))
                .run((params, reporter) -> -Math.abs(x(params) - .5));
        assertEquals(10, result.trials().size());
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), told);
        for (Trial trial : result.trials()) {
            assertEquals(Trial.Status.FINISHED, trial.status());
            assertEquals(SPACE.draw(1, trial.number()), trial.params());
            assertTrue(trial.value() <= result.best().value());
            assertEquals(0, trial.bestEpoch());
        }
    }

    @Test
    void theFirstTrialCanBeGiven() throws IOException {
        RandomSearch.Result result = RandomSearch.of(SPACE)
                .withTrials(6)
                .withFirst(Map.of("x", .5))
                .run((params, reporter) -> -Math.abs(x(params) - .5));
        assertEquals(0, result.best().number());
        assertEquals(SPACE.draw(1, 1), result.trials().get(1).params());
    }

    @Test
    void theHopelessAreStoppedByTheMedianOfEarlierWaves() throws IOException {
        RandomSearch.Result result =
                RandomSearch.of(SPACE).withTrials(12).withGrace(3).run(RandomSearchTest::rise);
        List<Trial> first = result.trials().subList(0, RandomSearch.WAVE);
        double[] xs = first.stream().mapToDouble(t -> x(t.params())).sorted().toArray();
        double median = (xs[1] + xs[2]) / 2;
        int stopped = 0;
        for (Trial trial : result.trials().subList(RandomSearch.WAVE, 2 * RandomSearch.WAVE)) {
            boolean hopeless = x(trial.params()) < median;
            assertEquals(hopeless ? Trial.Status.STOPPED : Trial.Status.FINISHED, trial.status());
            assertEquals(hopeless ? 3 : 10, trial.reports().size());
            assertEquals(trial.reports().get(trial.reports().size() - 1), trial.value());
            assertEquals(trial.reports().size(), trial.bestEpoch());
            stopped += hopeless ? 1 : 0;
        }
        assertTrue(stopped > 0);
        first.forEach(trial -> assertEquals(10, trial.reports().size()));
        assertEquals(Trial.Status.FINISHED, result.best().status());
        RandomSearch.Result patient = RandomSearch.of(SPACE)
                .withTrials(12)
                .withGrace(Integer.MAX_VALUE)
                .run(RandomSearchTest::rise);
        patient.trials().forEach(trial -> assertEquals(10, trial.reports().size()));
        assertEquals(patient.best().params(), result.best().params());
    }

    @Test
    void anyNumberOfThreadsGivesTheSame() throws IOException {
        List<String> one = outcomes(RandomSearch.of(SPACE).withTrials(20).run(RandomSearchTest::rise));
        for (int threads : new int[] {2, 3, 8}) {
            assertEquals(
                    one,
                    outcomes(RandomSearch.of(SPACE)
                            .withTrials(20)
                            .withThreads(threads)
                            .run(RandomSearchTest::rise)));
        }
    }

    @Test
    void aFailureIsATrialToo() throws IOException {
        RandomSearch.Result result = RandomSearch.of(SPACE).withTrials(8).run((params, reporter) -> {
            if (x(params) > .5) {
                throw new IllegalStateException("too much");
            }
            if (x(params) < .1) {
                reporter.report(Double.NaN);
            }
            return x(params) < .2 ? Double.POSITIVE_INFINITY : x(params);
        });
        for (Trial trial : result.trials()) {
            boolean failed = x(trial.params()) > .5 || x(trial.params()) < .2;
            assertEquals(failed ? Trial.Status.FAILED : Trial.Status.FINISHED, trial.status());
            assertEquals(failed, Double.isNaN(trial.value()));
            assertEquals(failed, !trial.error().isEmpty());
            assertEquals(failed, !trial.toJson().contains("\"value\""));
        }
        RandomSearch.Result none = RandomSearch.of(SPACE).withTrials(2).run((params, reporter) -> {
            throw new IllegalStateException("too much");
        });
        IllegalStateException e = assertThrows(IllegalStateException.class, none::best);
        assertEquals(
                "none of the 2 trials ran to its end; the first: java.lang.IllegalStateException: too much",
                e.getMessage());
    }

    @Test
    void aJournalIsTakenUpWhereItEnds() throws IOException {
        Path file = folder.resolve("journal.jsonl");
        RandomSearch search = RandomSearch.of(SPACE).withTrials(12).withJournal(file, "rise");
        List<String> whole = outcomes(RandomSearch.of(SPACE).withTrials(12).run(RandomSearchTest::rise));
        search.withTrials(6).run(RandomSearchTest::rise);
        List<String> lines = Files.readAllLines(file);
        assertEquals(6, lines.size());
        assertEquals(
                "rise", Json.parseObject(lines.get(0)).get("key").toString().replaceFirst(";.*", ""));

        // killed in the middle of a line
        Files.writeString(
                file,
                String.join("\n", lines.subList(0, 5)) + "\n" + lines.get(5).substring(0, 40));
        AtomicInteger runs = new AtomicInteger();
        RandomSearch.Work counting = (params, reporter) -> {
            runs.incrementAndGet();
            return rise(params, reporter);
        };
        assertEquals(whole, outcomes(search.run(counting)));
        assertEquals(7, runs.get());
        assertEquals(12, Files.readAllLines(file).size());

        runs.set(0);
        assertEquals(whole, outcomes(search.run(counting)));
        assertEquals(0, runs.get());

        // another seed, key, grace or space is another search
        search.withSeed(2).run(counting);
        assertEquals(12, runs.get());
        search.withJournal(file, "other").run(counting);
        search.withGrace(3).run(counting);
        search.withFirst(Map.of("x", .5)).run(counting);
        assertEquals(48, runs.get());
        assertEquals(60, Files.readAllLines(file).size());
    }

    @Test
    void whatFailedIsTriedAgain() throws IOException {
        Path file = folder.resolve("journal.jsonl");
        RandomSearch search = RandomSearch.of(SPACE).withTrials(2).withJournal(file, "k");
        search.run((params, reporter) -> Double.NaN);
        assertTrue(Files.readString(file).contains("failed"), Files.readString(file));
        List<String> second = outcomes(search.run((params, reporter) -> 1));
        assertTrue(second.stream().allMatch(trial -> trial.contains("FINISHED 1.0")), second.toString());
        assertEquals(second, outcomes(search.run((params, reporter) -> 2)), "the later line counts");
    }

    @Test
    void aJournalThatIsNoneIsRefused() throws IOException {
        Path file = folder.resolve("journal.jsonl");
        Files.writeString(file, "user,item\n");
        RandomSearch search = RandomSearch.of(SPACE).withJournal(file, "k");
        IOException e = assertThrows(IOException.class, () -> search.run((params, reporter) -> 1));
        assertEquals("cannot use the journal " + file + ": line 1 is not one of a trial", e.getMessage());
        assertEquals("user,item\n", Files.readString(file));
        Files.writeString(file, "no newline");
        assertThrows(IOException.class, () -> search.run((params, reporter) -> 1));
        assertEquals("no newline", Files.readString(file));
        RandomSearch nowhere = RandomSearch.of(SPACE).withJournal(folder, "k");
        assertThrows(IOException.class, () -> nowhere.run((params, reporter) -> 1));
    }

    @Test
    void theJsonHasEveryTrial() throws IOException {
        RandomSearch.Result result = RandomSearch.of(SPACE).withTrials(3).run(RandomSearchTest::rise);
        List<?> trials = (List<?>) Objects.requireNonNull(
                Json.parseObject("{\"trials\":" + result.toJson() + "}").get("trials"));
        assertEquals(3, trials.size());
        Map<?, ?> first = (Map<?, ?>) trials.get(0);
        assertEquals(List.of("trial", "params", "status", "value", "reports", "seconds"), List.copyOf(first.keySet()));
        assertEquals("finished", first.get("status"));
    }

    @Test
    void refusesWhatCannotBe() {
        RandomSearch search = RandomSearch.of(SPACE);
        assertThrows(IllegalArgumentException.class, () -> search.withTrials(0));
        assertThrows(IllegalArgumentException.class, () -> search.withThreads(0));
        assertThrows(IllegalArgumentException.class, () -> search.withGrace(0));
    }

    @Test
    void anInterruptEndsTheSearch() {
        Thread.currentThread().interrupt();
        assertThrows(IllegalStateException.class, () -> RandomSearch.of(SPACE).run((params, reporter) -> 1));
        assertTrue(Thread.interrupted());
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
