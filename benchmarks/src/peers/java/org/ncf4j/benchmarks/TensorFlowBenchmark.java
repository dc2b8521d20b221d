package org.ncf4j.benchmarks;

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
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * W1 by TensorFlow in graph mode. Batches are tensors before the clock starts, a step is one call, the gradient of the loss
 * at the logits is given in closed form, Adam is the dense one in native code, and the item half of the first layer is
 * computed once for scoring. Users' seen items are not taken out of their lists.
 */
@BenchmarkMode(Mode.AverageTime)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TensorFlowBenchmark {
    private static final int FACTORS = 8;
    private static final int HALF = 32;
    private static final int[] WIDTHS = {64, 32, 16, 8};

    /** The weights and what starts them. */
    private static final class Network {
        final Graph graph = new Graph();
        final Ops tf = Ops.create(graph);
        final List<Op> starts = new ArrayList<>();
        final Variable<TFloat32> gmfUsers = weights(0.01, Workload.USERS, FACTORS);
        final Variable<TFloat32> gmfItems = weights(0.01, Workload.ITEMS, FACTORS);
        final Variable<TFloat32> mlpUsers = weights(0.01, Workload.USERS, HALF);
        final Variable<TFloat32> mlpItems = weights(0.01, Workload.ITEMS, HALF);
        final List<Variable<TFloat32>> kernels = new ArrayList<>();
        final List<Variable<TFloat32>> biases = new ArrayList<>();
        final Variable<TFloat32> head = weights(glorot(FACTORS + WIDTHS[3], 1), FACTORS + WIDTHS[3], 1);
        final Variable<TFloat32> headBias = weights(0, 1);

        Network() {
            for (int layer = 1; layer < WIDTHS.length; layer++) {
                kernels.add(weights(glorot(WIDTHS[layer - 1], WIDTHS[layer]), WIDTHS[layer - 1], WIDTHS[layer]));
                biases.add(weights(0, WIDTHS[layer]));
            }
        }

        private static double glorot(int inputs, int outputs) {
            return StrictMath.sqrt(2.0 / (inputs + outputs));
        }

        Variable<TFloat32> weights(double deviation, long... shape) {
            Operand<TFloat32> drawn = tf.random.randomStandardNormal(tf.constant(shape), TFloat32.class);
            return variable(Shape.of(shape), tf.math.mul(drawn, tf.constant((float) deviation)));
        }

        Variable<TFloat32> variable(Shape shape, Operand<TFloat32> start) {
            Variable<TFloat32> variable = tf.variable(shape, TFloat32.class);
            starts.add(tf.assign(variable, start));
            return variable;
        }

        Operand<TFloat32> layer(Operand<TFloat32> x, int layer) {
            return tf.nn.relu(tf.nn.biasAdd(tf.linalg.matMul(x, kernels.get(layer)), biases.get(layer)));
        }

        Session start(int threads) {
            Session session = new Session(
                    graph,
                    ConfigProto.newBuilder()
                            .setIntraOpParallelismThreads(threads)
                            .setInterOpParallelismThreads(1)
                            .build());
            for (Op start : starts) {
                session.run(start);
            }
            return session;
        }
    }

    /** W1 in memory. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH calls the setup first
    public static class W1 {
        /** Samples a step of the optimizer. */
        @Param({"256", "4096"})
        public int batchSize;

        /** Threads within an operation. */
        @Param({"1", "2"})
        public int threads;

        private Session session;
        private Placeholder<TInt32> users;
        private Placeholder<TInt32> items;
        private Placeholder<TFloat32> labels;
        private Placeholder<TFloat32> beta1Power;
        private Placeholder<TFloat32> beta2Power;
        private Operand<TFloat32> logits;
        private Op train;
        private final List<TInt32> userBatches = new ArrayList<>();
        private final List<TInt32> itemBatches = new ArrayList<>();
        private final List<TFloat32> labelBatches = new ArrayList<>();
        private float[][] labelsOf;
        private int step;
        private double loss = Double.NaN;

        /** Builds the graph. */
        @Setup
        public void prepare() {
            Peers.requireTunedMalloc();
            Network network = new Network();
            Ops tf = network.tf;
            Shape batch = Shape.of(batchSize);
            users = tf.placeholder(TInt32.class, Placeholder.shape(batch));
            items = tf.placeholder(TInt32.class, Placeholder.shape(batch));
            labels = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(batchSize, 1)));
            beta1Power = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
            beta2Power = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));

            Operand<TInt32> axis = tf.constant(0);
            List<Variable<TFloat32>> tables =
                    List.of(network.gmfUsers, network.gmfItems, network.mlpUsers, network.mlpItems);
            List<Operand<TInt32>> ids = List.of(users, items, users, items);
            List<Operand<TFloat32>> rows = new ArrayList<>();
            for (int i = 0; i < tables.size(); i++) {
                rows.add(tf.gather(tables.get(i), ids.get(i), axis));
            }
            Operand<TFloat32> mlp = tf.concat(List.of(rows.get(2), rows.get(3)), tf.constant(1));
            for (int layer = 0; layer < network.kernels.size(); layer++) {
                mlp = network.layer(mlp, layer);
            }
            Operand<TFloat32> gmf = tf.math.mul(rows.get(0), rows.get(1));
            Operand<TFloat32> features = tf.concat(List.of(gmf, mlp), tf.constant(1));
            logits = tf.nn.biasAdd(tf.linalg.matMul(features, network.head), network.headBias);
            Operand<TFloat32> slopes =
                    tf.math.div(tf.math.sub(tf.math.sigmoid(logits), labels), tf.constant((float) batchSize));

            List<Variable<TFloat32>> dense = new ArrayList<>(network.kernels);
            dense.addAll(network.biases);
            dense.add(network.head);
            dense.add(network.headBias);
            List<Output<?>> at = new ArrayList<>();
            rows.forEach(row -> at.add(row.asOutput()));
            dense.forEach(weights -> at.add(weights.asOutput()));
            Output<?>[] gradients = network.graph.addGradients(
                    "gradients", new Output<?>[] {logits.asOutput()}, at.toArray(new Output<?>[0]), new Output<?>[] {
                        slopes.asOutput()
                    });

            List<Op> moves = new ArrayList<>();
            for (int i = 0; i < gradients.length; i++) {
                @SuppressWarnings("unchecked") // all weights are floats
                Operand<TFloat32> gradient = (Output<TFloat32>) gradients[i];
                if (i < tables.size()) {
                    int size = i % 2 == 0 ? Workload.USERS : Workload.ITEMS;
                    gradient = tf.math.unsortedSegmentSum(gradient, ids.get(i), tf.constant(size));
                }
                Variable<TFloat32> weights = i < tables.size() ? tables.get(i) : dense.get(i - tables.size());
                Shape shape = weights.shape();
                Operand<TFloat32> zeros = tf.zeros(tf.constant(shape), TFloat32.class);
                moves.add(tf.train.applyAdam(
                        weights,
                        network.variable(shape, zeros),
                        network.variable(shape, zeros),
                        beta1Power,
                        beta2Power,
                        tf.constant(1e-3f),
                        tf.constant(0.9f),
                        tf.constant(0.999f),
                        tf.constant(1e-8f),
                        gradient));
            }
            train = tf.withControlDependencies(moves).noOp();
            session = network.start(threads);

            Peers.Batches triples = new Peers.Batches(batchSize);
            labelsOf = triples.labels;
            for (int i = 0; i < triples.labels.length; i++) {
                userBatches.add(TInt32.vectorOf(triples.users[i]));
                itemBatches.add(TInt32.vectorOf(triples.items[i]));
                labelBatches.add(
                        TFloat32.tensorOf(Shape.of(batchSize, 1), DataBuffers.of(triples.labels[i], true, false)));
            }
        }

        private void step(boolean last) {
            int batch = step++ % labelsOf.length;
            try (TFloat32 power1 = TFloat32.scalarOf((float) StrictMath.pow(0.9, step));
                    TFloat32 power2 = TFloat32.scalarOf((float) StrictMath.pow(0.999, step))) {
                Session.Runner runner = session.runner()
                        .feed(users, userBatches.get(batch))
                        .feed(items, itemBatches.get(batch))
                        .feed(labels, labelBatches.get(batch))
                        .feed(beta1Power, power1)
                        .feed(beta2Power, power2)
                        .addTarget(train);
                if (last) {
                    runner.fetch(logits);
                }
                try (Result result = runner.run()) {
                    if (last) {
                        float[] values = new float[batchSize];
                        ((TFloat32) result.get(0))
                                .asRawTensor()
                                .data()
                                .asFloats()
                                .read(values);
                        loss = Peers.loss(values, labelsOf[batch]);
                    }
                }
            }
        }

        /** Fails if the loss did not fall. */
        @TearDown
        public void check() {
            Peers.requireFallen(loss);
            session.close();
        }
    }

    /** A model to serve, on one thread. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH calls the setup first
    public static class Serving {
        private Session session;
        private Placeholder<TInt32> users;
        private TopK<TFloat32, TInt32> top;
        private int next;

        /** Builds the graph, and computes the item half of the first layer. */
        @Setup
        public void prepare() {
            Peers.requireTunedMalloc();
            Network network = new Network();
            Ops tf = network.tf;
            Variable<TFloat32> first = network.kernels.get(0);
            Operand<TInt32> origin = tf.constant(new int[] {0, 0});
            Operand<TInt32> size = tf.constant(new int[] {HALF, WIDTHS[1]});
            Operand<TFloat32> itemKernel = tf.slice(first, tf.constant(new int[] {HALF, 0}), size);
            Variable<TFloat32> itemHalf = network.variable(
                    Shape.of(Workload.ITEMS, WIDTHS[1]),
                    tf.nn.biasAdd(tf.linalg.matMul(network.mlpItems, itemKernel), network.biases.get(0)));
            Variable<TFloat32> userKernel = network.variable(Shape.of(HALF, WIDTHS[1]), tf.slice(first, origin, size));
            Variable<TFloat32> gmfHead = network.variable(
                    Shape.of(FACTORS),
                    tf.reshape(
                            tf.slice(network.head, origin, tf.constant(new int[] {FACTORS, 1})),
                            tf.constant(new int[] {FACTORS})));
            Variable<TFloat32> mlpHead = network.variable(
                    Shape.of(WIDTHS[3], 1),
                    tf.slice(network.head, tf.constant(new int[] {FACTORS, 0}), tf.constant(new int[] {WIDTHS[3], 1})));
            Variable<TFloat32> gmfItems = network.variable(
                    Shape.of(FACTORS, Workload.ITEMS),
                    tf.linalg.transpose(network.gmfItems, tf.constant(new int[] {1, 0})));

            users = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
            Operand<TInt32> axis = tf.constant(0);
            Operand<TFloat32> userHalf = tf.linalg.matMul(tf.gather(network.mlpUsers, users, axis), userKernel);
            Operand<TFloat32> mlp = tf.reshape(
                    tf.nn.relu(tf.math.add(tf.expandDims(userHalf, tf.constant(1)), itemHalf)),
                    tf.constant(new int[] {-1, WIDTHS[1]}));
            for (int layer = 1; layer < network.kernels.size(); layer++) {
                mlp = network.layer(mlp, layer);
            }
            Operand<TFloat32> tower = tf.reshape(
                    tf.nn.biasAdd(tf.linalg.matMul(mlp, mlpHead), network.headBias),
                    tf.constant(new int[] {-1, Workload.ITEMS}));
            Operand<TFloat32> gmf =
                    tf.linalg.matMul(tf.math.mul(tf.gather(network.gmfUsers, users, axis), gmfHead), gmfItems);
            top = tf.nn.topK(tf.math.add(tower, gmf), tf.constant(10), TInt32.class);
            session = network.start(1);
        }

        /** The ten best items of some users. */
        private int[][] best(int from, int count) {
            int[] ids = new int[count];
            for (int i = 0; i < count; i++) {
                ids[i] = from + i;
            }
            try (TInt32 tensor = TInt32.vectorOf(ids);
                    Result result = session.runner()
                            .feed(users, tensor)
                            .fetch(top.values())
                            .fetch(top.indices())
                            .run()) {
                StdArrays.array2dCopyOf((TFloat32) result.get(0));
                return StdArrays.array2dCopyOf((TInt32) result.get(1));
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
    public int[][] allItems(Serving serving) {
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
