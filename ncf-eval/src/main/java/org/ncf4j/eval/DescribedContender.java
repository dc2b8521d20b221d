package org.ncf4j.eval;

import org.ncf4j.data.Interactions;
import org.ncf4j.model.Scorer;

/** A contender with more known of it than how it is fitted. */
record DescribedContender(Contender fitted, String config, boolean dependsOnSeed) implements Contender {
    @Override
    public Scorer fit(Interactions train, Interactions validation, long seed) {
        return fitted.fit(train, validation, seed);
    }
}
