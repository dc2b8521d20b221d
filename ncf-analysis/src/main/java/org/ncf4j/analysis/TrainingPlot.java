package org.ncf4j.analysis;

import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.ncf4j.model.EpochReport;

/** Loss and training AUC by epoch, one line a model. */
final class TrainingPlot implements Plot {
    private static final int PANEL_HEIGHT = 300;
    private static final int TITLE_HEIGHT = 28;
    private static final int LABELS_HEIGHT = 36;
    /** For the label of an epoch. */
    private static final double LABEL_ROOM = 40;

    private static final int MARGIN = 12;
    private static final BasicStroke LINE = new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    private final List<String> names = new ArrayList<>();
    private final List<List<EpochReport>> curves = new ArrayList<>();

    TrainingPlot(List<Report.Training> trainings) {
        for (Report.Training training : trainings) {
            names.add(training.name());
            curves.add(training.epochs());
        }
    }

    @Override
    public Canvas draw(int width, Theme theme, Canvas.Format format) {
        int legend = Canvas.legendHeight(names, width - 2 * MARGIN);
        boolean stacked = width < WIDE;
        int panelWidth = stacked ? width : width / 2;
        Canvas canvas = new Canvas(width, MARGIN + legend + (stacked ? 2 : 1) * PANEL_HEIGHT, theme, format);
        canvas.legend(names, MARGIN, MARGIN, width - 2 * MARGIN);
        int top = MARGIN + legend;
        panel(canvas, "Loss", EpochReport::loss, 0, top, panelWidth);
        panel(
                canvas,
                "AUC on the training pairs",
                EpochReport::auc,
                stacked ? 0 : panelWidth,
                stacked ? top + PANEL_HEIGHT : top,
                panelWidth);
        return canvas;
    }

    private void panel(Canvas canvas, String title, ToDoubleFunction<EpochReport> value, int x, int y, int width) {
        canvas.text(title, Canvas.BOLD, canvas.theme.text, x + MARGIN, y + TITLE_HEIGHT - 10);
        XYChart chart = canvas.chart(width, PANEL_HEIGHT - TITLE_HEIGHT - LABELS_HEIGHT);
        int last = 1;
        for (int i = 0; i < curves.size(); i++) {
            // An AUC of pairs that are all alike is not a number: nothing to draw.
            List<EpochReport> shown = curves.get(i).stream()
                    .filter(e -> Double.isFinite(value.applyAsDouble(e)))
                    .toList();
            if (shown.isEmpty()) {
                continue;
            }
            XYSeries series = chart.addSeries(
                    names.get(i),
                    shown.stream().mapToDouble(EpochReport::epoch).toArray(),
                    shown.stream().mapToDouble(value).toArray());
            series.setLineColor(Glyph.of(i).color());
            series.setLineStyle(LINE);
            series.setMarkerColor(Glyph.of(i).color());
            // A line needs two points.
            series.setMarker(shown.size() <= 25 ? Glyph.of(i) : SeriesMarkers.NONE);
            last = Math.max(last, shown.get(shown.size() - 1).epoch());
        }
        chart.getStyler().setMarkerSize(7);
        // half an epoch of room
        chart.getStyler().setXAxisMin(.5).setXAxisMax(last + .5);
        chart.getStyler().setPlotGridVerticalLinesVisible(false).setXAxisTicksVisible(false);
        canvas.paint(chart, x, y + TITLE_HEIGHT);
        int step = labelStep(last, (int) (width / LABEL_ROOM));
        for (int epoch = 1; epoch <= last; epoch += step) {
            centred(canvas, "" + epoch, x + chart.getScreenXFromChart(epoch), y + PANEL_HEIGHT - LABELS_HEIGHT + 14);
        }
        centred(canvas, "Epoch", x + width / 2.0, y + PANEL_HEIGHT - LABELS_HEIGHT + 34);
    }

    private static void centred(Canvas canvas, String text, double x, double baseline) {
        double left = x - canvas.textWidth(text, Canvas.TEXT) / 2;
        canvas.text(text, Canvas.TEXT, canvas.theme.mutedText, left, baseline);
    }

    /**
     * Epochs from one label to the next, the first being epoch 1. XChart's own ticks are multiples of a step, so that none
     * of them may be an epoch.
     */
    static int labelStep(int epochs, int mostLabels) {
        int step = 1;
        for (int decade = 1; (epochs + step - 1) / step > mostLabels; decade *= 10) {
            step = decade;
            for (int factor : new int[] {2, 5, 10}) {
                if ((epochs + step - 1) / step > mostLabels) {
                    step = factor * decade;
                }
            }
        }
        return step;
    }

    @Override
    public String description() {
        StringBuilder text = new StringBuilder("Two line charts by epoch: loss and AUC on the training pairs.");
        for (int i = 0; i < names.size(); i++) {
            EpochReport first = curves.get(i).get(0);
            EpochReport last = curves.get(i).get(curves.get(i).size() - 1);
            text.append(String.format(
                    Locale.ROOT,
                    " %s, epochs %d to %d: loss from %.3f to %.3f",
                    names.get(i),
                    first.epoch(),
                    last.epoch(),
                    first.loss(),
                    last.loss()));
            // there is none where all pairs are alike
            if (Double.isFinite(first.auc()) && Double.isFinite(last.auc())) {
                text.append(String.format(Locale.ROOT, ", AUC from %.3f to %.3f", first.auc(), last.auc()));
            }
            text.append('.');
        }
        return text.toString();
    }
}
