package org.ncf4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    @Test
    void createsAndReplaces() throws IOException {
        Path target = folder.resolve("a.txt");
        AtomicFiles.writeString(target, "old, and longer");
        assertEquals("old, and longer", Files.readString(target));
        AtomicFiles.write(target, out -> out.write("new é".getBytes(StandardCharsets.UTF_8)));
        assertEquals("new é", Files.readString(target));
        AtomicFiles.writeChannel(target, channel -> {
            channel.write(StandardCharsets.UTF_8.encode("?.."));
            channel.write(StandardCharsets.UTF_8.encode("!"), 0);
        });
        assertEquals("!..", Files.readString(target));
        assertEquals(List.of(target), files());
    }

    @Test
    void aNewFileHasThePermissionsOfAnyNewFile() throws IOException {
        Assumptions.assumeTrue(
                folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
        Path target = folder.resolve("a");
        AtomicFiles.writeString(target, "");
        Path other = Files.createFile(folder.resolve("b"));
        assertEquals(Files.getPosixFilePermissions(other), Files.getPosixFilePermissions(target));
    }

    @Test
    void aRelativePathIsWrittenIntoTheWorkingFolder() {
        // A path without a parent; the folder of this name exists nowhere, so nothing is left behind.
        IOException e =
                assertThrows(IOException.class, () -> AtomicFiles.writeString(Path.of("no such folder", "a"), "x"));
        assertTrue(
                e.getMessage()
                        .contains(Path.of("no such folder").toAbsolutePath().toString()),
                e.getMessage());
    }

    @Test
    void afterAnIoFailureTheOldFileIsThereAndNothingElse() throws IOException {
        Path target = folder.resolve("a");
        Files.writeString(target, "old");
        IOException cause = new IOException("disk full");
        IOException e = assertThrows(
                IOException.class,
                () -> AtomicFiles.write(target, out -> {
                    out.write(new byte[100_000]);
                    throw cause;
                }));
        assertEquals("cannot write " + target + ": disk full", e.getMessage());
        assertSame(cause, e.getCause());
        assertEquals("old", Files.readString(target));
        assertEquals(List.of(target), files());
    }

    @Test
    void anUncheckedFailurePassesThroughAndLeavesNothing() throws IOException {
        IllegalStateException failure = new IllegalStateException();
        assertSame(
                failure,
                assertThrows(
                        IllegalStateException.class,
                        () -> AtomicFiles.write(folder.resolve("a"), out -> {
                            throw failure;
                        })));
        assertEquals(List.of(), files());
    }

    @Test
    void aFailureWithoutMessageIsNamedByItsType() {
        IOException e = assertThrows(
                IOException.class,
                () -> AtomicFiles.write(folder.resolve("a"), out -> {
                    throw new IOException();
                }));
        assertTrue(e.getMessage().endsWith(": IOException"), e.getMessage());
    }

    @Test
    void saysWhatIsWrongWithTheTarget() throws IOException {
        assertRefused(folder.resolve("none").resolve("a"), "there is no folder " + folder.resolve("none"));
        assertRefused(folder, "it is a folder");
        assertRefused(folder.getRoot(), "it is a folder");
        Path file = Files.createFile(folder.resolve("file"));
        assertRefused(file.resolve("a"), "there is no folder " + file);
    }

    @Test
    void doesNotReplaceWhatIsNoRegularFile() throws IOException {
        Path socket = folder.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertRefused(socket, "it is not a regular file");
            assertTrue(Files.exists(socket));
        }
    }

    @Test
    void saysThatPermissionIsDenied() throws IOException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Assumptions.assumeTrue(
                closed.toFile().setWritable(false) && !Files.isWritable(closed), "this user may write into any folder");
        try {
            assertRefused(closed.resolve("a"), "permission denied");
        } finally {
            assertTrue(closed.toFile().setWritable(true));
        }
    }

    @Test
    void leftoversOfAKilledProcessAreNoObstacle() throws IOException {
        Path leftover = folder.resolve(".a." + ProcessHandle.current().pid() + ".0.tmp");
        Files.writeString(leftover, "leftover");
        Path target = folder.resolve("a");
        AtomicFiles.writeString(target, "new");
        assertEquals("new", Files.readString(target));
        assertEquals("leftover", Files.readString(leftover));
        assertEquals(List.of(leftover, target), files());
    }

    @Test
    void manyThreadsWriteOneFileAndOneOfThemWins() throws Exception {
        Path target = folder.resolve("a");
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> writes = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                byte[] content = new byte[10_000];
                java.util.Arrays.fill(content, (byte) i);
                writes.add(pool.submit(() -> {
                    AtomicFiles.writeChannel(target, channel -> channel.write(ByteBuffer.wrap(content)));
                    return null;
                }));
            }
            for (Future<?> write : writes) {
                write.get();
            }
        } finally {
            pool.shutdownNow();
        }
        byte[] content = Files.readAllBytes(target);
        assertEquals(10_000, content.length);
        for (byte b : content) {
            assertEquals(content[0], b);
        }
        assertEquals(List.of(target), files());
    }

    private void assertRefused(Path target, String reason) {
        IOException e = assertThrows(IOException.class, () -> AtomicFiles.writeString(target, "x"));
        assertEquals("cannot write " + target + ": " + reason, e.getMessage());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
