package org.ncf4j.examples;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ncf4j.analysis.Explanation;
import org.ncf4j.internal.Json;
import org.ncf4j.model.Blend;
import org.ncf4j.model.ImplicitAls;
import org.ncf4j.model.LogitDecomposition;
import org.ncf4j.model.Mf;
import org.ncf4j.model.Model;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.Pretraining;
import org.ncf4j.model.Trainer;
import org.ncf4j.recommend.Recommender;

/** Explanations of recommendations: as text to read, and for {@link org.ncf4j.internal.Json#write}. Immutable. */
final class ExplanationText {
    private static final int PULLS_SHOWN = 5;
    private static final String INDENT = "   ";

    private final boolean hasBiases;
    /** What the halves are, if that is more than their names. */
    private final String halves;

    private final Map<String, String> names;

    /**
     * Of a model's recommendations.
     *
     * @param names the name to show for an item's id; an item that has none is shown by its id
     */
    ExplanationText(Model model, Map<String, String> names) {
        hasBiases = model instanceof NcfModel network && network.config() instanceof Mf;
        halves = model instanceof NcfModel network ? halves(network) : "";
        this.names = names;
    }

    private static String halves(NcfModel model) {
        if (!Json.parseObject(model.configJson()).containsKey("pretraining")) {
            return "";
        }
        Pretraining halves = Trainer.fromJson(model.configJson()).pretraining();
        if (halves != null && halves.productTraining() instanceof Blend) {
            return "; GMF began as factors of least squares beside those of gradient steps";
        }
        return halves != null && halves.productTraining() instanceof ImplicitAls
                ? "; GMF began as factors of least squares"
                : "";
    }

    /** Prints some lines for each, and how the pulls were computed. */
    void print(PrintWriter out, List<Explanation> explanations) {
        int rank = 0;
        for (Explanation explanation : explanations) {
            rank++;
            out.println();
            out.println(rank + ". " + name(explanation.item()));
            out.println(INDENT + explanation.sentence(names));
            printScore(out, explanation);
            printPulls(out, explanation);
            if (!explanation.similar().isEmpty()) {
                out.println(INDENT + "most like it: "
                        + explanation.similar().stream()
                                .map(other -> name(other.id()) + " (" + number(other.similarity()) + ")")
                                .collect(Collectors.joining(", ")));
            }
        }
        out.println();
        if (explanations.stream().anyMatch(explanation -> explanation.parts() != null)) {
            out.println(
                    "logit: the sum of its parts; what a part has beyond its mean over all items speaks for this one"
                            + halves);
        }
        for (Explanation.Basis basis :
                explanations.stream().map(Explanation::basis).distinct().toList()) {
            out.println(basis.how());
        }
    }

    private void printScore(PrintWriter out, Explanation explanation) {
        LogitDecomposition.Parts parts = explanation.parts();
        LogitDecomposition.Parts mean = explanation.meanParts();
        if (parts != null && mean != null) {
            out.println(INDENT + "logit " + sum(parts) + "; mean of all items " + sum(mean));
        } else if (Double.isFinite(explanation.logit())) {
            out.println(INDENT + "score " + number(explanation.logit()) + " = the weights from the whole history");
        }
    }

    /** "0.9 = product 1.1 - tower 0.2". */
    private String sum(LogitDecomposition.Parts parts) {
        StringBuilder sum = new StringBuilder(number(parts.logit())).append(" =");
        String sign = " ";
        for (Map.Entry<String, Double> part : parts(parts).entrySet()) {
            double value = part.getValue();
            boolean isNegative = number(value).startsWith("-");
            sum.append(isNegative ? " - " : sign).append(part.getKey()).append(' ');
            sum.append(number(Math.abs(value)));
            sign = " + ";
        }
        return sum.toString();
    }

    /** As far as the model has them. */
    private Map<String, Double> parts(LogitDecomposition.Parts parts) {
        Map<String, Double> named = new LinkedHashMap<>();
        if (hasBiases) {
            named.put("factors", parts.product());
            named.put("user bias", parts.userBias());
            named.put("item bias", parts.itemBias());
        } else {
            if (parts.product() != 0) {
                named.put("GMF", parts.product());
            }
            if (parts.tower() != 0) {
                named.put("MLP", parts.tower());
            }
        }
        named.put("bias", parts.bias());
        return named;
    }

    private void printPulls(PrintWriter out, Explanation explanation) {
        List<Explanation.Pull> pulls = shown(explanation);
        if (pulls.isEmpty()) {
            return;
        }
        boolean exact = explanation.basis() == Explanation.Basis.WEIGHTS;
        if (!exact) {
            out.println(INDENT + "folded in, the history takes the logit from " + number(explanation.withNothing())
                    + ", which is for somebody with nothing, to " + number(explanation.withHistory()));
        }
        out.println(INDENT + (exact ? "  pull" : "  pull   alone  left out") + "  of the history");
        for (Explanation.Pull pull : pulls) {
            String numbers = exact
                    ? String.format(Locale.ROOT, "%6.3f", pull.pull())
                    : String.format(Locale.ROOT, "%6.3f  %6.3f    %6.3f", pull.pull(), pull.alone(), pull.leftOut());
            out.println(INDENT + numbers + "  " + name(pull.item()));
        }
    }

    private static List<Explanation.Pull> shown(Explanation explanation) {
        return explanation.pulls().stream().limit(PULLS_SHOWN).toList();
    }

    /** All numbers of an explanation, but for what is not known. */
    Map<String, Object> json(Explanation explanation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("reason", explanation.reason(names));
        json.put("sentence", explanation.sentence(names));
        putKnown(json, "logit", explanation.logit());
        LogitDecomposition.Parts parts = explanation.parts();
        LogitDecomposition.Parts mean = explanation.meanParts();
        if (parts != null && mean != null) {
            json.put("parts", parts(parts));
            json.put("mean_parts", parts(mean));
        }
        json.put("how", explanation.basis().how());
        putKnown(json, "with_history", explanation.withHistory());
        putKnown(json, "with_nothing", explanation.withNothing());
        json.put("pulls", shown(explanation).stream().map(this::json).toList());
        Map<String, Object> popularity = new LinkedHashMap<>();
        popularity.put("rank", explanation.popularity().rank());
        popularity.put("items", explanation.popularity().items());
        popularity.put("owners", explanation.popularity().owners());
        popularity.put("users", explanation.popularity().users());
        json.put("popularity", popularity);
        json.put("similar", explanation.similar().stream().map(this::json).toList());
        return json;
    }

    private Map<String, Object> json(Recommender.Neighbor other) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("item", other.id());
        json.put("similarity", other.similarity());
        return json;
    }

    private Map<String, Object> json(Explanation.Pull pull) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("item", pull.item());
        json.put("pull", pull.pull());
        json.put("alone", pull.alone());
        json.put("left_out", pull.leftOut());
        json.put("owners", pull.owners());
        json.put("both", pull.both());
        return json;
    }

    private static void putKnown(Map<String, Object> json, String key, double value) {
        if (Double.isFinite(value)) {
            json.put(key, value);
        }
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value);
        return text.equals("-0.000") ? "0.000" : text;
    }

    private String name(String id) {
        return names.getOrDefault(id, id);
    }
}
