package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Hash;
import org.ncf4j.model.NcfModel;
import org.ncf4j.recommend.Recommender;

class NeighborsTest {
    @Test
    void nearestComeFirstByTheirDirectionAlone() {
        FMatrixRMaj rows = Golden.rowsOf(
                new double[] {1, 0}, new double[] {0, 5}, new double[] {0, 0}, new double[] {9, 1}, new double[] {1, 1
                });
        int[][] found = Neighbors.of(rows, new int[] {0, 1, 2, 3, 4});
        assertArrayEquals(new int[] {3, 4, 1}, found[0]);
        assertArrayEquals(new int[] {4, 3, 0}, found[1]);
        assertArrayEquals(new int[0], found[2]);
        // among some: by their places
        assertArrayEquals(new int[] {1, 0}, Neighbors.of(rows, new int[] {1, 4, 0})[2]);
        assertArrayEquals(new int[0], Neighbors.of(rows, new int[] {0, 2})[0]);
    }

    @Test
    void equallyNearOnesComeInTheirOrder() {
        FMatrixRMaj rows = new FMatrixRMaj(300, 1);
        rows.fill(2);
        assertArrayEquals(
                IntStream.range(0, 11).filter(i -> i != 3).toArray(),
                Neighbors.of(rows, IntStream.range(0, 300).toArray())[3]);
    }

    @Test
    void theyAreThoseOfTheRecommender() {
        int items = 200;
        FMatrixRMaj embeddings = new FMatrixRMaj(items, 6);
        for (int i = 0; i < embeddings.data.length; i++) {
            embeddings.data[i] = (float) Hash.gaussian(Hash.key(3, Hash.CLUSTER, 0), i);
        }
        Interactions history = Interactions.of(1, items, new int[] {0}, new int[] {0}, Interactions.Order.NONE);
        NcfModel model = NcfModel.ofFactors(history, new FMatrixRMaj(1, 6), embeddings, "{\"by\": \"hand\"}");
        Recommender recommender = Recommender.of(model);
        int[][] found =
                Neighbors.of(model.itemEmbeddings(), IntStream.range(0, items).toArray());
        for (int item = 0; item < items; item++) {
            List<String> expected = recommender.similarItems("" + item, Neighbors.COUNT).stream()
                    .map(Recommender.Neighbor::id)
                    .toList();
            assertEquals(
                    expected,
                    IntStream.of(found[item]).mapToObj(String::valueOf).toList());
        }
    }
}
