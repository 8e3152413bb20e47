package io.plumbline.trainer.cli;

import io.plumbline.trainer.dataset.MalformedDataException;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.export.ParityException;
import io.plumbline.trainer.export.graph.UntraceableException;
import io.plumbline.trainer.fit.DivergedException;
import io.plumbline.trainer.run.UnavailableDeviceException;
import io.plumbline.trainer.state.MalformedStateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Says on stderr what went wrong and picks the exit code; only a failure nobody foresaw gets a stack trace. */
final class Failures implements CommandLine.IExecutionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    @Override
    public int handleExecutionException(
            Exception failure, CommandLine commandLine, CommandLine.ParseResult parseResult) {
        if (failure instanceof InvalidExperimentException invalid) {
            commandLine.getErr().println("The experiment cannot run:");
            invalid.problems().forEach(problem -> commandLine.getErr().println("  " + problem));
            return ExitCode.USAGE;
        }
        if (failure instanceof ParityException || failure instanceof UntraceableException) {
            commandLine.getErr().println("Refused to publish: " + failure.getMessage());
            return ExitCode.REFUSED;
        }
        if (failure instanceof MalformedDataException
                || failure instanceof DivergedException
                || failure instanceof MalformedStateException
                || failure instanceof UnavailableDeviceException
                || failure instanceof IOException) {
            commandLine.getErr().println("Failed: " + failure.getMessage());
            return ExitCode.FAILED;
        }
        if (failure instanceof UncheckedIOException unchecked) {
            commandLine.getErr().println("Failed: " + unchecked.getMessage() + ": " + unchecked.getCause());
            return ExitCode.FAILED;
        }
        LOG.atError().setCause(failure).addKeyValue("error", failure.toString()).log("command failed");
        return ExitCode.FAILED;
    }
}
