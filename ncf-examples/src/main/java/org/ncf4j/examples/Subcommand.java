package org.ncf4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.internal.AtomicFiles;
import org.ncf4j.internal.Json;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the subcommands share: where they print, how they refuse, and how they write files. */
abstract class Subcommand implements Callable<Integer> {
    /** The description of {@code --names}, the same everywhere. */
    static final String NAMES = "Names to show with item ids: a delimited file of item id and title.";

    /** What the library calls otherwise than the options do. */
    private static final Map<String, String> OTHER_WORDS = Map.of(
            "k of the k-core ",
            "--core ",
            "k must ",
            "--at must ",
            "the first of layers ",
            "--layers: the first width ");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public final Integer call() throws IOException {
        try {
            run();
        } catch (OutOfMemoryError e) {
            throw new IOException("not enough memory (" + e.getMessage() + "); java -Xmx8g -jar .. takes 8 GB, say", e);
        }
        out().flush();
        return CommandLine.ExitCode.OK;
    }

    abstract void run() throws IOException;

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Prints a line; the words are formatted the same in every locale. */
    final void print(String format, Object... arguments) {
        out().println(String.format(Locale.ROOT, format, arguments));
    }

    /** Whether more is to be said than what the command is for. */
    final boolean isVerbose() {
        return ((NcfCommand) spec.root().userObject()).isVerbose();
    }

    /** Prints to standard error what may be wrong. */
    final void warn(String format, Object... arguments) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.qualifiedName() + ": warning: " + String.format(Locale.ROOT, format, arguments));
        err.flush();
    }

    /** Whether a progress bar is wanted on standard error. */
    final boolean showsProgress() {
        return ((NcfCommand) spec.root().userObject()).showsProgress();
    }

    /** To be thrown: the command line asks for what cannot be; exit code 2. */
    final ParameterException badUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The value that options give, or bad usage where the library refuses it. */
    final <T> T fromOptions(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw badUsage(inOptions(Failures.message(e)));
        }
    }

    /** The library's message with the option in place of the library's name for it, which comes first. */
    private String inOptions(String message) {
        for (Map.Entry<String, String> word : OTHER_WORDS.entrySet()) {
            String option = word.getValue().replaceFirst("[ :].*", "");
            if (message.startsWith(word.getKey()) && spec.findOption(option) != null) {
                return word.getValue() + message.substring(word.getKey().length());
            }
        }
        String word = message.replaceFirst("\\W.*", "");
        String name = word.replaceAll("(\\p{Upper})", "-$1").toLowerCase(Locale.ROOT);
        for (String option : List.of("--" + name, "-" + name)) {
            if (spec.findOption(option) != null) {
                return option + message.substring(word.length());
            }
        }
        return message;
    }

    /** Names to show instead of item ids; none without a file. */
    static Map<String, String> names(@Nullable Path file) throws IOException {
        return file == null ? Map.of() : InteractionReader.readNames(file);
    }

    /** Warns where names are of few of a model's items: of another data set, or with other ids. */
    final void warnOfUnknownNames(@Nullable Path file, Map<String, String> names, IdIndex items) {
        if (file == null) {
            return;
        }
        long named = items.ids().stream().filter(names::containsKey).count();
        if (named == 0) {
            warn("none of the %,d ids in %s is one of the model's %,d items", names.size(), file, items.size());
        } else if (named < items.size() / 2) {
            warn("%s names only %,d of the model's %,d items", file, named, items.size());
        }
    }

    /**
     * Fails unless the file can be written, so that nobody waits for a result which then has nowhere to go.
     *
     * @throws IOException names the file and the reason
     */
    static void requireWritable(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("cannot write " + file + ": it is a folder");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("cannot write " + file + ": there is no folder " + folder);
        }
        requireWritableFolder(folder);
    }

    /**
     * Refuses to write over a file that is read; bad usage.
     *
     * @param inputs null stands for none
     */
    final void requireOther(Path output, @Nullable Path... inputs) {
        Path file = output.toAbsolutePath().normalize();
        for (Path input : inputs) {
            if (input != null && input.toAbsolutePath().normalize().equals(file)) {
                throw badUsage(output + " is read, and would be written over");
            }
        }
    }

    /** Creates the folder if it is missing, and fails unless files can be made in it. */
    static void createFolder(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException("cannot create the folder " + folder + ": " + Failures.reason(e), e);
        }
        requireWritableFolder(folder);
    }

    /** Tries it: permissions alone do not tell (read-only file systems, quotas, the superuser). */
    private static void requireWritableFolder(Path folder) throws IOException {
        try {
            Files.delete(Files.createTempFile(folder, ".ncf-", ".tmp"));
        } catch (IOException e) {
            throw new IOException("cannot write into the folder " + folder + ": " + Failures.reason(e), e);
        }
    }

    /** Writes a file of JSON in one step. */
    static void writeJson(Path file, Object json) throws IOException {
        AtomicFiles.writeString(file, Json.write(json) + "\n");
    }
}
