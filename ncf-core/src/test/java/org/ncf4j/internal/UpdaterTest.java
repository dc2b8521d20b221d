package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of the active kernels: the suite runs once with each. */
class UpdaterTest {
    /** Two vectors of the longest kind, and a rest. */
    private static final int SIZE = 37;

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

    private final Kernels kernels = Kernels.active();
    private final Updater.Scratch scratch = new Updater.Scratch();

    @ParameterizedTest
    @CsvSource({"false, 0", "false, 0.1", "true, 0", "true, 0.1"})
    void adamFollowsThePaper(boolean rows, float l2) {
        Updater updater = kernels.adam(RATE, BETA1, BETA2, EPSILON, SIZE, rows);
        float[] weights = TestFloats.gaussian(SIZE, 1);
        double[] exact = doubles(weights);
        double[] first = new double[SIZE];
        double[] second = new double[SIZE];
        for (int step = 1; step <= STEPS; step++) {
            float[] gradient = TestFloats.gaussian(SIZE, 100 + step);
            updater.begin(step, 1);
            updater.update(weights, 0, gradient, 0, SIZE, l2, scratch);
            double correction1 = 1 - StrictMath.pow(BETA1, step);
            double correction2 = 1 - StrictMath.pow(BETA2, step);
            for (int i = 0; i < SIZE; i++) {
                double g = gradient[i] + l2 * exact[i];
                first[i] = BETA1 * first[i] + (1 - BETA1) * g;
                second[i] = BETA2 * second[i] + (1 - BETA2) * g * g;
                double root = rows
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
        Updater updater = kernels.adam(1, BETA1, BETA2, epsilon, 1, false);
        updater.begin(1, 1);
        updater.update(whole, 0, new float[] {1e-6f}, 0, 1, 0, scratch);
        updater = kernels.adam(1, BETA1, BETA2, epsilon, 1, true);
        updater.begin(1, 1);
        updater.update(row, 0, new float[] {1e-6f}, 0, 1, 0, scratch);

        // m / (1 - b1) = g and sqrt(v / (1 - b2)) = g: g / (g + eps) and g / (g + eps / sqrt(1 - b2))
        assertEquals(-0.5, whole[0], 1e-6);
        assertEquals(-1 / (1 + 1 / Math.sqrt(0.001)), row[0], 1e-7);
    }

    @Test
    void theFirstStepOfAdamIsTheLearningRateWhateverTheGradient() {
        float[] weights = {1, 1, 1};
        Updater updater = kernels.adam(0.25, BETA1, BETA2, EPSILON, 3, false);

        updater.begin(1, 1);
        updater.update(weights, 0, new float[] {1000, -0.5f, 0}, 0, 3, 0, scratch);

        assertArrayEquals(new float[] {0.75f, 1.25f, 1}, weights, 1e-6f);
    }

    /** 0.9^n falls below the smallest normal float after 830 steps: from there on a sum of moments would crawl. */
    @Test
    void momentsAreFlushedBeforeTheyAreSubnormal() {
        float[] weights = {1};
        Updater updater = kernels.adam(RATE, BETA1, BETA2, EPSILON, 1, false);
        updater.begin(1, 1);
        updater.update(weights, 0, new float[] {1e-3f}, 0, 1, 0, scratch);
        float[] none = {0};
        for (int step = 2; step <= 2000; step++) {
            updater.begin(step, 1);
            updater.update(weights, 0, none, 0, 1, 0, scratch);
        }
        // the first moment is zero by now, so that not even a vast learning rate moves the weight
        float resting = weights[0];
        updater.begin(2001, 1);
        updater.update(weights, 0, none, 0, 1, 0, scratch);
        assertEquals(resting, weights[0]);
    }

    /** Bit for bit, over two flushes; a gradient of zero now and then lets moments decay. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void adamGivesTheDefinedBits(boolean rows) {
        Updater expected = new DefinedKernels().adam(RATE, BETA1, BETA2, EPSILON, SIZE, rows);
        Updater actual = kernels.adam(RATE, BETA1, BETA2, EPSILON, SIZE, rows);
        float[] expectedWeights = TestFloats.gaussian(SIZE, 1);
        float[] actualWeights = expectedWeights.clone();
        for (int step = 1; step <= 300; step++) {
            float[] gradient = step % 7 == 0 ? new float[SIZE] : TestFloats.gaussian(SIZE, 100 + step);
            expected.begin(step, 1);
            actual.begin(step, 1);
            expected.update(expectedWeights, 1, gradient, 0, SIZE - 1, 0.01f, scratch);
            actual.update(actualWeights, 1, gradient, 0, SIZE - 1, 0.01f, scratch);
            assertArrayEquals(expectedWeights, actualWeights, "step " + step);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 0.5f})
    void sgdMovesAgainstTheGradientAndThePenalty(float l2) {
        float[] weights = {1, -2, 4, 8, -16};
        Updater updater = kernels.sgd(0.5);

        updater.begin(1, 1);
        updater.update(weights, 0, new float[] {2, 2, 0, -4, 1}, 0, 5, l2, scratch);

        // w - 0.5 (g + l2 w): powers of two, so exact
        float[] expected = l2 == 0 ? new float[] {0, -3, 4, 10, -16.5f} : new float[] {-0.25f, -2.5f, 3, 8, -12.5f};
        assertArrayEquals(expected, weights);
    }

    @Test
    void onlyTheStretchMovesAndOffsetsAreThoseOfEachArray() {
        for (Updater updater : new Updater[] {kernels.sgd(1), kernels.adam(1, BETA1, BETA2, EPSILON, 4, false)}) {
            float[] weights = {1, 1, 1, 1};
            updater.begin(1, 1);
            updater.update(weights, 1, new float[] {9, 9, 1, 1}, 2, 2, 0, scratch);
            assertArrayEquals(new float[] {1, 0, 0, 1}, weights, 1e-6f);
        }
    }

    /** A row that rests keeps its moments: its second step is that of a second gradient, at the bias correction of step 3. */
    @Test
    void aRowThatRestsKeepsItsMoments() {
        float[] weights = {0, 0};
        Updater updater = kernels.adam(1, BETA1, BETA2, EPSILON, 2, true);
        float[] one = {1};
        updater.begin(1, 1);
        updater.update(weights, 0, one, 0, 1, 0, scratch);
        updater.update(weights, 1, one, 0, 1, 0, scratch);
        updater.begin(2, 1);
        updater.update(weights, 1, one, 0, 1, 0, scratch);
        float rested = weights[0];
        updater.begin(3, 1);
        updater.update(weights, 0, one, 0, 1, 0, scratch);

        double first = (1 - BETA1 * BETA1) / (1 - BETA1 * BETA1 * BETA1);
        double second = (1 - BETA2 * BETA2) / (1 - BETA2 * BETA2 * BETA2);
        assertEquals(rested - first / Math.sqrt(second), weights[0], 1e-6);
    }

    private static double[] doubles(float[] values) {
        double[] copy = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            copy[i] = values[i];
        }
        return copy;
    }
}
