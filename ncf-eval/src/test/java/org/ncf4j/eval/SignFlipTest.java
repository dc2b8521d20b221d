package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.ncf4j.internal.Hash;

class SignFlipTest {
    private static double p(double... differences) {
        return SignFlip.pValues(differences, differences.length, 1, 1, 2)[0];
    }

    @Test
    void noDifferenceIsCertainlyLuck() {
        assertEquals(1, p(0, 0, 0));
        assertEquals(1, p(0));
    }

    @Test
    void oneUserTellsNothing() {
        // either sign is as far from 0
        assertEquals(1, p(0.3));
    }

    @Test
    void agreesWithTheEnumerationOfAllSigns() {
        double[][] cases = {
            {1, 1, 1, 1, 1},
            {1, 2, 3, 4, 5, -1},
            {0.1, 0.2, 0.3, -0.05, 0, 0, 0.7, 0.1},
            {0.1, 0.1, 0.1, -0.1, 0.1, 0.1, 0.1, 0.1, 0.1, -0.1}
        };
        for (double[] differences : cases) {
            int signs = 1 << differences.length;
            double observed = 0;
            for (double difference : differences) {
                observed += difference;
            }
            int count = 0;
            for (int sign = 0; sign < signs; sign++) {
                double sum = 0;
                for (int user = 0; user < differences.length; user++) {
                    sum += (sign >>> user & 1) == 0 ? differences[user] : -differences[user];
                }
                // sums are of tenths or hundredths: 1e-9 keeps apart what differs and joins what does not
                count += Math.abs(sum) >= Math.abs(observed) - 1e-9 ? 1 : 0;
            }
            double exact = (double) count / signs;
            // a share of 10,000 draws (a fixed seed): its standard error is at most .005
            assertEquals(exact, p(differences), 0.02);
        }
    }

    @Test
    void isThatOfPlainCode() {
        int users = 131;
        double[] differences = new double[users];
        double observed = 0;
        for (int user = 0; user < users; user++) {
            differences[user] = Hash.unit(Hash.bits(5, 99, 0, user)) - 0.45;
            observed += differences[user];
        }
        int count = 0;
        for (int draw = 0; draw < SignFlip.DRAWS; draw++) {
            double sum = 0;
            for (int user = 0; user < users; user++) {
                long bits = Hash.bits(7, Hash.SIGN_FLIP, draw, user / 64);
                sum += (bits >> (user % 64) & 1) == 0 ? differences[user] : -differences[user];
                assertEquals((bits >> (user % 64) & 1) == 0, SignFlip.keeps(SignFlip.key(7, draw), user));
            }
            count += Math.abs(sum) >= Math.abs(observed) ? 1 : 0;
        }
        double[] p = SignFlip.pValues(differences, users, 1, 7, 1);
        // one draw more or less, where sums differ in their rounding
        assertEquals((count + 1.0) / 10_001, p[0], 1.5 / 10_001);
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        double[] differences = new double[3 * 200];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = Hash.unit(Hash.bits(5, 99, 1, i)) - 0.5;
        }
        double[] one = SignFlip.pValues(differences, 200, 3, 1, 1);
        assertArrayEquals(one, SignFlip.pValues(differences, 200, 3, 1, 2));
        assertArrayEquals(one, SignFlip.pValues(differences, 200, 3, 1, 5));
    }

    @Test
    void aThoroughLeadHasTheSmallestP() {
        double[] differences = new double[50];
        Arrays.fill(differences, 0.1);
        assertEquals(1.0 / 10_001, p(differences));
    }

    /** Under the null a p-value is at most as often below a level as the level says. */
    @Test
    void isUniformWhereBothModelsAreAlike() {
        int trials = 400;
        int users = 40;
        int below20 = 0;
        int below50 = 0;
        for (int trial = 0; trial < trials; trial++) {
            double[] differences = new double[users];
            long key = Hash.key(3, 99, trial);
            for (int user = 0; user < users; user++) {
                differences[user] = Hash.gaussian(key, user);
            }
            double p = SignFlip.pValues(differences, users, 1, trial, 2)[0];
            below20 += p <= 0.2 ? 1 : 0;
            below50 += p <= 0.5 ? 1 : 0;
        }
        // fixed draws; four standard errors of a share of 400: sqrt(.2 * .8 / 400) = .02 and sqrt(.25 / 400) = .025
        assertEquals(0.2, below20 / (double) trials, 0.08);
        assertEquals(0.5, below50 / (double) trials, 0.1);
    }

    @Test
    void holmByHand() {
        // times 4, 3, 2, 1 in ascending order, never below the one before
        assertArrayEquals(
                new double[] {0.04, 0.06, 0.06, 0.04}, SignFlip.holm(new double[] {0.01, 0.03, 0.05, 0.01}), 1e-15);
        assertArrayEquals(new double[] {1, 0.03}, SignFlip.holm(new double[] {1, 0.015}), 1e-15);
        assertArrayEquals(new double[0], SignFlip.holm(new double[0]));
    }

    @Property(tries = 50)
    void holmIsBetweenThePValueAndBonferronis(@ForAll @IntRange(min = 1, max = 12) int count, @ForAll long seed) {
        double[] p = new double[count];
        Arrays.setAll(p, i -> Hash.unit(Hash.bits(seed, 99, 3, i)));
        double[] adjusted = SignFlip.holm(p);
        for (int i = 0; i < p.length; i++) {
            assertTrue(adjusted[i] >= p[i]);
            assertTrue(adjusted[i] <= Math.min(1, p.length * p[i]));
            for (int j = 0; j < p.length; j++) {
                assertTrue(p[i] > p[j] || adjusted[i] <= adjusted[j]);
            }
        }
    }

    @Property(tries = 20)
    void theOtherWayRoundHasTheSameP(@ForAll @IntRange(min = 1, max = 100) int users, @ForAll long seed) {
        double[] differences = new double[users];
        double[] turned = new double[users];
        for (int user = 0; user < users; user++) {
            differences[user] = Hash.unit(Hash.bits(seed, 99, 2, user)) - 0.4;
            turned[user] = -differences[user];
        }
        assertArrayEquals(
                SignFlip.pValues(differences, users, 1, seed, 1), SignFlip.pValues(turned, users, 1, seed, 1));
    }
}
