package org.ncf4j.eval;

import java.util.List;
import java.util.Map;

/** STUB. */
public final class Candidates {
    private Candidates() {}

    public static Candidates all() {
        throw new UnsupportedOperationException();
    }

    public static Candidates allWithSeen() {
        throw new UnsupportedOperationException();
    }

    /** User id to negative item ids. */
    public static Candidates given(Map<String, List<String>> negatives) {
        throw new UnsupportedOperationException();
    }

    public static Candidates sampled(int m, long seed) {
        throw new UnsupportedOperationException();
    }

    /** all, all-with-seen, given-99, sampled-99. */
    public String name() {
        throw new UnsupportedOperationException();
    }
}
