package org.ncf4j.analysis;

import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shares of the interactions and of the recommendations of models by groups of items, a bar each. */
final class PopularityPlot implements Plot {
    private static final int HEIGHT = 300;
    private static final int MARGIN = 12;
    private static final int LEFT = 44;
    private static final int BOTTOM = 44;
    private static final double GROUP_FILL = .8;
    /** A mark on top of a bar, so that colour is not all that tells it. */
    private static final int MARK = 8;

    private static final int MARK_ROOM = 12;

    private final List<String> names = new ArrayList<>(List.of("interactions"));
    private final List<double[]> shares = new ArrayList<>();

    /** At least one, of the same items. */
    PopularityPlot(Map<String, PopularityBias> models) {
        models.forEach((name, bias) -> {
            if (shares.isEmpty()) {
                shares.add(bias.interactionShares());
            }
            names.add("recommended by " + name);
            shares.add(bias.recommendationShares());
        });
    }

    @Override
    public Canvas draw(int width, Theme theme, Canvas.Format format) {
        int legend = Canvas.legendHeight(names, width - 2 * MARGIN);
        Canvas canvas = new Canvas(width, MARGIN + legend + HEIGHT, theme, format);
        canvas.legend(names, MARGIN, MARGIN, width - 2 * MARGIN);
        double top = MARGIN + legend + MARK_ROOM;
        double bottom = canvas.height - BOTTOM;
        double highest = highest();
        axis(canvas, top, bottom, highest);
        int groups = shares.get(0).length;
        double room = (width - LEFT - MARGIN) / (double) groups;
        double bar = GROUP_FILL * room / shares.size();
        for (int g = 0; g < groups; g++) {
            double left = LEFT + g * room + (1 - GROUP_FILL) / 2 * room;
            for (int s = 0; s < shares.size(); s++) {
                double height = shares.get(s)[g] / highest * (bottom - top);
                double x = left + s * bar;
                canvas.g.setColor(Glyph.of(s).color());
                canvas.g.fill(new Rectangle2D.Double(x, bottom - height, .9 * bar, height));
                Glyph.of(s).paint(canvas.g, x + .45 * bar, bottom - height - 1, (int) Math.min(MARK, bar));
            }
            String label = "" + (g + 1);
            double at = LEFT + (g + .5) * room - canvas.textWidth(label, Canvas.TEXT) / 2;
            canvas.text(label, Canvas.TEXT, theme.mutedText, at, bottom + 16);
        }
        String title = canvas.fitted("Groups of items, the most popular first", Canvas.TEXT, width - LEFT - MARGIN);
        double at = LEFT + (width - LEFT - MARGIN - canvas.textWidth(title, Canvas.TEXT)) / 2;
        canvas.text(title, Canvas.TEXT, theme.mutedText, at, bottom + 36);
        return canvas;
    }

    private static void axis(Canvas canvas, double top, double bottom, double highest) {
        int steps = 4;
        for (int i = 0; i <= steps; i++) {
            double y = bottom - i * (bottom - top) / steps;
            canvas.g.setColor(canvas.theme.grid);
            canvas.g.setStroke(Canvas.THIN);
            canvas.g.draw(new Line2D.Double(LEFT, y, canvas.width - MARGIN, y));
            String label = String.format(Locale.ROOT, "%.0f %%", 100 * highest * i / steps);
            canvas.text(
                    label,
                    Canvas.TEXT,
                    canvas.theme.mutedText,
                    LEFT - 6 - canvas.textWidth(label, Canvas.TEXT),
                    canvas.baseline(y));
        }
    }

    /** A multiple of 20 %, so that the ticks are whole numbers; above 0. */
    private double highest() {
        double most = 0;
        for (double[] one : shares) {
            for (double share : one) {
                most = Math.max(most, share);
            }
        }
        return Math.max(1, Math.ceil(most * 5 - 1e-9)) / 5;
    }

    @Override
    public String description() {
        return "Bar chart of the shares of " + String.join(", ", names) + " that go to " + shares.get(0).length
                + " groups of items, the most popular first. The table gives the same numbers.";
    }
}
