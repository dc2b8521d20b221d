package org.ncf4j.examples;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a word on the command line was perhaps meant to be. */
final class Misspelling {
    private Misspelling() {}

    /** Says that there is no such command, and which one is like it. */
    static String ofCommand(CommandLine ncf, String word) {
        return "unknown command '" + word + "'" + suggestion(ncf, word);
    }

    /** Says what is wrong with a word that no option and no command takes. */
    static String of(CommandLine line, String word) {
        if (word.startsWith("-") && word.length() > 1) {
            String name = word.replaceFirst("=.*", "");
            return "unknown option '" + name + "'" + suggestion(line, name);
        }
        return line.getSubcommands().isEmpty() ? "unexpected argument '" + word + "'" : ofCommand(line, word);
    }

    /** The first word among the arguments that looks like an option and is none, or null. */
    static @Nullable String unknownOption(CommandLine line, String[] args) {
        CommandSpec spec = line.getCommandSpec();
        boolean isValue = false;
        for (String arg : args) {
            if (arg.equals("--")) {
                return null;
            }
            boolean isOption = !isValue && arg.startsWith("-") && arg.length() > 1;
            OptionSpec option = isOption ? find(spec, arg) : null;
            if (isOption && option == null) {
                return arg;
            }
            isValue = option != null && option.arity().max() > 0 && !arg.contains("=");
        }
        return null;
    }

    /** The option that a word is, with its value or without. */
    private static @Nullable OptionSpec find(CommandSpec spec, String arg) {
        OptionSpec option = spec.findOption(arg.replaceFirst("=.*", ""));
        // -n5
        return option == null && !arg.startsWith("--") ? spec.findOption(arg.substring(0, 2)) : option;
    }

    private static String suggestion(CommandLine line, String word) {
        List<String> like = new UnmatchedArgumentException(line, List.of(word)).getSuggestions();
        return like.isEmpty() ? "" : "; did you mean " + like.get(0) + "?";
    }
}
