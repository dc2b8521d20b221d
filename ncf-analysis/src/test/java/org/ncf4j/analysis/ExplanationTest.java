package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncf4j.recommend.Recommender;

/** Which pulls are reasons, and how they are put into words. */
class ExplanationTest {
    private static final Map<String, String> NAMES = Map.of("a", "Alien", "b", "Brazil");

    /** Of 1,000 users, of whom 100 have the item. */
    private static Explanation of(Explanation.Basis basis, int rank, Explanation.Pull... pulls) {
        return new Explanation(
                "x",
                1,
                null,
                null,
                basis,
                basis == Explanation.Basis.FOLD_IN ? 1 : Double.NaN,
                0,
                List.of(pulls),
                new Explanation.Popularity(rank, 2000, 100, 1000),
                List.of(new Recommender.Neighbor("b", .5)));
    }

    private static Explanation foldedIn(Explanation.Pull... pulls) {
        return of(Explanation.Basis.FOLD_IN, 500, pulls);
    }

    /** Had by 200, with the item by so many. */
    private static Explanation.Pull pull(String item, double pull, int both) {
        return new Explanation.Pull(item, 1.5 * pull, .5 * pull, 200, both);
    }

    @Test
    void strongAndClearPullsAreReasons() {
        assertEquals(2.0, pull("a", 2, 60).pull());
        Explanation one = foldedIn(pull("a", 2, 60), pull("b", .9, 60));
        assertEquals("because of Alien", one.reason(NAMES));
        assertEquals(
                "Recommended because of Alien: of the 200 who have it, 30 % have this, too, against 10 % of all.",
                one.sentence(NAMES));
        Explanation two = foldedIn(pull("a", 2, 60), pull("b", 1, 60), pull("c", 1, 60));
        assertEquals("because of Alien and Brazil", two.reason(NAMES));
        assertEquals(
                "Recommended because of Alien and Brazil: of the 200 who have Alien, 30 % have this, too, against 10 % of"
                        + " all.",
                two.sentence(NAMES));
        assertEquals("because of a and b", two.reason(Map.of()));
    }

    /** By the hypergeometric distribution 36 or more have both with a probability of 6.0e-5, 37 or more of 2.2e-5. */
    @ParameterizedTest
    @CsvSource({"36, false", "37, true"})
    void whatChanceGivesIsNoReason(int both, boolean isOne) {
        assertEquals(isOne ? 1 : 0, foldedIn(pull("a", 2, both)).reasons().size());
    }

    /** Of two rare items one user has both: once in a hundred times by chance, however many deviations that is. */
    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, true"})
    void whatFewHaveTogetherIsNoReason(int both, boolean isOne) {
        Explanation rare = new Explanation(
                "x",
                1,
                null,
                null,
                Explanation.Basis.FOLD_IN,
                1,
                0,
                List.of(new Explanation.Pull("a", 1, 1, 10, both)),
                new Explanation.Popularity(500, 1000, 10, 10_000),
                List.of());
        assertEquals(isOne ? 1 : 0, rare.reasons().size());
    }

    @Test
    void aWeakPullIsNoReasonBecauseTheStrongestIsUnclear() {
        Explanation explanation = foldedIn(pull("a", 2, 20), pull("b", .5, 90));
        assertEquals(List.of(), explanation.reasons());
        assertEquals("because of the history as a whole", explanation.reason(NAMES));
        assertEquals(
                "No single item of the history stands out; recommended because the history as a whole speaks for it, though"
                        + " it is not among the most popular (no. 500 of 2,000 items).",
                explanation.sentence(NAMES));
    }

    /** The score is 1 above 0. */
    @Test
    void whatHardlyPullsIsNoReason() {
        assertEquals(1, foldedIn(pull("a", .011, 90)).reasons().size());
        assertEquals(0, foldedIn(pull("a", .009, 90)).reasons().size());
    }

    @Test
    void whatPushesAwayIsNoReason() {
        assertEquals(
                List.of(), foldedIn(pull("a", -1, 100), pull("b", -.9, 100)).reasons());
    }

    @Test
    void popularityIsTold() {
        Explanation popular = of(Explanation.Basis.FOLD_IN, 3, pull("a", 2, 60));
        assertTrue(
                popular.sentence(NAMES).endsWith(" of all. It is popular with everybody, too (no. 3 of 2,000 items)."),
                popular.sentence(NAMES));
        Explanation nobody = of(Explanation.Basis.EMPTY_HISTORY, 1);
        assertEquals("popular with everybody", nobody.reason(NAMES));
        assertEquals(
                "Nothing is known of this user that tells; recommended because it is popular with everybody (no. 1 of 2,000"
                        + " items).",
                nobody.sentence(NAMES));
        assertEquals(
                "nothing is known of this user",
                of(Explanation.Basis.EMPTY_HISTORY, 900).reason(NAMES));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, true",
        "1, 3, true",
        "2, 3, false",
        "3, 12, true",
        "4, 12, false",
        "10, 400, true",
        "11, 400, false",
        "37, 3704, true",
        "38, 3704, false"
    })
    void mostPopularAreTheFirst(int rank, int items, boolean isHigh) {
        assertEquals(isHigh, new Explanation.Popularity(rank, items, 1, 1).isHigh());
    }

    @Test
    void withoutHistoriesNothingIsCounted() {
        Explanation explanation = new Explanation(
                "x",
                1,
                null,
                null,
                Explanation.Basis.FOLD_IN,
                1,
                0,
                List.of(new Explanation.Pull("a", 1, 1, 0, 0)),
                new Explanation.Popularity(500, 2000, 0, 10),
                List.of());
        assertEquals("Recommended because of Alien.", explanation.sentence(NAMES));
        assertEquals(
                "The model keeps no histories, so that nobody can tell which items this comes from; most like it is"
                        + " Brazil.",
                of(Explanation.Basis.NO_HISTORIES, 3).sentence(NAMES));
    }

    @Test
    void everyBasisSaysHow() {
        for (Explanation.Basis basis : Explanation.Basis.values()) {
            assertFalse(basis.how().isBlank());
        }
    }
}
