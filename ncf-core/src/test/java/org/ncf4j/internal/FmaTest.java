package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link Fma#emulate} against {@link Math#fma}, which is exact, and where there is no hardware for it, slow. */
class FmaTest {
    private static final int CASES = Fma.HARDWARE ? 100_000_000 : 200_000;

    /**
     * A quarter each: any three bit patterns (infinities, NaN and subnormal numbers among them); numbers of like size; a
     * third that nearly cancels the product; a product near or below the smallest normal number.
     */
    @Test
    void theEmulationGivesTheBitsOfTheInstruction() {
        long key = Hash.key(1, 1000, 2);
        for (int i = 0; i < CASES; i++) {
            long bits = Hash.bits(key, 2L * i);
            long more = Hash.bits(key, 2L * i + 1);
            float a = Float.intBitsToFloat((int) bits);
            float b = Float.intBitsToFloat((int) (bits >>> 32));
            float c = Float.intBitsToFloat((int) more);
            switch (i & 3) {
                case 1 -> {
                    a = near(bits, 0);
                    b = near(bits >>> 32, 0);
                    c = near(more, 0);
                }
                case 2 -> {
                    a = near(bits, 0);
                    b = near(bits >>> 32, 0);
                    // within a few units in the last place of the product, on either side
                    c = -Float.intBitsToFloat(Float.floatToRawIntBits(a * b) + (int) (more & 3) - 1);
                }
                case 3 -> {
                    a = near(bits, -70);
                    b = near(bits >>> 32, -70);
                    c = near(more, -140);
                }
                default -> {}
            }
            float expected = Math.fma(a, b, c);
            float actual = Fma.emulate(a, b, c);
            if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
                assertEquals(expected, actual, "fma(" + a + ", " + b + ", " + c + ")");
            }
        }
    }

    /** A number whose exponent lies within 8 of the given one: subnormal below -126. */
    private static float near(long bits, int exponent) {
        float mantissa = 1 + (bits & 0x7FFFFF) * 0x1p-23f;
        float value = (float) StrictMath.scalb((double) mantissa, exponent + (int) ((bits >>> 23) & 15) - 8);
        return (bits & 1L << 27) == 0 ? value : -value;
    }

    /** By hand: exact results, ties, and what two roundings get wrong. */
    @ParameterizedTest
    @CsvSource({
        "2, 3, 4",
        "0x1.000002p0, 0x1.000002p0, -0x1.000004p0",
        "0x1.000002p0, 0x1p-24, 1",
        "0x1.fffffep127, 2, -0x1.fffffep127",
        "0x1p-126, 0x1p-24, 0x1p-149",
        "-0x1p-126, 0x1p-24, 0",
        "0, -5, 0",
        "0, -5, -0.0"
    })
    void theEmulationRoundsOnce(String a, String b, String c) {
        float x = Float.parseFloat(a.contains("p") || a.contains(".") ? a : a + ".0");
        float y = Float.parseFloat(b);
        float z = Float.parseFloat(c);
        float exact = x == 0 || y == 0
                ? x * y + z
                : new BigDecimal(x)
                        .multiply(new BigDecimal(y))
                        .add(new BigDecimal(z))
                        .floatValue();
        float actual = Fma.emulate(x, y, z);

        assertEquals(exact == 0 ? Math.fma(x, y, z) : exact, actual);
    }

    @Test
    void itIsWhatTheMachineHas() {
        assertEquals(7f, Fma.of(2, 3, 1));
        assertTrue(Float.isNaN(Fma.of(0, Float.POSITIVE_INFINITY, 1)));
    }
}
