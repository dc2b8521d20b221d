package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ncf4j.analysis.PcaTest.assertMessage;

import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AgreementTest {
    @Test
    void saysWhatScikitLearnSays() throws IOException {
        for (Golden golden : Golden.cases("groups.json", "agreement")) {
            Agreement found = Agreement.of(ints(golden.vector("groups")), ints(golden.vector("other")));
            // the sums are the same but for their order
            assertEquals(golden.number("rand"), found.adjustedRand(), 1e-14, golden.name());
            assertEquals(golden.number("information"), found.normalizedMutualInformation(), 1e-14, golden.name());
            assertEquals(golden.number("purity"), found.purity(), 1e-15, golden.name());
        }
    }

    @Test
    void handComputed() {
        // pairs together in both: 1 of {0, 1}; A = 1 + 3 = 4 in {2, 3}; B = 3 + 1 = 4; E = 4 * 4 / 10
        Agreement found = Agreement.of(new int[] {0, 0, 1, 1, 1}, new int[] {5, 5, 5, 6, 6});
        assertEquals((2 - 1.6) / (4 - 1.6), found.adjustedRand(), 1e-15);
        assertEquals(.8, found.purity());
    }

    @Property
    void isTheSameBothWaysAndForOtherNumbers(
            @ForAll @Size(12) @IntRange(max = 4) int[] groups, @ForAll @Size(12) @IntRange(max = 4) int[] other) {
        Agreement one = Agreement.of(groups, other);
        Agreement reverse = Agreement.of(other, groups);
        assertEquals(one.adjustedRand(), reverse.adjustedRand(), 1e-14);
        assertEquals(one.normalizedMutualInformation(), reverse.normalizedMutualInformation(), 1e-14);
        assertEquals(
                one, Agreement.of(Arrays.stream(groups).map(g -> 100 - 7 * g).toArray(), other));
        assertTrue(one.adjustedRand() <= 1 && one.purity() > 0 && one.purity() <= 1);
        assertEquals(new Agreement(1, 1, 1), rounded(Agreement.of(groups, groups)));
    }

    @Test
    void manyThingsDoNotOverflow() {
        int[] groups = new int[400_000];
        Arrays.setAll(groups, i -> i % 2);
        int[] halves = new int[groups.length];
        Arrays.setAll(halves, i -> i / 200_000);
        assertEquals(0, Agreement.of(groups, halves).adjustedRand(), 1e-5);
        assertEquals(1, Agreement.of(groups, groups).adjustedRand());
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertMessage("groups must be of at least 1 thing: 0", () -> Agreement.of(new int[0], new int[0]));
        assertMessage("other must be of the 2 things of groups: 1", () -> Agreement.of(new int[2], new int[1]));
    }

    private static Agreement rounded(Agreement a) {
        return new Agreement(
                Math.rint(a.adjustedRand() * 1e12) / 1e12,
                Math.rint(a.normalizedMutualInformation() * 1e12) / 1e12,
                a.purity());
    }

    private static int[] ints(double[] values) {
        return Arrays.stream(values).mapToInt(v -> (int) v).toArray();
    }
}
