package org.ncf4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.analysis.Pca;
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

/** Principal components of 32-dimensional embeddings: as many as MovieLens-1M has items, and 100,000. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = Workload.ADD_MODULES)
public class PcaBenchmark {
    /** Rows of the matrix. */
    @Param({"3706", "100000"})
    public int rows;

    private FMatrixRMaj matrix = new FMatrixRMaj(0, 0);

    /** Draws the matrix. */
    @Setup
    public void prepare() {
        matrix = Workload.blobs(rows, 32);
    }

    /** Two components. */
    @Benchmark
    public Pca fit() {
        return Pca.fit(matrix, 2);
    }
}
