package org.ncf4j.examples;

import java.util.Map;
import org.ncf4j.internal.Json;

/** A JSON object for people to read: a line for each value, objects indented. */
final class JsonListing {
    private static final String INDENT = "  ";

    private JsonListing() {}

    /** Lays out an object; lists and the like stay in one line. */
    static String of(String json) {
        StringBuilder out = new StringBuilder();
        append(out, Json.parseObject(json), "");
        return out.toString();
    }

    private static void append(StringBuilder out, Map<?, ?> object, String indent) {
        String separator = "{\n";
        for (Map.Entry<?, ?> entry : object.entrySet()) {
            out.append(separator).append(indent).append(INDENT);
            out.append(Json.write(String.valueOf(entry.getKey()))).append(": ");
            if (entry.getValue() instanceof Map<?, ?> inner && !inner.isEmpty()) {
                append(out, inner, indent + INDENT);
            } else {
                out.append(Json.write(entry.getValue()));
            }
            separator = ",\n";
        }
        out.append(object.isEmpty() ? "{}" : "\n" + indent + "}");
    }
}
