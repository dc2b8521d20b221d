package org.ncf4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ncf4j.internal.Hash;

/**
 * A partition of positives into a part to train on, a part to choose by (validation, perhaps empty) and a part to judge by
 * (test). All three address users and items by the same indices. Ratings, times and order are carried over.
 *
 * <p>What a user has <em>seen</em> in the training part are the training positives and all items rated below the
 * threshold; items of the other parts are not seen there, so that they may be recommended. What is seen in the validation
 * and test parts are their own positives alone: what is below the threshold belongs to the history.
 *
 * <p>Every draw is a hash of the seed and of who is drawn for, so that a split of each user's positives does not
 * depend on the other users.
 *
 * @param train the part to train on
 * @param validation the part to choose by; has no positives if none was asked for
 * @param test the part to judge by
 */
public record Split(Interactions train, Interactions validation, Interactions test) {
    private static final byte TRAIN = 0;
    private static final byte VALIDATION = 1;
    private static final byte TEST = 2;

    // Keys of draws that are not one user's or one item's; those are numbered from 0.
    private static final long OVER_ALL = -1;
    private static final long WHOLE_USERS = -2;
    private static final long FIRST_OF_FOLDS = -3;

    /**
     * Checks that the parts belong together.
     *
     * @param train the part to train on
     * @param validation the part to choose by
     * @param test the part to judge by
     * @throws IllegalArgumentException if they do not have the same users and items
     */
    public Split {
        checkSame(train.users(), validation.users(), test.users());
        checkSame(train.items(), validation.items(), test.items());
    }

    /** How the share of a part becomes a whole number of positives. */
    public enum Rounding {
        /** To the nearest, halves up: the default. */
        HALF_UP,
        /**
         * Down, and what is left over is trained on, as RecBole does; the shares 0.1 and 0.1 are its 8:1:1. (RecBole gives a
         * user with fewer positives than 1 / share one for the part all the same, as long as another is left; here such a
         * user has none in it. With ten positives and tenths there is no difference.) A product within 1e-9 below a whole
         * number counts as that.
         */
        DOWN
    }

    /**
     * A split by users, for models that can take in users after training ("strong generalisation": Marlin, Collaborative
     * Filtering: A Machine Learning Perspective, 2004; Liang et al., WWW 2018). No positive of a held-out user is trained on.
     * Part of them is the history that the model may use for that user, the rest is what it is judged by:
     * {@code evaluator.evaluate(scorer, test.history(), test.heldOut())}.
     *
     * @param train the positives of the other users
     * @param validation the users to choose by
     * @param test the users to judge by
     */
    public record Users(Interactions train, FoldIn validation, FoldIn test) {
        /**
         * Checks that the parts belong together.
         *
         * @param train the positives of the other users
         * @param validation the users to choose by
         * @param test the users to judge by
         * @throws IllegalArgumentException if they do not have the same users and items
         */
        public Users {
            checkSame(
                    train.users(), validation.heldOut().users(), test.heldOut().users());
            checkSame(
                    train.items(), validation.heldOut().items(), test.heldOut().items());
        }
    }

    /**
     * The positives of users who are not trained on.
     *
     * @param history what a model may know of them
     * @param heldOut what it is judged by
     */
    public record FoldIn(Interactions history, Interactions heldOut) {
        /**
         * Checks that the two belong together.
         *
         * @param history what a model may know of the users
         * @param heldOut what it is judged by
         * @throws IllegalArgumentException if they do not have the same users and items
         */
        public FoldIn {
            checkSame(history.users(), heldOut.users(), heldOut.users());
            checkSame(history.items(), heldOut.items(), heldOut.items());
        }
    }

    /**
     * The same over labelled pairs.
     *
     * @param train the rows to train on
     * @param validation the rows to choose by, perhaps none
     * @param test the rows to judge by
     */
    public record Labeled(LabeledPairs train, LabeledPairs validation, LabeledPairs test) {
        /**
         * Checks that the parts belong together.
         *
         * @param train the rows to train on
         * @param validation the rows to choose by
         * @param test the rows to judge by
         * @throws IllegalArgumentException if they do not have the same users and items
         */
        public Labeled {
            checkSame(train.users(), validation.users(), test.users());
            checkSame(train.items(), validation.items(), test.items());
        }
    }

    private static void checkSame(IdIndex train, IdIndex validation, IdIndex test) {
        if (!train.equals(validation) || !train.equals(test)) {
            throw new IllegalArgumentException("the parts of a split must have the same users and items: train has "
                    + train + ", validation " + validation + ", test " + test);
        }
    }

    /**
     * Draws from each user's positives at random. Of n positives {@code round(n * test)} go to test and
     * {@code round(n * validation)} to validation (halves are rounded up), as long as one is left to train on: where the
     * two would take all, first validation and then test gets less.
     *
     * @param data the positives to split
     * @param test the share of the test part, in [0, 1)
     * @param validation the share of the validation part, in [0, 1); with test below 1
     * @param seed the seed
     * @return the split
     * @throws IllegalArgumentException if a share is out of range
     */
    public static Split random(Interactions data, double test, double validation, long seed) {
        return random(data, test, validation, seed, Rounding.HALF_UP);
    }

    /**
     * The same with a choice of rounding.
     *
     * @param data the positives to split
     * @param test the share of the test part, in [0, 1)
     * @param validation the share of the validation part, in [0, 1); with test below 1
     * @param seed the seed
     * @param rounding how a share of a user's positives becomes a whole number
     * @return the split
     * @throws IllegalArgumentException if a share is out of range
     */
    public static Split random(Interactions data, double test, double validation, long seed, Rounding rounding) {
        checkShares(test, validation);
        byte[] parts = new byte[data.size()];
        for (int u = 0; u < data.userCount(); u++) {
            int[] places = range(data.offset(u), data.offset(u + 1));
            int tests = rounded(places.length, test, rounding);
            int validations = rounded(places.length, validation, rounding);
            draw(places, tests, validations, Hash.key(seed, Hash.SPLIT, u), parts);
        }
        return of(data, parts);
    }

    /**
     * Draws from all positives at random, whoever's they are: of n positives {@code round(n * test)} go to test and
     * {@code round(n * validation)} to validation. A user or an item may be left without one to train on.
     *
     * @param data the positives to split
     * @param test the share of the test part, in [0, 1)
     * @param validation the share of the validation part, in [0, 1); with test below 1
     * @param seed the seed
     * @return the split
     * @throws IllegalArgumentException if a share is out of range
     */
    public static Split randomOverAll(Interactions data, double test, double validation, long seed) {
        checkShares(test, validation);
        byte[] parts = new byte[data.size()];
        draw(range(0, data.size()), test, validation, Hash.key(seed, Hash.SPLIT, OVER_ALL), parts);
        return of(data, parts);
    }

    /**
     * Cuts each user's positives by age: the newest {@code round(n * test)} of a user's n are the test part, the
     * {@code round(n * validation)} before them the validation part, as long as one is left to train on.
     *
     * @param data the positives to split, ordered
     * @param test the share of the test part, in [0, 1)
     * @param validation the share of the validation part, in [0, 1); with test below 1
     * @return the split
     * @throws IllegalArgumentException if a share is out of range or the data is not ordered
     */
    public static Split byTimePerUser(Interactions data, double test, double validation) {
        checkShares(test, validation);
        if (!data.isOrdered()) {
            throw new IllegalArgumentException(
                    "a split by time of each user needs data in order (times, or a stated order)");
        }
        byte[] parts = new byte[data.size()];
        for (int u = 0; u < data.userCount(); u++) {
            int spare = Math.max(0, data.positiveCount(u) - 1);
            int tests = Math.min(rounded(data.positiveCount(u), test), spare);
            int validations = Math.min(rounded(data.positiveCount(u), validation), spare - tests);
            int end = data.offset(u + 1);
            Arrays.fill(parts, end - tests, end, TEST);
            Arrays.fill(parts, end - tests - validations, end - tests, VALIDATION);
        }
        return of(data, parts);
    }

    /**
     * Cross-validation: as many splits as there are folds, each of which judges by another fold. Each user's positives are
     * dealt to the folds in random order, the first of them to a random fold, so that every positive is in the test part of
     * exactly one split; but a user's only positive always stays in the training part. From the rest of each user's
     * positives validation is drawn as {@link #random(Interactions, double, double, long)} does.
     *
     * @param data the positives to split
     * @param folds the number of folds, at least 2
     * @param validation the share of the validation part in what is not of the fold, in [0, 1)
     * @param seed the seed
     * @return the splits
     * @throws IllegalArgumentException if folds is below 2 or the share is out of range
     */
    public static List<Split> kFold(Interactions data, int folds, double validation, long seed) {
        if (folds < 2) {
            throw new IllegalArgumentException("folds must be at least 2: " + folds);
        }
        checkShares(0, validation);
        int[] foldOf = new int[data.size()];
        int[][] shuffled = new int[data.userCount()][];
        for (int u = 0; u < data.userCount(); u++) {
            long key = Hash.key(seed, Hash.SPLIT, FIRST_OF_FOLDS - u);
            int[] places = range(data.offset(u), data.offset(u + 1));
            shuffle(places, places.length, key);
            int first = Hash.bounded(Hash.bits(key, places.length), folds);
            for (int k = 0; k < places.length; k++) {
                foldOf[places[k]] = places.length == 1 ? -1 : (first + k) % folds;
            }
            shuffled[u] = places;
        }
        List<Split> splits = new ArrayList<>();
        for (int f = 0; f < folds; f++) {
            int fold = f;
            byte[] parts = new byte[data.size()];
            for (int u = 0; u < data.userCount(); u++) {
                int[] rest = Arrays.stream(shuffled[u])
                        .filter(place -> foldOf[place] != fold)
                        .toArray();
                int validations = Math.min(rounded(rest.length, validation), Math.max(0, rest.length - 1));
                for (int place : shuffled[u]) {
                    parts[place] = foldOf[place] == fold ? TEST : TRAIN;
                }
                for (int k = 0; k < validations; k++) {
                    // another start in each fold, so that folds differ in validation, too
                    parts[rest[(k + fold) % rest.length]] = VALIDATION;
                }
            }
            splits.add(of(data, parts));
        }
        return List.copyOf(splits);
    }

    /**
     * Holds out whole users: of the n users with at least two positives {@code round(n * test)}, drawn at random, are judged
     * by and {@code round(n * validation)} are chosen by. Of a held-out user's m positives {@code round(m * heldOut)} are
     * drawn, but at least one, and at least one stays in the history, with what is rated below the threshold. A user with
     * one positive is trained on.
     *
     * @param data the positives to split
     * @param test the share of the users to judge by, in [0, 1)
     * @param validation the share of the users to choose by, in [0, 1); with test below 1
     * @param heldOut the share of a held-out user's positives that are judged by, in (0, 1); the paper on variational
     *     autoencoders has 0.2
     * @param seed the seed
     * @return the split; all parts have the users and items of the data
     * @throws IllegalArgumentException if a share is out of range
     */
    public static Users heldOutUsers(Interactions data, double test, double validation, double heldOut, long seed) {
        checkShares(test, validation);
        if (!(heldOut > 0 && heldOut < 1)) {
            throw new IllegalArgumentException("heldOut must be a share in (0, 1): " + heldOut);
        }
        int[] able = IntStream.range(0, data.userCount())
                .filter(u -> data.positiveCount(u) >= 2)
                .toArray();
        byte[] partOfUser = new byte[data.userCount()];
        draw(able, test, validation, Hash.key(seed, Hash.SPLIT, WHOLE_USERS), partOfUser);
        byte[] parts = new byte[data.size()];
        int[] userOf = new int[data.size()];
        for (int u = 0; u < data.userCount(); u++) {
            Arrays.fill(userOf, data.offset(u), data.offset(u + 1), u);
            if (partOfUser[u] != TRAIN) {
                int[] places = range(data.offset(u), data.offset(u + 1));
                int held = Math.max(1, rounded(places.length, heldOut));
                draw(places, held, 0, Hash.key(seed, Hash.SPLIT, u), parts);
            }
        }
        return new Users(
                data.select(place -> partOfUser[userOf[place]] == TRAIN, u -> partOfUser[u] == TRAIN),
                foldIn(data, parts, partOfUser, userOf, VALIDATION),
                foldIn(data, parts, partOfUser, userOf, TEST));
    }

    private static FoldIn foldIn(Interactions data, byte[] parts, byte[] partOfUser, int[] userOf, byte part) {
        return new FoldIn(
                data.select(
                        place -> partOfUser[userOf[place]] == part && parts[place] == TRAIN,
                        u -> partOfUser[u] == part),
                data.select(place -> partOfUser[userOf[place]] == part && parts[place] == TEST, u -> false));
    }

    /**
     * Draws from each item's positives at random, with shares rounded as {@link #random(Interactions, double, double,
     * long)} does, so that every item with a positive keeps one to train on. A user may be left without.
     *
     * @param data the positives to split
     * @param test the share of the test part, in [0, 1)
     * @param validation the share of the validation part, in [0, 1); with test below 1
     * @param seed the seed
     * @return the split
     * @throws IllegalArgumentException if a share is out of range
     */
    public static Split byItem(Interactions data, double test, double validation, long seed) {
        checkShares(test, validation);
        int[] items = new int[data.size()];
        Arrays.setAll(items, data::item);
        Grouping byItem = Grouping.by(items, items.length, data.itemCount());
        byte[] parts = new byte[data.size()];
        for (int i = 0; i < data.itemCount(); i++) {
            int[] places = Arrays.copyOfRange(byItem.rows(), byItem.offsets()[i], byItem.offsets()[i + 1]);
            draw(places, test, validation, Hash.key(seed, Hash.SPLIT, i), parts);
        }
        return of(data, parts);
    }

    /**
     * Cuts at one time for all: of n positives the newest {@code round(n * test)} are the test part, the
     * {@code round(n * validation)} before them the validation part. Positives of the same time are cut apart where need
     * be, by user index and then by their order.
     *
     * @param data the positives to split, with times
     * @param test the share of the test part, in [0, 1)
     * @param validation the share of the validation part, in [0, 1); with test below 1
     * @return the split
     * @throws IllegalArgumentException if a share is out of range or the data has no times
     */
    public static Split byTime(Interactions data, double test, double validation) {
        checkShares(test, validation);
        if (!data.hasTimes()) {
            throw new IllegalArgumentException("a split by time needs data with times (a time column)");
        }
        int n = data.size();
        int tests = Math.min(rounded(n, test), Math.max(0, n - 1));
        int validations = Math.min(rounded(n, validation), Math.max(0, n - 1 - tests));
        long[] times = new long[n];
        Arrays.setAll(times, data::time);
        Arrays.sort(times);
        byte[] parts = new byte[n];
        assignFrom(data, parts, TEST, times, n - tests);
        assignFrom(data, parts, VALIDATION, times, n - tests - validations);
        return of(data, parts);
    }

    /** Of the places, oldest first, those from a rank on that are not yet given away go to a part. */
    private static void assignFrom(Interactions data, byte[] parts, byte part, long[] sortedTimes, int rank) {
        if (rank == sortedTimes.length) {
            return;
        }
        long cut = sortedTimes[rank];
        // among those of exactly this time, the first ones belong below the cut
        int below = rank;
        while (below > 0 && sortedTimes[below - 1] == cut) {
            below--;
        }
        int skip = rank - below;
        for (int p = 0; p < parts.length; p++) {
            if (data.time(p) == cut && skip > 0) {
                skip--;
            } else if (data.time(p) >= cut && parts[p] == TRAIN) {
                parts[p] = part;
            }
        }
    }

    /**
     * Takes each user's last positive for the test part and, if asked, the last but one for the validation part. A user
     * with fewer than two (with validation three) positives stays whole in the training part.
     *
     * @param data the positives to split, ordered
     * @param validation whether there is a validation part
     * @return the split
     * @throws IllegalArgumentException if the data is not ordered; the message says how to state the order
     */
    public static Split leaveLastOut(Interactions data, boolean validation) {
        if (!data.isOrdered()) {
            throw new IllegalArgumentException(
                    "leaving the last one out needs data in order, but these interactions have"
                            + " neither times nor a stated order: give a time column, or say which way the input runs"
                            + " (Interactions.Order.OLDEST_FIRST or NEWEST_FIRST; --order oldest|newest on the command line),"
                            + " or leave one out at random");
        }
        byte[] parts = new byte[data.size()];
        for (int u = 0; u < data.userCount(); u++) {
            if (data.positiveCount(u) >= (validation ? 3 : 2)) {
                int last = data.offset(u + 1) - 1;
                parts[last] = TEST;
                if (validation) {
                    parts[last - 1] = VALIDATION;
                }
            }
        }
        return of(data, parts);
    }

    /**
     * Takes one of each user's positives at random for the test part and, if asked, another for the validation part. A user
     * with fewer than two (with validation three) positives stays whole in the training part.
     *
     * @param data the positives to split
     * @param validation whether there is a validation part
     * @param seed the seed
     * @return the split
     */
    public static Split leaveRandomOut(Interactions data, boolean validation, long seed) {
        byte[] parts = new byte[data.size()];
        for (int u = 0; u < data.userCount(); u++) {
            if (data.positiveCount(u) >= (validation ? 3 : 2)) {
                int[] places = range(data.offset(u), data.offset(u + 1));
                draw(places, 1, validation ? 1 : 0, Hash.key(seed, Hash.SPLIT, u), parts);
            }
        }
        return of(data, parts);
    }

    /**
     * Draws from each user's rows at random, from positives and negatives apart, with shares rounded as
     * {@link #random(Interactions, double, double, long)} does.
     *
     * @param data the rows to split
     * @param test the share of the test part, in [0, 1)
     * @param validation the share of the validation part, in [0, 1); with test below 1
     * @param seed the seed
     * @return the split; rows keep their order
     * @throws IllegalArgumentException if a share is out of range
     */
    public static Labeled random(LabeledPairs data, double test, double validation, long seed) {
        checkShares(test, validation);
        byte[] parts = new byte[data.size()];
        Grouping byUser = data.byUser();
        for (int u = 0; u < data.users().size(); u++) {
            for (boolean label : new boolean[] {true, false}) {
                long key = Hash.key(seed, Hash.SPLIT, 2L * u + (label ? 1 : 0));
                draw(rows(data, byUser, u, label), test, validation, key, parts);
            }
        }
        return of(data, parts);
    }

    /**
     * Takes each user's last positive row for the test part and with it the last negative row, and if asked the last but
     * one of each for the validation part. A user's positives (or negatives) that are fewer than two (with validation
     * three) stay in the training part.
     *
     * @param data the rows to split, each user's oldest first
     * @param validation whether there is a validation part
     * @return the split; rows keep their order
     */
    public static Labeled leaveLastOut(LabeledPairs data, boolean validation) {
        byte[] parts = new byte[data.size()];
        Grouping byUser = data.byUser();
        for (int u = 0; u < data.users().size(); u++) {
            for (boolean label : new boolean[] {true, false}) {
                int[] rows = rows(data, byUser, u, label);
                if (rows.length >= (validation ? 3 : 2)) {
                    parts[rows[rows.length - 1]] = TEST;
                    if (validation) {
                        parts[rows[rows.length - 2]] = VALIDATION;
                    }
                }
            }
        }
        return of(data, parts);
    }

    private static void checkShares(double test, double validation) {
        if (!(test >= 0 && test < 1)) {
            throw new IllegalArgumentException("test must be a share in [0, 1): " + test);
        }
        if (!(validation >= 0 && validation < 1)) {
            throw new IllegalArgumentException("validation must be a share in [0, 1): " + validation);
        }
        if (!(test + validation < 1)) {
            throw new IllegalArgumentException(
                    "test and validation must leave something to train on: " + test + " + " + validation);
        }
    }

    private static int[] range(int from, int to) {
        int[] places = new int[to - from];
        Arrays.setAll(places, k -> from + k);
        return places;
    }

    private static int[] rows(LabeledPairs data, Grouping byUser, int user, boolean label) {
        return Arrays.stream(byUser.rows(), byUser.offsets()[user], byUser.offsets()[user + 1])
                .filter(row -> data.label(row) == label)
                .toArray();
    }

    private static int rounded(int n, double share, Rounding rounding) {
        return rounding == Rounding.DOWN ? (int) Math.floor(n * share + 1e-9) : rounded(n, share);
    }

    private static int rounded(int n, double share) {
        return (int) Math.floor(n * share + 0.5);
    }

    /** Gives shares of some places to test and validation, at least one stays; changes the order of the places. */
    private static void draw(int[] places, double test, double validation, long key, byte[] parts) {
        draw(places, rounded(places.length, test), rounded(places.length, validation), key, parts);
    }

    private static void draw(int[] places, int tests, int validations, long key, byte[] parts) {
        int spare = Math.max(0, places.length - 1);
        int lastTest = Math.min(tests, spare);
        int lastValidation = Math.min(tests + validations, spare);
        shuffle(places, lastValidation, key);
        for (int k = 0; k < lastValidation; k++) {
            parts[places[k]] = k < lastTest ? TEST : VALIDATION;
        }
    }

    /** The first steps of a Fisher-Yates shuffle: so many places, drawn at random, come first. */
    private static void shuffle(int[] places, int steps, long key) {
        for (int k = 0; k < steps; k++) {
            int other = k + Hash.bounded(Hash.bits(key, k), places.length - k);
            int place = places[other];
            places[other] = places[k];
            places[k] = place;
        }
    }

    private static Split of(Interactions data, byte[] parts) {
        return new Split(
                data.select(place -> parts[place] == TRAIN, true),
                data.select(place -> parts[place] == VALIDATION, false),
                data.select(place -> parts[place] == TEST, false));
    }

    private static Labeled of(LabeledPairs data, byte[] parts) {
        return new Labeled(
                data.select(row -> parts[row] == TRAIN),
                data.select(row -> parts[row] == VALIDATION),
                data.select(row -> parts[row] == TEST));
    }
}
