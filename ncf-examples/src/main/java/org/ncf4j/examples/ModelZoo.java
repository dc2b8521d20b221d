package org.ncf4j.examples;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.Interactions;
import org.ncf4j.eval.baseline.Ease;
import org.ncf4j.eval.baseline.ItemKnn;
import org.ncf4j.eval.baseline.Popularity;
import org.ncf4j.eval.search.SearchSpace;
import org.ncf4j.internal.Json;
import org.ncf4j.model.Blend;
import org.ncf4j.model.EarlyStopping;
import org.ncf4j.model.Gmf;
import org.ncf4j.model.ImplicitAls;
import org.ncf4j.model.Mf;
import org.ncf4j.model.Mlp;
import org.ncf4j.model.ModelConfig;
import org.ncf4j.model.Pretraining;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;

/** The models that the commands know by name, each with its defaults and what there is to tune. */
final class ModelZoo {
    private static final List<List<Long>> TOWERS = List.of(
            List.of(32L, 16L, 8L),
            List.of(64L, 32L, 16L, 8L),
            List.of(128L, 64L, 32L),
            List.of(128L, 64L, 32L, 16L),
            List.of(256L, 128L, 64L));

    private static final String RATE = "training.optimizer.learning_rate";
    private static final Long MOST_EPOCHS = 60L;
    private static final List<String> NAMES =
            List.of("pop", "itemknn", "ease", "ials", "mf", "bpr", "gmf", "mlp", "neumf");

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
                        config -> SearchSpace.empty(),
                        config -> ModelKind.complete(config, "{}"),
                        false,
                        (config, train, seed, threads, judge) -> Popularity.of(train));
            case "itemknn" ->
                new ModelKind(
                        name,
                        flat(ItemKnn.defaults().configJson()),
                        config -> SearchSpace.empty()
                                .withLogInteger("neighbors", 5, 1000)
                                .withLogUniform("shrink", 1, 1000),
                        config -> flat(itemKnn(ModelKind.complete(
                                        config, flat(ItemKnn.defaults().configJson())))
                                .configJson()),
                        false,
                        (config, train, seed, threads, judge) ->
                                itemKnn(config).withThreads(threads).fit(train));
            case "ease" ->
                new ModelKind(
                        name,
                        flat(Ease.defaults().configJson()),
                        config -> SearchSpace.empty().withLogUniform("l2", 10, 10_000),
                        config ->
                                ModelKind.complete(config, flat(Ease.defaults().configJson())),
                        false,
                        (config, train, seed, threads, judge) ->
                                ease(config).withThreads(threads).fit(train));
            case "ials" ->
                new ModelKind(
                        name,
                        flat(ImplicitAls.defaults().configJson()),
                        config -> implicitAls("").withChoice("factors", 32L, 64L, 128L, 192L),
                        config -> flat(ImplicitAls.fromJson(ModelKind.complete(
                                        config, flat(ImplicitAls.defaults().configJson())))
                                .configJson()),
                        true,
                        (config, train, seed, threads, judge) ->
                                ImplicitAls.fromJson(config).withSeed(seed).fit(train, threads));
            case "mf" ->
                neural(name, Mf.defaults(), Map.of(), plain().withChoice("model.factors", 32L, 64L, 128L, 192L));
            case "bpr" ->
                neural(
                        name,
                        Mf.defaults(),
                        Map.of("training.loss", "bpr"),
                        plain().withChoice("model.factors", 32L, 64L, 128L, 192L));
            case "gmf" ->
                neural(name, Gmf.defaults(), Map.of(), plain().withChoice("model.factors", 16L, 32L, 64L, 128L));
            case "mlp" ->
                neural(
                        name,
                        Mlp.defaults(),
                        Map.of(),
                        training()
                                .withLogUniform("training.l2.tower", 1e-7, 1e-3)
                                .withChoice("model.layers", TOWERS.toArray()));
            case "neumf" -> neural(name, Trainer.defaults(), Map.of(), ModelZoo::neuMf);
            default ->
                throw new IllegalArgumentException(
                        "unknown model '" + name + "'; expected one of " + String.join(", ", NAMES));
        };
    }

    /** A baseline's values alone: its name is the kind's, and its seed the comparison's. */
    private static String flat(String json) {
        Map<String, Object> values = Json.parseObject(json);
        if (values.get("model") instanceof Map<?, ?> model) {
            values.clear();
            model.forEach((key, value) -> values.put((String) key, value));
        }
        values.remove("type");
        values.remove("seed");
        return Json.write(values);
    }

    private static ItemKnn itemKnn(String config) {
        Map<String, Object> values = Json.parseObject(config);
        return ItemKnn.defaults()
                .withNeighbors(whole(values, "neighbors"))
                .withShrink(number(values, "shrink"))
                .withNormalize(truth(values, "normalize"));
    }

    private static Ease ease(String config) {
        Map<String, Object> values = Json.parseObject(config);
        return Ease.defaults().withL2(number(values, "l2")).withNeighbors(whole(values, "neighbors"));
    }

    /** What there is to choose in implicit alternating least squares, but for the width. */
    private static SearchSpace implicitAls(String prefix) {
        return SearchSpace.empty().withLogUniform(prefix + "negatives", 1, 30).withLogUniform(prefix + "l2", 0.03, 0.6);
    }

    private static boolean truth(Map<String, Object> values, String key) {
        if (values.get(key) instanceof Boolean truth) {
            return truth;
        }
        throw new IllegalArgumentException("config key '" + key + "' must be true or false, but is " + values.get(key));
    }

    private static double number(Map<String, Object> values, String key) {
        if (values.get(key) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("config key '" + key + "' must be a number, but is " + values.get(key));
    }

    private static int whole(Map<String, Object> values, String key) {
        if (values.get(key) instanceof Long whole && whole == whole.intValue()) {
            return whole.intValue();
        }
        throw new IllegalArgumentException(
                "config key '" + key + "' must be a whole number, but is " + values.get(key));
    }

    /** What there is to choose in training, whatever the network. Trials stop early: the epochs are a limit. */
    private static SearchSpace training() {
        return SearchSpace.empty()
                .withChoice("training.epochs", MOST_EPOCHS)
                .withLogUniform(RATE, 3e-4, 1e-2)
                // none that depends on the number of epochs, which is found by stopping
                .withChoice("training.schedule", "constant", "step(1, 0.95)", "step(1, 0.85)")
                .withChoice("training.batch_size", 256L, 512L, 1024L)
                .withChoice("training.negatives", 4L, 8L, 16L);
    }

    /** What there is to choose of a whole that goes on from its halves, where fewer and shorter steps are enough. */
    private static SearchSpace fineTuning(SearchSpace space) {
        return space.withInteger("training.epochs", 1, 10).withLogUniform(RATE, 1e-5, 3e-3);
    }

    /** The same with L2 of the product half. */
    private static SearchSpace plain() {
        return training().withLogUniform("training.l2.product", 1e-7, 1e-3);
    }

    /** For a joined model; where it begins with trained halves, these are what there is to choose. */
    private static SearchSpace neuMf(String config) {
        Trainer trainer = Trainer.fromJson(config);
        Pretraining pretraining = trainer.pretraining();
        if (pretraining == null) {
            // each half wants an L2 of its own
            return training()
                    .withLogUniform("training.l2.product", 1e-7, 1e-3)
                    .withLogUniform("training.l2.tower", 1e-7, 1e-3)
                    .withChoice("model.factors", 8L, 16L, 32L, 64L)
                    .withChoice("model.layers", TOWERS.toArray());
        }
        String tower = "pretraining.tower.training.";
        String product = "pretraining.product.fit.";
        boolean steps = pretraining.productTraining() instanceof TrainingConfig;
        // the width of the halves stays: it is that of the whole
        SearchSpace space = SearchSpace.empty();
        if (pretraining.productTraining() instanceof ImplicitAls) {
            space = implicitAls(product);
        } else if (pretraining.productTraining() instanceof Blend) {
            space = implicitAls(product + "ials.").withLogUniform(product + "share", 0.03, 0.3);
        }
        if (trainer.training().epochs() > 0) {
            space = fineTuning(space);
        }
        // beside scores near 0 and 1 a tower is heard at once
        return space.withUniform("pretraining.alpha", steps ? 0.3 : 0.97, 1)
                .withInteger(tower + "epochs", 4, 16)
                .withLogUniform(tower + "l2.tower", 1e-5, 1e-3);
    }

    private static ModelKind neural(String name, ModelConfig model, Map<String, Object> own, SearchSpace space) {
        return neural(name, Trainer.of(model), own, config -> space);
    }

    /**
     * A model of the trainer's.
     *
     * @param own values of its configuration other than the trainer's, by path
     */
    private static ModelKind neural(
            String name, Trainer trainer, Map<String, Object> own, Function<String, SearchSpace> spaces) {
        return new ModelKind(
                name,
                whole(ModelKind.with(trainer.toJson(), own)),
                spaces,
                config -> complete(config, trainer.model().type(), own),
                true,
                ModelZoo::train);
    }

    private static String complete(String config, String type, Map<String, Object> own) {
        // own values belong to the kind: a configuration cannot do without them
        String text = ModelKind.with(config, own);
        Map<String, Object> json = Json.parseObject(text);
        Map<String, Object> model = new LinkedHashMap<>(Map.of("type", type));
        if (json.get("model") instanceof Map<?, ?> given) {
            given.forEach((key, value) -> model.put((String) key, value));
        }
        json.put("model", model);
        Trainer trainer = Trainer.fromJson(Json.write(json));
        if (!trainer.model().type().equals(type)) {
            throw new IllegalArgumentException(
                    "it is of model '" + trainer.model().type() + "', not of '" + type + "'");
        }
        return trainer.toJson();
    }

    private static String whole(String config) {
        return Trainer.fromJson(config).toJson();
    }

    private static Scorer train(
            String config,
            Interactions train,
            long seed,
            int threads,
            @Nullable ToDoubleFunction<? super Scorer> judge) {
        Trainer configured = Trainer.fromJson(config);
        Trainer trainer = configured.withSeed(seed).withThreads(threads);
        if (judge != null) {
            trainer = trainer.withEarlyStopping(EarlyStopping.on(judge::applyAsDouble));
        }
        return trainer.train(train).model();
    }
}
