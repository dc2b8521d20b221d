package org.ncf4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.internal.Dot;
import org.ncf4j.nn.Activation;
import org.ncf4j.nn.Dense;
import org.ncf4j.nn.Initializer;

/**
 * The weights of any of the models, which are all parts of one network: a product half ({@code p * q}), a tower over
 * joined embeddings, and a head over both; or, for matrix factorization, the plain sum of the products and biases.
 *
 * <p>Each user and each item has one row, {@code [product, zeros | tower, zeros]} or {@code [product, bias, zeros]}, so
 * that a sample touches two pieces of memory and not four. Zeros fill each part up to whole sets of
 * {@link Dot#LANES}, the longest vectors and whole cache lines: no loop over a part has a rest.
 */
final class FusionNetwork {
    /** A named part of the weights as the model file and users see it. */
    record Tensor(String name, int rows, int columns, Supplier<float[]> copy, Consumer<float[]> assign) {}

    /** Beyond it a weight is no result of training: the product of two is a logit of millions. */
    static final float MAX_WEIGHT = 1e4f;

    private final ModelConfig config;
    /** Width of the product half: 0 without. */
    private final int product;
    /** Width of each of the tower's two embeddings: 0 without. */
    private final int half;

    private final boolean biased;
    private final RowTable users;
    private final RowTable items;
    private final List<Dense> tower;
    /** Where the tower begins, in a row as in the weights of the head: after the product half and its zeros. */
    private final int towerStart;

    private final float[] head;
    private final float[] bias = new float[1];

    /** All weights zero. */
    FusionNetwork(ModelConfig config, int userCount, int itemCount) {
        this.config = config;
        List<Integer> layers = List.of();
        Activation activation = Activation.IDENTITY;
        if (config instanceof Mf mf) {
            product = mf.factors();
        } else if (config instanceof Gmf gmf) {
            product = gmf.factors();
        } else if (config instanceof Mlp mlp) {
            product = 0;
            layers = mlp.layers();
            activation = mlp.activation();
        } else {
            NeuMf neuMf = (NeuMf) config;
            product = neuMf.factors();
            layers = neuMf.layers();
            activation = neuMf.activation();
        }
        half = layers.isEmpty() ? 0 : layers.get(0) / 2;
        biased = config instanceof Mf;
        towerStart = (int) Math.min(Integer.MAX_VALUE, roundUp(product, Dot.LANES));
        // where a sum is no int, the tables refuse what is left of it
        long width = roundUp(half > 0 ? (long) towerStart + half : product + (biased ? 1L : 0), Dot.LANES);
        int columns = (int) Math.min(Integer.MAX_VALUE, width);
        users = new RowTable(userCount, columns);
        items = new RowTable(itemCount, columns);
        List<Dense> dense = new ArrayList<>();
        for (int layer = 1; layer < layers.size(); layer++) {
            dense.add(new Dense(layers.get(layer - 1), layers.get(layer), activation));
        }
        tower = List.copyOf(dense);
        head = new float[biased ? 0 : Math.toIntExact(towerStart + roundUp(towerWidth(), Dot.LANES))];
    }

    /** Draws the weights: each tensor under a number of its own, so that a model's halves do not depend on each other. */
    void initialize(long seed) {
        if (config instanceof Mf mf) {
            initializeEmbeddings(mf.embeddings(), seed);
        } else if (config instanceof Gmf gmf) {
            initializeEmbeddings(gmf.embeddings(), seed);
            initializeHead(gmf.head(), seed);
        } else if (config instanceof Mlp mlp) {
            initializeEmbeddings(mlp.embeddings(), seed);
            initializeTower(mlp.dense(), seed);
            initializeHead(mlp.head(), seed);
        } else {
            NeuMf neuMf = (NeuMf) config;
            initializeEmbeddings(neuMf.embeddings(), seed);
            initializeTower(neuMf.dense(), seed);
            initializeHead(neuMf.head(), seed);
        }
    }

    private void initializeEmbeddings(Initializer initializer, long seed) {
        users.initialize(initializer, 0, product, seed, 0);
        items.initialize(initializer, 0, product, seed, 1);
        users.initialize(initializer, towerStart, half, seed, 2);
        items.initialize(initializer, towerStart, half, seed, 3);
    }

    private void initializeHead(Initializer initializer, long seed) {
        Dense drawn = new Dense(product + towerWidth(), 1, Activation.IDENTITY);
        drawn.initialize(initializer, seed, 4);
        assignHead(drawn.kernel().value().data);
    }

    private void initializeTower(Initializer initializer, long seed) {
        for (int layer = 0; layer < tower.size(); layer++) {
            tower.get(layer).initialize(initializer, seed, 5 + layer);
        }
    }

    /** The same weights in arrays of their own. */
    FusionNetwork copy() {
        FusionNetwork copy = new FusionNetwork(config, users.rows(), items.rows());
        copy.assign(this);
        return copy;
    }

    /**
     * The same layers over other rows.
     *
     * @param userRows for each row of users the one it is now, or -1 for zeros
     * @param itemRows the same of items
     */
    FusionNetwork withRows(int[] userRows, int[] itemRows) {
        FusionNetwork other = new FusionNetwork(config, userRows.length, itemRows.length);
        users.copyRows(userRows, other.users);
        items.copyRows(itemRows, other.items);
        System.arraycopy(head, 0, other.head, 0, head.length);
        other.bias[0] = bias[0];
        other.assignTower(this);
        return other;
    }

    /** Takes the weights of a network of the same kind and sizes. */
    void assign(FusionNetwork other) {
        System.arraycopy(other.users.data(), 0, users.data(), 0, users.data().length);
        System.arraycopy(other.items.data(), 0, items.data(), 0, items.data().length);
        System.arraycopy(other.head, 0, head, 0, head.length);
        bias[0] = other.bias[0];
        assignTower(other);
    }

    private void assignTower(FusionNetwork other) {
        for (int layer = 0; layer < tower.size(); layer++) {
            tower.get(layer)
                    .kernel()
                    .value()
                    .setTo(other.tower.get(layer).kernel().value());
            tower.get(layer).bias().value().setTo(other.tower.get(layer).bias().value());
        }
    }

    /** Moves by a share of the way to the weights of a network of the same kind and sizes. */
    void approach(FusionNetwork other, double share) {
        approach(users.data(), other.users.data(), share);
        approach(items.data(), other.items.data(), share);
        approach(head, other.head, share);
        approach(bias, other.bias, share);
        for (int layer = 0; layer < tower.size(); layer++) {
            Dense to = tower.get(layer);
            Dense from = other.tower.get(layer);
            approach(to.kernel().value().data, from.kernel().value().data, share);
            approach(to.bias().value().data, from.bias().value().data, share);
        }
    }

    private static void approach(float[] values, float[] others, double share) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((1 - share) * values[i] + share * others[i]);
        }
    }

    /** Takes two matrix factorizations, the columns of one beside those of the other, as {@link Blend} has it. */
    void joinSideBySide(FusionNetwork left, FusionNetwork right, double share) {
        joinSideBySide(users, left.users, left.product, right.users, right.product, share);
        joinSideBySide(items, left.items, left.product, right.items, right.product, share);
        bias[0] = (float) ((1 - share) * left.bias[0] + share * right.bias[0]);
    }

    private static void joinSideBySide(
            RowTable table, RowTable left, int leftProduct, RowTable right, int rightProduct, double share) {
        // the weight of a product goes to both its factors, so that those of one part are no longer than of the other
        table.assign(0, leftProduct, scaled(left.copy(0, leftProduct), Math.sqrt(1 - share)));
        table.assign(leftProduct, rightProduct, scaled(right.copy(0, rightProduct), Math.sqrt(share)));
        float[] biases = left.copy(leftProduct, 1);
        float[] more = right.copy(rightProduct, 1);
        for (int row = 0; row < biases.length; row++) {
            biases[row] = (float) ((1 - share) * biases[row] + share * more[row]);
        }
        table.assign(leftProduct + rightProduct, 1, biases);
    }

    private static float[] scaled(float[] values, double factor) {
        scale(values, 0, factor, values, 0, values.length);
        return values;
    }

    /** Begins with what two networks have learnt, as {@link Pretraining} has it. */
    void join(FusionNetwork left, FusionNetwork right, double alpha) {
        float[] weights = new float[product + towerWidth()];
        if (left.biased) {
            float[] ones = new float[Math.max(users.rows(), items.rows())];
            Arrays.fill(ones, 1);
            users.assign(0, left.product, left.users.copy(0, left.product));
            items.assign(0, left.product, left.items.copy(0, left.product));
            users.assign(left.product, 1, left.users.copy(left.product, 1));
            items.assign(left.product, 1, ones);
            users.assign(left.product + 1, 1, ones);
            items.assign(left.product + 1, 1, left.items.copy(left.product, 1));
            Arrays.fill(weights, 0, product, (float) alpha);
        } else {
            users.assign(0, product, left.users.copy(0, product));
            items.assign(0, product, left.items.copy(0, product));
            scale(left.head, 0, alpha, weights, 0, product);
        }
        users.assign(towerStart, half, right.users.copy(right.towerStart, half));
        items.assign(towerStart, half, right.items.copy(right.towerStart, half));
        assignTower(right);
        scale(right.head, right.towerStart, 1 - alpha, weights, product, towerWidth());
        assignHead(weights);
        bias[0] = (float) (alpha * left.bias[0] + (1 - alpha) * right.bias[0]);
    }

    private static void scale(float[] source, int from, double factor, float[] target, int to, int length) {
        for (int i = 0; i < length; i++) {
            target[to + i] = (float) (factor * source[from + i]);
        }
    }

    /** A stretch of an array that holds weights, live. */
    static final class Stretch {
        final String name;
        final float[] array;
        final int from;
        final int length;

        Stretch(String name, float[] array, int from, int length) {
            this.name = name;
            this.array = array;
            this.from = from;
            this.length = length;
        }

        /** The same place in an array as long. */
        Stretch of(String name, float[] other) {
            return new Stretch(name, other, from, length);
        }
    }

    /** All weights as they are held, zeros between them included. */
    List<Stretch> arrays() {
        List<Stretch> arrays = new ArrayList<>();
        arrays.add(new Stretch("users", users.data(), users.at(0), users.rows() * users.width()));
        arrays.add(new Stretch("items", items.data(), items.at(0), items.rows() * items.width()));
        arrays.add(stretch("head", head));
        arrays.add(stretch("bias", bias));
        for (int layer = 0; layer < tower.size(); layer++) {
            arrays.add(stretch("kernel" + (layer + 1), tower.get(layer).kernel().value().data));
            arrays.add(stretch("bias" + (layer + 1), tower.get(layer).bias().value().data));
        }
        return arrays;
    }

    private static Stretch stretch(String name, float[] array) {
        return new Stretch(name, array, 0, array.length);
    }

    ModelConfig config() {
        return config;
    }

    int product() {
        return product;
    }

    int half() {
        return half;
    }

    /** Whether this is matrix factorization: the last column of a row is a bias, and there is no head. */
    boolean biased() {
        return biased;
    }

    RowTable users() {
        return users;
    }

    RowTable items() {
        return items;
    }

    List<Dense> tower() {
        return tower;
    }

    int towerStart() {
        return towerStart;
    }

    /** Width of the tower's output: 0 without a tower. */
    int towerWidth() {
        return tower.isEmpty() ? 0 : tower.get(tower.size() - 1).outputs();
    }

    /**
     * Weights of {@code [product, zeros up to towerStart, tower, zeros up to a full set of lanes]}; empty for matrix
     * factorization.
     */
    float[] head() {
        return head;
    }

    /** The bias of the head, or matrix factorization's global bias. */
    float[] bias() {
        return bias;
    }

    /**
     * Whether every weight is a finite number of a size that training arrives at. Adam bounds its steps: a rate that is far too
     * high leads to weights as large as itself and to a loss that is finite and means nothing.
     */
    boolean isSound() {
        for (Stretch stretch : arrays()) {
            for (int i = stretch.from; i < stretch.from + stretch.length; i++) {
                // false for what is no number, too
                if (!(Math.abs(stretch.array[i]) <= MAX_WEIGHT)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static long roundUp(long length, int unit) {
        return (length + unit - 1) / unit * unit;
    }

    /** All weights by name, in the order of the model file. */
    List<Tensor> tensors() {
        List<Tensor> tensors = new ArrayList<>();
        String prefix = biased ? "mf" : "gmf";
        if (product > 0) {
            tensors.add(columns(prefix + "_user", users, 0, product));
            tensors.add(columns(prefix + "_item", items, 0, product));
        }
        if (half > 0) {
            tensors.add(columns("mlp_user", users, towerStart, half));
            tensors.add(columns("mlp_item", items, towerStart, half));
        }
        if (biased) {
            tensors.add(columns("mf_user_bias", users, product, 1));
            tensors.add(columns("mf_item_bias", items, product, 1));
            tensors.add(whole("mf_bias", 1, 1, bias));
            return tensors;
        }
        for (int layer = 0; layer < tower.size(); layer++) {
            FMatrixRMaj kernel = tower.get(layer).kernel().value();
            tensors.add(whole("dense" + (layer + 1) + "_kernel", kernel.numRows, kernel.numCols, kernel.data));
            FMatrixRMaj offset = tower.get(layer).bias().value();
            tensors.add(whole("dense" + (layer + 1) + "_bias", 1, offset.numCols, offset.data));
        }
        tensors.add(new Tensor("head_kernel", product + towerWidth(), 1, this::copyHead, this::assignHead));
        tensors.add(whole("head_bias", 1, 1, bias));
        return tensors;
    }

    private float[] copyHead() {
        float[] copy = new float[product + towerWidth()];
        System.arraycopy(head, 0, copy, 0, product);
        System.arraycopy(head, towerStart, copy, product, towerWidth());
        return copy;
    }

    private void assignHead(float[] values) {
        System.arraycopy(values, 0, head, 0, product);
        System.arraycopy(values, product, head, towerStart, towerWidth());
    }

    private static Tensor whole(String name, int rows, int columns, float[] array) {
        return new Tensor(
                name, rows, columns, array::clone, values -> System.arraycopy(values, 0, array, 0, array.length));
    }

    private static Tensor columns(String name, RowTable table, int column, int width) {
        return new Tensor(
                name,
                table.rows(),
                width,
                () -> table.copy(column, width),
                values -> table.assign(column, width, values));
    }
}
