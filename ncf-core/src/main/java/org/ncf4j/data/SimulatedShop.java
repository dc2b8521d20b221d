package org.ncf4j.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ncf4j.internal.Hash;
import org.ncf4j.internal.Permutation;

/**
 * A shop whose customers are known through and through: the probability of every purchase is given by a formula, so the
 * best that any model can reach on its data is known as well.
 *
 * <h2>The truth</h2>
 *
 * <p>Each user belongs to one of a few taste segments and each item to one category; segments are of equal size, and so are
 * categories, up to one. A user of segment s comes to want an item of category c and popularity rank r (from 0) at the rate
 *
 * <pre>{@code
 * w(s, i) = exp(signal * (taste * affinity[c][s] - tail * ln(r + 1 + items / 50)))
 * }</pre>
 *
 * <p>that is, after a time that is exponentially distributed with that rate. A user buys items in the order in which they
 * are wanted, until the purchases are used up. In other words, each purchase is drawn from the items that the user does
 * not have yet, with probabilities proportional to w, and independently of what other users do. All users buy equally
 * often, up to one: {@code positives / users} times, and chance decides who gets one more.
 *
 * <p>{@code affinity[c][s]} runs from -1 (the category that the segment likes least) to 1 (its favourite) in even steps:
 * each segment ranks the categories in an order of its own. The orders are random but balanced, so that all categories sell
 * about equally well to all segments together; no two categories have the same profile over the segments.
 * Every category has the same share of popular items. So taste and popularity are two things, and the shop of one seed is
 * as difficult as that of another.
 *
 * <p>{@link #probability} is the probability that the user buys the item, and {@link #logit} its log odds. Whatever part of
 * a user's purchases is known, if that part was chosen at random, then of two items that are not in it the one with the
 * greater w is the more likely to be among the others; a scorer that ranks by {@link #logit} (the oracle) is therefore
 * the best possible.
 *
 * <h2>The difficulty of the default</h2>
 *
 * <p>1,000 users, 500 items, 10,000 purchases; a fifth of each user's purchases is held out at random ({@link
 * Split#random(Interactions, double, double, long)}, seed 1), all items that the user did not buy in the training part are
 * ranked, and the area under the ROC curve is averaged over users. For the seeds 1 to 10 the oracle's is .874 to .882, and
 * that of the items' purchase counts in the training part .650 to .672. Tests hold them in [.85, .89] and [.63, .70].
 *
 * <p>There are as few as six categories so that purchases can tell them apart: with 16 purchases an item in the training
 * part, one who knows each user's segment and each category's affinities comes to an adjusted Rand index of .90 to .94 (seeds 1
 * to 10) in guessing the categories of the items; with ten categories, to .69 to .77.
 *
 * <p>With {@code signal} 0 every pair is equally likely, and nothing can be learned; with {@code taste} 0 the long tail is
 * all there is, and no model can do better than to rank by popularity.
 *
 * <h2>The data</h2>
 *
 * <p>The {@linkplain #purchases() purchases} are exactly {@code positives} distinct pairs, each user's in the order of
 * purchase. The negatives of the {@linkplain #pairs() labelled pairs} are exactly {@code negatives} distinct pairs drawn
 * uniformly from all pairs without a purchase: products that were shown and not bought.
 *
 * <p>Everything is a function of the configuration: the same on every machine. Memory grows with the pairs and with
 * segments x items, never with users x items.
 *
 * <p>Instances are immutable and safe for use by many threads.
 */
public final class SimulatedShop {
    // What a draw is for, within Hash.SHOP. Never renumber.
    private static final int SEGMENT = 0;
    private static final int RANK = 1;
    private static final int CATEGORY = 2;
    private static final int AFFINITY = 3;
    private static final int EXTRA = 4;
    private static final int PRICE = 5;
    private static final int NAME = 6;
    private static final int UNSOLD = 7;
    private static final int PURCHASE = 8;
    private static final int CLOCK = 9;

    /** A weight may be e^40 times another: beyond that, rare items would vanish in the sums. */
    private static final double MAX_RANGE = 40;

    private static final int BALANCING_ROUNDS = 100;

    private final Config config;
    private final IdIndex users;
    private final IdIndex items;
    private final int[] segments;
    private final int[] ranks;
    private final int[] categories;
    private final double[][] affinity;
    /** w(s, i) times the time by which a user of the segment is expected to have made the average number of purchases. */
    private final double[][] rates;

    private final LabeledPairs pairs;
    private final Interactions purchases;

    /**
     * The numbers that define a shop.
     *
     * @param users the number of users; 1,000 by default
     * @param items the number of products; 500 by default
     * @param positives the number of purchases, distinct pairs; 10,000 by default
     * @param negatives the number of negative pairs, distinct and never purchased; 10,000 by default
     * @param segments the number of taste segments of the users; 4 by default
     * @param categories the number of categories of the products; 6 by default
     * @param signal scales taste and popularity together; 0 makes every pair equally likely; 1 by default
     * @param taste the log of how much more often a segment wants an item of its favourite category than one of the middle;
     *     0 switches taste off; 2.9 by default
     * @param tail the exponent of the popularity's decline with the rank (Zipf and Mandelbrot); 0 makes all items equally
     *     popular; 0.7 by default
     * @param seed the seed; 1 by default
     */
    public record Config(
            int users,
            int items,
            int positives,
            int negatives,
            int segments,
            int categories,
            double signal,
            double taste,
            double tail,
            long seed) {
        private static final Config DEFAULTS = new Config(1_000, 500, 10_000, 10_000, 4, 6, 1, 2.9, 0.7, 1);

        /**
         * Checks the numbers.
         *
         * @param users the number of users
         * @param items the number of products
         * @param positives the number of purchases
         * @param negatives the number of negative pairs
         * @param segments the number of taste segments
         * @param categories the number of categories
         * @param signal the scale of taste and popularity together
         * @param taste the weight of taste
         * @param tail the exponent of the popularity's decline
         * @param seed the seed
         * @throws IllegalArgumentException if a number is out of range: there must be at least one of each (negatives may be
         *     none), no more segments than users nor categories than items, at most users times items pairs in all, but no
         *     more than 2^31 - 9, and
         *     signal, taste and tail must not be negative, nor so great together that the most wanted item is wanted e^40
         *     times as much as the least
         */
        public Config {
            check(users >= 1, "users must be at least 1", users);
            check(items >= 1, "items must be at least 1", items);
            check(positives >= 1, "positives must be at least 1", positives);
            check(negatives >= 0, "negatives must not be negative", negatives);
            check(
                    (long) positives + negatives <= (long) users * items,
                    "positives and negatives must not be more than users x items = " + (long) users * items,
                    (long) positives + negatives);
            check(
                    (long) positives + negatives <= Integer.MAX_VALUE - 8,
                    "positives and negatives must not be more than an array can hold = " + (Integer.MAX_VALUE - 8),
                    (long) positives + negatives);
            check(segments >= 1 && segments <= users, "segments must lie in [1, " + users + "]", segments);
            check(categories >= 1 && categories <= items, "categories must lie in [1, " + items + "]", categories);
            check(signal >= 0, "signal must not be negative", signal);
            check(taste >= 0, "taste must not be negative", taste);
            check(tail >= 0, "tail must not be negative", tail);
            double range = signal * (2 * taste + tail * (popularity(0, items) - popularity(items - 1, items)));
            check(range <= MAX_RANGE, "signal, taste and tail are too great together: range of the log of w", range);
        }

        private static void check(boolean holds, String expectation, Object value) {
            if (!holds) {
                throw new IllegalArgumentException(expectation + ": " + value);
            }
        }

        /**
         * The default shop.
         *
         * @return the configuration described above
         */
        public static Config defaults() {
            return DEFAULTS;
        }

        /**
         * An online shop with a long tail: 2,000 customers, 1,000 products in 20 categories, 6 groups of customers, and
         * 40,000 times that somebody wanted something, 20 a customer: looked at, put into the cart or bought. A favourite
         * category is wanted 12 times (e^2.5) as often as one of the middle; the rest is as in the default.
         *
         * @return the configuration
         */
        public static Config onlineShop() {
            return DEFAULTS.withUsers(2_000)
                    .withItems(1_000)
                    .withPositives(40_000)
                    .withNegatives(40_000)
                    .withSegments(6)
                    .withCategories(20)
                    .withTaste(2.5);
        }

        /**
         * A loyalty app: 2,000 members and a short list of 120 rewards in 8 categories, whose prices stand for points.
         * Members redeem seldom, 8 rewards each, 16,000 together. There are 4 groups of members; taste is weaker than in a
         * shop (a favourite category is wanted 7 times, e^2, as often as one of the middle), and a few rewards are
         * everybody's (tail 0.9).
         *
         * @return the configuration
         */
        public static Config loyaltyApp() {
            return DEFAULTS.withUsers(2_000)
                    .withItems(120)
                    .withPositives(16_000)
                    .withNegatives(16_000)
                    .withCategories(8)
                    .withTaste(2)
                    .withTail(0.9);
        }

        /**
         * A shop with tills: a user is a basket, and its segment the errand, of 8, that somebody came for. 5,000 baskets of 8
         * products each, 40,000 in all, from a range of 400 products in 12 categories, the needs. An errand decides strongly
         * what is bought (the likeliest category is wanted 20 times, e^3, as often as one of the middle).
         *
         * @return the configuration
         */
        public static Config retail() {
            return DEFAULTS.withUsers(5_000)
                    .withItems(400)
                    .withPositives(40_000)
                    .withNegatives(40_000)
                    .withSegments(8)
                    .withCategories(12)
                    .withTaste(3);
        }

        /**
         * A subscription platform: 1,500 subscribers who have played 30 of 600 titles each, 45,000 in all, in 12 genres; 5
         * audiences, each with favourite genres of its own. Hits are hits (tail 0.9), and taste decides as it does in the
         * default.
         *
         * @return the configuration
         */
        public static Config subscription() {
            return DEFAULTS.withUsers(1_500)
                    .withItems(600)
                    .withPositives(45_000)
                    .withNegatives(45_000)
                    .withSegments(5)
                    .withCategories(12)
                    .withTail(0.9);
        }

        /**
         * The same with another number of users.
         *
         * @param users the number of users
         * @return the changed configuration
         */
        public Config withUsers(int users) {
            return new Config(users, items, positives, negatives, segments, categories, signal, taste, tail, seed);
        }

        /**
         * The same with another number of products.
         *
         * @param items the number of products
         * @return the changed configuration
         */
        public Config withItems(int items) {
            return new Config(users, items, positives, negatives, segments, categories, signal, taste, tail, seed);
        }

        /**
         * The same with another number of purchases.
         *
         * @param positives the number of purchases
         * @return the changed configuration
         */
        public Config withPositives(int positives) {
            return new Config(users, items, positives, negatives, segments, categories, signal, taste, tail, seed);
        }

        /**
         * The same with another number of negative pairs.
         *
         * @param negatives the number of negative pairs
         * @return the changed configuration
         */
        public Config withNegatives(int negatives) {
            return new Config(users, items, positives, negatives, segments, categories, signal, taste, tail, seed);
        }

        /**
         * The same with another number of segments.
         *
         * @param segments the number of taste segments
         * @return the changed configuration
         */
        public Config withSegments(int segments) {
            return new Config(users, items, positives, negatives, segments, categories, signal, taste, tail, seed);
        }

        /**
         * The same with another number of categories.
         *
         * @param categories the number of categories
         * @return the changed configuration
         */
        public Config withCategories(int categories) {
            return new Config(users, items, positives, negatives, segments, categories, signal, taste, tail, seed);
        }

        /**
         * The same with another signal.
         *
         * @param signal the scale of taste and popularity together
         * @return the changed configuration
         */
        public Config withSignal(double signal) {
            return new Config(users, items, positives, negatives, segments, categories, signal, taste, tail, seed);
        }

        /**
         * The same with another weight of taste.
         *
         * @param taste the weight of taste
         * @return the changed configuration
         */
        public Config withTaste(double taste) {
            return new Config(users, items, positives, negatives, segments, categories, signal, taste, tail, seed);
        }

        /**
         * The same with another tail.
         *
         * @param tail the exponent of the popularity's decline
         * @return the changed configuration
         */
        public Config withTail(double tail) {
            return new Config(users, items, positives, negatives, segments, categories, signal, taste, tail, seed);
        }

        /**
         * The same with another seed.
         *
         * @param seed the seed
         * @return the changed configuration
         */
        public Config withSeed(long seed) {
            return new Config(users, items, positives, negatives, segments, categories, signal, taste, tail, seed);
        }
    }

    private SimulatedShop(Config config) {
        this.config = config;
        users = IdIndex.range("user", config.users);
        items = IdIndex.range("item", config.items);

        Permutation userOrder = new Permutation(config.users, key(SEGMENT, 0));
        segments = new int[config.users];
        Arrays.setAll(segments, user -> (int) (userOrder.apply(user) % config.segments));

        Permutation itemOrder = new Permutation(config.items, key(RANK, 0));
        ranks = new int[config.items];
        Arrays.setAll(ranks, item -> (int) itemOrder.apply(item));

        // Of each run of items of similar popularity every category gets one: all have the same tail.
        int[] categoryOfRank = new int[config.items];
        for (int start = 0; start < config.items; start += config.categories) {
            Permutation order = new Permutation(config.categories, key(CATEGORY, start));
            for (int r = start; r < Math.min(config.items, start + config.categories); r++) {
                categoryOfRank[r] = (int) order.apply(r - start);
            }
        }
        categories = new int[config.items];
        Arrays.setAll(categories, item -> categoryOfRank[ranks[item]]);

        affinity = affinities();
        rates = new double[config.segments][];
        Arrays.setAll(rates, this::weights);

        int[] pairUsers = new int[config.positives + config.negatives];
        int[] pairItems = new int[config.positives + config.negatives];
        drawPurchases(pairUsers, pairItems);
        purchases = Interactions.of(
                users,
                items,
                Arrays.copyOf(pairUsers, config.positives),
                Arrays.copyOf(pairItems, config.positives),
                Interactions.Order.OLDEST_FIRST);
        drawUnsold(pairUsers, pairItems);
        boolean[] labels = new boolean[pairUsers.length];
        Arrays.fill(labels, 0, config.positives, true);
        pairs = LabeledPairs.of(users, items, pairUsers, pairItems, labels);

        // only now: the draws need the bare weights
        for (double[] weights : rates) {
            scaleToExpectation(weights);
        }
    }

    /**
     * Builds a shop and draws its data.
     *
     * @param config the numbers that define it
     * @return the shop
     */
    public static SimulatedShop create(Config config) {
        return new SimulatedShop(Objects.requireNonNull(config, "config"));
    }

    private long key(int purpose, int number) {
        return Hash.key(config.seed, Hash.SHOP, (long) purpose << 32 | number);
    }

    /** The log of the popularity of a rank, for a tail of 1. */
    private static double popularity(int rank, int items) {
        return -StrictMath.log(rank + 1 + items / 50.0);
    }

    /** affinity[category][segment]: for each segment, even steps from -1 to 1, in balanced random order. */
    private double[][] affinities() {
        int count = config.categories;
        double[][] levels = new double[count][config.segments];
        double[] attraction = new double[count];
        for (int s = 0; s < config.segments; s++) {
            Permutation order = new Permutation(count, key(AFFINITY, s));
            for (int c = 0; c < count; c++) {
                levels[c][s] = count == 1 ? 0 : 2.0 * order.apply(c) / (count - 1) - 1;
                attraction[c] += attraction(levels[c][s]);
            }
        }
        // Exchange two categories in the order of a segment where that evens out how much they attract all together.
        boolean changed = true;
        for (int round = 0; changed && round < BALANCING_ROUNDS; round++) {
            changed = false;
            for (int s = 0; s < config.segments; s++) {
                for (int a = 0; a < count; a++) {
                    for (int b = 0; b < a; b++) {
                        double gain = attraction(levels[a][s]) - attraction(levels[b][s]);
                        double before = Math.abs(attraction[a] - attraction[b]);
                        if (Math.abs(attraction[a] - attraction[b] - 2 * gain) < before - 1e-9) {
                            double level = levels[a][s];
                            levels[a][s] = levels[b][s];
                            levels[b][s] = level;
                            attraction[a] -= gain;
                            attraction[b] += gain;
                            changed = true;
                        }
                    }
                }
            }
        }
        return levels;
    }

    /** What a level of affinity contributes to the sales of a category. */
    private static double attraction(double level) {
        return StrictMath.exp(3 * level);
    }

    /** w(s, i) of all items, relative to that of an average category and rank 0. */
    private double[] weights(int segment) {
        double[] weights = new double[config.items];
        for (int item = 0; item < config.items; item++) {
            double popularity = popularity(ranks[item], config.items) - popularity(0, config.items);
            weights[item] = StrictMath.exp(
                    config.signal * (config.taste * affinity[categories[item]][segment] + config.tail * popularity));
        }
        return weights;
    }

    private void drawPurchases(int[] pairUsers, int[] pairItems) {
        double[][] cumulative = new double[config.segments][];
        Arrays.setAll(cumulative, s -> {
            double[] sums = rates[s].clone();
            for (int i = 1; i < sums.length; i++) {
                sums[i] += sums[i - 1];
            }
            return sums;
        });
        Permutation lucky = new Permutation(config.users, key(EXTRA, 0));
        int[] boughtBy = new int[config.items];
        int start = 0;
        for (int user = 0; user < config.users; user++) {
            int count = config.positives / config.users + (lucky.apply(user) < config.positives % config.users ? 1 : 0);
            Arrays.fill(pairUsers, start, start + count, user);
            drawPurchases(user, cumulative[segments[user]], boughtBy, pairItems, start, start + count);
            start += count;
        }
    }

    /** Fills in a user's purchases; boughtBy[item] is user + 1 where the user has the item. */
    private void drawPurchases(int user, double[] cumulative, int[] boughtBy, int[] pairItems, int start, int end) {
        long key = key(PURCHASE, user);
        double total = cumulative[cumulative.length - 1];
        int place = start;
        // An item that the user has is drawn again. If that becomes frequent (who buys nearly everything), the rest is
        // drawn at once, by the clocks of the items that are left: clocks have no memory, so the law is the same.
        long patience = 64 + 8L * (end - start);
        for (long draw = 0; place < end && draw < patience; draw++) {
            int item = firstAbove(cumulative, Hash.unit(Hash.bits(key, draw)) * total);
            if (boughtBy[item] != user + 1) {
                boughtBy[item] = user + 1;
                pairItems[place++] = item;
            }
        }
        if (place < end) {
            long clocks = key(CLOCK, user);
            double[] weights = rates[segments[user]];
            int[] next = IntStream.range(0, config.items)
                    .filter(item -> boughtBy[item] != user + 1)
                    .boxed()
                    .sorted(Comparator.comparingDouble(
                            item -> -StrictMath.log(1 - Hash.unit(Hash.bits(clocks, item))) / weights[item]))
                    .limit(end - place)
                    .mapToInt(Integer::intValue)
                    .toArray();
            System.arraycopy(next, 0, pairItems, place, next.length);
        }
    }

    /** The first place whose value is greater than x, or the last if rounding leaves none. */
    private static int firstAbove(double[] cumulative, double x) {
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] > x) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Fills in the negatives: a walk over all pairs in shuffled order that leaves out the purchases. */
    private void drawUnsold(int[] pairUsers, int[] pairItems) {
        Permutation order = new Permutation((long) config.users * config.items, key(UNSOLD, 0));
        int place = config.positives;
        for (long step = 0; place < pairUsers.length; step++) {
            long pair = order.apply(step);
            int user = (int) (pair / config.items);
            int item = (int) (pair % config.items);
            if (!purchases.isSeen(user, item)) {
                pairUsers[place] = user;
                pairItems[place++] = item;
            }
        }
    }

    /**
     * Multiplies weights by the time t at which the expected number of purchases, the sum of 1 - exp(-t w), is the average
     * number. Newton's method from below: the sum is concave in t, so no step goes too far.
     */
    private void scaleToExpectation(double[] weights) {
        // someone who buys everything does so at no finite time
        double target = Math.min((double) config.positives / config.users, config.items - 0.5);
        double time = target / Arrays.stream(weights).sum();
        for (int step = 0; step < 100; step++) {
            double expected = 0;
            double slope = 0;
            for (double weight : weights) {
                expected -= StrictMath.expm1(-time * weight);
                slope += weight * StrictMath.exp(-time * weight);
            }
            double missing = target - expected;
            if (!(missing > 1e-12 * target)) {
                break;
            }
            time += missing / slope;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= time;
        }
    }

    /**
     * The numbers that define this shop.
     *
     * @return the configuration
     */
    public Config config() {
        return config;
    }

    /**
     * The users; the id is the index, from {@code "0"}.
     *
     * @return the users
     */
    public IdIndex users() {
        return users;
    }

    /**
     * The products; the id is the index, from {@code "0"} (for readable names see {@link #itemName}).
     *
     * @return the items
     */
    public IdIndex items() {
        return items;
    }

    /**
     * The purchases, labelled 1, in the order of {@link #purchases()}, and after them the negatives, labelled 0, in random
     * order.
     *
     * @return the labelled pairs
     */
    public LabeledPairs pairs() {
        return pairs;
    }

    /**
     * The purchases alone, each user's in the order of purchase.
     *
     * @return the positives
     */
    public Interactions purchases() {
        return purchases;
    }

    /**
     * The log odds {@code ln(p / (1 - p))} of the {@linkplain #probability probability} that a user buys an item.
     *
     * @param user a user's index
     * @param item an item's index
     * @return the log odds, finite
     * @throws IndexOutOfBoundsException if an index is out of range
     */
    public double logit(int user, int item) {
        double x = rates[segments[user]][item];
        // ln((1 - e^-x) / e^-x) = ln(e^x - 1), which beyond 40 is x in double precision
        return x > 40 ? x : StrictMath.log(StrictMath.expm1(x));
    }

    /**
     * The probability that a user buys an item: {@code 1 - exp(-t w(s, i))}, where t is the time at which a user of that
     * segment has made the average number of purchases in expectation, so that the probabilities of all items sum up to
     * {@code positives / users}. It would be exact if the user stopped at time t; that users stop at a number instead makes
     * a small difference in value and none in order. The same for all users of a segment.
     *
     * @param user a user's index
     * @param item an item's index
     * @return the probability
     * @throws IndexOutOfBoundsException if an index is out of range
     */
    public double probability(int user, int item) {
        return -StrictMath.expm1(-rates[segments[user]][item]);
    }

    /**
     * The taste segment of a user.
     *
     * @param user a user's index
     * @return the segment, from 0
     * @throws IndexOutOfBoundsException if the user is out of range
     */
    public int segment(int user) {
        return segments[user];
    }

    /**
     * The category of a product.
     *
     * @param item an item's index
     * @return the category, from 0
     * @throws IndexOutOfBoundsException if the item is out of range
     */
    public int category(int item) {
        return categories[item];
    }

    /**
     * A name for a segment, such as "Young families".
     *
     * @param segment a segment
     * @return its name
     * @throws IndexOutOfBoundsException if the segment is out of range
     */
    public String segmentName(int segment) {
        return Catalogue.segment(Objects.checkIndex(segment, config.segments));
    }

    /**
     * A name for a category, such as "Kitchen".
     *
     * @param category a category
     * @return its name
     * @throws IndexOutOfBoundsException if the category is out of range
     */
    public String categoryName(int category) {
        return Catalogue.category(Objects.checkIndex(category, config.categories));
    }

    /**
     * A name for a product, such as "Ceramic Teapot": no two products have the same.
     *
     * @param item an item's index
     * @return its name
     * @throws IndexOutOfBoundsException if the item is out of range
     */
    public String itemName(int item) {
        return Catalogue.product(categories[item], ranks[item] / config.categories, key(NAME, 0));
    }

    /**
     * The price of a product: log-normal around a median of its category, in whole cents. Purchases do not depend on it.
     *
     * @param item an item's index
     * @return the price, at least 0.01
     * @throws IndexOutOfBoundsException if the item is out of range
     */
    public double price(int item) {
        double price =
                Catalogue.medianPrice(categories[item]) * StrictMath.exp(0.4 * Hash.gaussian(key(PRICE, 0), item));
        return Math.max(1, Math.round(price * 100)) / 100.0;
    }

    /**
     * How much a segment likes a category.
     *
     * @param category a category
     * @param segment a segment
     * @return from -1, the least liked category of the segment, to 1, its favourite; 0 if there is but one category
     * @throws IndexOutOfBoundsException if an argument is out of range
     */
    public double affinity(int category, int segment) {
        return affinity[category][segment];
    }
}
