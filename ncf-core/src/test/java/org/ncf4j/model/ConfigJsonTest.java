package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncf4j.internal.Json;
import org.ncf4j.nn.Activation;
import org.ncf4j.nn.Adam;
import org.ncf4j.nn.Initializer;
import org.ncf4j.nn.LearningRate;
import org.ncf4j.nn.Loss;
import org.ncf4j.nn.Optimizer;
import org.ncf4j.nn.Sgd;

class ConfigJsonTest {
    private static final String PAPER_TRAINING =
            "\"training\":{\"epochs\":20,\"batch_size\":256,\"loss\":\"binary_cross_entropy\",\"negatives\":4,"
                    + "\"sampling\":{\"exponent\":0,\"corrected\":false,\"candidates\":1},"
                    + "\"positive_weight\":1,\"weigh_by_rating\":false,"
                    + "\"l2\":{\"product\":0,\"tower\":0,\"layers\":0,\"decoupled\":false},\"dropout\":0,"
                    + "\"optimizer\":{\"type\":\"adam\",\"learning_rate\":0.001,\"beta1\":0.9,\"beta2\":0.999,"
                    + "\"epsilon\":1.0E-8,\"embeddings\":\"lazy\"},\"schedule\":\"constant\",\"clip_norm\":0,\"averaging\":0,\"seed\":1}}";

    @Test
    void writesEveryKeyInOrder() {
        TrainingConfig training = TrainingConfig.paper();
        assertEquals(
                "{\"model\":{\"type\":\"neumf\",\"factors\":8,\"layers\":[64,32,16,8],\"activation\":\"relu\","
                        + "\"embeddings\":\"gaussian(0.01)\",\"dense\":\"glorot\",\"head\":\"lecun\"},"
                        + PAPER_TRAINING,
                ConfigJson.write(NeuMf.defaults(), training, null));
        assertEquals(
                "{\"model\":{\"type\":\"mlp\",\"layers\":[128,64,32],\"activation\":\"relu\","
                        + "\"embeddings\":\"gaussian(0.01)\",\"dense\":\"glorot\",\"head\":\"lecun\"},"
                        + PAPER_TRAINING,
                ConfigJson.write(Mlp.defaults(), training, null));
        assertEquals(
                "{\"model\":{\"type\":\"gmf\",\"factors\":64,\"embeddings\":\"gaussian(0.01)\",\"head\":\"lecun\"},"
                        + PAPER_TRAINING,
                ConfigJson.write(Gmf.defaults(), training, null));
        assertEquals(
                "{\"model\":{\"type\":\"mf\",\"factors\":128,\"embeddings\":\"gaussian(0.01)\"}," + PAPER_TRAINING,
                ConfigJson.write(Mf.defaults(), training, null));
        assertEquals(
                "{\"model\":{\"type\":\"mf\",\"factors\":128,\"embeddings\":\"zeros\"},\"training\":{\"epochs\":20,"
                        + "\"batch_size\":256,\"loss\":\"bpr\",\"negatives\":4,"
                        + "\"sampling\":{\"exponent\":0.75,\"corrected\":false,\"candidates\":2},"
                        + "\"positive_weight\":2,\"weigh_by_rating\":true,"
                        + "\"l2\":{\"product\":0.5,\"tower\":0.5,\"layers\":0.5,\"decoupled\":true},\"dropout\":0.25,"
                        + "\"optimizer\":{\"type\":\"sgd\",\"learning_rate\":0.1,\"reduction\":\"sum\"},"
                        + "\"schedule\":\"step(2, 0.5) warmup(1)\",\"clip_norm\":5,\"averaging\":0.5,\"seed\":-3}}",
                ConfigJson.write(Mf.defaults().withEmbeddings(Initializer.zeros()), every(training), null));
    }

    /** Everything but the default. */
    private static TrainingConfig every(TrainingConfig training) {
        return training.withLoss(Loss.BPR)
                .withSampling(new NegativeSampling(0.75, false, 2))
                .withPositiveWeight(2)
                .withWeighByRating(true)
                .withRegularization(new Regularization(0.5, 0.5, 0.5, true, 0.25))
                .withOptimizer(new Sgd(0.1, Sgd.Reduction.SUM))
                .withSchedule(LearningRate.step(2, 0.5).withWarmup(1))
                .withClipNorm(5)
                .withAveraging(0.5)
                .withSeed(-3);
    }

    @Test
    void aPretrainingComesBack() {
        Pretraining pretraining = new Pretraining(
                Mf.defaults().withFactors(6),
                every(TrainingConfig.defaults()),
                TrainingConfig.defaults().withEpochs(3),
                0.75);
        String json = ConfigJson.write(NeuMf.defaults(), TrainingConfig.defaults(), pretraining);
        assertEquals(pretraining, ConfigJson.pretraining(Json.parseObject(json)));
        assertEquals(json, Trainer.fromJson(json).toJson());
        assertNull(Trainer.of(NeuMf.defaults()).pretraining());
    }

    @Test
    void whatIsLeftOutIsTheDefault() {
        assertEquals(Mf.defaults(), model("{'model': {'type': 'mf'}}"));
        assertEquals(Gmf.defaults(), model("{'model': {'type': 'gmf'}, 'training': {}}"));
        assertEquals(Mlp.defaults(), model("{'model': {'type': 'mlp'}}"));
        assertEquals(NeuMf.defaults(), model("{'model': {'type': 'neumf'}}"));
        assertEquals(TrainingConfig.defaults(), training("{}"));
        assertEquals(TrainingConfig.defaults(), training("{'training': {}}"));
        assertEquals(TrainingConfig.defaults(), training("{'training': {'optimizer': {}}}"));
        assertEquals(TrainingConfig.defaults(), training("{'training': {'optimizer': {'type': 'adam'}}}"));
        TrainingConfig ofMf = TrainingConfig.defaults(Mf.defaults());
        assertEquals(ofMf, training("{'model': {'type': 'mf'}}"));
        assertEquals(
                ofMf.withEpochs(3),
                training("{'model': {'type': 'mf'}, 'training': {'epochs': 3, 'optimizer': {'beta1': 0.9}}}"));
        Pretraining pretraining = ConfigJson.pretraining(
                Json.parseObject("{\"pretraining\": {\"product\": {\"model\": {\"type\": \"mf\"}}}}"));
        assertEquals(ofMf, pretraining.productTraining());
        assertEquals(TrainingConfig.defaults(), pretraining.towerTraining());
        assertEquals(
                TrainingConfig.defaults().withLearningRate(2),
                training("{'training': {'optimizer': {'learning_rate': 2}}}"));
    }

    @Test
    void whatIsThereIsRead() {
        assertEquals(
                new NeuMf(
                        5,
                        List.of(6, 2),
                        Activation.TANH,
                        Initializer.gaussian(0.5),
                        Initializer.he(),
                        Initializer.zeros()),
                model("{'model': {'head': 'zeros', 'dense': 'he', 'embeddings': 'gaussian(0.5)', 'activation': 'tanh',"
                        + " 'layers': [6, 2], 'factors': 5, 'type': 'neumf'}}"));
        assertEquals(
                TrainingConfig.defaults()
                        .withEpochs(3)
                        .withBatchSize(7)
                        .withNegatives(0)
                        .withL2(1e-6)
                        .withOptimizer(new Adam(1, 0.5, 0.25, 0.125, Adam.Embeddings.DENSE))
                        .withSeed(Long.MIN_VALUE),
                training("{'training': {'epochs': 3, 'batch_size': 7, 'negatives': 0, 'l2': 1e-6, 'optimizer': {"
                        + "'learning_rate': 1, 'beta1': 0.5, 'beta2': 0.25, 'epsilon': 0.125, 'embeddings': 'dense'},"
                        + " 'seed': -9223372036854775808}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | config key 'model.type' is missing: expected a string",
                "{'model': {}} | config key 'model.type' is missing: expected a string",
                "{'model': 'mf'} | config key 'model' must be an object, but is \"mf\"",
                "{'model': {'type': 3}} | config key 'model.type' must be a string, but is 3",
                "{'model': {'type': 'svd'}} | config key 'model.type' must be one of mf, gmf, mlp, neumf, but is \"svd\"",
                "{'modle': {}} | unknown config key 'modle': expected model, training, pretraining",
                "{'model': {'type': 'mf', 'head': 'zeros'}}"
                        + " | unknown config key 'model.head': expected type, factors, embeddings",
                "{'model': {'type': 'gmf', 'factor': 3}}"
                        + " | unknown config key 'model.factor': expected type, factors, embeddings, head",
                "{'model': {'type': 'mlp', 'factors': 3}} | unknown config key 'model.factors':"
                        + " expected type, layers, activation, embeddings, dense, head",
                "{'model': {'type': 'neumf', 'z': 1, 'y': 2}} | unknown config key 'model.y':"
                        + " expected type, factors, layers, activation, embeddings, dense, head",
                "{'model': {'type': 'mf', 'factors': 8.5}}"
                        + " | config key 'model.factors' must be a whole number of at most 2147483647, but is 8.5",
                "{'model': {'type': 'mf', 'factors': 2147483648}}"
                        + " | config key 'model.factors' must be a whole number of at most 2147483647, but is 2147483648",
                "{'model': {'type': 'mf', 'factors': '8'}}"
                        + " | config key 'model.factors' must be a whole number of at most 2147483647, but is \"8\"",
                "{'model': {'type': 'mlp', 'layers': 64}}"
                        + " | config key 'model.layers' must be a list of whole numbers, such as [64, 32, 16, 8], but is 64",
                "{'model': {'type': 'mlp', 'layers': [64, '32']}} | config key 'model.layers' must be a list of whole"
                        + " numbers, such as [64, 32, 16, 8], but is [64,\"32\"]",
                "{'model': {'type': 'mlp', 'layers': [4294967298, 1]}} | config key 'model.layers' must be a list of whole"
                        + " numbers, such as [64, 32, 16, 8], but is [4294967298,1]",
                "{'model': {'type': 'mlp', 'activation': 'RELU'}} | config key 'model.activation' must be one of"
                        + " identity, relu, sigmoid, tanh, but is \"RELU\"",
                "{'model': {'type': 'mlp', 'activation': true}} | config key 'model.activation' must be one of"
                        + " identity, relu, sigmoid, tanh, but is true",
                "{'model': {'type': 'mf', 'embeddings': 'uniform'}} | config key 'model.embeddings': unknown initializer"
                        + " 'uniform'; expected gaussian(STANDARD_DEVIATION), glorot, he, lecun or zeros",
                "{'model': {'type': 'mf', 'embeddings': 'gaussian(-1)'}} | config key 'model.embeddings':"
                        + " standardDeviation must be positive and finite, but is -1.0",
                "{'model': {'type': 'mf', 'embeddings': 'gaussian(1e-50)'}} | config key 'model.embeddings':"
                        + " standardDeviation must be positive and finite as a float, but 1.0E-50 becomes 0.0",
                "{'model': {'type': 'mf', 'embeddings': 0.01}} | config key 'model.embeddings' must be one of"
                        + " gaussian(STANDARD_DEVIATION), glorot, he, lecun, zeros, but is 0.01",
                "{'model': {'type': 'mf', 'factors': 0}} | factors must be at least 1, but is 0",
            })
    void namesWhatIsWrongWithAModel(String json, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> model(json)).getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'training': []} | config key 'training' must be an object, but is []",
                "{'training': {'epoch': 3}} | unknown config key 'training.epoch':"
                        + " expected epochs, batch_size, loss, negatives, sampling, positive_weight, weigh_by_rating, l2,"
                        + " dropout, optimizer, schedule, clip_norm, averaging, seed",
                "{'train': {}} | unknown config key 'train': expected model, training, pretraining",
                "{'training': {'epochs': 'many'}}"
                        + " | config key 'training.epochs' must be a whole number of at most 2147483647, but is \"many\"",
                "{'training': {'epochs': 20.5}}"
                        + " | config key 'training.epochs' must be a whole number of at most 2147483647, but is 20.5",
                "{'training': {'l2': '0'}} | config key 'training.l2' must be a number or an object, but is \"0\"",
                "{'training': {'seed': 1.5}}"
                        + " | config key 'training.seed' must be a whole number of at most 9223372036854775807, but is 1.5",
                "{'training': {'optimizer': 'adam'}}"
                        + " | config key 'training.optimizer' must be an object, but is \"adam\"",
                "{'training': {'optimizer': {'type': 'rmsprop'}}}"
                        + " | config key 'training.optimizer.type' must be one of adam, sgd, but is \"rmsprop\"",
                "{'training': {'optimizer': {'type': 'sgd'}}}"
                        + " | config key 'training.optimizer.learning_rate' is missing: expected a number",
                "{'training': {'optimizer': {'type': 'sgd', 'learning_rate': 1, 'beta1': 0.9}}}"
                        + " | unknown config key 'training.optimizer.beta1': expected type, learning_rate, reduction",
                "{'training': {'optimizer': {'beta3': 0.9}}} | unknown config key 'training.optimizer.beta3':"
                        + " expected type, learning_rate, beta1, beta2, epsilon, embeddings",
                "{'training': {'optimizer': {'embeddings': 'sparse'}}}"
                        + " | config key 'training.optimizer.embeddings' must be one of lazy, dense, but is \"sparse\"",
                "{'training': {'epochs': -1}} | epochs must be at least 0, but is -1",
            })
    void namesWhatIsWrongWithATraining(String json, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> training(json))
                        .getMessage());
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenReadsBack(@ForAll("models") ModelConfig model, @ForAll("trainings") TrainingConfig training) {
        String json = ConfigJson.write(model, training, null);
        Map<String, Object> root = Json.parseObject(json);
        assertEquals(model, ConfigJson.model(root));
        assertEquals(training, ConfigJson.training(root));
        assertEquals(json, ConfigJson.write(ConfigJson.model(root), ConfigJson.training(root), null));
    }

    @Provide
    Arbitrary<ModelConfig> models() {
        Arbitrary<Integer> factors = Arbitraries.integers().between(1, 1000);
        Arbitrary<List<Integer>> layers = Combinators.combine(
                        Arbitraries.integers().between(1, 500),
                        Arbitraries.integers()
                                .between(1, 500)
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(5))
                .as((half, rest) -> {
                    List<Integer> all = new ArrayList<>(rest);
                    all.add(0, 2 * half);
                    return all;
                });
        Arbitrary<Activation> activations = Arbitraries.of(Activation.class);
        Arbitrary<Initializer> initializers = Arbitraries.oneOf(
                Arbitraries.doubles().between(0, false, Float.MAX_VALUE, true).map(Initializer::gaussian),
                Arbitraries.of(Initializer.glorot(), Initializer.he(), Initializer.lecun(), Initializer.zeros()));
        return Arbitraries.oneOf(
                Combinators.combine(factors, initializers).as(Mf::new),
                Combinators.combine(factors, initializers, initializers).as(Gmf::new),
                Combinators.combine(layers, activations, initializers, initializers, initializers)
                        .as(Mlp::new),
                Combinators.combine(factors, layers, activations, initializers, initializers, initializers)
                        .as(NeuMf::new));
    }

    @Provide
    Arbitrary<TrainingConfig> trainings() {
        Arbitrary<Integer> counts = Arbitraries.integers().greaterOrEqual(1);
        Arbitrary<Double> positive = Arbitraries.doubles().between(0, false, Float.MAX_VALUE, true);
        Arbitrary<Double> beta = Arbitraries.doubles().between(0, true, 1, false);
        Arbitrary<Optimizer> optimizers = Arbitraries.oneOf(
                Combinators.combine(positive, beta, beta, positive, Arbitraries.of(Adam.Embeddings.class))
                        .as(Adam::new),
                Combinators.combine(positive, Arbitraries.of(Sgd.Reduction.class))
                        .as(Sgd::new));
        Arbitrary<Boolean> truths = Arbitraries.of(true, false);
        Arbitrary<NegativeSampling> samplings = Combinators.combine(
                        Arbitraries.doubles().between(0, 2), counts)
                .as((exponent, candidates) -> new NegativeSampling(exponent, false, candidates));
        Arbitrary<Regularization> regularizations =
                Combinators.combine(positive, positive, positive, truths, beta).as(Regularization::new);
        Arbitrary<LearningRate> schedules = Combinators.combine(
                        Arbitraries.oneOf(
                                Arbitraries.just(LearningRate.constant()),
                                beta.map(LearningRate::cosine),
                                Combinators.combine(
                                                counts, Arbitraries.doubles().between(0, false, 1, true))
                                        .as(LearningRate::step)),
                        beta)
                .as(LearningRate::withWarmup);
        Arbitrary<TrainingConfig> first = Combinators.combine(
                        counts, counts, counts, optimizers, Arbitraries.of(Loss.class), Arbitraries.longs())
                .as((epochs, batchSize, negatives, optimizer, loss, seed) -> TrainingConfig.defaults()
                        .withEpochs(epochs)
                        .withBatchSize(batchSize)
                        .withNegatives(negatives)
                        .withOptimizer(optimizer)
                        .withLoss(loss)
                        .withSeed(seed));
        return Combinators.combine(first, samplings, positive, truths, regularizations, schedules, positive, beta)
                .as((config, sampling, weight, truth, regularization, schedule, clip, decay) -> config.withSampling(
                                sampling)
                        .withPositiveWeight(weight)
                        .withWeighByRating(truth)
                        .withRegularization(regularization)
                        .withSchedule(schedule)
                        .withClipNorm(clip)
                        .withAveraging(decay));
    }

    private static ModelConfig model(String json) {
        return ConfigJson.model(Json.parseObject(json.replace('\'', '"')));
    }

    private static TrainingConfig training(String json) {
        return ConfigJson.training(Json.parseObject(json.replace('\'', '"')));
    }
}
