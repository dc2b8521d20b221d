package org.ncf4j.internal;

/**
 * The hot loops of the engine, in one of two forms that give the same bits: {@code portable}, plain Java, and
 * {@code vector}, on the JDK's incubating Vector API.
 */
public interface Kernels {
    /**
     * The kernels in use, chosen once: see {@link KernelChoice}.
     *
     * @throws IllegalStateException if the system property asks for kernels that cannot be had
     */
    static Kernels active() {
        return KernelChoice.active().kernels();
    }

    /** What the log and {@code Engine} call this form: "portable" or "vector". */
    String name();

    /**
     * A stack of dense layers with its work space, for one thread.
     *
     * @param widths the input width, then each layer's output width
     * @param functions each layer's element-wise function
     */
    DenseStack stack(int[] widths, Function[] functions);

    /**
     * A scorer of items with its work space, for one thread.
     *
     * @param functions each layer's function, the first layer's too; empty without a tower
     * @param kernels of the layers above the first
     * @param biases of the layers above the first
     * @param head weights of the tower's outputs
     */
    ItemScorer itemScorer(Function[] functions, float[][] kernels, float[][] biases, float[] head);

    /** A search for the nearest of some points, with its work space, for one thread. */
    NearestPoints nearestPoints();

    /** Loops over columns in double; without state. */
    ColumnKernels columns();

    /** The loops over pairs of embedding rows; without state. */
    PairKernels pairs();

    /**
     * Adam (Kingma and Ba: Adam: A Method for Stochastic Optimization, ICLR 2015, algorithm 1).
     *
     * @param size elements of the parameter
     * @param rows whether the parameter's rows move only in the steps whose batch holds them
     */
    Updater adam(double learningRate, double beta1, double beta2, double epsilon, int size, boolean rows);

    /** Plain stochastic gradient descent: {@code w -= rate * g}. */
    Updater sgd(double learningRate);
}
