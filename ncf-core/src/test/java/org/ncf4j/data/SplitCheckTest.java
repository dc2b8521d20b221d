package org.ncf4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SplitCheckTest {
    @Test
    void findsWhatIsNoteworthy() {
        Interactions train = Interactions.builder()
                .withMinRating(3)
                .add("ann", "tea", 5)
                .add("ann", "tea", 4)
                .add("ann", "honey", 1)
                .add("bob", "tea", 5)
                .add("cid", "cup", 5)
                .build();
        Interactions test = Interactions.builder()
                .add("bob", "pot")
                .add("bob", "pot")
                .add("bob", "tea")
                .add("ann", "honey")
                .add("dan", "tea")
                .build();
        SplitCheck check = SplitCheck.of(train, test);
        assertEquals(
                List.of(
                        "2 test positives are in the training data, too (bob/tea, ann/honey)",
                        "1 repeated events of the training data were merged",
                        "1 repeated events of the test data were merged",
                        "1 users of the test data are not in the training data (dan)",
                        "1 users of the training data are not in the test data (cid)",
                        "1 items of the test data are not in the training data (pot)",
                        "1 items of the training data are not in the test data (cup)"),
                check.findings().stream().map(SplitCheck.Finding::toString).toList());
        assertEquals(2, check.count(SplitCheck.Kind.OVERLAP));
        assertEquals(1, train.repeats());
        assertEquals(0, train.core(1).repeats());
    }

    @Test
    void findsNothingInAGoodSplit() {
        Interactions data =
                Interactions.of(2, 2, new int[] {0, 0, 1, 1}, new int[] {0, 1, 1, 0}, Interactions.Order.OLDEST_FIRST);
        Split split = Split.leaveLastOut(data, false);
        SplitCheck check = SplitCheck.of(split.train(), split.test());
        assertEquals(List.of(), check.findings());
        assertEquals("", check.toString());
        assertEquals(0, check.count(SplitCheck.Kind.OVERLAP));
    }

    @Test
    void showsAFewExamples() {
        int[] seven = {0, 1, 2, 3, 4, 5, 6};
        Interactions train = Interactions.of(7, 1, seven, new int[7], Interactions.Order.NONE);
        Interactions test = Interactions.of(7, 1, new int[0], new int[0], Interactions.Order.NONE);
        assertEquals(
                "7 users of the training data are not in the test data (0, 1, 2, 3, 4, ..)",
                SplitCheck.of(train, test).findings().get(0).toString());
    }
}
