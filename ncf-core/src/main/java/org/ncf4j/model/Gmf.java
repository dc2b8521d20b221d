package org.ncf4j.model;

import org.ncf4j.nn.Initializer;

/** STUB. */
public record Gmf(int factors, Initializer embeddings, Initializer head) implements ModelConfig {
    public static Gmf defaults() { return new Gmf(32, Initializer.gaussian(0.01), Initializer.lecun()); }
    public Gmf withFactors(int factors) { return new Gmf(factors, embeddings, head); }
    public Gmf withEmbeddings(Initializer embeddings) { return new Gmf(factors, embeddings, head); }
    public Gmf withHead(Initializer head) { return new Gmf(factors, embeddings, head); }
    @Override public String type() { return "gmf"; }
}
