package org.ncf4j.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ncf4j.data.IdIndex;

/**
 * What is in a cluster of items.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param cluster the cluster's number, from 0
 * @param size the number of its items, at least 1
 * @param typicalItems ids of the items nearest to its centroid, nearest first; of equally near ones the one with the
 *     lower index first
 * @param popularItems ids of its items with the most interactions, most first; of equally popular ones the one with
 *     the lower index first
 */
public record ClusterProfile(int cluster, int size, List<String> typicalItems, List<String> popularItems) {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if {@code cluster} is negative or {@code size} less than 1
     */
    public ClusterProfile {
        if (cluster < 0) {
            throw new IllegalArgumentException("cluster must be at least 0: " + cluster);
        }
        if (size < 1) {
            throw new IllegalArgumentException("size must be at least 1: " + size);
        }
        typicalItems = List.copyOf(typicalItems);
        popularItems = List.copyOf(popularItems);
    }

    /**
     * Describes every cluster of a clustering.
     *
     * @param clustering the clusters of the items
     * @param items the ids of the rows that were clustered
     * @param itemCounts the number of interactions of each item
     * @param perCluster how many typical and how many popular items to name at most, at least 1
     * @return one profile for each cluster, in the clusters' order
     * @throws IllegalArgumentException if {@code perCluster} is less than 1, or if the arguments differ in the number of
     *     items
     */
    public static List<ClusterProfile> of(Clustering clustering, IdIndex items, int[] itemCounts, int perCluster) {
        if (perCluster < 1) {
            throw new IllegalArgumentException("perCluster must be at least 1: " + perCluster);
        }
        requireItems("items", items.size(), clustering.rows());
        requireItems("itemCounts", itemCounts.length, clustering.rows());
        Comparator<Integer> popularFirst = Comparator.comparing((Integer i) -> itemCounts[i], Comparator.reverseOrder())
                .thenComparing(Comparator.naturalOrder());
        return IntStream.range(0, clustering.clusters())
                .mapToObj(c -> {
                    int[] members = clustering.typicalFirst(c);
                    Stream<Integer> popular = IntStream.of(members).boxed().sorted(popularFirst);
                    return new ClusterProfile(
                            c,
                            members.length,
                            firstIds(IntStream.of(members).boxed(), items, perCluster),
                            firstIds(popular, items, perCluster));
                })
                .toList();
    }

    private static List<String> firstIds(Stream<Integer> members, IdIndex items, int limit) {
        return members.limit(limit).map(items::id).toList();
    }

    private static void requireItems(String name, int count, int expected) {
        if (count != expected) {
            throw new IllegalArgumentException(
                    name + " must be of the " + expected + " items of the clustering: " + count);
        }
    }
}
