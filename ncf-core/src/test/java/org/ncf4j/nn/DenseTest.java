package org.ncf4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.internal.TestFloats;

class DenseTest {
    private static final double STEP = 1e-6;

    /**
     * Chains of at most 150 links on numbers of about 1: 150 roundings of 2^-24 are 1e-5 if all fell the same way.
     */
    private static final double TOLERANCE = 1e-5;

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void forwardIsTheFormula(
            @ForAll @IntRange(min = 1, max = 150) int samples,
            @ForAll @IntRange(min = 1, max = 35) int inputs,
            @ForAll @IntRange(min = 1, max = 35) int outputs,
            @ForAll Activation activation,
            @ForAll long seed) {
        Dense dense = random(inputs, outputs, activation, seed);
        FMatrixRMaj x = matrix(samples, inputs, seed + 1);
        FMatrixRMaj y = new FMatrixRMaj(1, 1);

        dense.forward(x, y);

        assertEquals(samples, y.numRows);
        assertEquals(outputs, y.numCols);
        assertClose(forward(Weights.of(dense), x), y);
    }

    /** The gradient of sum(dy * y) by input, kernel and bias, each by central differences in double. */
    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
    void backwardIsTheDerivativeOfForward(
            @ForAll @IntRange(min = 1, max = 100) int samples,
            @ForAll @IntRange(min = 1, max = 7) int inputs,
            @ForAll @IntRange(min = 1, max = 7) int outputs,
            @ForAll Activation activation,
            @ForAll @IntRange(min = 1, max = 1000) int seed) {
        Dense dense = random(inputs, outputs, activation, seed);
        FMatrixRMaj x = awayFromKinks(matrix(samples, inputs, seed + 1), dense);
        FMatrixRMaj dy = matrix(samples, outputs, seed + 2);
        FMatrixRMaj dx = new FMatrixRMaj(1, 1);

        dense.backward(x, dy, dx);

        Weights weights = Weights.of(dense);
        assertClose(
                differences(weights.kernel, () -> weighted(weights, x, dy)),
                dense.kernel().gradient());
        assertClose(
                differences(weights.bias, () -> weighted(weights, x, dy)),
                dense.bias().gradient());
        double[] input = doubles(x);
        assertClose(differences(input, () -> weighted(weights, input, dy)), dx);
    }

    @Example
    void gradientsAddUpOverCalls() {
        Dense dense = random(3, 2, Activation.TANH, 1);
        FMatrixRMaj x = matrix(5, 3, 2);
        FMatrixRMaj dy = matrix(5, 2, 3);
        FMatrixRMaj dx = new FMatrixRMaj(5, 3);
        dense.backward(x, dy, dx);
        float[] once = dense.kernel().gradient().data.clone();
        float[] onceBias = dense.bias().gradient().data.clone();

        dense.backward(x, dy, dx);

        for (int i = 0; i < once.length; i++) {
            assertEquals(2 * once[i], dense.kernel().gradient().data[i]);
        }
        assertEquals(2 * onceBias[1], dense.bias().gradient().data[1]);
    }

    @Example
    void backwardNeedsNoForwardBefore() {
        FMatrixRMaj x = matrix(70, 3, 2);
        FMatrixRMaj dy = matrix(70, 2, 3);
        Dense after = random(3, 2, Activation.SIGMOID, 1);
        after.forward(matrix(9, 3, 4), new FMatrixRMaj(1, 1));
        Dense alone = random(3, 2, Activation.SIGMOID, 1);
        FMatrixRMaj expected = new FMatrixRMaj(1, 1);
        FMatrixRMaj actual = new FMatrixRMaj(1, 1);

        alone.backward(x, dy, expected);
        after.backward(x, dy, actual);

        assertArrayEquals(expected.data, actual.data);
        assertArrayEquals(alone.kernel().gradient().data, after.kernel().gradient().data);
    }

    @Example
    void aLayerStartsAtZero() {
        Dense dense = new Dense(3, 2, Activation.SIGMOID);
        FMatrixRMaj y = new FMatrixRMaj(1, 1);

        dense.forward(matrix(1, 3, 1), y);

        assertArrayEquals(new float[] {0.5f, 0.5f}, y.data);
    }

    @Example
    void theBatchMayBeEmpty() {
        Dense dense = new Dense(3, 2, Activation.RELU);
        FMatrixRMaj y = new FMatrixRMaj(4, 4);

        dense.forward(new FMatrixRMaj(0, 3), y);

        assertEquals(0, y.numRows);
        assertEquals(2, y.numCols);
    }

    @Example
    void initializeDrawsTheKernelAndClearsTheBias() {
        Dense dense = random(40, 30, Activation.RELU, 1);
        dense.initialize(Initializer.glorot(), 1, 2);
        float[] first = dense.kernel().value().data.clone();

        assertArrayEquals(new float[30], dense.bias().value().data);
        float bound = (float) Math.sqrt(6.0 / 70);
        for (float weight : first) {
            assertTrue(Math.abs(weight) <= bound, "weight " + weight);
        }
        dense.initialize(Initializer.glorot(), 1, 3);
        assertEquals(-1, firstAgreement(first, dense.kernel().value().data), "another parameter has other draws");
        dense.initialize(Initializer.glorot(), 1, 2);
        assertArrayEquals(first, dense.kernel().value().data);
    }

    @Example
    void itTellsWhatItIs() {
        Dense dense = new Dense(3, 2, Activation.TANH);

        assertEquals(3, dense.inputs());
        assertEquals(2, dense.outputs());
        assertSame(Activation.TANH, dense.activation());
        assertEquals(List.of(dense.kernel(), dense.bias()), dense.parameters());
        assertEquals("kernel", dense.kernel().name());
        assertEquals("bias", dense.bias().name());
    }

    @Example
    void shapesThatDoNotFitAreNamed() {
        Dense dense = new Dense(3, 2, Activation.RELU);
        FMatrixRMaj out = new FMatrixRMaj(1, 1);

        assertMessage("x must have 3 columns, but has 4", () -> dense.forward(new FMatrixRMaj(5, 4), out));
        assertMessage(
                "x must have 3 columns, but has 4",
                () -> dense.backward(new FMatrixRMaj(5, 4), new FMatrixRMaj(5, 2), out));
        assertMessage(
                "dy must have 2 columns, but has 3",
                () -> dense.backward(new FMatrixRMaj(5, 3), new FMatrixRMaj(5, 3), out));
        assertMessage(
                "dy must have the 5 rows of x, but has 6",
                () -> dense.backward(new FMatrixRMaj(5, 3), new FMatrixRMaj(6, 2), out));
        assertMessage(
                "a dense layer needs at least 1 input and 1 output, but has 0 and 2",
                () -> new Dense(0, 2, Activation.RELU));
        assertMessage(
                "a dense layer needs at least 1 input and 1 output, but has 3 and -1",
                () -> new Dense(3, -1, Activation.RELU));
        assertThrows(NullPointerException.class, () -> new Dense(3, 2, null));
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    private static Dense random(int inputs, int outputs, Activation activation, long seed) {
        Dense dense = new Dense(inputs, outputs, activation);
        float[] kernel = TestFloats.gaussian(inputs * outputs, 1 / Math.sqrt(inputs), seed + 10);
        dense.kernel().value().setTo(FMatrixRMaj.wrap(inputs, outputs, kernel));
        dense.bias().value().setTo(FMatrixRMaj.wrap(1, outputs, TestFloats.gaussian(outputs, 0.5, seed + 11)));
        return dense;
    }

    private static FMatrixRMaj matrix(int rows, int columns, long seed) {
        return FMatrixRMaj.wrap(rows, columns, TestFloats.gaussian(rows * columns, seed));
    }

    /** Where the difference would straddle a ReLU's kink the whole sample is zero, and its outputs are the biases. */
    private static FMatrixRMaj awayFromKinks(FMatrixRMaj x, Dense dense) {
        Dense linear = new Dense(dense.inputs(), dense.outputs(), Activation.IDENTITY);
        linear.kernel().value().setTo(dense.kernel().value());
        linear.bias().value().setTo(dense.bias().value());
        FMatrixRMaj y = new FMatrixRMaj(1, 1);
        linear.forward(x, y);
        for (int i = 0; i < y.data.length; i++) {
            if (Math.abs(y.data[i]) < 1e-4) {
                int row = i / y.numCols * x.numCols;
                Arrays.fill(x.data, row, row + x.numCols, 0);
            }
        }
        return x;
    }

    /** The weights of a layer in double. */
    private static final class Weights {
        final double[] kernel;
        final double[] bias;
        final Activation activation;

        Weights(double[] kernel, double[] bias, Activation activation) {
            this.kernel = kernel;
            this.bias = bias;
            this.activation = activation;
        }

        static Weights of(Dense dense) {
            return new Weights(
                    doubles(dense.kernel().value()), doubles(dense.bias().value()), dense.activation());
        }
    }

    private static double[] forward(Weights weights, FMatrixRMaj x) {
        return forward(weights, doubles(x), x.numRows);
    }

    private static double[] forward(Weights weights, double[] x, int samples) {
        int outputs = weights.bias.length;
        int inputs = weights.kernel.length / outputs;
        double[] y = new double[samples * outputs];
        for (int sample = 0; sample < samples; sample++) {
            for (int j = 0; j < outputs; j++) {
                double sum = weights.bias[j];
                for (int k = 0; k < inputs; k++) {
                    sum += x[sample * inputs + k] * weights.kernel[k * outputs + j];
                }
                y[sample * outputs + j] = switch (weights.activation) {
                    case IDENTITY -> sum;
                    case RELU -> Math.max(sum, 0);
                    case SIGMOID -> 1 / (1 + StrictMath.exp(-sum));
                    case TANH -> StrictMath.tanh(sum);
                };
            }
        }
        return y;
    }

    private static double weighted(Weights weights, FMatrixRMaj x, FMatrixRMaj dy) {
        return weighted(weights, doubles(x), dy);
    }

    private static double weighted(Weights weights, double[] x, FMatrixRMaj dy) {
        double[] y = forward(weights, x, dy.numRows);
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += dy.data[i] * y[i];
        }
        return sum;
    }

    private interface Value {
        double get();
    }

    private static double[] differences(double[] parameters, Value value) {
        double[] gradient = new double[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            double parameter = parameters[i];
            parameters[i] = parameter + STEP;
            double above = value.get();
            parameters[i] = parameter - STEP;
            double below = value.get();
            parameters[i] = parameter;
            gradient[i] = (above - below) / (2 * STEP);
        }
        return gradient;
    }

    private static double[] doubles(FMatrixRMaj matrix) {
        double[] copy = new double[matrix.getNumElements()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = matrix.data[i];
        }
        return copy;
    }

    private static void assertClose(double[] expected, FMatrixRMaj actual) {
        assertEquals(expected.length, actual.getNumElements());
        // elements are sums of products of numbers around 1, in which much may cancel: their errors are those of the
        // terms
        double largest =
                Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(0));
        assertArrayEquals(expected, doubles(actual), TOLERANCE * largest);
    }

    /** The first place where two arrays agree, or -1. */
    private static int firstAgreement(float[] a, float[] b) {
        for (int i = 0; i < a.length; i++) {
            if (a[i] == b[i]) {
                return i;
            }
        }
        return -1;
    }
}
