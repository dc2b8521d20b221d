package org.ncf4j.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.Model;
import org.ncf4j.model.Scorer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges scorers on held-out interactions, user by user.
 *
 * <p>For every user of the test data that the scorer knows and that has a relevant item, the candidates are ranked by score
 * and each metric is computed from that {@link Ranking}; the result is each metric's mean over these users, in double, with
 * an interval. The relevant items of a user are the positives of the test data; an item of the test data below the rating
 * threshold is a candidate like any other.
 *
 * <ul>
 *   <li>The test data may index users and items otherwise than the scorer: they are matched by id.
 *   <li>An item that the user had seen before is neither relevant nor a candidate, where the candidates exclude seen items.
 *       {@link Evaluation#seenRelevant()} counts such overlap, and it is logged as a warning.
 *   <li>A relevant item that the scorer does not know stays in as a miss: it counts among the relevant ones, is never in a
 *       list, and lies below all items for AUC.
 *   <li>A user that the scorer does not know, or without a relevant item, is left out. Everything left out is counted.
 * </ul>
 *
 * <p>Scores are asked for one user at a time, by as many threads as are set, so that memory is one row of scores a thread
 * and one number a user and metric; the threads end with the call. The result does not depend on their number, nor on the
 * order of the items.
 *
 * <p>Instances are immutable and thread-safe; each {@code with} method returns another evaluator.
 */
public final class RankingEvaluator {
    private static final Logger LOG = LoggerFactory.getLogger(RankingEvaluator.class);
    private static final int USERS_PER_BLOCK = 32;
    private static final int[] NONE = {};

    private final List<RankingMetric> metrics;
    private final @Nullable MetricPreset preset;
    private final List<ListMetric> listMetrics;
    private final Candidates candidates;
    private final int threads;
    private final long seed;

    /** The standard metrics at 10 over all unseen items, on all processors, with seed 1 for the intervals. */
    public RankingEvaluator() {
        this(
                Metrics.standard(10),
                null,
                List.of(),
                Candidates.all(),
                Runtime.getRuntime().availableProcessors(),
                1);
    }

    private RankingEvaluator(
            List<RankingMetric> metrics,
            @Nullable MetricPreset preset,
            List<ListMetric> listMetrics,
            Candidates candidates,
            int threads,
            long seed) {
        this.metrics = metrics;
        this.preset = preset;
        this.listMetrics = listMetrics;
        this.candidates = candidates;
        this.threads = threads;
        this.seed = seed;
    }

    /**
     * Sets the metrics, in the order in which results list them; by default {@code Metrics.standard(10)}.
     *
     * @param metrics at least one, with distinct keys; copied
     * @return an evaluator with these metrics
     * @throws IllegalArgumentException if the list is empty or a key occurs twice
     */
    public RankingEvaluator withMetrics(List<RankingMetric> metrics) {
        if (metrics.isEmpty()) {
            throw new IllegalArgumentException("metrics must hold at least one metric: []");
        }
        Set<String> keys = new HashSet<>();
        for (RankingMetric metric : metrics) {
            if (!keys.add(metric.key())) {
                throw new IllegalArgumentException("metrics hold the key '" + metric.key() + "' twice");
            }
        }
        return new RankingEvaluator(List.copyOf(metrics), null, listMetrics, candidates, threads, seed);
    }

    /**
     * Sets the metrics to those of a preset; results name it. The candidates stay as they are: see {@link
     * MetricPreset#candidates()}.
     *
     * @param preset whose metrics
     * @param ks lengths of the lists, each at least 1, at least one
     * @return an evaluator with these metrics
     * @throws IllegalArgumentException if there is no length, one is below 1 or occurs twice
     */
    public RankingEvaluator withPreset(MetricPreset preset, int... ks) {
        List<RankingMetric> all = new ArrayList<>();
        for (int k : ks) {
            all.addAll(preset.metrics(k));
        }
        return new RankingEvaluator(withMetrics(all).metrics, preset, listMetrics, candidates, threads, seed);
    }

    /**
     * Sets figures of the lists that users would be shown, which results list after the metrics; by default none.
     *
     * @param listMetrics with distinct keys, perhaps none; copied
     * @return an evaluator with these figures
     * @throws IllegalArgumentException if a key occurs twice
     */
    public RankingEvaluator withListMetrics(List<ListMetric> listMetrics) {
        Set<String> keys = new HashSet<>();
        for (ListMetric metric : listMetrics) {
            if (!keys.add(metric.key())) {
                throw new IllegalArgumentException("listMetrics hold the key '" + metric.key() + "' twice");
            }
        }
        return new RankingEvaluator(metrics, preset, List.copyOf(listMetrics), candidates, threads, seed);
    }

    /**
     * Sets the candidates; by default {@link Candidates#all()}.
     *
     * @param candidates what relevant items are ranked among
     * @return an evaluator with these candidates
     */
    public RankingEvaluator withCandidates(Candidates candidates) {
        return new RankingEvaluator(metrics, preset, listMetrics, candidates, threads, seed);
    }

    /**
     * Sets the number of threads, the calling one included; by default the number of processors. It has no influence on the
     * result.
     *
     * @param threads at least 1
     * @return an evaluator with this number of threads
     * @throws IllegalArgumentException if the number is below 1
     */
    public RankingEvaluator withThreads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1: " + threads);
        }
        return new RankingEvaluator(metrics, preset, listMetrics, candidates, threads, seed);
    }

    /**
     * Sets the seed of the resamples behind the intervals; by default 1. Evaluations with the same seed and the same users
     * share their resamples.
     *
     * @param seed any number
     * @return an evaluator with this seed
     */
    public RankingEvaluator withSeed(long seed) {
        return new RankingEvaluator(metrics, preset, listMetrics, candidates, threads, seed);
    }

    int threads() {
        return threads;
    }

    long seed() {
        return seed;
    }

    Candidates candidates() {
        return candidates;
    }

    List<RankingMetric> metrics() {
        return metrics;
    }

    /**
     * Evaluates a model of either kind; what the users had seen in its training data is in the model.
     *
     * @param model the model
     * @param test held-out interactions
     * @return the figures
     * @throws IllegalArgumentException if no user can be evaluated, the message says why; or if negatives are given but not
     *     for a user who can
     * @throws IllegalStateException if the score of a candidate, or of any item where all are scored, is not finite, the
     *     message names the scorer's class, the user and the item; if a metric is not finite; or if the calling thread is
     *     interrupted
     */
    public Evaluation evaluate(Model model, Interactions test) {
        return evaluate(model, model::seen, test);
    }

    /**
     * Evaluates any scorer.
     *
     * @param scorer what is judged; must be thread-safe
     * @param history what the users had seen before, usually the training data; matched by id, ids that the scorer does not
     *     know have no effect
     * @param test held-out interactions
     * @return the figures
     * @throws IllegalArgumentException if no user can be evaluated, the message says why; or if negatives are given but not
     *     for a user who can
     * @throws IllegalStateException if the score of a candidate, or of any item where all are scored, is not finite, the
     *     message names the scorer's class, the user and the item; if a metric is not finite; or if the calling thread is
     *     interrupted
     */
    public Evaluation evaluate(Scorer scorer, Interactions history, Interactions test) {
        return evaluate(scorer, seen(scorer, history), test);
    }

    /** For a user of the scorer the items of a history, as the scorer's, ascending. */
    static IntFunction<int[]> seen(Scorer scorer, Interactions history) {
        if (scorer.users().equals(history.users()) && scorer.items().equals(history.items())) {
            return history::seen;
        }
        int[] historyUser = Ids.map(scorer.users(), history.users());
        int[] scorerItem = Ids.map(history.items(), scorer.items());
        return user -> {
            int own = historyUser[user];
            return own < 0
                    ? NONE
                    : Arrays.stream(history.seen(own))
                            .map(item -> scorerItem[item])
                            .filter(item -> item >= 0)
                            .sorted()
                            .toArray();
        };
    }

    /** With the items that a user of the scorer has seen, as the scorer's, ascending. */
    Evaluation evaluate(Scorer scorer, IntFunction<int[]> seen, Interactions test) {
        if (candidates instanceof Candidates.Sampled) {
            LOG.warn("Metrics over sampled candidates can order models otherwise than metrics over all items"
                    + " (Krichene and Rendle, KDD 2020)");
        }
        if (!listMetrics.isEmpty() && !(candidates instanceof Candidates.All)) {
            throw new IllegalArgumentException(
                    "listMetrics need lists drawn from all items, but the candidates are " + candidates);
        }
        UserRanker ranker = UserRanker.of(scorer, seen, candidates, test);
        ListRun lists = new ListRun(listMetrics, scorer.items());
        int users = test.userCount();
        int width = metrics.size() + lists.ofLists().size();
        // An outcome takes memory by the user's relevant items, not by the candidates.
        UserRanker.Outcome[] outcomes = new UserRanker.Outcome[users];
        double[] values = new double[Math.multiplyExact(users, width)];
        int atOnce = lists.usersAtOnce(users);
        for (int begin = 0; begin < users; begin += atOnce) {
            int first = begin;
            int count = Math.min(atOnce, users - first);
            TopList[][] held = new TopList[lists.isEmpty() ? 0 : count][];
            Parallel.run(threads, count, USERS_PER_BLOCK, () -> {
                float[] scores = new float[scorer.items().size()];
                List<ListMetric.Value> ofLists = lists.values();
                return (from, to) -> {
                    for (int place = from; place < to; place++) {
                        int user = first + place;
                        outcomes[user] = ranker.rank(user, scores);
                        Ranking ranking = outcomes[user].ranking();
                        if (ranking == null) {
                            continue;
                        }
                        int next = user * width;
                        for (RankingMetric metric : metrics) {
                            values[next++] = value(metric, ranking, test.users().id(user));
                        }
                        if (!lists.isEmpty()) {
                            // the scores of all items are still there
                            TopList[] own = lists.lists(scores, ranker.excluded(user));
                            for (int m = 0; m < ofLists.size(); m++) {
                                values[next++] = ofLists.get(m)
                                        .of(lists.listFor(lists.ofLists().get(m), own));
                            }
                            held[place] = own;
                        }
                    }
                };
            });
            for (TopList[] own : held) {
                if (own != null) {
                    lists.count(own);
                }
            }
        }
        return summarise(test, outcomes, values, lists);
    }

    private static double value(RankingMetric metric, Ranking ranking, String user) {
        double value = metric.value(ranking);
        if (!Double.isFinite(value)) {
            throw new IllegalStateException(
                    "metric " + metric.key() + " is not finite for user '" + user + "': " + value);
        }
        return value;
    }

    private Evaluation summarise(Interactions test, UserRanker.Outcome[] outcomes, double[] values, ListRun lists) {
        List<String> keys = new ArrayList<>();
        metrics.forEach(metric -> keys.add(metric.key()));
        lists.ofLists().forEach(metric -> keys.add(metric.key()));
        int metricCount = keys.size();
        List<String> ids = new ArrayList<>();
        int unknownUsers = 0;
        int unknownRelevant = 0;
        int unknownCandidates = 0;
        int seenRelevant = 0;
        for (int user = 0; user < outcomes.length; user++) {
            UserRanker.Outcome outcome = outcomes[user];
            seenRelevant += outcome.seenRelevant();
            if (outcome.unknownUser()) {
                unknownUsers++;
            }
            Ranking ranking = outcome.ranking();
            if (ranking != null) {
                unknownRelevant += ranking.unknownRelevant();
                unknownCandidates += ranking.unknownOthers();
                // Values move up over those of the users that were left out.
                System.arraycopy(values, user * metricCount, values, ids.size() * metricCount, metricCount);
                ids.add(test.users().id(user));
            }
        }
        int users = ids.size();
        int without = outcomes.length - users - unknownUsers;
        if (users == 0) {
            throw new IllegalArgumentException("none of the " + outcomes.length + " users of test can be evaluated: "
                    + unknownUsers + " unknown to the scorer, " + without + " without a relevant item (" + seenRelevant
                    + " test items were seen before)");
        }
        if (seenRelevant > 0) {
            LOG.warn(
                    "Training and test data overlap: {} test items are left out, their users had seen them",
                    seenRelevant);
        }

        Evaluation evaluation = Evaluation.of(
                preset,
                candidates.name(),
                List.copyOf(ids),
                new Evaluation.Counts(without, unknownUsers, unknownRelevant, unknownCandidates, seenRelevant),
                keys,
                values,
                seed,
                threads);
        return listMetrics.isEmpty() ? evaluation : evaluation.withFigures(figures(evaluation, lists));
    }

    /** All figures, those of the lists in the order in which they were asked for. */
    private Map<String, Evaluation.Estimate> figures(Evaluation evaluation, ListRun lists) {
        Map<String, Evaluation.Estimate> figures = new LinkedHashMap<>();
        metrics.forEach(metric -> figures.put(metric.key(), evaluation.metric(metric.key())));
        for (ListMetric metric : listMetrics) {
            if (metric instanceof ListMetric.OfCatalogue total) {
                double value = lists.value(total);
                figures.put(metric.key(), new Evaluation.Estimate(value, value, value));
            } else {
                figures.put(metric.key(), evaluation.metric(metric.key()));
            }
        }
        return figures;
    }

    /** Candidates, preset and keys of the metrics: what tells one protocol from another, but for seeds. */
    @Override
    public String toString() {
        return "RankingEvaluator[" + candidates + ", " + (preset == null ? "" : preset + ", ")
                + metrics.stream().map(RankingMetric::key).toList() + "]";
    }
}
