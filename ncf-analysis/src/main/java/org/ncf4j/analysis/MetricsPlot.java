package org.ncf4j.analysis;

import java.awt.BasicStroke;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * One panel for each metric, in it one row for each model: the mean as a dot, its interval as a bar. Differences are shown
 * beside a line at 0.
 */
final class MetricsPlot implements Plot {
    private static final int ROW_HEIGHT = 26;
    private static final int FRAME_HEIGHT = 74;
    private static final int TITLE_HEIGHT = 26;
    private static final int MARGIN = 12;
    private static final int MAX_NAME = 170;
    private static final BasicStroke BAR = new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    private static final BasicStroke ZERO =
            new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {4, 4}, 0);

    private final MetricsTable table;
    private final boolean differences;

    private MetricsPlot(MetricsTable table, boolean differences) {
        this.table = table;
        this.differences = differences;
    }

    static MetricsPlot ofMeans(MetricsTable table) {
        return new MetricsPlot(table, false);
    }

    /** With a row for each pair of models. */
    static MetricsPlot ofDifferences(MetricsTable table) {
        return new MetricsPlot(table, true);
    }

    @Override
    public Canvas draw(int width, Theme theme, Canvas.Format format) {
        int columns = width < WIDE ? 1 : 2;
        List<String> metrics = table.metrics();
        int rows = (metrics.size() + columns - 1) / columns;
        int panelWidth = width / columns;
        int panelHeight = FRAME_HEIGHT + ROW_HEIGHT * table.models().size();
        Canvas canvas = new Canvas(width, rows * panelHeight + MARGIN, theme, format);
        for (int m = 0; m < metrics.size(); m++) {
            panel(
                    canvas,
                    metrics.get(m),
                    m % columns * panelWidth,
                    MARGIN / 2 + m / columns * panelHeight,
                    panelWidth,
                    panelHeight);
        }
        return canvas;
    }

    private void panel(Canvas canvas, String metric, int x, int y, int width, int height) {
        List<String> models = table.models();
        int top = y + TITLE_HEIGHT;
        double names = 0;
        for (String model : models) {
            names = Math.max(names, canvas.textWidth(model, Canvas.TEXT));
        }
        int gutter = MARGIN + (int) Math.ceil(Math.min(names, Math.min(MAX_NAME, .4 * width)));
        XYChart chart = canvas.chart(width - gutter, height - TITLE_HEIGHT);
        double low = differences ? 0 : Double.POSITIVE_INFINITY;
        double high = differences ? 0 : Double.NEGATIVE_INFINITY;
        if (differences) {
            XYSeries zero = chart.addSeries("zero", new double[] {0, 0}, new double[] {.4, models.size() + .6});
            zero.setMarker(SeriesMarkers.NONE);
            zero.setLineColor(canvas.theme.mutedText);
            zero.setLineStyle(ZERO);
        }
        for (int i = 0; i < models.size(); i++) {
            MetricsTable.Cell cell = table.cell(models.get(i), metric);
            if (cell == null) {
                continue;
            }
            double row = models.size() - i; // the first on top
            XYSeries bar = chart.addSeries("bar" + i, new double[] {cell.low(), cell.high()}, new double[] {row, row});
            bar.setMarker(SeriesMarkers.NONE);
            bar.setLineColor(Glyph.of(i).color());
            bar.setLineStyle(BAR);
            XYSeries dot = chart.addSeries("dot" + i, new double[] {cell.mean()}, new double[] {row});
            dot.setMarker(Glyph.of(i));
            dot.setLineStyle(new BasicStroke(0));
            low = Math.min(low, Math.min(cell.mean(), cell.low()));
            high = Math.max(high, Math.max(cell.mean(), cell.high()));
        }
        double span = high > low ? high - low : Math.max(Math.abs(high), 1e-3) * .1;
        chart.getStyler().setMarkerSize(9);
        chart.getStyler()
                .setXAxisMin(low - .06 * span)
                .setXAxisMax(high + .22 * span) // room for the number beside the bar
                .setYAxisMin(.4)
                .setYAxisMax(models.size() + .6);
        chart.getStyler()
                .setYAxisTicksVisible(false)
                .setPlotGridHorizontalLinesVisible(false)
                .setXAxisTickMarkSpacingHint(70);
        canvas.paint(chart, x + gutter, top);
        canvas.text(MetricsTable.shownName(metric), Canvas.BOLD, canvas.theme.text, x + MARGIN, y + TITLE_HEIGHT - 6);
        for (int i = 0; i < models.size(); i++) {
            double baseline = canvas.baseline(top + chart.getScreenYFromChart(models.size() - i));
            String name = canvas.fitted(models.get(i), Canvas.TEXT, gutter - MARGIN);
            canvas.text(
                    name, Canvas.TEXT, canvas.theme.text, x + gutter - canvas.textWidth(name, Canvas.TEXT), baseline);
            MetricsTable.Cell cell = table.cell(models.get(i), metric);
            if (cell != null) {
                double right = chart.getScreenXFromChart(Math.max(cell.mean(), cell.high()));
                canvas.text(
                        differences ? MetricsTable.signed(cell.mean()) : MetricsTable.number(cell.mean()),
                        Canvas.TEXT,
                        canvas.theme.mutedText,
                        x + gutter + right + 9,
                        baseline);
            }
        }
    }

    @Override
    public String description() {
        return "One chart for each metric ("
                + String.join(
                        ", ",
                        table.metrics().stream().map(MetricsTable::shownName).toList())
                + ") with a dot for the " + (differences ? "mean difference" : "mean")
                + " and a bar for the interval of " + String.join(", ", table.models())
                + ". The table gives the same numbers.";
    }
}
