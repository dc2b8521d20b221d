package org.ncf4j.model;

import java.util.Objects;
import org.ncf4j.nn.Initializer;

/**
 * Generalized matrix factorization (NCF, section 3.2): the logit of (u, i) is {@code h . (p_u * q_i) + b} with the
 * element-wise product.
 *
 * @param factors width of {@code p}, {@code q} and {@code h}; default 64
 * @param embeddings how {@code p} and {@code q} start; default gaussian(0.01), the paper's
 * @param head how {@code h} starts; default lecun, the authors'
 */
public record Gmf(int factors, Initializer embeddings, Initializer head) implements ModelConfig {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if {@code factors} is below 1
     */
    public Gmf {
        Checks.atLeast("factors", factors, 1);
        Objects.requireNonNull(embeddings, "embeddings");
        Objects.requireNonNull(head, "head");
    }

    /** The default config. */
    public static Gmf defaults() {
        return new Gmf(64, Initializer.gaussian(0.01), Initializer.lecun());
    }

    /** The same with another width. */
    public Gmf withFactors(int factors) {
        return new Gmf(factors, embeddings, head);
    }

    /** The same with another start of the factors. */
    public Gmf withEmbeddings(Initializer embeddings) {
        return new Gmf(factors, embeddings, head);
    }

    /** The same with another start of the head. */
    public Gmf withHead(Initializer head) {
        return new Gmf(factors, embeddings, head);
    }

    @Override
    public String type() {
        return "gmf";
    }
}
