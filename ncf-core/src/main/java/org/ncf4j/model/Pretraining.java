package org.ncf4j.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ncf4j.nn.Initializer;

/**
 * How {@link NeuMf} is trained in two stages (He et al.: Neural Collaborative Filtering, WWW 2017, section 3.4.1): both halves
 * alone first, then the whole from where they ended. Immutable.
 *
 * <p>The logit of the joined model is {@code alpha z_product + (1 - alpha) z_tower}, with the logits of the two models it is
 * made of. The first may be a {@link Gmf} of the same factors, or an {@link Mf} of two factors fewer: its biases become
 * products with a factor of 1, {@code [p, b_u, 1] * [q, 1, b_i]} under a head of ones times alpha. From there on these ones
 * are weights as the others are: training moves them, and L2 of the product half pulls at them.
 *
 * <p>The product half may also be found by {@link ImplicitAls}, without any gradient, or be a {@link Blend} of the two ways.
 * The scores of least squares lie near 0 and 1, where those of a tower are log-odds, from about -10 to 5: the tower is heard
 * at an alpha of 0.99 already.
 *
 * @param product the model of the product half: a Gmf of as many factors, or an Mf of two fewer
 * @param productTraining how it is trained: gradient steps, or an {@link ImplicitAls} or {@link Blend} of the Mf's factors
 * @param towerTraining how the Mlp of the same layers is trained
 * @param alpha weight of the product half, in [0, 1]; the paper's is 0.5
 */
public record Pretraining(ModelConfig product, Fitting productTraining, TrainingConfig towerTraining, double alpha) {
    /** Columns that hold the two biases of matrix factorization. */
    static final int BIASES = 2;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the product half is no Gmf or Mf, or not what its training makes, or a half has no
     *     epochs, or alpha is out of range
     */
    public Pretraining {
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(productTraining, "productTraining");
        Objects.requireNonNull(towerTraining, "towerTraining");
        if (!(product instanceof Gmf || product instanceof Mf)) {
            throw new IllegalArgumentException("product must be gmf or mf, but is " + product.type());
        }
        Checks.atLeast("epochs of the tower", towerTraining.epochs(), 1);
        if (productTraining instanceof TrainingConfig steps) {
            Checks.atLeast("epochs of the product half", steps.epochs(), 1);
        }
        Mf made = model(productTraining);
        if (made != null && !product.equals(made)) {
            throw new IllegalArgumentException(
                    "product must be what its training makes, " + made + ", but is " + product);
        }
        checkAlpha(alpha);
    }

    /**
     * With a product half by alternating least squares.
     *
     * @param product how it is found; the whole has two factors more
     * @param towerTraining how the Mlp of the same layers is trained
     * @param alpha weight of the product half, in [0, 1]
     */
    public static Pretraining of(ImplicitAls product, TrainingConfig towerTraining, double alpha) {
        return ofFit(product, towerTraining, alpha);
    }

    /**
     * With a product half of two factorizations.
     *
     * @param product how they are found; the whole has two factors more than both together
     * @param towerTraining how the Mlp of the same layers is trained
     * @param alpha weight of the product half, in [0, 1]
     */
    public static Pretraining of(Blend product, TrainingConfig towerTraining, double alpha) {
        return ofFit(product, towerTraining, alpha);
    }

    static Pretraining ofFit(Fitting product, TrainingConfig towerTraining, double alpha) {
        return new Pretraining(Objects.requireNonNull(model(product)), product, towerTraining, alpha);
    }

    /** What a fit makes; null for gradient steps, which train what they are given. */
    static @Nullable Mf model(Fitting fit) {
        if (fit instanceof ImplicitAls als) {
            return ofLeastSquares(als);
        }
        return fit instanceof Blend blend ? blend.whole() : null;
    }

    static Mf ofLeastSquares(ImplicitAls als) {
        return new Mf(als.factors(), Initializer.zeros());
    }

    /** The same with another seed of both parts. */
    public Pretraining withSeed(long seed) {
        return new Pretraining(product, productTraining.withSeed(seed), towerTraining.withSeed(seed), alpha);
    }

    static void checkAlpha(double alpha) {
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException("alpha must lie in [0, 1], but is " + alpha);
        }
    }

    /** How many factors a NeuMf needs to hold a product half. */
    static int factors(ModelConfig product) {
        return product instanceof Mf mf ? mf.factors() + BIASES : ((Gmf) product).factors();
    }

    /** Checks that the parts fit into a model. */
    static void check(ModelConfig model, ModelConfig product, ModelConfig tower) {
        if (!(model instanceof NeuMf neuMf)) {
            throw new IllegalArgumentException("pretrained parts make a neumf, not a " + model.type());
        }
        if (!(product instanceof Gmf || product instanceof Mf)) {
            throw new IllegalArgumentException("product must be gmf or mf, but is " + product.type());
        }
        if (factors(product) != neuMf.factors()) {
            throw new IllegalArgumentException("a neumf of " + neuMf.factors() + " factors cannot begin with "
                    + product.type() + " that needs " + factors(product));
        }
        if (!(tower instanceof Mlp mlp)
                || !mlp.layers().equals(neuMf.layers())
                || mlp.activation() != neuMf.activation()) {
            throw new IllegalArgumentException(
                    "tower must be an mlp of the layers " + neuMf.layers() + " and the neumf's activation");
        }
    }

    /** The tower of a model alone. */
    static Mlp tower(NeuMf model) {
        return new Mlp(model.layers(), model.activation(), model.embeddings(), model.dense(), model.head());
    }
}
