package org.ncf4j.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.ncf4j.internal.Json;

/** What is done to the header of a model file, whose digest is {@link #ZEROS}. */
enum HeaderMutation {
    VALUE,
    CONFIG_VALUE,
    KEY,
    CONFIG_KEY,
    REPEATED_KEY,
    OFFSETS,
    SWAP,
    NUMBER,
    NESTING,
    CHARACTERS,
    BYTES,
    CUT;

    /** Stands for the digest until the rest of the file is known. */
    static final String ZEROS = "0".repeat(64);

    private static final long[] NUMBERS = {
        0,
        -1,
        1,
        2,
        3,
        4,
        7,
        8,
        64,
        1 << 16,
        Integer.MAX_VALUE - 8,
        Integer.MAX_VALUE,
        1L << 31,
        1L << 32,
        1L << 60,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -(1L << 32)
    };

    private static final List<String> LITERALS = List.of(
            "1e999",
            "-1e999",
            "1e-999",
            "0.5",
            "1e308",
            "9".repeat(19),
            "9".repeat(400),
            "9".repeat(2000),
            "-0",
            "-0.0",
            "1152921504606846976",
            "4611686018427387904",
            "NaN",
            "Infinity",
            "null",
            "01",
            "0x10",
            "1.",
            "\"1\"");

    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    byte[] apply(byte[] header, SplittableRandom random) {
        String text = new String(header, StandardCharsets.UTF_8);
        return switch (this) {
            case VALUE -> tree(text, random, root -> replaceValue(root, random));
            case CONFIG_VALUE -> tree(text, random, root -> inConfig(root, map -> replaceValue(map, random)));
            case KEY -> tree(text, random, root -> changeKey(root, random));
            case CONFIG_KEY -> tree(text, random, root -> inConfig(root, map -> changeKey(map, random)));
            case REPEATED_KEY -> utf8(repeatKey(text, random));
            case OFFSETS -> tree(text, random, root -> changeLayout(root, random));
            case SWAP -> tree(text, random, root -> swap(root, random));
            case NUMBER -> utf8(changeNumber(text, random));
            case NESTING -> utf8(nest(text, random));
            case CHARACTERS -> utf8(changeCharacters(text, random));
            case BYTES -> {
                byte[] changed = header.clone();
                for (int change = random.nextInt(1, 4); change > 0; change--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                yield changed;
            }
            case CUT -> Arrays.copyOf(header, random.nextInt(header.length));
        };
    }

    private interface Change {
        void apply(Map<String, Object> root);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** One to three changes of the parsed header, which stays JSON. */
    private static byte[] tree(String text, SplittableRandom random, Change change) {
        Map<String, Object> root = Json.parseObject(text);
        for (int times = Math.max(1, random.nextInt(6) - 2); times > 0; times--) {
            change.apply(root);
        }
        return utf8(Json.write(root));
    }

    /** Changes the object that is text in the metadata: what a model's own readers read. */
    private static void inConfig(Map<String, Object> root, Change change) {
        if (root.get("__metadata__") instanceof Map<?, ?> metadata && metadata.get("config") instanceof String text) {
            Map<String, Object> config = Json.parseObject(text);
            change.apply(config);
            put(metadata, "config", Json.write(config));
        }
    }

    @SuppressWarnings("unchecked")
    private static void put(Object container, Object key, Object value) {
        if (container instanceof List<?> list) {
            ((List<Object>) list).set((Integer) key, value);
        } else {
            ((Map<String, Object>) container).put((String) key, value);
        }
    }

    private static Object get(Object container, Object key) {
        return container instanceof List<?> list ? list.get((Integer) key) : ((Map<?, ?>) container).get(key);
    }

    /** A place anywhere in the tree: its container and its key. */
    private record Place(Object container, Object key) {}

    private static Place place(Map<String, Object> root, SplittableRandom random) {
        List<Place> places = new ArrayList<>();
        places(root, places);
        return places.isEmpty() ? new Place(root, "x") : places.get(random.nextInt(places.size()));
    }

    private static void places(Object container, List<Place> places) {
        if (container instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> places.add(new Place(map, key)));
            map.values().forEach(value -> places(value, places));
        } else if (container instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                places.add(new Place(list, i));
                places(list.get(i), places);
            }
        }
    }

    private static void replaceValue(Map<String, Object> root, SplittableRandom random) {
        Place place = place(root, random);
        put(place.container, place.key, value(random));
    }

    private static Object value(SplittableRandom random) {
        return switch (random.nextInt(12)) {
            case 0 -> "";
            case 1 -> List.of("F32", "I32", "I64", "U8", "F64", "BF16").get(random.nextInt(6));
            case 2 ->
                List.of(
                                "mf",
                                "gmf",
                                "mlp",
                                "neumf",
                                "ials",
                                "blend",
                                "relu",
                                "glorot",
                                "gaussian(1e999)",
                                "step(1,",
                                "cosine(2)",
                                "item-item",
                                "{}",
                                "[",
                                "java.lang.Runtime")
                        .get(random.nextInt(15));
            case 3 -> random.nextBoolean();
            case 4 -> new ArrayList<>();
            case 5 -> new LinkedHashMap<>();
            case 6 -> random.nextInt() / 8.0;
            case 7 -> new ArrayList<Object>(List.of(4L, 2L));
            case 8 -> "x".repeat(random.nextInt(5000));
            default -> NUMBERS[random.nextInt(NUMBERS.length)];
        };
    }

    private static void changeKey(Map<String, Object> root, SplittableRandom random) {
        Place place = place(root, random);
        if (place.container instanceof Map<?, ?> map) {
            Object value = map.remove(place.key);
            if (random.nextBoolean() && value != null) {
                String other = List.of("x", "", "__metadata__", "fit", "model", "shape", place.key + "2", "\u0000")
                        .get(random.nextInt(8));
                put(map, other, value);
            }
        } else if (place.container instanceof List<?> list) {
            list.remove((int) (Integer) place.key);
        }
    }

    /** Tensors that overlap, leave gaps, are too long or of an impossible shape. */
    private static void changeLayout(Map<String, Object> root, SplittableRandom random) {
        List<String> names = new ArrayList<>(root.keySet());
        names.remove("__metadata__");
        if (names.isEmpty() || !(root.get(names.get(random.nextInt(names.size()))) instanceof Map<?, ?> entry)) {
            return;
        }
        long shift = random.nextBoolean() ? random.nextInt(-16, 17) : NUMBERS[random.nextInt(NUMBERS.length)];
        for (String key : List.of("data_offsets", "shape")) {
            if (random.nextInt(3) > 0 && entry.get(key) instanceof List<?> list && !list.isEmpty()) {
                int at = random.nextInt(list.size());
                if (list.get(at) instanceof Long number) {
                    put(list, at, random.nextBoolean() ? number + shift : shift);
                }
            }
        }
        if (random.nextInt(4) == 0 && root.get(names.get(0)) instanceof Map<?, ?> other) {
            put(entry, "data_offsets", copy(other.get("data_offsets")));
        }
    }

    private static Object copy(Object value) {
        return value instanceof List<?> list ? new ArrayList<Object>(list) : String.valueOf(value);
    }

    private static void swap(Map<String, Object> root, SplittableRandom random) {
        Place one = place(root, random);
        List<Place> peers = new ArrayList<>();
        places(root, peers);
        Place other = peers.get(random.nextInt(peers.size()));
        Object first = get(one.container, one.key);
        Object second = get(other.container, other.key);
        // nothing is put into itself
        if (first != null && second != null && !holds(first, other.container) && !holds(second, one.container)) {
            put(one.container, one.key, second);
            put(other.container, other.key, first);
        }
    }

    private static boolean holds(Object tree, Object container) {
        if (tree == container) {
            return true;
        }
        if (tree instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(value -> holds(value, container));
        }
        return tree instanceof List<?> list && list.stream().anyMatch(value -> holds(value, container));
    }

    private static String repeatKey(String text, SplittableRandom random) {
        List<Integer> starts = new ArrayList<>();
        for (int at = text.indexOf("\":"); at >= 0; at = text.indexOf("\":", at + 1)) {
            starts.add(text.lastIndexOf('"', at - 1));
        }
        int start = starts.get(random.nextInt(starts.size()));
        String key = text.substring(start, text.indexOf(':', start) + 1);
        String value = List.of("1", "\"\"", "{}", "[0,0]", "\"" + ZEROS + "\"").get(random.nextInt(5));
        return text.substring(0, start) + key + value + "," + text.substring(start);
    }

    private static String changeNumber(String text, SplittableRandom random) {
        List<Integer> digits = new ArrayList<>();
        for (int i = text.indexOf(ZEROS) + 64; i < text.length(); i++) {
            if (Character.isDigit(text.charAt(i)) && !Character.isDigit(text.charAt(i - 1))) {
                digits.add(i);
            }
        }
        int start = digits.get(random.nextInt(digits.size()));
        int end = start;
        while (Character.isDigit(text.charAt(end))) {
            end++;
        }
        String literal = LITERALS.get(random.nextInt(LITERALS.size()));
        return text.substring(0, start) + literal + text.substring(end);
    }

    private static String nest(String text, SplittableRandom random) {
        int depth = random.nextInt(8) == 0 ? random.nextInt(100_000) : random.nextInt(1, 200);
        String open = random.nextBoolean() ? "[" : "{\"a\":";
        String close = random.nextInt(4) == 0 ? "" : open.equals("[") ? "]" : "}";
        String nested = open.repeat(depth) + "0" + close.repeat(depth);
        int colon = text.indexOf(':', random.nextInt(text.lastIndexOf(':')));
        if (random.nextBoolean()) {
            return text.substring(0, colon + 1) + nested + "," + text.substring(colon + 1);
        }
        return text.replaceFirst("\\{", "{\"deep\":" + nested + ",");
    }

    private static String changeCharacters(String text, SplittableRandom random) {
        StringBuilder changed = new StringBuilder(text);
        String alphabet = "{}[]\",:\\ \u0000\n0x-+.eé\uD83D\uDE00\uD83D/";
        for (int change = random.nextInt(1, 4); change > 0; change--) {
            int at = random.nextInt(changed.length());
            char c = alphabet.charAt(random.nextInt(alphabet.length()));
            switch (random.nextInt(3)) {
                case 0 -> changed.insert(at, c);
                case 1 -> changed.deleteCharAt(at);
                default -> changed.setCharAt(at, c);
            }
        }
        return changed.toString();
    }
}
