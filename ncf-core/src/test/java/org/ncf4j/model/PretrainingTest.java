package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.nn.Activation;
import org.ncf4j.nn.Initializer;

class PretrainingTest {
    private static final int USERS = 9;
    private static final int ITEMS = 7;
    private static final NeuMf MODEL = NeuMf.defaults().withFactors(5).withLayers(6, 4, 3);
    private static final Mlp TOWER = Mlp.defaults().withLayers(6, 4, 3);
    private static final TrainingConfig TRAINING = TrainingConfig.paper().withEpochs(2);

    private static final Interactions DATA = SimulatedShop.create(SimulatedShop.Config.defaults()
                    .withPositives(800)
                    .withNegatives(800)
                    .withUsers(100)
                    .withItems(60))
            .purchases();

    private static float[] scores(FusionNetwork network, int user) {
        float[] scores = new float[ITEMS];
        Networks.model(network).scoreAll(user, scores);
        return scores;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 0.5, 1})
    void theJoinedLogitIsTheWeightedMean(double alpha) {
        for (ModelConfig config :
                new ModelConfig[] {Gmf.defaults().withFactors(5), Mf.defaults().withFactors(3)}) {
            FusionNetwork product = Networks.random(config, USERS, ITEMS, 1);
            FusionNetwork tower = Networks.random(TOWER, USERS, ITEMS, 2);
            FusionNetwork joined = Networks.random(MODEL, USERS, ITEMS, 3);

            joined.join(product, tower, alpha);

            for (int user = 0; user < USERS; user++) {
                float[] left = scores(product, user);
                float[] right = scores(tower, user);
                float[] both = scores(joined, user);
                for (int item = 0; item < ITEMS; item++) {
                    // a few roundings of logits of size 1
                    assertEquals(alpha * left[item] + (1 - alpha) * right[item], both[item], 3e-6);
                }
            }
        }
    }

    private static void assertSame(NcfModel expected, NcfModel actual) {
        for (String name : expected.tensorNames()) {
            assertArrayEquals(expected.tensor(name).data, actual.tensor(name).data, name);
        }
    }

    /** The recipe is training both halves, and then the whole from there. */
    @Test
    void theRecipeIsItsSteps(@TempDir Path folder) throws IOException {
        Mf mf = Mf.defaults().withFactors(3);
        TrainingConfig first = TRAINING.withSeed(4);
        TrainingConfig second = TRAINING.withSeed(5);
        Trainer trainer = Trainer.of(MODEL).withTraining(TRAINING);
        NcfModel product = Trainer.of(mf).withTraining(first).train(DATA).model();
        NcfModel tower = Trainer.of(TOWER).withTraining(second).train(DATA).model();

        NcfModel expected =
                trainer.withPretrained(product, tower, 0.75).train(DATA).model();
        NcfModel actual = trainer.withPretraining(new Pretraining(mf, first, second, 0.75))
                .train(DATA)
                .model();

        assertSame(expected, actual);
        assertEquals(expected.configJson(), actual.configJson());
        Trainer again = Trainer.fromJson(actual.configJson());
        assertEquals(new Pretraining(mf, first, second, 0.75), again.pretraining());
        Path file = folder.resolve("model");
        actual.save(file);
        assertEquals(actual.configJson(), NcfModel.load(file).configJson());
    }

    @Test
    void anotherSeedIsAnotherOneOfTheHalvesToo() {
        Trainer trainer = Trainer.of(MODEL)
                .withTraining(TRAINING)
                .withPretraining(new Pretraining(Mf.defaults().withFactors(3), TRAINING, TRAINING, 0.5))
                .withSeed(8);

        Pretraining seeded = trainer.pretraining();
        assertEquals(8, trainer.training().seed());
        assertEquals(8, seeded.productTraining().seed());
        assertEquals(8, seeded.towerTraining().seed());
    }

    private static final ImplicitAls ALS =
            ImplicitAls.defaults().withFactors(3).withIterations(2).withL2(0.3).withSeed(6);

    /** Without epochs of its own the whole is its halves: least squares and a tower. */
    @Test
    void leastSquaresAndATowerAreJoinedAsTheyAre(@TempDir Path folder) throws IOException {
        TrainingConfig towerTraining = TRAINING.withSeed(5);
        List<EpochReport> told = new ArrayList<>();
        Trainer trainer = Trainer.of(MODEL)
                .withTraining(TRAINING.withEpochs(0))
                .withPretraining(Pretraining.of(ALS, towerTraining, 0.9))
                .withListener(told::add);

        TrainingResult result = trainer.train(DATA);

        NcfModel product = ALS.fit(DATA);
        TrainingResult tower = Trainer.of(TOWER).withTraining(towerTraining).train(DATA);
        float[] left = new float[DATA.itemCount()];
        float[] right = new float[DATA.itemCount()];
        float[] both = new float[DATA.itemCount()];
        for (int user = 0; user < DATA.userCount(); user++) {
            product.scoreAll(user, left);
            tower.model().scoreAll(user, right);
            result.model().scoreAll(user, both);
            for (int item = 0; item < both.length; item++) {
                // a few roundings of logits of size 1
                assertEquals(0.9 * left[item] + 0.1 * right[item], both[item], 3e-6);
            }
        }
        assertEquals(0, result.bestEpoch());
        assertEquals(2, result.epochs().size());
        assertEquals(result.epochs(), told);
        assertEquals(tower.last().loss(), result.last().loss());
        assertEquals(trainer.toJson(), result.model().configJson());
        assertEquals(
                Pretraining.of(ALS, towerTraining, 0.9),
                Trainer.fromJson(trainer.toJson()).pretraining());
        Path file = folder.resolve("model");
        result.model().save(file);
        assertEquals(trainer.toJson(), NcfModel.load(file).configJson());
        assertSame(
                result.model(),
                trainer.withPretrained(product, tower.model(), 0.9).train(DATA).model());
    }

    /** The ids of labelled pairs are those of both halves; least squares know their positives. */
    @Test
    void labelledPairsHaveLeastSquaresToo() {
        LabeledPairs pairs = SimulatedShop.create(SimulatedShop.Config.defaults()
                        .withPositives(800)
                        .withNegatives(800)
                        .withUsers(100)
                        .withItems(60))
                .pairs();
        NcfModel joined = Trainer.of(MODEL)
                .withTraining(TRAINING.withEpochs(0))
                .withPretraining(Pretraining.of(ALS, TRAINING, 1))
                .train(pairs)
                .model();

        NcfModel product = ALS.fit(pairs.positives());
        float[] expected = new float[pairs.items().size()];
        float[] actual = new float[pairs.items().size()];
        product.scoreAll(7, expected);
        joined.scoreAll(7, actual);
        assertArrayEquals(expected, actual, 3e-6f);
    }

    @Test
    void theWidthFollowsFromTheProductHalf() {
        for (String product : new String[] {
            "{\"fit\": {\"factors\": 5}}",
            "{\"model\": {\"type\": \"mf\", \"factors\": 5}}",
            "{\"model\": {\"type\": \"gmf\", \"factors\": 7}}"
        }) {
            String json = "{\"model\": {\"type\": \"neumf\"}, \"pretraining\": {\"product\": " + product + "}}";
            assertEquals(NeuMf.defaults().withFactors(7), Trainer.fromJson(json).model());
        }
    }

    @Test
    void leastSquaresNeedPositives() {
        LabeledPairs negatives = LabeledPairs.of(
                IdIndex.range("user", 2), IdIndex.range("item", 1), new int[] {0, 1}, new int[2], new boolean[2]);
        assertRefused(
                "there is nothing to fit: the interactions hold no positives",
                () -> Trainer.defaults().train(negatives));
    }

    /** The phases come one after the other, and none holds moments for a whole that is not trained. */
    @Test
    void theMemoryIsThatOfTheLargestPhase() {
        Interactions data = SimulatedShop.create(SimulatedShop.Config.defaults()
                        .withPositives(90_000)
                        .withNegatives(100)
                        .withUsers(9_000)
                        .withItems(1_000))
                .purchases();
        Trainer joined = Trainer.defaults();
        Trainer trained = joined.withTraining(TrainingConfig.paper().withEpochs(1));
        long rows = 10_000;
        // a row has 272 and 64 weights, as floats
        long model = 4 * 336 * rows;
        assertTrue(joined.memoryNeeded(data) > 2 * model, "the whole and its halves");
        assertTrue(joined.memoryNeeded(data) < 5 * model, "no moments of the whole");
        assertTrue(trained.memoryNeeded(data) > joined.memoryNeeded(data) + model, "two moments a weight");
    }

    @Test
    void theDefaultTrainerIsARecipeThatTravels() {
        Trainer trainer = Trainer.defaults();
        Pretraining recipe = trainer.pretraining();

        assertEquals(NeuMf.defaults().withFactors(258).withLayers(128, 64, 32), trainer.model());
        assertEquals(0, trainer.training().epochs());
        assertEquals(Blend.defaults(), recipe.productTraining());
        assertEquals(trainer.toJson(), Trainer.fromJson(trainer.toJson()).toJson());
        NcfModel one = trainer.withThreads(1).train(DATA).model();
        NcfModel three = trainer.withThreads(3).train(DATA).model();
        assertSame(one, three);
        assertEquals(trainer.toJson(), one.configJson());
    }

    /** Factors from elsewhere make a product half, though no recipe tells how they were found. */
    @Test
    void factorsOfWhoeverAreAProductHalf() {
        NcfModel tower = Trainer.of(TOWER).withTraining(TRAINING).train(DATA).model();
        for (String fit :
                new String[] {"{\"by\": \"hand\"}", "{\"type\": \"ials\", \"factors\": 4}", "{\"factors\": 3}"}) {
            NcfModel product = NcfModel.ofFactors(
                    DATA, new FMatrixRMaj(DATA.userCount(), 3), new FMatrixRMaj(DATA.itemCount(), 3), fit);
            NcfModel joined = Trainer.of(MODEL)
                    .withTraining(TRAINING.withEpochs(0))
                    .withPretrained(product, tower, 0.5)
                    .train(DATA)
                    .model();
            assertEquals(Trainer.of(MODEL).withTraining(TRAINING.withEpochs(0)).toJson(), joined.configJson());
        }
    }

    @Test
    void halvesNeedEpochs() {
        assertRefused(
                "epochs must be at least 1 where nothing is pretrained, but is 0",
                () -> Trainer.of(MODEL).withTraining(TRAINING.withEpochs(0)).train(DATA));
        assertRefused(
                "epochs of the tower must be at least 1, but is 0",
                () -> Pretraining.of(ALS, TRAINING.withEpochs(0), 0.5));
        assertRefused(
                "epochs of the product half must be at least 1, but is 0",
                () -> new Pretraining(Mf.defaults(), TRAINING.withEpochs(0), TRAINING, 0.5));
        assertRefused(
                "product must be what its training makes, " + new Mf(3, Initializer.zeros()) + ", but is "
                        + Mf.defaults().withFactors(3),
                () -> new Pretraining(Mf.defaults().withFactors(3), ALS, TRAINING, 0.5));
    }

    @Test
    void whatNoEpochMakesBetterStaysAsItWas() {
        NcfModel product = Trainer.of(Gmf.defaults().withFactors(5)).train(DATA).model();
        NcfModel tower = Trainer.of(TOWER).train(DATA).model();
        double[] falling = {0};
        TrainingResult result = Trainer.of(MODEL)
                .withTraining(TRAINING)
                .withPretrained(product, tower, 0.5)
                .withEarlyStopping(EarlyStopping.on(model -> falling[0]--))
                .train(DATA);

        assertEquals(0, result.bestEpoch());
        assertArrayEquals(product.tensor("gmf_user").data, result.model().tensor("gmf_user").data);
        assertArrayEquals(tower.tensor("dense2_kernel").data, result.model().tensor("dense2_kernel").data);
    }

    private static void assertRefused(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        Trainer trainer = Trainer.of(MODEL);
        assertRefused(
                "a neumf of 5 factors cannot begin with mf that needs 7",
                () -> trainer.withPretraining(new Pretraining(Mf.defaults().withFactors(5), TRAINING, TRAINING, 0.5)));
        assertRefused(
                "pretrained parts make a neumf, not a mlp",
                () -> Trainer.of(TOWER).withPretraining(new Pretraining(Gmf.defaults(), TRAINING, TRAINING, 0.5)));
        assertRefused("product must be gmf or mf, but is mlp", () -> new Pretraining(TOWER, TRAINING, TRAINING, 0.5));
        assertRefused(
                "alpha must lie in [0, 1], but is NaN",
                () -> new Pretraining(Gmf.defaults(), TRAINING, TRAINING, Double.NaN));
        NcfModel product = Networks.model(Networks.random(Gmf.defaults().withFactors(5), USERS, ITEMS, 1));
        NcfModel other = Networks.model(Networks.random(TOWER.withActivation(Activation.TANH), USERS, ITEMS, 1));
        assertRefused(
                "tower must be an mlp of the layers [6, 4, 3] and the neumf's activation",
                () -> trainer.withPretrained(product, other, 0.5));
        NcfModel tower = Networks.model(Networks.random(TOWER, USERS, ITEMS, 1));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> trainer.withPretrained(product, tower, 0.5).train(DATA));
        assertEquals(
                "pretrained parts must know the users and items that are trained on",
                e.getMessage().substring(0, e.getMessage().indexOf(':')));
    }
}
