package org.ncf4j.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ncf4j.data.IdIndex;
import org.ncf4j.internal.TestFloats;
import org.ncf4j.nn.Dense;

/** Networks with weights, and views of what is inside them. */
final class Networks {
    private Networks() {}

    /**
     * A network all of whose weights are drawn, biases too, of a size at which every part matters: logits of about 1.
     */
    static FusionNetwork random(ModelConfig config, int userCount, int itemCount, long seed) {
        FusionNetwork network = new FusionNetwork(config, userCount, itemCount);
        long next = seed;
        for (FusionNetwork.Tensor tensor : network.tensors()) {
            double deviation =
                    tensor.name().startsWith("dense") && tensor.rows() > 1 ? 1.4 / Math.sqrt(tensor.rows()) : 0.5;
            tensor.assign().accept(TestFloats.gaussian(tensor.rows() * tensor.columns(), deviation, next++));
        }
        return network;
    }

    /** A model of a network, of users and items that have numbers for ids and have seen nothing. */
    static NcfModel model(FusionNetwork network) {
        int userCount = network.users().rows();
        return new NcfModel(
                network,
                TrainingConfig.paper(),
                IdIndex.range("user", userCount),
                IdIndex.range("item", network.items().rows()),
                new SeenItems(new int[userCount + 1], new int[0]),
                new NcfModel.Origin("", 0, 0));
    }

    /** The weights by name. */
    static Map<String, double[]> weights(FusionNetwork network) {
        Map<String, double[]> weights = new LinkedHashMap<>();
        for (FusionNetwork.Tensor tensor : network.tensors()) {
            weights.put(tensor.name(), Numbers.doubles(tensor.copy().get()));
        }
        return weights;
    }

    /** What {@link TrainingStep#computeGradients} left, by the names of the tensors, with rows summed over a batch's samples. */
    static Map<String, double[]> gradients(FusionNetwork network, TrainingStep step, Batch batch) {
        Map<String, double[]> gradients = new LinkedHashMap<>();
        double[] users =
                summed(step.userGradients(), batch.users(), network.users().rows(), network);
        double[] items =
                summed(step.itemGradients(), batch.items(), network.items().rows(), network);
        int product = network.product();
        int half = network.half();
        if (network.biased()) {
            gradients.put("mf_user", columns(users, network, 0, product));
            gradients.put("mf_item", columns(items, network, 0, product));
            gradients.put("mf_user_bias", columns(users, network, product, 1));
            gradients.put("mf_item_bias", columns(items, network, product, 1));
            gradients.put("mf_bias", Numbers.doubles(step.total().bias));
            return gradients;
        }
        if (product > 0) {
            gradients.put("gmf_user", columns(users, network, 0, product));
            gradients.put("gmf_item", columns(items, network, 0, product));
        }
        if (half > 0) {
            gradients.put("mlp_user", columns(users, network, network.towerStart(), half));
            gradients.put("mlp_item", columns(items, network, network.towerStart(), half));
        }
        int layer = 0;
        for (Dense ignored : network.tower()) {
            gradients.put("dense" + (layer + 1) + "_kernel", Numbers.doubles(step.total().kernels[layer]));
            gradients.put("dense" + (layer + 1) + "_bias", Numbers.doubles(step.total().biases[layer]));
            layer++;
        }
        double[] head = new double[product + network.towerWidth()];
        for (int j = 0; j < head.length; j++) {
            head[j] = step.total().head[j < product ? j : network.towerStart() + j - product];
        }
        gradients.put("head_kernel", head);
        gradients.put("head_bias", Numbers.doubles(step.total().bias));
        return gradients;
    }

    private static double[] summed(float[] perSample, int[] ids, int rows, FusionNetwork network) {
        int width = network.users().width();
        double[] sums = new double[rows * width];
        for (int sample = 0; sample < ids.length; sample++) {
            for (int j = 0; j < width; j++) {
                sums[ids[sample] * width + j] += perSample[sample * width + j];
            }
        }
        return sums;
    }

    private static double[] columns(double[] table, FusionNetwork network, int column, int width) {
        int stride = network.users().width();
        double[] columns = new double[table.length / stride * width];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = table[i / width * stride + column + i % width];
        }
        return columns;
    }
}
