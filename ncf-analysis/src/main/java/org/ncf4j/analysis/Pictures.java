package org.ncf4j.analysis;

import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.ncf4j.analysis.templates.Page;
import org.ncf4j.internal.Team;

/** Draws plots in all the forms that the page and the files beside it need, on all cores. */
final class Pictures {
    /** Of each plot: two widths, each on a light page and on a dark one; then the SVG file. */
    private static final int FORMS = 5;

    private static final int SVG = 4;

    private final List<Plot> plots;
    private final byte[][] drawn;
    private final Page.Image[] images;

    private Pictures(List<Plot> plots) {
        this.plots = plots;
        this.drawn = new byte[FORMS * plots.size()][];
        this.images = new Page.Image[FORMS * plots.size()];
    }

    /**
     * Draws each plot.
     *
     * @param plots by the name of the files, without an ending
     * @param files gets two files for each plot
     * @return by the same names
     */
    static Map<String, Page.Picture> draw(Map<String, Plot> plots, Map<String, byte[]> files) throws IOException {
        Pictures pictures = new Pictures(List.copyOf(plots.values()));
        if (!plots.isEmpty()) {
            Canvas.drawing(pictures::drawAll);
        }
        Map<String, Page.Picture> found = new LinkedHashMap<>();
        int first = 0;
        for (Map.Entry<String, Plot> plot : plots.entrySet()) {
            files.put(plot.getKey() + ".png", pictures.drawn[first]);
            files.put(plot.getKey() + ".svg", pictures.drawn[first + SVG]);
            Page.Image[] images = pictures.images;
            found.put(
                    plot.getKey(),
                    new Page.Picture(
                            plot.getValue().description(),
                            images[first],
                            images[first + 1],
                            images[first + 2],
                            images[first + 3]));
            first += FORMS;
        }
        return found;
    }

    private void drawAll() {
        // one thread starts the machinery: two that load Java's graphics at once can wait for each other forever
        Canvas.forMeasuring().textWidth("", Canvas.TEXT);
        AtomicInteger next = new AtomicInteger();
        int threads = Math.min(drawn.length, Runtime.getRuntime().availableProcessors());
        try (Team team = Team.of(threads, "ncf4j-report")) {
            team.run((member, members, barrier) -> {
                for (int i = next.getAndIncrement(); i < drawn.length; i = next.getAndIncrement()) {
                    draw(i);
                }
            });
        }
    }

    private void draw(int i) {
        Plot plot = plots.get(i / FORMS);
        int form = i % FORMS;
        if (form == SVG) {
            drawn[i] = plot.draw(Plot.WIDE, Theme.LIGHT, Canvas.Format.SVG).file(plot.description());
            return;
        }
        Canvas canvas = plot.draw(
                form < 2 ? Plot.WIDE : Plot.NARROW, form % 2 == 0 ? Theme.LIGHT : Theme.DARK, Canvas.Format.PNG);
        drawn[i] = canvas.file(plot.description());
        String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(drawn[i]);
        images[i] = new Page.Image(uri, canvas.width, canvas.height);
    }
}
