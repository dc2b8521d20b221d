package org.ncf4j.internal;

/** The loops over pairs of rows in plain Java: the definition, and short beside the dense layers. */
final class PortablePairKernels implements PairKernels {
    @Override
    public void multiply(PairTile tile, int product, float[] features, int stride) {
        for (int row = 0; row < tile.rows; row++) {
            int user = tile.user(row);
            int item = tile.item(row);
            for (int j = 0, to = row * stride; j < product; j++) {
                features[to + j] = tile.userTable[user + j] * tile.itemTable[item + j];
            }
        }
    }

    @Override
    public void logits(PairTile tile, float[] head, float bias, float[] features, float[] logits) {
        for (int row = 0; row < tile.rows; row++) {
            logits[tile.start + row] = Dot.of(head, 0, features, row * head.length, head.length) + bias;
        }
    }

    @Override
    public void factorLogits(PairTile tile, int factors, float bias, float[] logits) {
        for (int row = 0; row < tile.rows; row++) {
            int user = tile.user(row);
            int item = tile.item(row);
            float dot = Dot.of(tile.userTable, user, tile.itemTable, item, factors);
            logits[tile.start + row] = dot + tile.userTable[user + factors] + tile.itemTable[item + factors] + bias;
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
            float logit = Dot.of(p, user, q, item, factors) + p[user + factors] + q[item + factors] + bias[0];
            float slope = FloatMath.sigmoid(logit) - label;
            logits[tile.start + row] = logit;
            losses[row] = FloatMath.crossEntropy(logit, label);
            for (int j = 0; j < factors; j++) {
                float u = p[user + j];
                float i = q[item + j];
                p[user + j] = u - rate * (slope * i + l2 * u);
                q[item + j] = i - rate * (slope * u + l2 * i);
            }
            p[user + factors] -= rate * (slope + l2 * p[user + factors]);
            q[item + factors] -= rate * (slope + l2 * q[item + factors]);
            bias[0] -= rate * slope;
        }
    }

    @Override
    public void crossEntropy(
            PairTile tile, float[] logits, float[] labels, float count, float[] losses, float[] slopes) {
        for (int row = 0; row < tile.rows; row++) {
            float logit = logits[tile.start + row];
            float label = labels[tile.start + row];
            losses[row] = FloatMath.crossEntropy(logit, label);
            slopes[row] = (FloatMath.sigmoid(logit) - label) / count;
        }
    }

    @Override
    public void addScaled(PairTile tile, float[] slopes, float[] features, float[] sums) {
        for (int row = 0, at = 0; row < tile.rows; row++, at += sums.length) {
            float slope = slopes[row];
            for (int j = 0; j < sums.length; j++) {
                sums[j] = Fma.of(slope, features[at + j], sums[j]);
            }
        }
    }

    @Override
    public void scale(PairTile tile, float[] slopes, float[] weights, int from, int width, float[] output) {
        for (int row = 0, at = 0; row < tile.rows; row++, at += width) {
            for (int j = 0; j < width; j++) {
                output[at + j] = slopes[row] * weights[from + j];
            }
        }
    }

    @Override
    public void productGradients(
            PairTile tile, int product, float[] head, float[] slopes, float[] userGradients, float[] itemGradients) {
        for (int row = 0; row < tile.rows; row++) {
            int user = tile.user(row);
            int item = tile.item(row);
            for (int j = 0, to = (tile.start + row) * tile.width; j < product; j++) {
                float pull = slopes[row] * head[j];
                userGradients[to + j] = pull * tile.itemTable[item + j];
                itemGradients[to + j] = pull * tile.userTable[user + j];
            }
        }
    }

    @Override
    public void factorGradients(
            PairTile tile, int factors, float[] slopes, float[] userGradients, float[] itemGradients) {
        for (int row = 0; row < tile.rows; row++) {
            int user = tile.user(row);
            int item = tile.item(row);
            int to = (tile.start + row) * tile.width;
            for (int j = 0; j < factors; j++) {
                userGradients[to + j] = slopes[row] * tile.itemTable[item + j];
                itemGradients[to + j] = slopes[row] * tile.userTable[user + j];
            }
            userGradients[to + factors] = slopes[row];
            itemGradients[to + factors] = slopes[row];
        }
    }

    @Override
    public void add(float[] source, int from, float[] target, int to, int length) {
        for (int i = 0; i < length; i++) {
            target[to + i] += source[from + i];
        }
    }
}
