package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItemMapTest {
    private static final Rectangle2D FRAME = new Rectangle2D.Double(0, 0, 400, 400);
    private static final int SIZE = 13;

    private static Rectangle2D mark(double x, double y) {
        return new Rectangle2D.Double(x - SIZE, y - SIZE, 2 * SIZE, 2 * SIZE);
    }

    @Test
    void aNameStandsRightOfItsMark() {
        Rectangle2D place = ItemMap.place(200, 200, 100, 16, SIZE, FRAME, List.of(mark(200, 200)));
        assertEquals(new Rectangle2D.Double(200 + SIZE + 1, 192, 100, 16), place);
    }

    @Test
    void noNameCoversAnotherOrAMark() {
        // marks so close that most names have to stand off
        List<Rectangle2D> taken = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            taken.add(mark(200 + 7 * (i % 4), 200 + 7 * (i / 4)));
        }
        for (int i = 0; i < 12; i++) {
            Rectangle2D place =
                    ItemMap.place(200 + 7 * (i % 4), 200 + 7 * (i / 4), 60, 16, SIZE, FRAME, List.copyOf(taken));
            assertNotNull(place, "name " + i);
            assertTrue(FRAME.contains(place));
            assertFalse(taken.stream().anyMatch(place::intersects));
            taken.add(place);
        }
    }

    @Test
    void aNameWithoutRoomIsLeftOut() {
        assertNull(ItemMap.place(200, 200, 500, 16, SIZE, FRAME, List.of()));
    }
}
