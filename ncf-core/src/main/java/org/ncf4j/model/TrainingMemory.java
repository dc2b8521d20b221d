package org.ncf4j.model;

import java.util.List;
import org.ncf4j.internal.Bytes;
import org.ncf4j.internal.CacheLines;
import org.ncf4j.internal.DenseStack;
import org.ncf4j.internal.Dot;
import org.ncf4j.internal.ItemScorer;
import org.ncf4j.nn.Adam;

/**
 * What training holds in memory when it holds most, in bytes: an estimate from sizes alone, made before anything is
 * allocated.
 *
 * <pre>
 * data + samples + 4 R (W + 1) + 4 w (5 + s) + average + max(step, model)
 *
 * R = users + items: rows                       w = weights of tower and head, biases too
 * W = width of a row, padded to whole 16s       s = shards = min(8, batch / 64, rounded up)
 * average = 4 R (W + 1) + 4 w where the weights are averaged
 * step  = 8 R W with Adam, 0 with SGD           its two moments
 *       + 8 B W + 16 B                          gradients and samples of a batch of B = min(batch size, samples)
 *       + 24 C                                  two chunks of samples drawn ahead, C = whole batches, about 8192
 *       + t (4 B + 256 (2 c + h) + 65,536)        work space of t threads
 * model = 4 (seen + users + 1) + 4.16 items (p + c1)
 *
 * c = all widths of the tower's layers, c1 = that of its first dense layer, h = length of the head, p = linear features
 * </pre>
 *
 * <p>A table of some hundred kilobytes, and its moments with it, may be held in up to four times as much (see
 * {@link CacheLines}). Early stopping holds a model more, the best one and what is judged. Pretraining has phases, of which
 * the largest counts: the product half, the tower beside the finished product half, and the whole beside both, which takes no
 * more than a finished model where it has no epochs. {@code data} are the interactions or pairs with their ids; {@code samples} is what finds the user of a positive.
 */
final class TrainingMemory {
    private static final int TILE = DenseStack.TILE;
    /** The largest array. */
    private static final long MAX_LENGTH = Integer.MAX_VALUE - 8L;

    private final long bytes;
    private final long modelBytes;
    private final boolean arraysFit;

    private TrainingMemory(long bytes, long modelBytes, boolean arraysFit) {
        this.bytes = bytes;
        this.modelBytes = modelBytes;
        this.arraysFit = arraysFit;
    }

    /**
     * An estimate.
     *
     * @param data bytes of the data that is trained on
     * @param samples bytes of what finds a sample's positive
     * @param sampleCount samples in an epoch
     * @param seen seen items of all users together
     */
    TrainingMemory(
            ModelConfig model,
            TrainingConfig training,
            int threads,
            int users,
            int items,
            long data,
            long samples,
            long sampleCount,
            long seen) {
        int product = 0;
        List<Integer> layers = List.of();
        if (model instanceof Mf mf) {
            product = mf.factors();
        } else if (model instanceof Gmf gmf) {
            product = gmf.factors();
        } else if (model instanceof Mlp mlp) {
            layers = mlp.layers();
        } else if (model instanceof NeuMf neuMf) {
            product = neuMf.factors();
            layers = neuMf.layers();
        }
        boolean biased = model instanceof Mf;
        long width = width(product, layers, biased);
        long head = biased ? 0 : roundUp(product) + (layers.isEmpty() ? 0 : roundUp(layers.get(layers.size() - 1)));
        long weights = head + 1;
        long columns = 0;
        for (int layer = 1; layer < layers.size(); layer++) {
            weights += (layers.get(layer - 1) + 1L) * layers.get(layer);
            columns += layers.get(layer);
        }
        long rows = (long) users + items;
        long batch = Math.min(training.batchSize(), sampleCount);
        long shards = Math.min(TrainingStep.SHARDS, (batch + TILE - 1) / TILE);
        boolean adam = training.optimizer() instanceof Adam;
        long member =
                4 * batch + 4L * TILE * (2 * (columns + (layers.isEmpty() ? 0 : layers.get(0))) + head) + (1 << 16);
        long ahead = 24L * EpochRun.chunkLength(training.batchSize(), sampleCount);
        // the moments are as long as the tables
        long tables = CacheLines.padded(users * width) + CacheLines.padded(items * width);
        long step = (adam ? 8 * tables : 0) + 8 * batch * width + 16 * batch + ahead + threads * member;
        // the average of the weights is a network of its own
        long average = training.averaging() > 0 ? 4 * (tables + rows) + 4 * weights : 0;
        long features = product + (biased ? 1L : 0) + (layers.isEmpty() ? 0 : layers.get(1));
        // an array of a tile's values has a header of 16 bytes, and is referred to
        int itemTile = ItemScorer.TILE;
        long tiles = (items + itemTile - 1L) / itemTile * features * (4L * itemTile + 16 + 4);
        long finished = 4 * (seen + users + 1) + tiles;
        bytes = data + samples + 4 * (tables + rows) + 4 * weights * (5 + shards) + average + Math.max(step, finished);
        modelBytes = 4 * (tables + rows) + 4 * weights + finished;
        arraysFit = Math.max(users, items) * width <= CacheLines.MAX_LENGTH && batch * width <= MAX_LENGTH;
    }

    /** The padded width of a row, as {@link FusionNetwork} lays it out. */
    static long width(int product, List<Integer> layers, boolean biased) {
        return layers.isEmpty() ? roundUp(product + (biased ? 1L : 0)) : roundUp(roundUp(product) + layers.get(0) / 2);
    }

    private static long roundUp(long length) {
        return (length + Dot.LANES - 1) / Dot.LANES * Dot.LANES;
    }

    long bytes() {
        return bytes;
    }

    /** What a finished model of this kind holds, the ids excluded. */
    long modelBytes() {
        return modelBytes;
    }

    /** The same with more that is held all the time: weights to come back to, models to begin with. */
    TrainingMemory with(long more) {
        return new TrainingMemory(bytes + more, modelBytes, arraysFit);
    }

    /** The same where nothing is trained: the finished model alone. */
    TrainingMemory untrained(long data) {
        return new TrainingMemory(data + modelBytes, modelBytes, arraysFit);
    }

    /** What two phases take, one after the other. */
    TrainingMemory or(TrainingMemory other) {
        return new TrainingMemory(Math.max(bytes, other.bytes), modelBytes, arraysFit && other.arraysFit);
    }

    /** The same with another peak. */
    TrainingMemory peak(long bytes) {
        return new TrainingMemory(bytes, modelBytes, arraysFit);
    }

    /**
     * The peak of {@link ImplicitAls}, in bytes: the positives both ways, the factors three times (as they are solved for, in
     * a matrix, in the model) and a matrix of normal equations a thread.
     */
    static long leastSquares(int factors, int threads, long users, long items, long positives, long data) {
        long rows = users + items;
        return data + 8 * positives + 8 * rows + 12 * rows * (factors + 4L) + 4L * (threads + 1L) * factors * factors;
    }

    /**
     * Fails if a heap is too small. What no array can hold is let pass: it is refused by those who would make the array.
     *
     * @param heap the most that the heap may grow to, in bytes
     * @throws IllegalStateException with both figures, and what to do
     */
    void requireFits(long heap) {
        if (arraysFit && bytes > heap) {
            long gigabytes = (long) Math.ceil(bytes * 1.2 / (1L << 30));
            throw new IllegalStateException("training needs about " + Bytes.text(bytes)
                    + " of memory, and the JVM has at most " + Bytes.text(heap) + ": give it more (java -Xmx"
                    + gigabytes
                    + "g), or choose fewer factors, narrower layers or a smaller batch");
        }
    }
}
