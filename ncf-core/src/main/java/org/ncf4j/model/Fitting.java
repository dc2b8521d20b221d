package org.ncf4j.model;

/**
 * How a model, or a half of one, is found from data: by gradient steps ({@link TrainingConfig}) or, for matrix factorization,
 * by alternating least squares ({@link ImplicitAls}) or both ({@link Blend}).
 */
public sealed interface Fitting permits TrainingConfig, ImplicitAls, Blend {
    /** Of every draw. */
    long seed();

    /** The same with another seed. */
    Fitting withSeed(long seed);
}
