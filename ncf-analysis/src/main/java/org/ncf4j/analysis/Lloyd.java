package org.ncf4j.analysis;

import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.ncf4j.internal.Hash;
import org.ncf4j.internal.Kernels;
import org.ncf4j.internal.NearestPoints;
import org.ncf4j.internal.Team;
import org.ncf4j.internal.Work;

/**
 * All starts of {@link KMeans}, side by side: each tile of rows is taken once for all starts that are not at rest.
 *
 * <p>No result depends on who does what: a row's nearest centroid is that by distances in double, whatever found it
 * ({@link Candidates}); sums of a cluster's rows are whole numbers (see {@link #factors}), so that they have no order, and rows
 * that change their cluster are subtracted there and added here; sums of squared distances are added up within tiles, then
 * tile by tile.
 */
final class Lloyd {
    /** Into how many blocks, at most twice that, tiles are handed out. */
    private static final int BLOCKS = 64;

    /** The cluster of a row before its first; not what stands for an undecided one. */
    private static final int NONE = -2;

    private final Rows x;
    private final int k;
    private final int maxIterations;
    /** How many candidates are drawn for each centroid but the first. */
    private final int trials;

    private final Start[] starts;
    private final Candidates candidates;
    /** Of each column, the power of two that makes whole numbers of its values: the sum of all rows stays below 2^62. */
    private final double[] factors;

    private final AtomicInteger[] next = {new AtomicInteger(), new AtomicInteger()};

    /**
     * Starts to be run.
     *
     * @param means of the columns
     */
    Lloyd(Rows x, double[] means, int k, int starts, int maxIterations, long seed) {
        this.x = x;
        this.k = k;
        this.maxIterations = maxIterations;
        trials = 2 + (int) StrictMath.log(k);
        float[] largest = largest(x);
        factors = factors(largest, x.count);
        float all = 0;
        for (float value : largest) {
            all = Math.max(all, value);
        }
        candidates = new Candidates(x, means, all);
        this.starts = IntStream.range(0, starts)
                .mapToObj(s -> new Start(Hash.key(seed, Hash.CLUSTER, s)))
                .toArray(Start[]::new);
    }

    private static float[] largest(Rows x) {
        float[] largest = new float[x.columns];
        for (int at = 0; at < x.count * x.columns; at += x.columns) {
            for (int j = 0; j < x.columns; j++) {
                largest[j] = Math.max(largest[j], Math.abs(x.values[at + j]));
            }
        }
        return largest;
    }

    /**
     * With {@code n} rows, values below {@code 2^e} and {@code n <= 2^l}: {@code 2^(62 - l - e)}. So a sum is exact where the
     * values of a column differ by less than {@code 2^(38 - l)} in magnitude, and smaller ones are cut after that many bits.
     */
    private static double[] factors(float[] largest, int count) {
        int l = Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
        double[] factors = new double[largest.length];
        for (int j = 0; j < factors.length; j++) {
            int e = Math.max(Math.getExponent(largest[j]), Float.MIN_EXPONENT) + 1;
            factors[j] = Math.scalb(1.0, 62 - l - e);
        }
        return factors;
    }

    private static double total(double[] sums) {
        double total = 0;
        for (double sum : sums) {
            total += sum;
        }
        return total;
    }

    /** The sum of the lower one of each pair, in four chains. */
    private static double sumOfLower(double[] a, int from, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (int i = 0; i < Rows.TILE; i += 4) {
            s0 += Math.min(a[from + i], b[i]);
            s1 += Math.min(a[from + i + 1], b[i + 1]);
            s2 += Math.min(a[from + i + 2], b[i + 2]);
            s3 += Math.min(a[from + i + 3], b[i + 3]);
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** The start of the smallest inertia, of equal ones the first. */
    Clustering best(Team team, int threads) {
        Worker[] workers = new Worker[threads];
        team.run((member, members, barrier) -> {
            workers[member] = new Worker(member, barrier, workers);
            workers[member].run();
        });
        Start best = starts[0];
        for (Start start : starts) {
            if (start.inertia < best.inertia) {
                best = start;
            }
        }
        return best.inOrder();
    }

    /** Sums of the rows of each cluster, as whole numbers, and how many they are; or what is to be added to them. */
    private final class Sums {
        private final long[] values = new long[k * x.columns];
        private final int[] sizes = new int[k];

        /** From a cluster, if it is one, to another. */
        void move(int row, int from, int to) {
            addRow(row, to, 1);
            if (from >= 0) {
                addRow(row, from, -1);
            }
        }

        private void addRow(int row, int cluster, int sign) {
            int at = row * x.columns;
            int base = cluster * x.columns;
            for (int j = 0; j < x.columns; j++) {
                values[base + j] += sign * (long) (x.values[at + j] * factors[j]);
            }
            sizes[cluster] += sign;
        }

        /** Leaves nothing in the other one. */
        void takeOver(Sums other) {
            for (int i = 0; i < values.length; i++) {
                values[i] += other.values[i];
                other.values[i] = 0;
            }
            for (int c = 0; c < k; c++) {
                sizes[c] += other.sizes[c];
                other.sizes[c] = 0;
            }
        }
    }

    /** One start: what all members see. */
    private final class Start {
        private final long key;
        private final double[] centroids = new double[k * x.columns];
        private final int[] assignments = new int[x.count];
        /** Of each row, the squared distance to the nearest centroid drawn so far; at the end, to its own one. */
        private final double[] distances = new double[x.tiles() * Rows.TILE];
        /** Their sum over each tile, those to the last centroid counted. */
        private final double[] tileSums = new double[x.tiles()];
        /** The candidates for a centroid. */
        private final double[] trialPoints = new double[trials * x.columns];
        /** What the sum over each tile would be with each candidate. */
        private final double[][] trialSums = new double[trials][x.tiles()];

        private final Sums sums = new Sums();
        private final Candidates.Points points = candidates.new Points(k);
        private int iterations;
        private boolean filled;
        private boolean atRest;
        private double inertia;

        Start(long key) {
            this.key = key;
            Arrays.fill(assignments, NONE);
            Arrays.fill(distances, 0, x.count, Double.POSITIVE_INFINITY); // 0 beyond
        }

        private int trials(int cluster) {
            return cluster == 0 ? 1 : trials;
        }

        /** Draws the candidates for a centroid, after the best of those before has become the one before. */
        void drawCandidates(int cluster) {
            for (int t = 0; t < trials(cluster); t++) {
                int row = cluster == 0
                        ? Hash.bounded(Hash.bits(key, 0), x.count)
                        : drawByDistance(Hash.unit(Hash.bits(key, (long) cluster * trials + t)), cluster - 1);
                for (int j = 0; j < x.columns; j++) {
                    trialPoints[t * x.columns + j] = x.values[row * x.columns + j];
                }
            }
        }

        /** The row at which the running sum of the distances passes a share of their total. */
        private int drawByDistance(double share, int lastCluster) {
            double target = share * total(tileSums);
            double sum = 0;
            int tile = 0;
            int last = 0; // where the sum never passes the target: all distances are 0, or rounding has the last word
            while (tile < tileSums.length && !(sum + tileSums[tile] > target)) {
                sum += tileSums[tile];
                last = tileSums[tile] > 0 ? tile : last;
                tile++;
            }
            tile = tile < tileSums.length ? tile : last;
            int found = tile * Rows.TILE;
            for (int r = found; r < x.end(tile); r++) {
                double distance = Math.min(distances[r], x.squaredDistance(r, centroids, lastCluster * x.columns));
                if (distance > 0) {
                    sum += distance;
                    found = r;
                    if (sum > target) {
                        return r;
                    }
                }
            }
            return found;
        }

        /** Lowers a tile's distances to those to the last centroid, and finds what each candidate would leave of them. */
        void tryCandidates(int cluster, int tile, double[][] columns, double[] found) {
            int first = tile * Rows.TILE;
            if (cluster > 0) {
                x.squaredDistances(columns, centroids, (cluster - 1) * x.columns, found);
                for (int i = 0; i < Rows.TILE; i++) {
                    distances[first + i] = Math.min(distances[first + i], found[i]);
                }
            }
            for (int t = 0; t < trials(cluster); t++) {
                x.squaredDistances(columns, trialPoints, t * x.columns, found);
                trialSums[t][tile] = sumOfLower(distances, first, found);
            }
        }

        void takeBestCandidate(int cluster) {
            int best = 0;
            for (int t = 1; t < trials(cluster); t++) {
                best = total(trialSums[t]) < total(trialSums[best]) ? t : best;
            }
            System.arraycopy(trialPoints, best * x.columns, centroids, cluster * x.columns, x.columns);
            System.arraycopy(trialSums[best], 0, tileSums, 0, tileSums.length);
        }

        void measure(int tile) {
            for (int r = tile * Rows.TILE; r < x.end(tile); r++) {
                distances[r] = x.squaredDistance(r, centroids, assignments[r] * x.columns);
            }
        }

        void addUpInertia() {
            inertia = 0;
            for (int r = 0; r < x.count; r++) {
                inertia += distances[r];
            }
        }

        /** What follows an assignment of all rows. */
        void moveOrRest(boolean changed) {
            // After a filling, two equal assignments can differ in their centroids: it is not at rest yet.
            if (iterations == maxIterations || !(changed || filled)) {
                atRest = true;
                return;
            }
            filled = fillEmptyClusters();
            for (int c = 0; c < k; c++) {
                for (int j = 0; sums.sizes[c] > 0 && j < x.columns; j++) { // an empty cluster stays where it is
                    int at = c * x.columns + j;
                    centroids[at] = sums.values[at] / factors[j] / sums.sizes[c];
                }
            }
            iterations++;
            points.set(centroids);
        }

        /** Each takes over the row that is farthest from its centroid, if one does not lie on it. */
        private boolean fillEmptyClusters() {
            boolean any = false;
            for (int c = 0; c < k; c++) {
                if (sums.sizes[c] == 0) {
                    for (int tile = 0; !any && tile < x.tiles(); tile++) {
                        measure(tile);
                    }
                    int farthest = farthestRow();
                    if (farthest < 0) {
                        return any; // all rows lie on their centroids: fewer are distinct than there are clusters
                    }
                    sums.move(farthest, assignments[farthest], c);
                    assignments[farthest] = c;
                    distances[farthest] = 0;
                    any = true;
                }
            }
            return any;
        }

        private int farthestRow() {
            int farthest = -1;
            double distance = 0;
            for (int r = 0; r < x.count; r++) {
                if (distances[r] > distance && sums.sizes[assignments[r]] > 1) {
                    farthest = r;
                    distance = distances[r];
                }
            }
            return farthest;
        }

        /** The result, its clusters in order, without empty ones. */
        Clustering inOrder() {
            int[] firstRow = new int[k];
            for (int r = x.count - 1; r >= 0; r--) {
                firstRow[assignments[r]] = r;
            }
            int[] order = IntStream.range(0, k)
                    .filter(c -> sums.sizes[c] > 0)
                    .boxed()
                    .sorted(Comparator.comparingInt((Integer c) -> -sums.sizes[c])
                            .thenComparingInt(c -> firstRow[c]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int[] number = new int[k];
            double[][] ordered = new double[order.length][];
            for (int c = 0; c < order.length; c++) {
                number[order[c]] = c;
                ordered[c] = Arrays.copyOfRange(centroids, order[c] * x.columns, (order[c] + 1) * x.columns);
            }
            int[] renumbered = new int[x.count];
            for (int r = 0; r < x.count; r++) {
                renumbered[r] = number[assignments[r]];
            }
            return new Clustering(renumbered, ordered, Arrays.copyOf(distances, x.count), inertia, iterations);
        }
    }

    /** What one member of the team does, with its work space. */
    private final class Worker {
        private final int member;
        private final Team.Barrier barrier;
        private final Worker[] all;
        private final NearestPoints search = Kernels.active().nearestPoints();
        private final float[] nearest = new float[NearestPoints.TILE];
        private final double[][] columns = x.newTile();
        private final double[] unmoved = new double[x.columns];
        private final double[] found = new double[Rows.TILE];
        private final double[] smallest = new double[Rows.TILE];
        /** Of each start, what rows of this member's tiles change in the sums. */
        private final Sums[] moves = new Sums[starts.length];

        private final boolean[] changed = new boolean[starts.length];
        private int shares;

        Worker(int member, Team.Barrier barrier, Worker[] all) {
            this.member = member;
            this.barrier = barrier;
            this.all = all;
            Arrays.setAll(moves, s -> new Sums());
        }

        void run() {
            shareTiles(candidates::fill);
            for (int c = 0; c < k; c++) {
                int cluster = c;
                ownStarts(start -> start.drawCandidates(cluster));
                shareTiles(tile -> tryCandidates(tile, cluster));
                ownStarts(start -> start.takeBestCandidate(cluster));
            }
            ownStarts(start -> start.points.set(start.centroids));
            while (!allAtRest()) {
                shareTiles(this::assign);
                for (int s = member; s < starts.length; s += all.length) {
                    moveOrRest(s);
                }
                barrier.await();
            }
            shareTiles(tile -> {
                for (Start start : starts) {
                    start.measure(tile);
                }
            });
            ownStarts(Start::addUpInertia);
        }

        /** Takes part in the work on all tiles, and waits for its end. */
        private void shareTiles(IntConsumer work) {
            AtomicInteger counter = next[shares & 1];
            shares++;
            if (member == 0) {
                next[shares & 1].set(0); // that of the share before, which all have left
            }
            Work.take(counter, x.tiles(), Math.max(1, x.tiles() / BLOCKS), (from, to) -> {
                for (int tile = from; tile < to; tile++) {
                    work.accept(tile);
                }
            });
            barrier.await();
        }

        private void ownStarts(Consumer<Start> work) {
            for (int s = member; s < starts.length; s += all.length) {
                work.accept(starts[s]);
            }
            barrier.await();
        }

        private boolean allAtRest() {
            for (Start start : starts) {
                if (!start.atRest) {
                    return false;
                }
            }
            return true;
        }

        private void tryCandidates(int tile, int cluster) {
            x.copyTile(tile, unmoved, columns);
            for (Start start : starts) {
                start.tryCandidates(cluster, tile, columns, found);
            }
        }

        private void assign(int tile) {
            for (int s = 0; s < starts.length; s++) {
                if (!starts[s].atRest) {
                    changed[s] |= assign(tile, starts[s], moves[s]);
                }
            }
        }

        /** Whether a row changed its cluster. */
        private boolean assign(int tile, Start start, Sums moved) {
            Candidates.Points points = start.points;
            search.find(
                    points.starts,
                    points.weights,
                    candidates.tiles[tile],
                    candidates.norms[tile],
                    points.margin,
                    points.marginOfNorm,
                    nearest);
            boolean any = false;
            int first = tile * Rows.TILE;
            for (int r = first; r < x.end(tile); r++) {
                int before = start.assignments[r];
                int cluster = (int) nearest[r - first];
                if (cluster != before) {
                    if (cluster < 0) { // undecided
                        measureAll(tile, start);
                        cluster = (int) nearest[r - first];
                    }
                    if (cluster != before) {
                        moved.move(r, before, cluster);
                        start.assignments[r] = cluster;
                        any = true;
                    }
                }
            }
            return any;
        }

        /** The nearest centroids of a tile's rows by distances in double. */
        private void measureAll(int tile, Start start) {
            x.copyTile(tile, unmoved, columns);
            Arrays.fill(smallest, Double.POSITIVE_INFINITY);
            for (int c = 0; c < k; c++) {
                x.squaredDistances(columns, start.centroids, c * x.columns, found);
                for (int i = 0; i < Rows.TILE; i++) {
                    if (found[i] < smallest[i]) {
                        smallest[i] = found[i];
                        nearest[i] = c;
                    }
                }
            }
        }

        /** What follows an assignment of all rows: one start is one member's. */
        private void moveOrRest(int s) {
            if (!starts[s].atRest) {
                boolean any = false;
                for (Worker worker : all) {
                    starts[s].sums.takeOver(worker.moves[s]);
                    any |= worker.changed[s];
                    worker.changed[s] = false;
                }
                starts[s].moveOrRest(any);
            }
        }
    }
}
