package org.ncf4j.examples;

import org.jspecify.annotations.Nullable;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.Split;

/** What decides where an interaction goes; the constants are the words of the command line. */
enum SplitBy {
    last,
    random,
    item,
    time;

    /** What the data lack for this split, in terms of the option that names it; null for nothing. */
    @Nullable
    String unfit(String option, Interactions data) {
        if (this == last && !data.isOrdered()) {
            return option + " last needs to know which interaction of a user is the last: name a column of times"
                    + " (--columns ..,time=NAME), or say --order oldest or newest";
        }
        if (this == time && !data.hasTimes()) {
            return option + " time needs a column of times (--columns ..,time=NAME)";
        }
        return null;
    }

    /** Splits; where the last is left out, the shares say no more than whether there is a validation part. */
    Split split(Interactions data, double test, double validation, long seed) {
        return switch (this) {
            case last -> Split.leaveLastOut(data, validation > 0);
            case random -> Split.random(data, test, validation, seed);
            case item -> Split.byItem(data, test, validation, seed);
            case time -> Split.byTime(data, test, validation);
        };
    }

    /** The way to hold something out of data of which nothing else is known: the last where there is one. */
    static SplitBy suited(Interactions data) {
        return data.isOrdered() ? last : random;
    }
}
