package org.ncf4j.examples;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.internal.Bytes;
import org.ncf4j.internal.Json;
import org.ncf4j.model.EpochReport;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingResult;
import org.ncf4j.nn.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a model on a file of interactions, or of labelled pairs, and saves it. */
@Command(name = "fit", description = "Trains a model on a file of interactions and saves it.")
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
            names = "--threads",
            paramLabel = "N",
            description = "Threads to train on; no number of them changes the model (default: one a core).")
    private @Nullable Integer threads;

    @Option(names = "--out", paramLabel = "MODEL", required = true, description = "The model file to write.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Override
    void run() throws IOException {
        if (threads != null && threads < 1) {
            throw badUsage("--threads must be at least 1 but was " + threads);
        }
        if (config == null && !model.isTypeGiven()) {
            throw badUsage("Missing required option: '--model', or a configuration by '--config'");
        }
        InteractionReader reader = fromOptions(reading::reader);
        Trainer base = config == null ? null : readConfig(config);
        Trainer configured = fromOptions(() -> model.trainer(base));
        Trainer trainer = threads == null ? configured : configured.withThreads(threads);
        requireOther(out, train, config);
        requireWritable(out);

        TrainingResult result;
        if (reader.hasLabels(train)) {
            refuseWhereLabelled();
            LabeledPairs pairs = reader.readLabeled(train);
            print(
                    "%,d users, %,d items, %,d labelled pairs, %,d of them positive",
                    pairs.users().size(), pairs.items().size(), pairs.size(), pairs.positiveCount());
            print("config %s", trainer.toJson());
            print("%s", memory(trainer.memoryNeeded(pairs)));
            try (EpochTable table = epochTable(trainer)) {
                result = trainer.withListener(table).train(pairs);
            }
        } else {
            Interactions positives = reader.read(train);
            print("%s", counts(positives));
            print("config %s", trainer.toJson());
            print("%s", memory(trainer.memoryNeeded(positives)));
            try (EpochTable table = epochTable(trainer)) {
                result = trainer.withListener(table).train(positives);
            }
        }
        print("%s; %s kernels: %s", speed(result), Engine.kernels(), Engine.reason());
        result.model().save(out);
        print("wrote %s", out);
    }

    private static String memory(long needed) {
        return "needs about " + Bytes.text(needed) + " of memory, the JVM has "
                + Bytes.text(Runtime.getRuntime().maxMemory());
    }

    private EpochTable epochTable(Trainer trainer) {
        return new EpochTable(out(), trainer.training().epochs(), showsProgress());
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
        String option = model.areNegativesGiven() ? "--negatives" : reading.unfitForLabels();
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
