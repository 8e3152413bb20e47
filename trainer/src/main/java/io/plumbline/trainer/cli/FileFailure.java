package io.plumbline.trainer.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;

/** What happened to a file, in a sentence: the JDK's own messages are often no more than its path. */
final class FileFailure {
    /** What Linux, macOS and Windows say; the JDK has no exception of its own for a full disk, so its text has to do. */
    private static final List<String> FULL =
            List.of("No space left on device", "Disk quota exceeded", "There is not enough space on the disk");

    private FileFailure() {}

    /** What was attempted, which the wrapper tells, and why it did not work. */
    static String sentence(UncheckedIOException wrapped) {
        String message = String.valueOf(wrapped.getMessage());
        IOException cause = wrapped.getCause();
        if (cause == null) {
            return message;
        }
        // Without a message of its own the wrapper has the cause's text.
        return message.equals(cause.toString()) ? sentence(cause) : message + ": " + sentence(cause);
    }

    static String sentence(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (FULL.stream().anyMatch(message::contains)) {
            return "the disk is full (" + message + "); make room, or name a folder on another disk";
        }
        if (failure instanceof FileSystemException file) {
            return file.getFile() + " " + reason(file);
        }
        return message;
    }

    private static String reason(FileSystemException failure) {
        if (failure instanceof AccessDeniedException) {
            return "cannot be opened: permission denied; change who may use it, or name another folder";
        }
        if (failure instanceof NoSuchFileException) {
            return "does not exist";
        }
        if (failure instanceof NotDirectoryException) {
            return "is not a folder";
        }
        return "cannot be used: " + (failure.getReason() == null ? failure.toString() : failure.getReason());
    }
}
