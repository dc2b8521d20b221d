package org.ncf4j.model;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ncf4j.nn.Activation;
import org.ncf4j.nn.Initializer;

/**
 * Multi-layer perceptron (NCF, section 3.3): the logit of (u, i) is {@code h . tower([p_u; q_i]) + b}, the tower a stack
 * of dense layers over the two embeddings joined.
 *
 * @param layers widths of the tower from its input down; the input is even, two embeddings of half its width each; at
 *     least one layer follows; default 128, 64, 32
 * @param activation of each dense layer; default ReLU
 * @param embeddings how {@code p} and {@code q} start; default gaussian(0.01), the paper's
 * @param dense how the layers' kernels start; default glorot; their biases start at 0
 * @param head how {@code h} starts; default lecun, the authors'
 */
public record Mlp(
        List<Integer> layers, Activation activation, Initializer embeddings, Initializer dense, Initializer head)
        implements ModelConfig {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the layers are not as said
     */
    public Mlp {
        layers = Checks.layers(layers);
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(embeddings, "embeddings");
        Objects.requireNonNull(dense, "dense");
        Objects.requireNonNull(head, "head");
    }

    /** The default config. */
    public static Mlp defaults() {
        return new Mlp(
                List.of(128, 64, 32),
                Activation.RELU,
                Initializer.gaussian(0.01),
                Initializer.glorot(),
                Initializer.lecun());
    }

    /** The same with another tower. */
    public Mlp withLayers(int... layers) {
        return new Mlp(Arrays.stream(layers).boxed().toList(), activation, embeddings, dense, head);
    }

    /** The same with another activation. */
    public Mlp withActivation(Activation activation) {
        return new Mlp(layers, activation, embeddings, dense, head);
    }

    /** The same with another start of the embeddings. */
    public Mlp withEmbeddings(Initializer embeddings) {
        return new Mlp(layers, activation, embeddings, dense, head);
    }

    /** The same with another start of the dense layers. */
    public Mlp withDense(Initializer dense) {
        return new Mlp(layers, activation, embeddings, dense, head);
    }

    /** The same with another start of the head. */
    public Mlp withHead(Initializer head) {
        return new Mlp(layers, activation, embeddings, dense, head);
    }

    @Override
    public String type() {
        return "mlp";
    }
}
