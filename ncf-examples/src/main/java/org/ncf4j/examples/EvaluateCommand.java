package org.ncf4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.eval.Candidates;
import org.ncf4j.eval.Evaluation;
import org.ncf4j.eval.Metrics;
import org.ncf4j.eval.RankingEvaluator;
import org.ncf4j.eval.RankingMetric;
import org.ncf4j.eval.baseline.Popularity;
import org.ncf4j.internal.AtomicFiles;
import org.ncf4j.model.Model;
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
                    + " over all its pairs is added as auc_pooled."
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
            names = "--train",
            paramLabel = "FILE",
            description = "The interactions that the model was trained on: shows popularity in them beside the model.")
    private @Nullable Path train;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to rank on; no number of them changes the result (default: one for each core).")
    private @Nullable Integer threads;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the model's figures as JSON, too.")
    private @Nullable Path json;

    @Override
    void run() throws IOException {
        RankingEvaluator evaluator = fromOptions(this::evaluator);
        InteractionReader reader = fromOptions(reading::reader);
        if (json != null) {
            requireOther(json, modelFile, test, negatives, train);
            requireWritable(json);
        }
        Model model = Model.load(modelFile);
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
        Evaluation evaluation = withPooledAuc(evaluator.evaluate(model, held), model, pairs);
        Map<String, Evaluation> shown = new LinkedHashMap<>(Map.of("model", evaluation));
        if (train != null) {
            Interactions history = reader.read(train);
            Popularity popularity = Popularity.of(history);
            shown.put("popularity", withPooledAuc(evaluator.evaluate(popularity, history, held), popularity, pairs));
        }
        new EvaluationTable(shown).print(out());
        EvaluationTable.printCounts(out(), evaluation);
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

    private RankingEvaluator evaluator() {
        // by key: the AUC, which looks at the whole ranking, comes once
        Map<String, RankingMetric> metrics = new LinkedHashMap<>();
        for (int k : at) {
            Metrics.standard(k).forEach(metric -> metrics.putIfAbsent(metric.key(), metric));
        }
        RankingEvaluator evaluator = new RankingEvaluator().withMetrics(new ArrayList<>(metrics.values()));
        return threads == null ? evaluator : evaluator.withThreads(threads);
    }
}
