package org.ncf4j.analysis;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.FMatrixRMaj;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;
import org.ncf4j.internal.AtomicFiles;
import org.ncf4j.internal.IoConsumer;
import org.ncf4j.internal.Json;
import org.ncf4j.model.NcfModel;

/**
 * The embeddings of items or users in the formats of other tools. Row r of each file is that of the r-th id; numbers are
 * written with the fewest digits that read back as the same float, text is UTF-8, lines end in a line feed. The same
 * embeddings give the same bytes on every platform. A file is written beside its target and moved into place in one step.
 *
 * <table>
 * <caption>Formats</caption>
 * <tr><th>file</th><th>read by</th></tr>
 * <tr><td>{@link #writeVectors vectors} and {@link #writeMetadata metadata} as TSV</td>
 *     <td>TensorFlow's Embedding Projector (projector.tensorflow.org, TensorBoard)</td></tr>
 * <tr><td>{@link #writeNpy .npy}</td><td>NumPy: {@code numpy.load}</td></tr>
 * <tr><td>{@link #writeWord2Vec word2vec text}</td>
 *     <td>gensim: {@code KeyedVectors.load_word2vec_format(file, binary=False)}, and much else</td></tr>
 * <tr><td>{@link #writeClusters clusters} as CSV</td><td>spreadsheets</td></tr>
 * </table>
 *
 * <p>Immutable: every {@code with} method returns a new export. Safe for use by many threads.
 */
public final class EmbeddingExport {
    /** What {@code numpy.lib.format} aligns the data to. */
    private static final int NPY_ALIGNMENT = 64;
    /** Format 1.0: a magic string, two bytes of version, two of the header's length. */
    private static final byte[] NPY_MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    /** Stands where there would be no text at all, which readers take for the end of a list. */
    private static final String BLANK = "_";

    private final IdIndex ids;
    private final FMatrixRMaj vectors;
    private final @Nullable Map<String, String> names;
    private final @Nullable Clustering clustering;

    private EmbeddingExport(
            IdIndex ids, FMatrixRMaj vectors, @Nullable Map<String, String> names, @Nullable Clustering clustering) {
        this.ids = ids;
        this.vectors = vectors;
        this.names = names;
        this.clustering = clustering;
    }

    /**
     * Of any vectors.
     *
     * @param ids of the rows
     * @param vectors a row for each id, of at least one column; copied
     * @throws IllegalArgumentException if there are not as many rows as ids, no columns, or a value that is not finite
     */
    public static EmbeddingExport of(IdIndex ids, FMatrixRMaj vectors) {
        if (vectors.numRows != ids.size() || vectors.numCols < 1) {
            throw new IllegalArgumentException("vectors must be " + ids.size()
                    + " rows, one for each id, of at least 1 column, but is " + vectors.numRows + " x "
                    + vectors.numCols);
        }
        for (int i = 0; i < vectors.getNumElements(); i++) {
            if (!Float.isFinite(vectors.data[i])) {
                throw new IllegalArgumentException("vectors must be finite: row " + i / vectors.numCols + ", column "
                        + i % vectors.numCols + " is " + vectors.data[i]);
            }
        }
        return new EmbeddingExport(ids, vectors.copy(), null, null);
    }

    /** Of a model's items, {@link NcfModel#itemEmbeddings}. */
    public static EmbeddingExport ofItems(NcfModel model) {
        return of(model.items(), model.itemEmbeddings());
    }

    /** Of a model's users, {@link NcfModel#userEmbeddings}. */
    public static EmbeddingExport ofUsers(NcfModel model) {
        return of(model.users(), model.userEmbeddings());
    }

    /**
     * With a column of names in the metadata and in the clusters.
     *
     * @param names the name of an id; one that has none is shown by its id
     */
    public EmbeddingExport withNames(Map<String, String> names) {
        return new EmbeddingExport(ids, vectors, Map.copyOf(names), clustering);
    }

    /**
     * With a column of clusters in the metadata; they can be written for themselves, too.
     *
     * @throws IllegalArgumentException if it has not as many rows as there are ids
     */
    public EmbeddingExport withClustering(Clustering clustering) {
        if (clustering.rows() != ids.size()) {
            throw new IllegalArgumentException(
                    "clustering must be of the " + ids.size() + " ids, but is of " + clustering.rows());
        }
        return new EmbeddingExport(ids, vectors, names, clustering);
    }

    /**
     * Writes the vectors for the Embedding Projector: a line for each, numbers between tabs, no header.
     *
     * @param file to create or replace; its folder must exist
     * @throws IOException if it cannot be written; what was there before is still there
     */
    public void writeVectors(Path file) throws IOException {
        writeText(file, out -> {
            for (int row = 0; row < vectors.numRows; row++) {
                for (int column = 0; column < vectors.numCols; column++) {
                    if (column > 0) {
                        out.write('\t');
                    }
                    out.write(number(row, column));
                }
                out.write('\n');
            }
        });
    }

    /**
     * Writes what the Embedding Projector shows with the vectors, a line for each: the id, and the name and the cluster,
     * from 1, where there are any. With one column there is no header, with more there is, as the projector wants it.
     * Tabs and line ends within a text become blanks; a blank id or name is {@value #BLANK}.
     *
     * @param file to create or replace; its folder must exist
     * @throws IOException if it cannot be written; what was there before is still there
     */
    public void writeMetadata(Path file) throws IOException {
        writeText(file, out -> {
            List<String> header = header();
            if (header.size() > 1) {
                out.write(String.join("\t", header) + "\n");
            }
            for (int row = 0; row < ids.size(); row++) {
                List<String> cells =
                        cells(row).stream().map(EmbeddingExport::cell).toList();
                out.write(String.join("\t", cells) + "\n");
            }
        });
    }

    private static String cell(String text) {
        String cell = text.replaceAll("\\R|\t", " ");
        return cell.isBlank() ? BLANK : cell;
    }

    /**
     * Writes the clusters as CSV (RFC 4180, lines ending in a line feed): a header, and a row for each id with its name, if
     * there are names, and its cluster, from 1.
     *
     * @param file to create or replace; its folder must exist
     * @throws IllegalStateException if there are none, see {@link #withClustering}
     * @throws IOException if it cannot be written; what was there before is still there
     */
    public void writeClusters(Path file) throws IOException {
        if (clustering == null) {
            throw new IllegalStateException("there are no clusters to write: withClustering gives them");
        }
        writeText(file, out -> {
            // flushed and not closed: the file is not whole until it is in place
            CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
            csv.writeRecord(header());
            for (int row = 0; row < ids.size(); row++) {
                csv.writeRecord(cells(row));
            }
            csv.flush();
        });
    }

    private List<String> header() {
        List<String> header = new ArrayList<>(List.of("id"));
        if (names != null) {
            header.add("name");
        }
        if (clustering != null) {
            header.add("cluster");
        }
        return header;
    }

    private List<String> cells(int row) {
        String id = ids.id(row);
        List<String> cells = new ArrayList<>(List.of(id));
        if (names != null) {
            cells.add(names.getOrDefault(id, id));
        }
        if (clustering != null) {
            cells.add(Integer.toString(clustering.cluster(row) + 1));
        }
        return cells;
    }

    /**
     * Writes the vectors as NumPy's array file of format 1.0 (numpy.lib.format): rows x columns of little-endian float32, in
     * C order. The ids are not in it; row r is the r-th line of {@link #writeMetadata}.
     *
     * @param file to create or replace; its folder must exist
     * @throws IOException if it cannot be written; what was there before is still there
     */
    public void writeNpy(Path file) throws IOException {
        AtomicFiles.write(file, out -> {
            out.write(npyHeader(vectors.numRows, vectors.numCols));
            ByteBuffer line = ByteBuffer.allocate(Float.BYTES * vectors.numCols).order(ByteOrder.LITTLE_ENDIAN);
            for (int row = 0; row < vectors.numRows; row++) {
                line.asFloatBuffer().put(vectors.data, row * vectors.numCols, vectors.numCols);
                out.write(line.array());
            }
        });
    }

    private static byte[] npyHeader(int rows, int columns) {
        String shape = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }";
        int prefix = NPY_MAGIC.length + Short.BYTES;
        // blanks up to the alignment, the last byte is a line feed
        int length = (prefix + shape.length() + NPY_ALIGNMENT) / NPY_ALIGNMENT * NPY_ALIGNMENT;
        byte[] header = new byte[length];
        Arrays.fill(header, (byte) ' ');
        ByteBuffer.wrap(header)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(NPY_MAGIC)
                .putShort((short) (length - prefix))
                .put(shape.getBytes(StandardCharsets.US_ASCII));
        header[length - 1] = '\n';
        return header;
    }

    /**
     * Writes the vectors in the text format of word2vec: a line with their number and width, then for each a line of its id
     * and its numbers, between blanks. Readers split at blanks, so those in an id, and all that is white space, become
     * {@code _}.
     *
     * @param file to create or replace; its folder must exist
     * @throws IllegalArgumentException if an id is empty or two become the same; the message names them
     * @throws IOException if it cannot be written; what was there before is still there
     */
    public void writeWord2Vec(Path file) throws IOException {
        List<String> words = words();
        writeText(file, out -> {
            out.write(vectors.numRows + " " + vectors.numCols + "\n");
            for (int row = 0; row < vectors.numRows; row++) {
                out.write(words.get(row));
                for (int column = 0; column < vectors.numCols; column++) {
                    out.write(' ');
                    out.write(number(row, column));
                }
                out.write('\n');
            }
        });
    }

    private List<String> words() {
        Map<String, String> idOf = new HashMap<>();
        List<String> words = new ArrayList<>(ids.size());
        for (String id : ids.ids()) {
            if (id.isEmpty()) {
                throw new IllegalArgumentException("word2vec has no form for an id that is empty");
            }
            String word = word(id);
            String other = idOf.putIfAbsent(word, id);
            if (other != null) {
                throw new IllegalArgumentException("'" + other + "' and '" + id + "' are both '" + word
                        + "' in word2vec, which has no white space in ids");
            }
            words.add(word);
        }
        return words;
    }

    private static String word(String id) {
        StringBuilder word = new StringBuilder(id.length());
        id.codePoints().map(c -> isSpace(c) ? '_' : c).forEach(word::appendCodePoint);
        return word.toString();
    }

    /** What Python's {@code str.split} and {@code rstrip} take for white space, and a byte order mark. */
    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85 || c == 0xFEFF;
    }

    private String number(int row, int column) {
        // not Float.toString, whose digits changed with JDK 19
        return Json.write(vectors.data[row * vectors.numCols + column]);
    }

    private static void writeText(Path file, IoConsumer<Writer> body) throws IOException {
        AtomicFiles.write(file, stream -> {
            Writer out = strict(stream);
            body.accept(out);
            out.flush();
        });
    }

    /** Fails where a text is not well-formed and has no bytes in UTF-8. */
    private static Writer strict(OutputStream stream) {
        return new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8.newEncoder()));
    }
}
