package org.ncf4j.internal;

/** One of the nine products of the benchmarks' tower over one tile of samples, again and again. */
public interface Product {
    /** Computes it {@code times} times; some element of the result. */
    float run(int times);
}
