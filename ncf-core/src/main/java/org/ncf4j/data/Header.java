package org.ncf4j.data;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the names of columns mean, and whether a row is a row of names. */
final class Header {
    static final Set<String> USER = Set.of(
            "user", "userid", "uid", "visitor", "visitorid", "customer", "customerid", "member", "memberid", "ncfuser");
    static final Set<String> ITEM = Set.of(
            "item",
            "itemid",
            "iid",
            "product",
            "productid",
            "movie",
            "movieid",
            "article",
            "articleid",
            "sku",
            "itemsku",
            "productsku",
            "asin",
            "isbn",
            "ncfitem");
    static final Set<String> RATING = Set.of("rating", "ratings", "stars", "score");
    static final Set<String> TIME = Set.of("time", "timestamp", "unixtime");
    static final Set<String> LABEL = Set.of("label");
    static final Set<String> TITLE = Set.of("title", "name", "itemname", "productname");
    static final Set<String> ATTRIBUTES =
            Set.of("genres", "genre", "attributes", "attribute", "categories", "category", "tags", "tag");

    private Header() {}

    /** The column of the first cell whose name is among some, or -1. */
    static int find(List<String> header, Set<String> names) {
        for (int column = 0; column < header.size(); column++) {
            if (names.contains(plain(header.get(column)))) {
                return column;
            }
        }
        return -1;
    }

    /** The column with a given name: exactly, or else but for case; -1 if there is none. */
    static int find(List<String> header, String name) {
        for (int column = 0; column < header.size(); column++) {
            if (header.get(column).strip().equals(name)) {
                return column;
            }
        }
        for (int column = 0; column < header.size(); column++) {
            if (header.get(column).strip().equalsIgnoreCase(name)) {
                return column;
            }
        }
        return -1;
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[ _.-]", "");
    }

    /** Whether no cell of a first row is a number or a time, but a cell of the second is. */
    static boolean differsFrom(List<String> first, List<String> second) {
        return first.stream().noneMatch(Header::isValue) && second.stream().anyMatch(Header::isValue);
    }

    private static boolean isValue(String cell) {
        return Numbers.isNumber(cell) || Times.isIso(cell);
    }
}
