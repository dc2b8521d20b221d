package org.ncf4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.data.SimulatedShop.Config;

class SimulatedShopTest {
    private static final Config DEFAULTS = Config.defaults();

    /** Mean over users of the area under the ROC curve, and its standard error. */
    private record Auc(double mean, double error) {
        /** All items but those in train are ranked; those in test are relevant; ties count one half. */
        static Auc of(Split split, IntFunction<double[]> scores) {
            Interactions test = split.test();
            double sum = 0;
            double squares = 0;
            int users = 0;
            for (int u = 0; u < test.userCount(); u++) {
                double[] score = scores.apply(u);
                int user = u;
                int[] others = IntStream.range(0, test.itemCount())
                        .filter(i -> !split.train().isSeen(user, i) && !test.isSeen(user, i))
                        .toArray();
                int[] relevant = test.positives(u);
                if (relevant.length == 0) {
                    continue;
                }
                double wins = 0;
                for (int i : relevant) {
                    for (int j : others) {
                        wins += score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0;
                    }
                }
                double auc = wins / ((double) relevant.length * others.length);
                sum += auc;
                squares += auc * auc;
                users++;
            }
            double mean = sum / users;
            return new Auc(mean, Math.sqrt((squares / users - mean * mean) / users));
        }
    }

    private static Split heldOut(SimulatedShop shop) {
        return Split.random(shop.purchases(), 0.2, 0, 1);
    }

    private static Auc oracle(SimulatedShop shop, Split split) {
        return Auc.of(
                split,
                user -> IntStream.range(0, shop.items().size())
                        .mapToDouble(item -> shop.logit(user, item))
                        .toArray());
    }

    private static Auc popularity(Split split) {
        double[] counts =
                Arrays.stream(split.train().itemCounts()).asDoubleStream().toArray();
        return Auc.of(split, user -> counts);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theDefaultIsNeitherNoiseNorAGift(long seed) {
        SimulatedShop shop = SimulatedShop.create(DEFAULTS.withSeed(seed));
        Split split = heldOut(shop);
        double oracle = oracle(shop, split).mean();
        double popularity = popularity(split).mean();
        assertTrue(oracle >= 0.85 && oracle <= 0.89, () -> "oracle " + oracle);
        assertTrue(popularity >= 0.63 && popularity <= 0.70, () -> "popularity " + popularity);
    }

    @Test
    void withoutSignalEveryPairIsEquallyLikely() {
        SimulatedShop shop = SimulatedShop.create(DEFAULTS.withSignal(0));
        for (int item = 0; item < 500; item++) {
            assertEquals(10 / 500.0, shop.probability(17, item), 1e-12);
        }
        Split split = heldOut(shop);
        assertEquals(0.5, oracle(shop, split).mean());
        Auc popularity = popularity(split);
        // four standard errors
        assertEquals(0.5, popularity.mean(), 4 * popularity.error());
    }

    @Test
    void withoutTasteTheTailIsAllThereIs() {
        SimulatedShop shop = SimulatedShop.create(DEFAULTS.withTaste(0).withPositives(50_000));
        assertEquals(shop.logit(0, 3), shop.logit(999, 3));
        Split split = heldOut(shop);
        Auc oracle = oracle(shop, split);
        Auc popularity = popularity(split);
        assertTrue(oracle.mean() > 0.55 && oracle.mean() < 0.70, () -> "oracle " + oracle);
        // counted from 80 purchases an item, popularity is the truth but for a little noise
        assertEquals(oracle.mean(), popularity.mean(), 0.01);
        assertTrue(popularity.mean() <= oracle.mean() + oracle.error());
    }

    @Test
    void bothSetsAreExactInSize() {
        SimulatedShop shop = SimulatedShop.create(DEFAULTS.withPositives(10_123).withNegatives(9_877));
        LabeledPairs pairs = shop.pairs();
        assertEquals(20_000, pairs.size());
        assertEquals(10_123, pairs.positiveCount());
        assertEquals(10_123, shop.purchases().size());
        Set<Integer> distinct = new HashSet<>();
        for (int row = 0; row < pairs.size(); row++) {
            assertTrue(distinct.add(pairs.user(row) * 500 + pairs.item(row)));
            assertEquals(row < 10_123, pairs.label(row));
            assertEquals(pairs.label(row), shop.purchases().isSeen(pairs.user(row), pairs.item(row)));
        }
        for (int u = 0; u < 1000; u++) {
            int count = shop.purchases().positiveCount(u);
            assertTrue(count == 10 || count == 11, () -> "purchases " + count);
        }
        assertTrue(shop.purchases().isOrdered());
    }

    @Test
    void aShopMaySellEverything() {
        Config config = new Config(30, 20, 599, 1, 3, 4, 1, 2.9, 0.7, 1);
        SimulatedShop shop = SimulatedShop.create(config);
        assertEquals(600, shop.pairs().size());
        for (int u = 0; u < 30; u++) {
            for (int i = 0; i < 20; i++) {
                assertTrue(Double.isFinite(shop.logit(u, i)));
                assertTrue(shop.probability(u, i) > 0 && shop.probability(u, i) <= 1);
            }
        }
        SimulatedShop smallest = SimulatedShop.create(new Config(1, 1, 1, 0, 1, 1, 1, 3, 1, 1));
        assertEquals(1, smallest.pairs().size());
        assertEquals(0, smallest.affinity(0, 0));
        assertTrue(Double.isFinite(smallest.logit(0, 0)));
    }

    @Test
    void theSameConfigurationGivesTheSameShop() {
        SimulatedShop shop = SimulatedShop.create(DEFAULTS);
        SimulatedShop again = SimulatedShop.create(DEFAULTS);
        assertEquals(shop.pairs().fingerprint(), again.pairs().fingerprint());
        assertEquals(shop.logit(3, 4), again.logit(3, 4));
        SimulatedShop other = SimulatedShop.create(DEFAULTS.withSeed(2));
        assertNotEquals(shop.pairs().fingerprint(), other.pairs().fingerprint());
        assertEquals(DEFAULTS, shop.config());
    }

    @Test
    void theDefaultShopIsPinned() {
        assertEquals(
                "41e04453c4d4f7021fbf598138a595567cf91bb6e4ba292fcd0fb423b6af7c0d",
                SimulatedShop.create(DEFAULTS).pairs().fingerprint());
    }

    /** What the javadoc of each preset says of it. */
    @Test
    void presetsAreShopsOfTheirTrades() {
        assertShop(Config.onlineShop(), 2_000, 1_000, 20, 6, 20);
        assertShop(Config.loyaltyApp(), 2_000, 120, 8, 4, 8);
        assertShop(Config.retail(), 5_000, 400, 8, 8, 12);
        assertShop(Config.subscription(), 1_500, 600, 30, 5, 12);
    }

    private static void assertShop(
            Config config, int users, int items, int positivesPerUser, int segments, int categories) {
        SimulatedShop shop = SimulatedShop.create(config);
        assertEquals(users, shop.users().size());
        assertEquals(items, shop.items().size());
        for (int u = 0; u < users; u++) {
            assertEquals(positivesPerUser, shop.purchases().positiveCount(u));
        }
        assertEquals(segments, config.segments());
        assertEquals(categories, config.categories());
        assertEquals(config.positives(), config.negatives());
        assertEquals(1, config.seed());
    }

    @Test
    void probabilitiesAreThoseOfThePurchases() {
        // 40,000 users, 12 items: the share of a segment's users who buy an item against the formula
        Config config = new Config(40_000, 12, 120_000, 0, 2, 4, 0.3, 2.9, 0.7, 5);
        SimulatedShop shop = SimulatedShop.create(config);
        double[][] bought = new double[2][12];
        int[] sizes = new int[2];
        for (int u = 0; u < config.users(); u++) {
            sizes[shop.segment(u)]++;
            for (int item : shop.purchases().positives(u)) {
                bought[shop.segment(u)][item]++;
            }
        }
        assertArrayEquals(new int[] {20_000, 20_000}, sizes);
        for (int s = 0; s < 2; s++) {
            int segment = s;
            int user = IntStream.range(0, 100)
                    .filter(u -> shop.segment(u) == segment)
                    .findFirst()
                    .orElseThrow();
            double sum = 0;
            for (int item = 0; item < 12; item++) {
                double p = shop.probability(user, item);
                sum += p;
                assertEquals(StrictMath.log(p / (1 - p)), shop.logit(user, item), 1e-9);
                // four standard errors, and 3 % for users who stop at three purchases instead of at a time
                double tolerance = 4 * Math.sqrt(p * (1 - p) / 20_000) + 0.03 * p;
                assertEquals(p, bought[s][item] / 20_000, tolerance);
            }
            assertEquals(3, sum, 1e-9);
        }
    }

    @Test
    void firstPurchasesFollowTheWeights() {
        Config config = new Config(30_000, 8, 60_000, 0, 1, 2, 0.5, 2, 1, 3);
        SimulatedShop shop = SimulatedShop.create(config);
        // the rate of an item is proportional to -ln(1 - p)
        double[] rates = IntStream.range(0, 8)
                .mapToDouble(i -> -StrictMath.log1p(-shop.probability(0, i)))
                .toArray();
        double total = Arrays.stream(rates).sum();
        int[] first = new int[8];
        for (int u = 0; u < config.users(); u++) {
            first[shop.purchases().positives(u)[0]]++;
        }
        double chiSquare = 0;
        for (int i = 0; i < 8; i++) {
            double expected = config.users() * rates[i] / total;
            chiSquare += (first[i] - expected) * (first[i] - expected) / expected;
        }
        // the 99.9 % point of 7 degrees of freedom
        double seen = chiSquare;
        assertTrue(seen < 24.3, () -> "chi-square " + seen);
    }

    @Test
    void negativesAreUniformOverWhatWasNotBought() {
        SimulatedShop shop = SimulatedShop.create(new Config(100, 60, 1_000, 2_500, 3, 5, 1, 2.9, 0.7, 1));
        int[] userCounts = new int[100];
        for (int row = 1_000; row < 3_500; row++) {
            userCounts[shop.pairs().user(row)]++;
        }
        double chiSquare = Arrays.stream(userCounts)
                .mapToDouble(count -> (count - 25.0) * (count - 25.0) / 25)
                .sum();
        // 99 degrees of freedom; half of what is left is drawn, which halves the variance: well below the mean of 99
        assertTrue(chiSquare > 20 && chiSquare < 90, () -> "chi-square " + chiSquare);
    }

    @Test
    void everyCategoryHasAProfileOfItsOwn() {
        for (Config config : new Config[] {
            DEFAULTS,
            DEFAULTS.withSeed(8),
            DEFAULTS.withSegments(2),
            DEFAULTS.withCategories(30).withSegments(7)
        }) {
            SimulatedShop shop = SimulatedShop.create(config);
            Set<String> profiles = new HashSet<>();
            for (int c = 0; c < config.categories(); c++) {
                int category = c;
                profiles.add(IntStream.range(0, config.segments())
                        .mapToObj(s -> Double.toString(shop.affinity(category, s)))
                        .toList()
                        .toString());
            }
            assertEquals(config.categories(), profiles.size());
            for (int s = 0; s < config.segments(); s++) {
                int segment = s;
                double[] levels = IntStream.range(0, config.categories())
                        .mapToDouble(c -> shop.affinity(c, segment))
                        .sorted()
                        .toArray();
                for (int k = 0; k < levels.length; k++) {
                    assertEquals(2.0 * k / (levels.length - 1) - 1, levels[k]);
                }
            }
        }
    }

    @Test
    void popularityHasALongTail() {
        int[] counts =
                SimulatedShop.create(DEFAULTS.withPositives(50_000)).purchases().itemCounts();
        Arrays.sort(counts);
        int top = Arrays.stream(counts, 400, 500).sum();
        assertTrue(top > 50_000 * 0.3, () -> "the top fifth sells " + top);
        assertTrue(counts[0] > 0);
    }

    @Test
    void groupsAreOfEqualSize() {
        SimulatedShop shop = SimulatedShop.create(DEFAULTS);
        int[] segments = new int[4];
        int[] categories = new int[6];
        for (int u = 0; u < 1000; u++) {
            segments[shop.segment(u)]++;
        }
        for (int i = 0; i < 500; i++) {
            categories[shop.category(i)]++;
        }
        assertTrue(Arrays.stream(segments).allMatch(n -> n == 250));
        // 500 / 6, up to one
        assertTrue(Arrays.stream(categories).allMatch(n -> n == 83 || n == 84));
    }

    @Test
    void namesAreReadableAndDistinct() {
        Config config = DEFAULTS.withItems(4_000).withCategories(26).withSegments(10);
        SimulatedShop shop = SimulatedShop.create(config);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 4_000; i++) {
            assertTrue(names.add(shop.itemName(i)), shop.itemName(i));
            assertTrue(shop.price(i) >= 0.01 && shop.price(i) < 1_000, "price " + shop.price(i));
            assertEquals(Math.round(shop.price(i) * 100) / 100.0, shop.price(i));
        }
        Set<String> categories = new HashSet<>();
        IntStream.range(0, 26).forEach(c -> categories.add(shop.categoryName(c)));
        assertEquals(26, categories.size());
        assertEquals("Kitchen", shop.categoryName(0));
        assertEquals("Kitchen 2", shop.categoryName(12));
        assertEquals("Young families", shop.segmentName(0));
        assertEquals("Segment 10", shop.segmentName(9));
        assertEquals("42", shop.users().id(42));
        assertThrows(IndexOutOfBoundsException.class, () -> shop.segmentName(10));
        assertThrows(IndexOutOfBoundsException.class, () -> shop.categoryName(-1));
    }

    @Test
    void numbersAreChecked() {
        assertRefused("users must be at least 1: 0", () -> DEFAULTS.withUsers(0));
        assertRefused("items must be at least 1: -3", () -> DEFAULTS.withItems(-3));
        assertRefused("positives must be at least 1: 0", () -> DEFAULTS.withPositives(0));
        assertRefused("negatives must not be negative: -1", () -> DEFAULTS.withNegatives(-1));
        assertRefused(
                "positives and negatives must not be more than users x items = 500000: 510000",
                () -> DEFAULTS.withPositives(500_000));
        assertRefused(
                "positives and negatives must not be more than an array can hold = 2147483639: 2147483648",
                () -> new SimulatedShop.Config(1 << 16, 1 << 16, 1 << 30, 1 << 30, 4, 10, 1, 2.9, 0.7, 1));
        assertRefused("segments must lie in [1, 1000]: 1001", () -> DEFAULTS.withSegments(1001));
        assertRefused("categories must lie in [1, 500]: 0", () -> DEFAULTS.withCategories(0));
        assertRefused("signal must not be negative: NaN", () -> DEFAULTS.withSignal(Double.NaN));
        assertRefused("taste must not be negative: -1.0", () -> DEFAULTS.withTaste(-1));
        assertRefused("tail must not be negative: NaN", () -> DEFAULTS.withTail(Double.NaN));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withSignal(Double.POSITIVE_INFINITY));
        assertTrue(e.getMessage().startsWith("signal, taste and tail are too great together"), e.getMessage());
        assertFalse(DEFAULTS.equals(DEFAULTS.withTail(1)));
    }

    private static void assertRefused(String message, Runnable change) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, change::run);
        assertEquals(message, e.getMessage());
    }

    @Test
    void usersOfASegmentShareTheirTaste() {
        SimulatedShop shop = SimulatedShop.create(DEFAULTS);
        BitSet checked = new BitSet();
        for (int a = 0; a < 40; a++) {
            for (int b = 0; b < a; b++) {
                boolean same = shop.segment(a) == shop.segment(b);
                boolean equal = true;
                for (int i = 0; i < 500; i++) {
                    equal &= shop.logit(a, i) == shop.logit(b, i);
                }
                assertEquals(same, equal);
                checked.set(same ? 1 : 0);
            }
        }
        assertEquals(2, checked.cardinality());
    }
}
