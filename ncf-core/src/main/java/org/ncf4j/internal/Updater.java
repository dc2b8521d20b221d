package org.ncf4j.internal;

/** Moves one parameter array by its gradient, and keeps what the optimizer remembers of it. */
public abstract class Updater {
    /** Sets the number of the step, from 1: to be called before the updates of a step. */
    public abstract void begin(long step);

    /**
     * Moves {@code length} weights from {@code offset} by {@code gradient + l2 * weight}, as a parameter all of whose
     * elements move in every step.
     *
     * @param gradientOffset place of the first gradient
     */
    public abstract void update(
            float[] weights, int offset, float[] gradient, int gradientOffset, int length, float l2);

    /** The same for a row that moves only in the steps whose batch holds it. */
    public abstract void updateLazily(
            float[] weights, int offset, float[] gradient, int gradientOffset, int length, float l2);

    /** Plain stochastic gradient descent: {@code w -= rate * g}. */
    public static Updater sgd(double learningRate) {
        return new Sgd((float) learningRate);
    }

    /**
     * Adam (Kingma and Ba: Adam: A Method for Stochastic Optimization, ICLR 2015, algorithm 1).
     *
     * @param size elements of the parameter
     */
    public static Updater adam(double learningRate, double beta1, double beta2, double epsilon, int size) {
        return new Adam(learningRate, beta1, beta2, epsilon, size);
    }

    private static final class Sgd extends Updater {
        private final float rate;

        Sgd(float rate) {
            this.rate = rate;
        }

        @Override
        public void begin(long step) {}

        @Override
        public void updateLazily(
                float[] weights, int offset, float[] gradient, int gradientOffset, int length, float l2) {
            update(weights, offset, gradient, gradientOffset, length, l2);
        }

        @Override
        public void update(float[] weights, int offset, float[] gradient, int gradientOffset, int length, float l2) {
            for (int i = 0; i < length; i++) {
                float w = weights[offset + i];
                weights[offset + i] = w - rate * (gradient[gradientOffset + i] + l2 * w);
            }
        }
    }

    /**
     * With moments {@code m = b1 m + (1 - b1) g} and {@code v = b2 v + (1 - b2) g^2}. Epsilon stands where PyTorch has
     * it: {@code w -= rate / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps)} for a whole parameter (torch.optim.Adam),
     * {@code w -= rate sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + eps)} for rows (torch.optim.SparseAdam).
     */
    private static final class Adam extends Updater {
        /** A moment below this is set to zero: it would decay into subnormal numbers, which are slow. */
        private static final float FLUSH = 1e-30f;

        private final double learningRate;
        private final double beta1;
        private final double beta2;
        private final float keep1;
        private final float take1;
        private final float keep2;
        private final float take2;
        private final float epsilon;
        private final float[] first;
        private final float[] second;
        private float allRate;
        private float secondScale;
        private float rowRate;

        Adam(double learningRate, double beta1, double beta2, double epsilon, int size) {
            this.learningRate = learningRate;
            this.beta1 = beta1;
            this.beta2 = beta2;
            this.epsilon = (float) epsilon;
            keep1 = (float) beta1;
            take1 = (float) (1 - beta1);
            keep2 = (float) beta2;
            take2 = (float) (1 - beta2);
            first = new float[size];
            second = new float[size];
        }

        @Override
        public void begin(long step) {
            double correction1 = 1 - power(beta1, step);
            double root2 = Math.sqrt(1 - power(beta2, step));
            allRate = (float) (learningRate / correction1);
            secondScale = (float) root2;
            rowRate = (float) (learningRate * root2 / correction1);
        }

        @Override
        public void update(float[] weights, int offset, float[] gradient, int gradientOffset, int length, float l2) {
            for (int i = 0, at = offset; i < length; i++, at++) {
                float w = weights[at];
                float g = gradient[gradientOffset + i] + l2 * w;
                float mean = mean(at, g);
                weights[at] = w - allRate * mean / ((float) Math.sqrt(square(at, g)) / secondScale + epsilon);
            }
        }

        @Override
        public void updateLazily(
                float[] weights, int offset, float[] gradient, int gradientOffset, int length, float l2) {
            for (int i = 0, at = offset; i < length; i++, at++) {
                float w = weights[at];
                float g = gradient[gradientOffset + i] + l2 * w;
                float mean = mean(at, g);
                weights[at] = w - rowRate * mean / ((float) Math.sqrt(square(at, g)) + epsilon);
            }
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

        private float mean(int at, float g) {
            float moment = flush(keep1 * first[at] + take1 * g);
            first[at] = moment;
            return moment;
        }

        private float square(int at, float g) {
            float moment = flush(keep2 * second[at] + take2 * (g * g));
            second[at] = moment;
            return moment;
        }

        private static float flush(float moment) {
            return Math.abs(moment) < FLUSH ? 0 : moment;
        }
    }
}
