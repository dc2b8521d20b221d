package org.ncf4j.eval.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.ItemItemModel;
import org.ncf4j.model.Model;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.ScorerContract;

class EaseTest extends ScorerContract {
    private static final Interactions DATA = SmallData.random(40, 75, 1);
    private static final ItemItemModel MODEL = Ease.defaults().withL2(5).fit(DATA);

    @TempDir
    Path folder;

    @Override
    protected Scorer scorer() {
        return MODEL;
    }

    /**
     * Users {p, q}, {p, q}, {p} and l2 1: X'X + I = [4 2; 2 3], its inverse [3 -2; -2 4] / 8. So q gives p the weight 2/3 and
     * p gives q 2/4.
     */
    @Test
    void twoItemsByHand() {
        Interactions data = Interactions.of(
                IdIndex.range("user", 3),
                IdIndex.of("item", List.of("p", "q")),
                new int[] {0, 0, 1, 1, 2},
                new int[] {0, 1, 0, 1, 0},
                Interactions.Order.NONE);
        ItemItemModel model = Ease.defaults().withL2(1).fit(data);

        float[] weights = new float[2];
        model.weights(1, weights);
        assertArrayEquals(new float[] {2 / 3f, 0}, weights, 1e-7f); // one rounding to float
        model.weights(0, weights);
        assertArrayEquals(new float[] {0, 0.5f}, weights, 1e-7f);
        float[] scores = new float[2];
        model.scoreAll(0, scores);
        assertArrayEquals(new float[] {2 / 3f, 0.5f}, scores, 1e-7f);
        model.scoreAll(2, scores);
        assertArrayEquals(new float[] {0, 0.5f}, scores, 1e-7f);
    }

    /** Against a dense inverse; widths around the blocks of 64, and more than one panel of 512 columns. */
    @ParameterizedTest
    @CsvSource({"30, 2, 0.5", "30, 63, 1", "40, 64, 20", "40, 65, 0.1", "50, 200, 5", "20, 530, 3"})
    void weightsAreThoseOfADenseInverse(int users, int items, double l2) {
        Interactions data = SmallData.random(users, items, 2);
        ItemItemModel model = Ease.defaults().withL2(l2).withThreads(2).fit(data);
        RealMatrix x = new Array2DRowRealMatrix(SmallData.dense(data));
        RealMatrix gram = x.transpose().multiply(x);
        int count = data.itemCount();
        for (int item = 0; item < count; item++) {
            gram.addToEntry(item, item, l2);
        }
        RealMatrix p = new LUDecomposition(gram).getSolver().getInverse();
        float[] weights = new float[count];
        for (int source = 0; source < count; source++) {
            model.weights(source, weights);
            for (int target = 0; target < count; target++) {
                double expected = source == target ? 0 : -p.getEntry(source, target) / p.getEntry(target, target);
                // weights are below 1; 2^-24 for the rounding to float, and far less for two inverses in double
                assertEquals(expected, weights[target], 1e-7, source + " to " + target);
            }
        }
    }

    @Test
    void neighborsAreTheLargestByAbsoluteValue() {
        ItemItemModel few = Ease.defaults().withL2(5).withNeighbors(3).fit(DATA);
        int count = DATA.itemCount();
        float[][] all = weights(MODEL, count);
        float[][] kept = weights(few, count);
        for (int target = 0; target < count; target++) {
            int number = 0;
            float least = Float.POSITIVE_INFINITY;
            for (int source = 0; source < count; source++) {
                if (kept[source][target] != 0) {
                    number++;
                    assertEquals(all[source][target], kept[source][target]);
                    least = Math.min(least, Math.abs(kept[source][target]));
                }
            }
            assertTrue(number <= 3);
            for (int source = 0; source < count; source++) {
                assertTrue(
                        kept[source][target] != 0 || Math.abs(all[source][target]) <= least || number < 3,
                        source + " to " + target);
            }
        }
        assertTrue(few.weightCount() <= 3 * count);
    }

    private static float[][] weights(ItemItemModel model, int count) {
        float[][] weights = new float[count][count];
        for (int source = 0; source < count; source++) {
            model.weights(source, weights[source]);
        }
        return weights;
    }

    @Test
    void anyNumberOfThreadsGivesTheSameFile() throws IOException {
        Interactions data = SmallData.random(50, 200, 3);
        Path one = folder.resolve("one");
        Ease.defaults().withThreads(1).fit(data).save(one);
        for (int threads : new int[] {2, 3, 8}) {
            Path other = folder.resolve("other");
            Ease.defaults().withThreads(threads).fit(data).save(other);
            assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(other), threads + " threads");
        }
        Model loaded = Model.load(one);
        // by default twice how many positives the item of a positive has on average, which the model tells
        double[] counts = new double[data.itemCount()];
        for (int user = 0; user < data.userCount(); user++) {
            for (int item : data.positives(user)) {
                counts[item]++;
            }
        }
        double l2 = 2 * Arrays.stream(counts).map(n -> n * n).sum() / data.size();
        assertEquals(Ease.defaults().withL2(l2).configJson(), loaded.configJson());
        Ease.defaults().withL2(l2).fit(data).save(folder.resolve("explicit"));
        assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(folder.resolve("explicit")));
        assertEquals(data.fingerprint(), loaded.dataFingerprint());
    }

    @Test
    void tooManyItemsAreRefusedWithTheMemoryTheyNeed() {
        Interactions data = Interactions.of(1, 50_000, new int[] {0}, new int[] {0}, Interactions.Order.NONE);
        // 4 * 50,000^2 + 16 * 50,000 * 4000 bytes
        assertEquals(13_200_000_000L, Ease.defaults().memoryNeeded(50_000));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> Ease.defaults().fit(data));
        assertEquals(
                "EASE inverts a matrix of items x items: 50000 items are more than maxItems 20000; they would need about"
                        + " 12.3 GB of memory",
                e.getMessage());
    }

    @Test
    void moreThanTheHeapIsRefused() {
        int items = 2_000_000;
        Interactions data = Interactions.of(1, items, new int[] {0}, new int[] {0}, Interactions.Order.NONE);
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> Ease.defaults().withMaxItems(items).fit(data));
        assertTrue(
                e.getMessage().startsWith("EASE of 2000000 items needs about 15,020.4 GB of memory"), e.getMessage());
    }

    @Test
    void whatCannotBeIsRefused() {
        Ease ease = Ease.defaults();
        assertMessage("l2 must be finite and not negative, but is -1.0", () -> ease.withL2(-1));
        assertMessage("l2 must be finite and not negative, but is NaN", () -> ease.withL2(Double.NaN));
        assertMessage("neighbors must be at least 1, but is 0", () -> ease.withNeighbors(0));
        assertMessage("maxItems must be at least 1, but is -1", () -> ease.withMaxItems(-1));
        assertMessage("threads must be at least 1, but is 0", () -> ease.withThreads(0));
        Interactions none = Interactions.of(2, 2, new int[0], new int[0], Interactions.Order.NONE);
        assertMessage("there is nothing to fit: the interactions hold no positives", () -> ease.fit(none));
    }

    /** l2 that vanishes beside the counts leaves a matrix of rank 1. */
    @Test
    void aSingularMatrixIsRefused() {
        Interactions data = Interactions.of(1, 2, new int[] {0, 0}, new int[] {0, 1}, Interactions.Order.NONE);
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> Ease.defaults().withL2(1e-300).fit(data));
        assertTrue(e.getMessage().startsWith("the matrix is not positive definite: pivot 1 is 0.0"), e.getMessage());
    }

    static void assertMessage(String message, org.junit.jupiter.api.function.Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }
}
