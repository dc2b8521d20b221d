package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Twenty lines of Python read a model file and score as Java does; where there is no Python with NumPy, this is skipped. */
@Tag("once")
class PythonReaderTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void findPython() {
        assumeTrue(hasNumPy(), "needs python3 with NumPy");
    }

    private static boolean hasNumPy() {
        try {
            Process process = new ProcessBuilder("python3", "-c", "import numpy")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such command
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static List<ModelConfig> configs() {
        return List.of(Mf.defaults().withFactors(3), Gmf.defaults().withFactors(5));
    }

    @ParameterizedTest
    @MethodSource("configs")
    void pythonScoresTheSame(ModelConfig config) throws Exception {
        NcfModel model = SmallModels.train(config, 4, 7);
        Path file = folder.resolve("model.safetensors");
        model.save(file);
        Path script =
                Path.of(PythonReaderTest.class.getResource("/read_model.py").toURI());
        for (int user = 0; user < model.users().size(); user++) {
            float[] expected = new float[7];
            model.scoreAll(user, expected);
            List<String> words =
                    run(script.toString(), file.toString(), model.users().id(user));
            assertEquals(expected.length, words.size(), () -> "Python said " + words);
            for (int item = 0; item < expected.length; item++) {
                // NumPy sums in another order
                assertEquals(expected[item], Float.parseFloat(words.get(item)), 1e-5f);
            }
        }
    }

    private static List<String> run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue(), output);
        return List.of(output.strip().split("\\s+"));
    }
}
