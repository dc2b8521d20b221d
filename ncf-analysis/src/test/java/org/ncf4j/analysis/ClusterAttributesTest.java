package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ncf4j.analysis.PcaTest.assertMessage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.IdIndex;

class ClusterAttributesTest {
    @Test
    void tailsAreThoseOfScipy() throws IOException {
        for (double[] row : Golden.cases("groups.json", "tails").get(0).matrix("rows")) {
            double found = ClusterAttributes.upperTail((int) row[0], (int) row[1], (int) row[2], (int) row[3]);
            // both go by logs of factorials, which lose some digits in the far tail
            assertEquals(row[4], found, 1e-9 * row[4] + 1e-300, () -> "" + List.of(row[0], row[1], row[2], row[3]));
        }
    }

    @Test
    void adjustsAsBenjaminiAndHochbergDo() throws IOException {
        Golden golden = Golden.cases("groups.json", "adjusted").get(0);
        assertArrayEquals(golden.vector("adjusted"), ClusterAttributes.adjusted(golden.vector("p")), 1e-15);
        assertArrayEquals(new double[0], ClusterAttributes.adjusted(new double[0]));
    }

    /** Ten items on the left, six on the right; what is on the left is Red, on the right Blue; one in each half is Odd. */
    @Test
    void namesClustersByWhatIsOverRepresented() {
        Map<String, Set<String>> attributes = new HashMap<>();
        for (int item = 0; item < 16; item++) {
            attributes.put("" + item, item == 3 || item == 12 ? Set.of("Odd", color(item)) : Set.of(color(item)));
        }
        attributes.put("somewhere else", Set.of("Red"));
        ClusterAttributes found = ClusterAttributes.of(halves(10, 6), IdIndex.range("item", 16), attributes);
        assertEquals(16, found.items());
        assertEquals(1, found.purity());
        assertEquals(10 / 16., found.basePurity());
        ClusterAttributes.Cluster left = found.clusters().get(0);
        assertEquals("Red", left.name());
        assertEquals(10, left.items());
        assertEquals(1, left.purity());
        ClusterAttributes.Attribute red = left.attributes().get(0);
        assertEquals("Red", red.name());
        assertEquals(10, red.inCluster());
        assertEquals(10, red.inAll());
        assertEquals(1.6, red.lift(), 1e-15);
        // one of the 16 choose 10 = 8008 draws has all ten; of six tests it shares the first place with Blue's on the
        // right
        assertEquals(1 / 8008., red.p(), 1e-12);
        assertEquals(3 / 8008., red.adjustedP(), 1e-12);
        assertEquals(List.of(red), left.overRepresented());
        assertEquals("Blue", found.clusters().get(1).name());
        // Blue is nowhere on the left
        assertEquals(
                new ClusterAttributes.Attribute("Blue", 0, 6, 0, 1, 1),
                left.attributes().get(2));
    }

    @Test
    void aClusterOfNothingInParticularIsMixed() {
        Map<String, Set<String>> attributes = new HashMap<>();
        for (int item = 0; item < 16; item++) {
            attributes.put("" + item, Set.of(item % 2 == 0 ? "Even" : "Odd"));
        }
        ClusterAttributes found = ClusterAttributes.of(halves(8, 8), IdIndex.range("item", 16), attributes);
        assertEquals("mixed", found.clusters().get(0).name());
        assertEquals("mixed (2)", found.clusters().get(1).name());
        assertEquals(List.of(), found.clusters().get(0).overRepresented());
        assertEquals(.5, found.purity());
    }

    @Test
    void ofTwoClustersOfTheSameNameTheSecondSaysSo() {
        Map<String, Set<String>> attributes = new HashMap<>();
        for (int item = 0; item < 60; item++) {
            attributes.put("" + item, Set.of(item < 40 ? "Red" : "Blue"));
        }
        Clustering thirds = KMeans.of(3).fit(columns(20, 20, 20));
        ClusterAttributes found = ClusterAttributes.of(thirds, IdIndex.range("item", 60), attributes);
        assertEquals(
                List.of("Red", "Red (2)", "Blue"),
                found.clusters().stream().map(ClusterAttributes.Cluster::name).toList());
    }

    @Test
    void itemsWithoutAttributesAreLeftOut() {
        Map<String, Set<String>> attributes = Map.of("0", Set.of("Red"), "1", Set.of());
        ClusterAttributes found = ClusterAttributes.of(halves(3, 2), IdIndex.range("item", 5), attributes);
        assertEquals(1, found.items());
        ClusterAttributes.Cluster empty = found.clusters().get(1);
        assertEquals(0, empty.items());
        assertEquals(0, empty.purity());
        assertEquals(
                new ClusterAttributes.Attribute("Red", 0, 1, 0, 1, 1),
                empty.attributes().get(0));
        assertEquals("mixed (2)", empty.name());
    }

    /** 15 of 200 items have what no other has: sure, and no name for the 185. */
    @Test
    void whatFewHaveNamesNoCluster() {
        Map<String, Set<String>> attributes = new HashMap<>();
        for (int item = 0; item < 400; item++) {
            attributes.put("" + item, item < 15 ? Set.of("Film", "Rare") : Set.of("Film"));
        }
        ClusterAttributes found = ClusterAttributes.of(halves(200, 200), IdIndex.range("item", 400), attributes);
        ClusterAttributes.Attribute rare = found.clusters().get(0).attributes().get(0);
        assertEquals("Rare", rare.name());
        assertTrue(rare.adjustedP() < 1e-4 && rare.lift() == 2, rare::toString);
        assertEquals("mixed", found.clusters().get(0).name());
    }

    @Test
    void takesTheSmallestPValuesFirstAndTwoOfThemForTheName() {
        Map<String, Set<String>> attributes = new HashMap<>();
        for (int item = 0; item < 40; item++) {
            List<String> own = new ArrayList<>(List.of("Film"));
            if (item < 20) {
                own.add("A");
            }
            if (item < 19) {
                own.add("B");
            }
            if (item < 18) {
                own.add("C");
            }
            attributes.put("" + item, Set.copyOf(own));
        }
        ClusterAttributes found = ClusterAttributes.of(halves(20, 20), IdIndex.range("item", 40), attributes);
        ClusterAttributes.Cluster left = found.clusters().get(0);
        assertEquals("A · B", left.name());
        assertEquals(
                List.of("A", "B", "C", "Film"),
                left.attributes().stream()
                        .map(ClusterAttributes.Attribute::name)
                        .toList());
        assertTrue(left.attributes().get(3).p() == 1);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertMessage(
                "items must be of the 5 items of the clustering: 4",
                () -> ClusterAttributes.of(halves(3, 2), IdIndex.range("item", 4), Map.of()));
        assertMessage(
                "attributes must be of some of the 5 items: none has one",
                () -> ClusterAttributes.of(
                        halves(3, 2), IdIndex.range("item", 5), Map.of("x", Set.of("Red"), "1", Set.of())));
    }

    private static String color(int item) {
        return item < 10 ? "Red" : "Blue";
    }

    private static Clustering halves(int left, int right) {
        return KMeans.of(2).fit(columns(left, right));
    }

    /** So many rows at each of 0, 100, ... */
    private static FMatrixRMaj columns(int... counts) {
        List<double[]> rows = new ArrayList<>();
        for (int group = 0; group < counts.length; group++) {
            for (int i = 0; i < counts[group]; i++) {
                rows.add(new double[] {100 * group + .01 * i});
            }
        }
        return Golden.rowsOf(rows.toArray(double[][]::new));
    }
}
