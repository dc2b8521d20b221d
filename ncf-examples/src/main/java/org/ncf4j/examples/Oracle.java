package org.ncf4j.examples;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.SimulatedShop;
import org.ncf4j.model.Scorer;

/**
 * Knows a simulated shop by the ids of its users and items. As a scorer it is the best there can be: no model ranks better
 * than the shop's own probabilities do.
 */
record Oracle(SimulatedShop shop) implements Scorer {
    @Override
    public IdIndex users() {
        return shop.users();
    }

    @Override
    public IdIndex items() {
        return shop.items();
    }

    @Override
    public void scoreAll(int user, float[] scores) {
        for (int item = 0; item < shop.items().size(); item++) {
            scores[item] = (float) shop.logit(user, item);
        }
    }

    @Override
    public void score(int user, int[] items, float[] scores) {
        for (int place = 0; place < items.length; place++) {
            scores[place] = (float) shop.logit(user, items[place]);
        }
    }

    /**
     * How often a user comes to want an item in the time in which users buy as much as they bought on average. Of the items
     * that he does not have, the next one he takes is drawn in proportion to it.
     */
    double rate(String user, String item) {
        return rate(shop.logit(shop.users().require(user), shop.items().require(item)));
    }

    /** The rate of which a logit is the log odds: {@code p = 1 - exp(-rate)}. */
    static double rate(double logit) {
        return logit > 40 ? logit : StrictMath.log1p(StrictMath.exp(logit));
    }

    double price(String item) {
        return shop.price(shop.items().require(item));
    }

    int category(String item) {
        return shop.category(shop.items().require(item));
    }

    String name(String item) {
        return shop.itemName(shop.items().require(item));
    }

    /** Names with prices, on a line. */
    String describe(List<String> items) {
        return items.stream()
                .map(item -> String.format(Locale.ROOT, "%s %.2f", name(item), price(item)))
                .collect(Collectors.joining(", "));
    }

    /** What a user has, in the order of the interactions. */
    static List<String> ids(Interactions part, String user) {
        return IntStream.of(part.positives(part.users().require(user)))
                .mapToObj(part.items()::id)
                .toList();
    }
}
