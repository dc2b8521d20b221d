package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GlyphTest {
    private static final int GROUPS = 56;

    @Test
    void groupsDifferInColourAndShapeTogether() {
        Set<String> looks = new HashSet<>();
        for (int group = 0; group < GROUPS; group++) {
            Glyph glyph = Glyph.of(group);
            looks.add(Glyph.css(glyph.color()) + glyph.path());
        }
        assertEquals(GROUPS, looks.size());
        assertEquals(Glyph.of(0).path(), Glyph.of(GROUPS).path());
    }

    /** Two blues are next to each other for many eyes: they differ in shape. */
    @Test
    void ofSevenGroupsNoTwoHaveOneShape() {
        for (int a = 0; a < 7; a++) {
            for (int b = 0; b < a; b++) {
                assertNotEquals(Glyph.of(b).path(), Glyph.of(a).path());
            }
        }
    }

    /** Images of marks are made for that size. */
    @Test
    void noShapeReachesFartherThanItsSquare() {
        Pattern number = Pattern.compile("-?\\d+\\.\\d+");
        for (int group = 0; group < 7; group++) {
            double farthest = number.matcher(Glyph.of(group).path())
                    .results()
                    .map(MatchResult::group)
                    .mapToDouble(Double::parseDouble)
                    .map(Math::abs)
                    .max()
                    .orElseThrow();
            assertTrue(farthest <= 1.3 && farthest > .8, () -> "reaches to " + farthest);
        }
    }
}
