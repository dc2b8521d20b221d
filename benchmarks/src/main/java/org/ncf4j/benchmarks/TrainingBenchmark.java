package org.ncf4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * An epoch of training on one thread. One operation is one sample, so that a score reads as samples a second; drawing the
 * first weights and making the model at the end are part of it, some hundredths of the time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TrainingBenchmark {
    /** Samples a step of the optimizer. */
    @Param({"256", "4096"})
    public int batchSize;

    private final LabeledPairs pairs = Workload.pairs();
    private final Interactions positives = pairs.positives();
    private Trainer trainer = Trainer.of(Workload.model());

    /** Makes the trainer of this batch size. */
    @Setup
    public void prepare() {
        trainer = Trainer.of(Workload.model())
                .withTraining(TrainingConfig.defaults()
                        .withEpochs(1)
                        .withBatchSize(batchSize)
                        .withNegatives(Workload.NEGATIVES));
    }

    /** Labelled pairs in memory, shuffled. */
    @Benchmark
    @OperationsPerInvocation(Workload.SAMPLES)
    public NcfModel pairs() {
        return trainer.train(pairs).model();
    }

    /** Positives with four negatives each, drawn and shuffled. */
    @Benchmark
    @OperationsPerInvocation(Workload.SAMPLES)
    public NcfModel epoch() {
        return trainer.train(positives).model();
    }
}
