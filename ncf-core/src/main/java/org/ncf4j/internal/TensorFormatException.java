package org.ncf4j.internal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file that is no tensor file, is damaged, or holds other tensors than expected. */
public final class TensorFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    TensorFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
