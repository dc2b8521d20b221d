package org.ncf4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.Split;
import org.ncf4j.eval.Evaluation;
import org.ncf4j.eval.RankingEvaluator;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;

/** Trains NeuMF on a file of interactions, judges it on held-out ones, and saves it. */
public final class TrainOnCsv {
    private TrainOnCsv() {}

    /**
     * Runs the example.
     *
     * @param args the file, with a line for each interaction: user, item and perhaps rating and time; then the model file to
     *     write, {@code model.safetensors} if left out
     * @throws IOException if the file cannot be read or the model not written
     */
    public static void main(String[] args) throws IOException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: TrainOnCsv FILE [MODEL]");
            return;
        }
        Path file = Path.of(args[0]);
        Path modelFile = Path.of(args.length > 1 ? args[1] : "model.safetensors");

        // the form is guessed; withFormat, withColumns, withMinRating and others say it
        Interactions data = new InteractionReader().read(file);
        System.out.printf("%d users, %d items, %d positives%n", data.userCount(), data.itemCount(), data.size());

        // hold out a fifth of every user's
        Split split = Split.random(data, 0.2, 0, 1);
        NcfModel model = Trainer.of(NeuMf.defaults())
                .withTraining(TrainingConfig.defaults().withEpochs(10))
                .withListener(e -> System.out.printf("epoch %d, loss %.4f%n", e.epoch(), e.loss()))
                .train(split.train())
                .model();

        Evaluation evaluation = new RankingEvaluator().evaluate(model, split.test());
        evaluation
                .metrics()
                .forEach((key, value) -> System.out.printf(
                        "%-12s %.4f (95 %% interval %.4f to %.4f)%n", key, value.mean(), value.low(), value.high()));

        model.save(modelFile);
        System.out.println("wrote " + modelFile);
    }
}
