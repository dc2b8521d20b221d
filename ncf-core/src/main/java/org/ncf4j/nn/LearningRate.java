package org.ncf4j.nn;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.Json;

/**
 * How the learning rate changes over a run: the optimizer's rate is multiplied, at each step, by a factor that depends on
 * the number of the step alone. Immutable; {@link #toString} and {@link #parse} are inverse: {@code constant},
 * {@code step(1, 0.85)}, {@code cosine(0.01)}, and any of them with {@code warmup(2)} after a blank.
 *
 * @param kind the form
 * @param epochs of {@link Kind#STEP}: after how many epochs the factor falls, at least 1; 0 for the other kinds
 * @param factor of {@link Kind#STEP}: what the rate is multiplied by, in (0, 1]; of {@link Kind#COSINE}: where it ends, in
 *     [0, 1]; 1 for {@link Kind#CONSTANT}
 * @param warmup epochs, or parts of one, over which the rate grows linearly from near 0 before anything else acts on it;
 *     at least 0 and finite; default 0
 */
public record LearningRate(Kind kind, int epochs, double factor, double warmup) {
    /** The forms. */
    public enum Kind {
        /** The same all the time. */
        CONSTANT,
        /** {@code factor^floor(e / epochs)} in epoch {@code e}, counted from 0. */
        STEP,
        /**
         * {@code factor + (1 - factor) (1 + cos(pi t)) / 2}, where {@code t} runs from 0 at the first step to 1 after the
         * last (Loshchilov and Hutter: SGDR, ICLR 2017, equation 5, without restarts).
         */
        COSINE
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value does not fit the kind
     */
    public LearningRate {
        Objects.requireNonNull(kind, "kind");
        boolean fits = switch (kind) {
            case CONSTANT -> epochs == 0 && factor == 1;
            case STEP -> epochs >= 1 && factor > 0 && factor <= 1;
            case COSINE -> epochs == 0 && factor >= 0 && factor <= 1;
        };
        if (!fits) {
            throw new IllegalArgumentException("learning rate: " + kind.name().toLowerCase(Locale.ROOT)
                    + " does not go with epochs " + epochs + " and factor " + factor);
        }
        if (!(warmup >= 0 && warmup < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("warmup must be at least 0 and finite, but is " + warmup);
        }
    }

    /** The optimizer's rate all the time. */
    public static LearningRate constant() {
        return new LearningRate(Kind.CONSTANT, 0, 1, 0);
    }

    /**
     * Multiplied by a factor each time that some epochs have passed.
     *
     * @param epochs at least 1
     * @param factor in (0, 1]
     * @throws IllegalArgumentException if a value is out of range
     */
    public static LearningRate step(int epochs, double factor) {
        return new LearningRate(Kind.STEP, epochs, factor, 0);
    }

    /**
     * Falling along half a cosine.
     *
     * @param end the share of the rate that is left at the end, in [0, 1]
     * @throws IllegalArgumentException if it is out of range
     */
    public static LearningRate cosine(double end) {
        return new LearningRate(Kind.COSINE, 0, end, 0);
    }

    /**
     * The same after a linear growth over some epochs or parts of one.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public LearningRate withWarmup(double epochs) {
        return new LearningRate(kind, this.epochs, factor, epochs);
    }

    /**
     * What the optimizer's rate is multiplied by.
     *
     * @param step number of the step, from 0
     * @param stepsAnEpoch at least 1
     * @param totalEpochs of the run
     */
    public double at(long step, long stepsAnEpoch, int totalEpochs) {
        double form = switch (kind) {
            case CONSTANT -> 1;
            case STEP -> StrictMath.pow(factor, (double) Math.floorDiv(step, stepsAnEpoch * epochs));
            case COSINE ->
                factor
                        + (1 - factor)
                                * (1 + StrictMath.cos(StrictMath.PI * step / ((double) stepsAnEpoch * totalEpochs)))
                                / 2;
        };
        return warmup == 0 ? form : form * Math.min(1, (step + 1) / (warmup * stepsAnEpoch));
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static LearningRate parse(String text) {
        String rest = text.strip().toLowerCase(Locale.ROOT);
        double warmup = 0;
        try {
            int at = rest.indexOf("warmup(");
            if (at >= 0 && rest.endsWith(")")) {
                warmup = Double.parseDouble(rest.substring(at + "warmup(".length(), rest.length() - 1));
                rest = rest.substring(0, at).strip();
            }
            @Nullable LearningRate form = null;
            if (rest.equals("constant") || (rest.isEmpty() && at >= 0)) {
                form = constant();
            } else if (rest.startsWith("cosine(") && rest.endsWith(")")) {
                form = cosine(Double.parseDouble(rest.substring("cosine(".length(), rest.length() - 1)));
            } else if (rest.startsWith("step(") && rest.endsWith(")")) {
                String[] parts =
                        rest.substring("step(".length(), rest.length() - 1).split(",", -1);
                if (parts.length == 2) {
                    form = step(Integer.parseInt(parts[0].strip()), Double.parseDouble(parts[1]));
                }
            }
            if (form != null) {
                return form.withWarmup(warmup);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("learning rate '" + text + "' has no number where one belongs", e);
        }
        throw new IllegalArgumentException("unknown learning rate '" + text
                + "'; expected constant, step(EPOCHS, FACTOR) or cosine(END), and warmup(EPOCHS) after it if need be");
    }

    @Override
    public String toString() {
        String form = switch (kind) {
            case CONSTANT -> "constant";
            case STEP -> "step(" + epochs + ", " + Json.write(factor) + ")";
            case COSINE -> "cosine(" + Json.write(factor) + ")";
        };
        return warmup == 0 ? form : form + " warmup(" + Json.write(warmup) + ")";
    }
}
