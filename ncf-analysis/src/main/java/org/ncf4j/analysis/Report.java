package org.ncf4j.analysis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ncf4j.model.EpochReport;
import org.ncf4j.recommend.Recommendation;

/** STUB: report.html and its pictures. */
public final class Report {
    private Report() {}

    /** STUB. */
    public static Report titled(String title) {
        throw new UnsupportedOperationException();
    }

    /** STUB: a paragraph under the title: what this report is about. */
    public Report withSummary(String text) {
        throw new UnsupportedOperationException();
    }

    /** STUB: the curves of one model; may be called for several. */
    public Report withTraining(String name, List<EpochReport> epochs) {
        throw new UnsupportedOperationException();
    }

    /** STUB: one cell of the metrics table and plot. */
    public Report withMetric(String model, String metric, double mean, double low, double high) {
        throw new UnsupportedOperationException();
    }

    /** STUB: points and ratios as Pca gives them (2 columns); labels are shown names, one a row. */
    public Report withItemMap(
            double[][] points, double[] explainedVarianceRatio, Clustering clustering, List<String> labels) {
        throw new UnsupportedOperationException();
    }

    /** STUB: names: item id to shown name; an id without one is shown as it is. */
    public Report withClusters(List<ClusterProfile> profiles, Map<String, String> names) {
        throw new UnsupportedOperationException();
    }

    /** STUB: may be called for several users. */
    public Report withUser(
            String user, List<String> history, List<Recommendation> recommendations, Map<String, String> names) {
        throw new UnsupportedOperationException();
    }

    /** STUB: may be called several times. */
    public Report withNote(String heading, String text) {
        throw new UnsupportedOperationException();
    }

    /** STUB: report.html, training.png, products.png, metrics.png. */
    public void write(Path folder) throws IOException {
        throw new UnsupportedOperationException();
    }
}
