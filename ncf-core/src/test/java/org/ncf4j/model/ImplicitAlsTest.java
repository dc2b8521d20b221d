package org.ncf4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Hash;
import org.ncf4j.internal.Rows;
import org.ncf4j.internal.Team;
import org.ncf4j.internal.Work;

class ImplicitAlsTest extends ScorerContract {
    private static final Interactions DATA = random(30, 41, 6);
    private static final Rows BY_USER = Rows.of(DATA.userCount(), DATA.size(), DATA::positives);
    private static final ImplicitAls ALS = ImplicitAls.defaults()
            .withFactors(7)
            .withIterations(3)
            .withNegatives(0.7)
            .withL2(0.05)
            .withL2Exponent(0.7)
            .withDeviation(0.3)
            .withSeed(5);

    @TempDir
    Path folder;

    @Override
    protected Scorer scorer() {
        return ALS.fit(DATA);
    }

    /**
     * One user, one item, one factor, so that alpha0 is what all pairs weigh, 1/2, l2 2, nu 1: from h the first half-step gives
     * w = h / (h^2 + h^2 / 2 + 2 (1 + 1/2)), the second the same the other way around.
     */
    @Test
    void oneFactorByHand() {
        Interactions data = Interactions.of(1, 1, new int[] {0}, new int[] {0}, Interactions.Order.NONE);
        ImplicitAls als = ImplicitAls.defaults()
                .withFactors(1)
                .withIterations(1)
                .withNegatives(0.5)
                .withL2(2)
                .withL2Exponent(1);
        double h = als.start(1)[0][0];
        double w = h / (1.5 * h * h + 3);
        double solved = w / (1.5 * w * w + 3);
        NcfModel model = als.fit(data);
        // some roundings to float
        assertEquals(w, model.userEmbeddings().data[0], Math.abs(w) * 1e-6);
        assertEquals(solved, model.itemEmbeddings().data[0], Math.abs(solved) * 1e-6);
        float[] scores = new float[1];
        model.scoreAll(0, scores);
        assertEquals(w * solved, scores[0], Math.abs(w * solved) * 2e-6);
    }

    /** The gradient of the objective in a row is 0 there; widths around the four rows taken at a time. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 17, 50})
    void eachRowSolvesItsNormalEquations(int factors) {
        ImplicitAls als = ALS.withFactors(factors);
        float[][] users = new float[DATA.userCount()][factors];
        float[][] items = als.start(DATA.itemCount());
        try (Team team = Work.team(2)) {
            new AlsSolver(als, als.unobservedWeight(DATA), team).solve(BY_USER, users, items);
        }
        double alpha0 = als.negatives() * DATA.size() / (users.length * items.length);
        double[][] x = dense(DATA);
        for (int user = 0; user < users.length; user++) {
            double l2 = als.l2() * Math.pow(DATA.positiveCount(user) + alpha0 * items.length, als.l2Exponent());
            for (int k = 0; k < factors; k++) {
                double gradient = l2 * users[user][k];
                double size = Math.abs(gradient);
                for (int item = 0; item < items.length; item++) {
                    double score = dot(users[user], items[item]);
                    double term = items[item][k] * ((x[user][item] + alpha0) * score - x[user][item]);
                    gradient += term;
                    size += Math.abs(term);
                }
                // float has 2^-24; a sum of 41 products and a solution of up to 50 equations lose some bits
                assertEquals(0, gradient, 2e-5 * size, "user " + user);
            }
        }
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @Test
    void everyHalfStepLowersTheObjective() {
        float[][] users = new float[DATA.userCount()][ALS.factors()];
        float[][] items = ALS.start(DATA.itemCount());
        double before = objective(users, items);
        try (Team team = Work.team(2)) {
            AlsSolver solver = new AlsSolver(ALS, ALS.unobservedWeight(DATA), team);
            for (int step = 0; step < 6; step++) {
                boolean ofUsers = step % 2 == 0;
                solver.solve(
                        ofUsers ? BY_USER : BY_USER.transposed(DATA.itemCount()),
                        ofUsers ? users : items,
                        ofUsers ? items : users);
                double after = objective(users, items);
                assertTrue(after < before, "step " + step + ": " + before + " to " + after);
                before = after;
            }
        }
    }

    /** As the class states it, term by term. */
    private static double objective(float[][] users, float[][] items) {
        double[][] x = dense(DATA);
        double alpha0 = ALS.unobservedWeight(DATA);
        double sum = 0;
        for (int user = 0; user < users.length; user++) {
            for (int item = 0; item < items.length; item++) {
                double score = dot(users[user], items[item]);
                sum += x[user][item] * (1 - score) * (1 - score) + alpha0 * score * score;
            }
        }
        int[] counts = DATA.itemCounts();
        for (int user = 0; user < users.length; user++) {
            sum += ALS.l2()
                    * Math.pow(DATA.positiveCount(user) + alpha0 * items.length, ALS.l2Exponent())
                    * dot(users[user], users[user]);
        }
        for (int item = 0; item < items.length; item++) {
            sum += ALS.l2()
                    * Math.pow(counts[item] + alpha0 * users.length, ALS.l2Exponent())
                    * dot(items[item], items[item]);
        }
        return sum;
    }

    @Test
    void anyNumberOfThreadsGivesTheSameFile() throws IOException {
        Path one = folder.resolve("one");
        ALS.fit(DATA, 1).save(one);
        for (int threads : new int[] {2, 3, 8}) {
            Path other = folder.resolve("other");
            ALS.fit(DATA, threads).save(other);
            assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(other), threads + " threads");
        }
    }

    @Test
    void theModelIsMatrixFactorizationAndSaysHowItWasFitted() throws IOException {
        NcfModel model = ALS.fit(DATA);
        Path file = folder.resolve("model");
        model.save(file);
        NcfModel loaded = NcfModel.load(file);
        assertEquals(7, ((Mf) loaded.config()).factors());
        assertEquals(Optional.empty(), loaded.training());
        assertEquals(
                "{\"model\":{\"type\":\"mf\",\"factors\":7,\"embeddings\":\"zeros\"},\"fit\":{\"type\":\"ials\",\"factors\":7,"
                        + "\"iterations\":3,\"negatives\":0.7,\"l2\":0.05,\"l2_exponent\":0.7,\"deviation\":0.3,"
                        + "\"seed\":5}}",
                loaded.configJson());
        assertThrows(IllegalArgumentException.class, () -> Trainer.fromJson(loaded.configJson()));
        assertEquals(ALS, loaded.fitting());
        assertEquals(DATA.fingerprint(), loaded.dataFingerprint());
        assertArrayEquals(DATA.seen(3), loaded.seen(3));
        assertArrayEquals(model.itemEmbeddings().data, loaded.itemEmbeddings().data);
    }

    @Test
    void whoHasNothingGetsNothing() {
        float[] scores = new float[DATA.itemCount()];
        ALS.fit(DATA).scoreAll(DATA.users().indexOf("last user"), scores);
        assertArrayEquals(new float[DATA.itemCount()], scores);
    }

    @Test
    void anotherSeedIsAnotherModel() {
        assertTrue(ALS.fit(DATA).itemEmbeddings().data[0]
                != ALS.withSeed(6).fit(DATA).itemEmbeddings().data[0]);
    }

    @Test
    void tooLittleRegularizationIsRefused() {
        ImplicitAls als = ALS.withFactors(60).withNegatives(0).withL2(1e-30);
        assertThrows(IllegalStateException.class, () -> als.fit(DATA));
    }

    @Test
    void whatCannotBeIsRefused() {
        assertMessage("factors must be at least 1, but is 0", () -> ALS.withFactors(0));
        assertMessage("iterations must be at least 1, but is 0", () -> ALS.withIterations(0));
        assertMessage("negatives must be finite and not negative, but is NaN", () -> ALS.withNegatives(Double.NaN));
        assertMessage("l2 must be positive, but is 0", () -> ALS.withL2(0));
        assertMessage("l2Exponent must be finite and not negative, but is -1.0", () -> ALS.withL2Exponent(-1));
        assertMessage("deviation must be positive, but is 0", () -> ALS.withDeviation(0));
        assertMessage("threads must be at least 1, but is 0", () -> ALS.fit(DATA, 0));
        Interactions none = Interactions.of(2, 2, new int[0], new int[0], Interactions.Order.NONE);
        assertMessage("there is nothing to fit: the interactions hold no positives", () -> ALS.fit(none));
    }

    private static void assertMessage(String expected, Executable call) {
        assertEquals(
                expected, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    /** Each user with about a third of the items; the last user and the last item have nothing but a low rating. */
    private static Interactions random(int users, int items, long seed) {
        Interactions.Builder builder = Interactions.builder().withMinRating(3);
        for (int user = 0; user < users - 1; user++) {
            for (int item = 0; item < items - 1; item++) {
                // items of one half are liked together, so that there is something to find
                double share = item % 2 == user % 2 ? 0.5 : 0.15;
                if (item == user % (items - 1) || Hash.unit(Hash.bits(seed, 0, user, item)) < share) {
                    builder.add("u" + user, "i" + item, 5);
                }
            }
        }
        return builder.add("last user", "last item", 1).build();
    }

    /** The positives as a dense matrix of 0 and 1. */
    private static double[][] dense(Interactions data) {
        double[][] x = new double[data.userCount()][data.itemCount()];
        for (int user = 0; user < x.length; user++) {
            for (int item : data.positives(user)) {
                x[user][item] = 1;
            }
        }
        return x;
    }
}
