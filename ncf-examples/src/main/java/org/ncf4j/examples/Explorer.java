package org.ncf4j.examples;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ncf4j.analysis.DataQuality;
import org.ncf4j.analysis.Explainer;
import org.ncf4j.analysis.PopularityBias;
import org.ncf4j.analysis.Report;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.Model;
import org.ncf4j.model.Scorer;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;

/** What a report shows beside its items: some users with reasons, how popular what is recommended is, what the data are like. */
final class Explorer {
    /** Recommendations of a user. */
    static final int TOP = 10;
    /** How many users are shown, at most. */
    private static final int USERS = 30;

    private final Interactions history;
    private final Map<String, String> names;

    /**
     * Of some data.
     *
     * @param history what the models learnt from
     * @param names shown names by item id; an id without one is shown as it is
     */
    Explorer(Interactions history, Map<String, String> names) {
        this.history = history;
        this.names = names;
    }

    /** The histories that a model has. */
    static Interactions histories(Model model) {
        int[] counts = IntStream.range(0, model.users().size())
                .map(user -> model.history(user).length)
                .toArray();
        int[] users = new int[Arrays.stream(counts).sum()];
        int[] items = new int[users.length];
        int at = 0;
        for (int user = 0; user < counts.length; user++) {
            Arrays.fill(users, at, at + counts[user], user);
            System.arraycopy(model.history(user), 0, items, at, counts[user]);
            at += counts[user];
        }
        return Interactions.of(model.users(), model.items(), users, items, Interactions.Order.NONE);
    }

    /**
     * Adds users with a history, evenly over all that there are.
     *
     * @param model of the users of the history
     * @param heldOut what the model did not see; null if nothing was held out
     * @param first a user that comes first; null for none
     */
    Report addUsers(Report report, Model model, @Nullable Interactions heldOut, @Nullable String first) {
        Explainer explainer = Explainer.of(model);
        Recommender recommender = Recommender.of(model);
        Report more = report;
        for (String user : users(model.users(), first)) {
            List<Recommendation> list = recommender.recommend(user, TOP);
            List<String> reasons = explainer
                    .explain(user, list.stream().map(Recommendation::item).toList())
                    .stream()
                    .map(explanation -> explanation.reason(names))
                    .toList();
            more = more.withUser(
                    user, ids(history, user), heldOut == null ? null : ids(heldOut, user), list, reasons, names);
        }
        return more;
    }

    private Set<String> users(IdIndex known, @Nullable String first) {
        Set<String> chosen = new LinkedHashSet<>();
        if (first != null) {
            chosen.add(first);
        }
        List<String> all = history.users().ids().stream()
                .filter(id -> known.indexOf(id) >= 0
                        && history.positiveCount(history.users().require(id)) > 0)
                .toList();
        int shown = Math.min(USERS, all.size());
        for (int i = 0; i < shown; i++) {
            chosen.add(all.get((int) ((long) i * all.size() / shown)));
        }
        return chosen;
    }

    /** Nothing of a user whom a part of the data does not know. */
    private static List<String> ids(Interactions part, String user) {
        return part.users().indexOf(user) < 0 ? List.of() : Oracle.ids(part, user);
    }

    /** Adds how popular the items are that a model recommends to those whose history this is. */
    Report addPopularityBias(Report report, String name, Scorer scorer) {
        if (history.size() == 0) {
            return report;
        }
        return report.withPopularityBias(name, PopularityBias.of(history, Recommender.of(scorer, history), TOP));
    }

    /**
     * Adds what is to be said of the data.
     *
     * @param data all of them
     */
    static Report addDataQuality(Report report, Interactions data) {
        return data.size() == 0 ? report : report.withDataQuality(DataQuality.of(data));
    }
}
