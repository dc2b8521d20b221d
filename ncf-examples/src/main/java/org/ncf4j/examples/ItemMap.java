package org.ncf4j.examples;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.analysis.ClusterProfile;
import org.ncf4j.analysis.Clustering;
import org.ncf4j.analysis.KMeans;
import org.ncf4j.analysis.Pca;
import org.ncf4j.analysis.Report;
import org.ncf4j.data.IdIndex;
import org.ncf4j.model.NcfModel;

/** A model's items in the plane of their first two principal components, and in clusters. */
final class ItemMap {
    /** How many clusters there are unless somebody says otherwise. */
    static final int DEFAULT_CLUSTERS = 8;

    private static final int SHOWN_PER_CLUSTER = 5;
    private static final int PRINTED_PER_CLUSTER = 3;

    private final IdIndex items;
    private final Map<String, String> names;
    private final double[][] points;
    private final double[] explainedVarianceRatio;
    private final Clustering clustering;
    private final List<ClusterProfile> profiles;

    private ItemMap(
            IdIndex items,
            Map<String, String> names,
            double[][] points,
            double[] explainedVarianceRatio,
            Clustering clustering,
            List<ClusterProfile> profiles) {
        this.items = items;
        this.names = names;
        this.points = points;
        this.explainedVarianceRatio = explainedVarianceRatio;
        this.clustering = clustering;
        this.profiles = profiles;
    }

    /**
     * Computes the map of a model.
     *
     * @param model the model
     * @param clusters how many clusters; at most as many as items
     * @param names shown names by item id; an id without one is shown as it is
     */
    static ItemMap of(NcfModel model, int clusters, Map<String, String> names) {
        FMatrixRMaj embeddings = model.itemEmbeddings();
        double[][] points = new double[embeddings.numRows][2];
        double[] ratio = new double[2];
        // one item has no variance: the map is a point; one column: a line
        if (embeddings.numRows > 1) {
            Pca pca = Pca.fit(embeddings, Math.min(2, embeddings.numCols));
            double[][] projected = pca.transform(embeddings);
            Arrays.setAll(points, item -> Arrays.copyOf(projected[item], 2));
            ratio = Arrays.copyOf(pca.explainedVarianceRatio(), 2);
        }
        Clustering clustering = KMeans.of(clusters).fit(embeddings);
        List<ClusterProfile> profiles = ClusterProfile.of(clustering, model.items(), buyers(model), SHOWN_PER_CLUSTER);
        return new ItemMap(model.items(), names, points, ratio, clustering, profiles);
    }

    /** Adds the picture and the table of clusters to a report. */
    Report addTo(Report report) {
        List<String> labels = items.ids().stream().map(this::name).collect(Collectors.toList());
        return report.withItemMap(points, explainedVarianceRatio, clustering, labels)
                .withClusters(profiles, names);
    }

    /** Prints a line for each cluster. */
    void print(PrintWriter out) {
        Table table = new Table(">><", "cluster", "items", "typical");
        for (ClusterProfile profile : profiles) {
            String typical = profile.typicalItems().stream()
                    .limit(PRINTED_PER_CLUSTER)
                    .map(this::name)
                    .collect(Collectors.joining(", "));
            table.add(String.valueOf(profile.cluster() + 1), String.valueOf(profile.size()), typical);
        }
        table.print(out);
    }

    /**
     * A row for each item: {@code item,name,cluster,x,y}; the name is empty where there is none; clusters count from 1, as in the
     * report.
     */
    String csv() {
        StringBuilder csv = new StringBuilder("item,name,cluster,x,y\n");
        for (int item = 0; item < items.size(); item++) {
            String id = items.id(item);
            csv.append(field(id))
                    .append(',')
                    .append(field(names.getOrDefault(id, "")))
                    .append(',')
                    .append(clustering.cluster(item) + 1)
                    .append(',')
                    .append(points[item][0])
                    .append(',')
                    .append(points[item][1])
                    .append('\n');
        }
        return csv.toString();
    }

    private String name(String item) {
        return names.getOrDefault(item, item);
    }

    /** By how many users each item was seen. */
    private static int[] buyers(NcfModel model) {
        int[] counts = new int[model.items().size()];
        for (int user = 0; user < model.users().size(); user++) {
            for (int item : model.seen(user)) {
                counts[item]++;
            }
        }
        return counts;
    }

    static String field(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
