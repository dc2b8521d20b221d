package org.ncf4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.analysis.Clustering;
import org.ncf4j.analysis.KMeans;
import org.ncf4j.analysis.Pca;
import org.ncf4j.nn.Engine;

/**
 * K-Means and PCA beside scikit-learn's on the same rows, in turn, in one run: 3,706 and 100,000 rows of 32 columns, around ten
 * centres and plain noise; 10 clusters, 10 starts, the same limit to the iterations of each and no tolerance, so that both do the
 * same work. Prints medians, their ratio, and the inertia and the iterations of the best start on either side.
 *
 * <pre>
 * java --add-modules=jdk.incubator.vector -cp benchmarks/target/benchmarks.jar org.ncf4j.benchmarks.AnalysisRun \
 *     [ROUNDS [ITERATIONS [PYTHON]]]
 * </pre>
 *
 * from the root of the project; PYTHON has scikit-learn and runs {@code benchmarks/src/main/python/sklearn_run.py}.
 */
public final class AnalysisRun {
    private static final int COLUMNS = 32;
    private static final int CLUSTERS = 10;
    private static final int STARTS = 10;
    private static final int COMPONENTS = 2;
    private static final long WARM_UP_NANOS = 3_000_000_000L;

    private final int rounds;
    private final int iterations;
    private final Path folder;
    private final Peer peer;

    private AnalysisRun(int rounds, int iterations, Path folder, Peer peer) {
        this.rounds = rounds;
        this.iterations = iterations;
        this.folder = folder;
        this.peer = peer;
    }

    /**
     * Runs it.
     *
     * @param arguments how often to measure, by default 5; the limit to the iterations of a start, by default 300; the Python
     *     to start, by default python3
     * @throws IOException if Python cannot be run
     */
    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int iterations = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 300;
        String python = arguments.length > 2 ? arguments[2] : "python3";
        Path folder = Files.createTempDirectory("ncf4j-analysis");
        try (Peer peer = new Peer(python)) {
            System.out.println("ncf4j: " + Engine.kernels() + " kernels, " + Engine.reason() + ", "
                    + Runtime.getRuntime().availableProcessors() + " threads");
            System.out.println("peer: " + peer.ask("versions"));
            System.out.printf(
                    "%-26s %9s %9s %6s %14s %14s %10s%n",
                    "", "ncf4j, ms", "peer, ms", "ratio", "ncf4j", "peer", "iterations");
            AnalysisRun run = new AnalysisRun(rounds, iterations, folder, peer);
            for (int rows : new int[] {3_706, 100_000}) {
                run.compare("blobs", Workload.blobs(rows, COLUMNS));
                run.compare("noise", Workload.noise(rows, COLUMNS));
            }
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private void compare(String kind, FMatrixRMaj matrix) throws IOException {
        int rows = matrix.getNumRows();
        Path file = folder.resolve(kind + rows);
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * rows * COLUMNS).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(matrix.data, 0, rows * COLUMNS);
        Files.write(file, bytes.array());
        String shape = file + " " + rows + " " + COLUMNS + " ";
        KMeans means = KMeans.of(CLUSTERS).withStarts(STARTS).withMaxIterations(iterations);
        compare(
                "K-Means, " + rows + ", " + kind,
                () -> {
                    Clustering found = means.fit(matrix);
                    return new double[] {found.inertia(), found.iterations()};
                },
                "kmeans " + shape + CLUSTERS + " " + STARTS + " " + iterations);
        compare(
                "PCA, " + rows + ", " + kind,
                () -> new double[] {Pca.fit(matrix, COMPONENTS).explainedVariance()[0]},
                "pca " + shape + COMPONENTS);
    }

    /** Warms both up, then measures them in turn. */
    private void compare(String name, Supplier<double[]> ours, String question) throws IOException {
        double[] found;
        long begun = System.nanoTime();
        do {
            found = ours.get();
        } while (System.nanoTime() - begun < WARM_UP_NANOS);
        peer.ask(question);
        double[] mine = new double[rounds];
        double[] theirs = new double[rounds];
        String[] answer = {};
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            found = ours.get();
            mine[round] = (System.nanoTime() - start) / 1e6;
            answer = peer.ask(question).split(" ");
            theirs[round] = Double.parseDouble(answer[0]);
        }
        System.out.printf(
                Locale.ROOT,
                "%-26s %9.2f %9.2f %6.2f %14.6g %14.6g %10s%n",
                name,
                median(mine),
                median(theirs),
                median(theirs) / median(mine),
                found[0],
                Double.parseDouble(answer[1]),
                answer.length > 2 ? (int) found[1] + " / " + answer[2] : "");
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** The other side: a process that answers a line by a line. */
    private static final class Peer implements AutoCloseable {
        private final Process process;
        private final PrintWriter questions;
        private final BufferedReader answers;

        Peer(String python) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(python, "benchmarks/src/main/python/sklearn_run.py");
            Map<String, String> environment = builder.environment();
            // either of these may make OpenBLAS slower than it is by itself
            environment.remove("OPENBLAS_CORETYPE");
            environment.remove("OPENBLAS_L2_SIZE");
            process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            questions = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        String ask(String question) throws IOException {
            questions.println(question);
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("no answer to: " + question);
            }
            return answer;
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
