package io.plumbline.benchmarks.race;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own for one side, or for the broker: the same JVM options and the same classpath for each.
 *
 * <p>The classpath is this process's without PyTorch: DJL takes every engine it finds into use, and whoever serves an
 * ONNX model has no need of a second one.
 *
 * <p>Threads: one caller at a time.
 */
public final class Child implements AutoCloseable {
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(20);

    private final String name;
    private final Process process;
    private final Path log;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Writer questions;

    private Child(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.questions = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "bench-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a main class with a side's name and arguments; it is to start a {@link Probe}.
     *
     * @param folder for its log and its temporary files
     * @param jvm further JVM options
     */
    public static Child start(Path folder, Class<?> main, String side, List<String> jvm, List<String> arguments) {
        Path log = folder.resolve(side + ".log");
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of(
                // Native libraries are unpacked there, and go with the folder.
                "-Djava.io.tmpdir=" + temporary(folder),
                "-Dlogback.configurationFile=logback-bench.xml",
                "-Dlog4j2.StatusLogger.level=OFF"));
        words.addAll(jvm);
        words.addAll(List.of("-cp", classpath(), main.getName(), side));
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(Map.of("DJL_OFFLINE", "true", "OPT_OUT_TRACKING", "true"));
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            return new Child(side, builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a JVM for '" + side + "'", e);
        }
    }

    private static Path temporary(Path folder) {
        try {
            return Files.createDirectories(folder.resolve("tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary folder in " + folder, e);
        }
    }

    private static String classpath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("pytorch"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("cannot be read: " + e.getMessage());
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a line to its standard input. */
    public void tell(String line) {
        try {
            questions.write(line + System.lineSeparator());
            questions.flush();
        } catch (IOException e) {
            throw failure("takes no more input");
        }
    }

    /**
     * Waits for the next line that begins so, and gives what follows.
     *
     * @throws IllegalStateException if it ends or says nothing of the kind in time
     */
    public String await(String beginning, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            @Nullable String line = nextLine();
            if (line != null && line.startsWith(beginning)) {
                return line.substring(beginning.length());
            }
            if (line == null && !process.isAlive() && lines.isEmpty()) {
                throw failure("ended with exit code " + process.exitValue());
            }
            if (System.nanoTime() - deadline > 0) {
                throw failure("did not say '" + beginning.trim() + "' within " + limit.toSeconds() + " s");
            }
        }
    }

    private @Nullable String nextLine() {
        try {
            return lines.poll(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("was interrupted");
        }
    }

    /** What went wrong, with the end of the child's log. */
    public IllegalStateException failure(String what) {
        String tail = "";
        try {
            List<String> all = Files.readAllLines(log);
            tail = String.join("\n", all.subList(Math.max(0, all.size() - 20), all.size()));
        } catch (IOException unreadable) {
            tail = "(" + log + " cannot be read: " + unreadable.getMessage() + ")";
        }
        return new IllegalStateException("'" + name + "' " + what + "\n" + tail);
    }

    /** SIGTERM, and SIGKILL after a while. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
