package org.ncf4j.examples;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ncf4j.analysis.DataQuality;
import org.ncf4j.analysis.PopularityBias;
import org.ncf4j.analysis.Report;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.Split;
import org.ncf4j.eval.Candidates;
import org.ncf4j.eval.Comparison;
import org.ncf4j.eval.Difference;
import org.ncf4j.eval.Evaluation;
import org.ncf4j.eval.MetricPreset;
import org.ncf4j.eval.Metrics;
import org.ncf4j.eval.RankingEvaluator;
import org.ncf4j.eval.RankingMetric;
import org.ncf4j.internal.AtomicFiles;
import org.ncf4j.internal.Json;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.TrainingConfig;
import org.ncf4j.recommend.Recommender;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fits several models on the same data and says which is best, by how much, and whether that could be luck. */
@Command(
        name = "compare",
        description = {
            "Fits several models on the same data and says which is best, by how much, and whether that could be luck.",
            "",
            "A file is split (--input, --split), or the parts are given (--train, --test). Each metric has its 95 %%"
                    + " interval over users; each model's difference to the reference is paired by user, with a p-value"
                    + " that is corrected for the number of differences."
        })
final class CompareCommand extends Subcommand {
    private static final Pattern SAMPLED = Pattern.compile("sampled-(\\d{1,9})");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec compareSpec;

    @Option(names = "--input", paramLabel = "FILE", description = "The interactions, to be split.")
    private @Nullable Path input;

    @Option(
            names = "--split",
            paramLabel = "last|one|random|row|item|time|newest",
            description = "What is held out of --input: last: each user's last interaction. one: one of each user's, at"
                    + " random. random: a share of each user's. row: a share of all. item: a share of each item's. time:"
                    + " the newest share of all. newest: the newest share of each user's. With --train, how the"
                    + " validation part is held out (default there: the last or one at random where --test has no more"
                    + " than one of a user's, else random).")
    private @Nullable SplitBy by;

    @Option(
            names = "--test-share",
            paramLabel = "X",
            description = "Share of the interactions to test with; not with --split last or one (default: "
                    + DEFAULT_TEST + ").")
    private @Nullable Double testShare;

    @Option(
            names = "--round-down",
            description =
                    "With --split random: a user's share is rounded down, as RecBole does, and not to the nearest.")
    private boolean roundDown;

    @Option(names = "--train", paramLabel = "FILE", description = "The interactions to learn from, instead of --input.")
    private @Nullable Path trainFile;

    @Option(names = "--test", paramLabel = "FILE", description = "The held-out interactions, with --train.")
    private @Nullable Path testFile;

    @Option(
            names = "--negatives",
            paramLabel = "FILE",
            description = "Each user's candidates beside the test items, in the form of NCF's test.negative; with"
                    + " --test.")
    private @Nullable Path negatives;

    @Mixin
    private final ReadingOptions reading = new ReadingOptions();

    @Option(
            names = "--models",
            paramLabel = "NAME",
            split = ",",
            required = true,
            description = "Models to compare, separated by commas: ${bundle:models}. LABEL=NAME shows one under another"
                    + " name.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<String> models;

    @Option(
            names = "--config",
            paramLabel = "MODEL=FILE",
            description = "Configuration of a model as JSON, in the form that --json shows; what it leaves out has its"
                    + " default, but neumf without \"pretraining\" is trained from scratch. May be repeated.")
    private Map<String, Path> configs = new LinkedHashMap<>();

    @Option(
            names = "--candidates",
            paramLabel = "all|sampled-N",
            defaultValue = "all",
            description = "What the test items are ranked among: all items that the user has not seen, or N of them"
                    + " drawn at random (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String candidates;

    @Option(
            names = "--at",
            paramLabel = "K",
            split = ",",
            defaultValue = "10",
            description = "How much of a ranking's top is judged; several, separated by commas (default:"
                    + " ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<Integer> at;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "Metrics as a tool or paper defines them: ncf-2017, trec, recbole, microsoft or vae.")
    private @Nullable String preset;

    @Option(names = "--metric", paramLabel = "KEY", description = "The metric that decides (default: the first NDCG).")
    private @Nullable String metric;

    @Option(
            names = "--validation",
            paramLabel = "X|FILE",
            description = "Share of the training data to choose by, held out of it the same way as the test part; where"
                    + " the last is held out, any number above 0 (default: 0, or " + DEFAULT_VALIDATION
                    + " with --tune). With --train a file of interactions to choose by: models then learn from --train"
                    + " alone, and a user's items of both are no candidates of the test.")
    private @Nullable String validationText;

    @Option(
            names = "--tune",
            paramLabel = "N",
            description = "Try N configurations of each model, the default among them, on the validation part; the best"
                    + " one is then trained on all training data.")
    private @Nullable Integer tune;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "Write each trial of --tune there, and take those that are there instead of running them"
                    + " again.")
    private @Nullable Path journal;

    @Option(
            names = "--reference",
            paramLabel = "MODEL",
            description =
                    "The model that the others are compared with (default: the best on the validation part, or the"
                            + " first one without it).")
    private @Nullable String reference;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the split, the search and the training (default: ${bundle:default.seed}).")
    private @Nullable Long seed;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            split = ",",
            description = "Seeds to train with instead, separated by commas; a user's value is the mean over them.")
    private long @Nullable [] seeds;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to train and rank on; no number of them changes the figures (default: one for each"
                    + " core).")
    private @Nullable Integer threads;

    @Option(names = "--json", paramLabel = "FILE", description = "Write everything as JSON, too.")
    private @Nullable Path json;

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description =
                    "Add a row for each model to a JSON file of results, or replace it: one value a seed, and this"
                            + " command.")
    private @Nullable Path results;

    @Option(
            names = "--append",
            description = "With --results: add the values to those of a row that is there, of another split say, and do"
                    + " not replace it.")
    private boolean append;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for a page with tables and plots, report.html; made if it is missing.")
    private @Nullable Path out;

    private static final double DEFAULT_TEST = .2;
    private static final double DEFAULT_VALIDATION = .1;

    /** How many negatives most users are given; 0 for none. */
    private int givenEach;

    /** The share of {@code --validation}; null if it is not given or a file. */
    private @Nullable Double validation;

    /** The file of {@code --validation}; null if it is not given or a share. */
    private @Nullable Path validationFile;

    /** What each model's chosen configuration reached on the validation part. */
    private final Map<String, Double> reached = new LinkedHashMap<>();

    /** By label, with {@code --out} alone: of what was fitted with the first seed. */
    private final Map<String, PopularityBias> biases = new LinkedHashMap<>();

    /** The first that has embeddings, and its label. */
    private @Nullable NcfModel shown;

    private String shownLabel = "";

    /** What there is, what is learnt from and what is judged by, and how the first was or would be held out of it. */
    private record Parts(
            Interactions all,
            Interactions train,
            Interactions test,
            @Nullable SplitBy by,
            String how) {}

    @Override
    void run() throws IOException {
        readValidation();
        checkOptions();
        Map<String, ModelKind> kinds = fromOptions(this::kinds);
        RankingEvaluator evaluator = fromOptions(this::evaluator);
        InteractionReader reader = fromOptions(reading::reader);
        Map<String, String> bases = bases(kinds);
        for (Path file : outputs()) {
            requireOther(file, input, trainFile, testFile, negatives, validationFile);
            requireWritable(file);
        }
        if (out != null) {
            requireOther(out.resolve("report.html"), input, trainFile, testFile, negatives, validationFile, journal);
        }
        if (out != null) {
            createFolder(out);
        }
        if (negatives != null) {
            Candidates given = Candidates.given(reader.readNegatives(negatives));
            givenEach = Integer.parseInt(given.name().replaceFirst("^given-", ""));
            evaluator = evaluator.withCandidates(given);
        }
        if (append) {
            Set<String> keys = new LinkedHashSet<>();
            at.forEach(k -> metrics(k).forEach(one -> keys.add(one.key())));
            ResultsFile.requireJoins(Objects.requireNonNull(results), keys, bases, commandLine());
        }
        Parts parts = parts(reader);
        print("%s", FitCommand.counts(parts.train()));
        print("%s; %,d positives to test with", parts.how(), parts.test().size());
        if (candidates.startsWith("sampled")) {
            warn("figures over sampled candidates can put models in another order than figures over all items"
                    + " (Krichene and Rendle, KDD 2020)");
        }
        Comparison comparison = comparison(parts, kinds, bases, evaluator);
        Comparison.Result result = comparison.run();
        print("");
        new ComparisonTable(result).print(out());
        if (json != null) {
            AtomicFiles.writeString(json, result.toJson() + "\n");
            print("wrote %s", json);
        }
        if (results != null) {
            ResultsFile.add(results, result, reached, decidingMetric().key(), commandLine(), append);
            print("wrote %s", results);
        }
        if (out != null) {
            withModels(report(result, parts), parts).write(out);
            print("wrote %s", out.resolve("report.html"));
        }
    }

    private void readValidation() {
        if (validationText == null) {
            return;
        }
        try {
            validation = Double.valueOf(validationText);
        } catch (NumberFormatException e) {
            validationFile = Path.of(validationText);
        }
    }

    private void checkOptions() {
        if (validationFile != null && trainFile == null) {
            throw badUsage(
                    "--validation must be a number, or a file beside --train and --test, but was " + validationText);
        }
        if ((input == null) == (trainFile == null)) {
            throw badUsage("expected --input with --split, or --train with --test");
        }
        if (input != null && by == null) {
            throw badUsage("--input needs --split: last, one, random, row, item, time or newest");
        }
        if (trainFile != null && reading.isCoreGiven()) {
            throw badUsage("--core needs --input: it would filter the parts one by one");
        }
        if ((trainFile == null) != (testFile == null)) {
            throw badUsage("--train and --test need each other");
        }
        if (negatives != null && testFile == null) {
            throw badUsage("--negatives needs --train and --test");
        }
        if (negatives != null && !candidates.equals("all")) {
            throw badUsage("--negatives are the candidates: --candidates has no meaning beside them");
        }
        if (testShare != null && (input == null || (by != null && by.isOneOfEach()))) {
            throw badUsage("--test-share has no meaning " + (input == null ? "without --input" : "with --split " + by));
        }
        if (testShare != null && !(testShare > 0 && testShare < 1)) {
            throw badUsage("--test-share must be above 0 and below 1 but was " + testShare);
        }
        if (roundDown && (input == null || by != SplitBy.random)) {
            throw badUsage("--round-down needs --input with --split random");
        }
        if (validation != null && !(validation >= 0 && validation < 1)) {
            throw badUsage("--validation must be at least 0 and below 1 but was " + validation);
        }
        if (tune != null && tune < 1) {
            throw badUsage("--tune must be at least 1 but was " + tune);
        }
        if (tune != null && validation != null && !(validation > 0)) {
            throw badUsage("--tune needs --validation above 0");
        }
        if (append && results == null) {
            throw badUsage("--append needs --results");
        }
        if (append && tune != null) {
            throw badUsage("--append has no meaning with --tune: rows are of one configuration");
        }
        if (validationFile != null && by != null) {
            throw badUsage("--split has no meaning with the validation part given");
        }
        if (journal != null && tune == null) {
            throw badUsage("--journal needs --tune");
        }
        if (threads != null && threads < 1) {
            throw badUsage("--threads must be at least 1 but was " + threads);
        }
    }

    private List<Path> outputs() {
        List<Path> files = new ArrayList<>();
        for (Path file : new Path[] {json, results, journal}) {
            if (file != null) {
                files.add(file);
            }
        }
        return files;
    }

    /** The models by their labels. */
    private Map<String, ModelKind> kinds() {
        Map<String, ModelKind> kinds = new LinkedHashMap<>();
        for (String word : models) {
            int equals = word.indexOf('=');
            String label = equals < 0 ? word : word.substring(0, equals);
            if (kinds.put(label, ModelZoo.of(word.substring(equals + 1))) != null) {
                throw new IllegalArgumentException("--models names '" + label + "' twice");
            }
        }
        for (String label : configs.keySet()) {
            requireModel("--config", label, kinds);
        }
        if (reference != null) {
            requireModel("--reference", reference, kinds);
        }
        return kinds;
    }

    private static void requireModel(String option, String label, Map<String, ModelKind> kinds) {
        if (!kinds.containsKey(label)) {
            throw new IllegalArgumentException(
                    option + " names '" + label + "', which is not among --models " + String.join(",", kinds.keySet()));
        }
    }

    private RankingEvaluator evaluator() {
        // by key: the AUC, which looks at the whole ranking, comes once
        Map<String, RankingMetric> byKey = new LinkedHashMap<>();
        for (int k : at) {
            metrics(k).forEach(one -> byKey.putIfAbsent(one.key(), one));
        }
        if (metric != null && !byKey.containsKey(metric)) {
            throw new IllegalArgumentException(
                    "--metric must be one of " + String.join(", ", byKey.keySet()) + " but was " + metric);
        }
        Matcher sampled = SAMPLED.matcher(candidates);
        if (!candidates.equals("all") && !sampled.matches()) {
            throw new IllegalArgumentException("--candidates must be all or sampled-N but was " + candidates);
        }
        RankingEvaluator plain = new RankingEvaluator();
        RankingEvaluator evaluator = preset == null
                ? plain.withMetrics(new ArrayList<>(byKey.values()))
                : plain.withPreset(
                        MetricPreset.of(preset),
                        at.stream().mapToInt(k -> k).distinct().toArray());
        if (sampled.matches()) {
            evaluator = evaluator.withCandidates(Candidates.sampled(Integer.parseInt(sampled.group(1)), seed()));
        }
        return evaluator.withThreads(threads());
    }

    /** The configuration that each model starts from. */
    private Map<String, String> bases(Map<String, ModelKind> kinds) throws IOException {
        Map<String, String> bases = new LinkedHashMap<>();
        for (Map.Entry<String, ModelKind> kind : kinds.entrySet()) {
            Path file = configs.get(kind.getKey());
            bases.put(kind.getKey(), file == null ? kind.getValue().defaults() : readConfig(file, kind.getValue()));
        }
        return bases;
    }

    private static String readConfig(Path file, ModelKind kind) throws IOException {
        try {
            return kind.completion().apply(Files.readString(file, StandardCharsets.UTF_8));
        } catch (CharacterCodingException e) {
            throw new IOException("bad configuration in " + file + ": not UTF-8 text", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("bad configuration in " + file + ": " + Failures.message(e), e);
        }
    }

    private Parts parts(InteractionReader reader) throws IOException {
        if (input != null) {
            Interactions data = read(reader, input);
            SplitBy split = Objects.requireNonNull(by);
            String unfit = split.unfit("--split", data);
            if (unfit != null) {
                throw badUsage(unfit);
            }
            double share = testShare == null ? DEFAULT_TEST : testShare;
            Split parts = fromOptions(() -> split.split(data, share, 0, seed(), rounding()));
            String how = switch (split) {
                case last -> "each user's last interaction is held out";
                case one -> "one interaction of each user, drawn at random, is held out";
                case row -> "a share of " + Json.write(share) + " of all interactions is held out";
                case newest -> "the newest share of " + Json.write(share) + " of each user's is held out";
                case random -> "a share of " + Json.write(share) + " of each user's is held out";
                case item -> "a share of " + Json.write(share) + " of each item's is held out";
                case time -> "the newest share of " + Json.write(share) + " is held out";
            };
            return new Parts(data, parts.train(), parts.test(), split, how);
        }
        Interactions train = read(reader, Objects.requireNonNull(trainFile));
        Interactions test = read(reader, Objects.requireNonNull(testFile));
        if (by != null) {
            String unfit = by.unfit("--split", train);
            if (unfit != null) {
                throw badUsage(unfit);
            }
        }
        return new Parts(train, train, test, by, "the test part is given");
    }

    private Split.Rounding rounding() {
        return roundDown ? Split.Rounding.DOWN : Split.Rounding.HALF_UP;
    }

    private Interactions read(InteractionReader reader, Path file) throws IOException {
        Interactions data = reader.hasLabels(file) ? reader.readLabeled(file).positives() : reader.read(file);
        reading.tellBadLines(this);
        return data;
    }

    /** Holds a validation part out of the training part. */
    private Split inner(Parts parts, double share) {
        Interactions train = parts.train();
        Split inner;
        if (parts.by() != null) {
            inner = parts.by().split(train, share, 0, seed(), Split.Rounding.HALF_UP);
        } else if (atMostOneEach(parts.test())) {
            inner = train.isOrdered() ? Split.leaveLastOut(train, false) : Split.leaveRandomOut(train, false, seed());
        } else {
            inner = Split.random(train, share, 0, seed());
        }
        if (inner.test().size() == 0) {
            throw badUsage("--validation " + share + " leaves nothing to choose by");
        }
        return inner;
    }

    private static boolean atMostOneEach(Interactions data) {
        for (int user = 0; user < data.userCount(); user++) {
            if (data.positiveCount(user) > 1) {
                return false;
            }
        }
        return true;
    }

    private Comparison comparison(
            Parts parts, Map<String, ModelKind> kinds, Map<String, String> bases, RankingEvaluator evaluator)
            throws IOException {
        double share = validation != null ? validation : tune != null ? DEFAULT_VALIDATION : 0;
        Interactions train = parts.train();
        Map<String, String> chosen = new LinkedHashMap<>(bases);
        String best = reference;
        Interactions held = null;
        if (validationFile != null) {
            held = read(fromOptions(reading::reader), validationFile);
            if (held.size() == 0) {
                throw badUsage("--validation " + validationFile + " holds nothing to choose by");
            }
            print("%,d positives to choose by", held.size());
            if (tune != null) {
                String found = tune(train, held, kinds, chosen, evaluator, tune);
                best = best == null ? found : best;
            }
        } else if (share > 0) {
            Split inner = inner(parts, share);
            print(
                    "%,d positives of the training part to choose by",
                    inner.test().size());
            if (tune == null) {
                train = inner.train();
                held = inner.test();
            } else {
                String found = tune(inner.train(), inner.test(), kinds, chosen, evaluator, tune);
                best = best == null ? found : best;
            }
        }
        Comparison comparison = Comparison.of(train, parts.test()).withEvaluator(evaluator);
        comparison = held == null ? comparison : comparison.withValidation(held);
        comparison = best == null ? comparison : comparison.withReference(best);
        comparison = metric == null ? comparison : comparison.withDecidingMetric(metric);
        for (Map.Entry<String, ModelKind> kind : kinds.entrySet()) {
            String config = Objects.requireNonNull(chosen.get(kind.getKey()));
            comparison = comparison.withModel(
                    kind.getKey(), kind.getValue().contender(config, threads(), chooser(evaluator), decidingMetric()));
        }
        if (out != null) {
            comparison = comparison.withObserver((name, scorer) -> look(name, scorer, parts.train()));
        }
        Comparison ready = comparison;
        return fromOptions(() -> seeds == null ? ready.withSeeds(seed()) : ready.withSeeds(seeds));
    }

    /** Keeps of a model what the page is to show of it. */
    private void look(String label, Scorer scorer, Interactions history) {
        if (biases.containsKey(label)) {
            return;
        }
        biases.put(label, new Explorer(history, Map.of()).popularityBias(Recommender.of(scorer, history)));
        if (shown == null && scorer instanceof NcfModel model) {
            shown = model;
            shownLabel = label;
        }
    }

    /** Chooses configurations; returns the label of the model whose own is best. */
    private String tune(
            Interactions train,
            Interactions held,
            Map<String, ModelKind> kinds,
            Map<String, String> configurations,
            RankingEvaluator evaluator,
            int trials)
            throws IOException {
        Tuning tuning =
                Tuning.of(train, held, chooser(evaluator), decidingMetric(), trials, seed(), threads(), journal);
        String best = "";
        double highest = Double.NEGATIVE_INFINITY;
        for (Map.Entry<String, ModelKind> kind : kinds.entrySet()) {
            String label = kind.getKey();
            Tuning.Found found =
                    tuning.run(label, kind.getValue(), Objects.requireNonNull(configurations.get(label)), out());
            configurations.put(label, found.config());
            reached.put(label, found.value());
            if (found.value() > highest) {
                highest = found.value();
                best = label;
            }
        }
        return best;
    }

    /** Judges by the deciding metric on the validation part. Given negatives are those of the test part: as many are drawn. */
    private RankingEvaluator chooser(RankingEvaluator evaluator) {
        RankingEvaluator one = evaluator.withMetrics(List.of(decidingMetric()));
        return givenEach == 0 ? one : one.withCandidates(Candidates.sampled(givenEach, seed()));
    }

    private List<RankingMetric> metrics(int k) {
        return preset == null ? Metrics.standard(k) : MetricPreset.of(preset).metrics(k);
    }

    private RankingMetric decidingMetric() {
        int k = at.get(0);
        for (int cut : at) {
            for (RankingMetric one : metrics(cut)) {
                if (one.key().equals(metric == null ? "ndcg@" + k : metric)) {
                    return one;
                }
            }
        }
        throw new IllegalStateException("every preset has ndcg@" + k);
    }

    private long seed() {
        return seed == null ? TrainingConfig.defaults().seed() : seed;
    }

    private int threads() {
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /** The command as it was given. */
    private String commandLine() {
        List<String> words = new ArrayList<>(List.of("ncf"));
        for (String word : compareSpec.root().commandLine().getParseResult().originalArgs()) {
            words.add(word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'");
        }
        return String.join(" ", words);
    }

    private Report report(Comparison.Result result, Parts parts) {
        Report report = Report.titled(
                        "Comparison of " + String.join(", ", result.models().keySet()))
                .withSummary(result.conclusion() + "\n\n" + FitCommand.counts(parts.train()) + " to learn from; "
                        + parts.how() + ".");
        for (Map.Entry<String, Comparison.Judged> model : result.models().entrySet()) {
            for (Map.Entry<String, Evaluation.Estimate> one :
                    model.getValue().metrics().entrySet()) {
                Evaluation.Estimate estimate = one.getValue();
                report = report.withMetric(
                        model.getKey(), one.getKey(), estimate.mean(), estimate.low(), estimate.high());
            }
        }
        for (Difference one : result.differences()) {
            report = report.withDifference(
                    one.model(), one.reference(), one.metric(), one.mean(), one.low(), one.high(), one.pAdjusted());
        }
        Comparison.Judged first = result.models().values().iterator().next();
        report = report.withNote(
                "How it was done",
                "Candidates: " + first.evaluations().get(0).candidates() + ". Seeds: " + first.seeds()
                        + ". A user's value is the mean over the seeds. Intervals are 95 %, from 1,000 resamples of the"
                        + " users; p-values are of 10,000 random sign flips of the users' differences, corrected after"
                        + " Holm for all differences of this page.\n\n" + seconds(result));
        for (Map.Entry<String, Comparison.Judged> model : result.models().entrySet()) {
            report = report.withListing(
                    "Configuration of " + model.getKey(),
                    JsonListing.of(model.getValue().config()));
        }
        return report;
    }

    /** Adds what the models recommend, the items of the first that has embeddings, and some of its users. */
    private Report withModels(Report report, Parts parts) {
        Report more = report;
        for (Map.Entry<String, PopularityBias> one : biases.entrySet()) {
            more = more.withPopularityBias(one.getKey(), one.getValue());
        }
        if (shown != null) {
            more = ItemMap.of(shown, null, Map.of()).addTo(more);
            more = new Explorer(parts.train(), Map.of())
                    .addUsers(more, shown, Recommender.of(shown, parts.train()), parts.test(), null)
                    .withNote("Whose map and recommendations these are", "Those of " + shownLabel + ".");
        }
        return more.withDataQuality(DataQuality.of(parts.all()));
    }

    private static String seconds(Comparison.Result result) {
        List<String> texts = new ArrayList<>();
        result.models()
                .forEach((name, judged) -> texts.add(String.format(
                        Locale.ROOT,
                        "%s %.2f s and %.2f s",
                        name,
                        judged.meanFitSeconds(),
                        judged.meanScoreSeconds())));
        return "Fitting and judging took: " + String.join("; ", texts) + ".";
    }
}
