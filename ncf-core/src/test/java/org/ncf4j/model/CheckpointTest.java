package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.internal.TensorFile;
import org.ncf4j.nn.Adam;
import org.ncf4j.nn.LearningRate;
import org.ncf4j.nn.Loss;
import org.ncf4j.nn.Sgd;

class CheckpointTest {
    private static final SimulatedShop SHOP = SimulatedShop.create(SimulatedShop.Config.defaults()
            .withPositives(4_000)
            .withNegatives(4_000)
            .withUsers(200)
            .withItems(90));
    private static final Interactions DATA = SHOP.purchases();
    private static final TrainingConfig TRAINING =
            TrainingConfig.defaults().withEpochs(3).withBatchSize(256);

    @TempDir
    Path folder;

    /** What differs in the state that a run has to carry over. */
    static Stream<Map.Entry<String, Trainer>> kinds() {
        NeuMf neuMf = NeuMf.defaults().withFactors(5).withLayers(6, 4);
        ImplicitAls als = ImplicitAls.defaults().withFactors(3).withIterations(2);
        Blend blend = new Blend(als, Mf.defaults().withFactors(4), TRAINING, 0.2);
        TrainingConfig joined = TRAINING.withEpochs(0);
        EarlyStopping stopping = EarlyStopping.on(CheckpointTest::metric).withPatience(1);
        Map<String, Trainer> kinds = new LinkedHashMap<>();
        kinds.put("adam and an average", Trainer.of(neuMf).withTraining(TRAINING));
        kinds.put(
                "dense adam, dropout, a schedule",
                Trainer.of(neuMf)
                        .withTraining(TRAINING.withAveraging(0)
                                .withRegularization(new Regularization(1e-4, 1e-3, 1e-3, true, 0.2))
                                .withOptimizer(Adam.defaults().withEmbeddings(Adam.Embeddings.DENSE))
                                .withSchedule(LearningRate.cosine(0.1))));
        kinds.put(
                "single samples",
                Trainer.of(Mf.defaults().withFactors(4))
                        .withTraining(TRAINING.withBatchSize(1).withOptimizer(new Sgd(0.02))));
        kinds.put("bpr", Trainer.of(Mf.defaults().withFactors(4)).withTraining(TRAINING.withLoss(Loss.BPR)));
        kinds.put(
                "early stopping",
                Trainer.of(neuMf).withTraining(TRAINING.withEpochs(9)).withEarlyStopping(stopping));
        kinds.put(
                "halves joined as they are",
                Trainer.of(neuMf.withFactors(9))
                        .withTraining(joined)
                        .withPretraining(Pretraining.of(blend, TRAINING, 0.9)));
        kinds.put(
                "halves trained on, with early stopping",
                Trainer.of(neuMf)
                        .withTraining(TRAINING)
                        .withEarlyStopping(stopping)
                        .withPretraining(new Pretraining(Gmf.defaults().withFactors(5), TRAINING, TRAINING, 0.5)));
        return kinds.entrySet().stream();
    }

    /** Goes up and down with the weights. */
    private static double metric(NcfModel model) {
        float[] scores = new float[DATA.itemCount()];
        model.scoreAll(1, scores);
        return Math.sin(1e3 * scores[0]);
    }

    /** A copy of the checkpoint at each place where one can be, as a killed process would leave it. */
    private List<Path> checkpoints(Trainer trainer, Path expected) throws IOException {
        List<Path> copies = new ArrayList<>();
        copying(trainer, copies, "copy-").train(DATA).model().save(expected);
        return copies;
    }

    private Trainer copying(Trainer trainer, List<Path> copies, String name) {
        Path file = folder.resolve("checkpoint");
        return trainer.withCheckpoint(file, Duration.ZERO, () -> {
            try {
                copies.add(Files.copy(file, folder.resolve(name + copies.size())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRunThatGoesOnEndsInTheSameBytes(Map.Entry<String, Trainer> kind) throws IOException {
        Trainer trainer = kind.getValue().withThreads(1);
        Path plain = folder.resolve("plain");
        trainer.withThreads(2).train(DATA).model().save(plain);
        Path expected = folder.resolve("expected");
        List<Path> copies = checkpoints(trainer.withThreads(1), expected);
        assertEquals(-1, Files.mismatch(plain, expected), "writing checkpoints changed the model");
        assertTrue(copies.size() >= 8, "only " + copies.size() + " checkpoints");
        TrainingResult whole = trainer.train(DATA);

        for (int i = 0; i < copies.size(); i++) {
            TrainingResult result = trainer.withThreads(i % 6 == 1 ? 3 : 1).resume(copies.get(i), DATA);

            Path model = folder.resolve("model");
            result.model().save(model);
            assertEquals(-1, Files.mismatch(expected, model), "from checkpoint " + i);
            assertEquals(whole.bestEpoch(), result.bestEpoch());
            assertEquals(whole.epochs().size(), result.epochs().size());
            for (int epoch = 0; epoch < result.epochs().size(); epoch++) {
                assertEquals(
                        whole.epochs().get(epoch).loss(),
                        result.epochs().get(epoch).loss());
                assertEquals(
                        whole.epochs().get(epoch).auc(),
                        result.epochs().get(epoch).auc());
            }
        }
    }

    /** What a run that goes on writes has all of the run before it, parts that have ended among them. */
    @ParameterizedTest
    @MethodSource("kinds")
    void aRunThatGoesOnMayBeKilledAgain(Map.Entry<String, Trainer> kind) throws IOException {
        Trainer trainer = kind.getValue().withThreads(1);
        Path expected = folder.resolve("expected");
        List<Path> first = checkpoints(trainer, expected);
        List<Path> second = new ArrayList<>();
        copying(trainer, second, "second-").resume(first.get(first.size() / 2), DATA);
        assertFalse(second.isEmpty());

        Path model = folder.resolve("model");
        trainer.resume(second.get(second.size() / 2), DATA).model().save(model);

        assertEquals(-1, Files.mismatch(expected, model));
    }

    @Test
    void labelledPairsGoOnToo() throws IOException {
        Trainer trainer = Trainer.of(Gmf.defaults().withFactors(4)).withTraining(TRAINING);
        LabeledPairs pairs = SHOP.pairs();
        Path file = folder.resolve("checkpoint");
        Thread.currentThread().interrupt();
        TrainingStoppedException stopped = assertThrows(
                TrainingStoppedException.class,
                () -> trainer.withCheckpoint(file).train(pairs));
        assertTrue(Thread.interrupted(), "the flag is for the caller");
        assertEquals(file, stopped.checkpoint().orElseThrow());

        NcfModel model = trainer.resume(file, pairs).model();

        NcfModel expected = trainer.train(pairs).model();
        for (String tensor : expected.tensorNames()) {
            assertArrayEquals(expected.tensor(tensor).data, model.tensor(tensor).data, tensor);
        }
    }

    /** At the next chunk of samples, whether it can be resumed or not. */
    @Test
    void anInterruptEndsTheRun() {
        Trainer trainer = Trainer.of(Gmf.defaults().withFactors(4)).withTraining(TRAINING);
        Thread.currentThread().interrupt();
        TrainingStoppedException stopped = assertThrows(TrainingStoppedException.class, () -> trainer.train(DATA));
        assertTrue(Thread.interrupted());
        assertTrue(stopped.checkpoint().isEmpty());
        assertEquals(
                "training was stopped in epoch 1, after 8192 of 36000 samples; nothing of it is saved",
                stopped.getMessage());

        Thread.currentThread().interrupt();
        assertThrows(TrainingStoppedException.class, () -> Trainer.defaults().train(DATA));
        assertTrue(Thread.interrupted());
    }

    @Test
    void whatIsOfAnotherRunIsRefused() throws IOException {
        Trainer trainer = Trainer.of(Gmf.defaults().withFactors(4)).withTraining(TRAINING);
        Path file = folder.resolve("checkpoint");
        trainer.withCheckpoint(file).train(DATA);

        assertRefused(
                "is of another config: training.epochs is 3 there and 4 here",
                () -> trainer.withTraining(TRAINING.withEpochs(4)).resume(file, DATA));
        assertRefused(
                "is of another config: model.factors is 4 there and 5 here",
                () -> Trainer.of(Gmf.defaults().withFactors(5))
                        .withTraining(TRAINING)
                        .resume(file, DATA));
        assertRefused(
                "is of another config: model.type is \"gmf\" there and \"mlp\" here",
                () -> Trainer.of(Mlp.defaults()).withTraining(TRAINING).resume(file, DATA));
        assertRefused("is of other data (their SHA-256): ", () -> trainer.resume(file, SHOP.pairs()));
        assertRefused(
                "is of other early stopping: none there, patience 5, every 1 here",
                () -> trainer.withEarlyStopping(EarlyStopping.on(model -> 0)).resume(file, DATA));
    }

    private interface Call {
        void run() throws IOException;
    }

    private static void assertRefused(String message, Call call) {
        String told = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(told.contains(message), told);
    }

    @Test
    void whatIsNoCheckpointIsRefused() throws IOException {
        Trainer trainer = Trainer.of(Gmf.defaults().withFactors(4)).withTraining(TRAINING);
        Path file = folder.resolve("file");
        NcfModel model =
                trainer.withCheckpoint(folder.resolve("checkpoint")).train(DATA).model();
        model.save(file);
        String told = assertThrows(ModelFormatException.class, () -> trainer.resume(file, DATA))
                .getMessage();
        assertTrue(told.endsWith("is no checkpoint of version 1, but of format ncf4j, version 1"), told);
        assertThrows(ModelFormatException.class, () -> NcfModel.load(folder.resolve("checkpoint")));

        byte[] bytes = Files.readAllBytes(folder.resolve("checkpoint"));
        for (int at = 0; at < bytes.length; at += 997) {
            bytes[at]++;
            Files.write(file, bytes);
            assertThrows(ModelFormatException.class, () -> trainer.resume(file, DATA), "byte " + at);
            bytes[at]--;
        }
        assertThrows(IOException.class, () -> trainer.resume(folder.resolve("nothing"), DATA));
    }

    /** Weights that are no numbers are not written over those that are. */
    @Test
    void aRunThatDivergesKeepsTheLastGoodCheckpoint() throws IOException {
        // as in EarlyStoppingTest: the weights grow until they are too large
        Trainer trainer = Trainer.of(Mf.defaults().withFactors(4))
                .withTraining(TRAINING.withEpochs(9)
                        .withOptimizer(new Sgd(1))
                        .withL2(2.2)
                        .withAveraging(0));
        Path file = folder.resolve("checkpoint");
        List<Path> copies = new ArrayList<>();
        assertThrows(
                TrainingDivergedException.class,
                () -> trainer.withCheckpoint(file, Duration.ZERO, () -> copies.add(file))
                        .train(DATA));
        assertFalse(copies.isEmpty());
        for (float weight : TensorFile.read(file).floats("weights/users", -1)) {
            assertTrue(Math.abs(weight) <= 1e4, "a weight of " + weight);
        }
    }

    /** The file is gone from under it, and its folder with it: the run must not be lost for that. */
    @Test
    void aCheckpointThatCannotBeWrittenEndsNothing() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path file = inner.resolve("checkpoint");
        Trainer trainer = Trainer.of(Gmf.defaults().withFactors(4)).withTraining(TRAINING);
        NcfModel expected = trainer.train(DATA).model();
        NcfModel model = trainer.withCheckpoint(file, Duration.ZERO)
                .withListener(report -> {
                    try {
                        Files.deleteIfExists(file);
                        Files.deleteIfExists(inner);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .train(DATA)
                .model();
        assertFalse(Files.exists(inner));
        assertArrayEquals(expected.tensor("gmf_user").data, model.tensor("gmf_user").data);
        String told = assertThrows(
                        IllegalArgumentException.class,
                        () -> trainer.withCheckpoint(file).train(DATA))
                .getMessage();
        assertTrue(told.contains("there is no such folder"), told);
        assertThrows(IllegalArgumentException.class, () -> trainer.withCheckpoint(file, Duration.ofSeconds(-1)));
    }

    /** What killed processes left; a process that lives may still be writing, and another machine's is not known. */
    @Test
    void halfWrittenFilesOfTheDeadAreTakenAway() throws IOException {
        long dead = 999_999_999L;
        Path old = Files.createFile(folder.resolve(".checkpoint." + dead + ".0.tmp"));
        Path recent = Files.createFile(folder.resolve(".checkpoint." + dead + ".1.tmp"));
        Path living = Files.createFile(
                folder.resolve(".checkpoint." + ProcessHandle.current().pid() + ".0.tmp"));
        Path other = Files.createFile(folder.resolve(".other." + dead + ".0.tmp"));
        FileTime past = FileTime.from(Instant.now().minusSeconds(100));
        for (Path file : List.of(old, living, other)) {
            Files.setLastModifiedTime(file, past);
        }
        Trainer.of(Gmf.defaults().withFactors(4))
                .withTraining(TRAINING.withEpochs(1))
                .withCheckpoint(folder.resolve("checkpoint"))
                .train(DATA);
        assertFalse(Files.exists(old));
        for (Path file : List.of(recent, living, other)) {
            assertTrue(Files.exists(file), file.toString());
        }
    }
}
