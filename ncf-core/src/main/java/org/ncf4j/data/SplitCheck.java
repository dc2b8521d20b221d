package org.ncf4j.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What is noteworthy about data to train on and data to judge by: the same positive in both, repeated events, and users and
 * items that only one of the two has. Some of it is as it should be (a user with a single event has nothing to test); an
 * overlap never is.
 *
 * <p>The two are matched by id, so that they may come from different files. A user or an item is in the training data if it
 * has a positive or was seen there, and in the test data if it has a positive there.
 *
 * <p>Instances are immutable and thread-safe.
 */
public final class SplitCheck {
    private static final int EXAMPLES = 5;

    /** What can be found. */
    public enum Kind {
        /** A test positive that the training data has, too, as a positive or as seen. */
        OVERLAP("test positives are in the training data, too"),
        /** An event of the training data that was merged into another one of its user and item. */
        REPEATED_IN_TRAIN("repeated events of the training data were merged"),
        /** An event of the test data that was merged into another one of its user and item. */
        REPEATED_IN_TEST("repeated events of the test data were merged"),
        /** A user of the test data whom the training data does not have. */
        USER_IN_TEST_ONLY("users of the test data are not in the training data"),
        /** A user of the training data who has nothing to be judged by. */
        USER_IN_TRAIN_ONLY("users of the training data are not in the test data"),
        /** An item of the test data that the training data does not have. */
        ITEM_IN_TEST_ONLY("items of the test data are not in the training data"),
        /** An item of the training data that nobody is judged by. */
        ITEM_IN_TRAIN_ONLY("items of the training data are not in the test data");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /**
     * Something that was found.
     *
     * @param kind what
     * @param count how often
     * @param examples up to five ids, or {@code user/item} for an overlap, in index order; none for repeated events
     */
    public record Finding(Kind kind, long count, List<String> examples) {
        /**
         * Copies the examples.
         *
         * @param kind what
         * @param count how often
         * @param examples ids
         */
        public Finding {
            examples = List.copyOf(examples);
        }

        /** The finding as a sentence: {@code 2 users of the test data are not in the training data (ann, bob)}. */
        @Override
        public String toString() {
            String some = examples.isEmpty()
                    ? ""
                    : " (" + String.join(", ", examples) + (count > examples.size() ? ", ..)" : ")");
            return String.format(Locale.ROOT, "%,d %s%s", count, kind.words, some);
        }
    }

    private final List<Finding> findings;

    private SplitCheck(List<Finding> findings) {
        this.findings = findings;
    }

    /**
     * Checks two data sets.
     *
     * @param train the data to train on
     * @param test the data to judge by
     * @return what was found
     */
    public static SplitCheck of(Interactions train, Interactions test) {
        int[] trainUser = map(test.users(), train.users());
        int[] trainItem = map(test.items(), train.items());
        boolean[] itemInTrain = new boolean[train.itemCount()];
        for (int u = 0; u < train.userCount(); u++) {
            for (int item : train.seen(u)) {
                itemInTrain[item] = true;
            }
        }
        Count overlap = new Count();
        Count testUsers = new Count();
        boolean[] userTested = new boolean[train.userCount()];
        boolean[] itemTested = new boolean[train.itemCount()];
        boolean[] itemInTest = new boolean[test.itemCount()];
        for (int u = 0; u < test.userCount(); u++) {
            if (test.positiveCount(u) == 0) {
                continue;
            }
            int user = trainUser[u];
            if (user < 0 || train.seenCount(user) == 0) {
                testUsers.add(test.users().id(u));
            } else {
                userTested[user] = true;
            }
            for (int p = test.offset(u); p < test.offset(u + 1); p++) {
                int item = trainItem[test.item(p)];
                itemInTest[test.item(p)] = true;
                if (item >= 0) {
                    itemTested[item] = true;
                    if (user >= 0 && train.isSeen(user, item)) {
                        overlap.add(test.users().id(u) + "/" + test.items().id(test.item(p)));
                    }
                }
            }
        }
        Count testItems = new Count();
        for (int i = 0; i < itemInTest.length; i++) {
            if (itemInTest[i] && (trainItem[i] < 0 || !itemInTrain[trainItem[i]])) {
                testItems.add(test.items().id(i));
            }
        }
        Count trainUsers = new Count();
        for (int u = 0; u < userTested.length; u++) {
            if (!userTested[u] && train.seenCount(u) > 0) {
                trainUsers.add(train.users().id(u));
            }
        }
        Count trainItems = new Count();
        for (int i = 0; i < itemTested.length; i++) {
            if (!itemTested[i] && itemInTrain[i]) {
                trainItems.add(train.items().id(i));
            }
        }
        List<Finding> findings = new ArrayList<>();
        overlap.report(Kind.OVERLAP, findings);
        new Count(train.repeats()).report(Kind.REPEATED_IN_TRAIN, findings);
        new Count(test.repeats()).report(Kind.REPEATED_IN_TEST, findings);
        testUsers.report(Kind.USER_IN_TEST_ONLY, findings);
        trainUsers.report(Kind.USER_IN_TRAIN_ONLY, findings);
        testItems.report(Kind.ITEM_IN_TEST_ONLY, findings);
        trainItems.report(Kind.ITEM_IN_TRAIN_ONLY, findings);
        return new SplitCheck(Collections.unmodifiableList(findings));
    }

    private static int[] map(IdIndex from, IdIndex to) {
        int[] map = new int[from.size()];
        for (int i = 0; i < map.length; i++) {
            map[i] = to.indexOf(from.id(i));
        }
        return map;
    }

    private static final class Count {
        private long count;
        private final List<String> examples = new ArrayList<>();

        Count() {
            this(0);
        }

        Count(long count) {
            this.count = count;
        }

        void add(String example) {
            count++;
            if (examples.size() < EXAMPLES) {
                examples.add(example);
            }
        }

        void report(Kind kind, List<Finding> findings) {
            if (count > 0) {
                findings.add(new Finding(kind, count, examples));
            }
        }
    }

    /**
     * What was found, in the order of {@link Kind}; kinds of which there is nothing are left out.
     *
     * @return an unmodifiable list
     */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * How often something was found.
     *
     * @param kind what
     * @return its number, 0 if it was not found
     */
    public long count(Kind kind) {
        return findings.stream()
                .filter(finding -> finding.kind() == kind)
                .mapToLong(Finding::count)
                .sum();
    }

    /** The findings, a line each. */
    @Override
    public String toString() {
        return String.join("\n", findings.stream().map(Finding::toString).toList());
    }
}
