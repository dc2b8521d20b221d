package org.ncf4j.analysis;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** Items as points on two principal components, coloured by cluster, some of them named. */
final class ItemMap implements Plot {
    private static final int MARGIN = 12;
    private static final int NAMES_TRIED = 8;
    private static final int NAME_GAP = 8;
    private static final Font NAME = new Font(Font.SANS_SERIF, Font.BOLD, 12);

    private final double[][] points;
    private final double[] varianceRatio;
    private final Clustering clustering;
    private final List<String> labels;

    ItemMap(double[][] points, double[] varianceRatio, Clustering clustering, List<String> labels) {
        this.points = points;
        this.varianceRatio = varianceRatio;
        this.clustering = clustering;
        this.labels = labels;
    }

    @Override
    public Canvas draw(int width, Theme theme) {
        List<String> names = new ArrayList<>();
        int[] sizes = clustering.sizes();
        for (int c = 0; c < sizes.length; c++) {
            names.add((c + 1) + " (" + sizes[c] + ")");
        }
        int legend = Canvas.legendHeight(names, width - 2 * MARGIN, theme);
        int chartHeight = width < WIDE ? width : 620;
        Canvas canvas = new Canvas(width, chartHeight + 22 + legend + MARGIN, theme);
        XYChart chart = canvas.chart(width, chartHeight);
        chart.setXAxisTitle(axisTitle(0));
        chart.setYAxisTitle(axisTitle(1));
        for (int c = 0; c < sizes.length; c++) {
            int cluster = c;
            int[] members = IntStream.range(0, points.length)
                    .filter(i -> clustering.cluster(i) == cluster)
                    .toArray();
            XYSeries series = chart.addSeries(
                    names.get(c),
                    IntStream.of(members).mapToDouble(i -> points[i][0]).toArray(),
                    IntStream.of(members).mapToDouble(i -> points[i][1]).toArray());
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            series.setMarker(Glyph.of(c));
        }
        chart.getStyler().setMarkerSize(markerSize(width));
        double[] x = range(0);
        double[] y = range(1);
        chart.getStyler().setXAxisMin(x[0]).setXAxisMax(x[1]).setYAxisMin(y[0]).setYAxisMax(y[1]);
        canvas.paint(chart, 0, 0);
        nameItems(canvas, chart, width < WIDE ? 130 : 220);
        canvas.text("Cluster, with the number of its items", Canvas.TEXT, theme.mutedText, MARGIN, chartHeight + 16);
        canvas.legend(names, MARGIN, chartHeight + 22, width - 2 * MARGIN);
        return canvas;
    }

    private String axisTitle(int component) {
        return String.format(
                Locale.ROOT,
                "Principal component %d (%.0f %% of the variance)",
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

    /** Names one item a cluster, as central as can be without one name covering another; the largest clusters first. */
    private void nameItems(Canvas canvas, XYChart chart, double limit) {
        FontMetrics metrics = canvas.g.getFontMetrics(NAME);
        Rectangle2D frame = new Rectangle2D.Double(70, 4, canvas.width - 70 - MARGIN, chart.getHeight() - 60);
        List<Rectangle2D> taken = new ArrayList<>();
        for (int c = 0; c < clustering.clusters(); c++) {
            boolean named = false;
            for (int item : central(c)) {
                String name = canvas.fitted(labels.get(item), NAME, limit);
                double width = canvas.textWidth(name, NAME);
                double px = chart.getScreenXFromChart(points[item][0]);
                double py = chart.getScreenYFromChart(points[item][1]);
                for (double left : new double[] {px + NAME_GAP, px - NAME_GAP - width}) {
                    Rectangle2D box = new Rectangle2D.Double(
                            left - 3, py - metrics.getHeight() / 2.0, width + 6, metrics.getHeight());
                    if (!named && frame.contains(box) && taken.stream().noneMatch(box::intersects)) {
                        Glyph.of(c).paint(canvas.g, px, py, markerSize(canvas.width) + 4);
                        canvas.textWithHalo(name, NAME, left, py + (metrics.getAscent() - metrics.getDescent()) / 2.0);
                        taken.add(box);
                        named = true;
                    }
                }
            }
        }
    }

    private int[] central(int cluster) {
        int[] members = IntStream.range(0, points.length)
                .filter(i -> clustering.cluster(i) == cluster)
                .toArray();
        double x = mean(members, 0);
        double y = mean(members, 1);
        return IntStream.of(members)
                .boxed()
                .sorted(Comparator.comparingDouble(
                        i -> (points[i][0] - x) * (points[i][0] - x) + (points[i][1] - y) * (points[i][1] - y)))
                .mapToInt(Integer::intValue)
                .limit(NAMES_TRIED)
                .toArray();
    }

    private double mean(int[] members, int component) {
        double sum = 0;
        for (int i : members) {
            sum += points[i][component];
        }
        return sum / members.length;
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
