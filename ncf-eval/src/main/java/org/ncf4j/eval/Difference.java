package org.ncf4j.eval;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much better one model is than another in one metric, paired by user: the mean over users of the model's value less the
 * reference's.
 *
 * @param model name of the model
 * @param reference name of the model that it is compared with
 * @param metric key of the metric
 * @param mean the mean difference; above 0 where the model's values are higher
 * @param low lower end of the 95 % interval: the percentile bootstrap over users that {@link Evaluation.Estimate} describes,
 *     of the differences
 * @param high upper end of the interval
 * @param p two-sided p-value of the sign-flip permutation test: how often the mean is at least as far from 0 when the sign
 *     of each user's difference is drawn at random, {@code (count + 1) / (10,000 + 1)} (Phipson and Smyth: Permutation
 *     p-values should never be zero, 2010); 1 where no user differs
 * @param pAdjusted the p-value after Holm's correction for the number of differences in the table (Holm: A simple
 *     sequentially rejective multiple test procedure, 1979)
 * @param users number of users that both models know, over which the means are taken
 */
public record Difference(
        String model,
        String reference,
        String metric,
        double mean,
        double low,
        double high,
        double p,
        double pAdjusted,
        int users) {
    Difference withAdjusted(double adjusted) {
        return new Difference(model, reference, metric, mean, low, high, p, adjusted, users);
    }

    /** As it is in JSON. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", model);
        json.put("reference", reference);
        json.put("metric", metric);
        json.put("mean", mean);
        json.put("low", low);
        json.put("high", high);
        json.put("p", p);
        json.put("p_adjusted", pAdjusted);
        json.put("users", (long) users);
        return json;
    }
}
