package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutTest {
    private static final int[] WIDTHS = {7, 3};

    /** Of 12,800 draws the share has a standard deviation of 0.004: this is 5 of them, and the draws are fixed. */
    @Test
    void itsShareIsDroppedAndTheRestIsScaledUp() {
        Dropout dropout = new Dropout(0.25, WIDTHS);
        int dropped = 0;
        for (int step = 0; step < 20; step++) {
            dropout.draw(Hash.key(1, Hash.DROPOUT, step), 0, 64);
            for (float[] layer : dropout.factors()) {
                for (float factor : layer) {
                    assertEquals(factor == 0 ? 0 : 1 / 0.75f, factor);
                    dropped += factor == 0 ? 1 : 0;
                }
            }
        }
        assertEquals(0.25, dropped / (20.0 * 64 * 10), 0.02);
    }

    /** Whoever draws it, in whatever tile. */
    @Test
    void aSamplesDrawsDependOnItsNumberAndTheStepAlone() {
        Dropout all = new Dropout(0.5, WIDTHS);
        Dropout part = new Dropout(0.5, WIDTHS);
        all.draw(5, 0, 64);
        part.draw(5, 40, 10);
        for (int layer = 0; layer < 2; layer++) {
            int width = WIDTHS[layer];
            assertArrayEquals(
                    Arrays.copyOfRange(all.factors()[layer], 40 * width, 50 * width),
                    Arrays.copyOf(part.factors()[layer], 10 * width));
        }
        part.draw(6, 0, 64);
        assertFalse(Arrays.deepEquals(all.factors(), part.factors()));
    }
}
