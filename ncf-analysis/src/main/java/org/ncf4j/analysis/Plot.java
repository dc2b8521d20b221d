package org.ncf4j.analysis;

/** One of the report's pictures, drawn as often as there are themes and widths. */
interface Plot {
    /** On a desk. */
    int WIDE = 960;
    /** On a phone, where a shrunk wide picture could not be read. */
    int NARROW = 360;

    /** The picture, ready to be made a file. */
    Canvas draw(int width, Theme theme, Canvas.Format format);

    /** What it shows, for those who cannot see it. */
    String description();
}
