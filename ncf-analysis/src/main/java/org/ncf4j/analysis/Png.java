package org.ncf4j.analysis;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes pictures as PNG files, three bytes a pixel. Rows are packed as they are: on plain surfaces no filter of PNG takes
 * less, and {@code ImageIO}, which tries all of them on every row, takes longer than drawing does.
 *
 * <p>Source: W3C, Portable Network Graphics Specification, 3rd edition, sections 5 and 11.2.
 */
final class Png {
    private static final byte[] SIGNATURE = {(byte) 137, 'P', 'N', 'G', 13, 10, 26, 10};
    private static final int BITS = 8;
    private static final int TRUE_COLOUR = 2;
    /** Of Deflater: nearly as small as the levels above, in half the time. */
    private static final int LEVEL = 4;

    private Png() {}

    /**
     * A file of the pixels; the same pixels give the same bytes.
     *
     * @param pixels red, green and blue, eight bits each, row by row
     * @param level what to show in place of each level of a colour, from 0 to 255
     */
    static byte[] of(int[] pixels, int width, int height, byte[] level) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SIGNATURE);
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put((byte) BITS).put((byte) TRUE_COLOUR); // and three zeros: the only methods there are
        chunk(file, "IHDR", header.array());
        chunk(file, "IDAT", packed(pixels, width, height, level));
        chunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static byte[] packed(int[] pixels, int width, int height, byte[] level) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] row = new byte[1 + 3 * width]; // begins with the number of its filter: 0, none
        byte[] buffer = new byte[1 << 13];
        Deflater deflater = new Deflater(LEVEL);
        try {
            for (int y = 0; y < height; y++) {
                unpack(pixels, y * width, level, row);
                deflater.setInput(row);
                while (!deflater.needsInput()) {
                    bytes.write(buffer, 0, deflater.deflate(buffer));
                }
            }
            deflater.finish();
            while (!deflater.finished()) {
                bytes.write(buffer, 0, deflater.deflate(buffer));
            }
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    private static void unpack(int[] pixels, int from, byte[] level, byte[] row) {
        for (int i = 1, pixel = from; i < row.length; i += 3, pixel++) {
            int rgb = pixels[pixel];
            row[i] = level[rgb >> 16 & 255];
            row[i + 1] = level[rgb >> 8 & 255];
            row[i + 2] = level[rgb & 255];
        }
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] data) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length).putInt(data.length);
        chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
        CRC32 sum = new CRC32();
        sum.update(chunk.array(), 4, 4 + data.length);
        file.writeBytes(chunk.putInt((int) sum.getValue()).array());
    }
}
