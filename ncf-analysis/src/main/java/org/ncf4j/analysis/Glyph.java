package org.ncf4j.analysis;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.style.markers.Marker;

/**
 * How the members of one group (a cluster, a model) are drawn: a filled shape with a darker edge.
 *
 * <p>The colours are the eight of M. Okabe and K. Ito, Color Universal Design, 2002, told apart with every kind of colour
 * vision, with grey in place of black (which is lost on a dark page) and yellow last (which is pale on a light one).
 * The shape changes with the colour, so that neither has to be told alone: there are seven, so 56 groups differ.
 */
final class Glyph extends Marker {
    private static final List<Color> COLORS = List.of(
            new Color(0x0072B2), // blue
            new Color(0xE69F00), // orange
            new Color(0x009E73), // bluish green
            new Color(0xCC79A7), // reddish purple
            new Color(0xD55E00), // vermilion
            new Color(0x56B4E9), // sky blue
            new Color(0x808790), // grey
            new Color(0xF0E442)); // yellow

    /** In a square from -1 to 1, of about equal area. */
    private static final List<Shape> SHAPES = List.of(
            new Ellipse2D.Double(-1, -1, 2, 2),
            polygon(-.88, -.88, .88, -.88, .88, .88, -.88, .88),
            polygon(0, -1.2, 1.2, .9, -1.2, .9),
            polygon(0, -1.25, 1.25, 0, 0, 1.25, -1.25, 0),
            polygon(0, 1.2, 1.2, -.9, -1.2, -.9),
            polygon(
                    -.4, -1.2, .4, -1.2, .4, -.4, 1.2, -.4, 1.2, .4, .4, .4, .4, 1.2, -.4, 1.2, -.4, .4, -1.2, .4, -1.2,
                    -.4, -.4, -.4),
            polygon(
                    0, -1.3, .39, -.53, 1.24, -.4, .63, .2, .76, 1.05, 0, .66, -.76, 1.05, -.63, .2, -1.24, -.4, -.39,
                    -.53));

    private static final double EDGE = .72;

    /** Places of a mark within a pixel, each way. */
    private static final int STEPS = 2;

    /** As many as there are kinds and sizes. */
    private static final Map<Stamp, BufferedImage> STAMPS = new ConcurrentHashMap<>();

    /** Of SVG, by the kinds of {@link PathIterator}, and how many numbers follow each. */
    private static final String LETTERS = "MLQCZ";

    private static final int[] NUMBERS = {2, 2, 4, 6, 0};

    private final int group;

    private Glyph(int group) {
        this.group = group;
    }

    static Glyph of(int group) {
        return new Glyph(group);
    }

    Color color() {
        return COLORS.get(group % COLORS.size());
    }

    Color edge() {
        Color c = color();
        return new Color((int) (EDGE * c.getRed()), (int) (EDGE * c.getGreen()), (int) (EDGE * c.getBlue()));
    }

    /**
     * Puts the mark to the nearest half pixel of an image. A map has thousands of marks, of few kinds: each kind is drawn
     * once.
     */
    @Override
    public void paint(Graphics2D g, double x, double y, int size) {
        if (g instanceof SVGGraphics2D) {
            draw(g, shape(x, y, size));
            return;
        }
        AffineTransform toPixels = g.getTransform();
        Point2D place = toPixels.transform(new Point2D.Double(x, y), null);
        long right = Math.round(STEPS * place.getX());
        long down = Math.round(STEPS * place.getY());
        Stamp stamp = new Stamp(
                group % (COLORS.size() * SHAPES.size()),
                size,
                toPixels.getScaleX(),
                Math.floorMod(right, STEPS),
                Math.floorMod(down, STEPS));
        BufferedImage image = STAMPS.computeIfAbsent(stamp, Stamp::draw);
        int left = (int) Math.floorDiv(right, STEPS) - stamp.half();
        int top = (int) Math.floorDiv(down, STEPS) - stamp.half();
        g.setTransform(new AffineTransform());
        g.drawImage(image, left, top, null);
        g.setTransform(toPixels);
    }

    /** A mark of a size, as it is drawn where its centre lies so many steps right of a pixel's corner and below it. */
    private record Stamp(int group, int size, double scale, int right, int down) {
        /** Half the side of its image; no shape reaches farther than 1.3 from its centre, and its edge 1 farther. */
        int half() {
            return (int) Math.ceil(scale * (1.3 * size / 2 + 1)) + 1;
        }

        BufferedImage draw() {
            BufferedImage image = new BufferedImage(2 * half(), 2 * half(), BufferedImage.TYPE_INT_ARGB);
            Graphics2D g = image.createGraphics();
            Canvas.smooth(g);
            g.translate(half() + (double) right / STEPS, half() + (double) down / STEPS);
            g.scale(scale, scale);
            Glyph glyph = Glyph.of(group);
            glyph.draw(g, glyph.shape(0, 0, size));
            g.dispose();
            return image;
        }
    }

    private Shape shape(double x, double y, int size) {
        Shape shape = SHAPES.get(group % SHAPES.size());
        if (shape instanceof Ellipse2D) {
            return new Ellipse2D.Double(x - size / 2.0, y - size / 2.0, size, size); // which SVG has a word for
        }
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        place.scale(size / 2.0, size / 2.0);
        return place.createTransformedShape(shape);
    }

    private void draw(Graphics2D g, Shape shape) {
        g.setColor(color());
        g.fill(shape);
        g.setColor(edge());
        g.setStroke(Canvas.THIN);
        g.draw(shape);
    }

    /** The shape as the data of an SVG path, in a square from -1.3 to 1.3. */
    String path() {
        StringBuilder data = new StringBuilder();
        double[] to = new double[6];
        PathIterator parts = SHAPES.get(group % SHAPES.size()).getPathIterator(null);
        for (; !parts.isDone(); parts.next()) {
            int kind = parts.currentSegment(to);
            int numbers = NUMBERS[kind];
            data.append(LETTERS.charAt(kind));
            for (int i = 0; i < numbers; i++) {
                data.append(String.format(Locale.ROOT, i == 0 ? "%.2f" : " %.2f", to[i]));
            }
        }
        return data.toString();
    }

    /** A colour as CSS has it. */
    static String css(Color color) {
        return String.format(Locale.ROOT, "#%06x", color.getRGB() & 0xFFFFFF);
    }

    private static Shape polygon(double... xy) {
        Path2D path = new Path2D.Double();
        path.moveTo(xy[0], xy[1]);
        for (int i = 2; i < xy.length; i += 2) {
            path.lineTo(xy[i], xy[i + 1]);
        }
        path.closePath();
        return path;
    }
}
