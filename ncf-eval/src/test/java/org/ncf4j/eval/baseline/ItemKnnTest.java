package org.ncf4j.eval.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.ItemItemModel;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.ScorerContract;

class ItemKnnTest extends ScorerContract {
    /** Users {0, 1}, {0, 1, 2}, {0, 3}, {2}: items have 3, 2, 2, 1 users. */
    private static final Interactions HAND = Interactions.of(
            4, 4, new int[] {0, 0, 1, 1, 1, 2, 2, 3}, new int[] {0, 1, 0, 1, 2, 0, 3, 2}, Interactions.Order.NONE);

    @TempDir
    Path folder;

    @Override
    protected Scorer scorer() {
        return ItemKnn.defaults().withNeighbors(5).fit(SmallData.random(30, 40, 4));
    }

    private static float[] weights(ItemItemModel model, int item) {
        float[] weights = new float[model.items().size()];
        model.weights(item, weights);
        return weights;
    }

    @Test
    void cosineWithShrinkageByHand() {
        ItemItemModel model = ItemKnn.defaults().withShrink(1).fit(HAND);
        float s01 = (float) (2 / (Math.sqrt(3) * Math.sqrt(2) + 1));
        float s02 = (float) (1 / (Math.sqrt(3) * Math.sqrt(2) + 1));
        float s03 = (float) (1 / (Math.sqrt(3) * Math.sqrt(1) + 1));
        float s12 = (float) (1 / (Math.sqrt(2) * Math.sqrt(2) + 1));
        assertArrayEquals(new float[] {0, s01, s02, s03}, weights(model, 0));
        assertArrayEquals(new float[] {s01, 0, s12, 0}, weights(model, 1));
        assertArrayEquals(new float[] {s02, s12, 0, 0}, weights(model, 2));
        assertArrayEquals(new float[] {s03, 0, 0, 0}, weights(model, 3));
        float[] scores = new float[4];
        model.scoreAll(0, scores);
        assertArrayEquals(new float[] {s01, s01, s02 + s12, s03}, scores);
    }

    @Test
    void withoutNormalizationItCounts() {
        ItemItemModel model = ItemKnn.defaults().withNormalize(false).fit(HAND);
        assertArrayEquals(new float[] {0, 2, 1, 1}, weights(model, 0));
    }

    /** Item 0 is most like item 1; of items 0 and 1, equally like item 2 by count, the first is kept. */
    @Test
    void eachItemKeepsItsOwnNearest() {
        ItemItemModel model =
                ItemKnn.defaults().withNormalize(false).withNeighbors(1).fit(HAND);
        assertArrayEquals(new float[] {0, 2, 1, 1}, weights(model, 0));
        assertArrayEquals(new float[] {2, 0, 0, 0}, weights(model, 1));
        assertArrayEquals(new float[] {0, 0, 0, 0}, weights(model, 2));
    }

    @Test
    void anyNumberOfThreadsGivesTheSameFile() throws IOException {
        Interactions data = SmallData.random(50, 100, 5);
        Path one = folder.resolve("one");
        Path other = folder.resolve("other");
        ItemKnn.defaults().withNeighbors(7).withThreads(1).fit(data).save(one);
        ItemKnn.defaults().withNeighbors(7).withThreads(5).fit(data).save(other);
        assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(other));
        assertEquals(
                "{\"model\":{\"type\":\"itemknn\",\"neighbors\":7,\"shrink\":10,\"normalize\":true}}",
                ItemItemModel.load(one).configJson());
    }

    @Test
    void whatCannotBeIsRefused() {
        ItemKnn knn = ItemKnn.defaults();
        EaseTest.assertMessage("neighbors must be at least 1, but is 0", () -> knn.withNeighbors(0));
        EaseTest.assertMessage("shrink must be finite and not negative, but is -1.0", () -> knn.withShrink(-1));
        EaseTest.assertMessage("shrink must be finite and not negative, but is NaN", () -> knn.withShrink(Double.NaN));
        EaseTest.assertMessage("threads must be at least 1, but is 0", () -> knn.withThreads(0));
        Interactions none = Interactions.of(2, 2, new int[0], new int[0], Interactions.Order.NONE);
        EaseTest.assertMessage("there is nothing to fit: the interactions hold no positives", () -> knn.fit(none));
    }
}
