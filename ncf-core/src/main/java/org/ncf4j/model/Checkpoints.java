package org.ncf4j.model;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ncf4j.internal.Json;
import org.ncf4j.internal.TensorFile;
import org.ncf4j.internal.TensorFormatException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far one run of training has come, in a file from which it goes on: a safetensors file as a model is, with a checksum,
 * written beside its target, flushed to disk and moved into place in one step, so that there is always a whole one.
 *
 * <p>A run has phases, which are the parts of a pretrained model and the whole; those that have ended are kept as their weights.
 * Of the phase that runs there are the weights, what the optimizer remembers, the average and the best weights, and numbers.
 * All of it is a function of the data, the config and the step, so that a run that goes on from it ends in the same bytes.
 *
 * <p>Used by the thread that calls the trainer, while no other works.
 */
final class Checkpoints {
    /** Is told of each checkpoint that was written. */
    interface Listener {
        void written();
    }

    /** Where a checkpoint goes, how much time is to pass between two, and who is told. */
    record Rule(Path file, Duration every, Listener listener) {
        Rule {
            Objects.requireNonNull(file, "file");
            Objects.requireNonNull(every, "every");
        }
    }

    /** The file lacks what its phase needs, which is found out where a run begins to go on: {@link Trainer#resume} tells it. */
    static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final ModelFormatException reason;

        UnreadableException(ModelFormatException reason) {
            super(reason);
            this.reason = reason;
        }

        ModelFormatException reason() {
            return reason;
        }
    }

    /** What a phase is made of, live: the same for writing and reading. */
    record State(
            String phase, List<FusionNetwork.Stretch> floats, Map<String, long[]> numbers, List<EpochReport> reports) {}

    /** Between two writings pass as many times what the last one took, unless it is asked for as often as can be. */
    private static final int COSTS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final String FORMAT = "ncf4j-checkpoint";
    private static final String VERSION = "1";
    private static final String REPORTS = "reports";
    /** The name of a tensor of a phase that has ended: the phase, and what it is. */
    private static final Pattern PART = Pattern.compile("finished/(.+)/([a-z0-9]+)");

    private static final int REPORT_LENGTH = 6;
    private static final Duration ABANDONED = Duration.ofMinutes(1);

    private final @Nullable Rule rule;
    private final String config;
    private final String fingerprint;
    private final String stopping;
    private final Map<String, Map<String, float[]>> finished = new LinkedHashMap<>();
    private final Map<String, List<EpochReport>> finishedReports = new LinkedHashMap<>();
    private @Nullable TensorFile saved;
    private long lastWrite = System.nanoTime();
    private long cost;
    /** Whether the file is one of this run. */
    private boolean isThere;

    /**
     * Of a run that begins.
     *
     * @param rule null where nothing is to be written: then a run can be stopped all the same
     * @param config of the whole run
     * @param fingerprint of the data
     */
    Checkpoints(@Nullable Rule rule, String config, String fingerprint, @Nullable EarlyStopping stopping) {
        this.rule = rule;
        this.config = config;
        this.fingerprint = fingerprint;
        this.stopping = stopping == null ? "none" : "patience " + stopping.patience() + ", every " + stopping.every();
        if (rule != null) {
            Path folder = rule.file().toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw new IllegalArgumentException(
                        "checkpoints cannot go to " + rule.file() + ": there is no such folder");
            }
            removeAbandoned(rule.file(), folder);
        }
    }

    /**
     * Goes on from a file.
     *
     * @throws IOException if the file cannot be read, or is no checkpoint
     * @throws IllegalArgumentException if it is of other data or another config
     */
    Checkpoints resumeFrom(Path file) throws IOException {
        try {
            TensorFile read = TensorFile.read(file);
            if (!FORMAT.equals(read.metadata("format")) || !VERSION.equals(read.metadata("format_version"))) {
                throw new ModelFormatException(
                        file + ": is no checkpoint of version " + VERSION + ", but of format " + read.metadata("format")
                                + ", version " + read.metadata("format_version"),
                        null);
            }
            requireSame(file, "early stopping", read.metadata("stopping"), stopping);
            if (!read.metadata("config").equals(config)) {
                throw new IllegalArgumentException("checkpoint " + file + " is of another config: "
                        + difference("", Json.parseObject(read.metadata("config")), Json.parseObject(config)));
            }
            requireSame(file, "data (their SHA-256)", read.metadata("data_fingerprint"), fingerprint);
            for (String name : read.names()) {
                Matcher part = PART.matcher(name);
                if (part.matches() && !part.group(2).equals(REPORTS)) {
                    finished.computeIfAbsent(part.group(1), phase -> new LinkedHashMap<>())
                            .put(part.group(2), read.floats(name, -1));
                } else if (part.matches()) {
                    finishedReports.put(part.group(1), reports(read.longs(name, -1)));
                }
            }
            saved = read.metadata().containsKey("phase") ? read : null;
            isThere = rule != null && rule.file().toAbsolutePath().equals(file.toAbsolutePath());
            return this;
        } catch (TensorFormatException e) {
            throw new ModelFormatException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireSame(Path file, String what, String there, String here) {
        if (!there.equals(here)) {
            throw new IllegalArgumentException(
                    "checkpoint " + file + " is of other " + what + ": " + there + " there, " + here + " here");
        }
    }

    /** The first value that differs, by its path. */
    private static String difference(String path, Map<?, ?> there, Map<?, ?> here) {
        // in the order of a config: its types come first
        Set<String> keys = new LinkedHashSet<>();
        there.keySet().forEach(key -> keys.add((String) key));
        here.keySet().forEach(key -> keys.add((String) key));
        for (String key : keys) {
            Object left = there.get(key);
            Object right = here.get(key);
            if (left instanceof Map<?, ?> inner && right instanceof Map<?, ?> other) {
                String found = difference(path + key + ".", inner, other);
                if (!found.isEmpty()) {
                    return found;
                }
            } else if (!Objects.equals(left, right)) {
                return path + key + " is " + text(left) + " there and " + text(right) + " here";
            }
        }
        return "";
    }

    private static String text(@Nullable Object value) {
        return value == null ? "not set" : Json.write(value);
    }

    /**
     * Takes what a phase had reached over into its live state.
     *
     * @return whether there was something
     */
    boolean restore(State state) {
        TensorFile from = saved;
        if (from == null || !state.phase().equals(from.metadata().get("phase"))) {
            return false;
        }
        saved = null;
        try {
            for (FusionNetwork.Stretch stretch : state.floats()) {
                assign(from.floats(stretch.name, stretch.length), stretch);
            }
            for (Map.Entry<String, long[]> numbers : state.numbers().entrySet()) {
                long[] values = from.longs(numbers.getKey(), numbers.getValue().length);
                System.arraycopy(values, 0, numbers.getValue(), 0, values.length);
            }
            state.reports().addAll(reports(from.longs(REPORTS, -1)));
            return true;
        } catch (TensorFormatException e) {
            throw new UnreadableException(new ModelFormatException(String.valueOf(e.getMessage()), e));
        }
    }

    private static void assign(float[] values, FusionNetwork.Stretch stretch) {
        System.arraycopy(values, 0, stretch.array, stretch.from, stretch.length);
    }

    /**
     * Takes over the weights of a phase that had ended.
     *
     * @return whether it had
     */
    boolean restoreFinished(String phase, FusionNetwork network) {
        Map<String, float[]> weights = finished.get(phase);
        if (weights == null) {
            return false;
        }
        for (FusionNetwork.Stretch stretch : network.arrays()) {
            float[] values = weights.get(stretch.name);
            if (values == null || values.length != stretch.length) {
                throw new UnreadableException(new ModelFormatException(
                        "the checkpoint's part " + phase + " is not of the config's size", null));
            }
            assign(values, stretch);
        }
        return true;
    }

    boolean hasFinished(String phase) {
        return finished.containsKey(phase);
    }

    /** The reports of a phase that had ended. */
    List<EpochReport> finishedReports(String phase) {
        return finishedReports.getOrDefault(phase, List.of());
    }

    /** A phase has ended: it is kept, and written. */
    void finish(String phase, FusionNetwork network, List<EpochReport> reports) {
        if (rule == null) {
            return;
        }
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (FusionNetwork.Stretch stretch : network.arrays()) {
            float[] copy = new float[stretch.length];
            System.arraycopy(stretch.array, stretch.from, copy, 0, copy.length);
            weights.put(stretch.name, copy);
        }
        finished.put(phase, weights);
        finishedReports.put(phase, List.copyOf(reports));
        write(writer());
    }

    /**
     * A place that a run can go on from.
     *
     * @param where in words
     * @param state asked for when it is written; empty where it is none to go on from
     * @throws TrainingStoppedException if the thread was interrupted
     */
    void reached(String where, Supplier<Optional<State>> state) {
        if (rule != null && (Thread.currentThread().isInterrupted() || isDue(rule))) {
            state.get().ifPresent(now -> write(writer(now)));
        }
        reached(where);
    }

    /** Where all there is was written already. */
    void reached(String where) {
        if (Thread.currentThread().isInterrupted()) {
            throw new TrainingStoppedException(where, rule == null || !isThere ? null : rule.file());
        }
    }

    /** The whole run has ended: who resumes it gets the model at once. */
    void end(Supplier<Optional<State>> state) {
        if (rule != null) {
            state.get().ifPresent(now -> write(writer(now)));
        }
    }

    private boolean isDue(Rule rule) {
        long since = System.nanoTime() - lastWrite;
        // compared as durations: any of them may be asked for, and not every one is a number of nanoseconds
        return rule.every().isZero() || (Duration.ofNanos(since).compareTo(rule.every()) >= 0 && since >= COSTS * cost);
    }

    private TensorFile.Writer writer() {
        TensorFile.Writer writer = TensorFile.writer()
                .metadata("format", FORMAT)
                .metadata("format_version", VERSION)
                .metadata("config", config)
                .metadata("data_fingerprint", fingerprint)
                .metadata("stopping", stopping);
        finished.forEach((phase, weights) -> {
            String prefix = "finished/" + phase + "/";
            weights.forEach((name, values) -> writer.add(prefix + name, values, values.length));
            long[] reports = numbers(finishedReports.getOrDefault(phase, List.of()));
            writer.add(prefix + REPORTS, reports, reports.length);
        });
        return writer;
    }

    private TensorFile.Writer writer(State state) {
        TensorFile.Writer writer = writer().metadata("phase", state.phase());
        for (FusionNetwork.Stretch stretch : state.floats()) {
            writer.addPart(stretch.name, stretch.array, stretch.from, stretch.length);
        }
        state.numbers().forEach((name, values) -> writer.add(name, values, values.length));
        long[] reports = numbers(state.reports());
        return writer.add(REPORTS, reports, reports.length);
    }

    /** Writes; a failure is no reason to lose the training: what was written before is still there. */
    private boolean write(TensorFile.Writer writer) {
        Rule rule = Objects.requireNonNull(this.rule);
        Path file = rule.file();
        long begun = System.nanoTime();
        // a channel refuses to work for a thread that is interrupted
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    writer.write(file);
                    isThere = true;
                    rule.listener().written();
                    return true;
                } catch (IOException e) {
                    if (!Thread.interrupted()) {
                        LOG.warn("no checkpoint, training goes on: {}", e.getMessage());
                        return false;
                    }
                    interrupted = true;
                }
            }
        } finally {
            lastWrite = System.nanoTime();
            cost = lastWrite - begun;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static long[] numbers(List<EpochReport> reports) {
        long[] numbers = new long[REPORT_LENGTH * reports.size()];
        int at = 0;
        for (EpochReport report : reports) {
            numbers[at++] = report.epoch();
            numbers[at++] = report.epochs();
            numbers[at++] = Double.doubleToRawLongBits(report.loss());
            numbers[at++] = Double.doubleToRawLongBits(report.auc());
            numbers[at++] = report.samples();
            numbers[at++] = Double.doubleToRawLongBits(report.seconds());
        }
        return numbers;
    }

    private static List<EpochReport> reports(long[] numbers) {
        List<EpochReport> reports = new ArrayList<>();
        for (int at = 0; at + REPORT_LENGTH <= numbers.length; at += REPORT_LENGTH) {
            reports.add(new EpochReport(
                    (int) numbers[at],
                    (int) numbers[at + 1],
                    Double.longBitsToDouble(numbers[at + 2]),
                    Double.longBitsToDouble(numbers[at + 3]),
                    numbers[at + 4],
                    Double.longBitsToDouble(numbers[at + 5])));
        }
        return reports;
    }

    /** Takes away what processes that were killed in the middle of writing have left: it is as large as a checkpoint. */
    private static void removeAbandoned(Path file, Path folder) {
        String name = Objects.requireNonNull(file.getFileName()).toString();
        Pattern left = Pattern.compile("\\." + Pattern.quote(name) + "\\.(\\d{1,18})\\.\\d+\\.tmp");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path other : files) {
                Matcher matcher =
                        left.matcher(Objects.requireNonNull(other.getFileName()).toString());
                // the folder may be shared with a machine whose processes are not known here
                if (matcher.matches()
                        && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()
                        && Files.getLastModifiedTime(other)
                                .toInstant()
                                .isBefore(Instant.now().minus(ABANDONED))) {
                    Files.deleteIfExists(other);
                }
            }
        } catch (IOException e) {
            LOG.warn("cannot look for what is left of earlier runs in {}: {}", folder, e.getMessage());
        }
    }
}
