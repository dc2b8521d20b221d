package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.internal.Hash;
import org.ncf4j.nn.Adam;
import org.ncf4j.nn.Optimizer;
import org.ncf4j.nn.Sgd;

class TrainerTest {
    private static final int USERS = 40;
    private static final int ITEMS = 30;

    private static final TrainingConfig SHORT =
            TrainingConfig.paper().withEpochs(3).withBatchSize(64).withLearningRate(0.01);

    @TempDir
    Path folder;

    /** Wide enough for two tastes: in a narrow tower of ReLUs all units may die. */
    static List<ModelConfig> configs() {
        return List.of(
                Mf.defaults().withFactors(3),
                Gmf.defaults().withFactors(5),
                Mlp.defaults().withLayers(18, 17, 9),
                NeuMf.defaults().withFactors(5).withLayers(18, 9));
    }

    /** Users and items are of two kinds; of its own kind a user has six items in ten, of the other one in ten. */
    private static Interactions twoTastes() {
        int[] pairs = IntStream.range(0, USERS * ITEMS)
                .filter(pair -> Hash.unit(Hash.bits(3, 999, 0, pair)) < (likes(pair) ? 0.6 : 0.1))
                .toArray();
        return Interactions.of(
                USERS,
                ITEMS,
                IntStream.of(pairs).map(pair -> pair / ITEMS).toArray(),
                IntStream.of(pairs).map(pair -> pair % ITEMS).toArray(),
                Interactions.Order.NONE);
    }

    private static boolean likes(int pair) {
        return pair / ITEMS % 2 == pair % ITEMS % 2;
    }

    /** Work space is for the samples there are, not for those there could be. */
    @ParameterizedTest
    @MethodSource("configs")
    void aBatchLargerThanTheDataIsTheData(ModelConfig config) {
        int samples = 5 * twoTastes().size();

        NcfModel exact = Trainer.of(config)
                .withTraining(SHORT.withBatchSize(samples))
                .train(twoTastes())
                .model();
        NcfModel roomy = Trainer.of(config)
                .withTraining(SHORT.withBatchSize(Integer.MAX_VALUE))
                .train(twoTastes())
                .model();

        for (String name : exact.tensorNames()) {
            assertArrayEquals(exact.tensor(name).data, roomy.tensor(name).data, name);
        }
        assertEquals(Integer.MAX_VALUE, roomy.training().orElseThrow().batchSize());
    }

    private static LabeledPairs labelledTastes() {
        boolean[] labels = new boolean[USERS * ITEMS];
        for (int pair = 0; pair < labels.length; pair++) {
            labels[pair] = likes(pair);
        }
        return LabeledPairs.of(
                IdIndex.range("user", USERS),
                IdIndex.range("item", ITEMS),
                IntStream.range(0, labels.length).map(pair -> pair / ITEMS).toArray(),
                IntStream.range(0, labels.length).map(pair -> pair % ITEMS).toArray(),
                labels);
    }

    @ParameterizedTest
    @MethodSource("configs")
    void theSameSeedGivesTheSameFile(ModelConfig config) throws IOException {
        byte[] first = saved(config, SHORT);

        assertArrayEquals(first, saved(config, SHORT));
        assertFalse(Arrays.equals(first, saved(config, SHORT.withSeed(2))));
    }

    private byte[] saved(ModelConfig config, TrainingConfig training) throws IOException {
        Path file = folder.resolve("model.safetensors");
        Trainer.of(config).withTraining(training).train(twoTastes()).model().save(file);
        return Files.readAllBytes(file);
    }

    @ParameterizedTest
    @MethodSource("configs")
    void everyModelLearnsFromPositives(ModelConfig config) {
        TrainingConfig training = SHORT.withEpochs(40);

        TrainingResult result = Trainer.of(config).withTraining(training).train(twoTastes());

        EpochReport first = result.epochs().get(0);
        assertTrue(result.last().loss() < 0.9 * first.loss(), first + " to " + result.last());
        assertTrue(result.last().auc() > 0.75, "AUC " + result.last().auc());
        assertEquals(5L * twoTastes().size(), first.samples());
        assertTastesKnown(result.model());
    }

    @ParameterizedTest
    @MethodSource("configs")
    void everyModelLearnsFromLabelledPairs(ModelConfig config) {
        TrainingConfig training = SHORT.withEpochs(40);

        TrainingResult result = Trainer.of(config).withTraining(training).train(labelledTastes());

        assertTrue(result.last().auc() > 0.99, "AUC " + result.last().auc());
        assertEquals(USERS * ITEMS, result.last().samples());
        assertTastesKnown(result.model());
        assertEquals(ITEMS / 2, result.model().seen(0).length, "only positives count as seen");
        assertEquals(labelledTastes().fingerprint(), result.model().dataFingerprint());
    }

    /** A user's mean score of items of the own kind is above that of the other. */
    private static void assertTastesKnown(NcfModel model) {
        float[] scores = new float[ITEMS];
        for (int user = 0; user < USERS; user++) {
            model.scoreAll(user, scores);
            double difference = 0;
            for (int item = 0; item < ITEMS; item++) {
                difference += likes(user * ITEMS + item) ? scores[item] : -scores[item];
            }
            assertTrue(difference > 0, "user " + user);
        }
    }

    /** The first epoch starts from nothing: a loss of ln 2 a sample, and no order among the logits. */
    @Test
    void theReportOfOneStepIsThatOfTheInitialNetwork() {
        Mf config = Mf.defaults();
        TrainingConfig training = SHORT.withEpochs(1).withBatchSize(100_000);

        EpochReport report =
                Trainer.of(config).withTraining(training).train(twoTastes()).last();

        assertEquals(StrictMath.log(2), report.loss(), 1e-3);
        assertEquals(0.5, report.auc(), 0.05);
    }

    /** One step an epoch: the second epoch's logits are the scores of the model that one epoch leaves. */
    @Test
    void aReportIsOfItsOwnEpochAlone() {
        LabeledPairs pairs = labelledTastes();
        TrainingConfig training = SHORT.withBatchSize(pairs.size()).withLearningRate(0.3);
        Trainer trainer = Trainer.of(Mf.defaults());
        NcfModel afterOne =
                trainer.withTraining(training.withEpochs(1)).train(pairs).model();
        AucHistogram histogram = new AucHistogram();
        double loss = 0;
        float[] scores = new float[ITEMS];
        for (int pair = 0; pair < pairs.size(); pair++) {
            afterOne.scoreAll(pairs.user(pair), scores);
            float logit = scores[pairs.item(pair)];
            histogram.add(logit, pairs.label(pair));
            loss += StrictMath.log1p(StrictMath.exp(pairs.label(pair) ? -logit : logit));
        }

        EpochReport second =
                trainer.withTraining(training.withEpochs(2)).train(pairs).last();

        // a score and a logit of training differ in their last bits: a few may fall into neighbouring bins
        assertEquals(histogram.auc(), second.auc(), 1e-4);
        assertEquals(loss / pairs.size(), second.loss(), 1e-6 * second.loss());
    }

    @Test
    void theSeedDrawsTheInitialWeights() {
        TrainingConfig still = SHORT.withEpochs(1).withLearningRate(1e-30);
        NcfModel first =
                Trainer.of(Mf.defaults()).withTraining(still).train(twoTastes()).model();
        NcfModel second = Trainer.of(Mf.defaults())
                .withTraining(still.withSeed(2))
                .train(twoTastes())
                .model();

        assertFalse(Arrays.equals(first.tensor("mf_user").data, second.tensor("mf_user").data));
    }

    @Test
    void theModelKnowsItsData() {
        Interactions data = twoTastes();

        NcfModel model =
                Trainer.of(Mf.defaults()).withTraining(SHORT).train(data).model();

        assertEquals(Mf.defaults(), model.config());
        assertEquals(SHORT, model.training().orElseThrow());
        assertSame(data.users(), model.users());
        assertSame(data.items(), model.items());
        assertEquals(data.fingerprint(), model.dataFingerprint());
        for (int user = 0; user < USERS; user++) {
            assertArrayEquals(data.seen(user), model.seen(user));
        }
    }

    @Test
    void theListenerHearsOfEveryEpochInOrder() {
        List<EpochReport> heard = new ArrayList<>();

        TrainingResult result = Trainer.of(Mf.defaults())
                .withTraining(SHORT)
                .withListener(heard::add)
                .train(twoTastes());

        assertEquals(result.epochs(), heard);
        assertEquals(List.of(1, 2, 3), heard.stream().map(EpochReport::epoch).toList());
        assertTrue(heard.stream().allMatch(report -> report.epochs() == 3));
        assertTrue(heard.stream().allMatch(report -> report.seconds() > 0));
        assertTrue(result.seconds()
                >= heard.stream().mapToDouble(EpochReport::seconds).sum());
        assertSame(result.epochs().get(2), result.last());
    }

    @Test
    void anExceptionOfTheListenerEndsTheTraining() {
        List<Integer> heard = new ArrayList<>();
        IllegalStateException thrown = new IllegalStateException("enough");
        Trainer trainer = Trainer.of(Mf.defaults()).withTraining(SHORT).withListener(report -> {
            heard.add(report.epoch());
            if (report.epoch() == 2) {
                throw thrown;
            }
        });

        assertSame(thrown, assertThrows(IllegalStateException.class, () -> trainer.train(twoTastes())));
        assertEquals(List.of(1, 2), heard);
    }

    @Test
    void aLossThatIsNoLongerFiniteStopsTheTrainingAndSaysWhere() {
        TrainingConfig training = SHORT.withOptimizer(new Sgd(1e30));
        Trainer trainer = Trainer.of(NeuMf.defaults()).withTraining(training);

        TrainingDivergedException thrown =
                assertThrows(TrainingDivergedException.class, () -> trainer.train(twoTastes()));

        assertEquals(1, thrown.epoch());
        assertTrue(thrown.step() > 1 && thrown.step() < 10, "step " + thrown.step());
        assertTrue(
                thrown.getMessage()
                        .startsWith("training diverged in epoch 1 at step " + thrown.step() + ": the loss is "),
                thrown.getMessage());
        assertTrue(thrown.getMessage().endsWith("; try a learning rate below 1.0E30"), thrown.getMessage());
    }

    @Test
    void stepsAreCountedOverAllEpochs() {
        // one step an epoch, each much too long: the weights are too large in the second epoch or soon after
        TrainingConfig training = SHORT.withEpochs(50).withBatchSize(100_000).withOptimizer(new Sgd(1e3));

        TrainingDivergedException thrown = assertThrows(
                TrainingDivergedException.class,
                () -> Trainer.of(Mf.defaults()).withTraining(training).train(twoTastes()));

        assertTrue(thrown.epoch() > 1);
        assertEquals(thrown.epoch(), thrown.step());
    }

    /** The loss of a step is that before its update, so that the last update needs a look of its own. */
    @Test
    void aLastStepThatLeavesNoFiniteWeightsIsNoticed() {
        TrainingConfig training =
                SHORT.withEpochs(1).withBatchSize(100_000).withL2(1e30).withOptimizer(new Sgd(1e30));

        TrainingDivergedException thrown = assertThrows(
                TrainingDivergedException.class,
                () -> Trainer.of(Mf.defaults()).withTraining(training).train(twoTastes()));

        assertEquals(1, thrown.epoch());
        assertEquals(1, thrown.step());
    }

    /** Adam's steps are as long as its rate, whatever the gradient: the loss stays finite and means nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"mf", "gmf", "mlp", "neumf"})
    void aRateOfAMillionIsADivergence(String type) {
        ModelConfig model = ModelConfig.ofType(type);
        for (double rate : new double[] {1e4, 1e6, 1e30}) {
            for (Optimizer optimizer : new Optimizer[] {Adam.defaults().withLearningRate(rate), new Sgd(rate)}) {
                TrainingDivergedException thrown = assertThrows(
                        TrainingDivergedException.class,
                        () -> Trainer.of(model)
                                .withTraining(
                                        TrainingConfig.paper().withEpochs(9).withOptimizer(optimizer))
                                .train(twoTastes()),
                        optimizer.toString());
                assertTrue(thrown.getMessage().contains("; try a learning rate below"), thrown.getMessage());
            }
        }
    }

    /** One user, one item, one of each; and labels of one kind: few though they are, they are data. */
    @Test
    void theSmallestDataAreTrainedOn() {
        int[][] sizes = {{1, 1}, {1, 7}, {7, 1}};
        for (int[] size : sizes) {
            int[] users = new int[size[0]];
            int[] items = new int[size[0]];
            Arrays.setAll(users, i -> i);
            Arrays.setAll(items, i -> i % size[1]);
            Interactions data = Interactions.of(size[0], size[1], users, items, Interactions.Order.NONE);
            for (Trainer trainer : new Trainer[] {
                Trainer.of(NeuMf.defaults()).withTraining(SHORT), Trainer.defaults(), Trainer.of(Mf.defaults())
            }) {
                NcfModel model = trainer.train(data).model();
                float[] scores = new float[size[1]];
                for (int user = 0; user < size[0]; user++) {
                    model.scoreAll(user, scores);
                    for (float score : scores) {
                        assertTrue(Float.isFinite(score), "scores of " + size[0] + " x " + size[1]);
                    }
                }
            }
        }
        for (boolean label : new boolean[] {false, true}) {
            boolean[] labels = new boolean[6];
            Arrays.fill(labels, label);
            LabeledPairs pairs = LabeledPairs.of(
                    IdIndex.range("user", 3),
                    IdIndex.range("item", 2),
                    new int[] {0, 0, 1, 1, 2, 2},
                    new int[] {0, 1, 0, 1, 0, 1},
                    labels);
            TrainingResult result =
                    Trainer.of(Gmf.defaults()).withTraining(SHORT).train(pairs);
            assertTrue(Double.isNaN(result.last().auc()), "labels of one kind have no AUC");
            assertTrue(result.last().loss() < result.epochs().get(0).loss());
        }
    }

    @Test
    void withoutPositivesThereIsNothingToTrainOn() {
        Interactions none = Interactions.of(3, 3, new int[0], new int[0], Interactions.Order.NONE);

        assertEquals(
                "there is nothing to train on: the interactions hold no positives",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Trainer.of(Mf.defaults()).train(none))
                        .getMessage());
    }

    @Test
    void withoutPairsThereIsNothingToTrainOn() {
        LabeledPairs none = LabeledPairs.of(
                IdIndex.range("user", 3), IdIndex.range("item", 3), new int[0], new int[0], new boolean[0]);

        assertEquals(
                "there is nothing to train on: there are no labelled pairs",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Trainer.of(Mf.defaults()).train(none))
                        .getMessage());
    }

    @Test
    void whereEveryUserHasEverythingThereAreOnlyPositives() {
        Interactions full =
                Interactions.of(2, 2, new int[] {0, 0, 1, 1}, new int[] {0, 1, 0, 1}, Interactions.Order.NONE);

        TrainingResult result = Trainer.of(Gmf.defaults()).withTraining(SHORT).train(full);

        assertEquals(4, result.last().samples());
        assertTrue(Double.isNaN(result.last().auc()), "labels of one kind have no AUC");
        assertTrue(result.last().loss() < result.epochs().get(0).loss());
    }

    @Test
    void noNegativesIsPossible() {
        TrainingResult result =
                Trainer.of(Mf.defaults()).withTraining(SHORT.withNegatives(0)).train(twoTastes());

        assertEquals(twoTastes().size(), result.last().samples());
    }

    @Test
    void everyOptimizerTrains() {
        Adam dense = Adam.defaults().withLearningRate(0.01).withEmbeddings(Adam.Embeddings.DENSE);
        for (Optimizer optimizer : new Optimizer[] {dense, new Sgd(5)}) {
            TrainingResult result = Trainer.of(Mf.defaults())
                    .withTraining(SHORT.withEpochs(20).withOptimizer(optimizer))
                    .train(twoTastes());
            assertTrue(result.last().loss() < 0.9 * result.epochs().get(0).loss(), optimizer + ": " + result.last());
        }
    }

    @Test
    void aTrainerKeepsNothingFromRunToRun() {
        Trainer trainer = Trainer.of(Gmf.defaults()).withTraining(SHORT);
        NcfModel first = trainer.train(twoTastes()).model();
        NcfModel second = trainer.train(twoTastes()).model();

        assertArrayEquals(first.tensor("gmf_user").data, second.tensor("gmf_user").data);
    }

    /** Two threads and a batch of several tiles, so that the work is truly shared; the whole matrix is SameBitsTest's. */
    @ParameterizedTest
    @MethodSource("configs")
    void neitherThreadsNorAnExecutorChangeTheModel(ModelConfig config) throws IOException {
        Trainer trainer = Trainer.of(config).withTraining(SHORT.withBatchSize(200));
        byte[] expected = file(trainer.withThreads(1).train(twoTastes()).model());

        for (int threads : new int[] {2, 5}) {
            assertArrayEquals(
                    expected,
                    file(trainer.withThreads(threads).train(twoTastes()).model()));
        }
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            Trainer shared = trainer.withThreads(3).withExecutor(executor);
            assertArrayEquals(expected, file(shared.train(twoTastes()).model()));
        } finally {
            executor.shutdown();
        }
        assertArrayEquals(
                expected,
                file(trainer.withExecutor(task -> {}).train(twoTastes()).model()));
    }

    private byte[] file(NcfModel model) throws IOException {
        Path file = folder.resolve("threads.safetensors");
        model.save(file);
        return Files.readAllBytes(file);
    }

    @Test
    void noThreadAtAllIsRefused() {
        Trainer trainer = Trainer.of(Gmf.defaults());

        assertEquals(
                "threads must be at least 1, but is 0",
                assertThrows(IllegalArgumentException.class, () -> trainer.withThreads(0))
                        .getMessage());
    }

    /** The threads of a run end with it, also where it fails. */
    @Test
    void noThreadOutlivesARun() {
        Trainer trainer = Trainer.of(Gmf.defaults()).withTraining(SHORT).withThreads(4);
        trainer.train(twoTastes());
        Trainer failing = trainer.withListener(report -> {
            throw new IllegalStateException("on purpose");
        });
        assertThrows(IllegalStateException.class, () -> failing.train(twoTastes()));

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            assertFalse(thread.getName().startsWith("ncf4j-training"), thread.getName());
        }
    }

    @Test
    void withersLeaveTheTrainerAlone() {
        Trainer trainer = Trainer.of(Gmf.defaults());

        assertEquals(SHORT, trainer.withTraining(SHORT).training());
        assertEquals(TrainingConfig.defaults(), trainer.training());
        assertEquals(
                Gmf.defaults(),
                trainer.withTraining(SHORT).withListener(report -> {}).model());
        assertThrows(NullPointerException.class, () -> Trainer.of(null));
        assertThrows(NullPointerException.class, () -> trainer.withTraining(null));
        assertThrows(NullPointerException.class, () -> trainer.withListener(null));
    }

    @Test
    void aReportComputesItsPace() {
        EpochReport report = new EpochReport(2, 5, 0.5, 0.8, 1000, 4);

        assertEquals(250, report.samplesPerSecond());
        assertEquals(12, report.secondsLeft());
    }
}
