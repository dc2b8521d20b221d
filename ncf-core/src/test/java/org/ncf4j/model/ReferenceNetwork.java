package org.ncf4j.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.ncf4j.nn.Activation;

/**
 * The four models once more, in double and in the most obvious way: straight from the formulas of the configs' javadoc,
 * sample by sample. Gradients are central differences, so that no rule of differentiation can be wrong twice.
 */
final class ReferenceNetwork {
    /**
     * Step of the differences. The error of a difference is about h^2 from the third derivative and 1e-16 / h from
     * rounding: 1e-10 both, at most. A ReLU whose kink lies within h of a sample would spoil it; a small h makes that rare.
     */
    private static final double STEP = 1e-6;

    /** A named matrix, row-major. */
    private static final class Matrix {
        final int columns;
        final double[] values;

        Matrix(int columns, double[] values) {
            this.columns = columns;
            this.values = values;
        }

        double at(int row, int column) {
            return values[row * columns + column];
        }
    }

    private final ModelConfig config;
    private final Map<String, Matrix> tensors = new LinkedHashMap<>();

    /** The weights that a network has now. */
    ReferenceNetwork(FusionNetwork network) {
        config = network.config();
        for (FusionNetwork.Tensor tensor : network.tensors()) {
            tensors.put(
                    tensor.name(),
                    new Matrix(tensor.columns(), Numbers.doubles(tensor.copy().get())));
        }
    }

    double logit(int user, int item) {
        if (config instanceof Mf mf) {
            double sum = tensor("mf_bias").at(0, 0)
                    + tensor("mf_user_bias").at(user, 0)
                    + tensor("mf_item_bias").at(item, 0);
            for (int j = 0; j < mf.factors(); j++) {
                sum += tensor("mf_user").at(user, j) * tensor("mf_item").at(item, j);
            }
            return sum;
        }
        double[] features;
        if (config instanceof Gmf gmf) {
            features = product(gmf.factors(), user, item);
        } else if (config instanceof Mlp mlp) {
            features = tower(mlp.layers(), mlp.activation(), user, item);
        } else {
            NeuMf neuMf = (NeuMf) config;
            features =
                    joined(product(neuMf.factors(), user, item), tower(neuMf.layers(), neuMf.activation(), user, item));
        }
        double sum = tensor("head_bias").at(0, 0);
        for (int j = 0; j < features.length; j++) {
            sum += tensor("head_kernel").at(j, 0) * features[j];
        }
        return sum;
    }

    private double[] product(int factors, int user, int item) {
        double[] product = new double[factors];
        for (int j = 0; j < factors; j++) {
            product[j] = tensor("gmf_user").at(user, j) * tensor("gmf_item").at(item, j);
        }
        return product;
    }

    private double[] tower(List<Integer> layers, Activation activation, int user, int item) {
        double[] x = joined(row("mlp_user", user), row("mlp_item", item));
        for (int layer = 1; layer < layers.size(); layer++) {
            Matrix kernel = tensor("dense" + layer + "_kernel");
            Matrix bias = tensor("dense" + layer + "_bias");
            double[] y = new double[layers.get(layer)];
            for (int j = 0; j < y.length; j++) {
                y[j] = bias.at(0, j);
                for (int k = 0; k < x.length; k++) {
                    y[j] += x[k] * kernel.at(k, j);
                }
                y[j] = value(activation, y[j]);
            }
            x = y;
        }
        return x;
    }

    private double[] row(String name, int row) {
        double[] values = new double[tensor(name).columns];
        for (int j = 0; j < values.length; j++) {
            values[j] = tensor(name).at(row, j);
        }
        return values;
    }

    private static double[] joined(double[] a, double[] b) {
        double[] joined = new double[a.length + b.length];
        System.arraycopy(a, 0, joined, 0, a.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    static double value(Activation activation, double x) {
        return switch (activation) {
            case IDENTITY -> x;
            case RELU -> Math.max(x, 0);
            case SIGMOID -> 1 / (1 + StrictMath.exp(-x));
            case TANH -> StrictMath.tanh(x);
        };
    }

    /** Mean binary cross-entropy of a batch. */
    double loss(Batch batch) {
        double sum = 0;
        for (int sample = 0; sample < batch.size(); sample++) {
            double z = logit(batch.users()[sample], batch.items()[sample]);
            sum += Math.max(z, 0) - z * batch.labels()[sample] + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
        }
        return sum / batch.size();
    }

    /** The gradient of {@link #loss} by every element of every tensor. */
    Map<String, double[]> gradient(Batch batch) {
        return gradient(() -> loss(batch));
    }

    /** The gradient of a function of this network by every element of every tensor. */
    Map<String, double[]> gradient(DoubleSupplier function) {
        Map<String, double[]> gradients = new LinkedHashMap<>();
        tensors.forEach((name, matrix) -> {
            double[] gradient = new double[matrix.values.length];
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = derivative(matrix.values, i, function);
            }
            gradients.put(name, gradient);
        });
        return gradients;
    }

    private static double derivative(double[] values, int i, DoubleSupplier function) {
        double value = values[i];
        values[i] = value + STEP;
        double above = function.getAsDouble();
        values[i] = value - STEP;
        double below = function.getAsDouble();
        values[i] = value;
        return (above - below) / (2 * STEP);
    }

    private Matrix tensor(String name) {
        Matrix matrix = tensors.get(name);
        if (matrix == null) {
            throw new AssertionError("the network has no tensor " + name + ", only " + tensors.keySet());
        }
        return matrix;
    }
}
