package org.ncf4j.analysis;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** Items as points on two principal components, coloured by cluster, some of them named. */
final class ItemMap implements Plot {
    private static final int MARGIN = 12;
    private static final int LIST_WIDTH = 240;
    private static final int LIST_TOP = 24;
    private static final int LIST_ROW = 44;
    /** More clusters are listed in one line each. */
    private static final int LISTED_WITH_ITEM = 13;

    private static final int PHONE_ITEM = 84;
    private static final int MOST_NAMES = 12;
    /** How far off a name may stand, in lines. */
    private static final int RINGS = 6;

    private static final int NAME_LIMIT = 220;
    private static final Font NAME = new Font(Font.SANS_SERIF, Font.BOLD, 12);

    private final double[][] points;
    private final double[] varianceRatio;
    private final Clustering clustering;
    private final List<String> labels;
    /** The item of each cluster that stands for it: the first of the typical ones. */
    private final int[] typical;

    private final List<String> clusterNames;

    /**
     * A map.
     *
     * @param clusterNames one for each cluster
     */
    ItemMap(ReportItems items, List<String> clusterNames) {
        this.points = items.points;
        this.varianceRatio = items.explainedVarianceRatio;
        this.clustering = items.clustering;
        this.labels = items.names;
        this.clusterNames = clusterNames;
        this.typical = IntStream.range(0, clustering.clusters())
                .map(c -> clustering.typicalFirst(c)[0])
                .toArray();
    }

    @Override
    public Canvas draw(int width, Theme theme, Canvas.Format format) {
        boolean wide = width >= WIDE;
        int chartWidth = wide ? width - LIST_WIDTH : width;
        int chartHeight = wide ? 640 : width;
        int[] sizes = clustering.sizes();
        List<String> names = IntStream.range(0, sizes.length)
                .mapToObj(c -> clusterNames.get(c) + " (" + sizes[c] + ")")
                .toList();
        int listTop = wide ? LIST_TOP : chartHeight + LIST_TOP;
        // A few clusters are listed with an item each: under the cluster's number, or on a phone beside it.
        boolean withItems = sizes.length <= LISTED_WITH_ITEM;
        int row = wide && withItems ? LIST_ROW : LIST_ROW / 2;
        int listHeight = wide || withItems ? sizes.length * row : Canvas.legendHeight(names, width - 2 * MARGIN);
        Canvas canvas = new Canvas(width, Math.max(chartHeight, listTop + listHeight) + MARGIN, theme, format);
        XYChart chart = chart(canvas, chartWidth, chartHeight);
        canvas.paint(chart, 0, 0);
        nameItems(canvas, chart, wide ? MOST_NAMES : 0);
        int x = (wide ? chartWidth : 0) + MARGIN;
        canvas.text("Clusters (number of items)", Canvas.TEXT, theme.mutedText, x, listTop - 6);
        if (!wide && !withItems) {
            canvas.legend(names, x, listTop, width - 2 * MARGIN);
            return canvas;
        }
        for (int c = 0; c < sizes.length; c++) {
            int y = listTop + c * row;
            canvas.entry(c, canvas.fitted(names.get(c), Canvas.TEXT, width - MARGIN - x - Canvas.SWATCH), x, y);
            if (withItems && (wide || !isNamed())) {
                int left = x + (wide ? Canvas.SWATCH : PHONE_ITEM);
                String item = canvas.fitted(labels.get(typical(c)), Canvas.TEXT, width - MARGIN - left);
                canvas.text(item, Canvas.TEXT, theme.mutedText, left, canvas.baseline(y + (wide ? 28 : row / 2)));
            }
        }
        return canvas;
    }

    private XYChart chart(Canvas canvas, int width, int height) {
        XYChart chart = canvas.chart(width, height);
        chart.setXAxisTitle(axisTitle(0, canvas.width));
        chart.setYAxisTitle(axisTitle(1, canvas.width));
        for (int c = 0; c < clustering.clusters(); c++) {
            int[] members = members(c);
            XYSeries series = chart.addSeries(
                    "" + c,
                    IntStream.of(members).mapToDouble(i -> points[i][0]).toArray(),
                    IntStream.of(members).mapToDouble(i -> points[i][1]).toArray());
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            series.setMarker(Glyph.of(c));
        }
        chart.getStyler().setMarkerSize(markerSize(canvas.width)).setPlotContentSize(1);
        // Both axes get the same scale: distances in the picture are distances on the two components. The plot is about
        // so much smaller than the chart.
        double plotWidth = width - 80;
        double plotHeight = height - 60;
        double[] x = range(0);
        double[] y = range(1);
        double unit = Math.max((x[1] - x[0]) / plotWidth, (y[1] - y[0]) / plotHeight);
        widen(x, unit * plotWidth);
        widen(y, unit * plotHeight);
        chart.getStyler().setXAxisMin(x[0]).setXAxisMax(x[1]).setYAxisMin(y[0]).setYAxisMax(y[1]);
        return chart;
    }

    private static void widen(double[] range, double span) {
        double missing = span - (range[1] - range[0]);
        range[0] -= missing / 2;
        range[1] += missing / 2;
    }

    private int[] members(int cluster) {
        return IntStream.range(0, points.length)
                .filter(i -> clustering.cluster(i) == cluster)
                .toArray();
    }

    private String axisTitle(int component, int width) {
        return String.format(
                Locale.ROOT,
                width < WIDE ? "Component %d (%.0f %%)" : "Principal component %d (%.0f %% of the variance)",
                component + 1,
                100 * varianceRatio[component]);
    }

    private int markerSize(int width) {
        int size = points.length <= 800 ? 9 : points.length <= 3000 ? 7 : 5;
        return width < WIDE ? size - 2 : size;
    }

    /** A little more than the points need, and never nothing. */
    private double[] range(int component) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] point : points) {
            low = Math.min(low, point[component]);
            high = Math.max(high, point[component]);
        }
        double pad = high > low ? .04 * (high - low) : 1;
        return new double[] {low - pad, high + pad};
    }

    /**
     * Marks the most typical item of each cluster and names it where there is room: no name covers another or a marked
     * item. A name that does not fit beside its mark stands a little off, at the end of a line.
     */
    private void nameItems(Canvas canvas, XYChart chart, int most) {
        FontMetrics metrics = canvas.g.getFontMetrics(NAME);
        Rectangle2D frame = new Rectangle2D.Double(60, 4, chart.getWidth() - 60 - 4, chart.getHeight() - 60);
        int count = Math.min(most, clustering.clusters());
        int size = markerSize(canvas.width) + 4;
        List<Rectangle2D> taken = new ArrayList<>();
        double[] xs = new double[count];
        double[] ys = new double[count];
        for (int c = 0; c < count; c++) {
            double[] point = points[typical(c)];
            xs[c] = chart.getScreenXFromChart(point[0]);
            ys[c] = chart.getScreenYFromChart(point[1]);
            taken.add(new Rectangle2D.Double(xs[c] - size, ys[c] - size, 2 * size, 2 * size));
        }
        for (int c = 0; c < count; c++) {
            String name = canvas.fitted(labels.get(typical(c)), NAME, NAME_LIMIT);
            Rectangle2D place =
                    place(xs[c], ys[c], canvas.textWidth(name, NAME) + 6, metrics.getHeight(), size, frame, taken);
            if (place != null) {
                taken.add(place);
                canvas.line(xs[c], ys[c], place);
                canvas.textWithHalo(name, NAME, place.getX() + 3, canvas.baseline(place.getCenterY()));
            }
        }
        for (int c = 0; c < count; c++) {
            Glyph.of(c).paint(canvas.g, xs[c], ys[c], size);
        }
    }

    /** The nearest free place for a name, right or left, above or below; null if there is none. */
    static @Nullable Rectangle2D place(
            double x, double y, double width, double height, int size, Rectangle2D frame, List<Rectangle2D> taken) {
        for (int ring = 0; ring < RINGS; ring++) {
            double gap = size + ring * height;
            double side = size / 2.0 + 4 + ring * height / 2;
            double[][] corners = {
                {x + size + 1 + (ring == 0 ? 0 : side), y - height / 2},
                {x - size - 1 - (ring == 0 ? 0 : side) - width, y - height / 2},
                {x + side, y - gap - height / 2},
                {x + side, y + gap - height / 2},
                {x - side - width, y - gap - height / 2},
                {x - side - width, y + gap - height / 2},
                {x - width / 2, y - gap - height},
                {x - width / 2, y + gap}
            };
            for (double[] corner : corners) {
                Rectangle2D box = new Rectangle2D.Double(corner[0], corner[1], width, height);
                // its own mark is among those taken, and every place is beside it
                if (frame.contains(box) && taken.stream().noneMatch(box::intersects)) {
                    return box;
                }
            }
        }
        return null;
    }

    private int typical(int cluster) {
        return typical[cluster];
    }

    /** Whether a cluster has more than its number. */
    private boolean isNamed() {
        return clusterNames.stream().anyMatch(name -> name.contains(" "));
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "Scatter plot of %d items on the first two principal components of their embeddings, which carry %.0f %%"
                        + " and %.0f %% of the variance, coloured by %d clusters. The table of clusters says what is in"
                        + " each.",
                points.length,
                100 * varianceRatio[0],
                100 * varianceRatio[1],
                clustering.clusters());
    }
}
