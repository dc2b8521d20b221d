package org.ncf4j.model;

import java.util.List;
import org.ncf4j.nn.Activation;
import org.ncf4j.nn.Initializer;

/** STUB. layers: the tower from its input (both embeddings joined, so even) down. */
public record Mlp(List<Integer> layers, Activation activation, Initializer embeddings, Initializer dense, Initializer head) implements ModelConfig {
    public static Mlp defaults() { return new Mlp(List.of(64, 32, 16, 8), Activation.RELU, Initializer.gaussian(0.01), Initializer.glorot(), Initializer.lecun()); }
    public Mlp withLayers(Integer... layers) { return new Mlp(List.of(layers), activation, embeddings, dense, head); }
    public Mlp withActivation(Activation activation) { return new Mlp(layers, activation, embeddings, dense, head); }
    public Mlp withEmbeddings(Initializer embeddings) { return new Mlp(layers, activation, embeddings, dense, head); }
    public Mlp withDense(Initializer dense) { return new Mlp(layers, activation, embeddings, dense, head); }
    public Mlp withHead(Initializer head) { return new Mlp(layers, activation, embeddings, dense, head); }
    @Override public String type() { return "mlp"; }
}
