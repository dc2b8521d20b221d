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
        if (failure instanceof NoSuchFileException file && file.getFile() != null) {
            message = file.getFile() + ": no such file";
        } else if (failure instanceof FileSystemException file && file.getReason() == null && message != null) {
            message = reason(file) + ": " + message;
        } else if (message == null || message.isBlank()) {
            message = failure.getClass().getSimpleName() + ", more with --verbose";
        }
        return plain(Objects.requireNonNull(message)).strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
    }

    /** Why something failed, without the file, which the caller names. */
    static String reason(Throwable failure) {
        if (failure instanceof FileSystemException file) {
            return file.getReason() == null ? reason(file) : file.getReason();
        }
        return message(failure);
    }

    /** Without what only the JSON parser's authors understand, and in words of the command line's options. */
    private static String plain(String message) {
        return message.replaceAll("\\s*\\(start marker at .*\\)", "")
                .replace(
                        "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be"
                                + " included in string value",
                        "a string does not end on its line")
                .replaceAll(" \\(code \\d+(?: / 0x\\p{XDigit}+)?\\)", "")
                .replace("try a learning rate below", "try a --learning-rate below")
                .replaceAll("a minimum rating of (\\S+) needs", "--min-rating $1 needs")
                .replace("(columns user=", "(--columns user=")
                .replace("label=.. in the columns", "label=.. in --columns");
    }

    private static String reason(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file";
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
