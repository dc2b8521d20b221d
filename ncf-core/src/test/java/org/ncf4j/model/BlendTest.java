package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.data.SimulatedShop;

class BlendTest {
    private static final SimulatedShop SHOP = SimulatedShop.create(SimulatedShop.Config.defaults()
            .withPositives(800)
            .withNegatives(800)
            .withUsers(100)
            .withItems(60));
    private static final Interactions DATA = SHOP.purchases();
    private static final TrainingConfig STEPS = TrainingConfig.paper().withEpochs(3);
    private static final Blend BLEND = new Blend(
            ImplicitAls.defaults().withFactors(4).withIterations(2).withL2(0.3),
            Mf.defaults().withFactors(3),
            STEPS,
            0.3);
    private static final NeuMf MODEL = NeuMf.defaults().withFactors(9).withLayers(6, 4);

    private static Trainer trainer(Blend blend, double alpha) {
        return Trainer.of(MODEL).withTraining(STEPS.withEpochs(0)).withPretraining(Pretraining.of(blend, STEPS, alpha));
    }

    private static void assertScores(NcfModel first, NcfModel second, double share, NcfModel whole) {
        int items = whole.items().size();
        float[] left = new float[items];
        float[] right = new float[items];
        float[] both = new float[items];
        for (int user = 0; user < whole.users().size(); user++) {
            first.scoreAll(user, left);
            second.scoreAll(user, right);
            whole.scoreAll(user, both);
            for (int item = 0; item < items; item++) {
                // a few roundings of logits of size 1
                assertEquals((1 - share) * left[item] + share * right[item], both[item], 3e-6);
            }
        }
    }

    /** With steps enough for biases that matter; at an alpha of 1 the tower is silent. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3, 0.8})
    void theScoreIsTheWeightedMeanOfBothParts(double share) {
        Blend blend = BLEND.withShare(share);

        NcfModel whole = trainer(blend, 1).train(DATA).model();

        NcfModel first = BLEND.leastSquares().fit(DATA);
        NcfModel second =
                Trainer.of(BLEND.model()).withTraining(STEPS).train(DATA).model();
        assertTrue(Math.abs(second.tensor("mf_bias").get(0, 0)) > 1e-3f, "a bias that would be missed");
        assertScores(first, second, share, whole);
        assertScores(first, second, share, blend.join(first, second));
    }

    @Test
    void labelledPairsHaveBothPartsToo() {
        LabeledPairs pairs = SHOP.pairs();

        NcfModel whole = trainer(BLEND, 1).train(pairs).model();

        NcfModel first = BLEND.leastSquares().fit(pairs.positives());
        NcfModel second =
                Trainer.of(BLEND.model()).withTraining(STEPS).train(pairs).model();
        assertScores(first, second, BLEND.share(), whole);
    }

    /** Neither part's items are farther apart than the other's because of its weight alone. */
    @Test
    void theWeightGoesToBothFactorsOfAProduct() {
        NcfModel first = BLEND.leastSquares().fit(DATA);
        NcfModel second =
                Trainer.of(BLEND.model()).withTraining(STEPS).train(DATA).model();

        NcfModel whole = BLEND.join(first, second);

        for (String tensor : List.of("mf_user", "mf_item")) {
            float[] joined = whole.tensor(tensor).data;
            float[] left = first.tensor(tensor).data;
            float[] right = second.tensor(tensor).data;
            for (int row = 0; row < left.length / 4; row++) {
                for (int column = 0; column < 4; column++) {
                    assertEquals(Math.sqrt(0.7) * left[4 * row + column], joined[7 * row + column], 1e-7);
                }
                for (int column = 0; column < 3; column++) {
                    assertEquals(Math.sqrt(0.3) * right[3 * row + column], joined[7 * row + 4 + column], 1e-7);
                }
            }
        }
    }

    @Test
    void aRecipeWithItTravels(@TempDir Path folder) throws IOException {
        Trainer trainer = trainer(BLEND, 0.9).withSeed(8);

        NcfModel one = trainer.withThreads(1).train(DATA).model();
        NcfModel three = trainer.withThreads(3).train(DATA).model();

        assertEquals(trainer.toJson(), Trainer.fromJson(trainer.toJson()).toJson());
        assertEquals(trainer.pretraining(), Trainer.fromJson(trainer.toJson()).pretraining());
        assertEquals(trainer.toJson(), one.configJson());
        Path file = folder.resolve("model");
        one.save(file);
        assertEquals(trainer.toJson(), NcfModel.load(file).configJson());
        for (String tensor : one.tensorNames()) {
            assertArrayEquals(one.tensor(tensor).data, three.tensor(tensor).data, tensor);
        }
    }

    /** What is not said is the default, and the width follows. */
    @Test
    void theShortestConfigHasTheDefaults() {
        Trainer trainer = Trainer.fromJson(
                "{\"model\": {\"type\": \"neumf\"}, \"pretraining\": {\"product\": {\"fit\": {\"type\": \"blend\"}}}}");

        Pretraining recipe = trainer.pretraining();
        assertEquals(Blend.defaults(), recipe == null ? null : recipe.productTraining());
        assertEquals(NeuMf.defaults().withFactors(258), trainer.model());
    }

    @Test
    void anotherSeedIsAnotherOneOfBothParts() {
        Blend other = BLEND.withSeed(5);
        assertEquals(5, other.seed());
        assertEquals(5, other.leastSquares().seed());
        assertEquals(5, other.steps().seed());
    }

    @Test
    void aWitherKeepsTheRest() {
        Blend defaults = Blend.defaults();
        assertEquals(
                BLEND,
                defaults.withLeastSquares(BLEND.leastSquares())
                        .withModel(BLEND.model())
                        .withSteps(BLEND.steps())
                        .withShare(BLEND.share()));
    }

    /** Steps of the second part, with their two moments a weight, beside the first part; then the whole beside both. */
    @Test
    void theMemoryIsThatOfTheLargestPhase() {
        Interactions data = SimulatedShop.create(SimulatedShop.Config.defaults()
                        .withPositives(90_000)
                        .withNegatives(100)
                        .withUsers(9_000)
                        .withItems(1_000))
                .purchases();
        Blend blend = BLEND.withLeastSquares(BLEND.leastSquares().withFactors(128))
                .withModel(Mf.defaults().withFactors(255))
                .withSteps(TrainingConfig.defaults().withEpochs(1));
        Trainer trainer = Trainer.of(MODEL.withFactors(385))
                .withTraining(STEPS.withEpochs(0))
                .withPretraining(Pretraining.of(blend, STEPS, 0.9));
        long rows = 10_000;
        // floats of a row: 144 of least squares; 256 of the steps, as many for an average and twice that for moments
        long second = 4 * rows * (144 + 4 * 256);
        long whole = 4 * rows * (144 + 256 + 400 + 400);
        long needed = trainer.memoryNeeded(data);
        assertTrue(needed > Math.max(second, whole), "a phase is not counted");
        assertTrue(needed < 1.25 * Math.max(second, whole), "something is counted twice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\": \"blend\", \"share\": 0} | share must be above 0 and below 1, but is 0.0",
                "{\"type\": \"blend\", \"share\": 1} | share must be above 0 and below 1, but is 1.0",
                "{\"type\": \"blend\", \"mf\": {\"training\": {\"epochs\": 0}}}"
                        + " | epochs of the second part must be at least 1, but is 0",
                "{\"type\": \"mix\"} | config key 'pretraining.product.fit.type' must be ials or blend, but is \"mix\"",
                "{\"type\": \"blend\", \"mf\": {\"model\": {\"type\": \"gmf\"}}}"
                        + " | config key 'pretraining.product.fit.mf.model.type' must be mf, but is \"gmf\"",
                "{\"type\": \"blend\", \"ials\": {\"factor\": 3}}"
                        + " | unknown config key 'pretraining.product.fit.ials.factor'",
            })
    void badConfigsAreRefused(String fit, String message) {
        String json = "{\"model\": {\"type\": \"neumf\"}, \"pretraining\": {\"product\": {\"fit\": " + fit + "}}}";
        String told = assertThrows(IllegalArgumentException.class, () -> Trainer.fromJson(json))
                .getMessage();
        assertTrue(told.startsWith(message), told);
    }

    @Test
    void aProductHalfOfAnotherWidthIsRefused() {
        String told = assertThrows(
                        IllegalArgumentException.class,
                        () -> new Pretraining(Mf.defaults().withFactors(6), BLEND, STEPS, 0.5))
                .getMessage();
        assertTrue(told.startsWith("product must be what its training makes, Mf[factors=7"), told);
    }
}
