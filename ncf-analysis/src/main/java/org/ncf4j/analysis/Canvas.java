package org.ncf4j.analysis;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;

/**
 * A picture being drawn: charts of XChart, and text that XChart cannot place. Lengths are CSS pixels; an image has two
 * of its own for each, so that text is sharp on dense screens.
 */
final class Canvas {
    static final BasicStroke THIN = new BasicStroke(.8f);
    static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 13);

    private static final int SCALE = 2;
    private static final int COLOR_STEP = 8;
    private static final byte[] COARSE = coarse();
    private static final int LEGEND_ROW = 22;
    static final int SWATCH = 16;
    private static final int LEGEND_GAP = 18;

    /** What a picture is made of. */
    enum Format {
        /** Pixels. */
        PNG,
        /** Shapes. */
        SVG
    }

    final Graphics2D g;
    final Theme theme;
    final int width;
    final int height;
    /** The pixels, if it is made of these. */
    private final @Nullable BufferedImage image;

    Canvas(int width, int height, Theme theme, Format format) {
        this.width = width;
        this.height = height;
        this.theme = theme;
        if (format == Format.PNG) {
            image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
            g = image.createGraphics();
            g.scale(SCALE, SCALE);
        } else {
            image = null;
            g = Svg.graphics(width, height);
        }
        g.setColor(theme.background);
        g.fillRect(0, 0, width, height); // before edges are softened, which is slower and has nothing to do here
        smooth(g);
    }

    /** Not to be looked at: for its fonts. */
    static Canvas forMeasuring() {
        return new Canvas(1, 1, Theme.LIGHT, Format.PNG);
    }

    /** Has edges softened, and nothing moved to whole pixels. */
    static void smooth(Graphics2D g) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    /**
     * Runs what draws.
     *
     * @throws IOException if this machine has no fonts, which Java reports as all kinds of errors
     */
    static void drawing(Runnable body) throws IOException {
        try {
            body.run();
        } catch (LinkageError | InternalError e) {
            throw new IOException(
                    "cannot draw the pictures: Java finds no fonts on this machine (install fontconfig and a font, for"
                            + " example DejaVu)",
                    e);
        }
    }

    /** An empty chart in the house style. */
    XYChart chart(int chartWidth, int chartHeight) {
        XYChart chart = new Chart(chartWidth, chartHeight);
        chart.getStyler()
                .setChartBackgroundColor(theme.background)
                .setChartFontColor(theme.text)
                .setPlotBackgroundColor(theme.background)
                .setPlotBorderVisible(false)
                .setLegendVisible(false)
                .setChartPadding(8)
                .setAntiAlias(true);
        chart.getStyler()
                .setAxisTickLabelsFont(TEXT)
                .setAxisTitleFont(TEXT)
                .setAxisTickLabelsColor(theme.mutedText)
                .setAxisTickMarksColor(theme.grid)
                .setXAxisTitleColor(theme.mutedText)
                .setYAxisTitleColor(theme.mutedText);
        chart.getStyler()
                .setPlotGridLinesColor(theme.grid)
                .setPlotGridLinesStroke(THIN)
                .setPlotTicksMarksVisible(false)
                .setPlotMargin(0)
                .setLocale(Locale.ROOT);
        // XChart's own would read the pattern anew for every label that it tries.
        DecimalFormat label = new DecimalFormat("0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));
        chart.setCustomXAxisTickLabelsFormatter(label::format);
        chart.setCustomYAxisTickLabelsFormatter(label::format);
        return chart;
    }

    /** A chart on what is there: the canvas has the same background already. */
    private static final class Chart extends XYChart {
        Chart(int width, int height) {
            super(width, height);
        }

        @Override
        protected void paintBackground(Graphics2D g) {
            // nothing to paint
        }
    }

    /** Paints a chart with its upper left corner at a place. */
    void paint(XYChart chart, int x, int y) {
        Graphics2D corner = (Graphics2D) g.create();
        try {
            corner.translate(x, y);
            chart.paint(corner, chart.getWidth(), chart.getHeight());
        } finally {
            corner.dispose();
        }
    }

    void text(String text, Font font, Color color, double x, double baseline) {
        g.setFont(font);
        g.setColor(color);
        g.drawString(text, (float) x, (float) baseline);
    }

    /** Writes text that stays readable on whatever is under it. */
    void textWithHalo(String text, Font font, double x, double baseline) {
        Shape outline = font.createGlyphVector(g.getFontRenderContext(), text).getOutline((float) x, (float) baseline);
        g.setColor(theme.background);
        g.setStroke(new BasicStroke(3.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(outline);
        text(text, font, theme.text, x, baseline);
    }

    /** A thin line from a place to the edge of a box. */
    void line(double x, double y, Rectangle2D box) {
        double toX = Math.max(box.getMinX(), Math.min(box.getMaxX(), x));
        double toY = Math.max(box.getMinY(), Math.min(box.getMaxY(), y));
        g.setColor(theme.text);
        g.setStroke(THIN);
        g.draw(new Line2D.Double(x, y, toX, toY));
    }

    double textWidth(String text, Font font) {
        return font.getStringBounds(text, g.getFontRenderContext()).getWidth();
    }

    /** The text, or as much of its beginning as fits with an ellipsis. */
    String fitted(String text, Font font, double limit) {
        if (textWidth(text, font) <= limit) {
            return text;
        }
        int end = text.length();
        while (end > 1 && textWidth(text.substring(0, end).strip() + "…", font) > limit) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end).strip() + "…";
    }

    /** Where text must stand to be centred on a line. */
    double baseline(double middle) {
        FontMetrics metrics = g.getFontMetrics(TEXT);
        return middle + (metrics.getAscent() - metrics.getDescent()) / 2.0;
    }

    /**
     * Paints names with their glyphs, the n-th with the n-th glyph, in a row that is broken where it must be.
     *
     * @return the lower edge
     */
    int legend(List<String> names, int x, int y, int limit) {
        double left = x;
        int top = y;
        for (int i = 0; i < names.size(); i++) {
            String name = fitted(names.get(i), TEXT, limit - SWATCH);
            double needed = SWATCH + textWidth(name, TEXT);
            if (left > x && left + needed > x + limit) {
                left = x;
                top += LEGEND_ROW;
            }
            entry(i, name, left, top);
            left += needed + LEGEND_GAP;
        }
        return top + LEGEND_ROW;
    }

    /** Paints a name with the glyph of its group. */
    void entry(int group, String name, double x, double y) {
        double middle = y + LEGEND_ROW / 2.0;
        Glyph.of(group).paint(g, x + 6, middle, 10);
        text(name, TEXT, theme.text, x + SWATCH, baseline(middle));
    }

    /** The height of a legend. */
    static int legendHeight(List<String> names, int limit) {
        return forMeasuring().legend(names, 0, 0, limit);
    }

    /**
     * The picture as a file of its format; the same drawing gives the same bytes.
     *
     * @param description of an SVG file
     */
    byte[] file(String description) {
        g.dispose();
        if (image == null) {
            return Svg.file((SVGGraphics2D) g, description);
        }
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        return Png.of(pixels, image.getWidth(), image.getHeight(), COARSE);
    }

    /** Rounds colours to steps too small to see, which takes a third off the file: most of it is softened edges. */
    private static byte[] coarse() {
        byte[] coarse = new byte[256];
        for (int level = 0; level < coarse.length; level++) {
            coarse[level] = (byte) Math.min(255, (level + COLOR_STEP / 2) / COLOR_STEP * COLOR_STEP);
        }
        return coarse;
    }
}
