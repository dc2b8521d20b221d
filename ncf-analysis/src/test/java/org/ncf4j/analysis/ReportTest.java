package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ncf4j.analysis.PcaTest.assertMessage;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.data.IdIndex;
import org.ncf4j.internal.Hash;
import org.ncf4j.internal.Json;
import org.ncf4j.model.EpochReport;
import org.ncf4j.recommend.Recommendation;
import org.w3c.dom.Element;

class ReportTest {
    private static final String HOSTILE = "Salt & \"Pepper\" <script>alert('x')</script> </style> ${title}";

    @TempDir
    Path folder;

    @Test
    void writesThePageAndThePictures() throws IOException {
        full(60, 4).write(folder);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    new TreeSet<>(List.of(
                            "metrics.png",
                            "metrics.svg",
                            "products.png",
                            "products.svg",
                            "report.html",
                            "training.png",
                            "training.svg")),
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
        assertEquals(6, first.size());
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
        assertEquals(List.of("differences.png", "differences.svg"), List.copyOf(pictures.keySet()));
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
    void thePageAsksForNothing() throws IOException {
        String html = full(60, 4).html(new HashMap<>());
        html = html.substring(0, html.indexOf("<script"));
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
        assertEquals(2, count(html, "<script")); // the data of the map and the page's own
        assertEquals(2, count(html, "</script>"));
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
        assertTrue(text.contains("1 d 0.500 2 Honey hit 0.250 Chosen before (1) a Held out (2) Honey c "));
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
    void epochsAreLabelledInRoundSteps() {
        assertEquals(1, TrainingPlot.labelStep(1, 12));
        assertEquals(1, TrainingPlot.labelStep(12, 12));
        assertEquals(2, TrainingPlot.labelStep(13, 12));
        assertEquals(5, TrainingPlot.labelStep(25, 12));
        assertEquals(10, TrainingPlot.labelStep(61, 12));
        assertEquals(20, TrainingPlot.labelStep(121, 12));
        assertEquals(200, TrainingPlot.labelStep(2000, 12));
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
        assertEquals(6, pictures.size());
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

    @Test
    void thePolicyAllowsThePageItsOwnStyleAndScriptAlone() throws Exception {
        String html = full(60, 4).html(new HashMap<>());
        Matcher policy = Pattern.compile("<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\">")
                .matcher(html);
        assertTrue(policy.find());
        assertEquals(
                "default-src 'none'; img-src data:; style-src " + source(html, "<style>", "</style>") + "; script-src "
                        + source(html, "<script>", "</script>") + "; base-uri 'none'; form-action 'none'",
                policy.group(1).replace("&#39;", "'"));
        assertFalse(html.contains(" style=\""), "which the policy forbids");
        String without = Report.titled("t").html(new HashMap<>());
        assertFalse(without.contains("<script"));
        assertFalse(without.contains("script-src"));
    }

    private static String source(String html, String from, String to) throws Exception {
        int start = html.indexOf(from) + from.length();
        byte[] text = html.substring(start, html.indexOf(to, start)).getBytes(StandardCharsets.UTF_8);
        return "'sha256-"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(text)) + "'";
    }

    @Test
    void thePageHasTheLicencesOfWhatItHolds() throws IOException {
        String html = full(60, 4).html(new HashMap<>());
        assertTrue(html.contains("d3-zoom"));
        assertTrue(html.contains("Permission to use, copy, modify, and/or distribute this software"), "ISC");
        assertTrue(html.contains("Copyright 2001 Robert Penner"), "BSD");
    }

    @Test
    void theMapsDataIsWhatTheItemsAre() {
        Clustering two = KMeans.of(2).fit(Golden.rowsOf(new double[] {1}, new double[] {2}, new double[] {90}));
        ReportItems items = ReportItems.of(
                        IdIndex.of("item", List.of("a", "b", "</script>")),
                        new double[][] {{0, 1}, {10, 1}, {5, 6}},
                        new double[] {.5, .5},
                        two)
                .withNames(Map.of("a", "Tea\u2028"))
                .withBuyers(new int[] {3, 0, 7})
                .withAttributes(Map.of("a", List.of("hot", "drink"), "b", List.of("drink")))
                .withNeighborsOf(Golden.rowsOf(new double[] {1, 0}, new double[] {0, 0}, new double[] {2, 1}));
        String json = new MapData(items).json(List.of("1", "2 x"));
        assertFalse(json.contains("<") || json.contains(">") || json.contains("\u2028"), json);
        Map<String, Object> data = Json.parseObject(json);
        assertEquals(List.of("a", "b", "</script>"), data.get("ids"));
        assertEquals(List.of("Tea\u2028", "b", "</script>"), data.get("names"));
        assertEquals("[0, 10000, 5000] [0, 0, 5000]", data.get("x") + " " + data.get("y"));
        assertEquals("[3, 0, 7]", "" + data.get("buyers"));
        assertEquals(List.of("drink", "hot"), data.get("attributes"));
        assertEquals("[[0, 1], [0], []]", "" + data.get("has"));
        byte[] neighbors = Base64.getDecoder().decode((String) data.get("neighbors"));
        assertEquals(2 * 3 * Neighbors.COUNT, neighbors.length);
        // a: the third; b, which has no direction: none; the third: a
        assertArrayEquals(new byte[] {2, 0, -1, -1}, Arrays.copyOf(neighbors, 4));
        assertEquals(-1, neighbors[2 * Neighbors.COUNT]);
        assertEquals(0, neighbors[4 * Neighbors.COUNT]);
    }

    /** What can be chosen is true of every item that has it, whatever else it has; free tags do not make the page large. */
    @Test
    void allAttributesThatCanBeChosenAreKept() {
        int count = 100;
        FMatrixRMaj rows = new FMatrixRMaj(count, 1);
        Map<String, List<String>> attributes = new HashMap<>();
        for (int i = 0; i < count; i++) {
            rows.set(i, 0, i % 2);
            List<String> own = new ArrayList<>(List.of("Western"));
            for (int tag = 0; tag < 30; tag++) {
                own.add("A tag of item " + i + ", number " + tag + ": " + "x".repeat(200));
            }
            attributes.put("" + i, own);
        }
        ReportItems items = ReportItems.of(
                        IdIndex.range("item", count),
                        new double[count][2],
                        new double[] {1, 0},
                        KMeans.of(2).fit(rows))
                .withAttributes(attributes);
        Map<String, Object> data = Json.parseObject(new MapData(items).json(List.of("1", "2")));
        List<?> names = (List<?>) data.get("attributes");
        int western = names.indexOf("Western");
        assertTrue(western >= 0 && western < ((Number) data.get("choosable")).intValue());
        for (Object has : (List<?>) data.get("has")) {
            assertTrue(((List<?>) has).stream().anyMatch(a -> ((Number) a).intValue() == western), () -> "" + has);
        }
        assertTrue(names.size() <= 60 + 3 * count, () -> names.size() + " texts");
        assertTrue(names.stream().allMatch(name -> ((String) name).length() <= 120));
    }

    @Test
    void neighboursOfWhatIsNotFiniteAreRefused() {
        ReportItems items = ReportItems.of(
                IdIndex.range("item", 2),
                new double[2][2],
                new double[] {1, 0},
                KMeans.of(1).fit(Golden.rowsOf(new double[] {1}, new double[] {2})));
        assertMessage(
                "rows must be finite: row 1, column 0 is Infinity",
                () -> items.withNeighborsOf(Golden.rowsOf(new double[] {1}, new double[] {Double.POSITIVE_INFINITY})));
    }

    @Test
    void ofTooManyItemsThoseWithTheMostBuyersAreShown() throws IOException {
        int count = MapData.MOST_ITEMS + 2;
        FMatrixRMaj rows = new FMatrixRMaj(count, 1);
        double[][] points = new double[count][2];
        int[] buyers = new int[count];
        for (int i = 0; i < count; i++) {
            rows.set(i, 0, i);
            points[i][0] = i;
            buyers[i] = i == 17 || i == 4000 ? 0 : 5;
        }
        IdIndex ids = IdIndex.range("item", count);
        ReportItems items =
                ReportItems.of(ids, points, new double[] {1, 0}, KMeans.of(1).fit(rows));
        Object shown = Json.parseObject(new MapData(items.withBuyers(buyers)).json(List.of("1")))
                .get("ids");
        assertEquals(
                ids.ids().stream()
                        .filter(id -> !id.equals("17") && !id.equals("4000"))
                        .toList(),
                shown);
        String html = Report.titled("t").withItems(items).html(new HashMap<>());
        assertTrue(html.contains("Shown are 5,000 of 5,002 items: the first."));
    }

    @Test
    void namesOfClustersAndWhatIsInThemAreShown() throws IOException {
        Clustering two = KMeans.of(2).fit(Golden.rowsOf(new double[] {1}, new double[] {2}, new double[] {90}));
        String html = Report.titled("t")
                .withItems(ReportItems.of(IdIndex.range("item", 3), new double[3][2], new double[] {.5, .5}, two)
                        .withVerdict("No structure."))
                .withClusters(
                        List.of(
                                new ClusterProfile(0, 2, List.of("0"), List.of("1")),
                                new ClusterProfile(1, 1, List.of("2"), List.of("2"))),
                        List.of(
                                new Report.ClusterFacts("Teas & more", .75, List.of("Tea, 3 times as often")),
                                new Report.ClusterFacts("", Double.NaN, List.of())),
                        Map.of())
                .html(new HashMap<>());
        String text = text(html);
        assertTrue(text.contains("Purity More common than in all items Typical Popular"), text);
        assertTrue(text.contains("Cluster 1 Teas &amp; more 2 items 75 % Tea, 3 times as often 0 1"), text);
        assertTrue(text.contains("Cluster 2 1 items 2 2"), text);
        assertTrue(text.contains("No structure."), text);
        assertTrue(html.contains("\"name\":\"1 Teas \\u0026 more\""));
    }

    @Test
    void tablesPopularityAndFindingsAreShown() throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        String html = Report.titled("t")
                .withTable("Drift", "Since last night.", List.of("Part", "Overlap"), List.of(List.of("GMF", "0.81 %")))
                .withPopularityBias("mf", PopularityBias.ofCounts(new int[] {6, 2, 2}, new int[] {4, 0, 0}))
                .withDataQuality(new DataQuality(
                        List.of(new DataQuality.Finding(DataQuality.Severity.NOTICE, "Repeats", 3, "3 of 9."))))
                .html(files);
        String text = text(html);
        assertTrue(text.contains("Drift Since last night. Drift Part Overlap GMF 0.81 %"), text);
        assertTrue(html.contains("<td class=\"number\">0.81 %</td>"));
        assertTrue(text.contains("Items reached 3 1 Coverage of the catalogue 100.0 % 33.3 %"), text);
        assertTrue(text.contains("Average popularity rank 2 1 Share of the long tail 20.0 % 0.0 %"), text);
        assertTrue(text.contains("Group interactions recommended by mf 1 60.0 % 100.0 % 2 20.0 % 0.0 %"), text);
        assertTrue(text.contains("Notice Repeats 3 of 9."), text);
        assertEquals(Set.of("popularity.png", "popularity.svg"), files.keySet());
    }

    @Test
    void manyUsersAreListedWithTheirReasons() throws IOException {
        Report report = Report.titled("t");
        for (int u = 0; u < 4; u++) {
            report = report.withUser(
                    "u" + u,
                    List.of("a"),
                    null,
                    List.of(new Recommendation("b", .5, 0), new Recommendation("c", .4, 0)),
                    List.of("Because of <a>.", ""),
                    Map.of());
        }
        String html = report.html(new HashMap<>());
        assertEquals(4, count(html, "<details class=\"user-details\""));
        assertEquals(1, count(html, " open>"));
        assertEquals(4, count(html, "<span class=\"reason\">Because of &lt;a&gt;.</span>"));
        assertEquals(4, count(html, "class=\"reason\""));
        assertTrue(html.contains("<option value=\"user-3\">u3</option>"));
        assertTrue(html.contains("<script>"));
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        Report report = Report.titled("t");
        ClusterProfile profile = new ClusterProfile(0, 1, List.of(), List.of());
        assertMessage(
                "facts must be one for each of the 1 profiles: 0",
                () -> report.withClusters(List.of(profile), List.of(), Map.of()));
        assertMessage("purity must be in [0, 1], or NaN: 1.5", () -> new Report.ClusterFacts("", 1.5, List.of()));
        assertMessage("purity must be in [0, 1], or NaN: -0.5", () -> new Report.ClusterFacts("", -.5, List.of()));
        assertMessage("header must not be empty: table 'h'", () -> report.withTable("h", "", List.of(), List.of()));
        assertMessage(
                "each row must have 1 texts: [a, b] of table 'h'",
                () -> report.withTable("h", "", List.of("x"), List.of(List.of("a", "b"))));
        assertMessage(
                "reasons must be one for each of the 0 recommendations of user 'u': 1",
                () -> report.withUser("u", List.of(), null, List.of(), List.of("r"), Map.of()));
        Report biased = report.withPopularityBias("a", PopularityBias.ofCounts(new int[] {1}, new int[] {1}));
        assertMessage(
                "there is a popularity bias of 'a' already",
                () -> biased.withPopularityBias("a", PopularityBias.ofCounts(new int[] {1}, new int[] {1})));
        assertMessage(
                "popularity biases must be of the same interactions: 'b' and 'a'",
                () -> biased.withPopularityBias("b", PopularityBias.ofCounts(new int[] {2}, new int[] {1})));
        ReportItems items = ReportItems.of(
                IdIndex.range("item", 1),
                new double[1][2],
                new double[] {1, 0},
                KMeans.of(1).fit(Golden.rowsOf(new double[] {1})));
        assertMessage("counts must be of the 1 items of the clustering: 2", () -> items.withBuyers(new int[2]));
        assertMessage("counts must be at least 0: -1 of item 0", () -> items.withBuyers(new int[] {-1}));
        assertMessage(
                "rows must be of the 1 items of the clustering: 2", () -> items.withNeighborsOf(new FMatrixRMaj(2, 1)));
    }

    @Test
    void svgFilesAreReadableAndNameNothingElsewhere() throws Exception {
        Map<String, byte[]> files = new HashMap<>();
        full(60, 4).html(files);
        for (String name : List.of("metrics.svg", "products.svg", "training.svg")) {
            byte[] file = files.get(name);
            String text = new String(file, StandardCharsets.UTF_8);
            assertFalse(text.contains("<!DOCTYPE"), name);
            Element root = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(file))
                    .getDocumentElement();
            assertEquals("svg", root.getTagName());
            assertEquals("" + Plot.WIDE, root.getAttribute("width"));
            assertTrue(
                    root.getElementsByTagName("title").item(0).getTextContent().length() > 50, name);
            assertEquals(0, root.getElementsByTagName("image").getLength(), "marks are shapes");
        }
        assertTrue(new String(files.get("products.svg"), StandardCharsets.UTF_8).contains("<circle"));
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
