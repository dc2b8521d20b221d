package org.ncf4j.model;

import org.ncf4j.nn.Initializer;

/** STUB. */
public record Mf(int factors, Initializer embeddings) implements ModelConfig {
    public static Mf defaults() { return new Mf(32, Initializer.gaussian(0.01)); }
    public Mf withFactors(int factors) { return new Mf(factors, embeddings); }
    public Mf withEmbeddings(Initializer embeddings) { return new Mf(factors, embeddings); }
    @Override public String type() { return "mf"; }
}
