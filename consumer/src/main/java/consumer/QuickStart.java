package consumer;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;
import org.ncf4j.recommend.Recommender;

public final class QuickStart {
    public static void main(String[] args) throws Exception {
        Stream<String> log = Stream.of("ann tea", "ann teapot", "bob tea", "bob honey", "cat teapot", "cat honey",
                "dan coffee", "dan grinder", "eve coffee", "eve filter", "fay grinder", "fay filter");
        Interactions data = Interactions.from(log.map(line -> line.split(" ")), p -> p[0], p -> p[1]);
        Trainer trainer = Trainer.of(NeuMf.defaults())
                .withTraining(TrainingConfig.paper().withEpochs(50).withLearningRate(0.01));
        trainer.train(data).model().save(Path.of("shop.safetensors"));
        Recommender.of(NcfModel.load(Path.of("shop.safetensors"))).recommend("ann", 3).forEach(System.out::println);
    }
}
