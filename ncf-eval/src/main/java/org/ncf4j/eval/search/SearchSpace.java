package org.ncf4j.eval.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ncf4j.internal.Hash;
import org.ncf4j.internal.Json;

/**
 * What a search may choose: named dimensions, each with a distribution. A draw is a hash of the seed, the trial and the
 * dimension's name, so that adding or moving a dimension leaves the draws of the others as they were.
 *
 * <pre>{@code
 * SearchSpace space = SearchSpace.empty()
 *         .withLogUniform("learning_rate", 1e-4, 1e-2)
 *         .withInteger("epochs", 5, 40)
 *         .withChoice("factors", 8L, 16L, 32L);
 * }</pre>
 *
 * <p>Instances are immutable and thread-safe; each {@code with} method returns another space.
 */
public final class SearchSpace {
    private final Map<String, Dimension> dimensions;

    /** From a number in [0, 1) to a value. */
    private interface Draw {
        Object of(double unit);
    }

    /** A distribution and its description, for {@link #toString}. */
    private record Dimension(String description, Draw draw) {}

    private SearchSpace(Map<String, Dimension> dimensions) {
        this.dimensions = dimensions;
    }

    /** A space without dimensions: every trial has the same, empty, parameters. */
    public static SearchSpace empty() {
        return new SearchSpace(Map.of());
    }

    /**
     * Adds a real number, uniform in {@code [low, high)}; a {@link Double} in the parameters.
     *
     * @param name name of the dimension, other than those so far
     * @param low lower end, finite
     * @param high upper end, finite, above the lower one
     * @return a space with this dimension
     * @throws IllegalArgumentException if the name is taken or the ends are not as said
     */
    public SearchSpace withUniform(String name, double low, double high) {
        requireRange(name, low < high && Double.isFinite(high - low), low, high);
        return with(
                name,
                "uniform(" + low + ", " + high + ")",
                unit -> Math.min(Math.nextDown(high), low + unit * (high - low)));
    }

    /**
     * Adds a real number whose logarithm is uniform; a {@link Double} in the parameters.
     *
     * @param name name of the dimension, other than those so far
     * @param low lower end, above 0
     * @param high upper end, finite, above the lower one
     * @return a space with this dimension
     * @throws IllegalArgumentException if the name is taken or the ends are not as said
     */
    public SearchSpace withLogUniform(String name, double low, double high) {
        requireRange(name, low > 0 && low < high && high < Double.POSITIVE_INFINITY, low, high);
        double ratio = StrictMath.log(high / low);
        return with(
                name,
                "log-uniform(" + low + ", " + high + ")",
                unit -> Math.min(high, low * StrictMath.exp(unit * ratio)));
    }

    /**
     * Adds a whole number, each from {@code low} to {@code high} inclusive equally likely; a {@link Long} in the parameters.
     *
     * @param name name of the dimension, other than those so far
     * @param low the smallest
     * @param high the largest, at least the smallest
     * @return a space with this dimension
     * @throws IllegalArgumentException if the name is taken or the ends are not as said
     */
    public SearchSpace withInteger(String name, int low, int high) {
        requireRange(name, low <= high, low, high);
        return with(name, "integer(" + low + ", " + high + ")", unit -> low + (long) (unit * ((long) high - low + 1)));
    }

    /**
     * Adds a whole number from {@code low} to {@code high} inclusive, small ones more likely: the whole part of a number
     * whose logarithm is uniform in {@code [log low, log(high + 1))}; a {@link Long} in the parameters.
     *
     * @param name name of the dimension, other than those so far
     * @param low the smallest, at least 1
     * @param high the largest, at least the smallest
     * @return a space with this dimension
     * @throws IllegalArgumentException if the name is taken or the ends are not as said
     */
    public SearchSpace withLogInteger(String name, int low, int high) {
        requireRange(name, low >= 1 && low <= high, low, high);
        double ratio = StrictMath.log((high + 1.0) / low);
        return with(
                name,
                "log-integer(" + low + ", " + high + ")",
                unit -> Math.min(high, (long) (low * StrictMath.exp(unit * ratio))));
    }

    /**
     * Adds a choice of values, each equally likely.
     *
     * @param name name of the dimension, other than those so far
     * @param values at least one; a {@link String}, {@link Boolean}, {@link Long}, {@link Double}, or a {@link List} of such
     * @return a space with this dimension
     * @throws IllegalArgumentException if the name is taken or there is no value, or one of another kind
     */
    public SearchSpace withChoice(String name, Object... values) {
        List<Object> list = List.of(values);
        if (list.isEmpty()) {
            throw new IllegalArgumentException("dimension '" + name + "' must have at least one value");
        }
        for (Object value : list) {
            requireKind(name, value);
        }
        return with(name, "choice(" + Json.write(list) + ")", unit -> list.get((int) (unit * list.size())));
    }

    private static void requireKind(String name, Object value) {
        if (value instanceof List<?> list) {
            list.forEach(element -> requireKind(name, element));
        } else if (!(value instanceof String
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof Double)) {
            throw new IllegalArgumentException("a value of dimension '" + name
                    + "' must be a String, Boolean, Long, Double or List, but was a "
                    + value.getClass().getSimpleName() + ": " + value);
        }
    }

    private static void requireRange(String name, boolean fits, Number low, Number high) {
        if (!fits) {
            throw new IllegalArgumentException(
                    "dimension '" + name + "' must have a range that fits its kind, but has " + low + " to " + high);
        }
    }

    private SearchSpace with(String name, String description, Draw draw) {
        if (dimensions.containsKey(name)) {
            throw new IllegalArgumentException("there is a dimension '" + name + "' already");
        }
        Map<String, Dimension> more = new LinkedHashMap<>(dimensions);
        more.put(name, new Dimension(description, draw));
        return new SearchSpace(more);
    }

    /**
     * Takes a dimension out; the draws of the others stay as they are.
     *
     * @param name name of a dimension, or of none
     * @return a space without this dimension
     */
    public SearchSpace without(String name) {
        Map<String, Dimension> fewer = new LinkedHashMap<>(dimensions);
        fewer.remove(name);
        return new SearchSpace(fewer);
    }

    /** Names of the dimensions, in their order. */
    public List<String> names() {
        return List.copyOf(dimensions.keySet());
    }

    /**
     * The parameters of a trial.
     *
     * @param seed seed of the search
     * @param trial number of the trial, from 0
     * @return a value for each dimension, in their order; modifiable and of the caller's own
     */
    public Map<String, Object> draw(long seed, int trial) {
        Map<String, Object> values = new LinkedHashMap<>();
        dimensions.forEach((name, dimension) ->
                values.put(name, dimension.draw().of(Hash.unit(Hash.bits(seed, Hash.TRIAL, trial, hash(name))))));
        return values;
    }

    /** 64 bits of a name: its UTF-8 bytes through the project's hash. */
    private static long hash(String name) {
        long h = 0;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            h = Hash.bits(h, b);
        }
        return h;
    }

    /** The dimensions with their distributions; spaces that draw alike have the same text. */
    @Override
    public String toString() {
        List<String> texts = new ArrayList<>();
        dimensions.forEach((name, dimension) -> texts.add(name + " " + dimension.description()));
        return "SearchSpace" + texts;
    }
}
