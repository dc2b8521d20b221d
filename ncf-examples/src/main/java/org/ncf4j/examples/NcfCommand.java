package org.ncf4j.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code ncf} command. */
@Command(name = "ncf", mixinStandardHelpOptions = true, version = "ncf 0.1.0", description = "Neural recommenders.")
public final class NcfCommand implements Runnable {

    /** Prints the usage. */
    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    /**
     * Runs the command and exits with its status.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new NcfCommand()).execute(args));
    }
}
