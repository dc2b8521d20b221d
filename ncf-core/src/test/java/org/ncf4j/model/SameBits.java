package org.ncf4j.model;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.internal.TestFloats;
import org.ncf4j.nn.Activation;
import org.ncf4j.nn.Adam;
import org.ncf4j.nn.Engine;
import org.ncf4j.nn.LearningRate;
import org.ncf4j.nn.Loss;
import org.ncf4j.nn.Optimizer;
import org.ncf4j.nn.Sgd;

/** Trains models and prints the hashes of their files: what {@link SameBitsTest} runs in JVMs of many kinds. */
final class SameBits {
    private SameBits() {}

    /** Prints a line {@code kernels SHA-256}. Arguments: the number of threads, and "small" or "large". */
    public static void main(String[] args) throws Exception {
        int threads = Integer.parseInt(args[0]);
        boolean large = args[1].equals("large");
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Path file = Files.createTempFile("ncf4j", ".safetensors");
        try {
            for (NcfModel model : models(threads, large)) {
                model.save(file);
                digest.update(Files.readAllBytes(file));
                digest.update(scores(model));
            }
        } finally {
            Files.deleteIfExists(file);
        }
        System.out.println(Engine.kernels() + " " + HexFormat.of().formatHex(digest.digest()));
    }

    private static List<NcfModel> models(int threads, boolean large) {
        int users = large ? 200 : 20;
        int items = large ? 90 : 15;
        int pairs = large ? 4000 : 150;
        Interactions data = Interactions.of(
                users,
                items,
                TestFloats.ints(pairs, users, 1),
                TestFloats.ints(pairs, items, 2),
                Interactions.Order.NONE);
        Optimizer[] optimizers = {
            Adam.defaults().withLearningRate(0.01), Adam.defaults().withEmbeddings(Adam.Embeddings.DENSE), new Sgd(0.05)
        };
        List<ModelConfig> configs = new ArrayList<>(SmallModels.configs());
        configs.add(NeuMf.defaults().withFactors(16).withLayers(32, 16));
        configs.add(Mf.defaults().withFactors(31));
        configs.add(Mlp.defaults().withLayers(8, 20, 5).withActivation(Activation.TANH));
        configs.add(Mlp.defaults().withLayers(64, 32, 16, 8).withActivation(Activation.SIGMOID));
        List<NcfModel> models = new ArrayList<>();
        for (int i = 0; i < configs.size(); i++) {
            for (int batchSize : large ? new int[] {100, 700} : new int[] {70}) {
                TrainingConfig training = TrainingConfig.paper()
                        .withEpochs(2)
                        .withBatchSize(batchSize)
                        .withNegatives(3)
                        .withL2(i % 2 == 0 ? 0 : 1e-3)
                        .withOptimizer(optimizers[i % optimizers.length])
                        .withSeed(7);
                Trainer trainer =
                        Trainer.of(configs.get(i)).withTraining(training).withThreads(threads);
                models.add(trainer.train(data).model());
                models.add(trainer.withTraining(varied(training, i)).train(data).model());
                if (i == 3) {
                    models.add(trainer.train(labeled(users, items)).model());
                }
            }
        }
        return models;
    }

    /** What else training can do, in some combination. */
    private static TrainingConfig varied(TrainingConfig training, int i) {
        Regularization regularization = new Regularization(1e-3, 2e-3, 3e-3, i % 2 == 0, i % 3 == 0 ? 0 : 0.3);
        NegativeSampling sampling = new NegativeSampling(i % 2 == 0 ? 0 : 0.7, i % 4 == 1, i % 3 == 1 ? 3 : 1);
        TrainingConfig varied = training.withRegularization(regularization)
                .withSampling(sampling)
                .withPositiveWeight(i % 2 == 0 ? 1 : 2.5)
                .withSchedule(LearningRate.cosine(0.1).withWarmup(0.5))
                .withClipNorm(i % 3 == 0 ? 0.05 : 0)
                .withAveraging(i % 2 == 0 ? 0.5 : 0);
        return switch (i % 4) {
            case 0 -> varied.withLoss(Loss.BPR);
            case 2 -> varied.withOptimizer(new Sgd(0.05, Sgd.Reduction.SUM)).withBatchSize(i == 2 ? 1 : 100);
            default -> varied;
        };
    }

    private static LabeledPairs labeled(int users, int items) {
        int count = users * items / 3;
        int[] userOf = new int[count];
        int[] itemOf = new int[count];
        boolean[] positive = new boolean[count];
        for (int i = 0; i < count; i++) {
            userOf[i] = 3 * i / items;
            itemOf[i] = 3 * i % items;
            positive[i] = i % 5 < 2;
        }
        return LabeledPairs.of(IdIndex.range("user", users), IdIndex.range("item", items), userOf, itemOf, positive);
    }

    private static void add(float[] scores, StringBuilder text) {
        for (float score : scores) {
            text.append(Float.floatToRawIntBits(score)).append(' ');
        }
    }

    private static byte[] scores(NcfModel model) {
        float[] scores = new float[model.items().size()];
        StringBuilder text = new StringBuilder();
        for (int user = 0; user < model.users().size(); user += 7) {
            model.scoreAll(user, scores);
            add(scores, text);
        }
        // more than one part of a long history
        int[] most = IntStream.range(0, model.items().size() * 4 / 5).toArray();
        for (int[] history : new int[][] {{}, {3, 8, 9}, most}) {
            model.foldIn(history).scoreAll(0, scores);
            add(scores, text);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
