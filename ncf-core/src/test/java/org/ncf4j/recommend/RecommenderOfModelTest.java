package org.ncf4j.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.ItemItemModel;
import org.ncf4j.model.Mf;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;
import org.ncf4j.recommend.Recommender.Neighbor;

/** Recommending from a trained model: what it has seen, its embeddings, and the same again when it is loaded. */
class RecommenderOfModelTest {
    private static final int USERS = 8;
    private static final int ITEMS = 10;

    /** Even users take even items, odd users odd ones; user u leaves out the item u. */
    private static final Interactions INTERACTIONS = interactions();

    private static final NcfModel MODEL = Trainer.of(
                    NeuMf.defaults().withFactors(4).withLayers(8, 4))
            .withTraining(
                    TrainingConfig.paper().withEpochs(60).withBatchSize(16).withLearningRate(0.01))
            .train(INTERACTIONS)
            .model();
    private static final Recommender RECOMMENDER = Recommender.of(MODEL);

    @TempDir
    Path folder;

    private static Interactions interactions() {
        IdIndex users = IdIndex.of(
                "user", IntStream.range(0, USERS).mapToObj(i -> "u" + i).toList());
        IdIndex items = IdIndex.of(
                "item", IntStream.range(0, ITEMS).mapToObj(i -> "i" + i).toList());
        int[] pairs = IntStream.range(0, USERS * ITEMS)
                .filter(pair -> pair / ITEMS % 2 == pair % ITEMS % 2 && pair / ITEMS != pair % ITEMS)
                .toArray();
        return Interactions.of(
                users,
                items,
                IntStream.of(pairs).map(pair -> pair / ITEMS).toArray(),
                IntStream.of(pairs).map(pair -> pair % ITEMS).toArray(),
                Interactions.Order.NONE);
    }

    @Test
    void everyItemThatTheModelHasNotSeenIsEligible() {
        for (int user = 0; user < USERS; user++) {
            int index = user;
            List<String> unseen = IntStream.range(0, ITEMS)
                    .filter(item -> !INTERACTIONS.isSeen(index, item))
                    .mapToObj(item -> "i" + item)
                    .toList();
            assertEquals(
                    unseen,
                    RECOMMENDER.recommend("u" + user, ITEMS).stream()
                            .map(Recommendation::item)
                            .sorted()
                            .toList());
        }
    }

    @Test
    void whatTheModelHasSeenIsWhatTheHistoryHasSeen() {
        for (int user = 0; user < USERS; user++) {
            assertEquals(
                    Recommender.of(MODEL, INTERACTIONS).recommend("u" + user, 10),
                    RECOMMENDER.recommend("u" + user, 10));
        }
    }

    @Test
    void similarItemsAreThoseOfTheSameTaste() {
        List<Neighbor> neighbors = RECOMMENDER.similarItems("i3", 4);
        assertEquals(
                List.of("i1", "i5", "i7", "i9"),
                neighbors.stream().map(Neighbor::id).sorted().toList());
        assertTrue(neighbors.get(3).similarity()
                > RECOMMENDER.similarItems("i3", 100).get(4).similarity());
        assertEquals(ITEMS - 1, RECOMMENDER.similarItems("i3", 100).size());
    }

    @Test
    void similarUsersAreThoseOfTheSameTaste() {
        assertEquals(
                List.of("u0", "u2", "u6"),
                RECOMMENDER.similarUsers("u4", 3).stream()
                        .map(Neighbor::id)
                        .sorted()
                        .toList());
        assertEquals(USERS - 1, RECOMMENDER.similarUsers("u4", 100).size());
    }

    @Test
    void similarityIsTheCosineOfTheEmbeddings() {
        FMatrixRMaj rows = MODEL.itemEmbeddings();
        List<Neighbor> neighbors = RECOMMENDER.similarItems("i0", ITEMS);
        for (Neighbor neighbor : neighbors) {
            int other = MODEL.items().require(neighbor.id());
            double dot = 0;
            double square = 0;
            double otherSquare = 0;
            for (int column = 0; column < rows.numCols; column++) {
                dot += (double) rows.get(0, column) * rows.get(other, column);
                square += (double) rows.get(0, column) * rows.get(0, column);
                otherSquare += (double) rows.get(other, column) * rows.get(other, column);
            }
            assertEquals(dot / Math.sqrt(square * otherSquare), neighbor.similarity());
        }
        assertEquals(
                neighbors.stream()
                        .sorted(Comparator.comparingDouble((Neighbor neighbor) -> -neighbor.similarity()))
                        .toList(),
                neighbors);
    }

    @Test
    void aModelGivenWithAHistoryHasNeighborsToo() {
        assertEquals(
                RECOMMENDER.similarItems("i3", 4),
                Recommender.of(MODEL, INTERACTIONS).similarItems("i3", 4));
    }

    @Test
    void aLoadedModelRecommendsTheSame() throws IOException {
        for (NcfModel model :
                List.of(MODEL, Trainer.of(Mf.defaults()).train(INTERACTIONS).model())) {
            Path file = folder.resolve("model.safetensors");
            model.save(file);
            Recommender saved = Recommender.of(model);
            Recommender loaded = Recommender.of(NcfModel.load(file));
            for (int user = 0; user < USERS; user++) {
                assertEquals(saved.recommend("u" + user, 10), loaded.recommend("u" + user, 10));
                assertEquals(saved.similarUsers("u" + user, 10), loaded.similarUsers("u" + user, 10));
            }
            for (int item = 0; item < ITEMS; item++) {
                assertEquals(saved.similarItems("i" + item, 10), loaded.similarItems("i" + item, 10));
            }
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertMessage("unknown item 'i10'", () -> RECOMMENDER.similarItems("i10", 1));
        assertMessage("unknown user 'i1'", () -> RECOMMENDER.similarUsers("i1", 1));
        assertMessage("n must be at least 1, but is 0", () -> RECOMMENDER.similarItems("i1", 0));
        assertMessage("n must be at least 1, but is -1", () -> RECOMMENDER.similarUsers("u1", -1));
    }

    private static void assertMessage(String message, Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }

    /** Of item-item weights: the largest above 0, the item itself left out, of equal ones the lower index first. */
    @Test
    void similarItemsOfAnItemItemModelAreThoseOfTheLargestWeights() {
        Interactions data = Interactions.of(1, 5, new int[] {0}, new int[] {0}, Interactions.Order.NONE);
        ItemItemModel weights = ItemItemModel.of(
                data,
                new int[] {0, 5, 5, 5, 5, 5},
                new int[] {0, 1, 2, 3, 4},
                new float[] {9, 0.5f, -3, 2, 0.5f},
                "{}");
        Recommender recommender = Recommender.of(weights);
        assertEquals(
                List.of(
                        new Recommender.Neighbor("3", 2),
                        new Recommender.Neighbor("1", 0.5),
                        new Recommender.Neighbor("4", 0.5)),
                recommender.similarItems("0", 10));
        assertEquals(List.of(new Recommender.Neighbor("3", 2)), recommender.similarItems("0", 1));
        assertEquals(List.of(), recommender.similarItems("1", 3));
        assertThrows(IllegalArgumentException.class, () -> recommender.similarItems("0", 0));
        assertThrows(IllegalArgumentException.class, () -> recommender.similarItems("9", 1));
        assertThrows(IllegalStateException.class, () -> recommender.similarUsers("0", 1));
        assertEquals("3", recommender.recommend("0", 1).get(0).item());
    }
}
