package org.ncf4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.data.Split;
import org.ncf4j.eval.baseline.Ease;
import org.ncf4j.eval.baseline.ItemKnn;
import org.ncf4j.eval.baseline.Popularity;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;

/**
 * A subscription platform: ten titles for each subscriber, and how much of what he plays next is among them; for all, and for
 * those whose titles few others play, whom the hits of the house do not keep.
 */
public final class Subscription {
    static final int SHOWN = 10;

    private Subscription() {}

    /**
     * Runs the example.
     *
     * @param args none for a simulated platform, or a file of plays or ratings (of one without times, the newest line first)
     * @throws IOException if the file cannot be read
     */
    public static void main(String[] args) throws IOException {
        if (args.length == 1) {
            Interactions all = new InteractionReader()
                    .withOrder(Interactions.Order.NEWEST_FIRST)
                    .read(Path.of(args[0]));
            Split split = Split.byTimePerUser(all, 0.2, 0);
            Interactions next = split.test();
            run(
                    split.train(),
                    Trainer.defaults(),
                    (user, item) ->
                            next.isSeen(next.users().require(user), next.items().require(item)) ? 1 : 0,
                    null);
        } else {
            Oracle truth = new Oracle(SimulatedShop.create(SimulatedShop.Config.subscription()));
            Trainer small = Trainer.of(NeuMf.defaults().withFactors(16).withLayers(16, 8))
                    .withTraining(TrainingConfig.paper().withEpochs(8).withL2(1e-5));
            // 30 plays are ten weeks; a title that is not played yet is played once
            run(audience(truth.shop()), small, (user, item) -> 1 - StrictMath.exp(-truth.rate(user, item) / 10), truth);
        }
    }

    /** All subscribers of the first two audiences and one in six of the others: the mainstream and the niches. */
    static Interactions audience(SimulatedShop shop) {
        Interactions all = shop.purchases();
        Interactions.Builder kept =
                Interactions.builder().withUsers(all.users()).withItems(all.items());
        for (int user = 0; user < all.userCount(); user++) {
            if (shop.segment(user) < 2 || user % 6 == 0) {
                for (int item : all.positives(user)) {
                    kept.add(all.users().id(user), all.items().id(item));
                }
            }
        }
        return kept.build();
    }

    private static void run(
            Interactions played, Trainer trainer, ToDoubleBiFunction<String, String> next, @Nullable Oracle oracle) {
        List<String> everybody = byPopularity(played);
        List<String> niche = everybody.subList(0, Math.max(1, everybody.size() / 4));
        System.out.printf(
                "Plays to come among %d shown, a subscriber: all %d, and the %d whose titles are played least%n",
                SHOWN, everybody.size(), niche.size());
        Map<String, Scorer> judged = new LinkedHashMap<>();
        judged.put("most played", Popularity.of(played));
        judged.put("item k-NN", ItemKnn.defaults().fit(played));
        judged.put("EASE", Ease.defaults().fit(played));
        judged.put("NeuMF", trainer.train(played).model());
        if (oracle != null) {
            judged.put("oracle", oracle);
        }
        Map<String, Double> ofNiche = new HashMap<>();
        judged.forEach((name, scorer) -> {
            Recommender recommender = Recommender.of(scorer, played);
            ofNiche.put(name, mean(recommender, niche, next));
            double ofAll = mean(recommender, everybody, next);
            System.out.printf(Locale.ROOT, "%-14s %6.3f %6.3f%n", name, ofAll, ofNiche.get(name));
        });
        System.out.printf(
                Locale.ROOT,
                "A subscriber of a niche plays %.2f of the %d titles shown by NeuMF; of the most played %.2f%s.%n",
                ofNiche.get("NeuMF"),
                SHOWN,
                ofNiche.get("most played"),
                oracle == null ? "" : String.format(Locale.ROOT, ", at best %.2f", ofNiche.get("oracle")));
    }

    /** How much of what is played next is among the titles shown, a subscriber. */
    private static double mean(Recommender recommender, List<String> users, ToDoubleBiFunction<String, String> next) {
        double sum = 0;
        for (String user : users) {
            for (Recommendation shown : recommender.recommend(user, SHOWN)) {
                sum += next.applyAsDouble(user, shown.item());
            }
        }
        return sum / users.size();
    }

    /** Who has played something, those first whose titles few others play. */
    static List<String> byPopularity(Interactions played) {
        int[] counts = played.itemCounts();
        ToDoubleFunction<Integer> mean = user -> IntStream.of(played.positives(user))
                .map(item -> counts[item])
                .average()
                .orElse(0);
        return IntStream.range(0, played.userCount())
                .filter(user -> played.positiveCount(user) > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(mean))
                .map(played.users()::id)
                .toList();
    }
}
