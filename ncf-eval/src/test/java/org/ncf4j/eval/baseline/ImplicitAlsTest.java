package org.ncf4j.eval.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncf4j.data.Interactions;
import org.ncf4j.internal.Team;
import org.ncf4j.model.Mf;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.ScorerContract;
import org.ncf4j.model.Trainer;

class ImplicitAlsTest extends ScorerContract {
    private static final Interactions DATA = SmallData.random(30, 41, 6);
    private static final ImplicitAls ALS = ImplicitAls.defaults()
            .withFactors(7)
            .withIterations(3)
            .withUnobservedWeight(0.2)
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
     * One user, one item, one factor, alpha0 1/2, l2 2, nu 1: from h the first half-step gives
     * w = h / (h^2 + h^2 / 2 + 2 (1 + 1/2)), the second the same the other way around.
     */
    @Test
    void oneFactorByHand() {
        Interactions data = Interactions.of(1, 1, new int[] {0}, new int[] {0}, Interactions.Order.NONE);
        ImplicitAls als = ImplicitAls.defaults()
                .withFactors(1)
                .withIterations(1)
                .withUnobservedWeight(0.5)
                .withL2(2);
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

    /** Against the normal equations in double, solved by other code; widths around the four rows taken at a time. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 17, 50})
    void eachRowSolvesItsNormalEquations(int factors) {
        ImplicitAls als = ALS.withFactors(factors);
        Histories histories = new Histories(DATA);
        float[][] users = new float[DATA.userCount()][factors];
        float[][] items = als.start(DATA.itemCount());
        try (Team team = Work.team(2)) {
            new AlsSolver(als, team).solve(histories.byUser(), users, items);
        }
        double[][] x = SmallData.dense(DATA);
        for (int user = 0; user < users.length; user++) {
            int count = DATA.positiveCount(user);
            RealMatrix a = new Array2DRowRealMatrix(factors, factors);
            RealVector b = new ArrayRealVector(factors);
            for (int item = 0; item < items.length; item++) {
                RealVector h = vector(items[item]);
                a = a.add(h.outerProduct(h).scalarMultiply(x[user][item] + als.unobservedWeight()));
                b = b.add(h.mapMultiply(x[user][item]));
            }
            double l2 = als.l2() * Math.pow(count + als.unobservedWeight() * items.length, als.l2Exponent());
            for (int k = 0; k < factors; k++) {
                a.addToEntry(k, k, l2);
            }
            RealVector expected = new LUDecomposition(a).getSolver().solve(b);
            // float has 2^-24; the equations lose about the ratio of the largest eigenvalue, below 50, to the smallest,
            // above 0.2
            double tolerance = 2e-5 * Math.max(1, expected.getNorm());
            for (int k = 0; k < factors; k++) {
                assertEquals(expected.getEntry(k), users[user][k], tolerance, "user " + user);
            }
        }
    }

    private static RealVector vector(float[] values) {
        RealVector vector = new ArrayRealVector(values.length);
        for (int i = 0; i < values.length; i++) {
            vector.setEntry(i, values[i]);
        }
        return vector;
    }

    @Test
    void everyHalfStepLowersTheObjective() {
        Histories histories = new Histories(DATA);
        float[][] users = new float[DATA.userCount()][ALS.factors()];
        float[][] items = ALS.start(DATA.itemCount());
        double before = objective(users, items);
        try (Team team = Work.team(2)) {
            AlsSolver solver = new AlsSolver(ALS, team);
            for (int step = 0; step < 6; step++) {
                boolean ofUsers = step % 2 == 0;
                solver.solve(
                        ofUsers ? histories.byUser() : histories.byItem(),
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
        double[][] x = SmallData.dense(DATA);
        double alpha0 = ALS.unobservedWeight();
        double sum = 0;
        for (int user = 0; user < users.length; user++) {
            for (int item = 0; item < items.length; item++) {
                double score = vector(users[user]).dotProduct(vector(items[item]));
                sum += x[user][item] * (1 - score) * (1 - score) + alpha0 * score * score;
            }
        }
        int[] counts = DATA.itemCounts();
        for (int user = 0; user < users.length; user++) {
            sum += ALS.l2()
                    * Math.pow(DATA.positiveCount(user) + alpha0 * items.length, ALS.l2Exponent())
                    * vector(users[user]).dotProduct(vector(users[user]));
        }
        for (int item = 0; item < items.length; item++) {
            sum += ALS.l2()
                    * Math.pow(counts[item] + alpha0 * users.length, ALS.l2Exponent())
                    * vector(items[item]).dotProduct(vector(items[item]));
        }
        return sum;
    }

    @Test
    void anyNumberOfThreadsGivesTheSameFile() throws IOException {
        Path one = folder.resolve("one");
        ALS.withThreads(1).fit(DATA).save(one);
        for (int threads : new int[] {2, 3, 8}) {
            Path other = folder.resolve("other");
            ALS.withThreads(threads).fit(DATA).save(other);
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
                        + "\"iterations\":3,\"unobserved_weight\":0.2,\"l2\":0.05,\"l2_exponent\":0.7,\"deviation\":0.3,"
                        + "\"seed\":5}}",
                loaded.configJson());
        assertThrows(IllegalArgumentException.class, () -> Trainer.fromJson(loaded.configJson()));
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
        ImplicitAls als = ALS.withFactors(60).withUnobservedWeight(0).withL2(1e-30);
        assertThrows(IllegalStateException.class, () -> als.fit(DATA));
    }

    @Test
    void whatCannotBeIsRefused() {
        EaseTest.assertMessage("factors must be at least 1, but is 0", () -> ALS.withFactors(0));
        EaseTest.assertMessage("iterations must be at least 1, but is 0", () -> ALS.withIterations(0));
        EaseTest.assertMessage(
                "unobservedWeight must be finite and not negative, but is NaN",
                () -> ALS.withUnobservedWeight(Double.NaN));
        EaseTest.assertMessage("l2 must be finite and above 0, but is 0.0", () -> ALS.withL2(0));
        EaseTest.assertMessage("l2Exponent must be finite and not negative, but is -1.0", () -> ALS.withL2Exponent(-1));
        EaseTest.assertMessage("deviation must be finite and above 0, but is 0.0", () -> ALS.withDeviation(0));
        EaseTest.assertMessage("threads must be at least 1, but is 0", () -> ALS.withThreads(0));
        Interactions none = Interactions.of(2, 2, new int[0], new int[0], Interactions.Order.NONE);
        EaseTest.assertMessage("there is nothing to fit: the interactions hold no positives", () -> ALS.fit(none));
    }
}
