package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.ncf4j.analysis.Structure;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.data.Split;
import org.ncf4j.model.NcfModel;

class RecoveryTest {
    private static final SimulatedShop SHOP = SimulatedShop.create(SimulatedShop.Config.defaults());
    private static final Interactions TRAIN = train(SHOP);
    private static final NcfModel MODEL = model(SHOP, TRAIN);

    /** On what the demo trains on: 8,000 purchases, 16 a product. */
    @Test
    void theGmfHalfOfTheDefaultShopFindsTheCategories() {
        Recovery recovery = Recovery.of(SHOP, TRAIN, MODEL);
        assertTrue(rand(recovery, "GMF half", "raw") >= .8, recovery::toString);
        assertTrue(rand(recovery, "GMF half", "as users tell apart") >= .8, recovery::toString);
        assertTrue(rand(recovery, "MLP half", "raw") < .1, recovery::toString);
        double ceiling = recovery.ceiling().adjustedRand();
        assertTrue(ceiling > .9 && ceiling < .95, recovery::toString);
        assertTrue(
                recovery.sentence().startsWith("The GMF half carries the shop's categories: adjusted Rand index 0."),
                recovery.sentence());
        assertTrue(
                Structure.of(MODEL.itemEmbeddings(), SHOP.config().categories()).found());
    }

    /** 16 purchases a product do not tell ten categories apart, not even for one who knows the users; 80 do. */
    @Test
    void moreCategoriesNeedMorePurchases() {
        SimulatedShop.Config ten = SimulatedShop.Config.defaults().withCategories(10);
        Recovery few = recovery(SimulatedShop.create(ten));
        assertTrue(few.ceiling().adjustedRand() < .8, few::toString);
        assertTrue(rand(few, "GMF half", "as users tell apart") < few.ceiling().adjustedRand(), few::toString);
        Recovery many = recovery(SimulatedShop.create(ten.withPositives(50_000)));
        assertTrue(many.ceiling().adjustedRand() >= .98, many::toString);
        assertTrue(rand(many, "GMF half", "as users tell apart") >= .95, many::toString);
    }

    @Test
    void withoutSignalThereIsNothing() {
        SimulatedShop shop =
                SimulatedShop.create(SimulatedShop.Config.defaults().withSignal(0));
        Interactions train = train(shop);
        NcfModel model = model(shop, train);
        Recovery recovery = Recovery.of(shop, train, model);
        for (Recovery.Row row : recovery.rows()) {
            assertEquals(0, row.agreement().adjustedRand(), .03, row::toString);
        }
        // all categories are equally likely: the first
        assertEquals(0, recovery.ceiling().adjustedRand());
        assertTrue(recovery.sentence().startsWith("Neither half "), recovery.sentence());
        assertFalse(
                Structure.of(model.itemEmbeddings(), shop.config().categories()).found());
    }

    /** Of 20 items chance alone makes indices of .1 and more. */
    @Test
    void onAFewItemsNothingIsMadeOfChance() {
        for (int seed = 1; seed <= 8; seed++) {
            SimulatedShop shop =
                    SimulatedShop.create(new SimulatedShop.Config(60, 20, 300, 100, 2, 4, 0, 2.9, 0.7, seed));
            Recovery recovery = recovery(shop);
            assertTrue(recovery.sentence().startsWith("Neither half "), recovery.sentence());
        }
    }

    @Test
    void printsATable() {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        Recovery.of(SHOP, TRAIN, MODEL).print(out);
        out.flush();
        List<String> lines = text.toString().lines().toList();
        assertEquals(10, lines.size());
        assertTrue(lines.get(1).matches("GMF half +raw +0\\.\\d{3} +0\\.\\d{3}"), lines.get(1));
        assertTrue(lines.get(8).matches("ceiling +segments and tastes known +0\\.\\d{3} +0\\.\\d{3}"), lines.get(8));
        assertEquals(Recovery.of(SHOP, TRAIN, MODEL).sentence(), lines.get(9));
    }

    @Test
    void unitLengthKeepsZeros() {
        FMatrixRMaj rows = new FMatrixRMaj(2, 2);
        rows.data = new float[] {3, -4, 0, 0};
        assertArrayEquals(new float[] {.6f, -.8f, 0, 0}, Recovery.atUnitLength(rows).data);
        assertArrayEquals(new float[] {3, -4, 0, 0}, rows.data);
    }

    private static Interactions train(SimulatedShop shop) {
        return Split.random(shop.pairs(), Demo.TEST_SHARE, 0, shop.config().seed())
                .train()
                .positives();
    }

    private static NcfModel model(SimulatedShop shop, Interactions train) {
        return Demo.trainer(shop.config().seed()).train(train).model();
    }

    private static Recovery recovery(SimulatedShop shop) {
        Interactions train = train(shop);
        return Recovery.of(shop, train, model(shop, train));
    }

    private static double rand(Recovery recovery, String part, String form) {
        return recovery.rows().stream()
                .filter(row -> row.part().equals(part) && row.form().equals(form))
                .findFirst()
                .orElseThrow()
                .agreement()
                .adjustedRand();
    }
}
