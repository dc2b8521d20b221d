package org.ncf4j.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Serving one user on one thread, and all users on one or two. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ScoringBenchmark {
    private final NcfModel model = train();
    private final Recommender recommender = Recommender.of(model);
    private int next;

    private static NcfModel train() {
        LabeledPairs pairs = Workload.pairs();
        return Trainer.of(Workload.model())
                .withTraining(TrainingConfig.defaults().withEpochs(1))
                .train(pairs)
                .model();
    }

    /** The ten best of all items that a user has not seen, one user after the other. */
    @Benchmark
    public List<Recommendation> allItems() {
        next = (next + 1) % Workload.USERS;
        return recommender.recommend(model.users().id(next), 10);
    }

    /** The ten best for all {@link Workload#USERS} users: one operation is one user. */
    @Benchmark
    @OperationsPerInvocation(Workload.USERS)
    public void allUsers(Threads threads, Blackhole blackhole) {
        recommender.withThreads(threads.threads).recommendAll(10, (user, list) -> blackhole.consume(list));
    }

    /** How many threads a batch works on. */
    @State(Scope.Benchmark)
    public static class Threads {
        @Param({"1", "2"})
        int threads;
    }
}
