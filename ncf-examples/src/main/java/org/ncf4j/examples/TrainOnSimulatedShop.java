package org.ncf4j.examples;

import org.ncf4j.data.SimulatedShop;
import org.ncf4j.data.Split;
import org.ncf4j.eval.Evaluation;
import org.ncf4j.eval.RankingEvaluator;
import org.ncf4j.eval.baseline.Popularity;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Trainer;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;

/** Trains NeuMF on a simulated shop, judges it beside popularity, and recommends. */
public final class TrainOnSimulatedShop {
    private TrainOnSimulatedShop() {}

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String[] args) {
        SimulatedShop shop = SimulatedShop.create(SimulatedShop.Config.defaults());

        // hold out a fifth of what every user bought
        Split split = Split.random(shop.purchases(), 0.2, 0, 1);

        NcfModel model = Trainer.of(NeuMf.defaults())
                .withListener(e -> System.out.printf("epoch %d, loss %.4f%n", e.epoch(), e.loss()))
                .train(split.train())
                .model();

        // user by user, among all products that the user did not buy in training
        RankingEvaluator evaluator = new RankingEvaluator();
        Evaluation ofModel = evaluator.evaluate(model, split.test());
        Evaluation ofPopularity = evaluator.evaluate(Popularity.of(split.train()), split.train(), split.test());
        for (String metric : ofModel.metrics().keySet()) {
            System.out.printf(
                    "%-12s model %.3f, popularity %.3f%n",
                    metric,
                    ofModel.metric(metric).mean(),
                    ofPopularity.metric(metric).mean());
        }

        Recommender recommender = Recommender.of(model);
        String user = shop.users().id(0);
        System.out.println("For user " + user + ":");
        for (Recommendation recommendation : recommender.recommend(user, 5)) {
            int item = shop.items().require(recommendation.item());
            System.out.printf("%-32s %.3f%n", shop.itemName(item), recommendation.score());
        }
    }
}
