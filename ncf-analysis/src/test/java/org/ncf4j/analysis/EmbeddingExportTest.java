package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Hash;
import org.ncf4j.model.ImplicitAls;
import org.ncf4j.model.NcfModel;

/** Each format byte by byte, and read back. */
class EmbeddingExportTest {
    @TempDir
    Path folder;

    private static EmbeddingExport export(String... ids) {
        float[][] values = new float[ids.length][2];
        for (int row = 0; row < ids.length; row++) {
            values[row] = new float[] {row + .1f, -1.0e-5f * row};
        }
        return EmbeddingExport.of(IdIndex.of("item", List.of(ids)), new FMatrixRMaj(values));
    }

    private Path file() {
        return folder.resolve("file");
    }

    private String text(EmbeddingExport export, Writing writing) throws IOException {
        writing.to(export, file());
        return Files.readString(file());
    }

    private interface Writing {
        void to(EmbeddingExport export, Path file) throws IOException;
    }

    private static Clustering clustering() {
        return new Clustering(new int[] {0, 1, 0}, new double[][] {{0}, {1}}, new double[3], 0, 1);
    }

    @Test
    void vectorsAreLinesOfNumbers() throws IOException {
        assertEquals("0.1\t-0.0\n1.1\t-1.0E-5\n", text(export("a", "b"), EmbeddingExport::writeVectors));
    }

    @Test
    void oneColumnOfMetadataHasNoHeader() throws IOException {
        assertEquals("a\nb c\n_\n", text(export("a", "b\tc", "\n"), EmbeddingExport::writeMetadata));
    }

    @Test
    void moreColumnsHaveOne() throws IOException {
        EmbeddingExport named = export("a", "b", "c").withNames(Map.of("a", "An\ta\r\nb", "b", "  "));
        assertEquals("id\tname\na\tAn a b\nb\t_\nc\tc\n", text(named, EmbeddingExport::writeMetadata));
        assertEquals(
                "id\tname\tcluster\na\tAn a b\t1\nb\t_\t2\nc\tc\t1\n",
                text(named.withClustering(clustering()), EmbeddingExport::writeMetadata));
        assertEquals(
                "id\tcluster\na\t1\nb\t2\nc\t1\n",
                text(export("a", "b", "c").withClustering(clustering()), EmbeddingExport::writeMetadata));
    }

    @Test
    void clustersAreCsv() throws IOException {
        EmbeddingExport export = export("a,1", "b", "c\"").withClustering(clustering());
        assertEquals("id,cluster\n\"a,1\",1\nb,2\n\"c\"\"\",1\n", text(export, EmbeddingExport::writeClusters));
        assertEquals(
                "id,name,cluster\n\"a,1\",\"A\nB\",1\nb,b,2\n\"c\"\"\",\"c\"\"\",1\n",
                text(export.withNames(Map.of("a,1", "A\nB")), EmbeddingExport::writeClusters));
        assertThrows(IllegalStateException.class, () -> export("a").writeClusters(file()));
        IllegalArgumentException other =
                assertThrows(IllegalArgumentException.class, () -> export("a").withClustering(clustering()));
        assertEquals("clustering must be of the 1 ids, but is of 3", other.getMessage());
    }

    @Test
    void npyByteByByte() throws IOException {
        export("a", "b").writeNpy(file());
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }";
        ByteBuffer expected = ByteBuffer.allocate(128 + 16).order(ByteOrder.LITTLE_ENDIAN);
        expected.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        expected.put((byte) 1).put((byte) 0).putShort((short) 118);
        expected.put((header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
        expected.putFloat(.1f).putFloat(-0f).putFloat(1.1f).putFloat(-1.0e-5f);
        assertArrayEquals(expected.array(), Files.readAllBytes(file()));
    }

    /** Whatever the length of the shape, the header ends where numbers are aligned. */
    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 99, 100, 1000, 12345})
    void npyIsAligned(int columns) throws IOException {
        EmbeddingExport.of(IdIndex.of("item", List.of("a")), new FMatrixRMaj(1, columns))
                .writeNpy(file());
        byte[] bytes = Files.readAllBytes(file());
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
        assertEquals(0, (10 + length) % 64);
        assertEquals(bytes.length, 10 + length + 4 * columns);
        assertEquals('\n', bytes[10 + length - 1]);
    }

    @Test
    void word2VecHasNoWhiteSpaceInIds() throws IOException {
        assertEquals(
                "3 2\na_b 0.1 -0.0\nc_d 1.1 -1.0E-5\n\u00e9__\uD83C\uDF75 2.1 -2.0E-5\n",
                text(export("a b", "c\u00a0d", "\u00e9\t\n\uD83C\uDF75"), EmbeddingExport::writeWord2Vec));
    }

    @Test
    void word2VecRefusesIdsThatBecomeTheSame() {
        IllegalArgumentException same = assertThrows(
                IllegalArgumentException.class, () -> export("a b", "c", "a_b").writeWord2Vec(file()));
        assertEquals("'a b' and 'a_b' are both 'a_b' in word2vec, which has no white space in ids", same.getMessage());
        assertThrows(IllegalArgumentException.class, () -> export("").writeWord2Vec(file()));
        assertTrue(Files.notExists(file()));
    }

    @Test
    void textThatIsNoneIsRefusedAndLeavesWhatWasThere() throws IOException {
        Files.writeString(file(), "before");
        assertThrows(IOException.class, () -> export("\uD800").writeMetadata(file()));
        assertEquals("before", Files.readString(file()));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file()), files.toList());
        }
    }

    @Test
    void shapesAreChecked() {
        IdIndex ids = IdIndex.of("item", List.of("a"));
        IllegalArgumentException rows =
                assertThrows(IllegalArgumentException.class, () -> EmbeddingExport.of(ids, new FMatrixRMaj(2, 3)));
        assertEquals("vectors must be 1 rows, one for each id, of at least 1 column, but is 2 x 3", rows.getMessage());
        assertThrows(IllegalArgumentException.class, () -> EmbeddingExport.of(ids, new FMatrixRMaj(1, 0)));
    }

    private static NcfModel model() {
        Interactions.Builder builder = Interactions.builder();
        for (int user = 0; user < 9; user++) {
            builder.add("u" + user, "i" + user % 4).add("u" + user, "i" + user % 5);
        }
        return ImplicitAls.defaults().withFactors(3).fit(builder.build(), 1);
    }

    @Test
    void numbersReadBackAsTheyWere() throws IOException {
        NcfModel model = model();
        EmbeddingExport.ofItems(model).writeVectors(file());
        assertSame(model.itemEmbeddings(), Files.readAllLines(file()), "\t", 0);
        EmbeddingExport.ofUsers(model).writeWord2Vec(file());
        List<String> lines = Files.readAllLines(file());
        assertEquals("9 3", lines.get(0));
        assertSame(model.userEmbeddings(), lines.subList(1, 10), " ", 1);

        float[] any = new float[10_000];
        for (int i = 0; i < any.length; i++) {
            float value = Float.intBitsToFloat((int) Hash.bits(3, 0, 0, i));
            any[i] = Float.isFinite(value) ? value : Float.MIN_VALUE * i;
        }
        FMatrixRMaj matrix = FMatrixRMaj.wrap(1, any.length, any);
        EmbeddingExport.of(IdIndex.of("item", List.of("a")), matrix).writeVectors(file());
        assertSame(matrix, Files.readAllLines(file()), "\t", 0);
    }

    private static void assertSame(FMatrixRMaj expected, List<String> lines, String separator, int from) {
        assertEquals(expected.numRows, lines.size());
        for (int row = 0; row < expected.numRows; row++) {
            String[] cells = lines.get(row).split(separator, -1);
            assertEquals(from + expected.numCols, cells.length);
            for (int column = 0; column < expected.numCols; column++) {
                assertEquals(
                        Float.floatToRawIntBits(expected.get(row, column)),
                        Float.floatToRawIntBits(Float.parseFloat(cells[from + column])));
            }
        }
    }

    /** What was exported does not follow what happens to the matrix later. */
    @Test
    void theMatrixIsCopied() throws IOException {
        FMatrixRMaj matrix = new FMatrixRMaj(new float[][] {{1, 2}});
        EmbeddingExport export = EmbeddingExport.of(IdIndex.of("item", List.of("a")), matrix);
        matrix.zero();
        assertEquals("1\t2\n", text(export, EmbeddingExport::writeVectors));
    }

    @Test
    @Tag("once")
    void numPyReadsTheSame() throws Exception {
        assumeTrue(runs("python3", "-c", "import numpy"), "needs python3 with NumPy");
        NcfModel model = model();
        EmbeddingExport export = EmbeddingExport.ofItems(model);
        Path npy = folder.resolve("items.npy");
        Path vectors = folder.resolve("vectors.tsv");
        export.writeNpy(npy);
        export.writeVectors(vectors);
        assertTrue(runs("python3", "-c", """
                import numpy, sys
                a = numpy.load(sys.argv[1], allow_pickle=False)
                b = numpy.loadtxt(sys.argv[2], dtype=numpy.float32, delimiter='\\t')
                assert a.shape == (5, 3) and a.dtype == numpy.dtype('<f4') and a.flags.c_contiguous
                assert (a == b).all()
                """, npy.toString(), vectors.toString()));
        assertFalse(runs("python3", "-c", "assert False"));
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such command
        }
    }
}
