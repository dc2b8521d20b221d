package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Json;
import org.ncf4j.nn.Activation;

/**
 * What a reader makes of files that somebody damaged or forged: a {@link ModelFormatException}, or a model that is one by
 * every check, in memory that goes with the file's size. {@code -Dncf.seed=N} draws other mutations.
 */
@Tag("once")
@Timeout(value = 5, unit = TimeUnit.MINUTES) // against what never ends, not for speed
class ModelFileMutationTest {
    /** Of the headers of all models together. */
    private static final int HEADERS = 100_000;

    private static final int TENSORS = 20_000;

    private static final long SEED = Long.getLong("ncf.seed", 20_241);

    /** What reading may take in memory beside a multiple of the file's size: buffers, digests, messages, small tables. */
    private static final long ALLOWED = 2 << 20;

    private static final String FORGED = "forged";
    private static final String ZEROS = "0".repeat(64);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final Map<String, Integer> OUTCOMES = new TreeMap<>();
    private static long mostAllocated;

    @TempDir
    Path folder;

    /** A model of each kind that a file can hold, of two users and three items. */
    private enum Kind {
        MF,
        GMF,
        MLP,
        NEUMF,
        PRETRAINED,
        FITTED,
        BLENDED,
        ITEM_ITEM;

        Model make() {
            Interactions data =
                    Interactions.of(2, 3, new int[] {0, 0, 1}, new int[] {0, 2, 1}, Interactions.Order.NONE);
            TrainingConfig short1 = TrainingConfig.paper().withEpochs(1).withNegatives(1);
            NeuMf neuMf = new NeuMf(
                    2,
                    List.of(4, 3),
                    Activation.RELU,
                    NeuMf.defaults().embeddings(),
                    NeuMf.defaults().dense(),
                    NeuMf.defaults().head());
            ImplicitAls als = ImplicitAls.defaults().withFactors(2).withIterations(1);
            Blend blend = new Blend(als, Mf.defaults().withFactors(1), short1, 0.5);
            return switch (this) {
                case MF -> train(Trainer.of(Mf.defaults().withFactors(2)), short1, data);
                case GMF -> train(Trainer.of(Gmf.defaults().withFactors(2)), short1, data);
                case MLP -> train(Trainer.of(Mlp.defaults().withLayers(4, 3, 2)), short1, data);
                case NEUMF -> train(Trainer.of(neuMf), short1, data);
                case PRETRAINED ->
                    Trainer.of(neuMf.withFactors(Pretraining.factors(
                                    Pretraining.of(als, short1, 0.5).product())))
                            .withTraining(short1)
                            .withPretraining(Pretraining.of(als, short1, 0.5))
                            .train(data)
                            .model();
                case FITTED -> als.fit(data);
                case BLENDED -> NcfModel.fitted(((NcfModel) MF.make()).network().copy(), (NcfModel) MF.make(), blend);
                case ITEM_ITEM ->
                    ItemItemModel.of(
                            data,
                            new int[] {0, 2, 2, 3},
                            new int[] {1, 2, 0},
                            new float[] {0.5f, -1, 2},
                            "{\"model\":{\"type\":\"item-knn\",\"k\":2},\"fit\":{\"l2\":0.5}}");
            };
        }

        private static Model train(Trainer trainer, TrainingConfig training, Interactions data) {
            return trainer.withTraining(training).train(data).model();
        }
    }

    private byte[] saved(Model model) throws IOException {
        Path file = folder.resolve("saved");
        model.save(file);
        return Files.readAllBytes(file);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyTruncationIsRefused(Kind kind) throws IOException {
        byte[] bytes = saved(kind.make());
        Path file = Files.write(folder.resolve("cut"), bytes);
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            for (int length = bytes.length - 1; length >= 0; length--) {
                open.setLength(length);
                assertThrows(ModelFormatException.class, () -> Model.load(file));
                count("truncation: refused");
            }
        }
    }

    /** To each of its other 255 values. */
    @Test
    void everyChangeOfAByteIsRefused() throws IOException {
        byte[] bytes = saved(Kind.ITEM_ITEM.make());
        Path file = Files.write(folder.resolve("changed"), bytes);
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            for (int place = 0; place < bytes.length; place++) {
                for (int change = 1; change < 256; change++) {
                    open.seek(place);
                    open.write(bytes[place] ^ change);
                    assertThrows(ModelFormatException.class, () -> Model.load(file));
                    count("byte changed: refused");
                }
                open.seek(place);
                open.write(bytes[place]);
            }
        }
        assertEquals(3, Model.load(file).items().size());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void headersThatWereForgedAreRefusedOrRight(Kind kind) throws IOException {
        Parts base = Parts.of(saved(kind.make()));
        SplittableRandom random = new SplittableRandom(SEED ^ kind.name().hashCode());
        int count = HEADERS / Kind.values().length;
        Map<Mutation, Integer> resaved = new LinkedHashMap<>();
        try (RandomAccessFile open = open()) {
            for (int i = 0; i < count; i++) {
                Mutation mutation = Mutation.values()[i % Mutation.values().length];
                byte[] header = mutation.apply(base.header, random);
                Model model = load(open, base.with(header), "header, " + mutation.words());
                // saving flushes to disk: not each
                if (model != null && resaved.merge(mutation, 1, Integer::sum) <= 10) {
                    assertSavesAsItIs(model);
                }
            }
        }
    }

    /** Ids, seen items, weights: any bytes in them, and the right checksum. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void tensorsThatWereForgedAreRefusedOrRight(Kind kind) throws IOException {
        Parts base = Parts.of(saved(kind.make()));
        SplittableRandom random = new SplittableRandom(~SEED ^ kind.name().hashCode());
        try (RandomAccessFile open = open()) {
            for (int i = 0; i < TENSORS / Kind.values().length; i++) {
                byte[] tensors = base.tensors.clone();
                for (int change = random.nextInt(1, 4); change > 0; change--) {
                    int place = random.nextInt(tensors.length);
                    tensors[place] = (byte) (random.nextBoolean() ? random.nextInt(256) : tensors[place] ^ 1 << i % 8);
                }
                Parts forged = new Parts(base.header, tensors);
                load(open, forged.with(forged.header), "tensors");
            }
        }
    }

    @AfterAll
    static void tell() {
        if (OUTCOMES.values().stream().mapToInt(n -> n).sum() > 0) {
            System.out.println("Mutated model files, seed " + SEED + ": " + OUTCOMES + "; at most " + mostAllocated
                    + " bytes allocated by reading one");
        }
    }

    private static void count(String outcome) {
        OUTCOMES.merge(outcome, 1, Integer::sum);
    }

    /** The file that is overwritten again and again: new ones would be flushed to disk, one by one, by some file systems. */
    private RandomAccessFile open() throws IOException {
        return new RandomAccessFile(folder.resolve(FORGED).toFile(), "rw");
    }

    /** The model of the bytes, checked, or null if they were refused. */
    private Model load(RandomAccessFile open, byte[] bytes, String what) throws IOException {
        open.seek(0);
        open.write(bytes);
        open.setLength(bytes.length);
        Path file = folder.resolve(FORGED);
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        Model model = null;
        try {
            model = Model.load(file);
            count(what + ": a model");
        } catch (ModelFormatException e) {
            assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
            count(what + ": refused");
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what + ": " + new String(bytes, StandardCharsets.ISO_8859_1), e);
        }
        long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertTrue(allocated <= ALLOWED + 40L * bytes.length, () -> what + " took " + allocated + " bytes");
        mostAllocated = Math.max(mostAllocated, allocated);
        if (model != null) {
            check(model, !what.equals("tensors"));
        }
        return model;
    }

    private static void check(Model model, boolean finite) {
        int itemCount = model.items().size();
        float[] scores = new float[itemCount];
        for (int user = 0; user < model.users().size(); user++) {
            model.scoreAll(user, scores);
            for (float score : scores) {
                // weights that are finite may add up to what is not: only where they are those of the saved model
                assertTrue(!finite || Float.isFinite(score), () -> "score " + score);
            }
            int previous = -1;
            for (int item : model.seen(user)) {
                assertTrue(item > previous && item < itemCount);
                previous = item;
            }
            assertEquals(user, model.users().indexOf(model.users().id(user)));
        }
        for (int item = 0; item < itemCount; item++) {
            assertEquals(item, model.items().indexOf(model.items().id(item)));
        }
        assertTrue(Json.parseObject(model.configJson()).containsKey("model") || model instanceof ItemItemModel);
    }

    private void assertSavesAsItIs(Model model) throws IOException {
        byte[] bytes = saved(model);
        Model again = Model.load(folder.resolve("saved"));
        assertArrayEquals(bytes, saved(again));
        assertEquals(model.configJson(), again.configJson());
        float[] scores = new float[model.items().size()];
        float[] others = new float[scores.length];
        for (int user = 0; user < model.users().size(); user++) {
            model.scoreAll(user, scores);
            again.scoreAll(user, others);
            assertArrayEquals(scores, others);
        }
    }

    /** The two parts of a file; the digits of the digest in the header are zeros. */
    private static final class Parts {
        final byte[] header;
        final byte[] tensors;

        Parts(byte[] header, byte[] tensors) {
            this.header = header;
            this.tensors = tensors;
        }

        static Parts of(byte[] file) {
            int length =
                    (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
            String header = new String(file, 8, length, StandardCharsets.UTF_8);
            String blank = header.replaceFirst("\"sha256\":\"[0-9a-f]{64}\"", "\"sha256\":\"" + ZEROS + "\"");
            return new Parts(blank.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(file, 8 + length, file.length));
        }

        /** A file with another header, with the digest wherever that has one; filled up with blanks to a multiple of 8. */
        byte[] with(byte[] other) {
            int length = (other.length + 7) / 8 * 8;
            ByteBuffer file = ByteBuffer.allocate(8 + length + tensors.length).order(ByteOrder.LITTLE_ENDIAN);
            file.putLong(length).put(other);
            while (file.position() < 8 + length) {
                file.put((byte) ' ');
            }
            file.put(tensors);
            // one character a byte
            int digits = new String(other, StandardCharsets.ISO_8859_1).indexOf("\"sha256\":\"" + ZEROS + "\"");
            if (digits >= 0) {
                String digest = HexFormat.of().formatHex(sha256(file.array()));
                file.put(8 + digits + "\"sha256\":\"".length(), digest.getBytes(StandardCharsets.US_ASCII));
            }
            return file.array();
        }

        private static byte[] sha256(byte[] bytes) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(bytes);
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** What is done to a header. */
    private enum Mutation {
        VALUE,
        CONFIG_VALUE,
        KEY,
        CONFIG_KEY,
        REPEATED_KEY,
        OFFSETS,
        SWAP,
        NUMBER,
        NESTING,
        CHARACTERS,
        BYTES,
        CUT;

        private static final long[] NUMBERS = {
            0,
            -1,
            1,
            2,
            3,
            4,
            7,
            8,
            64,
            1 << 16,
            Integer.MAX_VALUE - 8,
            Integer.MAX_VALUE,
            1L << 31,
            1L << 32,
            1L << 60,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            -(1L << 32)
        };

        private static final List<String> LITERALS = List.of(
                "1e999",
                "-1e999",
                "1e-999",
                "0.5",
                "1e308",
                "9".repeat(19),
                "9".repeat(400),
                "9".repeat(2000),
                "-0",
                "-0.0",
                "1152921504606846976",
                "4611686018427387904",
                "NaN",
                "Infinity",
                "null",
                "01",
                "0x10",
                "1.",
                "\"1\"");

        String words() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }

        byte[] apply(byte[] header, SplittableRandom random) {
            String text = new String(header, StandardCharsets.UTF_8);
            return switch (this) {
                case VALUE -> tree(text, random, root -> replaceValue(root, random));
                case CONFIG_VALUE -> tree(text, random, root -> inConfig(root, map -> replaceValue(map, random)));
                case KEY -> tree(text, random, root -> changeKey(root, random));
                case CONFIG_KEY -> tree(text, random, root -> inConfig(root, map -> changeKey(map, random)));
                case REPEATED_KEY -> utf8(repeatKey(text, random));
                case OFFSETS -> tree(text, random, root -> changeLayout(root, random));
                case SWAP -> tree(text, random, root -> swap(root, random));
                case NUMBER -> utf8(changeNumber(text, random));
                case NESTING -> utf8(nest(text, random));
                case CHARACTERS -> utf8(changeCharacters(text, random));
                case BYTES -> {
                    byte[] changed = header.clone();
                    for (int change = random.nextInt(1, 4); change > 0; change--) {
                        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                    }
                    yield changed;
                }
                case CUT -> Arrays.copyOf(header, random.nextInt(header.length));
            };
        }

        private interface Change {
            void apply(Map<String, Object> root);
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        /** One to three changes of the parsed header, which stays JSON. */
        private static byte[] tree(String text, SplittableRandom random, Change change) {
            Map<String, Object> root = Json.parseObject(text);
            for (int times = Math.max(1, random.nextInt(6) - 2); times > 0; times--) {
                change.apply(root);
            }
            return utf8(Json.write(root));
        }

        /** Changes the object that is text in the metadata: what a model's own readers read. */
        private static void inConfig(Map<String, Object> root, Change change) {
            if (root.get("__metadata__") instanceof Map<?, ?> metadata
                    && metadata.get("config") instanceof String text) {
                Map<String, Object> config = Json.parseObject(text);
                change.apply(config);
                put(metadata, "config", Json.write(config));
            }
        }

        @SuppressWarnings("unchecked")
        private static void put(Object container, Object key, Object value) {
            if (container instanceof List<?> list) {
                ((List<Object>) list).set((Integer) key, value);
            } else {
                ((Map<String, Object>) container).put((String) key, value);
            }
        }

        private static Object get(Object container, Object key) {
            return container instanceof List<?> list ? list.get((Integer) key) : ((Map<?, ?>) container).get(key);
        }

        /** A place anywhere in the tree: its container and its key. */
        private record Place(Object container, Object key) {}

        private static Place place(Map<String, Object> root, SplittableRandom random) {
            List<Place> places = new ArrayList<>();
            places(root, places);
            return places.isEmpty() ? new Place(root, "x") : places.get(random.nextInt(places.size()));
        }

        private static void places(Object container, List<Place> places) {
            if (container instanceof Map<?, ?> map) {
                map.keySet().forEach(key -> places.add(new Place(map, key)));
                map.values().forEach(value -> places(value, places));
            } else if (container instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    places.add(new Place(list, i));
                    places(list.get(i), places);
                }
            }
        }

        private static void replaceValue(Map<String, Object> root, SplittableRandom random) {
            Place place = place(root, random);
            put(place.container, place.key, value(random));
        }

        private static Object value(SplittableRandom random) {
            return switch (random.nextInt(12)) {
                case 0 -> "";
                case 1 -> List.of("F32", "I32", "I64", "U8", "F64", "BF16").get(random.nextInt(6));
                case 2 ->
                    List.of(
                                    "mf",
                                    "gmf",
                                    "mlp",
                                    "neumf",
                                    "ials",
                                    "blend",
                                    "relu",
                                    "glorot",
                                    "gaussian(1e999)",
                                    "step(1,",
                                    "cosine(2)",
                                    "item-item",
                                    "{}",
                                    "[",
                                    "java.lang.Runtime")
                            .get(random.nextInt(15));
                case 3 -> random.nextBoolean();
                case 4 -> new ArrayList<>();
                case 5 -> new LinkedHashMap<>();
                case 6 -> random.nextInt() / 8.0;
                case 7 -> new ArrayList<Object>(List.of(4L, 2L));
                case 8 -> "x".repeat(random.nextInt(5000));
                default -> NUMBERS[random.nextInt(NUMBERS.length)];
            };
        }

        private static void changeKey(Map<String, Object> root, SplittableRandom random) {
            Place place = place(root, random);
            if (place.container instanceof Map<?, ?> map) {
                Object value = map.remove(place.key);
                if (random.nextBoolean() && value != null) {
                    String other = List.of("x", "", "__metadata__", "fit", "model", "shape", place.key + "2", "\u0000")
                            .get(random.nextInt(8));
                    put(map, other, value);
                }
            } else if (place.container instanceof List<?> list) {
                list.remove((int) (Integer) place.key);
            }
        }

        /** Tensors that overlap, leave gaps, are too long or of an impossible shape. */
        private static void changeLayout(Map<String, Object> root, SplittableRandom random) {
            List<String> names = new ArrayList<>(root.keySet());
            names.remove("__metadata__");
            if (names.isEmpty() || !(root.get(names.get(random.nextInt(names.size()))) instanceof Map<?, ?> entry)) {
                return;
            }
            long shift = random.nextBoolean() ? random.nextInt(-16, 17) : NUMBERS[random.nextInt(NUMBERS.length)];
            for (String key : List.of("data_offsets", "shape")) {
                if (random.nextInt(3) > 0 && entry.get(key) instanceof List<?> list && !list.isEmpty()) {
                    int at = random.nextInt(list.size());
                    if (list.get(at) instanceof Long number) {
                        put(list, at, random.nextBoolean() ? number + shift : shift);
                    }
                }
            }
            if (random.nextInt(4) == 0 && root.get(names.get(0)) instanceof Map<?, ?> other) {
                put(entry, "data_offsets", copy(other.get("data_offsets")));
            }
        }

        private static Object copy(Object value) {
            return value instanceof List<?> list ? new ArrayList<Object>(list) : String.valueOf(value);
        }

        private static void swap(Map<String, Object> root, SplittableRandom random) {
            Place one = place(root, random);
            List<Place> peers = new ArrayList<>();
            places(root, peers);
            Place other = peers.get(random.nextInt(peers.size()));
            Object first = get(one.container, one.key);
            Object second = get(other.container, other.key);
            // nothing is put into itself
            if (first != null && second != null && !holds(first, other.container) && !holds(second, one.container)) {
                put(one.container, one.key, second);
                put(other.container, other.key, first);
            }
        }

        private static boolean holds(Object tree, Object container) {
            if (tree == container) {
                return true;
            }
            if (tree instanceof Map<?, ?> map) {
                return map.values().stream().anyMatch(value -> holds(value, container));
            }
            return tree instanceof List<?> list && list.stream().anyMatch(value -> holds(value, container));
        }

        private static String repeatKey(String text, SplittableRandom random) {
            List<Integer> starts = new ArrayList<>();
            for (int at = text.indexOf("\":"); at >= 0; at = text.indexOf("\":", at + 1)) {
                starts.add(text.lastIndexOf('"', at - 1));
            }
            int start = starts.get(random.nextInt(starts.size()));
            String key = text.substring(start, text.indexOf(':', start) + 1);
            String value =
                    List.of("1", "\"\"", "{}", "[0,0]", "\"" + ZEROS + "\"").get(random.nextInt(5));
            return text.substring(0, start) + key + value + "," + text.substring(start);
        }

        private static String changeNumber(String text, SplittableRandom random) {
            List<Integer> digits = new ArrayList<>();
            for (int i = text.indexOf(ZEROS) + 64; i < text.length(); i++) {
                if (Character.isDigit(text.charAt(i)) && !Character.isDigit(text.charAt(i - 1))) {
                    digits.add(i);
                }
            }
            int start = digits.get(random.nextInt(digits.size()));
            int end = start;
            while (Character.isDigit(text.charAt(end))) {
                end++;
            }
            String literal = LITERALS.get(random.nextInt(LITERALS.size()));
            return text.substring(0, start) + literal + text.substring(end);
        }

        private static String nest(String text, SplittableRandom random) {
            int depth = random.nextInt(8) == 0 ? random.nextInt(100_000) : random.nextInt(1, 200);
            String open = random.nextBoolean() ? "[" : "{\"a\":";
            String close = random.nextInt(4) == 0 ? "" : open.equals("[") ? "]" : "}";
            String nested = open.repeat(depth) + "0" + close.repeat(depth);
            int colon = text.indexOf(':', random.nextInt(text.lastIndexOf(':')));
            if (random.nextBoolean()) {
                return text.substring(0, colon + 1) + nested + "," + text.substring(colon + 1);
            }
            return text.replaceFirst("\\{", "{\"deep\":" + nested + ",");
        }

        private static String changeCharacters(String text, SplittableRandom random) {
            StringBuilder changed = new StringBuilder(text);
            String alphabet = "{}[]\",:\\ \u0000\n0x-+.eé\uD83D\uDE00\uD83D/";
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                int at = random.nextInt(changed.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> changed.insert(at, c);
                    case 1 -> changed.deleteCharAt(at);
                    default -> changed.setCharAt(at, c);
                }
            }
            return changed.toString();
        }
    }
}
