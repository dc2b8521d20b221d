package org.ncf4j.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Serving W1's model on one thread: the ten best of 3,706 items less those that the user has seen. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the setup first
@BenchmarkMode(Mode.AverageTime)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = Workload.ADD_MODULES)
public class ScoringBenchmark {
    /** The engine's kernels. */
    @Param({"portable", "vector"})
    public String kernels = "";

    private NcfModel model;
    private Recommender recommender;
    private int next;

    /** Trains a model. */
    @Setup
    public void prepare() {
        Workload.useKernels(kernels);
        model = Trainer.of(Workload.model())
                .withTraining(TrainingConfig.paper().withEpochs(1))
                .train(Workload.pairs())
                .model();
        recommender = Recommender.of(model).withThreads(1);
    }

    /** For one user, one user after the other. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public List<Recommendation> allItems() {
        next = (next + 1) % Workload.USERS;
        return recommender.recommend(model.users().id(next), 10);
    }

    /** For all 6,040 users. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public void allUsers(Blackhole hole) {
        recommender.recommendAll(10, (user, list) -> hole.consume(list));
    }
}
