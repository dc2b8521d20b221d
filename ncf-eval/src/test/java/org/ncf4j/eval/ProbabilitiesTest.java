package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.internal.Hash;

/** Log loss and calibration error. */
class ProbabilitiesTest {
    private static LabeledPairs pairs(int users, int items, boolean... labels) {
        int[] user = new int[labels.length];
        int[] item = new int[labels.length];
        Arrays.setAll(user, i -> i / items);
        Arrays.setAll(item, i -> i % items);
        return LabeledPairs.of(IdIndex.range("user", users), IdIndex.range("item", items), user, item, labels);
    }

    private static float logit(double p) {
        // as far as it matters, 0 and 1 are beyond 40
        return p == 0 ? -40 : p == 1 ? 40 : (float) StrictMath.log(p / (1 - p));
    }

    @Test
    void microsoft() {
        // recommenders-team/recommenders, tests/unit/recommenders/evaluation: the pairs of test_merge_rating with
        // ratings of
        // 3 and more as positives, predictions scaled from 5..14 to 0..1; test_python_logloss and test_python_auc.
        double[] predictions = {14, 12, 7, 8, 13, 6, 11, 5};
        LabeledPairs pairs = pairs(1, 8, true, true, true, true, true, true, false, false);
        TestScorer scorer = TestScorer.of(1, 8, (user, item) -> logit((predictions[item] - 5) / 9));
        assertEquals(0.7835, Metrics.logLoss(scorer, pairs).mean(), 0.5e-4 + 1e-5);
        assertEquals(0.75, Metrics.pooledAuc(scorer, pairs).mean());
    }

    @Test
    void byHand() {
        // Two bins: .25 (negative), .25 (positive) and .75 (positive), .875 (positive).
        double[] p = {0.25, 0.25, 0.75, 0.875};
        LabeledPairs pairs = pairs(2, 2, false, true, true, true);
        TestScorer scorer = TestScorer.of(2, 2, (user, item) -> logit(p[2 * user + item]));
        // floats of the logits: seven digits
        double tolerance = 1e-7;
        double loss = -(StrictMath.log(0.75) + StrictMath.log(0.25) + StrictMath.log(0.75) + StrictMath.log(0.875));
        assertEquals(loss / 4, Metrics.logLoss(scorer, pairs).mean(), tolerance);
        // |1 - .5| of the lower two, |2 - 1.625| of the upper two
        assertEquals(
                (0.5 + 0.375) / 4, Metrics.calibrationError(scorer, pairs, 2).mean(), tolerance);
        assertEquals((3 - 2.125) / 4, Metrics.calibrationError(scorer, pairs, 1).mean(), tolerance);
    }

    @Test
    void anEvenChanceEachIsLogTwo() {
        LabeledPairs pairs = pairs(3, 2, true, false, true, false, true, false);
        TestScorer scorer = TestScorer.of(3, 2, (user, item) -> 0);
        Evaluation.Estimate loss = Metrics.logLoss(scorer, pairs);
        // sums of equal numbers, divided by how many they are
        assertEquals(StrictMath.log(2), loss.mean(), 1e-15);
        assertEquals(StrictMath.log(2), loss.low(), 1e-15);
        assertEquals(0, Metrics.calibrationError(scorer, pairs, 15).high());
    }

    @Test
    void extremeLogitsStayFinite() {
        LabeledPairs pairs = pairs(1, 2, true, false);
        TestScorer wrong = TestScorer.of(1, 2, (user, item) -> item == 0 ? -1000 : 1000);
        assertEquals(1000, Metrics.logLoss(wrong, pairs).mean());
        assertEquals(1, Metrics.calibrationError(wrong, pairs, 15).mean());
        TestScorer right = TestScorer.of(1, 2, (user, item) -> item == 0 ? 1000 : -1000);
        assertEquals(0, Metrics.logLoss(right, pairs).mean());
        assertEquals(0, Metrics.calibrationError(right, pairs, 15).mean());
    }

    @Test
    void trueProbabilitiesAreCalibrated() {
        int users = 200;
        int items = 100;
        boolean[] labels = new boolean[users * items];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = Hash.unit(Hash.bits(1, Hash.SHOP, 0, i)) < (i % items + 0.5) / items;
        }
        LabeledPairs pairs = pairs(users, items, labels);
        TestScorer truth = TestScorer.of(users, items, (user, item) -> logit((item + 0.5) / items));
        Evaluation.Estimate error = Metrics.calibrationError(truth, pairs, 10);
        // 2,000 pairs a bin: standard errors below .011
        assertTrue(error.mean() < 0.015, () -> "" + error);
        TestScorer bold = TestScorer.of(users, items, (user, item) -> 3 * logit((item + 0.5) / items));
        assertTrue(Metrics.calibrationError(bold, pairs, 10).low() > 0.1);
    }

    @Test
    void unknownUsersAndItemsAreLeftOut() {
        LabeledPairs pairs = pairs(2, 2, true, false, true, false);
        TestScorer one = TestScorer.of(1, 1, (user, item) -> 0);
        assertEquals(StrictMath.log(2), Metrics.logLoss(one, pairs).mean(), 1e-15);
        TestScorer other =
                new TestScorer(IdIndex.range("user", 1), IdIndex.of("item", java.util.List.of("x")), (user, item) -> 0);
        assertThrows(IllegalArgumentException.class, () -> Metrics.logLoss(other, pairs));
        assertEquals(
                "bins must be at least 1: 0",
                assertThrows(IllegalArgumentException.class, () -> Metrics.calibrationError(one, pairs, 0))
                        .getMessage());
    }
}
