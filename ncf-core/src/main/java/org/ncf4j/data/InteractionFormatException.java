package org.ncf4j.data;

import java.io.IOException;

/** STUB: a line of a data file that cannot be read; the message says file, line number and what was expected. */
public final class InteractionFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public InteractionFormatException(String message) {
        super(message);
    }
}
