package org.ncf4j.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;
import org.ncf4j.model.ItemItemModel;
import org.ncf4j.model.LogitDecomposition;
import org.ncf4j.model.Model;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.Scorer;
import org.ncf4j.recommend.Recommender;

/**
 * Explains a model's recommendations, to its users and to newcomers, item by item: see {@link Explanation}.
 *
 * <p>Making one goes once over all histories, and prepares the model for fold-in; it holds 4 bytes a positive. The items of one
 * user should be explained in one call: a history is folded in for all of them together. Of a history of more than 100 items the
 * 100 most like an item are tried as reasons for it.
 *
 * <p>Immutable and thread-safe; the same model gives the same explanations.
 */
public final class Explainer {
    private static final int SIMILAR = 5;
    private static final int MOST_TRIED = 100;

    private final Model model;
    private final Recommender recommender;
    /** Of each item the users who have it, ascending. */
    private final int[][] owners;

    private final int[] rankOfPopularity;
    private final boolean hasHistories;
    /** Scores for somebody with nothing; null if they are not known. */
    private final float @Nullable [] withNothing;

    private Explainer(Model model) {
        this.model = model;
        recommender = Recommender.of(model);
        owners = owners(model);
        hasHistories = Arrays.stream(owners).anyMatch(users -> users.length > 0);
        int items = owners.length;
        if (model instanceof ItemItemModel) {
            withNothing = new float[items];
        } else if (items > 0 && model.canFoldIn(0)) {
            withNothing = new float[items];
            model.foldIn().scoreAll(0, withNothing);
        } else {
            withNothing = null;
        }
        rankOfPopularity = ranks();
    }

    /**
     * Explains what a model recommends.
     *
     * @param model of either kind
     * @return an explainer
     */
    public static Explainer of(Model model) {
        return new Explainer(model);
    }

    private static int[][] owners(Model model) {
        int[] counts = new int[model.items().size()];
        for (int user = 0; user < model.users().size(); user++) {
            for (int item : model.history(user)) {
                counts[item]++;
            }
        }
        int[][] owners = new int[counts.length][];
        Arrays.setAll(owners, item -> new int[counts[item]]);
        for (int user = model.users().size() - 1; user >= 0; user--) {
            for (int item : model.history(user)) {
                owners[item][--counts[item]] = user;
            }
        }
        return owners;
    }

    private int[] ranks() {
        Integer[] byPopularity = IntStream.range(0, owners.length).boxed().toArray(Integer[]::new);
        float[] scores = withNothing;
        Arrays.sort(
                byPopularity,
                Comparator.comparingDouble(
                        item -> hasHistories || scores == null ? -owners[item].length : -scores[item]));
        int[] ranks = new int[owners.length];
        for (int rank = 0; rank < ranks.length; rank++) {
            ranks[byPopularity[rank]] = rank + 1;
        }
        return ranks;
    }

    /**
     * Why an item is scored as it is for a user of the model.
     *
     * @param user external id
     * @param item external id
     * @return the explanation
     * @throws IllegalArgumentException if the user or the item is unknown
     */
    public Explanation explain(String user, String item) {
        return explain(user, List.of(item)).get(0);
    }

    /**
     * The same of some items.
     *
     * @param user external id
     * @param items external ids
     * @return an explanation for each, in their order
     * @throws IllegalArgumentException if the user or an item is unknown
     */
    public List<Explanation> explain(String user, List<String> items) {
        int row = model.users().require(user);
        LogitDecomposition parts = model instanceof NcfModel network ? network.decompose(row) : null;
        int[] history = model.history(row);
        return explain(model, row, parts, new Pulls(basis(history, false), history, indices(items)), items);
    }

    /**
     * Why items are scored as they are for somebody the model was not fitted to, see {@link Recommender#foldIn}.
     *
     * @param history external ids of his items; those that the model does not know are left out
     * @param items external ids
     * @return an explanation for each, in their order. Where the history tells nothing popularity is what is recommended by: then
     *     the logits are NaN and have no parts
     * @throws IllegalArgumentException if an item is unknown
     */
    public List<Explanation> explainNewcomer(Collection<String> history, List<String> items) {
        int[] known = history.stream()
                .mapToInt(model.items()::indexOf)
                .filter(item -> item >= 0)
                .sorted()
                .distinct()
                .toArray();
        Explanation.Basis basis = basis(known, true);
        if (basis == Explanation.Basis.EMPTY_HISTORY || basis == Explanation.Basis.NO_HISTORIES) {
            return explain(null, 0, null, new Pulls(basis, known, indices(items)), items);
        }
        LogitDecomposition parts = model instanceof NcfModel network ? network.decomposeFoldIn(known) : null;
        return explain(model.foldIn(known), 0, parts, new Pulls(basis, known, indices(items)), items);
    }

    private int[] indices(List<String> items) {
        return items.stream().mapToInt(model.items()::require).toArray();
    }

    private Explanation.Basis basis(int[] history, boolean newcomer) {
        if (withNothing == null || (!newcomer && !hasHistories)) {
            return Explanation.Basis.NO_HISTORIES;
        }
        if (!model.canFoldIn(history)) {
            return Explanation.Basis.EMPTY_HISTORY;
        }
        return model instanceof ItemItemModel ? Explanation.Basis.WEIGHTS : Explanation.Basis.FOLD_IN;
    }

    private List<Explanation> explain(
            @Nullable Scorer scorer, int user, @Nullable LogitDecomposition parts, Pulls pulls, List<String> itemIds) {
        int[] items = pulls.items;
        float[] logits = new float[items.length];
        Arrays.fill(logits, Float.NaN);
        if (scorer != null) {
            scorer.score(user, items, logits);
        }
        LogitDecomposition.Parts mean = parts == null ? null : parts.mean();
        List<Explanation> explanations = new ArrayList<>(items.length);
        for (int i = 0; i < items.length; i++) {
            explanations.add(new Explanation(
                    itemIds.get(i),
                    logits[i],
                    parts == null ? null : parts.of(items[i]),
                    mean,
                    pulls.basis,
                    pulls.scores[i],
                    withNothing == null ? Double.NaN : withNothing[items[i]],
                    pulls.of(i),
                    new Explanation.Popularity(
                            rankOfPopularity[items[i]],
                            owners.length,
                            owners[items[i]].length,
                            model.users().size()),
                    recommender.similarItems(itemIds.get(i), SIMILAR)));
        }
        return List.copyOf(explanations);
    }

    /** What the items of a history do for some items. */
    private final class Pulls {
        private final int[] items;
        private final Explanation.Basis basis;
        /** With the whole history. */
        private final float[] scores;
        /** Items of the history, and of each what it does for each of the items. */
        private int[] tried = {};
        /** Of each item, by the index of an item of the history, whether that is tried; null if all are. */
        private BitSet @Nullable [] triedFor;

        private double[][] alone = {};
        private double[][] leftOut = {};

        Pulls(Explanation.Basis basis, int[] history, int[] items) {
            this.basis = basis;
            this.items = items;
            scores = new float[items.length];
            Arrays.fill(scores, Float.NaN);
            if (basis == Explanation.Basis.WEIGHTS || basis == Explanation.Basis.FOLD_IN) {
                model.foldIn(history).score(0, items, scores);
                tried = tried(history);
                leftOut = model.influences(history, tried, items);
                alone = basis == Explanation.Basis.WEIGHTS ? leftOut : alone();
            }
        }

        private int[] tried(int[] history) {
            if (history.length <= MOST_TRIED) {
                return history;
            }
            IdIndex ids = model.items();
            Set<String> own = new HashSet<>();
            for (int item : history) {
                own.add(ids.id(item));
            }
            BitSet all = new BitSet();
            triedFor = new BitSet[items.length];
            for (int i = 0; i < items.length; i++) {
                BitSet most = new BitSet();
                recommender.similarItems(ids.id(items[i]), ids.size()).stream()
                        .map(Recommender.Neighbor::id)
                        .filter(own::contains)
                        .limit(MOST_TRIED)
                        .forEach(id -> most.set(ids.require(id)));
                triedFor[i] = most;
                all.or(most);
            }
            return all.stream().toArray();
        }

        private double[][] alone() {
            float[] nothing = new float[items.length];
            float[] score = new float[items.length];
            model.foldIn().score(0, items, nothing);
            double[][] pulls = new double[tried.length][items.length];
            for (int j = 0; j < tried.length; j++) {
                model.foldIn(tried[j]).score(0, items, score);
                for (int i = 0; i < items.length; i++) {
                    pulls[j][i] = (double) score[i] - nothing[i];
                }
            }
            return pulls;
        }

        /** For one of the items; an item does nothing for itself. */
        List<Explanation.Pull> of(int i) {
            List<Explanation.Pull> pulls = new ArrayList<>(tried.length);
            for (int j = 0; j < tried.length; j++) {
                if (tried[j] != items[i] && (triedFor == null || triedFor[i].get(tried[j]))) {
                    int[] users = owners[tried[j]];
                    pulls.add(new Explanation.Pull(
                            model.items().id(tried[j]),
                            alone[j][i],
                            leftOut[j][i],
                            users.length,
                            common(users, owners[items[i]])));
                }
            }
            // stable: of equal ones the lower index stays first
            pulls.sort(Comparator.comparingDouble(Explanation.Pull::pull).reversed());
            return pulls;
        }

        private static int common(int[] a, int[] b) {
            int common = 0;
            int j = 0;
            for (int user : a) {
                while (j < b.length && b[j] < user) {
                    j++;
                }
                common += j < b.length && b[j] == user ? 1 : 0;
            }
            return common;
        }
    }
}
