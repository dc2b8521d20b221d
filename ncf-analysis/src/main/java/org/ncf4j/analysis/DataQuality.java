package org.ncf4j.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.ncf4j.data.Interactions;

/**
 * What somebody who trains on interactions should know of them first.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param findings the worst first; of equal severity in a fixed order
 */
public record DataQuality(List<Finding> findings) {
    /** How bad it is. */
    public enum Severity {
        /** Results may be wrong because of it. */
        WARNING,
        /** Worth a look. */
        NOTICE,
        /** As it should be, or good to know. */
        INFO
    }

    /**
     * One finding.
     *
     * @param severity how bad it is
     * @param subject what it is about, in a few words
     * @param count how many users, items or interactions it is about
     * @param text what was found and what it means, in a sentence or two
     */
    public record Finding(Severity severity, String subject, long count, String text) {}

    /** Users with this share of others' median are too many to be people, or are shops themselves. */
    private static final int HEAVY_TIMES_MEDIAN = 20;

    /** Fewer interactions are nothing to be suspicious of. */
    private static final int HEAVY_AT_LEAST = 50;

    /** Shorter histories are alike by chance. */
    private static final int ALIKE_AT_LEAST = 5;

    /** As many interactions at one time are a machine's, or the times are those of an import. */
    private static final int BURST_AT_LEAST = 20;

    /** The share (of users, items or events) from which on a finding is a warning. */
    private static final double MANY = .1;

    private static final double CONCENTRATED = .5;

    /** Copies. */
    public DataQuality {
        findings = List.copyOf(findings);
    }

    /**
     * Looks at interactions: how many there are, repeats, users and items with none or one, how concentrated they are on few
     * items, users with far more than others or with the history of another, bursts at one time, ratings that say nothing.
     * What it takes for suspicious may be right; it is there to be looked at.
     *
     * @param data what is looked at, before it is split; at least one user and one item
     * @return the findings
     * @throws IllegalArgumentException if there is no user or no item
     */
    public static DataQuality of(Interactions data) {
        if (data.userCount() == 0 || data.itemCount() == 0) {
            throw new IllegalArgumentException("data must have users and items: " + data);
        }
        List<Finding> found = new ArrayList<>();
        size(data, found);
        repeats(data, found);
        users(data, found);
        items(data, found);
        heavyUsers(data, found);
        alikeUsers(data, found);
        if (data.hasTimes()) {
            bursts(data, found);
        }
        if (data.hasRatings()) {
            ratings(data, found);
        }
        List<Finding> sorted = new ArrayList<>(found);
        sorted.sort((a, b) -> a.severity().compareTo(b.severity()));
        return new DataQuality(sorted);
    }

    private static void size(Interactions data, List<Finding> found) {
        double density = data.size() / ((double) data.userCount() * data.itemCount());
        add(
                found,
                Severity.INFO,
                "Size and density",
                data.size(),
                "%,d users, %,d items, %,d interactions: %s of all pairs, %.1f a user on average.",
                data.userCount(),
                data.itemCount(),
                data.size(),
                percent(100 * density),
                (double) data.size() / data.userCount());
    }

    private static void repeats(Interactions data, List<Finding> found) {
        long events = (long) data.size() + data.repeats();
        boolean many = data.repeats() > MANY * events;
        if (data.repeats() > 0) {
            add(
                    found,
                    many ? Severity.NOTICE : Severity.INFO,
                    "Repeats",
                    data.repeats(),
                    "%,d of %,d events repeat a pair of a user and an item and were merged into it."
                            + " Where buying again means more, count them: Duplicates.SUM.",
                    data.repeats(),
                    events);
        }
    }

    private static void users(Interactions data, List<Finding> found) {
        int[] counts = counts(data);
        share(
                found,
                "Users without interactions",
                equal(counts, 0),
                counts.length,
                "users have none: a model knows nothing of them.");
        share(
                found,
                "Users with one interaction",
                equal(counts, 1),
                counts.length,
                "users have one: it cannot be held out and learnt from at once.");
    }

    private static void items(Interactions data, List<Finding> found) {
        int[] counts = data.itemCounts();
        share(
                found,
                "Items never chosen",
                equal(counts, 0),
                counts.length,
                "items were chosen by nobody: a model knows them only as what is not chosen, and ranks them low.");
        share(
                found,
                "Items chosen once",
                equal(counts, 1),
                counts.length,
                "items have one buyer: what is learnt of them is that buyer.");
        int[] sorted = counts.clone();
        Arrays.sort(sorted);
        int top = Math.max(1, sorted.length / 100);
        long held = IntStream.range(sorted.length - top, sorted.length)
                .mapToLong(i -> sorted[i])
                .sum();
        double share = data.size() == 0 ? 0 : (double) held / data.size();
        add(
                found,
                share > CONCENTRATED ? Severity.WARNING : Severity.INFO,
                "Concentration",
                top,
                "The %,d most popular items (a hundredth, at least one) have %.0f %% of the interactions; the Gini coefficient"
                        + " of all items is %.2f (0: all alike, 1: one has all).",
                top,
                100 * share,
                PopularityBias.gini(counts));
    }

    private static void heavyUsers(Interactions data, List<Finding> found) {
        int[] counts = counts(data);
        int[] sorted = IntStream.of(counts).filter(c -> c > 0).sorted().toArray();
        if (sorted.length == 0) {
            return;
        }
        int median = sorted[sorted.length / 2];
        int limit = Math.max(HEAVY_AT_LEAST, HEAVY_TIMES_MEDIAN * median);
        int[] heavy = IntStream.range(0, counts.length)
                .filter(u -> counts[u] >= limit)
                .toArray();
        if (heavy.length > 0) {
            long held = IntStream.of(heavy).mapToLong(u -> counts[u]).sum();
            add(
                    found,
                    Severity.WARNING,
                    "Users with very many interactions",
                    heavy.length,
                    "%s at least %,d interactions (the median is %,d) and together %.0f %% of all: resellers, tests or machines"
                            + " rather than people? For example %s.",
                    heavy.length == 1 ? "One user has" : String.format(Locale.ROOT, "%,d users have", heavy.length),
                    limit,
                    median,
                    100.0 * held / data.size(),
                    named(data, heavy[0]));
        }
    }

    /** Users whose items are those of another, too many to be chance. */
    private static void alikeUsers(Interactions data, List<Finding> found) {
        Map<List<Integer>, Integer> first = new HashMap<>();
        long alike = 0;
        int[] example = {-1, -1};
        for (int user = 0; user < data.userCount(); user++) {
            if (data.positiveCount(user) < ALIKE_AT_LEAST) {
                continue;
            }
            List<Integer> items =
                    IntStream.of(data.positives(user)).sorted().boxed().toList();
            Integer other = first.putIfAbsent(items, user);
            if (other != null) {
                alike++;
                if (example[0] < 0) {
                    example[0] = other;
                    example[1] = user;
                }
            }
        }
        if (alike > 0) {
            add(
                    found,
                    Severity.WARNING,
                    "Users with the same history",
                    alike,
                    "%s exactly the items of another, %d or more: one person with two accounts, or a machine? For example %s"
                            + " and %s.",
                    alike == 1 ? "One user has" : String.format(Locale.ROOT, "%,d users have", alike),
                    ALIKE_AT_LEAST,
                    named(data, example[0]),
                    named(data, example[1]));
        }
    }

    private static void bursts(Interactions data, List<Finding> found) {
        long users = 0;
        for (int user = 0; user < data.userCount(); user++) {
            long[] times = IntStream.range(data.offset(user), data.offset(user + 1))
                    .mapToLong(data::time)
                    .sorted()
                    .toArray();
            for (int i = BURST_AT_LEAST - 1; i < times.length; i++) {
                if (times[i] == times[i - BURST_AT_LEAST + 1]) {
                    users++;
                    break;
                }
            }
        }
        share(
                found,
                "Many interactions at one time",
                users,
                data.userCount(),
                "users have " + BURST_AT_LEAST
                        + " or more interactions at one and the same time: an import or a machine; their order means little.");
    }

    private static void ratings(Interactions data, List<Finding> found) {
        boolean alike = IntStream.range(1, data.size()).allMatch(i -> data.rating(i) == data.rating(0));
        if (alike && data.size() > 1) {
            add(found, Severity.NOTICE, "Ratings", data.size(), "All ratings are alike: they say nothing.");
        }
    }

    private static int[] counts(Interactions data) {
        return IntStream.range(0, data.userCount()).map(data::positiveCount).toArray();
    }

    private static long equal(int[] counts, int value) {
        return IntStream.of(counts).filter(c -> c == value).count();
    }

    private static String named(Interactions data, int user) {
        return "'" + data.users().id(user) + "'";
    }

    /** Two digits or so. */
    private static String percent(double percent) {
        if (percent > 0 && percent < .01) {
            return "less than 0.01 %";
        }
        return String.format(Locale.ROOT, percent >= 10 ? "%.0f %%" : percent >= 1 ? "%.1f %%" : "%.2f %%", percent);
    }

    /** A finding if there are any, a warning if they are many. */
    private static void share(List<Finding> found, String subject, long count, int of, String what) {
        if (count > 0) {
            add(
                    found,
                    count > MANY * of ? Severity.WARNING : Severity.NOTICE,
                    subject,
                    count,
                    "%,d of %,d (%s) %s",
                    count,
                    of,
                    percent(100.0 * count / of),
                    what);
        }
    }

    private static void add(
            List<Finding> found, Severity severity, String subject, long count, String text, Object... values) {
        found.add(new Finding(severity, subject, count, String.format(Locale.ROOT, text, values)));
    }
}
