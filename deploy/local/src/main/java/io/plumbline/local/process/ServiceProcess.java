package io.plumbline.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A running command of another module: a child JVM, its log, and the ways to end it.
 *
 * <p>Threads: any. Closing stops the child in order, and kills it when it takes too long.
 */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration POLL_EVERY = Duration.ofMillis(100);
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(20);

    private final ServiceCommand command;
    private final Process process;
    private final Path output;
    private final Optional<Path> log;

    private ServiceProcess(ServiceCommand command, Process process, Path output, Optional<Path> log) {
        this.command = command;
        this.process = process;
        this.output = output;
        this.log = log;
    }

    /** Starts a service; what it says on either stream is appended to the log. */
    public static ServiceProcess start(ServiceCommand command, Path log) {
        return launch(command, Redirect.appendTo(log.toFile()), Redirect.appendTo(log.toFile()), log, Optional.of(log));
    }

    /** Starts a command whose data (standard output) is kept in a file of its own, its chatter in the log. */
    public static ServiceProcess startCapturing(ServiceCommand command, Path output, Path log) {
        return launch(command, Redirect.to(output.toFile()), Redirect.appendTo(log.toFile()), output, Optional.of(log));
    }

    /** As {@link #startCapturing}, but the chatter is shown on this process's own standard error. */
    public static ServiceProcess startTalking(ServiceCommand command, Path output) {
        return launch(command, Redirect.to(output.toFile()), Redirect.INHERIT, output, Optional.empty());
    }

    private static ServiceProcess launch(
            ServiceCommand command, Redirect out, Redirect err, Path output, Optional<Path> log) {
        ProcessBuilder builder =
                new ProcessBuilder(command.words()).redirectOutput(out).redirectError(err);
        builder.environment().putAll(command.environment());
        try {
            Files.createDirectories(command.temporary());
            return new ServiceProcess(command, builder.start(), output, log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.summary() + ": " + e.getMessage(), e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits until the service says that it can do its work.
     *
     * @param readyz the service's {@code /readyz}; any address that answers 200 when it is time will do
     * @throws ServiceFailedException if the process ends before, or is not ready in time; with the tail of its log
     */
    public void awaitReady(URI readyz, Duration limit) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest question =
                HttpRequest.newBuilder(readyz).timeout(Duration.ofSeconds(2)).build();
        long deadline = System.nanoTime() + limit.toNanos();
        String last = "no answer";
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw failure("ended with exit code " + process.exitValue() + " before it was ready");
            }
            try {
                var answer = client.send(question, BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return;
                }
                last = answer.statusCode() + " " + answer.body().trim();
            } catch (IOException e) {
                last = String.valueOf(e.getMessage());
            }
            TimeUnit.MILLISECONDS.sleep(POLL_EVERY.toMillis());
        }
        throw failure("not ready within " + limit.toSeconds() + " s; " + readyz + " last said: " + last);
    }

    /**
     * Waits for the end of a command.
     *
     * @return its exit code
     * @throws ServiceFailedException if it still runs after the limit; it is killed then
     */
    public int awaitExit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
            throw failure("still running after " + limit.toSeconds() + " s, killed");
        }
        return process.exitValue();
    }

    /**
     * Waits for a command that has to succeed, and hands out what it printed on standard output.
     *
     * @throws ServiceFailedException if it ends with another exit code than 0, or not in time
     */
    public String awaitOutput(Duration limit) throws InterruptedException {
        int exitCode = awaitExit(limit);
        if (exitCode != 0) {
            throw failure("ended with exit code " + exitCode);
        }
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the output of " + command.summary(), e);
        }
    }

    /**
     * Asks the process to end (SIGTERM), and kills it after the limit.
     *
     * @return whether it ended by itself
     */
    public boolean stop(Duration limit) throws InterruptedException {
        process.destroy();
        if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            return true;
        }
        process.destroyForcibly();
        process.waitFor();
        return false;
    }

    /** Asks the process to end (SIGTERM) and does not wait. */
    public void askToStop() {
        process.destroy();
    }

    /** Ends the process at once (SIGKILL): it gets no chance to finish anything. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** What went wrong with this process, with the last lines of its log. */
    public ServiceFailedException failure(String what) {
        return new ServiceFailedException(
                command.summary() + ": " + what + log.map(LogTail::of).orElse(""));
    }

    @Override
    public void close() {
        try {
            stop(PATIENCE_AT_CLOSE);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
