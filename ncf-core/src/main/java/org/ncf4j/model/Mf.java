package org.ncf4j.model;

import java.util.Objects;
import org.ncf4j.nn.Initializer;

/**
 * Matrix factorization with biases: the logit of (u, i) is {@code p_u . q_i + b_u + b_i + b}.
 *
 * @param factors width of {@code p} and {@code q}; default 128
 * @param embeddings how {@code p} and {@code q} start; biases start at 0; default gaussian(0.01)
 */
public record Mf(int factors, Initializer embeddings) implements ModelConfig {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if {@code factors} is below 1
     */
    public Mf {
        Checks.atLeast("factors", factors, 1);
        Objects.requireNonNull(embeddings, "embeddings");
    }

    /** The default config. */
    public static Mf defaults() {
        return new Mf(128, Initializer.gaussian(0.01));
    }

    /** The same with another width. */
    public Mf withFactors(int factors) {
        return new Mf(factors, embeddings);
    }

    /** The same with another start of the factors. */
    public Mf withEmbeddings(Initializer embeddings) {
        return new Mf(factors, embeddings);
    }

    @Override
    public String type() {
        return "mf";
    }
}
