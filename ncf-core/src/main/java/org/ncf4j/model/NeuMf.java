package org.ncf4j.model;

import java.util.List;
import org.ncf4j.nn.Activation;
import org.ncf4j.nn.Initializer;

/** STUB. factors: width of the GMF half; layers: the MLP half's tower from its input (both embeddings joined, so even) down. */
public record NeuMf(int factors, List<Integer> layers, Activation activation, Initializer embeddings, Initializer dense, Initializer head) implements ModelConfig {
    public static NeuMf defaults() { return new NeuMf(8, List.of(64, 32, 16, 8), Activation.RELU, Initializer.gaussian(0.01), Initializer.glorot(), Initializer.lecun()); }
    public NeuMf withFactors(int factors) { return new NeuMf(factors, layers, activation, embeddings, dense, head); }
    public NeuMf withLayers(Integer... layers) { return new NeuMf(factors, List.of(layers), activation, embeddings, dense, head); }
    public NeuMf withActivation(Activation activation) { return new NeuMf(factors, layers, activation, embeddings, dense, head); }
    public NeuMf withEmbeddings(Initializer embeddings) { return new NeuMf(factors, layers, activation, embeddings, dense, head); }
    public NeuMf withDense(Initializer dense) { return new NeuMf(factors, layers, activation, embeddings, dense, head); }
    public NeuMf withHead(Initializer head) { return new NeuMf(factors, layers, activation, embeddings, dense, head); }
    @Override public String type() { return "neumf"; }
}
