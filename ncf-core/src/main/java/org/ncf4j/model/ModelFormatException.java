package org.ncf4j.model;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A model file that is no model file, is damaged, or is of a version this library does not read. */
public final class ModelFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the file and what is wrong with it
     * @param cause what went wrong underneath, or null
     */
    public ModelFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
