package org.ncf4j.internal;

/**
 * The hot loops of the engine, in one of several forms that give the same bits. This version has the portable form; a
 * form on the Vector API takes its place beside it without a change to any caller.
 */
public interface Kernels {
    /** The kernels in use. */
    static Kernels active() {
        return PortableKernels.INSTANCE;
    }

    /** "portable": what the log and {@code Engine} call this form. */
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
}
