package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.model.Mf;
import org.ncf4j.model.TrainingConfig;

class NcfCommandTest {
    private static final String READING =
            "--format --columns --min-rating --duplicates --core --order --max-bad-lines ";

    static Stream<String> subcommands() {
        return NcfCommand.commandLine(false).getSubcommands().keySet().stream();
    }

    @Test
    void hasTheSubcommandsOfTheMainJob() {
        assertEquals(
                List.of(
                        "demo",
                        "split",
                        "fit",
                        "evaluate",
                        "compare",
                        "recommend",
                        "similar",
                        "analyze",
                        "export",
                        "help"),
                subcommands().toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    demo      | --out --seed --users --items --positives --negatives
                    split     | READING --input --by --test --validation --seed --out-train --out-test --out-validation
                    fit       | READING --train --model --factors --layers --epochs --batch-size --learning-rate --negatives --l2 --threads --seed --config --tune --validation --validation-share --journal --out
                    evaluate  | READING --model-file --test --negatives --at --json --threads
                    compare   | READING --input --split --test-share --round-down --train --test --negatives --models --config --candidates --at --preset --metric --validation --tune --journal --reference --seed --seeds --threads --json --results --append --out
                    recommend | --model-file --user --history --all-users -n --include-seen --exclude --only --names --explain --json --out --threads
                    similar   | --model-file --item --user -n --names --json
                    analyze   | --model-file --clusters --names --attributes --against --out
                    export    | --model-file --format --of --names --out
                    """)
    void helpTellsEveryOption(String subcommand, String options) {
        String help = Run.ncf(subcommand, "--help").succeeds().out();
        assertTrue(help.startsWith("Usage: ncf " + subcommand + " "), help);
        for (String option : (options.replace("READING ", READING) + " --verbose --help --version").split(" ", -1)) {
            // at the start of a line of its own: a usage line names it, too
            Matcher matcher =
                    Pattern.compile("(?m)^ +(-\\w, )?" + option + "\\b").matcher(help);
            assertTrue(matcher.find(), option + " in " + help);
        }
        assertFalse(help.contains("${"), help);
        assertFalse(help.contains("null"), help);
    }

    @ParameterizedTest
    @MethodSource("subcommands")
    void everySubcommandTellsTheVersion(String subcommand) {
        assertTrue(Run.ncf(subcommand, "--version").succeeds().out().startsWith("ncf "));
    }

    @Test
    void helpShowsTheDefaultsOfTheLibrary() {
        TrainingConfig training = TrainingConfig.defaults();
        String help = Run.ncf("fit", "--help").succeeds().out().replaceAll("\\s+", " ");
        assertTrue(help.contains("Passes over the data (default: " + training.epochs() + ")"), help);
        double ofMf = TrainingConfig.defaults(Mf.defaults()).optimizer().learningRate();
        assertTrue(help.contains("(default: " + training.optimizer().learningRate() + ", for mf " + ofMf + ")"), help);
        assertTrue(
                help.contains(
                        "(default: 0.00003 on embeddings of the product half, 0.0001 on those of the tower, none on"
                                + " layers)"),
                help);
        assertTrue(help.contains("anew each epoch (default: " + training.negatives() + ")"), help);
    }

    @Test
    void withoutSubcommandTheUsageIsBadUsage() {
        Run run = Run.ncf();
        assertEquals(2, run.exitCode());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("Usage: ncf "), run.err());
    }

    @Test
    void unknownOptionsAndValuesAreBadUsage() {
        Run.ncf("demo", "--out", "x", "--no-such-option")
                .fails(2, "ncf demo: unknown option '--no-such-option' (see 'ncf demo --help')");
        Run.ncf("recommend", "--model-file", "x")
                .fails(
                        2,
                        "ncf recommend: Missing required argument (specify one of these): (--user=ID | --history=ID,ID,.. | --all-users) (see"
                                + " 'ncf recommend --help')");
        Run.ncf("fit", "--train", "x", "--model", "svd", "--out", "y")
                .fails(
                        2,
                        "ncf fit: Invalid value for option '--model': expected one of mf, gmf, mlp, neumf but was 'svd'"
                                + " (see 'ncf fit --help')");
    }

    @Test
    void misspellingsAreNamedWithWhatWasMeant() {
        Run.ncf("recommnd", "--user", "1")
                .fails(2, "ncf: unknown command 'recommnd'; did you mean recommend? (see 'ncf --help')");
        Run.ncf("demo", "--sed", "1")
                .fails(2, "ncf demo: unknown option '--sed'; did you mean --seed? (see 'ncf demo --help')");
        // though required options are missing, too
        String trian = "ncf fit: unknown option '--trian'; did you mean --train? (see 'ncf fit --help')";
        Run.ncf("fit", "--trian", "x").fails(2, trian);
        Run.ncf("fit", "--l2", "-1", "--trian=x").fails(2, trian);
        Run.ncf("fit", "--l2", "-1", "--out", "-x")
                .fails(2, "ncf fit: Missing required option: '--train=FILE' (see 'ncf fit --help')");
        Run.ncf("recommend", "--model-file", "m", "-n5")
                .fails(
                        2,
                        "ncf recommend: Missing required argument (specify one of these): (--user=ID | --history=ID,ID,.. | --all-users) (see"
                                + " 'ncf recommend --help')");
        Run.ncf("demo", "extra").fails(2, "ncf demo: unexpected argument 'extra' (see 'ncf demo --help')");
    }

    @Test
    void helpIsACommandToo() {
        assertEquals(Run.ncf("--help").out(), Run.ncf("help").succeeds().out());
        assertEquals(
                Run.ncf("fit", "--help").out(),
                Run.ncf("help", "fit").succeeds().out());
        Run.ncf("help", "fitt").fails(2, "ncf help: unknown command 'fitt'; did you mean fit? (see 'ncf help --help')");
    }

    @ParameterizedTest
    @ValueSource(strings = {"newest", "oldest", "none"})
    void ordersAreWords(String order) {
        // the missing file is what is wrong, not the order
        assertEquals(
                1,
                Run.ncf("fit", "--train", "nowhere.csv", "--model", "mf", "--order", order, "--out", "m")
                        .exitCode());
    }

    @Test
    void verboseAddsTheStackTrace() {
        Run quiet = Run.ncf("recommend", "--model-file", "nowhere", "--user", "u");
        assertEquals(1, quiet.err().lines().count());
        Run verbose = Run.ncf("recommend", "--verbose", "--model-file", "nowhere", "--user", "u");
        assertEquals(1, verbose.exitCode());
        assertTrue(verbose.err().startsWith(quiet.err()), verbose.err());
        assertTrue(verbose.err().contains("\tat org.ncf4j."), verbose.err());
    }
}
