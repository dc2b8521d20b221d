package org.ncf4j.eval.baseline;

import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Hash;

/** Small data for tests of baselines. */
final class SmallData {
    private SmallData() {}

    /** Each user with about a third of the items; the last user and the last item have nothing but a low rating. */
    static Interactions random(int users, int items, long seed) {
        Interactions.Builder builder = Interactions.builder().withMinRating(3);
        for (int user = 0; user < users - 1; user++) {
            for (int item = 0; item < items - 1; item++) {
                double draw = Hash.unit(Hash.bits(seed, 0, user, item));
                // items of one half are liked together, so that there is something to find
                if (item == user % (items - 1) || draw < (item % 2 == user % 2 ? 0.5 : 0.15)) {
                    builder.add("u" + user, "i" + item, 5);
                } else if (draw > 0.97) {
                    builder.add("u" + user, "i" + item, 1);
                }
            }
        }
        return builder.add("last user", "last item", 1).build();
    }

    /** The positives as a dense matrix of 0 and 1. */
    static double[][] dense(Interactions data) {
        double[][] x = new double[data.userCount()][data.itemCount()];
        for (int user = 0; user < x.length; user++) {
            for (int item : data.positives(user)) {
                x[user][item] = 1;
            }
        }
        return x;
    }
}
