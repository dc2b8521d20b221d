package org.ncf4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that are no data, a few of which may be left out; and files made to take memory or time. */
class BadLinesTest {
    private static final InteractionReader READER = new InteractionReader();

    @TempDir
    Path folder;

    private final List<String> bad = new ArrayList<>();

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("data"), content);
    }

    private Path bytes(String latin) throws IOException {
        return Files.write(folder.resolve("data"), latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    private InteractionReader upTo(int maxBadLines) {
        bad.clear();
        return READER.withMaxBadLines(maxBadLines, bad::add);
    }

    private static void assertRefused(String message, Executable reading) {
        assertEquals(
                message, assertThrows(InteractionFormatException.class, reading).getMessage());
    }

    @Test
    void badLinesAreLeftOutUpToALimit() throws IOException {
        Path file = file("user,item,rating\nann,tea,5\nbob\n,tea,3\neve,pot,many\nkim,pot,1\n");

        Interactions data = upTo(3).read(file);

        assertEquals(List.of("ann", "kim"), data.users().ids());
        assertEquals(List.of("tea", "pot"), data.items().ids());
        assertEquals(
                List.of(
                        file + ", line 3: expected at least 2 columns (column 2 'item', the item), found 1",
                        file + ", line 4, column 1 'user', the user: expected an id, found ''",
                        file + ", line 5, column 3 'rating', the rating: expected a finite number, found 'many'"),
                bad);
        assertEquals(2, READER.withMaxBadLines(3).read(file).size());
        assertRefused(
                file + ": expected at most 2 bad lines, found more; the first: line 3: expected at least 2 columns"
                        + " (column 2 'item', the item), found 1; line 4, column 1 'user', the user: expected an id, found"
                        + " ''; line 5, column 3 'rating', the rating: expected a finite number, found 'many'",
                () -> READER.withMaxBadLines(2).read(file));
        assertRefused(
                file + ", line 3: expected at least 2 columns (column 2 'item', the item), found 1",
                () -> READER.read(file));
    }

    @Test
    void ofLabelledPairsToo() throws IOException {
        Path file = file("user,item,label\nann,tea,1\nbob,pot,2\nann,pot,0\n");

        LabeledPairs pairs = upTo(1).readLabeled(file);

        assertEquals(List.of("ann"), pairs.users().ids());
        assertEquals(2, pairs.size());
        assertEquals(List.of(file + ", line 3, column 3 'label', the label: expected 0 or 1, found '2'"), bad);
        assertRefused(bad.get(0), () -> READER.readLabeled(file));
    }

    @Test
    void noLineLeftIsAnError() throws IOException {
        Path file = file("user,item\nann\nbob\n");
        assertRefused(
                file
                        + ": no line of data after the header that can be read: line 2: expected at least 2 columns (column 2"
                        + " 'item', the item), found 1; line 3: expected at least 2 columns (column 2 'item', the item),"
                        + " found 1",
                () -> upTo(2).read(file));
        Path labelled = file("user,item,label\nann,tea,x\n");
        assertRefused(
                labelled + ": no line of data after the header that can be read: line 2, column 3 'label', the label:"
                        + " expected 0 or 1, found 'x'",
                () -> upTo(2).readLabeled(labelled));
    }

    @Test
    void theLimitMustNotBeNegative() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> READER.withMaxBadLines(-1));
        assertEquals("maxBadLines must be at least 0 but was -1", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void badQuotesTakeTheirLineAlone(String end) throws IOException {
        Path file = file(String.join(end, "user,item", "ann,tea", "bob,\"p\"ot", "", "kim,pot", "\"x\"y,z", "eve,tea"));

        assertEquals(List.of("ann", "kim", "eve"), upTo(2).read(file).users().ids());

        String reason =
                ": expected cells that are quoted as RFC 4180 has it: Unexpected character after closing quote: ";
        assertEquals(List.of(file + ", line 3" + reason + "'o'", file + ", line 6" + reason + "'y'"), bad);
        assertRefused(bad.get(0), () -> READER.read(file));
    }

    /** A quote takes what follows it into its cell: what is lost so must not pass for one line. */
    @Test
    void eachLineOfABadRowCounts() throws IOException {
        Path file = file("user,item\nann,\"tea\nbob,pot\nkim,\"pot\"\neve,tea\n");
        String reason =
                ", line 2: expected cells that are quoted as RFC 4180 has it: Unexpected character after closing"
                        + " quote: 'p'";

        assertEquals(List.of("eve"), upTo(3).read(file).users().ids());
        assertEquals(
                List.of(
                        file + reason,
                        file + ", line 3: belongs to the row of line 2",
                        file + ", line 4: belongs to the row of line 2"),
                bad);
        assertThrows(InteractionFormatException.class, () -> upTo(2).read(file));

        Path open = file("user,item\nann,tea\nbob,\"pot\nkim,pot\neve,tea\n");
        assertEquals(List.of("ann"), upTo(3).read(open).users().ids());
        assertEquals(
                open + ", line 3: expected a quote that is closed, found one open to the end of the file", bad.get(0));
        assertThrows(InteractionFormatException.class, () -> upTo(2).read(open));
        Path cut = file("user,item\nann,tea\nbob,\"pot\nkim,pot\neve,tea");
        assertThrows(InteractionFormatException.class, () -> upTo(2).read(cut));
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "\t", "::"})
    void whatIsNoUtf8TakesItsLineAlone(String separator) throws IOException {
        Path file = bytes("1,2\n1,caf\u00E9\n3,2\n\u00FF\u00FE,2\n5,2".replace(",", separator));

        assertEquals(List.of("1", "3", "5"), upTo(2).read(file).users().ids());

        String reason = ": expected text in UTF-8, found bytes that are not";
        assertEquals(List.of(file + ", line 2" + reason, file + ", line 4" + reason), bad);
        assertRefused(bad.get(0), () -> READER.read(file));
    }

    /** Its second half alone stands for what is no UTF-8. */
    @Test
    void aSkullIsText() throws IOException {
        String skull = "\uD83D\uDC80";
        Path file = file("1,2\n" + skull + skull + ",x" + skull + "\n");
        assertEquals(List.of("1", skull + skull), READER.read(file).users().ids());
        byte[] cut = Files.readAllBytes(file);
        cut[cut.length - 2] = 'y';
        Path bad = Files.write(file, cut);
        assertRefused(bad + ", line 2: expected text in UTF-8, found bytes that are not", () -> READER.read(bad));
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "\t", "::"})
    void nulCharactersAreNoText(String separator) throws IOException {
        Path file = file("1,2\n1,3\n\0\0\0\0\n3,2\n".replace(",", separator));

        assertEquals(List.of("1", "3"), upTo(1).read(file).users().ids());

        assertEquals(
                List.of(file + ", line 3: expected text, found a NUL character (a file in UTF-16, or a damaged one?)"),
                bad);
        assertRefused(bad.get(0), () -> READER.read(file));
    }

    @Test
    void aFileInUtf16IsRefusedWhateverIsAllowed() throws IOException {
        Path file = Files.write(folder.resolve("data"), "1,2\n1,3\n".getBytes(StandardCharsets.UTF_16));
        assertThrows(InteractionFormatException.class, () -> upTo(100).read(file));
    }

    @Test
    void lineEndsMayBeMixed() throws IOException {
        for (String separator : List.of(",", "\t", "::")) {
            Path file = file("\uFEFF1,2\r\n3,4\n5,6\r7,8\r\r\n\n9,10\n\r11,x\r\n12".replace(",", separator));
            assertEquals(
                    List.of("1", "3", "5", "7", "9", "11"),
                    upTo(1).read(file).users().ids());
            // the lines that end in \r and \n, as every editor counts them
            assertEquals(List.of(file + ", line 10: expected at least 2 columns (column 2, the item), found 1"), bad);
        }
    }

    /** What the first line says about the file cannot be guessed from another one. */
    @Test
    void theFirstLineMustBeGood() throws IOException {
        Path file = bytes("\u00FFser,item\nann,tea\n");
        assertRefused(file + ", line 1: expected text in UTF-8, found bytes that are not", () -> upTo(9).read(file));
    }

    @Tag("once")
    @ParameterizedTest
    @ValueSource(strings = {",", "\t", "::"})
    void aLineOfAHundredMegabytesTakesLittleMemory(String separator) throws IOException {
        Path file = folder.resolve("long");
        byte[] block = "x,"
                .replace(",", separator)
                .repeat(100_000 / separator.length())
                .getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write("1,2\n3,4\n".replace(",", separator).getBytes(StandardCharsets.UTF_8));
            for (long size = 0; size < 100_000_000; size += block.length) {
                out.write(block);
            }
            out.write("\n5,6\n".replace(",", separator).getBytes(StandardCharsets.UTF_8));
        }

        long allocated = allocatedBy(() ->
                assertEquals(List.of("1", "3", "5"), upTo(1).read(file).users().ids()));

        // a row of the greatest length takes some megabytes, in growing pieces
        assertTrue(allocated < 150_000_000, () -> allocated + " bytes");
        assertEquals(List.of(file + ", line 3: expected a row of at most 1000000 characters, found a longer one"), bad);
        assertRefused(bad.get(0), () -> READER.read(file));
    }

    /** So much of a file is taken for one cell, and no more. */
    @Test
    void aQuoteThatIsNeverClosedTakesLittleMemory() throws IOException {
        Path file = file("user,item\nann,\"tea\n" + "bob,pot\n".repeat(200_000));
        assertRefused(
                file + ", line 2: expected a row of at most 1000000 characters, found a longer one (a quote that is not"
                        + " closed?)",
                () -> READER.read(file));
        assertThrows(InteractionFormatException.class, () -> upTo(1000).read(file));
    }

    @Test
    void aRowOfTheGreatestLengthIsRead() throws IOException {
        String id = "x".repeat(1_000_000 - 2);
        assertEquals(id, READER.read(file("1,2\n1," + id + "\n")).items().id(1));
        assertEquals(
                id, READER.read(file("1::2\n1::" + id.substring(1))).items().id(1) + "x");
        assertThrows(InteractionFormatException.class, () -> READER.read(file("1,2\n1," + id + "x\n")));
        assertThrows(InteractionFormatException.class, () -> READER.read(file("1::2\n1::" + id + "\n")));
        // more cells than fastcsv allows by itself
        assertEquals(1, READER.read(file("1,2\n" + "1,".repeat(400_000))).userCount());
    }

    /** Rows, empty lines, and no line at all. */
    @Tag("once")
    @ParameterizedTest
    @ValueSource(strings = {"a,b\n", "\n", "\0", "a\tb\n", "a::b\n"})
    void gzipBombsAreRefusedAsSuch(String content) throws IOException {
        Path file = packed(content, 100_000_000);
        long size = Files.size(file);
        assertTrue(size < 500_000, () -> "size " + size);

        InteractionFormatException e = assertThrows(
                InteractionFormatException.class, () -> upTo(1_000_000).read(file));

        assertTrue(
                e.getMessage().startsWith(file + ": expected a gzip file that unpacks to at most 200 times its size"),
                e.getMessage());
    }

    /** What is small stays small, however well it packs. */
    @Test
    void aSmallFileMayPackWell() throws IOException {
        assertEquals(2, READER.read(packed("a,b\n", 10_000_000)).size());
    }

    private Path packed(String content, int length) throws IOException {
        Path file = folder.resolve("packed.gz");
        byte[] block = content.repeat(100_000 / content.length()).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("x,y\nx,y\n"
                    .replace(",", content.contains("::") ? "::" : content.contains("\t") ? "\t" : ",")
                    .getBytes(StandardCharsets.UTF_8));
            for (int size = 0; size < length; size += block.length) {
                out.write(block);
            }
        }
        return file;
    }

    private static long allocatedBy(Executable action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        try {
            action.execute();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        return threads.getThreadAllocatedBytes(thread) - before;
    }
}
