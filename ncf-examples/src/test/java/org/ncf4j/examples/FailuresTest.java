package org.ncf4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void putsTheFileSystemsExceptionsIntoWords() {
        assertEquals("a.csv: no such file", Failures.message(new NoSuchFileException("a.csv")));
        assertEquals("permission denied: a.csv", Failures.message(new AccessDeniedException("a.csv")));
        assertEquals(
                "there is a file of this name, so it cannot be a folder: a",
                Failures.message(new FileAlreadyExistsException("a")));
        assertEquals("not a folder: a", Failures.message(new NotDirectoryException("a")));
        assertEquals("a folder that is not empty: a", Failures.message(new DirectoryNotEmptyException("a")));
        assertEquals("cannot be read or written: a", Failures.message(new FileSystemException("a")));
    }

    @Test
    void aMissingFileIsCalledSoWhoeverMissesIt() {
        assertEquals(
                "a.csv: no such file",
                Failures.message(new NoSuchFileException("a.csv", null, "there is no such file")));
    }

    @Test
    void reasonsLeaveTheFileToTheCaller() {
        assertEquals("permission denied", Failures.reason(new AccessDeniedException("a.csv")));
        assertEquals(
                "Read-only file system", Failures.reason(new FileSystemException("a", null, "Read-only file system")));
        assertEquals("disk full", Failures.reason(new IOException("disk full")));
    }

    @Test
    void keepsTheParsersWorkingsToItself() {
        assertEquals(
                "line 2: Unexpected end-of-input: expected close marker for Object",
                Failures.message(new IOException("line 2: Unexpected end-of-input: expected close marker for Object"
                        + " (start marker at [Source: REDACTED (`X` disabled); line: 1, column: 1])")));
        assertEquals(
                "Unexpected character (','): was expecting double-quote to start field name",
                Failures.message(new IOException(
                        "Unexpected character (',' (code 44)): was expecting double-quote to start field name")));
    }

    @Test
    void keepsMessagesThatSayMore() {
        assertEquals("a: Not a directory", Failures.message(new FileSystemException("a", null, "Not a directory")));
        assertEquals("unknown user 'x'", Failures.message(new IllegalArgumentException("unknown user 'x'")));
    }

    @Test
    void tooLittleMemoryIsAFailureLikeOthers() {
        Subcommand greedy = new Subcommand() {
            @Override
            void run() {
                throw new OutOfMemoryError("Java heap space");
            }
        };
        assertEquals(
                "not enough memory (Java heap space); java -Xmx8g -jar .. takes 8 GB, say",
                assertThrows(IOException.class, greedy::call).getMessage());
    }

    @Test
    void isOneLineInAnyCase() {
        assertEquals("one; two", Failures.message(new IOException("one\r\n  two\n")));
        assertEquals("IllegalStateException, more with --verbose", Failures.message(new IllegalStateException()));
        assertEquals("IOException, more with --verbose", Failures.message(new IOException(" ")));
    }
}
