package org.ncf4j.model;

import java.util.Objects;
import org.ncf4j.nn.Initializer;

/**
 * Matrix factorization from two fits side by side: {@link ImplicitAls}, and an {@link Mf} by gradient steps. The whole is an Mf
 * of the factors of both, whose score is
 *
 * <pre>
 * (1 - share) s_ials + share s_mf
 * </pre>
 *
 * with the factors of each part times the root of its weight. Least squares see all pairs but only as 0 and 1, gradient steps
 * see log-odds but only of drawn negatives: the two err elsewhere, and together rank better than either (docs/defaults.md).
 * It is made for the product half of a {@link NeuMf}, see {@link Pretraining}. Scores of least squares lie near 0 and 1, those
 * of the other part from about -5 to 5: it is heard at a share of 0.1 already.
 *
 * @param leastSquares how the first part is found
 * @param model the second part, {@code mf} in JSON
 * @param steps how the second part is trained
 * @param share weight of the second part, above 0 and below 1
 */
public record Blend(ImplicitAls leastSquares, Mf model, TrainingConfig steps, double share) implements Fitting {
    private static final double SHARE = 0.1;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the second part has no epochs, or the share is out of range
     */
    public Blend {
        Objects.requireNonNull(leastSquares, "leastSquares");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(steps, "steps");
        Checks.atLeast("epochs of the second part", steps.epochs(), 1);
        if ((long) leastSquares.factors() + model.factors() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("factors of both parts must come to at most " + Integer.MAX_VALUE
                    + ", but are " + leastSquares.factors() + " and " + model.factors());
        }
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share must be above 0 and below 1, but is " + share);
        }
    }

    /** Both parts with their defaults, and a share of {@value #SHARE}. */
    public static Blend defaults() {
        Mf model = Mf.defaults();
        return new Blend(ImplicitAls.defaults(), model, TrainingConfig.defaults(model), SHARE);
    }

    /** The same with another first part. */
    public Blend withLeastSquares(ImplicitAls leastSquares) {
        return new Blend(leastSquares, model, steps, share);
    }

    /** The same with another second part. */
    public Blend withModel(Mf model) {
        return new Blend(leastSquares, model, steps, share);
    }

    /** The same with another training of the second part. */
    public Blend withSteps(TrainingConfig steps) {
        return new Blend(leastSquares, model, steps, share);
    }

    /** The same with another weight of the second part. */
    public Blend withShare(double share) {
        return new Blend(leastSquares, model, steps, share);
    }

    /** The same with another seed of both parts. */
    @Override
    public Blend withSeed(long seed) {
        return new Blend(leastSquares.withSeed(seed), model, steps.withSeed(seed), share);
    }

    /** That of the second part. */
    @Override
    public long seed() {
        return steps.seed();
    }

    /** What comes of it. */
    Mf whole() {
        return new Mf(leastSquares.factors() + model.factors(), Initializer.zeros());
    }

    /** The two parts as one model. */
    NcfModel join(NcfModel first, NcfModel second) {
        FusionNetwork network =
                new FusionNetwork(whole(), first.users().size(), first.items().size());
        network.joinSideBySide(first.network(), second.network(), share);
        return NcfModel.fitted(network, first, this);
    }
}
