package org.ncf4j.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Named tensors and a map of strings in one file of the safetensors format: the length of the header as 8 bytes, little
 * endian; the header, JSON in UTF-8, padded with spaces to a multiple of 8 bytes; the tensors, little endian, row by row,
 * without a gap. Source: the format's description in the README of huggingface/safetensors.
 *
 * <p>The header holds, under {@code "__metadata__"}, {@code "sha256"}: the SHA-256, in hexadecimal, of all bytes of the
 * file with these 64 digits themselves read as {@code '0'}. A file without it or with another one is refused.
 *
 * <p>The bytes of a file depend on names, values, shapes and metadata only, not on the order in which they were added:
 * metadata are sorted by key, tensors by width of element, widest first (so that each is aligned), then by name.
 *
 * <p>An instance is the content of a file that was read whole and checked. It is immutable but for the arrays it hands
 * out, which are its own, not copies.
 */
public final class TensorFile {
    /**
     * The longest header read or written, in bytes. Ours have some kB; the format's reference implementation allows 100
     * million, but parsed JSON can take thirty times as much memory as its text.
     */
    public static final int MAX_HEADER = 1 << 24;

    private static final String METADATA = "__metadata__";
    private static final String SHA256 = "sha256";
    private static final String NO_DIGITS = "0".repeat(64);
    private static final String DIGEST_KEY = "\"" + SHA256 + "\":\"";

    /** Names that need no escapes in JSON: what follows {@link #DIGEST_KEY} is then the digest and nothing else. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./:-]+");

    private static final int LENGTH_BYTES = Long.BYTES;
    private static final int BUFFER_BYTES = 1 << 16;

    /** The largest array every virtual machine can make. */
    private static final long MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    private enum Type {
        I64(Long.BYTES),
        F32(Float.BYTES),
        I32(Integer.BYTES),
        U8(Byte.BYTES);

        final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        static @Nullable Type of(@Nullable Object name) {
            for (Type type : values()) {
                if (type.name().equals(name)) {
                    return type;
                }
            }
            return null;
        }
    }

    /** A tensor as the header describes it; from {@code begin} to {@code end}, in bytes after the header. */
    private record Entry(String name, Type type, List<Long> shape, long begin, long end) {
        int elements() {
            return (int) ((end - begin) / type.bytes);
        }
    }

    /** A tensor and its values: an array of the primitive type that belongs to {@code type}, from a place on. */
    private record Tensor(String name, Type type, List<Long> shape, Object data, int from) {}

    private final Path file;
    private final Map<String, String> metadata;
    private final Map<String, Tensor> tensors;

    private TensorFile(Path file, Map<String, String> metadata, Map<String, Tensor> tensors) {
        this.file = file;
        this.metadata = Collections.unmodifiableMap(metadata);
        this.tensors = tensors;
    }

    /**
     * Starts a new file.
     *
     * @return a writer without tensors or metadata
     */
    public static Writer writer() {
        return new Writer();
    }

    /**
     * Reads a file whole and checks it: form, sizes (before any memory is taken for them) and SHA-256.
     *
     * @param file the file
     * @return its content
     * @throws NoSuchFileException if there is no such file
     * @throws TensorFormatException if the file is cut short, altered, or no tensor file; the message names the file and
     *     what is wrong
     * @throws IOException if it cannot be read, or its tensors take more memory than the virtual machine has
     */
    public static TensorFile read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw malformed(file, "is not a regular file", null);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Reader(file, channel).read();
        }
    }

    /**
     * The strings stored beside the tensors, {@code "sha256"} included.
     *
     * @return an unmodifiable map
     */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * A string stored beside the tensors.
     *
     * @param key its key
     * @return the string
     * @throws TensorFormatException if there is none under this key
     */
    public String metadata(String key) throws TensorFormatException {
        String value = metadata.get(key);
        if (value == null) {
            throw malformed(file, "has no metadata \"" + key + "\"", null);
        }
        return value;
    }

    /**
     * The names of all tensors.
     *
     * @return an unmodifiable set, in the file's order
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /**
     * The shape of a tensor.
     *
     * @param name the tensor
     * @return a copy of its dimensions; of length 0 for a single number
     * @throws TensorFormatException if there is no tensor of this name
     */
    public long[] shape(String name) throws TensorFormatException {
        return tensor(name).shape.stream().mapToLong(Long::longValue).toArray();
    }

    /**
     * The values of a tensor of 32-bit floating-point numbers ({@code F32}).
     *
     * @param name the tensor
     * @param shape the dimensions it must have; -1 stands for any
     * @return its values, row by row; this file's own array
     * @throws TensorFormatException if there is no tensor of this name, type and shape
     */
    public float[] floats(String name, long... shape) throws TensorFormatException {
        return (float[]) data(name, Type.F32, shape);
    }

    /**
     * The values of a tensor of 32-bit whole numbers ({@code I32}).
     *
     * @param name the tensor
     * @param shape the dimensions it must have; -1 stands for any
     * @return its values, row by row; this file's own array
     * @throws TensorFormatException if there is no tensor of this name, type and shape
     */
    public int[] ints(String name, long... shape) throws TensorFormatException {
        return (int[]) data(name, Type.I32, shape);
    }

    /**
     * The values of a tensor of 64-bit whole numbers ({@code I64}).
     *
     * @param name the tensor
     * @param shape the dimensions it must have; -1 stands for any
     * @return its values, row by row; this file's own array
     * @throws TensorFormatException if there is no tensor of this name, type and shape
     */
    public long[] longs(String name, long... shape) throws TensorFormatException {
        return (long[]) data(name, Type.I64, shape);
    }

    /**
     * The values of a tensor of bytes ({@code U8}).
     *
     * @param name the tensor
     * @param shape the dimensions it must have; -1 stands for any
     * @return its values, row by row; this file's own array
     * @throws TensorFormatException if there is no tensor of this name, type and shape
     */
    public byte[] bytes(String name, long... shape) throws TensorFormatException {
        return (byte[]) data(name, Type.U8, shape);
    }

    private Object data(String name, Type type, long[] shape) throws TensorFormatException {
        Tensor tensor = tensor(name);
        boolean matches = tensor.type == type && tensor.shape.size() == shape.length;
        for (int i = 0; matches && i < shape.length; i++) {
            matches = shape[i] == -1 || shape[i] == tensor.shape.get(i);
        }
        if (!matches) {
            String expected = Arrays.toString(shape).replace("-1", "any");
            String what = "tensor \"" + name + "\" is " + tensor.type + " of shape " + tensor.shape + ", expected "
                    + type + " of shape " + expected;
            throw malformed(file, what, null);
        }
        return tensor.data;
    }

    private Tensor tensor(String name) throws TensorFormatException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw malformed(file, "has no tensor \"" + name + "\"", null);
        }
        return tensor;
    }

    private static TensorFormatException malformed(Path file, String what, @Nullable Throwable cause) {
        return new TensorFormatException(file + ": " + what, cause);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Collects tensors and metadata and writes them. The arrays are not copied: leave them alone until then. */
    public static final class Writer {
        private final TreeMap<String, String> metadata = new TreeMap<>();
        private final TreeMap<String, Tensor> tensors = new TreeMap<>();

        private Writer() {
            metadata.put(SHA256, NO_DIGITS);
        }

        /**
         * Adds a string.
         *
         * @param key its key: ASCII letters, digits and {@code _ . / : -}; not {@code sha256}
         * @param value the string
         * @return this
         * @throws IllegalArgumentException if the key is not of this form, or was added before
         */
        public Writer metadata(String key, String value) {
            if (!NAME.matcher(key).matches() || metadata.containsKey(key)) {
                throw new IllegalArgumentException("metadata key \"" + key + "\" is malformed, reserved or repeated");
            }
            metadata.put(key, value);
            return this;
        }

        /**
         * Adds a tensor of 32-bit floating-point numbers.
         *
         * @param name its name: ASCII letters, digits and {@code _ . / : -}; not {@code __metadata__}
         * @param data its values, row by row; not copied
         * @param shape its dimensions; none for a single number
         * @return this
         * @throws IllegalArgumentException if the name is not of this form or was added before, or if the product of the
         *     dimensions is not the number of values
         */
        public Writer add(String name, float[] data, long... shape) {
            return add(new Tensor(name, Type.F32, list(shape), data, 0), data.length);
        }

        /**
         * Adds a tensor of 32-bit floating-point numbers that are a part of an array.
         *
         * @param name its name, as in {@link #add(String, float[], long...)}
         * @param data holds its values, row by row; not copied
         * @param from place of the first
         * @param shape its dimensions; none for a single number
         * @return this
         * @throws IllegalArgumentException if the name is not of this form or was added before
         * @throws IndexOutOfBoundsException if the array ends before the values do
         */
        public Writer addPart(String name, float[] data, int from, long... shape) {
            int length = Math.toIntExact(elements(list(shape)));
            Objects.checkFromIndexSize(from, length, data.length);
            return add(new Tensor(name, Type.F32, list(shape), data, from), length);
        }

        /**
         * Adds a tensor of 32-bit whole numbers.
         *
         * @param name its name, as in {@link #add(String, float[], long...)}
         * @param data its values, row by row; not copied
         * @param shape its dimensions; none for a single number
         * @return this
         * @throws IllegalArgumentException as {@link #add(String, float[], long...)} does
         */
        public Writer add(String name, int[] data, long... shape) {
            return add(new Tensor(name, Type.I32, list(shape), data, 0), data.length);
        }

        /**
         * Adds a tensor of 64-bit whole numbers.
         *
         * @param name its name, as in {@link #add(String, float[], long...)}
         * @param data its values, row by row; not copied
         * @param shape its dimensions; none for a single number
         * @return this
         * @throws IllegalArgumentException as {@link #add(String, float[], long...)} does
         */
        public Writer add(String name, long[] data, long... shape) {
            return add(new Tensor(name, Type.I64, list(shape), data, 0), data.length);
        }

        /**
         * Adds a tensor of bytes.
         *
         * @param name its name, as in {@link #add(String, float[], long...)}
         * @param data its values, row by row; not copied
         * @param shape its dimensions; none for a single number
         * @return this
         * @throws IllegalArgumentException as {@link #add(String, float[], long...)} does
         */
        public Writer add(String name, byte[] data, long... shape) {
            return add(new Tensor(name, Type.U8, list(shape), data, 0), data.length);
        }

        private Writer add(Tensor tensor, int length) {
            String name = tensor.name;
            if (!NAME.matcher(name).matches() || name.equals(METADATA) || tensors.containsKey(name)) {
                throw new IllegalArgumentException("tensor name \"" + name + "\" is malformed, reserved or repeated");
            }
            if (elements(tensor.shape) != length) {
                throw new IllegalArgumentException(
                        "tensor \"" + name + "\" of shape " + tensor.shape + " was given " + length + " values");
            }
            tensors.put(name, tensor);
            return this;
        }

        /**
         * Writes the file, whole or not at all (see {@link AtomicFiles}).
         *
         * @param file the file to create or replace
         * @throws IOException if it cannot be written; the message names it
         */
        public void write(Path file) throws IOException {
            List<Tensor> ordered = new ArrayList<>(tensors.values());
            ordered.sort(Comparator.comparing(Tensor::type)); // stable: by name within a type
            byte[] header = header(file, ordered);
            MessageDigest digest = sha256();
            AtomicFiles.writeChannel(file, channel -> {
                ByteBuffer buffer = buffer();
                buffer.putLong(header.length);
                flush(channel, buffer, digest);
                digest.update(header);
                writeFully(channel, ByteBuffer.wrap(header));
                for (Tensor tensor : ordered) {
                    writeData(channel, buffer, digest, tensor);
                }
                byte[] digits = HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII);
                channel.position(LENGTH_BYTES + (long) digitsOffset(header, NO_DIGITS));
                writeFully(channel, ByteBuffer.wrap(digits));
            });
        }

        private byte[] header(Path file, List<Tensor> ordered) throws IOException {
            Map<String, Object> root = new LinkedHashMap<>();
            root.put(METADATA, metadata);
            long offset = 0;
            for (Tensor tensor : ordered) {
                long end = offset + elements(tensor.shape) * tensor.type.bytes;
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put("dtype", tensor.type.name());
                entry.put("shape", tensor.shape);
                entry.put("data_offsets", List.of(offset, end));
                root.put(tensor.name, entry);
                offset = end;
            }
            byte[] json = Json.write(root).getBytes(StandardCharsets.UTF_8);
            byte[] header = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
            Arrays.fill(header, json.length, header.length, (byte) ' ');
            if (header.length > MAX_HEADER) {
                throw new IOException("cannot write " + file + ": names and metadata take " + header.length
                        + " bytes, and " + MAX_HEADER + " are allowed");
            }
            return header;
        }

        private static void writeData(FileChannel channel, ByteBuffer buffer, MessageDigest digest, Tensor tensor)
                throws IOException {
            int length = (int) elements(tensor.shape);
            int block = BUFFER_BYTES / tensor.type.bytes;
            for (int done = 0; done < length; done += block) {
                int count = Math.min(block, length - done);
                int from = tensor.from + done;
                switch (tensor.type) {
                    case I64 -> buffer.asLongBuffer().put((long[]) tensor.data, from, count);
                    case F32 -> buffer.asFloatBuffer().put((float[]) tensor.data, from, count);
                    case I32 -> buffer.asIntBuffer().put((int[]) tensor.data, from, count);
                    case U8 -> buffer.duplicate().put((byte[]) tensor.data, from, count);
                }
                buffer.position(count * tensor.type.bytes);
                flush(channel, buffer, digest);
            }
        }

        private static void flush(FileChannel channel, ByteBuffer buffer, MessageDigest digest) throws IOException {
            buffer.flip();
            digest.update(buffer.duplicate());
            writeFully(channel, buffer);
            buffer.clear();
        }

        private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    private static List<Long> list(long[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    /** The product of dimensions, or -1 if one is negative or the product is beyond the range of a long. */
    private static long elements(List<Long> shape) {
        long product = 1;
        for (long dimension : shape) {
            if (dimension < 0) {
                return -1;
            }
            long high = Math.multiplyHigh(product, dimension);
            product *= dimension;
            if (high != 0 || product < 0) {
                return -1;
            }
        }
        return product;
    }

    /** Where the digits of the digest begin in a header, or -1 if they are not there exactly once. */
    private static int digitsOffset(byte[] header, String digits) {
        // One character a byte, so that places in the string are places in the header.
        String text = new String(header, StandardCharsets.ISO_8859_1);
        String entry = DIGEST_KEY + digits + "\"";
        int place = text.indexOf(entry);
        return place < 0 || text.indexOf(DIGEST_KEY, place + 1) >= 0 ? -1 : place + DIGEST_KEY.length();
    }

    /** Reads one file in one pass. */
    private static final class Reader {
        private final Path file;
        private final FileChannel channel;
        private final MessageDigest digest = sha256();
        private final ByteBuffer buffer = buffer();

        Reader(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        TensorFile read() throws IOException {
            long size = channel.size();
            if (size < LENGTH_BYTES) {
                throw malformed("is cut short or no safetensors file: it has " + size + " bytes", null);
            }
            fill(LENGTH_BYTES);
            digest.update(buffer.duplicate());
            long headerLength = buffer.getLong();
            if (headerLength < 2 || headerLength > MAX_HEADER) {
                throw malformed(
                        "is no safetensors file: it states a header of " + Long.toUnsignedString(headerLength)
                                + " bytes",
                        null);
            }
            if (headerLength > size - LENGTH_BYTES) {
                throw malformed(
                        "is cut short: it states a header of " + headerLength + " bytes, and " + (size - LENGTH_BYTES)
                                + " bytes follow",
                        null);
            }
            byte[] header = new byte[(int) headerLength];
            readFully(ByteBuffer.wrap(header));
            Map<String, Object> root = parse(header);
            Map<String, String> metadata = metadata(root.remove(METADATA));
            List<Entry> entries = new ArrayList<>();
            for (Map.Entry<String, Object> entry : root.entrySet()) {
                entries.add(entry(entry.getKey(), entry.getValue()));
            }
            entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
            long data = size - LENGTH_BYTES - headerLength;
            checkLayout(entries, data);
            if (data > Runtime.getRuntime().maxMemory()) {
                throw new IOException(file + ": takes " + Bytes.text(data) + " of memory, and the JVM has "
                        + Bytes.text(Runtime.getRuntime().maxMemory()));
            }

            String stated = metadata.get(SHA256);
            int digits = stated == null ? -1 : digitsOffset(header, stated);
            if (stated == null || digits < 0 || stated.length() != NO_DIGITS.length()) {
                throw malformed("has no SHA-256 of its own among its metadata", null);
            }
            Arrays.fill(header, digits, digits + NO_DIGITS.length(), (byte) '0');
            digest.update(header);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Entry entry : entries) {
                tensors.put(entry.name, new Tensor(entry.name, entry.type, entry.shape, data(entry), 0));
            }
            String actual = HexFormat.of().formatHex(digest.digest());
            if (!actual.equals(stated)) {
                throw malformed("was altered: its SHA-256 is " + actual + ", and it states " + stated, null);
            }
            return new TensorFile(file, metadata, tensors);
        }

        private Map<String, Object> parse(byte[] header) throws TensorFormatException {
            try {
                return Json.parseObject(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(header))
                        .toString());
            } catch (CharacterCodingException e) {
                throw malformed("has a damaged header: it is not UTF-8", e);
            } catch (IllegalArgumentException e) {
                throw malformed("has a damaged header: " + e.getMessage(), e);
            }
        }

        private Map<String, String> metadata(@Nullable Object value) throws TensorFormatException {
            Map<String, String> metadata = new LinkedHashMap<>();
            if (value instanceof Map<?, ?> map) {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    if (!(entry.getKey() instanceof String key && entry.getValue() instanceof String text)) {
                        throw malformed("has metadata \"" + entry.getKey() + "\" that is not a string", null);
                    }
                    metadata.put(key, text);
                }
            } else if (value != null) {
                throw malformed("has \"" + METADATA + "\" that is not an object", null);
            }
            return metadata;
        }

        private Entry entry(String name, Object value) throws TensorFormatException {
            if (!(value instanceof Map<?, ?> map) || !map.keySet().equals(Set.of("dtype", "shape", "data_offsets"))) {
                throw malformed("describes tensor \"" + name + "\" by other than dtype, shape and data_offsets", null);
            }
            Type type = Type.of(map.get("dtype"));
            if (type == null) {
                throw malformed(
                        "holds tensor \"" + name + "\" of dtype " + map.get("dtype") + ", expected one of "
                                + Arrays.toString(Type.values()),
                        null);
            }
            List<Long> shape = wholeNumbers(map.get("shape"));
            List<Long> offsets = wholeNumbers(map.get("data_offsets"));
            long elements = shape == null ? -1 : elements(shape);
            if (shape == null || elements < 0) {
                throw malformed("gives tensor \"" + name + "\" the impossible shape " + map.get("shape"), null);
            }
            if (elements > MAX_ELEMENTS) {
                throw malformed(
                        "gives tensor \"" + name + "\" " + elements + " elements, more than " + MAX_ELEMENTS, null);
            }
            if (offsets == null
                    || offsets.size() != 2
                    || offsets.get(0) < 0
                    || offsets.get(1) - offsets.get(0) != elements * type.bytes) {
                throw malformed(
                        "gives tensor \"" + name + "\" of " + elements * type.bytes + " bytes the offsets "
                                + map.get("data_offsets"),
                        null);
            }
            return new Entry(name, type, shape, offsets.get(0), offsets.get(1));
        }

        private static @Nullable List<Long> wholeNumbers(@Nullable Object value) {
            if (!(value instanceof List<?> list)) {
                return null;
            }
            List<Long> numbers = new ArrayList<>();
            for (Object element : list) {
                if (!(element instanceof Long number)) {
                    return null;
                }
                numbers.add(number);
            }
            return List.copyOf(numbers);
        }

        private void checkLayout(List<Entry> entries, long available) throws TensorFormatException {
            long place = 0;
            for (Entry entry : entries) {
                if (entry.begin != place) {
                    throw malformed(
                            "has a gap or an overlap before tensor \"" + entry.name + "\": it begins at " + entry.begin
                                    + ", expected " + place,
                            null);
                }
                place = entry.end;
            }
            if (available != place) {
                throw malformed(
                        (available < place ? "is cut short" : "has bytes too many") + ": its tensors take " + place
                                + " bytes, and " + available + " follow the header",
                        null);
            }
        }

        private Object data(Entry entry) throws IOException {
            int length = entry.elements();
            int block = BUFFER_BYTES / entry.type.bytes;
            Object data = switch (entry.type) {
                case I64 -> new long[length];
                case F32 -> new float[length];
                case I32 -> new int[length];
                case U8 -> new byte[length];
            };
            for (int from = 0; from < length; from += block) {
                int count = Math.min(block, length - from);
                fill(count * entry.type.bytes);
                digest.update(buffer.duplicate());
                switch (entry.type) {
                    case I64 -> buffer.asLongBuffer().get((long[]) data, from, count);
                    case F32 -> buffer.asFloatBuffer().get((float[]) data, from, count);
                    case I32 -> buffer.asIntBuffer().get((int[]) data, from, count);
                    case U8 -> buffer.get((byte[]) data, from, count);
                }
            }
            return data;
        }

        /** Reads the next bytes of the file into the buffer, ready to be taken from it. */
        private void fill(int bytes) throws IOException {
            buffer.clear().limit(bytes);
            readFully(buffer);
            buffer.flip();
        }

        private void readFully(ByteBuffer target) throws IOException {
            while (target.hasRemaining()) {
                if (channel.read(target) < 0) {
                    throw malformed("became shorter while it was read", null);
                }
            }
        }

        private TensorFormatException malformed(String what, @Nullable Throwable cause) {
            return TensorFile.malformed(file, what, cause);
        }
    }
}
