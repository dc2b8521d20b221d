package org.ncf4j.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.NumberOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes small JSON documents (RFC 8259) as plain Java values: {@link Map} with string keys, {@link List},
 * {@link String}, {@link Boolean}, {@link Long} and {@link Double}. There is no null.
 */
public final class Json {
    /** Characters a document may have. */
    public static final int MAX_LENGTH = 100_000_000;

    /** How deep objects and arrays may be nested. */
    public static final int MAX_DEPTH = 64;

    /** Values, keys and brackets a document may have: each can take a hundred bytes of memory, whatever it takes of text. */
    public static final int MAX_TOKENS = 2_000_000;

    /** Whole doubles below this are exact and are written without a point. */
    private static final double WHOLE_LIMIT = 1e15;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_LENGTH)
                    .maxNestingDepth(MAX_DEPTH)
                    .maxTokenCount(MAX_TOKENS)
                    .build())
            // Names come from files: they must not fill tables that outlive the document.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private Json() {}

    /**
     * Parses a document that is one object.
     *
     * @param json the document
     * @return the object, a modifiable map in the document's order; whole numbers are {@link Long}, others {@link Double}
     * @throws IllegalArgumentException if the text is not one JSON object, repeats a key, holds a null or a number beyond
     *     the range of its type, or is longer than {@value #MAX_LENGTH} characters, deeper than {@value #MAX_DEPTH} or
     *     of more than {@value #MAX_TOKENS} parts; the message says where
     */
    public static Map<String, Object> parseObject(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return document(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // text in memory has no other failures
        }
    }

    private static Map<String, Object> document(JsonParser parser) throws IOException {
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw error(parser.currentTokenLocation(), "expected an object, {...}");
            }
            Map<String, Object> object = object(parser);
            if (parser.nextToken() != null) {
                throw error(parser.currentTokenLocation(), "expected nothing after the object");
            }
            return object;
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation(); // exceeding a limit has none
            throw error(place == null ? parser.currentLocation() : place, e.getOriginalMessage());
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (object.containsKey(key)) {
                throw error(parser.currentTokenLocation(), "repeated key \"" + key + "\"");
            }
            parser.nextToken();
            object.put(key, value(parser));
        }
        return object;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> parser.getLongValue(); // refuses what does not fit
            case VALUE_NUMBER_FLOAT -> finite(parser);
            default -> throw error(parser.currentTokenLocation(), "unexpected " + parser.getText());
        };
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    private static double finite(JsonParser parser) throws IOException {
        double number = parser.getDoubleValue();
        if (!Double.isFinite(number)) {
            throw error(parser.currentTokenLocation(), "number " + parser.getText() + " is out of range");
        }
        return number;
    }

    private static IllegalArgumentException error(JsonLocation place, String what) {
        // An empty text has column 0.
        int column = Math.max(1, place.getColumnNr());
        return new IllegalArgumentException("JSON, line " + place.getLineNr() + ", column " + column + ": " + what);
    }

    /**
     * Writes a value as compact JSON. The same value gives the same text on every platform: maps keep their order, and a
     * double is written with the fewest digits that read back as the same double; without a point if it is whole and
     * below 10<sup>15</sup>.
     *
     * @param value a {@link Map} with string keys, {@link Iterable}, {@link String}, {@link Boolean}, {@link Integer},
     *     {@link Long}, {@link Float} or {@link Double}, and the same inside
     * @return the text; lone surrogates are escaped, so that it can be encoded in UTF-8 without loss
     * @throws IllegalArgumentException if there is anything else inside, null and non-finite numbers included
     */
    public static String write(Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, Object value) {
        if (value instanceof Map<?, ?> map) {
            char separator = '{';
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getKey() instanceof String key)) {
                    throw new IllegalArgumentException("a JSON key must be a string, was " + entry.getKey());
                }
                out.append(separator);
                append(out, key);
                out.append(':');
                append(out, entry.getValue());
                separator = ',';
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Iterable<?> list) {
            char separator = '[';
            for (Object element : list) {
                out.append(separator);
                append(out, element);
                separator = ',';
            }
            out.append(separator == '[' ? "[]" : "]");
        } else if (value instanceof String text) {
            append(out, text);
        } else if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            out.append(value);
        } else if (value instanceof Double || value instanceof Float) {
            append(out, (Number) value);
        } else {
            throw new IllegalArgumentException("no JSON form for " + value);
        }
    }

    private static void append(StringBuilder out, Number number) {
        double wide = number.doubleValue();
        if (!Double.isFinite(wide)) {
            throw new IllegalArgumentException("no JSON form for " + number);
        }
        boolean negativeZero = Double.doubleToRawLongBits(wide) == Long.MIN_VALUE;
        if (wide == Math.rint(wide) && Math.abs(wide) < WHOLE_LIMIT && !negativeZero) {
            out.append((long) wide);
        } else if (number instanceof Float) {
            // Jackson's writer, not Float.toString, whose digits changed with JDK 19.
            out.append(NumberOutput.toString(number.floatValue(), true));
        } else {
            out.append(NumberOutput.toString(wide, true));
        }
    }

    private static void append(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || isLoneSurrogate(text, i)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
