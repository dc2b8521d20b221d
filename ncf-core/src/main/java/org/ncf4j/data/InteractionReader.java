package org.ncf4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** STUB: immutable, with withers. new InteractionReader() reads "auto" (guessed from the first lines and the name). */
public final class InteractionReader {
    public enum Format {
        AUTO,
        CSV,
        TSV,
        MOVIELENS,
        NCF
    }

    public InteractionReader() {}

    public InteractionReader withFormat(Format format) {
        throw new UnsupportedOperationException();
    }
    /** "user=NAME,item=NAME[,rating=..][,time=..][,label=..]", a name of the header or a position from 1. */
    public InteractionReader withColumns(String columns) {
        throw new UnsupportedOperationException();
    }

    public InteractionReader withMinRating(double minRating) {
        throw new UnsupportedOperationException();
    }

    public InteractionReader withDuplicates(Interactions.Duplicates duplicates) {
        throw new UnsupportedOperationException();
    }

    public InteractionReader withOrder(Interactions.Order order) {
        throw new UnsupportedOperationException();
    }

    public InteractionReader withCore(int k) {
        throw new UnsupportedOperationException();
    }
    /** Whether a label column is set by withColumns (or found in the header, named "label"). */
    public boolean hasLabels(Path file) throws IOException {
        throw new UnsupportedOperationException();
    }

    public Interactions read(Path file) throws IOException {
        throw new UnsupportedOperationException();
    }

    public LabeledPairs readLabeled(Path file) throws IOException {
        throw new UnsupportedOperationException();
    }
    /** NCF's test.negative: user id -> its negative item ids, in file order (repeats kept out). */
    public Map<String, List<String>> readNegatives(Path file) throws IOException {
        throw new UnsupportedOperationException();
    }
    /** A delimited file of item id and title (columns "item=..,title=.." or the first two; u.item and movies.csv are recognised). */
    public static Map<String, String> readNames(Path file) throws IOException {
        throw new UnsupportedOperationException();
    }
}
