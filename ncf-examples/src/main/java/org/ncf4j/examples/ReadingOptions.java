package org.ncf4j.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a file of interactions is to be read: the same options wherever one is. */
final class ReadingOptions {
    @Option(
            names = "--format",
            paramLabel = "auto|csv|tsv|movielens|ncf",
            converter = FormatConverter.class,
            description = "Form of the file; auto guesses from its name and first lines (default: auto).")
    private InteractionReader.@Nullable Format format;

    @Option(
            names = "--columns",
            paramLabel = "user=..,item=..",
            description = {
                "Which column is which, by the header's name or by position from 1:",
                "user=NAME,item=NAME[,rating=..][,time=..][,label=..]. A label of 0 or 1 makes the rows labelled pairs."
            })
    private @Nullable String columns;

    @Option(
            names = "--min-rating",
            paramLabel = "X",
            description = "An item rated below X is no positive, but counts as seen (default: all are positives).")
    private @Nullable Double minRating;

    @Option(
            names = "--duplicates",
            paramLabel = "last|max|sum",
            converter = DuplicatesConverter.class,
            description = "Rating of a pair that occurs repeatedly (default: last).")
    private Interactions.@Nullable Duplicates duplicates;

    @Option(
            names = "--core",
            paramLabel = "N",
            description =
                    "Keep only users and items with N positives at least, until all have them (default: keep all).")
    private @Nullable Integer core;

    @Option(
            names = "--order",
            paramLabel = "newest|oldest|none",
            converter = OrderConverter.class,
            description = "Which interaction of a user comes first in a file without times (default: none).")
    private Interactions.@Nullable Order order;

    @Option(
            names = "--max-bad-lines",
            paramLabel = "N",
            description =
                    "Leave out up to N lines of a file that cannot be read, and say which (default: 0, the first is"
                            + " an error).")
    private @Nullable Integer maxBadLines;

    /** How many of the lines left out are shown. */
    private static final int SHOWN = 5;

    private final List<String> badLines = new ArrayList<>();
    private int badLineCount;

    /** The reader that the options describe; throws IllegalArgumentException where the library refuses a value. */
    InteractionReader reader() {
        InteractionReader reader = readerOfAllRows();
        if (maxBadLines != null) {
            reader = reader.withMaxBadLines(maxBadLines, this::addBadLine);
        }
        reader = apply(reader, minRating, reader::withMinRating);
        return apply(reader, core, reader::withCore);
    }

    private void addBadLine(String message) {
        badLineCount++;
        if (badLines.size() < SHOWN) {
            badLines.add(message);
        }
    }

    /** Says on standard error which lines were left out, the first of them, and in the output how many; once. */
    void tellBadLines(Subcommand command) {
        badLines.forEach(line -> command.warn("left out %s", line));
        if (badLineCount > badLines.size()) {
            command.warn("left out %,d more", badLineCount - badLines.size());
        }
        if (badLineCount > 0) {
            command.print(
                    badLineCount == 1 ? "%,d bad line was left out" : "%,d bad lines were left out", badLineCount);
        }
        badLines.clear();
        badLineCount = 0;
    }

    /**
     * The same reader, but every row is a positive, no user or item is left out for having few, and of the lines left out
     * nothing is told: it is for a file that was read before.
     */
    InteractionReader readerOfAllRows() {
        InteractionReader reader = new InteractionReader();
        if (maxBadLines != null) {
            reader = reader.withMaxBadLines(maxBadLines, line -> {});
        }
        reader = apply(reader, format, reader::withFormat);
        reader = apply(reader, columns, reader::withColumns);
        reader = apply(reader, duplicates, reader::withDuplicates);
        return apply(reader, order, reader::withOrder);
    }

    @Nullable
    Double minRating() {
        return minRating;
    }

    Interactions.Order order() {
        return order == null ? Interactions.Order.NONE : order;
    }

    /** The first option given that has no meaning for labelled pairs, or null. */
    @Nullable
    String unfitForLabels() {
        if (minRating != null) {
            return "--min-rating";
        }
        if (duplicates != null) {
            return "--duplicates";
        }
        return core != null ? "--core" : null;
    }

    private static <T> InteractionReader apply(
            InteractionReader reader, @Nullable T option, Function<T, InteractionReader> wither) {
        return option == null ? reader : wither.apply(option);
    }

    /** Converts the first word of an enum constant's name, in lower case. */
    private abstract static class WordConverter<E extends Enum<E>> implements ITypeConverter<E> {
        private final E[] constants;

        WordConverter(E[] constants) {
            this.constants = constants;
        }

        @Override
        public final E convert(String text) {
            for (E constant : constants) {
                if (word(constant).equals(text)) {
                    return constant;
                }
            }
            String words = Stream.of(constants).map(WordConverter::word).collect(Collectors.joining(", "));
            throw new TypeConversionException("expected one of " + words + " but was '" + text + "'");
        }

        private static String word(Enum<?> constant) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            int end = name.indexOf('_');
            return end < 0 ? name : name.substring(0, end);
        }
    }

    static final class FormatConverter extends WordConverter<InteractionReader.Format> {
        FormatConverter() {
            super(InteractionReader.Format.values());
        }
    }

    static final class DuplicatesConverter extends WordConverter<Interactions.Duplicates> {
        DuplicatesConverter() {
            super(Interactions.Duplicates.values());
        }
    }

    static final class OrderConverter extends WordConverter<Interactions.Order> {
        OrderConverter() {
            super(Interactions.Order.values());
        }
    }

    /** Whether users and items with few positives are left out. */
    boolean isCoreGiven() {
        return core != null;
    }
}
