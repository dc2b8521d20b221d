package org.ncf4j.internal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The kernels on the JDK's Vector API. Constructed by name, where the module {@code jdk.incubator.vector} is there. */
final class VectorKernels implements Kernels {
    private final ColumnKernels columns = new VectorColumnKernels();
    private final PairKernels pairs = new VectorPairKernels();

    /** Refuses machines on which it would be slow. */
    VectorKernels() {
        if (!Fma.HARDWARE) {
            throw new UnsupportedOperationException("this JVM has no fused multiply-add in hardware");
        }
        if (Lanes.LENGTH < 4) {
            throw new UnsupportedOperationException("vectors of " + Lanes.LENGTH + " floats are too short");
        }
    }

    @Override
    public String name() {
        return "vector";
    }

    /** Why they are what they are, for the log. */
    @Override
    public String toString() {
        return Lanes.SPECIES.vectorBitSize() + " bits";
    }

    @Override
    public DenseStack stack(int[] widths, Function[] functions) {
        return new VectorStack(widths, functions);
    }

    @Override
    public ItemScorer itemScorer(Function[] functions, float[][] kernels, float[][] biases, float[] head) {
        return new VectorItemScorer(functions, kernels, biases, head);
    }

    @Override
    public NearestPoints nearestPoints() {
        return new VectorNearestPoints();
    }

    @Override
    public ColumnKernels columns() {
        return columns;
    }

    @Override
    public PairKernels pairs() {
        return pairs;
    }

    @Override
    public Updater adam(double learningRate, double beta1, double beta2, double epsilon, int size, boolean rows) {
        return new Adam(learningRate, beta1, beta2, epsilon, size, rows);
    }

    @Override
    public Updater sgd(double learningRate) {
        return new Sgd(learningRate);
    }

    private static final class Sgd extends SgdUpdater {
        Sgd(double learningRate) {
            super(learningRate);
        }

        @Override
        public void update(
                float[] weights,
                int offset,
                float[] gradient,
                int gradientOffset,
                int length,
                float l2,
                Scratch scratch) {
            int i = 0;
            for (; i + Lanes.LENGTH <= length; i += Lanes.LENGTH) {
                FloatVector w = FloatVector.fromArray(Lanes.SPECIES, weights, offset + i);
                FloatVector g = FloatVector.fromArray(Lanes.SPECIES, gradient, gradientOffset + i)
                        .add(w.mul(l2));
                w.sub(g.mul(rate)).intoArray(weights, offset + i);
            }
            for (; i < length; i++) {
                move(weights, offset + i, gradient[gradientOffset + i], l2);
            }
        }
    }

    private static final class Adam extends AdamUpdater {
        Adam(double learningRate, double beta1, double beta2, double epsilon, int size, boolean rows) {
            super(learningRate, beta1, beta2, epsilon, size, rows);
        }

        @Override
        public void update(
                float[] weights,
                int offset,
                float[] gradient,
                int gradientOffset,
                int length,
                float l2,
                Scratch scratch) {
            float coupled = coupled(l2);
            float decay = decay(l2);
            int i = 0;
            for (; i + Lanes.LENGTH <= length; i += Lanes.LENGTH) {
                int at = offset + i;
                FloatVector w = FloatVector.fromArray(Lanes.SPECIES, weights, at);
                FloatVector g = FloatVector.fromArray(Lanes.SPECIES, gradient, gradientOffset + i)
                        .add(w.mul(coupled));
                FloatVector m = FloatVector.fromArray(Lanes.SPECIES, first, at)
                        .mul(keep1)
                        .add(g.mul(take1));
                FloatVector v = FloatVector.fromArray(Lanes.SPECIES, second, at)
                        .mul(keep2)
                        .add(g.mul(g).mul(take2));
                m.intoArray(first, at);
                v.intoArray(second, at);
                w.sub(m.mul(rate).div(v.sqrt().mul(scale).add(epsilon)).add(w.mul(decay)))
                        .intoArray(weights, at);
            }
            for (; i < length; i++) {
                move(weights, offset + i, gradient[gradientOffset + i], l2);
            }
        }

        @Override
        public void roundTiny(float[] weights, int from, int to, float limit) {
            int at = from;
            for (; at + Lanes.LENGTH <= to; at += Lanes.LENGTH) {
                FloatVector w = FloatVector.fromArray(Lanes.SPECIES, weights, at);
                // most often none, or zeros that fill a row up
                if (w.abs()
                        .compare(VectorOperators.LT, limit)
                        .and(w.compare(VectorOperators.NE, 0))
                        .anyTrue()) {
                    super.roundTiny(weights, at, at + Lanes.LENGTH, limit);
                }
            }
            super.roundTiny(weights, at, to, limit);
        }
    }
}
