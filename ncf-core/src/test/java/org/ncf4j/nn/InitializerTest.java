package org.ncf4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitializerTest {
    private static final int IN = 400;
    private static final int OUT = 250;
    private static final int COUNT = IN * OUT;

    /** The standard deviations are those of the papers; a uniform distribution on +-a has one of a / sqrt(3). */
    static Stream<Arguments> distributions() {
        return Stream.of(
                Arguments.of(Initializer.gaussian(0.01), 0.01, true),
                Arguments.of(Initializer.gaussian(3), 3, true),
                Arguments.of(Initializer.he(), Math.sqrt(2.0 / IN), true),
                Arguments.of(Initializer.glorot(), Math.sqrt(2.0 / (IN + OUT)), false),
                Arguments.of(Initializer.lecun(), Math.sqrt(1.0 / IN), false));
    }

    /**
     * Mean, variance and kurtosis of 100,000 draws. Their standard errors are sd/sqrt(n), sd^2 sqrt((k - 1)/n) with k the
     * kurtosis (3 normal, 1.8 uniform), and for the kurtosis itself sqrt(24/n) or below; three of them are allowed.
     */
    @ParameterizedTest
    @MethodSource("distributions")
    void theMomentsAreThoseOfTheDistribution(Initializer initializer, double deviation, boolean normal) {
        float[] values = draw(initializer, 1);

        double mean = moment(values, 1);
        double variance = moment(values, 2);
        double kurtosis = moment(values, 4) / (variance * variance);
        double expectedKurtosis = normal ? 3 : 1.8;
        assertEquals(0, mean, 3 * deviation / Math.sqrt(COUNT));
        assertEquals(
                deviation * deviation, variance, 3 * deviation * deviation * Math.sqrt((expectedKurtosis - 1) / COUNT));
        assertEquals(expectedKurtosis, kurtosis, 3 * Math.sqrt(24.0 / COUNT));
    }

    @ParameterizedTest
    @CsvSource({"glorot, 6, 650", "lecun, 3, 400"})
    void theUniformOnesReachTheirBoundAndNotBeyond(String name, double numerator, double denominator) {
        float bound = (float) Math.sqrt(numerator / denominator);

        float[] values = draw(Initializer.parse(name), 1);
        Arrays.sort(values);

        assertTrue(values[0] >= -bound && values[COUNT - 1] <= bound);
        // the largest of n draws lies within 10/n of the bound but for a chance of e^-5
        assertEquals(-bound, values[0], bound * 10.0 / COUNT);
        assertEquals(bound, values[COUNT - 1], bound * 10.0 / COUNT);
    }

    @Test
    void zerosAreZero() {
        float[] values = new float[4];
        Arrays.fill(values, 7);
        Initializer.zeros().fill(values, 0, 2, 2, 2, 1);
        assertArrayEquals(new float[4], values);
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void neighboursAreUncorrelated(Initializer initializer, double deviation, boolean normal) {
        float[] values = draw(initializer, 1);
        float[] other = draw(initializer, 2);
        double next = 0;
        double below = 0;
        double across = 0;
        for (int i = 0; i < COUNT - OUT; i++) {
            next += (double) values[i] * values[i + 1];
            below += (double) values[i] * values[i + OUT];
            across += (double) values[i] * other[i];
        }
        double unit = deviation * deviation * Math.sqrt(COUNT);
        assertEquals(0, next / unit, 3);
        assertEquals(0, below / unit, 3);
        assertEquals(0, across / unit, 3);
    }

    @Test
    void aValueDependsOnKeyRowAndColumnAndNotOnTheArray() {
        float[] plain = new float[6];
        float[] wide = new float[2 + 3 * 5];
        Arrays.fill(wide, 9);

        Initializer.glorot().fill(plain, 0, 2, 3, 2, 42);
        Initializer.glorot().fill(wide, 2, 5, 3, 2, 42);

        for (int i = 0; i < wide.length; i++) {
            int row = (i - 2) / 5;
            int column = i - 2 - 5 * row;
            assertEquals(i >= 2 && column < 2 ? plain[2 * row + column] : 9, wide[i], "place " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gaussian(0.01)", "gaussian(1.0E-5)", "glorot", "he", "lecun", "zeros"})
    void parseReadsWhatToStringWrites(String text) {
        assertEquals(text, Initializer.parse(text).toString());
    }

    @Test
    void parseForgivesCaseAndSpace() {
        assertEquals(Initializer.gaussian(0.5), Initializer.parse(" Gaussian( 0.5 ) "));
        assertEquals(Initializer.he(), Initializer.parse("HE"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gaussian(x) | initializer 'gaussian(x)': 'x' is not a standard deviation",
                "gaussian() | initializer 'gaussian()': '' is not a standard deviation",
                "gaussian(0) | standardDeviation must be positive and finite, but is 0.0",
                "gaussian(-1) | standardDeviation must be positive and finite, but is -1.0",
                "gaussian(NaN) | initializer 'gaussian(NaN)': 'nan' is not a standard deviation",
                "gaussian(1e999) | standardDeviation must be positive and finite, but is Infinity",
                "gaussian | unknown initializer 'gaussian'; expected gaussian(STANDARD_DEVIATION), glorot, he, lecun or zeros",
                "xavier | unknown initializer 'xavier'; expected gaussian(STANDARD_DEVIATION), glorot, he, lecun or zeros",
            })
    void parseSaysWhatIsWrong(String text, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Initializer.parse(text))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aStandardDeviationIsPositiveAndFinite(double value) {
        assertEquals(
                "standardDeviation must be positive and finite, but is " + value,
                assertThrows(IllegalArgumentException.class, () -> Initializer.gaussian(value))
                        .getMessage());
    }

    /** Weights are floats: with a spread that is none, all would be zero or infinite. */
    @ParameterizedTest
    @CsvSource({"1e-46, 0.0", "1e-300, 0.0", "3.5e38, Infinity", "1e300, Infinity"})
    void aStandardDeviationIsOneAsAFloatToo(double value, String narrow) {
        assertEquals(
                "standardDeviation must be positive and finite as a float, but " + value + " becomes " + narrow,
                assertThrows(IllegalArgumentException.class, () -> Initializer.gaussian(value))
                        .getMessage());
    }

    @Test
    void aStandardDeviationBelongsToGaussianAlone() {
        for (double value : new double[] {1, Double.NaN}) {
            assertEquals(
                    "standardDeviation belongs to gaussian alone, but is " + value + " for HE",
                    assertThrows(IllegalArgumentException.class, () -> new Initializer(Initializer.Kind.HE, value))
                            .getMessage());
        }
        assertThrows(NullPointerException.class, () -> new Initializer(null, 0));
    }

    private static float[] draw(Initializer initializer, long key) {
        float[] values = new float[COUNT];
        initializer.fill(values, 0, OUT, IN, OUT, key);
        return values;
    }

    private static double moment(float[] values, int power) {
        double sum = 0;
        for (float value : values) {
            sum += StrictMath.pow(value, power);
        }
        return sum / values.length;
    }
}
