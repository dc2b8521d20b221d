package org.ncf4j.examples;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.Interactions;
import org.ncf4j.eval.baseline.Popularity;
import org.ncf4j.eval.search.SearchSpace;
import org.ncf4j.internal.Json;
import org.ncf4j.model.Gmf;
import org.ncf4j.model.Mf;
import org.ncf4j.model.Mlp;
import org.ncf4j.model.ModelConfig;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.Trainer;

/** The models that the commands know by name, each with its defaults and what there is to tune. */
final class ModelZoo {
    private static final List<List<Long>> TOWERS = List.of(
            List.of(32L, 16L, 8L), List.of(64L, 32L, 16L, 8L), List.of(128L, 64L, 32L, 16L), List.of(256L, 128L, 64L));

    private static final List<String> NAMES = List.of("pop", "mf", "gmf", "mlp", "neumf");

    private ModelZoo() {}

    /** All names, the simplest model first. */
    static List<String> names() {
        return NAMES;
    }

    /**
     * The model of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static ModelKind of(String name) {
        return switch (name) {
            case "pop" ->
                new ModelKind(
                        name,
                        "{}",
                        SearchSpace.empty(),
                        config -> ModelKind.complete(config, "{}"),
                        false,
                        (config, train, seed, threads, epochs) -> Popularity.of(train));
            case "mf" -> neural(Mf.defaults(), training().withChoice("model.factors", 16L, 32L, 64L, 128L));
            case "gmf" -> neural(Gmf.defaults(), training().withChoice("model.factors", 8L, 16L, 32L, 64L));
            case "mlp" -> neural(Mlp.defaults(), training().withChoice("model.layers", TOWERS.toArray()));
            case "neumf" ->
                neural(
                        NeuMf.defaults(),
                        training()
                                .withChoice("model.factors", 8L, 16L, 32L, 64L)
                                .withChoice("model.layers", TOWERS.toArray()));
            default ->
                throw new IllegalArgumentException(
                        "unknown model '" + name + "'; expected one of " + String.join(", ", NAMES));
        };
    }

    /** What there is to choose in training, whatever the network. */
    private static SearchSpace training() {
        return SearchSpace.empty()
                .withLogInteger("training.epochs", 5, 40)
                .withLogUniform("training.optimizer.learning_rate", 3e-4, 1e-2)
                .withLogUniform("training.l2", 1e-7, 1e-3)
                .withChoice("training.batch_size", 256L, 512L, 1024L)
                .withChoice("training.negatives", 2L, 4L, 8L);
    }

    private static ModelKind neural(ModelConfig model, SearchSpace space) {
        return new ModelKind(
                model.type(),
                Trainer.of(model).toJson(),
                space,
                config -> complete(config, model.type()),
                true,
                ModelZoo::train);
    }

    private static String complete(String config, String type) {
        Map<String, Object> json = Json.parseObject(config);
        json.putIfAbsent("model", Map.of("type", type));
        Trainer trainer = Trainer.fromJson(Json.write(json));
        if (!trainer.model().type().equals(type)) {
            throw new IllegalArgumentException(
                    "it is of model '" + trainer.model().type() + "', not of '" + type + "'");
        }
        return trainer.toJson();
    }

    private static Scorer train(
            String config, Interactions train, long seed, int threads, ModelKind.@Nullable Epochs epochs) {
        Trainer trainer = Trainer.fromJson(config);
        return trainer.withTraining(trainer.training().withSeed(seed))
                .withThreads(threads)
                .train(train)
                .model();
    }
}
