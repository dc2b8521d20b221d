package org.ncf4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;

/** What a model becomes when interactions come that it does not know, before it is trained on. */
final class Growth {
    private final NcfModel model;
    /** What the model had seen, as seen alone, and new positives; users and items of the model come first. */
    private final Interactions data;

    private Growth(NcfModel model, Interactions data) {
        this.model = model;
        this.data = data;
    }

    static Growth of(NcfModel model, Interactions more) {
        Interactions.Builder all = Interactions.builder()
                .withUsers(union("user", model.users(), more.users()))
                .withItems(union("item", model.items(), more.items()))
                .withDuplicates(Interactions.Duplicates.MAX)
                .withMinRating(1);
        add(all, model.users(), model.items(), model::seen, 0);
        // of what is new, too, what is below its threshold has been seen
        add(all, more.users(), more.items(), more::seen, 0);
        add(all, more.users(), more.items(), more::positives, 1);
        return new Growth(model, all.build());
    }

    private static IdIndex union(String kind, IdIndex first, IdIndex second) {
        List<String> ids = new ArrayList<>(first.ids());
        for (String id : second.ids()) {
            if (first.indexOf(id) < 0) {
                ids.add(id);
            }
        }
        return IdIndex.of(kind, ids);
    }

    private static void add(
            Interactions.Builder all, IdIndex users, IdIndex items, IntFunction<int[]> rows, double rating) {
        for (int user = 0; user < users.size(); user++) {
            for (int item : rows.apply(user)) {
                all.add(users.id(user), items.id(item), rating);
            }
        }
    }

    Interactions data() {
        return data;
    }

    /** The model with new rows and new histories, if it has any, and nothing else. */
    NcfModel grown() {
        return model.like(network(), data.users(), data.items(), SeenItems.of(data));
    }

    /** The model with a row for each new user and item, found from the old ones that they go with. */
    FusionNetwork network() {
        int oldUsers = model.users().size();
        int oldItems = model.items().size();
        FusionNetwork network =
                model.network().withRows(Ids.rows(data.userCount(), oldUsers), Ids.rows(data.itemCount(), oldItems));
        if (data.userCount() > oldUsers) {
            FoldIn users = model.foldInOfUsers();
            for (int user = oldUsers; user < data.userCount(); user++) {
                int[] history = Arrays.stream(data.positives(user))
                        .filter(item -> item < oldItems)
                        .sorted()
                        .toArray();
                network.users().assignRow(user, users.row(history));
            }
        }
        if (data.itemCount() > oldItems) {
            FoldIn items = model.foldInOfItems();
            int[][] buyers = buyers(oldUsers, oldItems);
            for (int item = oldItems; item < data.itemCount(); item++) {
                network.items().assignRow(item, items.row(buyers[item - oldItems]));
            }
        }
        return network;
    }

    /** Old users of each new item, ascending. */
    private int[][] buyers(int oldUsers, int oldItems) {
        int[] counts = new int[data.itemCount() - oldItems];
        for (int user = 0; user < oldUsers; user++) {
            for (int item : data.positives(user)) {
                if (item >= oldItems) {
                    counts[item - oldItems]++;
                }
            }
        }
        int[][] buyers = new int[counts.length][];
        for (int item = 0; item < counts.length; item++) {
            buyers[item] = new int[counts[item]];
        }
        Arrays.fill(counts, 0);
        for (int user = 0; user < oldUsers; user++) {
            for (int item : data.positives(user)) {
                if (item >= oldItems) {
                    buyers[item - oldItems][counts[item - oldItems]++] = user;
                }
            }
        }
        return buyers;
    }
}
