package org.ncf4j.eval.search;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.Json;

/** The trials of searches that have ended, a line of JSON each. Thread-safe. */
final class Journal implements AutoCloseable {
    /** How a line begins. */
    private static final String START = "{\"key\":";

    private final String key;
    private final Map<Integer, Trial> known;
    private final @Nullable FileChannel channel;
    private @Nullable IOException failure;

    private Journal(String key, Map<Integer, Trial> known, @Nullable FileChannel channel) {
        this.key = key;
        this.known = known;
        this.channel = channel;
    }

    /**
     * Reads what is there, and makes ready to append.
     *
     * @param file null for a journal that forgets
     */
    static Journal open(@Nullable Path file, String key) throws IOException {
        if (file == null) {
            return new Journal(key, Map.of(), null);
        }
        Map<Integer, Trial> known = new HashMap<>();
        FileChannel channel;
        try {
            long whole = Files.exists(file) ? read(file, key, known) : 0;
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            // what follows the last whole line was being written when the writer died
            channel.truncate(whole);
            channel.position(whole);
        } catch (IOException e) {
            throw new IOException("cannot use the journal " + file + ": " + e.getMessage(), e);
        }
        return new Journal(key, known, channel);
    }

    /** Collects the trials of a key; returns the length of the whole lines. */
    private static long read(Path file, String key, Map<Integer, Trial> known) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int from = 0;
        int line = 1;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                try {
                    Map<String, Object> json =
                            Json.parseObject(new String(bytes, from, i - from, StandardCharsets.UTF_8));
                    if (key.equals(json.get("key"))) {
                        Trial trial = trial(json);
                        // what failed is tried again: it may have been for want of memory
                        if (trial.status() != Trial.Status.FAILED) {
                            known.put(trial.number(), trial);
                        }
                    }
                } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
                    throw new IOException("line " + line + " is not one of a trial", e);
                }
                from = i + 1;
                line++;
            }
        }
        String rest = new String(bytes, from, Math.min(bytes.length - from, START.length()), StandardCharsets.UTF_8);
        if (!START.startsWith(rest)) {
            throw new IOException("line " + line + " is not one of a trial");
        }
        return from;
    }

    private static Trial trial(Map<String, Object> json) {
        Map<String, Object> params = new LinkedHashMap<>();
        ((Map<?, ?>) get(json, "params")).forEach((name, value) -> params.put((String) name, value));
        List<Double> reports = new ArrayList<>();
        ((List<?>) get(json, "reports")).forEach(report -> reports.add(((Number) report).doubleValue()));
        Trial.Status status = Trial.Status.valueOf(((String) get(json, "status")).toUpperCase(Locale.ROOT));
        return new Trial(
                Math.toIntExact((Long) get(json, "trial")),
                params,
                status,
                status == Trial.Status.FAILED ? Double.NaN : ((Number) get(json, "value")).doubleValue(),
                reports,
                ((Number) get(json, "seconds")).doubleValue(),
                (String) json.getOrDefault("error", ""));
    }

    private static Object get(Map<String, Object> json, String name) {
        Object value = json.get(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no " + name);
        }
        return value;
    }

    /** The trial of a number, if it is known and has these parameters; with the parameters as they are given. */
    @Nullable
    Trial find(int number, Map<String, Object> params) {
        Trial trial = known.get(number);
        // as text: a whole number comes back as a Long, a Double or not
        if (trial == null || !Json.write(trial.params()).equals(Json.write(params))) {
            return null;
        }
        return new Trial(
                number, params, trial.status(), trial.value(), trial.reports(), trial.seconds(), trial.error());
    }

    /** Appends a trial; a failure is kept for {@link #check}. */
    synchronized void add(Trial trial) {
        if (channel == null || failure != null) {
            return;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("key", key);
        json.putAll(trial.json());
        ByteBuffer line = ByteBuffer.wrap((Json.write(json) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(false);
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Throws what went wrong in writing. */
    synchronized void check() throws IOException {
        if (failure != null) {
            throw new IOException("cannot write the journal: " + failure.getMessage(), failure);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
