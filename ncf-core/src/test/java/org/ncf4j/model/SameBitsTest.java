package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same seed, data and config give the same model file and the same scores with any kernels, any number of threads, any
 * length of vectors, with and without fused multiply-adds in hardware, on any JDK, interpreted or compiled. Each case runs
 * {@link SameBits} in a JVM of its own. Runs once, and not once with each form of the kernels.
 */
@Tag("jvms")
class SameBitsTest {
    private static final boolean X86 = System.getProperty("os.arch").matches("amd64|x86_64|x86|i386");

    /** What a JVM said. */
    private record Run(int exit, String output, String errors) {
        /** The kernels it ran on, and the hash. */
        String[] words() {
            assertEquals(0, exit, errors);
            String[] words = output.strip().split(" ");
            assertEquals(2, words.length, output);
            return words;
        }
    }

    private static Run run(Path java, String kernels, int threads, String size, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx256m", "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        command.add("-Dncf.kernels=" + kernels);
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
        if (!kernels.equals("portable")) {
            command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(SameBits.class.getName(), Integer.toString(threads), size));
        Path output = Files.createTempFile("ncf4j", ".out");
        Path errors = Files.createTempFile("ncf4j", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), () -> "still running: " + command);
            return new Run(
                    process.exitValue(),
                    Files.readString(output, StandardCharsets.UTF_8),
                    Files.readString(errors, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** This JDK and those that lie beside it, from 17 on: each once. */
    private static List<Path> jdks() throws IOException {
        List<Path> found = new ArrayList<>(List.of(java().toRealPath()));
        try (Stream<Path> homes =
                Files.list(Path.of(System.getProperty("java.home")).toRealPath().getParent())) {
            for (Path home : homes.sorted().toList()) {
                Path java = home.resolve("bin").resolve("java");
                if (Files.isExecutable(java) && Files.isRegularFile(home.resolve("release"))) {
                    String release = Files.readString(home.resolve("release"), StandardCharsets.UTF_8);
                    boolean old = release.matches("(?s).*JAVA_VERSION=\"(1\\.|9|1[0-6]\\b).*");
                    Path real = java.toRealPath();
                    if (!old && !found.contains(real)) {
                        found.add(real);
                    }
                }
            }
        }
        return found;
    }

    /** Of this JVM's own portable kernels on one thread. */
    private static String expected(String size) throws Exception {
        return run(java(), "portable", 1, size).words()[1];
    }

    @Test
    void neitherKernelsNorThreadsNorJvmsChangeABit() throws Exception {
        String expected = expected("large");
        for (Path jdk : jdks()) {
            for (int threads : new int[] {1, 2, 3, 8}) {
                for (String kernels : new String[] {"portable", "vector"}) {
                    String[] words = run(jdk, kernels, threads, "large").words();
                    assertEquals(kernels, words[0]);
                    assertEquals(expected, words[1], kernels + " kernels, " + threads + " threads, " + jdk);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32, 64})
    void theLengthOfVectorsChangesNoBit(int bytes) throws Exception {
        assertEquals(
                expected("large"),
                run(java(), "vector", 2, "large", "-XX:MaxVectorSize=" + bytes).words()[1]);
    }

    /** Without AVX there is no fused multiply-add in hardware: the emulation serves, and vectors are refused aloud. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theInstructionSetChangesNoBit(int avx) throws Exception {
        if (!X86) {
            return; // there is no such option elsewhere, and nothing to vary
        }
        String option = "-XX:UseAVX=" + avx;
        String expected = expected("large");
        assertEquals(expected, run(java(), "portable", 2, "large", option).words()[1]);
        Run vector = run(java(), "vector", 2, "large", option);
        if (avx == 0) {
            assertNotEquals(0, vector.exit());
            assertTrue(vector.errors().contains("-Dncf.kernels=vector cannot be had"), vector.errors());
            assertEquals("portable", run(java(), "auto", 1, "small", option).words()[0]);
        } else {
            assertEquals(expected, vector.words()[1]);
        }
    }

    @Test
    void theInterpreterChangesNoBit() throws Exception {
        String expected = expected("small");
        assertEquals(expected, run(java(), "portable", 2, "small", "-Xint").words()[1]);
        assertEquals(expected, run(java(), "vector", 2, "small", "-Xint").words()[1]);
        String[] words = run(java(), "auto", 1, "small", "-Xint").words();
        assertEquals("portable", words[0], "without a compiler vectors are slow");
        assertEquals(expected, words[1]);
    }

    @Test
    void theChoiceOfKernelsIsThatOfTheModuleAndTheProperty() throws Exception {
        assertEquals("vector", run(java(), "auto", 1, "small").words()[0]);
        assertEquals(
                "portable",
                run(java(), "portable", 1, "small", "--add-modules=jdk.incubator.vector")
                        .words()[0]);
        Run unknown = run(java(), "fast", 1, "small");
        assertFalse(unknown.exit() == 0);
        assertTrue(
                unknown.errors().contains("-Dncf.kernels must be auto, portable or vector, but is 'fast'"),
                unknown.errors());
    }
}
