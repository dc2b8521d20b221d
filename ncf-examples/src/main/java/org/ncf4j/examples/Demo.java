package org.ncf4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ncf4j.analysis.DataQuality;
import org.ncf4j.analysis.Report;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.data.Split;
import org.ncf4j.eval.Candidates;
import org.ncf4j.eval.Evaluation;
import org.ncf4j.eval.Metrics;
import org.ncf4j.eval.RankingEvaluator;
import org.ncf4j.eval.baseline.Popularity;
import org.ncf4j.internal.AtomicFiles;
import org.ncf4j.internal.Json;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;
import org.ncf4j.model.TrainingResult;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;

/**
 * The main job end to end, on a shop whose truth is known: simulate, split, train, judge, recommend, draw.
 *
 * <p>The shop's labelled pairs are split once, at random: {@value #TEST_SHARE} of each user's are held out. The model
 * learns from the purchases among the rest, with negatives drawn anew each epoch; <em>the original way</em> learns from
 * the rest as it is, labels and all. Both are judged, beside popularity and the <em>oracle</em> (which knows the
 * probability of every purchase), on the held-out purchases, all items ranked that the user did not buy in training; and
 * by the AUC over all held-out pairs in one ranking, {@code auc_pooled}. {@code precision@10_with_seen} and
 * {@code recall@10_with_seen} look for the whole history, training included, with nothing removed: they flatter, since
 * what was learnt counts as found.
 */
final class Demo {
    /** The share of each user's pairs that is held out. */
    static final double TEST_SHARE = .2;

    private static final String WITH_SEEN = "_with_seen";
    private static final String TRAINING_NOTE = """
            The model learns from purchases alone: beside each one, products that the user did not buy are drawn anew \
            each epoch and taken as unwanted.

            The original way learns from the labelled pairs as they come, purchases and pairs without one.""";
    private static final String JUDGING_NOTE = """
            On purchases that were held out, user by user: all products are ranked that the user did not buy in training. \
            Intervals are 95 %, over users. Popularity ranks products by their buyers, the same for everybody; the oracle \
            knows the probability of every purchase, so no model can be better but by chance.

            The pooled AUC puts all held-out pairs, purchases and not, into one ranking.

            With "seen left in", precision and recall look for the whole history, training included, and nothing is \
            removed from the ranking. That flatters: what was learnt counts as found.""";
    /** For the shop whose users buy {@link #TOP} products each. */
    private static final String EQUAL_NOTE = """


            These two are the same number here: every user of this shop bought exactly 10 products, so the products found \
            are divided by 10 for the precision (10 recommended) and by 10 for the recall (10 bought).""";

    private static final int TOP = 10;
    private static final String SHOWN_USER = "42";

    private final SimulatedShop shop;
    private final PrintWriter out;
    private final boolean showsProgress;
    private final LabeledPairs heldOut;
    private final LabeledPairs trainPairs;
    private final Interactions train;
    /** What is held out of the purchases. */
    private final Interactions test;
    /** All purchases, held out or not. */
    private final Interactions all;

    /** Simulates the shop and splits its pairs. */
    Demo(SimulatedShop.Config config, PrintWriter out, boolean showsProgress) {
        this.shop = SimulatedShop.create(config);
        this.out = out;
        this.showsProgress = showsProgress;
        Split.Labeled split = Split.random(shop.pairs(), TEST_SHARE, 0, config.seed());
        this.trainPairs = split.train();
        this.heldOut = split.test();
        this.train = trainPairs.positives();
        this.test = heldOut.positives();
        this.all = shop.pairs().positives();
    }

    /**
     * The network and the training of both ways: more factors than {@link NeuMf#defaults()} has, so that some of them begin
     * near what there is to learn, held by L2, since there are but eight purchases a user to learn from; and a small tower.
     * Chosen on the shops of seeds 101 to 120, so that the demo's own shop had no say in it. Twice the L2 is a little better
     * there, but on larger shops so much keeps the product half at zero.
     */
    static Trainer trainer(long seed) {
        return Trainer.of(NeuMf.defaults().withFactors(32).withLayers(16, 8))
                .withTraining(
                        TrainingConfig.paper().withEpochs(12).withL2(1.5e-5).withSeed(seed));
    }

    /**
     * Runs it.
     *
     * @param folder exists; gets {@code model.safetensors}, {@code metrics.json}, {@code report.html} and pictures
     */
    void run(Path folder) throws IOException {
        String facts = facts();
        out.println(facts);
        Trainer trainer = trainer(shop.config().seed());
        out.println("config " + trainer.toJson());

        // Each training on half the cores takes less than one after the other on all: most of either is spent in code
        // that is
        // still being compiled. The results are the same.
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        Trainer half = trainer.withThreads(threads);
        TrainingResult model;
        TrainingResult originalWay;
        Map<String, Evaluation> evaluations = new LinkedHashMap<>();
        try (Beside<Others> others = Beside.start("ncf4j-demo", () -> others(half))) {
            out.println("The model, trained beside the original way: purchases, with negatives drawn anew each epoch");
            try (EpochTable table = new EpochTable(out, trainer.training().epochs(), showsProgress)) {
                model = half.withListener(table).train(train);
            }
            out.println(FitCommand.speed(model));
            model.model().save(folder.resolve("model.safetensors"));
            evaluations.put("model", judge(model.model()));
            originalWay = others.result().originalWay;
            evaluations.putAll(others.result().evaluations);
        }
        out.println("The original way: the labelled pairs as they are");
        try (EpochTable table = new EpochTable(out, null)) {
            originalWay.epochs().forEach(table::onEpoch);
        }
        out.println(FitCommand.speed(originalWay));
        new EvaluationTable(evaluations).print(out);
        out.println(WITH_SEEN
                + ": of the whole history, nothing left out of the ranking; what was learnt counts as found, so"
                + " that a model can be above the oracle.");
        String share = closedShare(evaluations);
        out.println(share);
        Map<String, Object> metrics = new LinkedHashMap<>();
        evaluations.forEach((name, evaluation) -> metrics.put(name, Json.parseObject(evaluation.toJson())));
        AtomicFiles.writeString(folder.resolve("metrics.json"), Json.write(metrics) + "\n");

        Map<String, String> names = names();
        int clusters = Math.min(shop.config().categories(), shop.items().size());
        ItemMap map = ItemMap.of(model.model(), clusters, names).withAttributes(categories());
        map.print(out);
        Recovery recovery = recovery(model.model());
        if (recovery != null) {
            recovery.print(out);
        }
        String user = shownUser();
        List<Recommendation> recommendations = Recommender.of(model.model()).recommend(user, TOP);
        out.println("User " + user + ", top recommendations: product, score");
        RankedList list = new RankedList("item", "score", names);
        recommendations.forEach(r -> list.add(r.item(), r.score()));
        list.print(out);

        Report report = Report.titled("Neural collaborative filtering on a simulated shop")
                .withSummary(facts + "\n\n" + share)
                .withTraining("model", model.epochs())
                .withTraining("original way", originalWay.epochs());
        for (Map.Entry<String, Evaluation> entry : evaluations.entrySet()) {
            String name = entry.getKey().replace('_', ' ');
            for (Map.Entry<String, Evaluation.Estimate> metric :
                    entry.getValue().metrics().entrySet()) {
                String key = metric.getKey().replace(WITH_SEEN, ", seen left in");
                Evaluation.Estimate estimate = metric.getValue();
                report = report.withMetric(name, key, estimate.mean(), estimate.low(), estimate.high());
            }
        }
        report = map.addTo(report);
        report = recovery == null ? report : recovery.addTo(report);
        Explorer explorer = new Explorer(train, names);
        explorer.addUsers(report, model.model(), Recommender.of(model.model()), test, user)
                .withPopularityBias("model", explorer.popularityBias(Recommender.of(model.model())))
                .withPopularityBias("popularity", explorer.popularityBias(Recommender.of(Popularity.of(train), train)))
                .withPopularityBias("oracle", explorer.popularityBias(Recommender.of(new Oracle(shop), train)))
                .withDataQuality(DataQuality.of(all))
                .withNote("How the models were trained", TRAINING_NOTE)
                .withNote("How they are judged", JUDGING_NOTE + equalNote())
                .withListing("Configuration", JsonListing.of(trainer.toJson()))
                .write(folder);
        out.println("wrote " + folder.resolve("report.html"));
    }

    /**
     * All that the model is compared with.
     *
     * @param evaluations of the original way and of what needs no training
     */
    private record Others(TrainingResult originalWay, Map<String, Evaluation> evaluations) {}

    private Others others(Trainer trainer) {
        TrainingResult originalWay = trainer.train(trainPairs);
        Map<String, Evaluation> evaluations = new LinkedHashMap<>();
        evaluations.put("original_way", judge(originalWay.model()));
        evaluations.put("popularity", judge(Popularity.of(train)));
        evaluations.put("oracle", judge(new Oracle(shop)));
        return new Others(originalWay, evaluations);
    }

    private Evaluation judge(Scorer scorer) {
        Evaluation evaluation = new RankingEvaluator()
                .withMetrics(Metrics.standard(TOP))
                .evaluate(scorer, train, test)
                .withMetric("auc_pooled", Metrics.pooledAuc(scorer, heldOut));
        Evaluation withSeen = new RankingEvaluator()
                .withMetrics(List.of(Metrics.precision(TOP), Metrics.recall(TOP)))
                .withCandidates(Candidates.allWithSeen())
                .evaluate(scorer, train, all);
        for (Map.Entry<String, Evaluation.Estimate> metric : withSeen.metrics().entrySet()) {
            evaluation = evaluation.withMetric(metric.getKey() + WITH_SEEN, metric.getValue());
        }
        return evaluation;
    }

    /** Null where there are no categories to find. */
    private @Nullable Recovery recovery(NcfModel model) {
        int categories = shop.config().categories();
        return categories > 1 && categories <= shop.items().size() ? Recovery.of(shop, train, model) : null;
    }

    /** How much of what there is to learn beyond popularity the model has learnt. */
    private static String closedShare(Map<String, Evaluation> evaluations) {
        double model = mean(evaluations, "model");
        double popularity = mean(evaluations, "popularity");
        double oracle = mean(evaluations, "oracle");
        if (!(oracle > popularity)) {
            return "In AUC the oracle is no better than popularity: there is nothing more to learn.";
        }
        return String.format(
                Locale.ROOT,
                "In AUC the model closes %.0f %% of the distance from popularity (%.3f) to the oracle (%.3f).",
                100 * (model - popularity) / (oracle - popularity),
                popularity,
                oracle);
    }

    private static double mean(Map<String, Evaluation> evaluations, String name) {
        return Objects.requireNonNull(evaluations.get(name)).metric("auc").mean();
    }

    private String facts() {
        SimulatedShop.Config config = shop.config();
        return String.format(
                Locale.ROOT,
                "A simulated shop (seed %d): %,d users in %,d segments, %,d products in %,d categories. It has %,d purchases,"
                        + " and %,d more pairs of a user and a product that the user did not buy. Held out, to judge by:"
                        + " %,d of the purchases and %,d of the other pairs.",
                config.seed(),
                config.users(),
                config.segments(),
                config.items(),
                config.categories(),
                config.positives(),
                config.negatives(),
                heldOut.positiveCount(),
                heldOut.size() - heldOut.positiveCount());
    }

    private Map<String, String> names() {
        Map<String, String> names = new HashMap<>();
        for (int item = 0; item < shop.items().size(); item++) {
            names.put(shop.items().id(item), shop.itemName(item));
        }
        return names;
    }

    /** What the groups are named by; the model does not know it. */
    private Map<String, Set<String>> categories() {
        Map<String, Set<String>> categories = new HashMap<>();
        for (int item = 0; item < shop.items().size(); item++) {
            categories.put(shop.items().id(item), Set.of(shop.categoryName(shop.category(item))));
        }
        return categories;
    }

    /** User 42, or the last one of a shop that has none. */
    private String shownUser() {
        IdIndex users = shop.users();
        return users.indexOf(SHOWN_USER) >= 0 ? SHOWN_USER : users.id(users.size() - 1);
    }

    /** Why precision and recall are the same number where they are. */
    private String equalNote() {
        SimulatedShop.Config config = shop.config();
        return config.positives() == (long) TOP * config.users() ? EQUAL_NOTE : "";
    }
}
