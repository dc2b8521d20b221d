package org.ncf4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads interactions from delimited text files, row by row, packed with gzip or not.
 *
 * <h2>Formats</h2>
 *
 * <p>{@link Format#AUTO}, the default, goes by the first line: tabs, {@code ::} or commas (a file named {@code .csv} may
 * have tabs and colons in its cells), or semicolons if there are no commas. Text is UTF-8, with or without a byte order mark, with any line ends; cells may be
 * quoted as RFC 4180 has it; empty lines are skipped; ids and numbers are taken without surrounding blanks. A row may have 1,000,000 characters, and
 * after the first 10 MB a packed file may not unpack to more than 200 times its size; NUL characters are refused.
 *
 * <h2>Columns</h2>
 *
 * <p>A first line is taken for a header if columns are named by {@link #withColumns}, if it has names that are common for a
 * user's and an item's column, or if none of its cells is a number while one in the next line is. Without {@code
 * withColumns}, columns are found by common names: {@code user, userId, user_id, uid, visitorid, customer_id, ...};
 * {@code item, itemId, movieId, product_id, sku, ...}; {@code rating, score, stars}; {@code time, timestamp}; {@code label}. In a
 * file without header they are user, item, rating and time, in this order and as far as there are columns; more are
 * ignored. {@code ::} files and NCF files have no header.
 *
 * <p>Ratings must be finite numbers with a decimal point, labels 0 or 1. Times are whole numbers of any unit, taken as they
 * are, or dates and times of ISO 8601 ({@code 2024-05-14}, {@code 2024-05-14T09:30:00+02:00}, a blank in place of the T
 * if need be), taken as whole seconds since 1970-01-01T00:00Z: a date as its first second, UTC where no offset is given,
 * fractions of a second cut off. A file should have times of one kind, since they are compared as numbers.
 *
 * <h2>Errors</h2>
 *
 * <p>Whatever cannot be read raises an {@link InteractionFormatException} that names file, line, column, what was expected
 * and what was found; a file that is not there raises a {@link java.nio.file.NoSuchFileException}. With {@link
 * #withMaxBadLines(int)} some bad lines are left out instead.
 *
 * <p>Instances are immutable and safe for use by many threads.
 */
public final class InteractionReader {
    /** How a file is laid out. */
    public enum Format {
        /** Guessed from the first line and the name. */
        AUTO,
        /** Separated by commas, or by semicolons if the first line has these and no commas; with or without header. */
        CSV,
        /** Tab-separated, with or without header. */
        TSV,
        /**
         * A ratings file of MovieLens: {@code user::item::rating::time}, {@code u.data} (tabs) or {@code ratings.csv}
         * (header).
         */
        MOVIELENS,
        /** The files of the NCF paper: user, item, rating and perhaps time, separated by tabs, without header. */
        NCF
    }

    private static final Logger LOG = LoggerFactory.getLogger(InteractionReader.class);

    private static final List<String> ROLES = List.of("user", "item", "rating", "time", "label");
    private static final List<Set<String>> KNOWN_NAMES =
            List.of(Header.USER, Header.ITEM, Header.RATING, Header.TIME, Header.LABEL);
    private static final int USER = 0;
    private static final int ITEM = 1;
    private static final int RATING = 2;
    private static final int TIME = 3;
    private static final int LABEL = 4;

    private final Format format;
    /** Role to a name or a position, or empty for the defaults. */
    private final Map<String, String> columns;

    private final double minRating;
    private final Interactions.Duplicates duplicates;
    private final Interactions.Order order;
    private final int core;
    private final int maxBadLines;
    private final @Nullable Consumer<String> badLines;

    /** A reader that guesses the format and takes every pair for a positive. */
    public InteractionReader() {
        this(
                Format.AUTO,
                Map.of(),
                Double.NEGATIVE_INFINITY,
                Interactions.Duplicates.LAST,
                Interactions.Order.NONE,
                0,
                0,
                null);
    }

    private InteractionReader(
            Format format,
            Map<String, String> columns,
            double minRating,
            Interactions.Duplicates duplicates,
            Interactions.Order order,
            int core,
            int maxBadLines,
            @Nullable Consumer<String> badLines) {
        this.format = format;
        this.columns = columns;
        this.minRating = minRating;
        this.duplicates = duplicates;
        this.order = order;
        this.core = core;
        this.maxBadLines = maxBadLines;
        this.badLines = badLines;
    }

    /**
     * The same for another format.
     *
     * @param format the format; {@link Format#AUTO} by default
     * @return the changed reader
     */
    public InteractionReader withFormat(Format format) {
        return new InteractionReader(
                Objects.requireNonNull(format, "format"),
                columns,
                minRating,
                duplicates,
                order,
                core,
                maxBadLines,
                badLines);
    }

    /**
     * The same with columns named: {@code user=NAME,item=NAME[,rating=NAME][,time=NAME][,label=NAME]}, where NAME is a name
     * in the header or a position from 1. Only the columns named here are read.
     *
     * @param columns which columns to read
     * @return the changed reader
     * @throws IllegalArgumentException if the text is not of that form, or names a column twice
     */
    public InteractionReader withColumns(String columns) {
        Map<String, String> parsed = new HashMap<>();
        for (String part : columns.split(",", -1)) {
            int equals = part.indexOf('=');
            String role = part.substring(0, Math.max(0, equals)).strip().toLowerCase(Locale.ROOT);
            String name = part.substring(equals + 1).strip();
            if (equals < 0 || name.isEmpty() || !ROLES.contains(role) || parsed.put(role, name) != null) {
                throw badColumns(columns);
            }
            if (name.matches("0+|0*[0-9]{10,}")) {
                throw new IllegalArgumentException(
                        "columns are counted from 1: '" + part.strip() + "' in columns '" + columns + "'");
            }
        }
        if (!parsed.containsKey("user") || !parsed.containsKey("item")) {
            throw badColumns(columns);
        }
        Map<String, String> roles = new HashMap<>();
        for (String role : ROLES) {
            String name = parsed.get(role);
            String other = name == null ? null : roles.put(name, role);
            if (other != null) {
                throw new IllegalArgumentException("columns must be one for each role, but '" + name + "' is both the "
                        + other + " and the " + role + ": '" + columns + "'");
            }
        }
        return new InteractionReader(
                format, Map.copyOf(parsed), minRating, duplicates, order, core, maxBadLines, badLines);
    }

    private static IllegalArgumentException badColumns(String columns) {
        return new IllegalArgumentException(
                "columns must be user=NAME,item=NAME[,rating=NAME][,time=NAME][,label=NAME],"
                        + " with names of the header or positions from 1: '" + columns + "'");
    }

    /**
     * The same with a rating threshold: a pair rated below it counts as seen but is no positive.
     *
     * @param minRating the least rating of a positive; by default every pair is a positive
     * @return the changed reader
     * @throws IllegalArgumentException if it is NaN
     */
    public InteractionReader withMinRating(double minRating) {
        if (Double.isNaN(minRating)) {
            throw new IllegalArgumentException("minRating must be a number: " + minRating);
        }
        return new InteractionReader(format, columns, minRating, duplicates, order, core, maxBadLines, badLines);
    }

    /**
     * The same with another way to merge repeated pairs.
     *
     * @param duplicates the way of merging; {@link Interactions.Duplicates#LAST} by default
     * @return the changed reader
     */
    public InteractionReader withDuplicates(Interactions.Duplicates duplicates) {
        return new InteractionReader(
                format,
                columns,
                minRating,
                Objects.requireNonNull(duplicates, "duplicates"),
                order,
                core,
                maxBadLines,
                badLines);
    }

    /**
     * The same with a statement which way the file runs within a user, for files without times.
     *
     * @param order the meaning of the order; {@link Interactions.Order#NONE} by default
     * @return the changed reader
     */
    public InteractionReader withOrder(Interactions.Order order) {
        return new InteractionReader(
                format,
                columns,
                minRating,
                duplicates,
                Objects.requireNonNull(order, "order"),
                core,
                maxBadLines,
                badLines);
    }

    /**
     * The same with the result reduced to its {@linkplain Interactions#core k-core}.
     *
     * @param k the number of positives that each user and item keeps at least, from 1; by default nothing is dropped
     * @return the changed reader
     * @throws IllegalArgumentException if k is below 1
     */
    public InteractionReader withCore(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k of the k-core must be at least 1: " + k);
        }
        return new InteractionReader(format, columns, minRating, duplicates, order, k, maxBadLines, badLines);
    }

    /**
     * The same with some lines of a file allowed to be bad: they are left out of what {@link #read} and {@link #readLabeled}
     * give, and how many there were is logged as a warning, with the first of them. Bad is a line of which a cell is not as
     * it should be or missing, that is too long, not quoted as RFC 4180 has it, no UTF-8 or has a NUL character. Of a row with
     * line ends in quotes each line counts. The first line of a file, which says how it is laid out, must be good.
     *
     * @param maxBadLines how many lines of one file may be bad, at least 0; one more is an {@link
     *     InteractionFormatException} that names the first; 0, the default, makes the first bad line the error
     * @return the changed reader
     * @throws IllegalArgumentException if it is negative
     */
    public InteractionReader withMaxBadLines(int maxBadLines) {
        return withBadLines(maxBadLines, null);
    }

    /**
     * The same as {@link #withMaxBadLines(int)}, but the bad lines are told to the caller and not logged.
     *
     * @param maxBadLines how many lines of one file may be bad, at least 0
     * @param badLines is given, for each line left out, the message that would be the error's: file, line, what was expected
     *     and what was found
     * @return the changed reader
     * @throws IllegalArgumentException if the number is negative
     */
    public InteractionReader withMaxBadLines(int maxBadLines, Consumer<String> badLines) {
        return withBadLines(maxBadLines, Objects.requireNonNull(badLines, "badLines"));
    }

    private InteractionReader withBadLines(int maxBadLines, @Nullable Consumer<String> badLines) {
        if (maxBadLines < 0) {
            throw new IllegalArgumentException("maxBadLines must be at least 0 but was " + maxBadLines);
        }
        return new InteractionReader(format, columns, minRating, duplicates, order, core, maxBadLines, badLines);
    }

    /**
     * Whether a file has a column of labels: one that {@link #withColumns} names, or one that the header calls {@code
     * label}.
     *
     * @param file the file, of which only the beginning is read
     * @return whether {@link #readLabeled} can read it
     * @throws IOException if the file cannot be read
     */
    public boolean hasLabels(Path file) throws IOException {
        try (DelimitedFile rows = open(file, new BadLines(file, maxBadLines, line -> {}))) {
            return columnsOf(rows).has(LABEL);
        }
    }

    /**
     * Reads interactions. If the file has a column of labels, those with label 1 are read; the users and items of the others
     * are known, but without an interaction.
     *
     * @param file the file
     * @return the interactions
     * @throws IOException if the file cannot be read
     */
    public Interactions read(Path file) throws IOException {
        Interactions.Builder builder = Interactions.builder()
                .withMinRating(minRating)
                .withDuplicates(duplicates)
                .withOrder(order);
        BadLines bad = badLines(file);
        try (DelimitedFile rows = open(file, bad)) {
            Columns found = columnsOf(rows);
            if (minRating > Double.NEGATIVE_INFINITY
                    && !found.has(RATING)
                    && duplicates != Interactions.Duplicates.SUM) {
                throw new InteractionFormatException(
                        file + ": a minimum rating of " + minRating + " needs a column of ratings, but none is known");
            }
            boolean isEmpty = true;
            for (DelimitedFile.Row row = firstRow(rows, bad); row != null; row = rows.next()) {
                try {
                    add(row, found, builder);
                    isEmpty = false;
                } catch (InteractionFormatException e) {
                    bad.add(row.line(), row.end(), e);
                }
            }
            requireRows(!isEmpty, file, bad);
        }
        tell(file, bad);
        Interactions all;
        try {
            all = builder.build();
        } catch (IllegalArgumentException e) {
            throw new InteractionFormatException(file + ": " + e.getMessage());
        }
        if (core == 0) {
            return all;
        }
        Interactions kept = all.core(core);
        if (kept.size() == 0) {
            throw new InteractionFormatException(file + ": nothing is left of " + all.size() + " interactions in the "
                    + core + "-core; expected users and items with at least " + core + " positives each");
        }
        return kept;
    }

    /** Adds a row if it is as it should be, and else nothing. */
    private static void add(DelimitedFile.Row row, Columns found, Interactions.Builder builder)
            throws InteractionFormatException {
        String user = found.id(row, USER);
        String item = found.id(row, ITEM);
        if (found.has(LABEL) && !found.label(row)) {
            builder.addIds(user, item);
            return;
        }
        builder.add(
                user,
                item,
                found.has(RATING),
                found.has(RATING) ? found.rating(row) : 0,
                found.has(TIME),
                found.has(TIME) ? found.time(row) : 0);
    }

    private BadLines badLines(Path file) {
        return new BadLines(file, maxBadLines, badLines == null ? line -> {} : badLines);
    }

    private void tell(Path file, BadLines bad) {
        if (badLines == null && bad.count() > 0) {
            LOG.warn("{}: {} bad lines left out, the first: {}", file, bad.count(), bad.named());
        }
    }

    private static void requireRows(boolean condition, Path file, BadLines bad) throws InteractionFormatException {
        if (!condition) {
            throw new InteractionFormatException(file + ": no line of data after the header"
                    + (bad.count() == 0 ? "" : " that can be read: " + bad.named()));
        }
    }

    /**
     * Reads labelled pairs. Ratings and times, if any, are not read.
     *
     * @param file the file, with a column of labels 0 and 1
     * @return the pairs, in the order of the file, identical repeats merged
     * @throws IOException if the file cannot be read, or a pair has both labels
     * @throws IllegalArgumentException if a threshold or a core is set, which labelled pairs do not have
     */
    public LabeledPairs readLabeled(Path file) throws IOException {
        if (minRating > Double.NEGATIVE_INFINITY || core != 0) {
            throw new IllegalArgumentException("labelled pairs are taken as they are, without "
                    + (core != 0 ? "a core of " + core : "a least rating of " + minRating));
        }
        IdIndex.Builder users = new IdIndex.Builder("user", 16);
        IdIndex.Builder items = new IdIndex.Builder("item", 16);
        int[] userIndices = new int[16];
        int[] itemIndices = new int[16];
        boolean[] labels = new boolean[16];
        long[] lines = new long[16];
        int size = 0;
        BadLines bad = badLines(file);
        try (DelimitedFile rows = open(file, bad)) {
            Columns found = columnsOf(rows);
            if (!found.has(LABEL)) {
                throw new InteractionFormatException(file
                        + ": expected a column of labels: one named 'label' in the header, or label=.. in the columns");
            }
            for (DelimitedFile.Row row = firstRow(rows, bad); row != null; row = rows.next()) {
                String user;
                String item;
                boolean label;
                try {
                    user = found.id(row, USER);
                    item = found.id(row, ITEM);
                    label = found.label(row);
                } catch (InteractionFormatException e) {
                    bad.add(row.line(), row.end(), e);
                    continue;
                }
                if (size == labels.length) {
                    int longer = Math.addExact(size, size >> 1);
                    userIndices = Arrays.copyOf(userIndices, longer);
                    itemIndices = Arrays.copyOf(itemIndices, longer);
                    labels = Arrays.copyOf(labels, longer);
                    lines = Arrays.copyOf(lines, longer);
                }
                userIndices[size] = users.add(user);
                itemIndices[size] = items.add(item);
                labels[size] = label;
                lines[size] = row.line();
                size++;
            }
            requireRows(size > 0, file, bad);
        }
        tell(file, bad);
        long[] lineOfRow = lines;
        try {
            return LabeledPairs.of(
                    users.build(),
                    items.build(),
                    Arrays.copyOf(userIndices, size),
                    Arrays.copyOf(itemIndices, size),
                    Arrays.copyOf(labels, size),
                    row -> "line " + lineOfRow[row]);
        } catch (IllegalArgumentException e) {
            throw new InteractionFormatException(file + ": " + e.getMessage());
        }
    }

    /**
     * Reads a {@code test.negative} file of the NCF paper: a line for each user, {@code (user,item)} and then the items to
     * rank beside it, separated by tabs. The item in brackets is the test item and is not read.
     *
     * @param file the file
     * @return for each user's id the ids of the negatives, in the order of the file, repeats kept out
     * @throws IOException if the file cannot be read
     */
    public Map<String, List<String>> readNegatives(Path file) throws IOException {
        // ids recur by the hundred: the index keeps one copy of each
        IdIndex.Builder items = new IdIndex.Builder("item", 16);
        Map<String, Set<String>> negatives = new LinkedHashMap<>();
        try (DelimitedFile rows = DelimitedFile.open(file, DelimitedFile.Separator.TAB, BadLines.refused(file))) {
            for (DelimitedFile.Row row = rows.next(); row != null; row = rows.next()) {
                String pair = row.cells().get(0).strip();
                int comma = pair.indexOf(',');
                if (!(pair.startsWith("(") && pair.endsWith(")") && comma > 1 && comma < pair.length() - 2)) {
                    throw new InteractionFormatException(file + ", line " + row.line()
                            + ": expected '(user,item)' and then its negatives, separated by tabs, found "
                            + DelimitedFile.quoted(pair));
                }
                Set<String> own =
                        negatives.computeIfAbsent(pair.substring(1, comma).strip(), user -> new LinkedHashSet<>());
                for (String cell : row.cells().subList(1, row.cells().size())) {
                    if (!cell.isBlank()) {
                        own.add(items.id(items.add(cell.strip())));
                    }
                }
            }
        }
        Map<String, List<String>> lists = new LinkedHashMap<>();
        negatives.forEach((user, own) -> lists.put(user, List.copyOf(own)));
        return Collections.unmodifiableMap(lists);
    }

    /**
     * Reads names of items, from a delimited file with a header that has common names for an item's column and for a title's
     * ({@code title}, {@code name}), as MovieLens' {@code movies.csv} has, or else from the first two columns. The {@code
     * u.item} of MovieLens-100K (separated by bars, in Latin-1) and {@code movies.dat} are recognised.
     *
     * @param file the file
     * @return the name of each item's id, in the order of the file; of repeated ids the first counts
     * @throws InteractionFormatException if a header has a name of an item's column, two others or more, and none of a title's;
     *     or one of a user's and not both of these
     * @throws IOException if the file cannot be read
     */
    public static Map<String, String> readNames(Path file) throws IOException {
        Map<String, String> names = new LinkedHashMap<>();
        readItems(file, Header.TITLE, "title", false, names::putIfAbsent);
        return Collections.unmodifiableMap(names);
    }

    /**
     * Reads attributes of items, genres or categories say, from a delimited file with a header that has common names for an
     * item's column and for one of attributes ({@code genres}, {@code categories}, {@code tags}, {@code attributes}, or one of
     * these in the singular), as MovieLens' {@code movies.csv} has, or else from the first and the last column. Several
     * attributes of an item stand in one cell, separated by bars ({@code Comedy|Drama}), or in several rows. {@code movies.dat}
     * is recognised, the {@code u.item} of MovieLens-100K is not: its genres are flags.
     *
     * @param file the file
     * @return the attributes of each item's id, both in the order of the file; an item without any has an empty set, as has one
     *     whose cell says {@code (no genres listed)}
     * @throws InteractionFormatException if a header has a name of an item's column, two others or more, and none of attributes;
     *     or one of a user's and not both of these
     * @throws IOException if the file cannot be read
     */
    public static Map<String, Set<String>> readAttributes(Path file) throws IOException {
        Map<String, Set<String>> attributes = new LinkedHashMap<>();
        readItems(file, Header.ATTRIBUTES, "attributes", true, (item, cell) -> {
            Set<String> own = attributes.computeIfAbsent(item, id -> new LinkedHashSet<>());
            Stream.of(cell.split("\\|"))
                    .map(String::strip)
                    .filter(attribute -> !attribute.isEmpty() && !attribute.equals("(no genres listed)"))
                    .forEach(own::add);
        });
        attributes.replaceAll((item, own) -> Collections.unmodifiableSet(own));
        return Collections.unmodifiableMap(attributes);
    }

    /**
     * Reads a column beside that of the items' ids.
     *
     * @param names common names of that column
     * @param meaning what is in it, for messages
     * @param last whether it is the last one where no header says so, and else the second
     * @param each gets each row's id and cell
     */
    private static void readItems(
            Path file, Set<String> names, String meaning, boolean last, BiConsumer<String, String> each)
            throws IOException {
        try (DelimitedFile rows = DelimitedFile.openNames(file)) {
            int item = 0;
            DelimitedFile.Row first = rows.peek(0);
            DelimitedFile.Row second = rows.peek(1);
            int column = last && first != null ? Math.max(1, first.cells().size() - 1) : 1;
            if (first != null && last && rows.isPlain() && first.cells().size() > 3) {
                throw new InteractionFormatException(file + ", line " + first.line()
                        + ": expected an item's id, its title and its " + meaning + ", found "
                        + first.cells().size() + " columns; a column of flags for each attribute is not read");
            }
            if (first != null && !rows.isPlain()) {
                int namedItem = Header.find(first.cells(), Header.ITEM);
                int named = Header.find(first.cells(), names);
                boolean isAboutUsers = Header.find(first.cells(), Header.USER) >= 0;
                if (namedItem >= 0 && named >= 0) {
                    item = namedItem;
                    column = named;
                    rows.next();
                } else if (namedItem >= 0 && first.cells().size() == 2 && !isAboutUsers) {
                    item = namedItem;
                    column = 1 - namedItem;
                    rows.next();
                } else if (namedItem >= 0 || isAboutUsers) {
                    throw new InteractionFormatException(file + ", line " + first.line()
                            + ": expected columns of an item's id and its " + meaning + " (named "
                            + names.stream().sorted().collect(Collectors.joining(", ")) + "), found "
                            + DelimitedFile.listed(first.cells()));
                } else if (second != null && Header.differsFrom(first.cells(), second.cells())) {
                    rows.next();
                }
            }
            BadLines none = BadLines.refused(file);
            for (DelimitedFile.Row row = firstRow(rows, none); row != null; row = rows.next()) {
                if (row.cells().size() <= Math.max(item, column)) {
                    throw new InteractionFormatException(file + ", line " + row.line() + ": expected at least "
                            + (Math.max(item, column) + 1) + " columns (an item's id and its " + meaning + "), found "
                            + row.cells().size());
                }
                each.accept(
                        row.cells().get(item).strip(), row.cells().get(column).strip());
            }
        }
    }

    private DelimitedFile open(Path file, BadLines bad) throws IOException {
        return switch (format) {
            case AUTO, MOVIELENS -> DelimitedFile.open(file, bad);
            case CSV -> DelimitedFile.openCsv(file, bad);
            case TSV, NCF -> DelimitedFile.open(file, DelimitedFile.Separator.TAB, bad);
        };
    }

    /** The first row after the header, which has to be there. */
    private static DelimitedFile.@Nullable Row firstRow(DelimitedFile rows, BadLines bad) throws IOException {
        DelimitedFile.Row row = rows.next();
        requireRows(row != null, rows.file(), bad);
        return row;
    }

    /** Finds the columns and takes the header, if there is one, out of the rows. */
    private Columns columnsOf(DelimitedFile rows) throws IOException {
        DelimitedFile.Row first = rows.peek(0);
        if (first == null) {
            throw new InteractionFormatException(rows.file() + ": the file is empty");
        }
        List<String> cells = first.cells();
        if (cells.get(0).startsWith("(") && cells.get(0).endsWith(")")) {
            throw new InteractionFormatException(rows.file() + ", line " + first.line()
                    + ": expected a user's id, found " + DelimitedFile.quoted(cells.get(0))
                    + ": this looks like a file of negatives (test.negative)");
        }
        boolean named = columns.values().stream().anyMatch(name -> !isPosition(name));
        boolean header = named || (format != Format.NCF && !rows.isPlain() && looksLikeHeader(rows, cells));
        int[] places = new int[ROLES.size()];
        for (int role = 0; role < places.length; role++) {
            if (!columns.isEmpty()) {
                places[role] = place(rows.file(), first, ROLES.get(role));
            } else if (header) {
                places[role] = Header.find(cells, KNOWN_NAMES.get(role));
            } else {
                places[role] = role < Math.min(cells.size(), LABEL) ? role : -1;
            }
        }
        refuseOneColumnInTwoRoles(rows.file(), first, places);
        if (header) {
            rows.next();
        }
        for (int role = USER; role <= ITEM; role++) {
            if (places[role] < 0) {
                throw new InteractionFormatException(
                        rows.file() + ", line " + first.line() + ": expected a column for the "
                                + ROLES.get(role) + ", found " + DelimitedFile.listed(cells)
                                + "; say which it is (columns user=NAME,item=NAME)");
            }
        }
        return new Columns(rows.file(), places, header ? cells : null);
    }

    /** A name and a position, or two names but for case, can be of one column. */
    private static void refuseOneColumnInTwoRoles(Path file, DelimitedFile.Row first, int[] places)
            throws InteractionFormatException {
        for (int role = 0; role < places.length; role++) {
            for (int other = 0; other < role; other++) {
                if (places[role] >= 0 && places[role] == places[other]) {
                    throw new InteractionFormatException(file + ", line " + first.line()
                            + ": expected one column for each"
                            + " role, found column " + (places[role] + 1) + " as the " + ROLES.get(other) + " and the "
                            + ROLES.get(role));
                }
            }
        }
    }

    private static boolean isPosition(String name) {
        return name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean looksLikeHeader(DelimitedFile rows, List<String> first) throws IOException {
        // of one alone the other is asked for
        if (Header.find(first, Header.USER) >= 0 || Header.find(first, Header.ITEM) >= 0) {
            return true;
        }
        DelimitedFile.Row second = rows.peek(1);
        return second != null && Header.differsFrom(first, second.cells());
    }

    /** The place of a column that {@link #withColumns} names, or -1 if it does not. */
    private int place(Path file, DelimitedFile.Row first, String role) throws InteractionFormatException {
        String name = columns.get(role);
        if (name == null) {
            return -1;
        }
        if (isPosition(name)) {
            int position = Integer.parseInt(name);
            if (position > first.cells().size()) {
                throw new InteractionFormatException(
                        file + ", line " + first.line() + ": expected at least " + position + " columns (" + role + "="
                                + name + "), found " + first.cells().size());
            }
            return position - 1;
        }
        int place = Header.find(first.cells(), name);
        if (place < 0) {
            throw new InteractionFormatException(file + ", line " + first.line() + ": expected a column named '" + name
                    + "' (" + role + "=" + name + ") in the header, found " + DelimitedFile.listed(first.cells()));
        }
        return place;
    }

    /** Where the columns are, and how their cells are read. */
    private static final class Columns {
        private final Path file;
        private final int[] places;
        private final @Nullable List<String> header;

        Columns(Path file, int[] places, @Nullable List<String> header) {
            this.file = file;
            this.places = places;
            this.header = header;
        }

        boolean has(int role) {
            return places[role] >= 0;
        }

        String id(DelimitedFile.Row row, int role) throws InteractionFormatException {
            String id = cell(row, role);
            if (id.isEmpty()) {
                throw unexpected(row, role, "an id", id);
            }
            return id;
        }

        double rating(DelimitedFile.Row row) throws InteractionFormatException {
            String cell = cell(row, RATING);
            double rating = Numbers.parse(cell);
            if (Double.isNaN(rating)) {
                throw unexpected(row, RATING, "a finite number", cell);
            }
            return rating;
        }

        long time(DelimitedFile.Row row) throws InteractionFormatException {
            String cell = cell(row, TIME);
            OptionalLong time = Times.parse(cell);
            if (time.isEmpty()) {
                throw unexpected(row, TIME, Times.EXPECTED, cell);
            }
            return time.getAsLong();
        }

        boolean label(DelimitedFile.Row row) throws InteractionFormatException {
            String cell = cell(row, LABEL);
            double label = Numbers.parse(cell);
            if (label != 0 && label != 1) {
                throw unexpected(row, LABEL, "0 or 1", cell);
            }
            return label == 1;
        }

        private String cell(DelimitedFile.Row row, int role) throws InteractionFormatException {
            if (places[role] >= row.cells().size()) {
                throw new InteractionFormatException(file + ", line " + row.line() + ": expected at least "
                        + (places[role] + 1) + " columns (" + describe(role) + "), found "
                        + row.cells().size());
            }
            return row.cells().get(places[role]).strip();
        }

        private InteractionFormatException unexpected(
                DelimitedFile.Row row, int role, String expectation, String found) {
            return new InteractionFormatException(file + ", line " + row.line() + ", " + describe(role) + ": expected "
                    + expectation + ", found " + DelimitedFile.quoted(found));
        }

        private String describe(int role) {
            String position = "column " + (places[role] + 1);
            String name = header == null
                    ? ""
                    : " " + DelimitedFile.quoted(header.get(places[role]).strip());
            return position + name + ", the " + ROLES.get(role);
        }
    }
}
