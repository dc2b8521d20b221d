package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.eval.baseline.Ease;
import org.ncf4j.model.NcfModel;

class ExportCommandTest {
    private static final String SEE = " (see 'ncf export --help')";

    @TempDir
    Path folder;

    private Path model;
    private Path out;

    @BeforeEach
    void paths() throws IOException {
        model = TinyShop.model(folder.resolve("model.safetensors"));
        out = folder.resolve("made").resolve("on-the-way");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private String wrote(String... files) {
        StringBuilder lines = new StringBuilder();
        for (String file : files) {
            lines.append("wrote ").append(out.resolve(file)).append('\n');
        }
        return lines.toString();
    }

    @Test
    void writesAllFormatsOfItems() throws IOException {
        Run run = Run.ncf("export", "--model-file", model, "--out", out).succeeds();
        assertEquals(wrote("items-vectors.tsv", "items-metadata.tsv", "items.npy", "items.word2vec.txt"), run.out());
        assertEquals(List.of("items-metadata.tsv", "items-vectors.tsv", "items.npy", "items.word2vec.txt"), files());
        NcfModel loaded = NcfModel.load(model);
        assertEquals(loaded.items().ids(), Files.readAllLines(out.resolve("items-metadata.tsv")));
        String[] first =
                Files.readAllLines(out.resolve("items-vectors.tsv")).get(0).split("\t", -1);
        assertEquals(4, first.length);
        assertEquals(loaded.itemEmbeddings().get(0, 3), Float.parseFloat(first[3]));
        assertEquals(
                TinyShop.ITEMS + " 4",
                Files.readAllLines(out.resolve("items.word2vec.txt")).get(0));
        assertEquals(128 + TinyShop.ITEMS * 4 * 4, Files.size(out.resolve("items.npy")));
    }

    @Test
    void writesWhatIsAskedFor() throws IOException {
        Run word2vec = Run.ncf("export", "--model-file", model, "--of", "users", "--format", "word2vec", "--out", out)
                .succeeds();
        assertEquals(wrote("users.word2vec.txt"), word2vec.out());
        // the ids of an array's rows lie beside it
        Run npy = Run.ncf("export", "--model-file", model, "--of", "both", "--format", "npy", "--out", out)
                .succeeds();
        assertEquals(wrote("items-metadata.tsv", "items.npy", "users-metadata.tsv", "users.npy"), npy.out());
        Run two = Run.ncf("export", "--model-file", model, "--format", "npy,tensorboard", "--out", out)
                .succeeds();
        assertEquals(wrote("items-vectors.tsv", "items-metadata.tsv", "items.npy"), two.out());
    }

    @Test
    void namesGoIntoTheMetadata() throws IOException {
        StringBuilder titles = new StringBuilder("item,title\n");
        for (int item = 1; item < TinyShop.ITEMS; item++) {
            titles.append("i" + item + ",\"Thing, no. " + item + "\"\n");
        }
        Path names = TinyShop.write(folder.resolve("names.csv"), titles.toString());
        Run.ncf("export", "--model-file", model, "--of", "both", "--names", names, "--out", out)
                .succeeds();
        List<String> lines = Files.readAllLines(out.resolve("items-metadata.tsv"));
        assertEquals("id\tname", lines.get(0));
        assertTrue(lines.contains("i7\tThing, no. 7"), lines.toString());
        assertTrue(lines.contains("i0\ti0"), lines.toString());
        assertEquals("u0", Files.readAllLines(out.resolve("users-metadata.tsv")).get(0));

        Run.ncf("export", "--model-file", model, "--of", "users", "--names", names, "--out", out)
                .fails(2, "ncf export: --names has no meaning for --of users: it names items" + SEE);
        Path others = TinyShop.write(folder.resolve("others.csv"), "item,title\n1,One\n2,Two\n");
        Run.ncf("export", "--model-file", model, "--names", others, "--out", out)
                .succeedsWith(
                        "ncf export: warning: none of the 2 ids in " + others + " is one of the model's 12 items");
    }

    @Test
    void aModelOfWeightsHasNoEmbeddings() throws IOException {
        Path csv = TinyShop.write(folder.resolve("shop.csv"), TinyShop.csv());
        Path ease = folder.resolve("ease.safetensors");
        Ease.defaults()
                .withL2(1)
                .fit(new InteractionReader().withMinRating(3).read(csv))
                .save(ease);
        Run.ncf("export", "--model-file", ease, "--out", out)
                .fails(
                        1,
                        "ncf export: " + ease + " is a model of item-item weights, which has no embeddings to export");
        assertTrue(Files.notExists(out));
    }

    @Test
    void idsThatWord2VecCannotTellApartAreNamed() throws IOException {
        Path train = TinyShop.write(folder.resolve("odd.csv"), "user,item\na,x y\nb,x_y\n");
        Run.ncf("fit", "--train", train, "--model", "gmf", "--epochs", 1, "--out", model)
                .succeeds();
        Run.ncf("export", "--model-file", model, "--format", "word2vec", "--out", out)
                .fails(1, "ncf export: 'x y' and 'x_y' are both 'x_y' in word2vec, which has no white space in ids");
        assertEquals(List.of(), files());
    }

    @Test
    void otherWordsAreBadUsage() {
        Run.ncf("export", "--model-file", model, "--format", "csv", "--out", out)
                .fails(
                        2,
                        "ncf export: Invalid value for option '--format' (tensorboard|npy|word2vec): expected one of [tensorboard, npy, word2vec] (case-sensitive) but was 'csv'"
                                + SEE);
        Run.ncf("export", "--model-file", model).fails(2, "ncf export: Missing required option: '--out=DIR'" + SEE);
    }
}
