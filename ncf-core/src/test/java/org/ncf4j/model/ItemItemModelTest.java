package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.TensorFile;

class ItemItemModelTest {
    private static final String CONFIG = "{\"model\":{\"type\":\"test\",\"l2\":0.5}}";

    /** ann likes tea and honey and has seen the pot; bob likes the pot; eve has seen tea. */
    private static final Interactions DATA = Interactions.builder()
            .withMinRating(3)
            .add("ann", "tea", 5)
            .add("ann", "pot", 1)
            .add("ann", "honey", 4)
            .add("bob", "pot", 3)
            .add("eve", "tea", 2)
            .build();

    /** tea: pot 2, honey -1; pot: tea 0.5; honey: tea 0.25, pot 4. */
    private static final ItemItemModel MODEL = ItemItemModel.of(
            DATA, new int[] {0, 2, 3, 5}, new int[] {1, 2, 0, 0, 1}, new float[] {2, -1, 0.5f, 0.25f, 4}, CONFIG);

    @TempDir
    Path folder;

    @Nested
    class Contract extends ScorerContract {
        @Override
        protected Scorer scorer() {
            return MODEL;
        }
    }

    @Nested
    class ContractOfLoaded extends ScorerContract {
        @Override
        protected Scorer scorer() {
            try {
                return Model.load(savedFile());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static float[] scores(Scorer scorer, int user) {
        float[] scores = new float[3];
        scorer.scoreAll(user, scores);
        return scores;
    }

    /** The history is the positives; what was seen below the threshold is left out of lists and adds to no score. */
    @Test
    void aScoreIsTheSumOfTheWeightsFromThePositives() {
        assertArrayEquals(new float[] {0.25f, 6, -1}, scores(MODEL, 0));
        assertArrayEquals(new float[] {0.5f, 0, 0}, scores(MODEL, 1));
        assertArrayEquals(new float[] {0, 0, 0}, scores(MODEL, 2));
        assertArrayEquals(new int[] {0, 2}, MODEL.history(0));
        assertArrayEquals(new int[] {0, 1, 2}, MODEL.seen(0));
        assertArrayEquals(new int[] {}, MODEL.history(2));
        assertArrayEquals(new int[] {0}, MODEL.seen(2));
        assertThrows(IndexOutOfBoundsException.class, () -> MODEL.seen(3));
        assertThrows(IndexOutOfBoundsException.class, () -> MODEL.history(-1));
    }

    @Test
    void weightsAreHandedOutByItem() {
        float[] weights = {7, 7, 7, 7};
        MODEL.weights(2, weights);
        assertArrayEquals(new float[] {0.25f, 4, 0, 7}, weights);
        assertEquals(5, MODEL.weightCount());
        assertThrows(IndexOutOfBoundsException.class, () -> MODEL.weights(3, weights));
        assertThrows(IndexOutOfBoundsException.class, () -> MODEL.weights(0, new float[2]));
    }

    /** Positives come in the order of time, the sum in that of the items. */
    @Test
    void theOrderOfAHistoryDoesNotMatter() {
        int[] offsets = {0, 1, 2, 3, 3};
        int[] targets = {3, 3, 3};
        float[] weights = {1e8f, -1e8f, 1};
        float[] scores = new float[4];
        for (int[] items : new int[][] {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}}) {
            Interactions data = Interactions.of(1, 4, new int[3], items, Interactions.Order.OLDEST_FIRST);
            ItemItemModel.of(data, offsets, targets, weights, CONFIG).scoreAll(0, scores);
            assertEquals(1, scores[3]);
        }
    }

    @Test
    void whatComesInIsCopied() {
        int[] offsets = {0, 1, 1, 1};
        int[] targets = {1};
        float[] weights = {3};
        ItemItemModel model = ItemItemModel.of(DATA, offsets, targets, weights, CONFIG);
        offsets[1] = 0;
        targets[0] = 2;
        weights[0] = 0;
        assertArrayEquals(new float[] {0, 3, 0}, scores(model, 0));
    }

    @Test
    void aLoadedModelIsTheSavedOne() throws IOException {
        Path file = savedFile();
        ItemItemModel loaded = assertInstanceOf(ItemItemModel.class, Model.load(file));
        assertEquals(MODEL.users(), loaded.users());
        assertEquals(MODEL.items(), loaded.items());
        assertEquals(CONFIG, loaded.configJson());
        assertEquals(DATA.fingerprint(), loaded.dataFingerprint());
        for (int user = 0; user < 3; user++) {
            assertArrayEquals(MODEL.seen(user), loaded.seen(user));
            assertArrayEquals(MODEL.history(user), loaded.history(user));
            assertArrayEquals(scores(MODEL, user), scores(loaded, user));
        }
        Path again = folder.resolve("again");
        loaded.save(again);
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
    }

    @Test
    void eachKindIsReadByItsOwnOrByEither() throws IOException {
        Path network = folder.resolve("network");
        SmallModels.train(Mf.defaults().withFactors(2), 3, 4).save(network);
        Path file = savedFile();
        assertInstanceOf(NcfModel.class, Model.load(network));
        ModelFormatException e = assertThrows(ModelFormatException.class, () -> NcfModel.load(file));
        assertEquals(file + ": holds an ItemItemModel, expected an NcfModel; Model.load reads both", e.getMessage());
        assertThrows(ModelFormatException.class, () -> ItemItemModel.load(network));
    }

    @Test
    void everyTruncationAndEveryChangeOfAByteIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(savedFile());
        for (int length = 0; length < bytes.length; length++) {
            assertMalformed(Arrays.copyOf(bytes, length));
        }
        for (int place = 0; place < bytes.length; place++) {
            bytes[place] ^= (byte) (1 << (place % 8));
            assertMalformed(bytes);
            bytes[place] ^= (byte) (1 << (place % 8));
        }
    }

    private void assertMalformed(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("bad"), bytes);
        ModelFormatException e = assertThrows(ModelFormatException.class, () -> Model.load(file));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }

    /** These files have the right checksum: only what they say is at fault. */
    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        assertNotNull(loadWith("", null));
        for (String missing :
                Set.of("weights", "weight_items", "weight_offsets", "history_items", "seen_offsets", "user_ids")) {
            assertLoadFails(missing, null);
        }
        assertLoadFails("metadata config", null);
        assertLoadFails("metadata config", "[]");
        assertLoadFails("metadata config", "{ }");
        assertLoadFails("metadata kind", "user-user");
        assertLoadFails("metadata kind", null);
        assertLoadFails("metadata data_fingerprint", null);
        assertLoadFails("weights", new float[] {2, -1, 0.5f, 0.25f});
        assertLoadFails("weights", new float[] {2, -1, 0.5f, 0.25f, Float.NaN});
        assertLoadFails("weights", new float[] {2, -1, Float.POSITIVE_INFINITY, 0.25f, 4});
        assertLoadFails("weight_items", new int[] {1, 3, 0, 0, 1});
        assertLoadFails("weight_items", new int[] {1, 1, 0, 0, 1});
        assertLoadFails("weight_items", new int[] {-1, 2, 0, 0, 1});
        assertLoadFails("weight_offsets", new int[] {0, 2, 3, 6});
        assertLoadFails("weight_offsets", new int[] {0, 3, 2, 5});
        assertLoadFails("weight_offsets", new int[] {1, 2, 3, 5});
        assertLoadFails("weight_offsets", new int[] {0, 2, 5});
        assertLoadFails("history_items", new int[] {0, 3, 1});
        assertLoadFails("history_items", new int[] {2, 0, 1});
        assertLoadFails("history_offsets", new int[] {0, 2, 3});
        assertLoadFails("seen_items", new int[] {0, 1, 2, 1, 3});
    }

    private void assertLoadFails(String what, @Nullable Object value) {
        assertThrows(ModelFormatException.class, () -> loadWith(what, value), () -> what + " changed");
    }

    /** Loads a copy of the model's file in which one tensor or metadata is another (null: missing). */
    private Model loadWith(String what, @Nullable Object value) throws IOException {
        TensorFile file = TensorFile.read(savedFile());
        TensorFile.Writer writer = TensorFile.writer();
        for (Map.Entry<String, String> entry : file.metadata().entrySet()) {
            boolean changed = what.equals("metadata " + entry.getKey());
            if (!entry.getKey().equals("sha256") && !(changed && value == null)) {
                writer.metadata(entry.getKey(), changed ? (String) value : entry.getValue());
            }
        }
        for (String name : file.names()) {
            Object data = what.equals(name) ? value : data(file, name);
            if (data instanceof float[] floats) {
                writer.add(name, floats, floats.length);
            } else if (data instanceof int[] ints) {
                writer.add(name, ints, ints.length);
            } else if (data instanceof long[] longs) {
                writer.add(name, longs, longs.length);
            } else if (data instanceof byte[] bytes) {
                writer.add(name, bytes, bytes.length);
            }
        }
        Path copy = folder.resolve("copy");
        writer.write(copy);
        return Model.load(copy);
    }

    private static Object data(TensorFile file, String name) throws IOException {
        if (name.endsWith("_ids")) {
            return file.bytes(name, -1);
        }
        if (name.endsWith("_id_offsets")) {
            return file.longs(name, -1);
        }
        return name.equals("weights") ? file.floats(name, -1) : file.ints(name, -1);
    }

    private Path savedFile() throws IOException {
        Path file = folder.resolve("saved");
        MODEL.save(file);
        return file;
    }

    @Test
    void whatCannotBeIsRefused() {
        int[] offsets = {0, 0, 0, 0};
        int[] none = {};
        assertMessage(
                "weights have 3 offsets for 3 items, where one more than items is needed",
                new int[] {0, 0, 0},
                none,
                new float[0],
                CONFIG);
        assertMessage("0 items have 1 weights", offsets, none, new float[1], CONFIG);
        assertMessage("weight items do not fill their tensor", new int[] {0, 0, 0, 1}, none, new float[0], CONFIG);
        assertMessage(
                "weight offsets do not ascend at item 1",
                new int[] {0, 1, 0, 1},
                new int[] {0},
                new float[] {1},
                CONFIG);
        assertMessage(
                "weight items of item 2 are not ascending item indices",
                new int[] {0, 0, 0, 1},
                new int[] {3},
                new float[] {1},
                CONFIG);
        assertMessage(
                "weight NaN at 0 is not finite",
                new int[] {0, 0, 0, 1},
                new int[] {0},
                new float[] {Float.NaN},
                CONFIG);
        assertThrows(
                IllegalArgumentException.class, () -> ItemItemModel.of(DATA, offsets, none, new float[0], "no JSON"));
    }

    private static void assertMessage(String message, int[] offsets, int[] items, float[] weights, String config) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> ItemItemModel.of(DATA, offsets, items, weights, config));
        assertEquals(message, e.getMessage());
    }
}
