package org.ncf4j.examples;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ncf4j.analysis.Explainer;
import org.ncf4j.analysis.PopularityBias;
import org.ncf4j.analysis.Report;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.Model;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;

/** What a report shows beside its items: some users with reasons, and how popular what is recommended is. */
final class Explorer {
    /** Recommendations of a user. */
    static final int TOP = 10;
    /** How many users are shown, at most. */
    private static final int USERS = 30;
    /** How many get recommendations that are counted, at most: the report is not to take longer than what it is of. */
    private static final int MOST_USERS = 10_000;

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
     * @param recommender of the model, which knows what its users have
     * @param heldOut what the model did not see; null if nothing was held out
     * @param first a user that comes first; null for none
     */
    Report addUsers(
            Report report,
            Model model,
            Recommender recommender,
            @Nullable Interactions heldOut,
            @Nullable String first) {
        Explainer explainer = Explainer.of(model);
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
        chosen.addAll(evenly(
                history.users().ids().stream()
                        .filter(id -> known.indexOf(id) >= 0
                                && history.positiveCount(history.users().require(id)) > 0)
                        .toList(),
                USERS));
        return chosen;
    }

    /** At most so many of a list, evenly over all of it. */
    private static List<String> evenly(List<String> all, int most) {
        int size = Math.min(most, all.size());
        return IntStream.range(0, size)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / size)))
                .toList();
    }

    /** Nothing of a user whom a part of the data does not know. */
    private static List<String> ids(Interactions part, String user) {
        return part.users().indexOf(user) < 0 ? List.of() : Oracle.ids(part, user);
    }

    /** How popular what is recommended is: to all users or, of very many, to {@value #MOST_USERS} evenly among them. */
    PopularityBias popularityBias(Recommender recommender) {
        return PopularityBias.of(
                history, recommender, TOP, evenly(history.users().ids(), MOST_USERS));
    }
}
