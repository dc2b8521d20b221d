package org.ncf4j.analysis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.internal.Json;

/** What src/test/golden/make_golden.py wrote, and matrices for tests. */
final class Golden {
    private final Map<String, Object> values;

    private Golden(Map<String, Object> values) {
        this.values = values;
    }

    static List<Golden> cases(String kind) throws IOException {
        return cases("golden.json", kind);
    }

    /** Of another file beside it. */
    @SuppressWarnings("unchecked")
    static List<Golden> cases(String file, String kind) throws IOException {
        try (InputStream in = Golden.class.getResourceAsStream(file)) {
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<Object> cases = (List<Object>) Json.parseObject(json).get(kind);
            return cases.stream().map(c -> new Golden((Map<String, Object>) c)).toList();
        }
    }

    String name() {
        return (String) values.get("name");
    }

    double number(String key) {
        return ((Number) values.get(key)).doubleValue();
    }

    double[] vector(String key) {
        return doubles((List<?>) values.get(key));
    }

    double[][] matrix(String key) {
        return ((List<?>) values.get(key))
                .stream().map(row -> doubles((List<?>) row)).toArray(double[][]::new);
    }

    FMatrixRMaj rows() {
        return rowsOf(matrix("rows"));
    }

    static FMatrixRMaj rowsOf(double[]... rows) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows.length, rows[0].length);
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < rows[r].length; c++) {
                matrix.set(r, c, (float) rows[r][c]);
            }
        }
        return matrix;
    }

    private static double[] doubles(List<?> list) {
        return list.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
    }
}
