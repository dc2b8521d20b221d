package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ncf4j.examples.Printed.printed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.eval.baseline.Popularity;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;

/** The four applications: what they print, and that their offers keep the rules of their trade. */
class ApplicationsTest {
    private static final Path ROOT = Path.of("..");
    /** A name, and at least two blanks before its figures. */
    private static final Pattern ROW = Pattern.compile("([A-Za-z][A-Za-z, -]*?) +(\\d+(?:\\.\\d+)?(?: .*)?)");

    @TempDir
    Path folder;

    /** The figures of each row of the table that an application prints. */
    private static Map<String, double[]> rows(String out) {
        Map<String, double[]> rows = new LinkedHashMap<>();
        for (String line : out.lines().toList()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(
                        row.group(1),
                        Pattern.compile("\\d+(\\.\\d+)?")
                                .matcher(row.group(2))
                                .results()
                                .mapToDouble(figure -> Double.parseDouble(figure.group()))
                                .toArray());
            }
        }
        return rows;
    }

    private static double figure(Map<String, double[]> rows, String name, int column) {
        double[] row = rows.get(name);
        assertNotNull(row, () -> name + " is not among " + rows.keySet());
        return row[column];
    }

    /** Baseline, model and oracle of a column, in that order and not close. */
    private static void assertBetween(Map<String, double[]> rows, String baseline, String model, int column) {
        double low = figure(rows, baseline, column);
        double middle = figure(rows, model, column);
        double high = figure(rows, "oracle", column);
        assertTrue(low * 1.3 < middle, () -> model + " " + middle + ", " + baseline + " " + low);
        assertTrue(middle <= high, () -> model + " " + middle + ", oracle " + high);
    }

    /** The page of an application shows what its main prints, all of it and nothing else. */
    private static void assertOnPage(String page, String out) throws IOException {
        String text = Files.readString(ROOT.resolve("docs/applications").resolve(page));
        String block = "```\n" + String.join("\n", out.lines().toList()) + "\n```";
        assertTrue(text.contains(block), () -> page + " does not have:\n" + block);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OnlineShop", "LoyaltyApp", "Retail", "Subscription"})
    void areShortEnoughToRead(String name) throws IOException {
        Path source = Path.of("src", "main", "java", "org", "ncf4j", "examples", name + ".java");
        int lines = Files.readAllLines(source).size();
        assertTrue(lines < 150, () -> name + " has " + lines + " lines");
    }

    @Test
    void theOnlineShopBeatsItsBestSellers() throws IOException {
        String out = printed(() -> OnlineShop.main(new String[0]));
        assertBetween(rows(out), "best sellers", "NeuMF", 0);
        assertBetween(rows(out), "best sellers", "NeuMF, weighted", 0);
        assertOnPage("online-shop.md", out);
    }

    @Test
    void theOnlineShopReadsViewsCartsAndPurchases() throws IOException {
        // 40 customers view the products of their half of the shop, put some in the cart and buy three of them
        StringBuilder views = new StringBuilder("visitorid\titemid\tevent\n");
        StringBuilder carts = new StringBuilder(views);
        StringBuilder purchases = new StringBuilder(views);
        for (int user = 0; user < 40; user++) {
            for (int step = 0; step < 8; step++) {
                String line = user + "\t" + (user % 2 * 12 + (user * 5 + step) % 12) + "\t1\n";
                views.append(line);
                carts.append(step < 5 ? line : "");
                purchases.append(step < 3 ? line : "");
            }
        }
        Files.writeString(folder.resolve("view_ecommerce.dat"), views);
        Files.writeString(folder.resolve("add_to_cart_ecommerce.dat"), carts);
        Files.writeString(folder.resolve("purchase_ecommerce.dat"), purchases);
        String out = printed(() -> OnlineShop.main(new String[] {folder.toString()}));
        assertTrue(out.contains("VIEW: 320 interactions of 40 users with 24 items"), out);
        assertTrue(out.contains("PURCHASE: 120 interactions of 40 users with 24 items"), out);
        assertTrue(rows(out).containsKey("NeuMF, weighted"), out);
        assertFalse(rows(out).containsKey("oracle"), out);
        // five products of a half are left to a customer, and the one he buys next is among them: none of 10 misses it
        assertEquals(100, figure(rows(out), "NeuMF", 0));
    }

    @Test
    void theLoyaltyAppBeatsItsBestSellers() throws IOException {
        String out = printed(() -> LoyaltyApp.main(new String[0]));
        assertBetween(rows(out), "best sellers", "NeuMF", 0);
        assertBetween(rows(out), "best sellers", "NeuMF", 1);
        assertOnPage("loyalty.md", out);
    }

    @Test
    void rewardsAreWithinThePoints() {
        SimulatedShop.Config config = SimulatedShop.Config.loyaltyApp()
                .withNegatives(0)
                .withPositives(1_600)
                .withUsers(200);
        LoyaltyApp app = new LoyaltyApp(config);
        Interactions redeemed = SimulatedShop.create(config).purchases();
        Recommender recommender = Recommender.of(Popularity.of(redeemed), redeemed);
        for (String member : redeemed.users().ids()) {
            Set<String> has = new HashSet<>(Oracle.ids(redeemed, member));
            List<Recommendation> shown = app.affordable(recommender, member, LoyaltyApp.SHOWN);
            List<Recommendation> set = app.bestSet(recommender, member, count -> count);
            assertFalse(shown.isEmpty());
            assertTrue(shown.stream().allMatch(r -> app.price(r.item()) <= LoyaltyApp.points(member)));
            assertTrue(set.stream().mapToInt(r -> app.price(r.item())).sum() <= LoyaltyApp.points(member));
            assertTrue(set.stream().noneMatch(r -> has.contains(r.item())));
            assertEquals(set.size(), set.stream().distinct().count());
            // no better set: a greedy one, best first while the points last, is worth no more
            int left = LoyaltyApp.points(member);
            double greedy = 0;
            for (Recommendation r : app.affordable(recommender, member, 120)) {
                if (app.price(r.item()) <= left) {
                    left -= app.price(r.item());
                    greedy += r.logit();
                }
            }
            assertTrue(set.stream().mapToDouble(Recommendation::logit).sum() >= greedy);
        }
    }

    @Test
    void retailBeatsItsBestSellers() throws IOException {
        String out = printed(() -> Retail.main(new String[0]));
        assertBetween(rows(out), "best sellers", "NeuMF", 0);
        assertBetween(rows(out), "best sellers", "NeuMF", 1);
        assertBetween(rows(out), "best sellers", "NeuMF", 3);
        assertOnPage("retail.md", out);
    }

    @Test
    void offersKeepTheRulesOfTheTill() {
        SimulatedShop.Config config =
                SimulatedShop.Config.retail().withUsers(500).withPositives(4_000);
        Oracle shop = new Oracle(SimulatedShop.create(config));
        Retail retail = new Retail(config);
        Retail.Seller seller = retail.neuMf();
        assertEquals(50, retail.newBaskets().size());
        int upsold = 0;
        for (String basket : retail.newBaskets()) {
            List<String> has = retail.products(basket);
            assertEquals(7, has.size());
            List<String> toGoWith = retail.offers(seller, basket, retail.crossSelling(basket));
            assertEquals(5, new HashSet<>(toGoWith).size());
            assertTrue(toGoWith.stream().noneMatch(has::contains));
            String last = has.get(has.size() - 1);
            for (String better : retail.offers(seller, basket, retail.upselling(basket))) {
                assertEquals(shop.category(last), shop.category(better));
                assertTrue(shop.price(better) >= 1.1 * shop.price(last));
                assertTrue(shop.price(better) <= 2 * shop.price(last));
                assertFalse(has.contains(better));
                upsold++;
            }
        }
        assertTrue(upsold > 40, "only " + upsold + " of 50 baskets have a dearer product for the same need");
    }

    @Test
    void theSubscriptionKeepsItsNiches() throws IOException {
        String out = printed(() -> Subscription.main(new String[0]));
        assertBetween(rows(out), "most played", "NeuMF", 0);
        assertBetween(rows(out), "most played", "NeuMF", 1);
        assertOnPage("subscription.md", out);
    }

    @Test
    void thoseOfANicheComeFirst() {
        SimulatedShop shop = SimulatedShop.create(SimulatedShop.Config.subscription());
        Interactions played = Subscription.audience(shop);
        List<String> order = Subscription.byPopularity(played);
        long mainstream = order.stream().filter(user -> segment(shop, user) < 2).count();
        assertEquals(600, mainstream);
        // 148 are of small audiences; most of them are in the first quarter
        long found = order.subList(0, order.size() / 4).stream()
                .filter(user -> segment(shop, user) >= 2)
                .count();
        assertTrue(found > 0.8 * (order.size() - mainstream), () -> found + " of " + (order.size() - mainstream));
    }

    private static int segment(SimulatedShop shop, String user) {
        return shop.segment(shop.users().require(user));
    }

    @Test
    void theSubscriptionReadsAFileOfPlays() throws IOException {
        Path csv = TinyShop.write(folder.resolve("plays.csv"), TinyShop.csv());
        String out = printed(() -> Subscription.main(new String[] {csv.toString()}));
        assertTrue(out.contains("all 20, and the 5 whose titles are played least"), out);
        assertFalse(rows(out).containsKey("oracle"), out);
    }

    @Test
    void theRateBelongsToTheLogOdds() {
        Oracle shop = new Oracle(SimulatedShop.create(SimulatedShop.Config.defaults()));
        double p = shop.shop().probability(3, 4);
        assertEquals(-StrictMath.log1p(-p), shop.rate("3", "4"), 1e-12);
        assertEquals(StrictMath.log(2), Oracle.rate(0.0), 1e-15);
        assertEquals(800, Oracle.rate(800.0));
    }
}
