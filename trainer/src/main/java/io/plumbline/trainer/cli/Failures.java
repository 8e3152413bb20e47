package io.plumbline.trainer.cli;

import io.plumbline.trainer.dataset.MalformedDataException;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.export.ParityException;
import io.plumbline.trainer.export.graph.UntraceableException;
import io.plumbline.trainer.export.onnx.OnnxRejectedException;
import io.plumbline.trainer.fit.DivergedException;
import io.plumbline.trainer.fit.RunInUseException;
import io.plumbline.trainer.run.UnavailableDeviceException;
import io.plumbline.trainer.state.MalformedStateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Says on stderr what went wrong and picks the exit code; only a failure nobody foresaw gets a stack trace. */
final class Failures implements CommandLine.IExecutionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final long MEBIBYTE = 1 << 20;

    /** Runs the command that was named; an error of the JVM, which picocli lets through, ends it like any other failure. */
    static CommandLine.IExecutionStrategy strategy() {
        CommandLine.IExecutionStrategy named = new CommandLine.RunLast();
        return parsed -> {
            try {
                return named.execute(parsed);
            } catch (OutOfMemoryError full) {
                PrintWriter err = parsed.commandSpec().commandLine().getErr();
                err.println("Failed: " + outOfMemory(full, Runtime.getRuntime().maxMemory()));
                return ExitCode.FAILED;
            }
        };
    }

    @Override
    public int handleExecutionException(
            Exception failure, CommandLine commandLine, CommandLine.ParseResult parseResult) {
        PrintWriter err = commandLine.getErr();
        if (failure instanceof InvalidExperimentException invalid) {
            err.println("The experiment cannot run:");
            invalid.problems().forEach(problem -> err.println("  " + problem));
            return ExitCode.USAGE;
        }
        if (failure instanceof ParityException
                || failure instanceof UntraceableException
                || failure instanceof OnnxRejectedException) {
            err.println("Refused to publish: " + failure.getMessage());
            return ExitCode.REFUSED;
        }
        if (failure instanceof RunInUseException) {
            err.println("Busy: " + failure.getMessage());
            return ExitCode.BUSY;
        }
        if (failure instanceof MalformedDataException
                || failure instanceof MalformedStateException
                || failure instanceof UnavailableDeviceException
                || failure instanceof DivergedException) {
            err.println("Failed: " + failure.getMessage());
            return ExitCode.FAILED;
        }
        if (failure instanceof IOException io) {
            err.println("Failed: " + FileFailure.sentence(io));
            return ExitCode.FAILED;
        }
        if (failure instanceof UncheckedIOException unchecked) {
            err.println("Failed: " + FileFailure.sentence(unchecked));
            return ExitCode.FAILED;
        }
        LOG.atError().setCause(failure).addKeyValue("error", failure.toString()).log("command failed");
        return ExitCode.FAILED;
    }

    private static String outOfMemory(OutOfMemoryError full, long limit) {
        return "out of memory (%s): the JVM may use %d MiB; take a smaller fit.batch or less data, or raise it with JAVA_TOOL_OPTIONS=-Xmx%dm"
                .formatted(full.getMessage(), limit / MEBIBYTE, 2 * limit / MEBIBYTE);
    }
}
