package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RowMergerTest {
    private static final int ROWS = 12;

    /** One merger for three batches: what is taken of one is gone from the next. */
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void eachPartMergesItsOwnIds(
            @ForAll @IntRange(max = 60) int count,
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = ROWS + 1) int parts,
            @ForAll long seed) {
        RowMerger merger = new RowMerger(ROWS);
        for (int batch = 0; batch < 3; batch++) {
            // longer than the batch: what comes after it counts for nothing
            int[] ids = TestFloats.ints(count + 3, ROWS, seed + batch);
            float[] gradients = TestFloats.gaussian((count + 3) * width, seed + 10 + batch);
            float[] expected = gradients.clone();
            for (int part = 0; part < parts; part++) {
                int own = part;
                int[] firsts = IntStream.range(0, count)
                        .filter(place -> ids[place] % parts == own && first(ids, place) == place)
                        .toArray();
                addUp(expected, ids, count, width, own, parts);
                int[] places = new int[count];

                int distinct = merger.merge(ids, count, gradients, width, places, part, parts);

                assertArrayEquals(firsts, Arrays.copyOf(places, distinct));
                // those of the parts so far, and no others
                assertArrayEquals(expected, gradients);
            }
            for (int id = 0; id < ROWS; id++) {
                int first = first(ids, id, count);
                assertEquals(first, merger.take(id), "first place of " + id);
                assertEquals(-1, merger.take(id), "place of " + id + " once it is taken");
            }
        }
    }

    private static int first(int[] ids, int place) {
        return first(ids, ids[place], ids.length);
    }

    private static int first(int[] ids, int id, int count) {
        return IntStream.range(0, count).filter(i -> ids[i] == id).findFirst().orElse(-1);
    }

    private static void addUp(float[] gradients, int[] ids, int count, int width, int part, int parts) {
        for (int place = 0; place < count; place++) {
            int first = first(ids, place);
            for (int j = 0; j < width && ids[place] % parts == part && first < place; j++) {
                gradients[first * width + j] += gradients[place * width + j];
            }
        }
    }

    /** In floats, 1e8 + 1 is 1e8: another order would give another sum. */
    @Example
    void placesAreAddedInTheirOrder() {
        RowMerger merger = new RowMerger(5);
        float[] gradients = {1e8f, 7, 1, -1e8f, 1};

        assertEquals(1, merger.merge(new int[] {4, 3, 4, 4, 4}, 5, gradients, 1, new int[5], 0, 2));

        assertArrayEquals(new float[] {1, 7, 1, -1e8f, 1}, gradients);
        assertEquals(-1, merger.take(3), "of another part");
        assertEquals(0, merger.take(4));
    }

    @Example
    void ofNoPlacesNothingIsMerged() {
        RowMerger merger = new RowMerger(2);
        assertEquals(0, merger.merge(new int[] {1}, 0, new float[1], 1, new int[0], 0, 1));
        assertEquals(-1, merger.take(1));
    }
}
