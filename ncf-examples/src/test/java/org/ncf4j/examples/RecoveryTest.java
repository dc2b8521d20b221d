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
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.model.NcfModel;

class RecoveryTest {
    private static final SimulatedShop SHOP = SimulatedShop.create(SimulatedShop.Config.defaults());
    private static final NcfModel MODEL = model(SHOP);

    /** A shop of 40,000 purchases gives the categories away; so many are 80 an item. */
    @Test
    void manyPurchasesGiveTheCategoriesAway() {
        SimulatedShop shop =
                SimulatedShop.create(SimulatedShop.Config.defaults().withPositives(40_000));
        Recovery recovery = recovery(shop, model(shop));
        assertTrue(rand(recovery, "GMF half", "as users tell apart") >= .95, recovery::toString);
        assertTrue(recovery.ceiling().adjustedRand() >= .99, recovery::toString);
    }

    /** 10,000 do not: the best that there is on these is .85. */
    @Test
    void theGmfHalfOfTheDefaultShopCarriesTheCategories() {
        Recovery recovery = recovery(SHOP, MODEL);
        assertTrue(rand(recovery, "GMF half", "as users tell apart") >= .6, recovery::toString);
        assertTrue(rand(recovery, "MLP half", "raw") < .1, recovery::toString);
        assertTrue(
                recovery.ceiling().adjustedRand() > .8 && recovery.ceiling().adjustedRand() < .9, recovery::toString);
        assertTrue(
                recovery.sentence().startsWith("The GMF half carries the shop's categories: adjusted Rand index 0."),
                recovery.sentence());
        assertTrue(Structure.of(MODEL.itemEmbeddings(), 10).found());
    }

    @Test
    void withoutSignalThereIsNothing() {
        SimulatedShop shop =
                SimulatedShop.create(SimulatedShop.Config.defaults().withSignal(0));
        NcfModel model = model(shop);
        Recovery recovery = recovery(shop, model);
        for (Recovery.Row row : recovery.rows()) {
            assertEquals(0, row.agreement().adjustedRand(), .03, row::toString);
        }
        // all categories are equally likely: the first
        assertEquals(0, recovery.ceiling().adjustedRand());
        assertTrue(recovery.sentence().startsWith("Neither half "), recovery.sentence());
        assertFalse(Structure.of(model.itemEmbeddings(), 10).found());
    }

    @Test
    void printsATable() {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        recovery(SHOP, MODEL).print(out);
        out.flush();
        List<String> lines = text.toString().lines().toList();
        assertEquals(10, lines.size());
        assertTrue(lines.get(1).matches("GMF half +raw +0\\.\\d{3} +0\\.\\d{3}"), lines.get(1));
        assertTrue(lines.get(8).matches("ceiling +segments and tastes known +0\\.\\d{3} +0\\.\\d{3}"), lines.get(8));
        assertEquals(recovery(SHOP, MODEL).sentence(), lines.get(9));
    }

    @Test
    void unitLengthKeepsZeros() {
        FMatrixRMaj rows = new FMatrixRMaj(2, 2);
        rows.data = new float[] {3, -4, 0, 0};
        assertArrayEquals(new float[] {.6f, -.8f, 0, 0}, Recovery.atUnitLength(rows).data);
        assertArrayEquals(new float[] {3, -4, 0, 0}, rows.data);
    }

    private static NcfModel model(SimulatedShop shop) {
        return Demo.trainer(shop.config().seed()).train(shop.purchases()).model();
    }

    private static Recovery recovery(SimulatedShop shop, NcfModel model) {
        return Recovery.of(shop, shop.purchases(), model);
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
