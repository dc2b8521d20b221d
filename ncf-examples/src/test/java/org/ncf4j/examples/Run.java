package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A run of the command in this JVM: its exit code and what it printed. */
record Run(int exitCode, String out, String err) {
    /** Runs the command; words without blanks, or anything with {@code toString}. */
    static Run ncf(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = NcfCommand.commandLine(false);
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exitCode = command.execute(Stream.of(args).map(Object::toString).toArray(String[]::new));
        return new Run(exitCode, out.toString(), err.toString());
    }

    /** Asserts success without a word on standard error. */
    Run succeeds() {
        assertEquals("", err);
        assertEquals(0, exitCode);
        return this;
    }

    /** Asserts the exit code and that standard error is this one warning. */
    Run succeedsWith(String warning) {
        assertEquals(List.of(warning), err.lines().toList());
        assertEquals(0, exitCode);
        return this;
    }

    /** Asserts the exit code and that standard error is this one line. */
    void fails(int expectedExitCode, String line) {
        assertEquals(List.of(line), err.lines().toList());
        assertEquals(expectedExitCode, exitCode);
    }
}
