package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.internal.CacheLines;

/** Rows for users and items that a model was not trained with. */
class FoldInTest {
    private static final int USERS = 60;
    private static final int ITEMS = 40;

    @TempDir
    Path folder;

    /** One of each kind, least squares among them, whose rows the engine's layout takes apart. */
    static Stream<NcfModel> models() {
        return Stream.concat(
                SmallModels.configs().stream().map(config -> SmallModels.train(config, USERS, ITEMS)),
                Stream.of(leastSquares()));
    }

    private static NcfModel leastSquares() {
        return ImplicitAls.defaults().withFactors(6).fit(shop(), 1);
    }

    private static Interactions shop() {
        return SimulatedShop.create(SimulatedShop.Config.defaults()
                        .withPositives(900)
                        .withNegatives(900)
                        .withUsers(120)
                        .withItems(ITEMS))
                .purchases();
    }

    @Nested
    class OfMatrixFactorization extends ScorerContract {
        @Override
        protected Scorer scorer() {
            return SmallModels.train(SmallModels.configs().get(0), USERS, ITEMS).foldIn(1, 5, 9);
        }
    }

    @Nested
    class OfATower extends ScorerContract {
        @Override
        protected Scorer scorer() {
            return SmallModels.train(SmallModels.configs().get(3), USERS, ITEMS).foldIn(1, 5, 9);
        }
    }

    @Nested
    class OfItemItem extends ScorerContract {
        @Override
        protected Scorer scorer() {
            return itemItem().foldIn(0, 2);
        }
    }

    private static ItemItemModel itemItem() {
        Interactions data = Interactions.builder()
                .add("ann", "tea")
                .add("ann", "honey")
                .add("bob", "pot")
                .build();
        return ItemItemModel.of(
                data,
                new int[] {0, 2, 3, 5},
                new int[] {1, 2, 0, 0, 1},
                new float[] {2, -1, .5f, .25f, 4},
                "{\"a\":1}");
    }

    private static float[] scores(Scorer scorer, int user) {
        float[] scores = new float[scorer.items().size()];
        scorer.scoreAll(user, scores);
        return scores;
    }

    /** Half a row, product and bias, of every user and item, and what a score is made of. */
    private static double[][] rows(NcfModel model, String side) {
        FMatrixRMaj factors = model.tensor("mf_" + side);
        FMatrixRMaj biases = model.tensor("mf_" + side + "_bias");
        double[][] rows = new double[factors.numRows][factors.numCols + 1];
        for (int i = 0; i < factors.numRows; i++) {
            for (int j = 0; j < factors.numCols; j++) {
                rows[i][j] = factors.get(i, j);
            }
            rows[i][factors.numCols] = biases.get(i, 0);
        }
        return rows;
    }

    /** The documented objective in double, for matrix factorization. */
    private static double objective(NcfModel model, boolean ofUsers, int[] known, double[] x) {
        double[][] own = rows(model, ofUsers ? "user" : "item");
        double[][] others = rows(model, ofUsers ? "item" : "user");
        FoldIn.Scale scale = FoldIn.Scale.of(model);
        assertNotNull(scale);
        double value = 0;
        for (int j = 0; j < others.length; j++) {
            double score = score(model, x, others[j]);
            value += scale.weight() * Math.pow(score - scale.other(), 2);
        }
        for (int j : known) {
            value += Math.pow(score(model, x, others[j]) - scale.positive(), 2);
        }
        return value + scale.noise() * distance(own, x);
    }

    private static double score(NcfModel model, double[] x, double[] other) {
        int factors = x.length - 1;
        double score = x[factors] + other[factors] + model.tensor("mf_bias").get(0);
        for (int i = 0; i < factors; i++) {
            score += x[i] * other[i];
        }
        return score;
    }

    /** (x - m)' S^-1 (x - m), by Gauss's elimination. */
    private static double distance(double[][] rows, double[] x) {
        int n = x.length;
        double[] mean = new double[n];
        for (double[] row : rows) {
            for (int i = 0; i < n; i++) {
                mean[i] += row[i] / rows.length;
            }
        }
        double[][] system = new double[n][n + 1];
        double variance = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (double[] row : rows) {
                    system[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / rows.length;
                }
            }
            variance += system[i][i] / n;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                system[i][j] = i == j ? system[i][j] + 1e-4 * variance : system[i][j] * rows.length / (rows.length + n);
            }
            system[i][n] = x[i] - mean[i];
        }
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                double factor = i == k ? 0 : system[i][k] / system[k][k];
                for (int j = k; j <= n; j++) {
                    system[i][j] -= factor * system[k][j];
                }
            }
        }
        double distance = 0;
        for (int i = 0; i < n; i++) {
            distance += (x[i] - mean[i]) * system[i][n] / system[i][i];
        }
        return distance;
    }

    /** The row that a fold-in found, product and bias. */
    private static double[] found(NcfModel model, boolean ofUsers, int[] known) {
        float[] row = (ofUsers ? model.foldInOfUsers() : model.foldInOfItems()).row(known);
        double[] x = new double[((Mf) model.config()).factors() + 1];
        for (int i = 0; i < x.length; i++) {
            x[i] = row[CacheLines.ORIGIN + i];
        }
        return x;
    }

    /** With 150 items, known ones are taken in parts. */
    @Test
    void leastSquaresAreSolvedExactly() {
        NcfModel large = SmallModels.train(Mf.defaults().withFactors(5), 180, 170);
        for (NcfModel model : List.of(leastSquares(), large)) {
            for (boolean ofUsers : new boolean[] {true, false}) {
                int most = ofUsers ? model.items().size() : model.users().size();
                for (int count : new int[] {0, 1, 7, 64, 65, 150}) {
                    int[] known = IntStream.range(0, Math.min(count, most)).toArray();
                    double[] x = found(model, ofUsers, known);
                    double least = objective(model, ofUsers, known, x);
                    double size = 1e-2
                            * Math.sqrt(IntStream.range(0, x.length)
                                    .mapToDouble(i -> x[i] * x[i])
                                    .sum());
                    for (int i = 0; i < x.length; i++) {
                        for (double sign : new double[] {-1, 1}) {
                            double[] beside = x.clone();
                            beside[i] += sign * size;
                            assertTrue(
                                    objective(model, ofUsers, known, beside) > least,
                                    count + " known ones, weight " + i + " of " + model.config());
                        }
                    }
                }
            }
        }
    }

    /** On cross-entropy each step goes down; here the loss on what is known is looked at, which most of the steps are about. */
    @ParameterizedTest
    @MethodSource("models")
    void whatIsKnownScoresHigherThanWithout(NcfModel model) {
        float[] nothing = scores(model.foldIn(), 0);
        int[] history = {3, 11, 12, 20, 31};
        float[] something = scores(model.foldIn(history), 0);
        double rise = 0;
        double others = 0;
        for (int item = 0; item < ITEMS; item++) {
            double difference = something[item] - (double) nothing[item];
            if (Set.of(3, 11, 12, 20, 31).contains(item)) {
                rise += difference / history.length;
            } else {
                others += difference / (ITEMS - history.length);
            }
        }
        // the units of the small tower are dead: it tells no item from another
        if (!(model.config() instanceof Mlp)) {
            assertTrue(rise > others, model.config() + ": " + rise + " and " + others);
            assertTrue(rise > 0, model.config() + ": " + rise);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void anyHistoryHasFiniteScores(NcfModel model) {
        for (int[] history :
                new int[][] {{}, {0}, {ITEMS - 1}, IntStream.range(0, ITEMS).toArray(), {5, 5, 2, 5}}) {
            for (float score : scores(model.foldIn(history), 0)) {
                assertTrue(Float.isFinite(score), model.config() + ": " + score);
            }
        }
        assertArrayEquals(scores(model.foldIn(2, 5), 0), scores(model.foldIn(5, 5, 2), 0));
        assertThrows(IndexOutOfBoundsException.class, () -> model.foldIn(0, ITEMS));
        assertThrows(IndexOutOfBoundsException.class, () -> model.foldIn(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> itemItem().foldIn(3));
    }

    @Test
    void anItemItemModelScoresNewcomersAsItScoresUsers() {
        ItemItemModel model = itemItem();
        assertArrayEquals(scores(model, 0), scores(model.foldIn(0, 1, 1), 0));
        assertTrue(model.canFoldIn(0));
    }

    /** Of users who were left out, in a shop whose truth is known: as good as for those who were not. */
    @ParameterizedTest
    @MethodSource("recipes")
    void strangersAreServedAsWellAsUsers(String name, Recipe recipe) {
        Interactions all = SimulatedShop.create(SimulatedShop.Config.defaults()
                        .withUsers(800)
                        .withPositives(12_000)
                        .withSignal(2))
                .purchases();
        Interactions.Builder with = Interactions.builder().withItems(all.items());
        Interactions.Builder without = Interactions.builder().withItems(all.items());
        List<int[]> histories = new ArrayList<>();
        List<int[]> tests = new ArrayList<>();
        List<String> strangers = new ArrayList<>();
        for (int user = 0; user < all.userCount(); user++) {
            int[] items = all.positives(user);
            boolean stranger = user % 6 == 0 && items.length >= 5;
            int[] test = IntStream.of(items).filter(item -> item % 5 == 0).toArray();
            int[] history = IntStream.of(items).filter(item -> item % 5 != 0).toArray();
            for (int item : stranger ? history : items) {
                with.add(all.users().id(user), all.items().id(item));
                if (!stranger) {
                    without.add(all.users().id(user), all.items().id(item));
                }
            }
            if (stranger) {
                strangers.add(all.users().id(user));
                histories.add(history);
                tests.add(test);
            }
        }
        Model known = recipe.fit(with.build());
        Model unknown = recipe.fit(without.build());
        double trained = 0;
        double folded = 0;
        int judged = 0;
        for (int i = 0; i < strangers.size(); i++) {
            if (tests.get(i).length > 0) {
                trained += auc(scores(known, known.users().require(strangers.get(i))), histories.get(i), tests.get(i));
                folded += auc(scores(unknown.foldIn(histories.get(i)), 0), histories.get(i), tests.get(i));
                judged++;
            }
        }
        double a = trained / judged;
        double b = folded / judged;
        assertTrue(judged > 80, "judged " + judged);
        assertTrue(a > .57, name + " learnt nothing: " + a);
        // what lies above chance
        assertTrue(b - .5 > .9 * (a - .5), name + ": " + a + " trained, " + b + " folded in");
    }

    /** How a model is made. */
    private interface Recipe {
        Model fit(Interactions train);
    }

    static Stream<Arguments> recipes() {
        Recipe als = train -> ImplicitAls.defaults().withFactors(16).fit(train, 2);
        Recipe mf =
                train -> Trainer.of(Mf.defaults().withFactors(16)).train(train).model();
        Recipe mlp = train ->
                Trainer.of(Mlp.defaults().withLayers(32, 16)).train(train).model();
        Recipe neumf = train ->
                Trainer.of(NeuMf.defaults().withLayers(32, 16)).train(train).model();
        return Stream.of(
                Arguments.of("ials", als),
                Arguments.of("mf", mf),
                Arguments.of("mlp", mlp),
                Arguments.of("neumf", neumf));
    }

    private static double auc(float[] scores, int[] history, int[] test) {
        boolean[] out = new boolean[scores.length];
        IntStream.concat(IntStream.of(history), IntStream.of(test)).forEach(item -> out[item] = true);
        double sum = 0;
        int pairs = 0;
        for (int item : test) {
            for (int other = 0; other < scores.length; other++) {
                if (!out[other]) {
                    sum += scores[item] > scores[other] ? 1 : scores[item] == scores[other] ? .5 : 0;
                    pairs++;
                }
            }
        }
        return sum / pairs;
    }

    @ParameterizedTest
    @MethodSource("models")
    void aUserWhoIsAddedScoresAsANewcomer(NcfModel model) {
        NcfModel more =
                model.withUser("new", List.of(model.items().id(7), model.items().id(2)));
        int index = more.users().require("new");
        assertEquals(model.users().size(), index);
        assertArrayEquals(scores(model.foldIn(2, 7), 0), scores(more, index));
        assertArrayEquals(scores(model, 3), scores(more, 3));
        assertArrayEquals(new int[] {2, 7}, more.seen(index));
        assertArrayEquals(model.seen(index - 1), more.seen(index - 1));
        assertThrows(IllegalArgumentException.class, () -> more.withUser("new", List.of()));
        assertThrows(IllegalArgumentException.class, () -> model.withUser("new", List.of("nothing")));
    }

    @ParameterizedTest
    @MethodSource("models")
    void anItemThatIsAddedIsForThoseLikeItsBuyers(NcfModel model) {
        List<String> buyers = List.of(model.users().id(9), model.users().id(4));
        NcfModel more = model.withItem("new", buyers);
        int index = more.items().require("new");
        assertEquals(ITEMS, index);
        float[] before = scores(model, 4);
        float[] after = scores(more, 4);
        for (int item = 0; item < ITEMS; item++) {
            assertEquals(before[item], after[item]);
        }
        assertTrue(Float.isFinite(after[index]));
        assertTrue(IntStream.of(more.seen(4)).anyMatch(item -> item == index));
        assertTrue(IntStream.of(more.seen(9)).anyMatch(item -> item == index));
        assertEquals(model.seen(4).length + 1, more.seen(4).length);
        assertArrayEquals(model.seen(5), more.seen(5));
        assertThrows(IllegalArgumentException.class, () -> more.withItem("new", List.of()));
        assertThrows(IllegalArgumentException.class, () -> model.withItem("new", List.of("nobody")));
        // of the same number of buyers it is for those who have it; a tower of dead units tells nobody from another
        NcfModel others = model.withItem(
                "new", List.of(model.users().id(20), model.users().id(30)));
        assertTrue(
                lift(more, index, 4, 9) >= lift(others, index, 4, 9),
                model.config().type());
    }

    /** How much higher an item scores with some users than with all. */
    private static double lift(NcfModel model, int item, int... users) {
        double[] scores = IntStream.range(0, model.users().size())
                .mapToDouble(user -> scores(model, user)[item])
                .toArray();
        return IntStream.of(users).mapToDouble(user -> scores[user]).average().orElseThrow()
                - Arrays.stream(scores).average().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("models")
    void whoIsForgottenIsGone(NcfModel model) throws IOException {
        String id = model.users().id(4);
        NcfModel without = model.forget(id);
        assertEquals(-1, without.users().indexOf(id));
        for (int user = 0; user < without.users().size(); user++) {
            int old = model.users().require(without.users().id(user));
            assertArrayEquals(scores(model, old), scores(without, user));
            assertArrayEquals(model.seen(old), without.seen(user));
        }
        assertEquals(model.users().size() - 1, without.users().size());
        Path file = folder.resolve("model");
        without.save(file);
        assertFalse(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(id + "user"));
        assertThrows(IllegalArgumentException.class, () -> without.forget(id));
        assertArrayEquals(scores(without, 0), scores(Model.load(file), 0));
    }

    @Test
    void theHistoryOfWhoIsForgottenIsGoneFromItemItemModels() {
        ItemItemModel model = itemItem();
        ItemItemModel without = model.forget("ann");
        assertEquals(List.of("bob"), without.users().ids());
        assertArrayEquals(scores(model, 1), scores(without, 0));
        assertArrayEquals(new int[] {2}, without.history(0));
        IllegalArgumentException last = assertThrows(IllegalArgumentException.class, () -> without.forget("bob"));
        assertEquals("'bob' is the only one there is: a model without any is none", last.getMessage());
    }

    @ParameterizedTest
    @MethodSource("models")
    void aModelWithoutHistoriesFoldsInAsBefore(NcfModel model) throws IOException {
        NcfModel lean = model.withoutHistory();
        Path file = folder.resolve("model");
        lean.save(file);
        NcfModel loaded = NcfModel.load(file);
        for (NcfModel one : List.of(lean, loaded)) {
            for (int user = 0; user < one.users().size(); user++) {
                assertEquals(0, one.seen(user).length);
            }
            assertArrayEquals(scores(model, 2), scores(one, 2));
            assertTrue(one.canFoldIn(0));
            assertArrayEquals(scores(model.foldIn(1, 2, 3), 0), scores(one.foldIn(1, 2, 3), 0));
            // it keeps no more of those who come later
            NcfModel more = one.withUser("new", List.of(model.items().id(1))).withItem("new", List.of("new"));
            assertEquals(0, more.seen(more.users().require("new")).length);
            assertTrue(more.canFoldIn(0));
        }
        Path again = folder.resolve("again");
        loaded.save(again);
        assertEquals(-1, Files.mismatch(file, again));
    }

    @Test
    void whereNoUserTellsNobodyIsFoldedIn() {
        Interactions all =
                Interactions.of(2, 2, new int[] {0, 0, 1, 1}, new int[] {0, 1, 0, 1}, Interactions.Order.NONE);
        NcfModel model = Trainer.of(Mf.defaults().withFactors(2))
                .withTraining(TrainingConfig.paper().withEpochs(1))
                .train(all)
                .model();
        assertFalse(model.canFoldIn(0));
        assertThrows(IllegalStateException.class, () -> model.foldIn(0));
        assertThrows(IllegalStateException.class, () -> model.withUser("new", List.of("0")));
        assertFalse(model.withoutHistory().canFoldIn(0));
    }

    @Test
    void rowsThatAreAllTheSameDoNoHarm() {
        Interactions data = shop();
        float[] ones = new float[data.userCount() * 3];
        Arrays.fill(ones, 1);
        float[] items = new float[data.itemCount() * 3];
        for (int i = 0; i < items.length; i++) {
            items[i] = i % 7;
        }
        NcfModel model = NcfModel.ofFactors(
                data,
                FMatrixRMaj.wrap(data.userCount(), 3, ones),
                FMatrixRMaj.wrap(data.itemCount(), 3, items),
                "{\"type\":\"test\"}");
        float[] expected = scores(model, 0);
        float[] found = scores(model.foldIn(1, 2), 0);
        for (int item = 0; item < expected.length; item++) {
            assertEquals(expected[item], found[item], .05 * (1 + Math.abs(expected[item])));
        }
    }

    /** Crowds that have nothing in common are fitted without an error: nothing is left that noise could be told from. */
    @Test
    void modelsThatFitTooWellDoNoHarm() {
        for (int crowds : new int[] {2, 3, 8}) {
            Interactions.Builder data = Interactions.builder();
            for (int user = 0; user < 5 * crowds; user++) {
                for (int item = 0; item < 6; item++) {
                    data.add("u" + user, "i" + (user % crowds * 6 + item));
                }
            }
            NcfModel model = ImplicitAls.defaults().fit(data.build(), 1);
            float[] found = scores(model.foldIn(0, 1), 0);
            for (int item = 0; item < found.length; item++) {
                assertTrue(Float.isFinite(found[item]));
            }
            for (int other = 6; other < found.length; other++) {
                assertTrue(found[2] > found[other], crowds + " crowds: " + Arrays.toString(found));
            }
        }
    }

    /** A row is finite, whatever those of the others are. */
    @Test
    void weightsBeyondMeasureDoNoHarm() {
        Interactions data = shop();
        float[] users = new float[data.userCount() * 2];
        float[] items = new float[data.itemCount() * 2];
        for (int i = 0; i < users.length; i++) {
            users[i] = i % 3 == 0 ? 1e25f : 1;
        }
        for (int i = 0; i < items.length; i++) {
            items[i] = i % 2 == 0 ? 1e-20f : 3;
        }
        NcfModel model = NcfModel.ofFactors(
                data,
                FMatrixRMaj.wrap(data.userCount(), 2, users),
                FMatrixRMaj.wrap(data.itemCount(), 2, items),
                "{\"type\":\"test\"}");
        for (float score : scores(model.foldIn(1, 2), 0)) {
            assertTrue(Float.isFinite(score));
        }
        FMatrixRMaj rows = model.withItem("new", List.of(data.users().id(0))).itemEmbeddings();
        assertTrue(Float.isFinite(rows.get(ITEMS, 0)) && Float.isFinite(rows.get(ITEMS, 1)));
    }

    /** Of a history without end an even sample counts, as much as all of it. */
    @Test
    void longHistoriesCountInFull() {
        NcfModel model = SmallModels.train(Mf.defaults().withFactors(3), 12, 5000);
        int[] history = IntStream.range(0, 4000).toArray();
        int[] half = IntStream.range(0, 2000).map(i -> 2 * i).toArray();
        double ofAll = objective(model, true, history, found(model, true, history));
        double ofHalf = objective(model, true, history, found(model, true, half));
        assertTrue(ofAll < ofHalf, ofAll + " and " + ofHalf);
        // a tower: the sample is the same but weighs twice, so that the other rows hold it back the less
        NcfModel tower = SmallModels.train(NeuMf.defaults().withFactors(3).withLayers(10, 7), 12, 5000);
        FoldIn rows = tower.foldInOfUsers();
        float[] mean = rows.row(new int[0]);
        double all = distance(mean, rows.row(history));
        double some = distance(mean, rows.row(half));
        // .811 and .796; if the sample weighed once, its negatives would still be those of all, and .725 be found
        assertTrue(all > some, all + " and " + some);
    }

    private static double distance(float[] x, float[] y) {
        return Math.sqrt(IntStream.range(0, x.length)
                .mapToDouble(i -> (x[i] - y[i]) * (double) (x[i] - y[i]))
                .sum());
    }

    /** What a user rated below the threshold has been seen and tells nothing of what a positive scores. */
    @Test
    void whatIsDislikedIsNoPositive() throws IOException {
        Interactions.Builder data = Interactions.builder().withMinRating(4);
        for (int user = 0; user < 40; user++) {
            for (int item = 0; item < 30; item++) {
                boolean likes = item % 2 == user % 2;
                if ((user * 7 + item * 3) % 5 != 0) {
                    data.add("u" + user, "i" + item, likes ? 5 : 1);
                }
            }
        }
        NcfModel model = ImplicitAls.defaults().withFactors(8).fit(data.build(), 1);
        Path file = folder.resolve("model");
        model.save(file);
        for (NcfModel one : List.of(
                model,
                NcfModel.load(file),
                model.forget("u3"),
                NcfModel.load(file).withoutHistory())) {
            float[] even =
                    scores(one.foldIn(one.items().require("i0"), one.items().require("i4")), 0);
            double liked = 0;
            double others = 0;
            for (int item = 0; item < 30; item++) {
                boolean isEven = Integer.parseInt(one.items().id(item).substring(1)) % 2 == 0;
                liked += isEven ? even[item] : 0;
                others += isEven ? 0 : even[item];
            }
            assertTrue(liked > 1.3 * others, liked + " and " + others);
        }
        assertArrayEquals(
                scores(model.foldIn(1, 2), 0), scores(NcfModel.load(file).foldIn(1, 2), 0));
        Path again = folder.resolve("again");
        NcfModel.load(file).save(again);
        assertEquals(-1, Files.mismatch(file, again));
        NcfModel more = model.withItem("new", List.of("u1")).withUser("new", List.of("i4"));
        assertArrayEquals(model.seenItems().positivesOf(0), more.seenItems().positivesOf(0));
        assertEquals(model.seenItems().positiveCount() + 2, more.seenItems().positiveCount());
    }

    /** Of figures that no file may have nothing is written that could not be read. */
    @Test
    void whatIsWrittenCanBeRead() throws IOException {
        Interactions data = shop();
        float[] users = new float[data.userCount() * 2];
        float[] items = new float[data.itemCount() * 2];
        Arrays.fill(users, 3e5f);
        for (int i = 0; i < items.length; i++) {
            items[i] = 1e6f * (i % 7);
        }
        NcfModel lean = NcfModel.ofFactors(
                        data,
                        FMatrixRMaj.wrap(data.userCount(), 2, users),
                        FMatrixRMaj.wrap(data.itemCount(), 2, items),
                        "{\"type\":\"test\"}")
                .withoutHistory();
        Path file = folder.resolve("model");
        lean.save(file);
        NcfModel loaded = NcfModel.load(file);
        assertFalse(loaded.hasHistory());
        assertFalse(loaded.canFoldIn(0));
        assertFalse(lean.canFoldIn(0));
    }
}
