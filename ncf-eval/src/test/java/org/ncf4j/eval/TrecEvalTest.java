package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The metrics against trec_eval's own fixture (NIST; notice in {@code LICENSE.md} beside the files): three queries with 474,
 * 77 and 10 relevant documents and 500 retrieved ones each. Its judgements are binary.
 */
class TrecEvalTest {
    /** The expected output has four decimals. */
    private static final double FOUR_DECIMALS = 0.5e-4 + 1e-12;

    private record Retrieved(String document, float score) {}

    @ParameterizedTest
    @ValueSource(strings = {"301", "302", "303"})
    void agreesWithTrecEval(String query) {
        Set<String> relevant = new HashSet<>();
        for (String[] row : rows("qrels.test")) {
            if (row[0].equals(query) && row[3].equals("1")) {
                relevant.add(row[2]);
            }
        }
        List<Retrieved> run = new ArrayList<>();
        for (String[] row : rows("results.test")) {
            if (row[0].equals(query)) {
                run.add(new Retrieved(row[2], Float.parseFloat(row[4])));
            }
        }
        // trec_eval breaks ties by document number, descending.
        run.sort(Comparator.comparing(Retrieved::score)
                .thenComparing(Retrieved::document)
                .reversed());
        int[] ranks = new int[run.size()];
        int count = 0;
        for (int i = 0; i < run.size(); i++) {
            if (relevant.contains(run.get(i).document())) {
                ranks[count++] = i + 1;
            }
        }
        // Relevant documents that were not retrieved are misses.
        Ranking ranking =
                Ranking.ofRanks(run.size(), Arrays.copyOf(ranks, count)).withUnknown(relevant.size() - count, 0);

        Map<String, String> expected = new HashMap<>();
        for (String[] row : rows("out.test.aq")) {
            if (row[1].equals(query)) {
                expected.put(row[0], row[2]);
            }
        }
        assertEquals(Integer.parseInt(expected.get("num_rel")), ranking.relevant());
        assertEquals(Integer.parseInt(expected.get("num_ret")), run.size());
        assertEquals(Integer.parseInt(expected.get("num_rel_ret")), count);

        int all = Integer.MAX_VALUE;
        // Over the whole list trec_eval's divisor, all relevant ones, and ours, min(k, relevant), are the same.
        assertAgrees(expected, "map", Metrics.map(all).value(ranking));
        assertAgrees(expected, "recip_rank", Metrics.mrr(all).value(ranking));
        assertAgrees(expected, "ndcg", Metrics.ndcg(all).value(ranking));
        for (int k : new int[] {5, 10, 15, 20, 30, 100, 200, 500, 1000}) {
            assertAgrees(expected, "P_" + k, Metrics.precision(k).value(ranking));
            assertAgrees(expected, "recall_" + k, Metrics.recall(k).value(ranking));
            assertAgrees(expected, "ndcg_cut_" + k, Metrics.ndcg(k).value(ranking));
            assertAgrees(expected, "map_cut_" + k, preset("map", k).value(ranking));
            assertAgrees(expected, "P_" + k, preset("precision", k).value(ranking));
            assertAgrees(expected, "recall_" + k, preset("recall", k).value(ranking));
            assertAgrees(expected, "ndcg_cut_" + k, preset("ndcg", k).value(ranking));
        }
        for (int k : new int[] {1, 5, 10}) {
            assertAgrees(expected, "success_" + k, Metrics.hitRate(k).value(ranking));
            assertAgrees(expected, "success_" + k, preset("hit_rate", k).value(ranking));
        }
        assertAgrees(expected, "recip_rank", preset("mrr", all).value(ranking));
    }

    private static RankingMetric preset(String name, int k) {
        return MetricPreset.of("trec").metrics(k).stream()
                .filter(metric -> metric.key().equals(name + "@" + k))
                .findFirst()
                .orElseThrow();
    }

    private static void assertAgrees(Map<String, String> expected, String measure, double value) {
        assertEquals(Double.parseDouble(expected.get(measure)), value, FOUR_DECIMALS, measure);
    }

    private static List<String[]> rows(String file) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(TrecEvalTest.class.getResourceAsStream("trec_eval/" + file)),
                StandardCharsets.US_ASCII))) {
            return reader.lines().map(line -> line.split("\\s+")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
