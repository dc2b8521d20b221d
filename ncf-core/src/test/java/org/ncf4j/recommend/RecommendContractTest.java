package org.ncf4j.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.ImplicitAls;
import org.ncf4j.model.ItemItemModel;
import org.ncf4j.model.Model;
import org.ncf4j.model.NeuMf;
import org.ncf4j.model.TableScorer;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;

/**
 * The contract of {@code recommend} over random catalogues, histories and filters: distinct, eligible, finite, sorted, the best
 * there are, exactly min(n, eligible), the same alone or in a batch, from any thread.
 */
class RecommendContractTest {
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void listsAreAsPromised(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int users,
            @ForAll @IntRange(min = 1, max = 70) int items,
            @ForAll @IntRange(min = 1, max = 80) int n) {
        SplittableRandom random = new SplittableRandom(seed);
        // few values, so that many scores are equal
        int values = random.nextBoolean() ? 3 : 1000;
        float[][] table = new float[users][items];
        Interactions.Builder history = Interactions.builder();
        TableScorer scorer = new TableScorer(table);
        history.withUsers(scorer.users()).withItems(scorer.items());
        double density = random.nextInt(4) / 3.0;
        BitSet seen = new BitSet(users * items);
        for (int user = 0; user < users; user++) {
            for (int item = 0; item < items; item++) {
                table[user][item] = (random.nextInt(values) - values / 2) / 7f;
                if (random.nextDouble() < density) {
                    history.add("u" + user, "i" + item);
                    seen.set(user * items + item);
                }
            }
        }
        Set<String> allow = random.nextBoolean() ? null : some(random, items);
        Set<String> deny = random.nextBoolean() ? Set.of() : some(random, items);
        int modulus = 1 + random.nextInt(4);
        Predicate<String> filter = item -> Integer.parseInt(item.substring(1)) % modulus == 0;
        RecommendOptions options = new RecommendOptions(n, random.nextBoolean(), allow, deny, filter);
        Recommender recommender = Recommender.of(scorer, history.build());

        Map<String, List<Recommendation>> batch = new TreeMap<>();
        recommender.withThreads(3).recommendAll(options, batch::put);
        assertEquals(users, batch.size());
        for (int user = 0; user < users; user++) {
            String id = "u" + user;
            List<Recommendation> list = recommender.recommend(id, options);
            assertEquals(list, batch.get(id));
            assertEquals(
                    list,
                    CompletableFuture.supplyAsync(() -> recommender.recommend(id, options))
                            .join());
            check(list, eligible(options, seen, user, items), table[user], n);
        }
    }

    private static Set<String> some(SplittableRandom random, int items) {
        Set<String> ids = new HashSet<>(Set.of("no such item"));
        for (int item = 0; item < items; item++) {
            if (random.nextBoolean()) {
                ids.add("i" + item);
            }
        }
        return ids;
    }

    private static List<Integer> eligible(RecommendOptions options, BitSet seen, int user, int items) {
        Set<String> allow = options.allow();
        return IntStream.range(0, items)
                .filter(item -> options.includeSeen() || !seen.get(user * items + item))
                .filter(item -> allow == null || allow.contains("i" + item))
                .filter(item -> !options.deny().contains("i" + item))
                .filter(item -> options.filter().test("i" + item))
                .boxed()
                .toList();
    }

    private static void check(List<Recommendation> list, List<Integer> eligible, float[] scores, int n) {
        // by score, and of equal ones by index: what sorting all of them gives
        List<Integer> sorted = new ArrayList<>(eligible);
        sorted.sort((a, b) -> scores[a] == scores[b] ? Integer.compare(a, b) : Float.compare(scores[b], scores[a]));
        List<String> expected = sorted.stream().limit(n).map(item -> "i" + item).toList();
        assertEquals(expected, list.stream().map(Recommendation::item).toList());
        assertEquals(Math.min(n, eligible.size()), list.size());
        for (Recommendation recommendation : list) {
            int item = Integer.parseInt(recommendation.item().substring(1));
            assertEquals(scores[item], recommendation.logit());
            assertTrue(recommendation.score() >= 0 && recommendation.score() <= 1);
        }
    }

    /** Real models, and newcomers by their histories. */
    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void listsOfModelsAreAsPromised(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int n) {
        SplittableRandom random = new SplittableRandom(seed);
        Model model = MODELS.get(random.nextInt(MODELS.size()));
        int items = model.items().size();
        Set<String> allow = random.nextBoolean() ? null : some(random, items);
        Set<String> deny = random.nextBoolean() ? Set.of() : some(random, items);
        int modulus = 1 + random.nextInt(4);
        Predicate<String> filter = item -> Integer.parseInt(item.substring(1)) % modulus == 0;
        RecommendOptions options = new RecommendOptions(n, random.nextBoolean(), allow, deny, filter);
        Recommender recommender = Recommender.of(model);
        float[] scores = new float[items];
        for (int user = 0; user < model.users().size(); user++) {
            BitSet seen = new BitSet();
            for (int item : model.seen(user)) {
                seen.set(item);
            }
            model.scoreAll(user, scores);
            check(recommender.recommend(model.users().id(user), options), eligible(options, seen, 0, items), scores, n);
        }
        BitSet history = new BitSet();
        List<String> ids = new ArrayList<>();
        for (int item = 0; item < items; item++) {
            if (random.nextInt(4) == 0) {
                history.set(item);
                ids.add("i" + item);
            }
        }
        Newcomer newcomer = recommender.foldIn(ids);
        if (newcomer.source() == Newcomer.Source.FOLD_IN) {
            model.foldIn(history.stream().toArray()).scoreAll(0, scores);
            check(newcomer.recommend(options), eligible(options, history, 0, items), scores, n);
        }
    }

    private static final List<Model> MODELS = models();

    private static List<Model> models() {
        Interactions.Builder data = Interactions.builder();
        for (int item = 0; item < 33; item++) {
            data.add("u" + item % 7, "i" + item);
            data.add("u" + item % 5, "i" + item);
        }
        Interactions all = data.build();
        TrainingConfig training = TrainingConfig.paper().withEpochs(2).withBatchSize(16);
        int[] offsets = new int[34];
        int[] targets = new int[33];
        float[] weights = new float[33];
        for (int item = 0; item < 33; item++) {
            offsets[item + 1] = item + 1;
            targets[item] = (item + 1) % 33;
            weights[item] = item % 3;
        }
        return List.of(
                ImplicitAls.defaults().withFactors(5).fit(all, 1),
                Trainer.of(NeuMf.defaults().withFactors(3).withLayers(8, 4))
                        .withTraining(training)
                        .train(all)
                        .model(),
                ItemItemModel.of(all, offsets, targets, weights, "{\"a\":1}"));
    }
}
