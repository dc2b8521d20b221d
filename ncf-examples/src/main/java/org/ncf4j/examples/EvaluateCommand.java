package org.ncf4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.data.SplitCheck;
import org.ncf4j.eval.Breakdown;
import org.ncf4j.eval.Candidates;
import org.ncf4j.eval.Evaluation;
import org.ncf4j.eval.ListMetric;
import org.ncf4j.eval.MetricPreset;
import org.ncf4j.eval.Metrics;
import org.ncf4j.eval.RankingEvaluator;
import org.ncf4j.eval.RankingMetric;
import org.ncf4j.eval.baseline.Popularity;
import org.ncf4j.internal.AtomicFiles;
import org.ncf4j.model.Model;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.Scorer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Judges a saved model on held-out interactions, user by user. */
@Command(
        name = "evaluate",
        description = {
            "Judges a model on interactions that it was not trained on, user by user, with 95 %% intervals over users.",
            "",
            "All items that a user has not seen in training are ranked, or, with --negatives, the user's test items"
                    + " among the given ones. Where the test file has labels, its positives are judged so, and the AUC"
                    + " over all its pairs is added as auc_pooled, and of the model's probabilities the log loss and the calibration"
                    + " error (ece, 15 bins)."
        })
final class EvaluateCommand extends Subcommand {
    @Option(names = "--model-file", paramLabel = "MODEL", required = true, description = "The model.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path modelFile;

    @Option(names = "--test", paramLabel = "FILE", required = true, description = "The held-out interactions.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path test;

    @Mixin
    private final ReadingOptions reading = new ReadingOptions();

    @Option(
            names = "--negatives",
            paramLabel = "FILE",
            description = "Each user's candidates beside the test items, in the form of NCF's test.negative.")
    private @Nullable Path negatives;

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

    @Option(
            names = "--beyond-accuracy",
            description =
                    "Show what the lists are made of, too: coverage of the catalogue, Gini index, popularity, novelty"
                            + " and diversity; needs --train.")
    private boolean beyondAccuracy;

    @Option(
            names = "--breakdown",
            description = "Show the model's figures by the length of users' histories and the popularity of the test"
                    + " items, too; needs --train.")
    private boolean breakdown;

    @Option(
            names = "--train",
            paramLabel = "FILE",
            description =
                    "The interactions that the model was trained on: shows popularity in them beside the model, and"
                            + " what is wrong between these and the test data.")
    private @Nullable Path train;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to rank on; no number of them changes the result (default: one for each core).")
    private @Nullable Integer threads;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the model's figures as JSON, too.")
    private @Nullable Path json;

    /** Bins of the calibration error. */
    private static final int BINS = 15;

    @Override
    void run() throws IOException {
        RankingEvaluator evaluator = fromOptions(this::evaluator);
        InteractionReader reader = fromOptions(reading::reader);
        if (json != null) {
            requireOther(json, modelFile, test, negatives, train);
            requireWritable(json);
        }
        if ((beyondAccuracy || breakdown) && train == null) {
            throw badUsage((beyondAccuracy ? "--beyond-accuracy" : "--breakdown") + " needs --train");
        }
        if (beyondAccuracy && negatives != null) {
            throw badUsage("--beyond-accuracy needs lists drawn from all items, not from --negatives");
        }
        Model model = Model.load(modelFile);
        if (negatives == null && model instanceof NcfModel network && !network.hasHistory()) {
            warn("the model file holds no histories: what users had in training is ranked, too, and figures are lower");
        }
        if (negatives != null) {
            evaluator = evaluator.withCandidates(Candidates.given(reader.readNegatives(negatives)));
        }
        LabeledPairs pairs = null;
        Interactions held;
        if (reader.hasLabels(test)) {
            String unfit = reading.unfitForLabels();
            if (unfit != null) {
                throw badUsage(unfit + " has no meaning for " + test + ": labelled pairs are judged as they are");
            }
            pairs = reader.readLabeled(test);
            held = pairs.positives();
        } else {
            held = reader.read(test);
        }
        Interactions history = train == null ? null : reader.read(train);
        reading.tellBadLines(this);
        if (beyondAccuracy && history != null) {
            evaluator = evaluator.withListMetrics(listMetrics(history));
        }
        Evaluation evaluation = withPooledAuc(evaluator.evaluate(model, held), model, pairs);
        if (pairs != null) {
            evaluation = evaluation
                    .withMetric("log_loss", Metrics.logLoss(model, pairs))
                    .withMetric("ece", Metrics.calibrationError(model, pairs, BINS));
        }
        Map<String, Evaluation> shown = new LinkedHashMap<>(Map.of("model", evaluation));
        if (history != null) {
            Popularity popularity = Popularity.of(history);
            shown.put("popularity", withPooledAuc(evaluator.evaluate(popularity, history, held), popularity, pairs));
        }
        new EvaluationTable(shown).print(out());
        EvaluationTable.printCounts(out(), evaluation);
        if (preset != null) {
            MetricPreset named = MetricPreset.of(preset);
            print("metrics as %s defines them; its candidates are %s", named, named.candidates());
        }
        if (history != null) {
            for (SplitCheck.Finding finding : SplitCheck.of(history, held).findings()) {
                print("%s", finding);
            }
        }
        if (breakdown && history != null) {
            print("");
            new EvaluationTable(Breakdown.byHistory(evaluation, history)).print(out());
            print("");
            new EvaluationTable(Breakdown.byPopularity(evaluator, model, history, held)).print(out());
        }
        if (isVerbose()) {
            print("config %s", model.configJson());
        }
        if (json != null) {
            AtomicFiles.writeString(json, evaluation.toJson() + "\n");
            print("wrote %s", json);
        }
    }

    private static Evaluation withPooledAuc(Evaluation evaluation, Scorer scorer, @Nullable LabeledPairs pairs) {
        return pairs == null ? evaluation : evaluation.withMetric("auc_pooled", Metrics.pooledAuc(scorer, pairs));
    }

    private List<ListMetric> listMetrics(Interactions history) {
        List<ListMetric> metrics = new ArrayList<>();
        for (int k : new LinkedHashSet<>(at)) {
            metrics.add(ListMetric.coverage(k));
            metrics.add(ListMetric.gini(k));
            metrics.add(ListMetric.popularity(k, history));
            metrics.add(ListMetric.novelty(k, history));
            metrics.add(ListMetric.diversity(k, history));
        }
        return metrics;
    }

    private RankingEvaluator evaluator() {
        if (preset != null) {
            RankingEvaluator ofPreset = new RankingEvaluator()
                    .withPreset(
                            MetricPreset.of(preset),
                            at.stream().mapToInt(k -> k).distinct().toArray());
            return threads == null ? ofPreset : ofPreset.withThreads(threads);
        }
        // by key: the AUC, which looks at the whole ranking, comes once
        Map<String, RankingMetric> metrics = new LinkedHashMap<>();
        for (int k : at) {
            Metrics.standard(k).forEach(metric -> metrics.putIfAbsent(metric.key(), metric));
        }
        RankingEvaluator evaluator = new RankingEvaluator().withMetrics(new ArrayList<>(metrics.values()));
        return threads == null ? evaluator : evaluator.withThreads(threads);
    }
}
