package org.ncf4j.analysis;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How far two groupings of the same things agree. The numbers of the groups do not matter, only what is together.
 *
 * <p>With {@code n(a, b)} things in group a of the one and group b of the other, {@code n(a)} and {@code n(b)} the sizes of
 * the groups and {@code n} things in all:
 *
 * <ul>
 *   <li>the adjusted Rand index is {@code (S - E) / ((A + B) / 2 - E)}, with {@code S = sum n(a, b) choose 2}, {@code A} and
 *       {@code B} the same sums of the sizes, and {@code E = A B / (n choose 2)}, what S is by chance alone (L. Hubert and P.
 *       Arabie, Comparing Partitions, Journal of Classification 2, 1985, equation 5);
 *   <li>the normalised mutual information is {@code 2 I / (H(a) + H(b))}: the mutual information over the mean of both
 *       entropies. Unlike the index it is above 0 by chance, the more so the more groups there are;
 *   <li>the purity is the share of the things that are in the group of the other that is the most frequent one in their own
 *       group. It is 1 wherever each thing is a group of its own.
 * </ul>
 *
 * <p>Where both groupings are one group, or both have groups of one thing alone, they agree: index and information are 1.
 * Where just one of them is a single group, both are 0. That is what scikit-learn's {@code adjusted_rand_score} and
 * {@code normalized_mutual_info_score} give, which the tests compare with.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param adjustedRand 1 if both are the same, 0 as by chance; may be below 0
 * @param normalizedMutualInformation from 0 to 1
 * @param purity above 0, at most 1
 */
public record Agreement(double adjustedRand, double normalizedMutualInformation, double purity) {
    /** Mutual information below this is rounding. */
    private static final double ROUNDING = Math.ulp(1.0);

    /**
     * Compares two groupings.
     *
     * @param groups the group of each thing: any numbers
     * @param other its group in the other grouping: any numbers; the classes, where purity is asked for
     * @return how far they agree; but for the purity, the same both ways up to rounding
     * @throws IllegalArgumentException if there is nothing to compare, or the lengths differ
     */
    public static Agreement of(int[] groups, int[] other) {
        if (groups.length == 0) {
            throw new IllegalArgumentException("groups must be of at least 1 thing: 0");
        }
        if (groups.length != other.length) {
            throw new IllegalArgumentException(
                    "other must be of the " + groups.length + " things of groups: " + other.length);
        }
        return new Counts(groups, other).agreement();
    }

    /** What is how often in both groupings. */
    private static final class Counts {
        private final int things;
        private final int[] sizes;
        private final int[] otherSizes;
        /** Pairs of groups that things are in, each thing's, sorted: group in the upper half, the other's in the lower. */
        private final long[] pairs;

        Counts(int[] groups, int[] other) {
            things = groups.length;
            int[] a = numbered(groups);
            int[] b = numbered(other);
            sizes = sizes(a);
            otherSizes = sizes(b);
            pairs = new long[things];
            Arrays.setAll(pairs, i -> (long) a[i] << 32 | b[i]);
            Arrays.sort(pairs);
        }

        /** The same groups, numbered from 0 in the order in which they first occur. */
        private static int[] numbered(int[] groups) {
            Map<Integer, Integer> numbers = new HashMap<>();
            int[] numbered = new int[groups.length];
            for (int i = 0; i < groups.length; i++) {
                Integer number = numbers.putIfAbsent(groups[i], numbers.size());
                numbered[i] = number == null ? numbers.size() - 1 : number;
            }
            return numbered;
        }

        private static int[] sizes(int[] numbered) {
            int[] sizes = new int[Arrays.stream(numbered).max().orElse(-1) + 1];
            for (int group : numbered) {
                sizes[group]++;
            }
            return sizes;
        }

        Agreement agreement() {
            double together = 0;
            double information = 0;
            long pure = 0;
            int largest = 0;
            for (int start = 0, end; start < things; start = end) {
                end = start + 1;
                while (end < things && pairs[end] == pairs[start]) {
                    end++;
                }
                int count = end - start;
                int group = (int) (pairs[start] >>> 32);
                int otherGroup = (int) pairs[start];
                together += choose2(count);
                information += (double) count
                        / things
                        * StrictMath.log((double) count * things / ((double) sizes[group] * otherSizes[otherGroup]));
                largest = Math.max(largest, count);
                if (end == things || (int) (pairs[end] >>> 32) != group) {
                    pure += largest;
                    largest = 0;
                }
            }
            return new Agreement(adjustedRand(together), normalized(information), (double) pure / things);
        }

        private double adjustedRand(double together) {
            double a = Arrays.stream(sizes).mapToDouble(Counts::choose2).sum();
            double b = Arrays.stream(otherSizes).mapToDouble(Counts::choose2).sum();
            if (together == a && together == b) {
                return 1;
            }
            double expected = a * b / choose2(things);
            return (together - expected) / ((a + b) / 2 - expected);
        }

        private double normalized(double information) {
            if (sizes.length == 1 && otherSizes.length == 1) {
                return 1;
            }
            if (information <= ROUNDING) {
                return 0;
            }
            return Math.min(1, information / ((entropy(sizes) + entropy(otherSizes)) / 2));
        }

        private double entropy(int[] of) {
            double entropy = 0;
            for (int size : of) {
                double share = (double) size / things;
                entropy -= share * StrictMath.log(share);
            }
            return entropy;
        }

        private static double choose2(int n) {
            return n * (n - 1.0) / 2;
        }
    }
}
