package org.ncf4j.model;

import java.util.List;
import java.util.stream.IntStream;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Hash;

/** Models of a few users and items, trained for a moment: for tests that need a real one. */
final class SmallModels {
    private SmallModels() {}

    /** One of each kind, of widths that are no multiples of any vector length. */
    static List<ModelConfig> configs() {
        return List.of(
                Mf.defaults().withFactors(3),
                Gmf.defaults().withFactors(5),
                Mlp.defaults().withLayers(6, 5, 3),
                NeuMf.defaults().withFactors(3).withLayers(10, 7));
    }

    /** A model of users "user 0", ... and items "item é0", ..., each user with about a third of the items. */
    static NcfModel train(ModelConfig config, int users, int items) {
        int[] pairs = IntStream.range(0, users * items)
                .filter(pair -> pair % items == pair / items % items || Hash.unit(Hash.bits(7, 0, 0, pair)) < 0.3)
                .toArray();
        Interactions interactions = Interactions.of(
                ids("user", "user ", users),
                ids("item", "item é", items),
                IntStream.of(pairs).map(pair -> pair / items).toArray(),
                IntStream.of(pairs).map(pair -> pair % items).toArray(),
                Interactions.Order.NONE);
        TrainingConfig training =
                TrainingConfig.paper().withEpochs(2).withBatchSize(32).withLearningRate(0.05);
        return Trainer.of(config).withTraining(training).train(interactions).model();
    }

    private static IdIndex ids(String kind, String prefix, int count) {
        return IdIndex.of(
                kind, IntStream.range(0, count).mapToObj(i -> prefix + i).toList());
    }
}
