package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdaterTest {
    private static final int SIZE = 5;
    private static final int STEPS = 200;
    private static final double RATE = 0.01;
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    /**
     * A weight near 1 takes 200 steps of at most 0.01, each rounded once at half of 2^-24 relative to the weight: 200 of
     * them add to 1.2e-5 at the worst; the moments' roundings are of 0.01 and do not show beside that.
     */
    private static final double TOLERANCE = 1.2e-5;

    @ParameterizedTest
    @CsvSource({"false, 0", "false, 0.1", "true, 0", "true, 0.1"})
    void adamFollowsThePaper(boolean lazily, float l2) {
        Updater updater = Updater.adam(RATE, BETA1, BETA2, EPSILON, SIZE);
        float[] weights = TestFloats.gaussian(SIZE, 1);
        double[] exact = doubles(weights);
        double[] first = new double[SIZE];
        double[] second = new double[SIZE];
        for (int step = 1; step <= STEPS; step++) {
            float[] gradient = TestFloats.gaussian(SIZE, 100 + step);
            updater.begin(step);
            move(updater, lazily, weights, gradient, l2);
            double correction1 = 1 - StrictMath.pow(BETA1, step);
            double correction2 = 1 - StrictMath.pow(BETA2, step);
            for (int i = 0; i < SIZE; i++) {
                double g = gradient[i] + l2 * exact[i];
                first[i] = BETA1 * first[i] + (1 - BETA1) * g;
                second[i] = BETA2 * second[i] + (1 - BETA2) * g * g;
                double root = lazily
                        ? (Math.sqrt(second[i]) + EPSILON) / Math.sqrt(correction2)
                        : Math.sqrt(second[i] / correction2) + EPSILON;
                exact[i] -= RATE * first[i] / correction1 / root;
            }
        }

        assertArrayEquals(exact, doubles(weights), TOLERANCE);
    }

    /** Where they differ: a first gradient that is not much larger than epsilon. By hand, with g = 1e-6, eps = 1e-6. */
    @Test
    void epsilonStandsBeforeTheCorrectionForRowsAndAfterItForWholeParameters() {
        double epsilon = 1e-6;
        float[] whole = {0};
        float[] row = {0};
        Updater updater = Updater.adam(1, BETA1, BETA2, epsilon, 1);
        updater.begin(1);
        updater.update(whole, 0, new float[] {1e-6f}, 0, 1, 0);
        updater = Updater.adam(1, BETA1, BETA2, epsilon, 1);
        updater.begin(1);
        updater.updateLazily(row, 0, new float[] {1e-6f}, 0, 1, 0);

        // m / (1 - b1) = g and sqrt(v / (1 - b2)) = g: g / (g + eps) and g / (g + eps / sqrt(1 - b2))
        assertEquals(-0.5, whole[0], 1e-6);
        assertEquals(-1 / (1 + 1 / Math.sqrt(0.001)), row[0], 1e-7);
    }

    @Test
    void theFirstStepOfAdamIsTheLearningRateWhateverTheGradient() {
        float[] weights = {1, 1, 1};
        Updater updater = Updater.adam(0.25, BETA1, BETA2, EPSILON, 3);

        updater.begin(1);
        updater.update(weights, 0, new float[] {1000, -0.5f, 0}, 0, 3, 0);

        assertArrayEquals(new float[] {0.75f, 1.25f, 1}, weights, 1e-6f);
    }

    /** 0.9^n falls below the smallest normal float after 830 steps: from there on a sum of moments would crawl. */
    @Test
    void momentsAreFlushedBeforeTheyAreSubnormal() {
        float[] weights = {1};
        Updater updater = Updater.adam(RATE, BETA1, BETA2, EPSILON, 1);
        updater.begin(1);
        updater.update(weights, 0, new float[] {1e-3f}, 0, 1, 0);
        float[] none = {0};
        for (int step = 2; step <= 2000; step++) {
            updater.begin(step);
            updater.update(weights, 0, none, 0, 1, 0);
        }
        // the first moment is zero by now, so that not even a vast learning rate moves the weight
        float resting = weights[0];
        updater.begin(2001);
        updater.update(weights, 0, none, 0, 1, 0);
        assertEquals(resting, weights[0]);

        Updater fresh = Updater.adam(1e36, BETA1, BETA2, EPSILON, 1);
        float[] untouched = {1};
        fresh.begin(1);
        fresh.update(untouched, 0, new float[] {9e-30f}, 0, 1, 0);
        assertEquals(1f, untouched[0], "a first moment of 9e-31 counts as zero");
        fresh.begin(2);
        fresh.update(untouched, 0, new float[] {1.1e-29f}, 0, 1, 0);
        assertTrue(untouched[0] < 0, "a first moment of 1.1e-30 counts");
    }

    @ParameterizedTest
    @CsvSource({"false, 0", "false, 0.5", "true, 0", "true, 0.5"})
    void sgdMovesAgainstTheGradientAndThePenalty(boolean lazily, float l2) {
        float[] weights = {1, -2, 4, 8, -16};
        Updater updater = Updater.sgd(0.5);

        updater.begin(1);
        move(updater, lazily, weights, new float[] {2, 2, 0, -4, 1}, l2);

        // w - 0.5 (g + l2 w): powers of two, so exact
        float[] expected = l2 == 0 ? new float[] {0, -3, 4, 10, -16.5f} : new float[] {-0.25f, -2.5f, 3, 8, -12.5f};
        assertArrayEquals(expected, weights);
    }

    @Test
    void onlyTheStretchMovesAndOffsetsAreThoseOfEachArray() {
        for (Updater updater : new Updater[] {Updater.sgd(1), Updater.adam(1, BETA1, BETA2, EPSILON, 4)}) {
            float[] weights = {1, 1, 1, 1};
            updater.begin(1);
            updater.update(weights, 1, new float[] {9, 9, 1, 1}, 2, 2, 0);
            assertArrayEquals(new float[] {1, 0, 0, 1}, weights, 1e-6f);
        }
    }

    /** A row that rests keeps its moments: its second step is that of a second gradient, at the bias correction of step 3. */
    @Test
    void aRowThatRestsKeepsItsMoments() {
        float[] weights = {0, 0};
        Updater updater = Updater.adam(1, BETA1, BETA2, EPSILON, 2);
        float[] one = {1};
        updater.begin(1);
        updater.updateLazily(weights, 0, one, 0, 1, 0);
        updater.updateLazily(weights, 1, one, 0, 1, 0);
        updater.begin(2);
        updater.updateLazily(weights, 1, one, 0, 1, 0);
        float rested = weights[0];
        updater.begin(3);
        updater.updateLazily(weights, 0, one, 0, 1, 0);

        double first = (1 - BETA1 * BETA1) / (1 - BETA1 * BETA1 * BETA1);
        double second = (1 - BETA2 * BETA2) / (1 - BETA2 * BETA2 * BETA2);
        assertEquals(rested - first / Math.sqrt(second), weights[0], 1e-6);
    }

    private static void move(Updater updater, boolean lazily, float[] weights, float[] gradient, float l2) {
        if (lazily) {
            updater.updateLazily(weights, 0, gradient, 0, weights.length, l2);
        } else {
            updater.update(weights, 0, gradient, 0, weights.length, l2);
        }
    }

    private static double[] doubles(float[] values) {
        double[] copy = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            copy[i] = values[i];
        }
        return copy;
    }
}
