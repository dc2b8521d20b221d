package org.ncf4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.DrawnTraining;
import org.ncf4j.model.Mf;
import org.ncf4j.model.SteadyTraining;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;
import org.ncf4j.model.TrainingResult;
import org.ncf4j.nn.Adam;
import org.ncf4j.nn.Initializer;
import org.ncf4j.nn.Sgd;
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

/**
 * Training. Where the score is a throughput, one operation is one sample: it reads as samples a second. Every trial fails
 * if its loss did not fall or other kernels ran than were asked for.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = Workload.ADD_MODULES)
public class TrainingBenchmark {
    private static final int STRETCH = 100_000;

    /** W1 in memory, and a network that goes on learning from it. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH calls the setup first
    public static class W1 {
        /** The engine's kernels. */
        @Param({"portable", "vector"})
        public String kernels = "";

        /** Samples a step of the optimizer. */
        @Param({"256", "4096"})
        public int batchSize;

        /** The calling one among them. */
        @Param({"1", "2"})
        public int threads;

        /** Adam on embeddings: the rows of the batch, or all rows as the frameworks do. */
        @Param({"lazy", "dense"})
        public String adam = "";

        private SteadyTraining training;

        /** Makes the triples and the network. */
        @Setup
        public void prepare() {
            Workload.useKernels(kernels);
            Adam.Embeddings rows = adam.equals("dense") ? Adam.Embeddings.DENSE : Adam.Embeddings.LAZY;
            TrainingConfig config = TrainingConfig.paper()
                    .withBatchSize(batchSize)
                    .withOptimizer(Adam.defaults().withEmbeddings(rows));
            training = new SteadyTraining(Workload.model(), config, Workload.pairs(), threads);
        }

        /** Fails if the loss did not fall. */
        @TearDown
        public void check() {
            training.close();
        }
    }

    /** An epoch of more and more samples over the same tables. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH calls the setup first
    public static class Growing {
        /** In an epoch, four of five drawn. */
        @Param({"100000", "1000000", "10000000", "100000000"})
        public int samples;

        /** The calling one among them. */
        @Param({"1", "2"})
        public int threads;

        private DrawnTraining training;

        /** Draws the positives. */
        @Setup
        public void prepare() {
            Workload.useKernels("vector");
            training = new DrawnTraining(
                    Workload.model(),
                    TrainingConfig.paper().withNegatives(Workload.NEGATIVES),
                    Workload.positives(samples / (1 + Workload.NEGATIVES)),
                    threads);
        }

        /** Fails if the loss did not fall. */
        @TearDown
        public void check() {
            training.close();
        }
    }

    /** As many positives as MovieLens-1M has. */
    @State(Scope.Benchmark)
    public static class Ml1m {
        /** The engine's kernels. */
        @Param({"portable", "vector"})
        public String kernels = "";

        private final Interactions positives = Workload.split().train();

        /** Chooses the kernels. */
        @Setup
        public void prepare() {
            Workload.useKernels(kernels);
        }
    }

    /**
     * Steps on W1's triples in their order: gather, forward, loss, backward, update, and the counts for the training AUC.
     * Without negatives to draw, shuffling, first weights and the model at the end.
     */
    @Benchmark
    @OperationsPerInvocation(Workload.SAMPLES)
    public double neumf(W1 w1) {
        return w1.training.pass();
    }

    /**
     * A sample of an epoch, drawn and shuffled, W1's network and tables: what becomes of it as the positives grow until they
     * are nine of ten possible pairs.
     */
    @Benchmark
    @OperationsPerInvocation(STRETCH)
    public double growing(Growing growing) {
        return growing.training.stretch(STRETCH);
    }

    /**
     * One epoch of NCF's MovieLens-1M, W1's network at batch 256 on two threads: 994,169 positives with four negatives
     * each, drawn and shuffled, the training AUC among the results. The time that the trainer reports for the epoch is
     * within it; first weights and the model at the end are part of the time here, some hundredths of it.
     */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    @Warmup(iterations = 2)
    @Measurement(iterations = 5)
    public TrainingResult epoch(Ml1m data) {
        return fallen(Trainer.of(Workload.model())
                .withTraining(TrainingConfig.paper().withEpochs(1).withNegatives(Workload.NEGATIVES))
                .withThreads(2)
                .train(data.positives));
    }

    /**
     * One epoch of matrix factorization with 192 factors by plain SGD as Rendle et al. train it (RecSys 2020): 8,947,521
     * samples, eight negatives for each positive, drawn and shuffled, in steps of one sample, with L2.
     */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    @Warmup(iterations = 1)
    @Measurement(iterations = 3)
    public TrainingResult mfEpoch(Ml1m data, Threads threads) {
        return fallen(Trainer.of(Mf.defaults().withFactors(192).withEmbeddings(Initializer.gaussian(0.1)))
                .withTraining(TrainingConfig.paper()
                        .withEpochs(1)
                        .withBatchSize(1)
                        .withNegatives(8)
                        .withL2(0.005)
                        .withOptimizer(new Sgd(0.002)))
                .withThreads(threads.threads)
                .train(data.positives));
    }

    /** How many threads train. */
    @State(Scope.Benchmark)
    public static class Threads {
        /** The calling one among them. */
        @Param({"1", "2"})
        public int threads;
    }

    /** The first epoch's mean loss must be below that of a model which always says one half. */
    private static TrainingResult fallen(TrainingResult result) {
        if (!(result.last().loss() < 0.69)) {
            throw new IllegalStateException("the loss is " + result.last().loss() + ": this is no training");
        }
        return result;
    }
}
