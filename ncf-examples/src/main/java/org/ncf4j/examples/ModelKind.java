package org.ncf4j.examples;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.Interactions;
import org.ncf4j.eval.Contender;
import org.ncf4j.eval.RankingEvaluator;
import org.ncf4j.eval.RankingMetric;
import org.ncf4j.eval.search.SearchSpace;
import org.ncf4j.internal.Json;
import org.ncf4j.model.Scorer;

/**
 * A kind of model that the commands compare and tune: a configuration, which is JSON, and how to fit it.
 *
 * @param name on the command line
 * @param defaults the default configuration
 * @param spaces what a search chooses, beginning with a configuration; each dimension is the path of a value in it, with dots
 * @param completion makes a whole configuration of one that may leave things out
 * @param dependsOnSeed whether another seed gives another model
 * @param fitting how it is fitted
 */
record ModelKind(
        String name,
        String defaults,
        Function<String, SearchSpace> spaces,
        UnaryOperator<String> completion,
        boolean dependsOnSeed,
        Fit fitting) {
    /** How a kind of model is fitted. */
    @FunctionalInterface
    interface Fit {
        /**
         * Fits.
         *
         * @param threads no number of them changes the model
         * @param judge is asked for the validation metric after each epoch, on the thread that trains; the best epoch's
         *     model is handed back. Null where all epochs are to be trained
         */
        Scorer fit(
                String config,
                Interactions train,
                long seed,
                int threads,
                @Nullable ToDoubleFunction<? super Scorer> judge);
    }

    /**
     * With a configuration, ready for a comparison.
     *
     * @param evaluator judges epochs by its one metric where there is a validation part
     */
    Contender contender(String config, int threads, RankingEvaluator evaluator, RankingMetric metric) {
        Contender fitted = (train, validation, seed) -> fitting.fit(
                config,
                train,
                seed,
                threads,
                validation.size() == 0
                        ? null
                        : model -> evaluator
                                .evaluate(model, train, validation)
                                .metric(metric.key())
                                .mean());
        Contender described = fitted.withConfig(config);
        return dependsOnSeed ? described : described.withoutSeed();
    }

    /** What a search chooses that begins with a configuration. */
    SearchSpace space(String config) {
        return spaces.apply(config);
    }

    /** The same with less to choose: not what lies at these paths. */
    ModelKind without(List<String> paths) {
        return new ModelKind(
                name, defaults, config -> without(spaces.apply(config), paths), completion, dependsOnSeed, fitting);
    }

    private static SearchSpace without(SearchSpace space, List<String> paths) {
        SearchSpace fewer = space;
        for (String name : space.names()) {
            if (paths.stream().anyMatch(path -> name.equals(path) || name.startsWith(path + "."))) {
                fewer = fewer.without(name);
            }
        }
        return fewer;
    }

    /** The configuration with parameters of the space, or others of their form, in place of its own. */
    static String with(String config, Map<String, Object> params) {
        Map<String, Object> root = Json.parseObject(config);
        params.forEach((path, value) -> put(root, path, value));
        return Json.write(root);
    }

    private static void put(Map<String, Object> object, String path, Object value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            object.put(path, value);
            return;
        }
        String name = path.substring(0, dot);
        Map<String, Object> inner = new LinkedHashMap<>();
        if (object.get(name) instanceof Map<?, ?> there) {
            there.forEach((key, old) -> inner.put((String) key, old));
        }
        put(inner, path.substring(dot + 1), value);
        object.put(name, inner);
    }

    /** Puts the defaults where a configuration of one level has nothing. */
    static String complete(String config, String defaults) {
        Map<String, Object> whole = Json.parseObject(defaults);
        Json.parseObject(config).forEach((key, value) -> {
            if (whole.put(key, value) == null) {
                throw new IllegalArgumentException("unknown config key '" + key + "'");
            }
        });
        return Json.write(whole);
    }
}
