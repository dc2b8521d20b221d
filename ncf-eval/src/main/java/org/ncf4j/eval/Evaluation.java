package org.ncf4j.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.Json;

/**
 * What an evaluation found: the means of its metrics with their intervals, every user's values, and whom and what it left
 * out.
 *
 * <p>Every user of the test data is in exactly one of {@link #users()}, {@link #usersWithoutRelevant()} and {@link
 * #unknownUsers()}. The other counts are over the users that were evaluated, except {@link #seenRelevant()}.
 *
 * <p>Instances are immutable and thread-safe.
 */
public final class Evaluation {
    /**
     * A mean over users and its 95 % interval: the percentile bootstrap over users, that is the 2.5 % and 97.5 % quantiles
     * (linear between order statistics) of the means of 1,000 resamples, each of as many users as were evaluated, drawn with
     * replacement. The interval speaks of other users of the same kind, not of other training runs. With one user it is that
     * user's value.
     *
     * @param mean the mean over users
     * @param low lower end of the interval
     * @param high upper end of the interval
     */
    public record Estimate(double mean, double low, double high) {
        /**
         * Checks that the numbers can be reported.
         *
         * @throws IllegalArgumentException if one of them is not finite
         */
        public Estimate {
            requireFinite("mean", mean);
            requireFinite("low", low);
            requireFinite("high", high);
        }

        private static void requireFinite(String name, double value) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(name + " must be finite: " + value);
            }
        }
    }

    /** Whom and what an evaluation left out or could not rank. */
    record Counts(
            int usersWithoutRelevant, int unknownUsers, int unknownRelevant, int unknownCandidates, int seenRelevant) {}

    private final @Nullable MetricPreset preset;
    private final String candidates;
    private final List<String> userIds;
    private final Counts counts;
    private final Map<String, Estimate> metrics;
    private final Map<String, double[]> perUser;

    Evaluation(
            @Nullable MetricPreset preset,
            String candidates,
            List<String> userIds,
            Counts counts,
            Map<String, Estimate> metrics,
            Map<String, double[]> perUser) {
        this.preset = preset;
        this.candidates = candidates;
        this.userIds = userIds;
        this.counts = counts;
        this.metrics = metrics;
        this.perUser = perUser;
    }

    /**
     * Means and intervals of the values of users.
     *
     * @param values users x keys, user by user; may be longer
     */
    static Evaluation of(
            @Nullable MetricPreset preset,
            String candidates,
            List<String> userIds,
            Counts counts,
            List<String> keys,
            double[] values,
            long seed,
            int threads) {
        int users = userIds.size();
        int width = keys.size();
        Estimate[] estimates = Bootstrap.means(values, users, width, seed, threads);
        Map<String, Estimate> byKey = new LinkedHashMap<>();
        Map<String, double[]> perUser = new LinkedHashMap<>();
        for (int m = 0; m < width; m++) {
            double[] own = new double[users];
            for (int user = 0; user < users; user++) {
                own[user] = values[user * width + m];
            }
            byKey.put(keys.get(m), estimates[m]);
            perUser.put(keys.get(m), own);
        }
        return new Evaluation(preset, candidates, userIds, counts, Collections.unmodifiableMap(byKey), perUser);
    }

    /** The preset whose metrics these are, or none: then they are those of {@link Metrics} or one's own. */
    public Optional<MetricPreset> preset() {
        return Optional.ofNullable(preset);
    }

    /** Name of the candidates: see {@link Candidates#name()}. */
    public String candidates() {
        return candidates;
    }

    /** Number of users that were evaluated; the means are over these. */
    public int users() {
        return userIds.size();
    }

    /** Ids of the users that were evaluated, in the order of the test data's users. */
    public List<String> userIds() {
        return userIds;
    }

    /** Number of users of the test data that were left out because they have no relevant item. */
    public int usersWithoutRelevant() {
        return counts.usersWithoutRelevant();
    }

    /** Number of users of the test data that have a relevant item and were left out because the scorer does not know them. */
    public int unknownUsers() {
        return counts.unknownUsers();
    }

    /** Number of relevant items (one for each user and item) that the scorer does not know; each is a miss. */
    public int unknownRelevant() {
        return counts.unknownRelevant();
    }

    /**
     * Number of given negatives (one for each user and item) that the scorer does not know; each ranks below all items it knows.
     * Always 0 where candidates are not given.
     */
    public int unknownCandidates() {
        return counts.unknownCandidates();
    }

    /**
     * Number of test items (one for each user and item, over the users that the scorer knows) that were left out because the user
     * had seen them before. More than 0 means that training and test data overlap.
     */
    public int seenRelevant() {
        return counts.seenRelevant();
    }

    /** The estimates by key, in the order of the evaluator's metrics; unmodifiable. */
    public Map<String, Estimate> metrics() {
        return metrics;
    }

    /**
     * The estimate of one metric.
     *
     * @param key such as {@code ndcg@10}
     * @return the estimate
     * @throws IllegalArgumentException if there is no such metric
     */
    public Estimate metric(String key) {
        return require(metrics, key);
    }

    /**
     * One metric's value for every user that was evaluated.
     *
     * @param key such as {@code ndcg@10}
     * @return a copy, in the order of {@link #userIds()}
     * @throws IllegalArgumentException if there is no such metric, or it is not computed user by user
     */
    public double[] perUser(String key) {
        return require(perUser, key).clone();
    }

    /** Estimates as they are in JSON. */
    static Map<String, Object> figures(Map<String, Estimate> metrics) {
        Map<String, Object> figures = new LinkedHashMap<>();
        metrics.forEach((key, estimate) -> {
            Map<String, Object> numbers = new LinkedHashMap<>();
            numbers.put("mean", estimate.mean());
            numbers.put("low", estimate.low());
            numbers.put("high", estimate.high());
            figures.put(key, numbers);
        });
        return figures;
    }

    /** Whether the metric has a value for every user. */
    boolean hasPerUser(String key) {
        return perUser.containsKey(key);
    }

    private static <T> T require(Map<String, T> map, String key) {
        T value = map.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no metric '" + key + "'; there are " + map.keySet());
        }
        return value;
    }

    /**
     * This evaluation with one more figure, or another one in its place, which has no values user by user: {@code
     * withMetric("auc_pooled", Metrics.pooledAuc(scorer, pairs))}.
     *
     * @param key name of the figure
     * @param estimate the figure
     * @return a new evaluation
     */
    public Evaluation withMetric(String key, Estimate estimate) {
        Map<String, Estimate> more = new LinkedHashMap<>(metrics);
        more.put(key, estimate);
        Map<String, double[]> values = new LinkedHashMap<>(perUser);
        values.remove(key);
        return new Evaluation(preset, candidates, userIds, counts, Collections.unmodifiableMap(more), values);
    }

    /** The same with these figures in place of its own, in their order. */
    Evaluation withFigures(Map<String, Estimate> figures) {
        return new Evaluation(preset, candidates, userIds, counts, Collections.unmodifiableMap(figures), perUser);
    }

    /**
     * This evaluation over some of its users: of each metric that has a value for each user the mean over these, and its
     * interval from resamples of them, drawn with seed 1. Other figures are left out, and nobody counts as left out.
     *
     * @param users whether a user belongs to them, by id
     * @return a new evaluation
     * @throws IllegalArgumentException if none of the users does
     */
    public Evaluation ofUsers(Predicate<String> users) {
        List<String> keys =
                metrics.keySet().stream().filter(perUser::containsKey).toList();
        List<String> kept = new ArrayList<>();
        double[] values = new double[userIds.size() * keys.size()];
        int next = 0;
        for (int user = 0; user < userIds.size(); user++) {
            if (users.test(userIds.get(user))) {
                kept.add(userIds.get(user));
                for (String key : keys) {
                    values[next++] = require(perUser, key)[user];
                }
            }
        }
        if (kept.isEmpty()) {
            throw new IllegalArgumentException("users must hold one of the " + userIds.size() + " that were evaluated");
        }
        return of(preset, candidates, List.copyOf(kept), new Counts(0, 0, 0, 0, 0), keys, values, 1, 1);
    }

    /**
     * The figures as one JSON object, the form that every evaluating command writes:
     *
     * <pre>{@code
     * {"candidates":"all","users":943,"users_without_relevant":0,"unknown_users":0,"unknown_relevant":0,
     *  "unknown_candidates":0,"metrics":{"ndcg@10":{"mean":0.4,"low":0.39,"high":0.41}}}
     * }</pre>
     *
     * <p>Where the metrics are those of a preset, {@code "preset":"trec"} comes before the metrics.
     *
     * @return the object on one line
     */
    public String toJson() {
        Map<String, Object> figures = figures(metrics);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("candidates", candidates);
        json.put("users", (long) users());
        json.put("users_without_relevant", (long) counts.usersWithoutRelevant());
        json.put("unknown_users", (long) counts.unknownUsers());
        json.put("unknown_relevant", (long) counts.unknownRelevant());
        json.put("unknown_candidates", (long) counts.unknownCandidates());
        if (preset != null) {
            json.put("preset", preset.key());
        }
        json.put("metrics", figures);
        return Json.write(json);
    }

    /** Name of the candidates, number of users, and the means. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Evaluation[")
                .append(candidates)
                .append(", users=")
                .append(users());
        metrics.forEach(
                (key, estimate) -> text.append(", ").append(key).append('=').append(estimate.mean()));
        return text.append(']').toString();
    }
}
