package org.ncf4j.analysis;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ncf4j.model.LogitDecomposition;
import org.ncf4j.recommend.Recommender;

/**
 * Why an item is recommended to somebody, as {@link Explainer} found it: what its logit is the sum of, which items of the
 * history pull it, how popular it is, and which items are most like it.
 *
 * <p>An explanation says what the model does, and beside it what the data say: of those who have an item that pulls, how
 * many have the recommended one, too. It is no proof of a cause.
 *
 * <p>Immutable.
 *
 * @param item the recommended item's id
 * @param logit the model's score; NaN for a newcomer whose history tells nothing
 * @param parts what the logit is the sum of; null of a model of item-item weights
 * @param meanParts their means over all items: what a part has beyond its mean speaks for this item; null as {@code parts} is
 * @param basis what the pulls were told from
 * @param withHistory the score that the pulls are told of: of a network that of a row folded in from the history, which is not
 *     the one that was trained; NaN if there is no history
 * @param withNothing the score for somebody with nothing: 0 of item-item weights; NaN if that is not known
 * @param pulls items of the history, the strongest pull first; of equal ones the lower index first
 * @param popularity how many have the item
 * @param similar the items most like it, as {@link Recommender#similarItems} finds them
 */
public record Explanation(
        String item,
        double logit,
        LogitDecomposition.@Nullable Parts parts,
        LogitDecomposition.@Nullable Parts meanParts,
        Basis basis,
        double withHistory,
        double withNothing,
        List<Pull> pulls,
        Popularity popularity,
        List<Recommender.Neighbor> similar) {
    private static final int MOST_REASONS = 2;
    /** A reason pulls at least so much, beside the strongest. */
    private static final double LEAST_SHARE = .5;
    /** A reason pulls at least so much, beside what the item's score is above that of all items. */
    private static final double LEAST_OF_SCORE = .01;
    /** How unlikely what is had together must be by chance: four standard deviations of the normal distribution. */
    private static final double CHANCE = 3.2e-5;

    private static final int POPULAR_RANK = 10;

    private static final double POPULAR_SHARE = .01;

    /** What pulls are told from. */
    public enum Basis {
        /** The weights of an item-item model: exact, what all items of the history add is the score. */
        WEIGHTS(
                "pull: the weight from the item of the history to the recommended one; the weights from the whole history add up"
                        + " to the score"),
        /**
         * A row folded in from the history. The pull is the mean of two differences of the logit: the item alone against
         * nothing, and the whole history against the history without the item. These are the two ends of what the Shapley value
         * averages (Shapley: A value for n-person games, 1953; Strumbelj and Kononenko: An efficient explanation of individual
         * classifications using game theory, JMLR 11, 2010): what an item adds to those that came before it. The second end alone,
         * what would change without it, names odd items: of ten horror films none is missed.
         */
        FOLD_IN(
                "pull: the mean of what the item adds to the logit as the only one of the history (alone) and of what leaving it"
                        + " out takes away (left out), with the user's row folded in anew"),
        /** Nothing: the history is empty, or nothing in it tells. */
        EMPTY_HISTORY("no pulls: there is no history to tell them from"),
        /** Nothing: the model keeps no histories of its users, or has nothing to fold in by. */
        NO_HISTORIES("no pulls: the model keeps no histories");

        private final String how;

        Basis(String how) {
            this.how = how;
        }

        /** How pulls are computed, in a sentence. */
        public String how() {
            return how;
        }
    }

    /**
     * What an item of the history does for the recommended one.
     *
     * @param item the id of the item of the history
     * @param alone the logit for somebody with this item alone, less that for somebody with nothing
     * @param leftOut the logit with the whole history, less that without this item
     * @param owners users who have it; 0 where histories are not known
     * @param both users who have it and the recommended item
     */
    public record Pull(String item, double alone, double leftOut, int owners, int both) {
        /** The mean of the two; of item-item weights, where they are equal, the weight. */
        public double pull() {
            return (alone + leftOut) / 2;
        }
    }

    /**
     * How popular an item is.
     *
     * @param rank its place among all items, from 1, by how many users have it or, where that is not known, by the score for
     *     somebody with nothing
     * @param items how many items there are
     * @param owners users who have it; 0 where histories are not known
     * @param users how many users there are
     */
    public record Popularity(int rank, int items, int owners, int users) {
        /** Whether it is among the most popular: the first 10 or, where that is more, 1 % of all; never more than a quarter. */
        public boolean isHigh() {
            double most = Math.min(items / 4.0, Math.max(POPULAR_RANK, POPULAR_SHARE * items));
            return rank <= Math.max(1, most);
        }
    }

    /** Copies the lists. */
    public Explanation {
        Objects.requireNonNull(item, "item");
        pulls = List.copyOf(pulls);
        similar = List.copyOf(similar);
    }

    /**
     * The pulls that are worth naming: at most two, which pull at least half as much as the strongest one and a hundredth of what
     * the score is above the mean score of all items. Where
     * histories are known, both items must be had together by so many users as chance would have it once in 30,000 times, by
     * the hypergeometric distribution: a model of noise has pulls, too, which it took from the pairs that chance favoured most
     * among very many.
     */
    public List<Pull> reasons() {
        double mean = meanParts == null ? 0 : meanParts.logit();
        double strongest = pulls.isEmpty() ? 0 : pulls.get(0).pull();
        double least = Math.max(LEAST_SHARE * strongest, LEAST_OF_SCORE * (withHistory - mean));
        return pulls.stream()
                .filter(pull -> pull.pull() > 0 && pull.pull() >= least && isClear(pull))
                .limit(MOST_REASONS)
                .toList();
    }

    private boolean isClear(Pull pull) {
        return pull.owners() == 0
                || (pull.both() > 0
                        && ClusterAttributes.upperTail(
                                        popularity.users(), popularity.owners(), pull.owners(), pull.both())
                                < CHANCE);
    }

    /**
     * Why, in a few words: "because of A and B".
     *
     * @param names the name to show for an item's id; an item that has none is shown by its id
     */
    public String reason(Map<String, String> names) {
        List<Pull> reasons = reasons();
        if (!reasons.isEmpty()) {
            return "because of " + list(reasons, names);
        }
        if (basis == Basis.NO_HISTORIES) {
            return "the model keeps no histories to tell why";
        }
        if (popularity.isHigh()) {
            return "popular with everybody";
        }
        if (withHistory > withNothing) {
            return "because of the history as a whole";
        }
        return basis == Basis.EMPTY_HISTORY ? "nothing is known of this user" : "nothing in the history stands out";
    }

    /**
     * Why, in a sentence or two for whoever runs the shop.
     *
     * @param names the name to show for an item's id; an item that has none is shown by its id
     */
    public String sentence(Map<String, String> names) {
        List<Pull> reasons = reasons();
        if (reasons.isEmpty()) {
            return withoutReasons(names);
        }
        Pull first = reasons.get(0);
        StringBuilder text = new StringBuilder("Recommended because of ").append(list(reasons, names));
        if (first.owners() > 0) {
            text.append(": of ")
                    .append(people(first.owners()))
                    .append(" who have ")
                    .append(reasons.size() == 1 ? "it" : name(first.item(), names))
                    .append(", ")
                    .append(percent(first.both(), first.owners()))
                    .append(" have this, too, against ")
                    .append(percent(popularity.owners(), popularity.users()))
                    .append(" of all");
        }
        text.append('.');
        if (popularity.isHigh()) {
            text.append(" It is popular with everybody, too (").append(place()).append(").");
        }
        return text.toString();
    }

    private String withoutReasons(Map<String, String> names) {
        String cause = popularity.isHigh()
                ? "it is popular with everybody (" + place() + ")"
                : "the history as a whole speaks for it, though it is not among the most popular (" + place() + ")";
        if (!popularity.isHigh() && !(withHistory > withNothing) && basis != Basis.NO_HISTORIES) {
            return "Nothing that is known of this user speaks for it (" + place() + " by popularity).";
        }
        return switch (basis) {
            case EMPTY_HISTORY -> "Nothing is known of this user that tells; recommended because " + cause + ".";
            case NO_HISTORIES ->
                "The model keeps no histories, so that nobody can tell which items this comes from; most like it "
                        + (similar.size() == 1 ? "is " : "are ")
                        + (similar.isEmpty()
                                ? "none"
                                : names(
                                        similar.stream()
                                                .limit(MOST_REASONS)
                                                .map(Recommender.Neighbor::id)
                                                .toList(),
                                        names))
                        + ".";
            default -> "No single item of the history stands out; recommended because " + cause + ".";
        };
    }

    private String place() {
        return String.format(Locale.ROOT, "no. %,d of %,d items", popularity.rank(), popularity.items());
    }

    private static String people(int count) {
        return count == 1 ? "the only one" : String.format(Locale.ROOT, "the %,d", count);
    }

    private static String percent(int part, int whole) {
        double percent = 100.0 * part / whole;
        return String.format(Locale.ROOT, percent > 0 && percent < 1 ? "%.1f %%" : "%.0f %%", percent);
    }

    private static String list(List<Pull> pulls, Map<String, String> names) {
        return names(pulls.stream().map(Pull::item).toList(), names);
    }

    /** "A", "A and B", "A, B and C". */
    private static String names(List<String> ids, Map<String, String> names) {
        List<String> shown = ids.stream().map(id -> name(id, names)).toList();
        int last = shown.size() - 1;
        return last == 0 ? shown.get(0) : String.join(", ", shown.subList(0, last)) + " and " + shown.get(last);
    }

    private static String name(String id, Map<String, String> names) {
        return names.getOrDefault(id, id);
    }
}
