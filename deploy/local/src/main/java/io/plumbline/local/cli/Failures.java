package io.plumbline.local.cli;

import io.plumbline.local.demo.NotReadyException;
import io.plumbline.local.process.ServiceFailedException;
import io.plumbline.local.produce.SendFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;

/** Says on stderr what went wrong and picks the exit code; only a failure nobody foresaw gets a stack trace. */
final class Failures implements CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(
            Exception failure, CommandLine commandLine, CommandLine.ParseResult parseResult) {
        if (failure instanceof NotReadyException) {
            commandLine.getErr().println("Not ready in time: " + failure.getMessage());
            return ExitCode.NOT_READY;
        }
        if (failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof SendFailedException
                || failure instanceof ServiceFailedException
                || failure instanceof IllegalStateException) {
            commandLine.getErr().println("Failed: " + failure.getMessage());
            return ExitCode.FAILED;
        }
        failure.printStackTrace(commandLine.getErr());
        return ExitCode.FAILED;
    }
}
