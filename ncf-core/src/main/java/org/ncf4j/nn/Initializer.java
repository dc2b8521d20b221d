package org.ncf4j.nn;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.ncf4j.internal.Hash;

/**
 * How a parameter's first values are drawn. Every value is a hash of (seed, parameter, place), so it depends on nothing
 * else. Immutable; {@link #toString} and {@link #parse} are inverse: {@code gaussian(0.01)}, {@code glorot}, {@code he},
 * {@code lecun}, {@code zeros}.
 *
 * @param kind the distribution
 * @param standardDeviation of {@link Kind#GAUSSIAN}: positive and finite, as a float too; 0 for the other kinds, whose
 *     spread follows from the shape
 */
public record Initializer(Kind kind, double standardDeviation) {
    /** The distributions; {@code in} and {@code out} are the rows and columns of a kernel. */
    public enum Kind {
        /** Normal, mean 0, of a given standard deviation. */
        GAUSSIAN,
        /** Uniform in +-sqrt(6 / (in + out)) (Glorot and Bengio, AISTATS 2010, equation 16). */
        GLOROT,
        /** Normal, standard deviation sqrt(2 / in) (He et al., ICCV 2015, equation 10). */
        HE,
        /** Uniform in +-sqrt(3 / in) (LeCun et al., Efficient BackProp, 1998, equation 16). */
        LECUN,
        /** All 0. */
        ZEROS
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the standard deviation does not fit the kind
     */
    public Initializer {
        Objects.requireNonNull(kind, "kind");
        if (kind == Kind.GAUSSIAN) {
            Checks.positive("standardDeviation", standardDeviation);
        } else if (!(standardDeviation == 0)) {
            throw new IllegalArgumentException(
                    "standardDeviation belongs to gaussian alone, but is " + standardDeviation + " for " + kind);
        }
    }

    /**
     * Normal with mean 0.
     *
     * @throws IllegalArgumentException if the standard deviation is not positive and finite, as a float too
     */
    public static Initializer gaussian(double standardDeviation) {
        return new Initializer(Kind.GAUSSIAN, standardDeviation);
    }

    /** Glorot's uniform distribution. */
    public static Initializer glorot() {
        return new Initializer(Kind.GLOROT, 0);
    }

    /** He's normal distribution. */
    public static Initializer he() {
        return new Initializer(Kind.HE, 0);
    }

    /** LeCun's uniform distribution. */
    public static Initializer lecun() {
        return new Initializer(Kind.LECUN, 0);
    }

    /** All zero. */
    public static Initializer zeros() {
        return new Initializer(Kind.ZEROS, 0);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if the text names no initializer
     */
    public static Initializer parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        if (name.startsWith("gaussian(") && name.endsWith(")")) {
            String number = name.substring("gaussian(".length(), name.length() - 1);
            try {
                return gaussian(Double.parseDouble(number));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "initializer '" + text + "': '" + number + "' is not a standard deviation", e);
            }
        }
        return Arrays.stream(Kind.values())
                .filter(kind -> kind != Kind.GAUSSIAN && lower(kind).equals(name))
                .findFirst()
                .map(kind -> new Initializer(kind, 0))
                .orElseThrow(() -> new IllegalArgumentException("unknown initializer '" + text
                        + "'; expected gaussian(STANDARD_DEVIATION), glorot, he, lecun or zeros"));
    }

    @Override
    public String toString() {
        return kind == Kind.GAUSSIAN ? "gaussian(" + standardDeviation + ")" : lower(kind);
    }

    private static String lower(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Draws the values of a matrix of {@code in} rows and {@code out} columns into a rectangle of a wider row-major array.
     *
     * @param values the array
     * @param offset place of the first value
     * @param stride elements from one row of the array to the next
     * @param in rows to draw
     * @param out columns to draw
     * @param seed of the draws
     * @param index tells this parameter's draws from those of others under the same seed: every (seed, index, row, column)
     *     is a draw of its own
     * @throws IllegalArgumentException if a size is negative or rows overlap
     * @throws IndexOutOfBoundsException if the array does not hold them; nothing is drawn then
     */
    public void fill(float[] values, int offset, int stride, int in, int out, long seed, long index) {
        if (in < 0 || out < 0 || stride < out) {
            throw new IllegalArgumentException(
                    in + " rows of " + out + " columns do not lie in rows of " + stride + " elements");
        }
        if (in > 0) {
            Objects.checkFromIndexSize(offset, (in - 1L) * stride + out, (long) values.length);
        }
        fill(values, offset, stride, in, out, Hash.key(seed, Hash.INITIAL, index));
    }

    void fill(float[] values, int offset, int stride, int in, int out, long key) {
        double uniform = bound(in, out);
        double normal = kind == Kind.HE ? Math.sqrt(2.0 / in) : standardDeviation;
        for (int row = 0; row < in; row++) {
            for (int column = 0; column < out; column++) {
                long index = (long) row * out + column;
                double value = switch (kind) {
                    case GAUSSIAN, HE -> normal * Hash.gaussian(key, index);
                    case GLOROT, LECUN -> uniform * (2 * Hash.unit(Hash.bits(key, index)) - 1);
                    case ZEROS -> 0;
                };
                values[offset + row * stride + column] = (float) value;
            }
        }
    }

    private double bound(int in, int out) {
        return switch (kind) {
            case GLOROT -> Math.sqrt(6.0 / ((double) in + out));
            case LECUN -> Math.sqrt(3.0 / in);
            default -> 0;
        };
    }
}
