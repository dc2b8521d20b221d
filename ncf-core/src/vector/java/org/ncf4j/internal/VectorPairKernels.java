package org.ncf4j.internal;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/** The loops over pairs of rows on vectors. */
final class VectorPairKernels implements PairKernels {
    private static final int LENGTH = Lanes.LENGTH;
    private static final VectorShuffle<Float> SWAP_8 = swap(8);
    private static final VectorShuffle<Float> SWAP_4 = swap(4);
    private static final VectorShuffle<Float> SWAP_2 = swap(2);
    private static final VectorShuffle<Float> SWAP_1 = swap(1);
    private static final VectorMask<Float> ODD_8 = odd(8);
    private static final VectorMask<Float> ODD_4 = odd(4);
    private static final VectorMask<Float> ODD_2 = odd(2);
    private static final VectorMask<Float> ODD_1 = odd(1);

    /** A set of lanes of ones, then one of zeros: from {@code LANES - n} on, n ones and the rest zeros. */
    private static final float[] ONES = ones();

    private static float[] ones() {
        float[] ones = new float[2 * Dot.LANES];
        Arrays.fill(ones, 0, Dot.LANES, 1);
        return ones;
    }

    /** Exchanges neighbouring blocks of lanes. */
    private static VectorShuffle<Float> swap(int block) {
        return VectorShuffle.fromOp(Lanes.SPECIES, lane -> (lane ^ block) % LENGTH);
    }

    /** Every other block of lanes. */
    private static VectorMask<Float> odd(int block) {
        boolean[] odd = new boolean[LENGTH];
        for (int lane = 0; lane < LENGTH; lane++) {
            odd[lane] = (lane & block) != 0;
        }
        return VectorMask.fromArray(Lanes.SPECIES, odd, 0);
    }

    /**
     * The lanes of a dot product as {@link Dot} defines it, folded to one vector: 8 apart, and 4 where vectors are that
     * short.
     */
    private static void fold(float[] a, int aAt, float[] b, int bAt, int length, float[] lanes, int to) {
        int whole = length / Dot.LANES * Dot.LANES;
        for (int lane = 0; lane < Dot.LANES; lane += LENGTH) {
            FloatVector sum = FloatVector.zero(Lanes.SPECIES);
            for (int j = lane; j < whole; j += Dot.LANES) {
                sum = FloatVector.fromArray(Lanes.SPECIES, a, aAt + j)
                        .fma(FloatVector.fromArray(Lanes.SPECIES, b, bAt + j), sum);
            }
            int rest = Math.min(length - whole - lane, LENGTH);
            if (rest > 0) {
                // rows are padded: what lies beyond the length is read, and left out again
                FloatVector more = FloatVector.fromArray(Lanes.SPECIES, a, aAt + whole + lane)
                        .fma(FloatVector.fromArray(Lanes.SPECIES, b, bAt + whole + lane), sum);
                VectorMask<Float> used = FloatVector.fromArray(Lanes.SPECIES, ONES, Dot.LANES - rest)
                        .compare(VectorOperators.GT, 0f);
                sum = sum.blend(more, used);
            }
            sum.intoArray(lanes, to + lane);
        }
        if (LENGTH == 8) {
            FloatVector.fromArray(Lanes.SPECIES, lanes, to)
                    .add(FloatVector.fromArray(Lanes.SPECIES, lanes, to + 8))
                    .intoArray(lanes, to);
        } else if (LENGTH == 4) {
            FloatVector even = FloatVector.fromArray(Lanes.SPECIES, lanes, to)
                    .add(FloatVector.fromArray(Lanes.SPECIES, lanes, to + 8));
            FloatVector odd = FloatVector.fromArray(Lanes.SPECIES, lanes, to + 4)
                    .add(FloatVector.fromArray(Lanes.SPECIES, lanes, to + 12));
            even.add(odd).intoArray(lanes, to);
        }
    }

    /**
     * The sums of the lanes of as many dot products as a vector has lanes. At each distance two rows are added up at once:
     * the lower summands of one and the upper of the other in one vector, the rest of both in another.
     *
     * @param lanes what {@link #fold} left, a row every {@link Dot#LANES}; overwritten
     * @param sums written at {@code to}
     */
    private static void reduce(float[] lanes, float[] sums, int to) {
        if (LENGTH > 8) {
            for (int row = 0; row < 8; row++) {
                FloatVector a = FloatVector.fromArray(Lanes.SPECIES, lanes, row * Dot.LANES);
                FloatVector b = FloatVector.fromArray(Lanes.SPECIES, lanes, (row + 8) * Dot.LANES);
                FloatVector rest = b.blend(a, ODD_8).rearrange(SWAP_8);
                a.blend(b, ODD_8).add(rest).intoArray(lanes, row * Dot.LANES);
            }
        }
        if (LENGTH > 4) {
            for (int row = 0; row < 4; row++) {
                FloatVector a = FloatVector.fromArray(Lanes.SPECIES, lanes, row * Dot.LANES);
                FloatVector b = FloatVector.fromArray(Lanes.SPECIES, lanes, (row + 4) * Dot.LANES);
                FloatVector rest = b.blend(a, ODD_4).rearrange(SWAP_4);
                a.blend(b, ODD_4).add(rest).intoArray(lanes, row * Dot.LANES);
            }
        }
        for (int row = 0; row < 2; row++) {
            FloatVector a = FloatVector.fromArray(Lanes.SPECIES, lanes, row * Dot.LANES);
            FloatVector b = FloatVector.fromArray(Lanes.SPECIES, lanes, (row + 2) * Dot.LANES);
            FloatVector rest = b.blend(a, ODD_2).rearrange(SWAP_2);
            a.blend(b, ODD_2).add(rest).intoArray(lanes, row * Dot.LANES);
        }
        FloatVector a = FloatVector.fromArray(Lanes.SPECIES, lanes, 0);
        FloatVector b = FloatVector.fromArray(Lanes.SPECIES, lanes, Dot.LANES);
        FloatVector rest = b.blend(a, ODD_1).rearrange(SWAP_1);
        a.blend(b, ODD_1).add(rest).intoArray(sums, to);
    }

    @Override
    public void multiply(PairTile tile, int product, float[] features, int stride) {
        for (int row = 0; row < tile.rows; row++) {
            int user = tile.user(row);
            int item = tile.item(row);
            int to = row * stride;
            for (int j = 0; j < product; j += LENGTH) {
                FloatVector.fromArray(Lanes.SPECIES, tile.userTable, user + j)
                        .mul(FloatVector.fromArray(Lanes.SPECIES, tile.itemTable, item + j))
                        .intoArray(features, to + j);
            }
        }
    }

    @Override
    public void logits(PairTile tile, float[] head, float bias, float[] features, float[] logits) {
        int width = head.length;
        int row = 0;
        for (; row + LENGTH <= tile.rows; row += LENGTH) {
            for (int i = 0; i < LENGTH; i++) {
                fold(head, 0, features, (row + i) * width, width, tile.lanes, i * Dot.LANES);
            }
            int to = tile.start + row;
            reduce(tile.lanes, logits, to);
            FloatVector.fromArray(Lanes.SPECIES, logits, to).add(bias).intoArray(logits, to);
        }
        for (; row < tile.rows; row++) {
            logits[tile.start + row] = Dot.of(head, 0, features, row * width, width) + bias;
        }
    }

    @Override
    public void factorLogits(PairTile tile, int factors, float bias, float[] logits) {
        int row = 0;
        for (; row + LENGTH <= tile.rows; row += LENGTH) {
            for (int i = 0; i < LENGTH; i++) {
                int user = tile.user(row + i);
                fold(tile.userTable, user, tile.itemTable, tile.item(row + i), factors, tile.lanes, i * Dot.LANES);
            }
            reduce(tile.lanes, logits, tile.start + row);
        }
        for (; row < tile.rows; row++) {
            logits[tile.start + row] = Dot.of(tile.userTable, tile.user(row), tile.itemTable, tile.item(row), factors);
        }
        for (row = 0; row < tile.rows; row++) {
            float biases = logits[tile.start + row]
                    + tile.userTable[tile.user(row) + factors]
                    + tile.itemTable[tile.item(row) + factors];
            logits[tile.start + row] = biases + bias;
        }
    }

    @Override
    public void factorSteps(
            PairTile tile,
            int factors,
            float[] bias,
            float[] rates,
            float l2,
            float[] labels,
            float[] logits,
            float[] losses) {
        float[] p = tile.userTable;
        float[] q = tile.itemTable;
        for (int row = 0; row < tile.rows; row++) {
            int user = tile.user(row);
            int item = tile.item(row);
            float rate = rates[row];
            float label = labels[tile.start + row];
            fold(p, user, q, item, factors, tile.lanes, 0);
            float userBias = p[user + factors];
            float itemBias = q[item + factors];
            float logit = sum(tile.lanes) + userBias + itemBias + bias[0];
            float slope = FloatMath.sigmoid(logit) - label;
            logits[tile.start + row] = logit;
            losses[row] = FloatMath.crossEntropy(logit, label);
            // whole vectors: beyond the factors are the bias, which is put right below, and zeros
            for (int j = 0; j < factors; j += LENGTH) {
                FloatVector u = FloatVector.fromArray(Lanes.SPECIES, p, user + j);
                FloatVector i = FloatVector.fromArray(Lanes.SPECIES, q, item + j);
                u.sub(i.mul(slope).add(u.mul(l2)).mul(rate)).intoArray(p, user + j);
                i.sub(u.mul(slope).add(i.mul(l2)).mul(rate)).intoArray(q, item + j);
            }
            p[user + factors] = userBias - rate * (slope + l2 * userBias);
            q[item + factors] = itemBias - rate * (slope + l2 * itemBias);
            bias[0] -= rate * slope;
        }
    }

    /** What {@link #reduce} makes of one row that {@link #fold} left. */
    private static float sum(float[] lanes) {
        return quarter(lanes, 0) + quarter(lanes, 2) + (quarter(lanes, 1) + quarter(lanes, 3));
    }

    private static float quarter(float[] lanes, int lane) {
        if (LENGTH > 8) {
            return lanes[lane] + lanes[lane + 8] + (lanes[lane + 4] + lanes[lane + 12]);
        }
        return LENGTH > 4 ? lanes[lane] + lanes[lane + 4] : lanes[lane];
    }

    @Override
    public void crossEntropy(
            PairTile tile, float[] logits, float[] labels, float count, float[] losses, float[] slopes) {
        int whole = tile.rows / LENGTH * LENGTH;
        // the losses' place serves for what they are made of
        Lanes.expOfNegative(1, logits, tile.start, losses, 0, whole);
        Lanes.crossEntropy(logits, labels, tile.start, losses, count, losses, slopes, whole);
        for (int row = whole; row < tile.rows; row++) {
            float logit = logits[tile.start + row];
            float label = labels[tile.start + row];
            losses[row] = FloatMath.crossEntropy(logit, label);
            slopes[row] = (FloatMath.sigmoid(logit) - label) / count;
        }
    }

    @Override
    public void addScaled(PairTile tile, float[] slopes, float[] features, float[] sums) {
        int width = sums.length;
        for (int column = 0; column < width; column += LENGTH) {
            FloatVector sum = FloatVector.fromArray(Lanes.SPECIES, sums, column);
            for (int row = 0, at = column; row < tile.rows; row++, at += width) {
                sum = FloatVector.broadcast(Lanes.SPECIES, slopes[row])
                        .fma(FloatVector.fromArray(Lanes.SPECIES, features, at), sum);
            }
            sum.intoArray(sums, column);
        }
    }

    @Override
    public void scale(PairTile tile, float[] slopes, float[] weights, int from, int width, float[] output) {
        for (int j = 0; j < width; j += LENGTH) {
            FloatVector weight = FloatVector.fromArray(Lanes.SPECIES, weights, from + j);
            for (int row = 0, to = j; row < tile.rows; row++, to += width) {
                weight.mul(slopes[row]).intoArray(output, to);
            }
        }
    }

    @Override
    public void productGradients(
            PairTile tile, int product, float[] head, float[] slopes, float[] userGradients, float[] itemGradients) {
        for (int j = 0; j < product; j += LENGTH) {
            FloatVector weight = FloatVector.fromArray(Lanes.SPECIES, head, j);
            for (int row = 0; row < tile.rows; row++) {
                int to = (tile.start + row) * tile.width + j;
                FloatVector pull = weight.mul(slopes[row]);
                pull.mul(FloatVector.fromArray(Lanes.SPECIES, tile.itemTable, tile.item(row) + j))
                        .intoArray(userGradients, to);
                pull.mul(FloatVector.fromArray(Lanes.SPECIES, tile.userTable, tile.user(row) + j))
                        .intoArray(itemGradients, to);
            }
        }
    }

    @Override
    public void factorGradients(
            PairTile tile, int factors, float[] slopes, float[] userGradients, float[] itemGradients) {
        for (int row = 0; row < tile.rows; row++) {
            int to = (tile.start + row) * tile.width;
            Lanes.scale(slopes[row], tile.itemTable, tile.item(row), userGradients, to, factors);
            Lanes.scale(slopes[row], tile.userTable, tile.user(row), itemGradients, to, factors);
            userGradients[to + factors] = slopes[row];
            itemGradients[to + factors] = slopes[row];
        }
    }

    @Override
    public void add(float[] source, int from, float[] target, int to, int length) {
        Lanes.add(source, from, target, to, length);
    }
}
