package org.ncf4j.internal;

/**
 * The state of Adam and the numbers of a step. With moments {@code m = b1 m + (1 - b1) g} and
 * {@code v = b2 v + (1 - b2) g^2}, and epsilon where PyTorch has it:
 * {@code w -= rate / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + eps)} for a whole parameter (torch.optim.Adam), and
 * {@code w -= rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + eps)} for rows (torch.optim.SparseAdam). Both are
 * {@code w -= rate * m / (sqrt(v) * scale + eps)}, with a scale of 1 for rows. Where L2 is decoupled, as in torch.optim.AdamW,
 * {@code learning rate * l2 * w} is taken off w with that: as a term of its own, since a factor so near 1 would be 1.
 */
abstract class AdamUpdater extends Updater {
    /** A moment below this is set to zero from time to time: it would decay into subnormal numbers, which are slow. */
    private static final float FLUSH = 1e-30f;
    /** Steps between two flushes: 0.9^128 is 1.4e-6, which leads from just above the limit to no subnormal number. */
    private static final int FLUSH_EVERY = 128;

    /** The same for the first moment of a weight that is 0: less than any gradient that matters. */
    private static final float TINY_MOMENT = 1e-15f;

    private final double learningRate;
    private final double beta1;
    private final double beta2;
    private final boolean rows;
    final float keep1;
    final float take1;
    final float keep2;
    final float take2;
    final float epsilon;
    final float[] first;
    final float[] second;
    float rate;
    float scale;
    /** The learning rate of the step. */
    private double stepRate;

    AdamUpdater(double learningRate, double beta1, double beta2, double epsilon, int size, boolean rows) {
        this.learningRate = learningRate;
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.rows = rows;
        this.epsilon = (float) epsilon;
        keep1 = (float) beta1;
        take1 = (float) (1 - beta1);
        keep2 = (float) beta2;
        take2 = (float) (1 - beta2);
        first = new float[size];
        second = new float[size];
    }

    /** The first moments and the second. */
    @Override
    public final float[][] state() {
        return new float[][] {first, second};
    }

    @Override
    public final void begin(long step, double factor) {
        stepRate = learningRate * factor;
        double correction1 = 1 - power(beta1, step);
        double root2 = Math.sqrt(1 - power(beta2, step));
        rate = (float) (rows ? stepRate * root2 / correction1 : stepRate / correction1);
        scale = rows ? 1 : (float) (1 / root2);
        // a row that rests keeps its moments; only where all move do they decay to nothing
        if (!rows && step % FLUSH_EVERY == 0) {
            flush(first);
            flush(second);
        }
    }

    /** What is added to the gradient for each weight, per unit of weight. */
    final float coupled(float l2) {
        return decoupled ? 0 : l2;
    }

    /** What is taken off a weight beside the step, per unit of weight. */
    final float decay(float l2) {
        return decoupled ? (float) (stepRate * l2) : 0;
    }

    /** By squaring; the JDK's own {@link StrictMath#pow} allocates. */
    private static double power(double base, long exponent) {
        double power = 1;
        double square = base;
        long rest = exponent;
        while (rest > 0) {
            if ((rest & 1) != 0) {
                power *= square;
            }
            square *= square;
            rest >>= 1;
        }
        return power;
    }

    @Override
    public void roundTiny(float[] weights, int from, int to, float limit) {
        for (int i = from; i < to; i++) {
            if (weights[i] != 0 && Math.abs(weights[i]) < limit) {
                weights[i] = 0;
                first[i] = Math.abs(first[i]) < TINY_MOMENT ? 0 : first[i];
                second[i] = second[i] < FLUSH ? 0 : second[i];
            }
        }
    }

    private static void flush(float[] moments) {
        for (int i = 0; i < moments.length; i++) {
            if (Math.abs(moments[i]) < FLUSH) {
                moments[i] = 0;
            }
        }
    }

    /** Moves one weight: the definition that every form of the loop keeps. */
    final void move(float[] weights, int at, float gradient, float l2) {
        float w = weights[at];
        float g = gradient + coupled(l2) * w;
        float m = keep1 * first[at] + take1 * g;
        float v = keep2 * second[at] + take2 * (g * g);
        first[at] = m;
        second[at] = v;
        weights[at] = w - (rate * m / ((float) Math.sqrt(v) * scale + epsilon) + decay(l2) * w);
    }
}
