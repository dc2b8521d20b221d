package org.ncf4j.examples;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/** Puts what went wrong into one line. */
final class Failures {
    private Failures() {}

    /**
     * One line that says what went wrong. An exception of the file system whose message is no more than the path is put
     * into words; one without a message is named by its class.
     */
    static String message(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof FileSystemException file && file.getReason() == null && message != null) {
            message = reason(file) + ": " + message;
        } else if (message == null || message.isBlank()) {
            message = failure.getClass().getSimpleName() + ", more with --verbose";
        }
        return Objects.requireNonNull(message).strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
    }

    private static String reason(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "there is a file of this name, so it cannot be a folder";
        }
        if (failure instanceof NotDirectoryException) {
            return "not a folder";
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return "a folder that is not empty";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        return "cannot be read or written";
    }
}
