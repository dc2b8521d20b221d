package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncf4j.nn.Activation;

/** Beside the contract of every scorer: that the scores are the logits of the formulas. */
class NcfModelTest {
    private static final NeuMf NEUMF = NeuMf.defaults().withFactors(3).withLayers(4, 5, 2);

    /** Chains of at most 2 * 33 + 33 links: 100 roundings of 2^-24 are 6e-6 if all fell the same way. */
    private static final double TOLERANCE = 3e-6;

    static Stream<Arguments> models() {
        return Stream.of(1, 63, 64, 65, 200)
                .flatMap(items -> Stream.of(
                                Mf.defaults().withFactors(33),
                                Gmf.defaults().withFactors(17),
                                Mlp.defaults().withLayers(66, 33),
                                Mlp.defaults().withLayers(10, 7, 5, 3).withActivation(Activation.TANH),
                                NeuMf.defaults().withFactors(5).withLayers(34, 17, 3),
                                NeuMf.defaults().withActivation(Activation.SIGMOID),
                                NEUMF.withActivation(Activation.IDENTITY))
                        .map(config -> Arguments.of(config, items)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void scoresAreTheLogitsOfTheFormula(ModelConfig config, int items) {
        FusionNetwork network = Networks.random(config, 4, items, 3);
        NcfModel model = Networks.model(network);
        ReferenceNetwork reference = new ReferenceNetwork(network);
        for (int user = 0; user < 4; user++) {
            double[] expected = new double[items];
            for (int item = 0; item < items; item++) {
                expected[item] = reference.logit(user, item);
            }
            float[] scores = new float[items];

            model.scoreAll(user, scores);

            // of a single item only the size of a typical logit says what is large
            for (int item = 0; item < items; item++) {
                assertEquals(expected[item], scores[item], TOLERANCE * Math.max(1, Math.abs(expected[item])));
            }
        }
    }

    @Test
    void tensorsAreCopiesWithTheNamesOfTheFile() {
        NcfModel model = Networks.model(Networks.random(NEUMF, 4, 6, 1));

        assertEquals(
                List.of(
                        "gmf_user",
                        "gmf_item",
                        "mlp_user",
                        "mlp_item",
                        "dense1_kernel",
                        "dense1_bias",
                        "dense2_kernel",
                        "dense2_bias",
                        "head_kernel",
                        "head_bias"),
                model.tensorNames());
        assertShape(4, 3, model.tensor("gmf_user"));
        assertShape(6, 2, model.tensor("mlp_item"));
        assertShape(4, 5, model.tensor("dense1_kernel"));
        assertShape(1, 5, model.tensor("dense1_bias"));
        assertShape(5, 1, model.tensor("head_kernel"));
        assertShape(1, 1, model.tensor("head_bias"));
        float[] before = new float[6];
        model.scoreAll(1, before);
        for (String name : model.tensorNames()) {
            FMatrixRMaj tensor = model.tensor(name);
            float first = tensor.data[0];
            tensor.data[0] += 100;
            assertEquals(first, model.tensor(name).data[0], name);
        }
        float[] after = new float[6];
        model.scoreAll(1, after);
        assertArrayEquals(before, after);
    }

    @Test
    void theNamesOfTheOtherModelsAreTheirsAlone() {
        assertEquals(
                List.of("mf_user", "mf_item", "mf_user_bias", "mf_item_bias", "mf_bias"),
                Networks.model(Networks.random(Mf.defaults(), 2, 2, 1)).tensorNames());
        assertEquals(
                List.of("gmf_user", "gmf_item", "head_kernel", "head_bias"),
                Networks.model(Networks.random(Gmf.defaults(), 2, 2, 1)).tensorNames());
        assertEquals(
                List.of("mlp_user", "mlp_item", "dense1_kernel", "dense1_bias", "head_kernel", "head_bias"),
                Networks.model(Networks.random(Mlp.defaults().withLayers(2, 2), 2, 2, 1))
                        .tensorNames());
    }

    @Test
    void anUnknownTensorIsNamedWithThoseThatThereAre() {
        NcfModel model = Networks.model(Networks.random(Gmf.defaults(), 2, 2, 1));

        assertEquals(
                "unknown tensor 'mlp_user'; this model has gmf_user, gmf_item, head_kernel, head_bias",
                assertThrows(IllegalArgumentException.class, () -> model.tensor("mlp_user"))
                        .getMessage());
    }

    @Test
    void embeddingsAreBothHalvesJoined() {
        NcfModel model = Networks.model(Networks.random(NEUMF, 4, 6, 1));

        assertJoined(model.userEmbeddings(), model.tensor("gmf_user"), model.tensor("mlp_user"));
        assertJoined(model.itemEmbeddings(), model.tensor("gmf_item"), model.tensor("mlp_item"));
        model.itemEmbeddings().data[0] = 99;
        assertEquals(model.tensor("gmf_item").data[0], model.itemEmbeddings().data[0]);
    }

    @Test
    void embeddingsOfMatrixFactorizationAreItsFactorsWithoutTheBias() {
        NcfModel model = Networks.model(Networks.random(Mf.defaults().withFactors(3), 4, 6, 1));

        assertArrayEquals(model.tensor("mf_user").data, model.userEmbeddings().data);
        assertArrayEquals(model.tensor("mf_item").data, model.itemEmbeddings().data);
    }

    @Test
    void seenItemsAreCopies() {
        NcfModel model = SmallModels.train(NEUMF, 3, 7);
        int[] before = model.seen(1);

        model.seen(1)[0] = -5;

        assertArrayEquals(before, model.seen(1));
        assertThrows(IndexOutOfBoundsException.class, () -> model.seen(3));
        assertThrows(IndexOutOfBoundsException.class, () -> model.seen(-1));
    }

    @Test
    void itsConfigReadsBack() {
        NcfModel model = SmallModels.train(NEUMF, 3, 7);

        Trainer trainer = Trainer.fromJson(model.configJson());

        assertEquals(model.config(), trainer.model());
        assertEquals(model.training().orElseThrow(), trainer.training());
        assertEquals(model.configJson(), trainer.toJson());
    }

    private static void assertShape(int rows, int columns, FMatrixRMaj tensor) {
        assertEquals(rows, tensor.numRows);
        assertEquals(columns, tensor.numCols);
    }

    private static void assertJoined(FMatrixRMaj joined, FMatrixRMaj left, FMatrixRMaj right) {
        assertShape(left.numRows, left.numCols + right.numCols, joined);
        for (int row = 0; row < joined.numRows; row++) {
            for (int column = 0; column < joined.numCols; column++) {
                float expected = column < left.numCols ? left.get(row, column) : right.get(row, column - left.numCols);
                assertEquals(expected, joined.get(row, column));
            }
        }
    }
}
