package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.TensorFile;

class ModelFileTest {
    private static final NcfModel MODEL = SmallModels.train(Gmf.defaults().withFactors(2), 3, 4);

    @TempDir
    Path folder;

    static List<ModelConfig> configs() {
        return SmallModels.configs();
    }

    @ParameterizedTest
    @MethodSource("configs")
    void aLoadedModelIsTheSavedOne(ModelConfig config) throws IOException {
        NcfModel saved = SmallModels.train(config, 6, 11);
        Path file = folder.resolve("model.safetensors");
        saved.save(file);
        NcfModel loaded = NcfModel.load(file);
        assertEquals(saved.config(), loaded.config());
        assertEquals(saved.training(), loaded.training());
        assertEquals(saved.users(), loaded.users());
        assertEquals(saved.items(), loaded.items());
        assertEquals(saved.dataFingerprint(), loaded.dataFingerprint());
        assertEquals(saved.tensorNames(), loaded.tensorNames());
        for (String name : saved.tensorNames()) {
            assertArrayEquals(saved.tensor(name).data, loaded.tensor(name).data, name);
        }
        for (int user = 0; user < 6; user++) {
            assertArrayEquals(saved.seen(user), loaded.seen(user));
            float[] expected = new float[11];
            float[] actual = new float[11];
            saved.scoreAll(user, expected);
            loaded.scoreAll(user, actual);
            assertArrayEquals(expected, actual);
        }
        Path again = folder.resolve("again.safetensors");
        loaded.save(again);
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] bytes = saved();
        for (int length = 0; length < bytes.length; length++) {
            assertMalformed(Arrays.copyOf(bytes, length));
        }
        assertMalformed(Arrays.copyOf(bytes, bytes.length + 1));
    }

    @Test
    void everyChangeOfAByteIsRefused() throws IOException {
        byte[] bytes = saved();
        for (int place = 0; place < bytes.length; place++) {
            bytes[place] ^= (byte) (1 << (place % 8));
            assertMalformed(bytes);
            bytes[place] ^= (byte) (1 << (place % 8));
        }
    }

    @Test
    void aMissingFileIsNamedAsSuch() {
        Path none = folder.resolve("none");
        NoSuchFileException e = assertThrows(NoSuchFileException.class, () -> NcfModel.load(none));
        assertTrue(e.getMessage().startsWith(none.toString()), e.getMessage());
    }

    @Test
    void whatIsNoModelIsRefused() throws IOException {
        assertMalformed("user,item\n1,2\n".getBytes(StandardCharsets.UTF_8));
        assertThrows(ModelFormatException.class, () -> NcfModel.load(folder));
        Path file = folder.resolve("other.safetensors");
        TensorFile.writer().add("weights", new float[4], 2, 2).write(file);
        assertThrows(ModelFormatException.class, () -> NcfModel.load(file));
    }

    @Test
    void aModelThatCannotBeWrittenLeavesNothing() throws IOException {
        Path target = folder.resolve("none").resolve("model.safetensors");
        IOException e = assertThrows(IOException.class, () -> MODEL.save(target));
        assertTrue(e.getMessage().contains(target.toString()), e.getMessage());
        assertEquals(0, folder.toFile().list().length);
    }

    /** These files have the right checksum: only what they say is at fault. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "format | other",
                "format_version | 2",
                "config | {}",
                "config | {~model~:{~type~:~gmf~,~factors~:2},~x~:1}",
                "config | {~model~:{~type~:~gmf~,~factors~:3}}",
                "config | {~model~:{~type~:~mf~,~factors~:2}}",
                "config | {~model~:{~type~:~mlp~}}",
                "config | {~model~:{~type~:~gmf~,~factors~:2000000000}}",
                "config | {~model~:{~type~:~gmf~,~factors~:-2}}",
                "config | not json",
                "metrics | not json",
            })
    void metadataThatDoNotFitAreRefused(String key, String value) throws IOException {
        Map<String, Object> changes = new HashMap<>();
        changes.put("metadata " + key, value.replace('~', '"'));
        assertThrows(ModelFormatException.class, () -> loadWith(changes), key);
    }

    @Test
    void withoutAnyMetadataOrTensorItIsRefused() throws IOException {
        TensorFile file = TensorFile.read(savedFile());
        for (String key : file.metadata().keySet()) {
            if (!key.equals("sha256")) {
                assertLoadFails("metadata " + key, null);
            }
        }
        for (String name : file.names()) {
            assertLoadFails(name, null);
        }
    }

    @Test
    void tensorsThatDoNotFitAreRefused() throws IOException {
        for (String name : MODEL.tensorNames()) {
            int length = MODEL.tensor(name).data.length;
            assertLoadFails(name, new float[length + 2]);
            assertLoadFails(name, new int[length]);
            float[] notANumber = MODEL.tensor(name).data.clone();
            notANumber[length - 1] = Float.NaN;
            assertLoadFails(name, notANumber);
            notANumber[length - 1] = Float.NEGATIVE_INFINITY;
            assertLoadFails(name, notANumber);
        }
    }

    @Test
    void idsThatDoNotFitAreRefused() throws IOException {
        byte[] ids = "user 0user 1user 2".getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(ids, TensorFile.read(savedFile()).bytes("user_ids", -1));
        assertLoadFails("user_ids", Arrays.copyOf(ids, ids.length - 1));
        assertLoadFails("user_ids", "user 0user 1user 1".getBytes(StandardCharsets.UTF_8));
        byte[] notUtf8 = ids.clone();
        notUtf8[3] = (byte) 0xc3;
        assertLoadFails("user_ids", notUtf8);
        assertLoadFails("user_ids", new byte[0]);
        for (long[] offsets : new long[][] {
            {0, 6, 12},
            {0, 6, 12, 17},
            {1, 6, 12, 18},
            {0, 12, 6, 18},
            {0, -6, 12, 18},
            {0, 6, 1L << 60, 18},
            {0, 6, 12, 18, 18},
            {0},
            {}
        }) {
            assertLoadFails("user_id_offsets", offsets);
        }
    }

    @Test
    void seenItemsThatDoNotFitAreRefused() throws IOException {
        TensorFile file = TensorFile.read(savedFile());
        int[] offsets = file.ints("seen_offsets", -1);
        int[] items = file.ints("seen_items", -1);
        assertTrue(offsets[1] >= 2, "the first user needs two items");
        assertLoadFails("seen_items", changed(items, 0, -1));
        assertLoadFails("seen_items", changed(items, offsets[1] - 1, 4));
        assertLoadFails("seen_items", changed(items, 1, items[0]));
        assertLoadFails("seen_items", Arrays.copyOf(items, items.length - 1));
        assertLoadFails("seen_offsets", changed(offsets, 0, 1));
        assertLoadFails("seen_offsets", changed(offsets, 1, Integer.MAX_VALUE));
        assertLoadFails("seen_offsets", changed(offsets, 1, -1));
        assertLoadFails("seen_offsets", changed(offsets, 3, offsets[3] + 1));
        assertLoadFails("seen_offsets", Arrays.copyOf(offsets, 3));
    }

    /** A file of some MB whose table of items times the first layer is larger than the memory. */
    @Test
    void moreThanTheMemoryIsRefusedBeforeItIsTaken() throws IOException {
        int width = 1_000_000;
        int items = (int) Math.min(10_000_000, Runtime.getRuntime().maxMemory() / (4L * width) + 1);
        byte[] ids = new byte[4 * items];
        long[] offsets = new long[items + 1];
        for (int item = 0; item < items; item++) {
            offsets[item + 1] = 4L * item + 4;
            byte[] id = String.format("%04x", item).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(id, 0, ids, 4 * item, 4);
        }
        Path file = folder.resolve("wide.safetensors");
        TensorFile.writer()
                .metadata("format", "ncf4j")
                .metadata("format_version", "1")
                .metadata("config", "{\"model\":{\"type\":\"mlp\",\"layers\":[2," + width + "]}}")
                .metadata("metrics", "{}")
                .metadata("data_fingerprint", "")
                .add("user_ids", new byte[1], 1)
                .add("user_id_offsets", new long[] {0, 1}, 2)
                .add("item_ids", ids, ids.length)
                .add("item_id_offsets", offsets, offsets.length)
                .add("seen_offsets", new int[2], 2)
                .add("seen_items", new int[0], 0)
                .add("mlp_user", new float[1], 1, 1)
                .add("mlp_item", new float[items], items, 1)
                .add("dense1_kernel", new float[2 * width], 2, width)
                .add("dense1_bias", new float[width], 1, width)
                .add("head_kernel", new float[width], width, 1)
                .add("head_bias", new float[1], 1, 1)
                .write(file);

        IOException e = assertThrows(IOException.class, () -> Model.load(file));

        assertTrue(e.getMessage().startsWith(file + ": a first layer of 1000000 of " + items), e.getMessage());
        assertTrue(e.getMessage().contains(" of memory, and the JVM has "), e.getMessage());
    }

    /** Without a change, the copy is a model: the tests above fail for the reason they mean. */
    @Test
    void anUnchangedCopyLoads() throws IOException {
        assertEquals(MODEL.users(), loadWith(Map.of()).users());
    }

    /** How training ended is for show: a file that does not say is a model all the same, and can be saved again. */
    @Test
    void aModelWithoutMetricsLoadsAndSaves() throws IOException {
        NcfModel loaded = loadWith(Map.of("metadata metrics", "{}"));
        Path again = folder.resolve("again.safetensors");

        loaded.save(again);

        assertEquals("{}", TensorFile.read(again).metadata("metrics"));
    }

    @Test
    void aTensorOfAnotherShapeIsNamedWithBothShapes() {
        String name = MODEL.tensorNames().get(0);
        FMatrixRMaj tensor = MODEL.tensor(name);

        ModelFormatException e = assertThrows(
                ModelFormatException.class, () -> loadWith(Map.of(name, new float[tensor.data.length - 1])));

        assertEquals(
                folder.resolve("copy.safetensors") + ": tensor \"" + name + "\" is F32 of shape ["
                        + (tensor.data.length - 1) + "], expected F32 of shape [" + tensor.numRows + ", "
                        + tensor.numCols + "]",
                e.getMessage());
    }

    @Test
    void anyStringsCanBeIds() throws IOException {
        IdIndex users = IdIndex.of("user", List.of("", " ", "\u0000\n\"", "日本 \uD83D\uDE00", "a".repeat(10_000)));
        IdIndex items = IdIndex.of("item", List.of("x", ""));
        Interactions interactions =
                Interactions.of(users, items, new int[] {0, 1, 4}, new int[] {0, 1, 1}, Interactions.Order.NONE);
        Path file = folder.resolve("model.safetensors");
        Trainer.of(Mf.defaults().withFactors(1)).train(interactions).model().save(file);
        NcfModel loaded = NcfModel.load(file);
        assertEquals(users, loaded.users());
        assertEquals(items, loaded.items());
    }

    /** Half of a surrogate pair has no bytes in UTF-8: it would come back as '?'. */
    @Test
    void anIdThatIsNoUnicodeIsRefusedAtSaving() {
        IdIndex users = IdIndex.of("user", List.of("a", "b\uD83D"));
        IdIndex items = IdIndex.of("item", List.of("x"));
        Interactions interactions =
                Interactions.of(users, items, new int[] {0}, new int[] {0}, Interactions.Order.NONE);
        NcfModel model =
                Trainer.of(Mf.defaults().withFactors(1)).train(interactions).model();

        IOException e = assertThrows(IOException.class, () -> model.save(folder.resolve("model.safetensors")));

        assertTrue(e.getMessage().startsWith("cannot write " + folder.resolve("model.safetensors") + ": user 'b"));
        assertTrue(e.getMessage().endsWith("(index 1) is not well-formed Unicode"), e.getMessage());
        assertEquals(0, folder.toFile().list().length);
    }

    /** What a file without histories says of scores is bounded: no score becomes infinite by it. */
    @Test
    void whatFoldInGoesByIsChecked() throws IOException {
        String good = "{\"positive\":1e9,\"other\":-1e9,\"noise\":1e-18,\"weight\":1e6}";
        Map<String, Object> lean = new HashMap<>();
        lean.put("seen_items", new int[0]);
        lean.put("seen_offsets", new int[MODEL.users().size() + 1]);
        lean.put("metadata fold_in", good);
        NcfModel model = loadWith(lean);
        float[] scores = new float[model.items().size()];
        model.foldIn(1, 2).scoreAll(0, scores);
        for (float score : scores) {
            assertTrue(Float.isFinite(score));
        }
        String[] bad = {
            good.replace("1e9", "1.1e9"),
            good.replace("-1e9", "1e300"),
            good.replace("1e-18", "0"),
            good.replace("1e-18", "1e19"),
            good.replace("1e6", "-1"),
            good.replace("1e6", "1e7"),
            good.replace("\"weight\":1e6", "\"weights\":1"),
            good.replace("1e6", "\"x\""),
            "[]",
            ""
        };
        for (String text : bad) {
            lean.put("metadata fold_in", text);
            assertThrows(ModelFormatException.class, () -> loadWith(lean), text);
        }
        assertThrows(ModelFormatException.class, () -> loadWith(Map.of("metadata fold_in", good)), "with histories");
    }

    private static int[] changed(int[] values, int place, int value) {
        int[] changed = values.clone();
        changed[place] = value;
        return changed;
    }

    private void assertLoadFails(String what, Object value) {
        Map<String, Object> changes = new HashMap<>();
        changes.put(what, value);
        assertThrows(ModelFormatException.class, () -> loadWith(changes), () -> what + " changed");
    }

    /** Loads a copy of the model's file in which some tensors or metadata are others (null: missing). */
    private NcfModel loadWith(Map<String, Object> changes) throws IOException {
        TensorFile file = TensorFile.read(savedFile());
        TensorFile.Writer writer = TensorFile.writer();
        for (String key : file.metadata().keySet()) {
            Object value = changes.getOrDefault("metadata " + key, file.metadata(key));
            if (value != null && !key.equals("sha256")) {
                writer.metadata(key, (String) value);
            }
        }
        if (changes.get("metadata fold_in") instanceof String scale) {
            writer.metadata("fold_in", scale);
        }
        Set<String> longs = Set.of("user_id_offsets", "item_id_offsets");
        Set<String> ints = Set.of("seen_offsets", "seen_items");
        Set<String> bytes = Set.of("user_ids", "item_ids");
        for (String name : file.names()) {
            long[] shape = file.shape(name);
            Object value = longs.contains(name)
                    ? file.longs(name, shape)
                    : ints.contains(name)
                            ? file.ints(name, shape)
                            : bytes.contains(name) ? file.bytes(name, shape) : file.floats(name, shape);
            value = changes.getOrDefault(name, value);
            if (value instanceof float[] data) {
                writer.add(name, data, shape(data.length, shape));
            } else if (value instanceof int[] data) {
                writer.add(name, data, shape(data.length, shape));
            } else if (value instanceof long[] data) {
                writer.add(name, data, shape(data.length, shape));
            } else if (value instanceof byte[] data) {
                writer.add(name, data, shape(data.length, shape));
            }
        }
        Path copy = folder.resolve("copy.safetensors");
        writer.write(copy);
        return NcfModel.load(copy);
    }

    /** The old shape, if the values still fill it. */
    private static long[] shape(int length, long[] old) {
        return Arrays.stream(old).reduce(1, (a, b) -> a * b) == length ? old : new long[] {length};
    }

    private Path savedFile() throws IOException {
        Path file = folder.resolve("saved.safetensors");
        MODEL.save(file);
        return file;
    }

    private byte[] saved() throws IOException {
        return Files.readAllBytes(savedFile());
    }

    private void assertMalformed(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("bad.safetensors"), bytes);
        ModelFormatException e = assertThrows(ModelFormatException.class, () -> NcfModel.load(file));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }
}
