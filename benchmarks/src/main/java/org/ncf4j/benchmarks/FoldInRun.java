package org.ncf4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import org.ncf4j.eval.baseline.Ease;
import org.ncf4j.model.Gmf;
import org.ncf4j.model.ImplicitAls;
import org.ncf4j.model.Mf;
import org.ncf4j.model.Mlp;
import org.ncf4j.model.Model;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.Trainer;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;

/**
 * How good recommendations for users are who were not in training, and how long they take. A fifth of each user's items is held
 * out; every tenth user is left out of the training of one model and folded in by the rest of his items, and is in the training
 * of another. NDCG@10 of these users is compared, which is a mean over them. The time is that of fold-in and ten
 * recommendations together, for histories of at most 20 items, on one thread.
 *
 * <pre>
 * java --add-modules=jdk.incubator.vector -cp benchmarks/target/benchmarks.jar org.ncf4j.benchmarks.FoldInRun FILE MODEL..
 * </pre>
 *
 * where FILE has rows of user, tab, item and models are default (that of {@link Trainer#defaults}), ials, ease, mf, gmf, mlp and
 * neumf.
 */
public final class FoldInRun {
    private static final int EVERY = 10;
    private static final int LIST = 10;
    private static final int SHORT = 20;
    private static final int WARM_UP = 2000;

    private FoldInRun() {}

    /**
     * Runs it.
     *
     * @param arguments the file and the models
     * @throws IOException if the file cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Interactions all = new InteractionReader().read(Path.of(arguments[0]));
        System.out.println(all);
        Held held = Held.of(all);
        System.out.printf(
                "%-8s %9s %9s %7s   %s%n", "model", "trained", "folded in", "ratio", "fold-in and top 10, ms");
        for (String name : Arrays.asList(arguments).subList(1, arguments.length)) {
            Recommender with = Recommender.of(fit(name, held.train));
            Recommender without = Recommender.of(fit(name, held.trainWithout));
            double trained = 0;
            double folded = 0;
            for (int i = 0; i < held.users.size(); i++) {
                Set<String> relevant = held.tests.get(i);
                trained += ndcg(with.recommend(held.users.get(i), LIST), relevant);
                folded += ndcg(without.foldIn(held.histories.get(i)).recommend(LIST), relevant);
            }
            int count = held.users.size();
            System.out.printf(
                    Locale.ROOT,
                    "%-8s %9.4f %9.4f %6.1f%%   %s%n",
                    name,
                    trained / count,
                    folded / count,
                    100 * folded / trained,
                    times(without, held));
        }
    }

    private static Model fit(String name, Interactions train) {
        return switch (name) {
            case "default" -> Trainer.defaults().train(train).model();
            case "ials" ->
                ImplicitAls.defaults().fit(train, Runtime.getRuntime().availableProcessors());
            case "ease" -> Ease.defaults().fit(train);
            case "mf" -> Trainer.of(Mf.defaults()).train(train).model();
            case "gmf" -> Trainer.of(Gmf.defaults()).train(train).model();
            case "mlp" -> Trainer.of(Mlp.defaults()).train(train).model();
            case "neumf" -> Trainer.of(NeuMf.defaults()).train(train).model();
            default -> throw new IllegalArgumentException("unknown model " + name);
        };
    }

    private static double ndcg(List<Recommendation> list, Set<String> relevant) {
        double gain = 0;
        double best = 0;
        for (int rank = 0; rank < LIST; rank++) {
            double discount = Math.log(2) / Math.log(rank + 2);
            gain += rank < list.size() && relevant.contains(list.get(rank).item()) ? discount : 0;
            best += rank < relevant.size() ? discount : 0;
        }
        return gain / best;
    }

    private static String times(Recommender recommender, Held held) {
        List<List<String>> histories = held.histories.stream()
                .map(history -> history.subList(0, Math.min(SHORT, history.size())))
                .toList();
        double kept = 0;
        long[] nanos = new long[WARM_UP];
        for (int i = -WARM_UP; i < nanos.length; i++) {
            List<String> history = histories.get(Math.floorMod(i, histories.size()));
            long begun = System.nanoTime();
            kept += recommender.foldIn(history).recommend(LIST).get(0).logit();
            if (i >= 0) {
                nanos[i] = System.nanoTime() - begun;
            }
        }
        Arrays.sort(nanos);
        return String.format(
                Locale.ROOT,
                "p50 %.2f, p99 %.2f%s",
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 99 / 100] / 1e6,
                Double.isNaN(kept) ? " (NaN)" : "");
    }

    /** Who is left out, and what is held out of each. */
    private static final class Held {
        private final Interactions train;
        private final Interactions trainWithout;
        private final List<String> users = new ArrayList<>();
        private final List<List<String>> histories = new ArrayList<>();
        private final List<Set<String>> tests = new ArrayList<>();

        private Held(Interactions train, Interactions trainWithout) {
            this.train = train;
            this.trainWithout = trainWithout;
        }

        static Held of(Interactions all) {
            Interactions.Builder train = Interactions.builder().withItems(all.items());
            Interactions.Builder without = Interactions.builder().withItems(all.items());
            List<Integer> leftOut = new ArrayList<>();
            List<List<String>> kept = new ArrayList<>();
            List<Set<String>> held = new ArrayList<>();
            IdIndex items = all.items();
            for (int user = 0; user < all.userCount(); user++) {
                SplittableRandom random = new SplittableRandom(user);
                List<String> history = new ArrayList<>();
                Set<String> test = new HashSet<>();
                for (int item : all.positives(user)) {
                    if (random.nextInt(5) == 0) {
                        test.add(items.id(item));
                    } else {
                        history.add(items.id(item));
                    }
                }
                boolean out = user % EVERY == 0 && !test.isEmpty() && !history.isEmpty();
                for (String item : history) {
                    train.add(all.users().id(user), item);
                    if (!out) {
                        without.add(all.users().id(user), item);
                    }
                }
                if (out) {
                    leftOut.add(user);
                    kept.add(history);
                    held.add(test);
                }
            }
            Held result = new Held(train.build(), without.build());
            leftOut.forEach(user -> result.users.add(all.users().id(user)));
            result.histories.addAll(kept);
            result.tests.addAll(held);
            return result;
        }
    }
}
