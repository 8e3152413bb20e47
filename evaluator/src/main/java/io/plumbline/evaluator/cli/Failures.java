package io.plumbline.evaluator.cli;

import io.plumbline.contracts.config.ConfigException;
import io.plumbline.evaluator.replay.ReplayException;
import io.plumbline.evaluator.stream.TopicMismatchException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Says on stderr what went wrong and picks the exit code; only a failure nobody foresaw gets a stack trace. */
final class Failures implements CommandLine.IExecutionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    @Override
    public int handleExecutionException(
            Exception failure, CommandLine commandLine, CommandLine.ParseResult parseResult) {
        if (failure instanceof ConfigException config) {
            commandLine.getErr().println("The configuration cannot be used:");
            config.problems().forEach(problem -> commandLine.getErr().println("  " + problem));
            return ExitCode.USAGE;
        }
        if (failure instanceof TopicMismatchException
                || failure instanceof ReplayException
                || failure instanceof IOException) {
            commandLine.getErr().println("Failed: " + failure.getMessage());
            return ExitCode.FAILED;
        }
        LOG.atError().setCause(failure).addKeyValue("error", failure.toString()).log("command failed");
        return ExitCode.FAILED;
    }
}
