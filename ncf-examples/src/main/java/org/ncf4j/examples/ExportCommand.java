package org.ncf4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
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
        Map<Path, Written> files = new LinkedHashMap<>();
        if (of != Of.users) {
            EmbeddingExport items = EmbeddingExport.ofItems(model);
            add(titles.isEmpty() ? items : items.withNames(titles), "items", files);
        }
        if (of != Of.items) {
            add(EmbeddingExport.ofUsers(model), "users", files);
        }
        for (Path file : files.keySet()) {
            requireOther(file, modelFile, names);
        }
        createFolder(out);
        for (Map.Entry<Path, Written> file : files.entrySet()) {
            file.getValue().to(file.getKey());
            print("wrote %s", file.getKey());
        }
    }

    private void add(EmbeddingExport export, String kind, Map<Path, Written> files) {
        if (formats.contains(Format.tensorboard)) {
            files.put(out.resolve(kind + "-vectors.tsv"), export::writeVectors);
        }
        if (formats.contains(Format.tensorboard) || formats.contains(Format.npy)) {
            files.put(out.resolve(kind + "-metadata.tsv"), export::writeMetadata);
        }
        if (formats.contains(Format.npy)) {
            files.put(out.resolve(kind + ".npy"), export::writeNpy);
        }
        if (formats.contains(Format.word2vec)) {
            files.put(out.resolve(kind + ".word2vec.txt"), export::writeWord2Vec);
        }
    }

    /** What writes a file. */
    private interface Written {
        void to(Path file) throws IOException;
    }
}
