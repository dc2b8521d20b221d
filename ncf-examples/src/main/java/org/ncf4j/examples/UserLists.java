package org.ncf4j.examples;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ncf4j.recommend.RecommendOptions;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;

/** All users' recommendations as CSV, a row an item: user, rank, item, score. */
final class UserLists {
    private long users;
    private long items;

    /** Users with at least one item. */
    long users() {
        return users;
    }

    long items() {
        return items;
    }

    /** Writes a header and all rows, and flushes; keeps nothing of them. */
    void write(OutputStream stream, Recommender recommender, RecommendOptions options) throws IOException {
        CsvWriter csv = Csv.commas(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        try {
            csv.writeRecord("user", "rank", "item", "score");
            recommender.recommendAll(options, (user, list) -> append(csv, user, list));
            csv.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void append(CsvWriter csv, String user, List<Recommendation> list) {
        for (int i = 0; i < list.size(); i++) {
            Recommendation recommendation = list.get(i);
            // a logit is a float: its probability has no more digits
            String score = Float.toString((float) recommendation.score());
            csv.writeRecord(user, Integer.toString(i + 1), recommendation.item(), score);
        }
        users += list.isEmpty() ? 0 : 1;
        items += list.size();
    }
}
