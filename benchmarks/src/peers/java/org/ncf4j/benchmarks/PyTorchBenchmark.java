package org.ncf4j.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Linear;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * W1 by PyTorch under DJL. Batches lie in PyTorch's memory before the clock starts, weights and moments never leave it, the
 * gradient of the loss at the logits is given in closed form, Adam is the dense one in native code, and the item half of
 * the first layer is computed once for scoring. Users' seen items are not taken out of their lists.
 */
@BenchmarkMode(Mode.AverageTime)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PyTorchBenchmark {
    private static final int FACTORS = 8;
    private static final int HALF = 32;
    private static final int[] WIDTHS = {64, 32, 16, 8};

    /** The weights, in one order everywhere. */
    private static final class Network {
        final NDManager manager = NDManager.newBaseManager();
        final NDArray gmfUsers = normal(Workload.USERS, FACTORS);
        final NDArray gmfItems = normal(Workload.ITEMS, FACTORS);
        final NDArray mlpUsers = normal(Workload.USERS, HALF);
        final NDArray mlpItems = normal(Workload.ITEMS, HALF);
        final List<NDArray> kernels = new ArrayList<>();
        final List<NDArray> biases = new ArrayList<>();
        final NDArray head = glorot(1, FACTORS + WIDTHS[3]);
        final NDArray headBias = manager.zeros(new Shape(1));

        Network() {
            for (int layer = 1; layer < WIDTHS.length; layer++) {
                kernels.add(glorot(WIDTHS[layer], WIDTHS[layer - 1]));
                biases.add(manager.zeros(new Shape(WIDTHS[layer])));
            }
        }

        private NDArray normal(int rows, int columns) {
            return manager.randomNormal(0, 0.01f, new Shape(rows, columns), DataType.FLOAT32);
        }

        private NDArray glorot(int outputs, int inputs) {
            float limit = (float) StrictMath.sqrt(6.0 / (outputs + inputs));
            return manager.randomUniform(-limit, limit, new Shape(outputs, inputs));
        }

        List<NDArray> parameters() {
            List<NDArray> all = new ArrayList<>(List.of(gmfUsers, gmfItems, mlpUsers, mlpItems, head, headBias));
            all.addAll(kernels);
            all.addAll(biases);
            return all;
        }
    }

    /** Loads PyTorch and sets its threads. */
    private static void load(int threads) {
        Peers.requireTunedMalloc();
        if (!Engine.getInstance().getEngineName().equals("PyTorch")) {
            throw new IllegalStateException("not PyTorch: " + Engine.getInstance());
        }
        JniUtils.setNumThreads(threads);
    }

    /** W1 in memory. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH calls the setup first
    public static class W1 {
        /** Samples a step of the optimizer. */
        @Param({"256", "4096"})
        public int batchSize;

        /** PyTorch's threads. */
        @Param({"1", "2"})
        public int threads;

        private Network network;
        private final List<NDArray[]> batches = new ArrayList<>();
        private final List<NDArray[]> states = new ArrayList<>();
        private int step;
        private double loss = Double.NaN;

        /** Copies batches and weights into PyTorch's memory. */
        @Setup
        public void prepare() {
            load(threads);
            network = new Network();
            for (NDArray parameter : network.parameters()) {
                parameter.setRequiresGradient(true);
                states.add(new NDArray[] {parameter, parameter.zerosLike(), parameter.zerosLike()});
            }
            Peers.Batches triples = new Peers.Batches(batchSize);
            for (int i = 0; i < triples.labels.length; i++) {
                batches.add(new NDArray[] {
                    network.manager.create(triples.users[i]).toType(DataType.INT64, false),
                    network.manager.create(triples.items[i]).toType(DataType.INT64, false),
                    network.manager.create(triples.labels[i], new Shape(batchSize, 1))
                });
            }
        }

        private void step(boolean last) {
            NDArray[] batch = batches.get(step++ % batches.size());
            try (NDManager scope = network.manager.newSubManager();
                    GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                batch[0].tempAttach(scope);
                batch[1].tempAttach(scope);
                NDArray mlp = NDArrays.concat(
                        new NDList(rows(batch[0], network.mlpUsers), rows(batch[1], network.mlpItems)), 1);
                for (int layer = 0; layer < network.kernels.size(); layer++) {
                    mlp = linear(mlp, network.kernels.get(layer), network.biases.get(layer))
                            .getNDArrayInternal()
                            .relu();
                }
                NDArray gmf = rows(batch[0], network.gmfUsers).mul(rows(batch[1], network.gmfItems));
                NDArray logits = linear(NDArrays.concat(new NDList(gmf, mlp), 1), network.head, network.headBias);
                NDArray slopes = logits.stopGradient()
                        .getNDArrayInternal()
                        .sigmoid()
                        .sub(batch[2])
                        .div(batchSize);
                collector.backward(logits.mul(slopes).sum());
                if (last) {
                    loss = Peers.loss(logits.toFloatArray(), batch[2].toFloatArray());
                }
            }
            float rate =
                    (float) (1e-3 * StrictMath.sqrt(1 - StrictMath.pow(0.999, step)) / (1 - StrictMath.pow(0.9, step)));
            for (NDArray[] state : states) {
                try (NDArray gradient = state[0].getGradient()) {
                    state[0].getNDArrayInternal()
                            .adamUpdate(
                                    new NDList(state[0], gradient, state[1], state[2]),
                                    new NDList(state[0]),
                                    1e-3f,
                                    rate,
                                    0,
                                    1,
                                    -1,
                                    0.9f,
                                    0.999f,
                                    1e-8f,
                                    false,
                                    false);
                }
                JniUtils.zeroGrad((PtNDArray) state[0]);
            }
        }

        /** Fails if the loss did not fall. */
        @TearDown
        public void check() {
            Peers.requireFallen(loss);
            network.manager.close();
        }
    }

    private static NDArray rows(NDArray ids, NDArray table) {
        return ids.getNDArrayInternal()
                .embedding(ids, table, SparseFormat.DENSE)
                .singletonOrThrow();
    }

    private static NDArray linear(NDArray x, NDArray kernel, NDArray bias) {
        return Linear.linear(x, kernel, bias).singletonOrThrow();
    }

    /** A model to serve, on one thread. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH calls the setup first
    public static class Serving {
        private Network network;
        private NDArray itemHalf;
        private NDArray userKernel;
        private NDArray gmfItems;
        private NDArray gmfHead;
        private NDArray mlpHead;
        private int next;

        /** Computes the item half of the first layer. */
        @Setup
        public void prepare() {
            load(1);
            JniUtils.setGradMode(false);
            network = new Network();
            NDArray first = network.kernels.get(0);
            userKernel = first.get(":, :" + HALF).transpose();
            gmfItems = network.gmfItems.transpose();
            itemHalf = linear(network.mlpItems, first.get(":, " + HALF + ":"), network.biases.get(0))
                    .reshape(1, Workload.ITEMS, WIDTHS[1]);
            gmfHead = network.head.get(":, :" + FACTORS);
            mlpHead = network.head.get(":, " + FACTORS + ":");
        }

        /** The ten best items of some users. */
        private long[] best(int from, int count) {
            try (NDManager scope = network.manager.newSubManager()) {
                NDArray mlpUsers = network.mlpUsers.get(from + ":" + (from + count));
                NDArray gmfUsers = network.gmfUsers.get(from + ":" + (from + count));
                mlpUsers.attach(scope);
                gmfUsers.attach(scope);
                NDArray users = mlpUsers.matMul(userKernel).reshape(count, 1, WIDTHS[1]);
                NDArray mlp = users.add(itemHalf)
                        .getNDArrayInternal()
                        .relu()
                        .reshape((long) count * Workload.ITEMS, WIDTHS[1]);
                for (int layer = 1; layer < network.kernels.size(); layer++) {
                    mlp = linear(mlp, network.kernels.get(layer), network.biases.get(layer))
                            .getNDArrayInternal()
                            .relu();
                }
                NDArray gmf = gmfUsers.mul(gmfHead).matMul(gmfItems);
                NDArray logits = linear(mlp, mlpHead, network.headBias)
                        .reshape(count, Workload.ITEMS)
                        .add(gmf);
                NDList top = logits.topK(10, 1, true, true);
                top.get(0).toFloatArray();
                return top.get(1).toLongArray();
            }
        }
    }

    /** Steps on W1's triples in their order: one operation is one sample. */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    @OperationsPerInvocation(Peers.SAMPLES)
    public double neumf(W1 w1) {
        int steps = Peers.SAMPLES / w1.batchSize;
        for (int i = 0; i < steps; i++) {
            w1.step(i == steps - 1);
        }
        return w1.loss;
    }

    /** The ten best of all items for one user. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public long[] allItems(Serving serving) {
        serving.next = (serving.next + 1) % Workload.USERS;
        return serving.best(serving.next, 1);
    }

    /** The same for all users. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public void allUsers(Serving serving, Blackhole hole) {
        for (int user = 0; user < Workload.USERS; user += Peers.BLOCK) {
            hole.consume(serving.best(user, Peers.BLOCK));
        }
    }
}
