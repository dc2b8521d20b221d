package org.ncf4j.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.CacheLines;
import org.ncf4j.internal.FloatMath;
import org.ncf4j.internal.SymmetricInverse;
import org.ncf4j.internal.Team;
import org.ncf4j.nn.Loss;

/**
 * Finds the row of a user that a network was not trained with from the items he has, or that of an item from its users, while
 * all else stays as it is. The rows of the others, of mean m and covariance S, tell what a short history does not. With
 * {@code s_j(x)} the score of a row x with the other side's row j, it minimizes
 *
 * <pre>
 * sum over the known j (s_j(x) - positive)^2 + weight sum over all j (s_j(x) - other)^2 + noise (x - m)' S^-1 (x - m)
 * </pre>
 *
 * where {@link Scale} has the figures, taken from the model itself, and S is drawn to its diagonal the more the fewer rows there
 * are. Of a product half {@code s_j} is linear, that of a tower is taken as linear about m. So it is a least-squares problem of which all that no history changes is solved once: its inverse is
 * {@code inverse}, its solution {@code start}, and what is left costs {@code k d^2 + k^2 d / 2} multiply-adds for k known ones and
 * rows of d weights. Histories are taken in parts of 64, each of which begins with what those before have found, which costs each
 * but the last twice as much.
 *
 * <p>Where scores are log-odds, trained by cross-entropy with drawn negatives, and a tower is part of them, linear is not good
 * enough: there it goes down a few steps on what training went down,
 *
 * <pre>
 * sum over the known j log(1 + exp(-s_j(x))) + c sum over a sample of others log(1 + exp(s_j(x))) + (x - m)' S^-1 (x - m) / 2
 * </pre>
 *
 * with c such that the sample weighs as training's negatives do. A step goes to the minimum of a quadratic function that would
 * lie nowhere below it (Jaakkola and Jordan: Bayesian parameter estimation via variational methods, Statistics and Computing 10,
 * 2000) if scores were linear; as those of a tower are not, a step that leads up is halved, and the best row is kept.
 *
 * <p>Of long histories and of many rows an even sample stands for all, and weighs as all do, so that time and memory are
 * bounded. Rows are finite: where the figures of a model are so extreme that no solution is found in float, a row is
 * {@code start}, or m.
 *
 * <p>Immutable and thread-safe.
 */
final class FoldIn {
    /** How many known ones are taken at once. */
    private static final int PART = 64;
    /** How far targets are apart, in what lies between the means: fitted scores stay behind what they were fitted to. */
    private static final double STRETCH = 2;
    /** Users whose scores tell the scale. */
    private static final int SAMPLE = 256;
    /** Items whose scores tell what is no positive. */
    private static final int SCORED = 4096;
    /** What makes a covariance definite, beside its mean variance. */
    private static final double RIDGE = 1e-4;
    /** Rows of either side that all are told from. */
    private static final int MOST_ROWS = 1 << 16;
    /** Of a history. */
    private static final int MOST_KNOWN = 2000;
    /** The least noise, beside the square of what lies between positives and others. */
    private static final double LEAST_NOISE = 1e-4;

    /** Of what a known one does not say itself: it is divided by. */
    private static final double LEAST_LEFT = 1e-3;

    private static final int ROWS_A_BATCH = 256;
    /** Of steps on cross-entropy, for a short history and for a long one, which is worth more of them. */
    private static final int STEPS = 5;

    private static final int MOST_STEPS = 8;
    /** Known ones for one more step. */
    private static final int KNOWN_A_STEP = 32;
    /** How many others steps see: so many for each known one, but at least and at most so many in all. */
    private static final int OTHERS_EACH = 16;

    private static final int LEAST_OTHERS = 256;
    private static final int MOST_OTHERS = 2000;
    /** To invert, with ever more noise. */
    private static final int ATTEMPTS = 6;

    /**
     * What scores are like.
     *
     * @param positive what a score of something known should be
     * @param other the mean score of all else
     * @param noise the mean square of the difference to the means of both, weighted as pairs are
     * @param weight of a pair beside one that is known: all pairs together weigh as the default of {@link ImplicitAls#negatives}
     */
    record Scale(double positive, double other, double noise, double weight) {
        /** Of a model; null if no user tells. */
        static @Nullable Scale of(NcfModel model) {
            SeenItems seen = model.seenItems();
            int[] offsets = seen.offsets();
            int items = model.items().size();
            int[] telling = IntStream.range(0, offsets.length - 1)
                    .filter(user -> tells(seen, user, items))
                    .toArray();
            if (telling.length == 0) {
                return null;
            }
            Sum positives = new Sum();
            Sum others = new Sum();
            int[] scored = even(items, SCORED);
            float[] scores = new float[scored.length];
            int sampled = Math.min(telling.length, SAMPLE);
            for (int i = 0; i < sampled; i++) {
                int user = telling[(int) ((long) i * telling.length / sampled)];
                int[] has = seen.positivesOf(user);
                float[] had = new float[has.length];
                model.score(user, has, had);
                for (float score : had) {
                    positives.add(score);
                }
                model.score(user, scored, scores);
                for (int j = 0; j < scored.length; j++) {
                    if (Arrays.binarySearch(has, scored[j]) < 0) {
                        others.add(scores[j]);
                    }
                }
            }
            int known = seen.positiveCount();
            double weight = ImplicitAls.defaults().negatives() * known / ((offsets.length - 1.0) * items);
            // of each pair, as it weighs: all of what users have, and what stands for the rest
            double rest = weight * (sampled * (double) items - positives.count) / Math.max(1, others.count);
            double gap = positives.mean() - others.mean();
            double noise = (positives.squares() + rest * others.squares()) / (positives.count + rest * others.count);
            double least = LEAST_NOISE * gap * gap + 1e-8 * (1 + others.mean() * others.mean());
            return new Scale(others.mean() + STRETCH * gap, others.mean(), Math.max(noise, least), weight);
        }

        /** Whether it is of a size that scores come in: no solution becomes infinite by it. */
        boolean isUsable() {
            return Math.abs(positive) <= 1e9
                    && Math.abs(other) <= 1e9
                    && noise >= 1e-18
                    && noise <= 1e18
                    && weight >= 1e-18
                    && weight <= 1e6;
        }

        /** Whether there would be a scale. */
        static boolean isKnown(SeenItems seen, int items) {
            return IntStream.range(0, seen.offsets().length - 1).anyMatch(user -> tells(seen, user, items));
        }

        /** Whether a user has something, and not everything. */
        private static boolean tells(SeenItems seen, int user, int items) {
            int count = seen.positivesOf(user).length;
            return count > 0 && count < items;
        }
    }

    private static final class Sum {
        private long count;
        private double sum;
        private double squares;

        void add(double value) {
            count++;
            sum += value;
            squares += value * value;
        }

        /** 0 of nothing. */
        double mean() {
            return count == 0 ? 0 : sum / count;
        }

        /** Of the differences to the mean. */
        double squares() {
            return Math.max(0, squares - sum * mean());
        }
    }

    private final FusionNetwork network;
    /** Whether rows of users are found, from items; else those of items, from users. */
    private final boolean ofUsers;

    private final Scale scale;
    /** Of cross-entropy; 0 for least squares. */
    private final int negatives;
    /** The side that is found, and the side that is known. */
    private final RowTable own;

    private final RowTable other;
    private final int width;
    private final float[] mean;
    /** Where a history begins; on cross-entropy the mean. */
    private final float[] start;
    /** How far each weight goes with each other; on cross-entropy the inverse of the covariance. */
    private final float[][] inverse;
    /** Whether there is one. */
    private final boolean found;

    /**
     * Prepares.
     *
     * @param training what the rows were trained by, if scores are log-odds; else null
     */
    FoldIn(FusionNetwork network, @Nullable TrainingConfig training, boolean ofUsers, Scale scale) {
        this.network = network;
        this.ofUsers = ofUsers;
        this.scale = scale;
        negatives = network.half() > 0 && training != null && training.loss() != Loss.BPR ? training.negatives() : 0;
        own = ofUsers ? network.users() : network.items();
        other = ofUsers ? network.items() : network.users();
        width = Slopes.width(network);
        int[] rows = even(own.rows(), MOST_ROWS);
        double[] exact = mean(rows);
        mean = floats(exact);
        double[][] precision = covariance(rows, exact);
        double[][] normal = precision;
        float[] begin = mean;
        boolean solved = invert(precision);
        if (solved && negatives == 0) {
            double[][] all = new double[width][width];
            double[] pull = addAll(all);
            double noise = scale.noise();
            solved = false;
            for (int attempt = 0; attempt < ATTEMPTS && !solved; attempt++) {
                normal = sum(all, noise, precision);
                solved = invert(normal);
                noise *= 100;
            }
            if (solved) {
                begin = plus(exact, normal, pull);
                solved = isFinite(begin);
                begin = solved ? begin : mean;
            }
        }
        start = begin;
        inverse = new float[width][width];
        // with an inverse of zeros nothing moves on from the start
        for (int i = 0; i < width && solved; i++) {
            for (int j = 0; j < width; j++) {
                inverse[i][j] = (float) at(normal, i, j);
            }
        }
        found = solved;
    }

    /** At most so many of the numbers below count, evenly over all of them. */
    private static int[] even(int count, int most) {
        int size = Math.min(count, most);
        return IntStream.range(0, size)
                .map(i -> (int) ((long) i * count / size))
                .toArray();
    }

    /** The lower half of a + factor b. */
    private static double[][] sum(double[][] a, double factor, double[][] b) {
        double[][] sum = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j <= i; j++) {
                sum[i][j] = a[i][j] + factor * b[i][j];
            }
        }
        return sum;
    }

    /** x + A b. */
    private static float[] plus(double[] x, double[][] lower, double[] b) {
        float[] result = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            double sum = x[i];
            for (int j = 0; j < x.length; j++) {
                sum += at(lower, i, j) * b[j];
            }
            result[i] = (float) sum;
        }
        return result;
    }

    private double[] mean(int[] rows) {
        double[] sums = new double[width];
        float[] weights = new float[width];
        for (int row : rows) {
            Slopes.gather(network, own, row, weights);
            for (int i = 0; i < width; i++) {
                sums[i] += weights[i];
            }
        }
        return Arrays.stream(sums).map(sum -> sum / rows.length).toArray();
    }

    /** Its lower half. The fewer rows there are, the less is believed of how their weights go together. */
    private double[][] covariance(int[] rows, double[] exact) {
        double[][] lower = new double[width][width];
        float[][] upper = new float[width][width];
        float[][] block = new float[4][width];
        for (int from = 0; from < rows.length; from += 4) {
            for (int i = 0; i < 4; i++) {
                if (from + i < rows.length) {
                    Slopes.gather(network, own, rows[from + i], block[i]);
                    for (int j = 0; j < width; j++) {
                        block[i][j] -= (float) exact[j];
                    }
                } else {
                    Arrays.fill(block[i], 0);
                }
            }
            addProducts(upper, block);
            if (from % ROWS_A_BATCH == 0) {
                // long sums in double
                move(upper, 1, lower);
            }
        }
        move(upper, 1, lower);
        double trust = rows.length / (double) (rows.length + width);
        double ridge = Float.MIN_NORMAL;
        for (int i = 0; i < width; i++) {
            ridge += lower[i][i] / rows.length * RIDGE / width;
        }
        for (int i = 0; i < width; i++) {
            for (int j = 0; j <= i; j++) {
                double shared = lower[i][j] / rows.length;
                lower[i][j] = i == j ? shared + ridge : trust * shared;
            }
        }
        return lower;
    }

    /** Adds what all of the other side say, of being no positives, to the normal equations, and gives their right side. */
    private double[] addAll(double[][] normal) {
        double[] pull = new double[width];
        float[][] upper = new float[width][width];
        float[][] block = new float[4][];
        float[] zeros = new float[width];
        Slopes slopes = new Slopes(network, ofUsers, ROWS_A_BATCH);
        int[] all = even(other.rows(), MOST_ROWS);
        double weight = scale.weight() * other.rows() / all.length;
        for (int from = 0; from < all.length; from += ROWS_A_BATCH) {
            int count = Math.min(ROWS_A_BATCH, all.length - from);
            slopes.take(all, from, count);
            slopes.at(mean);
            for (int i = 0; i < count; i += 4) {
                for (int j = 0; j < 4; j++) {
                    block[j] = i + j < count ? slopes.rows[i + j] : zeros;
                }
                addProducts(upper, block);
            }
            move(upper, weight, normal);
            for (int i = 0; i < count; i++) {
                double missing = weight * (scale.other() - slopes.scores[i]);
                for (int j = 0; j < width; j++) {
                    pull[j] += missing * slopes.rows[i][j];
                }
            }
        }
        return pull;
    }

    /** Adds the upper half of the products of four rows with themselves. */
    private void addProducts(float[][] upper, float[][] x) {
        for (int k = 0; k < width; k++) {
            AlsSolver.add4(upper[k], k, width, x[0][k], x[0], x[1][k], x[1], x[2][k], x[2], x[3][k], x[3]);
        }
    }

    /** Adds the upper half to a lower half, and begins anew. */
    private void move(float[][] upper, double factor, double[][] lower) {
        for (int i = 0; i < width; i++) {
            for (int j = i; j < width; j++) {
                lower[j][i] += factor * upper[i][j];
                upper[i][j] = 0;
            }
        }
    }

    /** Replaces the lower half of a matrix by that of its inverse, if it has one in float. */
    private static boolean invert(double[][] lower) {
        try (Team team = Team.of(1, "ncf4j-fold-in")) {
            SymmetricInverse.negativeInverse(lower, team);
        } catch (IllegalStateException e) {
            return false;
        }
        boolean finite = true;
        for (int i = 0; i < lower.length; i++) {
            for (int j = 0; j <= i; j++) {
                lower[i][j] = -lower[i][j];
                finite &= Float.isFinite((float) lower[i][j]);
            }
        }
        return finite;
    }

    private static double at(double[][] lower, int i, int j) {
        return j <= i ? lower[i][j] : lower[j][i];
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /**
     * The row, laid out as a table has them, from {@link CacheLines#ORIGIN} on.
     *
     * @param known indices of the other side, ascending, each once
     */
    float[] row(int[] known) {
        return laidOut(solved(known, negatives > 0 ? others(known) : known));
    }

    private float[] laidOut(float[] x) {
        float[] row = CacheLines.allocate(own.width());
        Slopes.scatter(network, x, row, CacheLines.ORIGIN);
        return row;
    }

    /**
     * The row that is found.
     *
     * @param others of whom the sample of others is, on cross-entropy alone
     */
    private float[] solved(int[] known, int[] others) {
        if (!found || known.length == 0) {
            return start;
        }
        float[] x = start.clone();
        int[] some =
                IntStream.of(even(known.length, MOST_KNOWN)).map(i -> known[i]).toArray();
        double weight = known.length / (double) some.length;
        try {
            if (negatives == 0) {
                leastSquares(x, some, weight, false);
            } else {
                x = crossEntropy(x, some, weight, known.length, others);
            }
        } catch (IllegalStateException e) {
            // not definite in float
            return start;
        }
        return isFinite(x) ? x : start;
    }

    private static boolean isFinite(float[] x) {
        for (float weight : x) {
            if (!Float.isFinite(weight)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The rows there would be without one of the known ones each: what the row owes to it. Of least squares they are found from
     * the whole solution, at one product of the inverse each,
     *
     * <pre>
     * x without j = x - B g_j (target - s_j(x)) / (1 - g_j' B g_j)
     * </pre>
     *
     * with the slopes g<sub>j</sub> of its score and B the inverse of all that was known with it (the rank-one downdate of Sherman
     * and Morrison, which is how Cook finds what an observation does: Detection of influential observation in linear regression,
     * Technometrics 19, 1977). On cross-entropy each is found anew.
     *
     * @param known as {@link #row} takes them
     * @param leftOut some of them
     * @return a row for each that is left out, laid out as that of {@link #row}
     */
    float[][] rowsWithout(int[] known, int[] leftOut) {
        if (!found || negatives > 0 || known.length < 2) {
            // the same others for all, so that nothing differs but what is left out
            int[] others = negatives > 0 ? others(known) : known;
            return Arrays.stream(leftOut)
                    .mapToObj(one -> laidOut(
                            solved(IntStream.of(known).filter(j -> j != one).toArray(), others)))
                    .toArray(float[][]::new);
        }
        float[] x = start.clone();
        int[] some =
                IntStream.of(even(known.length, MOST_KNOWN)).map(i -> known[i]).toArray();
        float[][] rows = new float[leftOut.length][];
        try {
            double weight = known.length / (double) some.length;
            float[][] spread = leastSquares(x, some, weight, true);
            for (int from = 0; from < leftOut.length; from += PART) {
                int count = Math.min(PART, leftOut.length - from);
                double[] weights = new double[count];
                for (int i = 0; i < count; i++) {
                    // one that is not in the sample has not been added: what it would do stands for what it does
                    weights[i] = Arrays.binarySearch(some, leftOut[from + i]) >= 0 ? weight : -1;
                }
                without(x, spread, leftOut, from, weights, rows);
            }
        } catch (IllegalStateException e) {
            Arrays.fill(rows, start);
        }
        return Arrays.stream(rows).map(this::laidOut).toArray(float[][]::new);
    }

    private void without(float[] x, float[][] spread, int[] leftOut, int from, double[] weights, float[][] rows) {
        int count = weights.length;
        Slopes slopes = new Slopes(network, ofUsers, count);
        slopes.take(leftOut, from, count);
        slopes.at(mean);
        float[][] gains = new float[count][width];
        multiply(spread, slopes.rows, count, gains);
        for (int i = 0; i < count; i++) {
            double missing = scale.positive() - slopes.scores[i];
            double left = 1;
            for (int j = 0; j < width; j++) {
                missing -= slopes.rows[i][j] * (double) (x[j] - mean[j]);
                left -= weights[i] * slopes.rows[i][j] * (double) gains[i][j];
            }
            float[] row = x.clone();
            add(row, (float) (-Math.abs(weights[i]) * missing / Math.max(LEAST_LEFT, left)), gains[i]);
            rows[from + i] = isFinite(row) ? row : start;
        }
    }

    /** @return the inverse with what is known; of {@code narrow}, with the last part of it, too */
    private float[][] leastSquares(float[] x, int[] known, double weight, boolean narrow) {
        float[][] spread = inverse;
        Slopes slopes = new Slopes(network, ofUsers, Math.min(PART, known.length));
        for (int from = 0; from < known.length; from += PART) {
            int count = Math.min(PART, known.length - from);
            boolean more = narrow || from + count < known.length;
            if (more && from == 0) {
                spread = new float[width][];
                for (int i = 0; i < width; i++) {
                    spread[i] = inverse[i].clone();
                }
            }
            part(x, spread, slopes, known, from, count, weight, more);
        }
        return spread;
    }

    /** Moves x by what some known ones say, and with {@code narrow} the spread to what is left of it. */
    private void part(
            float[] x,
            float[][] spread,
            Slopes slopes,
            int[] known,
            int from,
            int count,
            double weight,
            boolean narrow) {
        slopes.take(known, from, count);
        slopes.at(mean);
        // the square of a difference counts so many times: so many times the difference and its slopes, under the root
        float root = (float) Math.sqrt(weight);
        for (int i = 0; i < count && weight > 1; i++) {
            for (int j = 0; j < width; j++) {
                slopes.rows[i][j] *= root;
            }
        }
        float[][] gains = new float[count][width];
        multiply(spread, slopes.rows, count, gains);
        float[][] factor = new float[count][count];
        float[] missing = new float[count];
        for (int i = 0; i < count; i++) {
            double left = root * (scale.positive() - slopes.scores[i]);
            for (int j = 0; j < width; j++) {
                left -= slopes.rows[i][j] * (double) (x[j] - mean[j]);
            }
            missing[i] = (float) left;
            for (int j = i; j < count; j++) {
                factor[i][j] = dot(slopes.rows[i], gains[j]) + (i == j ? 1 : 0);
            }
        }
        AlsSolver.factorize(factor, count);
        AlsSolver.substitute(factor, count, missing);
        for (int i = 0; i < count; i++) {
            add(x, missing[i], gains[i]);
        }
        if (narrow) {
            narrow(spread, gains, factor, count);
        }
    }

    /** Takes {@code G' (U'U)^-1 G} off. */
    private void narrow(float[][] spread, float[][] gains, float[][] factor, int count) {
        // G becomes U'^-1 G
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < i; k++) {
                add(gains[i], -factor[k][i], gains[k]);
            }
            float by = 1 / factor[i][i];
            for (int j = 0; j < width; j++) {
                gains[i][j] *= by;
            }
        }
        for (int j = 0; j < width; j++) {
            for (int i = 0; i < count; i++) {
                add(spread[j], -gains[i][j], gains[i]);
            }
        }
    }

    private float[] crossEntropy(float[] x, int[] known, double positiveWeight, int knownCount, int[] others) {
        int[] all = Arrays.copyOf(known, known.length + others.length);
        System.arraycopy(others, 0, all, known.length, others.length);
        // of a user: as many as training drew beside his positives; of an item: as often as it was drawn
        double drawn = ofUsers
                ? negatives * (double) knownCount
                : negatives
                        * scale.weight()
                        * other.rows()
                        / ImplicitAls.defaults().negatives();
        double weight = others.length == 0 ? 0 : drawn / others.length;
        Pairs pairs = new Pairs(all.length, known.length, positiveWeight, weight);
        Slopes slopes = new Slopes(network, ofUsers, all.length);
        slopes.take(all, 0, all.length);
        float[][] upper = new float[width][width];
        float[] step = new float[width];
        float[] best = x;
        double least = Double.POSITIVE_INFINITY;
        float[] next = x;
        int steps = Math.min(MOST_STEPS, STEPS + knownCount / KNOWN_A_STEP);
        for (int i = 0; i < steps; i++) {
            double loss = quadratic(next, slopes, pairs, upper, step);
            if (loss < least) {
                least = loss;
                best = next;
                AlsSolver.factorize(upper, width);
                AlsSolver.substitute(upper, width, step);
                next = next.clone();
                add(next, 1, step);
            } else {
                next = between(best, next);
            }
        }
        // where to go from the last one nobody asks
        return loss(next, slopes, pairs) < least ? next : best;
    }

    /**
     * What the cross-entropy is over: the known ones and, behind them, others.
     *
     * @param positives how many are known ones
     */
    private record Pairs(int count, int positives, double positiveWeight, double otherWeight) {
        double weight(int i) {
            return i < positives ? positiveWeight : otherWeight;
        }

        int label(int i) {
            return i < positives ? 1 : 0;
        }

        double loss(int i, float score) {
            return weight(i) * FloatMath.crossEntropy(score, label(i));
        }
    }

    private static float[] between(float[] x, float[] y) {
        float[] middle = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            middle[i] = (x[i] + y[i]) / 2;
        }
        return middle;
    }

    /** Others than the known ones, evenly over all of these. */
    private int[] others(int[] known) {
        int most = Math.max(LEAST_OTHERS, Math.min(MOST_OTHERS, OTHERS_EACH * known.length));
        int[] others = even(other.rows() - known.length, most);
        int before = 0;
        for (int i = 0; i < others.length; i++) {
            // the known ones up to an index shift it by their number
            while (before < known.length && known[before] <= others[i] + before) {
                before++;
            }
            others[i] += before;
        }
        return others;
    }

    /**
     * The quadratic function that touches the loss at x: its second derivatives, and minus its first.
     *
     * @return the loss
     */
    private double quadratic(float[] x, Slopes slopes, Pairs pairs, float[][] upper, float[] minus) {
        double loss = 0;
        for (int i = 0; i < width; i++) {
            System.arraycopy(inverse[i], 0, upper[i], 0, width);
            double pull = pull(x, i);
            minus[i] = (float) -pull;
            loss += pull * (x[i] - mean[i]) / 2;
        }
        float[][] block = new float[4][width];
        slopes.at(x);
        for (int start = 0; start < pairs.count; start += 4) {
            for (int i = 0; i < 4; i++) {
                Arrays.fill(block[i], 0);
                int at = start + i;
                if (at < pairs.count) {
                    float score = slopes.scores[at];
                    double p = FloatMath.sigmoid(score);
                    // tanh(score / 2) / (2 score)
                    double curve = Math.abs(score) < 1e-3 ? .25 : (p - .5) / score;
                    double weight = pairs.weight(at);
                    loss += pairs.loss(at, score);
                    add(minus, (float) (weight * (pairs.label(at) - p)), slopes.rows[at]);
                    add(block[i], (float) Math.sqrt(weight * curve), slopes.rows[at]);
                }
            }
            addProducts(upper, block);
        }
        return loss;
    }

    /** The loss alone, the same sum. */
    private double loss(float[] x, Slopes slopes, Pairs pairs) {
        double loss = 0;
        for (int i = 0; i < width; i++) {
            loss += pull(x, i) * (x[i] - mean[i]) / 2;
        }
        slopes.scoresAt(x);
        for (int i = 0; i < pairs.count; i++) {
            loss += pairs.loss(i, slopes.scores[i]);
        }
        return loss;
    }

    /** Of the other rows, on a weight: row i of the inverse of their covariance times the difference to their mean. */
    private double pull(float[] x, int i) {
        double sum = 0;
        for (int j = 0; j < width; j++) {
            sum += inverse[i][j] * (double) (x[j] - mean[j]);
        }
        return sum;
    }

    /** Each row times the symmetric matrix. */
    private void multiply(float[][] matrix, float[][] rows, int count, float[][] products) {
        for (int i = 0; i < count; i++) {
            float[] product = products[i];
            float[] row = rows[i];
            int k = 0;
            for (; k + 3 < width; k += 4) {
                AlsSolver.add4(
                        product,
                        0,
                        width,
                        row[k],
                        matrix[k],
                        row[k + 1],
                        matrix[k + 1],
                        row[k + 2],
                        matrix[k + 2],
                        row[k + 3],
                        matrix[k + 3]);
            }
            for (; k < width; k++) {
                add(product, row[k], matrix[k]);
            }
        }
    }

    private static void add(float[] y, float factor, float[] x) {
        for (int j = 0; j < y.length; j++) {
            y[j] += factor * x[j];
        }
    }

    /** Four sums: the compiler makes no vector instructions of one. */
    private static float dot(float[] x, float[] y) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int j = 0;
        for (; j + 3 < x.length; j += 4) {
            s0 += x[j] * y[j];
            s1 += x[j + 1] * y[j + 1];
            s2 += x[j + 2] * y[j + 2];
            s3 += x[j + 3] * y[j + 3];
        }
        for (; j < x.length; j++) {
            s0 += x[j] * y[j];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
