package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void alignsColumns() {
        StringWriter out = new StringWriter();
        new Table("<>", "name", "n").add("a", "1").add("much longer", "12").print(new PrintWriter(out, true));
        assertEquals("""
                name          n
                a             1
                much longer  12
                """, out.toString().replace("\r\n", "\n"));
    }

    @Test
    void countsCharactersNotTheirCode() {
        StringWriter out = new StringWriter();
        new Table("<>", "x", "n").add("\uD83D\uDE00", "1").print(new PrintWriter(out, true));
        assertEquals("x  n\n\uD83D\uDE00  1\n", out.toString().replace("\r\n", "\n"));
    }

    @Test
    void refusesRowsOfAnotherLength() {
        Table table = new Table("<>", "name", "n");
        assertThrows(IllegalArgumentException.class, () -> table.add("a"));
    }
}
