package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file above 4 GiB, beyond any int, signed or not. Takes as much of the disk and more of memory, so it runs only when asked
 * for: {@code -Dncf.large=true -Dtest.jvm=-Xmx6g}. What headers say of such files is tested in any case, in {@link
 * TensorFileTest}.
 */
@Tag("once")
@EnabledIfSystemProperty(named = "ncf.large", matches = "true", disabledReason = "takes 4.6 GB of disk and memory")
class LargeTensorFileTest {
    private static final int LENGTH = (1 << 26) + 3; // no whole number of buffers

    private static final int LONGS = 9;

    @TempDir
    Path folder;

    /** The same array many times: only what is read takes the memory. */
    @Test
    void aFileAboveFourGibibytesComesBack() throws IOException {
        long[] longs = new long[LENGTH];
        float[] floats = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            longs[i] = Hash.bits(1, 0, 0, i);
            floats[i] = (float) Hash.unit(longs[i]);
        }
        Path path = folder.resolve("large");
        TensorFile.Writer writer = TensorFile.writer().add("floats", floats, LENGTH);
        for (int i = 0; i < LONGS; i++) {
            writer.add("longs" + i, longs, LENGTH);
        }
        writer.write(path);
        long size = Files.size(path);
        assertTrue(size > (1L << 32) + 4L * LENGTH, "size " + size);

        TensorFile file = TensorFile.read(path);
        // not assertArrayEquals, which is slow at this
        for (int t = 0; t < LONGS; t++) {
            assertEquals(-1, Arrays.mismatch(longs, file.longs("longs" + t, LENGTH)));
        }
        assertEquals(-1, Arrays.mismatch(floats, file.floats("floats", LENGTH)));
        System.out.println("A file of " + size + " bytes came back");
        file = null;

        try (RandomAccessFile open = new RandomAccessFile(path.toFile(), "rw")) {
            open.seek(size - 5);
            int old = open.read();
            open.seek(size - 5);
            open.write(old ^ 1);
            assertMessage(path, "was altered: its SHA-256 is ");
            open.setLength(size - 1);
            assertMessage(path, "is cut short: its tensors take ");
        }
    }

    private static void assertMessage(Path path, String message) {
        TensorFormatException e = assertThrows(TensorFormatException.class, () -> TensorFile.read(path));
        assertTrue(e.getMessage().startsWith(path + ": " + message), e.getMessage());
    }
}
