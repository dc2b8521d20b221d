package org.ncf4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.internal.TestFloats;

class EmbeddingTest {
    @Example
    void forwardCopiesTheRowsOfTheIds() {
        Embedding embedding = new Embedding(3, 2);
        embedding.table().value().setTo(new FMatrixRMaj(new float[][] {{1, 2}, {3, 4}, {5, 6}}));
        FMatrixRMaj output = new FMatrixRMaj(1, 1);

        embedding.forward(new int[] {2, 0, 2}, output);

        assertEquals(3, output.numRows);
        assertEquals(2, output.numCols);
        assertArrayEquals(new float[] {5, 6, 1, 2, 5, 6}, Arrays.copyOf(output.data, 6));
        output.set(0, 0, 99);
        assertEquals(5, embedding.table().value().get(2, 0));
    }

    @Example
    void anIdOutOfRangeIsRefused() {
        Embedding embedding = new Embedding(3, 2);
        FMatrixRMaj output = new FMatrixRMaj(1, 1);

        assertOutOfBounds("id 3 at place 0 is out of range [0, 3)", () -> embedding.forward(new int[] {3}, output));
        assertOutOfBounds(
                "id -1 at place 2 is out of range [0, 3)", () -> embedding.forward(new int[] {0, 1, -1}, output));
        assertEquals(1, output.numRows);
        assertEquals(1, output.numCols);
    }

    /** A mark left behind by a call that failed half-way would spoil the next one. */
    @Example
    void mergeGradientsChangesNothingIfItRefuses() {
        Embedding embedding = new Embedding(3, 2);
        int[] ids = {1, 1, 2};
        float[] gradients = {1, 2, 10, 20, 5, 5};
        int[] places = {7, 7};

        assertOutOfBounds(
                "id 3 at place 2 is out of range [0, 3)",
                () -> embedding.mergeGradients(new int[] {1, 1, 3}, 3, gradients, new int[3]));
        assertOutOfBounds(
                "id -1 at place 2 is out of range [0, 3)",
                () -> embedding.mergeGradients(new int[] {1, 1, -1}, 3, gradients, new int[3]));
        assertOutOfBounds(
                "gradients must have at least 6 elements, but has 5",
                () -> embedding.mergeGradients(ids, 3, new float[5], new int[3]));
        assertOutOfBounds(
                "places must have at least 3 elements, but has 2",
                () -> embedding.mergeGradients(ids, 3, gradients, places));
        assertThrows(IndexOutOfBoundsException.class, () -> embedding.mergeGradients(ids, 4, new float[8], new int[3]));
        assertThrows(IndexOutOfBoundsException.class, () -> embedding.mergeGradients(ids, -1, gradients, places));

        assertArrayEquals(new float[] {1, 2, 10, 20, 5, 5}, gradients);
        assertArrayEquals(new int[] {7, 7}, places);
        int[] firsts = new int[3];
        assertEquals(2, embedding.mergeGradients(ids, 3, gradients, firsts));
        assertArrayEquals(new int[] {0, 2, 0}, firsts);
        assertArrayEquals(new float[] {11, 22, 10, 20, 5, 5}, gradients);
    }

    private static void assertOutOfBounds(String message, Runnable call) {
        assertEquals(
                message,
                assertThrows(IndexOutOfBoundsException.class, call::run).getMessage());
    }

    @Example
    void mergeGradientsSumsThePlacesOfAnId() {
        Embedding embedding = new Embedding(9, 2);
        float[] gradients = {1, 2, 10, 20, 100, 200, 1000, 2000, 5, 5};
        int[] places = new int[5];

        int distinct = embedding.mergeGradients(new int[] {7, 3, 7, 7, 0}, 4, gradients, places);

        assertEquals(2, distinct);
        assertArrayEquals(new int[] {0, 1}, Arrays.copyOf(places, 2));
        assertArrayEquals(new float[] {1101, 2202, 10, 20}, Arrays.copyOf(gradients, 4));
        assertArrayEquals(new float[] {100, 200, 1000, 2000, 5, 5}, Arrays.copyOfRange(gradients, 4, 10));
    }

    /** Bit for bit: one addition after the other, in the order of the places. Twice, as no mark may stay behind. */
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void mergeGradientsAddsInTheOrderOfThePlaces(
            @ForAll @IntRange(max = 200) int count,
            @ForAll @IntRange(min = 1, max = 50) int rows,
            @ForAll @IntRange(min = 1, max = 5) int width,
            @ForAll long seed) {
        Embedding embedding = new Embedding(rows, width);
        for (int time = 0; time < 2; time++) {
            int[] ids = TestFloats.ints(count, rows, seed + time);
            float[] gradients = TestFloats.gaussian(count * width, seed + time);
            float[][] sums = new float[rows][];
            for (int place = 0; place < count; place++) {
                float[] gradient = Arrays.copyOfRange(gradients, place * width, (place + 1) * width);
                float[] sum = sums[ids[place]];
                for (int j = 0; sum != null && j < width; j++) {
                    gradient[j] = sum[j] + gradient[j];
                }
                sums[ids[place]] = gradient;
            }
            int[] places = new int[count];

            int distinct = embedding.mergeGradients(ids, count, gradients, places);

            assertEquals(Arrays.stream(ids).distinct().count(), distinct);
            for (int i = 0; i < distinct; i++) {
                int place = places[i];
                assertArrayEquals(sums[ids[place]], Arrays.copyOfRange(gradients, place * width, (place + 1) * width));
                assertEquals(i == 0 ? 0 : Math.max(place, places[i - 1] + 1), place, "places ascend from the first");
            }
        }
    }

    @Example
    void initializeDrawsOnlyItsColumns() {
        Embedding embedding = new Embedding(50, 5);

        embedding.initialize(Initializer.gaussian(1), 1, 3, 1, 2);

        FMatrixRMaj table = embedding.table().value();
        for (int row = 0; row < 50; row++) {
            assertEquals(0, table.get(row, 0));
            assertEquals(0, table.get(row, 4));
            for (int column = 1; column < 4; column++) {
                assertEquals(true, table.get(row, column) != 0);
            }
        }
        Embedding alone = new Embedding(50, 3);
        alone.initialize(Initializer.gaussian(1), 0, 3, 1, 2);
        assertEquals(alone.table().value().get(49, 2), table.get(49, 3));
    }

    @Example
    void initializeRefusesColumnsThatAreNotThere() {
        Embedding embedding = new Embedding(5, 3);
        for (int[] columns :
                new int[][] {{-1, 2}, {2, 2}, {0, -1}, {3, 1}, {1, Integer.MAX_VALUE}, {Integer.MAX_VALUE, 1}}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> embedding.initialize(Initializer.zeros(), columns[0], columns[1], 1, 1));
        }
    }

    @Example
    void sizesThatCannotBeAreNamed() {
        assertMessage("an embedding needs at least 1 row and 1 column, but has 0 and 8", 0, 8);
        assertMessage("an embedding needs at least 1 row and 1 column, but has 8 and -1", 8, -1);
        assertMessage(
                "an embedding of 1000000 rows of 100000 weights is larger than an array can be (2147483639)",
                1_000_000,
                100_000);
    }

    private static void assertMessage(String message, int rows, int width) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> new Embedding(rows, width))
                        .getMessage());
    }

    @Example
    void itTellsWhatItIs() {
        Embedding embedding = new Embedding(4, 3);

        assertEquals(4, embedding.rows());
        assertEquals(3, embedding.width());
        assertEquals(List.of(embedding.table()), embedding.parameters());
        assertEquals(0, embedding.table().gradient().getNumElements());
    }

    /** Its matrices are live, so that one which tables shared could be changed through one and seen through another. */
    @Example
    void tablesShareNothing() {
        assertNotSame(
                new Embedding(1, 1).table().gradient(),
                new Embedding(1, 1).table().gradient());
    }
}
