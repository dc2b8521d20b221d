package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * What every form of the kernels must do: give the bits that {@link DenseStack}, {@link ItemScorer} and
 * {@link NearestPoints} define, which {@link DefinedKernels} computes in the plainest way. A form joins by extending this class.
 */
abstract class KernelsContract {
    private static final int TILE = DenseStack.TILE;
    private static final int ITEMS = ItemScorer.TILE;
    /** Bits that no computation leaves, to see what was written. */
    private static final float UNTOUCHED = -12345.678f;

    abstract Kernels kernels();

    /** A stack's shape: layer widths from the input, and each layer's function. */
    record Shape(List<Integer> widths, List<Function> functions) {
        int[] widthArray() {
            return widths.stream().mapToInt(Integer::intValue).toArray();
        }

        Function[] functionArray() {
            return functions.toArray(Function[]::new);
        }

        int inputs() {
            return widths.get(0);
        }

        int outputs() {
            return widths.get(widths.size() - 1);
        }

        float[][] kernels(long seed) {
            float[][] kernels = new float[functions.size()][];
            for (int layer = 0; layer < kernels.length; layer++) {
                int in = widths.get(layer);
                kernels[layer] =
                        TestFloats.gaussian(in * widths.get(layer + 1), 1.5 / Math.sqrt(in), seed + 10 + layer);
            }
            return kernels;
        }

        float[][] biases(long seed) {
            float[][] biases = new float[functions.size()][];
            for (int layer = 0; layer < biases.length; layer++) {
                biases[layer] = TestFloats.gaussian(widths.get(layer + 1), 0.3, seed + 20 + layer);
            }
            return biases;
        }
    }

    @Provide
    Arbitrary<Shape> shapes() {
        return Arbitraries.integers()
                .between(1, 3)
                .flatMap(layers -> Combinators.combine(
                                Arbitraries.integers().between(1, 70).list().ofSize(layers + 1),
                                Arbitraries.of(Function.class).list().ofSize(layers))
                        .as(Shape::new));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void forwardGivesTheDefinedBits(
            @ForAll("shapes") Shape shape, @ForAll @IntRange(min = 1, max = TILE) int rows, @ForAll long seed) {
        float[] x = TestFloats.gaussian(rows * shape.inputs(), seed);
        float[] expected = new float[rows * shape.outputs()];
        float[] actual = new float[rows * shape.outputs()];

        loaded(new DefinedKernels(), shape, seed).forward(x, 0, rows, expected, 0, shape.outputs(), shape.outputs());
        loaded(kernels(), shape, seed).forward(x, 0, rows, actual, 0, shape.outputs(), shape.outputs());

        assertArrayEquals(expected, actual);
    }

    /** Rows joined from two tables are the input that they are side by side, forward and back. */
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void joinedRowsAreAnInput(
            @ForAll @IntRange(min = 1, max = 40) int half,
            @ForAll @IntRange(max = 20) int column,
            @ForAll @IntRange(min = 1, max = TILE) int rows,
            @ForAll long seed) {
        int start = 3;
        int width = column + half;
        Shape shape = new Shape(List.of(2 * half, 7, 5), List.of(Function.RELU, Function.TANH));
        float[] users = TestFloats.gaussian(CacheLines.ORIGIN + 10 * width, seed + 1);
        float[] items = TestFloats.gaussian(CacheLines.ORIGIN + 10 * width, seed + 2);
        PairTile tile = new PairTile(
                users,
                items,
                width,
                TestFloats.ints(start + rows, 10, seed + 3),
                TestFloats.ints(start + rows, 10, seed + 4));
        tile.start = start;
        tile.rows = rows;
        float[] x = new float[rows * 2 * half];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(users, tile.user(row) + column, x, row * 2 * half, half);
            System.arraycopy(items, tile.item(row) + column, x, row * 2 * half + half, half);
        }
        float[] dy = TestFloats.gaussian(rows * 5, seed + 5);
        float[][] y = new float[2][rows * 5];
        float[][] dx = new float[2][rows * 2 * half];
        float[][][] kernelGradients = {shape.kernels(seed + 6), shape.kernels(seed + 6)};

        for (int i = 0; i < 2; i++) {
            DenseStack stack = loaded(i == 0 ? new DefinedKernels() : kernels(), shape, seed);
            if (i == 0) {
                stack.input(x, 0, rows);
            } else {
                stack.join(tile, column, half);
            }
            stack.forward(rows, y[i], 0, 5, 5);
            stack.backward(dy, 0, 5, rows, dx[i], dx[i], 2 * half, 0, 2 * half, kernelGradients[i], shape.biases(seed));
        }

        assertArrayEquals(y[0], y[1]);
        assertArrayEquals(dx[0], dx[1]);
        assertArrayEquals(kernelGradients[0], kernelGradients[1]);

        // whether or not anybody asks for the gradients of the layers
        DenseStack frozen = loaded(kernels(), shape, seed);
        float[] alone = new float[rows * 2 * half];
        frozen.forward(x, 0, rows, y[1], 0, 5, 5);
        frozen.backward(dy, 0, 5, rows, alone, alone, 2 * half, 0, 2 * half, null, null);
        assertArrayEquals(dx[0], alone);
    }

    /** With every function, since the derivative of some is taken at the output before what was dropped. */
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void dropoutGivesTheDefinedBits(
            @ForAll @IntRange(min = 1, max = 40) int half,
            @ForAll @IntRange(min = 1, max = TILE) int rows,
            @ForAll Function first,
            @ForAll Function second,
            @ForAll long seed) {
        Shape shape = new Shape(List.of(2 * half, 9, 6, 5), List.of(first, second, Function.RELU));
        int width = half + 2;
        float[] users = TestFloats.gaussian(CacheLines.ORIGIN + 10 * width, seed + 1);
        float[] items = TestFloats.gaussian(CacheLines.ORIGIN + 10 * width, seed + 2);
        PairTile tile = new PairTile(
                users, items, width, TestFloats.ints(rows, 10, seed + 3), TestFloats.ints(rows, 10, seed + 4));
        tile.rows = rows;
        float[] dy = TestFloats.gaussian(rows * 5, seed + 5);
        float[][] y = new float[2][rows * 5];
        float[][][] dx = new float[2][2][rows * width];
        float[][][] kernelGradients = {shape.kernels(seed + 6), shape.kernels(seed + 6)};
        float[][][] biasGradients = {shape.biases(seed + 7), shape.biases(seed + 7)};

        for (int i = 0; i < 2; i++) {
            DenseStack stack = loaded(i == 0 ? new DefinedKernels() : kernels(), shape, seed);
            Dropout dropout = new Dropout(0.4, new int[] {2 * half, 9, 6});
            stack.dropOut(dropout.factors());
            for (int pass = 0; pass < 2; pass++) {
                dropout.draw(seed + pass, 3, rows);
                stack.join(tile, 1, half);
                stack.forward(rows, y[i], 0, 5, 5);
                stack.backward(
                        dy, 0, 5, rows, dx[i][0], dx[i][1], half, 1, width, kernelGradients[i], biasGradients[i]);
            }
        }

        assertArrayEquals(y[0], y[1]);
        assertArrayEquals(dx[0], dx[1]);
        assertArrayEquals(kernelGradients[0], kernelGradients[1]);
        assertArrayEquals(biasGradients[0], biasGradients[1]);
    }

    /**
     * Widths and rows as the models have them: the gradient of the input in whole vectors, in two halves, straight to two
     * arrays, and the rows that are left over by another way. What is between and around the places is left alone, and
     * what stands beside a gradient is not read.
     */
    @Example
    void halvesOfWholeVectorsGiveTheDefinedBits() {
        for (int half : new int[] {16, 32, 48}) {
            List<Integer> tower = List.of(2 * half, 32, 16, 8);
            List<Integer> layer = List.of(2 * half, 7);
            for (Shape shape : List.of(
                    new Shape(tower, List.of(Function.RELU, Function.RELU, Function.RELU)),
                    new Shape(tower, List.of(Function.TANH, Function.IDENTITY, Function.RELU)),
                    new Shape(layer, List.of(Function.RELU)),
                    new Shape(layer, List.of(Function.IDENTITY)),
                    new Shape(layer, List.of(Function.TANH)))) {
                for (int rows : new int[] {1, 15, 16, 17, 31, 32, 33, 63, 64}) {
                    String message = shape + ", " + rows + " rows";
                    Halves expected = new Halves(loaded(new DefinedKernels(), shape, rows), shape, rows);
                    Halves actual = new Halves(loaded(kernels(), shape, rows), shape, rows);

                    assertArrayEquals(expected.y, actual.y, message);
                    assertArrayEquals(expected.left, actual.left, message);
                    assertArrayEquals(expected.right, actual.right, message);
                    assertArrayEquals(expected.kernelGradients, actual.kernelGradients, message);
                    assertArrayEquals(expected.biasGradients, actual.biasGradients, message);
                }
            }
        }
    }

    /** What a pass leaves that writes the two halves of the gradient of its input among other things. */
    private static final class Halves {
        private static final int SKIP = 5;

        final float[] y;
        final float[] left;
        final float[] right;
        final float[][] kernelGradients;
        final float[][] biasGradients;

        Halves(DenseStack stack, Shape shape, int rows) {
            int half = shape.inputs() / 2;
            int outputs = shape.outputs();
            int yStride = outputs + 9;
            int dxStride = half + 3;
            y = untouched(SKIP + rows * yStride);
            left = untouched(SKIP + rows * dxStride);
            right = untouched(SKIP + rows * dxStride);
            kernelGradients = shape.kernels(rows + 1);
            biasGradients = shape.biases(rows + 1);
            float[] dy = TestFloats.gaussian(SKIP + rows * yStride, rows + 3);
            for (int i = 0; i < dy.length; i++) {
                dy[i] = i >= SKIP && (i - SKIP) % yStride < outputs ? dy[i] : Float.NaN;
            }

            stack.forward(TestFloats.gaussian(rows * shape.inputs(), rows + 2), 0, rows, y, SKIP, yStride, outputs + 2);
            stack.backward(dy, SKIP, yStride, rows, left, right, half, SKIP, dxStride, kernelGradients, biasGradients);
        }

        private static float[] untouched(int length) {
            float[] values = new float[length];
            Arrays.fill(values, UNTOUCHED);
            return values;
        }
    }

    /** The places that the definition leaves alone, which a form that agrees with it then leaves alone too. */
    @Example
    void aPassWritesItsRowsAndNothingBesideThem() {
        Shape shape = new Shape(List.of(32, 7), List.of(Function.TANH));
        Halves pass = new Halves(loaded(kernels(), shape, 17), shape, 17);

        for (int i = 0; i < pass.left.length; i++) {
            boolean written = i >= Halves.SKIP && (i - Halves.SKIP) % 19 < 16;
            assertEquals(written, pass.left[i] != UNTOUCHED, "left " + i);
            assertEquals(written, pass.right[i] != UNTOUCHED, "right " + i);
        }
        for (int i = 0; i < pass.y.length; i++) {
            int column = i < Halves.SKIP ? 16 : (i - Halves.SKIP) % 16;
            assertEquals(column < 9, pass.y[i] != UNTOUCHED, "output " + i);
            assertEquals(column == 7 || column == 8, pass.y[i] == 0, "output " + i);
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void backwardGivesTheDefinedBits(
            @ForAll("shapes") Shape shape, @ForAll @IntRange(min = 1, max = TILE) int rows, @ForAll long seed) {
        Backward expected = Backward.of(stack(new DefinedKernels(), shape), shape, rows, seed);
        Backward actual = Backward.of(stack(kernels(), shape), shape, rows, seed);

        assertArrayEquals(expected.dx, actual.dx);
        assertArrayEquals(expected.rest, actual.rest);
        assertArrayEquals(expected.kernelGradients, actual.kernelGradients);
        assertArrayEquals(expected.biasGradients, actual.biasGradients);
    }

    /** A tile of few rows after a full one gives what it gives in a new stack, and touches no other sample. */
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void lanesBeyondTheRowsNeverLeak(
            @ForAll("shapes") Shape shape, @ForAll @IntRange(min = 1, max = TILE - 1) int rows, @ForAll long seed) {
        DenseStack used = loaded(kernels(), shape, seed);
        float[] full = TestFloats.gaussian(TILE * shape.inputs(), seed + 1);
        Arrays.fill(full, rows * shape.inputs(), full.length, Float.NaN);
        used.forward(full, 0, TILE, new float[TILE * shape.outputs()], 0, shape.outputs(), shape.outputs());
        float[] y = new float[TILE * shape.outputs()];
        Arrays.fill(y, UNTOUCHED);

        used.forward(full, 0, rows, y, 0, shape.outputs(), shape.outputs());

        float[] expected = new float[TILE * shape.outputs()];
        Arrays.fill(expected, UNTOUCHED);
        loaded(new DefinedKernels(), shape, seed).forward(full, 0, rows, expected, 0, shape.outputs(), shape.outputs());
        assertArrayEquals(expected, y);
        assertArrayEquals(
                Backward.of(stack(new DefinedKernels(), shape), shape, rows, seed).kernelGradients,
                Backward.of(used, shape, rows, seed).kernelGradients);
    }

    @Provide
    Arbitrary<Shape> wholeShapes() {
        return Arbitraries.integers()
                .between(1, 3)
                .flatMap(layers -> Combinators.combine(
                                Arbitraries.of(32, 64).list().ofSize(1),
                                Arbitraries.of(8, 16, 32).list().ofSize(layers),
                                Arbitraries.of(Function.class).list().ofSize(layers))
                        .as((first, rest, functions) -> new Shape(
                                Stream.concat(first.stream(), rest.stream()).toList(), functions)));
    }

    @Provide
    Arbitrary<Shape> allShapes() {
        return Arbitraries.oneOf(shapes(), wholeShapes());
    }

    /** Not even what is no number outlasts the tile that it was in, neither of the values nor of the gradients. */
    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void nothingOfAFullTileOutlastsIt(
            @ForAll("allShapes") Shape shape, @ForAll @IntRange(min = 1, max = TILE - 1) int rows, @ForAll long seed) {
        int split = shape.inputs() / 2;
        DenseStack used = loaded(kernels(), shape, seed);
        for (float stale : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN}) {
            float[] x = new float[TILE * shape.inputs()];
            float[] dy = new float[TILE * shape.outputs()];
            Arrays.fill(x, stale);
            Arrays.fill(dy, stale);
            float[] dx = new float[x.length];
            int in = shape.inputs();
            int out = shape.outputs();
            used.forward(x, 0, TILE, new float[dy.length], 0, out, out);
            used.backward(dy, 0, out, TILE, dx, dx, in, 0, in, shape.kernels(seed), shape.biases(seed));
        }

        Backward after = Backward.of(used, shape, rows, split, seed);

        for (Kernels fresh : List.of(kernels(), new DefinedKernels())) {
            Backward expected = Backward.of(stack(fresh, shape), shape, rows, split, seed);
            assertArrayEquals(expected.y, after.y);
            assertArrayEquals(expected.dx, after.dx);
            assertArrayEquals(expected.rest, after.rest);
            assertArrayEquals(expected.kernelGradients, after.kernelGradients);
            assertArrayEquals(expected.biasGradients, after.biasGradients);
        }
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void offsetsMoveTheSamplesAndNothingElse(@ForAll("shapes") Shape shape, @ForAll long seed) {
        int rows = 5;
        int skip = 7;
        float[] x = TestFloats.gaussian(skip + rows * shape.inputs(), seed);
        float[] y = new float[skip + rows * shape.outputs() + 1];
        Arrays.fill(y, UNTOUCHED);

        loaded(kernels(), shape, seed).forward(x, skip, rows, y, skip, shape.outputs(), shape.outputs());

        float[] expected = y.clone();
        loaded(new DefinedKernels(), shape, seed)
                .forward(x, skip, rows, expected, skip, shape.outputs(), shape.outputs());
        assertArrayEquals(expected, y);
        assertEquals(UNTOUCHED, y[skip - 1]);
        assertEquals(UNTOUCHED, y[y.length - 1]);
    }

    @Example
    void aNanInOneSampleShowsInThatSampleAlone() {
        Shape shape = new Shape(List.of(3, 5, 2), List.of(Function.RELU, Function.RELU));
        float[] x = TestFloats.gaussian(4 * 3, 1);
        x[2 * 3 + 1] = Float.NaN;
        float[] y = new float[4 * 2];

        loaded(kernels(), shape, 1).forward(x, 0, 4, y, 0, 2, 2);

        for (int i = 0; i < y.length; i++) {
            assertEquals(i / 2 == 2, Float.isNaN(y[i]), "output " + i + " is " + y[i]);
        }
    }

    /** An infinite gradient that a closed ReLU stops is stopped, and does not come back as 0 * infinity. */
    @Example
    void aClosedReluStopsEvenAnInfiniteGradient() {
        Shape shape = new Shape(List.of(1, 1), List.of(Function.RELU));
        DenseStack stack = stack(kernels(), shape);
        float[] dx = new float[1];
        float[][] kernelGradients = {{0}};
        float[][] biasGradients = {{0}};

        stack.load(new float[][] {{1}}, new float[][] {{0}});
        stack.forward(new float[] {-1}, 0, 1, new float[1], 0, 1, 1);
        stack.backward(new float[] {Float.POSITIVE_INFINITY}, 0, 1, 1, dx, dx, 1, 0, 1, kernelGradients, biasGradients);

        assertArrayEquals(new float[] {0}, dx);
        assertArrayEquals(new float[] {0}, kernelGradients[0]);
        assertArrayEquals(new float[] {0}, biasGradients[0]);
    }

    /** Whatever the value and the gradient are, alone and among others, of the last layer and of one below it. */
    @Example
    void aReluOfSpecialNumbersGivesTheDefinedBits() {
        float[] numbers = {
            Float.NaN,
            Float.intBitsToFloat(0xFFC00000),
            Float.intBitsToFloat(0x7FFFFFFF),
            Float.intBitsToFloat(0xFFFFFFFF),
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            0f,
            -0f,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Math.nextDown(Float.MIN_NORMAL),
            -Math.nextDown(Float.MIN_NORMAL),
            Float.MIN_NORMAL,
            -Float.MIN_NORMAL,
            1f,
            -1f,
            Float.MAX_VALUE,
            -Float.MAX_VALUE
        };
        for (Shape shape : List.of(
                new Shape(List.of(1, 1), List.of(Function.RELU)),
                new Shape(List.of(1, 1, 1), List.of(Function.RELU, Function.IDENTITY)),
                new Shape(List.of(1, 1, 1), List.of(Function.RELU, Function.RELU)))) {
            for (float gradient : numbers) {
                float[] dy = new float[numbers.length];
                Arrays.fill(dy, gradient);
                assertSameOnes(shape, numbers, dy);
                for (float value : numbers) {
                    assertSameOnes(shape, new float[] {value}, new float[] {gradient});
                }
            }
        }
    }

    /** Through layers of one weight of one and a bias of -0, which keep a value what it is, zeros with their sign. */
    private void assertSameOnes(Shape shape, float[] x, float[] dy) {
        int layers = shape.functions().size();
        float[][] y = new float[2][x.length];
        float[][] dx = new float[2][x.length];
        float[][][] kernelGradients = new float[2][layers][1];
        float[][][] biasGradients = new float[2][layers][1];
        for (int i = 0; i < 2; i++) {
            DenseStack stack = stack(i == 0 ? new DefinedKernels() : kernels(), shape);
            float[][] ones = new float[layers][];
            float[][] zeros = new float[layers][];
            Arrays.fill(ones, new float[] {1});
            Arrays.fill(zeros, new float[] {-0f});
            stack.load(ones, zeros);
            stack.forward(x, 0, x.length, y[i], 0, 1, 1);
            stack.backward(dy, 0, 1, x.length, dx[i], dx[i], 1, 0, 1, kernelGradients[i], biasGradients[i]);
        }
        String message = shape + " of " + Arrays.toString(x) + ", gradient " + dy[0];
        assertArrayEquals(y[0], y[1], message);
        assertArrayEquals(dx[0], dx[1], message);
        assertArrayEquals(kernelGradients[0], kernelGradients[1], message);
        assertArrayEquals(biasGradients[0], biasGradients[1], message);
    }

    /** A scorer's shape: how many linear features, and the tower's widths from its first layer's output. */
    record ScorerShape(int linear, List<Integer> widths, List<Function> functions) {
        int hidden() {
            return widths.isEmpty() ? 0 : widths.get(0);
        }

        ItemScorer scorer(Kernels kernels, long seed) {
            float[][] weights = new float[Math.max(0, widths.size() - 1)][];
            float[][] biases = new float[weights.length][];
            for (int layer = 0; layer < weights.length; layer++) {
                int in = widths.get(layer);
                int out = widths.get(layer + 1);
                weights[layer] = TestFloats.gaussian(in * out, 1.5 / Math.sqrt(in), seed + 30 + layer);
                biases[layer] = TestFloats.gaussian(out, 0.3, seed + 40 + layer);
            }
            int top = widths.isEmpty() ? 0 : widths.get(widths.size() - 1);
            return kernels.itemScorer(
                    functions.toArray(Function[]::new), weights, biases, TestFloats.gaussian(top, seed + 50));
        }

        float[] score(Kernels kernels, float[][] tile, int count, long seed) {
            float[] scores = new float[ITEMS];
            scorer(kernels, seed)
                    .score(
                            0.25f,
                            TestFloats.gaussian(linear, seed + 60),
                            TestFloats.gaussian(hidden(), seed + 70),
                            tile,
                            count,
                            scores);
            return Arrays.copyOf(scores, count);
        }

        float[][] tile(long seed) {
            float[][] tile = new float[linear + hidden()][];
            for (int feature = 0; feature < tile.length; feature++) {
                tile[feature] = TestFloats.gaussian(ITEMS, seed + 100 + feature);
            }
            return tile;
        }
    }

    @Provide
    Arbitrary<ScorerShape> scorerShapes() {
        return Arbitraries.integers()
                .between(0, 3)
                .flatMap(layers -> Combinators.combine(
                                Arbitraries.integers().between(layers == 0 ? 1 : 0, 40),
                                Arbitraries.integers().between(1, 40).list().ofSize(layers),
                                Arbitraries.of(Function.class).list().ofSize(layers))
                        .as(ScorerShape::new));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void scoresHaveTheDefinedBits(
            @ForAll("scorerShapes") ScorerShape shape,
            @ForAll @IntRange(min = 1, max = ITEMS) int count,
            @ForAll long seed) {
        float[][] tile = shape.tile(seed);

        assertArrayEquals(
                shape.score(new DefinedKernels(), tile, count, seed), shape.score(kernels(), tile, count, seed));
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void aScoreDependsNeitherOnThePlaceNorOnTheNeighbours(
            @ForAll("scorerShapes") ScorerShape shape,
            @ForAll @Size(2) List<@IntRange(max = ITEMS - 1) Integer> places,
            @ForAll long seed) {
        float[][] tile = shape.tile(seed);
        float[] scores = shape.score(kernels(), tile, ITEMS, seed);
        int from = places.get(0);
        int to = places.get(1);
        float[][] others = shape.tile(seed + 1);
        for (int feature = 0; feature < tile.length; feature++) {
            others[feature][to] = tile[feature][from];
        }

        assertEquals(scores[from], shape.score(kernels(), others, ITEMS, seed)[to]);
    }

    /** What overflows in a tower shows in the score, and is not stopped by a ReLU. */
    @Example
    void aNanInOneItemShowsInThatItemAlone() {
        ScorerShape shape = new ScorerShape(1, List.of(3, 9, 2), List.of(Function.RELU, Function.RELU, Function.RELU));
        for (float nan : new float[] {Float.NaN, Float.intBitsToFloat(0xFFC00000)}) {
            float[][] tile = shape.tile(1);
            tile[2][5] = nan;

            float[] scores = shape.score(kernels(), tile, ITEMS, 1);

            for (int item = 0; item < ITEMS; item++) {
                assertEquals(item == 5, Float.isNaN(scores[item]), "score " + item + " is " + scores[item]);
            }
        }
    }

    @Example
    void theSameScorerScoresTileAfterTile() {
        ScorerShape shape = new ScorerShape(3, List.of(5, 4), List.of(Function.TANH, Function.SIGMOID));
        ItemScorer scorer = shape.scorer(kernels(), 1);
        float[] scores = new float[ITEMS];

        for (long seed = 1; seed <= 3; seed++) {
            float[] weights = TestFloats.gaussian(3, seed + 60);
            float[] hidden = TestFloats.gaussian(5, seed + 70);
            scorer.score(0.25f, weights, hidden, shape.tile(seed), ITEMS, scores);
            float[] expected = new float[ITEMS];
            shape.scorer(new DefinedKernels(), 1).score(0.25f, weights, hidden, shape.tile(seed), ITEMS, expected);
            assertArrayEquals(expected, scores);
        }
    }

    /** Whole numbers, so that equal scores are frequent, or any; margins that decide none, some and all rows. */
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void nearestPointsAreTheDefinedOnes(
            @ForAll @IntRange(min = 1, max = 40) int columns,
            @ForAll @IntRange(min = 1, max = 17) int points,
            @ForAll boolean whole,
            @ForAll @IntRange(max = 3) int margins,
            @ForAll long seed) {
        float[][] tile = new float[columns][];
        for (int j = 0; j < columns; j++) {
            tile[j] = whole ? wholeNumbers(ITEMS, seed + j) : TestFloats.gaussian(ITEMS, seed + j);
        }
        float[][] weights = new float[points][];
        for (int p = 0; p < points; p++) {
            weights[p] = whole ? wholeNumbers(columns, seed + 100 + p) : TestFloats.gaussian(columns, seed + 100 + p);
        }
        float[] starts = whole ? wholeNumbers(points, seed + 200) : TestFloats.gaussian(points, seed + 200);
        float[] norms = TestFloats.gaussian(ITEMS, seed + 300);
        for (int i = 0; i < ITEMS; i++) {
            norms[i] = Math.abs(norms[i]);
        }
        float margin = 0.5f * (margins & 1);
        float marginOfNorm = margins < 2 ? 0 : 0.75f;
        float[] expected = new float[ITEMS];
        float[] found = new float[ITEMS];
        new DefinedKernels().nearestPoints().find(starts, weights, tile, norms, margin, marginOfNorm, expected);
        NearestPoints search = kernels().nearestPoints();
        search.find(starts, weights, tile, norms, margin, marginOfNorm, found);
        assertArrayEquals(expected, found);
        // again on the same work space, after a search among other points
        search.find(new float[2], new float[2][columns], tile, norms, 0, 0, found);
        search.find(starts, weights, tile, norms, margin, marginOfNorm, found);
        assertArrayEquals(expected, found);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void loopsOverColumnsHaveTheDefinedBits(
            @ForAll @IntRange(min = 1, max = 20) int eights,
            @ForAll @IntRange(min = 1, max = 11) int to,
            @ForAll long seed) {
        double[][] x = new double[12][8 * eights];
        for (int c = 0; c < x.length; c++) {
            float[] values = TestFloats.gaussian(8 * eights, seed + c);
            for (int i = 0; i < values.length; i++) {
                x[c][i] = values[i] / 3.0;
            }
        }
        double[] squares = x[0].clone();
        double[] p = x[5];
        kernels().columns().addSquares(squares, x[1], x[2], x[3], x[4], p[0], p[1], p[2], p[3]);
        for (int i = 0; i < 8 * eights; i++) {
            double sum = x[0][i];
            for (int c = 0; c < 4; c++) {
                sum += (x[c + 1][i] - p[c]) * (x[c + 1][i] - p[c]);
            }
            assertEquals(sum, squares[i]);
        }
        int from = to / 2;
        double[][] lanes = new double[12][8 * 12];
        lanes[to - 1][3] = 0.7; // what was there before
        kernels().columns().addProducts(x, from, to, lanes);
        for (int i = 0; i < 12; i++) {
            for (int j = 0; j <= i; j++) {
                for (int l = 0; l < 8; l++) {
                    double sum = i == to - 1 && j == 0 && l == 3 ? 0.7 : 0;
                    for (int at = l; at < 8 * eights && i >= from && i < to; at += 8) {
                        sum += x[i][at] * x[j][at];
                    }
                    assertEquals(sum, lanes[i][8 * j + l]);
                }
            }
        }
    }

    private static float[] wholeNumbers(int length, long seed) {
        int[] values = TestFloats.ints(length, 5, seed);
        float[] floats = new float[length];
        for (int i = 0; i < length; i++) {
            floats[i] = values[i] - 2;
        }
        return floats;
    }

    @Example
    void theyHaveAName() {
        assertTrue(kernels().name().matches("[a-z]+"));
    }

    private static DenseStack loaded(Kernels kernels, Shape shape, long seed) {
        DenseStack stack = stack(kernels, shape);
        stack.load(shape.kernels(seed), shape.biases(seed));
        return stack;
    }

    private static DenseStack stack(Kernels kernels, Shape shape) {
        return kernels.stack(shape.widthArray(), shape.functionArray());
    }

    /** What two tiles of a backward pass leave, the second added to the first or in its place. */
    private static final class Backward {
        final float[] y;
        final float[] dx;
        final float[] rest;
        final float[][] kernelGradients;
        final float[][] biasGradients;

        private Backward(float[] y, float[] dx, float[] rest, float[][] kernelGradients, float[][] biasGradients) {
            this.y = y;
            this.dx = dx;
            this.rest = rest;
            this.kernelGradients = kernelGradients;
            this.biasGradients = biasGradients;
        }

        static Backward of(DenseStack stack, Shape shape, int rows, long seed) {
            return of(stack, shape, rows, (int) Math.floorMod(seed, shape.inputs() + 1L), seed);
        }

        static Backward of(DenseStack stack, Shape shape, int rows, int split, long seed) {
            stack.load(shape.kernels(seed), shape.biases(seed));
            float[] y = new float[rows * shape.outputs()];
            float[] dx = new float[rows * shape.inputs()];
            float[] rest = new float[rows * shape.inputs()];
            float[][] kernelGradients = shape.kernels(seed + 1);
            float[][] biasGradients = shape.biases(seed + 1);
            for (int tile = 0; tile < 2; tile++) {
                float[] x = TestFloats.gaussian(rows * shape.inputs(), seed + 2 + tile);
                float[] dy = TestFloats.gaussian(rows * shape.outputs(), seed + 4 + tile);
                stack.forward(x, 0, rows, y, 0, shape.outputs(), shape.outputs());
                int in = shape.inputs();
                // in two halves, the second behind the first
                stack.backward(dy, 0, shape.outputs(), rows, dx, rest, split, 0, in, kernelGradients, biasGradients);
            }
            return new Backward(y, dx, rest, kernelGradients, biasGradients);
        }
    }
}
