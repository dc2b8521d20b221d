package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;

/** Going on from a saved model with users and items that it does not know. */
class UpdateTest {
    private static final TrainingConfig TRAINING =
            TrainingConfig.paper().withEpochs(3).withBatchSize(32).withLearningRate(.01);

    /** Old users with new items, new users with old items, and a new user with a new item alone. */
    private static final Interactions MORE = Interactions.builder()
            .add("user 3", "fresh")
            .add("user 5", "fresh")
            .add("eve", "item é4")
            .add("eve", "item é9")
            .add("adam", "apple")
            .build();

    @TempDir
    Path folder;

    static Iterable<NcfModel> models() {
        return SmallModels.configs().stream()
                .map(config -> SmallModels.train(config, 40, 30))
                .toList();
    }

    private static float[] scores(Scorer scorer, int user) {
        float[] scores = new float[scorer.items().size()];
        scorer.scoreAll(user, scores);
        return scores;
    }

    @ParameterizedTest
    @MethodSource("models")
    void newUsersAndItemsAreAdded(NcfModel model) throws IOException {
        Path file = folder.resolve("model");
        model.save(file);
        NcfModel saved = NcfModel.load(file);
        TrainingResult result =
                Trainer.of(model.config()).withTraining(TRAINING).update(saved, MORE);
        NcfModel updated = result.model();
        assertEquals(3, result.epochs().size());
        assertEquals(model.users().ids(), updated.users().ids().subList(0, 40));
        assertEquals(List.of("eve", "adam"), updated.users().ids().subList(40, 42));
        assertEquals(List.of("fresh", "apple"), updated.items().ids().subList(30, 32));
        for (int user = 0; user < 42; user++) {
            for (float score : scores(updated, user)) {
                assertTrue(Float.isFinite(score));
            }
        }
        assertArrayEquals(model.seen(0), updated.seen(0));
        assertEquals(model.seen(3).length + 1, updated.seen(3).length);
        assertArrayEquals(new int[] {4, 9}, updated.seen(40));
        // what it is now trained by
        assertEquals(TRAINING, updated.training().orElseThrow());
        updated.save(file);
        assertArrayEquals(scores(updated, 41), scores(Model.load(file), 41));
        // the model that it began with is as it was
        assertEquals(40, saved.users().size());
        assertArrayEquals(scores(model, 3), scores(saved, 3));
    }

    @ParameterizedTest
    @MethodSource("models")
    void anyNumberOfThreadsGivesTheSameBits(NcfModel model) {
        Trainer trainer = Trainer.of(model.config()).withTraining(TRAINING);
        NcfModel one = trainer.withThreads(1).update(model, MORE).model();
        NcfModel three = trainer.withThreads(3).update(model, MORE).model();
        for (int user = 0; user < 42; user++) {
            assertArrayEquals(scores(one, user), scores(three, user));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void withoutEpochsOnlyRowsAreAdded(NcfModel model) {
        TrainingResult result =
                Trainer.of(model.config()).withTraining(TRAINING.withEpochs(0)).update(model, MORE);
        NcfModel updated = result.model();
        assertEquals(List.of(), result.epochs());
        float[] before = scores(model, 7);
        float[] after = scores(updated, 7);
        for (int item = 0; item < 30; item++) {
            assertEquals(before[item], after[item]);
        }
        // eve is who she would be as a newcomer
        float[] newcomer = scores(model.foldIn(4, 9), 0);
        float[] eve = scores(updated, 40);
        for (int item = 0; item < 30; item++) {
            assertEquals(newcomer[item], eve[item]);
        }
        float[] fresh = scores(model.withItem("fresh", List.of("user 3", "user 5")), 7);
        assertEquals(fresh[30], after[30]);
        assertEquals(model.training(), updated.training());
        assertEquals(model.configJson(), updated.configJson());
        assertEquals(model.dataFingerprint(), updated.dataFingerprint());
    }

    @Test
    void itLearnsWhatIsNew() {
        NcfModel model = SmallModels.train(Mf.defaults().withFactors(3), 40, 30);
        int unseen = IntStream.range(0, 30)
                .filter(item -> IntStream.of(model.seen(0)).noneMatch(seen -> seen == item))
                .findFirst()
                .orElseThrow();
        Interactions more =
                Interactions.builder().add("user 0", model.items().id(unseen)).build();
        NcfModel updated = Trainer.of(model.config())
                .withTraining(TRAINING.withEpochs(20))
                .update(model, more)
                .model();
        assertTrue(
                scores(updated, 0)[unseen] > scores(model, 0)[unseen],
                scores(model, 0)[unseen] + " became " + scores(updated, 0)[unseen]);
        assertTrue(IntStream.of(updated.seen(0)).anyMatch(item -> item == unseen));
    }

    /** One user, who had seen all but one item: only that one can be a negative. */
    @Test
    void whatHadBeenSeenIsNoNegative() {
        int items = 12;
        int[] most = IntStream.range(0, items - 1).toArray();
        Interactions before = Interactions.of(
                IdIndex.range("user", 2),
                IdIndex.range("item", items),
                IntStream.concat(IntStream.of(most).map(item -> 0), IntStream.of(1))
                        .toArray(),
                IntStream.concat(IntStream.of(most), IntStream.of(3)).toArray(),
                Interactions.Order.NONE);
        Trainer trainer = Trainer.of(Mf.defaults().withFactors(2)).withTraining(TRAINING);
        NcfModel model = trainer.train(before).model();
        NcfModel updated = trainer.withTraining(TRAINING.withEpochs(60))
                .update(model, Interactions.builder().add("0", "5").build())
                .model();
        float[] old = scores(model, 0);
        float[] now = scores(updated, 0);
        // all others were neither positives nor negatives: they moved by the user's row and bias alone, and the
        // negative fell behind
        for (int item = 0; item < items - 1; item++) {
            assertTrue(now[item] - old[item] > now[items - 1] - old[items - 1], "item " + item);
        }
    }

    @Test
    void itemsAndUsersWithoutInteractionsAreAddedToo() {
        NcfModel model = SmallModels.train(Mf.defaults().withFactors(3), 40, 30);
        Interactions more = Interactions.builder()
                .withItems(IdIndex.of("item", List.of("item é3", "ahead of its time")))
                .add("user 1", "item é3")
                .build();
        NcfModel updated = Trainer.of(model.config())
                .withTraining(TRAINING)
                .update(model, more)
                .model();
        assertEquals(30, updated.items().require("ahead of its time"));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        NcfModel model = SmallModels.train(Mf.defaults().withFactors(3), 40, 30);
        IllegalArgumentException other = assertThrows(
                IllegalArgumentException.class,
                () -> Trainer.of(Mf.defaults().withFactors(4)).update(model, MORE));
        assertTrue(other.getMessage().startsWith("this trainer trains Mf[factors=4"), other.getMessage());
        IllegalArgumentException lean = assertThrows(
                IllegalArgumentException.class, () -> Trainer.of(model.config()).update(model.withoutHistory(), MORE));
        assertTrue(lean.getMessage().startsWith("a model without histories cannot be trained on"), lean.getMessage());
        NcfModel grown = Trainer.of(model.config())
                .withTraining(TRAINING.withEpochs(0))
                .update(model.withoutHistory(), MORE)
                .model();
        assertEquals(42, grown.users().size());
        assertFalse(grown.hasHistory());
        assertEquals(0, grown.seen(40).length);
        assertThrows(
                IllegalArgumentException.class,
                () -> Trainer.of(model.config())
                        .update(model, Interactions.builder().build()));
    }

    /** The default trainer joins halves that it does not train on. */
    @Test
    void theDefaultModelTakesNewPeopleIn() {
        Interactions data = Interactions.of(
                30,
                20,
                IntStream.range(0, 300).map(i -> i % 30).toArray(),
                IntStream.range(0, 300).map(i -> i * 7 % 20).toArray(),
                Interactions.Order.NONE);
        NcfModel model = Trainer.defaults().train(data).model();
        NcfModel updated = Trainer.fromJson(model.configJson())
                .update(
                        model,
                        Interactions.builder().add("new", "3").add("1", "thing").build())
                .model();
        assertEquals(30, updated.users().require("new"));
        assertEquals(20, updated.items().require("thing"));
        assertEquals(model.configJson(), updated.configJson());
        assertFalse(Float.isNaN(scores(updated, 30)[20]));
    }
}
