package org.ncf4j.examples;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.ejml.data.FMatrixRMaj;
import org.jspecify.annotations.Nullable;
import org.ncf4j.analysis.ClusterAttributes;
import org.ncf4j.analysis.ClusterProfile;
import org.ncf4j.analysis.Clustering;
import org.ncf4j.analysis.KMeans;
import org.ncf4j.analysis.Pca;
import org.ncf4j.analysis.Report;
import org.ncf4j.analysis.ReportItems;
import org.ncf4j.analysis.Structure;
import org.ncf4j.data.IdIndex;
import org.ncf4j.model.NcfModel;

/** A model's items in the plane of their first two principal components, and in clusters. */
final class ItemMap {
    /** The fewest and the most clusters that are tried unless somebody says how many: fewer say little, more nobody reads. */
    static final int LEAST_CLUSTERS = 4;

    static final int MOST_CLUSTERS = 16;

    private static final int SHOWN_PER_CLUSTER = 5;
    private static final int PRINTED_PER_CLUSTER = 3;

    private final IdIndex items;
    private final Map<String, String> names;
    private final FMatrixRMaj embeddings;
    /** How many users have each item. */
    private final int[] buyers;

    private final boolean hasHistories;

    private final double[][] points;
    private final double[] explainedVarianceRatio;
    private final Clustering clustering;
    private final List<ClusterProfile> profiles;
    /** Attributes by item id; none where none are known. */
    private final Map<String, Set<String>> byItem;
    /** Of the clusters, or null where no attributes are known. */
    private final @Nullable ClusterAttributes attributes;
    /** Whether there are clusters at all, or null where there are too few items to tell. */
    private final @Nullable Structure structure;

    private ItemMap(
            IdIndex items,
            Map<String, String> names,
            FMatrixRMaj embeddings,
            int[] buyers,
            boolean hasHistories,
            double[][] points,
            double[] explainedVarianceRatio,
            Clustering clustering,
            List<ClusterProfile> profiles,
            Map<String, Set<String>> byItem,
            @Nullable ClusterAttributes attributes,
            @Nullable Structure structure) {
        this.items = items;
        this.names = names;
        this.embeddings = embeddings;
        this.buyers = buyers;
        this.hasHistories = hasHistories;
        this.points = points;
        this.explainedVarianceRatio = explainedVarianceRatio;
        this.clustering = clustering;
        this.profiles = profiles;
        this.byItem = byItem;
        this.attributes = attributes;
        this.structure = structure;
    }

    /**
     * Computes the map of a model.
     *
     * @param model the model
     * @param clusters how many clusters, at most as many as items; null for the number with the best silhouette
     * @param names shown names by item id; an id without one is shown as it is
     */
    static ItemMap of(NcfModel model, @Nullable Integer clusters, Map<String, String> names) {
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
        Clustering clustering = kMeans(embeddings.numRows, clusters).fit(embeddings);
        int[] buyers = Explorer.histories(model).itemCounts();
        return new ItemMap(
                model.items(),
                names,
                embeddings,
                buyers,
                model.hasHistory(),
                points,
                ratio,
                clustering,
                profiles(clustering, model, buyers),
                Map.of(),
                null,
                structure(embeddings, clustering.clusters()));
    }

    /** Of a model without histories nothing is popular. */
    private static List<ClusterProfile> profiles(Clustering clustering, NcfModel model, int[] buyers) {
        List<ClusterProfile> profiles = ClusterProfile.of(clustering, model.items(), buyers, SHOWN_PER_CLUSTER);
        return model.hasHistory()
                ? profiles
                : profiles.stream()
                        .map(p -> new ClusterProfile(p.cluster(), p.size(), p.typicalItems(), List.of()))
                        .toList();
    }

    private static KMeans kMeans(int items, @Nullable Integer clusters) {
        if (clusters != null || items < LEAST_CLUSTERS) {
            return KMeans.of(clusters == null ? items : clusters);
        }
        return KMeans.choosing(LEAST_CLUSTERS, MOST_CLUSTERS);
    }

    /** Null where there is nothing to tell: one cluster, as many as items, or items that are all the same. */
    private static @Nullable Structure structure(FMatrixRMaj embeddings, int clusters) {
        boolean differs = false;
        for (int i = embeddings.getNumCols(); i < embeddings.getNumElements() && !differs; i++) {
            differs = embeddings.get(i) != embeddings.get(i % embeddings.getNumCols());
        }
        return differs && clusters > 1 && clusters < embeddings.getNumRows()
                ? Structure.of(embeddings, clusters)
                : null;
    }

    /**
     * The same with clusters named by the attributes of their items.
     *
     * @param byItem attributes by item id; of at least one of the items
     */
    ItemMap withAttributes(Map<String, Set<String>> byItem) {
        return new ItemMap(
                items,
                names,
                embeddings,
                buyers,
                hasHistories,
                points,
                explainedVarianceRatio,
                clustering,
                profiles,
                byItem,
                ClusterAttributes.of(clustering, items, byItem),
                structure);
    }

    /** Adds the map and the table of clusters to a report. */
    Report addTo(Report report) {
        ReportItems shown = ReportItems.of(items, points, explainedVarianceRatio, clustering)
                .withNames(names)
                .withAttributes(byItem)
                .withNeighborsOf(embeddings)
                .withVerdict(structure == null ? "" : structure.sentence());
        ClusterAttributes found = attributes;
        Report more = report.withItems(hasHistories ? shown.withBuyers(buyers) : shown);
        return found == null
                ? more.withClusters(profiles, names)
                : more.withClusters(
                        profiles,
                        profiles.stream()
                                .map(profile -> facts(found.clusters().get(profile.cluster())))
                                .toList(),
                        names);
    }

    private static Report.ClusterFacts facts(ClusterAttributes.Cluster cluster) {
        return new Report.ClusterFacts(cluster.name(), cluster.purity(), over(cluster));
    }

    /** What is over-represented, as it is shown. */
    private static List<String> over(ClusterAttributes.Cluster cluster) {
        return cluster.overRepresented().stream()
                .limit(PRINTED_PER_CLUSTER)
                .map(ItemMap::shown)
                .toList();
    }

    /** Prints a line for each cluster, and what there is to say of all. */
    void print(PrintWriter out) {
        if (attributes == null) {
            printTypical(out);
        } else {
            print(attributes, out);
        }
        if (structure != null) {
            out.println(structure.sentence());
        }
    }

    private void printTypical(PrintWriter out) {
        Table table = new Table(">><", "cluster", "items", "typical");
        for (ClusterProfile profile : profiles) {
            table.add(String.valueOf(profile.cluster() + 1), String.valueOf(profile.size()), typical(profile));
        }
        table.print(out);
    }

    private void print(ClusterAttributes found, PrintWriter out) {
        Table table = new Table(">><><<", "cluster", "items", "name", "purity", "over-represented", "typical");
        for (ClusterProfile profile : profiles) {
            ClusterAttributes.Cluster cluster = found.clusters().get(profile.cluster());
            table.add(
                    String.valueOf(profile.cluster() + 1),
                    String.valueOf(profile.size()),
                    cluster.name(),
                    String.format(Locale.ROOT, "%.2f", cluster.purity()),
                    String.join(", ", over(cluster)),
                    typical(profile));
        }
        table.print(out);
        out.println(String.format(
                Locale.ROOT,
                "Of %,d items the attributes are known. Purity %.2f: the share of them with the most frequent attribute of"
                        + " their cluster; %.2f if all were in one. p is corrected for all %,d tests (Benjamini, Hochberg).",
                found.items(),
                found.purity(),
                found.basePurity(),
                (long) found.clusters().size()
                        * found.clusters().get(0).attributes().size()));
    }

    private static String shown(ClusterAttributes.Attribute attribute) {
        return String.format(
                Locale.ROOT, "%s x%.1f (p %s)", attribute.name(), attribute.lift(), shownP(attribute.adjustedP()));
    }

    private static String shownP(double p) {
        return p >= .001 ? String.format(Locale.ROOT, "%.3f", p) : String.format(Locale.ROOT, "%.0e", p);
    }

    private String typical(ClusterProfile profile) {
        return profile.typicalItems().stream()
                .limit(PRINTED_PER_CLUSTER)
                .map(this::name)
                .collect(Collectors.joining(", "));
    }

    /**
     * A row for each item: {@code item,name,cluster,cluster_name,x,y}; names are empty where there are none; clusters count from
     * 1, as in the report.
     */
    String csv() throws IOException {
        return csv(List.of("item", "name", "cluster", "cluster_name", "x", "y"), csv -> {
            for (int item = 0; item < items.size(); item++) {
                String id = items.id(item);
                int cluster = clustering.cluster(item);
                csv.writeRecord(
                        id,
                        names.getOrDefault(id, ""),
                        String.valueOf(cluster + 1),
                        attributes == null
                                ? ""
                                : attributes.clusters().get(cluster).name(),
                        String.valueOf(points[item][0]),
                        String.valueOf(points[item][1]));
            }
        });
    }

    /** A row for each test: every attribute in every cluster; none without attributes. */
    String attributesCsv() throws IOException {
        List<String> header = List.of(
                "cluster", "cluster_name", "items", "attribute", "in_cluster", "in_all", "lift", "p", "adjusted_p");
        return csv(header, csv -> {
            List<ClusterAttributes.Cluster> clusters = attributes == null ? List.of() : attributes.clusters();
            for (ClusterAttributes.Cluster cluster : clusters) {
                for (ClusterAttributes.Attribute a : cluster.attributes()) {
                    csv.writeRecord(
                            String.valueOf(cluster.cluster() + 1),
                            cluster.name(),
                            String.valueOf(cluster.items()),
                            a.name(),
                            String.valueOf(a.inCluster()),
                            String.valueOf(a.inAll()),
                            String.valueOf(a.lift()),
                            String.valueOf(a.p()),
                            String.valueOf(a.adjustedP()));
                }
            }
        });
    }

    private static String csv(List<String> header, Consumer<CsvWriter> rows) throws IOException {
        StringWriter text = new StringWriter();
        CsvWriter csv = Csv.commas(text);
        csv.writeRecord(header);
        rows.accept(csv);
        csv.flush();
        return text.toString();
    }

    private String name(String item) {
        return names.getOrDefault(item, item);
    }
}
