package org.ncf4j.eval.baseline;

import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.Scorer;

/** STUB. */
public final class Popularity implements Scorer {
    private Popularity() {}

    public static Popularity of(Interactions train) {
        throw new UnsupportedOperationException();
    }

    @Override
    public IdIndex users() {
        throw new UnsupportedOperationException();
    }

    @Override
    public IdIndex items() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void scoreAll(int user, float[] scores) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void score(int user, int[] items, float[] scores) {
        throw new UnsupportedOperationException();
    }
}
