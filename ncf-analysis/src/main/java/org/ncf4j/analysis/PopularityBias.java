package org.ncf4j.analysis;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ncf4j.data.Interactions;
import org.ncf4j.recommend.RecommendOptions;
import org.ncf4j.recommend.Recommender;

/**
 * Whether recommendations go to what is popular already, and how much of the catalogue they reach.
 *
 * <p>The popularity {@code phi(i)} of an item is the number of interactions with it. Items are ordered by it, most popular
 * first, equally popular ones by index.
 *
 * <p>Sources: H. Abdollahpouri, R. Burke and B. Mobasher, Managing Popularity Bias in Recommender Systems with
 * Personalized Re-ranking, FLAIRS 2019 (average recommendation popularity; share of the long tail); H. Abdollahpouri,
 * M. Mansoury, R. Burke and B. Mobasher, The Unfairness of Popularity Bias in Recommendation, RMSE workshop at RecSys 2019
 * (the long tail as what the last fifth of the interactions goes to); C. Gini, Variabilità e mutabilità, 1912.
 *
 * <p>Immutable and safe for use by many threads; it hands out copies.
 */
public final class PopularityBias {
    /** How many groups of items {@link #interactionShares} and {@link #recommendationShares} have, at most. */
    public static final int GROUPS = 10;

    /** The share of the interactions that the head has, at least. */
    private static final double HEAD = .8;

    private final int[] popularity;
    private final int[] recommended;
    /** Items, most popular first. */
    private final int[] order;

    private PopularityBias(int[] popularity, int[] recommended) {
        this.popularity = popularity;
        this.recommended = recommended;
        this.order = IntStream.range(0, popularity.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> -popularity[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * Counts what a recommender recommends to all users of the history, without what they have.
     *
     * @param history what popularity is counted by, of the recommender's items
     * @param recommender asked for a list for every user; it knows them all
     * @param n the length of a list, at least 1
     * @return the bias
     * @throws IllegalArgumentException if {@code n} is less than 1, or if an item that is recommended is unknown to the
     *     history
     */
    public static PopularityBias of(Interactions history, Recommender recommender, int n) {
        return of(history, recommender, n, history.users().ids());
    }

    /**
     * Counts what a recommender recommends to some users, without what they have; of very many a part tells as much.
     *
     * @param history what popularity is counted by, of the recommender's items
     * @param recommender asked for a list for each of the users
     * @param n the length of a list, at least 1
     * @param users ids of the recommender's users
     * @return the bias
     * @throws IllegalArgumentException if {@code n} is less than 1, if a user is unknown to the recommender, or if an item that is
     *     recommended is unknown to the history
     */
    public static PopularityBias of(Interactions history, Recommender recommender, int n, List<String> users) {
        int[] recommended = new int[history.itemCount()];
        recommender.recommendAll(
                users,
                RecommendOptions.top(n),
                (user, list) -> list.forEach(r -> recommended[history.items().require(r.item())]++));
        return ofCounts(history.itemCounts(), recommended);
    }

    /**
     * Of counts.
     *
     * @param popularity how many interactions each item has
     * @param recommended in how many lists each item is
     * @return the bias
     * @throws IllegalArgumentException if there are no items, if the arrays differ in length, or if a count is negative
     */
    public static PopularityBias ofCounts(int[] popularity, int[] recommended) {
        if (popularity.length == 0 || popularity.length != recommended.length) {
            throw new IllegalArgumentException("popularity and recommended must be of the same items, at least one: "
                    + popularity.length + " and " + recommended.length);
        }
        requireCounts("popularity", popularity);
        requireCounts("recommended", recommended);
        return new PopularityBias(popularity.clone(), recommended.clone());
    }

    private static void requireCounts(String name, int[] counts) {
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] < 0) {
                throw new IllegalArgumentException(name + " must be at least 0: " + counts[i] + " of item " + i);
            }
        }
    }

    /**
     * The number of items in the catalogue.
     *
     * @return at least 1
     */
    public int items() {
        return popularity.length;
    }

    /**
     * The number of items that were chosen by somebody.
     *
     * @return from 0 to the number of items
     */
    public int chosenItems() {
        return reached(popularity);
    }

    /**
     * The number of items that were recommended to somebody.
     *
     * @return from 0 to the number of items
     */
    public int recommendedItems() {
        return reached(recommended);
    }

    private static int reached(int[] counts) {
        return (int) IntStream.of(counts).filter(c -> c > 0).count();
    }

    /**
     * The share of the catalogue that was recommended to somebody, {@code recommendedItems / items}.
     *
     * @return in [0, 1]
     */
    public double coverage() {
        return (double) recommendedItems() / items();
    }

    /**
     * How unequal the interactions of the items are: the Gini coefficient
     * {@code sum over i of (2 i - n - 1) x_i / (n sum x)} of the counts {@code x_1 <= ... <= x_n}. 0 is equality; one
     * item that has everything gives {@code 1 - 1 / n}.
     *
     * @return in [0, 1); 0 if there is no interaction
     */
    public double interactionGini() {
        return gini(popularity);
    }

    /**
     * How unequally the items are recommended: the Gini coefficient of the numbers of lists.
     *
     * @return in [0, 1); 0 if nothing is recommended
     * @see #interactionGini
     */
    public double recommendationGini() {
        return gini(recommended);
    }

    /** Of counts that are at least 0. */
    static double gini(int[] counts) {
        int[] sorted = counts.clone();
        Arrays.sort(sorted);
        double weighted = 0;
        double sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            weighted += (2.0 * (i + 1) - sorted.length - 1) * sorted[i];
            sum += sorted[i];
        }
        return sum > 0 ? weighted / (sorted.length * sum) : 0;
    }

    /**
     * The popularity of what was chosen, by choice: {@code sum phi(i) phi(i) / sum phi(i)}.
     *
     * @return at least 0; 0 if there is no interaction
     */
    public double averageHistoryPopularity() {
        return averageOf(popularity, popularity);
    }

    /**
     * The popularity of what is recommended, by recommendation: the mean of {@code phi(i)} over the entries of all
     * lists. Where lists are of one length, this is the average recommendation popularity (ARP).
     *
     * @return at least 0; 0 if nothing is recommended
     */
    public double averageRecommendationPopularity() {
        return averageOf(popularity, recommended);
    }

    /**
     * The mean rank in popularity, from 1, of what was chosen.
     *
     * @return in [1, items]; 0 if there is no interaction
     */
    public double averageHistoryRank() {
        return averageOf(ranks(), popularity);
    }

    /**
     * The mean rank in popularity, from 1, of what is recommended.
     *
     * @return in [1, items]; 0 if nothing is recommended
     */
    public double averageRecommendationRank() {
        return averageOf(ranks(), recommended);
    }

    private int[] ranks() {
        int[] ranks = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            ranks[order[i]] = i + 1;
        }
        return ranks;
    }

    private static double averageOf(int[] values, int[] weights) {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (double) values[i] * weights[i];
            total += weights[i];
        }
        return total > 0 ? sum / total : 0;
    }

    /**
     * The number of items in the head: the fewest that have at least four fifths of the interactions. The others are the
     * long tail.
     *
     * @return from 0 to the number of items
     */
    public int headItems() {
        long total = total(popularity);
        double sum = 0;
        int head = 0;
        while (sum < HEAD * total) {
            sum += popularity[order[head++]];
        }
        return head;
    }

    /**
     * The share of the interactions that goes to the long tail: at most a fifth.
     *
     * @return in [0, 0.2]; 0 if there is no interaction
     * @see #headItems
     */
    public double tailInteractionShare() {
        return share(popularity, headItems(), items());
    }

    /**
     * The share of the recommendations that goes to the long tail: where lists are of one length, the average percentage
     * of long tail items (APLT).
     *
     * @return in [0, 1]; 0 if nothing is recommended
     * @see #headItems
     */
    public double tailRecommendationShare() {
        return share(recommended, headItems(), items());
    }

    /**
     * The share of the interactions that goes to each tenth of the items. Tenths are as equal in size as they can be; of
     * fewer than ten items each is a group of its own.
     *
     * @return the most popular items first; sums to 1, or is all 0 if there is no interaction
     */
    public double[] interactionShares() {
        return shares(popularity);
    }

    /**
     * The share of the recommendations that goes to each tenth of the items.
     *
     * @return the most popular items first; sums to 1, or is all 0 if nothing is recommended
     * @see #interactionShares
     */
    public double[] recommendationShares() {
        return shares(recommended);
    }

    private double[] shares(int[] counts) {
        int groups = Math.min(GROUPS, items());
        double[] shares = new double[groups];
        for (int g = 0; g < groups; g++) {
            shares[g] = share(counts, groupStart(g, groups), groupStart(g + 1, groups));
        }
        return shares;
    }

    private int groupStart(int group, int groups) {
        return (int) ((long) group * items() / groups);
    }

    /** Of the items from a rank, from 0, to another. */
    private double share(int[] counts, int from, int to) {
        long total = total(counts);
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += counts[order[i]];
        }
        return total > 0 ? (double) sum / total : 0;
    }

    private static long total(int[] counts) {
        return IntStream.of(counts).asLongStream().sum();
    }

    /** Whether items are as popular here as there. */
    boolean hasPopularityOf(PopularityBias other) {
        return Arrays.equals(popularity, other.popularity);
    }
}
