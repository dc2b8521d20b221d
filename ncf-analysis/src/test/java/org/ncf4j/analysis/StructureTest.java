package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ncf4j.analysis.PcaTest.assertMessage;

import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.ncf4j.internal.Hash;

class StructureTest {
    @Test
    void thereIsNoneInNoise() {
        for (int seed = 1; seed <= 10; seed++) {
            Structure found = Structure.of(blobs(200, 1, 0, seed), 5);
            assertFalse(found.found(), () -> "" + found);
            assertTrue(Math.abs(found.gap()) < Structure.LEAST_GAP, () -> "" + found);
            assertTrue(
                    found.sentence()
                            .startsWith("There is no structure that can be told from chance: the clusters are "),
                    found.sentence());
            assertTrue(found.sentence().endsWith("Read nothing into these groups."), found.sentence());
        }
    }

    @Test
    void thereIsSomeInBlobs() {
        for (int seed = 1; seed <= 10; seed++) {
            Structure found = Structure.of(blobs(200, 5, 8, seed), 5);
            assertTrue(found.found(), () -> "" + found);
            assertTrue(found.stability() > found.referenceStability(), () -> "" + found);
            assertTrue(found.sentence().startsWith("There is structure: the clusters are "), found.sentence());
        }
    }

    /** Three clear groups in two columns, and noise in a hundred, which has most of the variance. */
    @Test
    void noiseInOtherColumnsHidesNothing() {
        FMatrixRMaj rows = new FMatrixRMaj(300, 102);
        long key = Hash.key(5, Hash.INITIAL, 0);
        for (int i = 0; i < rows.data.length; i++) {
            rows.data[i] = (float) Hash.gaussian(key, i);
        }
        FMatrixRMaj noise = rows.copy();
        for (int r = 0; r < 300; r++) {
            rows.set(r, 7, rows.get(r, 7) + (r % 3 == 0 ? 8 : 0));
            rows.set(r, 90, rows.get(r, 90) + (r % 3 == 1 ? 8 : 0));
        }
        Structure found = Structure.of(rows, 3);
        assertTrue(found.found(), () -> "" + found);
        assertTrue(found.gap() > .5, () -> "" + found);
        Structure none = Structure.of(noise, 3);
        assertFalse(none.found(), () -> "" + none);
        assertEquals(0, none.gap(), .05);
    }

    @Test
    void chanceOfFewRowsIsNotCalledWeakStructure() {
        assertTrue(new Structure(4, .2, .1, .5, .5, false).sentence().startsWith("There is no structure that can be"));
        assertTrue(new Structure(4, .07, .01, .5, .5, false).sentence().startsWith("There is hardly any structure: "));
    }

    @Test
    void fewDistinctRowsAreAsTightAsCanBe() {
        FMatrixRMaj rows = new FMatrixRMaj(30, 2);
        for (int r = 0; r < 30; r++) {
            rows.set(r, r % 2, 1);
        }
        Structure found = Structure.of(rows, 2);
        assertEquals(Double.POSITIVE_INFINITY, found.gap());
        assertTrue(found.found());
        assertEquals(1, found.stability());
        assertTrue(
                found.sentence()
                        .startsWith(
                                "There is structure: the clusters are as tight as can be, which they are not in random"
                                        + " points with the same spread; two seeds agree to 1.00 (adjusted Rand index), "),
                found.sentence());
    }

    @Test
    void isTheSameEveryTimeAndDoesNotDependOnScale() {
        FMatrixRMaj rows = blobs(60, 3, 4, 1);
        Structure found = Structure.of(rows, 3);
        assertEquals(found, Structure.of(rows, 3));
        FMatrixRMaj larger = new FMatrixRMaj(rows);
        for (int i = 0; i < larger.getNumElements(); i++) {
            larger.data[i] *= 4; // exact
        }
        assertEquals(found.gap(), Structure.of(larger, 3).gap(), 1e-6); // references are rounded to float
    }

    @Test
    void refusesWhatItCannotCompare() {
        FMatrixRMaj rows = blobs(5, 1, 0, 1);
        assertMessage("clusters must be at least 2 and fewer than the 5 rows: 1", () -> Structure.of(rows, 1));
        assertMessage("clusters must be at least 2 and fewer than the 5 rows: 5", () -> Structure.of(rows, 5));
        assertMessage("rows must not all be the same: 4 rows", () -> Structure.of(new FMatrixRMaj(4, 2), 2));
    }

    /** Normal clouds of deviation 1 around random centres. */
    private static FMatrixRMaj blobs(int count, int blobs, double spread, int seed) {
        int columns = 4;
        long key = Hash.key(seed, Hash.INITIAL, 0);
        FMatrixRMaj rows = new FMatrixRMaj(count, columns);
        for (int r = 0; r < count; r++) {
            for (int j = 0; j < columns; j++) {
                double centre = spread * Hash.gaussian(key, 1_000_000 + (long) (r % blobs) * columns + j);
                rows.set(r, j, (float) (centre + Hash.gaussian(key, (long) r * columns + j)));
            }
        }
        return rows;
    }
}
