package org.ncf4j.examples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ncf4j.model.Gmf;
import org.ncf4j.model.Mf;
import org.ncf4j.model.Mlp;
import org.ncf4j.model.ModelConfig;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Pretraining;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which model to train, and how. Each option left out keeps the value of the configuration it is applied to. */
final class ModelOptions {
    @Option(
            names = "--model",
            paramLabel = "mf|gmf|mlp|neumf",
            converter = ModelConverter.class,
            description = "Matrix factorization, generalised matrix factorization, multi-layer perceptron, or the last"
                    + " two joined: neumf alone is a pretrained one, with an option of a size or of the training it is"
                    + " trained from scratch. Needed unless --config says it.")
    private @Nullable ModelConfig type;

    @Option(
            names = "--factors",
            paramLabel = "N",
            description = "Width of mf, of gmf and of neumf's gmf half (default: ${bundle:default.factors}).")
    private @Nullable Integer factors;

    @Option(
            names = "--layers",
            paramLabel = "N",
            split = ",",
            description = "Widths of the tower of mlp and of neumf's mlp half, from its input (the user's and the"
                    + " item's embedding joined) down, separated by commas (default: ${bundle:default.layers}).")
    private int @Nullable [] layers;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Passes over the data (default: ${bundle:default.epochs}).")
    private @Nullable Integer epochs;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Samples a step (default: ${bundle:default.batch-size}).")
    private @Nullable Integer batchSize;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description = "Step size of the optimizer (default: ${bundle:default.learning-rate}).")
    private @Nullable Double learningRate;

    @Option(
            names = "--negatives",
            paramLabel = "N",
            description = "Unseen items drawn for each positive, anew each epoch (default:"
                    + " ${bundle:default.negatives}). Not for labelled pairs.")
    private @Nullable Integer negatives;

    @Option(
            names = "--l2",
            paramLabel = "X",
            description = "Weight of the squared parameters in the loss, the same for all of them (default:"
                    + " ${bundle:default.l2}).")
    private @Nullable Double l2;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of every random draw; the same seed gives the same model (default:"
                    + " ${bundle:default.seed}).")
    private @Nullable Long seed;

    boolean isTypeGiven() {
        return type != null;
    }

    /** The model type that {@code --model} names, which must be given. */
    String typeName() {
        return Objects.requireNonNull(type).type();
    }

    /** Where in a configuration the values of the given options are. */
    List<String> givenPaths() {
        Map<String, Boolean> given = new LinkedHashMap<>();
        given.put("model.factors", factors != null);
        given.put("model.layers", layers != null);
        given.put("training.epochs", epochs != null);
        given.put("training.batch_size", batchSize != null);
        given.put("training.optimizer.learning_rate", learningRate != null);
        given.put("training.negatives", negatives != null);
        given.put("training.l2", l2 != null);
        given.values().removeIf(isGiven -> !isGiven);
        return List.copyOf(given.keySet());
    }

    boolean areNegativesGiven() {
        return negatives != null;
    }

    /**
     * The trainer that the options make of a configuration.
     *
     * @param base what the options override; null for the defaults of the model type that {@code --model} names: for neumf
     *     without any option of a size or of the training, {@link Trainer#defaults}
     * @param labelled whether it is for labelled pairs: of these every sample counts, so that neumf is trained from scratch
     * @throws IllegalArgumentException if a value is refused, or an option has no meaning for the model type
     */
    Trainer trainer(@Nullable Trainer base, boolean labelled) {
        if (base == null && type instanceof NeuMf && givenPaths().isEmpty() && !labelled) {
            Trainer trainer = Trainer.defaults();
            return seed == null ? trainer : trainer.withSeed(seed);
        }
        ModelConfig model;
        if (base != null) {
            model = base.model();
        } else if (type != null) {
            model = type;
        } else {
            throw new IllegalArgumentException("no model type is given");
        }
        if (factors != null) {
            model = withFactors(model, factors);
        }
        if (layers != null) {
            model = withLayers(model, layers);
        }
        TrainingConfig training = base == null ? TrainingConfig.defaults(model) : base.training();
        training = apply(training, epochs, TrainingConfig::withEpochs);
        training = apply(training, batchSize, TrainingConfig::withBatchSize);
        training = apply(training, learningRate, TrainingConfig::withLearningRate);
        training = apply(training, negatives, TrainingConfig::withNegatives);
        training = apply(training, l2, TrainingConfig::withL2);
        training = apply(training, seed, TrainingConfig::withSeed);
        Trainer trainer = Trainer.of(model).withTraining(training);
        Pretraining pretraining = base == null ? null : base.pretraining();
        if (pretraining == null) {
            if (training.epochs() == 0) {
                throw new IllegalArgumentException("epochs must be at least 1, but is 0");
            }
            return trainer;
        }
        List<String> idle = new ArrayList<>(givenPaths());
        idle.removeIf(path -> !path.startsWith("training."));
        if (training.epochs() == 0 && !idle.isEmpty()) {
            throw new IllegalArgumentException("'" + idle.get(0)
                    + "' has no meaning for pretrained halves that are joined as they are: the configuration says under"
                    + " 'pretraining' how these are trained");
        }
        // refuses other factors or layers than those of the halves
        Trainer whole = trainer.withPretraining(pretraining);
        return seed == null ? whole : whole.withSeed(seed);
    }

    private static ModelConfig withFactors(ModelConfig model, int factors) {
        if (model instanceof Mf mf) {
            return mf.withFactors(factors);
        }
        if (model instanceof Gmf gmf) {
            return gmf.withFactors(factors);
        }
        if (model instanceof NeuMf neuMf) {
            return neuMf.withFactors(factors);
        }
        throw new IllegalArgumentException("--factors has no meaning for " + model.type());
    }

    private static ModelConfig withLayers(ModelConfig model, int[] layers) {
        if (model instanceof Mlp mlp) {
            return mlp.withLayers(layers);
        }
        if (model instanceof NeuMf neuMf) {
            return neuMf.withLayers(layers);
        }
        throw new IllegalArgumentException("--layers has no meaning for " + model.type());
    }

    private static <T> TrainingConfig apply(
            TrainingConfig training, @Nullable T option, BiFunction<TrainingConfig, T, TrainingConfig> wither) {
        return option == null ? training : wither.apply(training, option);
    }

    /** Converts a model type's name to its default configuration. */
    static final class ModelConverter implements ITypeConverter<ModelConfig> {
        @Override
        public ModelConfig convert(String text) {
            List<ModelConfig> types = List.of(Mf.defaults(), Gmf.defaults(), Mlp.defaults(), NeuMf.defaults());
            for (ModelConfig config : types) {
                if (config.type().equals(text)) {
                    return config;
                }
            }
            String names = types.stream().map(ModelConfig::type).collect(Collectors.joining(", "));
            throw new TypeConversionException("expected one of " + names + " but was '" + text + "'");
        }
    }
}
