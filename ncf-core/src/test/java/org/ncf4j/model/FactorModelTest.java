package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Json;

/** Models of factors that were found elsewhere. */
class FactorModelTest extends ScorerContract {
    private static final Interactions DATA = Interactions.builder()
            .withMinRating(3)
            .add("ann", "tea", 5)
            .add("ann", "pot", 1)
            .add("bob", "honey", 3)
            .build();
    private static final FMatrixRMaj USERS = new FMatrixRMaj(new float[][] {{1, 2}, {-1, 0.5f}});
    private static final FMatrixRMaj ITEMS = new FMatrixRMaj(new float[][] {{3, 0}, {0.5f, 4}, {0, -1}});
    private static final NcfModel MODEL = NcfModel.ofFactors(DATA, USERS, ITEMS, "{\"type\":\"als\"}");

    @TempDir
    Path folder;

    @Override
    protected Scorer scorer() {
        return MODEL;
    }

    @Test
    void aScoreIsTheProductOfTheFactors() {
        float[] scores = new float[3];
        MODEL.scoreAll(0, scores);
        assertArrayEquals(new float[] {3, 8.5f, -2}, scores);
        MODEL.scoreAll(1, scores);
        assertArrayEquals(new float[] {-3, 1.5f, -0.5f}, scores);
        assertArrayEquals(new int[] {0, 1}, MODEL.seen(0));
        assertEquals(Optional.empty(), MODEL.training());
    }

    @Test
    void itIsSavedWithHowItWasFoundAndNoTraining() throws IOException {
        Path file = folder.resolve("model");
        MODEL.save(file);
        NcfModel loaded = NcfModel.load(file);
        assertEquals(
                "{\"model\":{\"type\":\"mf\",\"factors\":2,\"embeddings\":\"zeros\"},\"fit\":{\"type\":\"als\"}}",
                loaded.configJson());
        assertEquals(Optional.empty(), loaded.training());
        assertArrayEquals(MODEL.userEmbeddings().data, loaded.userEmbeddings().data);
        assertArrayEquals(MODEL.itemEmbeddings().data, loaded.itemEmbeddings().data);
        assertEquals(DATA.fingerprint(), loaded.dataFingerprint());
        Path again = folder.resolve("again");
        loaded.save(again);
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
    }

    @Test
    void aTrainerRefusesItsConfig() {
        assertMessage(
                "unknown config key 'fit': expected model, training, pretraining",
                () -> Trainer.fromJson(MODEL.configJson()));
    }

    @Test
    void aFitIsAnObjectInPlaceOfTheTraining() {
        for (String fit : new String[] {"{}", "1", "\"als\""}) {
            assertTakeFitFails("{\"fit\":" + fit + "}");
        }
        assertTakeFitFails("{\"fit\":{\"type\":\"als\"},\"training\":{}}");
        assertEquals(Map.of(), ConfigJson.takeFit(new LinkedHashMap<>()));
    }

    private static void assertTakeFitFails(String json) {
        Map<String, Object> root = new LinkedHashMap<>(Json.parseObject(json));
        assertMessage(
                "config key 'fit' must be an object with a key at least, and in place of 'training'",
                () -> ConfigJson.takeFit(root));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertMessage(
                "userFactors must be 2 x 2, but is 3 x 2", () -> NcfModel.ofFactors(DATA, ITEMS, ITEMS, "{\"a\":1}"));
        FMatrixRMaj narrow = new FMatrixRMaj(3, 1);
        assertMessage(
                "itemFactors must be 3 x 2, but is 3 x 1", () -> NcfModel.ofFactors(DATA, USERS, narrow, "{\"a\":1}"));
        FMatrixRMaj infinite = new FMatrixRMaj(ITEMS);
        infinite.set(2, 0, Float.NaN);
        assertMessage(
                "itemFactors must be finite, but holds NaN in row 2",
                () -> NcfModel.ofFactors(DATA, USERS, infinite, "{\"a\":1}"));
        assertMessage(
                "fitJson must have a key at least, but is {}", () -> NcfModel.ofFactors(DATA, USERS, ITEMS, "{}"));
        // a level deeper in the file, where it could not be read
        String deep = "{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}";
        assertThrows(IllegalArgumentException.class, () -> NcfModel.ofFactors(DATA, USERS, ITEMS, deep));
        FMatrixRMaj none = new FMatrixRMaj(0, 0);
        assertThrows(IllegalArgumentException.class, () -> NcfModel.ofFactors(DATA, none, none, "{\"a\":1}"));
    }

    private static void assertMessage(String message, org.junit.jupiter.api.function.Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }
}
