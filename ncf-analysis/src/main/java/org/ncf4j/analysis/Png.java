package org.ncf4j.analysis;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes pictures as PNG files, one byte a pixel: the number of one of 256 colours. Where a picture has more, the rare ones,
 * which are those of softened edges, are shown as the most similar of the common ones; the file is half as large as with
 * all of them. Rows are packed as they are: on plain surfaces no filter of PNG takes less, and {@code ImageIO}, which tries
 * all of them on every row, takes longer than drawing does.
 *
 * <p>Source: W3C, Portable Network Graphics Specification, 3rd edition, sections 5 and 11.2.
 */
final class Png {
    private static final byte[] SIGNATURE = {(byte) 137, 'P', 'N', 'G', 13, 10, 26, 10};
    private static final int BITS = 8;
    private static final int INDEXED = 3;
    private static final int MOST_COLORS = 256;
    /** Of Deflater: nearly as small as the levels above, in half the time. */
    private static final int LEVEL = 4;

    private Png() {}

    /**
     * A file of the pixels, at least one row; the same pixels give the same bytes.
     *
     * @param pixels red, green and blue, eight bits each, row by row
     * @param level what to show in place of each level of a colour, from 0 to 255
     */
    static byte[] of(int[] pixels, int width, int height, byte[] level) {
        int[] colors = leveled(pixels, level);
        Map<Integer, Integer> counts = counts(colors);
        int[] common = common(counts);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SIGNATURE);
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put((byte) BITS).put((byte) INDEXED); // and three zeros: the only methods there are
        chunk(file, "IHDR", header.array());
        chunk(file, "PLTE", palette(common));
        chunk(file, "IDAT", packed(rows(colors, width, numbers(counts, common))));
        chunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static int[] leveled(int[] pixels, byte[] level) {
        int[] colors = new int[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int rgb = pixels[i];
            int red = level[rgb >> 16 & 255] & 255;
            int green = level[rgb >> 8 & 255] & 255;
            int blue = level[rgb & 255] & 255;
            colors[i] = red << 16 | green << 8 | blue;
        }
        return colors;
    }

    private static Map<Integer, Integer> counts(int[] colors) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int from = 0; from < colors.length; ) {
            int to = from; // neighbours are mostly alike: a run is counted at once
            while (to < colors.length && colors[to] == colors[from]) {
                to++;
            }
            counts.merge(colors[from], to - from, Integer::sum);
            from = to;
        }
        return counts;
    }

    /** The most common colours; of equally common ones the darker first, so that the file does not depend on chance. */
    private static int[] common(Map<Integer, Integer> counts) {
        return counts.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Integer, Integer> e) -> -e.getValue())
                        .thenComparing(Map.Entry::getKey))
                .limit(MOST_COLORS)
                .mapToInt(Map.Entry::getKey)
                .toArray();
    }

    /** For each colour the place of the most similar of the common ones: itself, if it is one. */
    private static Map<Integer, Integer> numbers(Map<Integer, Integer> counts, int[] common) {
        Map<Integer, Integer> numbers = new HashMap<>();
        for (int i = 0; i < common.length; i++) {
            numbers.put(common[i], i);
        }
        counts.keySet().forEach(color -> numbers.computeIfAbsent(color, c -> mostSimilar(c, common)));
        return numbers;
    }

    /** The number of each pixel's colour, each row behind the number of its filter: 0, none. */
    private static byte[] rows(int[] colors, int width, Map<Integer, Integer> numbers) {
        byte[] rows = new byte[colors.length + colors.length / width];
        int last = -1;
        byte number = 0;
        for (int i = 0; i < colors.length; i++) {
            if (colors[i] != last) {
                last = colors[i];
                number = numbers.getOrDefault(last, 0).byteValue();
            }
            rows[i + i / width + 1] = number;
        }
        return rows;
    }

    private static int mostSimilar(int color, int[] common) {
        int best = 0;
        for (int i = 1; i < common.length; i++) {
            best = difference(color, common[i]) < difference(color, common[best]) ? i : best;
        }
        return best;
    }

    private static int difference(int a, int b) {
        int red = (a >> 16 & 255) - (b >> 16 & 255);
        int green = (a >> 8 & 255) - (b >> 8 & 255);
        int blue = (a & 255) - (b & 255);
        return red * red + green * green + blue * blue;
    }

    private static byte[] palette(int[] common) {
        ByteBuffer palette = ByteBuffer.allocate(3 * common.length);
        for (int rgb : common) {
            palette.put((byte) (rgb >> 16)).put((byte) (rgb >> 8)).put((byte) rgb);
        }
        return palette.array();
    }

    private static byte[] packed(byte[] rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 13];
        Deflater deflater = new Deflater(LEVEL);
        try {
            deflater.setInput(rows);
            deflater.finish();
            while (!deflater.finished()) {
                bytes.write(buffer, 0, deflater.deflate(buffer));
            }
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] data) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length).putInt(data.length);
        chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
        CRC32 sum = new CRC32();
        sum.update(chunk.array(), 4, 4 + data.length);
        file.writeBytes(chunk.putInt((int) sum.getValue()).array());
    }
}
