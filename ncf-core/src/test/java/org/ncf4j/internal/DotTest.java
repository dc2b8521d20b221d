package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DotTest {
    @Property(edgeCases = EdgeCasesMode.NONE)
    void theBitsAreThoseOfTheDefinition(
            @ForAll @IntRange(max = 200) int length,
            @ForAll @IntRange(max = 20) int aOffset,
            @ForAll @IntRange(max = 20) int bOffset,
            @ForAll long seed) {
        float[] a = TestFloats.gaussian(aOffset + length, seed);
        float[] b = TestFloats.gaussian(bOffset + length + 3, seed + 1);

        assertEquals(defined(a, aOffset, b, bOffset, length), Dot.of(a, aOffset, b, bOffset, length));
    }

    @Test
    void theEmptySumIsZero() {
        assertEquals(0f, Dot.of(new float[3], 3, new float[0], 0, 0));
    }

    @Test
    void whatLiesOutsideTheStretchDoesNotCount() {
        float[] a = {Float.NaN, 2, 3, Float.NaN};
        float[] b = {Float.NaN, Float.NaN, 5, 7, Float.NaN};

        assertEquals(31f, Dot.of(a, 1, b, 2, 2));
    }

    /** Lane by lane, then half onto half. */
    private static float defined(float[] a, int aOffset, float[] b, int bOffset, int length) {
        float[] lanes = new float[16];
        for (int j = 0; j < length; j++) {
            lanes[j % 16] = Math.fma(a[aOffset + j], b[bOffset + j], lanes[j % 16]);
        }
        for (int apart = 8; apart >= 1; apart /= 2) {
            for (int lane = 0; lane < apart; lane++) {
                lanes[lane] += lanes[lane + apart];
            }
        }
        return lanes[0];
    }
}
