package org.ncf4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.Json;
import org.ncf4j.nn.Activation;
import org.ncf4j.nn.Adam;
import org.ncf4j.nn.Initializer;
import org.ncf4j.nn.LearningRate;
import org.ncf4j.nn.Loss;
import org.ncf4j.nn.Optimizer;
import org.ncf4j.nn.Sgd;

/**
 * A run's whole configuration as JSON: what a model file holds, what results print, and what a user may write by hand.
 *
 * <pre>{@code
 * {"model": {"type": "neumf", "factors": 8, "layers": [64, 32, 16, 8], "activation": "relu",
 *            "embeddings": "gaussian(0.01)", "dense": "glorot", "head": "lecun"},
 *  "training": {"epochs": 20, "batch_size": 512, "loss": "binary_cross_entropy", "negatives": 8,
 *               "sampling": {"exponent": 0, "corrected": false, "candidates": 1}, "positive_weight": 1,
 *               "weigh_by_rating": false, "l2": {"product": 0.00003, "tower": 0.0001, "layers": 0, "decoupled": false},
 *               "dropout": 0, "optimizer": {"type": "adam", "learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999,
 *                             "epsilon": 1.0E-8, "embeddings": "lazy"},
 *               "schedule": "constant", "clip_norm": 0, "averaging": 0.8, "seed": 1}}
 * }</pre>
 *
 * <p>Every key is written, in this order. The factors of a neumf that is left without them follow from its pretrained product half. {@code l2} may also be read as one number for all parts. In what is read, a key that is left out has the default of the type; without
 * one are only {@code model.type} and the learning rate of {@code sgd}. A key that does not belong to the type is refused
 * rather than ignored: it is most often a misspelt one. All errors are {@link IllegalArgumentException}s that name the key
 * by its path.
 */
final class ConfigJson {
    private static final String MODEL = "model";
    private static final String TRAINING = "training";
    private static final String FIT = "fit";
    private static final String TYPE = "type";
    private static final String FACTORS = "factors";
    private static final String LAYERS = "layers";
    private static final String ACTIVATION = "activation";
    private static final String EMBEDDINGS = "embeddings";
    private static final String DENSE = "dense";
    private static final String HEAD = "head";
    private static final String EPOCHS = "epochs";
    private static final String BATCH_SIZE = "batch_size";
    private static final String NEGATIVES = "negatives";
    private static final String PRETRAINING = "pretraining";
    private static final String ALPHA = "alpha";
    private static final String L2 = "l2";
    private static final String LOSS = "loss";
    private static final String SAMPLING = "sampling";
    private static final String EXPONENT = "exponent";
    private static final String CORRECTED = "corrected";
    private static final String CANDIDATES = "candidates";
    private static final String POSITIVE_WEIGHT = "positive_weight";
    private static final String WEIGH_BY_RATING = "weigh_by_rating";
    private static final String PRODUCT = "product";
    private static final String TOWER = "tower";
    private static final String DECOUPLED = "decoupled";
    private static final String DROPOUT = "dropout";
    private static final String SCHEDULE = "schedule";
    private static final String CLIP_NORM = "clip_norm";
    private static final String AVERAGING = "averaging";
    private static final String REDUCTION = "reduction";
    private static final String OPTIMIZER = "optimizer";
    private static final String SEED = "seed";
    private static final String IALS = "ials";
    private static final String BLEND = "blend";
    private static final String SHARE = "share";
    private static final String MF = "mf";
    private static final String ITERATIONS = "iterations";
    private static final String L2_EXPONENT = "l2_exponent";
    private static final String DEVIATION = "deviation";
    private static final String ADAM = "adam";
    private static final String SGD = "sgd";
    private static final String LEARNING_RATE = "learning_rate";
    private static final String BETA1 = "beta1";
    private static final String BETA2 = "beta2";
    private static final String EPSILON = "epsilon";

    private ConfigJson() {}

    /** The configuration as compact JSON; the same configuration gives the same text on every platform. */
    static String write(ModelConfig model, TrainingConfig training, @Nullable Pretraining pretraining) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put(MODEL, map(model));
        root.put(TRAINING, map(training));
        if (pretraining != null) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put(ALPHA, pretraining.alpha());
            map.put(
                    PRODUCT,
                    pretraining.productTraining() instanceof TrainingConfig steps
                            ? part(map(pretraining.product()), steps)
                            : Map.of(FIT, map(pretraining.productTraining())));
            map.put(TOWER, part(null, pretraining.towerTraining()));
            root.put(PRETRAINING, map);
        }
        return Json.write(root);
    }

    private static Map<String, Object> part(@Nullable Map<String, Object> model, TrainingConfig training) {
        Map<String, Object> part = new LinkedHashMap<>();
        if (model != null) {
            part.put(MODEL, model);
        }
        part.put(TRAINING, map(training));
        return part;
    }

    /** The same of a model that no {@link Trainer} made: in place of the training stands how it was fitted. */
    static String writeFit(ModelConfig model, Map<String, Object> fit) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put(MODEL, map(model));
        root.put(FIT, fit);
        return Json.write(root);
    }

    /**
     * Takes what {@link #writeFit} wrote out of a configuration.
     *
     * @param root the whole configuration, changed; a training beside it is left, to be refused
     * @return how the model was fitted; empty for one of a {@link Trainer}
     * @throws IllegalArgumentException if it is no object that tells something, or there is a training beside it
     */
    static Map<String, Object> takeFit(Map<String, Object> root) {
        if (!root.containsKey(FIT)) {
            return Map.of();
        }
        Map<String, Object> fit = new LinkedHashMap<>();
        if (root.remove(FIT) instanceof Map<?, ?> values) {
            values.forEach((key, value) -> fit.put((String) key, value));
        }
        if (fit.isEmpty() || root.containsKey(TRAINING)) {
            throw new IllegalArgumentException("config key '" + FIT
                    + "' must be an object with a key at least, and in place of '" + TRAINING + "'");
        }
        return fit;
    }

    private static Map<String, Object> map(ModelConfig model) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(TYPE, model.type());
        if (model instanceof Mf mf) {
            map.put(FACTORS, mf.factors());
            map.put(EMBEDDINGS, text(mf.embeddings()));
        } else if (model instanceof Gmf gmf) {
            map.put(FACTORS, gmf.factors());
            map.put(EMBEDDINGS, text(gmf.embeddings()));
            map.put(HEAD, text(gmf.head()));
        } else if (model instanceof Mlp mlp) {
            map.put(LAYERS, mlp.layers());
            map.put(ACTIVATION, lower(mlp.activation()));
            map.put(EMBEDDINGS, text(mlp.embeddings()));
            map.put(DENSE, text(mlp.dense()));
            map.put(HEAD, text(mlp.head()));
        } else if (model instanceof NeuMf neuMf) {
            map.put(FACTORS, neuMf.factors());
            map.put(LAYERS, neuMf.layers());
            map.put(ACTIVATION, lower(neuMf.activation()));
            map.put(EMBEDDINGS, text(neuMf.embeddings()));
            map.put(DENSE, text(neuMf.dense()));
            map.put(HEAD, text(neuMf.head()));
        }
        return map;
    }

    private static Map<String, Object> map(TrainingConfig training) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(EPOCHS, training.epochs());
        map.put(BATCH_SIZE, training.batchSize());
        map.put(LOSS, lower(training.loss()));
        map.put(NEGATIVES, training.negatives());
        Map<String, Object> sampling = new LinkedHashMap<>();
        sampling.put(EXPONENT, training.sampling().exponent());
        sampling.put(CORRECTED, training.sampling().corrected());
        sampling.put(CANDIDATES, training.sampling().candidates());
        map.put(SAMPLING, sampling);
        map.put(POSITIVE_WEIGHT, training.positiveWeight());
        map.put(WEIGH_BY_RATING, training.weighByRating());
        Regularization regularization = training.regularization();
        Map<String, Object> l2 = new LinkedHashMap<>();
        l2.put(PRODUCT, regularization.product());
        l2.put(TOWER, regularization.tower());
        l2.put(LAYERS, regularization.layers());
        l2.put(DECOUPLED, regularization.decoupled());
        map.put(L2, l2);
        map.put(DROPOUT, regularization.dropout());
        map.put(OPTIMIZER, map(training.optimizer()));
        map.put(SCHEDULE, training.schedule().toString());
        map.put(CLIP_NORM, training.clipNorm());
        map.put(AVERAGING, training.averaging());
        map.put(SEED, training.seed());
        return map;
    }

    private static Map<String, Object> map(Optimizer optimizer) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(TYPE, optimizer instanceof Adam ? ADAM : SGD);
        map.put(LEARNING_RATE, optimizer.learningRate());
        if (optimizer instanceof Adam adam) {
            map.put(BETA1, adam.beta1());
            map.put(BETA2, adam.beta2());
            map.put(EPSILON, adam.epsilon());
            map.put(EMBEDDINGS, lower(adam.embeddings()));
        } else if (optimizer instanceof Sgd sgd) {
            map.put(REDUCTION, lower(sgd.reduction()));
        }
        return map;
    }

    private static String text(Initializer initializer) {
        // Json's digits, not Double.toString's, which changed with JDK 19.
        return initializer.kind() == Initializer.Kind.GAUSSIAN
                ? "gaussian(" + Json.write(initializer.standardDeviation()) + ")"
                : initializer.toString();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the model's part of a configuration.
     *
     * @param root the whole configuration
     * @throws IllegalArgumentException if the part or its type is missing, or a key or a value is not allowed
     */
    static ModelConfig model(Map<String, Object> root) {
        Section whole = root(root);
        Section model = whole.section(MODEL);
        ModelConfig config = modelOf(whole);
        Pretraining pretraining = pretraining(root);
        // what is pretrained says how wide it is
        return pretraining != null && config instanceof NeuMf neuMf && !model.values.containsKey(FACTORS)
                ? neuMf.withFactors(Pretraining.factors(pretraining.product()))
                : config;
    }

    /** Reads how a NeuMf is pretrained; null if it is not. */
    static @Nullable Pretraining pretraining(Map<String, Object> root) {
        Section whole = root(root);
        if (whole.values.get(PRETRAINING) == null) {
            return null;
        }
        Section pretraining = whole.section(PRETRAINING);
        pretraining.allow(ALPHA, PRODUCT, TOWER);
        Section product = pretraining.section(PRODUCT);
        Section tower = pretraining.section(TOWER);
        tower.allow(TRAINING);
        TrainingConfig towerTraining = trainingOf(tower, TrainingConfig.defaults());
        double alpha = pretraining.number(ALPHA, 0.5);
        if (product.values.containsKey(FIT)) {
            product.allow(FIT);
            return Pretraining.ofFit(fitting(product.section(FIT)), towerTraining, alpha);
        }
        product.allow(MODEL, TRAINING);
        ModelConfig productModel = modelOf(product);
        TrainingConfig productTraining = trainingOf(product, TrainingConfig.defaults(productModel));
        return new Pretraining(productModel, productTraining, towerTraining, alpha);
    }

    /** Reads how a factorization was or is to be fitted: what {@link #map(Fitting)} writes but for gradient steps, or a part of it. */
    static Fitting fitting(Map<String, Object> fit) {
        return fitting(new Section("", fit));
    }

    private static Fitting fitting(Section fit) {
        return switch (fit.text(TYPE, IALS)) {
            case IALS -> implicitAls(fit);
            case BLEND -> blend(fit);
            default -> throw fit.wrong(TYPE, IALS + " or " + BLEND, fit.text(TYPE, IALS));
        };
    }

    private static Blend blend(Section fit) {
        fit.allow(TYPE, SHARE, IALS, MF);
        Blend defaults = Blend.defaults();
        Section second = fit.section(MF);
        second.allow(MODEL, TRAINING);
        Mf model = defaults.model();
        if (second.values.containsKey(MODEL)) {
            ModelConfig given = modelOf(second);
            if (!(given instanceof Mf mf)) {
                throw second.section(MODEL).wrong(TYPE, MF, given.type());
            }
            model = mf;
        }
        return new Blend(
                implicitAls(fit.section(IALS)),
                model,
                trainingOf(second, TrainingConfig.defaults(model)),
                fit.number(SHARE, defaults.share()));
    }

    /** How a fit is written. */
    static Map<String, Object> map(Fitting fitting) {
        if (fitting instanceof TrainingConfig steps) {
            return map(steps);
        }
        if (fitting instanceof ImplicitAls als) {
            return map(als);
        }
        Blend blend = (Blend) fitting;
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(TYPE, BLEND);
        map.put(SHARE, blend.share());
        map.put(IALS, map(blend.leastSquares()));
        map.put(MF, part(map(blend.model()), blend.steps()));
        return map;
    }

    /** Reads what {@link ImplicitAls#configJson} writes, or a part of it. */
    static ImplicitAls implicitAls(Map<String, Object> values) {
        return implicitAls(new Section("", values));
    }

    private static ImplicitAls implicitAls(Section fit) {
        ImplicitAls defaults = ImplicitAls.defaults();
        String type = fit.text(TYPE, IALS);
        if (!type.equals(IALS)) {
            throw fit.wrong(TYPE, IALS, type);
        }
        fit.allow(TYPE, FACTORS, ITERATIONS, NEGATIVES, L2, L2_EXPONENT, DEVIATION, SEED);
        return new ImplicitAls(
                fit.integer(FACTORS, defaults.factors()),
                fit.integer(ITERATIONS, defaults.iterations()),
                fit.number(NEGATIVES, defaults.negatives()),
                fit.number(L2, defaults.l2()),
                fit.number(L2_EXPONENT, defaults.l2Exponent()),
                fit.number(DEVIATION, defaults.deviation()),
                fit.whole(SEED, defaults.seed(), Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /** How an alternating least squares fit is written. */
    static Map<String, Object> map(ImplicitAls als) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(TYPE, IALS);
        map.put(FACTORS, als.factors());
        map.put(ITERATIONS, als.iterations());
        map.put(NEGATIVES, als.negatives());
        map.put(L2, als.l2());
        map.put(L2_EXPONENT, als.l2Exponent());
        map.put(DEVIATION, als.deviation());
        map.put(SEED, als.seed());
        return map;
    }

    private static ModelConfig modelOf(Section whole) {
        Section model = whole.section(MODEL);
        String type = model.text(TYPE, null);
        switch (type) {
            case MF -> {
                Mf defaults = Mf.defaults();
                model.allow(TYPE, FACTORS, EMBEDDINGS);
                return new Mf(
                        model.integer(FACTORS, defaults.factors()),
                        model.initializer(EMBEDDINGS, defaults.embeddings()));
            }
            case "gmf" -> {
                Gmf defaults = Gmf.defaults();
                model.allow(TYPE, FACTORS, EMBEDDINGS, HEAD);
                return new Gmf(
                        model.integer(FACTORS, defaults.factors()),
                        model.initializer(EMBEDDINGS, defaults.embeddings()),
                        model.initializer(HEAD, defaults.head()));
            }
            case "mlp" -> {
                Mlp defaults = Mlp.defaults();
                model.allow(TYPE, LAYERS, ACTIVATION, EMBEDDINGS, DENSE, HEAD);
                return new Mlp(
                        model.integers(LAYERS, defaults.layers()),
                        model.constant(ACTIVATION, defaults.activation(), Activation.values()),
                        model.initializer(EMBEDDINGS, defaults.embeddings()),
                        model.initializer(DENSE, defaults.dense()),
                        model.initializer(HEAD, defaults.head()));
            }
            case "neumf" -> {
                NeuMf defaults = NeuMf.defaults();
                model.allow(TYPE, FACTORS, LAYERS, ACTIVATION, EMBEDDINGS, DENSE, HEAD);
                return new NeuMf(
                        model.integer(FACTORS, defaults.factors()),
                        model.integers(LAYERS, defaults.layers()),
                        model.constant(ACTIVATION, defaults.activation(), Activation.values()),
                        model.initializer(EMBEDDINGS, defaults.embeddings()),
                        model.initializer(DENSE, defaults.dense()),
                        model.initializer(HEAD, defaults.head()));
            }
            default -> throw model.wrong(TYPE, "one of mf, gmf, mlp, neumf", type);
        }
    }

    /**
     * Reads the training's part of a configuration; all of it may be left out.
     *
     * @param root the whole configuration
     * @throws IllegalArgumentException if a key or a value is not allowed
     */
    static TrainingConfig training(Map<String, Object> root) {
        Section whole = root(root);
        boolean isTyped = whole.section(MODEL).values.containsKey(TYPE);
        return trainingOf(whole, isTyped ? TrainingConfig.defaults(modelOf(whole)) : TrainingConfig.defaults());
    }

    /** What is left out is that of the defaults. */
    private static TrainingConfig trainingOf(Section whole, TrainingConfig defaults) {
        Section training = whole.section(TRAINING);
        training.allow(
                EPOCHS,
                BATCH_SIZE,
                LOSS,
                NEGATIVES,
                SAMPLING,
                POSITIVE_WEIGHT,
                WEIGH_BY_RATING,
                L2,
                DROPOUT,
                OPTIMIZER,
                SCHEDULE,
                CLIP_NORM,
                AVERAGING,
                SEED);
        return new TrainingConfig(
                training.integer(EPOCHS, defaults.epochs()),
                training.integer(BATCH_SIZE, defaults.batchSize()),
                training.constant(LOSS, defaults.loss(), Loss.values()),
                training.integer(NEGATIVES, defaults.negatives()),
                sampling(training.section(SAMPLING)),
                training.number(POSITIVE_WEIGHT, defaults.positiveWeight()),
                training.truth(WEIGH_BY_RATING, defaults.weighByRating()),
                regularization(training),
                optimizer(training.section(OPTIMIZER), defaults.optimizer().learningRate()),
                training.schedule(SCHEDULE, defaults.schedule()),
                training.number(CLIP_NORM, defaults.clipNorm()),
                training.number(AVERAGING, defaults.averaging()),
                training.whole(SEED, defaults.seed(), Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private static NegativeSampling sampling(Section sampling) {
        sampling.allow(EXPONENT, CORRECTED, CANDIDATES);
        NegativeSampling defaults = NegativeSampling.uniform();
        return new NegativeSampling(
                sampling.number(EXPONENT, defaults.exponent()),
                sampling.truth(CORRECTED, defaults.corrected()),
                sampling.integer(CANDIDATES, defaults.candidates()));
    }

    /** L2 is a number, for all parts, or an object. */
    private static Regularization regularization(Section training) {
        Regularization whole = TrainingConfig.defaults().regularization();
        Regularization defaults = whole.withDropout(training.number(DROPOUT, whole.dropout()));
        if (training.values.get(L2) instanceof Number strength) {
            return defaults.withL2(strength.doubleValue());
        }
        if (training.values.containsKey(L2) && !(training.values.get(L2) instanceof Map)) {
            throw training.wrong(L2, "a number or an object", training.values.get(L2));
        }
        Section l2 = training.section(L2);
        l2.allow(PRODUCT, TOWER, LAYERS, DECOUPLED);
        return new Regularization(
                l2.number(PRODUCT, defaults.product()),
                l2.number(TOWER, defaults.tower()),
                l2.number(LAYERS, defaults.layers()),
                l2.truth(DECOUPLED, defaults.decoupled()),
                defaults.dropout());
    }

    private static Optimizer optimizer(Section optimizer, double rateOfAdam) {
        String type = optimizer.text(TYPE, ADAM);
        switch (type) {
            case ADAM -> {
                Adam defaults = Adam.defaults().withLearningRate(rateOfAdam);
                optimizer.allow(TYPE, LEARNING_RATE, BETA1, BETA2, EPSILON, EMBEDDINGS);
                return new Adam(
                        optimizer.number(LEARNING_RATE, defaults.learningRate()),
                        optimizer.number(BETA1, defaults.beta1()),
                        optimizer.number(BETA2, defaults.beta2()),
                        optimizer.number(EPSILON, defaults.epsilon()),
                        optimizer.constant(EMBEDDINGS, defaults.embeddings(), Adam.Embeddings.values()));
            }
            case SGD -> {
                optimizer.allow(TYPE, LEARNING_RATE, REDUCTION);
                return new Sgd(
                        optimizer.number(LEARNING_RATE, null),
                        optimizer.constant(REDUCTION, Sgd.Reduction.MEAN, Sgd.Reduction.values()));
            }
            default -> throw optimizer.wrong(TYPE, "one of adam, sgd", type);
        }
    }

    private static Section root(Map<String, Object> root) {
        Section section = new Section("", root);
        section.allow(MODEL, TRAINING, PRETRAINING);
        return section;
    }

    /** One object of the configuration: turns its values into Java's, and names them by their path if they do not fit. */
    private static final class Section {
        private final String path;
        private final Map<?, ?> values;

        Section(String path, Map<?, ?> values) {
            this.path = path;
            this.values = values;
        }

        /** Refuses all keys but these. */
        void allow(String... keys) {
            Set<String> unknown = new TreeSet<>();
            for (Object key : values.keySet()) {
                unknown.add(String.valueOf(key));
            }
            List.of(keys).forEach(unknown::remove);
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException("unknown config key '" + path
                        + unknown.iterator().next() + "': expected " + String.join(", ", keys));
            }
        }

        /** The object under a key; an empty one if the key is missing. */
        Section section(String key) {
            Map<?, ?> section =
                    read(key, Map.of(), "an object", value -> value instanceof Map<?, ?> object ? object : null);
            return new Section(path + key + ".", section);
        }

        String text(String key, @Nullable String otherwise) {
            return read(key, otherwise, "a string", value -> value instanceof String text ? text : null);
        }

        int integer(String key, int otherwise) {
            return (int) whole(key, otherwise, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }

        long whole(String key, long otherwise, long least, long greatest) {
            return read(
                    key,
                    otherwise,
                    "a whole number of at most " + greatest,
                    value -> value instanceof Long whole && whole >= least && whole <= greatest ? whole : null);
        }

        List<Integer> integers(String key, List<Integer> otherwise) {
            return read(key, otherwise, "a list of whole numbers, such as [64, 32, 16, 8]", Section::integers);
        }

        private static @Nullable List<Integer> integers(Object value) {
            if (!(value instanceof List<?> list)) {
                return null;
            }
            List<Integer> integers = new ArrayList<>();
            for (Object element : list) {
                if (!(element instanceof Long whole) || whole != whole.intValue()) {
                    return null;
                }
                integers.add(whole.intValue());
            }
            return integers;
        }

        double number(String key, @Nullable Double otherwise) {
            return read(
                    key, otherwise, "a number", value -> value instanceof Number number ? number.doubleValue() : null);
        }

        boolean truth(String key, boolean otherwise) {
            return read(key, otherwise, "true or false", value -> value instanceof Boolean truth ? truth : null);
        }

        LearningRate schedule(String key, LearningRate otherwise) {
            return read(key, otherwise, "a string such as constant, step(1, 0.85) or cosine(0.01)", value -> {
                if (!(value instanceof String text)) {
                    return null;
                }
                try {
                    return LearningRate.parse(text);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("config key '" + path + key + "': " + e.getMessage(), e);
                }
            });
        }

        <E extends Enum<E>> E constant(String key, E otherwise, E[] constants) {
            String expected = "one of "
                    + String.join(
                            ", ",
                            Arrays.stream(constants).map(ConfigJson::lower).toList());
            return read(
                    key,
                    otherwise,
                    expected,
                    value -> Arrays.stream(constants)
                            .filter(constant -> lower(constant).equals(value))
                            .findFirst()
                            .orElse(null));
        }

        Initializer initializer(String key, Initializer otherwise) {
            String expected = "one of gaussian(STANDARD_DEVIATION), glorot, he, lecun, zeros";
            return read(key, otherwise, expected, value -> {
                if (!(value instanceof String text)) {
                    return null;
                }
                try {
                    return Initializer.parse(text);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("config key '" + path + key + "': " + e.getMessage(), e);
                }
            });
        }

        /** The value under a key, converted; {@code convert} gives null for one that does not fit. */
        private <T> T read(String key, @Nullable T otherwise, String expected, Function<Object, @Nullable T> convert) {
            Object value = values.get(key);
            T result = value == null ? otherwise : convert.apply(value);
            if (result != null) {
                return result;
            }
            throw value == null
                    ? new IllegalArgumentException("config key '" + path + key + "' is missing: expected " + expected)
                    : wrong(key, expected, value);
        }

        IllegalArgumentException wrong(String key, String expected, Object value) {
            return new IllegalArgumentException(
                    "config key '" + path + key + "' must be " + expected + ", but is " + Json.write(value));
        }
    }
}
