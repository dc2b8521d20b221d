package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.Json;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a window and without a network, and what a page did in it. */
final class Browser implements AutoCloseable {
    /** The machine may be busy with other builds. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    final ChromeDriver driver;
    private final String axe;

    private Browser(ChromeDriver driver, String axe) {
        this.driver = driver;
        this.axe = axe;
    }

    /**
     * Starts it. Where there is none the test is skipped; it fails there if {@code -Dncf.browser=required} is set or the
     * environment has {@code CI=true}.
     */
    static Browser start() throws IOException {
        File chromium = findFile("chromium", "chromium-browser", "google-chrome");
        File chromedriver = findFile("chromedriver");
        if (chromium == null || chromedriver == null) {
            String message = "no chromium and chromedriver on the path: the page is not tried in a browser";
            if ("required".equals(System.getProperty("ncf.browser")) || "true".equals(System.getenv("CI"))) {
                fail(message);
            }
            abort(message);
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary(Objects.requireNonNull(chromium));
        options.addArguments("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,1000");
        if ("root".equals(System.getProperty("user.name"))) {
            options.addArguments("--no-sandbox"); // which root cannot have
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        // the driver is named, so that Selenium looks for none elsewhere
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Objects.requireNonNull(chromedriver))
                .usingAnyFreePort()
                .withTimeout(PATIENCE)
                .build();
        String axe;
        try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(PATIENCE).pageLoadTimeout(PATIENCE);
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", true, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
        return new Browser(driver, axe);
    }

    private static @Nullable File findFile(String... names) {
        for (String name : names) {
            for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
                Path file = Path.of(folder, name);
                if (Files.isExecutable(file)) {
                    return file.toFile();
                }
            }
        }
        return null;
    }

    /** Opens a file as a desk or a phone shows it. */
    void open(Path file, boolean phone, boolean dark) {
        size(phone ? 375 : 1280, phone ? 812 : 1000, phone);
        show("screen", dark);
        driver.get(file.toUri().toString());
    }

    /** Shows the page as it is on A4 paper, to somebody whose screen is dark. */
    void showPaper() {
        size(794, 1123, false);
        show("print", true);
    }

    private void size(int width, int height, boolean phone) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
        driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", phone));
    }

    private void show(String media, boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "media",
                        media,
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** How many pages of paper it takes. */
    long printedPages() {
        String pdf =
                (String) driver.executeCdpCommand("Page.printToPDF", Map.of()).get("data");
        String text = new String(Base64.getDecoder().decode(pdf), StandardCharsets.ISO_8859_1);
        return Pattern.compile("/Type /Page\\b").matcher(text).results().count();
    }

    /** Puts fingers on the page, moves them, and takes them off; each finger is x and y, from and to. */
    void touch(int[][] from, int[][] to) {
        touch("touchStart", from);
        touch("touchMove", to);
        touch("touchEnd", new int[0][]);
    }

    private void touch(String type, int[]... fingers) {
        List<Map<String, Object>> points = new ArrayList<>();
        for (int finger = 0; finger < fingers.length; finger++) {
            points.add(Map.of("x", fingers[finger][0], "y", fingers[finger][1], "id", finger));
        }
        driver.executeCdpCommand("Input.dispatchTouchEvent", Map.of("type", type, "touchPoints", points));
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<String> texts(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .map(e -> Objects.requireNonNull(e.getDomProperty("textContent")))
                .toList();
    }

    @Nullable
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Fails if the page has complained, or asked for anything but itself, since this was asked last. */
    void requireSilence(Path page) {
        List<String> complaints = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            complaints.add(entry.toString());
        }
        assertEquals(List.of(), complaints);
        List<String> requests = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            if (entry.getMessage().contains("\"Network.requestWillBeSent\"")) {
                requests.add(url(entry.getMessage()));
            }
        }
        requests.removeIf(
                url -> url.startsWith("data:") || url.equals(page.toUri().toString()));
        assertEquals(List.of(), requests);
    }

    private static String url(String message) {
        Object at = Json.parseObject(message);
        for (String key : List.of("message", "params", "request", "url")) {
            at = Objects.requireNonNull(((Map<?, ?>) at).get(key));
        }
        return (String) at;
    }

    /** What axe-core finds that is serious or critical: rules and the places that break them. */
    Object seriousFindings() {
        driver.executeScript(axe);
        return Objects.requireNonNull(driver.executeAsyncScript("const done = arguments[0];"
                + "axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations"
                + ".filter(v => v.impact === 'serious' || v.impact === 'critical')"
                + ".map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target + ' ' + n.failureSummary).join('; '))))"
                + ".catch(e => done(String(e)));"));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
