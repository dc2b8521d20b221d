package org.ncf4j.examples;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.analysis.Agreement;
import org.ncf4j.analysis.KMeans;
import org.ncf4j.analysis.Report;
import org.ncf4j.analysis.TasteSpace;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.model.NcfModel;

/**
 * How well a model's items fall into the true categories of a simulated shop: K-Means, with as many clusters as there are
 * categories, on each half of the embeddings, beside the best that could be done by one who knows the truth.
 *
 * @param rows one for each way of looking at the items
 * @param ceiling what {@link #ceiling} reaches on the purchases that the model was trained on
 */
record Recovery(List<Row> rows, Agreement ceiling) {
    /** Below this adjusted Rand index nothing is said to carry the categories. */
    private static final double LEAST = .1;

    private static final String GMF = "GMF half";
    private static final String MLP = "MLP half";
    private static final String JOINED = "joined row";

    Recovery {
        rows = List.copyOf(rows);
    }

    /**
     * A way of looking at the items.
     *
     * @param part which part of their rows
     * @param form how these are taken
     * @param agreement of the clusters with the categories; its purity is the share of items in the most frequent category of
     *     their cluster
     */
    record Row(String part, String form, Agreement agreement) {}

    /**
     * Clusters a model's items.
     *
     * @param shop the shop, of at least two categories
     * @param train the purchases that the model was trained on
     * @param model a NeuMF on all of the shop's items
     */
    static Recovery of(SimulatedShop shop, Interactions train, NcfModel model) {
        FMatrixRMaj product = model.tensor("gmf_item");
        FMatrixRMaj tower = model.tensor("mlp_item");
        FMatrixRMaj joined = model.itemEmbeddings();
        int[] truth = categories(shop);
        List<Row> rows = new ArrayList<>();
        rows.add(row(shop, truth, GMF, "raw", product));
        rows.add(row(shop, truth, GMF, "unit length", atUnitLength(product)));
        rows.add(row(shop, truth, GMF, "as users tell apart", TasteSpace.of(model)));
        rows.add(row(shop, truth, MLP, "raw", tower));
        rows.add(row(shop, truth, MLP, "unit length", atUnitLength(tower)));
        rows.add(row(shop, truth, JOINED, "raw", joined));
        rows.add(row(shop, truth, JOINED, "unit length", atUnitLength(joined)));
        return new Recovery(rows, Agreement.of(ceiling(shop, train), truth));
    }

    private static Row row(SimulatedShop shop, int[] truth, String part, String form, FMatrixRMaj items) {
        int[] clusters = KMeans.of(shop.config().categories()).fit(items).assignments();
        return new Row(part, form, Agreement.of(clusters, truth));
    }

    private static int[] categories(SimulatedShop shop) {
        return IntStream.range(0, shop.items().size()).map(shop::category).toArray();
    }

    /** Each row divided by its length; one of zeros stays. */
    static FMatrixRMaj atUnitLength(FMatrixRMaj rows) {
        FMatrixRMaj unit = new FMatrixRMaj(rows);
        for (int r = 0; r < rows.getNumRows(); r++) {
            double squares = 0;
            for (int j = 0; j < rows.getNumCols(); j++) {
                squares += (double) rows.get(r, j) * rows.get(r, j);
            }
            for (int j = 0; j < rows.getNumCols() && squares > 0; j++) {
                unit.set(r, j, (float) (rows.get(r, j) / Math.sqrt(squares)));
            }
        }
        return unit;
    }

    /**
     * The category of each item that makes its purchases the most likely, for one who knows the segments of the users and the
     * affinities, and that all categories are equally frequent; not how popular the item is, nor its neighbours.
     *
     * <p>A user of segment s comes to buy an item of category c at the rate {@code t_s a_cs g_i}, with {@code a_cs = exp(signal
     * taste affinity[c][s])}, the item's popularity g and the segment's time t. Given how many bought the item, each buyer is
     * of segment s with the probability {@code U_s t_s a_cs / sum over segments of U t a}, with U users in a segment. That is the
     * likelihood; that nobody buys an item twice is left out. Of equally likely categories the first is taken, so an item that nobody
     * bought is of category 0. It looks at each item alone, so that clusters can by chance be a little better.
     */
    static int[] ceiling(SimulatedShop shop, Interactions train) {
        SimulatedShop.Config config = shop.config();
        int[][] buyers = new int[config.items()][config.segments()];
        double[] weight = new double[config.segments()]; // U_s t_s, up to a factor
        for (int user = 0; user < config.users(); user++) {
            int segment = shop.segment(user);
            // the rate is -ln(1 - probability); that of one item over its a is t times g, g the same for all segments
            weight[segment] += -StrictMath.log1p(-shop.probability(user, 0))
                    / StrictMath.exp(logAttraction(shop, shop.category(0), segment));
            for (int item : train.positives(user)) {
                buyers[item][segment]++;
            }
        }
        double[][] logs = new double[config.categories()][];
        Arrays.setAll(logs, category -> logShares(shop, weight, category));
        return Arrays.stream(buyers)
                .mapToInt(bySegment -> mostLikely(bySegment, logs))
                .toArray();
    }

    private static double logAttraction(SimulatedShop shop, int category, int segment) {
        return shop.config().signal() * shop.config().taste() * shop.affinity(category, segment);
    }

    private static double[] logShares(SimulatedShop shop, double[] weight, int category) {
        double[] logs = new double[weight.length];
        double sum = 0;
        for (int s = 0; s < weight.length; s++) {
            logs[s] = StrictMath.log(weight[s]) + logAttraction(shop, category, s);
            sum += StrictMath.exp(logs[s]);
        }
        for (int s = 0; s < weight.length; s++) {
            logs[s] -= StrictMath.log(sum);
        }
        return logs;
    }

    private static int mostLikely(int[] bySegment, double[][] logs) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < logs.length; c++) {
            double log = 0;
            for (int s = 0; s < bySegment.length; s++) {
                log += bySegment[s] * logs[c][s];
            }
            if (log > most) {
                most = log;
                best = c;
            }
        }
        return best;
    }

    /** A sentence: which half of the embeddings has the categories in it. */
    String sentence() {
        double product = best(GMF);
        double tower = best(MLP);
        // what the purchases themselves do not tell, no half can have learnt
        if (!(Math.max(product, tower) >= LEAST && ceiling.adjustedRand() >= LEAST)) {
            return String.format(
                    Locale.ROOT,
                    "Neither half of the embeddings has the shop's categories in it: the greatest adjusted Rand index is %.2f (0"
                            + " is chance), where the same purchases give %.2f to one who knows the users' segments and their"
                            + " tastes.",
                    Math.max(0, Math.max(product, tower)),
                    ceiling.adjustedRand());
        }
        String which = tower < Math.max(LEAST, product / 2)
                ? "The GMF half carries the shop's categories"
                : product < Math.max(LEAST, tower / 2)
                        ? "The MLP half carries the shop's categories"
                        : "Both halves carry the shop's categories";
        return String.format(
                Locale.ROOT,
                "%s: adjusted Rand index %.2f (GMF) and %.2f (MLP), where the same purchases give %.2f to one who knows"
                        + " the users' segments and their tastes.",
                which,
                product,
                tower,
                ceiling.adjustedRand());
    }

    /** The best adjusted Rand index of a part, in any form. */
    private double best(String part) {
        return rows.stream()
                .filter(row -> row.part().equals(part))
                .map(Row::agreement)
                .max(Comparator.comparingDouble(Agreement::adjustedRand))
                .orElseThrow()
                .adjustedRand();
    }

    /** Prints the rows, the ceiling last, and the sentence. */
    void print(PrintWriter out) {
        Table table = new Table("<<>>", "clusters of", "form", "adjusted Rand", "mutual information");
        cells().forEach(row -> table.add(row.toArray(String[]::new)));
        table.print(out);
        out.println(sentence());
    }

    /** Adds the same to a report. */
    Report addTo(Report report) {
        return report.withTable(
                "Do the groups find the shop's categories?",
                sentence()
                        + "\n\nK-Means, with as many clusters as there are categories, on parts of the items' embeddings. The"
                        + " adjusted Rand index and the normalised mutual information are 1 where clusters and categories"
                        + " are the same and about 0 by chance.",
                List.of("Clusters of", "Form", "Adjusted Rand", "Mutual information"),
                cells());
    }

    private List<List<String>> cells() {
        List<List<String>> cells = new ArrayList<>();
        rows.forEach(row -> cells.add(cells(row.part(), row.form(), row.agreement())));
        cells.add(cells("ceiling", "segments and tastes known", ceiling));
        return cells;
    }

    private static List<String> cells(String part, String form, Agreement agreement) {
        return List.of(
                part,
                form,
                String.format(Locale.ROOT, "%.3f", agreement.adjustedRand()),
                String.format(Locale.ROOT, "%.3f", agreement.normalizedMutualInformation()));
    }
}
