package org.ncf4j.nn;

/** The element-wise function of a layer. */
public enum Activation {
    /** {@code f(x) = x}. */
    IDENTITY,
    /** {@code f(x) = x <= 0 ? 0 : x}, written so that NaN shows; its derivative at 0 is 0. */
    RELU,
    /** {@code f(x) = 1 / (1 + exp(-x))}. */
    SIGMOID,
    /** {@code f(x) = tanh(x)}. */
    TANH
}
