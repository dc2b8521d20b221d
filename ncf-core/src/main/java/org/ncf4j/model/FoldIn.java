package org.ncf4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.CacheLines;
import org.ncf4j.internal.SymmetricInverse;
import org.ncf4j.internal.Team;
import org.ncf4j.nn.Dense;

/**
 * Finds the row of a user that a network was not trained with from the items he has, or that of an item from its users, while
 * all else stays as it is. With {@code s_j(x)} the logit of a row x with the other side's row j, it minimizes
 *
 * <pre>
 * sum over the known j (s_j(x) - positive)^2 + w sum over all j (s_j(x) - other)^2 + noise (x - m)' S^-1 (x - m)
 * </pre>
 *
 * where m and S are mean and covariance of the rows that training found: what is not said by a short history is as it is with
 * others. {@link Scale} has the other figures, all taken from the model itself. Of a product half {@code s_j} is linear, and the
 * minimum comes in one step: a least-squares problem whose part that no history changes is solved once (its inverse is
 * {@code inverse}, its solution {@code start}), so that a step costs {@code k d^2 + k^2 d / 2} multiply-adds for k known ones
 * and rows of d weights. A tower is linearized there and, for the known ones, again at what the step found (Gauss-Newton).
 * Long histories are taken in parts, each of which begins with what those before have found.
 *
 * <p>Immutable and thread-safe.
 */
final class FoldIn {
    /** How many known ones are taken at once. */
    private static final int PART = 64;

    private static final int STEPS_OF_TOWERS = 2;
    /** Users whose scores tell the scale. */
    private static final int SAMPLE = 256;
    /** What makes a covariance definite, beside its mean variance. */
    private static final double RIDGE = 1e-6;

    private static final int ROWS_A_BATCH = 256;

    /**
     * What scores are like.
     *
     * @param positive the mean score of what users have
     * @param other the mean score of all else
     * @param noise the mean square of the difference to these two, weighted as pairs are
     * @param weight of a pair beside that of one that a user has: all pairs together weigh as {@link ImplicitAls#negatives} says
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
            int known = offsets[offsets.length - 1];
            double weight = ImplicitAls.defaults().negatives() * known / ((offsets.length - 1.0) * items);
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
            double pairs = positives.count + weight * others.count;
            double noise = (positives.squares() + weight * others.squares()) / pairs;
            return new Scale(positives.mean(), others.mean(), Math.max(noise, Float.MIN_NORMAL), weight);
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
    /** The side that is found, and the side that is known. */
    private final RowTable own;

    private final RowTable other;
    /** Weights of a row: product, bias, tower. */
    private final int width;
    /** Product and bias. */
    private final int linear;
    /** Where a history begins, and how far each weight goes with each other. */
    private final float[] start;

    private final float[][] inverse;

    FoldIn(FusionNetwork network, boolean ofUsers, Scale scale) {
        this.network = network;
        this.ofUsers = ofUsers;
        this.scale = scale;
        own = ofUsers ? network.users() : network.items();
        other = ofUsers ? network.items() : network.users();
        linear = network.product() + (network.biased() ? 1 : 0);
        width = linear + network.half();
        double[] mean = mean();
        start = floats(mean);
        double[][] normal = covariance(mean);
        invert(normal, scale.noise());
        double[] pull = addAll(normal);
        invert(normal, 1);
        inverse = new float[width][width];
        for (int i = 0; i < width; i++) {
            double sum = mean[i];
            for (int j = 0; j < width; j++) {
                double value = j <= i ? normal[i][j] : normal[j][i];
                inverse[i][j] = (float) value;
                sum += value * pull[j];
            }
            start[i] = (float) sum;
        }
    }

    private double[] mean() {
        double[] mean = new double[width];
        float[] row = new float[width];
        for (int r = 0; r < own.rows(); r++) {
            gather(own, r, row);
            for (int i = 0; i < width; i++) {
                mean[i] += row[i];
            }
        }
        for (int i = 0; i < width; i++) {
            mean[i] /= own.rows();
        }
        return mean;
    }

    /** The fewer rows there are, the less is believed of how their weights go together. */
    private double[][] covariance(double[] mean) {
        double[][] sums = new double[width][width];
        float[][] block = new float[4][width];
        float[][] upper = new float[width][width];
        for (int from = 0; from < own.rows(); from += 4) {
            for (int i = 0; i < 4; i++) {
                boolean there = from + i < own.rows();
                if (there) {
                    gather(own, from + i, block[i]);
                }
                for (int j = 0; j < width; j++) {
                    block[i][j] = there ? (float) (block[i][j] - mean[j]) : 0;
                }
            }
            addProducts(upper, block);
            if (from % ROWS_A_BATCH == 0 || from + 4 >= own.rows()) {
                // in double what becomes a long sum
                move(upper, 1, sums);
            }
        }
        double trust = own.rows() / (double) (own.rows() + width);
        double ridge = 0;
        for (int i = 0; i < width; i++) {
            ridge += sums[i][i] / own.rows() * RIDGE / width;
        }
        for (int i = 0; i < width; i++) {
            for (int j = 0; j <= i; j++) {
                double variance = sums[i][j] / own.rows();
                sums[i][j] = i == j ? variance + ridge + Float.MIN_NORMAL : trust * variance;
            }
        }
        return sums;
    }

    /** Adds what all of the other side say, of being no positives, to the normal equations, and gives their right side. */
    private double[] addAll(double[][] normal) {
        double[] pull = new double[width];
        float[][] upper = new float[width][width];
        Slopes slopes = new Slopes(ROWS_A_BATCH);
        int[] all = new int[ROWS_A_BATCH];
        float[][] block = new float[4][];
        float[] zeros = new float[width];
        for (int from = 0; from < other.rows(); from += ROWS_A_BATCH) {
            int count = Math.min(ROWS_A_BATCH, other.rows() - from);
            for (int i = 0; i < count; i++) {
                all[i] = from + i;
            }
            slopes.at(start, all, 0, count);
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
    private void addProducts(float[][] upper, float[][] rows) {
        for (int k = 0; k < width; k++) {
            AlsSolver.add4(
                    upper[k],
                    k,
                    width,
                    rows[0][k],
                    rows[0],
                    rows[1][k],
                    rows[1],
                    rows[2][k],
                    rows[2],
                    rows[3][k],
                    rows[3]);
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
    private void invert(double[][] lower, double factor) {
        try (Team team = Team.of(1, "ncf4j-fold-in")) {
            SymmetricInverse.negativeInverse(lower, team);
        }
        for (int i = 0; i < width; i++) {
            for (int j = 0; j <= i; j++) {
                lower[i][j] *= -factor;
            }
        }
    }

    /**
     * The row, laid out as a table has them, from {@link CacheLines#ORIGIN} on.
     *
     * @param known indices of the other side, repeats aside
     */
    float[] row(int[] known) {
        float[] x = start.clone();
        float[][] spread = inverse;
        Slopes slopes = new Slopes(Math.min(PART, known.length));
        for (int from = 0; from < known.length; from += PART) {
            int count = Math.min(PART, known.length - from);
            boolean more = from + count < known.length;
            if (more && from == 0) {
                spread = new float[width][];
                for (int i = 0; i < width; i++) {
                    spread[i] = inverse[i].clone();
                }
            }
            step(x, spread, slopes, known, from, count, more);
        }
        float[] row = CacheLines.allocate(own.width());
        scatter(x, row);
        return row;
    }

    /** Moves x by what some known ones say, and with {@code narrow} the spread to what is left of it. */
    private void step(float[] x, float[][] spread, Slopes slopes, int[] known, int from, int count, boolean narrow) {
        float[] before = x.clone();
        float[][] gains = new float[count][width];
        float[][] factor = new float[count][count];
        int steps = network.half() > 0 ? STEPS_OF_TOWERS : 1;
        for (int step = 0; step < steps; step++) {
            slopes.at(x, known, from, count);
            multiply(spread, slopes.rows, count, gains);
            float[] missing = new float[count];
            for (int i = 0; i < count; i++) {
                double left = scale.positive() - slopes.scores[i];
                for (int j = 0; j < width; j++) {
                    // from where the step begins, not from where it is linear
                    left += slopes.rows[i][j] * (double) (x[j] - before[j]);
                }
                missing[i] = (float) left;
                for (int j = i; j < count; j++) {
                    factor[i][j] = dot(slopes.rows[i], gains[j]) + (i == j ? 1 : 0);
                }
            }
            AlsSolver.factorize(factor, count);
            AlsSolver.substitute(factor, count, missing);
            System.arraycopy(before, 0, x, 0, width);
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < width; j++) {
                    x[j] += missing[i] * gains[i][j];
                }
            }
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

    private static void add(float[] y, float factor, float[] x) {
        for (int j = 0; j < y.length; j++) {
            y[j] += factor * x[j];
        }
    }

    /** Each row times the symmetric matrix. */
    private void multiply(float[][] matrix, float[][] rows, int count, float[][] products) {
        for (int i = 0; i < count; i++) {
            float[] product = products[i];
            Arrays.fill(product, 0);
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

    /** The weights of a table's row without the zeros between them. */
    private void gather(RowTable table, int row, float[] weights) {
        System.arraycopy(table.data(), table.at(row), weights, 0, linear);
        System.arraycopy(table.data(), table.at(row) + network.towerStart(), weights, linear, network.half());
    }

    private void scatter(float[] weights, float[] row) {
        System.arraycopy(weights, 0, row, CacheLines.ORIGIN, linear);
        System.arraycopy(weights, linear, row, CacheLines.ORIGIN + network.towerStart(), network.half());
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Scores of a row with some of the other side, and how they change with each of its weights. Not thread-safe. */
    private final class Slopes {
        private final float[] scores;
        private final float[][] rows;
        private final float[] others;
        /** Layers of its own: backward passes write into them. */
        private final List<Dense> tower = new ArrayList<>();

        Slopes(int capacity) {
            scores = new float[capacity];
            rows = new float[capacity][width];
            others = new float[width];
            for (Dense layer : network.tower()) {
                Dense copy = new Dense(layer.inputs(), layer.outputs(), layer.activation());
                copy.kernel().value().setTo(layer.kernel().value());
                copy.bias().value().setTo(layer.bias().value());
                tower.add(copy);
            }
        }

        void at(float[] x, int[] known, int from, int count) {
            float[] head = network.head();
            for (int i = 0; i < count; i++) {
                gather(other, known[from + i], others);
                double score = network.bias()[0];
                for (int j = 0; j < network.product(); j++) {
                    float slope = network.biased() ? others[j] : head[j] * others[j];
                    rows[i][j] = slope;
                    score += slope * (double) x[j];
                }
                if (network.biased()) {
                    rows[i][network.product()] = 1;
                    score += x[network.product()] + (double) others[network.product()];
                }
                scores[i] = (float) score;
            }
            if (!tower.isEmpty()) {
                addTower(x, known, from, count);
            }
        }

        private void addTower(float[] x, int[] known, int from, int count) {
            int half = network.half();
            int mine = ofUsers ? 0 : half;
            List<FMatrixRMaj> values = new ArrayList<>();
            FMatrixRMaj input = new FMatrixRMaj(count, 2 * half);
            for (int i = 0; i < count; i++) {
                int at = i * 2 * half;
                System.arraycopy(x, linear, input.data, at + mine, half);
                int row = other.at(known[from + i]) + network.towerStart();
                System.arraycopy(other.data(), row, input.data, at + half - mine, half);
            }
            values.add(input);
            for (Dense layer : tower) {
                FMatrixRMaj output = new FMatrixRMaj(count, layer.outputs());
                layer.forward(values.get(values.size() - 1), output);
                values.add(output);
            }
            FMatrixRMaj last = values.get(values.size() - 1);
            FMatrixRMaj gradient = new FMatrixRMaj(count, last.numCols);
            for (int i = 0; i < count; i++) {
                double score = scores[i];
                for (int j = 0; j < last.numCols; j++) {
                    float weight = network.head()[network.towerStart() + j];
                    gradient.data[i * last.numCols + j] = weight;
                    score += weight * (double) last.data[i * last.numCols + j];
                }
                scores[i] = (float) score;
            }
            for (int layer = tower.size() - 1; layer >= 0; layer--) {
                FMatrixRMaj below = new FMatrixRMaj(count, tower.get(layer).inputs());
                tower.get(layer).backward(values.get(layer), gradient, below);
                gradient = below;
            }
            for (int i = 0; i < count; i++) {
                System.arraycopy(gradient.data, i * 2 * half + mine, rows[i], linear, half);
            }
        }
    }
}
