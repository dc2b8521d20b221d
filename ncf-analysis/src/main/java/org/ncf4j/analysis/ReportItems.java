package org.ncf4j.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ejml.data.FMatrixRMaj;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.IdIndex;

/**
 * The items of a report's map: where each lies, and what the page says of it to those who point at it, search for it or
 * choose it. See {@link Report#withItems}.
 *
 * <p>Immutable: every {@code with} method returns a new object. Safe for use by many threads.
 */
public final class ReportItems {
    final List<String> ids;
    final List<String> names;
    final double[][] points;
    final double[] explainedVarianceRatio;
    final Clustering clustering;
    final int @Nullable [] buyers;
    /** Of each item, in alphabetical order. */
    final List<Set<String>> attributes;

    final @Nullable FMatrixRMaj embeddings;
    final String verdict;

    private ReportItems(
            List<String> ids,
            List<String> names,
            double[][] points,
            double[] explainedVarianceRatio,
            Clustering clustering,
            int @Nullable [] buyers,
            List<Set<String>> attributes,
            @Nullable FMatrixRMaj embeddings,
            String verdict) {
        this.ids = ids;
        this.names = names;
        this.points = points;
        this.explainedVarianceRatio = explainedVarianceRatio;
        this.clustering = clustering;
        this.buyers = buyers;
        this.attributes = attributes;
        this.embeddings = embeddings;
        this.verdict = verdict;
    }

    /**
     * Items as points in their clusters, shown by their ids.
     *
     * @param items the ids
     * @param points one for each item, at least two numbers each, of which the first two are shown; for example of
     *     {@link Pca#transform}
     * @param explainedVarianceRatio of these two components, for example of {@link Pca#explainedVarianceRatio}
     * @param clustering the clusters of the items
     * @return the items
     * @throws IllegalArgumentException if the arguments differ in the number of items, if there are fewer than two
     *     components, or if a number is not finite
     */
    public static ReportItems of(
            IdIndex items, double[][] points, double[] explainedVarianceRatio, Clustering clustering) {
        requireItems("items", items.size(), clustering.rows());
        requireItems("points", points.length, clustering.rows());
        return ofLabels(items.ids(), points, explainedVarianceRatio, clustering);
    }

    /** Of as many labels and points as the clustering has items. */
    static ReportItems ofLabels(
            List<String> labels, double[][] points, double[] explainedVarianceRatio, Clustering clustering) {
        double[][] copy = new double[points.length][];
        for (int i = 0; i < points.length; i++) {
            copy[i] = firstTwo("points of item " + i, points[i]);
        }
        List<String> ids = List.copyOf(labels);
        double[] ratio = firstTwo("explainedVarianceRatio", explainedVarianceRatio);
        return new ReportItems(ids, ids, copy, ratio, clustering, null, List.of(), null, "");
    }

    /**
     * Sets the names to show.
     *
     * @param shown by id; an item that has none is shown by its id
     * @return the items with their names
     */
    public ReportItems withNames(Map<String, String> shown) {
        List<String> found = ids.stream().map(id -> shown.getOrDefault(id, id)).toList();
        return new ReportItems(
                ids, found, points, explainedVarianceRatio, clustering, buyers, attributes, embeddings, verdict);
    }

    /**
     * Sets by how many users each item was chosen, which is its popularity.
     *
     * @param counts one for each item, at least 0; for example of {@link org.ncf4j.data.Interactions#itemCounts}
     * @return the items with their buyers
     * @throws IllegalArgumentException if there are not as many counts as items, or if one is negative
     */
    public ReportItems withBuyers(int[] counts) {
        requireItems("counts", counts.length, ids.size());
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] < 0) {
                throw new IllegalArgumentException("counts must be at least 0: " + counts[i] + " of item " + i);
            }
        }
        return new ReportItems(
                ids,
                names,
                points,
                explainedVarianceRatio,
                clustering,
                counts.clone(),
                attributes,
                embeddings,
                verdict);
    }

    /**
     * Sets what is known of the items from elsewhere: genres, brands. The map can be coloured by the most common ones.
     *
     * @param byItem by id; an item that is missing has none
     * @return the items with their attributes
     */
    public ReportItems withAttributes(Map<String, ? extends Collection<String>> byItem) {
        List<Set<String>> found = new ArrayList<>();
        for (String id : ids) {
            Collection<String> own = byItem.get(id);
            found.add(own == null ? Set.of() : new TreeSet<>(own));
        }
        return new ReportItems(
                ids,
                names,
                points,
                explainedVarianceRatio,
                clustering,
                buyers,
                List.copyOf(found),
                embeddings,
                verdict);
    }

    /**
     * Has the page list the {@value Neighbors#COUNT} nearest neighbours of an item that is chosen: the items with the
     * largest cosine of their embeddings to its own, {@code a . b / (|a| |b|)}, as
     * {@link org.ncf4j.recommend.Recommender#similarItems} has them. An item whose embedding is all zeros has none, and
     * is none.
     *
     * @param rows the embeddings, one row for each item; copied
     * @return the items with their embeddings
     * @throws IllegalArgumentException if there are not as many rows as items, or a value is not finite
     */
    public ReportItems withNeighborsOf(FMatrixRMaj rows) {
        requireItems("rows", rows.getNumRows(), ids.size());
        Rows.of(rows).requireFinite();
        return new ReportItems(
                ids,
                names,
                points,
                explainedVarianceRatio,
                clustering,
                buyers,
                attributes,
                new FMatrixRMaj(rows),
                verdict);
    }

    /**
     * Sets a sentence that is shown above the map: whether there is structure in it at all, say. A picture of noise has
     * clusters too.
     *
     * @param text a blank line begins a new paragraph
     * @return the items with the sentence
     */
    public ReportItems withVerdict(String text) {
        return new ReportItems(
                ids, names, points, explainedVarianceRatio, clustering, buyers, attributes, embeddings, text);
    }

    private static void requireItems(String name, int count, int expected) {
        if (count != expected) {
            throw new IllegalArgumentException(
                    name + " must be of the " + expected + " items of the clustering: " + count);
        }
    }

    private static double[] firstTwo(String name, double[] values) {
        if (values.length < 2) {
            throw new IllegalArgumentException(name + " must be at least 2 components: " + values.length);
        }
        if (!(Double.isFinite(values[0]) && Double.isFinite(values[1]))) {
            throw new IllegalArgumentException(name + " must be finite: " + values[0] + ", " + values[1]);
        }
        return new double[] {values[0], values[1]};
    }
}
