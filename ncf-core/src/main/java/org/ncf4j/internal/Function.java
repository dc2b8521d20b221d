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

    /** The function itself. */
    abstract float value(float x);

    /** Its derivative where it takes this value. */
    abstract float derivative(float value);
}
