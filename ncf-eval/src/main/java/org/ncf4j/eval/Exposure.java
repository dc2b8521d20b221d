package org.ncf4j.eval;

import java.util.Arrays;

/** How often the lists of all users hold each item, as an expected value over the orders of ties. Not thread-safe. */
final class Exposure {
    /** Expected number of lists that hold the item. */
    private final double[] lists;
    /** The probability that none does, where each user's ties are broken independently. */
    private final double[] missed;

    Exposure(int items) {
        lists = new double[items];
        missed = new double[items];
        Arrays.fill(missed, 1);
    }

    void add(TopList list) {
        for (int item : list.certain()) {
            lists[item]++;
            missed[item] = 0;
        }
        double share = list.share();
        for (int item : list.tied()) {
            lists[item] += share;
            missed[item] *= 1 - share;
        }
    }

    /** Expected share of the items that are on a list. */
    double coverage() {
        double sum = 0;
        for (double none : missed) {
            sum += 1 - none;
        }
        return sum / missed.length;
    }

    /** Gini index of the expected numbers; 0 where all lists are empty. */
    double gini() {
        double[] sorted = lists.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double weighted = 0;
        double total = 0;
        for (int i = 0; i < n; i++) {
            weighted += (2.0 * (i + 1) - n - 1) * sorted[i];
            total += sorted[i];
        }
        return total == 0 ? 0 : weighted / (n * total);
    }
}
