package org.ncf4j.eval;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The metrics as one well-known tool or paper defines them, for figures that are to be held beside its own. The keys are the
 * plain ones ({@code map@10}), so that a figure is named by its key and its preset together.
 *
 * <table>
 * <caption>Where they differ from {@link Metrics}</caption>
 * <tr><th>preset</th><th>metrics</th><th>candidates there</th></tr>
 * <tr><td>{@code ncf-2017}</td><td>hit_rate, ndcg; of tied candidates the relevant ones come last</td>
 *     <td>given: the test item and 99 negatives</td></tr>
 * <tr><td>{@code trec}</td><td>precision, recall, hit_rate ("success"), ndcg ("ndcg_cut"), mrr ("recip_rank", which
 *     has no cut there and is 0 beyond k here), map
 *     ("map_cut"); map divides by all relevant items</td><td>whatever was retrieved</td></tr>
 * <tr><td>{@code recbole}</td><td>recall, mrr, ndcg, hit_rate, precision, map; as in {@link Metrics}</td>
 *     <td>all items but those of train and validation</td></tr>
 * <tr><td>{@code microsoft}</td><td>map, ndcg, precision, recall; map divides by all relevant items</td>
 *     <td>all items of train but those the user has there</td></tr>
 * <tr><td>{@code vae}</td><td>recall, ndcg; recall divides by min(k, relevant)</td>
 *     <td>all items but the history that the user is folded in with</td></tr>
 * </table>
 *
 * <p>Tied candidates have no order in any preset but {@code ncf-2017}: the tools order them by what has nothing to do with
 * relevance, a document's number (trec_eval) or its place, and figures here are expected values over their orders as
 * everywhere. A user without a relevant item has no figure in any
 * of them and is left out.
 *
 * <p>Sources: He et al., Neural Collaborative Filtering (WWW 2017), {@code evaluate.py} beside it; NIST's trec_eval 9;
 * RecBole, {@code recbole/evaluator/metrics.py}; Microsoft recommenders, {@code python_evaluation.py} ({@code map},
 * {@code ndcg_at_k}, ...); Liang et al., Variational Autoencoders for Collaborative Filtering (WWW 2018), section 4.2.
 */
public enum MetricPreset {
    /** The NCF paper: {@code hit_rate@k} and {@code ndcg@k}, ties pessimistic. */
    NCF_2017("ncf-2017", "the test item among 99 given negatives"),

    /** trec_eval: {@code map@k} over all relevant items. */
    TREC("trec", "what was retrieved"),

    /** RecBole, in the order of its own default list. */
    RECBOLE("recbole", "all items but those that the user has in train and validation"),

    /** Microsoft recommenders, in the order of its benchmark: {@code map@k} over all relevant items. */
    MICROSOFT("microsoft", "all items of train but those that the user has there"),

    /** The papers on autoencoders: {@code recall@k} over min(k, relevant). */
    VAE("vae", "all items but those of the user's history");

    private final String key;
    private final String candidates;

    MetricPreset(String key, String candidates) {
        this.key = key;
        this.candidates = candidates;
    }

    /**
     * The preset of a name.
     *
     * @param name {@code ncf-2017}, {@code trec}, {@code recbole}, {@code microsoft} or {@code vae}
     * @return the preset
     * @throws IllegalArgumentException if there is none of this name; the message lists those there are
     */
    public static MetricPreset of(String name) {
        for (MetricPreset preset : values()) {
            if (preset.key.equals(name)) {
                return preset;
            }
        }
        String names = Arrays.stream(values()).map(MetricPreset::key).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("preset must be one of " + names + ": '" + name + "'");
    }

    /** Its name, as {@link #of} takes it. */
    public String key() {
        return key;
    }

    /** What the tool ranks the relevant items among, in words: what {@link RankingEvaluator#withCandidates} should be given. */
    public String candidates() {
        return candidates;
    }

    /**
     * Its metrics.
     *
     * @param k length of the list, at least 1
     * @return an unmodifiable list, in the tool's order
     * @throws IllegalArgumentException if k is below 1
     */
    public List<RankingMetric> metrics(int k) {
        return switch (this) {
            case NCF_2017 -> List.of(Metrics.pessimistic(Metrics.hitRate(k)), Metrics.pessimistic(Metrics.ndcg(k)));
            case TREC ->
                List.of(
                        Metrics.precision(k),
                        Metrics.recall(k),
                        Metrics.hitRate(k),
                        Metrics.ndcg(k),
                        Metrics.mrr(k),
                        Metrics.mapOverAll(k));
            case RECBOLE ->
                List.of(
                        Metrics.recall(k),
                        Metrics.mrr(k),
                        Metrics.ndcg(k),
                        Metrics.hitRate(k),
                        Metrics.precision(k),
                        Metrics.map(k));
            case MICROSOFT -> List.of(Metrics.mapOverAll(k), Metrics.ndcg(k), Metrics.precision(k), Metrics.recall(k));
            case VAE -> List.of(Metrics.recallOverAttainable(k), Metrics.ndcg(k));
        };
    }

    /** Its name, as {@link #of} takes it. */
    @Override
    public String toString() {
        return key;
    }
}
