package org.ncf4j.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
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
     * @param clustering the clusters of the rows of {@code embeddings}
     * @param embeddings one row an item; not modified
     * @param items the ids of the rows
     * @param itemCounts the number of interactions of each item
     * @param perCluster how many typical and how many popular items to name at most, at least 1
     * @return one profile a cluster, in the clusters' order
     * @throws IllegalArgumentException if {@code perCluster} is less than 1, or if the arguments differ in the number of
     *     items or of columns
     */
    public static List<ClusterProfile> of(
            Clustering clustering, FMatrixRMaj embeddings, IdIndex items, int[] itemCounts, int perCluster) {
        if (perCluster < 1) {
            throw new IllegalArgumentException("perCluster must be at least 1: " + perCluster);
        }
        int count = clustering.rows();
        requireItems("embeddings", embeddings.getNumRows(), count);
        requireItems("items", items.size(), count);
        requireItems("itemCounts", itemCounts.length, count);
        double[][] centroids = clustering.centroids();
        if (embeddings.getNumCols() != centroids[0].length) {
            throw new IllegalArgumentException("embeddings must have the " + centroids[0].length
                    + " columns of the clustering: " + embeddings.getNumCols());
        }
        Rows rows = Rows.of(embeddings);
        double[] distances = new double[count];
        List<List<Integer>> members = new ArrayList<>();
        for (int c = 0; c < clustering.clusters(); c++) {
            members.add(new ArrayList<>());
        }
        for (int i = 0; i < count; i++) {
            int c = clustering.cluster(i);
            members.get(c).add(i);
            distances[i] = rows.squaredDistance(i, centroids[c], 0);
        }
        Comparator<Integer> nearestFirst = Comparator.comparingDouble(i -> distances[i]);
        Comparator<Integer> popularFirst = Comparator.comparing(i -> itemCounts[i], Comparator.reverseOrder());
        return IntStream.range(0, clustering.clusters())
                .mapToObj(c -> new ClusterProfile(
                        c,
                        members.get(c).size(),
                        firstIds(members.get(c), nearestFirst, items, perCluster),
                        firstIds(members.get(c), popularFirst, items, perCluster)))
                .toList();
    }

    private static List<String> firstIds(List<Integer> members, Comparator<Integer> order, IdIndex items, int limit) {
        // The sort is stable and members are in index order, which settles ties.
        return members.stream().sorted(order).limit(limit).map(items::id).toList();
    }

    private static void requireItems(String name, int count, int expected) {
        if (count != expected) {
            throw new IllegalArgumentException(
                    name + " must be of the " + expected + " items of the clustering: " + count);
        }
    }
}
