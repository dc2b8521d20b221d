package org.ncf4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;
import org.ncf4j.internal.KernelChoice;
import org.ncf4j.internal.Permutation;
import org.ncf4j.model.NeuMf;
import org.ncf4j.nn.Engine;

/**
 * W1, the size of the NCF paper's MovieLens-1M: 6,040 users, 3,706 items, and a NeuMF with 8 factors beside a tower of 64,
 * 32, 16, 8: 16 kFLOP a sample, forward and back. Everything is drawn at random, the same in every run.
 */
final class Workload {
    static final int USERS = 6040;
    static final int ITEMS = 3706;
    /** Triples of W1. */
    static final int SAMPLES = 1_000_000;

    /** Positives of the NCF paper's training set. */
    static final int POSITIVES = 994_169;

    /** Negative pairs for each positive one. */
    static final int NEGATIVES = 4;

    /** What a fork needs for vector kernels; portable ones are chosen by {@link #useKernels} all the same. */
    static final String ADD_MODULES = "--add-modules=jdk.incubator.vector";

    private Workload() {}

    /**
     * Chooses the kernels of this JVM: before anything else touches the engine, which looks once.
     *
     * @throws IllegalStateException if others run
     */
    static void useKernels(String kernels) {
        System.setProperty(KernelChoice.PROPERTY, kernels);
        if (!Engine.kernels().equals(kernels)) {
            throw new IllegalStateException(
                    kernels + " kernels were asked for, and " + Engine.kernels() + " run: " + Engine.reason());
        }
    }

    static NeuMf model() {
        return NeuMf.defaults().withFactors(8).withLayers(64, 32, 16, 8);
    }

    /** Distinct pairs at random, exactly one in five of them positive. */
    static LabeledPairs pairs() {
        Permutation order = new Permutation((long) USERS * ITEMS, 1);
        int[] users = new int[SAMPLES];
        int[] items = new int[SAMPLES];
        boolean[] labels = new boolean[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            long pair = order.apply(i);
            users[i] = (int) (pair / ITEMS);
            items[i] = (int) (pair % ITEMS);
            labels[i] = i % (1 + NEGATIVES) == 0;
        }
        return LabeledPairs.of(users(), items(), users, items, labels);
    }

    /** So many distinct positives at random. */
    static Interactions positives(int count) {
        Permutation order = new Permutation((long) USERS * ITEMS, 1);
        int[] users = new int[count];
        int[] items = new int[count];
        for (int i = 0; i < count; i++) {
            long pair = order.apply(i);
            users[i] = (int) (pair / ITEMS);
            items[i] = (int) (pair % ITEMS);
        }
        return Interactions.of(users(), items(), users, items, Interactions.Order.NONE);
    }

    /** As many distinct positives as MovieLens-1M, and one held out for each user. */
    record Split(Interactions train, Interactions test) {}

    /**
     * NCF's split of MovieLens-1M where the environment's {@code NCF_DATA} names a folder that has it (as
     * {@code ncf-ml-1m}), else one that is drawn.
     */
    static Split split() {
        String folder = System.getenv("NCF_DATA");
        Path train = Path.of(folder == null ? "" : folder, "ncf-ml-1m", "ml-1m.train.rating");
        if (!Files.isRegularFile(train)) {
            System.out.println("positives drawn at random: no NCF_DATA with ncf-ml-1m");
            return drawn();
        }
        System.out.println("positives from ncf-ml-1m");
        InteractionReader reader = new InteractionReader().withFormat(InteractionReader.Format.NCF);
        try {
            return new Split(reader.read(train), reader.read(train.resolveSibling("ml-1m.test.rating")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Positives of MovieLens-1M's number and, roughly, its shape: a few users have very many and a few items are in very
     * many of them.
     */
    private static Split drawn() {
        SplittableRandom random = new SplittableRandom(1);
        boolean[] taken = new boolean[USERS * ITEMS];
        int[] users = new int[POSITIVES];
        int[] items = new int[POSITIVES];
        int[] all = new int[USERS];
        int[] held = new int[USERS];
        for (int i = 0; i < USERS + POSITIVES; i++) {
            // first one to hold out for each user, then skewed to low numbers, each user at least once
            int user = i < 2 * USERS ? i % USERS : skewed(random, USERS, 2);
            int item = skewed(random, ITEMS, 2);
            while (taken[user * ITEMS + item]) {
                item = (item + 1) % ITEMS;
            }
            taken[user * ITEMS + item] = true;
            if (i < USERS) {
                all[i] = user;
                held[i] = item;
            } else {
                users[i - USERS] = user;
                items[i - USERS] = item;
            }
        }
        return new Split(
                Interactions.of(users(), items(), users, items, Interactions.Order.NONE),
                Interactions.of(users(), items(), all, held, Interactions.Order.NONE));
    }

    private static int skewed(SplittableRandom random, int bound, int power) {
        double x = 1;
        for (int i = 0; i < power; i++) {
            x *= random.nextDouble();
        }
        return (int) (x * bound);
    }

    private static IdIndex users() {
        return IdIndex.range("user", USERS);
    }

    private static IdIndex items() {
        return IdIndex.range("item", ITEMS);
    }

    /** Rows around ten centres, as embeddings in clusters would be. */
    static FMatrixRMaj blobs(int rows, int columns) {
        SplittableRandom random = new SplittableRandom(1);
        float[] centres = new float[10 * columns];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = (float) (random.nextGaussian() * 2);
        }
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int row = 0; row < rows; row++) {
            int centre = random.nextInt(10);
            for (int column = 0; column < columns; column++) {
                matrix.data[row * columns + column] =
                        (float) (centres[centre * columns + column] + random.nextGaussian());
            }
        }
        return matrix;
    }

    /** Standard normal numbers: rows that have no clusters. */
    static FMatrixRMaj noise(int rows, int columns) {
        SplittableRandom random = new SplittableRandom(2);
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < rows * columns; i++) {
            matrix.data[i] = (float) random.nextGaussian();
        }
        return matrix;
    }
}
