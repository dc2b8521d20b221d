package org.ncf4j.examples;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.data.Split;
import org.ncf4j.eval.baseline.Ease;
import org.ncf4j.eval.baseline.ItemKnn;
import org.ncf4j.eval.baseline.Popularity;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;
import org.ncf4j.recommend.RecommendOptions;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;

/**
 * A shop with tills: to a basket that the model has never seen, five products to go with it (cross-selling) and a dearer one
 * for the need that its last product serves (upselling), both chosen by what they are expected to bring in.
 */
public final class Retail {
    private final Oracle shop;
    private final Interactions train;
    private final Split.FoldIn baskets;

    /** Ranks products for a basket; worth makes of its logits what is proportional to probabilities. */
    record Seller(BiFunction<String, RecommendOptions, List<Recommendation>> ranking, DoubleUnaryOperator worth) {}

    /** So many of some products are offered, the customer chooses one of a pool, and it brings in a gain. */
    record Occasion(int n, Predicate<String> offered, Predicate<String> pool, ToDoubleFunction<String> gain) {}

    Retail(SimulatedShop.Config config) {
        shop = new Oracle(SimulatedShop.create(config));
        // a tenth of the baskets are new, and one product of each of these is taken out
        Split.Users split = Split.heldOutUsers(shop.shop().purchases(), 0.1, 0, 1 / 8.0, 1);
        train = split.train();
        baskets = split.test();
    }

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String[] args) {
        new Retail(SimulatedShop.Config.retail()).run();
    }

    private void run() {
        System.out.println("In 100 new baskets, how often the missing product is among 5, and what offers bring in");
        System.out.println("               missing one   5 to go with it   a dearer one   together");
        double low = judge("best sellers", folding(Recommender.of(Popularity.of(train), train), StrictMath::exp));
        // similarities are no log odds
        judge("item k-NN", folding(Recommender.of(ItemKnn.defaults().fit(train)), score -> Math.max(score, 0)));
        judge("EASE", folding(Recommender.of(Ease.defaults().fit(train)), score -> Math.max(score, 0)));
        Seller neuMf = neuMf();
        double sum = judge("NeuMF", neuMf);
        double high = judge("oracle", new Seller(Recommender.of(shop, baskets.history())::recommend, Oracle::rate));
        String basket = newBaskets().get(0);
        System.out.println("In the basket: " + shop.describe(products(basket)));
        System.out.println("To go with it: " + shop.describe(offers(neuMf, basket, crossSelling(basket))));
        System.out.println("For the last one: " + shop.describe(offers(neuMf, basket, upselling(basket))));
        System.out.printf(
                Locale.ROOT, "Offers to 100 baskets bring in %.0f; best sellers %.0f; at best %.0f.%n", sum, low, high);
    }

    Seller neuMf() {
        Trainer trainer = Trainer.of(NeuMf.defaults().withFactors(32).withLayers(16, 8))
                .withTraining(TrainingConfig.paper().withEpochs(6).withL2(1e-5));
        return folding(Recommender.of(trainer.train(train).model()), StrictMath::exp);
    }

    /** Nobody that the model knows filled the basket: he is folded in by what is in it. */
    private Seller folding(Recommender recommender, DoubleUnaryOperator worth) {
        return new Seller((b, options) -> recommender.foldIn(products(b)).recommend(options), worth);
    }

    private double judge(String name, Seller seller) {
        double[] sums = new double[3];
        for (String basket : newBaskets()) {
            List<String> missing = Oracle.ids(baskets.heldOut(), basket);
            List<Recommendation> likely = seller.ranking.apply(basket, RecommendOptions.top(5));
            sums[0] += likely.stream().anyMatch(offer -> missing.contains(offer.item())) ? 1 : 0;
            sums[1] += takings(seller, basket, crossSelling(basket));
            sums[2] += takings(seller, basket, upselling(basket));
        }
        double[] of100 =
                Arrays.stream(sums).map(sum -> 100 * sum / newBaskets().size()).toArray();
        double all = of100[1] + of100[2];
        System.out.printf(Locale.ROOT, "%-14s %11.1f %17.0f %14.0f %10.0f%n", name, of100[0], of100[1], of100[2], all);
        return all;
    }

    Occasion crossSelling(String basket) {
        List<String> has = products(basket);
        return new Occasion(5, product -> true, product -> !has.contains(product), shop::price);
    }

    /** A product for the same need as the last one: a tenth dearer at least, and at most twice as dear. */
    Occasion upselling(String basket) {
        List<String> has = products(basket);
        String last = has.get(has.size() - 1);
        double price = shop.price(last);
        Predicate<String> sameNeed = product -> shop.category(product) == shop.category(last);
        Predicate<String> dearer = product -> shop.price(product) >= 1.1 * price && shop.price(product) <= 2 * price;
        Predicate<String> free = product -> !has.contains(product) || product.equals(last);
        return new Occasion(1, sameNeed.and(dearer), sameNeed.and(free), product -> shop.price(product) - price);
    }

    /** What brings in most, as far as the seller knows: what it takes for the probability, times the gain. */
    List<String> offers(Seller seller, String basket, Occasion occasion) {
        RecommendOptions all = RecommendOptions.top(shop.items().size()).withFilter(occasion.offered);
        ToDoubleFunction<Recommendation> value =
                offer -> seller.worth.applyAsDouble(offer.logit()) * occasion.gain.applyAsDouble(offer.item());
        return seller.ranking.apply(basket, all).stream()
                .sorted(Comparator.comparingDouble(value).reversed())
                .limit(occasion.n)
                .map(Recommendation::item)
                .toList();
    }

    /** What the offers bring in on average where the customer takes one product of the pool, by the shop's truth. */
    private double takings(Seller seller, String basket, Occasion occasion) {
        ToDoubleFunction<String> rate = product -> shop.rate(basket, product);
        double pool = shop.items().ids().stream()
                .filter(occasion.pool)
                .mapToDouble(rate)
                .sum();
        ToDoubleFunction<String> gain = product -> rate.applyAsDouble(product) * occasion.gain.applyAsDouble(product);
        return offers(seller, basket, occasion).stream().mapToDouble(gain).sum() / pool;
    }

    List<String> newBaskets() {
        Predicate<String> isNew =
                basket -> !Oracle.ids(baskets.heldOut(), basket).isEmpty();
        return shop.users().ids().stream().filter(isNew).toList();
    }

    List<String> products(String basket) {
        return Oracle.ids(baskets.history(), basket);
    }
}
