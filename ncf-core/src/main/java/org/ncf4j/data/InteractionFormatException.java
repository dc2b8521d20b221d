package org.ncf4j.data;

import java.io.IOException;

/**
 * A data file cannot be read for what it holds. The message names the file, the line and the column where there is one,
 * what was expected and what was found.
 */
public final class InteractionFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception with a message.
     *
     * @param message file, line, what was expected and what was found
     */
    public InteractionFormatException(String message) {
        super(message);
    }
}
