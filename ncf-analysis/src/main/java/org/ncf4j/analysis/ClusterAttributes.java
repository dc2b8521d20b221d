package org.ncf4j.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.HypergeometricDistribution;
import org.ncf4j.data.IdIndex;

/**
 * Which attributes of items, genres of films say, are more frequent in a cluster than chance would have them, and what the
 * cluster may be called by them.
 *
 * <p>Only items of which at least one attribute is known are counted, everywhere: of the others it is not known that they have
 * none. Of N such items let K have the attribute, n be in the cluster, and k be both. If the cluster were drawn at random, k
 * would have the hypergeometric distribution; the p-value is its upper tail, {@code P(X >= k)} (Fisher's exact test,
 * one-sided). The lift is {@code (k / n) / (K / N)}. There are as many tests as clusters times attributes, so the p-values are
 * adjusted for all of them together by the step-up procedure of Y. Benjamini and Y. Hochberg (Controlling the False Discovery
 * Rate, Journal of the Royal Statistical Society B 57(1), 1995): of the attributes that are called over-represented, with an
 * adjusted p-value below {@value #LEVEL}, about that share at most is there by chance.
 *
 * <p>A cluster's name is made of its over-represented attributes with a lift of at least 1.25 that a tenth of its items have,
 * those with the smallest p-values, at most {@value #NAMED}: "Horror · Sci-Fi". It is {@value #MIXED} where there is none. The second cluster of the
 * same name is "Horror · Sci-Fi (2)".
 *
 * <p>An attribute that an item has is a fact about the item; the p-values take items as independent of each other. The tests
 * say what is more frequent than chance would have it, not why.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param items how many of the items have a known attribute: N
 * @param purity the share of these items that have the most frequent attribute of their cluster
 * @param basePurity the same if all were in one cluster: what a purity has to be compared with
 * @param clusters one for each cluster, in their order
 */
public record ClusterAttributes(int items, double purity, double basePurity, List<Cluster> clusters) {
    /** Below this adjusted p-value an attribute is called over-represented. */
    public static final double LEVEL = .05;

    /** The name of a cluster in which no attribute is over-represented. */
    public static final String MIXED = "mixed";

    private static final int NAMED = 2;

    /** What is less over-represented than this gives no name, be it ever so significant, as many items make anything. */
    private static final double NAMING_LIFT = 1.25;
    /** What few of a cluster have does not name it, however rare it is elsewhere. */
    private static final double NAMING_SHARE = .1;

    /** Copies the list. */
    public ClusterAttributes {
        clusters = List.copyOf(clusters);
    }

    /**
     * The attributes of a cluster.
     *
     * @param cluster its number, from 0
     * @param items how many of its items have a known attribute: n
     * @param name its name
     * @param purity the share of these items that have the cluster's most frequent attribute; 0 if there are none
     * @param attributes all attributes, those with the smallest p-values first, of equal ones those with the greater lift, of
     *     these by name
     */
    public record Cluster(int cluster, int items, String name, double purity, List<Attribute> attributes) {
        /** Copies the list. */
        public Cluster {
            attributes = List.copyOf(attributes);
        }

        /**
         * The attributes that are more frequent in the cluster than chance would have them.
         *
         * @return those with an adjusted p-value below {@value #LEVEL}, in their order
         */
        public List<Attribute> overRepresented() {
            return attributes.stream().filter(a -> a.adjustedP() < LEVEL).toList();
        }
    }

    /**
     * An attribute in a cluster.
     *
     * @param name its name
     * @param inCluster how many of the cluster's items have it: k
     * @param inAll how many of all items have it: K
     * @param lift how many times as frequent it is in the cluster as among all items; 0 if the cluster has no items to count
     * @param p the p-value of this test alone
     * @param adjustedP the p-value adjusted for all tests of all clusters
     */
    public record Attribute(String name, int inCluster, int inAll, double lift, double p, double adjustedP) {}

    /**
     * Tests every attribute in every cluster.
     *
     * @param clustering the clusters of the items
     * @param items the ids of the rows that were clustered
     * @param attributes the attributes of items by their ids; ids that are none of the items are passed over
     * @return the tests
     * @throws IllegalArgumentException if {@code items} are not as many as were clustered, or no item has an attribute
     */
    public static ClusterAttributes of(Clustering clustering, IdIndex items, Map<String, Set<String>> attributes) {
        if (items.size() != clustering.rows()) {
            throw new IllegalArgumentException(
                    "items must be of the " + clustering.rows() + " items of the clustering: " + items.size());
        }
        Table table = new Table(clustering, items, attributes);
        if (table.all == 0) {
            throw new IllegalArgumentException(
                    "attributes must be of some of the " + items.size() + " items: none has one");
        }
        return table.tests();
    }

    /** How often which attribute is where. */
    private static final class Table {
        /** Items that have an attribute, of each cluster and in all. */
        private final int[] sizes;

        private int all;
        /** By attribute, in the order of the names, how many items of each cluster have it. */
        private final TreeMap<String, int[]> counts = new TreeMap<>();

        Table(Clustering clustering, IdIndex items, Map<String, Set<String>> attributes) {
            sizes = new int[clustering.clusters()];
            for (int item = 0; item < items.size(); item++) {
                Set<String> own = attributes.getOrDefault(items.id(item), Set.of());
                int cluster = clustering.cluster(item);
                if (!own.isEmpty()) {
                    sizes[cluster]++;
                    all++;
                }
                for (String attribute : own) {
                    counts.computeIfAbsent(attribute, name -> new int[sizes.length])[cluster]++;
                }
            }
        }

        ClusterAttributes tests() {
            List<String> names = List.copyOf(counts.keySet());
            int[][] inClusters = counts.values().toArray(int[][]::new);
            int[] inAll = Stream.of(inClusters)
                    .mapToInt(perCluster -> IntStream.of(perCluster).sum())
                    .toArray();
            double[] p = new double[sizes.length * inAll.length];
            for (int c = 0; c < sizes.length; c++) {
                for (int a = 0; a < inAll.length; a++) {
                    p[c * inAll.length + a] = upperTail(all, inAll[a], sizes[c], inClusters[a][c]);
                }
            }
            double[] adjusted = adjusted(p);
            Map<String, Integer> uses = new HashMap<>();
            List<Cluster> clusters = new ArrayList<>();
            long pure = 0;
            for (int c = 0; c < sizes.length; c++) {
                List<Attribute> own = new ArrayList<>();
                int most = 0;
                for (int a = 0; a < inAll.length; a++) {
                    int count = inClusters[a][c];
                    int test = c * inAll.length + a;
                    double lift = sizes[c] == 0 ? 0 : (double) count * all / ((double) sizes[c] * inAll[a]);
                    own.add(new Attribute(names.get(a), count, inAll[a], lift, p[test], adjusted[test]));
                    most = Math.max(most, count);
                }
                own.sort(Comparator.comparingDouble(Attribute::p)
                        .thenComparing(
                                Comparator.comparingDouble(Attribute::lift).reversed()));
                pure += most;
                clusters.add(new Cluster(
                        c, sizes[c], name(own, sizes[c], uses), sizes[c] == 0 ? 0 : (double) most / sizes[c], own));
            }
            double base = (double) IntStream.of(inAll).max().orElseThrow() / all;
            return new ClusterAttributes(all, (double) pure / all, base, clusters);
        }

        private static String name(List<Attribute> attributes, int size, Map<String, Integer> uses) {
            String name = attributes.stream()
                    .filter(a ->
                            a.adjustedP() < LEVEL && a.lift() >= NAMING_LIFT && a.inCluster() >= NAMING_SHARE * size)
                    .limit(NAMED)
                    .map(Attribute::name)
                    .collect(Collectors.joining(" · "));
            if (name.isEmpty()) {
                name = MIXED;
            }
            int use = uses.merge(name, 1, Integer::sum);
            return use == 1 ? name : name + " (" + use + ")";
        }
    }

    /** The probability of at least so many marked ones in a draw without replacement. */
    static double upperTail(int population, int marked, int drawn, int found) {
        // without a generator: nothing is drawn
        double p = new HypergeometricDistribution(null, population, marked, drawn).upperCumulativeProbability(found);
        return Math.min(1, p); // a sum of many
    }

    /** Adjusted p-values of Benjamini and Hochberg: from the greatest down, the least of p m / rank so far. */
    static double[] adjusted(double[] p) {
        int[] order = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[p.length];
        double least = 1;
        for (int rank = p.length; rank >= 1; rank--) {
            int test = order[rank - 1];
            least = Math.min(least, p[test] * p.length / rank);
            adjusted[test] = least;
        }
        return adjusted;
    }
}
