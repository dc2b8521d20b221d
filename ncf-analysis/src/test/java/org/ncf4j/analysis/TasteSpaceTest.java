package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.ncf4j.analysis.PcaTest.assertMessage;

import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.model.Gmf;
import org.ncf4j.model.Mf;
import org.ncf4j.model.Mlp;
import org.ncf4j.model.ModelConfig;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;

class TasteSpaceTest {
    private static final Interactions TRAIN = SimulatedShop.create(SimulatedShop.Config.defaults()
                    .withPositives(600)
                    .withNegatives(0)
                    .withUsers(60)
                    .withItems(30))
            .purchases();

    /** Of these the whole logit is the product half's, but for what is the same for all items of a user. */
    @Test
    void distancesAreTheSpreadOfDifferencesInTheLogit() {
        assertDistances(model(Gmf.defaults().withFactors(4)));
        assertDistances(model(Mf.defaults().withFactors(4)));
    }

    @Test
    void theTowerIsLeftOut() {
        NcfModel model = model(NeuMf.defaults().withFactors(4).withLayers(8, 4));
        FMatrixRMaj places = TasteSpace.of(model);
        FMatrixRMaj items = model.tensor("gmf_item");
        FMatrixRMaj users = model.tensor("gmf_user");
        FMatrixRMaj head = model.tensor("head_kernel");
        double[] differences = new double[users.getNumRows()];
        for (int u = 0; u < differences.length; u++) {
            for (int f = 0; f < 4; f++) {
                differences[u] += head.get(f, 0) * users.get(u, f) * (items.get(3, f) - items.get(7, f));
            }
        }
        assertEquals(variance(differences), squaredDistance(places, 3, 7), 1e-5 * variance(differences));
    }

    @Test
    void refusesAModelWithoutAProduct() {
        assertMessage(
                "model must have a product half, but is mlp",
                () -> TasteSpace.of(model(Mlp.defaults().withLayers(8, 4))));
    }

    private static void assertDistances(NcfModel model) {
        FMatrixRMaj places = TasteSpace.of(model);
        float[][] logits = new float[model.users().size()][model.items().size()];
        for (int u = 0; u < logits.length; u++) {
            model.scoreAll(u, logits[u]);
        }
        for (int[] pair : new int[][] {{0, 1}, {3, 7}, {12, 29}}) {
            double[] differences = new double[logits.length];
            for (int u = 0; u < logits.length; u++) {
                differences[u] = logits[u][pair[0]] - logits[u][pair[1]];
            }
            // logits are floats of about 1, whose differences keep five digits or so
            double expected = variance(differences);
            assertEquals(expected, squaredDistance(places, pair[0], pair[1]), 1e-3 * expected);
        }
    }

    private static double variance(double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double variance = 0;
        for (double value : values) {
            variance += (value - mean) * (value - mean) / values.length;
        }
        return variance;
    }

    private static double squaredDistance(FMatrixRMaj rows, int a, int b) {
        double sum = 0;
        for (int j = 0; j < rows.getNumCols(); j++) {
            double difference = rows.get(a, j) - rows.get(b, j);
            sum += difference * difference;
        }
        return sum;
    }

    private static NcfModel model(ModelConfig config) {
        return Trainer.of(config)
                .withTraining(TrainingConfig.defaults().withEpochs(12).withLearningRate(.01))
                .train(TRAIN)
                .model();
    }
}
