package org.ncf4j.eval.baseline;

import java.util.List;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.Scorer;
import org.ncf4j.model.ScorerContract;

/** Popularity keeps the contract of a scorer, for users and items without a positive, too. */
class PopularityContractTest extends ScorerContract {
    private static final Scorer SCORER = Popularity.of(Interactions.of(
            IdIndex.of("user", List.of("a", "b", "c")),
            IdIndex.of("item", List.of("p", "q", "r", "s")),
            new int[] {0, 0, 1},
            new int[] {1, 3, 1},
            Interactions.Order.NONE));

    @Override
    protected Scorer scorer() {
        return SCORER;
    }
}
