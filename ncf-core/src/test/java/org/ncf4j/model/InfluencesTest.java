package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncf4j.data.Interactions;

/** What an item of a history does for a score is what changes without it. */
class InfluencesTest {
    private static final int ITEMS = 150;
    /** More than a part of those that least squares take at once. */
    private static final int[] HISTORY =
            IntStream.range(0, ITEMS).filter(item -> item % 2 == 0).toArray();

    static Stream<NcfModel> models() {
        return Stream.concat(
                SmallModels.configs().stream().map(config -> SmallModels.train(config, 60, ITEMS)),
                Stream.of(begunWithLeastSquares()));
    }

    /** Those whose rows are found by least squares: what is left out is taken off the whole solution. */
    static Stream<NcfModel> solved() {
        return Stream.concat(
                SmallModels.configs().stream()
                        .filter(config -> config instanceof Mf || config instanceof Gmf)
                        .map(config -> SmallModels.train(config, 60, ITEMS)),
                Stream.of(begunWithLeastSquares()));
    }

    /** A tower beside factors of least squares, as the default model has it. */
    private static NcfModel begunWithLeastSquares() {
        TrainingConfig steps = TrainingConfig.paper().withEpochs(2).withLearningRate(.05);
        Interactions data = Interactions.of(60, ITEMS, users(), items(), Interactions.Order.NONE);
        return Trainer.of(NeuMf.defaults().withFactors(6).withLayers(10, 7))
                .withTraining(steps.withEpochs(0))
                .withPretraining(Pretraining.of(ImplicitAls.defaults().withFactors(4), steps, .9))
                .train(data)
                .model();
    }

    private static int[] users() {
        return IntStream.range(0, 1800).map(i -> i % 60).toArray();
    }

    private static int[] items() {
        return IntStream.range(0, 1800)
                .map(i -> (i % 60 * 7 + i / 60 * 3) % ITEMS)
                .toArray();
    }

    private static int[] without(int[] history, int item) {
        return IntStream.of(history).filter(other -> other != item).toArray();
    }

    @ParameterizedTest
    @MethodSource("solved")
    void isWhatLeavingItOutChanges(NcfModel model) {
        for (int[] history : List.of(HISTORY, new int[] {3}, new int[] {8, 3}, new int[] {9, 3, 9, 70, 5})) {
            int[] leftOut = {history[0], history[history.length - 1]};
            int[] items = {0, 8, 77, 149};
            double[][] influences = model.influences(history, leftOut, items);
            float[] with = new float[items.length];
            float[] less = new float[items.length];
            model.foldIn(history).score(0, items, with);
            for (int j = 0; j < leftOut.length; j++) {
                model.foldIn(without(history, leftOut[j])).score(0, items, less);
                for (int i = 0; i < items.length; i++) {
                    double changed = (double) with[i] - less[i];
                    // found from the whole solution and not anew: what float leaves of an inverse
                    assertEquals(changed, influences[j][i], 1e-4 * Math.max(1, Math.abs(with[i])));
                }
            }
        }
    }

    /** The sample of others stays, so that nothing but the item makes a difference: not even itself as one of the others. */
    @Test
    void onCrossEntropyAnItemSpeaksForItself() {
        NcfModel model = SmallModels.train(SmallModels.configs().get(3), 60, ITEMS);
        int[] history = {3, 9, 50, 70};
        double[][] influences = model.influences(history, history, history);
        for (int j = 0; j < history.length; j++) {
            float[] with = new float[1];
            float[] less = new float[1];
            model.foldIn(history).score(0, new int[] {history[j]}, with);
            model.foldIn(without(history, history[j])).score(0, new int[] {history[j]}, less);
            assertTrue(influences[j][j] > 0, j + ": " + influences[j][j]);
            // as one of the others it would be pushed away, too
            assertTrue(influences[j][j] < (double) with[0] - less[0], j + ": " + influences[j][j]);
        }
    }

    @ParameterizedTest
    @MethodSource("solved")
    void somethingIsInfluenced(NcfModel model) {
        double[][] influences = model.influences(new int[] {4, 9, 50}, new int[] {4, 9, 50}, 10, 20, 30);
        double largest = Stream.of(influences)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
        // far beyond the tolerance above
        assertTrue(largest > 1e-3, "largest " + largest);
    }

    /** Of so many items an even sample is folded in, and one that is in the sample or not says about the same. */
    @Test
    void ofAVeryLongHistoryNoneIsMissedMuch() {
        int items = 2400;
        int[] pairs = IntStream.range(0, 40 * items).filter(i -> i % 7 < 2).toArray();
        Interactions data = Interactions.of(
                40,
                items,
                IntStream.of(pairs).map(i -> i / items).toArray(),
                IntStream.of(pairs).map(i -> i % items).toArray(),
                Interactions.Order.NONE);
        NcfModel model = ImplicitAls.defaults().withFactors(4).fit(data, 1);
        int[] history = IntStream.range(100, 2200).toArray();
        float[] with = new float[1];
        float[] nothing = new float[1];
        model.foldIn(history).score(0, new int[] {50}, with);
        model.foldIn().score(0, new int[] {50}, nothing);
        double whole = Math.abs((double) with[0] - nothing[0]);
        for (double[] influence : model.influences(history, new int[] {100, 101, 102, 103, 1500, 2199}, 50)) {
            assertTrue(Math.abs(influence[0]) < .02 * whole, influence[0] + " of " + whole);
        }
    }

    @Test
    void ofWeightsItIsTheWeightAndAllAddUpToTheScore() {
        Interactions data = Interactions.builder()
                .withMinRating(3)
                .add("ann", "tea", 5)
                .add("ann", "honey", 5)
                .add("ann", "pot", 1)
                .add("bob", "pot", 5)
                .build();
        int tea = data.items().require("tea");
        int honey = data.items().require("honey");
        int pot = data.items().require("pot");
        assertEquals(List.of(0, 1, 2), List.of(tea, honey, pot));
        // tea: honey 2, pot 0.5; honey: pot 4
        ItemItemModel model = ItemItemModel.of(
                data, new int[] {0, 2, 3, 3}, new int[] {1, 2, 2}, new float[] {2, .5f, 4}, "{\"a\":1}");
        int[] history = model.history(0);
        assertArrayEquals(new int[] {tea, honey}, history);
        double[][] influences = model.influences(history, history, pot, tea);
        assertArrayEquals(new double[] {.5, 0}, influences[0]);
        assertArrayEquals(new double[] {4, 0}, influences[1]);
        float[] score = new float[2];
        model.score(0, new int[] {pot, tea}, score);
        assertEquals(score[0], influences[0][0] + influences[1][0]);
    }

    @Test
    void whatIsLeftOutIsOfTheHistory() {
        NcfModel model = SmallModels.train(SmallModels.configs().get(0), 60, ITEMS);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> model.influences(new int[] {1, 2}, new int[] {3}, 0))
                .getMessage();
        assertEquals("leftOut must be of the history, but 3 is not", message);
        assertThrows(IndexOutOfBoundsException.class, () -> model.influences(new int[] {1}, new int[] {1}, ITEMS));
        assertThrows(IndexOutOfBoundsException.class, () -> model.influences(new int[] {-1}, new int[] {}, 0));
    }

    @Test
    void aHistoryIsOfPositives() {
        Interactions data = Interactions.builder()
                .withMinRating(3)
                .add("ann", "tea", 5)
                .add("ann", "pot", 1)
                .add("bob", "pot", 5)
                .build();
        NcfModel model = Trainer.of(Mf.defaults().withFactors(2))
                .withTraining(TrainingConfig.paper().withEpochs(1))
                .train(data)
                .model();
        assertArrayEquals(new int[] {0}, model.history(0));
        assertArrayEquals(new int[] {0, 1}, model.seen(0));
        assertArrayEquals(new int[] {1}, model.history(1));
        assertEquals(0, model.withoutHistory().history(0).length);
        assertThrows(IndexOutOfBoundsException.class, () -> model.history(2));
    }
}
