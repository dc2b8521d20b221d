package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.ncf4j.analysis.PcaTest.assertMessage;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.IdIndex;

class ClusterProfileTest {
    private static final FMatrixRMaj EMBEDDINGS = Golden.rowsOf(
            new double[] {0}, new double[] {2}, new double[] {10}, new double[] {4}, new double[] {2}, new double[] {11
            });
    private static final IdIndex ITEMS = IdIndex.of("item", List.of("a", "b", "c", "d", "e", "f"));
    private static final int[] COUNTS = {5, 1, 3, 9, 5, 4};
    private static final Clustering CLUSTERING = KMeans.of(2).fit(EMBEDDINGS);

    @Test
    void namesTheNearestAndTheMostPopular() {
        assertEquals(
                List.of(
                        // centroid 2: b and e on it, a and d at 2
                        new ClusterProfile(0, 4, List.of("b", "e", "a"), List.of("d", "a", "e")),
                        new ClusterProfile(1, 2, List.of("c", "f"), List.of("f", "c"))),
                ClusterProfile.of(CLUSTERING, ITEMS, COUNTS, 3));
    }

    @Test
    void typicalIsOneThing() {
        // what the map names is what the profile names first
        assertArrayEquals(new int[] {1, 4, 0, 3}, CLUSTERING.typicalFirst(0));
        assertArrayEquals(new int[] {2, 5}, CLUSTERING.typicalFirst(1));
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertMessage("perCluster must be at least 1: 0", () -> ClusterProfile.of(CLUSTERING, ITEMS, COUNTS, 0));
        assertMessage(
                "items must be of the 6 items of the clustering: 5",
                () -> ClusterProfile.of(CLUSTERING, IdIndex.range("item", 5), COUNTS, 1));
        assertMessage(
                "itemCounts must be of the 6 items of the clustering: 1",
                () -> ClusterProfile.of(CLUSTERING, ITEMS, new int[1], 1));
        assertMessage("cluster must be at least 0: -1", () -> new ClusterProfile(-1, 1, List.of(), List.of()));
        assertMessage("size must be at least 1: 0", () -> new ClusterProfile(0, 0, List.of(), List.of()));
    }

    @Test
    void copiesItsLists() {
        List<String> items = new ArrayList<>(List.of("a"));
        ClusterProfile profile = new ClusterProfile(0, 1, items, items);
        items.add("b");
        assertEquals(List.of("a"), profile.typicalItems());
        assertEquals(List.of("a"), profile.popularItems());
    }
}
