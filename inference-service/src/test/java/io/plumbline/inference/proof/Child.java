package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A JVM of our own class path, which dies with this object. */
final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern PORT = Pattern.compile("httpPort=\"(\\d+)\"");

    private final Process process;
    private final Path log;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Child start(Path log, Class<?> main, List<String> args) {
        String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                // Short lives: what starts soonest.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-Dai.djl.onnx.disable_alternative=true",
                "-Dplumbline.log.level=INFO",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                classpath,
                main.getName()));
        command.addAll(args);
        try {
            return new Child(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start(),
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An instance that ends of itself at a point. */
    static Child halting(Path log, Point point, int passage, List<String> settings) {
        return instance(log, "halt", point, passage, settings);
    }

    /** An instance that stops itself, as SIGSTOP does, at a point. */
    static Child freezing(Path log, Point point, int passage, List<String> settings) {
        return instance(log, "freeze", point, passage, settings);
    }

    static Child serving(Path log, List<String> settings) {
        return instance(log, "serve", Point.AFTER_POLL, 0, settings);
    }

    private static Child instance(Path log, String how, Point point, int passage, List<String> settings) {
        List<String> args = new ArrayList<>(List.of(how, point.name(), Integer.toString(passage)));
        args.addAll(settings);
        return start(log, EndingInstance.class, args);
    }

    /** The port of its ops endpoints, once it has one. */
    int port() {
        await("its port", () -> {
            assertThat(process.isAlive()).as(log()).isTrue();
            return PORT.matcher(log()).find();
        });
        Matcher matcher = PORT.matcher(log());
        assertThat(matcher.find()).as(log()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    void awaitReady() {
        int port = port();
        await("ready", () -> Scrape.get(port, "/readyz").statusCode() == 200);
    }

    void awaitSaid(String words) {
        await(words, () -> {
            assertThat(process.isAlive()).as(log()).isTrue();
            return log().contains(words);
        });
    }

    private void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        try {
            Awaitility.await(what)
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .until(condition);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + ", log:\n" + log(), e);
        }
    }

    /** Its exit code, once it ended of itself. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(log())
                .isTrue();
        return process.exitValue();
    }

    /** Sends a signal by its name, such as {@code CONT}. */
    void signal(String name) throws IOException, InterruptedException {
        int sent = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(sent).as("exit code of kill -%s", name).isZero();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
