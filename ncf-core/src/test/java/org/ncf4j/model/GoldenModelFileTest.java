package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.nn.Activation;

/**
 * Files of each format version and each kind of model: what was saved once loads for ever, and scores as it did. A new
 * version adds files and numbers; those that are here stay as they are.
 *
 * <p>{@link #main} made the files of version 1 and printed their scores, in November 2026. Made again they may have other
 * bytes and other weights, since defaults and training may change: that is no reason to replace them.
 */
class GoldenModelFileTest {
    private static final List<String> USERS = List.of("ann", "bob", "Zoë");
    private static final List<String> ITEMS = List.of("tea", "honey", "pot", "7");

    /** A file, and the scores of all items for each user. */
    private record Golden(String name, Class<? extends Model> kind, String type, List<List<Float>> scores) {
        Path file() throws URISyntaxException {
            return Path.of(GoldenModelFileTest.class.getResource(name).toURI());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Golden golden(String name, Class<? extends Model> kind, String type, Float... scores) {
        List<Float> all = List.of(scores);
        return new Golden(
                "golden-" + name + ".safetensors",
                kind,
                type,
                List.of(all.subList(0, 4), all.subList(4, 8), all.subList(8, 12)));
    }

    static List<Golden> files() {
        return List.of(
                golden(
                        "1-mf",
                        NcfModel.class,
                        "mf",
                        -1.0635324f,
                        -1.0264729f,
                        -0.9272899f,
                        -2.3571f,
                        -0.8150639f,
                        -1.01044f,
                        -0.86160785f,
                        -1.701585f,
                        -0.96257174f,
                        -1.702433f,
                        -1.5688844f,
                        -1.2043964f),
                golden(
                        "1-gmf",
                        NcfModel.class,
                        "gmf",
                        -1.1607714f,
                        0.5069776f,
                        0.44334006f,
                        -2.7837875f,
                        -1.0140022f,
                        -0.0011681147f,
                        -0.04570774f,
                        -1.9351672f,
                        -0.29449606f,
                        -2.0220737f,
                        -1.9479823f,
                        1.266938f),
                golden(
                        "1-mlp",
                        NcfModel.class,
                        "mlp",
                        -1.9097189f,
                        -1.9724962f,
                        -1.9441031f,
                        -1.9682152f,
                        -1.8930837f,
                        -1.9528311f,
                        -1.9273901f,
                        -1.9530419f,
                        -1.8952647f,
                        -1.9626473f,
                        -1.9318964f,
                        -1.957715f),
                golden(
                        "1-neumf",
                        NcfModel.class,
                        "neumf",
                        -1.2221311f,
                        -0.8410864f,
                        -0.9015701f,
                        -1.9637614f,
                        -1.1808617f,
                        -1.0797119f,
                        -1.0774653f,
                        -1.4375768f,
                        -1.4586719f,
                        -1.8404682f,
                        -1.7864274f,
                        -1.0058187f),
                golden(
                        "1-neumf-pretrained",
                        NcfModel.class,
                        "neumf",
                        -0.602059f,
                        -0.90562725f,
                        -1.9682652f,
                        -3.4033759f,
                        -1.3061975f,
                        -1.4435029f,
                        -0.9374115f,
                        -1.6718296f,
                        -0.66863537f,
                        -1.4223057f,
                        -1.4777306f,
                        -1.4904568f),
                golden(
                        "1-ials",
                        NcfModel.class,
                        "mf",
                        0.25447792f,
                        0.16745144f,
                        -0.058957677f,
                        0.12776232f,
                        -0.010349697f,
                        -0.056355175f,
                        0.12900412f,
                        0.04456635f,
                        0.25872332f,
                        0.1284451f,
                        0.046873614f,
                        0.17187724f),
                golden(
                        "1-factors",
                        NcfModel.class,
                        "mf",
                        1.0f,
                        2.0f,
                        3.0f,
                        6.0f,
                        0.0f,
                        -1.0f,
                        -1.0f,
                        -4.0f,
                        0.5f,
                        0.25f,
                        0.75f,
                        0.0f),
                golden(
                        "1-item-item",
                        ItemItemModel.class,
                        "by hand",
                        0.5f,
                        2.0f,
                        -1.0f,
                        0.0f,
                        0.0f,
                        0.0f,
                        0.0f,
                        0.25f,
                        0.0f,
                        2.0f,
                        3.0f,
                        0.0f));
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatWasSavedOnceLoadsForEver(Golden golden) throws Exception {
        Model model = Model.load(golden.file());
        assertEquals(golden.kind, model.getClass());
        assertEquals(USERS, model.users().ids());
        assertEquals(ITEMS, model.items().ids());
        assertEquals(data().fingerprint(), model.dataFingerprint());
        assertArrayEquals(new int[] {0, 1, 2}, model.seen(0));
        assertArrayEquals(new int[] {2}, model.seen(1));
        assertArrayEquals(new int[] {0, 3}, model.seen(2));
        assertEquals(true, model.configJson().contains("\"type\":\"" + golden.type + "\""), model.configJson());
        for (int user = 0; user < USERS.size(); user++) {
            float[] scores = new float[ITEMS.size()];
            model.scoreAll(user, scores);
            for (int item = 0; item < scores.length; item++) {
                // sums of few terms of this size, in whatever order a later version may take them
                assertEquals(golden.scores.get(user).get(item), scores[item], 1e-6f);
            }
        }
    }

    /** Ann has seen the pot and did not like it. */
    private static Interactions data() {
        return Interactions.builder()
                .withUsers(IdIndex.of("user", USERS))
                .withItems(IdIndex.of("item", ITEMS))
                .withMinRating(3)
                .add("ann", "tea", 5)
                .add("ann", "pot", 1)
                .add("ann", "honey", 4)
                .add("bob", "pot", 3)
                .add("Zoë", "tea", 3)
                .add("Zoë", "7", 4)
                .build();
    }

    /** Writes a file of each kind into the folder that is the argument, and prints the scores. */
    public static void main(String[] args) throws IOException {
        TrainingConfig training =
                TrainingConfig.paper().withEpochs(3).withBatchSize(4).withLearningRate(0.05);
        NeuMf neuMf = NeuMf.defaults().withFactors(2).withLayers(4, 3);
        ImplicitAls als = ImplicitAls.defaults().withFactors(2).withIterations(2);
        save(args[0], "mf", trained(Mf.defaults().withFactors(2), training));
        save(args[0], "gmf", trained(Gmf.defaults().withFactors(3), training));
        save(args[0], "mlp", trained(Mlp.defaults().withLayers(4, 3, 2).withActivation(Activation.TANH), training));
        save(args[0], "neumf", trained(neuMf, training));
        Pretraining pretraining = Pretraining.of(als, training, 0.5);
        save(
                args[0],
                "neumf-pretrained",
                Trainer.of(neuMf.withFactors(Pretraining.factors(pretraining.product())))
                        .withTraining(training)
                        .withPretraining(pretraining)
                        .train(data())
                        .model());
        save(args[0], "ials", als.fit(data()));
        save(
                args[0],
                "factors",
                NcfModel.ofFactors(
                        data(),
                        new FMatrixRMaj(new float[][] {{1, 2}, {0, -1}, {0.5f, 0.25f}}),
                        new FMatrixRMaj(new float[][] {{1, 0}, {0, 1}, {1, 1}, {-2, 4}}),
                        "{\"type\":\"by hand\",\"l2\":0.5}"));
        save(
                args[0],
                "item-item",
                ItemItemModel.of(
                        data(),
                        new int[] {0, 2, 3, 4, 5},
                        new int[] {1, 2, 0, 3, 2},
                        new float[] {2, -1, 0.5f, 0.25f, 4},
                        "{\"model\":{\"type\":\"by hand\",\"l2\":0.5}}"));
    }

    private static NcfModel trained(ModelConfig config, TrainingConfig training) {
        return Trainer.of(config).withTraining(training).train(data()).model();
    }

    private static void save(String folder, String name, Model model) throws IOException {
        model.save(Path.of(folder, "golden-1-" + name + ".safetensors"));
        for (int user = 0; user < USERS.size(); user++) {
            float[] scores = new float[ITEMS.size()];
            model.scoreAll(user, scores);
            System.out.println(name + " " + Arrays.toString(scores));
        }
    }
}
