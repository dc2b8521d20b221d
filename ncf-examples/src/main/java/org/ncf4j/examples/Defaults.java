package org.ncf4j.examples;

import java.math.BigDecimal;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.stream.Collectors;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.model.Gmf;
import org.ncf4j.model.Mf;
import org.ncf4j.model.Mlp;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.TrainingConfig;

/** The library's own defaults under names for {@code --help}, so that they are written down nowhere else. */
final class Defaults extends ListResourceBundle {
    @Override
    protected Object[][] getContents() {
        TrainingConfig training = TrainingConfig.defaults();
        SimulatedShop.Config shop = SimulatedShop.Config.defaults();
        NeuMf neuMf = NeuMf.defaults();
        return new Object[][] {
            {
                "default.factors",
                "mf " + Mf.defaults().factors() + ", gmf " + Gmf.defaults().factors() + ", neumf " + neuMf.factors()
            },
            {"default.layers", "mlp " + text(Mlp.defaults().layers()) + ", neumf " + text(neuMf.layers())},
            {"default.epochs", text(training.epochs())},
            {"default.batch-size", text(training.batchSize())},
            {
                "default.learning-rate",
                text(training.optimizer().learningRate()) + ", for mf "
                        + text(TrainingConfig.defaults(Mf.defaults())
                                .optimizer()
                                .learningRate())
            },
            {"default.negatives", text(training.negatives())},
            {
                "default.l2",
                text(training.regularization().product()) + " on embeddings of the product half, "
                        + text(training.regularization().tower()) + " on those of the tower, none on layers"
            },
            {"default.seed", text(training.seed())},
            {"models", String.join(", ", ModelZoo.names())},
            {"default.shop.users", text(shop.users())},
            {"default.shop.items", text(shop.items())},
            {"default.shop.positives", text(shop.positives())},
            {"default.shop.negatives", text(shop.negatives())},
            {"default.shop.segments", text(shop.segments())},
            {"default.shop.categories", text(shop.categories())},
            {"default.shop.signal", text(shop.signal())},
            {"default.shop.taste", text(shop.taste())},
            {"default.shop.tail", text(shop.tail())},
            {"default.shop.seed", text(shop.seed())},
        };
    }

    private static String text(Number value) {
        double number = value.doubleValue();
        return number == Math.rint(number)
                ? String.valueOf(value.longValue())
                : new BigDecimal(value.toString()).stripTrailingZeros().toPlainString();
    }

    private static String text(List<Integer> layers) {
        return layers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
