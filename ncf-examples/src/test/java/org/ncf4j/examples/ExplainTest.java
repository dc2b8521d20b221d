package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.analysis.Explainer;
import org.ncf4j.analysis.Explanation;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.eval.baseline.Ease;
import org.ncf4j.internal.Json;
import org.ncf4j.model.Mf;
import org.ncf4j.model.Model;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;

/** {@code recommend --explain}. */
class ExplainTest {
    private static final String FOLDED_IN =
            "   folded in, the history takes the logit from -?\\d\\.\\d{3}, which is for somebody with nothing, to -?\\d\\.\\d{3}";

    @TempDir
    Path folder;

    private Path model;
    private Path json;

    @BeforeEach
    void paths() throws IOException {
        model = TinyShop.model(folder.resolve("model.safetensors"));
        json = folder.resolve("result.json");
    }

    private List<?> result() throws IOException {
        return (List<?>)
                Json.parseObject("{\"list\":" + Files.readString(json) + "}").get("list");
    }

    private Map<?, ?> explanation(int row) throws IOException {
        return (Map<?, ?>) ((Map<?, ?>) result().get(row)).get("explanation");
    }

    private static void assertLine(String pattern, String line) {
        assertTrue(line.matches(pattern), line);
    }

    @Test
    void saysWhatTheLibraryFindsInTextAndJson() throws IOException {
        Run run = Run.ncf("recommend", "--model-file", model, "--user", "u0", "-n", 2, "--explain", "--json", json)
                .succeeds();
        Model loaded = Model.load(model);
        List<String> items = Recommender.of(loaded).recommend("u0", 2).stream()
                .map(Recommendation::item)
                .toList();
        Explanation first = Explainer.of(loaded).explain("u0", items).get(0);
        List<String> lines = run.out().lines().toList();
        assertEquals("", lines.get(3));
        assertEquals("1. " + items.get(0), lines.get(4));
        assertEquals("   " + first.sentence(Map.of()), lines.get(5));
        String sum = "-?\\d\\.\\d{3} = (- )?GMF \\d\\.\\d{3} [+-] bias \\d\\.\\d{3}";
        assertLine("   logit " + sum + "; mean of all items " + sum, lines.get(6));
        assertLine(FOLDED_IN, lines.get(7));
        assertEquals("     pull   alone  left out  of the history", lines.get(8));
        // five of the positives, which are all he has
        for (int i = 0; i < 5; i++) {
            assertLine("    ?( |-)\\d\\.\\d{3}  ( |-)\\d\\.\\d{3}    ( |-)\\d\\.\\d{3}  i\\d+", lines.get(9 + i));
            assertTrue(lines.get(9 + i).endsWith("  " + first.pulls().get(i).item()), run.out());
        }
        assertLine("   most like it: i\\d+ \\(\\d\\.\\d{3}\\), .*", lines.get(14));
        assertEquals("", lines.get(15));
        assertEquals("2. " + items.get(1), lines.get(16));
        assertTrue(
                run.out()
                        .contains(
                                "\n\nlogit: the sum of its parts; what a part has beyond its mean over all items speaks for"
                                        + " this one\n" + Explanation.Basis.FOLD_IN.how() + "\n"),
                run.out());

        Map<?, ?> told = explanation(0);
        assertEquals(
                Set.of(
                        "reason",
                        "sentence",
                        "logit",
                        "parts",
                        "mean_parts",
                        "how",
                        "with_history",
                        "with_nothing",
                        "pulls",
                        "popularity",
                        "similar"),
                told.keySet());
        assertEquals(first.sentence(Map.of()), told.get("sentence"));
        assertEquals(first.logit(), told.get("logit"));
        Map<?, ?> pull = (Map<?, ?>) ((List<?>) told.get("pulls")).get(0);
        assertEquals(first.pulls().get(0).item(), pull.get("item"));
        assertEquals(first.pulls().get(0).pull(), pull.get("pull"));
        Map<?, ?> parts = (Map<?, ?>) told.get("parts");
        assertEquals(Set.of("GMF", "bias"), parts.keySet());
        double logit = ((Number) parts.get("GMF")).doubleValue() + ((Number) parts.get("bias")).doubleValue();
        assertEquals(first.logit(), logit, 1e-12);
    }

    @Test
    void withoutItTheJsonIsAsBefore() throws IOException {
        Run.ncf("recommend", "--model-file", model, "--user", "u0", "-n", 2, "--json", json)
                .succeeds();
        assertEquals(Set.of("item", "score"), ((Map<?, ?>) result().get(0)).keySet());
    }

    @Test
    void namesAreShownInPlaceOfIds() throws IOException {
        StringBuilder titles = new StringBuilder("item,title\n");
        for (int item = 0; item < TinyShop.ITEMS; item++) {
            titles.append("i" + item + ",Thing " + item + "\n");
        }
        Path names = TinyShop.write(folder.resolve("names.csv"), titles.toString());
        Run run = Run.ncf("recommend", "--model-file", model, "--user", "u0", "-n", 1, "--explain", "--names", names)
                .succeeds();
        String explained = run.out().substring(run.out().indexOf("\n\n"));
        assertTrue(explained.contains("1. Thing "), explained);
        assertFalse(explained.matches("(?s).*\\bi\\d+\\b.*"), explained);
    }

    @Test
    void aNewcomerIsExplainedByHisHistory() throws IOException {
        Run run = Run.ncf(
                        "recommend", "--model-file", model, "--history", "i2, i4", "-n", 1, "--explain", "--json", json)
                .succeeds();
        assertEquals(2, ((List<?>) explanation(0).get("pulls")).size());
        assertEquals(explanation(0).get("logit"), explanation(0).get("with_history"));
        assertTrue(run.out().contains("  i2\n") && run.out().contains("  i4\n"), run.out());
    }

    @Test
    void whereNothingIsKnownItSaysSo() throws IOException {
        Run run = Run.ncf("recommend", "--model-file", model, "--history", "", "-n", 1, "--explain", "--json", json)
                .succeedsWith("ncf recommend: warning: the history tells nothing: these are the items for anybody");
        assertTrue(run.out().contains("   Nothing is known of this user that tells; recommended because "), run.out());
        assertFalse(run.out().contains("logit"), run.out());
        assertTrue(run.out().contains("\n\n" + Explanation.Basis.EMPTY_HISTORY.how() + "\n"), run.out());
        assertFalse(explanation(0).containsKey("logit"));
    }

    @Test
    void modelsWithBiasesOrWeightsHaveTheirOwnParts() throws IOException {
        Path csv = TinyShop.write(folder.resolve("shop.csv"), TinyShop.csv());
        var train = new InteractionReader().withMinRating(3).read(csv);
        Path mf = folder.resolve("mf.safetensors");
        NcfModel trained = Trainer.of(Mf.defaults().withFactors(3))
                .withTraining(TrainingConfig.defaults(Mf.defaults()).withEpochs(2))
                .train(train)
                .model();
        trained.save(mf);
        Run factors = Run.ncf("recommend", "--model-file", mf, "--user", "u0", "-n", 1, "--explain")
                .succeeds();
        String number = "\\d\\.\\d{3}";
        assertTrue(
                factors.out()
                        .matches("(?s).* = (- )?factors " + number + " [+-] user bias " + number + " [+-] item bias "
                                + number + " [+-] bias " + number + "; .*"),
                factors.out());

        Path ease = folder.resolve("ease.safetensors");
        Ease.defaults().withL2(1).fit(train).save(ease);
        Run weights = Run.ncf("recommend", "--model-file", ease, "--user", "u0", "-n", 1, "--explain", "--json", json)
                .succeeds();
        assertTrue(
                weights.out().matches("(?s).*\n   score -?" + number + " = the weights from the whole history\n.*"),
                weights.out());
        assertTrue(weights.out().contains("\n     pull  of the history\n"), weights.out());
        assertTrue(weights.out().contains("\n\n" + Explanation.Basis.WEIGHTS.how() + "\n"), weights.out());
        assertFalse(explanation(0).containsKey("parts"));
    }

    @Test
    void theDefaultModelSaysWhatItsHalvesAre() throws IOException {
        Path csv = TinyShop.write(folder.resolve("shop.csv"), TinyShop.csv());
        Path neumf = folder.resolve("neumf.safetensors");
        Run.ncf("fit", "--train", csv, "--min-rating", 3, "--model", "neumf", "--out", neumf)
                .succeeds();
        Run run = Run.ncf("recommend", "--model-file", neumf, "--user", "u0", "-n", 1, "--explain")
                .succeeds();
        String number = "\\d\\.\\d{3}";
        assertTrue(
                run.out()
                        .matches("(?s).* = (- )?GMF " + number + " [+-] MLP " + number + " [+-] bias " + number
                                + "; .*"),
                run.out());
        assertTrue(
                run.out().contains("; GMF began as factors of least squares beside those of gradient steps\n"),
                run.out());
    }

    @Test
    void explainsOneList() {
        Run.ncf("recommend", "--model-file", model, "--all-users", "--explain", "--out", folder.resolve("x.csv"))
                .fails(2, "ncf recommend: --explain has no meaning for --all-users (see 'ncf recommend --help')");
    }

    @Test
    void nothingToExplainIsNoFailure() throws IOException {
        Path only = TinyShop.write(folder.resolve("only.txt"), "i99\n");
        Run run = Run.ncf("recommend", "--model-file", model, "--user", "u0", "--only", only, "--explain")
                .succeeds();
        assertTrue(run.out().endsWith("no item is eligible\n"), run.out());
    }
}
