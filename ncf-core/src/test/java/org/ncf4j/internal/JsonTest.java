package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    @Test
    void parsesEveryKindOfValueInOrder() {
        Map<String, Object> object = Json.parseObject(
                " {\"s\": \"a\\u00e9\\n\", \"i\": -9223372036854775808, \"d\": 2.50, \"t\": true, \"f\": false,"
                        + " \"l\": [1, [], {\"x\": 1e2}], \"o\": {}} ");
        assertEquals(List.of("s", "i", "d", "t", "f", "l", "o"), List.copyOf(object.keySet()));
        assertEquals("aé\n", object.get("s"));
        assertEquals(Long.MIN_VALUE, object.get("i"));
        assertEquals(2.5, object.get("d"));
        assertEquals(true, object.get("t"));
        assertEquals(false, object.get("f"));
        assertEquals(List.of(1L, List.of(), Map.of("x", 100.0)), object.get("l"));
        assertEquals(Map.of(), object.get("o"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "''                             | JSON, line 1, column 1: expected an object, {...}",
                "[]                             | JSON, line 1, column 1: expected an object, {...}",
                "7                              | JSON, line 1, column 1: expected an object, {...}",
                "{\"a\":1} {}                   | JSON, line 1, column 9: expected nothing after the object",
                "{\"a\":1,\"b\":{\"c\":2,\"c\":3}} | JSON, line 1, column 19: repeated key \"c\"",
                "{\"a\":null}                   | JSON, line 1, column 6: unexpected null",
                "{\"a\":[null]}                 | JSON, line 1, column 7: unexpected null",
                "{\"a\":1e999}                  | JSON, line 1, column 6: number 1e999 is out of range",
            })
    void refusesByPlace(String json, String message) {
        assertEquals(message, refused(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":[1,",
                "{\"a\":1",
                "{\"a\":\"x",
                "{a:1}",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":9223372036854775808}",
                "{\"a\":1,}",
                "{\"a\":1}x",
                "{/**/}",
                "{\"a\":\"\t\"}"
            })
    void refusesWhatIsNotJson(String json) {
        String message = refused(json);
        assertEquals("JSON, line 1, column ", message.substring(0, 21), message);
    }

    @Test
    void thePlaceCountsLines() {
        assertEquals("JSON, line 2, column 2: repeated key \"a\"", refused("{\"a\": 1,\n \"a\": 2}"));
    }

    @Test
    void refusesDepthBeyondItsLimitWithoutOverflowingTheStack() {
        String deepest = "[".repeat(Json.MAX_DEPTH - 1) + "]".repeat(Json.MAX_DEPTH - 1);
        assertEquals(1, Json.parseObject("{\"a\":" + deepest + "}").size());
        refused("{\"a\":[" + deepest + "]}");
        refused("{\"a\":[" + "[],".repeat(Json.MAX_TOKENS / 2) + "0]}");
        refused("{\"a\":" + "[".repeat(1_000_000));
    }

    @Test
    void refusesAnObjectOfManyDigits() {
        refused("{\"a\":" + "9".repeat(1_000_000) + "}");
    }

    @Test
    void writesCompactly() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", List.of(1, 2L, "a\"\\b"));
        map.put("a", Map.of());
        map.put("e", List.of());
        map.put("b", true);
        assertEquals("{\"z\":[1,2,\"a\\\"\\\\b\"],\"a\":{},\"e\":[],\"b\":true}", Json.write(map));
    }

    /** {@code Double.toString} writes 2E23 as 1.9999999999999998E23 before JDK 19. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0.0",
        "1, 1",
        "-20, -20",
        "0.1, 0.1",
        "0.001, 0.001",
        "1e-8, 1.0E-8",
        "2e-3, 0.002",
        "999999999999999, 999999999999999",
        "1e15, 1.0E15",
        "2e23, 2.0E23",
        "4.9e-324, 4.9E-324",
        "1.7976931348623157e308, 1.7976931348623157E308"
    })
    void writesDoublesInTheFewestDigits(double value, String text) {
        assertEquals(text, Json.write(value));
    }

    @Test
    void writesFloatsInTheirOwnDigits() {
        assertEquals("[0.1,3,1.0E-10]", Json.write(List.of(0.1f, 3f, 1e-10f)));
    }

    @Test
    void escapesWhatUtf8CannotHold() {
        assertEquals(
                "\"\\u0000\\u001f\\ud800x\\udc00 \uD83D\uDE00 \\ud83d\"",
                Json.write("\u0000\u001f\uD800x\uDC00 \uD83D\uDE00 \uD83D"));
    }

    @Test
    void refusesToWriteWhatJsonCannotSay() {
        for (Object value : Arrays.asList(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY,
                null,
                'c',
                new int[0],
                Arrays.asList(1, null),
                Map.of(1, "a"))) {
            assertThrows(IllegalArgumentException.class, () -> Json.write(value));
        }
    }

    @Property(tries = 300)
    void whatIsWrittenReadsBack(@ForAll("objects") Map<String, Object> object) {
        String json = Json.write(object);
        Map<String, Object> parsed = Json.parseObject(json);
        assertEquals(object, parsed);
        assertEquals(List.copyOf(object.keySet()), List.copyOf(parsed.keySet()));
        assertEquals(json, new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    @Property
    void everyDoubleReadsBack(@ForAll double value) {
        Object parsed = Json.parseObject("{\"a\":" + Json.write(value) + "}").get("a");
        assertEquals(value, ((Number) parsed).doubleValue());
    }

    @Provide
    Arbitrary<Map<String, Object>> objects() {
        return Arbitraries.maps(Arbitraries.strings().ofMaxLength(5), values(3))
                .ofMaxSize(5)
                .map(LinkedHashMap::new);
    }

    private static Arbitrary<Object> values(int depth) {
        List<Arbitrary<Object>> kinds = new ArrayList<>(List.of(
                Arbitraries.longs().asGeneric(),
                // whole ones are read back as long
                Arbitraries.doubles().filter(value -> value != Math.rint(value)).asGeneric(),
                Arbitraries.strings().ofMaxLength(8).asGeneric(),
                Arbitraries.of(true, false).asGeneric()));
        if (depth > 0) {
            kinds.add(Arbitraries.lazy(() -> values(depth - 1))
                    .list()
                    .ofMaxSize(3)
                    .asGeneric());
            kinds.add(Arbitraries.maps(Arbitraries.strings().ofMaxLength(3), Arbitraries.lazy(() -> values(depth - 1)))
                    .ofMaxSize(3)
                    .asGeneric());
        }
        return Arbitraries.oneOf(kinds);
    }

    private static String refused(String json) {
        return assertThrows(IllegalArgumentException.class, () -> Json.parseObject(json))
                .getMessage();
    }
}
