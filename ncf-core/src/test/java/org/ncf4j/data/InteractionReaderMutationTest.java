package org.ncf4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.data.InteractionReader.Format;

/**
 * What the reader makes of 100,000 files with something wrong in them: interactions that are some, or an {@link
 * InteractionFormatException} that names the file. {@code -Dncf.seed=N} draws other mutations.
 */
@Tag("once")
@Timeout(value = 30, unit = TimeUnit.MINUTES) // against what never ends, not for speed
class InteractionReaderMutationTest {
    private static final int FILES = 100_000;
    private static final long SEED = Long.getLong("ncf.seed", 20_242);

    private static final List<String> TEXTS = List.of(
            "user,item,rating,time\nann,tea,5,10\nann,honey,4.5,2024-05-14\nbob,\"pot, \"\"big\"\"\",-1e2,30\n",
            "\uFEFFuser\titem\trating\r\nann\ttea\t5\r\nZoë\thoney\t4\r\nbob\t日本\t3\r\n",
            "1::1193::5::978300760\n1::661::3::978302109\n2::661::4::978302110\n",
            "user;item;label\rann;tea;1\rann;honey;0\rbob;tea;0\rbob;honey;1\r",
            "user,item,label\nann,tea,1\nann,honey,0\n\nbob,\"te\na\",1\nbob,honey,0",
            "1\t10\t5\n1\t11\t4\n2\t10\t3\n2\t12\t1\n",
            "a,b\nc,d\n");

    private static final List<byte[]> PIECES = pieces(
            "\0",
            "\"",
            "\"\"",
            "\n",
            "\r",
            "\r\n",
            "\n\n",
            ",",
            "\t",
            ";",
            "::",
            "|",
            " ",
            "\uFEFF",
            "é",
            "\uD83D\uDC80",
            "-",
            ".",
            "e",
            "9".repeat(40),
            "1e999",
            "NaN",
            "x".repeat(3000),
            ",".repeat(3000),
            "\"\n".repeat(50),
            "(",
            ")",
            "label",
            "user",
            "\u2028",
            "\u0085",
            "\u001A",
            "#",
            "0");

    private static List<byte[]> pieces(String... texts) {
        List<byte[]> pieces = new ArrayList<>();
        for (String text : texts) {
            pieces.add(text.getBytes(StandardCharsets.UTF_8));
        }
        // no UTF-8: a lone continuation, a cut sequence, an overlong one, half of a surrogate pair, a byte that never
        // is
        for (int[] bytes : new int[][] {{0x80}, {0xC3}, {0xC0, 0xAF}, {0xED, 0xB2, 0x80}, {0xFF, 0xFE}, {0x1F, 0x8B}}) {
            byte[] piece = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                piece[i] = (byte) bytes[i];
            }
            pieces.add(piece);
        }
        return pieces;
    }

    @TempDir
    Path folder;

    private final Map<String, Integer> outcomes = new TreeMap<>();

    @Test
    void mutatedFilesAreReadOrRefused() throws IOException {
        Path path = folder.resolve("mutated");
        SplittableRandom random = new SplittableRandom(SEED);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            for (int i = 0; i < FILES; i++) {
                byte[] text = TEXTS.get(i % TEXTS.size()).getBytes(StandardCharsets.UTF_8);
                byte[] bytes = random.nextInt(8) == 0 ? packed(text, random) : mutated(text, random);
                file.seek(0);
                file.write(bytes);
                file.setLength(bytes.length);
                try {
                    read(path, random);
                } catch (RuntimeException | Error e) {
                    throw new AssertionError("file " + i + ": " + Arrays.toString(bytes), e);
                }
            }
        }
        System.out.println("Mutated data files, seed " + SEED + ": " + outcomes);
    }

    private static byte[] packed(byte[] text, SplittableRandom random) throws IOException {
        boolean inside = random.nextBoolean();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(inside ? mutated(text, random) : text);
        }
        return inside ? packed.toByteArray() : mutated(packed.toByteArray(), random);
    }

    private static byte[] mutated(byte[] bytes, SplittableRandom random) {
        byte[] mutated = bytes;
        for (int change = Math.max(1, random.nextInt(6) - 2); change > 0 && mutated.length > 0; change--) {
            int at = random.nextInt(mutated.length);
            int end = Math.min(mutated.length, at + random.nextInt(12));
            mutated = switch (random.nextInt(8)) {
                case 0 -> Arrays.copyOf(mutated, at);
                case 1 -> joined(mutated, at, new byte[0], end);
                case 2 -> joined(mutated, at, Arrays.copyOfRange(mutated, at, end), at);
                case 3 -> joined(mutated, at, new byte[] {(byte) random.nextInt(256)}, at + 1);
                case 4 -> joined(mutated, at, new byte[] {(byte) (mutated[at] ^ 1 << random.nextInt(8))}, at + 1);
                default ->
                    joined(mutated, at, PIECES.get(random.nextInt(PIECES.size())), random.nextBoolean() ? at : end);
            };
        }
        return mutated;
    }

    /** The bytes before {@code at}, a piece, and the bytes from {@code end} on. */
    private static byte[] joined(byte[] bytes, int at, byte[] piece, int end) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write(bytes, 0, at);
        joined.writeBytes(piece);
        joined.write(bytes, end, bytes.length - end);
        return joined.toByteArray();
    }

    private void read(Path file, SplittableRandom random) throws IOException {
        InteractionReader strict = new InteractionReader()
                .withFormat(random.nextInt(4) > 0 ? Format.AUTO : any(Format.values(), random))
                .withOrder(Interactions.Order.OLDEST_FIRST)
                .withDuplicates(any(Interactions.Duplicates.values(), random));
        strict = random.nextInt(8) == 0 ? strict.withColumns("user=1,item=2,label=3") : strict;
        int allowed = random.nextInt(1, 4);
        List<String> bad = new ArrayList<>();
        InteractionReader lenient = strict.withMaxBadLines(allowed, bad::add);
        boolean labelled = random.nextInt(4) == 0;
        String what = labelled ? "labelled pairs" : "interactions";
        String first = labelled ? labelled(strict, file) : interactions(strict, file);
        if (random.nextBoolean()) {
            count(first.isEmpty() ? what + ": refused" : what);
            return;
        }
        String second = labelled ? labelled(lenient, file) : interactions(lenient, file);
        assertTrue(bad.size() <= allowed, () -> "left out " + bad);
        for (String line : bad) {
            assertTrue(line.startsWith(file + ", line "), line);
        }
        if (!first.isEmpty()) {
            assertEquals(first, second);
            assertEquals(List.of(), bad);
            count(what);
        } else {
            count(second.isEmpty() ? what + ": refused" : what + ": refused, but for bad lines");
        }
    }

    private static <T> T any(T[] values, SplittableRandom random) {
        return List.of(values).get(random.nextInt(values.length));
    }

    private void count(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    /** The fingerprint of what was read, or nothing if it was refused. */
    private static String interactions(InteractionReader reader, Path file) throws IOException {
        Interactions data;
        try {
            data = reader.read(file);
        } catch (InteractionFormatException e) {
            assertNames(file, e);
            return "";
        }
        int place = 0;
        for (int user = 0; user < data.userCount(); user++) {
            assertEquals(place, data.offset(user));
            assertEquals(user, data.users().indexOf(data.users().id(user)));
            for (; place < data.offset(user + 1); place++) {
                assertTrue(data.isSeen(user, data.item(place)));
                assertTrue(!data.hasRatings() || Float.isFinite(data.rating(place)));
                assertTrue(!data.hasTimes() || place == data.offset(user) || data.time(place - 1) <= data.time(place));
            }
            int previous = -1;
            for (int item : data.seen(user)) {
                assertTrue(item > previous && item < data.itemCount());
                previous = item;
            }
        }
        assertEquals(place, data.size());
        data.users().ids().forEach(InteractionReaderMutationTest::assertText);
        data.items().ids().forEach(InteractionReaderMutationTest::assertText);
        return data.fingerprint();
    }

    private static String labelled(InteractionReader reader, Path file) throws IOException {
        LabeledPairs pairs;
        try {
            pairs = reader.readLabeled(file);
        } catch (InteractionFormatException e) {
            assertNames(file, e);
            return "";
        }
        assertTrue(pairs.size() > 0);
        for (int row = 0; row < pairs.size(); row++) {
            assertText(pairs.users().id(pairs.user(row)));
            assertText(pairs.items().id(pairs.item(row)));
        }
        return pairs.fingerprint();
    }

    private static void assertText(String id) {
        assertTrue(!id.isEmpty() && id.indexOf('\0') < 0, id);
        assertEquals(id, new String(id.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    private static void assertNames(Path file, InteractionFormatException e) {
        String message = e.getMessage();
        assertTrue(message.startsWith(file + ": ") || message.startsWith(file + ", line "), message);
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.length() < 2000, message);
    }
}
