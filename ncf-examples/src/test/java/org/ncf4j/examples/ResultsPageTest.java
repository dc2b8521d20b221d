package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsPageTest {
    @TempDir
    Path folder;

    @Test
    void showsOurFiguresBesideThePublishedOnes() throws IOException {
        TinyShop.write(folder.resolve("a-set.json"), """
                {"pop": {"seeds":[1],"metrics":{"ndcg@10":[0.25],"auc":[0.5]},"fit_seconds":[0.5],"command":"ncf compare a"},
                 "mf": {"seeds":[1,2,3],"metrics":{"ndcg@10":[0.3,0.4,0.5],"auc":[0.5,0.5,0.5]},
                        "fit_seconds":[1,2,3],"command":"ncf compare a"}}
                """);
        TinyShop.write(folder.resolve("b-set.json"), """
                {"pop": {"seeds":[1],"metrics":{"coverage":[0.25]},"fit_seconds":[0],"command":"ncf compare b"}}
                """);
        TinyShop.write(folder.resolve("published.json"), """
                {"b-set": {"title": "The second set", "text": "In words."},
                 "a-set": {"metrics": ["auc", "ndcg@10"],
                           "rows": [{"name": "MF", "source": "Somebody, 2020", "metrics": {"ndcg@10": 0.41}}]}}
                """);
        Path page = folder.resolve("results.md");
        ResultsPage.main(new String[] {folder.toString(), page.toString()});
        String text = Files.readString(page);
        String tables = text.substring(text.indexOf("\n## "));
        // t of 2 degrees of freedom is 4.3027, the standard error .1 / sqrt(3)
        assertEquals("""

                ## The second set

                In words.

                | model | coverage | seeds | fit, s |
                | --- | --- | --- | --- |
                | `pop` | 0.2500 | 1 | 0.0 |

                ```sh
                # pop
                ncf compare b
                ```

                ## a-set

                | model | auc | ndcg@10 | seeds | fit, s |
                | --- | --- | --- | --- | --- |
                | `pop` | 0.5000 | 0.2500 | 1 | 0.5 |
                | `mf` | 0.5000 ± 0.0000 | 0.4000 ± 0.2484 | 3 | 2.0 |
                | MF (Somebody, 2020) |  | 0.41 | |  |

                ```sh
                # pop, mf
                ncf compare a
                ```
                """, tables);
    }

    /** The best first; what was chosen and compared has columns of its own. */
    @Test
    void showsWhatWasChosenAndHowFarApartModelsAre() throws IOException {
        TinyShop.write(folder.resolve("a.json"), """
                {"pop": {"seeds":[1],"metrics":{"ndcg@10":[0.2]},"fit_seconds":[0],"validation":0.15,"difference":
                    {"reference":"mf","metric":"ndcg@10","mean":-0.1,"low":-0.2,"high":0.01,"p":0.05,"p_adjusted":0.1},
                    "command":"ncf compare --tune 2"},
                 "mf": {"seeds":[1],"metrics":{"ndcg@10":[0.3]},"fit_seconds":[1],"validation":0.25,
                    "command":"ncf compare --tune 2"}}
                """);
        TinyShop.write(folder.resolve("published.json"), """
                {"a": {"rows": [{"name": "MF", "metrics": {"ndcg@10": 0.41}}]}}
                """);
        String text = ResultsPage.of(folder);
        assertTrue(text.contains("""
                | model | ndcg@10 | seeds | fit, s | validation | difference |
                | --- | --- | --- | --- | --- | --- |
                | `mf` | 0.3000 | 1 | 1.0 | 0.2500 | |
                | `pop` | 0.2000 | 1 | 0.0 | 0.1500 | to `mf` -0.1000 (-0.2000 to +0.0100), p 0.100 |
                | MF | 0.41 | |  | | |
                """), text);
    }

    /** One metric of all files at a glance. */
    @Test
    void aPageOfItsOwnMaySumUp() throws IOException {
        TinyShop.write(folder.resolve("a.json"), """
                {"pop": {"seeds":[1],"metrics":{"ndcg@10":[0.25]},"fit_seconds":[0],"command":"ncf compare a"},
                 "mf": {"seeds":[1,2],"metrics":{"ndcg@10":[0.3,0.5]},"fit_seconds":[1,1],"command":"ncf compare a"}}
                """);
        TinyShop.write(folder.resolve("b.json"), """
                {"mf": {"seeds":[1],"metrics":{"ndcg@10":[0.125]},"fit_seconds":[1],"command":"ncf compare b"},
                 "gmf": {"seeds":[1],"metrics":{"auc":[0.5]},"fit_seconds":[1],"command":"ncf compare b"}}
                """);
        TinyShop.write(folder.resolve("published.json"), """
                {"page": {"title": "Choices", "text": "In words.", "summary": "ndcg@10"}, "b": {"title": "The second"}}
                """);
        assertEquals("""
                # Choices

                In words.

                | model | b | a |
                | --- | --- | --- |
                | `mf` | 0.1250 | 0.4000 |
                | `gmf` | | |
                | `pop` | | 0.2500 |

                ## The second

                ```sh
                # mf, gmf
                ncf compare b
                ```

                ## a

                ```sh
                # pop, mf
                ncf compare a
                ```
                """, ResultsPage.of(folder));
    }

    @Test
    void namesAFileThatIsNone() throws IOException {
        Path file = TinyShop.write(folder.resolve("a.json"), "{\"pop\": {\"seeds\": 1}}");
        IOException e = assertThrows(IOException.class, () -> ResultsPage.of(folder));
        assertTrue(e.getMessage().startsWith("bad results in " + file), e.getMessage());
        TinyShop.write(file, "[]");
        assertThrows(IOException.class, () -> ResultsPage.of(folder));
    }

    /** The pages in the docs are those of the results beside them. */
    @ParameterizedTest
    @CsvSource({"results, results.md", "results/defaults, defaults.md"})
    void theDocsAreUpToDate(String results, String page) throws IOException {
        Path docs = Path.of(System.getProperty("ncf.root", "..")).resolve("docs");
        assertEquals(ResultsPage.of(docs.resolve(results)), Files.readString(docs.resolve(page)));
    }
}
