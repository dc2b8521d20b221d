package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.internal.Hash;
import org.ncf4j.nn.Loss;

class SamplesTest {
    /** A sample as it comes. */
    private record Sample(int user, int item, float label) {}

    /** 1 + 2^31 - 1 negatives is no int. */
    @Example
    void aPositiveMayHaveAsManyNegativesAsAnIntCanCount() {
        Interactions data = Interactions.of(1, 3, new int[] {0, 0}, new int[] {0, 1}, Interactions.Order.NONE);

        Samples samples = Samples.of(data, config(Integer.MAX_VALUE, 1));

        assertEquals(2L << 31, samples.count());
        Samples.Drawn drawn = new Samples.Drawn(2, false, 1);
        Samples.Scratch scratch = new Samples.Scratch();
        scratch.numbers[0] = 1L << 31;
        scratch.numbers[1] = (2L << 31) - 1;
        samples.take(1, scratch, 2, drawn, 0);
        assertEquals(1, drawn.items[0]);
        assertEquals(1, drawn.labels[0]);
        assertEquals(2, drawn.items[1]);
        assertEquals(0, drawn.labels[1]);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void anEpochHoldsEveryPositiveOnceAndItsNegatives(
            @ForAll @IntRange(min = 1, max = 12) int users,
            @ForAll @IntRange(min = 1, max = 12) int items,
            @ForAll @IntRange(max = 6) int negatives,
            @ForAll @IntRange(min = 1, max = 9) int epoch,
            @ForAll long seed) {
        Interactions data = random(users, items, seed);

        List<Sample> samples = epoch(Samples.of(data, config(negatives, seed)), epoch);

        Map<Integer, Integer> drawn = new HashMap<>();
        List<String> positives = new ArrayList<>();
        for (Sample sample : samples) {
            if (sample.label == 1) {
                positives.add(sample.user + " " + sample.item);
            } else {
                assertEquals(0, sample.label);
                assertFalse(data.isSeen(sample.user, sample.item), sample + " has been seen");
                drawn.merge(sample.user, 1, Integer::sum);
            }
        }
        List<String> expected = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            for (int item : data.positives(user)) {
                expected.add(user + " " + item);
            }
            boolean canDraw = data.seenCount(user) < items;
            assertEquals(
                    canDraw ? negatives * data.positiveCount(user) : 0,
                    drawn.getOrDefault(user, 0),
                    "negatives of user " + user);
        }
        Collections.sort(expected);
        Collections.sort(positives);
        assertEquals(expected, positives);
    }

    @Example
    void aUserWhoHasEverythingBringsPositivesOnly() {
        Interactions data =
                Interactions.of(2, 3, new int[] {0, 1, 1, 1}, new int[] {2, 0, 1, 2}, Interactions.Order.NONE);

        Samples samples = Samples.of(data, config(4, 1));

        assertEquals(5 + 3, samples.count());
        List<Sample> epoch = epoch(samples, 1);
        assertEquals(3, epoch.stream().filter(sample -> sample.user == 1).count());
        assertTrue(epoch.stream().filter(sample -> sample.user == 1).allMatch(sample -> sample.label == 1));
    }

    /** What was rated below the threshold is no positive, but has been seen. */
    @Example
    void itemsBelowTheThresholdAreNeitherPositivesNorNegatives() {
        Interactions data = Interactions.builder()
                .withMinRating(4)
                .add("u", "liked", 5)
                .add("u", "disliked", 1)
                .add("v", "other", 5)
                .build();
        int user = data.users().require("u");
        int disliked = data.items().require("disliked");
        Samples samples = Samples.of(data, config(50, 1));

        for (Sample sample : epoch(samples, 1)) {
            assertFalse(sample.user == user && sample.item == disliked);
        }
        assertTrue(Arrays.binarySearch(samples.seen().of(user), disliked) >= 0);
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void anyStretchIsThatOfTheWhole(
            @ForAll @IntRange(max = 100) int from, @ForAll @IntRange(max = 100) int to, @ForAll long seed) {
        Samples samples = Samples.of(random(6, 9, seed), config(3, seed));
        List<Sample> whole = epoch(samples, 2);
        int start = Math.min(Math.min(from, to), whole.size());
        int end = Math.min(Math.max(from, to), whole.size());

        assertEquals(whole.subList(start, end), stretch(samples, 2, start, end - start));
    }

    @Example
    void anEpochDependsOnSeedAndNumberAlone() {
        Interactions data = random(10, 20, 1);
        Samples samples = Samples.of(data, config(4, 7));
        List<Sample> first = epoch(samples, 1);
        List<Sample> second = epoch(samples, 2);

        assertEquals(second, epoch(Samples.of(data, config(4, 7)), 2), "without the epoch before");
        assertEquals(first, epoch(samples, 1), "after another epoch");
        assertFalse(first.equals(second), "epochs differ");
        assertFalse(first.equals(epoch(Samples.of(data, config(4, 8)), 1)), "seeds differ");
    }

    /** Not only the order: the negatives are drawn anew. */
    @Example
    void everyEpochHasNegativesOfItsOwn() {
        Samples samples = Samples.of(random(10, 50, 1), config(4, 7));

        assertFalse(sorted(epoch(samples, 1)).equals(sorted(epoch(samples, 2))));
    }

    /** Each of a user's 40 unseen items is drawn about 500 times: 3.9 standard deviations of a binomial, 1 in 10,000. */
    @Example
    void negativesAreUniformOverTheUnseenItems() {
        Interactions data = Interactions.of(1, 41, new int[] {0}, new int[] {17}, Interactions.Order.NONE);
        int[] counts = new int[41];
        for (Sample sample : epoch(Samples.of(data, config(20_000, 3)), 1)) {
            counts[sample.item]++;
        }

        for (int item = 0; item < 41; item++) {
            assertEquals(item == 17 ? 1 : 500, counts[item], item == 17 ? 0 : 3.9 * Math.sqrt(500 * 39 / 40.0));
        }
    }

    @Example
    void labelledPairsComeOnceEachAsTheyAre() {
        int[] users = {0, 0, 1, 1, 2};
        int[] items = {0, 1, 0, 2, 2};
        boolean[] labels = {true, false, false, true, true};
        LabeledPairs pairs = LabeledPairs.of(IdIndex.range("user", 3), IdIndex.range("item", 3), users, items, labels);
        Samples samples = Samples.of(pairs, config(4, 5));

        List<Sample> expected = new ArrayList<>();
        for (int i = 0; i < users.length; i++) {
            expected.add(new Sample(users[i], items[i], labels[i] ? 1 : 0));
        }
        assertEquals(5, samples.count());
        assertEquals(sorted(expected), sorted(epoch(samples, 1)));
        assertEquals(sorted(expected), sorted(epoch(samples, 2)));
        assertEquals(pairs.fingerprint(), samples.fingerprint());
        assertArrayEquals(new int[] {0}, samples.seen().of(0));
        assertArrayEquals(new int[] {2}, samples.seen().of(1));
    }

    @Example
    void theyTellWhereTheyComeFrom() {
        Interactions data = random(4, 5, 1);
        Samples samples = Samples.of(data, config(1, 1));

        assertEquals(data.users(), samples.users());
        assertEquals(data.items(), samples.items());
        assertEquals(data.fingerprint(), samples.fingerprint());
        for (int user = 0; user < 4; user++) {
            assertArrayEquals(data.seen(user), samples.seen().of(user));
        }
    }

    /** At least one pair, some users without any, and now and then one with every item. */
    private static Interactions random(int users, int items, long seed) {
        long key = Hash.key(seed, 999, 0);
        double[] share = {0, 0.2, 0.5, 1};
        List<int[]> pairs = new ArrayList<>();
        pairs.add(new int[] {0, 0});
        for (int user = 0; user < users; user++) {
            double density = share[Hash.bounded(Hash.bits(key, -1 - user), share.length)];
            for (int item = 0; item < items; item++) {
                if (Hash.unit(Hash.bits(key, (long) user * items + item)) < density) {
                    pairs.add(new int[] {user, item});
                }
            }
        }
        return Interactions.of(
                users,
                items,
                pairs.stream().mapToInt(pair -> pair[0]).toArray(),
                pairs.stream().mapToInt(pair -> pair[1]).toArray(),
                Interactions.Order.NONE);
    }

    private static final Interactions RATED = Interactions.builder()
            .add("a", "x", 3)
            .add("a", "y", 0.5)
            .add("b", "z", 2)
            .build();

    private static Samples.Drawn drawn(Interactions data, TrainingConfig config) {
        Samples samples = Samples.of(data, config);
        int count = (int) samples.count();
        Samples.Drawn drawn = new Samples.Drawn(
                count,
                config.weighByRating() || config.positiveWeight() != 1,
                config.sampling().candidates());
        samples.begin(1);
        samples.fill(0, count, drawn, 0, new Samples.Scratch());
        return drawn;
    }

    @Example
    void positivesWeighAsTheyAreRated() {
        Samples.Drawn drawn = drawn(RATED, config(1, 1).withPositiveWeight(2).withWeighByRating(true));
        double sum = 0;
        for (int i = 0; i < 6; i++) {
            float rating = drawn.labels[i] == 0 ? 0.5f : RATED.rating(drawn.items[i]);
            assertEquals(2 * rating, drawn.weights[i]);
            sum += drawn.weights[i];
        }
        assertEquals(2 * (3 + 0.5 + 2) + 3, sum);
    }

    @Example
    void weightsNeedRatingsThatAreNoneBelowZero() {
        TrainingConfig weighed = config(1, 1).withWeighByRating(true);
        Interactions plain = Interactions.of(1, 2, new int[1], new int[1], Interactions.Order.NONE);
        Interactions negative = Interactions.builder().add("a", "x", -1).build();
        LabeledPairs pairs =
                LabeledPairs.of(plain.users(), plain.items(), new int[1], new int[1], new boolean[] {true});
        for (Runnable call : List.<Runnable>of(
                () -> Samples.of(plain, weighed),
                () -> Samples.of(negative, weighed),
                () -> Samples.of(pairs, weighed),
                () -> Samples.of(pairs, config(1, 1).withLoss(Loss.BPR)))) {
            assertThrows(IllegalArgumentException.class, call::run);
        }
        assertEquals(2, drawn(plain, config(1, 1).withPositiveWeight(2)).weights.length);
    }

    /** A pair is a positive with one of the negatives that the cross-entropy would have. */
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void bprPairsEachPositiveWithEachOfItsNegatives(
            @ForAll @IntRange(min = 1, max = 4) int negatives,
            @ForAll @IntRange(min = 1, max = 3) int candidates,
            @ForAll long seed) {
        Interactions data = random(9, 12, seed);
        TrainingConfig plain = config(negatives, seed).withSampling(NegativeSampling.hardest(candidates));
        if (Samples.of(data, plain.withLoss(Loss.BPR)).count() == 0) {
            return;
        }
        Samples.Drawn pairs = drawn(data, plain.withLoss(Loss.BPR));
        Samples.Drawn single = drawn(data, plain);
        List<String> actual = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < pairs.users.length; i += 2) {
            assertEquals(1, pairs.labels[i]);
            assertEquals(0, pairs.labels[i + 1]);
            assertEquals(pairs.users[i], pairs.users[i + 1]);
            assertTrue(Arrays.binarySearch(data.positives(pairs.users[i]), pairs.items[i]) >= 0
                    || data.isSeen(pairs.users[i], pairs.items[i]));
            actual.add(negative(data, pairs, i + 1));
        }
        for (int i = 0; i < single.users.length; i++) {
            if (single.labels[i] == 0) {
                expected.add(negative(data, single, i));
            }
        }
        assertEquals(
                expected.stream().sorted().toList(), actual.stream().sorted().toList());
    }

    private static String negative(Interactions data, Samples.Drawn drawn, int at) {
        StringBuilder text = new StringBuilder(drawn.users[at] + " " + drawn.items[at]);
        for (int[] others : drawn.others) {
            assertFalse(data.isSeen(drawn.users[at], others[at]));
            text.append(' ').append(others[at]);
        }
        return text.toString();
    }

    @Example
    void onlyCorrectedSamplingLowersLogits() {
        assertNull(Samples.of(RATED, config(1, 1)).offsets());
        NegativeSampling sampling = NegativeSampling.popularity(1);
        assertNull(Samples.of(RATED, config(1, 1).withSampling(sampling)).offsets());
        float[] offsets = Samples.of(RATED, config(1, 1).withSampling(sampling.withCorrection(true)))
                .offsets();
        assertArrayEquals(new float[3], offsets, 1e-6f, "all three have one positive");
    }

    private static TrainingConfig config(int negatives, long seed) {
        return TrainingConfig.paper().withNegatives(negatives).withSeed(seed);
    }

    private static List<Sample> epoch(Samples samples, int epoch) {
        return stretch(samples, epoch, 0, (int) samples.count());
    }

    private static List<Sample> stretch(Samples samples, int epoch, int from, int length) {
        Samples.Drawn drawn = new Samples.Drawn(length, false, 1);
        samples.begin(epoch);
        samples.fill(from, length, drawn, 0, new Samples.Scratch());
        List<Sample> stretch = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            stretch.add(new Sample(drawn.users[i], drawn.items[i], drawn.labels[i]));
        }
        return stretch;
    }

    private static List<String> sorted(List<Sample> samples) {
        return samples.stream().map(Sample::toString).sorted().toList();
    }
}
