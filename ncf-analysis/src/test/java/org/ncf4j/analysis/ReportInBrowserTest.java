package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Hash;
import org.ncf4j.model.EpochReport;
import org.ncf4j.recommend.Recommendation;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.WheelInput;
import org.openqa.selenium.support.ui.Select;

/**
 * The page as a browser shows it: a full report of 5,000 items, some with names that are markup. Skipped where there is no
 * Chromium: see {@link Browser#start}.
 */
@Tag("once")
class ReportInBrowserTest {
    private static final int ITEMS = 5000;
    private static final int USERS = 100;
    private static final int MOST_BYTES = 3_000_000;

    /** Names of the first items. */
    private static final List<String> NAMES = List.of(
            "</script><script>window.hacked = true</script>",
            "<img src=x onerror=\"window.hacked = true\"> & \"quotes\" 'both' <!-- \u2028",
            "needle \u05e9\u05dc\u05d5\u05dd \u202eright to left",
            "needle \ud83e\uddf6\ud83d\udc69\u200d\ud83d\udc67 <b>bold</b>",
            "needle " + "long ".repeat(60));

    @TempDir
    static Path folder;

    private static Path page;
    private static int[] neighborsOfFirst;
    private static Browser browser;

    @BeforeAll
    static void writeAndStart() throws IOException {
        browser = Browser.start();
        report().write(folder);
        page = folder.resolve("report.html");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    /** Item 0 is a dot in a corner, far from all others. */
    private static Report report() {
        long key = Hash.key(7, Hash.CLUSTER, 0);
        FMatrixRMaj embeddings = new FMatrixRMaj(ITEMS, 8);
        double[][] points = new double[ITEMS][2];
        int[] buyers = new int[ITEMS];
        Map<String, String> names = new HashMap<>();
        Map<String, Set<String>> attributes = new HashMap<>();
        for (int i = 0; i < ITEMS; i++) {
            for (int j = 0; j < 8; j++) {
                embeddings.set(i, j, (float) (Hash.gaussian(key, 8L * i + j) + (i % 8 == j ? 6 : 0)));
            }
            double angle = Math.PI * (i % 8) / 4;
            points[i][0] = 5 * StrictMath.cos(angle) + embeddings.get(i, 0) / 4;
            points[i][1] = 5 * StrictMath.sin(angle) + embeddings.get(i, 1) / 4;
            buyers[i] = 2000 / (i + 1) + i % 5;
            names.put("" + i, i < NAMES.size() ? NAMES.get(i) : "A product of some length, number " + i);
            attributes.put("" + i, Set.of("Category " + i % 8, i % 3 == 0 ? "<i>Sale</i>" : "Brand " + i % 30));
        }
        points[0] = new double[] {12, 12};
        Clustering clustering = KMeans.of(8).fit(embeddings);
        IdIndex ids = IdIndex.range("item", ITEMS);
        neighborsOfFirst = Neighbors.of(embeddings, IntStream.range(0, ITEMS).toArray())[0];
        List<ClusterProfile> profiles = ClusterProfile.of(clustering, ids, buyers, 5);
        Report report = Report.titled("A shop of " + NAMES.get(0))
                .withSummary(NAMES.get(1))
                .withItems(ReportItems.of(ids, points, new double[] {.4, .2}, clustering)
                        .withNames(names)
                        .withBuyers(buyers)
                        .withAttributes(attributes)
                        .withNeighborsOf(embeddings)
                        .withVerdict("There is structure."))
                .withClusters(
                        profiles,
                        profiles.stream()
                                .map(p -> new Report.ClusterFacts(
                                        "Category " + p.cluster() + " <u>", .5, List.of("more <b> of it")))
                                .toList(),
                        names)
                .withTable("Recovery", "How well.", List.of("Part", "Rand"), List.of(List.of("GMF", "0.81")))
                .withPopularityBias(
                        "NeuMF",
                        PopularityBias.ofCounts(
                                buyers,
                                IntStream.range(0, ITEMS)
                                        .map(i -> i < 40 ? 9 : 0)
                                        .toArray()))
                .withDataQuality(DataQuality.of(
                        Interactions.of(3, 4, new int[] {0, 1, 1}, new int[] {0, 0, 1}, Interactions.Order.NONE)))
                .withDifference("NeuMF", "Popularity", "ndcg@10", .1, .05, .15, .001);
        for (String model : List.of("NeuMF", "Popularity", "Oracle")) {
            report = report.withTraining(model, epochs()).withMetric(model, "ndcg@10", .3, .2, .4);
        }
        for (int user = 0; user < USERS; user++) {
            List<Recommendation> recommendations = new ArrayList<>();
            List<String> reasons = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                recommendations.add(new Recommendation("" + (i + user), .9 - .05 * i, 1));
                reasons.add("Because of " + names.get("" + (i + user + 1)) + " and what others like who have it.");
            }
            List<String> history =
                    IntStream.range(user, user + 20).mapToObj(String::valueOf).toList();
            report = report.withUser("user-" + user, history, List.of("" + user), recommendations, reasons, names);
        }
        return report.withNote("Note", "Text.").withListing("Configuration", "{}");
    }

    private static List<EpochReport> epochs() {
        return IntStream.rangeClosed(1, 20)
                .mapToObj(e -> new EpochReport(e, 20, 1.0 / e, 1 - .5 / e, 1000, .25))
                .toList();
    }

    @BeforeEach
    void open() {
        browser.open(page, false, false);
    }

    private static String status() {
        return browser.find("#map-status").getText();
    }

    /** Where an item lies, right of the middle of the map and below it. */
    private static int[] place(int item) {
        List<?> place = (List<?>) Objects.requireNonNull(browser.run(
                "const data = JSON.parse("
                        + "document.getElementById('map-data').textContent);"
                        + "const view = document.getElementById('map-view');"
                        + "const spans = [Math.max(...data.x), Math.max(...data.y)];"
                        + "const scale = Math.min((view.clientWidth - 56) / spans[0], (view.clientHeight - 56) / spans[1]);"
                        + "return [Math.round(scale * (data.x[arguments[0]] - spans[0] / 2)),"
                        + "Math.round(-scale * (data.y[arguments[0]] - spans[1] / 2))];",
                item));
        return place.stream().mapToInt(p -> ((Number) p).intValue()).toArray();
    }

    private static Actions onFirst() {
        int[] place = place(0);
        WebElement view = browser.find("#map-view");
        browser.run("arguments[0].scrollIntoView({block: 'center'})", view);
        return new Actions(browser.driver).moveToElement(view, place[0], place[1]);
    }

    private static Object picture() {
        // two frames: what was asked for is drawn in the first
        return Objects.requireNonNull(browser.driver.executeAsyncScript(
                "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() =>"
                        + " done(document.getElementById('map-canvas').toDataURL())))"));
    }

    @Test
    void asksForNothingComplainsOfNothingAndIsSmall() throws IOException {
        assertTrue(Files.size(page) < MOST_BYTES, () -> page.toFile().length() + " bytes");
        assertEquals("A shop of " + NAMES.get(0), browser.find("h1").getText());
        onFirst().click().perform();
        browser.requireSilence(page);
    }

    @Test
    void markupIsText() {
        onFirst().click().perform();
        assertEquals(NAMES.get(0), browser.find("#map-item-name").getDomProperty("textContent"));
        browser.find("#map-search").sendKeys("img src=x");
        assertEquals(List.of(NAMES.get(1)), browser.texts("#map-hits button"));
        new Select(browser.find("#map-color")).selectByVisibleText("<i>Sale</i>");
        assertEquals("<i>Sale</i> (1,667)", browser.texts("#map-legend li").get(0));
        assertEquals(null, browser.run("return window.hacked"));
        assertEquals(
                0L,
                browser.run("return document.querySelectorAll('#map img:not(picture img), #map i, #map b').length"));
        browser.requireSilence(page);
    }

    @Test
    void hoveringSaysWhatAnItemIs() {
        onFirst().perform();
        WebElement tip = browser.find("#map-tip");
        assertTrue(tip.isDisplayed());
        String text = Objects.requireNonNull(tip.getDomProperty("textContent"));
        assertTrue(text.startsWith(NAMES.get(0) + "Id: 0Cluster: "), text);
        assertTrue(text.endsWith("Buyers: 2,000Attributes: <i>Sale</i>, Category 0"), text);
        new Actions(browser.driver).moveByOffset(-120, 0).perform();
        assertFalse(tip.isDisplayed());
    }

    @Test
    void aClickListsTheNeighbours() {
        onFirst().click().perform();
        List<String> expected = IntStream.of(neighborsOfFirst)
                .mapToObj(i -> i < NAMES.size() ? NAMES.get(i) : "A product of some length, number " + i)
                .toList();
        assertEquals(Neighbors.COUNT, expected.size());
        assertEquals(expected, browser.texts("#map-neighbors button"));
        assertTrue(status().endsWith("10 nearest neighbours are listed."), status());
        browser.find("#map-neighbors button").click();
        assertEquals(expected.get(0), browser.find("#map-item-name").getDomProperty("textContent"));
    }

    @Test
    void searchingFindsByNameAndId() {
        Object before = picture();
        WebElement box = browser.find("#map-search");
        box.sendKeys("NEEDLE");
        assertEquals("3 items found.", status());
        String cut = NAMES.get(4).substring(0, 119) + "\u2026";
        assertEquals(List.of(NAMES.get(2), NAMES.get(3), cut), browser.texts("#map-hits button"));
        assertNotEquals(before, picture());
        browser.find("#map-hits li:nth-child(2) button").click();
        assertEquals(NAMES.get(3), browser.find("#map-item-name").getDomProperty("textContent"));
        assertEquals("true", browser.find("#map-hits li:nth-child(2) button").getDomAttribute("aria-pressed"));
        box.clear();
        box.sendKeys("4999", Keys.ENTER);
        assertEquals(
                "A product of some length, number 4999",
                browser.find("#map-item-name").getDomProperty("textContent"));
        box.sendKeys(Keys.ESCAPE);
        assertEquals(List.of(), browser.texts("#map-hits button"));
        box.sendKeys("product");
        assertEquals("4,995 items found, the first 50 are listed.", status());
        box.clear();
        box.sendKeys("there is no such thing");
        assertEquals("0 items found.", status());
    }

    @Test
    void coloursFollowTheChoice() {
        Object byCluster = picture();
        assertEquals(8, browser.texts("#map-legend li").size());
        assertTrue(browser.texts("#map-legend li").get(0).startsWith("1 Category 0 <u>"));
        Select choice = new Select(browser.find("#map-color"));
        choice.selectByVisibleText("Popularity (buyers)");
        Object byPopularity = picture();
        List<String> legend = browser.texts("#map-legend li");
        assertTrue(legend.get(legend.size() - 1).endsWith("–2,000 buyers"), () -> legend.toString());
        choice.selectByVisibleText("Category 3");
        assertEquals(List.of("Category 3 (625)", "others (4,375)"), browser.texts("#map-legend li"));
        assertEquals(3, Set.of(byCluster, byPopularity, picture()).size());
    }

    @Test
    void zoomsByButtonsWheelAndKeys() {
        Object whole = picture();
        browser.find("#map-in").click();
        Object larger = picture();
        assertNotEquals(whole, larger);
        browser.find("#map-out").click();
        assertEquals(whole, picture());
        WebElement view = browser.find("#map-view");
        view.sendKeys("+");
        assertNotEquals(whole, picture());
        view.sendKeys("0");
        browser.find("#map-search").click();
        assertEquals(whole, picture());
        view.sendKeys(Keys.ESCAPE); // the wheel zooms a map that is used
        new Actions(browser.driver)
                .scrollFromOrigin(WheelInput.ScrollOrigin.fromElement(view), 0, -300)
                .perform();
        assertNotEquals(whole, picture());
        browser.find("#map-reset").click();
        assertEquals(whole, picture());
    }

    @Test
    void draggingMovesWhatIsThere() {
        Object whole = picture();
        browser.find("#map-in").click();
        Object before = picture();
        WebElement view = browser.find("#map-view");
        browser.run("arguments[0].scrollIntoView({block: 'center'})", view);
        new Actions(browser.driver).dragAndDropBy(view, -70, 30).perform();
        assertNotEquals(before, picture());
        browser.find("#map-reset").click();
        assertEquals(whole, picture());
    }

    @Test
    void twoFingersZoomAndOneScrollsThePage() {
        browser.open(page, true, false);
        WebElement view = browser.find("#map-view");
        browser.run("arguments[0].scrollIntoView({block: 'center'})", view);
        // the map is in the middle of the page; what one finger does on it tells whether it is zoomed
        String touchAction = "return document.getElementById('map-view').style.touchAction";
        assertEquals("pan-y", browser.run(touchAction));
        Object whole = picture();
        browser.touch(new int[][] {{180, 400}, {200, 420}}, new int[][] {{100, 320}, {280, 500}});
        assertEquals("none", browser.run(touchAction));
        Object larger = picture();
        assertNotEquals(whole, larger);
        browser.touch(new int[][] {{180, 400}}, new int[][] {{180, 300}});
        assertNotEquals(larger, picture());
        browser.find("#map-reset").click();
        assertEquals("pan-y", browser.run(touchAction));
        Object again = picture();
        browser.touch(new int[][] {{180, 400}}, new int[][] {{180, 300}});
        assertEquals(again, picture());
    }

    @Test
    void onPaperAreThePictureAndTheChosenUser() {
        new Select(browser.find("#user-choice")).selectByVisibleText("user-7");
        browser.showPaper();
        assertFalse(browser.find("#map-live").isDisplayed());
        assertFalse(browser.find("#user-tools").isDisplayed());
        assertTrue(browser.find("#map-static img").isDisplayed());
        assertEquals(List.of("User user-7"), shownUsers());
        assertEquals("rgb(31, 35, 40)", browser.run("return getComputedStyle(document.body).color"));
        assertEquals(794L, browser.run("return Math.max(innerWidth, document.documentElement.scrollWidth)"));
        long pages = browser.printedPages();
        assertTrue(pages >= 2 && pages <= 12, () -> pages + " pages");
    }

    @Test
    void theKeyboardDoesAllThatThePointerDoes() {
        WebElement view = browser.find("#map-view");
        view.sendKeys(Keys.ARROW_RIGHT);
        String first = status();
        assertTrue(first.contains("Cluster: "), first);
        view.sendKeys(Keys.ARROW_LEFT);
        assertNotEquals(first, status());
        view.sendKeys(Keys.ENTER);
        assertTrue(browser.find("#map-item").isDisplayed());
        assertEquals(Neighbors.COUNT, browser.texts("#map-neighbors button").size());
        view.sendKeys(Keys.ESCAPE);
        assertFalse(browser.find("#map-item").isDisplayed());
        assertFalse(browser.find("#map-tip").isDisplayed());
    }

    @Test
    void oneUserIsShownAtATime() {
        assertEquals(List.of("User user-0"), shownUsers());
        new Select(browser.find("#user-choice")).selectByVisibleText("user-7");
        assertEquals(List.of("User user-7"), shownUsers());
        browser.find("#user-next").click();
        assertEquals(List.of("User user-8"), shownUsers());
        browser.find("#user-previous").click();
        browser.find("#user-previous").click();
        assertEquals(List.of("User user-6"), shownUsers());
        String text = browser.find("#user-6").getText();
        assertTrue(text.contains("Because of A product of some length, number 7 and what others like"), text);
        assertTrue(text.contains("Chosen before (20)"), text);
    }

    private static List<String> shownUsers() {
        return browser.driver.findElements(By.cssSelector(".user h3")).stream()
                .filter(WebElement::isDisplayed)
                .map(WebElement::getText)
                .toList();
    }

    @Test
    void withoutScriptsThereArePicturesTablesAndLists() {
        browser.driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        try {
            browser.open(page, false, false);
        } finally {
            browser.driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", false));
        }
        assertFalse(browser.find("#map-live").isDisplayed());
        assertFalse(browser.find("#user-tools").isDisplayed());
        assertTrue(browser.find("#map-static img").isDisplayed());
        assertEquals(List.of("User user-0"), shownUsers());
        browser.find("#user-1 > summary").click();
        assertEquals(List.of("User user-0", "User user-1"), shownUsers());
        assertEquals(
                0L, browser.run("return [...document.images].filter(i => !i.complete || i.naturalWidth === 0).length"));
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void nothingSeriousIsWrongForThoseWhoSeeOrMoveOtherwise(boolean phone, boolean dark) {
        browser.open(page, phone, dark);
        browser.run("document.querySelectorAll('details:not([hidden])').forEach(d => { d.open = true; })");
        browser.find("#map-search").sendKeys("needle", Keys.ENTER);
        assertEquals(List.of(), browser.seriousFindings());
        int width = phone ? 375 : 1280;
        assertEquals((long) width, browser.run("return Math.max(innerWidth, document.documentElement.scrollWidth)"));
        browser.requireSilence(page);
    }
}
