package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ncf4j.analysis.PcaTest.assertMessage;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.internal.Hash;
import org.ncf4j.model.EpochReport;
import org.ncf4j.recommend.Recommendation;

class ReportTest {
    private static final String HOSTILE = "Salt & \"Pepper\" <script>alert('x')</script> </style> ${title}";

    @TempDir
    Path folder;

    @Test
    void writesThePageAndThePictures() throws IOException {
        full(60, 4).write(folder);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    new TreeSet<>(List.of("metrics.png", "products.png", "report.html", "training.png")),
                    files.map(f -> f.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)));
        }
        for (String name : List.of("metrics.png", "products.png", "training.png")) {
            BufferedImage image = ImageIO.read(folder.resolve(name).toFile());
            assertEquals(2 * Plot.WIDE, image.getWidth(), name);
            assertEquals(0xFFFFFFFF, image.getRGB(0, 0), name);
            assertTrue(Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                            .distinct()
                            .count()
                    > 50);
        }
    }

    @Test
    void twoWritingsGiveTheSameBytes() throws IOException {
        Map<String, byte[]> first = new HashMap<>();
        Map<String, byte[]> second = new HashMap<>();
        Report report = full(60, 4);
        Locale locale = Locale.getDefault();
        String html = report.html(first);
        try {
            Locale.setDefault(Locale.GERMANY); // which writes 0,5
            assertEquals(html, report.html(second));
        } finally {
            Locale.setDefault(locale);
        }
        assertEquals(3, first.size());
        first.forEach((name, bytes) -> assertArrayEquals(bytes, second.get(name), name));
    }

    @Test
    void differencesAreShownWithWhatTheyAreWorth() throws IOException {
        Map<String, byte[]> pictures = new HashMap<>();
        String html = Report.titled("t")
                .withDifference("mf", "pop", "ndcg@10", .1234, .1, .15, .0004)
                .withDifference("gmf", HOSTILE, "ndcg@10", -.0012, -.01, .008, .31)
                .withDifference("gmf", "pop", "auc", 0, 0, 0, 1)
                .html(pictures);
        assertEquals(List.of("differences.png"), List.copyOf(pictures.keySet()));
        assertTrue(html.contains("href=\"#differences\""));
        assertTrue(html.contains("<th scope=\"row\">mf \u2212 pop</th>"));
        assertTrue(html.contains("+0.1234<span class=\"interval\">+0.1000 to +0.1500</span>"));
        assertTrue(html.contains("below .001</td>"));
        assertTrue(html.contains("<td>hardly luck</td>"));
        assertTrue(html.contains("0.310</td>"));
        assertTrue(html.contains("<td>could be luck</td>"));
        assertFalse(html.contains("<script"));
    }

    @Test
    void refusesDifferencesThatAreNone() {
        Report report = Report.titled("t").withDifference("a", "b", "auc", .1, 0, .2, .5);
        assertMessage(
                "there is a difference of 'a' and 'b' in auc already",
                () -> report.withDifference("a", "b", "auc", .1, 0, .2, .5));
        assertMessage("p must be in [0, 1]: NaN", () -> report.withDifference("b", "a", "auc", .1, 0, .2, Double.NaN));
        assertMessage(
                "mean, low and high must be finite, low at most high: auc of 'b' less 'a' is 0.1, from 0.3 to 0.2",
                () -> report.withDifference("b", "a", "auc", .1, .3, .2, .5));
    }

    @Test
    void thePageAsksForNothingAndRunsNothing() throws IOException {
        String html = full(60, 4).html(new HashMap<>());
        assertFalse(html.contains("<script"));
        Matcher addresses = Pattern.compile("(?:src|srcset|href|action|poster)=\"([^\"]*)\"|url\\(([^)]*)\\)|@import")
                .matcher(html);
        int pictures = 0;
        while (addresses.find()) {
            String address = addresses.group(1);
            assertTrue(
                    address != null && (address.startsWith("data:") || address.startsWith("#")),
                    "outside: " + addresses.group());
            pictures += address.startsWith("data:image/png;base64,iVBOR") ? 1 : 0;
        }
        assertEquals(12, pictures); // three pictures, wide and narrow, light and dark
        assertTrue(html.startsWith("<!DOCTYPE html>"));
        assertTrue(html.contains("<html lang=\"en\">"));
        assertEquals(count(html, "<img "), count(html, " alt=\""));
        assertEquals(count(html, "<table"), count(html, "<caption>"));
        assertEquals(count(html, "<th "), count(html, "<th scope="));
        assertFalse(html.contains("<th>"));
    }

    @Test
    void showsMarkupInNamesAsText() throws IOException {
        Report report = Report.titled(HOSTILE)
                .withSummary(HOSTILE)
                .withTraining(HOSTILE, epochs(3))
                .withMetric(HOSTILE, HOSTILE, .5, .4, .6)
                .withItemMap(
                        new double[][] {{0, 1}, {2, 3}},
                        new double[] {.6, .3},
                        KMeans.of(1).fit(Golden.rowsOf(new double[] {1}, new double[] {2})),
                        List.of(HOSTILE, HOSTILE))
                .withClusters(
                        List.of(new ClusterProfile(0, 2, List.of("a", HOSTILE), List.of("b"))), Map.of("a", HOSTILE))
                .withUser(HOSTILE, List.of(HOSTILE), List.of(new Recommendation(HOSTILE, .5, 0)), Map.of())
                .withNote(HOSTILE, HOSTILE);
        String html = report.html(new HashMap<>());
        assertFalse(html.contains("<script"));
        assertEquals(1, count(html, "</style>"));
        assertFalse(html.contains("alt=\"Two line charts by epoch: loss and AUC on the training pairs. Salt & \"P"));
        assertTrue(html.contains(
                "<h1>Salt &amp; \"Pepper\" &lt;script&gt;alert('x')&lt;/script&gt; &lt;/style&gt; ${title}" + "</h1>"));
    }

    @Test
    void saysWhatItWasGiven() throws IOException {
        Report report = Report.titled("A shop")
                .withSummary("First.\n\nSecond.")
                .withMetric("NeuMF", "ndcg@10", .1234, .1, .15)
                .withMetric("Popularity", "own", .5, .5, .5)
                .withClusters(
                        List.of(new ClusterProfile(0, 7, List.of("p1", "p2"), List.of("p3"))), Map.of("p1", "Tea"))
                .withUser(
                        "42",
                        IntStream.range(0, 23).mapToObj(i -> "bought " + i).toList(),
                        List.of(new Recommendation("p9", .875, 2), new Recommendation("p1", .25, -1)),
                        Map.of("p1", "Tea"))
                .withNote("Reproduce", "Seed 1.");
        String text = text(report.html(new HashMap<>()));
        assertTrue(text.contains("A shop First. Second."), text);
        assertTrue(text.contains("Metric NeuMF Popularity NDCG@10 0.123 0.100–0.150 – own – 0.500 "), text);
        assertTrue(text.contains("NDCG like recall, but"), text);
        assertTrue(text.contains("Cluster 1 7 items Tea p2 p3"), text);
        assertTrue(
                text.contains("User 42, top recommendations # Item Score 1 p9 0.875 2 Tea 0.250 Chosen before (23)"),
                text);
        assertTrue(text.contains("bought 19 and 3 more"), text);
        assertTrue(text.contains("Notes Reproduce Seed 1."), text);
        assertFalse(text.contains("How the models learned"));
        assertFalse(text.contains("What the model makes of the items"));
    }

    @Test
    void marksHitsAndKeepsWhatWasHeldOutApart() throws IOException {
        String html = Report.titled("t")
                .withUser(
                        "42",
                        List.of("a"),
                        List.of("b", "c"),
                        List.of(new Recommendation("d", .5, 0), new Recommendation("b", .25, -1)),
                        Map.of("b", "Honey"))
                .html(new HashMap<>());
        String text = text(html);
        assertTrue(text.contains("recommends to a user, beside what that user chose before."), text);
        assertTrue(
                text.contains("1 d 0.500 2 Honey hit 0.250 Chosen before (1) a Chosen later (held out) (2) Honey c "));
        assertEquals(1, count(html, "class=\"hit\""));
        String two = text(Report.titled("t")
                .withUser("u", List.of(), List.of(), Map.of())
                .withUser("v", List.of(), List.of(), Map.of())
                .html(new HashMap<>()));
        assertTrue(two.contains("recommends to 2 users, beside what they chose before."), two);
        assertFalse(two.contains("held out"), two);
    }

    @Test
    void clustersHaveTheMarksOfTheMap() throws IOException {
        List<ClusterProfile> profiles = IntStream.range(0, 40)
                .mapToObj(c -> new ClusterProfile(c, 1, List.of(), List.of()))
                .toList();
        String html = Report.titled("t").withClusters(profiles, Map.of()).html(new HashMap<>());
        Matcher marks =
                Pattern.compile("<svg class=\"mark\"[^>]*>(<path [^>]*>)").matcher(html);
        TreeSet<String> distinct = new TreeSet<>();
        while (marks.find()) {
            distinct.add(marks.group(1));
        }
        assertEquals(40, distinct.size());
        assertTrue(html.contains("<path d=\"M-0.88 -0.88L0.88 -0.88L0.88 0.88L-0.88 0.88Z\" fill=\"#e69f00\""));
    }

    @Test
    void listingsKeepTheirLines() throws IOException {
        String html =
                Report.titled("t").withListing("Configuration", "{\n  1 < 2\n}").html(new HashMap<>());
        assertTrue(html.contains("<pre>{\n  1 &lt; 2\n}</pre>"), html);
    }

    @Test
    void epochsCountFromOne() {
        assertEquals(" ", TrainingPlot.epochLabel(-1, 10));
        assertEquals("1", TrainingPlot.epochLabel(0, 10));
        assertEquals("11", TrainingPlot.epochLabel(10, 10));
        assertEquals(" ", TrainingPlot.epochLabel(11, 10));
    }

    @Test
    void showsTheLastEpochAndAll() throws IOException {
        List<EpochReport> epochs =
                List.of(new EpochReport(1, 2, .7, Double.NaN, 1000, .5), new EpochReport(2, 2, .65, .75, 1000, 0));
        String text = text(Report.titled("t").withTraining("Mf", epochs).html(new HashMap<>()));
        assertTrue(text.contains("Samples a second Mf 2 0.6500 0.7500 1,000 –"), text);
        assertTrue(text.contains("Epoch Loss AUC Seconds 1 0.7000 – 0.50 2 0.6500 0.7500 0.00"), text);
    }

    @Test
    void aReportOfNothingIsAPage() throws IOException {
        Report.titled("Empty").write(folder.resolve("a/b"));
        assertEquals(
                List.of("report.html"), List.of(folder.resolve("a/b").toFile().list()));
        String html = Files.readString(folder.resolve("a/b/report.html"));
        assertTrue(html.contains("<h1>Empty</h1>"));
        assertFalse(html.contains("<section"));
    }

    @Test
    void drawsWhatIsAtTheEdge() throws IOException {
        List<EpochReport> noAuc = List.of(new EpochReport(1, 1, .7, Double.NaN, 10, .1));
        FMatrixRMaj same = new FMatrixRMaj(50, 1);
        for (int i = 0; i < 50; i++) {
            same.set(i, 0, i);
        }
        Report report = Report.titled("t")
                .withTraining("one epoch", noAuc)
                .withMetric("a model with a name that is far too long to be written beside its bar", "auc", 0, 0, 0)
                .withMetric("b", "auc", 0, 0, 0)
                .withMetric("b", "own", -1, -2, 3)
                .withItemMap(
                        new double[50][2],
                        new double[] {0, 0},
                        KMeans.of(50).fit(same), // more clusters than glyphs, all points in one place
                        IntStream.range(0, 50)
                                .mapToObj(i -> "a name that is too long to be written in full, number " + i)
                                .toList());
        Map<String, byte[]> pictures = new HashMap<>();
        String html = report.html(pictures);
        assertTrue(html.contains("epochs 1 to 1: loss from 0.700 to 0.700.\""));
        assertEquals(3, pictures.size());
        Report.titled("t").withTraining("long", epochs(200)).html(pictures);
    }

    @Test
    void everyWitherLeavesTheReportAsItWas() throws IOException {
        Report empty = Report.titled("t");
        String before = empty.html(new HashMap<>());
        empty.withSummary("s")
                .withTraining("a", epochs(2))
                .withMetric("a", "auc", .5, .4, .6)
                .withClusters(List.of(new ClusterProfile(0, 1, List.of(), List.of())), Map.of())
                .withUser("u", List.of(), List.of(), Map.of())
                .withNote("h", "t");
        assertEquals(before, empty.html(new HashMap<>()));
    }

    @Test
    void refusesWhatItCannotShow() {
        Report report = Report.titled("t").withTraining("a", epochs(1)).withMetric("a", "auc", .5, .4, .6);
        assertMessage("epochs must not be empty: training of 'b'", () -> report.withTraining("b", List.of()));
        assertMessage("there is a training of 'a' already", () -> report.withTraining("a", epochs(1)));
        assertMessage("there is a value of auc of 'a' already", () -> report.withMetric("a", "auc", .5, .4, .6));
        for (double[] bad : new double[][] {{Double.NaN, 0, 1}, {0, Double.NaN, 1}, {0, 0, Double.NaN}, {0, 1, 0}}) {
            assertMessage(
                    "mean, low and high must be finite, low at most high: mrr of 'a' is " + bad[0] + ", from " + bad[1]
                            + " to " + bad[2],
                    () -> report.withMetric("a", "mrr", bad[0], bad[1], bad[2]));
        }
        Clustering two = KMeans.of(1).fit(Golden.rowsOf(new double[] {1}, new double[] {2}));
        double[][] points = {{0, 1}, {2, 3}};
        double[] ratio = {.5, .5};
        List<String> labels = List.of("a", "b");
        assertMessage(
                "points and labels must be of the 2 items of the clustering: 1 points, 2 labels",
                () -> report.withItemMap(new double[1][2], ratio, two, labels));
        assertMessage(
                "points and labels must be of the 2 items of the clustering: 2 points, 1 labels",
                () -> report.withItemMap(points, ratio, two, List.of("a")));
        assertMessage(
                "explainedVarianceRatio must be at least 2 components: 1",
                () -> report.withItemMap(points, new double[] {1}, two, labels));
        assertMessage(
                "points of item 1 must be finite: NaN, 0.0",
                () -> report.withItemMap(new double[][] {{0, 0}, {Double.NaN, 0}}, ratio, two, labels));
    }

    @Test
    void aFileInPlaceOfTheFolderIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "mine");
        String message = assertThrows(
                        IOException.class, () -> Report.titled("t").write(file))
                .getMessage();
        assertEquals("cannot write the report to " + file + ": " + file + " is a file, not a folder", message);
        assertEquals("mine", Files.readString(file));
        Path below = file.resolve("deeper");
        message = assertThrows(IOException.class, () -> Report.titled("t").write(below))
                .getMessage();
        assertTrue(message.startsWith("cannot write the report to " + below), message);
    }

    @Test
    void aFolderInPlaceOfAFileIsNamed() throws IOException {
        Files.createDirectory(folder.resolve("report.html"));
        Files.writeString(folder.resolve("report.html/keep"), "mine");
        String message = assertThrows(
                        IOException.class, () -> Report.titled("t").write(folder))
                .getMessage();
        assertTrue(message.contains(folder.resolve("report.html").toString()), message);
        assertEquals(List.of("report.html"), List.of(folder.toFile().list()));
    }

    @Test
    void aMachineWithoutFontsIsNamed() {
        String message = assertThrows(
                        IOException.class,
                        () -> Canvas.drawing(() -> {
                            throw new InternalError("Fontconfig head is null");
                        }))
                .getMessage();
        assertTrue(message.contains("install fontconfig and a font"), message);
    }

    private static Report full(int items, int clusters) {
        FMatrixRMaj rows = new FMatrixRMaj(items, 5);
        for (int i = 0; i < rows.data.length; i++) {
            rows.data[i] = (float) Hash.gaussian(Hash.key(1, Hash.CLUSTER, 0), i) + i / 5 % clusters;
        }
        Pca pca = Pca.fit(rows, 2);
        Clustering clustering = KMeans.of(clusters).fit(rows);
        List<String> labels =
                IntStream.range(0, items).mapToObj(i -> "Product " + i).toList();
        List<ClusterProfile> profiles = IntStream.range(0, clustering.clusters())
                .mapToObj(c -> new ClusterProfile(c, clustering.sizes()[c], List.of("p" + c), List.of("p" + c)))
                .toList();
        Report report = Report.titled("A shop")
                .withTraining("NeuMF", epochs(20))
                .withTraining("Original way", epochs(30))
                .withItemMap(pca.transform(rows), pca.explainedVarianceRatio(), clustering, labels)
                .withClusters(profiles, Map.of())
                .withUser("42", List.of("Tea"), List.of(new Recommendation("p1", .75, 1)), Map.of())
                .withNote("Note", "Text");
        for (String model : List.of("NeuMF", "Original way", "Popularity", "Oracle")) {
            for (String metric : List.of("auc", "precision@10", "recall@10")) {
                report = report.withMetric(model, metric, .5 + model.length() / 100.0, .5, .75);
            }
        }
        return report;
    }

    private static List<EpochReport> epochs(int count) {
        List<EpochReport> epochs = new ArrayList<>();
        for (int e = 1; e <= count; e++) {
            epochs.add(new EpochReport(e, count, 1.0 / e, 1 - .5 / e, 1000, .25));
        }
        return epochs;
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    /** What is left to read when the markup is gone. */
    private static String text(String html) {
        return html.substring(html.indexOf("<body>")).replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
    }
}
