package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ncf4j.eval.Evaluation.Estimate;
import org.ncf4j.internal.Hash;

class BootstrapTest {
    @Test
    void agreesWithPlainCode() {
        int users = 37;
        double[] values = new double[users * 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = Hash.unit(Hash.bits(5, 99, 0, i));
        }
        Estimate[] estimates = Bootstrap.means(values, users, 2, 11, 1);
        for (int metric = 0; metric < 2; metric++) {
            double[] means = new double[1000];
            for (int resample = 0; resample < 1000; resample++) {
                double sum = 0;
                for (int place = 0; place < users; place++) {
                    int user = Hash.bounded(Hash.bits(11, Hash.BOOTSTRAP, resample, place), users);
                    sum += values[2 * user + metric];
                }
                means[resample] = sum / users;
            }
            Arrays.sort(means);
            // .025 * 999 = 24.975 and .975 * 999 = 974.025, to the rounding of these two products.
            assertEquals(means[24] + 0.975 * (means[25] - means[24]), estimates[metric].low(), 1e-14);
            assertEquals(means[974] + 0.025 * (means[975] - means[974]), estimates[metric].high(), 1e-14);
        }
    }

    @Test
    void intervalHasTheWidthOfTheStandardError() {
        // 400 users, half of them 1: standard error .025, so the interval is .5 -+ 1.96 * .025. The end of a 2.5 % tail
        // of
        // 1,000 resamples is itself uncertain by about .0021, and means move in steps of .0025.
        double[] values = new double[400];
        Arrays.fill(values, 0, 200, 1);
        Estimate estimate = Bootstrap.means(values, 400, 1, 3, 2)[0];
        assertEquals(0.5, estimate.mean());
        assertEquals(0.451, estimate.low(), 0.007);
        assertEquals(0.549, estimate.high(), 0.007);
    }

    @Test
    void oneUserOrOneValueHasNoWidth() {
        assertEquals(new Estimate(0.3, 0.3, 0.3), Bootstrap.means(new double[] {0.3}, 1, 1, 1, 1)[0]);
        double[] same = new double[50];
        Arrays.fill(same, 0.1);
        Estimate estimate = Bootstrap.means(same, 50, 1, 1, 1)[0];
        assertEquals(estimate.mean(), estimate.low());
        assertEquals(estimate.mean(), estimate.high());
    }

    @Test
    void metricsShareTheirResamples() {
        double[] values = new double[60];
        for (int user = 0; user < 30; user++) {
            values[2 * user] = Hash.unit(Hash.bits(5, 99, 1, user));
            values[2 * user + 1] = -values[2 * user];
        }
        Estimate[] estimates = Bootstrap.means(values, 30, 2, 1, 1);
        assertEquals(-estimates[0].mean(), estimates[1].mean());
        // Interpolation from the other side rounds otherwise.
        assertEquals(-estimates[0].low(), estimates[1].high(), 1e-15);
        assertEquals(-estimates[0].high(), estimates[1].low(), 1e-15);
        assertTrue(estimates[0].low() < estimates[0].mean() && estimates[0].mean() < estimates[0].high());
    }

    @Test
    void anotherSeedGivesOtherResamples() {
        double[] values = new double[30];
        for (int user = 0; user < 30; user++) {
            values[user] = Hash.unit(Hash.bits(5, 99, 1, user));
        }
        assertNotEquals(Bootstrap.means(values, 30, 1, 1, 1)[0], Bootstrap.means(values, 30, 1, 2, 1)[0]);
    }

    @Test
    void quantilesAreLinearBetweenOrderStatistics() {
        double[] sorted = {1, 2, 4};
        assertEquals(1, Bootstrap.quantile(sorted, 0));
        assertEquals(1.5, Bootstrap.quantile(sorted, 0.25));
        assertEquals(3, Bootstrap.quantile(sorted, 0.75));
        assertEquals(4, Bootstrap.quantile(sorted, 1));
    }
}
