package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The active kernels' loops over pairs against the portable ones, bit for bit. */
class PairKernelsTest {
    private static final int TILE = DenseStack.TILE;
    private static final int IDS = 9;
    /** With -Dncf.exhaustive=true every float; else every 4,099th, a prime. */
    private static final int STRIDE = Boolean.getBoolean("ncf.exhaustive") ? 1 : 4099;

    private final PairKernels expected = PortableKernels.INSTANCE.pairs();
    private final PairKernels actual = Kernels.active().pairs();

    private static int roundUp(int width) {
        return (width + Dot.LANES - 1) / Dot.LANES * Dot.LANES;
    }

    /** Tables of rows [product, zeros | half, zeros]. */
    private static float[] table(int product, int half, long seed) {
        int width = roundUp(product) + roundUp(half);
        float[] table = new float[CacheLines.ORIGIN + IDS * width];
        float[] values = TestFloats.gaussian(IDS * width, seed);
        for (int i = 0; i < values.length; i++) {
            int column = i % width;
            boolean used = column < product || (column >= roundUp(product) && column < roundUp(product) + half);
            table[CacheLines.ORIGIN + i] = used ? values[i] : 0;
        }
        return table;
    }

    private static PairTile tile(float[] users, float[] items, int width, int start, int rows, long seed) {
        PairTile tile = new PairTile(
                users,
                items,
                width,
                TestFloats.ints(start + rows, IDS, seed + 1),
                TestFloats.ints(start + rows, IDS, seed + 2));
        tile.start = start;
        tile.rows = rows;
        return tile;
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void aTileOfTheFusionNetworkHasTheDefinedBits(
            @ForAll @IntRange(min = 1, max = 40) int product,
            @ForAll @IntRange(min = 1, max = 40) int half,
            @ForAll @IntRange(min = 1, max = TILE) int rows,
            @ForAll @IntRange(max = 70) int start,
            @ForAll long seed) {
        Fusion one = new Fusion(expected, product, half, rows, start, seed);
        Fusion other = new Fusion(actual, product, half, rows, start, seed);

        assertArrayEquals(one.features, other.features);
        assertArrayEquals(one.logits, other.logits);
        assertArrayEquals(one.losses, other.losses);
        assertArrayEquals(one.slopes, other.slopes);
        assertArrayEquals(one.headSums, other.headSums);
        assertArrayEquals(one.scaled, other.scaled);
        assertArrayEquals(one.userGradients, other.userGradients);
        assertArrayEquals(one.itemGradients, other.itemGradients);
    }

    /** What all operations on a tile leave, one after the other. */
    private static final class Fusion {
        final float[] features;
        final float[] logits;
        final float[] losses = new float[TILE];
        final float[] slopes = new float[TILE];
        final float[] headSums;
        final float[] scaled;
        final float[] userGradients;
        final float[] itemGradients;

        Fusion(PairKernels kernels, int product, int half, int rows, int start, long seed) {
            int column = roundUp(product);
            int width = column + roundUp(half);
            PairTile tile =
                    tile(table(product, half, seed + 3), table(product, half, seed + 4), width, start, rows, seed);
            int top = roundUp(half);
            float[] head = new float[column + top];
            System.arraycopy(TestFloats.gaussian(product, seed + 5), 0, head, 0, product);
            System.arraycopy(TestFloats.gaussian(half, seed + 6), 0, head, column, half);
            features = new float[TILE * head.length];
            for (int row = 0; row < rows; row++) {
                System.arraycopy(
                        TestFloats.gaussian(half, seed + 10 + row), 0, features, row * head.length + column, half);
            }
            kernels.multiply(tile, product, features, head.length);
            logits = new float[start + rows];
            kernels.logits(tile, head, 0.25f, features, logits);
            int[] ones = TestFloats.ints(start + rows, 2, seed + 7);
            float[] labels = new float[ones.length];
            for (int i = 0; i < ones.length; i++) {
                labels[i] = ones[i];
            }
            kernels.crossEntropy(tile, logits, labels, 100, losses, slopes);
            for (int row = rows; row < TILE; row++) {
                assertEquals(0, losses[row]);
                assertEquals(0, slopes[row]);
            }
            headSums = TestFloats.gaussian(head.length, seed + 8);
            kernels.addScaled(tile, slopes, features, headSums);
            scaled = new float[TILE * top];
            kernels.scale(tile, slopes, head, column, top, scaled);
            userGradients = new float[(start + rows) * width];
            itemGradients = new float[userGradients.length];
            kernels.productGradients(tile, product, head, slopes, userGradients, itemGradients);
            // zeros beyond the product may have either sign
            for (int i = 0; i < userGradients.length; i++) {
                userGradients[i] += 0f;
                itemGradients[i] += 0f;
            }
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] += 0f;
            }
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void aTileOfMatrixFactorizationHasTheDefinedBits(
            @ForAll @IntRange(min = 1, max = 70) int factors,
            @ForAll @IntRange(min = 1, max = TILE) int rows,
            @ForAll @IntRange(max = 70) int start,
            @ForAll long seed) {
        int width = roundUp(factors + 1);
        float[] users = table(factors + 1, 0, seed + 3);
        float[] items = table(factors + 1, 0, seed + 4);
        PairTile tile = tile(users, items, width, start, rows, seed);
        float[] slopes = TestFloats.gaussian(TILE, seed + 5);
        float[][] results = new float[6][];
        for (int i = 0; i < 2; i++) {
            PairKernels kernels = i == 0 ? expected : actual;
            results[3 * i] = new float[start + rows];
            results[3 * i + 1] = new float[(start + rows) * width];
            results[3 * i + 2] = new float[(start + rows) * width];
            kernels.factorLogits(tile, factors, 0.25f, results[3 * i]);
            kernels.factorGradients(tile, factors, slopes, results[3 * i + 1], results[3 * i + 2]);
        }

        assertArrayEquals(results[0], results[3]);
        assertArrayEquals(results[1], results[4]);
        assertArrayEquals(results[2], results[5]);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void addTouchesTheStretchAlone(
            @ForAll @IntRange(max = 70) int length,
            @ForAll @IntRange(max = 20) int from,
            @ForAll @IntRange(max = 20) int to,
            @ForAll long seed) {
        float[] source = TestFloats.gaussian(100, seed);
        float[] one = TestFloats.gaussian(100, seed + 1);
        float[] other = one.clone();

        expected.add(source, from, one, to, length);
        actual.add(source, from, other, to, length);

        assertArrayEquals(one, other);
    }

    /** The loss's exp and log, and the sigmoid, over the floats, the infinities and NaN. */
    @Example
    void crossEntropyHasTheDefinedBitsOnTheWholeRangeOfLogits() {
        int rows = 48;
        PairTile tile = tile(new float[IDS * 16], new float[IDS * 16], 16, 0, rows, 1);
        float[] logits = new float[rows];
        float[] labels = new float[rows];
        float[][] results = new float[4][TILE];
        for (long next = Integer.MIN_VALUE; next <= Integer.MAX_VALUE; ) {
            for (int row = 0; row < rows; row++, next += STRIDE) {
                logits[row] = Float.intBitsToFloat((int) next);
                labels[row] = row & 1;
            }
            expected.crossEntropy(tile, logits, labels, 7, results[0], results[1]);
            actual.crossEntropy(tile, logits, labels, 7, results[2], results[3]);
            assertArrayEquals(results[0], results[2]);
            assertArrayEquals(results[1], results[3]);
        }
    }

    /** Sigmoid and tanh as the functions of a layer with one weight of 1. */
    @Example
    void theFunctionsOfLayersHaveTheDefinedBitsOnTheWholeRange() {
        for (Function function : new Function[] {Function.SIGMOID, Function.TANH, Function.RELU}) {
            DenseStack stack = Kernels.active().stack(new int[] {1, 1}, new Function[] {function});
            stack.load(new float[][] {{1}}, new float[][] {{0}});
            float[] x = new float[TILE];
            float[] y = new float[TILE];
            float[] exact = new float[TILE];
            for (long next = Integer.MIN_VALUE; next <= Integer.MAX_VALUE; ) {
                for (int row = 0; row < TILE; row++, next += STRIDE) {
                    x[row] = Float.intBitsToFloat((int) next);
                    exact[row] = function.value(x[row] + 0f);
                }
                stack.forward(x, 0, TILE, y, 0, 1, 1);
                assertArrayEquals(exact, y);
            }
        }
    }
}
