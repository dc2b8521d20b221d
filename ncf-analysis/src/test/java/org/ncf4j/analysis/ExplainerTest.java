package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.Blend;
import org.ncf4j.model.Gmf;
import org.ncf4j.model.ImplicitAls;
import org.ncf4j.model.ItemItemModel;
import org.ncf4j.model.Mf;
import org.ncf4j.model.Mlp;
import org.ncf4j.model.Model;
import org.ncf4j.model.ModelConfig;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Pretraining;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;
import org.ncf4j.recommend.Recommender;

class ExplainerTest {
    private static final Map<String, String> NAMES = Map.of("tea", "Tea", "pot", "Teapot");

    /**
     * Three kinds of six things each. A user has five of one kind; every third has one thing of the next kind, too. {@code mixed}
     * has four of kind a and two of kind c, so that a4 and a5 are due to the former.
     */
    private static Interactions kinds() {
        Interactions.Builder builder = Interactions.builder();
        for (int user = 0; user < 90; user++) {
            int kind = user % 3;
            for (int i = 0; i < 5; i++) {
                builder.add("u" + user, "abc".charAt(kind) + "" + (user / 3 + i) % 6);
            }
            if (user % 9 < 3) {
                builder.add("u" + user, "abc".charAt((kind + 1) % 3) + "" + user % 6);
            }
        }
        for (String item : List.of("a0", "a1", "a2", "a3", "c0", "c1")) {
            builder.add("mixed", item);
        }
        return builder.build();
    }

    private static NcfModel train(ModelConfig config) {
        TrainingConfig training = TrainingConfig.defaults(config).withEpochs(40).withBatchSize(64);
        return Trainer.of(config)
                // a tower alone learns nothing of so little data at the default rate
                .withTraining(config instanceof Mlp ? training.withLearningRate(.02) : training)
                .train(kinds())
                .model();
    }

    /** One of each kind, trained once for all tests. */
    private static final List<NcfModel> MODELS = trainAll();

    static List<NcfModel> models() {
        return MODELS;
    }

    private static List<NcfModel> trainAll() {
        TrainingConfig steps = TrainingConfig.paper().withEpochs(20).withBatchSize(64);
        Blend blend = Blend.defaults()
                .withLeastSquares(ImplicitAls.defaults().withFactors(4))
                .withModel(Mf.defaults().withFactors(2))
                .withSteps(steps);
        NeuMf joined = NeuMf.defaults().withFactors(8).withLayers(8, 4);
        return List.of(
                train(Mf.defaults().withFactors(4)),
                train(Gmf.defaults().withFactors(4)),
                train(Mlp.defaults().withLayers(16, 8)),
                train(NeuMf.defaults().withFactors(4).withLayers(16, 8)),
                ImplicitAls.defaults().withFactors(4).fit(kinds(), 1),
                Trainer.of(joined)
                        .withTraining(steps.withEpochs(0))
                        .withPretraining(Pretraining.of(blend, steps, .99))
                        .train(kinds())
                        .model());
    }

    @ParameterizedTest
    @MethodSource("models")
    void findsWhatARecommendationWasPlantedIn(NcfModel model) {
        Explainer explainer = Explainer.of(model);
        for (Explanation explanation : explainer.explain("mixed", List.of("a4", "a5"))) {
            assertEquals(Explanation.Basis.FOLD_IN, explanation.basis());
            assertEquals(6, explanation.pulls().size());
            // small models of few factors: not all four in each of them
            List<Explanation.Pull> strongest = explanation.pulls().subList(0, 3);
            assertTrue(strongest.stream().allMatch(pull -> pull.item().startsWith("a")), explanation.toString());
            assertTrue(explanation.pulls().get(0).pull() > 0);
            assertTrue(explanation.withHistory() > explanation.withNothing());
            assertTrue(explanation.reason(Map.of()).matches("because of a[0-3] and a[0-3]"), explanation.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void partsComeToTheLogitAndPullsToTheScoresOfFoldIn(NcfModel model) {
        Explanation explanation = Explainer.of(model).explain("mixed", "a4");
        int[] a4 = {model.items().require("a4")};
        float[] score = new float[1];
        model.score(model.users().require("mixed"), a4, score);
        assertEquals(score[0], explanation.logit());
        assertNotNull(explanation.parts());
        assertEquals(score[0], explanation.parts().logit(), 1e-12);
        int[] history = model.history(model.users().require("mixed"));
        model.foldIn(history).score(0, a4, score);
        float with = score[0];
        assertEquals(with, explanation.withHistory());
        model.foldIn().score(0, a4, score);
        float nothing = score[0];
        assertEquals(nothing, explanation.withNothing());
        for (Explanation.Pull pull : explanation.pulls()) {
            int item = model.items().require(pull.item());
            model.foldIn(item).score(0, a4, score);
            assertEquals((double) score[0] - nothing, pull.alone());
            assertEquals(model.influences(history, new int[] {item}, a4)[0][0], pull.leftOut());
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aNewcomerIsExplainedByHisHistory(NcfModel model) {
        Explainer explainer = Explainer.of(model);
        List<String> history = List.of("b1", "nothing known", "c2", "b3", "b1");
        Explanation explanation =
                explainer.explainNewcomer(history, List.of("b2")).get(0);
        assertEquals(explanation.withHistory(), explanation.logit());
        assertNotNull(explanation.parts());
        assertEquals(explanation.logit(), explanation.parts().logit(), 1e-12);
        assertEquals(3, explanation.pulls().size());
        assertEquals("c2", explanation.pulls().get(2).item(), explanation.toString());
        assertEquals(
                explainer.explain("mixed", "b2").similar(),
                Recommender.of(model).similarItems("b2", 5));
    }

    /** Everybody has honey; tea: pot 2, honey 0.5; honey: pot 0.25. */
    private static ItemItemModel weights() {
        Interactions.Builder builder = Interactions.builder();
        for (int user = 0; user < 40; user++) {
            if (user % 4 == 0) {
                builder.add("u" + user, "tea");
            }
            if (user % 4 == 0 && user < 36) {
                builder.add("u" + user, "pot");
            }
            builder.add("u" + user, "honey");
        }
        Interactions data = builder.build();
        assertEquals(List.of("tea", "pot", "honey"), data.items().ids());
        return ItemItemModel.of(
                data, new int[] {0, 2, 2, 3}, new int[] {1, 2, 1}, new float[] {2, .5f, .25f}, "{\"a\":1}");
    }

    @Test
    void weightsAddUpToTheScore() {
        Explanation explanation = Explainer.of(weights()).explain("u36", "pot");
        assertEquals(Explanation.Basis.WEIGHTS, explanation.basis());
        assertEquals(2.25, explanation.logit());
        assertEquals(
                List.of(new Explanation.Pull("tea", 2, 2, 10, 9), new Explanation.Pull("honey", .25, .25, 40, 9)),
                explanation.pulls());
        assertEquals(
                explanation.logit(),
                explanation.pulls().stream().mapToDouble(Explanation.Pull::pull).sum());
        assertNull(explanation.parts());
        assertEquals(0, explanation.withNothing());
        assertEquals(new Explanation.Popularity(3, 3, 9, 40), explanation.popularity());
        assertEquals("because of Tea", explanation.reason(NAMES));
        assertEquals(
                "Recommended because of Tea: of the 10 who have it, 90 % have this, too, against 23 % of all.",
                explanation.sentence(NAMES));
    }

    @Test
    void anItemIsNoReasonForItself() {
        Explanation explanation = Explainer.of(weights()).explain("u0", "pot");
        assertEquals(
                List.of("tea", "honey"),
                explanation.pulls().stream().map(Explanation.Pull::item).toList());
    }

    @Test
    void whereNothingPullsItSaysSo() {
        Explainer explainer = Explainer.of(weights());
        // honey is everybody's: no item can make it likelier
        Explanation honey = explainer.explain("u0", "honey");
        assertEquals(List.of(), honey.reasons());
        assertEquals("popular with everybody", honey.reason(NAMES));
        assertEquals(
                "No single item of the history stands out; recommended because it is popular with everybody (no. 1 of 3"
                        + " items).",
                honey.sentence(NAMES));

        Explanation nobody =
                explainer.explainNewcomer(List.of("pot"), List.of("tea")).get(0);
        assertEquals(Explanation.Basis.EMPTY_HISTORY, nobody.basis());
        assertTrue(Double.isNaN(nobody.logit()));
        assertEquals(
                "Nothing that is known of this user speaks for it (no. 2 of 3 items by popularity).",
                nobody.sentence(NAMES));
    }

    @Test
    void aModelWithoutHistoriesSaysSo() {
        NcfModel lean = train(Gmf.defaults().withFactors(4)).withoutHistory();
        Explainer explainer = Explainer.of(lean);
        Explanation user = explainer.explain("mixed", "a4");
        assertEquals(Explanation.Basis.NO_HISTORIES, user.basis());
        assertEquals("the model keeps no histories to tell why", user.reason(Map.of()));
        assertTrue(
                user.sentence(Map.of())
                        .startsWith("The model keeps no histories, so that nobody can tell which items this comes from;"
                                + " most like it are a"),
                user.sentence(Map.of()));
        assertTrue(Double.isFinite(user.logit()));
        // what somebody has is told, if not who else has it
        Explanation newcomer = explainer
                .explainNewcomer(List.of("a0", "a1", "c0"), List.of("a4"))
                .get(0);
        assertEquals(Explanation.Basis.FOLD_IN, newcomer.basis());
        assertTrue(
                newcomer.sentence(Map.of()).matches("Recommended because of a[01] and a[01]\\..*"),
                newcomer.toString());
    }

    @Test
    void unknownIdsAreNamed() {
        Explainer explainer = Explainer.of(weights());
        assertTrue(message(() -> explainer.explain("nobody", "pot")).contains("'nobody'"));
        assertTrue(message(() -> explainer.explain("u0", "spoon")).contains("'spoon'"));
        assertTrue(message(() -> explainer.explainNewcomer(List.of("tea"), List.of("spoon")))
                .contains("'spoon'"));
    }

    private static String message(Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertNotNull(message);
        return message;
    }

    /** Of a history of more than 200 items those most like an item are tried, among them what was planted. */
    @Test
    void aLongHistoryIsCut() {
        Interactions.Builder builder = Interactions.builder();
        for (int user = 0; user < 60; user++) {
            builder.add("u" + user, "x" + user);
            if (user % 3 == 0) {
                builder.add("u" + user, "cause").add("u" + user, "effect");
            }
        }
        builder.add("much", "cause");
        for (int item = 0; item < 250; item++) {
            builder.add("much", "y" + item);
        }
        Explanation explanation = Explainer.of(
                        ImplicitAls.defaults().withFactors(4).fit(builder.build(), 1))
                .explain("much", "effect");
        assertEquals(100, explanation.pulls().size());
        assertEquals("cause", explanation.pulls().get(0).item());
        assertEquals("because of cause", explanation.reason(Map.of()));
    }

    @ParameterizedTest
    @MethodSource("models")
    void anyThreadExplainsTheSame(NcfModel model) {
        Explainer explainer = Explainer.of(model);
        List<String> items = List.of("a4", "b0", "c5");
        List<Explanation> first = explainer.explain("mixed", items);
        List<CompletableFuture<List<Explanation>>> others = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> explainer.explain("mixed", items)))
                .limit(4)
                .toList();
        others.forEach(other -> assertEquals(first, other.join()));
        assertEquals(first, Explainer.of((Model) model).explain("mixed", items));
        // one by one, too
        assertEquals(first.get(1), explainer.explain("mixed", "b0"));
        assertFalse(first.get(0).equals(first.get(1)));
    }
}
