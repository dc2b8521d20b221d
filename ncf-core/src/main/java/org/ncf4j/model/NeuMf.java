package org.ncf4j.model;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ncf4j.nn.Activation;
import org.ncf4j.nn.Initializer;

/**
 * Neural matrix factorization (NCF, section 3.4): {@link Gmf} and {@link Mlp} side by side, each with embeddings of its
 * own, joined before the head: the logit of (u, i) is {@code h . [p_u * q_i; tower([r_u; s_i])] + b}.
 *
 * @param factors width of the GMF half; default 8
 * @param layers widths of the MLP half's tower from its input down; the input is even, two embeddings of half its width
 *     each; at least one layer follows; default 64, 32, 16, 8
 * @param activation of each dense layer; default ReLU
 * @param embeddings how the embeddings of both halves start; default gaussian(0.01), the paper's
 * @param dense how the layers' kernels start; default glorot; their biases start at 0
 * @param head how {@code h} starts; default lecun, the authors'
 */
public record NeuMf(
        int factors,
        List<Integer> layers,
        Activation activation,
        Initializer embeddings,
        Initializer dense,
        Initializer head)
        implements ModelConfig {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if {@code factors} is below 1 or the layers are not as said
     */
    public NeuMf {
        Checks.atLeast("factors", factors, 1);
        layers = Checks.layers(layers);
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(embeddings, "embeddings");
        Objects.requireNonNull(dense, "dense");
        Objects.requireNonNull(head, "head");
    }

    /** The default config. */
    public static NeuMf defaults() {
        return new NeuMf(
                8,
                List.of(64, 32, 16, 8),
                Activation.RELU,
                Initializer.gaussian(0.01),
                Initializer.glorot(),
                Initializer.lecun());
    }

    /** The same with another width of the GMF half. */
    public NeuMf withFactors(int factors) {
        return new NeuMf(factors, layers, activation, embeddings, dense, head);
    }

    /** The same with another tower. */
    public NeuMf withLayers(int... layers) {
        return new NeuMf(factors, Arrays.stream(layers).boxed().toList(), activation, embeddings, dense, head);
    }

    /** The same with another activation. */
    public NeuMf withActivation(Activation activation) {
        return new NeuMf(factors, layers, activation, embeddings, dense, head);
    }

    /** The same with another start of the embeddings. */
    public NeuMf withEmbeddings(Initializer embeddings) {
        return new NeuMf(factors, layers, activation, embeddings, dense, head);
    }

    /** The same with another start of the dense layers. */
    public NeuMf withDense(Initializer dense) {
        return new NeuMf(factors, layers, activation, embeddings, dense, head);
    }

    /** The same with another start of the head. */
    public NeuMf withHead(Initializer head) {
        return new NeuMf(factors, layers, activation, embeddings, dense, head);
    }

    @Override
    public String type() {
        return "neumf";
    }
}
