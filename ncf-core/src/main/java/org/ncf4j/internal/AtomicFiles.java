package org.ncf4j.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files whole or not at all: the content goes to a temporary file in the target's folder, is synced to the device,
 * and takes the target's name in one step. Readers see the old file or the new one; after a failure the old one is
 * untouched and the temporary file is gone. A target that is a symbolic link is replaced by a file.
 *
 * <p>All methods throw an {@link IOException} whose message begins with "cannot write" and the target's path; unchecked
 * exceptions of the body pass through as they are.
 */
public final class AtomicFiles {
    private AtomicFiles() {}

    /**
     * Writes a file through a buffered stream.
     *
     * @param target the file to create or replace; its folder must exist
     * @param body writes the content; need not flush or close the stream
     * @throws IOException if the file cannot be written
     */
    public static void write(Path target, IoConsumer<? super OutputStream> body) throws IOException {
        writeChannel(target, channel -> {
            // Flushed rather than closed: the channel must stay open to be synced.
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            body.accept(out);
            out.flush();
        });
    }

    /**
     * Writes a file of text in UTF-8.
     *
     * @param target the file to create or replace; its folder must exist
     * @param text the whole content
     * @throws IOException if the file cannot be written
     */
    public static void writeString(Path target, String text) throws IOException {
        write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Writes a file through a channel that can be positioned, for content whose beginning is known last.
     *
     * @param target the file to create or replace; its folder must exist
     * @param body writes the content; must leave the channel open
     * @throws IOException if the file cannot be written
     */
    public static void writeChannel(Path target, IoConsumer<? super FileChannel> body) throws IOException {
        try {
            replace(target, body);
        } catch (IOException e) {
            throw new IOException("cannot write " + target + ": " + reason(e), e);
        }
    }

    private static void replace(Path target, IoConsumer<? super FileChannel> body) throws IOException {
        Path file = target.toAbsolutePath();
        Path folder = file.getParent();
        Path name = file.getFileName();
        if (folder == null || name == null || Files.isDirectory(file)) {
            throw new IOException("it is a folder");
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder);
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // A device or a pipe: renaming over it would destroy it.
            throw new IOException("it is not a regular file");
        }
        Path temporary = createBeside(folder, name.toString());
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                body.accept(channel);
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (Throwable failure) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
            throw failure;
        }
        syncFolder(folder);
    }

    /** Creates an empty file; unlike those of {@link Files#createTempFile}, its permissions are those of any new file. */
    private static Path createBeside(Path folder, String name) throws IOException {
        String stem = "." + name + "." + ProcessHandle.current().pid() + ".";
        int i = 0;
        while (true) {
            try {
                return Files.createFile(folder.resolve(stem + i + ".tmp"));
            } catch (FileAlreadyExistsException e) {
                i++; // another thread's, or left behind by a process that was killed
            }
        }
    }

    private static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every platform can open or sync a folder. The file is in place and complete; whether its new name
            // outlives a power failure is then up to the platform.
            return;
        }
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
