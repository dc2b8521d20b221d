package org.ncf4j.examples;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.eval.baseline.Ease;
import org.ncf4j.eval.baseline.ItemKnn;
import org.ncf4j.eval.baseline.Popularity;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;
import org.ncf4j.recommend.RecommendOptions;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;

/**
 * A loyalty app: five rewards for each member, none dearer than his points, and the set of rewards that makes the most of
 * all his points. Nothing is held out to judge by, as what the simulated members want is known.
 */
public final class LoyaltyApp {
    static final int SHOWN = 5;

    private final Oracle oracle;
    private final Interactions redeemed;

    LoyaltyApp(SimulatedShop.Config config) {
        oracle = new Oracle(SimulatedShop.create(config));
        redeemed = oracle.shop().purchases();
    }

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String[] args) {
        new LoyaltyApp(SimulatedShop.Config.loyaltyApp()).run();
    }

    private void run() {
        System.out.println("Redemptions: " + redeemed);
        NcfModel model = Trainer.of(NeuMf.defaults().withLayers(16, 8))
                .withTraining(TrainingConfig.paper().withEpochs(10).withL2(1e-5))
                .train(redeemed)
                .model();

        System.out.println("Of 100 members, so many find what they redeem next");
        System.out.printf("%-16s %14s %26s%n", "", "among 5 shown", "in the best set for points");
        // counts and similarities are worth what they are; a model trained on drawn negatives gives log odds
        DoubleUnaryOperator asIs = score -> Math.max(score, 0);
        double bestSellers = judge("best sellers", Popularity.of(redeemed), asIs);
        judge("item k-NN", ItemKnn.defaults().fit(redeemed), asIs);
        judge("EASE", Ease.defaults().fit(redeemed), asIs);
        double found = judge("NeuMF", model, StrictMath::exp);
        double best = judge("oracle", oracle, Oracle::rate);

        String member = "42";
        System.out.printf("Member %s has %d points. Shown to him:%n", member, points(member));
        affordable(Recommender.of(model), member, SHOWN).forEach(this::print);
        System.out.println("What all his points could buy:");
        bestSet(Recommender.of(model), member, StrictMath::exp).forEach(this::print);

        System.out.printf(
                Locale.ROOT,
                "Of 100 members, %.1f find the reward they redeem next among the %d shown;"
                        + " %.1f with best sellers, %.1f at best.%n",
                found,
                SHOWN,
                bestSellers,
                best);
    }

    private double judge(String name, Scorer scorer, DoubleUnaryOperator worth) {
        Recommender recommender = Recommender.of(scorer, redeemed);
        double shown = 0;
        double inSet = 0;
        for (String member : redeemed.users().ids()) {
            shown += chance(member, affordable(recommender, member, SHOWN));
            inSet += chance(member, bestSet(recommender, member, worth));
        }
        double per100 = 100.0 / redeemed.userCount();
        System.out.printf(Locale.ROOT, "%-16s %14.1f %26.1f%n", name, per100 * shown, per100 * inSet);
        return per100 * shown;
    }

    /** The points of a member; a real app looks them up. */
    static int points(String member) {
        return 200 + 150 * (Integer.parseInt(member) % 8);
    }

    /** The price of a reward: ten points for each unit of money, which is rounded up. */
    int price(String reward) {
        return 10 * (int) Math.ceil(oracle.price(reward));
    }

    /** The best rewards that a member has not redeemed yet and has the points for. */
    List<Recommendation> affordable(Recommender recommender, String member, int n) {
        int points = points(member);
        return recommender.recommend(member, RecommendOptions.top(n).withFilter(reward -> price(reward) <= points));
    }

    /** The rewards that cost no more than the member's points together and are worth most together: a knapsack. */
    List<Recommendation> bestSet(Recommender recommender, String member, DoubleUnaryOperator worth) {
        int budget = points(member) / 10;
        double[] best = new double[budget + 1]; // what so many tens of points can buy
        List<List<Recommendation>> sets = new ArrayList<>(Collections.nCopies(budget + 1, List.of()));
        for (Recommendation reward :
                affordable(recommender, member, oracle.items().size())) {
            int tens = price(reward.item()) / 10;
            double value = worth.applyAsDouble(reward.logit());
            for (int spent = budget; spent >= tens; spent--) {
                if (best[spent - tens] + value > best[spent]) {
                    best[spent] = best[spent - tens] + value;
                    List<Recommendation> set = new ArrayList<>(sets.get(spent - tens));
                    set.add(reward);
                    sets.set(spent, set);
                }
            }
        }
        return sets.get(budget);
    }

    /** The probability that the next reward that a member redeems, of those he has the points for, is one of these. */
    double chance(String member, List<Recommendation> rewards) {
        double all = rate(
                member,
                affordable(
                        Recommender.of(oracle, redeemed), member, oracle.items().size()));
        return rate(member, rewards) / all;
    }

    private double rate(String member, List<Recommendation> rewards) {
        return rewards.stream()
                .mapToDouble(reward -> oracle.rate(member, reward.item()))
                .sum();
    }

    private void print(Recommendation reward) {
        System.out.printf("  %-40s %5d points%n", oracle.name(reward.item()), price(reward.item()));
    }
}
