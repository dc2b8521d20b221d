package org.ncf4j.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Json;
import org.ncf4j.model.Scorer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of several models is best on this data, by how much, and whether that could be luck: every model is fitted on the
 * same training data with the same seeds and judged on the same held-out interactions.
 *
 * <pre>{@code
 * Comparison.Result result = Comparison.of(split.train(), split.test())
 *         .withModel("popularity", (train, validation, seed) -> Popularity.of(train))
 *         .withModel("neumf", (train, validation, seed) -> Trainer.defaults()
 *                 .withSeed(seed)
 *                 .train(train)
 *                 .model())
 *         .withSeeds(1, 2, 3)
 *         .run();
 * System.out.println(result.conclusion());
 * }</pre>
 *
 * <ul>
 *   <li>With several seeds a user's value is the mean over the seeds.
 *   <li>Each metric of each model has its 95 % interval over users ({@link Evaluation.Estimate}).
 *   <li>Every model is compared with the reference, metric by metric and paired by user id ({@link Difference}); Holm's
 *       correction is over all differences of the result. If neither of the two best models is the reference, their
 *       differences are added to these.
 *   <li>The intervals and p-values speak of other users of the same kind, not of other splits. The best model is found on
 *       the same users that its lead is tested on, which makes a narrow lead look a little safer than it is; a reference
 *       that was chosen on validation data is free of that.
 * </ul>
 *
 * <p>The figures depend on the data, the models, the seeds and the evaluator, not on the number of threads or the order of
 * the items. Models are fitted one after the other, and each is let go once it is judged.
 *
 * <p>Instances are immutable and, as far as their models are, thread-safe; each {@code with} method returns another
 * comparison.
 */
public final class Comparison {
    private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);

    private final Interactions train;
    private final Interactions validation;
    private final Interactions test;
    private final Map<String, Contender> models;
    private final RankingEvaluator evaluator;
    private final List<Long> seeds;
    private final @Nullable String reference;
    private final @Nullable String decidingMetric;
    private final BiConsumer<? super String, ? super Scorer> observer;

    /**
     * What was found of one model.
     *
     * @param seeds the seeds that it was fitted with: those of the comparison, or the first of them if it does not depend on
     *     the seed
     * @param evaluations one for each of these seeds
     * @param metrics each metric's mean over users and seeds with its interval over users; a metric that has no values user
     *     by user has the means over the seeds
     * @param validation mean over users and seeds of the deciding metric on the validation part; NaN where there is none
     * @param fitSeconds wall time of fitting, for each of these seeds
     * @param scoreSeconds wall time of scoring, ranking and computing the intervals on the test part, for each of these
     *     seeds
     * @param config configuration as a JSON object
     */
    public record Judged(
            List<Long> seeds,
            List<Evaluation> evaluations,
            Map<String, Evaluation.Estimate> metrics,
            double validation,
            List<Double> fitSeconds,
            List<Double> scoreSeconds,
            String config) {
        /** Makes the lists and the map immutable. */
        public Judged {
            seeds = List.copyOf(seeds);
            evaluations = List.copyOf(evaluations);
            fitSeconds = List.copyOf(fitSeconds);
            scoreSeconds = List.copyOf(scoreSeconds);
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        }

        /** Wall time of fitting, mean over the seeds. */
        public double meanFitSeconds() {
            return mean(fitSeconds);
        }

        /** Wall time of judging, mean over the seeds. */
        public double meanScoreSeconds() {
            return mean(scoreSeconds);
        }

        private static double mean(List<Double> values) {
            return values.stream().mapToDouble(v -> v).sum() / values.size();
        }

        /** The mean over users of a metric for each of the seeds. */
        public List<Double> means(String key) {
            return evaluations.stream().map(e -> e.metric(key).mean()).toList();
        }

        private Map<String, Object> json() {
            Map<String, Object> means = new LinkedHashMap<>();
            for (String key : metrics.keySet()) {
                means.put(key, means(key));
            }
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("metrics", Evaluation.figures(metrics));
            json.put("fit_seconds", meanFitSeconds());
            json.put("score_seconds", meanScoreSeconds());
            json.put("config", Json.parseObject(config));
            json.put("seeds", seeds);
            json.put("means", means);
            if (!Double.isNaN(validation)) {
                json.put("validation", validation);
            }
            json.put("users", (long) evaluations.get(0).users());
            json.put("unknown_users", (long) evaluations.get(0).unknownUsers());
            json.put("unknown_relevant", (long) evaluations.get(0).unknownRelevant());
            return json;
        }
    }

    /**
     * What a comparison found. Immutable and thread-safe.
     *
     * @param models what was found of each model, by name, in the order of the comparison
     * @param reference name of the model that all others are compared with
     * @param decidingMetric key of the metric that the conclusion is about
     * @param differences model by model, each in the order of the metrics
     * @param conclusion one sentence: which model to use, by how much it is better, and whether that could be luck
     */
    public record Result(
            Map<String, Judged> models,
            String reference,
            String decidingMetric,
            List<Difference> differences,
            String conclusion) {
        /** Makes the list and the map immutable. */
        public Result {
            models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
            differences = List.copyOf(differences);
        }

        /**
         * The difference of two models in a metric.
         *
         * @return as it is in the table, or null if it is not there
         */
        public @Nullable Difference difference(String model, String reference, String metric) {
            for (Difference difference : differences) {
                if (difference.model().equals(model)
                        && difference.reference().equals(reference)
                        && difference.metric().equals(metric)) {
                    return difference;
                }
            }
            return null;
        }

        /**
         * Everything as one JSON object:
         *
         * <pre>{@code
         * {"models":{"neumf":{"metrics":{"ndcg@10":{"mean":0.4,"low":0.39,"high":0.41}},"fit_seconds":9.1,
         *   "score_seconds":0.4,"config":{},"seeds":[1],"means":{"ndcg@10":[0.4]},"users":943,"unknown_users":0,
         *   "unknown_relevant":0}},
         *  "differences":[{"model":"neumf","reference":"pop","metric":"ndcg@10","mean":0.1,"low":0.09,"high":0.11,
         *   "p":0.0001,"p_adjusted":0.0007,"users":943}],
         *  "conclusion":"Use ...","candidates":"all","reference":"pop","deciding_metric":"ndcg@10"}
         * }</pre>
         *
         * <p>{@code means} has one value for each seed; {@code validation} is there if the comparison had that part.
         *
         * @return the object on one line
         */
        public String toJson() {
            Map<String, Object> byName = new LinkedHashMap<>();
            models.forEach((name, judged) -> byName.put(name, judged.json()));
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("models", byName);
            json.put("differences", differences.stream().map(Difference::json).toList());
            json.put("conclusion", conclusion);
            json.put(
                    "candidates",
                    models.values().iterator().next().evaluations().get(0).candidates());
            json.put("reference", reference);
            json.put("deciding_metric", decidingMetric);
            return Json.write(json);
        }
    }

    private Comparison(
            Interactions train,
            Interactions validation,
            Interactions test,
            Map<String, Contender> models,
            RankingEvaluator evaluator,
            List<Long> seeds,
            @Nullable String reference,
            @Nullable String decidingMetric,
            BiConsumer<? super String, ? super Scorer> observer) {
        this.train = train;
        this.validation = validation;
        this.test = test;
        this.models = models;
        this.evaluator = evaluator;
        this.seeds = seeds;
        this.reference = reference;
        this.decidingMetric = decidingMetric;
        this.observer = observer;
    }

    /**
     * A comparison without models yet, with seed 1 and the default {@link RankingEvaluator}.
     *
     * @param train what the models learn from, and what users had seen before
     * @param test held-out interactions
     * @return the comparison
     */
    public static Comparison of(Interactions train, Interactions test) {
        Interactions none =
                Interactions.of(train.users(), train.items(), new int[0], new int[0], Interactions.Order.NONE);
        return new Comparison(
                train, none, test, Map.of(), new RankingEvaluator(), List.of(1L), null, null, (name, scorer) -> {});
    }

    /**
     * Adds a model.
     *
     * @param name its name in the result, other than those so far
     * @param contender how it is fitted
     * @return a comparison with this model as the last
     * @throws IllegalArgumentException if there is a model of that name
     */
    public Comparison withModel(String name, Contender contender) {
        if (models.containsKey(name)) {
            throw new IllegalArgumentException("there is a model '" + name + "' already");
        }
        Map<String, Contender> more = new LinkedHashMap<>(models);
        more.put(name, contender);
        return new Comparison(train, validation, test, more, evaluator, seeds, reference, decidingMetric, observer);
    }

    /**
     * Sets a part to choose by, which the models get beside the training data; by default there is none. What is in it
     * counts as seen before in the test. The deciding metric is computed on it, too (over all items where the evaluator's
     * candidates are given, since these belong to the test), and the model with the best value is the reference unless
     * {@link #withReference} says otherwise.
     *
     * @param validation interactions that are neither in the training data nor in the test data
     * @return a comparison with this part
     */
    public Comparison withValidation(Interactions validation) {
        return new Comparison(train, validation, test, models, evaluator, seeds, reference, decidingMetric, observer);
    }

    /**
     * Sets who judges: metrics, candidates, threads, and the seed of the intervals and p-values.
     *
     * @param evaluator the evaluator
     * @return a comparison with this evaluator
     */
    public Comparison withEvaluator(RankingEvaluator evaluator) {
        return new Comparison(train, validation, test, models, evaluator, seeds, reference, decidingMetric, observer);
    }

    /**
     * Sets the seeds that each model is fitted with, once each; by default 1.
     *
     * @param seeds at least one, all different
     * @return a comparison with these seeds
     * @throws IllegalArgumentException if there is none, or one occurs twice
     */
    public Comparison withSeeds(long... seeds) {
        List<Long> list = Arrays.stream(seeds).boxed().toList();
        if (list.isEmpty() || Set.copyOf(list).size() < list.size()) {
            throw new IllegalArgumentException("seeds must hold at least one seed, and none twice: " + list);
        }
        return new Comparison(train, validation, test, models, evaluator, list, reference, decidingMetric, observer);
    }

    /**
     * Sets the model that all others are compared with; by default the best one on the validation part, or the first one if
     * there is no such part.
     *
     * @param name name of a model; it may be added later
     * @return a comparison with this reference
     */
    public Comparison withReference(String name) {
        return new Comparison(
                train,
                validation,
                test,
                models,
                evaluator,
                seeds,
                Objects.requireNonNull(name),
                decidingMetric,
                observer);
    }

    /**
     * Sets the metric that the conclusion is about, of which more is better; by default the evaluator's first NDCG, or its
     * first metric if it has none.
     *
     * @param key such as {@code ndcg@10}
     * @return a comparison with this deciding metric
     */
    public Comparison withDecidingMetric(String key) {
        return new Comparison(
                train, validation, test, models, evaluator, seeds, reference, Objects.requireNonNull(key), observer);
    }

    /**
     * Fits and judges all models.
     *
     * @return what was found
     * @throws IllegalArgumentException if there is no model, if the reference is not among the models or the deciding metric
     *     not among the evaluator's, or if no user can be evaluated
     * @throws IllegalStateException as {@link RankingEvaluator#evaluate(Scorer, Interactions, Interactions)}
     */
    public Result run() {
        if (models.isEmpty()) {
            throw new IllegalArgumentException("there is no model to compare");
        }
        if (reference != null && !models.containsKey(reference)) {
            throw new IllegalArgumentException(
                    "reference '" + reference + "' is not among the models " + models.keySet());
        }
        RankingMetric deciding = decidingMetric();
        Map<String, Judged> judged = new LinkedHashMap<>();
        Map<String, UserMeans> users = new LinkedHashMap<>();
        models.forEach((name, contender) -> {
            Judged one = judge(name, contender, deciding);
            UserMeans means = UserMeans.of(one.evaluations());
            judged.put(name, withMetrics(one, means));
            users.put(name, means);
        });
        String chosen = reference == null ? bestOnValidation(judged) : reference;
        return result(judged, users, chosen, deciding.key());
    }

    private RankingMetric decidingMetric() {
        List<RankingMetric> metrics = evaluator.metrics();
        for (RankingMetric metric : metrics) {
            if (decidingMetric == null
                    ? metric.key().startsWith("ndcg@")
                    : metric.key().equals(decidingMetric)) {
                return metric;
            }
        }
        if (decidingMetric != null) {
            throw new IllegalArgumentException("decidingMetric '" + decidingMetric + "' is not among the metrics "
                    + metrics.stream().map(RankingMetric::key).toList());
        }
        return metrics.get(0);
    }

    /**
     * Sets who looks at each model before it is let go.
     *
     * @param observer takes the name of a model and what was fitted, once for each seed, on the thread that runs the
     *     comparison; its time is not counted
     * @return a comparison that is watched
     */
    public Comparison withObserver(BiConsumer<? super String, ? super Scorer> observer) {
        return new Comparison(
                train,
                validation,
                test,
                models,
                evaluator,
                seeds,
                reference,
                decidingMetric,
                Objects.requireNonNull(observer));
    }

    private Judged judge(String name, Contender contender, RankingMetric deciding) {
        List<Long> used = contender.dependsOnSeed() ? seeds : seeds.subList(0, 1);
        List<Evaluation> evaluations = new ArrayList<>();
        double chosenBy = 0;
        List<Double> fitSeconds = new ArrayList<>();
        List<Double> scoreSeconds = new ArrayList<>();
        for (long seed : used) {
            long start = System.nanoTime();
            Scorer scorer = contender.fit(train, validation, seed);
            long fitted = System.nanoTime();
            Evaluation evaluation = evaluator.evaluate(scorer, seen(scorer), test);
            long scored = System.nanoTime();
            evaluations.add(evaluation);
            chosenBy += validation.size() == 0 ? Double.NaN : onValidation(scorer, deciding);
            fitSeconds.add((fitted - start) / 1e9);
            scoreSeconds.add((scored - fitted) / 1e9);
            observer.accept(name, scorer);
            LOG.info(
                    "{}, seed {}: {} {}, fitted in {} s",
                    name,
                    seed,
                    deciding.key(),
                    evaluation.metric(deciding.key()).mean(),
                    (fitted - start) / 1e9);
        }
        return new Judged(
                used, evaluations, Map.of(), chosenBy / used.size(), fitSeconds, scoreSeconds, contender.config());
    }

    private Judged withMetrics(Judged judged, UserMeans means) {
        return new Judged(
                judged.seeds(),
                judged.evaluations(),
                means.estimates(judged.evaluations(), evaluator),
                judged.validation(),
                judged.fitSeconds(),
                judged.scoreSeconds(),
                judged.config());
    }

    private double onValidation(Scorer scorer, RankingMetric deciding) {
        RankingEvaluator chooser = evaluator.withMetrics(List.of(deciding));
        if (evaluator.candidates() instanceof Candidates.Given) {
            chooser = chooser.withCandidates(Candidates.all());
        }
        return chooser.evaluate(scorer, train, validation)
                .metric(deciding.key())
                .mean();
    }

    /** What users had seen before the test: what was trained on and what was chosen by. */
    private IntFunction<int[]> seen(Scorer scorer) {
        IntFunction<int[]> trained = RankingEvaluator.seen(scorer, train);
        if (validation.size() == 0) {
            return trained;
        }
        IntFunction<int[]> chosen = RankingEvaluator.seen(scorer, validation);
        return user -> IntStream.concat(Arrays.stream(trained.apply(user)), Arrays.stream(chosen.apply(user)))
                .sorted()
                .distinct()
                .toArray();
    }

    private String bestOnValidation(Map<String, Judged> judged) {
        String best = judged.keySet().iterator().next();
        for (Map.Entry<String, Judged> model : judged.entrySet()) {
            // NaN is not above
            if (model.getValue().validation()
                    > Objects.requireNonNull(judged.get(best)).validation()) {
                best = model.getKey();
            }
        }
        return best;
    }

    private Result result(Map<String, Judged> judged, Map<String, UserMeans> users, String chosen, String deciding) {
        List<Difference> differences = new ArrayList<>();
        UserMeans base = Objects.requireNonNull(users.get(chosen));
        users.forEach((name, means) -> {
            if (!name.equals(chosen)) {
                differences.addAll(means.minus(name, base, chosen, evaluator));
            }
        });
        List<String> ranked = ranked(judged, deciding);
        if (ranked.size() > 1 && !ranked.subList(0, 2).contains(chosen)) {
            String first = ranked.get(0);
            String second = ranked.get(1);
            UserMeans best = Objects.requireNonNull(users.get(first));
            differences.addAll(best.minus(first, Objects.requireNonNull(users.get(second)), second, evaluator));
        }
        double[] adjusted =
                SignFlip.holm(differences.stream().mapToDouble(Difference::p).toArray());
        List<Difference> corrected = IntStream.range(0, adjusted.length)
                .mapToObj(i -> differences.get(i).withAdjusted(adjusted[i]))
                .toList();
        return new Result(judged, chosen, deciding, corrected, Conclusion.of(ranked, deciding, corrected));
    }

    /** The models' names, the best first; equally good ones in their order. */
    private static List<String> ranked(Map<String, Judged> judged, String deciding) {
        List<String> names = new ArrayList<>(judged.keySet());
        Map<String, Double> means = new LinkedHashMap<>();
        judged.forEach((name, one) -> means.put(
                name, Objects.requireNonNull(one.metrics().get(deciding)).mean()));
        names.sort(
                (a, b) -> Double.compare(Objects.requireNonNull(means.get(b)), Objects.requireNonNull(means.get(a))));
        return names;
    }

    /** Each user's values, means over the seeds. */
    private record UserMeans(List<String> ids, Map<String, double[]> values) {
        static UserMeans of(List<Evaluation> evaluations) {
            Set<String> common = new LinkedHashSet<>(evaluations.get(0).userIds());
            evaluations.forEach(evaluation -> common.retainAll(Set.copyOf(evaluation.userIds())));
            List<String> ids = List.copyOf(common);
            Map<String, double[]> values = new LinkedHashMap<>();
            for (String key : evaluations.get(0).metrics().keySet()) {
                if (evaluations.get(0).hasPerUser(key)) {
                    double[] sums = new double[ids.size()];
                    for (Evaluation evaluation : evaluations) {
                        double[] own = evaluation.perUser(key);
                        int[] places = places(ids, evaluation.userIds());
                        for (int user = 0; user < sums.length; user++) {
                            sums[user] += own[places[user]];
                        }
                    }
                    values.put(
                            key,
                            Arrays.stream(sums)
                                    .map(sum -> sum / evaluations.size())
                                    .toArray());
                }
            }
            return new UserMeans(ids, values);
        }

        /** The metrics that have values user by user. */
        List<String> keys() {
            return List.copyOf(values.keySet());
        }

        private double[] of(String key) {
            return Objects.requireNonNull(values.get(key));
        }

        private static int[] places(List<String> ids, List<String> all) {
            Map<String, Integer> place = new LinkedHashMap<>();
            for (String id : all) {
                place.put(id, place.size());
            }
            return ids.stream()
                    .mapToInt(id -> Objects.requireNonNull(place.get(id)))
                    .toArray();
        }

        Map<String, Evaluation.Estimate> estimates(List<Evaluation> evaluations, RankingEvaluator evaluator) {
            if (evaluations.size() == 1) {
                return evaluations.get(0).metrics();
            }
            List<String> keys = keys();
            int users = ids.size();
            double[] table = new double[users * keys.size()];
            for (int metric = 0; metric < keys.size(); metric++) {
                double[] own = of(keys.get(metric));
                for (int user = 0; user < users; user++) {
                    table[user * keys.size() + metric] = own[user];
                }
            }
            Evaluation.Estimate[] own =
                    Bootstrap.means(table, users, keys.size(), evaluator.seed(), evaluator.threads());
            Map<String, Evaluation.Estimate> estimates = new LinkedHashMap<>();
            for (String key : evaluations.get(0).metrics().keySet()) {
                int metric = keys.indexOf(key);
                estimates.put(key, metric < 0 ? mean(evaluations, key) : own[metric]);
            }
            return estimates;
        }

        private static Evaluation.Estimate mean(List<Evaluation> evaluations, String key) {
            double mean = 0;
            double low = 0;
            double high = 0;
            for (Evaluation evaluation : evaluations) {
                Evaluation.Estimate one = evaluation.metric(key);
                mean += one.mean();
                low += one.low();
                high += one.high();
            }
            int count = evaluations.size();
            return new Evaluation.Estimate(mean / count, low / count, high / count);
        }

        List<Difference> minus(String name, UserMeans other, String otherName, RankingEvaluator evaluator) {
            List<String> keys = keys();
            Set<String> common = new LinkedHashSet<>(ids);
            common.retainAll(Set.copyOf(other.ids));
            List<String> both = List.copyOf(common);
            if (both.isEmpty()) {
                throw new IllegalArgumentException(
                        "no user of the test data is known to both '" + name + "' and '" + otherName + "'");
            }
            int[] own = places(both, ids);
            int[] others = places(both, other.ids);
            int users = both.size();
            int metrics = keys.size();
            double[] table = new double[users * metrics];
            for (int metric = 0; metric < metrics; metric++) {
                double[] values = of(keys.get(metric));
                double[] otherValues = other.of(keys.get(metric));
                for (int user = 0; user < users; user++) {
                    table[user * metrics + metric] = values[own[user]] - otherValues[others[user]];
                }
            }
            Evaluation.Estimate[] estimates =
                    Bootstrap.means(table, users, metrics, evaluator.seed(), evaluator.threads());
            double[] p = SignFlip.pValues(table, users, metrics, evaluator.seed(), evaluator.threads());
            List<Difference> differences = new ArrayList<>();
            for (int metric = 0; metric < metrics; metric++) {
                Evaluation.Estimate estimate = estimates[metric];
                differences.add(new Difference(
                        name,
                        otherName,
                        keys.get(metric),
                        estimate.mean(),
                        estimate.low(),
                        estimate.high(),
                        p[metric],
                        p[metric],
                        users));
            }
            return differences;
        }
    }
}
