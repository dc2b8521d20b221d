package org.ncf4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.analysis.Clustering;
import org.ncf4j.analysis.KMeans;
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

/** K-Means of 32-dimensional embeddings around ten centres or of plain noise: as many as MovieLens-1M has items, and 100,000. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = Workload.ADD_MODULES)
public class KMeansBenchmark {
    /** Rows of the matrix. */
    @Param({"3706", "100000"})
    public int rows;

    /** Around ten centres, or noise. */
    @Param({"blobs", "noise"})
    public String kind = "blobs";

    private FMatrixRMaj matrix = new FMatrixRMaj(0, 0);

    /** Draws the matrix. */
    @Setup
    public void prepare() {
        matrix = kind.equals("blobs") ? Workload.blobs(rows, 32) : Workload.noise(rows, 32);
    }

    /** Ten clusters, ten starts, Lloyd's iterations to their end. */
    @Benchmark
    public Clustering fit() {
        return KMeans.of(10).fit(matrix);
    }
}
