package org.ncf4j.examples;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what {@code --help} says, for those who ask without dashes. */
@Command(name = "help", description = "Shows how to use ncf, or one of its commands.")
final class HelpCommand extends Subcommand {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec helpSpec;

    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command to explain.")
    private @Nullable String command;

    @Override
    void run() {
        CommandLine ncf = helpSpec.parent().commandLine();
        if (command == null) {
            ncf.usage(out());
            return;
        }
        CommandLine shown = ncf.getSubcommands().get(command);
        if (shown == null) {
            throw badUsage(Misspelling.ofCommand(ncf, command));
        }
        shown.usage(out());
    }
}
