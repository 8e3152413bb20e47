package io.plumbline.inference.model.admission;

import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.RefusalReason;
import io.plumbline.inference.model.VerifiedCheckpoint;
import io.plumbline.inference.model.admission.Admission.Decision.Refused;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Loads a checkpoint on trial in a child JVM, so that a graph that takes all memory, never ends, or makes the native
 * library crash does so there.
 *
 * <p>The child gets a heap limit, on Linux a limit of its address space, a time limit, an environment without this
 * process's secrets, and a temporary folder that goes with it. It computes on the CPU. It is no sandbox: it runs as the
 * same user and may read and write what that user may.
 *
 * <p>1. The child is given the digest of the manifest that was verified, so what it tries is what is loaded afterwards.
 * 2. Its input stays open as long as this process lives; when that ends, so does the child. 3. A verdict counts only if
 * the child ended by itself with 0.
 *
 * <p>Threads: any number of callers, each waiting for its own child.
 */
public final class ProcessProbe {
    private final ProbeConfig config;
    private final Path temporary;

    public ProcessProbe(ProbeConfig config) {
        this(config, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** @param temporary where each child's folder is while it runs */
    ProcessProbe(ProbeConfig config, Path temporary) {
        this.config = config;
        this.temporary = temporary;
    }

    /**
     * Why that checkpoint may not be loaded here, or empty.
     *
     * @throws IOException if the child cannot be started or cannot read the files; {@link InterruptedIOException} with
     *     the flag set if the thread was interrupted, after the child was ended
     */
    Optional<Refused> refusal(Path folder, VerifiedCheckpoint checkpoint, LoadSettings settings) throws IOException {
        Manifest manifest = checkpoint.manifest();
        ProbeTask task = new ProbeTask(
                folder.toAbsolutePath(),
                manifest.model(),
                manifest.version(),
                Digests.sha256(checkpoint.manifestBytes()),
                settings);
        Path scratch = Files.createTempDirectory(temporary, "plumbline-probe-");
        try {
            return refusal(task, new ProbeCommand(config, scratch));
        } finally {
            delete(scratch);
        }
    }

    private Optional<Refused> refusal(ProbeTask task, ProbeCommand command) throws IOException {
        Process child = command.start();
        boolean told;
        boolean ended;
        try {
            told = tell(child.getOutputStream(), task);
            ended = child.waitFor(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a checkpoint was tried in a child process");
        } finally {
            end(child);
        }
        if (!ended) {
            return Optional.of(failed("did not end within " + config.timeout().toMillis() + " ms", task));
        }
        ProbeEnd end = new ProbeEnd(child.exitValue(), command);
        Optional<ProbeVerdict> verdict = end.verdict();
        if (verdict.isEmpty()) {
            return Optional.of(failed((told ? "" : "did not listen and ") + end.describe(), task));
        }
        if (verdict.get() instanceof ProbeVerdict.Unreadable unreadable) {
            throw new IOException("child process cannot read the checkpoint: " + unreadable.message());
        }
        return verdict.get() instanceof ProbeVerdict.Refused refused
                ? Optional.of(new Refused(refused.reason(), refused.message()))
                : Optional.empty();
    }

    /** False if it ended before it listened; how it ended then says more than a broken pipe. */
    private static boolean tell(OutputStream input, ProbeTask task) {
        try {
            // Not closed: the child lives as long as this stays open.
            input.write((task.line() + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Nothing of the child is left when this returns, so that its folder can go; the kernel needs a moment for that. */
    private static void end(Process child) {
        child.destroyForcibly();
        child.onExit()
                .orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(late -> child)
                .join();
    }

    private Refused failed(String what, ProbeTask task) {
        return new Refused(
                RefusalReason.PROBE_FAILED,
                "child process with " + (config.memoryBytes() >> 20) + " MiB that loads it on trial " + what
                        + ", expected a verdict (" + task.model() + "/" + task.version() + ")");
    }

    private static void delete(Path scratch) throws IOException {
        try (Stream<Path> inside = Files.walk(scratch)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
