package org.ncf4j.internal;

/** An element-wise function of a layer, with its derivative in terms of its value. */
public enum Function {
    IDENTITY {
        @Override
        float value(float x) {
            return x;
        }

        @Override
        float derivative(float value) {
            return 1;
        }
    },
    RELU {
        @Override
        float value(float x) {
            return x <= 0 ? 0 : x;
        }

        @Override
        float derivative(float value) {
            return value > 0 ? 1 : 0;
        }
    },
    SIGMOID {
        @Override
        float value(float x) {
            return FloatMath.sigmoid(x);
        }

        @Override
        float derivative(float value) {
            return value * (1 - value);
        }
    },
    TANH {
        @Override
        float value(float x) {
            return FloatMath.tanh(x);
        }

        @Override
        float derivative(float value) {
            return 1 - value * value;
        }
    };

    private static final int INFINITY_BITS = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    /** The function itself. */
    abstract float value(float x);

    /** Its derivative where it takes this value. */
    abstract float derivative(float value);

    /** Replaces the first values by the function's. */
    public void apply(float[] values, int length) {
        if (this == RELU) {
            // the same as x <= 0 ? 0 : x, NaN and -0 included, and without a branch: this loop becomes vectors
            for (int i = 0; i < length; i++) {
                values[i] = Math.max(values[i], 0f);
            }
        } else if (this != IDENTITY) {
            for (int i = 0; i < length; i++) {
                values[i] = value(values[i]);
            }
        }
    }

    /**
     * Multiplies the first gradients by the derivative where the function takes these values. Of ReLU a gradient is kept or
     * becomes 0: infinity does, too.
     */
    public void differentiate(float[] values, float[] gradients, int length) {
        if (this == RELU) {
            for (int i = 0; i < length; i++) {
                int bits = Float.floatToRawIntBits(values[i]);
                // value > 0 ? gradient : 0 without a branch: all ones for bits from those above +0 to infinity
                int open = (-bits & (bits - INFINITY_BITS - 1)) >> 31;
                gradients[i] = Float.intBitsToFloat(Float.floatToRawIntBits(gradients[i]) & open);
            }
        } else if (this != IDENTITY) {
            for (int i = 0; i < length; i++) {
                gradients[i] *= derivative(values[i]);
            }
        }
    }
}
