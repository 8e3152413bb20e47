package io.plumbline.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.export.onnx.OnnxRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class FailuresTest {
    private final StringWriter err = new StringWriter();

    @Test
    void aFullDisk_isASentence() {
        assertThat(fail(new UncheckedIOException(
                        "/store/fashion cannot be written", new IOException("No space left on device"))))
                .isEqualTo(1);
        assertThat(err)
                .hasToString("Failed: /store/fashion cannot be written: the disk is full (No space left on device);"
                        + " make room, or name a folder on another disk" + System.lineSeparator());
    }

    @Test
    void aRefusedFile_isASentence() {
        assertThat(fail(new UncheckedIOException(new AccessDeniedException("/store"))))
                .isEqualTo(1);
        assertThat(fail(new FileSystemException("/store", null, "Read-only file system")))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("Failed: /store cannot be opened: permission denied; change who may use it")
                .contains("Failed: /store cannot be used: Read-only file system");
    }

    @Test
    void memoryUsedUp_isASentence() {
        assertThat(run(() -> {
                    throw new OutOfMemoryError("Java heap space");
                }))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("Failed: out of memory (Java heap space): the JVM may use ");
    }

    @Test
    void aGraphThatOnnxRuntimeDoesNotTake_isARefusal() {
        assertThat(run(() -> {
                    new OnnxRunner(new byte[] {1, 2, 3}).close();
                    return 0;
                }))
                .isEqualTo(4);
        assertThat(err.toString()).startsWith("Refused to publish: ONNX Runtime does not load the model: ");
    }

    @Test
    void mistakesOfTheFile_andRefusals_haveTheirOwnCodes() {
        assertThat(fail(new InvalidExperimentException("x", List.of("x.yaml:3: a", "x.yaml:4: b"))))
                .isEqualTo(2);
        assertThat(err.toString()).contains("  x.yaml:3: a", "  x.yaml:4: b");
    }

    private int fail(Exception failure) {
        return run(() -> {
            throw failure;
        });
    }

    private int run(Callable<Integer> body) {
        return new CommandLine(new Body(body))
                .setExecutionStrategy(Failures.strategy())
                .setExecutionExceptionHandler(new Failures())
                .setErr(new PrintWriter(err, true))
                .execute();
    }

    @Command(name = "body")
    private record Body(Callable<Integer> body) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            return body.call();
        }
    }
}
