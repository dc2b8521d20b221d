package org.ncf4j.examples;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code ncf} command: from a file of interactions to recommendations, one subcommand a step.
 *
 * <p>Exit codes: 0 for success, 1 for a failure, 2 for bad usage. An error is one line on standard error; with
 * {@code --verbose} the stack trace follows it, and the library's log is shown from INFO on (else from WARN on).
 */
@Command(
        name = "ncf",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = NcfCommand.Version.class,
        usageHelpWidth = 100,
        sortOptions = false,
        subcommands = {
            DemoCommand.class,
            SplitCommand.class,
            FitCommand.class,
            EvaluateCommand.class,
            CompareCommand.class,
            RecommendCommand.class,
            SimilarCommand.class,
            AnalyzeCommand.class,
            ExportCommand.class,
            HelpCommand.class
        },
        description = "Trains, judges and uses recommenders by neural collaborative filtering.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:success", "1:failure", "2:bad usage"})
public final class NcfCommand implements Callable<Integer> {
    private final boolean terminal;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show the log from INFO on, and the stack trace of an error.")
    private boolean verbose;

    private NcfCommand(boolean terminal) {
        this.terminal = terminal;
    }

    /**
     * Runs the command and ends the JVM with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        System.exit(commandLine(isTerminal()).execute(args));
    }

    /**
     * The command, ready to run on any command line; not thread-safe.
     *
     * @param terminal whether a person watches the output, who then gets a progress bar on standard error
     */
    static CommandLine commandLine(boolean terminal) {
        NcfCommand command = new NcfCommand(terminal);
        return new CommandLine(command)
                .setResourceBundle(new Defaults())
                .setExecutionStrategy(parsed -> {
                    command.configureLog();
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler((e, args) -> {
                    CommandLine line = e.getCommandLine();
                    String name = line.getCommandSpec().qualifiedName();
                    String message = badUsage(e, args);
                    printError(line.getErr(), name, message + " (see '" + name + " --help')");
                    return line.getCommandSpec().exitCodeOnInvalidInput();
                })
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    printError(line.getErr(), line.getCommandSpec().qualifiedName(), Failures.message(e));
                    if (command.verbose) {
                        e.printStackTrace(line.getErr());
                    }
                    line.getErr().flush();
                    return line.getCommandSpec().exitCodeOnExecutionException();
                });
    }

    /** What is wrong with the command line. A word that is misspelt comes before an option that is missing: it may be it. */
    private static String badUsage(ParameterException e, String[] args) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return Misspelling.of(e.getCommandLine(), unmatched.getUnmatched().get(0));
        }
        if (e instanceof MissingParameterException) {
            String unknown = Misspelling.unknownOption(e.getCommandLine(), args);
            if (unknown != null) {
                return Misspelling.of(e.getCommandLine(), unknown);
            }
        }
        // some of picocli's messages begin with a word that the others do without
        return Failures.message(e).replaceFirst("^Error: ", "");
    }

    boolean isVerbose() {
        return verbose;
    }

    /** Without a subcommand: the usage, as bad usage. */
    @Override
    public Integer call() {
        CommandLine line = spec().commandLine();
        line.usage(line.getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** Whether a progress bar is wanted. */
    boolean showsProgress() {
        // the log and a bar would write over each other
        return terminal && !verbose;
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("the command was not created by commandLine()");
        }
        return spec;
    }

    /** Must run before the first logger is made: slf4j-simple reads the level once. */
    private void configureLog() {
        String level = "org.slf4j.simpleLogger.defaultLogLevel";
        if (verbose) {
            System.setProperty(level, "info");
        } else if (System.getProperty(level) == null) {
            System.setProperty(level, "warn");
        }
    }

    private static void printError(PrintWriter err, String name, String message) {
        err.println(name + ": " + message);
        err.flush();
    }

    /** From Java 22 on there is a console even where nobody watches, and a method that tells. */
    @SuppressWarnings("SystemConsoleNull") // up to Java 21 it is null where nobody watches
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) MethodHandles.publicLookup()
                    .findVirtual(Console.class, "isTerminal", MethodType.methodType(boolean.class))
                    .invokeExact(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (Throwable e) {
            return false;
        }
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = NcfCommand.class.getPackage().getImplementationVersion();
            return new String[] {"ncf " + (version == null ? "(built from source)" : version)};
        }
    }
}
