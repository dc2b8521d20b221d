package org.ncf4j.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ncf4j.analysis.PcaTest.assertMessage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ncf4j.analysis.DataQuality.Finding;
import org.ncf4j.analysis.DataQuality.Severity;
import org.ncf4j.data.IdIndex;
import org.ncf4j.data.Interactions;

class DataQualityTest {
    @Test
    void tidyDataHasNothingButItsSize() {
        Interactions.Builder data = Interactions.builder();
        for (int user = 0; user < 20; user++) {
            for (int i = 0; i < 6; i++) {
                data.add("u" + user, "i" + (user + i) % 20);
            }
        }
        List<Finding> findings = DataQuality.of(data.build()).findings();
        assertEquals(List.of("Size and density", "Concentration"), subjects(findings));
        assertEquals(
                "20 users, 20 items, 120 interactions: 30 % of all pairs, 6.0 a user on average.",
                findings.get(0).text());
        assertEquals(120, findings.get(0).count());
        assertTrue(
                findings.get(1).text().startsWith("The 1 most popular items (a hundredth, at least one) have 5 %"),
                findings.get(1).text());
        assertTrue(findings.stream().allMatch(f -> f.severity() == Severity.INFO));
    }

    @Test
    void whatIsAmissIsFoundTheWorstFirst() {
        Interactions.Builder data = Interactions.builder()
                .withUsers(IdIndex.of("user", List.of("twin", "twin2", "machine", "once", "never")))
                .withItems(IdIndex.range("item", 101));
        for (int i = 0; i < 5; i++) {
            data.add("twin", "" + i, 1, i);
            data.add("twin2", "" + (4 - i), 1, 10 + i);
        }
        for (int i = 0; i < 100; i++) {
            data.add("machine", "" + i, 1, 77);
        }
        data.add("once", "0", 1, 5);
        data.add("once", "0", 1, 6);
        List<Finding> findings = DataQuality.of(data.build()).findings();
        assertEquals(
                List.of(
                        "Users without interactions",
                        "Users with one interaction",
                        "Items chosen once",
                        "Users with very many interactions",
                        "Users with the same history",
                        "Many interactions at one time",
                        "Items never chosen",
                        "Ratings",
                        "Size and density",
                        "Repeats",
                        "Concentration"),
                subjects(findings));
        assertEquals(List.of(1L, 1L, 95L, 1L, 1L, 1L, 1L, 111L, 111L, 1L, 1L), counts(findings));
        assertTrue(
                findings.get(0).text().startsWith("1 of 5 (20 %) users have none"),
                findings.get(0).text());
        assertTrue(
                findings.get(3)
                        .text()
                        .startsWith(
                                "One user has at least 100 interactions (the median is 5) and together 90 % of all"),
                findings.get(3).text());
        assertTrue(
                findings.get(3).text().endsWith("For example 'machine'."),
                findings.get(3).text());
        assertTrue(
                findings.get(4).text().endsWith("For example 'twin' and 'twin2'."),
                findings.get(4).text());
        assertTrue(
                findings.get(9).text().startsWith("1 of 112 events repeat a pair"),
                findings.get(9).text());
        assertTrue(
                findings.get(7).text().startsWith("All ratings are alike"),
                findings.get(7).text());
        assertEquals(Severity.WARNING, findings.get(5).severity());
        assertEquals(Severity.NOTICE, findings.get(6).severity());
    }

    @Test
    void afewItemsWithHalfOfAllAreAWarning() {
        Interactions.Builder data = Interactions.builder();
        for (int user = 0; user < 10; user++) {
            data.add("u" + user, "all");
        }
        data.add("u0", "own");
        List<Finding> findings = DataQuality.of(data.build()).findings();
        Finding concentration = findings.stream()
                .filter(f -> f.subject().equals("Concentration"))
                .findFirst()
                .orElseThrow();
        assertEquals(Severity.WARNING, concentration.severity());
        assertTrue(concentration.text().contains("have 91 % of the interactions"), concentration.text());
        // sorted 1 10: (-1 + 10) / (2 * 11)
        assertTrue(concentration.text().contains("is 0.41 "), concentration.text());
    }

    @Test
    void refusesNothing() {
        Interactions none = Interactions.of(0, 1, new int[0], new int[0], Interactions.Order.NONE);
        assertMessage("data must have users and items: " + none, () -> DataQuality.of(none));
        Interactions empty = Interactions.of(1, 1, new int[0], new int[0], Interactions.Order.NONE);
        assertEquals(
                List.of("Users without interactions", "Items never chosen", "Size and density", "Concentration"),
                subjects(DataQuality.of(empty).findings()));
    }

    private static List<String> subjects(List<Finding> findings) {
        return findings.stream().map(Finding::subject).toList();
    }

    private static List<Long> counts(List<Finding> findings) {
        return findings.stream().map(Finding::count).toList();
    }
}
