package org.ncf4j.eval.search;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ncf4j.internal.Json;

/**
 * What came of one choice of parameters. Immutable and, as its parameters are plain values, thread-safe.
 *
 * @param number from 0, in the order of the draws
 * @param params the parameters, unmodifiable
 * @param status how it ended
 * @param value the validation metric: what the work returned, or the best report of a trial that was stopped; NaN for one
 *     that failed
 * @param reports what the work reported, an epoch each
 * @param seconds wall time
 * @param error what went wrong; empty unless it failed
 */
public record Trial(
        int number,
        Map<String, Object> params,
        Status status,
        double value,
        List<Double> reports,
        double seconds,
        String error) {
    /** How a trial ended. */
    public enum Status {
        /** It ran to its end. */
        FINISHED,
        /** It was hopeless, and stopped. */
        STOPPED,
        /** It threw an exception or returned no finite number. */
        FAILED
    }

    /** Makes the map and the list immutable. */
    public Trial {
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
        reports = List.copyOf(reports);
    }

    /** The epoch with the best report, from 1, the first of equally good ones; 0 if nothing was reported. */
    public int bestEpoch() {
        int best = 0;
        for (int epoch = 1; epoch <= reports.size(); epoch++) {
            if (best == 0 || reports.get(epoch - 1) > reports.get(best - 1)) {
                best = epoch;
            }
        }
        return best;
    }

    /** The best report up to an epoch. */
    double bestUpTo(int epoch) {
        return reports.subList(0, epoch).stream().mapToDouble(r -> r).max().orElseThrow();
    }

    /** Everything as a JSON object on one line, without {@code value} if it failed. */
    public String toJson() {
        return Json.write(json());
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("trial", (long) number);
        json.put("params", params);
        json.put("status", status.name().toLowerCase(Locale.ROOT));
        if (status != Status.FAILED) {
            json.put("value", value);
        }
        json.put("reports", reports);
        json.put("seconds", seconds);
        if (!error.isEmpty()) {
            json.put("error", error);
        }
        return json;
    }
}
