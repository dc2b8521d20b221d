package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFileTest {
    private static final String ZEROS = "0".repeat(64);

    /** One of each type, one empty, one without dimensions; the digest is Python's hashlib's. */
    private static final String GOLDEN_HEADER = "{\"__metadata__\":{\"config\":\"{\\\"a\\\":1}\","
            + "\"sha256\":\"3dfafe3fba03551590a9d6d51b29eac49ec6d02e017b000286ca95d8fb3d79b3\"},"
            + "\"l\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]},"
            + "\"e\":{\"dtype\":\"F32\",\"shape\":[0,4],\"data_offsets\":[8,8]},"
            + "\"x\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[8,32]},"
            + "\"s\":{\"dtype\":\"I32\",\"shape\":[],\"data_offsets\":[32,36]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[36,39]}}     ";

    @TempDir
    Path folder;

    private static byte[] golden() {
        byte[] header = GOLDEN_HEADER.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 39).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header).putLong(-2);
        for (float value : new float[] {1, -2.5f, 3, 4, 5, 6}) {
            file.putFloat(value);
        }
        return file.putInt(9).put(new byte[] {1, 2, -1}).array();
    }

    private static TensorFile.Writer goldenWriter() {
        return TensorFile.writer()
                .add("x", new float[] {1, -2.5f, 3, 4, 5, 6}, 2, 3)
                .add("b", new byte[] {1, 2, -1}, 3)
                .add("s", new int[] {9})
                .metadata("config", "{\"a\":1}")
                .add("l", new long[] {-2}, 1)
                .add("e", new float[0], 0, 4);
    }

    @Test
    void writesTheseBytes() throws IOException {
        Path file = folder.resolve("a.safetensors");
        goldenWriter().write(file);
        assertArrayEquals(golden(), Files.readAllBytes(file));
    }

    @Test
    void theOrderOfAddingDoesNotShow() throws IOException {
        Path file = folder.resolve("a.safetensors");
        TensorFile.writer()
                .add("e", new float[0], 0, 4)
                .add("l", new long[] {-2}, 1)
                .add("s", new int[] {9})
                .add("x", new float[] {1, -2.5f, 3, 4, 5, 6}, 2, 3)
                .add("b", new byte[] {1, 2, -1}, 3)
                .metadata("config", "{\"a\":1}")
                .write(file);
        assertArrayEquals(golden(), Files.readAllBytes(file));
    }

    @Test
    void readsThemBack() throws IOException {
        TensorFile file = TensorFile.read(write(golden()));
        assertEquals(Set.of("config", "sha256"), file.metadata().keySet());
        assertEquals("{\"a\":1}", file.metadata("config"));
        assertEquals(List.of("l", "e", "x", "s", "b"), List.copyOf(file.names()));
        assertArrayEquals(new long[] {2, 3}, file.shape("x"));
        assertArrayEquals(new long[0], file.shape("s"));
        assertArrayEquals(new float[] {1, -2.5f, 3, 4, 5, 6}, file.floats("x", 2, 3));
        assertArrayEquals(new float[] {1, -2.5f, 3, 4, 5, 6}, file.floats("x", -1, 3));
        assertArrayEquals(new float[0], file.floats("e", 0, 4));
        assertArrayEquals(new int[] {9}, file.ints("s"));
        assertArrayEquals(new long[] {-2}, file.longs("l", 1));
        assertArrayEquals(new byte[] {1, 2, -1}, file.bytes("b", -1));
    }

    @Test
    void namesWhatIsNotAsExpected() throws IOException {
        Path path = write(golden());
        TensorFile file = TensorFile.read(path);
        assertMessage(
                path + ": tensor \"x\" is F32 of shape [2, 3], expected F32 of shape [3, any]",
                () -> file.floats("x", 3, -1));
        assertMessage(
                path + ": tensor \"x\" is F32 of shape [2, 3], expected F32 of shape [6]", () -> file.floats("x", 6));
        assertMessage(
                path + ": tensor \"x\" is F32 of shape [2, 3], expected I32 of shape [2, 3]",
                () -> file.ints("x", 2, 3));
        assertMessage(path + ": tensor \"s\" is I32 of shape [], expected I64 of shape []", () -> file.longs("s"));
        assertMessage(path + ": tensor \"l\" is I64 of shape [1], expected U8 of shape [8]", () -> file.bytes("l", 8));
        assertMessage(path + ": has no tensor \"y\"", () -> file.floats("y"));
        assertMessage(path + ": has no tensor \"y\"", () -> file.shape("y"));
        assertMessage(path + ": has no metadata \"seed\"", () -> file.metadata("seed"));
    }

    @Test
    void whatIsRefusedToAdd() {
        TensorFile.Writer writer = TensorFile.writer().add("x", new float[1]).metadata("config", "");
        for (String name : new String[] {"x", "__metadata__", "", "a b", "a\"", "é"}) {
            assertThrows(IllegalArgumentException.class, () -> writer.add(name, new byte[2], 2), name);
        }
        for (String key : new String[] {"config", "sha256", "", "a\"sha256", "é"}) {
            assertThrows(IllegalArgumentException.class, () -> writer.metadata(key, ""), key);
        }
        for (long[] shape : new long[][] {{}, {3}, {1, 3}, {2, 0}, {-1, -2}, {-2}, {1L << 32, 1L << 32, 2}}) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> writer.add("y", new int[2], shape));
            assertEquals("tensor \"y\" of shape " + Arrays.toString(shape) + " was given 2 values", e.getMessage());
        }
    }

    @Test
    void arraysAboveTheBufferAndBitPatternsOfNanSurvive() throws IOException {
        int length = 2 * 16384 + 3; // two full buffers of floats and a rest
        float[] floats = new float[length];
        int[] ints = new int[length];
        long[] longs = new long[length];
        byte[] bytes = new byte[4 * length];
        for (int i = 0; i < length; i++) {
            long bits = Hash.bits(1, 0, 0, i);
            ints[i] = (int) bits;
            longs[i] = bits;
            floats[i] = i == 5 ? Float.intBitsToFloat(0x7fc12345) : (float) Hash.unit(bits);
            bytes[i] = (byte) bits;
            bytes[bytes.length - 1 - i] = (byte) (bits >> 8);
        }
        Path path = folder.resolve("big");
        TensorFile.writer()
                .add("floats", floats, length)
                .add("ints", ints, 1, length)
                .add("longs", longs, length, 1)
                .add("bytes", bytes, 4, length)
                .write(path);
        TensorFile file = TensorFile.read(path);
        assertArrayEquals(floats, file.floats("floats", length));
        assertEquals(0x7fc12345, Float.floatToRawIntBits(file.floats("floats", length)[5]));
        assertArrayEquals(ints, file.ints("ints", 1, length));
        assertArrayEquals(longs, file.longs("longs", length, 1));
        assertArrayEquals(bytes, file.bytes("bytes", 4, length));
    }

    @Test
    void aFileWithoutTensorsIsAFile() throws IOException {
        Path path = folder.resolve("empty");
        TensorFile.writer().write(path);
        TensorFile file = TensorFile.read(path);
        assertEquals(Set.of(), file.names());
        assertEquals(Set.of("sha256"), file.metadata().keySet());
        assertThrows(UnsupportedOperationException.class, () -> file.metadata().clear());
    }

    @Test
    void aFileThatCannotBeWrittenIsNamedAndTheOldOneKept() throws IOException {
        Path target = folder.resolve("none").resolve("a");
        IOException e = assertThrows(IOException.class, () -> goldenWriter().write(target));
        assertTrue(e.getMessage().startsWith("cannot write " + target + ": "), e.getMessage());
    }

    @Test
    void aHeaderAboveTheLimitIsNotWritten() {
        String half = "x".repeat(TensorFile.MAX_HEADER / 2);
        TensorFile.Writer writer = TensorFile.writer().metadata("a", half).metadata("b", half);
        IOException e = assertThrows(IOException.class, () -> writer.write(folder.resolve("a")));
        assertTrue(e.getMessage().startsWith("cannot write " + folder.resolve("a") + ": "), e.getMessage());
        assertTrue(e.getMessage().contains("and 16777216 are allowed"), e.getMessage());
        assertFalse(Files.exists(folder.resolve("a")));
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] bytes = golden();
        for (int length = 0; length < bytes.length; length++) {
            assertMalformed(Arrays.copyOf(bytes, length), "cut short");
        }
    }

    @Test
    void everyChangeOfAByteIsRefused() throws IOException {
        byte[] bytes = golden();
        for (int place = 0; place < bytes.length; place++) {
            for (int change : new int[] {0x01, 0x20, 0x80}) {
                byte[] changed = bytes.clone();
                changed[place] ^= (byte) change;
                assertMalformed(changed, "");
            }
        }
    }

    @Test
    void whatFollowsTheTensorsIsRefused() throws IOException {
        byte[] bytes = golden();
        assertMalformed(
                Arrays.copyOf(bytes, bytes.length + 1), "has bytes too many: its tensors take 39 bytes, and 40");
    }

    @Test
    void anAlteredValueIsToldFromACutFile() throws IOException {
        byte[] bytes = golden();
        bytes[bytes.length - 1]++;
        assertMalformed(bytes, "was altered: its SHA-256 is ");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, TensorFile.MAX_HEADER + 1L, 1L << 60, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void impossibleHeaderLengthsAreRefusedUnread(long length) throws IOException {
        byte[] bytes = golden();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
        assertMalformed(bytes, "is no safetensors file: it states a header of " + Long.toUnsignedString(length));
    }

    @Test
    void aHeaderLongerThanTheFileIsRefusedBeforeMemoryIsTaken() throws IOException {
        byte[] bytes = golden();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, TensorFile.MAX_HEADER);
        assertMalformed(
                bytes, "is cut short: it states a header of 16777216 bytes, and " + (bytes.length - 8) + " bytes");
    }

    /** Each header comes with the right digest, so that only what it says can be at fault; 8 bytes of data follow. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[0],'data_offsets':[8,8]}"
                        + " | repeated key \"a\"",
                "'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}"
                        + " | has a gap or an overlap before tensor \"a\": it begins at 4, expected 0",
                "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}"
                        + " | has a gap or an overlap before tensor \"b\": it begins at 4, expected 8",
                "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}"
                        + " | has bytes too many: its tensors take 4 bytes, and 8 follow the header",
                "'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}"
                        + " | is cut short: its tensors take 12 bytes, and 8 follow the header",
                "'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}"
                        + " | gives tensor \"a\" of 12 bytes the offsets [0, 8]",
                "'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}"
                        + " | gives tensor \"a\" of 8 bytes the offsets [8, 0]",
                "'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}"
                        + " | gives tensor \"a\" of 8 bytes the offsets [-8, 0]",
                "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}"
                        + " | gives tensor \"a\" of 8 bytes the offsets [0, 8, 8]",
                "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8.5]}"
                        + " | gives tensor \"a\" of 8 bytes the offsets [0, 8.5]",
                "'a':{'dtype':'F32','shape':[2],'data_offsets':8} | gives tensor \"a\" of 8 bytes the offsets 8",
                "'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]} | the impossible shape [-2]",
                "'a':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]} | the impossible shape [2]",
                "'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]} | the impossible shape 2",
                "'a':{'dtype':'F32','shape':[4294967296,4294967296,2],'data_offsets':[0,8]}"
                        + " | the impossible shape [4294967296, 4294967296, 2]",
                "'a':{'dtype':'F32','shape':[1152921504606846976],'data_offsets':[0,4611686018427387904]}"
                        + " | gives tensor \"a\" 1152921504606846976 elements, more than 2147483639",
                "'a':{'dtype':'U8','shape':[2147483640],'data_offsets':[0,2147483640]}"
                        + " | gives tensor \"a\" 2147483640 elements, more than 2147483639",
                "'a':{'dtype':'F32','shape':[2147483639],'data_offsets':[0,8589934556]}"
                        + " | is cut short: its tensors take 8589934556 bytes, and 8 follow the header",
                "'a':{'dtype':'U8','shape':[2147483639],'data_offsets':[0,2147483639]},"
                        + "'b':{'dtype':'U8','shape':[2147483639],'data_offsets':[2147483639,4294967278]},"
                        + "'c':{'dtype':'I64','shape':[2147483639],'data_offsets':[4294967278,21474836390]}"
                        + " | is cut short: its tensors take 21474836390 bytes, and 8 follow the header",
                "'a':{'dtype':'U8','shape':[2147483639],'data_offsets':[0,2147483639]},"
                        + "'b':{'dtype':'U8','shape':[2147483639],'data_offsets':[2147483639,-18]}"
                        + " | gives tensor \"b\" of 2147483639 bytes the offsets [2147483639, -18]",
                "'a':{'dtype':'F64','shape':[1],'data_offsets':[0,8]}"
                        + " | holds tensor \"a\" of dtype F64, expected one of [I64, F32, I32, U8]",
                "'a':{'dtype':5,'shape':[1],'data_offsets':[0,8]} | of dtype 5, expected one of",
                "'a':{'dtype':'F32','shape':[2]} | by other than dtype, shape and data_offsets",
                "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1} | by other than dtype, shape and data_offsets",
                "'a':[] | describes tensor \"a\" by other than dtype, shape and data_offsets",
                "'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]} | has a damaged header: JSON, line 1",
            })
    void headersThatLieAreRefused(String entries, String message) throws IOException {
        assertMalformed(
                forge("{\"__metadata__\":{\"sha256\":\"" + ZEROS + "\"}," + entries.replace('\'', '"') + "}"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'__metadata__':{'sha256':'D','x':1},A} | has metadata \"x\" that is not a string",
                "{'__metadata__':['D'],A} | has \"__metadata__\" that is not an object",
                "{'__metadata__':{},A} | has no SHA-256 of its own",
                "{A} | has no SHA-256 of its own",
                "{'__metadata__':{'sha256': 'D'},A} | has no SHA-256 of its own", // not where a blank is
                "{'__metadata__':{'sha256':'D','x\\'sha256':'D'},A} | has no SHA-256 of its own",
                "{'__metadata__':{'sha256':'D0'},A} | has no SHA-256 of its own",
                "['D'] | has a damaged header: JSON, line 1, column 1: expected an object",
            })
    void metadataMustHoldTheDigestOnce(String header, String message) throws IOException {
        String json = header.replace("A", "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}")
                .replace('\'', '"')
                .replace("D", ZEROS);
        assertMalformed(forge(json), message);
    }

    @Test
    void aForgedFileIsReadIfItIsRight() throws IOException {
        byte[] bytes = forge(
                "{\"a\":{\"shape\":[2],\"data_offsets\":[0,8],\"dtype\":\"F32\"},\n \"__metadata__\":{\"sha256\":\""
                        + ZEROS + "\"}}");
        assertEquals(2, TensorFile.read(write(bytes)).floats("a", 2).length);
    }

    /** Tensors of 2 GiB each; the file has no bytes of its own for them, since none of them is read. */
    @Test
    void moreThanTheMemoryIsRefusedBeforeItIsTaken() throws IOException {
        long each = Integer.MAX_VALUE - 7L;
        int count = (int) Math.min(1000, Runtime.getRuntime().maxMemory() / each + 1);
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"sha256\":\"" + ZEROS + "\"}");
        for (int i = 0; i < count; i++) {
            header.append(",\"t" + i + "\":{\"dtype\":\"U8\",\"shape\":[" + (each - 1) + "],\"data_offsets\":[");
            header.append(i * (each - 1) + "," + (i + 1) * (each - 1) + "]}");
        }
        byte[] json = header.append('}').toString().getBytes(StandardCharsets.US_ASCII);
        Path path = write(ByteBuffer.allocate(8 + json.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array());
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength(8 + json.length + count * (each - 1));
        }

        IOException e = assertThrows(IOException.class, () -> TensorFile.read(path));

        assertTrue(e.getMessage().startsWith(path + ": takes "), e.getMessage());
        assertTrue(e.getMessage().contains(" of memory, and the JVM has "), e.getMessage());
    }

    @Test
    void aHeaderThatIsNotUtf8IsRefused() throws IOException {
        byte[] bytes = golden();
        bytes[20] = (byte) 0xff;
        assertMalformed(bytes, "has a damaged header: it is not UTF-8");
    }

    @Test
    void aMissingFileAndAFolderAreNamed() {
        Path none = folder.resolve("none");
        assertEquals(
                none + ": there is no such file",
                assertThrows(NoSuchFileException.class, () -> TensorFile.read(none))
                        .getMessage());
        assertMessage(folder + ": is not a regular file", () -> TensorFile.read(folder));
    }

    @Test
    void theMetadataMayHoldAnyText() throws IOException {
        Path path = folder.resolve("a");
        String text = "\"sha256\":\"" + ZEROS + "\" \\ \u0000 é \uD83D\uDE00 \uD83D";
        TensorFile.writer().metadata("text", text).metadata("z", ZEROS).write(path);
        assertEquals(Map.of("text", text, "z", ZEROS).entrySet(), withoutDigest(TensorFile.read(path)));
    }

    private static Set<Map.Entry<String, String>> withoutDigest(TensorFile file) {
        Map<String, String> metadata = new java.util.HashMap<>(file.metadata());
        metadata.remove("sha256");
        return metadata.entrySet();
    }

    /** A file of 8 bytes of data under this header, whose first 64 zeros are replaced by the digest. */
    private static byte[] forge(String header) {
        ByteBuffer file = ByteBuffer.allocate(8 + header.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .putLong(7);
        String digits = HexFormat.of().formatHex(sha256(file.array()));
        return file.put(8, header.replaceFirst(ZEROS, digits).getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("file.safetensors"), bytes);
    }

    private void assertMalformed(byte[] bytes, String message) throws IOException {
        Path path = write(bytes);
        TensorFormatException e = assertThrows(TensorFormatException.class, () -> TensorFile.read(path));
        assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private static void assertMessage(String message, Executable action) {
        assertEquals(message, assertThrows(TensorFormatException.class, action).getMessage());
    }
}
