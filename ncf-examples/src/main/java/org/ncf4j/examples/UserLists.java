package org.ncf4j.examples;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ncf4j.recommend.RecommendOptions;
import org.ncf4j.recommend.Recommendation;
import org.ncf4j.recommend.Recommender;

/** All users' recommendations as CSV (RFC 4180, lines ending in a line feed), a row an item: user, rank, item, score. */
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
        Writer out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), 1 << 16);
        out.write("user,rank,item,score\n");
        try {
            recommender.recommendAll(options, (user, list) -> append(out, user, list));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        out.flush();
    }

    private void append(Writer out, String user, List<Recommendation> list) {
        try {
            String start = ItemMap.field(user) + ",";
            for (int i = 0; i < list.size(); i++) {
                Recommendation recommendation = list.get(i);
                out.write(start);
                out.write(Integer.toString(i + 1));
                out.write(',');
                out.write(ItemMap.field(recommendation.item()));
                out.write(',');
                // a logit is a float: its probability has no more digits
                out.write(Float.toString((float) recommendation.score()));
                out.write('\n');
            }
            users += list.isEmpty() ? 0 : 1;
            items += list.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
