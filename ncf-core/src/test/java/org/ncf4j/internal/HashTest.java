package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HashTest {
    /** The rows of one kind of the vectors that make_hash_vectors.py, beside them, wrote. */
    static List<String[]> vectors(String kind) throws IOException {
        List<String[]> rows = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(HashTest.class.getResourceAsStream("hash-vectors.txt"));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] cells = line.split(" ", -1);
                if (cells[0].equals(kind)) {
                    rows.add(cells);
                }
            }
        }
        assertTrue(rows.size() >= 10, kind);
        return rows;
    }

    @Test
    void bitsAreThoseOfTheGoldenVectors() throws IOException {
        for (String[] row : vectors("bits")) {
            long seed = Long.parseLong(row[1]);
            int purpose = Integer.parseInt(row[2]);
            long epoch = Long.parseLong(row[3]);
            long index = Long.parseLong(row[4]);
            long expected = Long.parseLong(row[5]);
            assertEquals(expected, Hash.bits(seed, purpose, epoch, index), () -> String.join(" ", row));
            assertEquals(expected, Hash.bits(Hash.key(seed, purpose, epoch), index), () -> String.join(" ", row));
        }
    }

    @Test
    void boundedIsThatOfTheGoldenVectors() throws IOException {
        for (String[] row : vectors("bounded")) {
            assertEquals(
                    Integer.parseInt(row[3]),
                    Hash.bounded(Long.parseLong(row[1]), Integer.parseInt(row[2])),
                    () -> String.join(" ", row));
        }
    }

    @Test
    void unitIsThatOfTheGoldenVectors() throws IOException {
        for (String[] row : vectors("unit")) {
            assertEquals(Double.parseDouble(row[2]), Hash.unit(Long.parseLong(row[1])), () -> String.join(" ", row));
        }
    }

    @Test
    void gaussianIsThatOfTheGoldenVectors() throws IOException {
        for (String[] row : vectors("gaussian")) {
            double expected = Double.parseDouble(row[3]);
            // the C library's log and cos, which made the vectors, and StrictMath's may each differ in the last bit
            assertEquals(
                    expected,
                    Hash.gaussian(Long.parseLong(row[1]), Long.parseLong(row[2])),
                    8 * Math.ulp(1.0),
                    () -> String.join(" ", row));
        }
    }

    @Test
    void extremesStayInRange() {
        assertEquals(0, Hash.bounded(0, Integer.MAX_VALUE));
        assertEquals(Integer.MAX_VALUE - 1, Hash.bounded(-1, Integer.MAX_VALUE));
        assertEquals(0, Hash.bounded(-1, 1));
        assertEquals(0.0, Hash.unit(0));
        assertEquals(Math.nextDown(1.0), Hash.unit(-1), Math.ulp(1.0));
        assertTrue(Hash.unit(-1) < 1);
    }

    @Property
    void boundedIsInRange(@ForAll long bits, @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int bound) {
        int value = Hash.bounded(bits, bound);
        assertTrue(value >= 0 && value < bound);
    }

    @Test
    void gaussiansHaveMeanZeroAndVarianceOne() {
        long key = Hash.key(1, Hash.INITIAL, 0);
        int n = 100_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double x = Hash.gaussian(key, i);
            sum += x;
            squares += x * x;
        }
        // four standard errors: 1 / sqrt(n) of the mean, sqrt(2 / n) of the variance
        assertEquals(0, sum / n, 4 / Math.sqrt(n));
        assertEquals(1, squares / n, 4 * Math.sqrt(2.0 / n));
    }
}
