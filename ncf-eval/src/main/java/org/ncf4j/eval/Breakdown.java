package org.ncf4j.eval;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.Scorer;

/**
 * An evaluation taken apart: for whom, and with which items, a scorer is good. Each part is an {@link Evaluation} of its own,
 * by the name of the part, with every metric that has a value for each user.
 *
 * <p>A part's users or items are picked by the middle of their place in an order: where those before a run of equal ones are
 * a share a of all, and the run itself is a share b, the run belongs where a + b / 2 lies. So equal ones are never parted,
 * and their order has no influence.
 */
public final class Breakdown {
    private static final int QUARTERS = 4;
    private static final double FIFTH = 0.2;
    private static final List<String> KINDS = List.of("head", "mid", "tail");

    private Breakdown() {}

    /**
     * By the length of users' histories: quarters of the users that were evaluated, those with the shortest first, named by
     * the least and the greatest number of positives ({@code "history 20-35"}). There are fewer parts where many users have
     * histories of equal length.
     *
     * @param evaluation what is taken apart
     * @param history what the users had before, usually the training data; matched by id, a user it does not have has 0
     * @return the parts, shortest histories first; unmodifiable
     */
    public static Map<String, Evaluation> byHistory(Evaluation evaluation, Interactions history) {
        List<String> ids = evaluation.userIds();
        int[] lengths = new int[ids.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = length(history, ids.get(i));
        }
        int[] sorted = lengths.clone();
        Arrays.sort(sorted);
        // The least and the greatest length of each quarter.
        int[] least = new int[QUARTERS];
        int[] greatest = new int[QUARTERS];
        Arrays.fill(greatest, -1);
        for (int from = 0, to; from < sorted.length; from = to) {
            to = from + 1;
            while (to < sorted.length && sorted[to] == sorted[from]) {
                to++;
            }
            int quarter = (int) (QUARTERS * ((from + to) / 2.0) / sorted.length);
            if (greatest[quarter] < 0) {
                least[quarter] = sorted[from];
            }
            greatest[quarter] = sorted[from];
        }
        Map<String, Evaluation> parts = new LinkedHashMap<>();
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
            int low = least[quarter];
            int high = greatest[quarter];
            if (high >= 0) {
                String name = low == high
                        ? String.format(Locale.ROOT, "history %d", low)
                        : String.format(Locale.ROOT, "history %d-%d", low, high);
                parts.put(name, evaluation.ofUsers(id -> length(history, id) >= low && length(history, id) <= high));
            }
        }
        return Collections.unmodifiableMap(parts);
    }

    private static int length(Interactions history, String user) {
        int index = history.users().indexOf(user);
        return index < 0 ? 0 : history.positiveCount(index);
    }

    /**
     * By the popularity of the relevant items: the scorer is evaluated three times, with the relevant items that are
     * {@code "head"}, {@code "mid"} and {@code "tail"} alone. A user's other relevant items are then no candidates, neither
     * to be found nor in the way (with {@link Candidates#allWithSeen()} they stay candidates). Each part has the users with a relevant item of it, so that the parts have different
     * users.
     *
     * <p>With items ordered by their number of positives in the history, the head are the most popular ones that make up a
     * fifth of all positives, the tail are the least popular ones that make up a fifth, mid is the rest. An item without a
     * positive is of the tail.
     *
     * @param evaluator metrics and candidates
     * @param scorer what is judged
     * @param history what the users had seen before, usually the training data; matched by id
     * @param test held-out interactions
     * @return the parts head, mid and tail, without those in which nobody can be evaluated; unmodifiable
     * @throws IllegalArgumentException if the evaluator refuses its arguments
     * @throws IllegalStateException if the evaluator fails: see {@link RankingEvaluator#evaluate(Scorer, Interactions,
     *     Interactions)}
     */
    public static Map<String, Evaluation> byPopularity(
            RankingEvaluator evaluator, Scorer scorer, Interactions history, Interactions test) {
        int[] kinds = kinds(history, test.items());
        IntFunction<int[]> seen = RankingEvaluator.seen(scorer, history);
        int[] scorerUser = Ids.map(test.users(), scorer.users());
        int[] scorerItem = Ids.map(test.items(), scorer.items());
        int[] testUser = Ids.map(scorer.users(), test.users());
        Map<String, Evaluation> parts = new LinkedHashMap<>();
        for (int kind = 0; kind < KINDS.size(); kind++) {
            int part = kind;
            int[] users = new int[test.size()];
            int[] items = new int[test.size()];
            int size = 0;
            boolean anybody = false;
            for (int user = 0; user < test.userCount(); user++) {
                int[] before = scorerUser[user] < 0 ? new int[0] : seen.apply(scorerUser[user]);
                for (int p = test.offset(user); p < test.offset(user + 1); p++) {
                    if (kinds[test.item(p)] == kind) {
                        users[size] = user;
                        items[size++] = test.item(p);
                        anybody |= scorerUser[user] >= 0 && Arrays.binarySearch(before, scorerItem[test.item(p)]) < 0;
                    }
                }
            }
            if (anybody) {
                Interactions some = Interactions.of(
                        test.users(),
                        test.items(),
                        Arrays.copyOf(users, size),
                        Arrays.copyOf(items, size),
                        Interactions.Order.NONE);
                IntFunction<int[]> seenOrOther = user -> {
                    int own = testUser[user];
                    IntStream others = own < 0
                            ? IntStream.empty()
                            : Arrays.stream(test.positives(own))
                                    .filter(item -> kinds[item] != part)
                                    .map(item -> scorerItem[item])
                                    .filter(item -> item >= 0);
                    return IntStream.concat(Arrays.stream(seen.apply(user)), others)
                            .sorted()
                            .distinct()
                            .toArray();
                };
                parts.put(KINDS.get(kind), evaluator.withListMetrics(List.of()).evaluate(scorer, seenOrOther, some));
            }
        }
        return Collections.unmodifiableMap(parts);
    }

    /** For each of some items the place of its kind among the kinds. */
    private static int[] kinds(Interactions history, IdIndex items) {
        int[] counts = history.itemCounts();
        int[] sorted = counts.clone();
        Arrays.sort(sorted);
        // For each number of positives how many positives items of this number have, and those of a higher one.
        Map<Integer, Integer> kindOf = new HashMap<>();
        long more = 0;
        for (int to = sorted.length, from; to > 0; to = from) {
            from = to - 1;
            while (from > 0 && sorted[from - 1] == sorted[to - 1]) {
                from--;
            }
            long own = (long) sorted[from] * (to - from);
            double middle = (more + own / 2.0) / Math.max(1, history.size());
            kindOf.put(sorted[from], sorted[from] == 0 || middle > 1 - FIFTH ? 2 : middle < FIFTH ? 0 : 1);
            more += own;
        }
        int[] own = Ids.map(items, history.items());
        int[] kinds = new int[items.size()];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = own[i] < 0 ? 2 : kindOf.getOrDefault(counts[own[i]], 2);
        }
        return kinds;
    }
}
