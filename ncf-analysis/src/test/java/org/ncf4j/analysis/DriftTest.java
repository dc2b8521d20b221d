package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ncf4j.analysis.PcaTest.assertMessage;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.internal.Hash;
import org.ncf4j.model.Gmf;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;

class DriftTest {
    @Property(tries = 50)
    void aTurnMirrorOrScaleIsNoDrift(
            @ForAll @IntRange(min = 3, max = 40) int items,
            @ForAll @IntRange(min = 1, max = 5) int columns,
            @ForAll @IntRange(min = 1, max = 1000) int seed) {
        FMatrixRMaj before = random(items, columns, seed);
        FMatrixRMaj after = before.copy();
        // turned in two dimensions by an angle of its own, then a column exchanged and mirrored, and all doubled
        double angle = seed;
        for (int r = 0; r < items && columns > 1; r++) {
            double a = before.get(r, 0);
            double b = before.get(r, 1);
            after.set(r, 0, (float) (-StrictMath.cos(angle) * a + StrictMath.sin(angle) * b));
            after.set(r, 1, (float) (StrictMath.sin(angle) * a + StrictMath.cos(angle) * b));
        }
        for (int i = 0; i < after.getNumElements(); i++) {
            after.data[i] *= -2;
        }
        IdIndex ids = IdIndex.range("item", items);
        Drift drift = Drift.between(ids, before, ids, after);
        assertEquals(0, drift.residual(), 1e-12); // the turned rows are rounded to float, 2^-24 each
        assertEquals(1, drift.overlap(), 1e-12);
        assertEquals(items, drift.items());
        assertTrue(drift.moved().get(0).distance() < 1e-5);
        assertEquals(Math.max(1, Math.min(10, (items - 1) / 2)), drift.neighbors());
        assertEquals(drift.neighbors() / (items - 1.), drift.chance());
    }

    /** What SciPy's procrustes and scikit-learn's NearestNeighbors say. */
    @Test
    void agreesWithScipy() throws IOException {
        for (Golden golden : Golden.cases("groups.json", "drift")) {
            FMatrixRMaj before = golden.rows();
            IdIndex ids = IdIndex.range("item", before.getNumRows());
            Drift drift = Drift.between(ids, before, ids, Golden.rowsOf(golden.matrix("after")));
            double[] distances = golden.vector("distances");
            double[] overlaps = golden.vector("overlaps");
            assertEquals(golden.number("residual"), drift.residual(), 1e-12, golden::name);
            assertEquals(Arrays.stream(overlaps).average().orElseThrow(), drift.overlap(), 1e-12, golden::name);
            assertEquals(distances.length, drift.moved().size());
            for (Drift.Moved moved : drift.moved()) {
                int item = ids.require(moved.item());
                assertEquals(distances[item], moved.distance(), 1e-10, golden::name);
                assertEquals(overlaps[item], moved.overlap(), 1e-12, golden::name);
            }
        }
    }

    @Test
    void handComputed() {
        IdIndex ids = IdIndex.of("item", List.of("a", "b", "c", "d"));
        // x = (-1, -1, 1, 1), y = (-1, 1, -1, 1): trace 0 between them, so nothing is left in common
        FMatrixRMaj x = column(-1, -1, 1, 1);
        assertEquals(1, Drift.between(ids, x, ids, column(-1, 1, -1, 1)).residual());
        // y = (-1, -1, 1, 3), centred (-1.5, -1.5, .5, 2.5): y'y = 11, x'x = 4, x'y = 6
        Drift drift = Drift.between(ids, x, ids, column(-1, -1, 1, 3));
        assertEquals(1 - 36 / 44., drift.residual(), 1e-15);
        // the scale is 6 / 11; d is at 2.5 * 6 / 11 instead of 1, c at .5 * 6 / 11
        assertEquals("c", drift.moved().get(0).item());
        assertEquals(1 - 3 / 11., drift.moved().get(0).distance(), 1e-15);
        assertEquals("d", drift.moved().get(1).item());
        assertEquals(15 / 11. - 1, drift.moved().get(1).distance(), 1e-15);
        // signs alone make the cosines
        assertEquals(1, drift.overlap());
    }

    @Test
    void onlyItemsThatBothKnowCount() {
        FMatrixRMaj before = random(5, 2, 1);
        FMatrixRMaj after = new FMatrixRMaj(6, 3); // wider: filled up with zeros
        for (int i = 0; i < 4; i++) {
            after.set(i, 2, before.get(4 - i, 0));
            after.set(i, 0, before.get(4 - i, 1));
        }
        after.set(5, 1, 100);
        Drift drift = Drift.between(
                IdIndex.of("item", List.of("0", "1", "2", "3", "4")),
                before,
                IdIndex.of("item", List.of("4", "3", "2", "1", "x", "y")),
                after);
        assertEquals(4, drift.items());
        assertEquals(1, drift.onlyBefore());
        assertEquals(2, drift.onlyAfter());
        assertEquals(0, drift.residual(), 1e-13);
        assertEquals(1, drift.overlap());
    }

    @Test
    void theItemThatMovedIsFirst() {
        FMatrixRMaj before = random(60, 4, 5);
        FMatrixRMaj after = before.copy();
        for (int j = 0; j < 4; j++) {
            after.set(17, j, -3 * before.get(17, j));
        }
        IdIndex ids = IdIndex.range("item", 60);
        Drift drift = Drift.between(ids, before, ids, after);
        assertEquals("17", drift.moved().get(0).item());
        assertTrue(drift.moved().get(0).distance() > 5 * drift.moved().get(1).distance());
        assertTrue(drift.moved().get(0).overlap() < .5);
        assertTrue(drift.residual() > 0 && drift.residual() < .5);
        assertTrue(drift.overlap() > .9 && drift.overlap() < 1);
    }

    @Test
    void strangersHaveTheOverlapOfChance() {
        IdIndex ids = IdIndex.range("item", 400);
        Drift drift = Drift.between(ids, random(400, 6, 1), ids, random(400, 6, 2));
        assertTrue(drift.residual() > .9, () -> "" + drift.residual());
        assertEquals(drift.chance(), drift.overlap(), .01);
    }

    /** A row of zeros is nobody's neighbour: that of b is a or c, whichever is there first, and a has lost b when it became zero. */
    @Test
    void zerosHaveNoNeighbours() {
        IdIndex ids = IdIndex.of("item", List.of("a", "b", "c", "zero"));
        FMatrixRMaj before = column(1, 2, 3, 0);
        assertEquals(1, Drift.between(ids, before, ids, before).overlap());
        // before: a-b, b-a, c-a, none; after: a-c, none, c-a, none
        Drift drift = Drift.between(ids, before, ids, column(1, 0, 3, 0));
        assertEquals(1, drift.neighbors());
        assertEquals((0 + 0 + 1 + 1) / 4., drift.overlap());
    }

    @Test
    void aFoldedInItemMovesNoOther() {
        SimulatedShop shop = SimulatedShop.create(SimulatedShop.Config.defaults()
                .withPositives(600)
                .withNegatives(0)
                .withUsers(60)
                .withItems(30));
        Interactions train = shop.purchases();
        NcfModel model = Trainer.of(Gmf.defaults().withFactors(4))
                .withTraining(TrainingConfig.defaults().withEpochs(2))
                .train(train)
                .model();
        NcfModel more = model.withItem("new", List.of("0", "1", "2"));
        Drift drift = Drift.between(model, more);
        assertEquals(30, drift.items());
        assertEquals(0, drift.onlyBefore());
        assertEquals(1, drift.onlyAfter());
        assertEquals(0, drift.residual(), 1e-14);
        assertEquals(1, drift.overlap());
    }

    @Test
    void refusesWhatItCannotCompare() {
        IdIndex ids = IdIndex.range("item", 3);
        FMatrixRMaj rows = random(3, 2, 1);
        assertMessage(
                "before and after must have at least 3 items in common: 2",
                () -> Drift.between(ids, rows, IdIndex.range("item", 2), random(2, 2, 1)));
        assertMessage(
                "before and after must have items in different places: sums of squares 0.0, 2.0",
                () -> Drift.between(ids, new FMatrixRMaj(3, 1), ids, column(-1, 0, 1)));
    }

    private static FMatrixRMaj column(double... values) {
        return Golden.rowsOf(
                Arrays.stream(values).mapToObj(v -> new double[] {v}).toArray(double[][]::new));
    }

    private static FMatrixRMaj random(int rows, int columns, int seed) {
        long key = Hash.key(seed, Hash.INITIAL, 0);
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        IntStream.range(0, matrix.getNumElements()).forEach(i -> matrix.data[i] = (float) Hash.gaussian(key, i));
        return matrix;
    }
}
