package org.ncf4j.model;

import org.ncf4j.nn.Adam;

/**
 * What keeps a model from learning its data by heart. Immutable; compares by value.
 *
 * <p>A strength {@code l2} acts as {@code l2 / 2 |w|^2} added to the loss: {@code l2 * w} is added to the gradient of the
 * mean loss of a batch. It acts in every step on the kernels of the dense layers and the weights of the head, and on
 * rows of the user and item tables. Which rows: with lazily updated embeddings ({@link Adam.Embeddings#LAZY}, the default)
 * and with {@link org.ncf4j.nn.Sgd} only those whose user or item is in the batch, once each, so that a row decays as often
 * as it is trained; with {@link Adam.Embeddings#DENSE} all rows in every step. These are different objectives: a good
 * strength for one is none for the other. With {@link org.ncf4j.nn.Sgd.Reduction#SUM} it acts once for every sample. It
 * does not act on the biases of the dense layers, the bias of the head and the global bias of {@link Mf}. The loss that
 * training reports is without it.
 *
 * <p>Coupled, the default, it goes through the moments of Adam as the rest of the gradient does. Decoupled, it does not:
 * {@code w -= rate * l2 * w} beside Adam's step (Loshchilov and Hutter: Decoupled Weight Decay Regularization, ICLR 2019,
 * algorithm 2). With Sgd both are the same.
 *
 * <p>Dropout sets each input of each dense layer to 0 with a probability, and divides the others by the probability to
 * stay (Srivastava et al.: Dropout, JMLR 15, 2014), in training alone. It acts on the joined embeddings and on the outputs of
 * the tower's layers but the last: a model without a tower has none; every draw is a hash of seed, step, sample and place.
 *
 * @param product L2 of the rows of the product half, and of {@link Mf} with its user and item biases; at least 0, and if
 *     not 0 neither 0 nor infinite as a float; default 0
 * @param tower L2 of the tower's rows; likewise
 * @param layers L2 of the kernels of the dense layers and the weights of the head; likewise
 * @param decoupled whether L2 is weight decay beside Adam; default false
 * @param dropout the probability to be set to 0, in [0, 1); default 0
 */
public record Regularization(double product, double tower, double layers, boolean decoupled, double dropout) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is out of its range or NaN
     */
    public Regularization {
        Checks.notNegative("l2 of product", product);
        Checks.notNegative("l2 of tower", tower);
        Checks.notNegative("l2 of layers", layers);
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout must be at least 0 and below 1, but is " + dropout);
        }
    }

    /** Nothing of it. */
    public static Regularization none() {
        return new Regularization(0, 0, 0, false, 0);
    }

    /** L2 of one strength on all parts, coupled. */
    public static Regularization l2(double strength) {
        Checks.notNegative("l2", strength);
        return none().withL2(strength);
    }

    /** The same with L2 of one strength on all parts. */
    public Regularization withL2(double strength) {
        return new Regularization(strength, strength, strength, decoupled, dropout);
    }

    /** The same with another L2 of the product half's rows. */
    public Regularization withProduct(double product) {
        return new Regularization(product, tower, layers, decoupled, dropout);
    }

    /** The same with another L2 of the tower's rows. */
    public Regularization withTower(double tower) {
        return new Regularization(product, tower, layers, decoupled, dropout);
    }

    /** The same with another L2 of the dense layers and the head. */
    public Regularization withLayers(double layers) {
        return new Regularization(product, tower, layers, decoupled, dropout);
    }

    /** The same with L2 as weight decay beside Adam, or not. */
    public Regularization withDecoupled(boolean decoupled) {
        return new Regularization(product, tower, layers, decoupled, dropout);
    }

    /** The same with another dropout. */
    public Regularization withDropout(double dropout) {
        return new Regularization(product, tower, layers, decoupled, dropout);
    }
}
