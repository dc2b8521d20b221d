package org.ncf4j.analysis;

import java.awt.Color;

/** The colours of a picture that carry no data; those of the page. The backgrounds survive the rounding of {@link Canvas#file}. */
enum Theme {
    LIGHT(new Color(0xFFFFFF), new Color(0x1F2328), new Color(0x59636E), new Color(0xE4E7EB)),
    DARK(new Color(0x181820), new Color(0xE6EDF3), new Color(0x9DA7B3), new Color(0x30363D));

    final Color background;
    final Color text;
    final Color mutedText;
    final Color grid;

    Theme(Color background, Color text, Color mutedText, Color grid) {
        this.background = background;
        this.text = text;
        this.mutedText = mutedText;
        this.grid = grid;
    }
}
