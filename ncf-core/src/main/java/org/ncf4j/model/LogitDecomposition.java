package org.ncf4j.model;

import java.util.Objects;

/**
 * What the logits of one user are the sum of. All models are parts of one network:
 *
 * <pre>
 * logit = h_product . (p_u * q_i)  +  h_tower . tower([r_u; s_i])  +  b_u + b_i  +  b
 *         product                     tower                           biases
 * </pre>
 *
 * <ul>
 *   <li>{@link Gmf} has the product and b, {@link Mlp} the tower and b, {@link NeuMf} both and b (He et al.: Neural
 *       Collaborative Filtering, WWW 2017, equations 9 to 12: the logit is linear in the two halves, so that the split is exact).
 *   <li>{@link Mf} has the product without weights ({@code h = 1}), b<sub>u</sub>, b<sub>i</sub> and b.
 *   <li>A {@link NeuMf} that began with the factors of an {@link Mf} or a {@link Blend} of it with {@link ImplicitAls}, as the
 *       default one does, has those in its product half, and their biases, too: as products with a factor of 1 ({@link
 *       Pretraining}). The scores of least squares lie near 0 and 1 and not on the scale of log-odds. So a tower whose part is
 *       small may still tell two items apart as much as the product does: compare with {@link #mean}.
 * </ul>
 *
 * <p>Made by {@link NcfModel#decompose} and {@link NcfModel#decomposeFoldIn}. Immutable and thread-safe.
 */
public final class LogitDecomposition {
    private final FusionNetwork network;
    private final ItemTiles tiles;
    /** What the user's row lies in. */
    private final float[] rows;

    private final int row;

    /**
     * Parts of a logit, which is their sum.
     *
     * @param product of the product half; 0 where there is none
     * @param tower of the tower; 0 where there is none
     * @param userBias of matrix factorization; else 0
     * @param itemBias of matrix factorization; else 0
     * @param bias the same for all users and items
     */
    public record Parts(double product, double tower, double userBias, double itemBias, double bias) {
        /** Their sum: the logit, up to rounding of doubles. */
        public double logit() {
            return product + tower + userBias + itemBias + bias;
        }
    }

    /** Of a row anywhere. */
    LogitDecomposition(FusionNetwork network, ItemTiles tiles, float[] rows, int row) {
        this.network = network;
        this.tiles = tiles;
        this.rows = rows;
        this.row = row;
    }

    /**
     * The parts of an item's logit.
     *
     * @param item dense index
     * @throws IndexOutOfBoundsException if it is out of range
     */
    public Parts of(int item) {
        Objects.checkIndex(item, network.items().rows());
        float[] logit = new float[1];
        tiles.score(rows, row, new int[] {item}, logit);
        return parts(item, logit[0]);
    }

    /** The means of the parts over all items: what there is beyond them speaks for an item rather than for any. */
    public Parts mean() {
        int items = network.items().rows();
        float[] logits = new float[items];
        tiles.scoreAll(rows, row, logits);
        double product = 0;
        double tower = 0;
        double itemBias = 0;
        for (int item = 0; item < items; item++) {
            Parts parts = parts(item, logits[item]);
            product += parts.product();
            tower += parts.tower();
            itemBias += parts.itemBias();
        }
        return new Parts(product / items, tower / items, userBias(), itemBias / items, network.bias()[0]);
    }

    private Parts parts(int item, double logit) {
        double bias = network.bias()[0];
        double itemBias =
                network.biased() ? network.items().data()[network.items().at(item) + network.product()] : 0;
        // the last of the parts is what is left, so that they come to the score to the last digit
        double rest = logit - bias - userBias() - itemBias;
        double product = network.half() > 0 ? product(item) : rest;
        double tower = network.half() > 0 ? rest - product : 0;
        return new Parts(product, tower, userBias(), itemBias, bias);
    }

    private double userBias() {
        return network.biased() ? rows[row + network.product()] : 0;
    }

    private double product(int item) {
        float[] others = network.items().data();
        int other = network.items().at(item);
        float[] head = network.head();
        double sum = 0;
        for (int j = 0; j < network.product(); j++) {
            sum += (double) head[j] * rows[row + j] * others[other + j];
        }
        return sum;
    }
}
