package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A logit is the sum of its parts, and each part is what the formulas of the models say. */
class LogitDecompositionTest {
    private static final int USERS = 9;
    private static final int ITEMS = 140;

    static List<ModelConfig> configs() {
        return SmallModels.configs();
    }

    @ParameterizedTest
    @MethodSource("configs")
    void partsAreThoseOfTheFormulas(ModelConfig config) {
        NcfModel model = SmallModels.train(config, USERS, ITEMS);
        ReferenceNetwork reference = new ReferenceNetwork(model.network());
        for (int user = 0; user < USERS; user++) {
            LogitDecomposition logits = model.decompose(user);
            for (int item = 0; item < ITEMS; item++) {
                LogitDecomposition.Parts parts = logits.of(item);
                boolean biased = config instanceof Mf;
                assertEquals(product(model, user, item), parts.product(), 1e-5);
                assertEquals(biased ? model.tensor("mf_user_bias").get(user, 0) : 0, parts.userBias());
                assertEquals(biased ? model.tensor("mf_item_bias").get(item, 0) : 0, parts.itemBias());
                assertEquals(model.tensor(biased ? "mf_bias" : "head_bias").get(0), parts.bias());
                // in float
                assertEquals(reference.logit(user, item), parts.logit(), 1e-5);
                if (config instanceof Mf || config instanceof Gmf) {
                    assertEquals(0, parts.tower());
                }
            }
        }
    }

    /** Straight from the tensors. */
    private static double product(NcfModel model, int user, int item) {
        ModelConfig config = model.config();
        if (config instanceof Mlp) {
            return 0;
        }
        String prefix = config instanceof Mf ? "mf" : "gmf";
        FMatrixRMaj p = model.tensor(prefix + "_user");
        FMatrixRMaj q = model.tensor(prefix + "_item");
        double sum = 0;
        for (int j = 0; j < p.numCols; j++) {
            double weight =
                    config instanceof Mf ? 1 : model.tensor("head_kernel").get(j, 0);
            sum += weight * p.get(user, j) * q.get(item, j);
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("configs")
    void theSumIsTheScore(ModelConfig config) {
        NcfModel model = SmallModels.train(config, USERS, ITEMS);
        float[] scores = new float[ITEMS];
        model.scoreAll(3, scores);
        double sum = 0;
        for (int item = 0; item < ITEMS; item++) {
            assertEquals(scores[item], model.decompose(3).of(item).logit(), 1e-12);
            sum += scores[item];
        }
        assertEquals(sum / ITEMS, model.decompose(3).mean().logit(), 1e-12);
    }

    @ParameterizedTest
    @MethodSource("configs")
    void ofSomebodyFoldedInToo(ModelConfig config) {
        NcfModel model = SmallModels.train(config, 60, 40);
        float[] scores = new float[40];
        model.foldIn(1, 5, 9).scoreAll(0, scores);
        LogitDecomposition logits = model.decomposeFoldIn(9, 5, 1);
        for (int item = 0; item < 40; item++) {
            assertEquals(scores[item], logits.of(item).logit(), 1e-12);
        }
        NcfModel with = model.withUser("new", List.of("item é1", "item é5", "item é9"));
        assertEquals(with.decompose(60).of(7), logits.of(7));
        assertEquals(with.decompose(60).mean(), logits.mean());
    }

    @Test
    void indicesAreChecked() {
        NcfModel model = SmallModels.train(SmallModels.configs().get(0), USERS, ITEMS);
        assertThrows(IndexOutOfBoundsException.class, () -> model.decompose(USERS));
        assertThrows(IndexOutOfBoundsException.class, () -> model.decompose(0).of(ITEMS));
        assertThrows(IndexOutOfBoundsException.class, () -> model.decomposeFoldIn(-1));
    }
}
