package org.ncf4j.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ncf4j.internal.DenseStack;
import org.ncf4j.internal.Function;
import org.ncf4j.internal.Kernels;
import org.ncf4j.internal.Product;
import org.ncf4j.internal.Team;
import org.ncf4j.internal.VectorProduct;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The products of W1's tower over a tile of 64 samples. One operation is one FLOP of what was asked for (padding does not
 * count), so that a score in operations a nanosecond reads as GFLOP/s.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = Workload.ADD_MODULES)
public class KernelBenchmark {
    private static final int BARRIERS = 10_000;
    private static final int ROWS = DenseStack.TILE;
    /** FLOPs of one invocation: a whole number of times any of the products. */
    private static final int FLOPS = 1 << 22;
    /** FLOPs of the nine products over one tile: each layer three times. */
    private static final int STACK_FLOPS = 3 * 2 * ROWS * (64 * 32 + 32 * 16 + 16 * 8);
    /** Tiles of an invocation. */
    private static final int STACK_TIMES = 16;

    /** One of the nine. */
    @State(Scope.Thread)
    public static class One {
        /** Use, inputs and outputs. */
        @Param({
            "forward:64:32",
            "forward:32:16",
            "forward:16:8",
            "input:64:32",
            "input:32:16",
            "input:16:8",
            "weight:64:32",
            "weight:32:16",
            "weight:16:8"
        })
        public String product = "";

        private int times;
        private Product vector = times -> 0;
        private Product ejml = times -> 0;

        /** Makes both. */
        @Setup
        public void prepare() {
            Workload.useKernels("vector");
            String[] parts = product.split(":", -1);
            int inputs = Integer.parseInt(parts[1]);
            int outputs = Integer.parseInt(parts[2]);
            times = FLOPS / (2 * ROWS * inputs * outputs);
            FMatrixRMaj x = random(ROWS, inputs);
            FMatrixRMaj y = random(ROWS, outputs);
            FMatrixRMaj w = random(inputs, outputs);
            switch (parts[0]) {
                case "forward" -> {
                    vector = VectorProduct.forward(inputs, outputs);
                    ejml = repeat(() -> CommonOps_FDRM.mult(x, w, y), y);
                }
                case "input" -> {
                    // the first layer's input has no ReLU below it
                    vector = VectorProduct.inputGradient(inputs, outputs, inputs < 64);
                    ejml = repeat(() -> CommonOps_FDRM.multTransB(y, w, x), x);
                }
                case "weight" -> {
                    vector = VectorProduct.weightGradient(inputs, outputs);
                    ejml = repeat(() -> CommonOps_FDRM.multTransA(x, y, w), w);
                }
                default -> throw new IllegalArgumentException("product must be forward, input or weight: " + product);
            }
        }

        private static Product repeat(Runnable product, FMatrixRMaj result) {
            return times -> {
                for (int i = 0; i < times; i++) {
                    product.run();
                }
                return result.data[0];
            };
        }

        private static FMatrixRMaj random(int rows, int columns) {
            SplittableRandom random = new SplittableRandom(1);
            FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
            for (int i = 0; i < matrix.data.length; i++) {
                matrix.data[i] = (float) (random.nextDouble() - 0.5);
            }
            return matrix;
        }
    }

    /** The tower, forward and back. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // JMH calls the setup first
    public static class Tower {
        /** The engine's kernels. */
        @Param({"portable", "vector"})
        public String kernels = "";

        private final int[] widths = {64, 32, 16, 8};
        private final float[][] weights = {floats(64 * 32), floats(32 * 16), floats(16 * 8)};
        private final float[][] biases = {floats(32), floats(16), floats(8)};
        private final float[][] weightGradients = {new float[64 * 32], new float[32 * 16], new float[16 * 8]};
        private final float[][] biasGradients = {new float[32], new float[16], new float[8]};
        private final float[] x = floats(ROWS * 64 + 16);
        private final float[] y = new float[ROWS * 16];
        private final float[] dy = floats(ROWS * 16);
        private final float[] left = new float[ROWS * 48];
        private final float[] right = new float[ROWS * 48];
        private DenseStack stack;

        private static float[] floats(int length) {
            return One.random(1, length).data;
        }

        /** Makes the stack. */
        @Setup
        public void prepare() {
            Workload.useKernels(kernels);
            stack = Kernels.active().stack(widths, new Function[] {Function.RELU, Function.RELU, Function.RELU});
            stack.load(weights, biases);
        }
    }

    /** Two threads that wait for each other. */
    @State(Scope.Thread)
    public static class Two {
        private final Team team = Team.of(2, "benchmark");

        /** Ends the other thread. */
        @TearDown
        public void close() {
            team.close();
        }
    }

    /** What a core can do at most. */
    @State(Scope.Thread)
    public static class Peak {
        private Product registers = times -> 0;
        private int times;

        /** Finds the class, which is compiled apart. */
        @Setup
        public void prepare() throws ReflectiveOperationException {
            Workload.useKernels("vector");
            Class<?> type = Class.forName("org.ncf4j.internal.RegisterPeak");
            registers = (Product) type.getConstructor().newInstance();
            times = FLOPS / type.getField("FLOPS").getInt(null);
        }
    }

    /** By the vector kernels. */
    @Benchmark
    @OperationsPerInvocation(FLOPS)
    public float product(One one) {
        return one.vector.run(one.times);
    }

    /** By EJML's {@code CommonOps_FDRM}: {@code mult}, {@code multTransB} or {@code multTransA}. */
    @Benchmark
    @OperationsPerInvocation(FLOPS)
    public float ejml(One one) {
        return one.ejml.run(one.times);
    }

    /** All nine, as training calls them: with ReLU, its mask, the sums for the biases and the copies in and out. */
    @Benchmark
    @OperationsPerInvocation(STACK_TIMES * STACK_FLOPS)
    public float tower(Tower tower) {
        for (int i = 0; i < STACK_TIMES; i++) {
            tower.stack.forward(tower.x, 0, ROWS, tower.y, 0, 16, 16);
            tower.stack.backward(
                    tower.dy,
                    0,
                    16,
                    ROWS,
                    tower.left,
                    tower.right,
                    32,
                    16,
                    48,
                    tower.weightGradients,
                    tower.biasGradients);
        }
        return tower.left[16];
    }

    /** Two threads wait for each other, as they do twice a step: twice the way from core to core. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    @OperationsPerInvocation(BARRIERS)
    public void barrier(Two two) {
        two.team.run((member, members, barrier) -> {
            for (int i = 0; i < BARRIERS; i++) {
                barrier.await();
            }
        });
    }

    /** Fused multiply-adds in registers on one thread. */
    @Benchmark
    @OperationsPerInvocation(FLOPS)
    public float peak(Peak peak) {
        return peak.registers.run(peak.times);
    }

    /** The same on two threads: the machine's own two-thread gain. */
    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(FLOPS)
    public float peakOfTwoThreads(Peak peak) {
        return peak.registers.run(peak.times);
    }
}
