package org.ncf4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.InteractionReader.Format;
import org.ncf4j.data.Interactions.Order;

/**
 * Reads the public data sets, which are no part of the project: from the folder that the system property or environment
 * variable NCF_DATA names, by default {@code ../shared/data}. What is missing is reported as skipped.
 */
class SharedDataTest {
    private static final InteractionReader READER = new InteractionReader();

    private static Path file(String name) {
        String folder = System.getProperty("NCF_DATA", System.getenv("NCF_DATA"));
        Path data = folder != null
                ? Path.of(folder)
                : Path.of(System.getProperty("ncf.root", "..")).resolve("../shared/data");
        Path file = data.resolve(name);
        Assumptions.assumeTrue(Files.isRegularFile(file), () -> "no file " + name + " in NCF_DATA or ../shared/data");
        return file;
    }

    private static void assertCounts(int users, int items, int size, Interactions data) {
        assertEquals(users, data.userCount());
        assertEquals(items, data.itemCount());
        assertEquals(size, data.size());
    }

    @Test
    void ncfMovieLens1M() throws IOException {
        InteractionReader ncf = READER.withFormat(Format.NCF).withOrder(Order.NEWEST_FIRST);
        Interactions train = ncf.read(file("ncf-ml-1m/ml-1m.train.rating"));
        // two of the 3,706 items occur only in test
        assertCounts(6040, 3704, 994_169, train);
        assertTrue(train.hasRatings() && train.isOrdered());
        assertFalse(train.hasTimes());
        // the file's first line is user 0's newest
        assertEquals("34", train.items().id(train.item(train.offset(1) - 1)));
        Interactions test = READER.read(file("ncf-ml-1m/ml-1m.test.rating"));
        assertEquals(6040, test.size());
        assertTrue(test.hasTimes());
        Set<String> items = new HashSet<>(train.items().ids());
        items.addAll(test.items().ids());
        assertEquals(3706, items.size());

        Map<String, List<String>> negatives = READER.readNegatives(file("ncf-ml-1m/ml-1m.test.negative"));
        assertEquals(6040, negatives.size());
        assertTrue(negatives.values().stream().allMatch(own -> own.size() == 99));
        int amongNegatives = 0;
        for (int u = 0; u < test.userCount(); u++) {
            String item = test.items().id(test.item(test.offset(u)));
            amongNegatives += negatives.get(test.users().id(u)).contains(item) ? 1 : 0;
        }
        assertEquals(156, amongNegatives);

        Map<String, String> names = InteractionReader.readNames(file("ncf-ml-1m/item_map.tsv"));
        assertEquals(3706, names.size());
        assertEquals("One Flew Over the Cuckoo's Nest (1975)", names.get("0"));
    }

    @Test
    void movieLens100K() throws IOException {
        Interactions data = READER.read(file("ml-100k/u.data"));
        assertCounts(943, 1682, 100_000, data);
        assertTrue(data.hasRatings() && data.hasTimes() && data.isOrdered());
        for (int u = 0; u < data.userCount(); u++) {
            for (int p = data.offset(u) + 1; p < data.offset(u + 1); p++) {
                assertTrue(data.time(p - 1) <= data.time(p));
            }
        }
        Interactions liked = READER.withMinRating(4).read(file("ml-100k/u.data"));
        assertEquals(55_375, liked.size());
        int user = liked.users().require("196");
        assertEquals(data.positiveCount(user), liked.seenCount(user));
        assertArrayEquals(data.seen(user), liked.seen(user));
        Map<String, String> names = InteractionReader.readNames(file("ml-100k/u.item"));
        assertEquals(1682, names.size());
        assertEquals("Toy Story (1995)", names.get("1"));
        assertEquals("Misérables, Les (1995)", names.get("543"));
    }

    @Test
    void movieLensLatestSmall() throws IOException {
        Interactions data = READER.read(file("ml-latest-small/ratings.csv"));
        assertCounts(610, 9724, 100_836, data);
        assertTrue(data.hasRatings() && data.hasTimes());
        Map<String, String> names = InteractionReader.readNames(file("ml-latest-small/movies.csv"));
        assertEquals(9742, names.size());
        assertEquals("American President, The (1995)", names.get("11"));
        assertEquals("11'09\"01 - September 11 (2002)", names.get("7789"));
    }

    @Test
    void lastFm() throws IOException {
        Interactions train = READER.read(file("deepcf-lastfm/lastfm.train.rating"));
        assertCounts(1741, 2665, 67_408, train);
        assertFalse(train.isOrdered());
        assertEquals(13_883f, train.rating(0));
        assertEquals(1741, READER.read(file("deepcf-lastfm/lastfm.test.rating")).size());
        assertEquals(
                1741,
                READER.readNegatives(file("deepcf-lastfm/lastfm.test.negative")).size());
    }

    @Test
    void retailrocket() throws IOException {
        Interactions views = READER.read(file("retailrocket/view_ecommerce.dat"));
        assertCounts(3423, 8878, 78_371, views);
        assertFalse(views.hasRatings() || views.hasTimes() || views.isOrdered());
        assertCounts(1557, 4447, 9028, READER.read(file("retailrocket/add_to_cart_ecommerce.dat")));
        assertCounts(824, 3077, 5088, READER.read(file("retailrocket/purchase_ecommerce.dat")));
    }
}
