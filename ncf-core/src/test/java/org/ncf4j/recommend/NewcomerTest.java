package org.ncf4j.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.ImplicitAls;
import org.ncf4j.model.ItemItemModel;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.TableScorer;

/** Recommendations for people the model has never seen, and the chain of what they are made from. */
class NewcomerTest {
    /** Two crowds: even users have even items, odd users odd ones; everybody has item 0, three have item 2. */
    private static final Interactions DATA = data();

    private static final NcfModel MODEL = ImplicitAls.defaults().withFactors(4).fit(DATA, 1);
    private static final Recommender RECOMMENDER = Recommender.of(MODEL);

    private static Interactions data() {
        Interactions.Builder builder = Interactions.builder();
        for (int user = 0; user < 20; user++) {
            builder.add("u" + user, "i0");
            for (int item = 1; item < 12; item++) {
                if (item % 2 == user % 2 && (item + user) % 3 != 0) {
                    builder.add("u" + user, "i" + item);
                }
            }
        }
        return builder.build();
    }

    private static List<String> items(List<Recommendation> list) {
        return list.stream().map(Recommendation::item).toList();
    }

    @Test
    void historyTellsWhatHeLikes() {
        Newcomer newcomer = RECOMMENDER.foldIn(List.of("i3", "i7", "i3"));
        assertEquals(Newcomer.Source.FOLD_IN, newcomer.source());
        assertEquals(List.of(), newcomer.unknownItems());
        List<String> odd = items(newcomer.recommend(4));
        assertEquals(4, odd.size());
        for (String item : odd) {
            assertTrue(Set.of("i0", "i1", "i5", "i9", "i11").contains(item), odd.toString());
        }
        assertNotEquals(odd, items(RECOMMENDER.foldIn(List.of("i2", "i8")).recommend(4)));
    }

    @Test
    void hisItemsAreLeftOutUnlessAskedFor() {
        Newcomer newcomer = RECOMMENDER.foldIn(List.of("i3", "i7"));
        int all = MODEL.items().size();
        List<String> others = items(newcomer.recommend(all));
        assertEquals(all - 2, others.size());
        assertTrue(!others.contains("i3") && !others.contains("i7"));
        assertEquals(
                all, newcomer.recommend(RecommendOptions.top(99).withSeen()).size());
        assertEquals(
                List.of("i0"), items(newcomer.recommend(RecommendOptions.top(5).withAllow(Set.of("i0", "i3")))));
        assertThrows(IllegalArgumentException.class, () -> newcomer.recommend(0));
    }

    @Test
    void whatIsNotKnownIsNamed() {
        Newcomer newcomer = RECOMMENDER.foldIn(List.of("x", "i3", "y", "x"));
        assertEquals(List.of("x", "y"), newcomer.unknownItems());
        assertEquals(Newcomer.Source.FOLD_IN, newcomer.source());
        assertEquals(RECOMMENDER.foldIn(List.of("i3")).recommend(5), newcomer.recommend(5));
    }

    @Test
    void withoutAHistoryThatTellsItIsPopularity() {
        for (List<String> history : List.of(List.<String>of(), List.of("x"))) {
            Newcomer newcomer = RECOMMENDER.foldIn(history);
            assertEquals(Newcomer.Source.POPULARITY, newcomer.source());
            List<Recommendation> list = newcomer.recommend(3);
            assertEquals("i0", list.get(0).item());
            // 20 of 20 users have it
            assertEquals(Math.log(20.5 / .5), list.get(0).logit(), 1e-6);
            assertEquals(20.5 / 21, list.get(0).score(), 1e-6);
        }
    }

    @Test
    void aSegmentComesBeforeAll() {
        List<String> odd =
                IntStream.range(0, 10).mapToObj(i -> "u" + (2 * i + 1)).toList();
        List<String> asked = new ArrayList<>(odd);
        asked.add("nobody");
        asked.add("u1");
        Newcomer newcomer = RECOMMENDER.foldIn(List.of(), asked);
        assertEquals(Newcomer.Source.SEGMENT_POPULARITY, newcomer.source());
        List<Recommendation> list = newcomer.recommend(2);
        assertEquals("i0", list.get(0).item());
        assertEquals(Math.log(10.5 / .5), list.get(0).logit(), 1e-6);
        assertEquals(1, Integer.parseInt(list.get(1).item().substring(1)) % 2, list.toString());
        // what he has comes first, and nobody known is no segment
        assertEquals(
                Newcomer.Source.FOLD_IN, RECOMMENDER.foldIn(List.of("i3"), odd).source());
        assertEquals(
                Newcomer.Source.POPULARITY,
                RECOMMENDER.foldIn(List.of("x"), List.of("nobody")).source());
    }

    @Test
    void aScorerThatIsNoModelHasPopularity() {
        float[][] table = new float[DATA.userCount()][DATA.itemCount()];
        TableScorer scorer = new TableScorer(table);
        Interactions history = Interactions.builder()
                .withUsers(scorer.users())
                .withItems(scorer.items())
                .add("u1", "i4")
                .build();
        Newcomer newcomer = Recommender.of(scorer, history).foldIn(List.of("i0"));
        assertEquals(Newcomer.Source.POPULARITY, newcomer.source());
        assertEquals(List.of("i4", "i1"), items(newcomer.recommend(2)));
    }

    @Test
    void anItemItemModelGoesByWeightsWhereThereAreSome() {
        Interactions data = Interactions.builder()
                .add("ann", "tea")
                .add("ann", "honey")
                .add("bob", "pot")
                .build();
        Recommender recommender = Recommender.of(
                ItemItemModel.of(data, new int[] {0, 1, 2, 2}, new int[] {1, 0}, new float[] {2, 1}, "{\"a\":1}"));
        assertEquals(Newcomer.Source.FOLD_IN, recommender.foldIn(List.of("tea")).source());
        assertEquals(
                "honey", recommender.foldIn(List.of("tea")).recommend(1).get(0).item());
        // from the pot no weight leads anywhere
        assertEquals(
                Newcomer.Source.POPULARITY, recommender.foldIn(List.of("pot")).source());
    }

    @Test
    void aModelWithoutHistoriesSaysWhatItScoresForAnybody() {
        NcfModel lean = MODEL.withoutHistory();
        Newcomer newcomer = Recommender.of(lean).foldIn(List.of());
        assertEquals(Newcomer.Source.POPULARITY, newcomer.source());
        float[] scores = new float[lean.items().size()];
        lean.foldIn().scoreAll(0, scores);
        Recommendation first = newcomer.recommend(1).get(0);
        assertEquals(scores[lean.items().require(first.item())], first.logit());
        assertEquals("i0", first.item());
    }

    @Test
    void fromAnyThreadTheSame() throws Exception {
        Recommender fresh = Recommender.of(ImplicitAls.defaults().withFactors(4).fit(DATA, 1));
        List<Recommendation> expected = RECOMMENDER.foldIn(List.of("i3", "i7")).recommend(5);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<Recommendation>>> lists = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                lists.add(threads.submit(() -> fresh.foldIn(List.of("i3", "i7")).recommend(5)));
            }
            for (Future<List<Recommendation>> list : lists) {
                assertEquals(expected, list.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
