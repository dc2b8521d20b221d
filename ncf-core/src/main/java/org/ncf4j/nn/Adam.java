package org.ncf4j.nn;

/** STUB by the engine's author. */
public record Adam(double learningRate, double beta1, double beta2, double epsilon, Embeddings embeddings) implements Optimizer {
    /** Which rows of an embedding table a step moves. */
    public enum Embeddings {
        /** Only the rows in the batch (PyTorch's SparseAdam). */
        LAZY,
        /** All rows, as plain Adam does. */
        DENSE
    }

    public static Adam defaults() {
        return new Adam(1e-3, 0.9, 0.999, 1e-8, Embeddings.LAZY);
    }

    @Override
    public Adam withLearningRate(double learningRate) {
        return new Adam(learningRate, beta1, beta2, epsilon, embeddings);
    }

    public Adam withEmbeddings(Embeddings embeddings) {
        return new Adam(learningRate, beta1, beta2, epsilon, embeddings);
    }
}
