package org.ncf4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.Interactions;
import org.ncf4j.eval.RankingEvaluator;
import org.ncf4j.eval.RankingMetric;
import org.ncf4j.eval.search.RandomSearch;
import org.ncf4j.eval.search.SearchSpace;
import org.ncf4j.eval.search.Trial;
import org.ncf4j.internal.Json;
import org.ncf4j.model.Scorer;

/**
 * Searches for good configurations, on training and validation data alone.
 *
 * @param train what the trials learn from
 * @param validation what they are judged by
 * @param evaluator judges them by its one metric
 * @param metric this metric
 * @param trials number of trials, the first of them with the configuration that is there
 * @param seed of the search, and of the training in it
 * @param threads to train on
 * @param journal of the trials; null for none
 */
record Tuning(
        Interactions train,
        Interactions validation,
        RankingEvaluator evaluator,
        RankingMetric metric,
        int trials,
        long seed,
        int threads,
        @Nullable Path journal) {
    /** A configuration, and its value on the validation data. */
    record Found(String config, double value) {}

    /** A tuning with an evaluator of one metric. */
    static Tuning of(
            Interactions train,
            Interactions validation,
            RankingEvaluator evaluator,
            RankingMetric metric,
            int trials,
            long seed,
            int threads,
            @Nullable Path journal) {
        RankingEvaluator one = evaluator.withMetrics(List.of(metric));
        return new Tuning(train, validation, one, metric, trials, seed, threads, journal);
    }

    /**
     * Tries configurations of a model, and prints a row for each.
     *
     * @param label of the model, to print
     * @param base what the trials change
     */
    Found run(String label, ModelKind kind, String base, PrintWriter out) throws IOException {
        SearchSpace space = kind.space(base);
        // where there is nothing to choose, one trial tells everything
        int count = space.names().isEmpty() ? 1 : trials;
        RandomSearch search = RandomSearch.of(space)
                .withTrials(count)
                .withSeed(seed)
                .withFirst(Map.of())
                .withListener(trial -> print(label, trial, out));
        if (journal != null) {
            search = search.withJournal(
                    journal,
                    String.join(
                            "; ",
                            kind.name(),
                            base,
                            "train " + train.fingerprint(),
                            "validation " + validation.fingerprint(),
                            metric.key(),
                            evaluator.toString()));
        }
        RandomSearch.Result result = search.run((params, reporter) -> {
            String config = ModelKind.with(base, params);
            double[] best = {Double.NEGATIVE_INFINITY};
            Scorer scorer = kind.fitting().fit(config, train, seed, threads, model -> {
                double value = value(model);
                best[0] = Math.max(best[0], value);
                reporter.report(value);
                return value;
            });
            return Double.isInfinite(best[0]) ? value(scorer) : best[0];
        });
        Trial best = result.best();
        String config = ModelKind.with(base, best.params());
        if (best.bestEpoch() > 0) {
            // pretrained parts are judged before the first epoch, too, and may be best as they are
            int before = Json.parseObject(config).containsKey("pretraining") ? 1 : 0;
            config = ModelKind.with(config, Map.of("training.epochs", (long) best.bestEpoch() - before));
        }
        return new Found(config, best.value());
    }

    private double value(Scorer scorer) {
        return evaluator
                .evaluate(scorer, train, validation)
                .metric(metric.key())
                .mean();
    }

    private void print(String label, Trial trial, PrintWriter out) {
        String value = trial.status() == Trial.Status.FAILED
                ? trial.error()
                : String.format(Locale.ROOT, "%s %.4f", metric.key(), trial.value());
        out.println(String.format(
                Locale.ROOT,
                "%s trial %d: %s, %s%s, %.1f s, %s",
                label,
                trial.number() + 1,
                trial.status().name().toLowerCase(Locale.ROOT),
                value,
                trial.reports().isEmpty() ? "" : " after " + trial.reports().size() + " epochs",
                trial.seconds(),
                Json.write(trial.params())));
        out.flush();
    }
}
