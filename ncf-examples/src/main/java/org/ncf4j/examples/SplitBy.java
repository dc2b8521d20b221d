package org.ncf4j.examples;

import org.jspecify.annotations.Nullable;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.Split;

/** What decides where an interaction goes; the constants are the words of the command line. */
enum SplitBy {
    last,
    one,
    random,
    row,
    item,
    time,
    newest;

    /** What the data lack for this split, in terms of the option that names it; null for nothing. */
    @Nullable
    String unfit(String option, Interactions data) {
        if (this == last && !data.isOrdered()) {
            return option + " last needs to know which interaction of a user is the last: name a column of times"
                    + " (--columns ..,time=NAME), or say --order oldest or newest";
        }
        if (this == newest && !data.isOrdered()) {
            return option + " newest needs to know the order of a user's interactions: name a column of times"
                    + " (--columns ..,time=NAME), or say --order oldest or newest";
        }
        if (this == time && !data.hasTimes()) {
            return option + " time needs a column of times (--columns ..,time=NAME)";
        }
        return null;
    }

    /** Whether one of each user's is held out, whatever the share. */
    boolean isOneOfEach() {
        return this == last || this == one;
    }

    /** Splits; where one is left out, the shares say no more than whether there is a validation part. */
    Split split(Interactions data, double test, double validation, long seed, Split.Rounding rounding) {
        return switch (this) {
            case last -> Split.leaveLastOut(data, validation > 0);
            case one -> Split.leaveRandomOut(data, validation > 0, seed);
            case random -> Split.random(data, test, validation, seed, rounding);
            case row -> Split.randomOverAll(data, test, validation, seed);
            case item -> Split.byItem(data, test, validation, seed);
            case time -> Split.byTime(data, test, validation);
            case newest -> Split.byTimePerUser(data, test, validation);
        };
    }

    /** The way to hold something out of data of which nothing else is known: the last where there is one. */
    static SplitBy suited(Interactions data) {
        return data.isOrdered() ? last : random;
    }
}
