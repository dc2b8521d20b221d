package org.ncf4j.analysis;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ncf4j.internal.Json;

/** What the script of the page draws the map from: arrays with a place for each item that is shown. */
final class MapData {
    /** More items would make the page too large and the map too full: those with the most buyers are shown. */
    static final int MOST_ITEMS = 5000;

    /** More attributes would make the choice of a colour too long: the most common are offered. */
    private static final int MOST_ATTRIBUTES = 60;

    /** Of one item, beside those that can be chosen. */
    private static final int MOST_OTHERS = 3;
    /** Characters of an id, a name or an attribute. */
    private static final int LONGEST = 120;

    private static final int SPAN = 10_000;
    private static final int NO_NEIGHBOR = 0xFFFF;

    private final ReportItems items;
    private final int[] shown;

    MapData(ReportItems items) {
        this.items = items;
        this.shown = shown(items);
    }

    private static int[] shown(ReportItems items) {
        IntStream all = IntStream.range(0, items.ids.size());
        int[] buyers = items.buyers;
        if (buyers == null || items.ids.size() <= MOST_ITEMS) {
            return all.limit(MOST_ITEMS).toArray();
        }
        return all.boxed()
                .sorted(Comparator.comparing((Integer i) -> -buyers[i]))
                .limit(MOST_ITEMS)
                .sorted()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    int count() {
        return shown.length;
    }

    /**
     * As JSON that is no markup in whatever it is put.
     *
     * @param clusterNames one for each cluster
     */
    String json(List<String> clusterNames) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("ids", texts(items.ids));
        if (!items.names.equals(items.ids)) {
            data.put("names", texts(items.names));
        }
        places(data);
        data.put(
                "cluster",
                IntStream.of(shown).map(items.clustering::cluster).boxed().toList());
        data.put("clusters", clusters(clusterNames));
        int[] buyers = items.buyers;
        if (buyers != null) {
            data.put("buyers", IntStream.of(shown).map(i -> buyers[i]).boxed().toList());
        }
        if (!items.attributes.isEmpty()) {
            attributes(data);
        }
        if (items.embeddings != null) {
            data.put("neighbors", packed(Neighbors.of(items.embeddings, shown)));
            data.put("neighborsEach", Neighbors.COUNT);
        }
        return harmless(Json.write(data));
    }

    private List<String> texts(List<String> all) {
        return IntStream.of(shown).mapToObj(i -> shortened(all.get(i))).toList();
    }

    /** So that no name makes the page too large. */
    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }

    /** Whole numbers from 0 to {@link #SPAN}; both axes have one scale. */
    private void places(Map<String, Object> data) {
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int item : shown) {
            for (int c = 0; c < 2; c++) {
                low[c] = Math.min(low[c], items.points[item][c]);
                high[c] = Math.max(high[c], items.points[item][c]);
            }
        }
        double span = Math.max(high[0] - low[0], high[1] - low[1]);
        double scale = span > 0 ? SPAN / span : 0;
        for (int c = 0; c < 2; c++) {
            int component = c;
            data.put(
                    c == 0 ? "x" : "y",
                    IntStream.of(shown)
                            .mapToObj(i -> Math.round(scale * (items.points[i][component] - low[component])))
                            .toList());
        }
    }

    private List<Map<String, Object>> clusters(List<String> names) {
        Map<Integer, Integer> places = new HashMap<>();
        for (int place = 0; place < shown.length; place++) {
            places.put(shown[place], place);
        }
        List<Map<String, Object>> clusters = new ArrayList<>();
        for (int c = 0; c < items.clustering.clusters(); c++) {
            Glyph glyph = Glyph.of(c);
            Map<String, Object> cluster = new LinkedHashMap<>();
            cluster.put("name", names.get(c));
            cluster.put("path", glyph.path());
            cluster.put("color", Glyph.css(glyph.color()));
            cluster.put("edge", Glyph.css(glyph.edge()));
            cluster.put("typical", typical(c, places));
            clusters.add(cluster);
        }
        return clusters;
    }

    /** The place of the most typical item of a cluster among those shown; -1 if none of it is shown. */
    private int typical(int cluster, Map<Integer, Integer> places) {
        return IntStream.of(items.clustering.typicalFirst(cluster))
                .map(item -> places.getOrDefault(item, -1))
                .filter(place -> place >= 0)
                .findFirst()
                .orElse(-1);
    }

    private void attributes(Map<String, Object> data) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int item : shown) {
            items.attributes.get(item).forEach(a -> counts.merge(a, 1, Integer::sum));
        }
        List<String> common = counts.keySet().stream()
                .sorted(Comparator.comparing(a -> -counts.getOrDefault(a, 0)))
                .limit(MOST_ATTRIBUTES)
                .sorted()
                .toList();
        Map<String, Integer> index = new HashMap<>();
        common.forEach(a -> index.put(a, index.size()));
        for (int item : shown) {
            items.attributes.get(item).stream()
                    .filter(a -> !common.contains(a))
                    .limit(MOST_OTHERS)
                    .forEach(a -> index.putIfAbsent(a, index.size()));
        }
        data.put("choosable", common.size());
        data.put(
                "attributes",
                index.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue())
                        .map(attribute -> shortened(attribute.getKey()))
                        .toList());
        data.put(
                "has",
                IntStream.of(shown)
                        .mapToObj(i -> indices(items.attributes.get(i), index, common.size()))
                        .toList());
    }

    /** All that can be chosen, and some of the others. */
    private static List<Integer> indices(Set<String> attributes, Map<String, Integer> index, int choosable) {
        List<Integer> all = attributes.stream()
                .filter(index::containsKey)
                .map(a -> index.getOrDefault(a, 0))
                .toList();
        return Stream.concat(
                        all.stream().filter(a -> a < choosable),
                        all.stream().filter(a -> a >= choosable).limit(MOST_OTHERS))
                .toList();
    }

    /** Sixteen bits a neighbour, the lower eight first; as many for each item, the missing ones all ones. */
    private static String packed(int[][] neighbors) {
        ByteBuffer bytes =
                ByteBuffer.allocate(2 * Neighbors.COUNT * neighbors.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int[] row : neighbors) {
            for (int i = 0; i < Neighbors.COUNT; i++) {
                bytes.putShort((short) (i < row.length ? row[i] : NO_NEIGHBOR));
            }
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** JSON has these characters in strings alone, where each may be written as its number. */
    static String harmless(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}
