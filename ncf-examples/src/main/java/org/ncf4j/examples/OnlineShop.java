package org.ncf4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.data.Split;
import org.ncf4j.eval.Evaluation;
import org.ncf4j.eval.Metrics;
import org.ncf4j.eval.RankingEvaluator;
import org.ncf4j.eval.baseline.ItemKnn;
import org.ncf4j.eval.baseline.Popularity;
import org.ncf4j.model.Blend;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Pretraining;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;

/** An online shop: ten products a customer, learnt from views, carts and purchases, judged by purchases held out. */
public final class OnlineShop {
    static final int SHOWN = 10;

    /** What customers do, what it counts for, and where RetailRocket's data has it. */
    private enum Kind {
        VIEW(1, "view_ecommerce.dat"),
        CART(3, "add_to_cart_ecommerce.dat"),
        PURCHASE(5, "purchase_ecommerce.dat");

        private final double weight;
        private final String file;

        Kind(double weight, String file) {
            this.weight = weight;
            this.file = file;
        }
    }

    private OnlineShop() {}

    /**
     * Runs the example.
     *
     * @param args none for a simulated shop, or the folder of RetailRocket's data
     * @throws IOException if the data cannot be read
     */
    public static void main(String[] args) throws IOException {
        Map<Kind, Interactions> log = new EnumMap<>(Kind.class);
        if (args.length == 1) {
            for (Kind kind : Kind.values()) {
                log.put(kind, new InteractionReader().read(Path.of(args[0], kind.file)));
            }
            Blend blend = Blend.defaults();
            Pretraining weighing = Pretraining.of(
                    blend.withSteps(blend.steps().withWeighByRating(true)),
                    TrainingConfig.paper().withEpochs(12).withBatchSize(512).withWeighByRating(true),
                    0.99);
            run(log, Trainer.defaults(), Trainer.defaults().withPretraining(weighing), null);
        } else {
            SimulatedShop shop = SimulatedShop.create(SimulatedShop.Config.onlineShop());
            // what customers wanted first they bought; what came next is in the cart; at the rest they only looked
            log.put(Kind.PURCHASE, wanted(shop.purchases(), 0, 5));
            log.put(Kind.CART, wanted(shop.purchases(), 5, 10));
            log.put(Kind.VIEW, wanted(shop.purchases(), 10, Integer.MAX_VALUE));
            TrainingConfig training = TrainingConfig.paper().withEpochs(8).withL2(1e-5);
            Trainer plain = Trainer.of(NeuMf.defaults().withLayers(16, 8)).withTraining(training);
            Trainer weighted = plain.withTraining(training.withWeighByRating(true));
            run(log, plain, weighted, new Oracle(shop));
        }
    }

    /** A part of what each customer came to want, in that order. */
    private static Interactions wanted(Interactions all, int from, int to) {
        Interactions.Builder part = Interactions.builder();
        for (int user = 0; user < all.userCount(); user++) {
            int[] items = all.positives(user);
            for (int place = from; place < Math.min(to, items.length); place++) {
                part.add(all.users().id(user), all.items().id(items[place]));
            }
        }
        return part.build();
    }

    private static void run(Map<Kind, Interactions> log, Trainer plain, Trainer weighted, @Nullable Oracle oracle) {
        log.forEach((kind, events) -> System.out.println(kind + ": " + events));
        // one purchase of each customer who has two or more, to judge by
        Interactions purchases = Objects.requireNonNull(log.get(Kind.PURCHASE));
        Interactions next = Split.leaveRandomOut(purchases, false, 1).test();
        Interactions known = merge(log, next);
        System.out.println("Of 100 customers, so many find what they buy next among " + SHOWN + " (95 % interval)");
        double bestSellers = judge("best sellers", Popularity.of(known), known, next);
        judge("item k-NN", ItemKnn.defaults().fit(known), known, next);
        judge("NeuMF", plain.train(known).model(), known, next);
        double found = judge("NeuMF, weighted", weighted.train(known).model(), known, next);
        String best = oracle == null
                ? ""
                : String.format(Locale.ROOT, ", %.1f at best", judge("oracle", oracle, known, next));
        System.out.printf(
                Locale.ROOT,
                "Of 100 customers, %.1f find what they buy next among 10 of weighted NeuMF; %.1f with best sellers%s.%n",
                found,
                bestSellers,
                best);
    }

    private static double judge(String name, Scorer scorer, Interactions known, Interactions next) {
        RankingEvaluator evaluator = new RankingEvaluator().withMetrics(List.of(Metrics.hitRate(SHOWN)));
        Evaluation.Estimate hits = evaluator.evaluate(scorer, known, next).metric("hit_rate@" + SHOWN);
        System.out.printf(
                Locale.ROOT,
                "%-16s %5.1f (%.1f to %.1f)%n",
                name,
                100 * hits.mean(),
                100 * hits.low(),
                100 * hits.high());
        return 100 * hits.mean();
    }

    /** All that customers did in one table, each pair with the greatest of its weights, without the pairs to judge by. */
    private static Interactions merge(Map<Kind, Interactions> log, Interactions heldOut) {
        Interactions.Builder all = Interactions.builder().withDuplicates(Interactions.Duplicates.MAX);
        log.forEach((kind, events) -> {
            for (int user = 0; user < events.userCount(); user++) {
                String customer = events.users().id(user);
                for (int item : events.positives(user)) {
                    String product = events.items().id(item);
                    if (!has(heldOut, customer, product)) {
                        all.add(customer, product, kind.weight);
                    }
                }
            }
        });
        return all.build();
    }

    private static boolean has(Interactions interactions, String customer, String product) {
        int user = interactions.users().indexOf(customer);
        int item = interactions.items().indexOf(product);
        return user >= 0 && item >= 0 && interactions.isSeen(user, item);
    }
}
