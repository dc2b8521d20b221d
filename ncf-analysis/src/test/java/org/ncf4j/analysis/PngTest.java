package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.ncf4j.internal.Hash;

class PngTest {
    @Test
    void anotherReaderSeesTheSamePixels() throws IOException {
        // no two rows alike, so that the file takes many turns of the packer's buffer; as many colours as a file can
        // have
        int[] pixels = IntStream.range(0, 300 * 200)
                .map(i -> 0x010203 * (int) (Hash.bits(Hash.key(1, Hash.CLUSTER, 0), i) & 0xFF) & 0xFFFFFF)
                .toArray();
        byte[] file = Png.of(pixels, 300, 200, levels(255));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
        assertEquals(300, image.getWidth());
        assertEquals(200, image.getHeight());
        int[] read = image.getRGB(0, 0, 300, 200, null, 0, 300);
        assertArrayEquals(pixels, Arrays.stream(read).map(rgb -> rgb & 0xFFFFFF).toArray());
        assertArrayEquals(file, Png.of(pixels, 300, 200, levels(255)));
    }

    @Test
    void rareColorsBecomeTheMostSimilarOfTheCommonOnes() throws IOException {
        // 256 greens twice each, and once a colour with a little red
        int[] pixels = IntStream.range(0, 2 * 256 + 2)
                .map(i -> i < 512 ? (i / 2) << 8 : 0x032800)
                .toArray();
        pixels[513] = 77 << 8;
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(Png.of(pixels, 257, 2, levels(255))));
        assertEquals(40 << 8, image.getRGB(255, 1) & 0xFFFFFF);
        assertEquals(77 << 8, image.getRGB(256, 1) & 0xFFFFFF);
        assertEquals(255 << 8, image.getRGB(254, 1) & 0xFFFFFF);
    }

    @Test
    void levelsAreReplaced() throws IOException {
        byte[] file = Png.of(new int[] {0x010203, 0xFFFEFD}, 1, 2, levels(~1));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
        assertEquals(0x000202, image.getRGB(0, 0) & 0xFFFFFF);
        assertEquals(0xFEFEFC, image.getRGB(0, 1) & 0xFFFFFF);
    }

    private static byte[] levels(int mask) {
        byte[] levels = new byte[256];
        for (int i = 0; i < 256; i++) {
            levels[i] = (byte) (i & mask);
        }
        return levels;
    }
}
