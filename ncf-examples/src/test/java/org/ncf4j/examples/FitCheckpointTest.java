package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitCheckpointTest {
    private static final int EPOCHS = 1_000;

    @TempDir
    Path folder;

    private Path train;
    private Path checkpoints;

    @BeforeEach
    void paths() throws IOException {
        train = TinyShop.write(folder.resolve("shop.csv"), TinyShop.csv());
        checkpoints = folder.resolve("checkpoints");
    }

    private List<String> args(String model, Object... more) {
        List<String> args = new ArrayList<>(List.of(
                "fit", "--train", train.toString(), "--model", "gmf", "--factors", "3", "--epochs", "" + EPOCHS));
        args.addAll(List.of("--threads", "1", "--out", folder.resolve(model).toString()));
        for (Object one : more) {
            args.add(one.toString());
        }
        return args;
    }

    private Run fit(String model, Object... more) {
        return Run.ncf(args(model, more).toArray());
    }

    private static long epochs(Run run) {
        return run.out().lines().filter(line -> line.matches(" +\\d+ .* s")).count();
    }

    private void assertSame(String one, String other) throws IOException {
        assertEquals(-1, Files.mismatch(folder.resolve(one), folder.resolve(other)));
    }

    @Test
    void aFinishedRunWritesItsModelAgain() throws IOException {
        fit("plain").succeeds();
        Run first = fit("first", "--checkpoint", checkpoints, "--resume").succeeds();
        assertTrue(
                first.out().contains("there is nothing to resume in " + checkpoints + ": training begins anew"),
                first.out());
        assertEquals(EPOCHS, epochs(first));
        assertSame("plain", "first");

        Run again = fit("again", "--checkpoint", checkpoints, "--resume").succeeds();
        assertTrue(again.out().contains("going on from " + checkpoints.resolve("checkpoint.safetensors")), again.out());
        assertEquals(0, epochs(again), again.out());
        assertSame("plain", "again");
    }

    /** A night's training is not to be written over by a command that was forgotten to be changed. */
    @Test
    void aCheckpointIsNotWrittenOver() throws IOException {
        fit("model", "--checkpoint", checkpoints).succeeds();
        Run refused = fit("model", "--checkpoint", checkpoints);
        assertEquals(2, refused.exitCode());
        assertTrue(
                refused.err()
                        .contains("there is a checkpoint in " + checkpoints
                                + ": go on from it with --resume, or remove it"),
                refused.err());
        Run other = fit("model", "--checkpoint", checkpoints, "--resume", "--seed", 9);
        assertEquals(1, other.exitCode());
        assertTrue(other.err().contains("is of another config: training.seed is 1 there and 9 here"), other.err());
    }

    @ParameterizedTest
    @CsvSource({
        "--resume, '', --resume needs --checkpoint",
        "--checkpoint-every, 3, --checkpoint-every needs --checkpoint",
        "--checkpoint-every, -1, '--checkpoint-every must be a number of seconds, at least 0, but was -1.0'"
    })
    void whatMakesNoSenseIsRefused(String option, String value, String message) {
        List<Object> more = new ArrayList<>(List.of(option));
        if (!value.isEmpty()) {
            more.add(value);
        }
        if (value.equals("-1")) {
            more.addAll(List.of("--checkpoint", checkpoints));
        }
        Run run = fit("model", more.toArray());
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains(message), run.err());
    }

    /** As Ctrl-C does, which sends another signal. */
    @Test
    @DisabledOnOs(OS.WINDOWS) // there a process can only be killed
    void aProcessThatIsAskedToEndLeavesACheckpoint() throws IOException, InterruptedException {
        fit("plain").succeeds();
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                NcfCommand.class.getName()));
        command.addAll(args("model", "--checkpoint", checkpoints, "--checkpoint-every", 0));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Path checkpoint = checkpoints.resolve("checkpoint.safetensors");
        while (process.isAlive() && !Files.exists(checkpoint)) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        process.destroy();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES));
        String said = Files.readString(log, StandardCharsets.UTF_8);
        assertTrue(said.contains("training ends; the same command with --resume goes on from there"), said);
        assertFalse(Files.exists(folder.resolve("model")), said);

        Run resumed = fit("model", "--checkpoint", checkpoints, "--resume").succeeds();
        assertTrue(epochs(resumed) < EPOCHS, "all epochs were trained again");
        assertSame("plain", "model");
    }
}
