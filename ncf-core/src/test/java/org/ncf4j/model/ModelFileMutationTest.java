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
@Timeout(value = 30, unit = TimeUnit.MINUTES) // against what never ends, not for speed
class ModelFileMutationTest {
    /** Of the headers of all models together. */
    private static final int HEADERS = 100_000;

    private static final int TENSORS = 20_000;

    private static final long SEED = Long.getLong("ncf.seed", 20_241);

    /** What reading may take in memory beside a multiple of the file's size: buffers, digests, messages, small tables. */
    private static final long ALLOWED = 2 << 20;

    private static final String FORGED = "forged";
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
        List<HeaderMutation> mutations = List.of(HeaderMutation.values());
        Map<HeaderMutation, Integer> resaved = new LinkedHashMap<>();
        try (RandomAccessFile open = open()) {
            for (int i = 0; i < count; i++) {
                HeaderMutation mutation = mutations.get(i % mutations.size());
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
            String blank =
                    header.replaceFirst("\"sha256\":\"[0-9a-f]{64}\"", "\"sha256\":\"" + HeaderMutation.ZEROS + "\"");
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
            int digits = new String(other, StandardCharsets.ISO_8859_1)
                    .indexOf("\"sha256\":\"" + HeaderMutation.ZEROS + "\"");
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
}
