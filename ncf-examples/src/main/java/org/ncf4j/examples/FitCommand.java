package org.ncf4j.examples;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.data.Split;
import org.ncf4j.eval.Metrics;
import org.ncf4j.eval.RankingEvaluator;
import org.ncf4j.internal.Bytes;
import org.ncf4j.internal.Json;
import org.ncf4j.model.EpochReport;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Pretraining;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingResult;
import org.ncf4j.model.TrainingStoppedException;
import org.ncf4j.nn.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a model on a file of interactions, or of labelled pairs, and saves it. */
@Command(
        name = "fit",
        description = {
            "Trains a model on a file of interactions and saves it.",
            "",
            "With --tune, several configurations are tried first: each is trained without a part of the interactions and"
                    + " judged by this part. The best one is then trained on all of them. What an option sets is not"
                    + " tried."
        })
final class FitCommand extends Subcommand {
    @Option(names = "--train", paramLabel = "FILE", required = true, description = "The interactions to learn from.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path train;

    @Mixin
    private final ReadingOptions reading = new ReadingOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = {
                "The whole model and training configuration as JSON, the object that this command prints and that the"
                        + " model file holds; what it leaves out has its default. An option overrides it; a --model of"
                        + " another type leaves only its training part in force."
            })
    private @Nullable Path config;

    @Option(
            names = "--tune",
            paramLabel = "N",
            description = "Try N configurations, the given or default one among them, and train with the best.")
    private @Nullable Integer tune;

    @Option(
            names = "--validation",
            paramLabel = "last|one|random|row|item|time|newest",
            description = "What --tune holds out to choose by, as split does (default: last where the order is known,"
                    + " else random).")
    private @Nullable SplitBy validation;

    @Option(
            names = "--validation-share",
            paramLabel = "X",
            description = "Share of the interactions to choose by; not with --validation last (default: "
                    + DEFAULT_VALIDATION + ").")
    private @Nullable Double validationShare;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "Write each trial of --tune there, and take those that are there instead of running them"
                    + " again.")
    private @Nullable Path journal;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to train on; no number of them changes the model (default: one a core).")
    private @Nullable Integer threads;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            description =
                    "Write down there how far training has come, so that --resume can go on after a crash, and after"
                            + " Ctrl-C, which ends training at the next chunk of samples.")
    private @Nullable Path checkpoint;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "S",
            description =
                    "Seconds between two checkpoints, at the end of an epoch or within it; 0 for as often as can be"
                            + " (default: 10, and more where writing takes long).")
    private @Nullable Double checkpointEvery;

    @Option(
            names = "--resume",
            description = "Go on from what is in the folder of --checkpoint, if there is something.")
    private boolean resume;

    @Option(
            names = "--without-history",
            description =
                    "Leave what users have seen out of the model file. It recommends to newcomers as before, and to"
                            + " users what they have, too.")
    private boolean withoutHistory;

    @Option(names = "--out", paramLabel = "MODEL", required = true, description = "The model file to write.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    private static final double DEFAULT_VALIDATION = .1;
    private static final String CHECKPOINT = "checkpoint.safetensors";

    @Override
    void run() throws IOException {
        checkTuning();
        checkCheckpoint();
        if (threads != null && threads < 1) {
            throw badUsage("--threads must be at least 1 but was " + threads);
        }
        if (config == null && !model.isTypeGiven()) {
            throw badUsage("Missing required option: '--model', or a configuration by '--config'");
        }
        InteractionReader reader = fromOptions(reading::reader);
        Trainer base = config == null ? null : readConfig(config);
        boolean labelled = reader.hasLabels(train);
        Trainer configured = fromOptions(() -> model.trainer(base, labelled));
        Trainer trainer = threads == null ? configured : configured.withThreads(threads);
        requireOther(out, train, config, journal);
        requireWritable(out);
        if (journal != null) {
            requireOther(journal, train, config);
            requireWritable(journal);
        }

        TrainingResult result;
        if (labelled) {
            refuseWhereLabelled();
            LabeledPairs pairs = reader.readLabeled(train);
            reading.tellBadLines(this);
            print(
                    "%,d users, %,d items, %,d labelled pairs, %,d of them positive",
                    pairs.users().size(), pairs.items().size(), pairs.size(), pairs.positiveCount());
            print("config %s", trainer.toJson());
            print("%s", memory(trainer.memoryNeeded(pairs)));
            result = trained(trainer, (ready, file) -> file == null ? ready.train(pairs) : ready.resume(file, pairs));
        } else {
            Interactions positives = reader.read(train);
            reading.tellBadLines(this);
            print("%s", counts(positives));
            trainer = tune == null ? trainer : tuned(trainer, positives, tune);
            if (trainer.model() instanceof NeuMf && trainer.pretraining() == null) {
                print("neumf is trained from scratch; --model neumf alone begins with halves that are trained apart");
            }
            print("config %s", trainer.toJson());
            print("%s", memory(trainer.memoryNeeded(positives)));
            if (trainer.pretraining() != null && trainer.training().epochs() == 0) {
                print("the product half is fitted first; the epochs are those of the tower");
            }
            result = trained(
                    trainer, (ready, file) -> file == null ? ready.train(positives) : ready.resume(file, positives));
        }
        print("%s; %s kernels: %s", speed(result), Engine.kernels(), Engine.reason());
        (withoutHistory ? result.model().withoutHistory() : result.model()).save(out);
        print("wrote %s", out);
    }

    /** What a trainer does with the data. */
    private interface Run {
        TrainingResult with(Trainer trainer, @Nullable Path resumed) throws IOException;
    }

    /** Trains; with a folder for checkpoints goes on from there where it is to. */
    @SuppressWarnings("try") // the request does its work by being open
    private TrainingResult trained(Trainer trainer, Run run) throws IOException {
        if (checkpoint == null) {
            try (EpochTable table = epochTable(trainer)) {
                return run.with(trainer.withListener(table), null);
            }
        }
        Path file = checkpoint.resolve(CHECKPOINT);
        boolean there = Files.exists(file);
        if (resume) {
            print(
                    there ? "going on from %s" : "there is nothing to resume in %s: training begins anew",
                    there ? file : checkpoint);
        }
        Trainer ready = checkpointEvery == null
                ? trainer.withCheckpoint(file)
                : trainer.withCheckpoint(file, Duration.ofNanos((long) (checkpointEvery * 1e9)));
        try (StopRequest request = new StopRequest();
                EpochTable table = epochTable(trainer)) {
            try {
                return run.with(ready.withListener(table), there ? file : null);
            } catch (TrainingStoppedException e) {
                // said here: when the process is ending, nothing is printed once the request is closed
                warn(
                        e.checkpoint().isPresent()
                                ? "training ends; the same command with --resume goes on from there"
                                : "training ends before anything could be saved");
                throw e;
            }
        }
    }

    private void checkCheckpoint() throws IOException {
        if (checkpoint == null) {
            if (resume || checkpointEvery != null) {
                throw badUsage((resume ? "--resume" : "--checkpoint-every") + " needs --checkpoint");
            }
            return;
        }
        if (checkpointEvery != null && !(checkpointEvery >= 0)) {
            throw badUsage("--checkpoint-every must be a number of seconds, at least 0, but was " + checkpointEvery);
        }
        createFolder(checkpoint);
        if (Files.exists(checkpoint.resolve(CHECKPOINT)) && !resume) {
            throw badUsage("there is a checkpoint in " + checkpoint + ": go on from it with --resume, or remove it");
        }
        requireOther(checkpoint.resolve(CHECKPOINT), out, train, config, journal);
    }

    private void checkTuning() {
        String lonely = validation != null
                ? "--validation"
                : validationShare != null ? "--validation-share" : journal != null ? "--journal" : null;
        if (tune == null && lonely != null) {
            throw badUsage(lonely + " needs --tune");
        }
        if (tune != null && tune < 1) {
            throw badUsage("--tune must be at least 1 but was " + tune);
        }
        if (validationShare != null && !(validationShare > 0 && validationShare < 1)) {
            throw badUsage("--validation-share must be above 0 and below 1 but was " + validationShare);
        }
        if (validationShare != null && validation != null && validation.isOneOfEach()) {
            throw badUsage("--validation-share has no meaning with --validation last");
        }
    }

    /** The trainer with the best of some configurations. */
    private Trainer tuned(Trainer base, Interactions positives, int trials) throws IOException {
        SplitBy by =
                validation != null ? validation : validationShare != null ? SplitBy.random : SplitBy.suited(positives);
        String unfit = by.unfit("--validation", positives);
        if (unfit != null) {
            throw badUsage(unfit);
        }
        double share = validationShare == null ? DEFAULT_VALIDATION : validationShare;
        long seed = base.training().seed();
        Split parts = by.split(positives, share, 0, seed, Split.Rounding.HALF_UP);
        if (parts.test().size() == 0) {
            throw badUsage("--validation " + by + " leaves nothing to choose by");
        }
        print("%,d positives to choose by, held out by %s", parts.test().size(), by);
        int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        RankingEvaluator evaluator = new RankingEvaluator().withThreads(workers);
        Tuning tuning =
                Tuning.of(parts.train(), parts.test(), evaluator, Metrics.ndcg(10), trials, seed, workers, journal);
        String type = base.model().type();
        ModelKind kind = ModelZoo.of(type).without(model.givenPaths());
        Tuning.Found found = tuning.run(type, kind, base.toJson(), out());
        Trainer best = Trainer.fromJson(found.config());
        return best.withSeed(seed).withThreads(workers);
    }

    private static String memory(long needed) {
        return "needs about " + Bytes.text(needed) + " of memory, the JVM has "
                + Bytes.text(Runtime.getRuntime().maxMemory());
    }

    private EpochTable epochTable(Trainer trainer) {
        Pretraining halves = trainer.pretraining();
        int epochs = trainer.training().epochs();
        return new EpochTable(
                out(), epochs == 0 && halves != null ? halves.towerTraining().epochs() : epochs, showsProgress());
    }

    /** A configuration without a model takes the one that {@code --model} names. */
    private Trainer readConfig(Path file) throws IOException {
        try {
            Map<String, Object> json = Json.parseObject(Files.readString(file, StandardCharsets.UTF_8));
            if (!json.containsKey("model")) {
                if (!model.isTypeGiven()) {
                    throw badUsage("Missing required option: '--model'; the configuration in " + file + " names none");
                }
                json.put("model", Map.of("type", model.typeName()));
            }
            Trainer trainer = Trainer.fromJson(Json.write(json));
            if (!model.isTypeGiven() || model.typeName().equals(trainer.model().type())) {
                return trainer;
            }
            // what the training part leaves out has the default of the model that is trained
            json.put("model", Map.of("type", model.typeName()));
            json.remove("pretraining");
            return Trainer.fromJson(Json.write(json));
        } catch (CharacterCodingException e) {
            throw new IOException("bad configuration in " + file + ": not UTF-8 text", e);
        } catch (IllegalArgumentException e) {
            // the library's names are camel case, those of the file have underscores
            String message = Failures.message(e)
                    .replaceFirst("^learningRate ", "learning_rate ")
                    .replaceFirst("^batchSize ", "batch_size ");
            throw new IOException("bad configuration in " + file + ": " + message, e);
        }
    }

    private void refuseWhereLabelled() {
        String option = tune != null ? "--tune" : model.areNegativesGiven() ? "--negatives" : reading.unfitForLabels();
        if (option != null) {
            throw badUsage(option + " has no meaning for " + train + ": labelled pairs are trained as they are");
        }
    }

    /** What there is to learn from, in a line. */
    static String counts(Interactions data) {
        long seen = 0;
        for (int user = 0; user < data.userCount(); user++) {
            seen += data.seenCount(user);
        }
        return String.format(
                Locale.ROOT,
                "%,d users, %,d items, %,d positives, %,d seen below the threshold",
                data.userCount(),
                data.itemCount(),
                data.size(),
                seen - data.size());
    }

    /** How long it took, in a line. */
    static String speed(TrainingResult result) {
        long samples = result.epochs().stream().mapToLong(EpochReport::samples).sum();
        return String.format(
                Locale.ROOT,
                "trained in %.2f s, %,.0f samples/s",
                result.seconds(),
                samples / Math.max(result.seconds(), 1e-9));
    }
}
