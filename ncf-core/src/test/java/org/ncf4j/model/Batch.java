package org.ncf4j.model;

import org.ncf4j.internal.TestFloats;

/** The samples of one step. */
final class Batch {
    private final int[] users;
    private final int[] items;
    private final float[] labels;

    Batch(int[] users, int[] items, float[] labels) {
        this.users = users;
        this.items = items;
        this.labels = labels;
    }

    /** Drawn with replacement: of more samples than users and items some repeat, together and apart. */
    static Batch random(int size, int userCount, int itemCount, long seed) {
        int[] ones = TestFloats.ints(size, 2, seed + 2);
        float[] labels = new float[size];
        for (int i = 0; i < size; i++) {
            labels[i] = ones[i];
        }
        return new Batch(TestFloats.ints(size, userCount, seed), TestFloats.ints(size, itemCount, seed + 1), labels);
    }

    int size() {
        return users.length;
    }

    int[] users() {
        return users;
    }

    int[] items() {
        return items;
    }

    float[] labels() {
        return labels;
    }
}
