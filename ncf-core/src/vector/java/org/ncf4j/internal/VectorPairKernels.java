package org.ncf4j.internal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/** The loops over pairs of rows on vectors. */
final class VectorPairKernels implements PairKernels {
    private static final int LENGTH = Lanes.LENGTH;
    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private static VectorShuffle<Float> rotation(int distance) {
        return VectorShuffle.fromOp(Lanes.SPECIES, lane -> (lane + distance) % LENGTH);
    }

    /** The end of a dot product: lanes 8 apart, 4, 2 and 1. */
    private static float sum(FloatVector lanes) {
        FloatVector sum = lanes;
        if (LENGTH > 8) {
            sum = sum.add(sum.rearrange(BY_8));
        }
        if (LENGTH > 4) {
            sum = sum.add(sum.rearrange(BY_4));
        }
        sum = sum.add(sum.rearrange(BY_2));
        return sum.add(sum.rearrange(BY_1)).lane(0);
    }

    /** A dot product as {@link Dot} defines it, over whole sets of lanes. */
    private static float dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
        if (LENGTH == 16) {
            FloatVector sum = FloatVector.zero(Lanes.SPECIES);
            for (int j = 0; j < length; j += Dot.LANES) {
                sum = FloatVector.fromArray(Lanes.SPECIES, a, aOffset + j)
                        .fma(FloatVector.fromArray(Lanes.SPECIES, b, bOffset + j), sum);
            }
            return sum(sum);
        }
        if (LENGTH == 8) {
            FloatVector low = FloatVector.zero(Lanes.SPECIES);
            FloatVector high = FloatVector.zero(Lanes.SPECIES);
            for (int j = 0; j < length; j += Dot.LANES) {
                low = FloatVector.fromArray(Lanes.SPECIES, a, aOffset + j)
                        .fma(FloatVector.fromArray(Lanes.SPECIES, b, bOffset + j), low);
                high = FloatVector.fromArray(Lanes.SPECIES, a, aOffset + j + 8)
                        .fma(FloatVector.fromArray(Lanes.SPECIES, b, bOffset + j + 8), high);
            }
            return sum(low.add(high));
        }
        FloatVector p = FloatVector.zero(Lanes.SPECIES);
        FloatVector q = FloatVector.zero(Lanes.SPECIES);
        FloatVector r = FloatVector.zero(Lanes.SPECIES);
        FloatVector s = FloatVector.zero(Lanes.SPECIES);
        for (int j = 0; j < length; j += Dot.LANES) {
            p = FloatVector.fromArray(Lanes.SPECIES, a, aOffset + j)
                    .fma(FloatVector.fromArray(Lanes.SPECIES, b, bOffset + j), p);
            q = FloatVector.fromArray(Lanes.SPECIES, a, aOffset + j + 4)
                    .fma(FloatVector.fromArray(Lanes.SPECIES, b, bOffset + j + 4), q);
            r = FloatVector.fromArray(Lanes.SPECIES, a, aOffset + j + 8)
                    .fma(FloatVector.fromArray(Lanes.SPECIES, b, bOffset + j + 8), r);
            s = FloatVector.fromArray(Lanes.SPECIES, a, aOffset + j + 12)
                    .fma(FloatVector.fromArray(Lanes.SPECIES, b, bOffset + j + 12), s);
        }
        return sum(p.add(r).add(q.add(s)));
    }

    @Override
    public void join(PairTile tile, int column, int half, float[] joined) {
        for (int row = 0; row < tile.rows; row++) {
            int to = row * 2 * half;
            Lanes.copy(tile.userTable, tile.user(row) + column, joined, to, half);
            Lanes.copy(tile.itemTable, tile.item(row) + column, joined, to + half, half);
        }
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
        for (int row = 0; row < tile.rows; row++) {
            logits[tile.start + row] = dot(head, 0, features, row * width, width) + bias;
        }
    }

    @Override
    public void factorLogits(PairTile tile, int factors, float bias, float[] logits) {
        int whole = factors / Dot.LANES * Dot.LANES;
        for (int row = 0; row < tile.rows; row++) {
            int user = tile.user(row);
            int item = tile.item(row);
            float dot = whole == factors
                    ? dot(tile.userTable, user, tile.itemTable, item, factors)
                    : Dot.of(tile.userTable, user, tile.itemTable, item, factors);
            logits[tile.start + row] = dot + tile.userTable[user + factors] + tile.itemTable[item + factors] + bias;
        }
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
