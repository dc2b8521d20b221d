package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.junit.jupiter.api.Test;
import org.ncf4j.model.EpochReport;

class EpochTableTest {
    private static final String EXPECTED = """
            epoch      loss       AUC     samples/s   time left
                1    0.5000    0.7500         1,000       2.0 s
                2    0.2500         -         1,000       0.0 s
            """;

    private final StringWriter out = new StringWriter();

    private void twoEpochs(EpochTable table) {
        table.onEpoch(new EpochReport(1, 2, .5, .75, 2_000, 2));
        table.onEpoch(new EpochReport(2, 2, .25, Double.NaN, 2_000, 2));
    }

    private String printed() {
        return out.toString().replace("\r\n", "\n");
    }

    @Test
    void printsEveryEpochAtOnce() {
        try (EpochTable table = new EpochTable(new PrintWriter(out, true), 2, false)) {
            twoEpochs(table);
            assertEquals(EXPECTED, printed());
        }
        assertEquals(EXPECTED, printed());
    }

    @Test
    void printsAfterTheProgressBar() {
        List<String> drawn = new ArrayList<>();
        ProgressBar bar = new ProgressBarBuilder()
                .setInitialMax(2)
                .setConsumer(new DelegatingProgressBarConsumer(drawn::add))
                .build();
        try (EpochTable table = new EpochTable(new PrintWriter(out, true), bar)) {
            twoEpochs(table);
            assertEquals("", printed());
        }
        assertEquals(EXPECTED, printed());
        assertTrue(drawn.get(drawn.size() - 1).contains("2/2"), drawn::toString);
    }
}
