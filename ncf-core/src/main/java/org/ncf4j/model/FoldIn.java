package org.ncf4j.model;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.CacheLines;
import org.ncf4j.internal.SymmetricInverse;
import org.ncf4j.internal.Team;
import org.ncf4j.nn.Loss;

/**
 * Finds the row of a user that a network was not trained with from the items he has, or that of an item from its users, while
 * all else stays as it is. Rows that training found, of mean m and covariance S, tell what a short history does not. With
 * {@code s_j(x)} the score of a row x with the other side's row j, it minimizes
 *
 * <pre>
 * sum over the known j (s_j(x) - positive)^2 + weight sum over all j (s_j(x) - other)^2 + noise (x - m)' S^-1 (x - m)
 * </pre>
 *
 * where {@link Scale} has the figures, taken from the model itself. Of a product half {@code s_j} is linear, that of a tower is
 * taken as linear about m. So it is a least-squares problem of which all that no history changes is solved once: its inverse is
 * {@code inverse}, its solution {@code start}, and what is left costs {@code k d^2 + k^2 d / 2} multiply-adds for k known ones and
 * rows of d weights. Long histories are taken in parts, each of which begins with what those before have found.
 *
 * <p>Where a tower was trained by cross-entropy, and is no small part of the score, linear is not good enough: there it
 * minimizes what training did,
 *
 * <pre>
 * sum over the known j log(1 + exp(-s_j(x))) + c sum over a sample of others log(1 + exp(s_j(x))) + (x - m)' S^-1 (x - m) / 2
 * </pre>
 *
 * with c such that the sample weighs as training's negatives do, by a few steps, each the minimum of a quadratic function that
 * lies nowhere below it (Jaakkola and Jordan: Bayesian parameter estimation via variational methods, Statistics and Computing
 * 10, 2000), where scores are taken as linear about where the step begins.
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
    /** What makes a covariance definite, beside its mean variance. */
    private static final double RIDGE = 1e-6;

    private static final int ROWS_A_BATCH = 256;
    /** Of steps on cross-entropy, and how many others they see at most. */
    private static final int STEPS = 5;

    private static final int OTHERS = 384;

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
            float[] scores = new float[items];
            int sampled = Math.min(telling.length, SAMPLE);
            for (int i = 0; i < sampled; i++) {
                int user = telling[(int) ((long) i * telling.length / sampled)];
                model.scoreAll(user, scores);
                int next = offsets[user];
                for (int item = 0; item < items; item++) {
                    boolean has = next < offsets[user + 1] && seen.items()[next] == item;
                    next += has ? 1 : 0;
                    (has ? positives : others).add(scores[item]);
                }
            }
            int known = offsets[offsets.length - 1];
            double weight = ImplicitAls.defaults().negatives() * known / ((offsets.length - 1.0) * items);
            double noise =
                    (positives.squares() + weight * others.squares()) / (positives.count + weight * others.count);
            return new Scale(
                    others.mean() + STRETCH * (positives.mean() - others.mean()),
                    others.mean(),
                    Math.max(noise, Float.MIN_NORMAL),
                    weight);
        }

        /** Whether there would be a scale. */
        static boolean isKnown(SeenItems seen, int items) {
            return IntStream.range(0, seen.offsets().length - 1).anyMatch(user -> tells(seen, user, items));
        }

        /** Whether a user has something, and not everything. */
        private static boolean tells(SeenItems seen, int user, int items) {
            int count = seen.offsets()[user + 1] - seen.offsets()[user];
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

        double mean() {
            return sum / count;
        }

        /** Of the differences to the mean. */
        double squares() {
            return squares - sum * sum / count;
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
    /** Where a history begins; on cross-entropy the mean. */
    private final float[] start;
    /** How far each weight goes with each other; on cross-entropy the inverse of the covariance. */
    private final float[][] inverse;

    FoldIn(FusionNetwork network, @Nullable TrainingConfig training, boolean ofUsers, Scale scale) {
        this.network = network;
        this.ofUsers = ofUsers;
        this.scale = scale;
        negatives = network.half() > 0 && training != null && training.epochs() > 0 && training.loss() != Loss.BPR
                ? training.negatives()
                : 0;
        own = ofUsers ? network.users() : network.items();
        other = ofUsers ? network.items() : network.users();
        width = Slopes.width(network);
        double[] mean = mean();
        start = floats(mean);
        double[][] normal = covariance(mean);
        invert(normal);
        if (negatives == 0) {
            for (double[] row : normal) {
                for (int j = 0; j < width; j++) {
                    row[j] *= scale.noise();
                }
            }
            double[] pull = addAll(normal);
            invert(normal);
            for (int i = 0; i < width; i++) {
                double sum = mean[i];
                for (int j = 0; j < width; j++) {
                    sum += at(normal, i, j) * pull[j];
                }
                start[i] = (float) sum;
            }
        }
        inverse = new float[width][width];
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < width; j++) {
                inverse[i][j] = (float) at(normal, i, j);
            }
        }
    }

    private double[] mean() {
        double[] mean = new double[width];
        float[] row = new float[width];
        for (int r = 0; r < own.rows(); r++) {
            Slopes.gather(network, own, r, row);
            for (int i = 0; i < width; i++) {
                mean[i] += row[i];
            }
        }
        for (int i = 0; i < width; i++) {
            mean[i] /= own.rows();
        }
        return mean;
    }

    /** Its lower half. The fewer rows there are, the less is believed of how their weights go together. */
    private double[][] covariance(double[] mean) {
        double[][] lower = new double[width][width];
        float[][] upper = new float[width][width];
        float[][] block = new float[4][width];
        for (int from = 0; from < own.rows(); from += 4) {
            for (int i = 0; i < 4; i++) {
                if (from + i < own.rows()) {
                    Slopes.gather(network, own, from + i, block[i]);
                    for (int j = 0; j < width; j++) {
                        block[i][j] -= (float) mean[j];
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
        double trust = own.rows() / (double) (own.rows() + width);
        double ridge = Float.MIN_NORMAL;
        for (int i = 0; i < width; i++) {
            ridge += lower[i][i] / own.rows() * RIDGE / width;
        }
        for (int i = 0; i < width; i++) {
            for (int j = 0; j <= i; j++) {
                double shared = lower[i][j] / own.rows();
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
        int[] all = IntStream.range(0, other.rows()).toArray();
        for (int from = 0; from < all.length; from += ROWS_A_BATCH) {
            int count = Math.min(ROWS_A_BATCH, all.length - from);
            slopes.at(start, all, from, count);
            for (int i = 0; i < count; i += 4) {
                for (int j = 0; j < 4; j++) {
                    block[j] = i + j < count ? slopes.rows[i + j] : zeros;
                }
                addProducts(upper, block);
            }
            move(upper, scale.weight(), normal);
            for (int i = 0; i < count; i++) {
                double missing = scale.weight() * (scale.other() - slopes.scores[i]);
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

    /** Replaces the lower half of a matrix by that of its inverse. */
    private static void invert(double[][] lower) {
        try (Team team = Team.of(1, "ncf4j-fold-in")) {
            SymmetricInverse.negativeInverse(lower, team);
        }
        for (int i = 0; i < lower.length; i++) {
            for (int j = 0; j <= i; j++) {
                lower[i][j] = -lower[i][j];
            }
        }
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
        float[] x = start.clone();
        if (known.length > 0) {
            if (negatives == 0) {
                leastSquares(x, known);
            } else {
                crossEntropy(x, known);
            }
        }
        float[] row = CacheLines.allocate(own.width());
        Slopes.scatter(network, x, row, CacheLines.ORIGIN);
        return row;
    }

    private void leastSquares(float[] x, int[] known) {
        float[][] spread = inverse;
        Slopes slopes = new Slopes(network, ofUsers, Math.min(PART, known.length));
        for (int from = 0; from < known.length; from += PART) {
            int count = Math.min(PART, known.length - from);
            boolean more = from + count < known.length;
            if (more && from == 0) {
                spread = new float[width][];
                for (int i = 0; i < width; i++) {
                    spread[i] = inverse[i].clone();
                }
            }
            part(x, spread, slopes, known, from, count, more);
        }
    }

    /** Moves x by what some known ones say, and with {@code narrow} the spread to what is left of it. */
    private void part(float[] x, float[][] spread, Slopes slopes, int[] known, int from, int count, boolean narrow) {
        slopes.at(start, known, from, count);
        float[][] gains = new float[count][width];
        multiply(spread, slopes.rows, count, gains);
        float[][] factor = new float[count][count];
        float[] missing = new float[count];
        for (int i = 0; i < count; i++) {
            double left = scale.positive() - slopes.scores[i];
            for (int j = 0; j < width; j++) {
                left -= slopes.rows[i][j] * (double) (x[j] - start[j]);
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

    private void crossEntropy(float[] x, int[] known) {
        int[] all = Arrays.copyOf(known, known.length + Math.min(OTHERS, other.rows()));
        int count = known.length + sample(known, all);
        // of a user: as many as training drew beside his positives; of an item: as often as it was drawn
        double drawn = ofUsers
                ? negatives * (double) known.length
                : negatives
                        * scale.weight()
                        * other.rows()
                        / ImplicitAls.defaults().negatives();
        double weight = count == known.length ? 0 : drawn / (count - known.length);
        Slopes slopes = new Slopes(network, ofUsers, count);
        float[][] upper = new float[width][width];
        float[] step = new float[width];
        for (int i = 0; i < STEPS; i++) {
            slopes.at(x, all, 0, count);
            quadratic(x, slopes, known.length, count, weight, upper, step);
            AlsSolver.factorize(upper, width);
            AlsSolver.substitute(upper, width, step);
            add(x, 1, step);
        }
    }

    /** Puts others than the known ones behind these, evenly over all of them, and gives their number. */
    private int sample(int[] known, int[] all) {
        BitSet has = new BitSet(other.rows());
        for (int index : known) {
            has.set(index);
        }
        int most = all.length - known.length;
        int at = known.length;
        for (int i = 0; i < most; i++) {
            int index = (int) ((long) i * other.rows() / most);
            if (!has.get(index)) {
                all[at++] = index;
            }
        }
        return at - known.length;
    }

    /** The quadratic function that touches the loss at x: its second derivatives, and minus its first. */
    private void quadratic(
            float[] x, Slopes slopes, int positives, int count, double weight, float[][] upper, float[] minus) {
        for (int i = 0; i < width; i++) {
            System.arraycopy(inverse[i], 0, upper[i], 0, width);
            double sum = 0;
            for (int j = 0; j < width; j++) {
                sum -= inverse[i][j] * (double) (x[j] - start[j]);
            }
            minus[i] = (float) sum;
        }
        float[][] block = new float[4][width];
        for (int from = 0; from < count; from += 4) {
            for (int i = 0; i < 4; i++) {
                Arrays.fill(block[i], 0);
                if (from + i < count) {
                    double score = slopes.scores[from + i];
                    double size = Math.max(1e-3, Math.abs(score));
                    double p = 1 / (1 + StrictMath.exp(-score));
                    double w = from + i < positives ? 1 : weight;
                    double root = Math.sqrt(w * StrictMath.tanh(size / 2) / (2 * size));
                    add(minus, (float) (w * ((from + i < positives ? 1 : 0) - p)), slopes.rows[from + i]);
                    add(block[i], (float) root, slopes.rows[from + i]);
                }
            }
            addProducts(upper, block);
        }
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
