package org.ncf4j.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ncf4j.data.IdIndex;

/** The list metrics of one evaluation, ready for the items of its scorer. */
final class ListRun {
    /** About so many items of lists are held until they are counted. */
    private static final int HELD_ITEMS = 1 << 22;

    private static final int MOST_HELD_LISTS = 1024;

    private final List<ListMetric.OfList> ofLists = new ArrayList<>();
    private final List<ListMetric.OfCatalogue> ofCatalogue = new ArrayList<>();
    private final List<Supplier<ListMetric.Value>> bound = new ArrayList<>();
    /** The lengths of lists, each once. */
    private final int[] lengths;

    private final Exposure[] exposures;
    private final int items;

    ListRun(List<ListMetric> metrics, IdIndex items) {
        for (ListMetric metric : metrics) {
            if (metric instanceof ListMetric.OfList ofList) {
                ofLists.add(ofList);
                bound.add(ofList.bind(items));
            } else if (metric instanceof ListMetric.OfCatalogue all) {
                ofCatalogue.add(all);
            }
        }
        this.items = items.size();
        lengths = metrics.stream().mapToInt(ListMetric::k).distinct().toArray();
        exposures =
                IntStream.of(lengths).mapToObj(k -> new Exposure(items.size())).toArray(Exposure[]::new);
    }

    List<ListMetric.OfList> ofLists() {
        return ofLists;
    }

    boolean isEmpty() {
        return lengths.length == 0;
    }

    /** How many users are ranked before their lists are counted; the figures do not depend on it. */
    int usersAtOnce(int users) {
        return ofCatalogue.isEmpty()
                ? Math.max(1, users)
                : Math.max(1, Math.min(MOST_HELD_LISTS, HELD_ITEMS / Math.max(1, items)));
    }

    /** A user's list of each length. */
    TopList[] lists(float[] scores, int[] excluded) {
        TopList[] lists = new TopList[lengths.length];
        for (int i = 0; i < lists.length; i++) {
            lists[i] = TopList.of(scores, items, excluded, lengths[i]);
        }
        return lists;
    }

    /** The values of lists, for one thread. */
    List<ListMetric.Value> values() {
        return bound.stream().map(Supplier::get).toList();
    }

    /** That of the lists which a metric is about. */
    TopList listFor(ListMetric metric, TopList[] lists) {
        return lists[place(metric)];
    }

    /** Counts a user's lists, user by user in one order: the sums are then the same on any number of threads. */
    void count(TopList[] lists) {
        if (!ofCatalogue.isEmpty()) {
            for (int i = 0; i < lists.length; i++) {
                exposures[i].add(lists[i]);
            }
        }
    }

    /** A figure of all the lists that were counted. */
    double value(ListMetric.OfCatalogue metric) {
        return metric.value(exposures[place(metric)]);
    }

    private int place(ListMetric metric) {
        int i = 0;
        while (lengths[i] != metric.k()) {
            i++;
        }
        return i;
    }
}
