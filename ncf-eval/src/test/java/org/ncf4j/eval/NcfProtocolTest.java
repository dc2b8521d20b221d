package org.ncf4j.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.ncf4j.data.InteractionReader;
import org.ncf4j.data.Interactions;
import org.ncf4j.eval.baseline.Popularity;

/**
 * Popularity under the NCF paper's protocol on MovieLens-1M. The data is no part of the project: it is looked for in the
 * folder that the system property or environment variable NCF_DATA names, by default {@code ../shared/data}, and the test
 * is reported as skipped where it is missing.
 */
class NcfProtocolTest {
    private static Path file(String name) {
        String folder = System.getProperty("NCF_DATA", System.getenv("NCF_DATA"));
        Path data = folder != null
                ? Path.of(folder)
                : Path.of(System.getProperty("ncf.root", "..")).resolve("../shared/data");
        Path file = data.resolve(name);
        Assumptions.assumeTrue(Files.isRegularFile(file), () -> "no file " + name + " in NCF_DATA or ../shared/data");
        return file;
    }

    @Test
    void popularityOnMovieLens1M() throws IOException {
        InteractionReader reader = new InteractionReader().withFormat(InteractionReader.Format.NCF);
        Interactions train = reader.read(file("ncf-ml-1m/ml-1m.train.rating"));
        Interactions test = reader.read(file("ncf-ml-1m/ml-1m.test.rating"));
        Candidates given = Candidates.given(reader.readNegatives(file("ncf-ml-1m/ml-1m.test.negative")));
        Evaluation evaluation =
                new RankingEvaluator().withCandidates(given).evaluate(Popularity.of(train), train, test);

        assertEquals("given-99", evaluation.candidates());
        assertEquals(6040, evaluation.users());
        // Counted with other code: two test items occur only in test, and 340 negatives in 337 rows do not occur in
        // train.
        assertEquals(2, evaluation.unknownRelevant());
        assertEquals(340, evaluation.unknownCandidates());
        // Published with four decimals (Rendle et al., RecSys 2020), by code that leaves ties to a sort: a few users
        // differ.
        assertEquals(0.4533, evaluation.metric("hit_rate@10").mean(), 0.002);
        assertEquals(0.2542, evaluation.metric("ndcg@10").mean(), 0.002);

        // As the authors break ties, the test item last, it is a little lower.
        Evaluation asAuthors = new RankingEvaluator()
                .withPreset(MetricPreset.NCF_2017, 10)
                .withCandidates(given)
                .evaluate(Popularity.of(train), train, test);
        assertEquals(0.4533, asAuthors.metric("hit_rate@10").mean(), 0.002);
        assertEquals(0.2542, asAuthors.metric("ndcg@10").mean(), 0.002);
    }
}
