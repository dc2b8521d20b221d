package org.ncf4j.eval;

import java.util.Objects;
import org.ncf4j.data.IdIndex;
import org.ncf4j.model.Scorer;

/** A scorer by formula. */
record TestScorer(IdIndex users, IdIndex items, Formula formula) implements Scorer {
    interface Formula {
        float score(int user, int item);
    }

    /** Users "0", "1", ... and items "0", "1", ... */
    static TestScorer of(int users, int items, Formula formula) {
        return new TestScorer(IdIndex.range("user", users), IdIndex.range("item", items), formula);
    }

    @Override
    public void scoreAll(int user, float[] scores) {
        Objects.checkIndex(user, users.size());
        for (int item = 0; item < items.size(); item++) {
            scores[item] = formula.score(user, item);
        }
    }

    @Override
    public void score(int user, int[] some, float[] scores) {
        Objects.checkIndex(user, users.size());
        for (int i = 0; i < some.length; i++) {
            scores[i] = formula.score(user, Objects.checkIndex(some[i], items.size()));
        }
    }
}
