package org.ncf4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.data.InteractionReader.Format;
import org.ncf4j.data.Interactions.Duplicates;
import org.ncf4j.data.Interactions.Order;

class InteractionReaderTest {
    private static final InteractionReader READER = new InteractionReader();

    @TempDir
    Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private Path bytes(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    /** Positives as "user item rating time", as far as there are any. */
    private static List<String> rows(Interactions data) {
        List<String> rows = new ArrayList<>();
        for (int u = 0; u < data.userCount(); u++) {
            for (int p = data.offset(u); p < data.offset(u + 1); p++) {
                rows.add(data.users().id(u) + " " + data.items().id(data.item(p))
                        + (data.hasRatings() ? " " + data.rating(p) : "")
                        + (data.hasTimes() ? " " + data.time(p) : ""));
            }
        }
        return rows;
    }

    private static void assertRefused(String message, Executable reading) {
        InteractionFormatException e = assertThrows(InteractionFormatException.class, reading);
        assertEquals(message, e.getMessage());
    }

    @Test
    void csvWithHeader() throws IOException {
        Path file = file(
                "ratings.csv",
                "\uFEFFuserId,movieId,rating,timestamp\r\n1,\"Pots, and pans\",4.0,20\r\n1,30,3.5,10\r\n\r\n2,30,5,7\r\n");
        assertEquals(List.of("1 30 3.5 10", "1 Pots, and pans 4.0 20", "2 30 5.0 7"), rows(READER.read(file)));
        assertEquals(rows(READER.read(file)), rows(READER.withFormat(Format.CSV).read(file)));
        assertEquals(
                rows(READER.read(file)),
                rows(READER.withFormat(Format.MOVIELENS).read(file)));
        assertFalse(READER.hasLabels(file));
    }

    @Test
    void csvWithoutHeader() throws IOException {
        assertEquals(List.of("ann pot", "bob pan"), rows(READER.read(file("a.csv", "ann,pot\nbob,pan"))));
        assertEquals(List.of("ann pot 3.0 7"), rows(READER.read(file("b.csv", "ann, pot , 3 ,7,whatever\n"))));
    }

    @Test
    void tabsWithAndWithoutHeader() throws IOException {
        assertEquals(
                List.of("1 5", "1 6"),
                rows(READER.read(file("view.dat", "visitorid\titemid\tevent\n1\t5\t1\n1\t6\t1\n"))));
        assertEquals(List.of("1 5 3.0 9"), rows(READER.read(file("u.data", "1\t5\t3\t9\n"))));
        assertEquals(List.of("1 5 3.0"), rows(READER.withFormat(Format.NCF).read(file("x.train.rating", "1\t5\t3\n"))));
        assertEquals(
                List.of("1 a, \"b\" 3.0"),
                rows(READER.withFormat(Format.TSV).read(file("q.tsv", "1\t\"a, \"\"b\"\"\"\t3\n"))));
        assertEquals(List.of("1 a,b"), rows(READER.read(file("c.tsv", "1\ta,b\n"))));
        assertEquals(List.of("a\tb c"), rows(READER.read(file("t.csv", "a\tb,c\n"))));
    }

    @Test
    void aHeaderOfUnknownNamesIsRecognisedByTheLineAfterIt() throws IOException {
        Path file = file("a.csv", "who,what,stars\n1,2,3\n");
        assertRefused(
                file + ", line 1: expected a column for the user, found who, what, stars;"
                        + " say which it is (columns user=NAME,item=NAME)",
                () -> READER.read(file));
        assertEquals(
                List.of("1 2"), rows(READER.withColumns("user=who,item=what").read(file)));
        assertEquals(
                List.of("1 2 3.0"),
                rows(READER.withColumns("user=1,item=2,rating=3").read(file)));
    }

    @Test
    void doubleColons() throws IOException {
        Path file = file("ratings.dat", "1::1193::5::978300760\n1::661::3::978302109\n");
        assertEquals(List.of("1 1193 5.0 978300760", "1 661 3.0 978302109"), rows(READER.read(file)));
        assertEquals(
                rows(READER.read(file)),
                rows(READER.withFormat(Format.MOVIELENS).read(file)));
    }

    @Test
    void columnsByNameAndPosition() throws IOException {
        Path file = file("log.csv", "When,Item Name,Buyer\n7,pot,ann\n9,pan,bob\n");
        InteractionReader named = READER.withColumns("user=buyer, item = Item Name ,time=When");
        assertEquals(List.of("ann pot 7", "bob pan 9"), rows(named.read(file)));
        assertEquals(
                List.of("ann pot 7", "bob pan 9"),
                rows(READER.withColumns("user=3,item=2,time=1").read(file)));
        assertEquals(
                List.of("ann pot", "bob pan"),
                rows(READER.withColumns("user=Buyer,item=2").read(file)));
    }

    @Test
    void gzipIsUnpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("user,item\nann,pot\n".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(List.of("ann pot"), rows(READER.read(bytes("a.csv.gz", packed.toByteArray()))));
        assertEquals(List.of("ann pot"), rows(READER.read(bytes("renamed", packed.toByteArray()))));
        byte[] cut = Arrays.copyOf(packed.toByteArray(), packed.size() - 12);
        Path damaged = bytes("cut.gz", cut);
        InteractionFormatException e = assertThrows(InteractionFormatException.class, () -> READER.read(damaged));
        assertTrue(e.getMessage().startsWith(damaged + ": damaged gzip file: "), e.getMessage());
        Path noise = bytes("noise.gz", new byte[] {0x1f, (byte) 0x8b, 1, 2, 3});
        e = assertThrows(InteractionFormatException.class, () -> READER.read(noise));
        assertTrue(e.getMessage().startsWith(noise + ": damaged gzip file: "), e.getMessage());
    }

    @Test
    void thresholdDuplicatesOrderAndCore() throws IOException {
        Path file = file("r.csv", "user,item,rating\na,x,2\na,y,5\na,x,4\nb,y,1\n");
        assertEquals(List.of("a y 5.0", "a x 4.0"), rows(READER.withMinRating(4).read(file)));
        Interactions summed =
                READER.withDuplicates(Duplicates.SUM).withMinRating(5.5).read(file);
        assertEquals(List.of("a x 6.0"), rows(summed));
        assertArrayEquals(new int[] {1}, summed.seen(1));
        assertFalse(READER.read(file).isOrdered());
        Interactions newest = READER.withOrder(Order.NEWEST_FIRST).read(file);
        assertTrue(newest.isOrdered());
        assertEquals(List.of("a y 5.0", "a x 2.0", "b y 1.0"), rows(newest));
        assertEquals(
                List.of("a y 5.0", "b y 1.0"),
                rows(READER.withCore(1).withColumns("user=1,item=2,rating=3").read(file)).stream()
                        .filter(row -> row.contains("y"))
                        .toList());
        assertRefused(
                file + ": nothing is left of 3 interactions in the 3-core; expected users and items with at least 3"
                        + " positives each",
                () -> READER.withCore(3).read(file));
    }

    @Test
    void labels() throws IOException {
        Path file = file("pairs.csv", "user,item,label\na,x,1\na,y,0\nb,x,0\na,x,1\n");
        assertTrue(READER.hasLabels(file));
        LabeledPairs pairs = READER.readLabeled(file);
        assertEquals(3, pairs.size());
        assertEquals(1, pairs.positiveCount());
        assertTrue(pairs.label(0));
        Interactions positives = READER.read(file);
        assertEquals(List.of("a x"), rows(positives));
        assertEquals(List.of("a", "b"), positives.users().ids());
        assertEquals(List.of("x", "y"), positives.items().ids());

        Path plain = file("plain.tsv", "a\tx\t1\nb\tx\t0\n");
        assertFalse(READER.hasLabels(plain));
        InteractionReader named = READER.withColumns("user=1,item=2,label=3");
        assertTrue(named.hasLabels(plain));
        assertEquals(2, named.readLabeled(plain).size());
        assertRefused(
                plain + ": expected a column of labels: one named 'label' in the header, or label=.. in the columns",
                () -> READER.readLabeled(plain));
    }

    @Test
    void labelsMustBeZeroOrOneAndAgree() throws IOException {
        Path two = file("two.csv", "user,item,label\na,x,1\na,y,2\n");
        assertRefused(
                two + ", line 3, column 3 'label', the label: expected 0 or 1, found '2'",
                () -> READER.readLabeled(two));
        Path both = file("both.csv", "user,item,label\na,x,1\n\na,y,0\na,x,0\n");
        assertRefused(
                both + ": expected one label for user 'a' and item 'x', found both 0 and 1 (line 2 and line 5)",
                () -> READER.readLabeled(both));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> READER.withMinRating(3).readLabeled(two));
        assertEquals("labelled pairs are taken as they are, without a least rating of 3.0", e.getMessage());
        e = assertThrows(
                IllegalArgumentException.class, () -> READER.withCore(5).readLabeled(two));
        assertEquals("labelled pairs are taken as they are, without a core of 5", e.getMessage());
    }

    @Test
    void missingAndEmptyFilesAreNamed() throws IOException {
        Path missing = folder.resolve("nowhere.csv");
        NoSuchFileException e = assertThrows(NoSuchFileException.class, () -> READER.read(missing));
        assertEquals(missing + ": no such file", e.getMessage());
        FileSystemException f = assertThrows(FileSystemException.class, () -> READER.read(folder));
        assertEquals(folder + ": is a folder, not a file", f.getMessage());
        Path empty = file("empty.csv", "");
        assertRefused(empty + ": the file is empty", () -> READER.read(empty));
        Path blank = file("blank.csv", "\n \r\n\n");
        assertRefused(blank + ": the file is empty", () -> READER.read(blank));
        Path header = file("header.csv", "user,item\n");
        assertRefused(header + ": no line of data after the header", () -> READER.read(header));
        assertRefused(
                header + ": no line of data after the header",
                () -> READER.withColumns("user=1,item=2").read(header));
    }

    @Test
    void wrongColumnsAreNamed() throws IOException {
        Path file = file("r.csv", "user,item,rating\na,x,2\n");
        assertRefused(
                file + ", line 1: expected a column named 'foo' (item=foo) in the header, found user, item, rating",
                () -> READER.withColumns("user=user,item=foo").read(file));
        assertRefused(
                file + ", line 1: expected at least 4 columns (time=4), found 3",
                () -> READER.withColumns("user=1,item=2,time=4").read(file));
        Path single = file("single.csv", "alpha\nbeta\n");
        assertRefused(
                single + ", line 1: expected columns separated by commas, semicolons, tabs or '::', found 'alpha'",
                () -> READER.read(single));
        Path one = file("one.tsv", "alpha\nbeta\n");
        assertRefused(
                one + ", line 1: expected a column for the item, found alpha;"
                        + " say which it is (columns user=NAME,item=NAME)",
                () -> READER.withFormat(Format.TSV).read(one));
        assertRefused(
                file + ": a minimum rating of 3.0 needs a column of ratings, but none is known",
                () -> READER.withColumns("user=1,item=2").withMinRating(3).read(file));
        Path negatives = file("x.test.negative", "(0,1)\t2\t3\n");
        assertRefused(
                negatives + ", line 1: expected a user's id, found '(0,1)': this looks like a file of negatives"
                        + " (test.negative)",
                () -> READER.read(negatives));
    }

    @Test
    void columnsMustBeWellFormed() {
        for (String bad : List.of(
                "",
                "user",
                "user=a",
                "item=b",
                "user=a,item=b,",
                "user=a,item=b,color=c",
                "user=a,user=b,item=c",
                "user=,item=b")) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> READER.withColumns(bad), bad);
            assertTrue(e.getMessage().endsWith("'" + bad + "'"), e.getMessage());
        }
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> READER.withColumns("user=0,item=2"));
        assertEquals("columns are counted from 1: 'user=0' in columns 'user=0,item=2'", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> READER.withColumns("user=99999999999,item=2"));
        assertThrows(IllegalArgumentException.class, () -> READER.withMinRating(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> READER.withCore(0));
    }

    @Test
    void badCellsAreNamed() throws IOException {
        for (String bad : List.of("abc", "NaN", "Infinity", "1e39", "1d", "0x1p3", "", "3,5", "-", "1e", "--1")) {
            Path file = file("r.tsv", "user\titem\trating\na\tx\t2\nb\ty\t" + bad + "\n");
            assertRefused(
                    file + ", line 3, column 3 'rating', the rating: expected a finite number, found '" + bad + "'",
                    () -> READER.read(file));
        }
        Path time = file("t.csv", "1,2,3,4\n1,3,3,4.5\n");
        assertRefused(
                time
                        + ", line 2, column 4, the time: expected a whole number (of seconds since 1970, say), or a date or time of"
                        + " ISO 8601 (2024-05-14, 2024-05-14T09:30, 2024-05-14T09:30:00+02:00), found '4.5'",
                () -> READER.read(time));
        Path user = file("u.csv", "1,2\n ,3\n");
        assertRefused(user + ", line 2, column 1, the user: expected an id, found ''", () -> READER.read(user));
        Path shortLine = file("s.csv", "1,2,3\n1,2,3\n4,5\n");
        assertRefused(
                shortLine + ", line 3: expected at least 3 columns (column 3, the rating), found 2",
                () -> READER.read(shortLine));
        Path longCell = file("l.csv", "1,2," + "z".repeat(100) + "\n");
        assertRefused(
                longCell + ", line 1, column 3, the rating: expected a finite number, found '" + "z".repeat(40)
                        + "...'",
                () -> READER.read(longCell));
        Path tooMuch = file("m.csv", "a,x,3e38\na,x,3e38\n");
        assertRefused(
                tooMuch + ": the ratings of user 'a' for item 'x' sum up to more than a float holds",
                () -> READER.withDuplicates(Duplicates.SUM).read(tooMuch));
    }

    @Test
    void badQuotesAreNamed() throws IOException {
        Path file = file("q.csv", "user,item\na,x\nb,\"y\"z\n");
        assertRefused(
                file + ", line 3: expected cells that are quoted as RFC 4180 has it: Unexpected character after closing"
                        + " quote: 'z'",
                () -> READER.read(file));
    }

    @Test
    void aQuoteThatIsNotClosedIsNamedByItsLine() throws IOException {
        Path file = file("open.csv", "user,item\na,x\nb,\"y\nc,z\n");
        assertRefused(
                file + ", line 3: expected a quote that is closed, found one open to the end of the file",
                () -> READER.read(file));
        Path later = file("later.csv", "user,item\n\"a\nb\",\"y\nc,z");
        assertRefused(
                later + ", line 3: expected a quote that is closed, found one open to the end of the file",
                () -> READER.read(later));
        // closed, and with line ends inside
        assertEquals(List.of("b y\nc,z"), rows(READER.read(file("closed.csv", "user,item\nb,\"y\nc,z\n\"\n"))));
        assertEquals(List.of("b\nc z"), rows(READER.read(file("before.csv", "user,item\n\"b\nc\",z\n"))));
    }

    @Test
    void timesMayBeOfIso8601() throws IOException {
        // 2024-05-14T00:00Z is 1715644800
        Path file = file("iso.csv", """
                user,item,time
                a,day,2024-05-14
                a,minute,2024-05-14T09:30
                a,second,2024-05-14 09:30:01
                a,zulu,2024-05-14T09:30:02Z
                a,offset,2024-05-14T11:30:03.999+02:00
                a,old,1969-12-31T23:59:59Z
                """);
        assertEquals(
                List.of(
                        "a old -1",
                        "a day 1715644800",
                        "a minute 1715679000",
                        "a second 1715679001",
                        "a zulu 1715679002",
                        "a offset 1715679003"),
                rows(READER.read(file)));
        // a row of names is told from one with a date
        Path unknown = file("kunden.csv", "kunde,artikel,wann\na,x,2024-05-14\n");
        assertEquals(
                List.of("a x 1715644800"),
                rows(READER.withColumns("user=1,item=2,time=3").read(unknown)));
        for (String bad :
                List.of("14.05.2024", "2024-5-14", "2024-02-30", "2024-05-14T25:00", "2024-05-14X09:30", "")) {
            Path refused = file("bad.tsv", "user\titem\ttime\na\tx\t" + bad + "\n");
            assertRefused(
                    refused
                            + ", line 2, column 3 'time', the time: expected a whole number (of seconds since 1970, say),"
                            + " or a date or time of ISO 8601 (2024-05-14, 2024-05-14T09:30,"
                            + " 2024-05-14T09:30:00+02:00), found '" + bad + "'",
                    () -> READER.read(refused));
        }
    }

    @Test
    void semicolonsSeparateWhereThereAreNoCommas() throws IOException {
        Path file = file("semi.csv", "user;item;rating\na;\"x;y\";2\nb;p,q;3.5\n");
        List<String> expected = List.of("a x;y 2.0", "b p,q 3.5");
        assertEquals(expected, rows(READER.read(file)));
        assertEquals(expected, rows(READER.withFormat(Format.CSV).read(file)));
        assertEquals(List.of("a x"), rows(READER.read(file("semi.txt", "user;item\na;x\n"))));
        assertEquals(List.of("a;b x"), rows(READER.read(file("comma.csv", "a;b,x\n"))));
        assertEquals(Map.of("1", "Tea"), InteractionReader.readNames(file("names.csv", "sku;title\n1;Tea\n")));
    }

    @Test
    void aSkuIsAnItem() throws IOException {
        assertEquals(List.of("a x"), rows(READER.read(file("a.csv", "SKU,customer\nx,a\n"))));
    }

    @Test
    void oneColumnHasOneRole() throws IOException {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> READER.withColumns("user=a,item=b,rating=a"));
        assertEquals(
                "columns must be one for each role, but 'a' is both the user and the rating: 'user=a,item=b,rating=a'",
                e.getMessage());
        Path file = file("r.csv", "user,item,rating\na,x,2\n");
        assertRefused(
                file + ", line 1: expected one column for each role, found column 2 as the item and the rating",
                () -> READER.withColumns("user=1,item=item,rating=2").read(file));
    }

    @Test
    void badUtf8IsNamed() throws IOException {
        byte[] text = "user,item\na,x\nb,caf?\n".getBytes(StandardCharsets.ISO_8859_1);
        text[text.length - 2] = (byte) 0xE9;
        Path file = bytes("latin.csv", text);
        assertRefused(file + ", line 3: expected text in UTF-8, found bytes that are not", () -> READER.read(file));
        Path far = bytes("far.csv", ("a,x\n".repeat(50_000) + "b,y").getBytes(StandardCharsets.UTF_8));
        byte[] more = Files.readAllBytes(far);
        more[more.length - 1] = (byte) 0xFF;
        Files.write(far, more);
        assertRefused(far + ", line 50001: expected text in UTF-8, found bytes that are not", () -> READER.read(far));
    }

    @Test
    void negatives() throws IOException {
        Path file = file("x.test.negative", "(0,25)\t10\t11\t10\n(1,133)\t7\t\n");
        assertEquals(Map.of("0", List.of("10", "11"), "1", List.of("7")), READER.readNegatives(file));
        Path bad = file("bad.negative", "(0,25)\t10\n1,133\t7\n");
        assertRefused(
                bad + ", line 2: expected '(user,item)' and then its negatives, separated by tabs, found '1,133'",
                () -> READER.readNegatives(bad));
    }

    @Test
    void names() throws IOException {
        assertEquals(
                Map.of("1", "Toy Story (1995)", "2", "Heat, The"),
                InteractionReader.readNames(
                        file("movies.csv", "movieId,title,genres\r\n1,Toy Story (1995),A|B\r\n2,\"Heat, The\",C\r\n")));
        assertEquals(
                Map.of("0", "Tea"),
                InteractionReader.readNames(file("map.tsv", "ncf_item\tmovielens_movie_id\ttitle\n0\t1193\tTea\n")));
        assertEquals(
                Map.of("7", "Café"),
                InteractionReader.readNames(
                        bytes("u.item", "7|Café|01-Jan-1995||A, B\n7|again\n".getBytes(StandardCharsets.ISO_8859_1))));
        assertEquals(
                Map.of("7", "Café (1990)"),
                InteractionReader.readNames(
                        bytes("movies.dat", "7::Café (1990)::A|B\n".getBytes(StandardCharsets.ISO_8859_1))));
        assertEquals(Map.of("x", "Pot", "y", "Pan"), InteractionReader.readNames(file("n.csv", "x,Pot\ny,Pan\n")));
        assertEquals(Map.of("1", "Pot"), InteractionReader.readNames(file("m.csv", "sku,what\n1,Pot\n")));
        Path bad = file("b.csv", "x,Pot\ny\n");
        assertRefused(
                bad + ", line 2: expected at least 2 columns (an item's id and its title), found 1",
                () -> InteractionReader.readNames(bad));
    }

    /** One column of a header is known, the other is not: nothing is guessed. */
    @Test
    void whatAHeaderDoesNotSayIsAskedFor() throws IOException {
        String titles =
                "expected columns of an item's id and its title (named itemname, name, productname, title), found ";
        Path shelf = file("shelf.csv", "shelf,item,caption\n29,4,Tea\n");
        assertRefused(shelf + ", line 1: " + titles + "shelf, item, caption", () -> InteractionReader.readNames(shelf));
        Path ratings = file("ratings.csv", "user,item,rating\n1,4,5\n");
        assertRefused(
                ratings + ", line 1: " + titles + "user, item, rating", () -> InteractionReader.readNames(ratings));
        Path pairs = file("pairs.csv", "user,item\n1,4\n");
        assertRefused(pairs + ", line 1: " + titles + "user, item", () -> InteractionReader.readNames(pairs));
        Path weights = file("weights.csv", "item,price,department,weight\n4,2.5,Tea,1\n");
        assertRefused(
                weights + ", line 1: expected columns of an item's id and its attributes (named attribute, attributes,"
                        + " categories, category, genre, genres, tag, tags), found item, price, department, weight",
                () -> InteractionReader.readAttributes(weights));
        assertEquals(Map.of("4", "Tea"), InteractionReader.readNames(file("two.csv", "caption,item\nTea,4\n")));
        Path customers = file("customers.csv", "customer,title\na,Tea\nb,Pot\n");
        assertRefused(
                customers
                        + ", line 1: expected a column for the item, found customer, title; say which it is (columns"
                        + " user=NAME,item=NAME)",
                () -> READER.read(customers));
        assertEquals(
                List.of("a Tea", "b Pot"),
                rows(READER.withColumns("user=customer,item=title").read(customers)));
    }

    @Test
    void readsAttributesOfItems() throws IOException {
        assertEquals(
                Map.of("1", Set.of("Comedy", "Drama"), "2", Set.of(), "3", Set.of()),
                InteractionReader.readAttributes(file(
                        "movies.csv",
                        "movieId,title,genres\n1,\"Tea, hot\",Comedy|Drama\n2,Pot,(no genres listed)\n3,Pan,\n")));
        assertEquals(
                Map.of("0", Set.of("Drama")),
                InteractionReader.readAttributes(
                        file("map.tsv", "ncf_item\tmovielens_movie_id\ttitle\tgenres\n0\t1193\tTea\tDrama\n")));
        assertEquals(
                Map.of("1", Set.of("Comedy", "Drama")),
                InteractionReader.readAttributes(file("movies.dat", "1::Tea::Comedy|Drama\n")));
        // in rows of their own; the header's column counts, wherever it is
        assertEquals(
                Map.of("x", Set.of("Red", "Blue"), "y", Set.of("Red")),
                InteractionReader.readAttributes(
                        file("tags.csv", "tag,item,note\nRed,x,1\nBlue,x,2\nRed, y ,3\n Red | Red ,x,4\n")));
        // without a header that says so, the first and the last
        assertEquals(Map.of("x", Set.of("Red")), InteractionReader.readAttributes(file("none.csv", "x,a thing,Red\n")));
        assertEquals(Map.of("x", Set.of("Red")), InteractionReader.readAttributes(file("two.csv", "x,Red\n")));
        Path one = file("one.csv", "item,tag\nx,Red\ny\n");
        InteractionFormatException few =
                assertThrows(InteractionFormatException.class, () -> InteractionReader.readAttributes(one));
        assertEquals(
                one + ", line 3: expected at least 2 columns (an item's id and its attributes), found 1",
                few.getMessage());
        Path flags = file("u.item", "1|Tea|01-Jan-1995||url|0|1\n");
        InteractionFormatException refused =
                assertThrows(InteractionFormatException.class, () -> InteractionReader.readAttributes(flags));
        assertEquals(
                flags
                        + ", line 1: expected an item's id, its title and its attributes, found 7 columns; a column of flags"
                        + " for each attribute is not read",
                refused.getMessage());
    }
}
