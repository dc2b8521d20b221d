package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncf4j.model.Gmf;
import org.ncf4j.model.Mf;
import org.ncf4j.model.Mlp;
import org.ncf4j.model.ModelConfig;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;

class FitCommandTest {
    @TempDir
    Path folder;

    private Path train;
    private Path model;

    @BeforeEach
    void paths() throws IOException {
        train = TinyShop.write(folder.resolve("shop.csv"), TinyShop.csv());
        model = folder.resolve("model.safetensors");
    }

    private Run fit(Object... more) {
        List<Object> args = new ArrayList<>(List.of("fit", "--train", train, "--out", model));
        args.addAll(List.of(more));
        return Run.ncf(args.toArray());
    }

    @Test
    void optionsSetTheConfiguration() throws IOException {
        Run run = fit(
                        "--model",
                        "neumf",
                        "--factors",
                        3,
                        "--layers",
                        "6,4",
                        "--epochs",
                        2,
                        "--batch-size",
                        16,
                        "--learning-rate",
                        .01,
                        "--negatives",
                        2,
                        "--l2",
                        .001,
                        "--seed",
                        7,
                        "--threads",
                        3)
                .succeeds();
        NcfModel saved = NcfModel.load(model);
        assertEquals(NeuMf.defaults().withFactors(3).withLayers(6, 4), saved.config());
        assertEquals(
                TrainingConfig.defaults()
                        .withEpochs(2)
                        .withBatchSize(16)
                        .withLearningRate(.01)
                        .withNegatives(2)
                        .withL2(.001)
                        .withSeed(7),
                saved.training().orElseThrow());
        assertTrue(run.out().contains("20 users, 12 items, 120 positives, 0 seen below the threshold"), run.out());
        assertTrue(run.out().contains("config " + saved.configJson()), run.out());
        assertTrue(
                run.out()
                        .lines()
                        .anyMatch(line -> line.matches("needs about \\d MB of memory, the JVM has [\\d.,]+ [GM]B")),
                run.out());
        assertTrue(run.out().contains("wrote " + model), run.out());
        // two epochs of 120 positives with two negatives each
        List<String> epochs =
                run.out().lines().filter(line -> line.matches(" +\\d+ .* s")).toList();
        assertEquals(2, epochs.size(), run.out());
    }

    @ParameterizedTest
    @CsvSource({"mf", "gmf", "mlp", "neumf"})
    void everyTypeTrainsByDefault(String type) throws IOException {
        fit("--model", type, "--epochs", 1).succeeds();
        assertEquals(type, NcfModel.load(model).config().type());
        assertEquals(
                TrainingConfig.defaults(ModelConfig.ofType(type)).withEpochs(1),
                NcfModel.load(model).training().orElseThrow());
    }

    /** Alone it is the recommended recipe; what is said of sizes or of training is said of one from scratch. */
    @Test
    void neuMfIsPretrainedUnlessOptionsSayHowItIsTrained() throws IOException {
        Run run = fit("--model", "neumf", "--seed", 7).succeeds();
        Trainer expected = Trainer.defaults().withSeed(7);
        assertEquals(expected.toJson(), NcfModel.load(model).configJson());
        // the epochs are those of the tower
        assertEquals(
                expected.pretraining().towerTraining().epochs(),
                run.out().lines().filter(line -> line.matches(" +\\d+ .* s")).count(),
                run.out());
        // what halves that stay as they are would not feel
        Path config = TinyShop.write(folder.resolve("recipe.json"), expected.toJson());
        Run refused = fit("--config", config, "--l2", 0.1);
        assertEquals(2, refused.exitCode());
        assertTrue(refused.err().contains("'training.l2' has no meaning for pretrained halves"), refused.err());
        assertFalse(run.out().contains("from scratch"), run.out());
        assertTrue(
                run.out().contains("the product half is fitted first; the epochs are those of the tower"), run.out());
        Run scratch = fit("--model", "neumf", "--factors", 4, "--epochs", 1).succeeds();
        assertTrue(scratch.out().contains("neumf is trained from scratch; --model neumf alone begins"), scratch.out());
        assertEquals(
                Trainer.of(NeuMf.defaults().withFactors(4))
                        .withTraining(TrainingConfig.defaults().withEpochs(1))
                        .toJson(),
                NcfModel.load(model).configJson());
    }

    /** The halves are what is searched, and the seed of the trials is that of the end. */
    @Test
    void tunesPretrainedHalves() throws IOException {
        Run run = fit("--model", "neumf", "--seed", 7, "--tune", 2, "--validation", "random")
                .succeeds();
        Trainer tuned = Trainer.fromJson(NcfModel.load(model).configJson());
        assertEquals(0, tuned.training().epochs());
        assertEquals(7, tuned.training().seed());
        assertEquals(7, tuned.pretraining().productTraining().seed());
        assertEquals(7, tuned.pretraining().towerTraining().seed());
        assertTrue(run.out().contains("neumf trial 2: "), run.out());
        for (String path : new String[] {"share", "ials.negatives", "ials.l2"}) {
            assertTrue(run.out().contains("\"pretraining.product.fit." + path + "\""), run.out());
        }
        assertEquals(
                0, run.out().lines().filter(line -> line.contains(": failed")).count(), run.out());
    }

    /** Of labelled pairs every label counts, so that the probabilities are ones. */
    @Test
    void labelledPairsAreTrainedFromScratch() throws IOException {
        TinyShop.write(train, "user,item,label\nu,a,1\nu,b,0\nv,a,0\nv,b,1\n");
        fit("--model", "neumf").succeeds();
        assertEquals(Trainer.of(NeuMf.defaults()).toJson(), NcfModel.load(model).configJson());
    }

    @Test
    void threadsDoNotChangeTheModel() throws IOException {
        fit("--model", "mf", "--epochs", 2, "--threads", 1).succeeds();
        byte[] one = Files.readAllBytes(model);
        fit("--model", "mf", "--epochs", 2, "--threads", 4).succeeds();
        assertArrayEquals(one, Files.readAllBytes(model));
        fit("--model", "mf", "--threads", 0)
                .fails(2, "ncf fit: --threads must be at least 1 but was 0 (see 'ncf fit --help')");
    }

    @Test
    void theConfigurationOfAResultIsTakenBack() throws IOException {
        Run run = fit("--model", "gmf", "--factors", 3, "--epochs", 2, "--seed", 5)
                .succeeds();
        String json = run.out()
                .lines()
                .filter(line -> line.startsWith("config "))
                .findFirst()
                .orElseThrow()
                .substring("config ".length());
        Path config = TinyShop.write(folder.resolve("config.json"), json);
        byte[] first = Files.readAllBytes(model);
        fit("--config", config).succeeds();
        assertArrayEquals(first, Files.readAllBytes(model));

        fit("--config", config, "--factors", 5, "--seed", 6).succeeds();
        assertEquals(Gmf.defaults().withFactors(5), NcfModel.load(model).config());
        assertEquals(
                TrainingConfig.defaults().withEpochs(2).withSeed(6),
                NcfModel.load(model).training().orElseThrow());
    }

    @Test
    void anotherTypeTakesOnlyTheTrainingPartOfTheConfiguration() throws IOException {
        Path config = TinyShop.write(folder.resolve("config.json"), """
                {"model": {"type": "gmf", "factors": 3, "embeddings": "gaussian(0.1)"}, "training": {"epochs": 2}}
                """);
        fit("--config", config, "--model", "gmf").succeeds();
        assertEquals(3, ((Gmf) NcfModel.load(model).config()).factors());
        fit("--config", config, "--model", "mlp").succeeds();
        assertEquals(Mlp.defaults(), NcfModel.load(model).config());
        assertEquals(2, NcfModel.load(model).training().orElseThrow().epochs());
        // and what it leaves out is the default of the type that is trained
        for (ModelConfig other : List.of(Mf.defaults(), Mlp.defaults())) {
            fit("--config", config, "--model", other.type()).succeeds();
            assertEquals(
                    TrainingConfig.defaults(other).withEpochs(2),
                    NcfModel.load(model).training().orElseThrow());
        }
    }

    @Test
    void aConfigurationWithoutAModelTakesTheOneOfTheOption() throws IOException {
        Path config = TinyShop.write(folder.resolve("config.json"), "{\"training\": {\"epochs\": 2}}");
        fit("--config", config, "--model", "gmf", "--factors", 3).succeeds();
        assertEquals(Gmf.defaults().withFactors(3), NcfModel.load(model).config());
        assertEquals(
                TrainingConfig.defaults().withEpochs(2),
                NcfModel.load(model).training().orElseThrow());
        fit("--config", config)
                .fails(
                        2,
                        "ncf fit: Missing required option: '--model'; the configuration in " + config
                                + " names none (see 'ncf fit --help')");
    }

    @Test
    void labeledPairsAreTrainedAsTheyAre() throws IOException {
        TinyShop.write(train, TinyShop.labeledCsv());
        Run run = fit("--model", "mf", "--epochs", 1).succeeds();
        assertTrue(run.out().contains("20 users, 12 items, 120 labelled pairs, 100 of them positive"), run.out());
        String end = " has no meaning for " + train + ": labelled pairs are trained as they are (see 'ncf fit --help')";
        fit("--model", "mf", "--negatives", 4).fails(2, "ncf fit: --negatives" + end);
        fit("--model", "mf", "--min-rating", 4).fails(2, "ncf fit: --min-rating" + end);
        fit("--model", "mf", "--duplicates", "sum").fails(2, "ncf fit: --duplicates" + end);
        fit("--model", "mf", "--core", 2).fails(2, "ncf fit: --core" + end);
    }

    @Test
    void refusesWhatHasNoMeaning() {
        String see = " (see 'ncf fit --help')";
        fit().fails(2, "ncf fit: Missing required option: '--model', or a configuration by '--config'" + see);
        fit("--model", "mlp", "--factors", 8).fails(2, "ncf fit: --factors has no meaning for mlp" + see);
        fit("--model", "gmf", "--layers", "8,4").fails(2, "ncf fit: --layers has no meaning for gmf" + see);
        assertEquals(2, fit("--model", "gmf", "--epochs", 0).exitCode());
        assertEquals(2, fit("--model", "mlp", "--layers", "7,4").exitCode());
        assertEquals(2, fit("--model", "gmf", "--learning-rate", "NaN").exitCode());
        assertTrue(Files.notExists(model));
    }

    @Test
    void tunesAndTrainsOnAllWithTheBest() throws IOException {
        Path journal = folder.resolve("trials.jsonl");
        Object[] args = {"--model", "gmf", "--factors", 3, "--tune", 3, "--seed", 2, "--journal", journal};
        Run run = fit(args).succeeds();
        assertTrue(run.out().contains("20 positives to choose by, held out by last"), run.out());
        List<String> trials =
                run.out().lines().filter(line -> line.startsWith("gmf trial ")).toList();
        assertEquals(3, trials.size(), run.out());
        assertTrue(trials.get(0).endsWith(" s, {}"), run.out());
        assertTrue(trials.get(1).contains("\"training.epochs\":"), run.out());
        assertTrue(trials.stream().noneMatch(trial -> trial.contains("factors")), run.out());
        NcfModel saved = NcfModel.load(model);
        assertEquals(Gmf.defaults().withFactors(3), saved.config());
        assertEquals(2, saved.training().orElseThrow().seed());
        assertTrue(run.out().contains("config " + saved.configJson()), run.out());
        byte[] first = Files.readAllBytes(model);
        fit(args).succeeds();
        assertArrayEquals(first, Files.readAllBytes(model));
        assertEquals(3, Files.readAllLines(journal).size());

        run = fit("--model", "mf", "--epochs", 1, "--tune", 2, "--validation-share", .3)
                .succeeds();
        assertTrue(run.out().contains("40 positives to choose by, held out by random"), run.out());
        assertEquals(1, NcfModel.load(model).training().orElseThrow().epochs());
    }

    @Test
    void whatBelongsToTuningNeedsIt() throws IOException {
        String see = " (see 'ncf fit --help')";
        fit("--model", "mf", "--validation", "random").fails(2, "ncf fit: --validation needs --tune" + see);
        fit("--model", "mf", "--validation-share", .1).fails(2, "ncf fit: --validation-share needs --tune" + see);
        fit("--model", "mf", "--journal", "x").fails(2, "ncf fit: --journal needs --tune" + see);
        fit("--model", "mf", "--tune", 0).fails(2, "ncf fit: --tune must be at least 1 but was 0" + see);
        fit("--model", "mf", "--tune", 1, "--validation-share", 1)
                .fails(2, "ncf fit: --validation-share must be above 0 and below 1 but was 1.0" + see);
        fit("--model", "mf", "--tune", 1, "--validation-share", .1, "--validation", "last")
                .fails(2, "ncf fit: --validation-share has no meaning with --validation last" + see);
        TinyShop.write(train, TinyShop.labeledCsv());
        fit("--model", "mf", "--tune", 1)
                .fails(
                        2,
                        "ncf fit: --tune has no meaning for " + train + ": labelled pairs are trained as they are"
                                + see);
        assertTrue(Files.notExists(model));
    }

    @Test
    void aBadConfigurationIsNamed() throws IOException {
        Path config = TinyShop.write(folder.resolve("config.json"), "{\"model\": {\"type\": \"svd\"}}");
        Run run = fit("--config", config);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().startsWith("ncf fit: bad configuration in " + config + ": "), run.err());
        assertTrue(run.err().contains("svd"), run.err());
        Files.write(config, new byte[] {'{', (byte) 0xff, '}'});
        fit("--config", config).fails(1, "ncf fit: bad configuration in " + config + ": not UTF-8 text");
    }
}
