package org.ncf4j.model;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Training ended early because the thread that called it was interrupted. Its interrupt flag is set again. What was reached is
 * in the checkpoint, if there is one.
 */
public final class TrainingStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Path checkpoint;

    TrainingStoppedException(String where, @Nullable Path checkpoint) {
        super("training was stopped " + where
                + (checkpoint == null ? "; nothing of it is saved" : "; what was reached is in " + checkpoint));
        this.checkpoint = checkpoint;
    }

    /** The file to resume from; empty if there is none, or it could not be written. */
    public Optional<Path> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }
}
