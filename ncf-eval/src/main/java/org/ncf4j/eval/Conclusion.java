package org.ncf4j.eval;

import java.util.List;
import java.util.Locale;

/** Puts into a sentence what a comparison found. */
final class Conclusion {
    private static final double LEVEL = 0.05;

    private Conclusion() {}

    /**
     * Which model to use, by how much it is better, and whether that could be luck.
     *
     * @param ranked names of the models, the best first
     * @param metric the deciding metric
     * @param differences that of the first two in this metric among them, either way round
     */
    static String of(List<String> ranked, String metric, List<Difference> differences) {
        String first = ranked.get(0);
        if (ranked.size() == 1) {
            return "There is nothing to compare " + first + " with.";
        }
        Difference lead = lead(first, ranked.get(1), metric, differences);
        if (lead.mean() == 0) {
            return String.format(
                    Locale.ROOT,
                    "Use %s or %s: their %s is the same on average.",
                    lead.model(),
                    lead.reference(),
                    metric);
        }
        String facts = String.format(
                Locale.ROOT,
                "(95 %% interval %.4f to %.4f, adjusted p %s)",
                lead.low(),
                lead.high(),
                lead.pAdjusted() < 0.001 ? "below 0.001" : String.format(Locale.ROOT, "%.3f", lead.pAdjusted()));
        if (lead.pAdjusted() < LEVEL) {
            return String.format(
                    Locale.ROOT,
                    "Use %s: its %s is %.4f above that of %s, the next best %s, which is hardly luck.",
                    lead.model(),
                    metric,
                    lead.mean(),
                    lead.reference(),
                    facts);
        }
        return String.format(
                Locale.ROOT,
                "Use %s or %s, whichever is more convenient: the %s of %s is %.4f higher %s, which could be luck.",
                lead.model(),
                lead.reference(),
                metric,
                lead.model(),
                lead.mean(),
                facts);
    }

    /** The difference of two models, the way round in which it is not below 0 (they may know different users). */
    private static Difference lead(String first, String second, String metric, List<Difference> differences) {
        for (Difference difference : differences) {
            boolean forward =
                    difference.model().equals(first) && difference.reference().equals(second);
            boolean backward =
                    difference.model().equals(second) && difference.reference().equals(first);
            if (difference.metric().equals(metric) && (forward || backward)) {
                boolean turn = difference.mean() < 0 || (difference.mean() == 0 && backward);
                return turn ? turned(difference) : difference;
            }
        }
        throw new IllegalArgumentException("no difference of " + first + " and " + second + " in " + metric);
    }

    private static Difference turned(Difference difference) {
        return new Difference(
                /* model= */ difference.reference(),
                /* reference= */ difference.model(),
                difference.metric(),
                -difference.mean(),
                -difference.high(),
                -difference.low(),
                difference.p(),
                difference.pAdjusted(),
                difference.users());
    }
}
