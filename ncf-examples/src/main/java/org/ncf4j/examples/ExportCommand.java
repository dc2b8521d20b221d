package org.ncf4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ncf4j.analysis.EmbeddingExport;
import org.ncf4j.model.Model;
import org.ncf4j.model.NcfModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a model's embeddings in the formats of other tools. */
@Command(
        name = "export",
        description = {
            "Writes a model's embeddings in the formats of other tools: for TensorFlow's Embedding Projector"
                    + " (items-vectors.tsv, items-metadata.tsv), NumPy (items.npy; the ids of its rows are in items-metadata.tsv)"
                    + " and those that read word2vec's text (items.word2vec.txt), with users- in place of items- for users.",
            "",
            "A model of item-item weights has no embeddings. Clusters are written by analyze."
        })
final class ExportCommand extends Subcommand {
    /** The constants are the words of the command line. */
    enum Format {
        tensorboard,
        npy,
        word2vec
    }

    /** The constants are the words of the command line. */
    enum Of {
        items,
        users,
        both
    }

    @Option(names = "--model-file", paramLabel = "MODEL", required = true, description = "The model.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path modelFile;

    @Option(
            names = "--format",
            paramLabel = "tensorboard|npy|word2vec",
            split = ",",
            defaultValue = "tensorboard,npy,word2vec",
            description = "Which formats, separated by commas (default: all).")
    private Set<Format> formats = EnumSet.allOf(Format.class);

    @Option(
            names = "--of",
            paramLabel = "items|users|both",
            defaultValue = "items",
            description = "Whose embeddings (default: ${DEFAULT-VALUE}).")
    private Of of = Of.items;

    @Option(names = "--names", paramLabel = "FILE", description = NAMES)
    private @Nullable Path names;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder for the files; made if it is missing.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Override
    void run() throws IOException {
        if (of == Of.users && names != null) {
            throw badUsage("--names has no meaning for --of users: it names items");
        }
        Map<String, String> titles = names(names);
        if (!(Model.load(modelFile) instanceof NcfModel model)) {
            throw new IOException(modelFile + " is a model of item-item weights, which has no embeddings to export");
        }
        warnOfUnknownNames(names, titles, model.items());
        createFolder(out);
        if (of != Of.users) {
            EmbeddingExport items = EmbeddingExport.ofItems(model);
            write(titles.isEmpty() ? items : items.withNames(titles), "items");
        }
        if (of != Of.items) {
            write(EmbeddingExport.ofUsers(model), "users");
        }
    }

    private void write(EmbeddingExport export, String kind) throws IOException {
        if (formats.contains(Format.tensorboard)) {
            write(export::writeVectors, kind + "-vectors.tsv");
        }
        if (formats.contains(Format.tensorboard) || formats.contains(Format.npy)) {
            write(export::writeMetadata, kind + "-metadata.tsv");
        }
        if (formats.contains(Format.npy)) {
            write(export::writeNpy, kind + ".npy");
        }
        if (formats.contains(Format.word2vec)) {
            write(export::writeWord2Vec, kind + ".word2vec.txt");
        }
    }

    private void write(Written file, String name) throws IOException {
        Path path = out.resolve(name);
        requireOther(path, modelFile, names);
        file.to(path);
        print("wrote %s", path);
    }

    /** What writes a file. */
    private interface Written {
        void to(Path file) throws IOException;
    }
}
